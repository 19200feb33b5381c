"""Read and write the JSON files of labelme, one per image.

``shapes`` is a list of shapes, each with a ``label``; later shapes lie over earlier ones.
:mod:`~flimbuilder.exchange.labelme_shapes` converts between shapes and markers.
"""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

from pydantic import Field, ValidationError

from flimbuilder.errors import MarkerError, counted, file_message, listed, printable
from flimbuilder.exchange.files import decode_text, reading
from flimbuilder.exchange.labelme_shapes import Shape, ShapePart, shape_from_marker, turn_marker
from flimbuilder.exchange.pairing import canonical_stem
from flimbuilder.imaging.orientation import (
    UNTURNED,
    CompanionFrame,
    Placement,
    place_companion,
    turned_size,
)
from flimbuilder.project.files import read_regular, write_atomically
from flimbuilder.project.markers import MAX_CLASS_ID, Marker
from flimbuilder.project.project import (
    BACKGROUND,
    ClassEntry,
    canonical_class_name,
    default_class,
)
from flimbuilder.project.values import describe

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
MAX_LISTS = 3_000_000  # points, shapes and other lists and objects of a file
MAX_VALUES = 10_000_000
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
    placement : Placement
        Whether the markers were turned with the image.
    """

    markers: tuple[Marker, ...]
    classes: tuple[ClassEntry, ...]
    notes: tuple[str, ...] = ()
    placement: Placement = UNTURNED


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
    orientation: int = 1,
    frame: CompanionFrame = "exif",
) -> LabelmeImport:
    """Read the markers of one image.

    Parameters
    ----------
    path : Path
        A labelme file. An image inside it is never decoded.
    classes : iterable of ClassEntry
        Classes of the project; labels are matched with their names.
    image_size : tuple of int
        (height, width) of the upright image; the file must agree with it.
    unused : collection of int, default=()
        Ids of classes that nothing uses; see `ClassLabels`.
    radius : float, default=5
        Radius of points and lines in pixels, if the file does not record it.
    orientation : int, default=1
        EXIF orientation of the image.
    frame : {"exif", "stored"}, default="exif"
        As in :func:`~flimbuilder.imaging.orientation.place_companion`.

    Raises
    ------
    MarkerError
        If the file is invalid; names the file, the shape, the value and the limit.
    """
    content = _read_without_image(path)
    try:
        file = _parse_file(content, path)
        del content
        placement, size = _frame_of(file, image_size, orientation, frame)
        shapes = [_parse_shape(document, index) for index, document in enumerate(file.shapes)]
        fill_cost = sum(shape.fill_cost(size) for shape in shapes)
        if fill_cost > MAX_FILL_COST:
            raise MarkerError(
                f"its outlines cover {fill_cost} pixels and crossings; at most {MAX_FILL_COST}: "
                "draw fewer of them"
            )
        labels = ClassLabels(classes, unused)
        markers: list[Marker] = []
        for index, shape in enumerate(shapes):
            marker = _marker_of(shape, index, labels, size, radius)
            if marker is not None:
                markers.append(marker.with_(id=len(markers) + 1))
        markers = [turn_marker(marker, placement.orientation, size) for marker in markers]
    except MarkerError as error:
        raise MarkerError(file_message(path, str(error).removeprefix(f"{path}: "))) from None
    notes = [*_notes(path, file, shapes, radius), *labels.notes()]
    n_outside = sum(shape.can_be_marker for shape in shapes) - len(markers)
    if n_outside:
        notes.append(f"{counted(n_outside, 'shape')} outside the image ignored")
    return LabelmeImport(tuple(markers), labels.classes, tuple(notes), placement)


def _read_without_image(path: Path) -> bytes:
    with reading(path, MarkerError):
        if path.stat().st_size > MAX_BYTES:
            problem = f"is larger than {MAX_BYTES} bytes; save it without the image"
            raise MarkerError(file_message(path, problem))
        return _IMAGE_DATA.sub(b'"imageData": null', read_regular(path))


def _parse_file(content: bytes, path: Path) -> _LabelmeFile:
    for number, limit, unit in (
        (len(content), MAX_TEXT, "bytes without the image"),
        (content.count(b'"label"'), MAX_SHAPES, "labels"),
        (content.count(b"[") + content.count(b"{"), MAX_LISTS, "points and other lists"),
        (content.count(b","), MAX_VALUES, "values"),
    ):
        if number > limit:
            raise MarkerError(f"has {number} {unit}; at most {limit}: split it")
    document = _parse_json(content, path)
    if not isinstance(document, dict) or "shapes" not in document:
        raise MarkerError(f"{_other_format(document)}; leave it out, or convert it to labelme")
    try:
        return _LabelmeFile.model_validate(document)
    except ValidationError as error:
        raise MarkerError(describe(error)) from None


def _parse_json(content: bytes, path: Path) -> object:
    """Parse JSON as labelme does, which accepts NaN; repeated keys must have the same value."""
    try:
        text = decode_text(content, path, MarkerError)
        return json.loads(text, object_pairs_hook=_require_equal_repeats)
    except MarkerError:
        raise
    except RecursionError:
        raise MarkerError("is nested too deeply") from None
    except ValueError as error:
        raise MarkerError(f"is not JSON: {error}") from None


def _require_equal_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        for key, value in pairs:
            if document[key] != value:
                raise MarkerError(
                    f"has key '{printable(key, 40)}' twice with different values; remove one"
                )
    return document


def _other_format(document: object) -> str:
    """Describe a JSON document that labelme did not write."""
    if not isinstance(document, dict):
        return "is not a labelme file: it holds no object"
    if {"images", "annotations"} <= document.keys():
        return "is a COCO file, not one of labelme"
    if document.get("type") in ("FeatureCollection", "Feature"):
        return "is a GeoJSON file, not one of labelme"
    if "_via_img_metadata" in document:
        return "is a file of VIA, not of labelme"
    return "has no shapes, so it is not a labelme file"


def _frame_of(
    file: _LabelmeFile, image_size: tuple[int, int], orientation: int, frame: CompanionFrame
) -> tuple[Placement, tuple[int, int]]:
    """Return how the shapes lie on the image, and the (height, width) that they refer to."""
    upright = turned_size(image_size, 1)
    stored = turned_size(image_size, orientation)  # exchanging the sides is its own inverse
    if orientation != 1 and file.height is None and file.width is None:
        placement = Placement(orientation if frame == "stored" else 1, fits_both=True)
    else:
        recorded = (file.height or upright[0], file.width or upright[1])
        placement = place_companion(upright, orientation, recorded, frame)
    size = upright if placement.orientation == 1 else stored
    for name, given, actual in (
        ("imageHeight", file.height, size[0]),
        ("imageWidth", file.width, size[1]),
    ):
        if given not in (None, actual):
            raise MarkerError(
                f"{name} is {given}, but the image is {image_size[0]} x {image_size[1]} "
                "pixels (height x width); use the image that was annotated"
            )
    return placement, size


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
        if shape.label.strip() == ERASER_LABEL:
            return marker.with_(class_id=None)
        preferred_id = shape.flimbuilder.class_id if shape.flimbuilder else None
        return marker.with_(class_id=labels.id_of(shape.label, preferred_id))
    except MarkerError as error:
        raise MarkerError(f"shapes.{index}: {error}") from None


def _notes(
    path: Path, file: _LabelmeFile, shapes: Sequence[Shape], radius: float
) -> Iterator[str]:
    stem = PureWindowsPath(file.image_path or "").stem
    if stem and canonical_stem(stem) != canonical_stem(path.stem):
        yield f"is for an image named '{printable(stem, 60)}'"
    unknown = Counter(shape.kind for shape in shapes if not shape.is_known)
    if unknown:
        kinds = ", ".join(f"{number} {printable(kind, 40)}" for kind, number in unknown.items())
        yield f"unsupported shapes ignored: {printable(kinds)}"
    empty = [index for index, shape in enumerate(shapes) if shape.lacks_points]
    if empty:
        shape = shapes[empty[0]]
        yield (
            f"{counted(len(empty), 'shape')} with too few points ignored (shapes.{empty[0]} is a "
            f"{shape.kind} of {counted(len(shape.points), 'point')})"
        )
    if any(shape.has_depth for shape in shapes):
        yield "the third coordinate of points ignored"
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
    """

    def __init__(self, classes: Iterable[ClassEntry], unused: Collection[int] = ()) -> None:
        self._by_id = {entry.id: entry for entry in classes}
        entries = tuple(reversed(self._by_id.values()))  # the first of a name remains
        self._ids = {entry.name: entry.id for entry in entries}  # by label
        self._canonical_ids = {canonical_class_name(entry.name): entry.id for entry in entries}
        self._spellings: defaultdict[int, list[str]] = defaultdict(list)  # other than the name
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
            Matches the class of exactly this name, or else of the same
            :func:`~flimbuilder.project.project.canonical_class_name`. Without such a class,
            ``_background_`` and ``background`` are class 0.
        preferred_id : int or None, default=None
            The id of a new class, if it is free.

        Raises
        ------
        MarkerError
            If no id is free.
        """
        if label in self._ids:
            class_id = self._ids[label]
        elif (canonical := canonical_class_name(label)) in self._canonical_ids:
            class_id = self._ids[label] = self._canonical_ids[canonical]
            self._note_spelling(label, class_id)
        elif canonical in BACKGROUND_LABELS:
            self._by_id.setdefault(BACKGROUND, default_class(BACKGROUND))
            class_id = self._ids[label] = BACKGROUND
        else:
            class_id = self._free_id(label, preferred_id)
            name = unicodedata.normalize("NFC", label.strip())
            if class_id in self._by_id:
                self._forget_name(self._by_id[class_id].name)
            self._by_id[class_id] = default_class(class_id).with_(name=name)
            self._ids[label] = self._ids[name] = self._canonical_ids[canonical] = class_id
            self._note_spelling(label, class_id)
        self._renamable.discard(class_id)
        return class_id

    def _forget_name(self, name: str) -> None:
        """Free the name of a class that gets another."""
        self._ids.pop(name, None)
        self._canonical_ids.pop(canonical_class_name(name), None)

    def _note_spelling(self, label: str, class_id: int) -> None:
        shown, name = (
            unicodedata.normalize("NFC", text) for text in (label, self._by_id[class_id].name)
        )
        if shown != name:
            self._spellings[class_id].append(label)

    @property
    def classes(self) -> tuple[ClassEntry, ...]:
        """The given classes, with those that labels renamed or added."""
        return tuple(self._by_id.values())

    @property
    def kept_ids(self) -> set[int]:
        """The ids of the classes that keep their names."""
        return self._by_id.keys() - self._renamable

    def notes(self) -> list[str]:
        """Return a line for each class that labels of other spellings were matched with."""
        notes = []
        for class_id, labels in self._spellings.items():
            quoted = listed([f"'{printable(label, 30)}'" for label in labels])
            name = printable(self._by_id[class_id].name, 40)
            notes.append(f"{quoted} taken as class '{name}'")
        return notes

    def _free_id(self, label: str, preferred_id: int | None) -> int:
        taken = self.kept_ids
        if preferred_id is not None and preferred_id not in taken:
            return preferred_id
        for class_id in range(BACKGROUND + 1, MAX_CLASS_ID + 1):
            if class_id not in taken:
                return class_id
        raise MarkerError(
            f"label '{printable(label, 40)}' needs one class too many: a project has at most "
            f"{MAX_CLASS_ID + 1}; use fewer labels"
        )


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
    """Return a label for each class id: the name, followed by the id if another class has it.

    Names that differ in case or the space around them are the same on import.
    """
    classes = tuple(classes)
    count = Counter(canonical_class_name(entry.name) for entry in classes)
    return {
        entry.id: entry.name
        if count[canonical_class_name(entry.name)] == 1
        else f"{entry.name} {entry.id}"
        for entry in classes
    }
