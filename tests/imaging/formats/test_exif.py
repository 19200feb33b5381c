import numpy as np
import pytest

from flimbuilder.imaging.formats.exif import exif_orientation, upright
from tests.imaging import files

# How the letter F is stored for each orientation: Exif 2.32, 4.6.4, tag Orientation.
UPRIGHT = ["##", "# ", "##", "# ", "# "]
STORED = {
    1: ["##", "# ", "##", "# ", "# "],
    2: ["##", " #", "##", " #", " #"],
    3: [" #", " #", "##", " #", "##"],
    4: ["# ", "# ", "##", "# ", "##"],
    5: ["#####", "# #  "],
    6: ["# #  ", "#####"],
    7: ["  # #", "#####"],
    8: ["#####", "  # #"],
}


def letters(rows):
    return np.array([list(row) for row in rows])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_letter_f_stands_upright(orientation):
    turned = upright(letters(STORED[orientation]), orientation)
    assert ["".join(row) for row in turned] == UPRIGHT


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_found(orientation):
    assert exif_orientation(files.exif(orientation).tobytes()) == (orientation, ())


@pytest.mark.parametrize("orientation", [0, 9, 300])
def test_an_unknown_orientation_is_upright(orientation):
    assert exif_orientation(files.exif(orientation).tobytes()) == (1, ())


@pytest.mark.parametrize("data", [None, b""])
def test_no_data_is_upright(data):
    assert exif_orientation(data) == (1, ())


def test_damaged_data_is_said():
    assert exif_orientation(b"Exif\0\0rubbish")[1]
