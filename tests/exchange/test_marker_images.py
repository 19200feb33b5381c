"""Marker images: by hand, invalid images, and round trips."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from flimbuilder.errors import MarkerError
from flimbuilder.exchange.marker_images import (
    label_image_from_markers,
    markers_from_label_image,
)
from flimbuilder.project.label_values import parse_label_values
from flimbuilder.project.markers import Disk, Pixels


def test_by_hand() -> None:
    image = np.array([[0, 2, 0, 1], [2, 0, 0, 1], [0, 0, 2, 0]], np.uint8)
    markers = markers_from_label_image(image)
    assert markers == (
        Pixels(id=1, class_id=0, runs=((0, 3, 1), (1, 3, 1))),
        Pixels(id=2, class_id=1, runs=((0, 1, 1), (1, 0, 1))),
        Pixels(id=3, class_id=1, runs=((2, 2, 1),)),
    )
    np.testing.assert_array_equal(label_image_from_markers(markers, (3, 4)), image)


def test_a_disk_and_an_eraser() -> None:
    markers = [
        Disk(id=1, class_id=254, center=(1, 1), radius=1),
        Disk(id=2, class_id=None, center=(1, 2), radius=0),
    ]
    image = label_image_from_markers(markers, (3, 4))
    assert image.dtype == np.uint8
    assert image.tolist() == [[0, 255, 0, 0], [255, 255, 0, 0], [0, 255, 0, 0]]


def test_nothing_marked() -> None:
    assert markers_from_label_image(np.zeros((4, 3), np.uint16)) == ()
    assert markers_from_label_image(np.zeros((0, 3), np.uint8)) == ()
    assert not label_image_from_markers([], (4, 3)).any()


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (np.zeros((2, 2, 3), np.uint8), ["uint8", "(2, 2, 3)", "one channel"]),
        (np.zeros((2, 2)), ["float64", "whole numbers"]),
        (np.zeros((2, 2), bool), ["bool"]),
        (np.array([[0, 256]], np.uint16), ["256", "row 0, column 1", "255"]),
        (np.array([[0], [-3]], np.int8), ["-3", "row 1, column 0"]),
    ],
)
def test_invalid_images(image: np.ndarray, words: list[str]) -> None:
    with pytest.raises(MarkerError) as caught:
        markers_from_label_image(image)
    assert "\n" not in str(caught.value)
    for word in words:
        assert word in str(caught.value)


@settings(max_examples=60, deadline=None)
@given(
    arrays.arrays(
        st.sampled_from([np.uint8, np.uint16, np.int32, np.int64]),
        arrays.array_shapes(min_dims=2, max_dims=2, max_side=12),
        elements=st.sampled_from([0, 0, 1, 2, 255]),
    )
)
def test_round_trip(image: np.ndarray) -> None:
    markers = markers_from_label_image(image)
    np.testing.assert_array_equal(label_image_from_markers(markers, image.shape), image)
    assert markers_from_label_image(label_image_from_markers(markers, image.shape)) == markers


def test_values_of_another_program() -> None:
    image = np.array([[0, 2**63, 7], [1, 0, 9]], np.uint64)
    values = parse_label_values(f"{2**63}=0,7=3,1=3,9=ignore,100=1")
    assert markers_from_label_image(image, values) == (
        Pixels(id=1, class_id=0, runs=((0, 1, 1),)),
        Pixels(id=2, class_id=3, runs=((0, 2, 1),)),
        Pixels(id=3, class_id=3, runs=((1, 0, 1),)),
    )


def test_touching_values_of_a_class_make_one_marker() -> None:
    (marker,) = markers_from_label_image(np.array([[4, 5]]), parse_label_values("4-5=1"))
    assert marker == Pixels(id=1, class_id=1, runs=((0, 0, 2),))


def test_a_value_without_a_class() -> None:
    with pytest.raises(
        MarkerError, match=r"^value 8 at row 0, column 1 .* values 3=0,9=1; give its c"
    ):
        markers_from_label_image(np.array([[9, 8]]), parse_label_values("9=1,3=0"))


def test_zero_is_unmarked_unless_it_has_a_class() -> None:
    image = np.array([[0, 1]], np.uint8)
    (marker,) = markers_from_label_image(image, parse_label_values("1=1"))
    assert marker == Pixels(id=1, class_id=1, runs=((0, 1, 1),))
    (marker,) = markers_from_label_image(image, parse_label_values("0=2,1=ignore"))
    assert marker == Pixels(id=1, class_id=2, runs=((0, 0, 1),))
