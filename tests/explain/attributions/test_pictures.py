"""Pictures of attributions."""

import numpy as np
import pytest

from flimbuilder.explain.attributions.attribute import Attribution
from flimbuilder.explain.attributions.pictures import (
    attribution_picture,
    part_around,
    relative_values,
    shown_part,
)
from flimbuilder.imaging.colour_maps import AGAINST, FOR, colour_map, parse_colour, signed_colours

SIZE = (30, 40)


def attribution(method: str, values: np.ndarray) -> Attribution:
    rows, cols = slice(5, 15), slice(0, 20)
    return Attribution(method, values.astype(np.float32), 1.0, rows, cols, {})


def test_values_are_relative_to_nearly_the_largest_one() -> None:
    values = np.zeros(SIZE)
    values[5:15, :20] = np.linspace(-1, 2, 200).reshape(10, 20)
    relative, full = relative_values(attribution("occlusion", values))
    assert full == pytest.approx(np.percentile(np.abs(values[5:15, :20]), 99.5, method="higher"))
    np.testing.assert_allclose(relative, np.clip(values / full, -1, 1), rtol=1e-6)
    single = np.zeros(SIZE)
    single[7, 7] = 0.5
    assert relative_values(attribution("gradient", single))[1] == 0.5
    nothing, full = relative_values(attribution("gradient", np.zeros(SIZE)))
    assert (full, nothing.any()) == (1.0, False)


def test_colours_worked_by_hand() -> None:
    values = np.zeros(SIZE)
    values[6, 6], values[6, 7], values[6, 8] = 1.0, -1.0, 0.25
    image = np.full((*SIZE, 3), 100, np.uint8)
    signed = attribution_picture(attribution("lime", values), image)
    assert tuple(signed[6, 6]) == parse_colour(FOR)
    assert tuple(signed[6, 7]) == parse_colour(AGAINST)
    half = np.rint((50 + np.array(parse_colour(FOR))) / 2)  # the root of .25 of the way
    np.testing.assert_allclose(signed[6, 8], half, atol=1)
    assert tuple(signed[0, 0]) == (50, 50, 50)
    plain = attribution_picture(attribution("gradient", np.abs(values)), image)
    assert tuple(plain[6, 7]) == tuple(colour_map("inferno")[255])


def test_signed_colours_are_black_in_the_middle() -> None:
    colours = signed_colours()
    assert colours.shape == (255, 3)
    assert tuple(colours[0]) == parse_colour(AGAINST)
    assert tuple(colours[127]) == (0, 0, 0)
    assert tuple(colours[254]) == parse_colour(FOR)


def test_the_shown_part_has_pixels_around_it_inside_the_image() -> None:
    assert part_around(slice(10, 20), slice(2, 8), SIZE) == (slice(4, 26), slice(0, 14))
    rows, cols = shown_part(attribution("gradient", np.zeros(SIZE)))
    assert (rows, cols) == (slice(0, 21), slice(0, 26))
