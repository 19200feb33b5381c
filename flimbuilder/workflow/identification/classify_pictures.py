"""Pictures of a classifier as SVG: its confusion matrix and its learning curve."""

from collections.abc import Sequence
from math import log10
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import printable
from flimbuilder.project.files import write_atomically
from flimbuilder.project.outputs import make_folder
from flimbuilder.tasks.identification.validation import LearningCurve

__all__ = [
    "CONFUSION_FILE",
    "CURVE_FILE",
    "confusion_svg",
    "learning_curve_svg",
    "write_pictures",
]

CONFUSION_FILE, CURVE_FILE = "confusion.svg", "learning_curve.svg"
CELL, MARGIN, SIDE = 46, 60, 360  # pixels
LETTER = 7  # width of a letter
LONGEST_NAME = 24  # letters
RIGHT, WRONG = (38, 120, 178), (204, 92, 48)  # of full cells on and off the diagonal
INK, MUTED = "#222222", "#777777"
MEASURES = (("kappa", "kappa", "#1f6fb4"), ("macro_f1", "macro F1", "#d1622b"))


def write_pictures(
    folder: Path,
    classes: Sequence[str],
    confusion: NDArray[np.integer],
    curve: Sequence[LearningCurve] = (),
) -> list[Path]:
    """Write the pictures into a folder and return their paths.

    Parameters
    ----------
    folder : Path
        Created if missing.
    classes : sequence of str
    confusion : ndarray of shape (classes, classes)
    curve : sequence of LearningCurve, default=()
        Empty writes none.

    Raises
    ------
    SaveError
        If one can't be written.
    """
    make_folder(folder)
    pictures = {CONFUSION_FILE: confusion_svg(classes, confusion)}
    if curve:
        pictures[CURVE_FILE] = learning_curve_svg(curve)
    for name, text in pictures.items():
        write_atomically(folder / name, text.encode())
    return [folder / name for name in pictures]


def confusion_svg(classes: Sequence[str], confusion: NDArray[np.integer]) -> str:
    """Draw the images of each class (rows) by the class assigned to them, as SVG.

    The shade of a cell is its share of the row.
    """
    names = [printable(name, LONGEST_NAME) for name in classes]
    left = MARGIN + LETTER * max(map(len, names))
    top = left
    width, height = left + CELL * len(names) + MARGIN, top + CELL * len(names) + 20
    totals = np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    parts = [
        f'<text x="{left}" y="20" fill="{MUTED}">assigned class</text>',
        f'<text x="20" y="{top + 14}" fill="{MUTED}" transform="rotate(-90 20 {top + 14})" '
        'text-anchor="end">true class</text>',
        f'<text x="{width - MARGIN + 8}" y="{top - 8}" fill="{MUTED}">recall</text>',
    ]
    for row, name in enumerate(names):
        y = top + CELL * row
        x = left + CELL * row + CELL / 2
        parts.append(f'<text x="{left - 8}" y="{y + 27}" text-anchor="end">{escape(name)}</text>')
        parts.append(
            f'<text x="{x + 4}" y="{top - 8}" transform="rotate(-90 {x + 4} {top - 8})">'
            f"{escape(name)}</text>"
        )
        for col in range(len(names)):
            share = confusion[row, col] / totals[row, 0]
            parts.append(_cell(left + CELL * col, y, int(confusion[row, col]), share, row == col))
        recall = confusion[row, row] / totals[row, 0]
        parts.append(f'<text x="{width - MARGIN + 8}" y="{y + 27}">{recall:.2f}</text>')
    return _svg(width, height, "Confusion matrix", parts)


def _cell(x: float, y: float, count: int, share: float, is_right: bool) -> str:
    full = RIGHT if is_right else WRONG
    colour = "#" + "".join(f"{round(255 + share * (part - 255)):02x}" for part in full)
    ink = "white" if share > 0.6 else INK if count else "#bbbbbb"
    return (
        f'<rect x="{x}" y="{y}" width="{CELL - 2}" height="{CELL - 2}" rx="4" fill="{colour}" '
        f'stroke="#dddddd" stroke-width="{0 if share > 0.1 else 1}"/>'
        f'<text x="{x + CELL / 2 - 1}" y="{y + 27}" text-anchor="middle" fill="{ink}">{count}'
        "</text>"
    )


def learning_curve_svg(curve: Sequence[LearningCurve]) -> str:
    """Draw kappa and macro F1 over the number of images learned from, as SVG.

    The number has a logarithmic axis; bars show the standard deviation over the folds.
    """
    counts = [log10(max(point.n_images, 1)) for point in curve]
    low, high = min(counts), max(counts)
    extent = high - low or 1.0
    spreads = [getattr(point, name) for point in curve for name, _, _ in MEASURES]
    floor = min(0.0, *(spread.mean - spread.std for spread in spreads))

    def place(count: float, value: float) -> tuple[float, float]:
        x = MARGIN + 16 + (count - low) / extent * (SIDE - 32)
        return x, MARGIN + (1 - value) / (1 - floor) * SIDE

    parts = [
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" '
        'stroke="#cccccc"/>',
        f'<text x="{MARGIN + SIDE / 2}" y="{MARGIN + SIDE + 40}" text-anchor="middle" '
        f'fill="{MUTED}">images learned from</text>',
    ]
    for tick in np.arange(np.ceil(floor * 5) / 5, 1.01, 0.2):
        y = place(low, tick)[1]
        parts.append(
            f'<line x1="{MARGIN}" x2="{MARGIN + SIDE}" y1="{y:.1f}" y2="{y:.1f}" '
            'stroke="#eeeeee"/>'
            f'<text x="{MARGIN - 8}" y="{y + 4:.1f}" text-anchor="end">{tick + 0:.1f}</text>'
        )
    for count, point in zip(counts, curve, strict=True):
        x = place(count, 0)[0]
        parts.append(
            f'<text x="{x:.1f}" y="{MARGIN + SIDE + 18}" text-anchor="middle">'
            f"{point.n_images:.0f}</text>"
        )
    for number, (name, title, colour) in enumerate(MEASURES):
        measured = [getattr(point, name) for point in curve]
        apart = 3 * (2 * number - 1)  # so that the bars do not hide each other
        centres = [place(c, m.mean) for c, m in zip(counts, measured, strict=True)]
        points = [(x + apart, y) for x, y in centres]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(
            f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        for (x, y), count, spread in zip(points, counts, measured, strict=True):
            below, above = (place(count, spread.mean + s * spread.std)[1] for s in (-1, 1))
            parts.append(
                f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{below:.1f}" y2="{max(above, MARGIN):.1f}" '
                f'stroke="{colour}" stroke-opacity="0.5"/>'
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
            )
        y = MARGIN + 20 + 20 * number
        parts.append(
            f'<circle cx="{MARGIN + SIDE + 20}" cy="{y - 4}" r="4" fill="{colour}"/>'
            f'<text x="{MARGIN + SIDE + 32}" y="{y}">{title}</text>'
        )
    return _svg(SIDE + 2 * MARGIN + 70, SIDE + 2 * MARGIN, "Learning curve", parts)


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" font-family="sans-serif" font-size="12" '
            f'fill="{INK}" role="img">',
            f"<title>{title}</title>",
            f'<rect width="{width}" height="{height}" fill="white"/>',
            *parts,
            "</svg>\n",
        ]
    )
