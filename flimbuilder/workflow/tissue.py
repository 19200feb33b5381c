"""The tissue that an image is predicted in: found, drawn in the project, or from a file."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import Final, Literal

from flimbuilder.analysis.tissue import TissueMask
from flimbuilder.analysis.tissue_finding import find_tissue, tissue_score
from flimbuilder.errors import InputError
from flimbuilder.exchange.tissue_files import GEOJSON_SUFFIXES, read_tissue
from flimbuilder.imaging.read import ImageFile
from flimbuilder.imaging.reduced import read_reduced
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.files import StrPath
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.folder import open_project
from flimbuilder.project.opening import is_project_folder
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import Project
from flimbuilder.project.selection import AxisIndex, image_stem
from flimbuilder.project.tissue import DEFAULT_TISSUE, Tissue
from flimbuilder.workflow.sources import ImageSource

__all__ = [
    "SLIDES",
    "TISSUE_ENDING",
    "TISSUE_SUFFIXES",
    "TissueChoice",
    "describe_tissue",
    "drawn_tissue",
    "find_tissue_of",
    "parse_tissue",
    "require_own_tissue",
    "tissue_key",
    "tissue_of",
    "whole_size",
]

TISSUE_ENDING = "_tissue"
TISSUE_SUFFIXES = (".png", *GEOJSON_SUFFIXES)

TissueKey = tuple[str, tuple[AxisIndex, ...], int]


def tissue_key(source: ImageSource) -> TissueKey:
    """Return the file, place and level of an image, by which its tissue is found again."""
    level = 0 if source.selection is None else source.selection.level
    return os.path.realpath(source.path), source.at, level


@dataclass(frozen=True)
class TissueChoice:
    """Which part of images is predicted.

    Attributes
    ----------
    mode : {"slides", "auto", "none", "file"}, default="slides"
        The tissue of slides that are predicted in tiles: files with levels, or with the label or
        thumbnail of a scanner; of all images; all of every image; or as `path` says.
    path : Path or None, default=None
        A mask or GeoJSON, or a folder with ``STEM_tissue.png`` or ``.geojson`` of each image.
    settings : Tissue, default=DEFAULT_TISSUE
        How tissue is found.
    drawn : mapping of tuple to Tissue, default={}
        Settings and corrections of images by `tissue_key`, which count unless the mode is ``none``
        or ``file``.
    """

    mode: Literal["slides", "auto", "none", "file"] = "slides"
    path: Path | None = None
    settings: Tissue = DEFAULT_TISSUE
    drawn: Mapping[TissueKey, Tissue] = field(default_factory=dict)

    def is_wanted(self, source: ImageSource) -> bool:
        """Return True if the tissue of an image matters even if it fits into memory."""
        if self.mode == "slides":
            return tissue_key(source) in self.drawn
        return self.mode != "none"

    def settings_of(self, source: ImageSource) -> Tissue:
        """Return how the tissue of an image is found."""
        return self.drawn.get(tissue_key(source), self.settings)


SLIDES: Final[TissueChoice] = TissueChoice()


def parse_tissue(text: str | None) -> TissueChoice:
    """Parse the value of an option: ``auto``, ``none``, a file or a folder; None for slides.

    The folder of a project gives the tissue that was changed in it.
    """
    if text is None:
        return SLIDES
    if text == "auto":
        return TissueChoice("auto")
    if text == "none":
        return TissueChoice("none")
    path = Path(text)
    if not text or not path.exists():
        raise InputError(f"--tissue {text!r:.80}: there is no such file; give auto, none or one")
    if path.is_dir() and is_project_folder(path):
        return TissueChoice(drawn=drawn_tissue(open_project(path).project, path))
    return TissueChoice("file", path)


def require_own_tissue(tissue_choice: TissueChoice, images: Sequence[ImageSource]) -> None:
    """Raise InputError if one file would be the tissue of several slides."""
    path, files = tissue_choice.path, {image.path for image in images}
    if path is not None and not path.is_dir() and len(files) > 1:
        raise InputError(
            f"{path}: is the tissue of one slide, and {len(files)} are predicted; give a folder "
            f"with STEM{TISSUE_ENDING}.png or .geojson of each"
        )


def drawn_tissue(project: Project, folder: StrPath) -> dict[TissueKey, Tissue]:
    """Return by key how the tissue of a project's images is found, for those that were changed."""
    finder, drawn = ImageFinder(folder), {}
    for entry in project.images:
        path = None if entry.tissue is None else finder.find(entry)
        if path is not None and entry.tissue is not None:
            drawn[tissue_key(ImageSource(path, entry.selection))] = entry.tissue
    return drawn


def whole_size(image: ImageFile, size: tuple[int, int]) -> tuple[int, int]:
    """Return the (height, width) of level 0; `size`, that of the image, without levels."""
    levels = image.layout.levels
    return (levels[0].height, levels[0].width) if levels else size


def tissue_of(
    tissue_choice: TissueChoice,
    image: ImageFile,
    source: ImageSource,
    size: tuple[int, int],
    pixel_size: PixelSize | None = None,
    on_progress: Progress = no_progress,
) -> TissueMask | None:
    """Return the tissue of an image that is predicted in tiles; None for all of it.

    Parameters
    ----------
    tissue_choice : TissueChoice
    image : ImageFile
        The open file.
    source : ImageSource
    size : tuple of int
        (height, width) of the image.
    pixel_size : PixelSize or None, default=None
        None takes that of the file.
    on_progress : callable, default does nothing
        Called while a file without levels is read; raises to cancel.

    Raises
    ------
    InputError
        If a file of tissue is missing, can't be read or does not fit the image.
    """
    if tissue_choice.mode == "file":
        return read_tissue(_file_of(tissue_choice, source), size, whole_size(image, size))
    by_kind = tissue_choice.mode == "slides" and image.layout.is_slide
    if by_kind or tissue_choice.is_wanted(source):
        settings = tissue_choice.settings_of(source)
        return find_tissue_of(image, source, settings, pixel_size, on_progress)[0]
    return None


def describe_tissue(tissue: TissueMask) -> str:
    """Describe how much of an image is predicted."""
    if not tissue.mask.any():
        return (
            "has no tissue, so its saliency is 0; use --tissue none to predict all of it, or give "
            "a file"
        )
    return f"is predicted within its tissue, {tissue.share:.1%} of it; --tissue none takes it all"


def find_tissue_of(
    image: ImageFile,
    source: ImageSource,
    settings: Tissue,
    pixel_size: PixelSize | None,
    on_progress: Progress,
) -> tuple[TissueMask, PixelSize | None]:
    """Find the tissue of an image, in its small picture.

    Parameters
    ----------
    image : ImageFile
    source : ImageSource
        The image in the file.
    settings : Tissue
    pixel_size : PixelSize or None
        None takes that of the file.
    on_progress : callable

    Returns
    -------
    TissueMask
    PixelSize or None
        Of the image; None if it is not known.

    Raises
    ------
    InputError
        If settings need a pixel size that is not known.
    """
    stage = f"finding the tissue of {source.path.name}"
    small = read_reduced(image, source.selection, on_rows=partial(on_progress, stage))
    pixel_size = pixel_size or small.pixel_size
    try:
        mask = find_tissue(tissue_score(small.pixels), small.size, settings, pixel_size)
    except InputError as error:
        raise InputError(f"{source.description}: {error}") from None
    return TissueMask(mask, small.size), pixel_size


def _file_of(tissue_choice: TissueChoice, source: ImageSource) -> Path:
    """Return the file with the tissue of an image."""
    path = tissue_choice.path
    assert path is not None
    if not path.is_dir():
        return path
    whole = source.selection and source.selection.with_(level=0)
    stems = dict.fromkeys((source.stem, image_stem(source.path, whole)))  # any level will do
    for stem, suffix in product(stems, TISSUE_SUFFIXES):
        file = path / f"{stem}{TISSUE_ENDING}{suffix}"
        if file.is_file():
            return file
    raise InputError(
        f"{source.description}: {path} has neither {source.stem}{TISSUE_ENDING}.png nor .geojson; "
        "write it by flimbuilder tissue, or give --tissue auto"
    )
