"""Tests of the ordered, bounded map on threads: order, bound, errors and closing."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from threading import Barrier, Event, Thread
from weakref import finalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.model.pipeline import map_ahead

PATIENCE = 30.0  # seconds until a test that waits in vain fails


def counted(count: int, pulled: list[int]) -> Iterator[int]:
    for number in range(count):
        pulled.append(number)
        yield number


def fails_at(number: int, error: Exception) -> Callable[[int], int]:
    def function(item: int) -> int:
        if item == number:
            raise error
        return item

    return function


def threads() -> set[Thread]:
    return set(threading.enumerate())


def test_the_first_item_comes_first_though_it_ends_last() -> None:
    second_is_done = Event()

    def function(item: str) -> str:
        if item == "slow":
            assert second_is_done.wait(PATIENCE)
        else:
            second_is_done.set()
        return item.upper()

    assert list(map_ahead(function, ["slow", "quick"], ahead=2)) == ["SLOW", "QUICK"]


@given(st.lists(st.integers()), st.integers(1, 4), st.booleans())
def test_it_is_a_map(items: list[int], ahead: int, eager: bool) -> None:
    squares = map_ahead(lambda number: number**2, items, ahead=ahead, eager=eager)
    assert list(squares) == [number**2 for number in items]


def test_it_works_ahead_of_the_caller_and_no_further() -> None:
    pulled: list[int] = []
    with closing(map_ahead(str, counted(10, pulled), ahead=3)) as results:
        assert pulled == []  # nothing before the first is asked for
        for taken in range(10):
            assert next(results) == str(taken)
            assert len(pulled) == min(taken + 1 + 3, 10)
        assert list(results) == []


def test_eager_yields_a_ready_result_before_it_begins_more() -> None:
    pulled: list[int] = []
    done = [Event() for _ in range(4)]

    def items() -> Iterator[int]:
        for number in counted(4, pulled):
            yield number
            assert done[number].wait(PATIENCE)  # the result is there before the next is made

    def function(number: int) -> int:
        done[number].set()
        return number

    with closing(map_ahead(function, items(), ahead=3, eager=True)) as results:
        for taken in range(4):
            assert next(results) == taken
            assert len(pulled) <= taken + 2


def test_eager_waits_if_the_function_is_slower() -> None:
    go_on, pulled = Event(), list[int]()

    def function(number: int) -> int:
        assert go_on.wait(PATIENCE)
        return number

    def items() -> Iterator[int]:
        for number in counted(5, pulled):
            if number == 2:
                go_on.set()  # otherwise no result would ever be ready
            yield number

    with closing(map_ahead(function, items(), ahead=2, eager=True)) as results:
        assert next(results) == 0
        assert len(pulled) == 3


def test_the_function_works_while_the_caller_does() -> None:
    both = Barrier(2, timeout=PATIENCE)

    def function(number: int) -> int:
        if number == 1:
            both.wait()
        return number

    with closing(map_ahead(function, range(3), ahead=1)) as results:
        assert next(results) == 0
        both.wait()  # passes only while the function works on item 1
        assert list(results) == [1, 2]


def test_a_step_between_two_maps_runs_on_the_thread_of_the_caller() -> None:
    where: list[Thread] = []

    def between(items: Iterator[int]) -> Iterator[int]:
        for item in items:
            where.append(threading.current_thread())
            yield item + 1

    with (
        closing(map_ahead(lambda number: number * 10, range(4))) as first,
        closing(map_ahead(str, between(first), eager=True)) as second,
    ):
        assert list(second) == ["1", "11", "21", "31"]
    assert set(where) == {threading.current_thread()}


# Errors


def test_results_before_an_error_come_out_and_no_later_item_is_begun() -> None:
    begun: list[int] = []
    fail = fails_at(2, ValueError("two"))

    def function(number: int) -> int:
        begun.append(number)
        return fail(number)

    results = map_ahead(function, range(100), ahead=1)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(ValueError, match="two"):
        next(results)
    assert max(begun) <= 3
    assert list(results) == []


@pytest.mark.parametrize("eager", [False, True])
def test_an_error_of_the_items_waits_its_turn(eager: bool) -> None:
    def items() -> Iterator[int]:
        yield from (0, 1)
        raise OSError("third")

    results = map_ahead(lambda number: number, items(), ahead=5, eager=eager)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(OSError, match="third"):
        next(results)


def test_no_item_after_an_error_of_the_items_is_begun() -> None:
    """Unlike a generator, ``map`` could go on after an error."""
    begun: list[int] = []
    items = map(fails_at(1, OSError("one")), range(5))
    with pytest.raises(OSError, match="one"):
        list(map_ahead(begun.append, items, ahead=5))
    assert begun == [0]


def test_of_two_errors_the_first_by_order_is_raised() -> None:
    later_failed = Event()

    def items() -> Iterator[int]:
        yield 0
        later_failed.set()
        raise OSError("of the items, behind")

    def function(number: int) -> int:
        assert later_failed.wait(PATIENCE)
        raise ValueError("of the function, before")

    with pytest.raises(ValueError, match="before"):
        list(map_ahead(function, items(), ahead=3))


# Cancelling


def test_closing_waits_for_begun_items_and_drops_the_rest() -> None:
    before, begun, ended, go_on = threads(), list[int](), list[int](), Event()

    def function(number: int) -> int:
        begun.append(number)
        assert number == 0 or go_on.wait(PATIENCE)
        ended.append(number)
        return number

    with closing(map_ahead(function, range(100), ahead=2)) as results:
        assert next(results) == 0
        go_on.set()
    assert sorted(begun) == sorted(ended)
    assert max(begun) <= 2
    assert threads() == before


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_while_an_item_is_made_stops_at_once(stop: type[BaseException]) -> None:
    before, begun, first_is_begun, go_on = threads(), list[int](), Event(), Event()

    def function(number: int) -> None:
        begun.append(number)
        first_is_begun.set()
        assert go_on.wait(PATIENCE)

    def items() -> Iterator[int]:
        yield from (0, 1)
        assert first_is_begun.wait(PATIENCE)
        Thread(target=go_on.set).start()
        raise stop

    with pytest.raises(stop):
        list(map_ahead(function, items(), ahead=2))
    assert set(begun) <= {0, 1}
    assert threads() == before


def test_an_item_is_not_kept_while_the_next_is_made() -> None:
    """Otherwise the largest item would be in memory twice."""

    class Large:
        pass

    gone = [Event() for _ in range(4)]

    def items() -> Iterator[Large]:
        for number, freed in enumerate(gone):
            assert number == 0 or gone[number - 1].wait(PATIENCE)
            large = Large()
            finalize(large, freed.set)
            yield large
            del large

    assert list(map_ahead(lambda large: None, items(), ahead=2)) == [None] * 4
