"""Boundaries halfway in contrast: by hand and by a loop over the formula."""

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.analysis.contrast import follow_contrast
from flimbuilder.analysis.delineate import delineate
from flimbuilder.project.decoding import Delineation, Splitting
from tests.analysis.instances.test_splitting import disks

SIX = Splitting(radius=6)


def image_of(bright, high=0.8, low=0.2, channels=3):
    return np.repeat(np.where(bright, high, low)[..., None], channels, axis=2)


@pytest.mark.parametrize("radius", [6.0, 10.0])
def test_a_boundary_moves_to_the_edge(radius):
    truth, mask = disks((20, 30)), disks((20, 30), radius=radius)
    found = follow_contrast(mask, image_of(truth), SIX)
    assert np.count_nonzero(found != truth) <= 12  # corners of one pixel


def test_each_object_has_its_own_threshold():
    left, right = disks((20, 15)), disks((20, 45))
    image = image_of(left, 0.9, 0.0)
    image[right] = 0.2  # under the middle of all colours
    found = follow_contrast(disks((20, 15), (20, 45), radius=9.5), image, SIX)
    assert np.count_nonzero(found != (left | right)) <= 20


def test_gaps_in_a_cluster_open():
    truth = disks((20, 20), (20, 40))
    mask = truth | disks((20, 30), radius=3)
    found = follow_contrast(mask, image_of(truth), SIX)
    assert scipy.ndimage.label(mask)[1] == 1
    assert scipy.ndimage.label(found)[1] == 2


def test_dark_objects_on_bright_ground():
    truth = disks((20, 30))
    found = follow_contrast(disks((20, 30), radius=5), image_of(~truth), SIX)
    assert np.count_nonzero(found != truth) <= 12


@pytest.mark.parametrize("splitting", [None, SIX])
def test_what_stays_as_it_is(splitting):
    mask = disks((20, 30))
    assert (follow_contrast(mask, np.full((40, 60, 3), 0.5), splitting) == mask).all()
    whole = np.ones((12, 14), bool)
    assert follow_contrast(whole, image_of(disks((6, 7), shape=(12, 14))), splitting).all()
    empty = np.zeros((12, 14), bool)
    assert not follow_contrast(empty, image_of(empty), splitting).any()


@given(st.integers(0, 10**6))
@settings(max_examples=5, deadline=None)
def test_the_formula(seed):
    """A loop over the pixels of one object, before regions and holes are considered."""
    rng = np.random.default_rng(seed)
    mask = disks((15, 15), shape=(31, 33), radius=5)
    image = np.clip(
        image_of(disks((15, 15), shape=(31, 33), radius=6.5)) + rng.normal(0, 0.02, (31, 33, 3)),
        0,
        1,
    )
    radius = 5.0
    depth = scipy.ndimage.distance_transform_edt(~mask)
    inside = np.mean([image[place] for place in zip(*np.nonzero(mask), strict=True)], axis=0)
    shares, sums = 0.0, np.zeros(3)
    for row, col in zip(*np.nonzero(mask), strict=True):
        for near in np.ndindex(mask.shape):
            if max(abs(near[0] - row), abs(near[1] - col)) <= 15 and depth[near] > radius:
                shares += 1
                sums += image[near]
    outside = sums / shares
    step = inside - outside
    expected = np.zeros(mask.shape, bool)
    for place in np.ndindex(mask.shape):
        if depth[place] <= radius:
            expected[place] = (image[place] - outside) @ step > step @ step / 2
    opened = np.zeros_like(expected)
    for row, col in np.ndindex(30, 32):
        square = (slice(row, row + 2), slice(col, col + 2))
        if expected[square].all():
            opened[square] = True
    found = follow_contrast(mask, image, Splitting(radius=radius))
    assert (found == scipy.ndimage.binary_fill_holes(opened)).all()


def test_the_delineation_uses_it():
    truth = disks((20, 30))
    saliency = disks((20, 30), radius=10).astype(np.float32)
    by_hand = follow_contrast(saliency > 0.5, image_of(truth), SIX)
    settings_ = Delineation(threshold=0.5, method="contrast", split=SIX)
    assert (delineate(saliency, settings_, image_of(truth)) == by_hand).all()
    unknown = delineate(saliency, settings_.with_(split="auto"), image_of(truth))
    assert (unknown == follow_contrast(saliency > 0.5, image_of(truth))).all()
