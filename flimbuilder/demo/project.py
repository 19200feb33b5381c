"""The demo's project: real images that come with scikit-image, marked and with masks."""

from collections.abc import Sequence
from pathlib import Path

from flimbuilder.demo.material import (
    DemoDocument,
    WrittenPiece,
    load_documents,
    material_folder,
    pictures_folder,
    read_source,
    write_pieces,
)
from flimbuilder.errors import InputError
from flimbuilder.imaging.read import read_image
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.folder import ProjectFolder, create_project
from flimbuilder.project.images import image_entry
from flimbuilder.project.project import ImageEntry, Project

__all__ = ["create_demo_project", "free_demo_folder", "make_demo_project"]

FOLDER = "flimbuilder-demo"
STAGES = ("cutting the picture", "making the project", "done")


def free_demo_folder(parent: Path) -> Path:
    """Return a folder for a demo that is not there yet: with a number where others are."""
    number = 1
    while (folder := parent / (FOLDER if number == 1 else f"{FOLDER}-{number}")).exists():
        number += 1
    return folder


def make_demo_project(
    out: Path, name: str = "coins", on_progress: Progress = no_progress
) -> ProjectFolder:
    """Write images, masks and a project with its markers; build nothing.

    Parameters
    ----------
    out : Path
        Gets the folders ``NAME``, of images and masks, and ``NAME.flim``; must not be there.
    name : str, default="coins"
        Of one of the demo's pictures.
    on_progress : callable, default does nothing

    Raises
    ------
    InputError
        Where there is no such picture, or `out` is there.
    ImageError
        Where the picture of scikit-image is missing or another one.
    """
    documents = load_documents(material_folder())
    if name not in documents:
        raise InputError(f"{name}: the demo has no such picture; it has {', '.join(documents)}")
    if out.exists():
        raise InputError(f"{out}: is there already; choose a new folder for the demo")
    on_progress(STAGES[0], 0, len(STAGES) - 1)
    document = documents[name]
    pieces = write_pieces(document, read_source(document, pictures_folder()), out / name)
    on_progress(STAGES[1], 1, len(STAGES) - 1)
    made = create_demo_project(out / f"{name}.flim", document, pieces)
    on_progress(STAGES[2], 2, len(STAGES) - 1)
    return made


def create_demo_project(
    folder: Path, document: DemoDocument, pieces: Sequence[WrittenPiece]
) -> ProjectFolder:
    """Make the project of a picture's pieces, with what was drawn on them."""
    entries = {one.piece.name: _image_entry(folder, one) for one in pieces}
    project = Project(
        classes=document.classes,
        images=tuple(entries.values()),
        markers={
            entries[one.piece.name].id: one.piece.image_markers
            for one in pieces
            if one.piece.markers
        },
        architecture=document.architecture,
        decoder=document.decoder,
    )
    return create_project(folder, project)


def _image_entry(folder: Path, written: WrittenPiece) -> ImageEntry:
    pixels = read_image(written.image).pixels
    height, width, channels = pixels.shape
    return image_entry(
        folder,
        written.image,
        (height, width, channels),
        str(pixels.dtype),
        written.piece.role,
        written.mask,
    )
