"""Images with separate objects, and the markers that an expert would draw to count them.

Besides disks on objects and strokes on the background, the simulated expert marks some gaps
between objects as background, as the guide recommends. The seed chooses images and markers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy
from data_sets import _around, _centres, read_rgb
from numpy.typing import NDArray
from simulated_expert import draw_markers

from flimbuilder.exchange.pairing import pair_by_stem
from flimbuilder.imaging.read import find_images, read_mask
from flimbuilder.project.markers import Disk, Marker

__all__ = ["INSTANCE_SETS", "InstanceImage", "InstanceSet"]

LEAST_CENTRES = 80  # four images of red cells have fewer: not all their cells are annotated
CELL_RADIUS, MARKED_RADIUS, NEAR = 25.0, 13.0, 34.0  # of red cells, in pixels
MOST_GAPS = 5


@dataclass(frozen=True, eq=False)
class InstanceImage:
    """An image (H, W, 3) in [0, 1] with its markers and numbered objects or centres (n, 2)."""

    name: str
    pixels: NDArray[np.float32]
    labels: NDArray[np.integer] | None
    centres: NDArray[np.int64] | None
    markers: tuple[Marker, ...] = ()


@dataclass(frozen=True, eq=False)
class InstanceSet:
    """Images of one task; `training` ones have markers."""

    name: str
    training: list[InstanceImage]
    test: list[InstanceImage]


def _nuclei(folder: Path, seed: int, name: str, prefix: str, n_training: int) -> InstanceSet:
    images = find_images([folder / "nuclei" / "images"])
    labels = dict(pair_by_stem(images, find_images([folder / "nuclei" / "labels"])).pairs)
    chosen = [path for path in images if path.stem.startswith(prefix)]
    training, test = [], []
    for count, index in enumerate(np.random.default_rng(100 + seed).permutation(len(chosen))):
        path = chosen[index]
        truth = read_mask(labels[path])
        image = InstanceImage(path.stem, read_rgb(path), truth, None)
        if count >= n_training:
            test.append(image)
            continue
        number = 1000 * seed + count
        markers = draw_markers(truth > 0, number, n_disks=5, radius=1.5)
        distance, nearest = scipy.ndimage.distance_transform_edt(truth == 0, return_indices=True)
        gaps = _gaps(distance, truth[tuple(nearest)], (2, 8), 20, number, len(markers) + 1)
        training.append(InstanceImage(path.stem, image.pixels, truth, None, markers + gaps))
    return InstanceSet(name, training, test)


def _red_cells(folder: Path, seed: int) -> InstanceSet:
    images = find_images([folder / "red_cells" / "images"])
    tables = dict(pair_by_stem(images, sorted((folder / "red_cells" / "centres").iterdir())).pairs)
    centres = {path: _centres(tables[path]) for path in images}
    chosen = [path for path in images if len(centres[path]) >= LEAST_CENTRES]
    order = np.random.default_rng(100 + seed).permutation(len(chosen))
    training, test = [], []
    for count, index in enumerate(order[: 3 + 4]):
        path = chosen[index]
        image = InstanceImage(path.stem, read_rgb(path), None, centres[path])
        if count >= 3:
            test.append(image)
            continue
        markers = _cell_markers(centres[path], image.pixels.shape[:2], 1000 * seed + count)
        training.append(InstanceImage(path.stem, image.pixels, None, centres[path], markers))
    return InstanceSet("red cells", training, test)


def _cell_markers(
    centres: NDArray[np.int64], shape: tuple[int, ...], seed: int
) -> tuple[Marker, ...]:
    """Draw disks on six cells, strokes between cells and disks in gaps."""
    rng = np.random.default_rng(seed)
    limits = np.array(shape) - MARKED_RADIUS - 2
    inside = centres[((centres > MARKED_RADIUS + 2) & (centres < limits)).all(axis=1)]
    disks = tuple(
        Disk(id=number, class_id=1, center=(row, col), radius=MARKED_RADIUS)
        for number, (row, col) in enumerate(inside[rng.permutation(len(inside))[:6]].tolist(), 1)
    )
    cells = _around(centres, shape, CELL_RADIUS)
    strokes = draw_markers(cells, seed, n_disks=0, first_id=len(disks) + 1)
    empty = np.ones(shape, bool)
    empty[tuple(np.clip(centres, 0, np.array(shape) - 1).T)] = False
    distance, nearest = scipy.ndimage.distance_transform_edt(empty, return_indices=True)
    owner = nearest[0] * shape[1] + nearest[1]
    first = len(disks) + len(strokes) + 1
    gaps = _gaps(distance, owner, (CELL_RADIUS, NEAR), 30, seed, first, inner=CELL_RADIUS - 3)
    return (*disks, *strokes, *gaps)


def _gaps(
    distance: NDArray[np.floating],
    owner: NDArray[np.integer],
    limits: tuple[float, float],
    apart: float,
    seed: int,
    first_id: int,
    inner: float = 1.0,
) -> tuple[Marker, ...]:
    """Draw background disks halfway between objects, at distances within limits."""
    rng = np.random.default_rng(seed + 77)
    between = np.zeros(owner.shape, bool)
    between[:-1] |= owner[:-1] != owner[1:]
    between[:, :-1] |= owner[:, :-1] != owner[:, 1:]
    places = np.argwhere(between & (distance >= limits[0]) & (distance <= limits[1]))
    disks: list[Marker] = []
    while len(places) and len(disks) < MOST_GAPS:
        row, col = places[rng.integers(len(places))].tolist()
        radius = min(3.0, max(0.0, float(distance[row, col]) - inner))
        disks.append(Disk(id=first_id + len(disks), class_id=0, center=(row, col), radius=radius))
        places = places[((places - (row, col)) ** 2).sum(axis=1) > apart**2]
    return tuple(disks)


INSTANCE_SETS: dict[str, Callable[[Path, int], InstanceSet]] = {
    "nuclei": lambda folder, seed: _nuclei(folder, seed, "nuclei", "fluor", 3),
    "nuclei in tissue": lambda folder, seed: _nuclei(folder, seed, "nuclei in tissue", "tiss", 2),
    "red cells": _red_cells,
}
