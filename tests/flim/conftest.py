"""Fixtures of the tests of the method."""

from collections.abc import Iterator
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import torch
from skimage.measure import label

from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.markers import Pixels
from flimbuilder.project.rasterise import runs_of


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Small arrays on a busy machine: threads would only wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def read_png(path: Path):
    pixels = imagecodecs.png_decode(path.read_bytes())
    return (pixels / np.float64(np.iinfo(pixels.dtype).max)).astype(np.float32)


def read_seeds(path: Path, shape: tuple[int, int]) -> list[Pixels]:
    """Read seeds; each 8-connected component of a label is a marker."""
    col, row, _, class_id = np.loadtxt(path, skiprows=1, dtype=int)[:, :4].T
    markers: list[Pixels] = []
    for label_id in np.unique(class_id):
        mask = np.zeros(shape, bool)
        mask[row[class_id == label_id], col[class_id == label_id]] = True
        components = label(mask, connectivity=2)
        for component in range(1, components.max() + 1):
            runs = runs_of(*np.nonzero(components == component))
            markers.append(Pixels(id=len(markers) + 1, class_id=int(label_id), runs=runs))
    return markers


@pytest.fixture(scope="session")
def parasites(shared_data: Path) -> list[tuple[TrainingImage, np.ndarray]]:
    """The five marked images of eggs, with their masks."""
    folder = shared_data / "parasites"
    marked = []
    for seeds in sorted((folder / "markers").glob("*-seeds.txt")):
        name = seeds.stem.removesuffix("-seeds")
        pixels = read_png(folder / "images" / f"{name}.png")
        mask = read_png(folder / "labels" / f"{name}.png") > 0
        markers = read_seeds(seeds, pixels.shape[:2])
        marked.append((TrainingImage(name, pixels, markers), mask))
    return marked
