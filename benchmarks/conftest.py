"""Images and markers that the benchmarks share, from pictures of scikit-image."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data
from torch import nn

from flimbuilder.flim.network import Encoder
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.markers import Disk

SIDE = 400
MARKERS = (14, 14, 15)


def architecture(stride: int = 1) -> Architecture:
    """Return four blocks of 3 x 3 kernels, three a marker, without reduction."""
    pooling = Pooling(kind="max", size=3, stride=stride)
    block = Block(kernels_per_marker=3, kernels=None, reduction="none", pooling=pooling)
    return Architecture(blocks=(block,) * 4)


def pictures() -> list[NDArray[np.float32]]:
    crops = [picture()[:SIDE, :SIDE] for picture in (data.astronaut, data.coffee)]
    crops.append(data.immunohistochemistry()[:SIDE, :SIDE])
    return [scale_image(crop) for crop in crops]


def disks(count: int, seed: int) -> list[Disk]:
    centres = np.random.default_rng(seed).uniform(20, SIDE - 20, (count, 2))
    return [
        Disk(id=number, class_id=number % 2, center=(float(row), float(col)), radius=5)
        for number, (row, col) in enumerate(centres, start=1)
    ]


def training_images(padding: int = 0, times: int = 1) -> list[TrainingImage]:
    """Return three marked images, padded at right and bottom, with `times` as many markers."""
    widths = ((0, padding), (0, padding), (0, 0))
    return [
        TrainingImage(f"image{n}", np.pad(pixels, widths, mode="reflect" if padding else "edge"),
                      disks(times * count, seed=n))
        for n, (pixels, count) in enumerate(zip(pictures(), MARKERS, strict=True))
    ]  # fmt: skip


def bare_network(encoder: Encoder) -> nn.Sequential:
    """Return the convolutions, activations and poolings of an encoder alone."""
    layers: list[nn.Module] = []
    for block in encoder.blocks():
        size = int(block.pooling["size"])
        pool = nn.MaxPool2d if block.pooling["kind"] == "max" else nn.AvgPool2d
        layers += [block.conv, nn.ReLU(), pool(size, 1, padding=size // 2)]
    return nn.Sequential(*layers)


@pytest.fixture(scope="session")
def images() -> Sequence[TrainingImage]:
    return training_images()
