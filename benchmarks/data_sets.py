"""Real images on which quality is measured, with markers for training and masks for testing.

Eggs and bears have an expert's markers. On the other sets a simulated expert draws them on images
that the seed chooses, so there the spread over seeds is also that over images and markers.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray
from simulated_expert import draw_markers

from flimbuilder.exchange.pairing import pair_by_stem
from flimbuilder.exchange.seeds import read_seeds
from flimbuilder.imaging.read import find_images, read_mask
from flimbuilder.model.pixels import read_pixels
from flimbuilder.project.markers import Marker

__all__ = ["DATA_SETS", "DataSet", "MarkedImage", "TestImage", "read_data_set", "read_rgb"]

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]

MOST_TESTED = 10  # images of a set
CELL = (10, 28)  # radii around the centre of a red cell: surely cell, and perhaps cell


@dataclass(frozen=True)
class MarkedImage:
    """A training image (H, W, C) in [0, 1], its markers and, if there is one, its mask."""

    name: str
    pixels: Image
    markers: tuple[Marker, ...]
    mask: Mask | None = None


@dataclass(frozen=True)
class TestImage:
    """An image to measure on, with its mask or the centres (n, 2) of its objects."""

    name: str
    pixels: Image
    mask: Mask | None = None
    centres: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class DataSet:
    """Images of one task; `components` are the settings of Delineation for its objects."""

    name: str
    training: list[MarkedImage]
    test: list[TestImage]
    components: dict[str, Any]


def read_data_set(folder: Path, name: str, seed: int) -> DataSet:
    """Read a task of `DATA_SETS` from the folder of all data."""
    return DATA_SETS[name](folder, seed)


EGGS: dict[str, Any] = {"area": (1000, 9000), "drop_border": True}


def _eggs(folder: Path, _: int) -> DataSet:
    """Five images that an expert marked; five others."""
    marked, others = _marked_by_hand(folder / "parasites")
    return DataSet("eggs", marked, others, EGGS)


def _three_eggs(folder: Path, _: int) -> DataSet:
    """The first three images that an expert marked; the other seven."""
    marked, others = _marked_by_hand(folder / "parasites")
    rest = [TestImage(image.name, image.pixels, image.mask) for image in marked[3:]]
    return DataSet("eggs, 3 marked", marked[:3], rest + others, EGGS)


def _drawn_eggs(folder: Path, seed: int) -> DataSet:
    draw = {"n_disks": 2, "n_strokes": 4, "radius": 3.0}
    return _simulated("eggs, simulated", folder / "parasites", seed, (5, 5), draw,
                      EGGS)  # fmt: skip


def _bears(folder: Path, _: int) -> DataSet:
    """Two photographs that an expert marked."""
    marked, others = _marked_by_hand(folder / "bears")
    return DataSet("bears", marked, others[:MOST_TESTED], {"area": (1000, 90_000)})


def _leukocytes(folder: Path, seed: int) -> DataSet:
    draw = {"n_disks": 2, "radius": 1.5}
    return _simulated("leukocytes", folder / "leukocytes", seed, (5, 10), draw,
                      {"area": (200, 90_000)}, lambda mask: mask == 255)  # fmt: skip


def _nuclei(folder: Path, seed: int) -> DataSet:
    draw = {"n_disks": 5, "radius": 1.5}
    return _simulated("nuclei", folder / "nuclei", seed, (3, 8), draw,
                      {"area": (20, 90_000)}, prefix="fluor")  # fmt: skip


def _red_cells(folder: Path, seed: int) -> DataSet:
    images = find_images([folder / "red_cells" / "images"])
    order = np.random.default_rng(100 + seed).permutation(len(images))
    chosen = [images[index] for index in order[: 3 + 5]]
    tables = dict(pair_by_stem(chosen, sorted((folder / "red_cells" / "centres").iterdir())).pairs)
    training, test = [], []
    for count, path in enumerate(chosen):
        pixels = read_rgb(path)
        centres = _centres(tables[path])
        if count < 3:
            surely, perhaps = (_around(centres, pixels.shape[:2], radius) for radius in CELL)
            number = 1000 * seed + count
            disks = draw_markers(surely, number, n_disks=6, n_strokes=0)
            strokes = draw_markers(perhaps, number, n_disks=0, first_id=len(disks) + 1)
            training.append(MarkedImage(path.stem, pixels, disks + strokes))
        else:
            test.append(TestImage(path.stem, pixels, centres=centres))
    return DataSet("red cells", training, test, {"area": (200, 20_000)})


DATA_SETS: dict[str, Callable[[Path, int], DataSet]] = {
    "eggs": _eggs,
    "eggs, 3 marked": _three_eggs,
    "eggs, simulated": _drawn_eggs,
    "bears": _bears,
    "leukocytes": _leukocytes,
    "nuclei": _nuclei,
    "red cells": _red_cells,
}


@cache
def _marked_by_hand(folder: Path) -> tuple[list[MarkedImage], list[TestImage]]:
    """Read images/, markers/ and labels/; images with markers are for training."""
    images = find_images([folder / "images"])
    marked = dict(pair_by_stem(images, sorted((folder / "markers").iterdir())).pairs)
    masks = dict(pair_by_stem(images, find_images([folder / "labels"])).pairs)
    training, test = [], []
    for path in images:
        pixels = read_rgb(path)
        mask = read_mask(masks[path]) > 0 if path in masks else None
        if path in marked:
            seeds = read_seeds(marked[path], pixels.shape[:2])
            training.append(MarkedImage(path.stem, pixels, tuple(seeds.markers), mask))
        elif mask is not None:
            test.append(TestImage(path.stem, pixels, mask))
    return training, test


def _simulated(
    name: str,
    folder: Path,
    seed: int,
    counts: tuple[int, int],
    draw: dict[str, float],
    components: dict[str, Any],
    is_object: Callable[[NDArray[np.uint16]], Mask] = lambda mask: mask > 0,
    *,
    prefix: str = "",
) -> DataSet:
    """Draw markers on images that the seed chooses, and test on others."""
    images = [path for path in find_images([folder / "images"]) if path.stem.startswith(prefix)]
    masks = dict(pair_by_stem(images, find_images([folder / "labels"])).pairs)
    order = np.random.default_rng(100 + seed).permutation(len(images))
    chosen = [images[index] for index in order[: sum(counts)]]
    pixels = [read_rgb(path) for path in chosen]
    truths = [is_object(read_mask(masks[path])) for path in chosen]
    training = [
        MarkedImage(
            chosen[index].stem,
            pixels[index],
            draw_markers(truths[index], 1000 * seed + index, **draw),  # type: ignore[arg-type]
            truths[index],
        )
        for index in range(counts[0])
    ]
    test = [
        TestImage(chosen[index].stem, pixels[index], truths[index])
        for index in range(counts[0], len(chosen))
    ]
    return DataSet(name, training, test, components)


def read_rgb(path: Path) -> Image:
    """Read the first three channels of an image, (H, W, 3) in [0, 1]."""
    return np.ascontiguousarray(read_pixels(path)[..., :3])


def _centres(table: Path) -> NDArray[np.int64]:
    with table.open(newline="") as file:
        return np.array([(int(row["y"]), int(row["x"])) for row in csv.DictReader(file)])


def _around(centres: NDArray[np.int64], shape: Sequence[int], radius: float) -> Mask:
    """Return a mask of the pixels near a centre."""
    empty = np.ones(shape, bool)
    empty[tuple(np.clip(centres, 0, np.array(shape) - 1).T)] = False
    near: Mask = scipy.ndimage.distance_transform_edt(empty) <= radius
    return near
