"""Measures of saliency and masks: by hand, against loops and other implementations."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image
from scipy import ndimage
from sklearn import metrics

from flimbuilder.analysis.measures import MEASURES, measure_mask, measure_saliency
from flimbuilder.errors import InputError

from . import published_formulas as published
from .saliency_cases import CASES, DISK, LAST_COLUMN, NOTHING, TEXTURE, case

SIDES = st.integers(1, 8)
SHAPES = st.tuples(SIDES, SIDES)


def _maps(elements=st.floats(0, 1)):  # noqa: B008 - a strategy is a constant
    """Draw saliency and truth of the same shape."""
    return SHAPES.flatmap(
        lambda shape: st.tuples(
            hnp.arrays(np.float64, shape, elements=elements), hnp.arrays(np.bool_, shape)
        )
    )


MASK_PAIRS = SHAPES.flatmap(
    lambda shape: st.tuples(hnp.arrays(np.bool_, shape), hnp.arrays(np.bool_, shape))
)


def test_saliency_measures_by_hand():
    saliency = np.array([[1, 0.5], [0, 0]])
    truth = np.array([[True, False], [False, False]])
    measured = measure_saliency(saliency, truth)

    # One pixel of four is wrong by 0.5.
    assert measured["mae"] == pytest.approx(0.125)
    # mean 0.375, threshold 0.75: the mask is the one object pixel.
    assert measured["fbeta_adaptive"] == 1
    # Levels 255, 127, 0, 0. k = 0 marks 4 pixels, 1..127 mark 2, 128..255 mark 1; always one hit:
    # F = 1.3 / (0.3 * 1 + marked).
    assert measured["fbeta_max"] == 1
    # No error on the object: hits 1. The one false alarm, 0.5, is 1 px away: weight 2 - 2^(-1/5).
    # P = 1 / (1 + false alarm), R = 1.
    false_alarm = 0.5 * (2 - 2**-0.2)
    assert measured["weighted_fbeta"] == pytest.approx(2 / (2 + false_alarm))
    # Object {1}: 2 * 1 / (1 + 1 + 0) = 1. Background 1 - {.5, 0, 0} = {.5, 1, 1}: mean 5/6,
    # variance (1/9 + 1/36 + 1/36) / 2 = 1/12. The regions are four single pixels, each alike: 1.
    background = 2 * 5 / 6 / (25 / 36 + 1 + math.sqrt(1 / 12))
    assert measured["s_measure"] == pytest.approx(0.5 * (0.25 + 0.75 * background) + 0.5)
    # k = 0: a = 0 everywhere, xi = 0, phi = 1/4. k = 1..127: mask mean .5, truth mean .25;
    # hit xi = .75 / .8125 = 12/13, phi = (25/13)^2 / 4; false alarm xi = -.25 / .3125 = -.8,
    # phi = .01; two rejections xi = .8, phi = .81. k = 128..: 1.
    middle = ((25 / 13) ** 2 / 4 + 0.01 + 2 * 0.81) / 4
    assert measured["e_measure"] == pytest.approx((0.25 + 127 * middle + 128) / 256)


def test_weighted_fbeta_forgives_an_error_among_right_neighbours():
    saliency = np.array([[0.0, 1.0, 0.0]])
    truth = np.array([[True, True, False]])
    # Errors 1, 0 on the object; the background takes the 0 of its nearest object pixel. So the
    # smoothed error of the missed pixel is the centre of the 7 x 7 Gaussian, sigma 5.
    line = sum(math.exp(-(x**2) / 50) for x in range(-3, 4))
    hits = 2 - 1 / line**2
    # No false alarms: P = 1, R = hits / 2.
    assert measure_saliency(saliency, truth)["weighted_fbeta"] == pytest.approx(
        2 * hits / (hits + 2)
    )


def test_mask_measures_by_hand():
    mask = np.array([[1, 1, 1], [0, 0, 0], [0, 0, 0]], dtype=bool)
    truth = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 0]], dtype=bool)
    # 2 hits, 3 marked, 4 object pixels, 5 in the union.
    assert list(measure_mask(mask, truth).items()) == [
        ("dice", pytest.approx(4 / 7)),
        ("iou", pytest.approx(2 / 5)),
        ("precision", pytest.approx(2 / 3)),
        ("recall", pytest.approx(1 / 2)),
    ]


def test_mask_measures_of_empty_masks():
    full, empty = np.ones((2, 3), dtype=bool), np.zeros((2, 3), dtype=bool)
    assert set(measure_mask(empty, empty).values()) == {1}
    assert set(measure_mask(full, empty).values()) == {0}
    assert set(measure_mask(empty, full).values()) == {0}


@pytest.mark.parametrize("name", CASES)
def test_saliency_measures_equal_the_published_formulas(name):
    saliency, truth = case(name)
    assert list(measure_saliency(saliency, truth).values()) == pytest.approx(
        published.measure_saliency(saliency, truth), rel=1e-12, abs=1e-12
    )


@settings(max_examples=25, deadline=None)
@given(_maps(st.integers(0, 255).map(lambda level: level / 255)))
def test_saliency_measures_equal_the_published_formulas_on_any_map(maps):
    saliency, truth = maps
    assert list(measure_saliency(saliency, truth).values()) == pytest.approx(
        published.measure_saliency(saliency, truth), rel=1e-9, abs=1e-12
    )


# PySODMetrics 1.6.2, `step(saliency, truth, normalize=False)`: MAE; Fmeasure adaptive and max of
# its curve; WeightedFmeasure; Smeasure; Emeasure, mean of its curve.
PYSODMETRICS = """
0.0648136 0.8403831 1.0000000 0.7684809 0.9033790 0.7963600 blob on disk
0.1976442 0.3985649 0.4026153 0.3825662 0.5717589 0.6836302 blob beside disk
0.5020470 0.0000000 0.1900661 0.2185724 0.3262509 0.3715037 texture on disk
0.2308770 0.4527363 0.5342466 0.2772569 0.5091913 0.5346396 blob and texture on two disks
0.1407096 0.4670088 0.8798343 0.2808398 0.4770876 0.4126863 low blob on two disks
0.5100553 0.0000000 0.0843547 0.0939647 0.3164011 0.3222381 texture on corner
0.0170940 0.0610329 1.0000000 0.1529125 0.4858531 0.4649318 blob on one pixel
1.0000000 0.0000000 0.1846397 0.0000000 0.0000000 0.0009784 inverted disk
0.0000000 1.0000000 1.0000000 1.0000000 1.0000000 0.9988998 disk on disk
0.1483516 0.1846397 0.1846397 0.0000000 0.4258242 0.2504587 nothing on disk
0.8516484 0.1846397 0.1846397 0.1904470 0.0741758 0.2504587 everything on disk
0.5060475 0.0000000 0.0000000 0.0000000 0.4939525 0.4929257 texture on nothing
0.4939525 0.0385071 1.0000000 0.8053316 0.5060475 0.5089091 texture on everything
1.0000000 0.0000000 0.0000000 0.0000000 0.0000000 0.0000000 everything on nothing
"""


@pytest.mark.parametrize("name", CASES)
def test_saliency_measures_equal_pysodmetrics(name):
    saliency, truth = case(name)
    (row,) = (line for line in PYSODMETRICS.splitlines() if line.endswith(f" {name}"))
    *others, e_measure = (float(value) for value in row.removesuffix(name).split())
    # PySODMetrics divides the E-measure by one pixel less.
    expected = [*others, e_measure * (truth.size - 1) / truth.size]
    assert list(measure_saliency(saliency, truth).values()) == pytest.approx(expected, abs=1e-7)


def test_saliency_is_not_stretched():
    saliency, truth = case("blob on disk")
    assert measure_saliency(saliency / 2, truth)["mae"] != pytest.approx(
        measure_saliency(saliency, truth)["mae"], rel=0.1
    )


@settings(max_examples=50, deadline=None)
@given(MASK_PAIRS)
def test_mask_measures_equal_scikit_learn(masks):
    mask, truth = masks
    if not mask.any() and not truth.any():
        return
    args = truth.ravel(), mask.ravel()
    expected = [
        metrics.f1_score(*args, zero_division=0),
        metrics.jaccard_score(*args, zero_division=0),
        metrics.precision_score(*args, zero_division=0),
        metrics.recall_score(*args, zero_division=0),
    ]
    assert list(measure_mask(mask, truth).values()) == pytest.approx(expected)


@pytest.mark.parametrize("name", ["blob beside disk", "blob and texture on two disks"])
def test_fbeta_equals_scikit_learn(name):
    saliency, truth = case(name)
    levels, _ = CASES[name]
    curve = [
        metrics.fbeta_score(
            truth.ravel(), (levels >= k).ravel(), beta=math.sqrt(0.3), zero_division=0
        )
        for k in range(256)
    ]
    measured = measure_saliency(saliency, truth)
    assert measured["fbeta_max"] == pytest.approx(max(curve))


@settings(max_examples=100, deadline=None)
@given(_maps())
def test_saliency_measures_are_in_range(maps):
    for name, value in measure_saliency(*maps).items():
        lowest, highest = MEASURES[name].range
        assert lowest <= value <= highest


@settings(max_examples=50, deadline=None)
@given(hnp.arrays(np.bool_, SHAPES))
def test_a_perfect_map_is_perfect(truth):
    measured = measure_saliency(truth.astype(np.float64), truth)
    assert measured["mae"] == 0
    assert (measured["fbeta_adaptive"], measured["fbeta_max"], measured["weighted_fbeta"]) == (
        1,
        1,
        1,
    )
    assert measured["s_measure"] == pytest.approx(1, abs=1e-12)
    # Only the mask of threshold 0, the whole image, is imperfect.
    share = truth.mean()
    whole_e = share if share in {0, 1} else 0.25
    assert measured["e_measure"] == pytest.approx((255 + whole_e) / 256)


@settings(max_examples=50, deadline=None)
@given(_maps())
def test_a_mirrored_image_has_the_same_thresholded_measures(maps):
    # Except the S-measure, whose upper left region includes the centroid's row and column.
    names = ("mae", "fbeta_adaptive", "fbeta_max", "e_measure")
    measured = measure_saliency(*maps)
    mirrored = measure_saliency(*(array[:, ::-1] for array in maps))
    for name in names:
        assert measured[name] == pytest.approx(mirrored[name])


@settings(max_examples=50, deadline=None)
@given(MASK_PAIRS)
def test_dice_and_iou_are_symmetric_and_depend_on_each_other(masks):
    mask, truth = masks
    measured, swapped = measure_mask(mask, truth), measure_mask(truth, mask)
    assert (measured["dice"], measured["iou"]) == (swapped["dice"], swapped["iou"])
    assert measured["precision"] == swapped["recall"]
    assert measured["recall"] == swapped["precision"]
    assert measured["dice"] == pytest.approx(2 * measured["iou"] / (1 + measured["iou"]))
    assert all(0 <= value <= 1 for value in measured.values())
    assert set(measure_mask(mask, mask).values()) == {1}


def test_ignored_pixels_by_hand():
    saliency = np.array([[1.0, 0.5, 1.0], [0.0, 0.25, 1.0]])
    truth = np.array([[True, False, False], [False, True, True]])
    judged = np.array([[True, True, False], [True, True, False]])
    # Four pixels: hit 1, false 0.5, right 0, object with 0.25.
    assert measure_saliency(saliency, truth, judged)["mae"] == pytest.approx((0.5 + 0.75) / 4)
    measured = measure_mask(saliency >= 0.5, truth, judged)
    assert measured == {"dice": 2 / 4, "iou": 1 / 3, "precision": 1 / 2, "recall": 1 / 2}


@settings(max_examples=50, deadline=None)
@given(_maps(), st.integers(0, 5), st.integers(0, 5), st.floats(0, 1), st.booleans())
def test_ignored_margins_are_as_if_cut_off(maps, rows, cols, value, object_outside):
    saliency, truth = maps
    margins = ((0, rows), (0, cols))
    judged = np.pad(np.ones_like(truth), margins)
    wide_saliency = np.pad(saliency, margins, constant_values=value)
    wide_truth = np.pad(truth, margins, constant_values=object_outside)
    expected = measure_saliency(saliency, truth)
    measured = measure_saliency(wide_saliency, wide_truth, judged)
    if truth.any():  # smoothing sees the margin as background
        del expected["weighted_fbeta"], measured["weighted_fbeta"]
    assert measured == pytest.approx(expected, abs=1e-9)
    masks = measure_mask(wide_saliency >= 0.5, wide_truth, judged)
    assert masks == pytest.approx(measure_mask(saliency >= 0.5, truth))


@settings(max_examples=50, deadline=None)
@given(st.data(), _maps())
def test_values_of_ignored_pixels_do_not_matter(data, maps):
    saliency, truth = maps
    judged = data.draw(hnp.arrays(np.bool_, truth.shape))
    judged.flat[0] = True
    other = data.draw(hnp.arrays(np.float64, truth.shape, elements=st.floats(0, 1)))
    changed = np.where(judged, saliency, other), np.where(judged, truth, other > 0.5)
    expected = measure_saliency(saliency, truth, judged)
    assert measure_saliency(*changed, judged) == pytest.approx(expected)
    for name, value in expected.items():
        assert MEASURES[name].range[0] <= value <= MEASURES[name].range[1]


def test_at_least_one_pixel_must_be_judged():
    with pytest.raises(InputError, match="judged leaves no pixel to measure"):
        measure_saliency(np.zeros((2, 2)), np.zeros((2, 2), bool), np.zeros((2, 2), bool))


def test_no_saliency_without_objects():
    measured = measure_saliency(np.zeros((3, 4)), np.zeros((3, 4), dtype=bool))
    # E-measure: the mask of threshold 0 is the whole image, the other 255 are empty.
    assert list(measured.values()) == [0, 1, 1, 1, 1, 255 / 256]


def test_saliency_without_objects():
    measured = measure_saliency(np.full((3, 4), 0.25), np.zeros((3, 4), dtype=bool))
    # Level 63: 64 of the masks are the whole image.
    assert list(measured.values()) == [0.25, 0, 0, 0, 0.75, 192 / 256]


@pytest.mark.parametrize("value", [0.1, 0.2, 0.3, 0.7, 1 / 3])
def test_s_measure_of_a_constant_map(value):
    # The truth is columns 0..2 of 6, with its centroid in column 1. The regions of columns 0..1
    # are constant in both, despite the rounding of means: 1. The others have no covariance: 0.
    truth = np.zeros((7, 6), dtype=bool)
    truth[:, :3] = True
    regions = 2 / 6 * 1 + 4 / 6 * 0
    # Deviations are 0. Objects: 2v / (v² + 1); background: the same with 1 - v; each half of it.
    rest = 1 - value
    objects = value / (value**2 + 1) + rest / (rest**2 + 1)
    measured = measure_saliency(np.full((7, 6), value), truth)["s_measure"]
    assert measured == pytest.approx(0.5 * objects + 0.5 * regions)


def test_objects_in_the_last_column_leave_no_region_to_the_right():
    saliency = TEXTURE / 255
    measured = measure_saliency(saliency, LAST_COLUMN)
    assert list(measured.values()) == pytest.approx(
        published.measure_saliency(saliency, LAST_COLUMN)
    )
    assert measure_saliency(LAST_COLUMN.astype(float), LAST_COLUMN)["s_measure"] == 1


def test_single_object_pixels_in_large_regions_count_in_full():
    # The constant 2e-16 that the published code adds costs such regions some hundredths.
    truth = np.zeros((600, 600), dtype=bool)
    truth[300, 300] = truth[1, 1] = truth[598, 598] = True
    assert measure_saliency(truth.astype(np.float32), truth)["s_measure"] == pytest.approx(1)


def test_a_blurred_real_mask(shared_data):
    path = shared_data / "parasites" / "labels" / "000002.png"
    truth = np.asarray(Image.open(path)) > 0
    saliency = ndimage.gaussian_filter(truth.astype(np.float32), 6, mode="constant")
    measured = measure_saliency(saliency, truth)
    expected = published.thresholded(saliency.astype(np.float64), truth)
    assert (
        measured["fbeta_adaptive"],
        measured["fbeta_max"],
        measured["e_measure"],
    ) == pytest.approx(expected)
    assert measured["s_measure"] > 0.8
    assert measured["weighted_fbeta"] > 0.8
    shifted = measure_saliency(np.roll(saliency, 150, axis=1), truth)
    assert shifted["s_measure"] < 0.5
    assert shifted["weighted_fbeta"] < 0.2


def test_float32_and_16_bit_levels_fall_into_the_bins_of_float64():
    truth = DISK
    measured = [measure_saliency((TEXTURE / 255).astype(dtype), truth) for dtype in "fd"]
    deep = measure_saliency((TEXTURE * 257 / 65535).astype(np.float32), truth)
    assert measured[0] == pytest.approx(measured[1], abs=1e-6)
    assert deep == measured[0]


def test_rounding_beyond_one_is_clipped():
    saliency, truth = case("disk on disk")
    assert measure_saliency(saliency * (1 + 5e-7), truth) == measure_saliency(saliency, truth)


@pytest.mark.parametrize(
    ("saliency", "truth", "message"),
    [
        (np.full((2, 2), 1.5), NOTHING[:2, :2], r"saliency is in \[1.5, 1.5\].* in \[0, 1\]"),
        (np.full((2, 2), -0.1), NOTHING[:2, :2], r"saliency is in \[-0.1"),
        (np.full((2, 2), np.inf), NOTHING[:2, :2], r"saliency is in \[inf"),
        (np.array([[0.5, np.nan]]), NOTHING[:1, :2], "saliency holds NaN"),
        (np.ones((2, 2), dtype=np.uint8), NOTHING[:2, :2], "saliency is uint8; .* floating point"),
        (np.zeros((2, 3)), NOTHING[:3, :2], "saliency is 2 x 3 and truth is 3 x 2 pixels"),
        (np.zeros((1, 2, 2)), NOTHING[:2, :2], r"saliency has the shape \(1, 2, 2\)"),
        (np.zeros((0, 2)), NOTHING[:0, :2], r"saliency has the shape \(0, 2\)"),
        (np.zeros((2, 2)), np.zeros((2, 2)), "truth is float64; it must be bool"),
        (np.zeros((2, 2)), np.zeros((2, 2, 1), dtype=bool), r"truth has the shape \(2, 2, 1\)"),
    ],
)  # fmt: skip
def test_invalid_saliency_and_truth_are_refused_in_one_line(saliency, truth, message):
    with pytest.raises(InputError, match=message) as refused:
        measure_saliency(saliency, truth)
    assert "\n" not in str(refused.value)


def test_invalid_masks_are_refused():
    with pytest.raises(InputError, match="mask is uint8; it must be bool"):
        measure_mask(np.zeros((2, 2), dtype=np.uint8), NOTHING[:2, :2])
    with pytest.raises(InputError, match="mask is 2 x 2 and truth is 2 x 3 pixels"):
        measure_mask(NOTHING[:2, :2], NOTHING[:2, :3])
