"""Templates of HTML pages."""

from functools import cache
from pathlib import Path

import jinja2
import numpy as np

__all__ = ["PAGE_SUFFIXES", "load_template"]

PAGE_SUFFIXES = (".html", ".htm")

NARROW_SPACE, MINUS = "\u202f", "\u2212"


def load_template(path: Path) -> jinja2.Template:
    """Load the template of a page; it can include others of its folder.

    Values are escaped, and a name that is not given is an error. Filters: ``number`` formats with
    3 or a given number of digits after the point, ``grouped`` groups thousands.
    """
    return _environment(path.parent).get_template(path.name)


@cache
def _environment(folder: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = _number
    environment.filters["grouped"] = lambda value: f"{value:,}".replace(",", NARROW_SPACE)
    return environment


def _number(value: float | None, digits: int = 3) -> str:
    """Format a number, with a minus sign; a dash if there is none."""
    if value is None or not np.isfinite(value):
        return "–"
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if not text.strip("-0.") else text.replace("-", MINUS)
