"""Small projects and random blocks for the tests of the method."""

from collections.abc import Sequence

import numpy as np
import torch
from hypothesis import settings
from hypothesis import strategies as st

from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.markers import Disk, Marker, Pixels
from flimbuilder.project.rasterise import marker_pixels, runs_of
from tests.flim import reference

QUICK = settings(max_examples=25, deadline=None)


def disk(marker_id, class_id, row, col, radius=2.0, use="both") -> Disk:
    return Disk(id=marker_id, class_id=class_id, center=(row, col), radius=radius, use=use)


def dots(marker_id, class_id, *pixels, use="both") -> Pixels:
    """A marker of single pixels."""
    rows, cols = np.array(pixels).T
    return Pixels(id=marker_id, class_id=class_id, runs=runs_of(rows, cols), use=use)


def noise(height, width, channels=3, seed=0):
    """An image without two equal pixels, so that no tie hides behind rounding."""
    rng = np.random.default_rng(seed)
    return rng.random((height, width, channels), dtype=np.float32)


def two_images(channels=3) -> list[TrainingImage]:
    """Two images of different size, three classes, markers at a corner and along a border."""
    first: Sequence[Marker] = [
        disk(1, 1, 8, 9), disk(2, 0, 0, 0), disk(3, 2, 15, 3, 1.0), disk(7, 0, 10, 24)
    ]  # fmt: skip
    second: Sequence[Marker] = [disk(2, 1, 5, 5, 1.5), disk(5, 0, 20, 12)]
    return [
        TrainingImage("a", noise(19, 26, channels, 1), first),
        TrainingImage("b", noise(22, 13, channels, 2), second),
    ]


def architecture(*blocks: Block, **options) -> Architecture:
    return Architecture(blocks=blocks, **{"colour_space": "rgb", **options})


def pooling(kind="max", size=3, stride=1) -> Pooling:
    return Pooling(kind=kind, size=size, stride=stride)


def pixels_by_marker(image: TrainingImage):
    """Return {marker: (class, [(row, col), ...])}, as the reference takes it."""
    marked = marker_pixels(image.markers, image.pixels.shape[:2])
    by_marker: dict = {}
    for marker, class_id, row, col in zip(
        marked.marker, marked.class_id, marked.row, marked.col, strict=True
    ):
        by_marker.setdefault(int(marker), (int(class_id), []))[1].append((int(row), int(col)))
    return by_marker


STRIDED = architecture(
    Block(kernels_per_marker=3, kernels=8, reduction="pca", pooling=pooling(stride=2)),
    Block(
        kernels_per_marker=3, kernels=9, reduction="pca", dilation=2, pooling=pooling("average", 2)
    ),
    Block(kernels_per_marker=2),
)


def tensor(pixels):
    return torch.from_numpy(pixels).permute(2, 0, 1)[None]


def as_reference(images, in_space=lambda pixels: pixels.astype(float)):
    return [
        reference.MarkedImage(image.id, in_space(image.pixels), pixels_by_marker(image))
        for image in images
    ]


def folded(module):
    """The weights and bias of a block as the reference has them."""
    weights = module.conv.weight.double().permute(0, 2, 3, 1).flatten(1).numpy()
    return weights, module.conv.bias.double().numpy()


poolings = st.builds(
    Pooling,
    kind=st.sampled_from(["max", "average", "min", "none"]),
    size=st.integers(1, 4),
    stride=st.integers(1, 3),
)
random_blocks = st.builds(
    Block,
    kernel_size=st.sampled_from([1, 3, 5]),
    dilation=st.integers(1, 3),
    kernels=st.integers(1, 4),
    activation=st.sampled_from(["relu", "leaky", "none"]),
    pooling=poolings,
)


def logistic_case(seed, n=60, features=4, objects=1):
    """Random samples, targets of all classes, importances and signs."""
    rng = np.random.default_rng(seed)
    target = rng.integers(0, objects + 1, n)
    target[: objects + 1] = np.arange(objects + 1)
    samples = rng.normal(size=(n, features)) + target[:, None] * rng.normal(size=features)
    importance = rng.random(n)
    signs = rng.integers(-1, 2, (objects, features))
    return samples, target, importance / importance.sum(), signs
