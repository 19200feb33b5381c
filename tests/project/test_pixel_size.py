import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from flimbuilder.errors import InputError
from flimbuilder.project.pixel_size import PixelSize, parse_pixel_size


def test_a_pixel_of_half_a_micrometre() -> None:
    size = parse_pixel_size("0.5")
    assert size == PixelSize.square(0.5) == PixelSize(height=0.5, width=0.5)
    assert size.side == 0.5
    assert str(size) == "0.5"


def test_height_and_width() -> None:
    size = parse_pixel_size("0.5x2")
    assert (size.height, size.width, size.side) == (0.5, 2.0, 1.0)
    assert str(size) == "0.5x2"
    assert parse_pixel_size("0.5×2") == size


@settings(deadline=None)
@given(st.floats(1e-6, 1e9), st.floats(1e-6, 1e9))
def test_what_is_written_is_read(height: float, width: float) -> None:
    size = PixelSize(height=height, width=width)
    assert parse_pixel_size(str(size)) == size
    assert size.side**2 == pytest.approx(height * width)


@pytest.mark.parametrize("side", [0.0, -1.0, float("nan"), float("inf"), 1e-7, 1e10])
def test_a_size_out_of_range_is_refused(side: float) -> None:
    with pytest.raises(ValidationError):
        PixelSize.square(side)
    with pytest.raises(InputError, match="pixel size"):
        parse_pixel_size(str(side))


@pytest.mark.parametrize("text", ["", "x", "half", "1x2x3", "0.5 µm", "x0.5", "0.5x"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="give µm per pixel"):
        parse_pixel_size(text)
