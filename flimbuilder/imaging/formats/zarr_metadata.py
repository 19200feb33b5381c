"""The metadata of OME-Zarr images, by zarr and yaozarrs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flimbuilder.errors import ImageError, printable
from flimbuilder.imaging.pixel_sizes import in_micrometres
from flimbuilder.project.extras import require_extra
from flimbuilder.project.selection import Window

if TYPE_CHECKING:
    import zarr

__all__ = ["ZarrImage", "read_metadata"]

VERSIONS = ("0.4", "0.5")
SEVERAL = "bioformats2raw.layout"  # the attribute of a group whose images are groups 0, 1, ...


@dataclass(frozen=True, eq=False)
class ZarrImage:
    """A multiscale image.

    Attributes
    ----------
    arrays : tuple of zarr.Array
        Of each level, the largest first.
    axes : tuple of str
        Names; the last two are rows and columns.
    channel_axis : int or None
    spacing : tuple of (float or None)
        Height and width of a pixel of level 0, in µm.
    channel_names : tuple of str
    window : tuple of float or None
        That all channels propose.
    notes : tuple of str
    """

    arrays: "tuple[zarr.Array[Any], ...]"
    axes: tuple[str, ...]
    channel_axis: int | None
    spacing: tuple[float | None, float | None]
    channel_names: tuple[str, ...]
    window: Window | None
    notes: tuple[str, ...]


def read_metadata(path: Path) -> ZarrImage:
    """Read the metadata of an OME-Zarr group, and open the arrays of its levels.

    Raises
    ------
    ImageError
        If it is not an image of version 0.4 or 0.5, or is half written.
    """
    require_extra("slides", "reading OME-Zarr", "zarr", "yaozarrs", error=ImageError)
    group, notes = _image_group(path)
    attributes = _ome_attributes(group)
    image = _validated(attributes)
    multiscale = image.multiscales[0]
    if len(image.multiscales) > 1:
        notes = (*notes, f"first of {len(image.multiscales)} images in the file read")
    arrays = tuple(_array(group, dataset.path) for dataset in multiscale.datasets)
    _require_alike(arrays, len(multiscale.axes))
    kinds = [getattr(axis, "type", None) for axis in multiscale.axes]
    if "channel" in kinds[-2:]:
        raise ImageError("has channels as its rows or columns; save it with axes c, y, x")
    names, window = _channels(attributes.get("omero"))
    return ZarrImage(
        arrays,
        _axis_names([axis.name for axis in multiscale.axes]),
        kinds.index("channel") if "channel" in kinds else None,
        _spacing(multiscale),
        names,
        window,
        notes,
    )


def _image_group(path: Path) -> "tuple[zarr.Group, tuple[str, ...]]":
    """Return the group of the image: that of the path, or the first of several in it."""
    group = _opened(path)
    if "multiscales" in _ome_attributes(group):
        return group, ()
    attributes = _ome_attributes(group)
    if SEVERAL in attributes:
        several = (path / "1").is_dir()
        return _opened(path / "0"), (("first of several images in the file read",) * several)
    for kind in ("plate", "well"):
        if kind in attributes:
            raise ImageError(f"is the {kind} of a screen; give one image of it, such as A/1/0")
    raise ImageError("is a Zarr group without an OME-Zarr image; give the folder of the image")


def _opened(path: Path) -> "zarr.Group":
    import zarr

    from flimbuilder.imaging.formats.zarr_store import BoundedStore

    try:
        node = zarr.open(BoundedStore(path), mode="r", use_consolidated=False)
    except FileNotFoundError:
        raise ImageError(
            "has no Zarr metadata; it is half written or not a Zarr folder: get a whole copy"
        ) from None
    if not isinstance(node, zarr.Group):
        raise ImageError("is a single Zarr array; give the folder of an OME-Zarr image around it")
    return node


def _ome_attributes(group: "zarr.Group") -> Mapping[str, Any]:
    """Return the attributes of OME-Zarr: under ``ome`` from version 0.5 on."""
    attributes = dict(group.attrs)
    inner = attributes.get("ome")
    return inner if isinstance(inner, dict) else attributes


def _validated(attributes: Mapping[str, Any]) -> Any:
    """Validate the multiscale images of OME-Zarr metadata by yaozarrs."""
    from pydantic import ValidationError
    from yaozarrs import v04, v05, validate_ome_object

    # Rendering settings and labels do not change the pixels: writers differ in them.
    images = attributes["multiscales"]
    first = images[0] if isinstance(images, list) and images else {}
    version = attributes.get("version") or (first.get("version") if isinstance(first, dict) else 0)
    if version is None:
        version = "0.4"  # often left out
    if version not in VERSIONS:
        raise ImageError(
            f"is OME-Zarr {printable(str(version), 20)}; versions 0.4 and 0.5 are read: convert it"
        )
    kind, head = (v05.Image, {"version": "0.5"}) if version == "0.5" else (v04.Image, {})
    try:
        return validate_ome_object({**head, "multiscales": images}, kind)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(map(str, fault["loc"]))
        reason = printable(f"{place}: {fault['msg']}", 110)
        raise ImageError(f"its OME-Zarr metadata are not valid ({reason})") from None


def _array(group: "zarr.Group", path: str) -> "zarr.Array[Any]":
    import zarr

    from flimbuilder.imaging.formats.zarr_store import BoundedStore

    node = group.get(path)
    if not isinstance(node, zarr.Array):
        raise ImageError(
            f"lacks the array {printable(path, 40)!r} that its metadata name; it is half written: "
            "get a whole copy of it"
        )
    store = group.store_path.store
    assert isinstance(store, BoundedStore)
    store.admit(node)
    return node


def _require_alike(arrays: "Sequence[zarr.Array[Any]]", n_axes: int) -> None:
    first = arrays[0]
    for array in arrays:
        if array.ndim != n_axes or n_axes < 2:
            raise ImageError(f"has an array of {array.ndim} axes where {n_axes} are named")
        if (array.dtype, array.shape[:-2]) != (first.dtype, first.shape[:-2]):
            raise ImageError("has levels that differ in more than their size; it is damaged")


def _axis_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return names that a selection can have."""
    plain = [re.sub("[^a-z0-9]", "", name.lower())[:16] for name in names]
    return tuple(
        name if re.match("[a-z]", name) and plain.count(name) == 1 else f"axis{number}"
        for number, name in enumerate(plain)
    )


def _spacing(multiscale: Any) -> tuple[float | None, float | None]:
    """Return the height and width of a pixel of level 0, where axes name their unit."""
    factors = [1.0, 1.0]
    transforms = [
        *(multiscale.datasets[0].coordinateTransformations or ()),
        *(multiscale.coordinateTransformations or ()),
    ]
    for transform in transforms:
        if transform.type == "scale":
            factors = [old * new for old, new in zip(factors, transform.scale[-2:], strict=True)]
    down, across = (
        None if not getattr(axis, "unit", None) else in_micrometres(factor, str(axis.unit))
        for factor, axis in zip(factors, multiscale.axes[-2:], strict=True)
    )
    return down, across


def _channels(omero: object) -> tuple[tuple[str, ...], Window | None]:
    """Return the names of the channels and the window that all propose, of settings of OMERO."""
    channels = omero.get("channels") if isinstance(omero, dict) else None
    if not isinstance(channels, list) or not all(isinstance(each, dict) for each in channels):
        return (), None
    names = tuple(str(channel.get("label") or "") for channel in channels)
    windows = set()
    for channel in channels:
        window = channel.get("window")
        ends: list[Any] = [0, 0]
        if isinstance(window, dict):
            ends = [window.get("start"), window.get("end")]
        is_number = all(isinstance(end, int | float) and abs(end) < 1e300 for end in ends)
        windows.add((float(ends[0]), float(ends[1])) if is_number else (0.0, 0.0))
    proposed = windows.pop() if len(windows) == 1 else (0.0, 0.0)
    return names if all(names) else (), proposed if proposed[0] < proposed[1] else None
