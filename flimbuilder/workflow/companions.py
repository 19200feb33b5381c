"""Find the marker files and masks of images, and pair them with the images."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from flimbuilder.exchange.pairing import (
    MARKER_SUFFIXES,
    MASK_SUFFIXES,
    pair_slices,
    separate_companions,
)
from flimbuilder.imaging.read import find_images
from flimbuilder.project.files import StrPath
from flimbuilder.project.stores import is_plain_folder
from flimbuilder.workflow.sources import ImageSource

__all__ = ["PairedSources", "find_masks", "image_places", "pair_sources"]


class PairedSources(NamedTuple):
    """Images with their files, images without a file, files without an image, and notes."""

    pairs: list[tuple[ImageSource, Path]]
    unpaired: list[ImageSource]
    left_over: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def image_places(
    place: Path, companions: Iterable[Path | None], suffixes: Sequence[str] = ()
) -> list[Path]:
    """Return a folder of images, or its images if it also holds their markers or masks.

    Parameters
    ----------
    place : Path
        A folder, or an image.
    companions : iterable of Path or None
        Where the markers and masks are.
    suffixes : sequence of str, default=()
        Suffixes of markers and masks, in addition to the known ones.
    """
    folders = {folder.resolve() for folder in companions if folder is not None}
    if not is_plain_folder(place) or place.resolve() not in folders:
        return [place]
    known = (*MARKER_SUFFIXES, *MASK_SUFFIXES)
    images, others = separate_companions(find_images([place]), (*known, *suffixes))
    return images if others else [place]


def find_masks(places: Iterable[StrPath], images: Iterable[Path]) -> list[Path]:
    """List the masks in files and folders, which may also hold the images.

    ``NAME_seg.npy``, in which Cellpose keeps its state, is left out beside a
    ``NAME_cp_masks`` file.

    Raises
    ------
    ImageError
        As :func:`~flimbuilder.imaging.read.find_images`.
    """
    ignored = {path.resolve() for path in images}
    files = [file for file in find_images(places) if file.resolve() not in ignored]
    names = {file.with_suffix("").name for file in files}
    return [
        file
        for file in files
        if not file.name.endswith("_seg.npy")
        or f"{file.name.removesuffix('_seg.npy')}_cp_masks" not in names
    ]


def pair_sources(
    sources: Iterable[ImageSource], files: Sequence[Path], suffixes: Sequence[str]
) -> PairedSources:
    """Pair images with markers or masks of their stem, or of the stem of their stack.

    Parameters
    ----------
    sources : iterable of ImageSource
    files : sequence of Path
    suffixes : sequence of str
        What may follow the stem.

    Raises
    ------
    InputError
        If a file fits two images, or two files fit one image.
    """
    image_of = {source.paired_as: source for source in sources}
    pairing = pair_slices(
        {path: source.path for path, source in image_of.items()}, files, suffixes
    )
    return PairedSources(
        [(image_of[path], file) for path, file in pairing.pairs],
        [image_of[path] for path in pairing.unpaired],
        pairing.left_over,
        pairing.notes,
    )
