"""Images as the network takes them."""

from pathlib import Path

import numpy as np
import pytest

from flimbuilder.errors import ImageError, MarkerError
from flimbuilder.imaging.write import write_png
from flimbuilder.model.pixels import read_as_learned, read_pixels, require_size
from flimbuilder.project.selection import Place, Selection


@pytest.mark.parametrize(("dtype", "top"), [(np.uint8, 255), (np.uint16, 65535)])
def test_pixels_are_scaled_by_the_range_of_their_type(
    tmp_path: Path, dtype: type[np.unsignedinteger], top: int
) -> None:
    write_png(tmp_path / "x.png", np.array([[0, 51], [102, top]], dtype))
    pixels = read_pixels(tmp_path / "x.png")
    assert (pixels.shape, pixels.dtype) == ((2, 2, 1), np.float32)
    np.testing.assert_allclose(pixels[..., 0], [[0, 51 / top], [102 / top, 1]], rtol=1e-6)


def test_floats_outside_the_unit_range_name_their_file(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.array([[0.0, 1.5]]))
    with pytest.raises(ImageError, match=r"x\.npy: holds floats from 0 to 1\.5"):
        read_pixels(tmp_path / "x.npy")


def test_channels_and_window_are_those_that_were_learned(tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    np.save(path, np.array([[[0.0, 1.5]]]))
    learned = Selection(at=(Place(axis="z", index=3),), channels=(1,), window=(0, 2))
    np.testing.assert_array_equal(read_as_learned(path, learned), [[[0.75]]])
    np.save(path, np.array([[[0.0, 0.5]]]))
    np.testing.assert_array_equal(read_as_learned(path, None), [[[0, 0.5]]])


def test_a_mask_of_another_size_is_refused() -> None:
    mask = np.zeros((2, 3), np.uint8)
    require_size(mask, (2, 3), Path("m.png"))
    message = r"m\.png: is 2 x 3 pixels and its image 3 x 2; they must agree"
    with pytest.raises(ImageError, match=message):
        require_size(mask, (3, 2), Path("m.png"))
    with pytest.raises(MarkerError, match=message):
        require_size(mask, (3, 2), Path("m.png"), MarkerError)
