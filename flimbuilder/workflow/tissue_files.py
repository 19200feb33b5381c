"""Write the tissue of slides, to look at it, edit it and give it back."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flimbuilder.analysis.tissue import TissueMask
from flimbuilder.errors import InputError
from flimbuilder.exchange.tissue_files import write_tissue
from flimbuilder.imaging.read import has_suffix
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.files import StrPath
from flimbuilder.project.outputs import make_folder, require_none_overwritten
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.stores import is_plain_folder
from flimbuilder.project.tissue import DEFAULT_TISSUE, Tissue
from flimbuilder.workflow.failures import FailedFile, Failures, require_usable
from flimbuilder.workflow.sources import EVERYTHING, ImageSelector, ImageSource, OpenImages
from flimbuilder.workflow.tissue import (
    TISSUE_ENDING,
    TISSUE_SUFFIXES,
    find_tissue_of,
    whole_size,
)

__all__ = ["FoundTissue", "TissueFiles", "find_tissue_files"]


@dataclass(frozen=True)
class FoundTissue:
    """The tissue of an image, as it was written.

    Attributes
    ----------
    image : ImageSource
    path : Path
        The mask or the outlines.
    tissue : TissueMask
    pixel_size : PixelSize or None
        Of the image.
    """

    image: ImageSource
    path: Path
    tissue: TissueMask
    pixel_size: PixelSize | None

    @property
    def area_mm2(self) -> float | None:
        """Area of the tissue; None without a pixel size."""
        return None if self.pixel_size is None else self.tissue.area_mm2(self.pixel_size)

    def as_json(self) -> dict[str, Any]:
        """Return the result as the command line shows it with ``--json``."""
        selection = self.image.selection
        return {
            "image": str(self.image.path),
            "selection": selection and selection.model_dump(mode="json"),
            "file": str(self.path),
            "share": round(self.tissue.share, 6),
            "area_mm2": self.area_mm2,
        }


@dataclass(frozen=True)
class TissueFiles:
    """What `find_tissue_files` wrote, and the files that it left out."""

    tissue: tuple[FoundTissue, ...]
    failed: tuple[FailedFile, ...]


def find_tissue_files(
    sources: Iterable[StrPath],
    out: StrPath,
    *,
    selector: ImageSelector = EVERYTHING,
    settings: Tissue = DEFAULT_TISSUE,
    pixel_size: PixelSize | None = None,
    strict: bool = False,
    on_progress: Progress = no_progress,
) -> TissueFiles:
    """Find the tissue of slides and write it, to look at it, edit it and give it to `predict`.

    Parameters
    ----------
    sources : iterable of str or path-like
        Images, or folders of them.
    out : str or path-like
        A ``.png`` or ``.geojson`` file for one image; otherwise a folder, created if missing, for
        ``STEM_tissue.png``.
    selector : ImageSelector, default=EVERYTHING
    settings : Tissue, default=DEFAULT_TISSUE
    pixel_size : PixelSize or None, default=None
        None takes that of each file.
    strict : bool, default=False
        Stop at the first image that can't be used.
    on_progress : callable, default does nothing

    Returns
    -------
    TissueFiles

    Raises
    ------
    InputError
        If no image can be used, or one file is given for several images.
    SaveError
        If a result can't be written.
    """
    places, out, failures = [Path(source) for source in sources], Path(out), Failures(strict)
    found: list[FoundTissue] = []
    with OpenImages() as files:
        images = files.list_images(places, selector, failures)
        require_usable(images, failures.failed)
        if has_suffix(out) and out.suffix.lower() not in TISSUE_SUFFIXES and not out.is_dir():
            raise InputError(f"{out}: tissue is written as .png or .geojson; change its ending")
        is_file = out.suffix.lower() in TISSUE_SUFFIXES and not out.is_dir()
        if is_file and len(images) > 1:
            raise InputError(f"{out}: is one file for {len(images)} images; give a folder")
        paths = {
            source: out if is_file else out / f"{source.stem}{TISSUE_ENDING}.png"
            for source in images
        }
        _require_apart(places, paths.values())
        require_none_overwritten(paths.values(), [source.path for source in images])
        make_folder(out.parent if is_file else out)
        for source, path in paths.items():
            with failures.trying(source.path), files.open(source.path) as image:
                tissue, size = find_tissue_of(image, source, settings, pixel_size, on_progress)
                write_tissue(path, tissue, whole_size(image, tissue.size))
                found.append(FoundTissue(source, path, tissue, size))
    require_usable(found, failures.failed)
    return TissueFiles(tuple(found), tuple(failures.failed))


def _require_apart(sources: Iterable[Path], results: Iterable[Path]) -> None:
    """Raise InputError if a mask would be taken for an image of a folder the next time."""
    folders = {os.path.realpath(source) for source in sources if is_plain_folder(source)}
    for path in results:
        if path.suffix.lower() == ".png" and os.path.realpath(path.parent) in folders:
            raise InputError(f"{path}: lies among the images; choose a folder beside them")
