"""The demo's project: images of scikit-image with markers and masks."""

from collections.abc import Sequence
from pathlib import Path

from flimbuilder.demo.folder import DEMO_FOLDER
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

STAGES = ("cutting the picture", "making the project", "done")


def free_demo_folder(parent: Path) -> Path:
    """Return the first free one of ``flimbuilder-demo``, ``flimbuilder-demo-2``, ..."""
    folder, number = parent / DEMO_FOLDER, 1
    while folder.exists():
        number += 1
        folder = parent / f"{DEMO_FOLDER}-{number}"
    return folder


def make_demo_project(
    out: Path, name: str = "coins", on_progress: Progress = no_progress
) -> ProjectFolder:
    """Write the images, masks and markers of a demo project without building it.

    Parameters
    ----------
    out : Path
        Gets the folders ``NAME`` (images and masks) and ``NAME.flim``; must not exist.
    name : str, default="coins"
        One of the demo's pictures.
    on_progress : callable, optional

    Raises
    ------
    InputError
        If there is no such picture, or `out` exists.
    ImageError
        If scikit-image's picture is missing or differs.
    """
    documents = load_documents(material_folder())
    if name not in documents:
        raise InputError(f"the demo has no picture {name!r}; choose from {', '.join(documents)}")
    if out.exists():
        raise InputError(f"{out}: exists already; choose a new folder for the demo")
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
    """Create the project of a picture's pieces, with their markers."""
    entries = {piece.name: _image_entry(folder, piece) for piece in pieces}
    project = Project(
        classes=document.classes,
        images=tuple(entries.values()),
        markers={
            entries[written.name].id: written.piece.image_markers
            for written in pieces
            if written.markers
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
        written.role,
        written.mask,
    )
