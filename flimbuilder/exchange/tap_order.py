"""The order of the taps in kernel files of FLIM-Builder, libift and pyflim.

A kernel is a column of numbers: tap by tap, and channel by channel within each tap. Newer programs
of libift write the taps in raster order, row by row; older ones, FLIM-Builder and pyflim write the
central tap first and the others in raster order after it. The files do not record which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["TapOrder", "TapVote", "guess_tap_order", "to_centre_first", "to_raster"]

TapOrder = Literal["raster", "centre"]
Taps = NDArray[Any]


@dataclass(frozen=True)
class TapVote:
    """Correlation of neighbouring taps in each of the two orders, for one block.

    Attributes
    ----------
    block : int
        Number of the block, from 1.
    raster, centre : float
        Mean correlation of horizontal and vertical neighbours, from -1 to 1.
    """

    block: int
    raster: float
    centre: float

    @property
    def order(self) -> TapOrder:
        """The order with the higher correlation; raster if they are equal."""
        return "centre" if self.centre > self.raster else "raster"


def to_raster(taps: Taps, order: TapOrder) -> Taps:
    """Reorder the first axis of an array, taps in the given order, to raster order."""
    if order == "raster":
        return taps
    centre = len(taps) // 2
    return np.concatenate((taps[1 : centre + 1], taps[:1], taps[centre + 1 :]))


def to_centre_first(taps: Taps) -> Taps:
    """Reorder the first axis of an array, taps in raster order, to the central tap first."""
    centre = len(taps) // 2
    return np.concatenate((taps[centre : centre + 1], taps[:centre], taps[centre + 1 :]))


def guess_tap_order(banks: Sequence[Taps]) -> tuple[TapOrder, tuple[TapVote, ...]]:
    """Guess the tap order: neighbouring taps of learned kernels are correlated.

    Parameters
    ----------
    banks : sequence of ndarray of shape (taps, channels, kernels)
        Kernels of each block, from the first on, as in its file.

    Returns
    -------
    order : {"raster", "centre"}
        Majority vote of the blocks after the first, whose few channels are the least reliable.
        If there are none, or in a tie, the order with the larger sum of correlations over all
        blocks.
    votes : tuple of TapVote
        Votes of the blocks whose kernels have more than one tap.
    """
    votes = [
        TapVote(number, _correlation(bank), _correlation(to_raster(bank, "centre")))
        for number, bank in enumerate(banks, start=1)
        if len(bank) > 1
    ]
    orders = [vote.order for vote in votes if vote.block > 1]
    lead_of_centre = orders.count("centre") - orders.count("raster") or (
        sum(vote.centre for vote in votes) - sum(vote.raster for vote in votes)
    )
    return "centre" if lead_of_centre > 0 else "raster", tuple(votes)


def _correlation(bank: Taps) -> float:
    """Return the mean correlation of horizontal and vertical neighbours; constant taps count 0."""
    side = round(len(bank) ** 0.5)
    rows = bank.reshape(side, side, -1).astype(np.float64)
    rows = rows - rows.mean(axis=2, keepdims=True)
    length = np.linalg.norm(rows, axis=2, keepdims=True)
    rows = np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)
    below = (rows[1:] * rows[:-1]).sum(axis=2)
    beside = (rows[:, 1:] * rows[:, :-1]).sum(axis=2)
    return float(np.concatenate((below.ravel(), beside.ravel())).mean())
