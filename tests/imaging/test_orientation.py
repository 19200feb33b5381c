"""Turning by EXIF orientation, compared with Pillow."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageOps

from flimbuilder.errors import InputError
from flimbuilder.imaging.orientation import (
    Placement,
    orientation_notes,
    parse_companion_frame,
    place_companion,
    turn_pixels,
    turn_points,
    turned_size,
)

STORED = np.arange(1, 13, dtype=np.uint8).reshape(3, 4)


def transposed(stored: np.ndarray, orientation: int) -> np.ndarray:
    """Return a grey image as Pillow turns it."""
    exif = Image.Exif()
    exif[0x112] = orientation
    content = BytesIO()
    Image.fromarray(stored).save(content, "png", exif=exif)
    return np.asarray(ImageOps.exif_transpose(Image.open(content)))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pixels_and_points_go_where_pillow_puts_them(orientation: int) -> None:
    upright = transposed(STORED, orientation)
    assert turned_size(STORED.shape, orientation) == upright.shape
    row, col = np.indices(STORED.shape).reshape(2, -1)
    turned = turn_pixels(row, col, orientation, STORED.shape)
    np.testing.assert_array_equal(upright[turned], STORED.ravel())

    points = turn_points(np.stack([row + 0.25, col - 0.5], axis=1), orientation, STORED.shape)
    np.testing.assert_allclose(np.abs(points - np.stack(turned, axis=1)).sum(axis=1), 0.75)
    # The right edge of a stored pixel is on the side where Pillow puts the next pixel.
    edge = turn_points([[1, 1.5]], orientation, STORED.shape)[0]
    neighbours = [np.argwhere(upright == STORED[1, col])[0] for col in (1, 2)]
    np.testing.assert_allclose(edge, np.mean(neighbours, axis=0))


@pytest.mark.parametrize(
    ("orientation", "size", "frame", "expected"),
    [
        (1, (40, 60), "stored", Placement(1)),
        (6, (60, 40), "exif", Placement(1)),
        (6, (60, 40), "stored", Placement(1)),
        (6, (40, 60), "exif", Placement(6)),
        (6, (41, 60), "stored", Placement(1)),
        (3, (60, 40), "exif", Placement(1, fits_both=True)),
        (3, (60, 40), "stored", Placement(3, fits_both=True)),
        (3, (40, 60), "stored", Placement(1)),
    ],
)
def test_the_size_decides_and_the_user_where_both_fit(
    orientation: int, size: tuple[int, int], frame: str, expected: Placement
) -> None:
    placement = place_companion((60, 40), orientation, size, parse_companion_frame(frame))
    assert placement == expected


def test_a_square_image_fits_both() -> None:
    assert place_companion((50, 50), 6, (50, 50)).fits_both


def test_each_kind_of_decision_is_noted_once() -> None:
    assert orientation_notes({"a.png": Placement()}) == []
    turned = {f"{number}.png": Placement(8) for number in range(7)}
    undecided = {"b.txt": Placement(1, fits_both=True), "c.txt": Placement(1, fits_both=True)}
    stored = {"d.txt": Placement(3, fits_both=True)}
    notes = orientation_notes({**turned, **undecided, **stored})
    assert notes == [
        "0.png, 1.png, 2.png, 3.png, 4.png and 2 more: turned with the image by EXIF",
        "b.txt, c.txt: fit the image as stored and as turned by EXIF; not turned "
        "(--orientation exif), choose stored if that is wrong",
        "d.txt: fits the image as stored and as turned by EXIF; turned with the image "
        "(--orientation stored), choose exif if that is wrong",
    ]


def test_an_unknown_frame() -> None:
    with pytest.raises(InputError, match=r"orientation 'upright': give exif .* or stored"):
        parse_companion_frame("upright")
