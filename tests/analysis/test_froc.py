"""FROC: by hand, against loops over thresholds, by properties."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from flimbuilder.analysis.froc import Candidates, candidates_of, froc
from flimbuilder.errors import InputError

NOTHING = Candidates(np.empty((0, 2), dtype=int), np.empty(0))
SIDE = 6


def _candidates(*rows):
    """Make candidates from tuples of row, column and score."""
    return Candidates(np.array([row[:2] for row in rows]), np.array([row[2] for row in rows]))


def _mask(rows):
    return np.array([[sign == "x" for sign in row] for row in rows])


TWO = _mask(["xx...", "xx..x", "....x"])
NONE = np.zeros((3, 5), dtype=bool)


def test_a_curve_by_hand():
    # First image: .9 and .2 hit the object on the left, .4 hits the object on the right, .6 hits
    # none. The second image has no object, and the candidates .6 and .1.
    first = _candidates((0, 0, 0.9), (1, 1, 0.2), (2, 4, 0.4), (0, 3, 0.6))
    second = _candidates((0, 0, 0.6), (2, 2, 0.1))
    curve = froc([first, second], [TWO, NONE])
    assert curve.thresholds.tolist() == [math.inf, 0.9, 0.6, 0.4, 0.2, 0.1]
    assert curve.sensitivity.tolist() == [0, 0.5, 0.5, 1, 1, 1]
    assert curve.false_positives_per_image.tolist() == [0, 0, 1, 1, 1, 1.5]
    slides = froc([first, second], [TWO, NONE], object_free_only=True)
    assert slides.sensitivity.tolist() == curve.sensitivity.tolist()
    assert slides.false_positives_per_image.tolist() == [0, 0, 1, 1, 1, 2]


def test_diagonal_neighbours_are_one_object():
    diagonal = _mask(["x....", ".x...", "....."])
    assert froc([_candidates((1, 1, 1))], [diagonal]).sensitivity.tolist() == [0, 1]


def test_without_candidates_the_curve_is_its_first_point():
    curve = froc([NOTHING, NOTHING], [TWO, NONE])
    assert curve.thresholds.tolist() == [math.inf]
    assert curve.sensitivity.tolist() == [0]
    assert curve.false_positives_per_image.tolist() == [0]


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
    assert candidates.scores.tolist() == [0.9, 0.8]
    saliency[2, 2] = 0.7
    assert candidates_of(saliency, mask).positions.tolist() == [[0, 0], [2, 4]]


def test_an_empty_mask_has_no_candidates():
    candidates = candidates_of(np.ones((3, 4)), np.zeros((3, 4), dtype=bool))
    assert candidates.positions.shape == (0, 2)
    assert candidates.scores.shape == (0,)
    assert froc([candidates], [np.ones((3, 4), dtype=bool)]).sensitivity.tolist() == [0]


LEVELS = st.integers(0, 4).map(lambda level: level / 4)
POSITIONS = st.tuples(st.integers(0, SIDE - 1), st.integers(0, SIDE - 1), LEVELS)
IMAGES = st.lists(
    st.tuples(
        st.lists(POSITIONS, max_size=8),
        hnp.arrays(np.bool_, (SIDE, SIDE), elements=st.sampled_from([False, False, False, True])),
    ),
    min_size=1,
    max_size=4,
).filter(lambda images: any(truth.any() for _, truth in images))


def _literal(images, threshold, object_free_only):
    """Return the sensitivity and mean false positives at a threshold."""
    objects = hit = wrong = counted = 0
    for rows, truth in images:
        labels, count = ndimage.label(truth, np.ones((3, 3)))
        over = [labels[row, column] for row, column, score in rows if score >= threshold]
        objects += count
        hit += sum(number in over for number in range(1, count + 1))
        if count == 0 or not object_free_only:
            counted += 1
            wrong += over.count(0)
    return hit / objects, wrong / counted


@settings(max_examples=100, deadline=None)
@given(IMAGES, st.booleans())
def test_the_curve_equals_counting_at_each_threshold(images, object_free_only):
    if object_free_only:
        images = [*images, ([(0, 0, 0.25), (3, 3, 0.5)], np.zeros((SIDE, SIDE), dtype=bool))]
    given_candidates = [_candidates(*rows) if rows else NOTHING for rows, _ in images]
    truths = [truth for _, truth in images]
    curve = froc(given_candidates, truths, object_free_only=object_free_only)
    scores = {score for rows, _ in images for _, _, score in rows}
    assert curve.thresholds.tolist() == sorted({math.inf, *scores}, reverse=True)
    for at, threshold in enumerate(curve.thresholds):
        expected = _literal(images, threshold, object_free_only)
        point = curve.sensitivity[at], curve.false_positives_per_image[at]
        assert point == pytest.approx(expected, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(hnp.arrays(np.float32, (7, 8), elements=LEVELS), hnp.arrays(np.bool_, (7, 8)))
def test_candidates_are_the_maxima_of_components(saliency, mask):
    labels, count = ndimage.label(mask, np.ones((3, 3)))
    candidates = candidates_of(saliency, mask)
    maxima = [saliency[labels == label].max() for label in range(1, count + 1)]
    assert candidates.scores.tolist() == maxima
    centres = ndimage.center_of_mass(mask, labels, range(1, count + 1))
    for number, at in enumerate(candidates.positions.tolist(), start=1):
        assert labels[tuple(at)] == number
        same = np.argwhere((labels == number) & (saliency == saliency[tuple(at)]))
        nearest = min(math.dist(pixel, centres[number - 1]) for pixel in same)
        assert math.dist(at, centres[number - 1]) == pytest.approx(nearest)


@pytest.mark.parametrize(
    ("given_candidates", "truths", "free_only", "message"),
    [
        ([NOTHING], [TWO, TWO], False, "candidates of 1 images and truths of 2"),
        ([NOTHING], [NONE], False, "no image has an object"),
        ([], [], False, "no image has an object"),
        ([NOTHING], [TWO], True, "every image has an object"),
        ([_candidates((3, 0, 1))], [TWO], False, r"candidate at \[3, 0\] is outside .*\(3, 5\)"),
        ([_candidates((0, -1, 1))], [TWO], False, r"candidate at \[0, -1\] is outside"),
        ([_candidates((0, 0, np.nan))], [TWO], False, "score is not finite"),
        ([Candidates(np.zeros((2, 2), int), np.ones(3))], [TWO], False, r"\(2, 2\) for 3 scores"),
        ([Candidates(np.zeros((1, 2)), np.ones(1))], [TWO], False, "positions are float64"),
        ([NOTHING], [TWO.astype(float)], False, "truth is float64; it must be bool"),
    ],
)
def test_invalid_candidates_and_truths_are_refused(given_candidates, truths, free_only, message):
    with pytest.raises(InputError, match=message):
        froc(given_candidates, truths, object_free_only=free_only)


def test_saliency_and_mask_must_have_the_same_shape():
    with pytest.raises(InputError, match="saliency is 3 x 4 and mask is 4 x 3 pixels"):
        candidates_of(np.zeros((3, 4)), np.zeros((4, 3), dtype=bool))
