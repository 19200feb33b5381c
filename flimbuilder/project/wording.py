"""Words for what a user reads."""

from collections.abc import Sequence

__all__ = ["counted", "listed"]

MOST_NAMES = 5


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, which takes an ``s`` unless it is one: ``1 image``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(names: Sequence[str]) -> str:
    """Return names in a row, of many the first and how many more: ``a, b, c, d, e and 9 more``."""
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
