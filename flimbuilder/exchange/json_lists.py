"""Format long JSON lists, one entry a line, as files of objects hold them."""

import json
from collections.abc import Iterable
from typing import Any

__all__ = ["dump_list", "rounded"]

DIGITS = 9  # significant: more than the single precision of the measurements


def dump_list(entries: Iterable[dict[str, Any]]) -> str:
    """Format a JSON list in ASCII.

    Raises
    ------
    ValueError
        If a number is NaN or infinite.
    """
    lines = ",".join(f"\n{json.dumps(entry, allow_nan=False)}" for entry in entries)
    return f"[{lines}\n]"


def rounded(value: float) -> float:
    """Round a measurement to nine significant digits."""
    return float(f"{value:.{DIGITS}g}")
