"""The classes of the values in label images, masks and seeds files, as ``1=0,2=1,255=ignore``."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from flimbuilder.errors import InputError, printable
from flimbuilder.project.markers import MAX_CLASS_ID

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "IGNORED",
    "LARGEST_VALUE",
    "UNLISTED",
    "LabelValues",
    "merge_values",
    "parse_label_values",
]

IGNORED = -1  # class of pixels that are left out
UNLISTED = -2  # of values without a class
LARGEST_VALUE = 2**64 - 1
MOST_RANGES = 10_000
_RANGE = re.compile(r"\s*(\d{1,20})(?:\s*-\s*(\d{1,20}))?\s*=\s*(ignore|\d{1,3})\s*", re.ASCII)


@dataclass(frozen=True)
class LabelValues:
    """A class, or `IGNORED`, for each listed value.

    Attributes
    ----------
    ranges : tuple of (int, int, int)
        First value, last value and class of each range, ascending and disjoint.
    """

    ranges: tuple[tuple[int, int, int], ...]

    def __str__(self) -> str:
        """Return the text that `parse_label_values` reads."""
        return ",".join(
            f"{low}{'' if low == high else f'-{high}'}={'ignore' if c == IGNORED else c}"
            for low, high, c in self.ranges
        )

    @property
    def classes(self) -> tuple[int, ...]:
        """The classes, ascending, without `IGNORED`."""
        return tuple(sorted({c for _, _, c in self.ranges if c != IGNORED}))

    def class_of(self, value: int) -> int | None:
        """Return the class of a value, or `IGNORED`; None if it is not listed."""
        return next((c for low, high, c in self.ranges if low <= value <= high), None)

    def lookup(self, values: "NDArray[np.integer[Any]]") -> "NDArray[np.int16]":
        """Return the class of every value; `IGNORED` and `UNLISTED` for those without.

        Parameters
        ----------
        values : ndarray of integers, of any shape
            Time is linear in its size, times the logarithm of the number of ranges.
        """
        import numpy as np  # not above: projects open without it

        if values.dtype in (np.uint8, np.uint16) and values.size > np.iinfo(values.dtype).max:
            every_value = np.arange(np.iinfo(values.dtype).max + 1)
            table: NDArray[np.int16] = self._search(every_value)[values]
            return table
        return self._search(values)

    def _search(self, values: "NDArray[np.integer[Any]]") -> "NDArray[np.int16]":
        import numpy as np

        lows = np.array([low for low, _, _ in self.ranges], np.uint64)
        highs = np.array([high for _, high, _ in self.ranges], np.uint64)
        classes = np.array([c for _, _, c in self.ranges], np.int16)
        unsigned = np.maximum(values, 0).astype(np.uint64)
        position = np.searchsorted(lows, unsigned, side="right").astype(np.int64) - 1
        listed = (position >= 0) & (unsigned <= highs[position]) & (values >= 0)
        return np.where(listed, classes[position], np.int16(UNLISTED))


def parse_label_values(text: str) -> LabelValues:
    """Parse the class of each value.

    Parameters
    ----------
    text : str
        ``VALUE=CLASS`` or ``LOW-HIGH=CLASS``, separated by commas; the class ``ignore`` leaves
        pixels out.

    Raises
    ------
    InputError
        If a part is malformed or out of range, or a value is given twice.
    """
    ranges = sorted(_parse_range(part) for part in text.split(",", maxsplit=MOST_RANGES))
    for (_, last, _), (first, _, _) in pairwise(ranges):
        if first <= last:
            raise InputError(f"label values: {first} is given twice; give it one class")
    return LabelValues(tuple(ranges))


def _parse_range(part: str) -> tuple[int, int, int]:
    match = _RANGE.fullmatch(part)
    if match is not None:
        low, high = int(match[1]), int(match[2] or match[1])
        class_id = IGNORED if match[3] == "ignore" else int(match[3])
        if low <= high <= LARGEST_VALUE and class_id <= MAX_CLASS_ID:
            return low, high, class_id
    raise InputError(
        f"label values: '{printable(part.strip(), 40)}' is not VALUE=CLASS or LOW-HIGH=CLASS; a "
        f"class is 0 to {MAX_CLASS_ID} or ignore, as in 1=0,2=1,255=ignore"
    )


def merge_values(values: Iterable[int]) -> str:
    """Format ascending values for people, with runs as ``LOW-HIGH``."""
    runs: list[list[int]] = []
    for value in values:
        if runs and value == runs[-1][1] + 1:
            runs[-1][1] = value
        else:
            runs.append([value, value])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)
