"""In which order a kernel file of FLIM-Builder, libift and pyflim has its taps.

A kernel is a column of numbers, tap after tap, and of each tap channel after channel. libift's
newer programs write the taps in raster order, row by row; its older ones, FLIM-Builder and pyflim
write the central tap first and the others in raster order behind it. Nothing in the files says
which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["TapOrder", "TapVote", "centre_first", "guess_tap_order", "raster"]

TapOrder = Literal["raster", "centre"]
Taps = NDArray[Any]


@dataclass(frozen=True)
class TapVote:
    """How alike neighbouring taps of a block are in either order.

    Attributes
    ----------
    block : int
        From 1.
    raster, centre : float
        Mean correlation of horizontal and vertical neighbours, from -1 to 1.
    """

    block: int
    raster: float
    centre: float

    @property
    def order(self) -> TapOrder:
        """The order in which neighbours are more alike; raster where both are the same."""
        return "centre" if self.centre > self.raster else "raster"


def raster(taps: Taps, order: TapOrder) -> Taps:
    """Return taps, the first axis of an array, in raster order."""
    if order == "raster":
        return taps
    centre = len(taps) // 2
    return np.concatenate((taps[1 : centre + 1], taps[:1], taps[centre + 1 :]))


def centre_first(taps: Taps) -> Taps:
    """Return taps in raster order, the first axis of an array, with the central one first."""
    centre = len(taps) // 2
    return np.concatenate((taps[centre : centre + 1], taps[:centre], taps[centre + 1 :]))


def guess_tap_order(banks: Sequence[Taps]) -> tuple[TapOrder, tuple[TapVote, ...]]:
    """Guess the order from how alike neighbouring taps are.

    Parameters
    ----------
    banks : sequence of ndarray of shape (taps, channels, kernels)
        Of each block from the first on, as in its file.

    Returns
    -------
    order : {"raster", "centre"}
        Of most blocks behind the first, whose few channels tell least; where there are none or
        they are divided, the order with the larger sum of correlations over all blocks.
    votes : tuple of TapVote
        Of the blocks whose kernels have more than one tap.
    """
    votes = [
        TapVote(number, _likeness(bank), _likeness(raster(bank, "centre")))
        for number, bank in enumerate(banks, start=1)
        if len(bank) > 1
    ]
    deeper = [vote.order for vote in votes if vote.block > 1]
    lead = deeper.count("centre") - deeper.count("raster") or (
        sum(vote.centre for vote in votes) - sum(vote.raster for vote in votes)
    )
    return "centre" if lead > 0 else "raster", tuple(votes)


def _likeness(bank: Taps) -> float:
    """Return the mean correlation of horizontal and vertical neighbours; 0 for constant taps."""
    side = round(len(bank) ** 0.5)
    rows = bank.reshape(side, side, -1).astype(np.float64)
    rows = rows - rows.mean(axis=2, keepdims=True)
    length = np.linalg.norm(rows, axis=2, keepdims=True)
    rows = np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)
    below = (rows[1:] * rows[:-1]).sum(axis=2)
    beside = (rows[:, 1:] * rows[:, :-1]).sum(axis=2)
    return float(np.concatenate((below.ravel(), beside.ravel())).mean())
