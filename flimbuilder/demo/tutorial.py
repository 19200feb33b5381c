"""The tutorial's images: pieces of a picture of Greek coins that comes with scikit-image."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from flimbuilder.demo.material import (
    load_documents,
    material_folder,
    pictures_folder,
    read_source,
)
from flimbuilder.errors import InputError
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.write import write_png
from flimbuilder.project.outputs import make_folder

__all__ = ["PIECES", "TUTORIAL_FOLDER", "TutorialImages", "write_tutorial_images"]

TUTORIAL_FOLDER = "flimbuilder-tutorial"
PIECES = {  # rows and columns of the picture; no coin is cut
    "images/coins_1.png": (slice(0, 150), slice(0, 182)),
    "images/coins_2.png": (slice(0, 150), slice(182, 384)),
    "unseen/coins_3.png": (slice(150, 226), slice(0, 384)),
    "unseen/coins_4.png": (slice(226, 303), slice(0, 384)),
}


@dataclass(frozen=True)
class TutorialImages:
    """The folders of the tutorial.

    Attributes
    ----------
    images : Path
        Two images to mark, of six coins each.
    unseen : Path
        Two images to predict, of six coins each.
    """

    images: Path
    unseen: Path


def write_tutorial_images(folder: Path) -> TutorialImages:
    """Write the tutorial's images, and leave those that are there already.

    Parameters
    ----------
    folder : Path
        Gets the folders ``images`` and ``unseen``; made if it is missing.

    Raises
    ------
    InputError
        If another file has the name of an image; nothing is written then.
    ImageError
        If scikit-image's picture is missing or differs.
    """
    pixels = read_source(load_documents(material_folder())["coins"], pictures_folder())
    missing = {}
    for name, window in PIECES.items():
        path = folder / name
        if not path.exists():
            missing[path] = pixels[window]
        elif not np.array_equal(read_image(path).pixels, pixels[window]):
            raise InputError(f"{path}: not an image of the tutorial; move it away")
    for path, piece in missing.items():
        make_folder(path.parent)
        write_png(path, piece)
    return TutorialImages(folder / "images", folder / "unseen")
