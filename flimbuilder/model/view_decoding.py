"""Decode the part of a slide that is in view, without ever decoding the rest."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.model.large_decoding import LargeDecoding
from flimbuilder.model.model import Model
from flimbuilder.model.tile_grid import Focus
from flimbuilder.model.tile_queue import TileWorkers
from flimbuilder.model.tile_store import TileStore
from flimbuilder.project.decoding import DecoderChoice

__all__ = ["MOST_IN_VIEW", "ViewDecoding", "too_much_in_view"]

MOST_IN_VIEW = 2**24
"""Pixels of a view that are decoded; a larger part is shown as a draft alone."""
SALIENCY_BYTES = 2**27  # of tiles that were in view; the oldest are forgotten


class ViewDecoding(LargeDecoding):
    """Saliency of the tiles that were in view.

    It is exact if the decoder needs no maxima of the image, and otherwise stays provisional: the
    maxima are those of the part that was in view first.

    Parameters
    ----------
    model, decoder_choice, pixels, name, threshold, tile_bytes
        As for `LargeDecoding`.

    Attributes
    ----------
    saliency : TileStore
        In place of an array.
    """

    saliency: Any

    def __init__(
        self,
        model: Model,
        decoder_choice: DecoderChoice,
        pixels: NDArray[Any],
        name: str = "image",
        *,
        threshold: float | None = None,
        tile_bytes: int | None = None,
    ) -> None:
        super().__init__(
            model, decoder_choice, pixels, name,
            all_blocks=False, threshold=threshold, tile_bytes=tile_bytes,
        )  # fmt: skip
        self.summaries = {}  # of all tiles, which are never known

    def awaits(self, focus: Focus | None) -> bool:
        """Return True if a tile in view has no saliency yet, unless too much is in view."""
        return not too_much_in_view(focus) and super().awaits(focus)

    def share_known(self, focus: Focus | None) -> float:
        """Return the share of the tiles in view that are known."""
        visible = self.grid.visible(focus)
        return float(self.known[visible].mean()) if visible.any() else 1.0

    def step(
        self, focus: Focus | None = None, workers: TileWorkers | None = None
    ) -> list[tuple[slice, slice]]:
        """Compute the next tile, as `LargeDecoding.step`; nothing if all tiles are known."""
        return super().step(focus, workers) if self._queue.pending.any() else []

    def _open_saliency(self, n_objects: int) -> Any:
        return TileStore(self.grid, n_objects, SALIENCY_BYTES)

    def _open_sums(self, n_objects: int) -> dict[int, Any]:
        return {}

    def _end_pass(self) -> None:
        """Never begin another pass."""

    def _keep(self, rows: slice, cols: slice, values: NDArray[np.float16]) -> None:
        index = self.grid.index_at(rows.start, cols.start)
        for forgotten in self.saliency.put(index, values):
            self.known[forgotten] = False
            self._queue.pending[forgotten] = True


def too_much_in_view(focus: Focus | None) -> bool:
    """Return True if a view is unknown, or too large to be decoded."""
    return focus is None or focus.area > MOST_IN_VIEW
