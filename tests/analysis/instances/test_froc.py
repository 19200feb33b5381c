"""FROC: by hand, against loops over thresholds and MONAI, by properties."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.analysis.instances.froc import RATES, froc, froc_intervals
from flimbuilder.analysis.instances.hits import ScoredHits, hit_objects
from flimbuilder.errors import InputError
from tests.analysis.instances.candidate_cases import NONE, NOTHING, TWO, candidates_at
from tests.oracles import monai_froc


def _hits(*rows, n_objects):
    """Make hits from tuples of score and object."""
    return ScoredHits(
        np.array([score for score, _ in rows], float),
        np.array([at for _, at in rows], int),
        n_objects,
    )


def test_a_curve_by_hand():
    # First image: .9 and .2 hit the object on the left, .4 hits the object on the right, .6 hits
    # none. The second image has no object, and the candidates .6 and .1.
    first = hit_objects(candidates_at((0, 0, 0.9), (1, 1, 0.2), (2, 4, 0.4), (0, 3, 0.6)), TWO)
    second = hit_objects(candidates_at((0, 0, 0.6), (2, 2, 0.1)), NONE)
    curve = froc([first, second])
    assert curve.thresholds.tolist() == [math.inf, 0.9, 0.6, 0.4, 0.2, 0.1]
    assert curve.sensitivity.tolist() == [0, 0.5, 0.5, 1, 1, 1]
    assert curve.false_positives_per_image.tolist() == [0, 0, 1, 1, 1, 1.5]
    # At no false positive one object is found, at one both; half way between, 3/4.
    assert curve.sensitivity_at([0, 0.5, 1, 8]).tolist() == [0.5, 0.5, 1, 1]
    assert curve.score == pytest.approx((0.5 + 0.5 + 4) / 6)
    slides = froc([first, second], object_free_only=True)
    assert slides.sensitivity.tolist() == curve.sensitivity.tolist()
    assert slides.false_positives_per_image.tolist() == [0, 0, 1, 1, 1, 2]


def test_between_points_the_curve_is_straight():
    curve = froc([_hits((0.9, -1), (0.5, -1), (0.5, 0), (0.5, 1), n_objects=4)])
    # Two false positives at .5 and half of the objects, none before.
    assert curve.sensitivity_at([0.5, 1, 1.5, 2, 3]).tolist() == [0, 0, 0.25, 0.5, 0.5]


def test_without_candidates_the_curve_is_its_first_point():
    curve = froc([hit_objects(NOTHING, TWO), hit_objects(NOTHING, NONE)])
    assert curve.thresholds.tolist() == [math.inf]
    assert curve.sensitivity.tolist() == [0]
    assert curve.false_positives_per_image.tolist() == [0]
    assert curve.score == 0


def test_intervals_of_equal_images_have_no_width():
    image = _hits((0.9, 0), (0.5, -1), n_objects=2)
    intervals = froc_intervals([image] * 5)
    assert intervals.rates == RATES
    assert intervals.low.tolist() == intervals.high.tolist() == [0.5] * 6
    assert intervals.score == (0.5, 0.5)


def test_one_image_has_no_intervals():
    intervals = froc_intervals([_hits((0.9, 0), n_objects=1)])
    assert np.isnan([*intervals.low, *intervals.high, *intervals.score]).all()


def test_intervals_of_two_images_by_hand():
    # A sample has the good image alone, the bad one alone, or both: sensitivity 1, 0, or 1/2,
    # with the probabilities 1/4, 1/4 and 1/2.
    images = [_hits((0.9, 0), n_objects=1), _hits(n_objects=1)]
    assert froc_intervals(images).score == (0, 1)
    narrow = froc_intervals(images, level=0.4)
    assert narrow.score == (0.5, 0.5)
    assert froc_intervals(images, seed=3).score == froc_intervals(images, seed=3).score


SCORES = st.integers(0, 4).map(lambda level: level / 4)


@st.composite
def _image(draw):
    n_objects = draw(st.integers(0, 3))
    rows = draw(st.lists(st.tuples(SCORES, st.integers(-1, n_objects - 1)), max_size=7))
    return _hits(*rows, n_objects=n_objects)


IMAGES = st.lists(_image(), min_size=1, max_size=4).filter(
    lambda images: any(image.n_objects for image in images)
)


def _literal(images, threshold, object_free_only):
    """Return the sensitivity and mean false positives at a threshold."""
    objects = found = wrong = counted = 0
    for image in images:
        over = [
            at for at, score in zip(image.objects, image.scores, strict=True) if score >= threshold
        ]
        objects += image.n_objects
        found += len(set(over) - {-1})
        if image.n_objects == 0 or not object_free_only:
            counted += 1
            wrong += over.count(-1)
    return found / objects, wrong / counted


@settings(max_examples=80, deadline=None)
@given(IMAGES, st.booleans())
def test_the_curve_equals_counting_at_each_threshold(images, object_free_only):
    if object_free_only:
        images = [*images, _hits((0.25, -1), (0.5, -1), n_objects=0)]
    curve = froc(images, object_free_only=object_free_only)
    scores = {score for image in images for score in image.scores.tolist()}
    assert curve.thresholds.tolist() == sorted({math.inf, *scores}, reverse=True)
    for at, threshold in enumerate(curve.thresholds):
        expected = _literal(images, threshold, object_free_only)
        point = curve.sensitivity[at], curve.false_positives_per_image[at]
        assert point == pytest.approx(expected, abs=1e-12)


@settings(max_examples=25, deadline=None)
@given(IMAGES, st.booleans(), st.integers(0, 99))
def test_intervals_equal_curves_of_drawn_images(images, object_free_only, seed):
    if object_free_only:
        images = [*images, _hits((0.25, -1), (0.5, -1), n_objects=0)]
    intervals = froc_intervals(
        images, object_free_only=object_free_only, samples=30, level=0.9, seed=seed
    )
    random, values = np.random.default_rng(seed), []
    for counts in random.multinomial(len(images), np.full(len(images), 1 / len(images)), size=30):
        drawn = [image for image, count in zip(images, counts, strict=True) for _ in range(count)]
        try:
            values.append(froc(drawn, object_free_only=object_free_only).sensitivity_at())
        except InputError:
            continue  # no object in this sample, or none without
    if values and len(images) > 1:
        low, high = np.quantile(values, [0.05, 0.95], axis=0)
        assert intervals.low == pytest.approx(low)
        assert intervals.high == pytest.approx(high)
        score = np.quantile(np.mean(values, axis=1), [0.05, 0.95])
        assert intervals.score == pytest.approx(score)
    else:
        assert np.isnan(intervals.low).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_curve_and_score_equal_those_of_monai(seed):
    monai = monai_froc()
    random, images, parts = np.random.default_rng(seed), [], []
    for _ in range(4):
        truth = np.zeros((8, 8), int)
        truth[1:3, 1:3], truth[5:7, 5:7] = 1, 2
        positions = random.integers(0, 8, (random.integers(1, 12), 2))
        # Below the scores, MONAI leaves out the lowest threshold of all.
        scores = random.choice([0.2, 0.4, 0.6, 0.8], len(positions)).astype(np.float32)
        rows = np.column_stack([positions, scores])
        images.append(hit_objects(candidates_at(*rows.tolist()), truth))
        parts.append(monai.compute_fp_tp_probs_nd(scores, positions, truth))
    wrong = np.concatenate([part[0] for part in parts] + [[0]])
    found = np.concatenate([part[1] for part in parts])
    rates, sensitivity = monai.compute_froc_curve_data(wrong, found, 8, 4)
    curve = froc(images)
    assert curve.false_positives_per_image[::-1].tolist() == pytest.approx(rates.tolist())
    assert curve.sensitivity[::-1].tolist() == pytest.approx(sensitivity.tolist())
    assert curve.score == pytest.approx(float(monai.compute_froc_score(rates, sensitivity)))


@pytest.mark.parametrize(
    ("images", "free_only", "message"),
    [
        ([hit_objects(NOTHING, NONE)], False, "no image has an object"),
        ([], False, "no image has an object"),
        ([hit_objects(NOTHING, TWO)], True, "every image has an object"),
    ],
)
def test_a_curve_needs_objects(images, free_only, message):
    for call in (froc, froc_intervals):
        with pytest.raises(InputError, match=message):
            call(images, object_free_only=free_only)
