"""Writing a project's markers, one file for each marked image, and telling what is lost."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flimbuilder.errors import InputError
from flimbuilder.exchange.labelme import write_labelme
from flimbuilder.exchange.marker_images import label_image_from_markers
from flimbuilder.exchange.seeds import write_seeds
from flimbuilder.imaging.write import write_label_tiff, write_png
from flimbuilder.project.markers import Marker, Pixels
from flimbuilder.project.places import make_folder, require_none_overwritten
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.project.wording import counted

__all__ = ["MARKER_FORMATS", "lost_markers", "write_markers"]


@dataclass(frozen=True)
class _Marked:
    """A marked image, and the folder of its project."""

    folder: Path
    project: Project
    entry: ImageEntry

    @property
    def markers(self) -> tuple[Marker, ...]:
        return self.project.markers_of(self.entry.id).markers

    @property
    def size(self) -> tuple[int, int]:
        return self.entry.shape[:2]


def write_markers(folder: Path, project: Project, to: str, out: Path) -> list[Path]:
    """Write one file for each marked image, named as the image; those that are there are replaced.

    Parameters
    ----------
    folder : Path
        Of the project, that the paths of its images are told from.
    project : Project
    to : str
        A key of :data:`MARKER_FORMATS`.
    out : Path
        The folder to write to.

    Raises
    ------
    InputError
        Where no image has markers, or a file would take the place of an image or mask.
    SaveError
        Where a file cannot be written.
    """
    ending, write = MARKER_FORMATS[to]
    marked = [entry for entry in project.images if project.markers_of(entry.id).markers]
    if not marked:
        raise InputError(f"{folder}: no image has markers, so there are none to export")
    stems = Counter(entry.stem for entry in marked)
    paths = {}
    for entry in marked:
        stem = entry.stem
        paths[out / f"{stem if stems[stem] == 1 else entry.id}{ending}"] = entry
    recorded = [way for entry in project.images for way in (entry.path, entry.mask) if way]
    require_none_overwritten(paths, [folder / way for way in recorded])
    make_folder(out)
    for path, entry in paths.items():
        write(path, _Marked(folder, project, entry))
    return list(paths)


def lost_markers(project: Project, to: str) -> tuple[str, ...]:
    """Tell in a line what a format cannot keep of a project's markers; nothing where it keeps all.

    Parameters
    ----------
    project : Project
    to : str
        A key of :data:`MARKER_FORMATS`.
    """
    lost = list(_lost_to_labelme(project) if to == "labelme" else _lost_as_pixels(project))
    return (f"lost in this format: {', '.join(lost)}",) if lost else ()


def _lost_as_pixels(project: Project) -> Iterator[str]:
    markers = [one for drawn in project.markers.values() for one in drawn.markers]
    erasers = sum(one.class_id is None for one in markers)
    drawn = sum(one.class_id is not None and not isinstance(one, Pixels) for one in markers)
    for number, noun, what in (
        (drawn, "marker", "as drawn, kept as pixels"),
        (erasers, "eraser", "though not what it left"),
        (sum(one.use != "both" for one in markers), "use", "of a marker for one thing alone"),
    ):
        if number:
            yield f"{counted(number, noun)} ({what})"


def _lost_to_labelme(project: Project) -> Iterator[str]:
    names = Counter(entry.name for entry in project.classes)
    twice = [f"'{name}'" for name, number in names.items() if number > 1]
    if twice:
        yield f"the name {', '.join(twice)} of several classes (their ids are put behind it)"
    outside = sum(_reaches_out(project, entry) for entry in project.images)
    if outside:
        yield f"pixels beyond the border of {counted(outside, 'image')}"


def _reaches_out(project: Project, entry: ImageEntry) -> bool:
    height, width, _ = entry.shape
    return any(
        row >= height or first + length > width
        for one in project.markers_of(entry.id).markers
        if isinstance(one, Pixels)
        for row, first, length in one.runs
    )


def _seeds(path: Path, marked: _Marked) -> None:
    write_seeds(path, marked.markers, marked.size)


def _marker_image(path: Path, marked: _Marked) -> None:
    write_png(path, label_image_from_markers(marked.markers, marked.size))


def _napari(path: Path, marked: _Marked) -> None:
    write_label_tiff(path, label_image_from_markers(marked.markers, marked.size))


def _labelme(path: Path, marked: _Marked) -> None:
    image = marked.folder / marked.entry.path
    write_labelme(
        path, marked.markers, marked.project.classes, marked.size, _told_from(image, path)
    )


def _told_from(image: Path, file: Path) -> str:
    """Return the path of an image as labelme looks for it: from the folder of its file."""
    image, folder = image.resolve(), file.parent.resolve()
    try:
        return Path(os.path.relpath(image, folder)).as_posix()
    except ValueError:  # on another drive
        return image.as_posix()


MARKER_FORMATS: dict[str, tuple[str, Callable[[Path, _Marked], None]]] = {
    "seeds": ("-seeds.txt", _seeds),
    "marker-images": (".png", _marker_image),
    "napari": (".tif", _napari),
    "labelme": (".json", _labelme),
}
