"""Values kept within a number of bytes."""

import gc
import weakref

from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.cache import ByteLimitedCache


def test_the_longest_unused_goes_first() -> None:
    kept: ByteLimitedCache[str, str] = ByteLimitedCache(limit=10)
    for name in "abc":
        kept.put(name, name.upper(), 4)  # the third leaves room for two
    assert [kept.get(name) for name in "abc"] == [None, "B", "C"]
    assert kept.get("b") == "B"
    kept.put("d", "D", 4)
    assert [kept.get(name) for name in "bcd"] == ["B", None, "D"]
    assert kept.size == 8


def test_what_is_larger_than_all_room_is_not_kept_and_costs_nothing() -> None:
    kept: ByteLimitedCache[str, int] = ByteLimitedCache(limit=10)
    kept.put("a", 1, 10)
    kept.put("b", 2, 11)
    assert (kept.get("a"), kept.get("b"), kept.size) == (1, None, 10)


def test_putting_again_replaces() -> None:
    kept: ByteLimitedCache[str, int] = ByteLimitedCache(limit=10)
    kept.put("a", 1, 6)
    kept.put("a", 2, 7)
    assert (kept.get("a"), kept.size) == (2, 7)
    kept.put("a", 3, 99)
    assert (kept.get("a"), kept.size) == (None, 0)


def test_what_goes_is_let_go_of() -> None:
    class Value:
        pass

    kept: ByteLimitedCache[int, Value] = ByteLimitedCache(limit=3)
    values = [Value() for _ in range(10)]
    references = [weakref.ref(value) for value in values]
    for number, value in enumerate(values):
        kept.put(number, value, 1)
    del values, value
    gc.collect()
    assert [one() is not None for one in references] == [False] * 7 + [True] * 3
    kept.clear()
    gc.collect()
    assert all(one() is None for one in references)
    assert kept.size == 0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 12)), max_size=30))
def test_the_limit_holds_whatever_comes(puts: list[tuple[int, int]]) -> None:
    kept: ByteLimitedCache[int, int] = ByteLimitedCache(limit=10)
    sizes: dict[int, int] = {}
    for key, size in puts:
        kept.put(key, size, size)
        sizes[key] = size
        there = {one: sizes[one] for one in sizes if kept.get(one) is not None}
        assert kept.size == sum(there.values()) <= 10
        assert (key in there) == (size <= 10)
