import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from flimbuilder.errors import ImageError
from flimbuilder.imaging.scaling import invert, scale_image, spread

INTEGERS = ["u1", "u2", "u4", "i1", "i2", "i4"]


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        ([0, 51, 255], "u1", [0, 0.2, 1]),
        ([0, 13107, 65535], "u2", [0, 0.2, 1]),
        ([0, 858993459, 4294967295], "u4", [0, 0.2, 1]),
        ([-128, -77, 127], "i1", [0, 0.2, 1]),
        ([-32768, -19661, 32767], "i2", [0, 0.2, 1]),
        ([-(2**31), 858993459 - 2**31, 2**31 - 1], "i4", [0, 0.2, 1]),
        ([False, True], "?", [0, 1]),
        ([0.0, 0.25, 1.0], "f2", [0, 0.25, 1]),
        ([0.0, 0.2, 1.0], "f8", [0, 0.2, 1]),
        ([0, 13107, 65535], ">u2", [0, 0.2, 1]),
    ],
)
def test_by_hand(values, dtype, expected):
    unit = scale_image(np.array(values, dtype))
    assert unit.dtype == np.float32
    np.testing.assert_array_equal(unit, np.array(expected, np.float32))


def test_is_not_scaled_by_its_own_maximum():
    dark = np.array([[[0, 1, 2]]], np.uint8)
    np.testing.assert_allclose(scale_image(dark), dark / 255, rtol=1e-6)


@pytest.mark.parametrize("dtype", INTEGERS)
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_against_the_formula_and_within_the_unit_range(dtype, data):
    pixels = data.draw(hnp.arrays(dtype, st.tuples(st.integers(1, 4), st.integers(1, 4))))
    unit = scale_image(pixels)
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    expected = [(value - low) / (high - low) for value in pixels.ravel().tolist()]
    np.testing.assert_allclose(unit.ravel(), expected, atol=1e-7)
    assert 0 <= unit.min() <= unit.max() <= 1


def test_the_input_stays_as_it_is():
    pixels = np.array([0.5], np.float32)
    scale_image(pixels)[0] = 7
    assert pixels[0] == 0.5


@pytest.mark.parametrize(
    ("pixels", "reason"),
    [
        (
            np.array([-0.5, 1.0]),
            "floats from -0.5 to 1, where .0, 1. is expected; choose",
        ),
        (np.array([0.0, 255.0], np.float32), "floats from 0 to 255"),
        (np.array([0.5, np.nan, np.inf]), "2 values that are NaN or infinite"),
        (np.array([1], np.int64), "int64 pixels"),
        (np.array([1j]), "complex128 pixels"),
    ],
)
def test_refused(pixels, reason):
    with pytest.raises(ImageError, match=reason):
        scale_image(pixels)


def test_the_message_names_the_file():
    with pytest.raises(ImageError, match=r"^cells\.npy: holds floats"):
        scale_image(np.array([2.0]), name="cells.npy")


def test_spread_by_hand():
    assert spread(np.array([0, 1, 2, 3], np.uint8), 0, 3).tolist() == [0, 85, 170, 255]
    # 65535 / 1023 = 64.0616 and 511 * 64.0616 = 32735.47
    assert spread(np.array([1, 511, 1023], np.uint16), 0, 1023).tolist() == [64, 32735, 65535]


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(INTEGERS), st.data())
def test_spread_rounds_and_reaches_both_ends(dtype, data):
    full = np.iinfo(dtype)
    low = data.draw(st.integers(int(full.min), int(full.max) - 1))
    high = data.draw(st.integers(low + 1, int(full.max)))
    values = data.draw(st.lists(st.integers(low, high), min_size=1, max_size=9))
    first, *inner, last = spread(np.array([low, *values, high], dtype), low, high).tolist()
    assert (first, last) == (full.min, full.max)
    steps, span = int(full.max) - int(full.min), high - low
    assert inner == [
        ((value - low) * steps * 2 + span) // (2 * span) + full.min for value in values
    ]


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        ([0, 1, 255], "u1", [255, 254, 0]),
        ([-128, 0, 127], "i1", [127, -1, -128]),
        ([0.0, 0.25], "f4", [1, 0.75]),
    ],
)
def test_invert(values, dtype, expected):
    assert invert(np.array(values, dtype)).tolist() == expected
