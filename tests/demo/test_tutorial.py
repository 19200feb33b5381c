"""The tutorial's images: whole coins, written once."""

from pathlib import Path

import numpy as np
import pytest

from flimbuilder.demo.material import load_documents, material_folder
from flimbuilder.demo.tutorial import PIECES, write_tutorial_images
from flimbuilder.errors import InputError
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.write import write_png


def test_images_to_mark_and_unseen_ones(tmp_path: Path) -> None:
    made = write_tutorial_images(tmp_path / "tutorial")
    sizes = {path: read_image(path).pixels.shape for path in tmp_path.rglob("*.png")}
    assert sizes == {
        made.images / "coins_1.png": (150, 182, 1),
        made.images / "coins_2.png": (150, 202, 1),
        made.unseen / "coins_3.png": (76, 384, 1),
        made.unseen / "coins_4.png": (77, 384, 1),
    }


def test_every_image_has_six_whole_coins() -> None:
    outlines = load_documents(material_folder())["coins"].reference
    for rows, cols in PIECES.values():
        counts = []
        for outline in outlines:
            mask = np.zeros((303, 384), dtype=bool)
            outline.paint(mask)
            counts.append((mask[rows, cols].sum(), mask.sum()))
        whole = [total for inside, total in counts if inside == total]
        touched = [inside for inside, total in counts if 0 < inside < total]
        assert len(whole) == 6
        assert not touched


def test_images_that_are_there_stay(tmp_path: Path) -> None:
    made = write_tutorial_images(tmp_path)
    kept, lost = made.images / "coins_1.png", made.unseen / "coins_4.png"
    before = kept.stat().st_mtime_ns
    lost.unlink()
    assert write_tutorial_images(tmp_path) == made
    assert kept.stat().st_mtime_ns == before
    assert lost.is_file()


@pytest.mark.parametrize("pixels", [np.zeros((150, 182), np.uint8), np.zeros((9, 9), np.uint8)])
def test_another_file_is_not_replaced(tmp_path: Path, pixels: np.ndarray) -> None:
    other = tmp_path / "images" / "coins_1.png"
    other.parent.mkdir()
    write_png(other, pixels)
    with pytest.raises(InputError, match=r"coins_1\.png: not an image of the tutorial"):
        write_tutorial_images(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [other]
