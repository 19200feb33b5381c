"""Candidates: by hand, against literal definitions, by properties."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from flimbuilder.analysis.instances.candidates import candidates_of, find_candidates
from flimbuilder.errors import InputError
from flimbuilder.project.decoding import Delineation
from tests.analysis.instances.label_cases import labels_of

LEVELS = st.integers(0, 4).map(lambda level: level / 4)
SALIENCY = hnp.arrays(np.float32, (7, 8), elements=LEVELS)


def test_candidates_by_hand():
    saliency = np.array(
        [
            [0.9, 0.3, 0.0, 0.0, 0.7],
            [0.2, 0.0, 0.0, 0.7, 0.7],
            [0.0, 0.0, 0.8, 0.0, 0.7],
            [1.0, 0.0, 0.0, 0.7, 0.7],
        ]
    )
    mask = saliency > 0.1
    mask[3, 0] = False  # the highest saliency is outside the mask
    # Diagonal neighbours connect the component on the right. With 0.7 instead of 0.8, its seven
    # pixels are equal; their centre is (12/7, 24/7), and (2, 4) is nearest to it.
    candidates = candidates_of(saliency, mask)
    assert candidates.positions.tolist() == [[0, 0], [2, 2]]
    assert candidates.scores.tolist() == pytest.approx([1.4 / 3, 5.0 / 7])
    saliency[2, 2] = 0.7
    assert candidates_of(saliency, mask).positions.tolist() == [[0, 0], [2, 4]]


def test_numbered_objects_may_touch():
    objects = labels_of("1122", "1.22")
    candidates = candidates_of(np.full(objects.shape, 0.5), objects)
    assert candidates.positions.tolist() == [[0, 0], [0, 2]]
    assert candidates.scores.tolist() == [0.5, 0.5]
    assert candidates.labels is objects


def test_lower_thresholds_add_regions_by_hand():
    saliency = np.array([[0.9, 0.3, 0.0, 0.4, 0.0, 0.06, 0.1]])
    objects = labels_of("1......")
    # 0.3 joins the object. 0.4 is over 7/8 of 0.4; 0.06 is over 1/8, where it joins 0.1, which
    # appears at 1/8 too: 0.1 is not over 2/8 of 0.4.
    candidates = find_candidates(saliency, objects, Delineation(), 0.4)
    assert candidates.labels.tolist() == [[1, 0, 0, 2, 0, 3, 3]]
    # The typical area is 1: a region of 2 counts less by the root of 2.
    assert candidates.scores.tolist() == pytest.approx([0.9, 0.4, 0.08 / np.sqrt(2)])
    assert candidates.positions.tolist() == [[0, 0], [0, 3], [0, 6]]
    large = find_candidates(saliency, objects, Delineation(area=(2, 9)), 0.4)
    assert large.labels.tolist() == [[1, 0, 0, 0, 0, 2, 2]]


def test_specks_and_clusters_score_less_by_hand():
    saliency = np.zeros((3, 9))
    saliency[:, :3], saliency[0, 4], saliency[2, 8] = 0.5, 0.9, 0.2
    objects = labels_of("111.2....", "111......", "111......")
    # The median of the 10 object pixels lies in the object of 9; specks of 1 count a third.
    candidates = find_candidates(saliency, objects, Delineation(), 0.3)
    assert candidates.scores.tolist() == pytest.approx([0.5, 0.9 / 3, 0.2 / 3])
    # Of 4, 4, 4 and 6 pixels, the middle one is in an object of 4.
    clusters = labels_of("112233444", "112233444", ".........")
    flat = find_candidates(np.full((3, 9), 0.5), clusters, Delineation(), 0.3)
    assert flat.scores.tolist() == pytest.approx([0.5] * 3 + [0.5 * np.sqrt(4 / 6)])
    nothing = find_candidates(saliency, np.zeros((3, 9), int), Delineation(), 1.0)
    assert nothing.scores.tolist() == pytest.approx([0.3, 0.5, 0.2 / 3])


@settings(max_examples=60, deadline=None)
@given(SALIENCY, hnp.arrays(np.bool_, (7, 8)))
def test_candidates_equal_their_definition(saliency, mask):
    labels, count = ndimage.label(mask, np.ones((3, 3)))
    candidates = candidates_of(saliency, mask)
    means = [saliency[labels == label].mean() for label in range(1, count + 1)]
    assert candidates.scores.tolist() == pytest.approx(means)
    centres = ndimage.center_of_mass(mask, labels, range(1, count + 1))
    for number, at in enumerate(candidates.positions.tolist(), start=1):
        assert labels[tuple(at)] == number
        assert saliency[tuple(at)] == saliency[labels == number].max()
        same = np.argwhere((labels == number) & (saliency == saliency[tuple(at)]))
        nearest = min(math.dist(pixel, centres[number - 1]) for pixel in same)
        assert math.dist(at, centres[number - 1]) == pytest.approx(nearest)


@settings(max_examples=40, deadline=None)
@given(SALIENCY, st.sampled_from([0.3, 0.6, 1.0]))
def test_regions_of_lower_thresholds_are_separate(saliency, threshold):
    objects = ndimage.label(saliency > threshold, np.ones((3, 3)))[0]
    labels = find_candidates(saliency, objects, Delineation(), threshold).labels
    assert (labels[objects > 0] == objects[objects > 0]).all()
    lowest = ndimage.label(saliency > threshold / 8, np.ones((3, 3)))[0]
    # Every region of the lowest threshold holds a candidate, and candidates lie in them.
    assert set(lowest[labels > 0]) - {0} == set(lowest[lowest > 0])
    for number in range(1, labels.max() + 1):
        region = ndimage.label(labels == number, np.ones((3, 3)))
        assert region[1] == 1


def test_an_empty_mask_has_no_candidates():
    candidates = candidates_of(np.ones((3, 4)), np.zeros((3, 4), dtype=bool))
    assert candidates.positions.shape == (0, 2)
    assert candidates.scores.shape == (0,)


@pytest.mark.parametrize(
    ("objects", "message"),
    [
        (np.zeros((4, 3), bool), "saliency is 3 x 4 and objects is 4 x 3 pixels"),
        (np.zeros((3, 4)), "objects are float64"),
        (np.full((3, 4), 2), "objects lack number 1"),
    ],
)
def test_invalid_objects_are_refused(objects, message):
    with pytest.raises(InputError, match=message):
        candidates_of(np.zeros((3, 4)), objects)
