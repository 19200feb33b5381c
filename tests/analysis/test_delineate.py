"""Saliency to masks: by hand, against flood fill, by properties, on real masks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image
from scipy import ndimage

from flimbuilder.analysis.delineate import delineate, delineate_classes
from flimbuilder.errors import InputError
from flimbuilder.project.decoding import Delineation

SHAPES = st.tuples(st.integers(1, 9), st.integers(1, 9))
LEVELS = st.integers(0, 4).map(lambda level: level / 4)  # few levels: many ties and neighbours
MAPS = SHAPES.flatmap(lambda shape: hnp.arrays(np.float32, shape, elements=LEVELS))
SETTINGS = st.builds(
    Delineation,
    threshold=st.one_of(st.sampled_from(["auto", "otsu"]), st.floats(0, 1)),
    area=st.one_of(st.none(), st.tuples(st.integers(0, 6), st.integers(6, 30))),
    drop_border=st.booleans(),
)


def _map(rows):
    """Return saliency given as a digit of tenths for each pixel."""
    return np.array([[int(digit) / 10 for digit in row] for row in rows], dtype=np.float32)


def _mask(rows):
    return np.array([[sign == "x" for sign in row] for row in rows])


# Four components above 0.2: 1 pixel at the border, 2 diagonal neighbours, 4 pixels, and 6 pixels
# at the border.
SALIENCY = _map(["9000000", "0080055", "0700055", "0000000", "0880006", "0880066", "0000666"])


def test_fixed_threshold_by_hand():
    cut = delineate(_map(["059", "405"]), Delineation(threshold=0.4))
    assert np.array_equal(cut, _mask([".xx", "..x"]))  # 0.4 itself is not above 0.4


def test_otsu_by_hand():
    # The classes {0, 0.1} and {0.8, 0.9} are farthest apart; the threshold lies between them.
    cut = delineate(_map(["0189", "1098"]), Delineation(threshold="otsu"))
    assert np.array_equal(cut, _mask(["..xx", "..xx"]))


@given(MAPS)
def test_auto_without_a_decoder_is_otsu(saliency):
    otsu, auto = (delineate(saliency, Delineation(threshold=kind)) for kind in ("otsu", "auto"))
    assert np.array_equal(auto, otsu)


def test_area_by_hand():
    kept = delineate(SALIENCY, Delineation(threshold=0.2, area=(2, 4)))
    expected = [
        ".......",
        "..x..xx",
        ".x...xx",
        ".......",
        ".xx....",
        ".xx....",
        ".......",
    ]
    assert np.array_equal(kept, _mask(expected))


def test_border_by_hand():
    kept = delineate(SALIENCY, Delineation(threshold=0.2, drop_border=True))
    expected = [".......", "..x....", ".x.....", ".......", ".xx....", ".xx....", "......."]
    assert np.array_equal(kept, _mask(expected))


def test_area_and_border_together():
    kept = delineate(SALIENCY, Delineation(threshold=0.2, area=(3, 5), drop_border=True))
    expected = [".......", ".......", ".......", ".......", ".xx....", ".xx....", "......."]
    assert np.array_equal(kept, _mask(expected))


def test_holes_by_hand():
    # A ring, a diamond of diagonal neighbours, and a cup that is open to the border.
    saliency = _map(["99900900909", "90909090909", "99900900999"])
    filled = Delineation(threshold=0.5, fill_holes=True)
    expected = ["xxx..x..x.x", "xxx.xxx.x.x", "xxx..x..xxx"]
    assert np.array_equal(delineate(saliency, filled), _mask(expected))
    # Holes are filled before components are measured: the ring has 9 pixels with its hole.
    of_nine = delineate(saliency, filled.with_(area=(9, 9)))
    assert np.array_equal(of_nine, _mask(["xxx........"] * 3))


def test_classes_by_hand():
    # Above 0.4, class 3 covers the first three columns and class 7 the last three. In the shared
    # column 0.8 beats 0.6, 0.9 beats 0.5, and equal 0.7 go to the first class.
    saliency = np.stack([_map(["98600", "99500", "99700"]), _map(["00899", "00999", "00799"])])
    labels = delineate_classes(saliency, (3, 7), Delineation(threshold=0.4))
    assert labels.dtype == np.uint8
    assert np.array_equal(labels, [[3, 3, 7, 7, 7], [3, 3, 7, 7, 7], [3, 3, 3, 7, 7]])


def test_a_class_with_the_highest_saliency_but_no_mask_loses_the_pixel():
    # The 0.9 of the first class is a component of one pixel, which is too small.
    saliency = np.stack([_map(["0090", "0000"]), _map(["0666", "0660"])])
    labels = delineate_classes(saliency, [1, 2], Delineation(threshold=0.3, area=(2, 9)))
    assert np.array_equal(labels, [[0, 2, 2, 2], [0, 2, 2, 0]])


@pytest.mark.parametrize("threshold", ["auto", "otsu", 0.0, 0.5, 1.0])
def test_an_image_without_saliency_has_an_empty_mask(threshold):
    assert not delineate(np.zeros((5, 6)), Delineation(threshold=threshold)).any()


@pytest.mark.parametrize("value", [0, 1e-30, 0.1, 0.5, 1])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_otsu_of_a_constant_map_is_an_empty_mask(value, dtype):
    saliency = np.full((4, 5), value, dtype=dtype)
    assert not delineate(saliency, Delineation()).any()
    # Rounding noise on a constant is no object either.
    saliency[1, 2:4] = np.nextafter(saliency[1, 2:4], dtype(0.25))
    assert not delineate(saliency, Delineation()).any()


def test_an_image_whose_components_are_all_too_small_has_an_empty_mask():
    assert not delineate(SALIENCY, Delineation(area=(1000, 9000))).any()


def _flood_filled(mask, settings):
    """Select components pixel by pixel."""
    height, width = mask.shape
    chosen, left = np.zeros_like(mask), {tuple(pixel) for pixel in np.argwhere(mask)}
    while left:
        component, front = set(), {left.pop()}
        while front:
            row, column = front.pop()
            component.add((row, column))
            around = {(row + r, column + c) for r in (-1, 0, 1) for c in (-1, 0, 1)} & left
            left -= around
            front |= around
        border = any(r in {0, height - 1} or c in {0, width - 1} for r, c in component)
        smallest, largest = settings.area or (0, mask.size)
        if smallest <= len(component) <= largest and not (border and settings.drop_border):
            chosen[tuple(np.transpose(list(component)))] = True
    return chosen


@settings(max_examples=150, deadline=None)
@given(MAPS, SETTINGS)
def test_delineate_equals_flood_fill(saliency, how):
    over = delineate(saliency, Delineation(threshold=how.threshold))
    if not isinstance(how.threshold, str):
        assert np.array_equal(over, saliency > np.float32(how.threshold))
    assert np.array_equal(delineate(saliency, how), _flood_filled(over, how))


@settings(max_examples=50, deadline=None)
@given(hnp.arrays(np.float64, SHAPES, elements=st.floats(0, 1)))
def test_otsu_separates_the_extremes_of_a_varying_map(saliency):
    cut = delineate(saliency, Delineation())
    if np.ptp(saliency) > 1e-6:
        assert cut[saliency == saliency.max()].all()
        assert not cut[saliency == saliency.min()].any()
        assert saliency[cut].min() > saliency[~cut].max()


@settings(max_examples=50, deadline=None)
@given(MAPS, SETTINGS)
def test_one_class_is_its_mask(saliency, how):
    labels = delineate_classes(saliency[None], [5], how)
    assert np.array_equal(labels, 5 * delineate(saliency, how))


@settings(max_examples=100, deadline=None)
@given(SHAPES.flatmap(lambda s: hnp.arrays(np.float32, (3, *s), elements=LEVELS)), SETTINGS)
def test_classes_equal_a_loop_over_pixels(saliency, how):
    ids = [9, 2, 254]
    masks = [delineate(saliency_map, how) for saliency_map in saliency]
    expected = np.zeros(saliency.shape[1:], dtype=np.uint8)
    for pixel in np.ndindex(expected.shape):
        candidates = [
            (saliency[index][pixel], -index) for index in range(len(ids)) if masks[index][pixel]
        ]
        if candidates:
            expected[pixel] = ids[-max(candidates)[1]]
    assert np.array_equal(delineate_classes(saliency, ids, how), expected)


def test_the_saliency_is_not_modified():
    saliency = SALIENCY.copy()
    delineate(saliency, Delineation(area=(2, 4), drop_border=True))
    assert np.array_equal(saliency, SALIENCY)


def test_a_real_egg_is_cut_from_its_smoothed_mask(shared_data):
    path = shared_data / "parasites" / "labels" / "000002.png"
    truth = np.asarray(Image.open(path)) > 0
    area = int(truth.sum())
    saliency = ndimage.gaussian_filter(truth.astype(np.float32), 2)
    saliency /= saliency.max()
    saliency[20:23, 30:33] = 1  # a speck
    saliency[0:40, 380:400] = 0.9  # debris at the border
    published = Delineation(area=(1000, 9000), drop_border=True)
    everything = delineate(saliency, Delineation())
    eggs = delineate(saliency, published)
    assert everything.sum() == eggs.sum() + 9 + 800
    assert np.count_nonzero(eggs & truth) / np.count_nonzero(eggs | truth) > 0.95
    assert not delineate(saliency, Delineation(area=(area * 2, 9000), drop_border=True)).any()


@pytest.mark.parametrize(
    ("saliency", "message"),
    [
        (np.full((2, 2), 2.0), r"saliency is in \[2, 2\]"),
        (np.full((2, 2), np.nan), "saliency holds NaN"),
        (np.ones((2, 2), dtype=bool), "saliency is bool; it must be floating point"),
        (np.zeros((3, 0)), r"saliency has the shape \(3, 0\); it must be \(H, W\)"),
        (np.zeros((3, 2, 2)), r"saliency has the shape \(3, 2, 2\); it must be \(H, W\)"),
    ],
)
def test_invalid_saliency_is_refused(saliency, message):
    with pytest.raises(InputError, match=message):
        delineate(saliency, Delineation())


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        ([1], r"2 saliency maps and 1 classes \[1\]"),
        ([1, 1], r"object classes \[1, 1\]; they must differ"),
        ([0, 1], r"object classes \[0, 1\].* in 1\.\.254"),
        ([1, 255], r"object classes \[1, 255\].* in 1\.\.254"),
    ],
)
def test_invalid_class_ids_are_refused(ids, message):
    with pytest.raises(InputError, match=message):
        delineate_classes(np.zeros((2, 3, 3)), ids, Delineation())


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (None, "delineation by watershed needs the image"),
        (np.zeros((2, 4, 3)), r"saliency is 2 x 3 and the image is 2 x 4 pixels"),
        (np.zeros((2, 3)), r"the image has the shape \(2, 3\); it must be \(H, W, C\)"),
        (np.zeros((2, 3, 3), dtype=np.uint8), "the image is uint8; it must be floating point"),
        (np.full((2, 3, 3), 255.0), r"the image is in \[255, 255\]"),
        (np.full((2, 3, 3), np.nan), "the image holds NaN"),
    ],
)
@pytest.mark.parametrize("saliency", [np.zeros((2, 3)), np.ones((2, 3))])
def test_a_missing_or_invalid_image_is_refused(saliency, image, message):
    seeded = Delineation(threshold=0.5, method="watershed")
    with pytest.raises(InputError, match=message):
        delineate(saliency, seeded, image)
    with pytest.raises(InputError, match=message):
        delineate_classes(saliency[np.newaxis], [1], seeded, image)
    delineate(saliency, seeded, np.zeros((2, 3, 3)))
    delineate(saliency, seeded.with_(method="none"), image)


def test_no_object_classes_are_refused():
    with pytest.raises(InputError, match=r"shape \(0, 3, 3\); it must be \(objects, H, W\)"):
        delineate_classes(np.zeros((0, 3, 3)), [], Delineation())
