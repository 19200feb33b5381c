"""OME-Zarr stores of both versions, written by zarr directly."""

from itertools import product

import numpy as np
import zarr

TYPES = {"t": "time", "c": "channel", "z": "space", "y": "space", "x": "space"}


def multiscale(axes, n_levels, spacing=(0.25, 0.5), unit="micrometer"):
    """Return the metadata of a pyramid of halves."""
    described = [{"name": name, "type": TYPES[name]} for name in axes]
    for axis in described:
        if axis["type"] == "space" and unit:
            axis["unit"] = unit
    datasets = []
    for level in range(n_levels):
        scale = [1.0] * (len(axes) - 2) + [side * 2**level for side in spacing]
        transform = {"type": "scale", "scale": scale}
        datasets.append({"path": str(level), "coordinateTransformations": [transform]})
    return {"axes": described, "datasets": datasets}


def write_store(path, levels, axes="cyx", version="0.5", chunks=None, omero=None, **options):
    """Write an OME-Zarr image of the given levels, arrays in the order of `axes`."""
    zarr_format = 3 if version == "0.5" else 2
    group = zarr.open_group(str(path), mode="w", zarr_format=zarr_format)
    described = multiscale(axes, len(levels), **options)
    image = {"multiscales": [described]}
    if omero is not None:
        image["omero"] = omero
    if version == "0.5":
        group.attrs["ome"] = {"version": version, **image}
    else:
        described["version"] = version
        group.attrs.update(image)
    for number, level in enumerate(levels):
        sides = chunks or (*(1,) * (level.ndim - 2), 16, 32)
        keys = {} if zarr_format == 3 else {"chunk_key_encoding": {"name": "v2", "separator": "/"}}
        array = group.create_array(
            str(number), shape=level.shape, dtype=level.dtype, chunks=sides, **keys
        )
        array[:] = level
    return path


def halves(array, count):
    """Return an array and its halves along the last two axes."""
    return [array[..., :: 2**n, :: 2**n] for n in range(count)]


def noise(shape, dtype=np.uint8):
    """Return random whole numbers."""
    top = np.iinfo(dtype).max
    return np.random.default_rng(0).integers(0, top, shape, dtype=dtype, endpoint=True)


def windows(height, width):
    """Return windows of an image at the edges of chunks and inside them."""
    rows = [(0, height), (9, min(17, height)), (height - 1, height)]
    cols = [(0, width), (14, min(33, width)), (width - 1, width)]
    return [(slice(*row), slice(*col)) for row, col in product(rows, cols)]
