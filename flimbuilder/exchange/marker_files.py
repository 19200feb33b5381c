"""Find, read and write marker files of any format."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from flimbuilder.errors import InputError, MarkerError, counted, file_message
from flimbuilder.exchange.companions import DEFAULT_COMPANION_OPTIONS, CompanionOptions
from flimbuilder.exchange.labelme import read_labelme, unique_labels, write_labelme
from flimbuilder.exchange.marker_images import (
    label_image_from_markers,
    markers_from_label_image,
)
from flimbuilder.exchange.seeds import read_seeds, write_seeds
from flimbuilder.imaging.orientation import (
    UNTURNED,
    Placement,
    place_companion,
    turn_upright,
)
from flimbuilder.imaging.read import IMAGE_SUFFIXES, has_suffix, read_mask
from flimbuilder.imaging.truth import require_size
from flimbuilder.imaging.write import write_label_tiff, write_png
from flimbuilder.project.files import is_folder
from flimbuilder.project.markers import Marker, Pixels
from flimbuilder.project.outputs import make_folder, require_none_overwritten
from flimbuilder.project.project import ClassEntry, ImageEntry, Project
from flimbuilder.project.selection import AxisIndex

__all__ = [
    "MARKER_FORMATS",
    "ReadMarkers",
    "find_marker_files",
    "has_values",
    "losses_in_marker_files",
    "read_markers",
    "write_markers",
]

SEEDS_SUFFIX = ".txt"
LABELME_SUFFIX = ".json"


# Reading


@dataclass(frozen=True)
class ReadMarkers:
    """The markers of a file.

    Attributes
    ----------
    markers : tuple of Disk, Stroke or Pixels
    classes : tuple of ClassEntry
        The classes of the project, with those that the file adds.
    notes : tuple of str
    placement : Placement
        Whether the markers were turned with the image.
    """

    markers: tuple[Marker, ...]
    classes: tuple[ClassEntry, ...]
    notes: tuple[str, ...] = ()
    placement: Placement = UNTURNED


def find_marker_files(source: Path, images: Iterable[Path]) -> list[Path]:
    """List the marker files in a folder; a file is returned as given.

    Parameters
    ----------
    source : Path
        A folder, or a file.
    images : iterable of Path
        Images of the project; ignored if they are in the folder.

    Raises
    ------
    MarkerError
        If the folder has no marker file.
    """
    if not is_folder(source):
        return [source]
    suffixes = (SEEDS_SUFFIX, LABELME_SUFFIX, *IMAGE_SUFFIXES)
    ignored = {path.resolve() for path in images}
    files = sorted(
        path
        for path in source.iterdir()
        if not path.name.startswith(".")
        and has_suffix(path, suffixes)
        and path.resolve() not in ignored
    )
    if not files:
        raise MarkerError(
            file_message(
                source,
                "has no marker file; supported are NAME-seeds.txt, label images, and NAME.json of "
                "labelme",
            )
        )
    return files


def has_values(file: Path) -> bool:
    """Return True if label values apply to a marker file or mask; labelme's labels are names."""
    return file.suffix.lower() != LABELME_SUFFIX


def read_markers(
    file: Path,
    image_size: tuple[int, int],
    classes: tuple[ClassEntry, ...],
    unused: Collection[int] = (),
    companion_options: CompanionOptions = DEFAULT_COMPANION_OPTIONS,
    at: Sequence[AxisIndex] = (),
    orientation: int = 1,
) -> ReadMarkers:
    """Read a seeds file (``.txt``), a labelme file (``.json``), or a marker image.

    Parameters
    ----------
    file : Path
    image_size : tuple of int
        (height, width) of the upright image.
    classes : tuple of ClassEntry
        Classes of the project.
    unused : collection of int, default=()
        Ids of classes that nothing uses; new labels may take their names.
    companion_options : CompanionOptions, optional
    at : sequence of AxisIndex, default=()
        The slice to read if the marker image is a stack.
    orientation : int, default=1
        EXIF orientation of the image, 1 to 8.

    Raises
    ------
    MarkerError
        If the file is invalid; names the file, the position, the value and the limit.
    """
    suffix = file.suffix.lower()
    if suffix == SEEDS_SUFFIX:
        seeds = read_seeds(
            file,
            image_size,
            values=companion_options.values,
            orientation=orientation,
            frame=companion_options.frame,
        )
        return ReadMarkers(seeds.markers, classes, seeds.notes, seeds.placement)
    if suffix == LABELME_SUFFIX:
        shapes = read_labelme(
            file,
            classes,
            image_size,
            unused=unused,
            radius=companion_options.radius,
            orientation=orientation,
            frame=companion_options.frame,
        )
        return ReadMarkers(shapes.markers, shapes.classes, shapes.notes, shapes.placement)
    markers, placement = _read_marker_image(file, image_size, companion_options, at, orientation)
    return ReadMarkers(markers, classes, (), placement)


def _read_marker_image(
    file: Path,
    image_size: tuple[int, int],
    companion_options: CompanionOptions,
    at: Sequence[AxisIndex],
    orientation: int,
) -> tuple[tuple[Pixels, ...], Placement]:
    image = read_mask(file, at)
    height, width = image.shape
    placement = place_companion(image_size, orientation, (height, width), companion_options.frame)
    image = turn_upright(image, placement.orientation)
    require_size(image, image_size, file, MarkerError)
    if companion_options.values is None and np.array_equal(np.unique(image), [0, 255]):
        raise MarkerError(
            file_message(
                file,
                "has the values 0 and 255, so it is a mask and not a marker image (0 unmarked, "
                "else class + 1); import it as a mask, or give --values 255=CLASS",
            )
        )
    try:
        return markers_from_label_image(image, companion_options.values), placement
    except MarkerError as error:
        raise MarkerError(file_message(file, str(error))) from None


# Writing


@dataclass(frozen=True)
class _MarkedImage:
    folder: Path  # of the project
    project: Project
    entry: ImageEntry

    @property
    def markers(self) -> tuple[Marker, ...]:
        return self.project.markers_of(self.entry.id).markers

    @property
    def size(self) -> tuple[int, int]:
        return self.entry.shape[:2]


def _write_seeds(path: Path, image: _MarkedImage) -> None:
    write_seeds(path, image.markers, image.size)


def _write_marker_image(path: Path, image: _MarkedImage) -> None:
    write_png(path, label_image_from_markers(image.markers, image.size))


def _write_napari(path: Path, image: _MarkedImage) -> None:
    write_label_tiff(path, label_image_from_markers(image.markers, image.size))


def _write_labelme(path: Path, image: _MarkedImage) -> None:
    image_file, folder = (image.folder / image.entry.path).resolve(), path.parent.resolve()
    with suppress(ValueError):  # labelme also takes the absolute path of another drive
        image_file = Path(os.path.relpath(image_file, folder))
    write_labelme(path, image.markers, image.project.classes, image.size, image_file.as_posix())


MARKER_FORMATS: dict[str, tuple[str, Callable[[Path, _MarkedImage], None]]] = {
    "seeds": ("-seeds.txt", _write_seeds),
    "marker-images": (".png", _write_marker_image),
    "napari": (".tif", _write_napari),
    "labelme": (".json", _write_labelme),
}


def write_markers(folder: Path, project: Project, to: str, out: Path) -> list[Path]:
    """Write one file per marked image, named as the image, replacing existing files.

    Parameters
    ----------
    folder : Path
        The project folder; the paths of images are relative to it.
    project : Project
    to : str
        A key of :data:`MARKER_FORMATS`.
    out : Path
        The folder to write to.

    Raises
    ------
    InputError
        If no image has markers, or a file would replace an image or mask of the project.
    SaveError
        If a file cannot be written.
    """
    suffix, write = MARKER_FORMATS[to]
    marked = [entry for entry in project.images if project.markers_of(entry.id).markers]
    if not marked:
        raise InputError(f"{folder}: no image has markers, so there is nothing to export")
    stems = Counter(entry.stem for entry in marked)
    entries = {
        out / f"{entry.stem if stems[entry.stem] == 1 else entry.id}{suffix}": entry
        for entry in marked
    }
    inputs = [
        folder / path for entry in project.images for path in (entry.path, entry.mask) if path
    ]
    require_none_overwritten(entries, inputs)
    make_folder(out)
    for path, entry in entries.items():
        write(path, _MarkedImage(folder, project, entry))
    return list(entries)


def losses_in_marker_files(project: Project, to: str) -> tuple[str, ...]:
    """Return one line on what a format cannot keep of the markers; empty if nothing is lost.

    Parameters
    ----------
    project : Project
    to : str
        A key of :data:`MARKER_FORMATS`.
    """
    losses = list(_losses_in_labelme(project) if to == "labelme" else _losses_in_pixels(project))
    return (f"lost in this format: {', '.join(losses)}",) if losses else ()


def _losses_in_pixels(project: Project) -> Iterator[str]:
    markers = [marker for drawn in project.markers.values() for marker in drawn.markers]
    erasers = [marker for marker in markers if marker.class_id is None]
    shapes = [
        marker
        for marker in markers
        if marker.class_id is not None and not isinstance(marker, Pixels)
    ]
    restricted = [marker for marker in markers if marker.use != "both"]
    if shapes:
        yield f"the shape of {counted(len(shapes), 'marker')} (kept as pixels)"
    if erasers:
        yield f"{counted(len(erasers), 'eraser')} (already applied)"
    if restricted:
        yield f"the use of {counted(len(restricted), 'marker')}"


def _losses_in_labelme(project: Project) -> Iterator[str]:
    labels = unique_labels(project.classes)
    repeated = dict.fromkeys(
        f"'{entry.name}'" for entry in project.classes if labels[entry.id] != entry.name
    )
    if repeated:
        yield f"the name {', '.join(repeated)} of several classes (their ids are appended)"
    outside = sum(_exceeds_image(project, entry) for entry in project.images)
    if outside:
        yield f"pixels beyond the border of {counted(outside, 'image')}"


def _exceeds_image(project: Project, entry: ImageEntry) -> bool:
    height, width, _ = entry.shape
    return any(
        row >= height or first + length > width
        for marker in project.markers_of(entry.id).markers
        if isinstance(marker, Pixels)
        for row, first, length in marker.runs
    )
