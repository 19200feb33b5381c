"""FROC: by hand, against loops over thresholds and MONAI, by properties."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flimbuilder.analysis.instances.froc import PER, RATES, froc, froc_intervals, image_auc
from flimbuilder.analysis.instances.hits import ScoredHits, hit_objects
from flimbuilder.errors import InputError
from tests.analysis.instances.candidate_cases import NONE, NOTHING, TWO, candidates_at
from tests.oracles import monai_froc


def _hits(*rows, n_objects, area=None):
    """Make hits from tuples of score and object."""
    return ScoredHits(
        np.array([score for score, _ in rows], float),
        np.array([at for _, at in rows], int),
        n_objects,
        area,
    )


def test_a_curve_by_hand():
    # First image: .9 and .2 hit the object on the left, .4 hits the object on the right, .6 hits
    # none. The second image has no object, and the candidates .6 and .1.
    first = hit_objects(candidates_at((0, 0, 0.9), (1, 1, 0.2), (2, 4, 0.4), (0, 3, 0.6)), TWO)
    second = hit_objects(candidates_at((0, 0, 0.6), (2, 2, 0.1)), NONE)
    curve = froc([first, second])
    assert curve.thresholds.tolist() == [math.inf, 0.9, 0.6, 0.4, 0.2, 0.1]
    assert curve.sensitivity.tolist() == [0, 0.5, 0.5, 1, 1, 1]
    assert curve.false_positives.tolist() == [0, 0, 1, 1, 1, 1.5]
    # At no false positive one object is found, at one both; half way between, 3/4.
    assert curve.sensitivity_at([0, 0.5, 1, 8]).tolist() == [0.5, 0.5, 1, 1]
    assert curve.score == pytest.approx((0.5 + 0.5 + 4) / 6)
    slides = froc([first, second], per="empty")
    assert slides.sensitivity.tolist() == curve.sensitivity.tolist()
    assert slides.false_positives.tolist() == [0, 0, 1, 1, 1, 2]


def test_false_positives_by_area_by_hand():
    # 3 false positives in 2 + 4 mm².
    curve = froc(
        [
            _hits((0.9, -1), (0.5, 0), n_objects=1, area=2.0),
            _hits((0.7, -1), (0.3, -1), n_objects=0, area=4.0),
        ],
        per="mm2",
    )
    assert curve.thresholds.tolist() == [math.inf, 0.9, 0.7, 0.5, 0.3]
    assert curve.false_positives.tolist() == pytest.approx([0, 1 / 6, 1 / 3, 1 / 3, 1 / 2])
    assert curve.sensitivity_at([0.25, 0.5]).tolist() == [0, 1]


def test_images_by_their_highest_score_by_hand():
    # .8 and .4 of images with an object against .6, .4 and none: 3 + 1.5 of 6 pairs are in order.
    images = [
        _hits((0.8, -1), (0.2, 0), n_objects=1),
        _hits((0.4, 0), n_objects=2),
        _hits((0.6, -1), (0.1, -1), n_objects=0),
        _hits((0.4, -1), n_objects=0),
        _hits(n_objects=0),
    ]
    assert image_auc(images) == pytest.approx((3 + 1.5) / 6)
    assert math.isnan(image_auc(images[:2]))
    assert math.isnan(image_auc(images[2:]))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=12))
def test_image_auc_equals_that_of_scikit_learn(rows):
    from sklearn import metrics

    images = [_hits((score / 5, -1), n_objects=int(has)) for score, has in rows]
    truth = [has for _, has in rows]
    if len(set(truth)) == 2:
        expected = metrics.roc_auc_score(truth, [score for score, _ in rows])
        assert image_auc(images) == pytest.approx(expected)


def test_between_points_the_curve_is_straight():
    curve = froc([_hits((0.9, -1), (0.5, -1), (0.5, 0), (0.5, 1), n_objects=4)])
    # Two false positives at .5 and half of the objects, none before.
    assert curve.sensitivity_at([0.5, 1, 1.5, 2, 3]).tolist() == [0, 0, 0.25, 0.5, 0.5]


def test_without_candidates_the_curve_is_its_first_point():
    curve = froc([hit_objects(NOTHING, TWO), hit_objects(NOTHING, NONE)])
    assert curve.thresholds.tolist() == [math.inf]
    assert curve.sensitivity.tolist() == [0]
    assert curve.false_positives.tolist() == [0]
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


def _measurable(images, per):
    """Add what the unit needs: an image without an object, and areas."""
    if per == "empty":
        return [*images, _hits((0.25, -1), (0.5, -1), n_objects=0)]
    return [replace(image, area_mm2=0.5 + at) for at, image in enumerate(images)]


def _literal(images, threshold, per):
    """Return the sensitivity and mean false positives at a threshold."""
    objects = found = wrong = counted = 0
    for image in images:
        over = [
            at for at, score in zip(image.objects, image.scores, strict=True) if score >= threshold
        ]
        objects += image.n_objects
        found += len(set(over) - {-1})
        if image.n_objects == 0 or per != "empty":
            counted += image.area_mm2 if per == "mm2" else 1
            wrong += over.count(-1)
    return found / objects, wrong / counted


@settings(max_examples=80, deadline=None)
@given(IMAGES, st.sampled_from(list(PER)))
def test_the_curve_equals_counting_at_each_threshold(images, per):
    images = _measurable(images, per)
    curve = froc(images, per=per)
    scores = {score for image in images for score in image.scores.tolist()}
    assert curve.thresholds.tolist() == sorted({math.inf, *scores}, reverse=True)
    for at, threshold in enumerate(curve.thresholds):
        expected = _literal(images, threshold, per)
        point = curve.sensitivity[at], curve.false_positives[at]
        assert point == pytest.approx(expected, abs=1e-12)


@settings(max_examples=25, deadline=None)
@given(IMAGES, st.sampled_from(list(PER)), st.integers(0, 99))
def test_intervals_equal_curves_of_drawn_images(images, per, seed):
    images = _measurable(images, per)
    intervals = froc_intervals(images, per=per, samples=30, level=0.9, seed=seed)
    random, values = np.random.default_rng(seed), []
    for counts in random.multinomial(len(images), np.full(len(images), 1 / len(images)), size=30):
        drawn = [image for image, count in zip(images, counts, strict=True) for _ in range(count)]
        try:
            values.append(froc(drawn, per=per).sensitivity_at())
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
@example(3830)
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
    # A score that only further hits of found objects have is a threshold of ours alone.
    points = np.column_stack([curve.false_positives, curve.sensitivity]).round(9)
    theirs = np.column_stack([rates, sensitivity]).round(9)
    np.testing.assert_array_equal(np.unique(points, axis=0), np.unique(theirs, axis=0))
    assert curve.score == pytest.approx(float(monai.compute_froc_score(rates, sensitivity)))


@pytest.mark.parametrize(
    ("images", "per", "message"),
    [
        ([hit_objects(NOTHING, NONE)], "image", "no image has an object"),
        ([], "image", "no image has an object"),
        ([hit_objects(NOTHING, TWO)], "empty", "every image has an object"),
        ([hit_objects(NOTHING, TWO)], "mm2", "give the size of its pixels"),
        ([_hits((0.5, 0), n_objects=1, area=0.0)], "mm2", "the judged area is 0"),
    ],
)
def test_a_curve_needs_objects(images, per, message):
    for call in (froc, froc_intervals):
        with pytest.raises(InputError, match=message):
            call(images, per=per)
