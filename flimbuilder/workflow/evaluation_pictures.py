"""Pictures of an evaluation: a strip for each image, and precision-recall curves."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.thresholded_measures import precision_recall_curve
from flimbuilder.imaging.pictures import captioned, display, heat, montage, outline
from flimbuilder.imaging.write import write_png
from flimbuilder.model.decoding import name_blocks
from flimbuilder.project.files import write_atomically
from flimbuilder.project.outputs import make_folder, require_none_overwritten
from flimbuilder.project.project import CLASS_COLOURS
from flimbuilder.project.selection import image_stem
from flimbuilder.workflow.evaluate import Sample

__all__ = ["CURVES_FILE", "EvaluationPictures"]

CURVES_FILE = "precision_recall.svg"
TILE_SIDE = 240  # pixels of the longer side in a strip
PLOT_SIDE = 400
MARGIN = 50
LEGEND_WIDTH = 150
IGNORED_COLOUR = "#808080"
DASHES = ("", "6 3", "2 3", "8 3 2 3")


class EvaluationPictures:
    """Write a strip of pictures per image, and the precision-recall curves of all images.

    Parameters
    ----------
    folder : Path
        Created if missing. ``STEM_strip.png`` shows the image with the outline of its mask and the
        saliency of every decoder choice; ``precision_recall.svg`` shows the curves, averaged over
        images and classes at each of 256 thresholds.
    """

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self._folder = folder
        self._curves: dict[str, list[NDArray[np.float64]]] = {}

    def add(self, sample: Sample) -> None:
        """Write the strip of an image and record its curves."""
        first = captioned(_small(_with_truth(sample)), "image and truth")
        tiles: dict[tuple[int, ...], list[NDArray[np.uint8]]] = {}
        for choice, saliency in sample.saliency.items():
            name = f"block {name_blocks(choice)}, {choice.id}"
            row = tiles.setdefault(choice.blocks, [np.full_like(first, 255) if tiles else first])
            row.append(captioned(_small(heat(saliency.max(axis=0))), name))
            self._curves.setdefault(name, []).append(_mean_curve(saliency, sample))
        target = self._folder / f"{image_stem(sample.path)}_strip.png"
        require_none_overwritten([target], [sample.path])
        rows = [montage(row, len(row), gap=6) for row in tiles.values()]
        write_png(target, montage(rows, columns=1, gap=6))

    def finish(self) -> None:
        """Write the curves."""
        curves = {name: np.mean(own, axis=0) for name, own in self._curves.items()}
        write_atomically(self._folder / CURVES_FILE, _plot(curves).encode())


def _with_truth(sample: Sample) -> NDArray[np.uint8]:
    picture = display(sample.pixels)
    for target in sample.targets:
        picture = outline(picture, target, width=2)
    if sample.judged is not None:
        picture = outline(picture, ~sample.judged, IGNORED_COLOUR)
    return picture


def _small(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    step = -(-max(picture.shape[:2]) // TILE_SIDE)
    return picture[::step, ::step]


def _mean_curve(saliency: NDArray[Any], sample: Sample) -> NDArray[np.float64]:
    judged = slice(None) if sample.judged is None else sample.judged
    pairs = zip(saliency[:, judged], sample.targets[:, judged], strict=True)
    curves = [precision_recall_curve(class_saliency, target) for class_saliency, target in pairs]
    return np.asarray(np.mean(curves, axis=0))


def _plot(curves: Mapping[str, NDArray[np.float64]]) -> str:
    """Draw curves of (precision, recall) as SVG, distinguished by colour and dashes."""
    height = max(PLOT_SIDE, 18 * len(curves)) + 2 * MARGIN
    width = PLOT_SIDE + 2 * MARGIN + LEGEND_WIDTH
    parts = [_curve(number, name, curve) for number, (name, curve) in enumerate(curves.items())]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="12">\n'
        f'<rect width="{width}" height="{height}" fill="white"/>\n{_axes()}\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _axes() -> str:
    ticks = []
    for tick in np.linspace(0, 1, 6):
        x, y = _place(tick, tick)
        ticks.append(
            f'<text x="{MARGIN - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:.1f}</text>'
            f'<text x="{x:.1f}" y="{MARGIN + PLOT_SIDE + 16}" text-anchor="middle">{tick:.1f}'
            "</text>"
        )
    middle = MARGIN + PLOT_SIDE / 2
    return (
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{PLOT_SIDE}" height="{PLOT_SIDE}" fill="none" '
        f'stroke="#888"/>{"".join(ticks)}<text x="{middle}" y="{MARGIN + PLOT_SIDE + 34}" '
        f'text-anchor="middle">recall</text><text x="14" y="{middle}" text-anchor="middle" '
        f'transform="rotate(-90 14 {middle})">precision</text>'
    )


def _place(recall: float, precision: float) -> tuple[float, float]:
    return MARGIN + recall * PLOT_SIDE, MARGIN + (1 - precision) * PLOT_SIDE


def _curve(number: int, name: str, curve: NDArray[np.float64]) -> str:
    points = " ".join("{:.1f},{:.1f}".format(*_place(r, p)) for p, r in curve.T)
    colour = CLASS_COLOURS[number % len(CLASS_COLOURS)]
    dash = DASHES[number // len(CLASS_COLOURS) % len(DASHES)]
    style = f'fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
    left, y = 2 * MARGIN + PLOT_SIDE - 30, MARGIN + 18 * number + 10
    return (
        f'<polyline points="{points}" {style}/>'
        f'<line x1="{left}" x2="{left + 24}" y1="{y}" y2="{y}" {style}/>'
        f'<text x="{left + 30}" y="{y + 4}">{escape(name)}</text>'
    )
