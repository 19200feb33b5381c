"""Write results as an OME-Zarr 0.5 folder: saliency as an image, the mask as its labels.

https://ngff.openmicroscopy.org/0.5. Chunks of zeros are not stored.
"""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from flimbuilder.errors import SaveError
from flimbuilder.imaging.colour_maps import parse_colour
from flimbuilder.imaging.result_levels import ResultChannel, ResultLevels, filled_windows
from flimbuilder.project.extras import require_extra
from flimbuilder.project.files import writing_folder
from flimbuilder.project.pixel_size import PixelSize

if TYPE_CHECKING:
    from zarr import Array, Group

__all__ = ["require_replaceable_zarr", "require_zarr", "write_ome_zarr"]

VERSION = "0.5"
CHUNK = 1024  # pixels
THREADS = 2
MICROMETRE = "micrometer"
GROUP_FILE = "zarr.json"


def require_zarr() -> None:
    """Raise InputError if the library that writes OME-Zarr is not installed."""
    require_extra("slides", "writing OME-Zarr", "zarr")


def require_replaceable_zarr(path: Path) -> None:
    """Raise SaveError if a path is neither free nor a Zarr folder; call this before long work."""
    if path.is_symlink() or (path.exists() and not (path / GROUP_FILE).is_file()):
        raise SaveError(
            f"{path}: exists and is no OME-Zarr folder; move it, or choose another folder"
        )


def write_ome_zarr(path: Path, results: ResultLevels) -> None:
    """Write saliency and mask as an OME-Zarr 0.5 folder, which replaces an older one.

    Parameters
    ----------
    path : Path
        The folder to write; the one that holds it must exist.
    results : ResultLevels
        Saliency is stored as uint16, 65535 for 1, in the axes c, y and x; the mask as class ids,
        in ``labels/mask``.

    Raises
    ------
    InputError
        If zarr is not installed.
    SaveError
        If the folder cannot be written, or another one of that name is no Zarr group.
    """
    require_zarr()
    import zarr

    require_replaceable_zarr(path)
    *channels, mask = results.channels
    with writing_folder(path) as folder:
        root = zarr.open_group(folder, mode="w", zarr_format=3)
        root.attrs["ome"] = {
            "version": VERSION,
            "multiscales": [_multiscales(results, ["c"])],
            "omero": {"channels": [_rendering(channel) for channel in channels]},
        }
        for number, planes in enumerate(results.levels):
            height, width = planes[0].shape
            array = _make_array(root, str(number), (len(channels), height, width), np.uint16)
            _fill(array, [((index,), plane) for index, plane in enumerate(planes[:-1])])
        labels = root.create_group("labels")
        labels.attrs["ome"] = {"version": VERSION, "labels": ["mask"]}
        group = labels.create_group("mask")
        group.attrs["ome"] = {
            "version": VERSION,
            "multiscales": [_multiscales(results, [], "mask")],
            "image-label": _describe_classes(mask),
        }
        for number, planes in enumerate(results.levels):
            array = _make_array(group, str(number), planes[-1].shape, np.uint8)
            _fill(array, [((), planes[-1])])


def _multiscales(
    results: ResultLevels, channel_axes: list[str], name: str | None = None
) -> dict[str, Any]:
    size = results.pixel_size
    unit = {} if size is None else {"unit": MICROMETRE}
    return {
        "name": name or results.name,
        "axes": [
            *({"name": axis, "type": "channel"} for axis in channel_axes),
            *({"name": axis, "type": "space"} | unit for axis in "yx"),
        ],
        "datasets": [
            {
                "path": str(number),
                "coordinateTransformations": _transformations(
                    size or PixelSize.square(1), number, [1.0] * len(channel_axes)
                ),
            }
            for number in range(len(results.levels))
        ],
    }


def _transformations(size: PixelSize, number: int, others: list[float]) -> list[dict[str, Any]]:
    """Return the scale of a level, and the place of its first pixel's centre."""
    factor = 2**number
    sides = [size.height, size.width]
    scale = {"type": "scale", "scale": [*others, *(side * factor for side in sides)]}
    if number == 0:
        return [scale]
    shift = [*(0.0 for _ in others), *(side * (factor - 1) / 2 for side in sides)]
    return [scale, {"type": "translation", "translation": shift}]


def _rendering(channel: ResultChannel) -> dict[str, Any]:
    return {
        "label": channel.name,
        "color": channel.colour.removeprefix("#").upper(),
        "active": True,
        "window": {"start": 0, "end": 65535, "min": 0, "max": 65535},
    }


def _describe_classes(mask: ResultChannel) -> dict[str, Any]:
    classes = mask.classes or {}
    return {
        "colors": [
            {"label-value": class_id, "rgba": [*parse_colour(colour), 255]}
            for class_id, (_, colour) in classes.items()
        ],
        "properties": [
            {"label-value": class_id, "class": name} for class_id, (name, _) in classes.items()
        ],
        "source": {"image": "../../"},
    }


def _make_array(group: "Group", name: str, shape: tuple[int, ...], dtype: Any) -> "Array":
    return group.create_array(
        name,
        shape=shape,
        dtype=dtype,
        chunks=(*(1 for _ in shape[:-2]), CHUNK, CHUNK),
        fill_value=0,
        dimension_names=["c", "y", "x"][-len(shape) :],
    )


def _fill(array: "Array", planes: list[tuple[tuple[int, ...], Any]]) -> None:
    """Write the windows that are not empty; threads compress while the caller reads."""
    pending: deque[Future[None]] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        for place, plane in planes:
            for window, part in filled_windows(plane, CHUNK):
                pending.append(pool.submit(array.__setitem__, (*place, *window), part))
                while len(pending) > 2 * THREADS:
                    pending.popleft().result()
        while pending:
            pending.popleft().result()
