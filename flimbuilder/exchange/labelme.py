"""Read and write the JSON files of labelme, one per image.

``shapes`` is a list of shapes, each with a ``label``; later shapes lie over earlier ones.
:mod:`~flimbuilder.exchange.labelme_shapes` converts between shapes and markers.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

from pydantic import Field, ValidationError

from flimbuilder.errors import MarkerError, ProjectFormatError, counted, printable
from flimbuilder.exchange.files import file_message, reading
from flimbuilder.exchange.labelme_shapes import Shape, ShapePart, shape_from_marker
from flimbuilder.project.files import read_regular, write_atomically
from flimbuilder.project.markers import MAX_CLASS_ID, Marker
from flimbuilder.project.project import BACKGROUND, ClassEntry, default_class
from flimbuilder.project.values import describe, parse_json

__all__ = [
    "DEFAULT_RADIUS",
    "ERASER_LABEL",
    "ClassLabels",
    "LabelmeImport",
    "read_labelme",
    "unique_labels",
    "write_labelme",
]

DEFAULT_RADIUS = 5.0  # of points and lines, as in labelme's own label images
ERASER_LABEL = "__ignore__"  # labelme's label for pixels without a class
BACKGROUND_LABELS = ("_background_", "background")  # the first is labelme's convention
VERSION = "5.5.0"  # of the written format
MAX_BYTES = 2**30
MAX_TEXT = 2**26  # without the image
MAX_SHAPES = 100_000
MAX_FILL_COST = 2**30  # of all outlines of a file

_IMAGE_DATA = re.compile(rb'"imageData"\s*:\s*"[^"\\]*"')


@dataclass(frozen=True)
class LabelmeImport:
    """The markers in a labelme file.

    Attributes
    ----------
    markers : tuple of Disk, Stroke or Pixels
        In the order of the shapes; ids count from 1.
    classes : tuple of ClassEntry
        The given classes, with those that labels added or renamed.
    notes : tuple of str
        What was ignored or assumed, one line each.
    """

    markers: tuple[Marker, ...]
    classes: tuple[ClassEntry, ...]
    notes: tuple[str, ...] = ()


class _LabelmeFile(ShapePart):
    shapes: tuple[dict[str, Any], ...]
    image_path: str | None = Field(default=None, alias="imagePath")
    height: int | None = Field(default=None, alias="imageHeight")
    width: int | None = Field(default=None, alias="imageWidth")


# Reading


def read_labelme(
    path: Path,
    classes: Iterable[ClassEntry],
    image_size: tuple[int, int],
    *,
    unused: Collection[int] = (),
    radius: float = DEFAULT_RADIUS,
) -> LabelmeImport:
    """Read the markers of one image.

    Parameters
    ----------
    path : Path
        A labelme file. An image inside it is never decoded.
    classes : iterable of ClassEntry
        Classes of the project; labels are matched with their names.
    image_size : tuple of int
        (height, width) of the image; the file must agree with it.
    unused : collection of int, default=()
        Ids of classes that nothing uses; see `ClassLabels`.
    radius : float, default=5
        Radius of points and lines in pixels, if the file does not record it.

    Raises
    ------
    MarkerError
        If the file is invalid; names the file, the shape, the value and the limit.
    """
    content = _read_without_image(path)
    try:
        file = _parse_file(content, path)
        for name, recorded, actual in (
            ("imageHeight", file.height, image_size[0]),
            ("imageWidth", file.width, image_size[1]),
        ):
            if recorded not in (None, actual):
                raise MarkerError(
                    f"{name} is {recorded}, but the image is {image_size[0]} x {image_size[1]} "
                    "pixels (height x width); use the image that was annotated"
                )
        shapes = [_parse_shape(document, index) for index, document in enumerate(file.shapes)]
        fill_cost = sum(shape.fill_cost(image_size) for shape in shapes)
        if fill_cost > MAX_FILL_COST:
            raise MarkerError(
                f"its outlines cover {fill_cost} pixels and crossings; at most {MAX_FILL_COST}: "
                "draw fewer of them"
            )
        labels = ClassLabels(classes, unused)
        markers: list[Marker] = []
        for index, shape in enumerate(shapes):
            marker = _marker_of(shape, index, labels, image_size, radius)
            if marker is not None:
                markers.append(marker.with_(id=len(markers) + 1))
    except (MarkerError, ProjectFormatError) as error:
        raise MarkerError(file_message(path, str(error).removeprefix(f"{path}: "))) from None
    notes = list(_notes(path, file, shapes, radius))
    n_outside = sum(shape.is_known for shape in shapes) - len(markers)
    if n_outside:
        notes.append(f"{counted(n_outside, 'shape')} outside the image ignored")
    return LabelmeImport(tuple(markers), labels.classes, tuple(notes))


def _read_without_image(path: Path) -> bytes:
    with reading(path, MarkerError):
        if path.stat().st_size > MAX_BYTES:
            problem = f"is larger than {MAX_BYTES} bytes; save it without the image"
            raise MarkerError(file_message(path, problem))
        return _IMAGE_DATA.sub(b'"imageData": null', read_regular(path))


def _parse_file(content: bytes, path: Path) -> _LabelmeFile:
    if len(content) > MAX_TEXT:
        raise MarkerError(
            f"has {len(content)} bytes without the image; at most {MAX_TEXT}: split it"
        )
    n_labels = content.count(b'"label"')
    if n_labels > MAX_SHAPES:
        raise MarkerError(f"has {n_labels} labels; at most {MAX_SHAPES}: split it")
    document = parse_json(content, path)
    if "shapes" not in document:
        raise MarkerError("has no shapes, so it is not a labelme file; leave it out")
    try:
        return _LabelmeFile.model_validate(document)
    except ValidationError as error:
        raise MarkerError(describe(error)) from None


def _parse_shape(document: dict[str, Any], index: int) -> Shape:
    try:
        return Shape.model_validate(document)
    except ValidationError as error:
        raise MarkerError(describe(error, ("shapes", index))) from None


def _marker_of(
    shape: Shape, index: int, labels: "ClassLabels", image_size: tuple[int, int], radius: float
) -> Marker | None:
    try:
        marker = shape.marker(image_size, radius)
        if marker is None:
            return None
        if shape.label == ERASER_LABEL:
            return marker.with_(class_id=None)
        preferred_id = shape.flimbuilder.class_id if shape.flimbuilder else None
        return marker.with_(class_id=labels.id_of(shape.label, preferred_id))
    except MarkerError as error:
        raise MarkerError(f"shapes.{index}: {error}") from None


def _notes(
    path: Path, file: _LabelmeFile, shapes: Sequence[Shape], radius: float
) -> Iterator[str]:
    stem = PureWindowsPath(file.image_path or "").stem
    if stem and stem != path.stem:
        yield f"is for an image named '{printable(stem, 60)}'"
    unknown = Counter(shape.kind for shape in shapes if not shape.is_known)
    if unknown:
        kinds = ", ".join(f"{number} {printable(kind, 40)}" for kind, number in unknown.items())
        yield f"unsupported shapes ignored: {printable(kinds)}"
    if any(shape.lacks_radius for shape in shapes):
        yield f"points and lines have no radius; {radius:g} pixels assumed"
    if any(shape.is_annotated for shape in shapes):
        yield "groups, flags and descriptions ignored"


class ClassLabels:
    """The classes of a project, matched with labels by name.

    Parameters
    ----------
    classes : iterable of ClassEntry
    unused : collection of int, default=()
        Ids of classes that nothing uses. One with its default name takes the name of the next new
        label, so that a new project gets no superfluous class.

    Attributes
    ----------
    classes : tuple of ClassEntry
        The given classes, with those that labels renamed or added.
    """

    def __init__(self, classes: Iterable[ClassEntry], unused: Collection[int] = ()) -> None:
        self.classes = tuple(classes)
        self._renamable = {
            entry.id
            for entry in self.classes
            if entry.id in unused and entry == default_class(entry.id)
        }

    def id_of(self, label: str, preferred_id: int | None = None) -> int:
        """Return the class of a label: of the same name, the background, or a new one.

        Parameters
        ----------
        label : str
            Compared with the names exactly. Without a class of that name, ``_background_`` and
            ``background`` in any case are class 0.
        preferred_id : int or None, default=None
            The id of a new class, if it is free.

        Raises
        ------
        MarkerError
            If no id is free.
        """
        for entry in self.classes:
            if entry.name == label:
                self._renamable.discard(entry.id)
                return entry.id
        if label.casefold() in BACKGROUND_LABELS:
            if all(entry.id != BACKGROUND for entry in self.classes):
                self._set(default_class(BACKGROUND))
            return BACKGROUND
        class_id = self._free_id(label, preferred_id)
        self._set(default_class(class_id).with_(name=label))
        return class_id

    def _free_id(self, label: str, preferred_id: int | None) -> int:
        taken = {entry.id for entry in self.classes} - self._renamable
        if preferred_id is not None and preferred_id not in taken:
            return preferred_id
        for class_id in range(BACKGROUND + 1, MAX_CLASS_ID + 1):
            if class_id not in taken:
                return class_id
        raise MarkerError(
            f"label '{printable(label, 40)}' needs one class too many: a project has at most "
            f"{MAX_CLASS_ID + 1}; use fewer labels"
        )

    def _set(self, new: ClassEntry) -> None:
        self._renamable.discard(new.id)
        if any(entry.id == new.id for entry in self.classes):
            self.classes = tuple(new if entry.id == new.id else entry for entry in self.classes)
        else:
            self.classes = (*self.classes, new)


# Writing


def write_labelme(
    path: Path,
    markers: Sequence[Marker],
    classes: Iterable[ClassEntry],
    image_size: tuple[int, int],
    image: str,
) -> None:
    """Write the markers of one image atomically.

    Reading the file into a new project gives the same markers, except for their ids.

    Parameters
    ----------
    path : Path
        Usually ``NAME.json`` for the image ``NAME.png``.
    markers : sequence of Disk, Stroke or Pixels
        In drawing order. Pixels beyond the border of the image are left out.
    classes : iterable of ClassEntry
        Their names become labels, see `unique_labels`; erasers are labelled ``__ignore__``.
    image_size : tuple of int
        (height, width) of the image.
    image : str
        POSIX path of the image, relative to the folder of the file.

    Raises
    ------
    SaveError
        If the file cannot be written; an existing file is unchanged.
    """
    labels = unique_labels(classes)
    shapes = []
    for marker in markers:
        label = ERASER_LABEL
        if marker.class_id is not None:
            label = labels.get(marker.class_id) or default_class(marker.class_id).name
        shapes.append(shape_from_marker(marker, label, image_size))
    document: dict[str, Any] = {
        "version": VERSION,
        "flags": {},
        "shapes": [shape for shape in shapes if shape is not None],
        "imagePath": image,
        "imageData": None,
        "imageHeight": image_size[0],
        "imageWidth": image_size[1],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_atomically(path, text.encode("utf-8", "backslashreplace"))


def unique_labels(classes: Iterable[ClassEntry]) -> dict[int, str]:
    """Return a label for each class id: the name, followed by the id if another class has it."""
    classes = tuple(classes)
    count = Counter(entry.name for entry in classes)
    return {
        entry.id: entry.name if count[entry.name] == 1 else f"{entry.name} {entry.id}"
        for entry in classes
    }
