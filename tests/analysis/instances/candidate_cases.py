"""Candidates and truths for tests."""

import numpy as np

from flimbuilder.analysis.instances.candidates import Candidates

NOTHING = Candidates(np.empty((0, 2), dtype=int), np.empty(0))


def candidates_at(*rows):
    """Make candidates from tuples of row, column and score."""
    positions = np.array([row[:2] for row in rows], dtype=int)
    return Candidates(positions, np.array([row[2] for row in rows]))


def mask_of(*rows):
    """Make a mask of rows in which x is an object."""
    return np.array([[sign == "x" for sign in row] for row in rows])


TWO = mask_of("xx...", "xx..x", "....x")
NONE = np.zeros((3, 5), dtype=bool)
