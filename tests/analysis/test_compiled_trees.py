"""Compiled dynamic trees: the same pixels as in Python, and when they are used."""

import sys

import numba
import numpy as np
import pytest

from flimbuilder.analysis import compiled_trees
from flimbuilder.analysis.compiled_trees import grow_compiled
from flimbuilder.analysis.dynamic_trees import find_growth, grow


def _band(side, channels, seed=0):
    """Return noise between seeds of three labels, as the growths expect it."""
    rng = np.random.default_rng(seed)
    labels = rng.choice([0, 0, 0, 0, 0, 0, 1, 2, 7], (side, side)).astype(np.int32)
    number = np.pad(
        np.arange(side**2, dtype=np.int32).reshape(side, side), 1, constant_values=side**2
    )
    around = np.stack([number[:-2, 1:-1], number[1:-1, :-2], number[1:-1, 2:], number[2:, 1:-1]])
    near = np.ascontiguousarray(around.reshape(4, -1).T)
    return rng.random((side**2, channels)), labels.ravel(), near


@pytest.mark.parametrize("channels", [1, 2, 3, 5])
def test_it_conquers_the_same_pixels_as_python(channels):
    colours, labels, around = _band(50, channels, seed=channels)
    grown = grow_compiled(colours, labels, around)
    assert np.array_equal(grown, grow(colours, labels, around))
    assert np.unique(grown).tolist() == [1, 2, 7]


def test_near_ties_are_broken_alike():
    # Thirds and sevenths are rounded, so sums in another order would differ in the last bit.
    rng = np.random.default_rng(3)
    colours, labels, around = _band(40, 3)
    colours = rng.integers(0, 3, colours.shape) / 3 + rng.integers(0, 3, colours.shape) / 7
    grown = grow_compiled(colours, labels, around)
    assert np.array_equal(grown, grow(colours, labels, around))


def test_it_leaves_pythons_lock_to_other_threads():
    assert grow_compiled.targetoptions["nogil"]


def test_a_disk_that_takes_no_compiled_code_is_no_failure(monkeypatch):
    asked = []

    def njit(*signature, cache=False, **options):
        asked.append(cache)
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    monkeypatch.setattr(numba, "njit", njit)
    assert compiled_trees.compiled(len) is len
    assert asked == [True, False]


def test_without_numba_python_grows_the_trees(monkeypatch):
    assert find_growth.__wrapped__() is grow_compiled
    monkeypatch.setitem(sys.modules, "flimbuilder.analysis.compiled_trees", None)
    assert find_growth.__wrapped__() is grow
