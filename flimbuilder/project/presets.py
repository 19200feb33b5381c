"""Architectures to begin with."""

from dataclasses import dataclass

from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.project import DEFAULT_ARCHITECTURE

__all__ = ["PRESETS", "Preset"]


@dataclass(frozen=True)
class Preset:
    """An architecture with a name.

    Attributes
    ----------
    name : str
    why : str
        What it is good for, in a line.
    architecture : Architecture
    """

    name: str
    why: str
    architecture: Architecture


_SMALL = Architecture(
    blocks=(
        Block(kernels=8, pooling=Pooling(size=3, stride=2)),
        Block(kernels=16, pooling=Pooling(size=3, stride=2)),
    )
)

# Dilation widens what a pixel sees while every map keeps the image's size.
_COURSE_BLOCKS = (
    Block(kernels=12, dilation=3, pooling=Pooling(kind="max", size=3)),
    Block(kernels=10, dilation=5, pooling=Pooling(kind="average", size=3)),
    Block(kernels=8, dilation=7, pooling=Pooling(kind="max", size=5)),
    Block(kernels=8, dilation=7, pooling=Pooling(kind="max", size=5)),
)

_POINTS = Architecture(
    blocks=tuple(block.with_(kernels=None, kernels_per_marker=3) for block in _COURSE_BLOCKS),
    estimator="bofp",
)

PRESETS = (
    Preset(
        "Default",
        "three blocks of 16, 32 and 64 kernels; a start for objects of any size",
        DEFAULT_ARCHITECTURE,
    ),
    Preset(
        "Small, quick",
        "two blocks of 8 and 16 kernels; builds soonest, for live mode and for large images",
        _SMALL,
    ),
    Preset(
        "Deep, four blocks",
        "at most 12 kernels a block, dilated, at full resolution; published for parasite eggs",
        Architecture(blocks=_COURSE_BLOCKS),
    ),
    Preset(
        "Feature points (FLIM-BoFP)",
        "three points of each marker through four blocks; most kernels, best masks in our tests",
        _POINTS,
    ),
)
