"""The growth of dynamic trees, compiled by numba; import it only if numba is installed."""

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["compiled", "grow_compiled"]

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int32]
F = TypeVar("F", bound=Callable[..., Any])

SIGNATURE = "int32[::1](float64[:, ::1], int32[::1], int32[:, ::1])"


def _inlined(function: F) -> F:
    inlined: F = numba.njit(nogil=True)(function)
    return inlined


def compiled(function: F) -> F:
    """Compile a function, or load it from numba's cache if the disk allows one."""
    try:
        kept: F = numba.njit(SIGNATURE, nogil=True, cache=True)(function)
    except (RuntimeError, OSError):  # no folder may be written, or the disk is full
        kept = numba.njit(SIGNATURE, nogil=True)(function)
    return kept


@_inlined
def _push(costs: Floats, offers: Labels, size: int, cost: float, offer: int) -> None:
    """Put the newest offer into a heap of `size`; it comes after offers of the same cost."""
    at = size
    while at > 0:
        above = (at - 1) // 2
        if costs[above] <= cost:
            break
        costs[at], offers[at] = costs[above], offers[above]
        at = above
    costs[at], offers[at] = cost, offer


@_inlined
def _pop(costs: Floats, offers: Labels, size: int) -> None:
    """Remove the first offer of a heap, which then has `size`."""
    cost, offer = costs[size], offers[size]
    at, below = 0, 1
    while below < size:
        other = below + 1
        if other < size and (
            costs[other] < costs[below]
            or (costs[other] == costs[below] and offers[other] < offers[below])
        ):
            below = other
        if cost < costs[below] or (cost == costs[below] and offer < offers[below]):
            break
        costs[at], offers[at] = costs[below], offers[below]
        at, below = below, 2 * below + 1
    costs[at], offers[at] = cost, offer


@compiled
def grow_compiled(colours: Floats, labels: Labels, around: Labels) -> Labels:
    """Grow the trees exactly as `flimbuilder.analysis.dynamic_trees.grow`, without Python's lock.

    Parameters
    ----------
    colours : ndarray of float64 of shape (pixels, channels)
    labels : ndarray of int32 of shape (pixels,)
        Labels of the roots; 0 where pixels are free.
    around : ndarray of int32 of shape (pixels, 4)
        Indices of the neighbours of each pixel; `pixels` stands for a missing neighbour.
    """
    n_pixels, n_channels = colours.shape
    n_roots = np.count_nonzero(labels)
    n_free = n_pixels - n_roots
    most = n_roots + 4 * n_free  # each neighbour of a free pixel makes at most one offer
    costs, offers = np.zeros(most), np.zeros(most, np.int32)  # the heap
    places, trees = np.zeros(most, np.int32), np.zeros(most, np.int32)  # of each offer
    cost, grown = np.zeros(n_pixels + 1), labels.copy()  # no path undercuts 0
    means, sizes = np.zeros((n_roots, n_channels)), np.zeros(n_roots)
    roots = np.zeros(n_roots, np.int32)
    n_offers = 0
    for at in range(n_pixels):
        if labels[at] == 0:
            cost[at] = np.inf
        else:
            roots[n_offers], places[n_offers], trees[n_offers] = labels[at], at, n_offers
            offers[n_offers] = n_offers
            n_offers += 1
    waiting = n_offers
    while waiting > 0:
        path, at, tree = costs[0], places[offers[0]], trees[offers[0]]
        waiting -= 1
        _pop(costs, offers, waiting)
        if path > cost[at]:
            continue
        grown[at] = roots[tree]
        sizes[tree] += 1
        for channel in range(n_channels):
            mean = means[tree, channel]
            means[tree, channel] = mean + (colours[at, channel] - mean) / sizes[tree]
        for neighbour in around[at]:
            best = cost[neighbour]
            if path >= best:
                continue
            arc = 0.0
            for channel in range(n_channels):
                step = means[tree, channel] - colours[neighbour, channel]
                arc += step * step
            offered = path if arc < path else arc
            if offered < best:
                cost[neighbour] = offered
                places[n_offers], trees[n_offers] = neighbour, tree
                _push(costs, offers, waiting, offered, n_offers)
                n_offers += 1
                waiting += 1
    return grown
