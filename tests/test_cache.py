"""The cache with a byte limit."""

import gc
import weakref

from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.cache import BorrowingCache, ByteLimitedCache


def test_the_least_recently_used_value_is_evicted() -> None:
    kept: ByteLimitedCache[str, str] = ByteLimitedCache(limit=10)
    for name in "abc":
        kept.put(name, name.upper(), 4)  # the third leaves room for two
    assert [kept.get(name) for name in "abc"] == [None, "B", "C"]
    assert kept.get("b") == "B"
    kept.put("d", "D", 4)
    assert [kept.get(name) for name in "bcd"] == ["B", None, "D"]
    assert kept.size == 8


def test_a_value_over_the_limit_is_not_stored_and_evicts_nothing() -> None:
    kept: ByteLimitedCache[str, int] = ByteLimitedCache(limit=10)
    kept.put("a", 1, 10)
    kept.put("b", 2, 11)
    assert (kept.get("a"), kept.get("b"), kept.size) == (1, None, 10)


def test_a_second_value_replaces_the_first() -> None:
    kept: ByteLimitedCache[str, int] = ByteLimitedCache(limit=10)
    kept.put("a", 1, 6)
    kept.put("a", 2, 7)
    assert (kept.get("a"), kept.size) == (2, 7)
    kept.put("a", 3, 99)
    assert (kept.get("a"), kept.size) == (None, 0)


def test_evicted_values_are_freed() -> None:
    class Value:
        pass

    kept: ByteLimitedCache[int, Value] = ByteLimitedCache(limit=3)
    values = [Value() for _ in range(10)]
    references = [weakref.ref(value) for value in values]
    for number, value in enumerate(values):
        kept.put(number, value, 1)
    del values, value
    gc.collect()
    assert [reference() is not None for reference in references] == [False] * 7 + [True] * 3
    kept.clear()
    gc.collect()
    assert all(reference() is None for reference in references)
    assert kept.size == 0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 12)), max_size=30))
def test_the_limit_always_holds(puts: list[tuple[int, int]]) -> None:
    kept: ByteLimitedCache[int, int] = ByteLimitedCache(limit=10)
    sizes: dict[int, int] = {}
    for key, size in puts:
        kept.put(key, size, size)
        sizes[key] = size
        there = {key: sizes[key] for key in sizes if kept.get(key) is not None}
        assert kept.size == sum(there.values()) <= 10
        assert (key in there) == (size <= 10)


def test_a_borrowing_cache_finds_the_values_of_another_and_adds_none() -> None:
    lender = ByteLimitedCache[str, int](10)
    lender.put("lent", 1, 5)
    cache = BorrowingCache[str, int](10, lender)
    cache.put("own", 2, 5)
    cache.put("lent and own", 3, 5)
    assert (cache.get("lent"), cache.get("own"), cache.get("neither")) == (1, 2, None)
    assert (lender.get("own"), lender.size, cache.size) == (None, 5, 10)
    lender.clear()
    assert cache.get("lent") is None
