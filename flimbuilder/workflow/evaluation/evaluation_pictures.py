"""Pictures of an evaluation: a strip for each image, and curves of all images."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.instances.froc import PER
from flimbuilder.analysis.instances.measures import IOU_THRESHOLDS
from flimbuilder.analysis.thresholded_measures import precision_recall_curve
from flimbuilder.imaging.pictures import captioned, display, heat, montage, outline
from flimbuilder.imaging.write import write_png
from flimbuilder.model.decoding import name_blocks
from flimbuilder.project.files import write_atomically
from flimbuilder.project.outputs import make_folder, require_none_overwritten
from flimbuilder.project.selection import image_stem
from flimbuilder.workflow.evaluation.curve_plots import Axis, PlottedCurve, plot_curves
from flimbuilder.workflow.evaluation.evaluation import Evaluation, Sample

__all__ = ["AP_FILE", "CURVES_FILE", "FROC_FILE", "EvaluationPictures"]

CURVES_FILE = "precision_recall.svg"
FROC_FILE = "froc.svg"
AP_FILE = "average_precision.svg"
TILE_SIDE = 240  # pixels of the longer side in a strip
IGNORED_COLOUR = "#808080"
CENTRE_RADIUS = 2
CENTRE_COLOUR = (255, 255, 0)
TENTHS = tuple((tick / 10, f"{tick / 10:.1f}") for tick in range(0, 11, 2))
RECALL = Axis("recall", 0.0, 1.0, TENTHS)
OVERLAP = Axis("IoU", 0.5, 0.95, tuple((iou, f"{iou:.2f}") for iou in IOU_THRESHOLDS[::2]))
FALSE_POSITIVES = Axis(
    "false positives",
    1 / 8,
    16.0,
    (
        (0.125, "1/8"),
        (0.25, "1/4"),
        (0.5, "1/2"),
        *((rate, str(rate)) for rate in (1, 2, 4, 8, 16)),
    ),
    is_logarithmic=True,
)
RULES = {"centre": "centre", "iou": "IoU 0.5"}


class EvaluationPictures:
    """Write a strip of pictures per image, and the curves of all images.

    Parameters
    ----------
    folder : Path
        Created if missing. ``STEM_strip.png`` shows the image with the outline of its mask, or
        the centres of its objects, and the saliency of every decoder choice.
        ``precision_recall.svg`` shows the curves, averaged over images and classes at each of 256
        thresholds; ``average_precision.svg`` and ``froc.svg`` those of objects, if measured.
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
            if sample.targets is not None:
                self._curves.setdefault(name, []).append(_mean_curve(saliency, sample))
        target = self._folder / f"{image_stem(sample.path)}_strip.png"
        require_none_overwritten([target], [sample.path])
        rows = [montage(row, len(row), gap=6) for row in tiles.values()]
        write_png(target, montage(rows, columns=1, gap=6))

    def finish(self, results: Sequence[Evaluation] = ()) -> None:
        """Write the curves; those of objects if the evaluations have them."""
        means = {name: np.mean(own, axis=0) for name, own in self._curves.items()}
        if means:
            curves = [
                PlottedCurve(name, recall, precision)
                for name, (precision, recall) in means.items()
            ]
            self._write(CURVES_FILE, plot_curves(curves, RECALL, "precision"))
        by_overlap = list(_overlap_curves(results))
        if by_overlap:
            self._write(AP_FILE, plot_curves(by_overlap, OVERLAP, "average precision"))
        by_rate = list(_froc_curves(results))
        if by_rate:
            per = next(result.froc.per for result in results if result.froc is not None)
            axis = replace(FALSE_POSITIVES, title=f"false positives {PER[per]}")
            self._write(FROC_FILE, plot_curves(by_rate, axis, "sensitivity"))

    def _write(self, name: str, text: str) -> None:
        write_atomically(self._folder / name, text.encode())


def _overlap_curves(results: Sequence[Evaluation]) -> Iterator[PlottedCurve]:
    for result in results:
        if result.instances is not None and result.instances.ap_curve:
            curve = np.array(result.instances.ap_curve)
            yield PlottedCurve(_name(result), np.array(IOU_THRESHOLDS), curve)


def _froc_curves(results: Sequence[Evaluation]) -> Iterator[PlottedCurve]:
    for result in results:
        if result.froc is None:
            continue
        for rule, curve in result.froc.curves.items():
            band = result.froc.bands[rule]
            rates = np.array(band.rates)
            at = np.unique(np.append(rates, curve.false_positives))
            at = at[(at >= FALSE_POSITIVES.low) & (at <= FALSE_POSITIVES.high)]
            yield PlottedCurve(
                f"{_name(result)}, {RULES[rule]}",
                at,
                curve.sensitivity_at(at.tolist()),
                (rates, band.low, band.high),
            )


def _name(result: Evaluation) -> str:
    return f"block {result.block}, {result.decoder}"


def _with_truth(sample: Sample) -> NDArray[np.uint8]:
    picture = display(sample.pixels)
    for target in () if sample.targets is None else sample.targets:
        picture = outline(picture, target, width=2)
    if sample.centres is not None:
        picture = _with_centres(picture, sample.centres)
    if sample.judged is not None:
        picture = outline(picture, ~sample.judged, IGNORED_COLOUR)
    return picture


def _with_centres(picture: NDArray[np.uint8], centres: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Draw a square at each centre, large enough to stay visible in a strip."""
    picture = picture.copy()
    radius = CENTRE_RADIUS * -(-max(picture.shape[:2]) // TILE_SIDE)
    for row, col in np.rint(centres).astype(int).tolist():
        rows, cols = (slice(max(at - radius, 0), max(at + radius + 1, 0)) for at in (row, col))
        picture[rows, cols] = CENTRE_COLOUR
    return picture


def _small(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    step = -(-max(picture.shape[:2]) // TILE_SIDE)
    return picture[::step, ::step]


def _mean_curve(saliency: NDArray[Any], sample: Sample) -> NDArray[np.float64]:
    assert sample.targets is not None
    judged = slice(None) if sample.judged is None else sample.judged
    pairs = zip(saliency[:, judged], sample.targets[:, judged], strict=True)
    curves = [precision_recall_curve(class_saliency, target) for class_saliency, target in pairs]
    return np.asarray(np.mean(curves, axis=0))
