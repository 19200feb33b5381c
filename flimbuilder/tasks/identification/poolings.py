"""The registry of poolings, which describes them without loading numpy or torch."""

import re
from dataclasses import dataclass

from flimbuilder.errors import InputError

__all__ = [
    "DEFAULT_POOLING",
    "OBJECT_POOLING",
    "POOLINGS",
    "PoolingInfo",
    "default_pooling",
    "parse_pooling",
]

MOST_CELLS = 64  # along a side of the grid
CELLS = re.compile(r"(grid|rings):?(\d{1,3})")


@dataclass(frozen=True)
class PoolingInfo:
    """Description of a pooling.

    Attributes
    ----------
    id : str
        Name in files and on the command line.
    title : str
        Name in the window.
    description : str
        What a feature is, in a sentence.
    kind : {"mean", "max", "statistics", "rings", "grid", "flatten"}
    cells : int, default=1
        Rings, or cells along each side of a grid.
    """

    id: str
    title: str
    description: str
    kind: str
    cells: int = 1

    @property
    def needs_equal_sizes(self) -> bool:
        """Return True if all images must have one size."""
        return self.kind == "flatten"


def _grid(cells: int) -> PoolingInfo:
    return PoolingInfo(
        f"grid{cells}",
        f"Grid of {cells} x {cells}",
        f"The mean of each activation map in each of {cells} x {cells} cells.",
        "grid",
        cells,
    )


def _rings(count: int) -> PoolingInfo:
    return PoolingInfo(
        f"rings{count}",
        f"{count} rings",
        f"The mean of each activation map in each of {count} rings around the middle.",
        "rings",
        count,
    )


POOLINGS: dict[str, PoolingInfo] = {
    info.id: info
    for info in (
        PoolingInfo("mean", "Mean", "The mean of each activation map over the image.", "mean"),
        PoolingInfo("max", "Maximum", "The maximum of each activation map.", "max"),
        PoolingInfo(
            "statistics",
            "Mean, deviation and maximum",
            "The mean, the standard deviation and the maximum of each activation map.",
            "statistics",
        ),
        _rings(3),
        _rings(5),
        _grid(2),
        _grid(4),
        _grid(8),
        PoolingInfo(
            "flatten",
            "All pixels",
            "Every pixel of each activation map; images must have one size.",
            "flatten",
        ),
    )
}
DEFAULT_POOLING = "statistics"
OBJECT_POOLING = "rings5"  # objects lie in the middle of their patches


def default_pooling(*, objects: bool) -> str:
    """Return the id of the default pooling of objects, or of images."""
    return OBJECT_POOLING if objects else DEFAULT_POOLING


def parse_pooling(text: str) -> PoolingInfo:
    """Return the pooling of an id in `POOLINGS`, or of ``grid:K`` or ``rings:K``.

    Raises
    ------
    InputError
        If there is no such pooling, or K is not in 1..64.
    """
    parts = CELLS.fullmatch(text)
    if parts and 1 <= int(parts[2]) <= MOST_CELLS:
        return (_grid if parts[1] == "grid" else _rings)(int(parts[2]))
    if text not in POOLINGS:
        raise InputError(
            f"pooling {text!r:.60}: choose from {', '.join(POOLINGS)}, grid:K or rings:K with K "
            f"up to {MOST_CELLS}"
        )
    return POOLINGS[text]
