"""labelme's JSON, one file for each image, in and out.

``shapes`` is a list of shapes, each with a ``label``; later ones lie over earlier ones. What the
shapes become is told in :mod:`~flimbuilder.exchange.labelme_shapes`.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PureWindowsPath
from typing import Any

from pydantic import Field, ValidationError

from flimbuilder.errors import InputError, MarkerError, ProjectFormatError, printable
from flimbuilder.exchange.class_labels import ClassLabels, labels_of
from flimbuilder.exchange.labelme_shapes import Shape, ShapePart, shape_of
from flimbuilder.exchange.text import named
from flimbuilder.project.files import read_regular, write_atomically
from flimbuilder.project.json_text import parse_json
from flimbuilder.project.markers import Marker
from flimbuilder.project.project import ClassEntry, default_class
from flimbuilder.project.values import describe
from flimbuilder.project.wording import counted

__all__ = ["DEFAULT_RADIUS", "ERASED", "LabelmeImport", "read_labelme", "write_labelme"]

DEFAULT_RADIUS = 5.0  # of points and lines, as labelme draws them into its own label images
ERASED = "__ignore__"  # labelme's own word for pixels that have no class
VERSION = "5.5.0"  # of the format that is written
MAX_BYTES = 2**30
MAX_TEXT = 2**26  # without the image
MAX_SHAPES = 100_000
MAX_WORK = 2**30  # pixels and crossings of all outlines of a file

_IMAGE_DATA = re.compile(rb'"imageData"\s*:\s*"[^"\\]*"')


@dataclass(frozen=True)
class LabelmeImport:
    """What a file of labelme says.

    Attributes
    ----------
    markers : tuple of Disk, Stroke or Pixels
        In the order of the shapes; the ids count from 1.
    classes : tuple of ClassEntry
        Those that were there, with what the labels have added or renamed.
    notes : tuple of str
        What was left out or taken for granted, one line each.
    """

    markers: tuple[Marker, ...]
    classes: tuple[ClassEntry, ...]
    notes: tuple[str, ...] = ()


class _File(ShapePart):
    shapes: tuple[dict[str, Any], ...]
    image_path: str | None = Field(default=None, alias="imagePath")
    height: int | None = Field(default=None, alias="imageHeight")
    width: int | None = Field(default=None, alias="imageWidth")


def read_labelme(
    path: Path,
    classes: Iterable[ClassEntry],
    size: tuple[int, int],
    *,
    unused: Collection[int] = (),
    radius: float = DEFAULT_RADIUS,
) -> LabelmeImport:
    """Read the markers of one image.

    Parameters
    ----------
    path : Path
        A JSON file of labelme. The image in it is never decoded.
    classes : iterable of ClassEntry
        Classes of the project; labels are matched with their names.
    size : tuple of int
        (height, width) of the image, which the file must agree with.
    unused : collection of int, default=()
        Ids of classes that mark nothing; see `ClassLabels`.
    radius : float, default=5
        Of points and lines, in pixels, where the file says none; labelme's own are so wide.

    Returns
    -------
    LabelmeImport

    Raises
    ------
    MarkerError
        With the file, the shape, the value and the limit, on one line.
    """
    try:
        file = _parsed(path)
        _require_size(file, size)
        shapes = [_checked(document, number) for number, document in enumerate(file.shapes)]
        _require_little_work(shapes, size)
        labels = ClassLabels(classes, unused)
        markers = tuple(_markers(shapes, labels, size, radius))
    except (MarkerError, ProjectFormatError) as error:
        raise MarkerError(named(path, str(error).removeprefix(f"{path}: "))) from None
    notes = (*_notes(path, file, shapes, radius), *_outside(shapes, markers))
    return LabelmeImport(markers, labels.classes, notes)


def _parsed(path: Path) -> _File:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise MarkerError(f"is larger than {MAX_BYTES} bytes; save it without the image")
        content = _IMAGE_DATA.sub(b'"imageData": null', read_regular(path))
    except OSError as error:
        raise MarkerError(f"cannot be read: {error.strerror or error}") from None
    except InputError as error:
        raise MarkerError(str(error)) from None
    if len(content) > MAX_TEXT:
        raise MarkerError(
            f"holds {len(content)} bytes besides the image, and {MAX_TEXT} is the limit; split it"
        )
    n_labels = content.count(b'"label"')
    if n_labels > MAX_SHAPES:
        raise MarkerError(f"names {n_labels} labels, and {MAX_SHAPES} is the limit; split it")
    document = parse_json(content, path)
    if "shapes" not in document:
        raise MarkerError("has no shapes, so it is no file of labelme; leave it out")
    try:
        return _File.model_validate(document)
    except ValidationError as error:
        raise MarkerError(describe(error)) from None


def _require_size(file: _File, size: tuple[int, int]) -> None:
    for name, told, real in (
        ("imageHeight", file.height, size[0]),
        ("imageWidth", file.width, size[1]),
    ):
        if told is not None and told != real:
            raise MarkerError(
                f"{name} is {told}, but the image is {size[0]} x {size[1]} pixels (height x "
                "width); use the image that was marked"
            )


def _checked(document: dict[str, Any], number: int) -> Shape:
    try:
        return Shape.model_validate(document)
    except ValidationError as error:
        raise MarkerError(describe(error, ("shapes", number))) from None


def _require_little_work(shapes: Iterable[Shape], size: tuple[int, int]) -> None:
    work = sum(one.work(size) for one in shapes)
    if work > MAX_WORK:
        raise MarkerError(
            f"its outlines hold {work} pixels and crossings, and {MAX_WORK} is the limit; draw "
            "fewer of them"
        )


def _markers(
    shapes: Iterable[Shape], labels: ClassLabels, size: tuple[int, int], radius: float
) -> Iterator[Marker]:
    ids = count(1)
    for number, one in enumerate(shapes):
        try:
            drawn = one.marker(size, radius)
            if drawn is not None:
                class_id = None if one.label == ERASED else _class_of(one, labels)
                yield drawn.with_(id=next(ids), class_id=class_id)
        except MarkerError as error:
            raise MarkerError(f"shapes.{number}: {error}") from None


def _class_of(one: Shape, labels: ClassLabels) -> int:
    return labels.id_of(one.label, one.flimbuilder.class_id if one.flimbuilder else None)


def _notes(path: Path, file: _File, shapes: Sequence[Shape], radius: float) -> Iterator[str]:
    told = PureWindowsPath(file.image_path or "").stem
    if told and told != path.stem:
        yield f"was made for an image named '{printable(told, 60)}'"
    strange = Counter(one.kind for one in shapes if not one.is_known)
    if strange:
        kinds = ", ".join(f"{number} {printable(kind, 40)}" for kind, number in strange.items())
        yield f"shapes that cannot be markers were left out: {printable(kinds)}"
    if any(one.lacks_radius for one in shapes):
        yield f"points and lines have no radius in it; taken: {radius:g} pixels"
    if any(one.is_annotated for one in shapes):
        yield "groups, flags and descriptions have no use here and were left out"


def _outside(shapes: Iterable[Shape], markers: Sequence[Marker]) -> Iterator[str]:
    missing = sum(one.is_known for one in shapes) - len(markers)
    if missing:
        yield f"{counted(missing, 'shape')} without a pixel on the image left out"


def write_labelme(
    path: Path,
    markers: Sequence[Marker],
    classes: Iterable[ClassEntry],
    size: tuple[int, int],
    image: str,
) -> None:
    """Write the markers of one image; the file is replaced as a whole.

    Read again into a new project they are the same markers, but for their ids.

    Parameters
    ----------
    path : Path
        By custom ``NAME.json`` for the image ``NAME.png``.
    markers : sequence of Disk, Stroke or Pixels
        In drawing order. Pixels beyond the image's border are left out.
    classes : iterable of ClassEntry
        Their names become labels, see `labels_of`; erasers are labelled ``__ignore__``.
    size : tuple of int
        (height, width) of the image.
    image : str
        POSIX path of the image, relative to the folder of the file.

    Raises
    ------
    SaveError
        Where the file cannot be written; what was there before is whole.
    """
    labels = labels_of(classes)
    shapes = (shape_of(one, _label(one.class_id, labels), size) for one in markers)
    document: dict[str, Any] = {
        "version": VERSION,
        "flags": {},
        "shapes": [one for one in shapes if one is not None],
        "imagePath": image,
        "imageData": None,
        "imageHeight": size[0],
        "imageWidth": size[1],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_atomically(path, text.encode("utf-8", "backslashreplace"))


def _label(class_id: int | None, labels: dict[int, str]) -> str:
    if class_id is None:
        return ERASED
    return labels.get(class_id) or default_class(class_id).name
