"""Plots of curves as SVG, for files that evaluations write."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from flimbuilder.project.project import CLASS_COLOURS

__all__ = ["Axis", "PlottedCurve", "plot_curves"]

PLOT_SIDE = 400
MARGIN = 50
LEGEND_WIDTH = 150
LINE_HEIGHT = 18  # of the legend
LETTER_WIDTH = 6.5
DASHES = ("", "6 3", "2 3", "8 3 2 3")
Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PlottedCurve:
    """A curve with its name in the legend.

    Attributes
    ----------
    name : str
    x, y : ndarray of float of shape (points,)
    band : tuple of ndarray of shape (places,), or None, default=None
        x, lower and upper bound.
    """

    name: str
    x: Numbers
    y: Numbers
    band: tuple[Numbers, Numbers, Numbers] | None = None


@dataclass(frozen=True)
class Axis:
    """The horizontal axis of a plot.

    Attributes
    ----------
    title : str
    low, high : float
        Ends; curves are cut there.
    ticks : sequence of (float, str)
        Places and texts.
    is_logarithmic : bool, default=False
    """

    title: str
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    is_logarithmic: bool = False


def plot_curves(curves: Sequence[PlottedCurve], axis: Axis, y_title: str) -> str:
    """Draw curves as SVG, distinguished by colour and dashes; the vertical axis is 0 to 1."""
    height = max(PLOT_SIDE, LINE_HEIGHT * len(curves)) + 2 * MARGIN
    longest = max((len(curve.name) for curve in curves), default=0)
    width = PLOT_SIDE + 2 * MARGIN + max(LEGEND_WIDTH, round(longest * LETTER_WIDTH))
    place = _placing(axis)
    bands = [_band(number, curve, place) for number, curve in enumerate(curves)]
    lines = [_curve(number, curve, place) for number, curve in enumerate(curves)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="12">\n'
        f'<rect width="{width}" height="{height}" fill="white"/>\n'
        f"{_axes(axis, y_title, place)}\n"
        + "\n".join([*filter(None, bands), *lines])
        + "\n</svg>\n"
    )


Placing = Callable[[float, float], tuple[float, float]]


def _placing(axis: Axis) -> Placing:
    """Return a function from values to pixels."""

    def position(value: float) -> float:
        clipped = min(max(value, axis.low), axis.high)
        return math.log2(clipped) if axis.is_logarithmic else clipped

    start, end = position(axis.low), position(axis.high)

    def place(x: float, y: float) -> tuple[float, float]:
        share = (position(x) - start) / (end - start)
        return MARGIN + share * PLOT_SIDE, MARGIN + (1 - y) * PLOT_SIDE

    return place


def _axes(axis: Axis, y_title: str, place: Placing) -> str:
    ticks = [
        f'<text x="{MARGIN - 6}" y="{place(axis.low, tick)[1] + 4:.1f}" text-anchor="end">'
        f"{tick:.1f}</text>"
        for tick in np.linspace(0, 1, 6)
    ]
    ticks += [
        f'<text x="{place(value, 0)[0]:.1f}" y="{MARGIN + PLOT_SIDE + 16}" text-anchor="middle">'
        f"{escape(text)}</text>"
        for value, text in axis.ticks
    ]
    middle = MARGIN + PLOT_SIDE / 2
    return (
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{PLOT_SIDE}" height="{PLOT_SIDE}" fill="none" '
        f'stroke="#888"/>{"".join(ticks)}<text x="{middle}" y="{MARGIN + PLOT_SIDE + 34}" '
        f'text-anchor="middle">{escape(axis.title)}</text><text x="14" y="{middle}" '
        f'text-anchor="middle" transform="rotate(-90 14 {middle})">{escape(y_title)}</text>'
    )


def _colour(number: int) -> str:
    return CLASS_COLOURS[number % len(CLASS_COLOURS)]


def _points(x: Numbers, y: Numbers, place: Placing) -> str:
    return " ".join("{:.1f},{:.1f}".format(*place(*point)) for point in zip(x, y, strict=True))


def _band(number: int, curve: PlottedCurve, place: Placing) -> str:
    if curve.band is None or not np.isfinite(curve.band).all():
        return ""
    x, low, high = curve.band
    outline = _points(np.append(x, x[::-1]), np.append(low, high[::-1]), place)
    return f'<polygon points="{outline}" fill="{_colour(number)}" fill-opacity="0.15"/>'


def _curve(number: int, curve: PlottedCurve, place: Placing) -> str:
    dash = DASHES[number // len(CLASS_COLOURS) % len(DASHES)]
    style = f'fill="none" stroke="{_colour(number)}" stroke-width="2" stroke-dasharray="{dash}"'
    left, y = 2 * MARGIN + PLOT_SIDE - 30, MARGIN + LINE_HEIGHT * number + 10
    return (
        f'<polyline points="{_points(curve.x, curve.y, place)}" {style}/>'
        f'<line x1="{left}" x2="{left + 24}" y1="{y}" y2="{y}" {style}/>'
        f'<text x="{left + 30}" y="{y + 4}">{escape(curve.name)}</text>'
    )
