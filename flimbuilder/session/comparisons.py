"""Commands of the second pane: turn it on and off, and choose what both panes show."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal, cast

from flimbuilder.session.builder import Builder
from flimbuilder.session.view import Comparison, View, ViewChanges

__all__ = ["PAIRS", "Comparisons", "Pair", "changes_of_pair"]

Pair = Literal["saliency", "before", "block", "truth"]
PAIRS: tuple[Pair, ...] = ("saliency", "before", "block", "truth")
"""Image | saliency, now | before, block | block, mask | reference."""


class Comparisons:
    """Turns the second pane on and off; off restores what pairs changed in the first pane.

    Parameters
    ----------
    builder : Builder
    view : callable
        Returns the current `View`.
    update_view : callable
        Changes fields of the view.
    """

    def __init__(
        self, builder: Builder, view: Callable[[], View], update_view: Callable[..., None]
    ) -> None:
        self._builder = builder
        self._view = view
        self._update_view = update_view
        self._last: Comparison | None = None
        self._replaced: dict[str, tuple[Any, Any]] = {}  # by field: value of the pair, former one

    def toggle(self) -> None:
        """Turn the second pane on, with what it showed last, or off."""
        view = self._view()
        if view.compare is not None:
            self.close()
        elif self._last is not None:
            self._update_view(compare=self._last)
        else:
            self._update_view(compare=self._first_comparison())

    def show(self, comparison: Comparison) -> None:
        """Show something in the second pane."""
        self._last = comparison
        self._update_view(compare=comparison)

    def show_pair(self, pair: Pair) -> None:
        """Show a pair in both panes, instead of a former one."""
        restored = self._restored()
        view = replace(self._view(), **restored)
        changes = changes_of_pair(pair, view, self._n_blocks)
        self._last = changes["compare"]
        self._replaced = {
            field: (value, getattr(view, field))
            for field, value in changes.items()
            if field != "compare"
        }
        self._update_view(**cast(ViewChanges, {**restored, **changes}))

    def close(self) -> None:
        """Turn the second pane off; fields that a pair changed get their former values.

        Fields that the user has changed since keep their values.
        """
        restored, self._last = self._restored(), self._view().compare
        self._replaced = {}
        self._update_view(**cast(ViewChanges, {**restored, "compare": None}))

    def _restored(self) -> dict[str, Any]:
        """Return the former values of the fields that a pair changed and the user has not."""
        view = self._view()
        return {
            field: former
            for field, (value, former) in self._replaced.items()
            if getattr(view, field) == value
        }

    @property
    def _n_blocks(self) -> int:
        built = self._builder.current
        return 1 if built is None else len(built.learned.blocks)

    def _first_comparison(self) -> Comparison:
        """Return the image if the first pane shows a map, and the saliency otherwise."""
        return Comparison("saliency" if self._view().heat == "none" else "image")


def changes_of_pair(pair: Pair, view: View, n_blocks: int) -> ViewChanges:
    """Return the changes of the view that show a pair."""
    if pair == "saliency":
        return {
            "heat": "none", "show_mask": False, "before": False,
            "compare": Comparison("saliency"),
        }  # fmt: skip
    if pair == "truth":
        return {
            "heat": "none", "show_mask": True, "show_truth": False, "before": False,
            "compare": Comparison("truth"),
        }  # fmt: skip
    if pair == "before":
        heat = view.heat if view.heat in ("saliency", "error") else "saliency"
        return {"heat": heat, "before": False, "compare": Comparison("before")}
    other = view.block - 1 if view.block > 1 else min(2, n_blocks)
    if view.heat == "activation":
        return {"compare": Comparison("activation", other)}
    return {"heat": "block", "compare": Comparison("block", other)}
