"""Format long JSON lists, one entry a line, as files of objects hold them."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

__all__ = ["dump_list", "list_pieces", "rounded"]

DIGITS = 9  # significant: more than the single precision of the measurements


def dump_list(entries: Iterable[dict[str, Any]]) -> str:
    """Format a JSON list in ASCII.

    Raises
    ------
    ValueError
        If a number is NaN or infinite.
    """
    return "".join(list_pieces(entries))


def list_pieces(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the pieces of a JSON list, entry by entry; raises as :func:`dump_list`."""
    yield "["
    for number, entry in enumerate(entries):
        yield f"{',' if number else ''}\n{json.dumps(entry, allow_nan=False)}"
    yield "\n]"


def rounded(value: float) -> float:
    """Round a measurement to nine significant digits."""
    return float(f"{value:.{DIGITS}g}")
