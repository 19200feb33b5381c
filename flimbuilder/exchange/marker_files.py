"""Files of markers, whichever program made them: which there are, and what one of them says."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from flimbuilder.errors import MarkerError
from flimbuilder.exchange.labelme import DEFAULT_RADIUS, read_labelme
from flimbuilder.exchange.marker_images import markers_from_label_image, parse_label_values
from flimbuilder.exchange.seeds import read_seeds
from flimbuilder.imaging.read import IMAGE_SUFFIXES, has_suffix, read_mask
from flimbuilder.model.pixels import require_size
from flimbuilder.project.markers import MAX_RADIUS, Marker
from flimbuilder.project.project import ClassEntry
from flimbuilder.project.selection import Place

__all__ = [
    "DEFAULT_MARKER_OPTIONS",
    "MarkerOptions",
    "ReadMarkers",
    "marker_files",
    "parse_marker_options",
    "read_markers",
]

SEEDS_SUFFIX = ".txt"
LABELME_SUFFIX = ".json"


@dataclass(frozen=True)
class MarkerOptions:
    """How marker files are read where they leave it open.

    Attributes
    ----------
    radius : float, default=5
        Of labelme's points and lines, in pixels.
    values : mapping of int to int or None, or None, default=None
        The class that each value of a marker image means; None is the value less 1. See
        :func:`~flimbuilder.exchange.marker_images.parse_label_values`.
    """

    radius: float = DEFAULT_RADIUS
    values: Mapping[int, int | None] | None = None


DEFAULT_MARKER_OPTIONS = MarkerOptions()


def parse_marker_options(
    radius: float = DEFAULT_RADIUS, values: str | None = None
) -> MarkerOptions:
    """Return how marker files are read, by what a user wrote.

    Raises
    ------
    MarkerError
        For a radius that cannot be, or values that are none.
    """
    if not 0 <= radius <= MAX_RADIUS:
        raise MarkerError(f"radius {radius:g}: give a number of pixels from 0 to {MAX_RADIUS}")
    return MarkerOptions(radius, parse_label_values(values) if values else None)


@dataclass(frozen=True)
class ReadMarkers:
    """The markers of a file, the classes of the project with those it names, and notes."""

    markers: tuple[Marker, ...]
    classes: tuple[ClassEntry, ...]
    notes: tuple[str, ...] = ()


def marker_files(source: Path, images: Iterable[Path]) -> list[Path]:
    """List the marker files of a folder, or the one file that was given.

    Parameters
    ----------
    source : Path
        A folder, or a file.
    images : iterable of Path
        Images that may lie in the same folder, and are none.

    Raises
    ------
    MarkerError
        Where there is none.
    """
    if not source.is_dir():
        return [source]
    kinds = (SEEDS_SUFFIX, LABELME_SUFFIX, *IMAGE_SUFFIXES)
    visible = (path for path in source.iterdir() if not path.name.startswith("."))
    taken = {path.resolve() for path in images}
    files = sorted(
        path for path in visible if has_suffix(path, kinds) and path.resolve() not in taken
    )
    if not files:
        raise MarkerError(
            f"{source}: no marker file here; they are NAME-seeds.txt, label images, or NAME.json "
            "of labelme"
        )
    return files


def read_markers(
    file: Path,
    shape: tuple[int, int],
    classes: tuple[ClassEntry, ...],
    unused: Collection[int] = (),
    marker_options: MarkerOptions = DEFAULT_MARKER_OPTIONS,
    at: Sequence[Place] = (),
) -> ReadMarkers:
    """Read a seeds file (``.txt``), a file of labelme (``.json``), or a marker image.

    Parameters
    ----------
    file : Path
    shape : tuple of int
        (height, width) of the image.
    classes : tuple of ClassEntry
        Of the project.
    unused : collection of int, default=()
        Ids of classes that mark nothing, whose names labels may take.
    marker_options : MarkerOptions, optional
    at : sequence of Place, default=()
        Where the image lies, should the marker image be a stack.

    Raises
    ------
    MarkerError
        With the file, the place, the value and the limit.
    """
    suffix = file.suffix.lower()
    if suffix == SEEDS_SUFFIX:
        seeds = read_seeds(file, shape)
        return ReadMarkers(seeds.markers, classes, seeds.notes)
    if suffix == LABELME_SUFFIX:
        drawn = read_labelme(file, classes, shape, unused=unused, radius=marker_options.radius)
        return ReadMarkers(drawn.markers, drawn.classes, drawn.notes)
    return ReadMarkers(_image_markers(file, shape, marker_options, at), classes)


def _image_markers(
    file: Path, shape: tuple[int, int], marker_options: MarkerOptions, at: Sequence[Place]
) -> tuple[Marker, ...]:
    image = read_mask(file, at)
    require_size(image, shape, file, MarkerError)
    if marker_options.values is None and np.array_equal(np.unique(image), [0, 255]):
        raise MarkerError(
            f"{file}: holds 0 and 255, so it is a mask and no marker image (0 unmarked, class + 1 "
            "elsewhere); give it as a mask"
        )
    try:
        return markers_from_label_image(image, marker_options.values)
    except MarkerError as error:
        raise MarkerError(f"{file}: {error}") from None
