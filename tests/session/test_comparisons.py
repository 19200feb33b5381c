"""Turning the second pane on and off, and pairs."""

from dataclasses import replace
from typing import Any

import pytest

from flimbuilder.session.comparisons import PAIRS, Comparisons, changes_of_pair
from flimbuilder.session.view import Comparison, View


class Shown:
    """A view without a session, whose build has two blocks or none."""

    current = None

    def __init__(self) -> None:
        self.view = View(heat="error", show_truth=True, before=True, block=2)
        self.comparisons = Comparisons(self, lambda: self.view, self.update_view)  # type: ignore[arg-type]

    def update_view(self, **changes: Any) -> None:
        self.view = replace(self.view, **changes)


@pytest.fixture
def shown() -> Shown:
    return Shown()


def test_the_first_comparison_adds_what_is_missing(shown: Shown) -> None:
    shown.comparisons.toggle()
    assert shown.view.compare == Comparison("image")
    shown.comparisons.toggle()
    assert shown.view.compare is None
    other = Shown()
    other.update_view(heat="none")
    other.comparisons.toggle()
    assert other.view.compare == Comparison("saliency")


def test_the_last_comparison_returns(shown: Shown) -> None:
    shown.comparisons.show(Comparison("block", 2))
    shown.comparisons.toggle()
    shown.comparisons.toggle()
    assert shown.view.compare == Comparison("block", 2)


@pytest.mark.parametrize(
    ("pair", "heat", "compare"),
    [
        ("saliency", "none", Comparison("saliency")),
        ("before", "error", Comparison("before")),
        ("block", "block", Comparison("block", 1)),
        ("truth", "none", Comparison("truth")),
    ],
)
def test_pairs(shown: Shown, pair: Any, heat: str, compare: Comparison) -> None:
    shown.comparisons.show_pair(pair)
    assert (shown.view.heat, shown.view.compare) == (heat, compare)
    assert shown.view.before == (pair == "block")
    assert shown.view.show_mask == (pair == "truth")
    assert shown.view.show_truth == (pair != "truth")


@pytest.mark.parametrize("first", PAIRS)
@pytest.mark.parametrize("second", PAIRS)
def test_closing_restores_what_any_pairs_changed(shown: Shown, first: Any, second: Any) -> None:
    before = shown.view
    shown.comparisons.show_pair(first)
    shown.comparisons.show_pair(second)
    shown.comparisons.close()
    assert shown.view == before


def test_blocks_are_compared_by_their_activations_if_these_are_shown(shown: Shown) -> None:
    shown.update_view(heat="activation")
    shown.comparisons.show_pair("block")
    assert (shown.view.heat, shown.view.compare) == ("activation", Comparison("activation", 1))


def test_the_second_pair_is_not_affected_by_the_first(shown: Shown) -> None:
    shown.comparisons.show_pair("truth")
    shown.comparisons.show_pair("block")
    alone = Shown()
    alone.comparisons.show_pair("block")
    assert shown.view == alone.view


def test_what_the_user_has_changed_since_stays(shown: Shown) -> None:
    shown.comparisons.show_pair("truth")
    shown.update_view(heat="saliency")
    shown.comparisons.close()
    assert shown.view == View(heat="saliency", show_truth=True, before=True, block=2)


def test_the_other_block() -> None:
    def block_of(shown_block: int, n_blocks: int) -> int:
        compare = changes_of_pair("block", View(block=shown_block), n_blocks)["compare"]
        assert compare is not None
        return compare.block

    assert [block_of(block, 4) for block in (1, 2, 3, 4)] == [2, 1, 2, 3]
    assert block_of(1, 1) == 1
