"""Survey chosen files and folders: how many images, and which masks and markers lie near them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from flimbuilder.errors import FlimError
from flimbuilder.exchange.marker_files import find_marker_files
from flimbuilder.exchange.pairing import (
    MARKER_SUFFIXES,
    MASK_SUFFIXES,
    pair_by_stem,
    separate_companions,
)
from flimbuilder.imaging.read import find_images
from flimbuilder.imaging.regions import open_regions
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.stores import is_plain_folder
from flimbuilder.workflow.companions import find_masks

__all__ = ["NearbyFiles", "Survey", "survey"]

MAX_FOLDERS = 200  # beside the images that are searched
MASK_WORDS = frozenset((
    "mask", "masks", "label", "labels", "gt", "truth", "groundtruth", "reference", "references",
    "annotation", "annotations", "segmentation", "segmentations", "seg",
))  # fmt: skip
MARKER_WORDS = frozenset(("marker", "markers", "seed", "seeds", "scribble", "scribbles"))


@dataclass(frozen=True)
class NearbyFiles:
    """A folder with masks or markers of images.

    Attributes
    ----------
    folder : Path
    count : int
        Number of images that have a file in it.
    """

    folder: Path
    count: int


@dataclass(frozen=True)
class Survey:
    """What chosen files and folders hold.

    Attributes
    ----------
    images : tuple of Path
        The image files, without masks and markers beside them.
    masks, markers : NearbyFiles or None
        The folder with those of most images.
    problem : str or None
        Why some files or folders hold no image, in one line.
    n_files : int
        Number of image files, with the masks and markers beside the images.
    pixel_size : PixelSize or None
        Of the first image, as its file gives it.
    """

    images: tuple[Path, ...] = ()
    masks: NearbyFiles | None = None
    markers: NearbyFiles | None = None
    problem: str | None = None
    n_files: int = 0
    pixel_size: PixelSize | None = None


def survey(sources: Iterable[Path]) -> Survey:
    """Survey image files and folders of images by the names of their files.

    Masks and markers are looked for in the folders of the images, in folders within these, and in
    folders beside them. A folder beside or within counts if a word of its name says what it holds
    (``labels``, ``egg_masks``, ``gt``, ``seeds``), and its files pair with the images.

    Parameters
    ----------
    sources : iterable of Path
        Image files, and folders of them.
    """
    files, problems = list[Path](), list[str]()
    for source in sources:
        try:
            files += find_images([source])
        except FlimError as error:
            problems.append(str(error))
    files = list(dict.fromkeys(files))
    images, companions = separate_companions(files)
    homes = dict.fromkeys(image.parent for image in images)
    beside = {path.parent for path in companions}
    near = list(islice(_near(homes), MAX_FOLDERS))
    masks = [folder for folder in homes if folder in beside]
    masks += [folder for folder in near if _has_word(folder, MASK_WORDS)]
    markers = [*homes, *(folder for folder in near if _has_word(folder, MARKER_WORDS))]
    return Survey(
        tuple(images),
        _best(masks, images, _masks_in, MASK_SUFFIXES),
        _best(markers, images, _markers_in, MARKER_SUFFIXES),
        problems[0] if problems else None,
        len(files),
        _pixel_size(images[0]) if images else None,
    )


def _pixel_size(image: Path) -> PixelSize | None:
    try:
        with open_regions(image) as regions:
            return regions.pixel_size
    except FlimError:
        return None


def _near(homes: Iterable[Path]) -> Iterator[Path]:
    """Yield the visible folders within and beside the folders of the images."""
    homes = list(homes)
    seen = set(homes)
    for parent in dict.fromkeys(place for home in homes for place in (home, home.parent)):
        try:
            listed = sorted(path for path in parent.iterdir() if is_plain_folder(path))
        except OSError:
            continue
        for folder in listed:
            if folder not in seen and not folder.name.startswith("."):
                seen.add(folder)
                yield folder


def _has_word(folder: Path, words: frozenset[str]) -> bool:
    return not words.isdisjoint(re.split(r"[^a-z]+", folder.name.casefold()))


def _masks_in(folder: Path, images: Sequence[Path]) -> list[Path]:
    return find_masks([folder], images)


def _markers_in(folder: Path, images: Sequence[Path]) -> list[Path]:
    files = find_marker_files(folder, images)
    if folder in {image.parent for image in images}:  # masks lie there too
        known = pair_by_stem(images, files, MASK_SUFFIXES).pairs
        masks = {file for image, file in known if file.stem != image.stem}
        return [file for file in files if file not in masks]
    return files


def _best(
    folders: Iterable[Path],
    images: Sequence[Path],
    files_in: Callable[[Path, Sequence[Path]], list[Path]],
    suffixes: Sequence[str],
) -> NearbyFiles | None:
    """Return the folder whose files pair with most images; the first of equals."""
    best: NearbyFiles | None = None
    for folder in folders:
        try:
            count = len(pair_by_stem(images, files_in(folder, images), suffixes).pairs)
        except (FlimError, OSError):  # no files, or files of which two fit one image
            continue
        if count > (0 if best is None else best.count):
            best = NearbyFiles(folder, count)
    return best
