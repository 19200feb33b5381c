"""Evaluations: the measures of a model on images, and their table."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.instances.measures import INSTANCE_MEASURES
from flimbuilder.analysis.instances.summary import FrocSummary, InstanceSummary
from flimbuilder.analysis.measures import MEASURES
from flimbuilder.exchange.tables import csv_text
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.files import write_atomically
from flimbuilder.workflow.failures import FailedFile

__all__ = ["Evaluation", "Sample", "write_csv"]


@dataclass(frozen=True)
class Evaluation:
    """The measures of one decoder on one block, or on several fused blocks.

    Attributes
    ----------
    block : int or str
        The number; for fused blocks their numbers joined by ``+``.
    decoder : str
    per_image : dict of str to dict of str to float
        By the image's stem; empty rows without masks, and of images that were measured in tiles.
    without_mask : tuple of str
        Names of images without a mask or centres, which were not measured.
    failed : tuple of FailedFile
        Images and masks that can't be used; their images were not measured.
    notes : tuple of (str, str)
        Names of images and masks, and what a user should know of them.
    instances : InstanceSummary or None, default=None
        The measures of separate objects, if requested.
    froc : FrocSummary or None, default=None
        The FROC curve, if requested.
    """

    block: int | str
    decoder: str
    per_image: dict[str, dict[str, float]]
    without_mask: tuple[str, ...] = ()
    failed: tuple[FailedFile, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    instances: InstanceSummary | None = None
    froc: FrocSummary | None = None

    def mean(self) -> dict[str, float]:
        """Return each measure's mean over the images that have it; nothing without masks."""
        rows = [row for row in self.per_image.values() if row]
        names = next(iter(rows), {})
        return {name: float(np.mean([row[name] for row in rows])) for name in names}

    def as_json(self) -> dict[str, Any]:
        """Return the evaluation as ``evaluate --json`` shows it."""
        head = {"block": self.block, "decoder": self.decoder, "images": len(self.per_image)}
        return {**head, **self.mean(), "per_image": self.per_image, **self.objects_as_json()}

    def objects_as_json(self) -> dict[str, Any]:
        """Return ``instances`` and ``froc``, if objects were measured."""
        parts = {"instances": self.instances, "froc": self.froc}
        return {name: part.as_json() for name, part in parts.items() if part is not None}


@dataclass(frozen=True, eq=False)
class Sample:
    """A measured image.

    Attributes
    ----------
    path : Path
        Path of the image; for an image of a stack with its place in the name.
    pixels : ndarray of shape (H, W, C), float32
        In [0, 1].
    targets : ndarray of shape (object classes, H, W), bool, or None
        The object masks of the classes; None without a mask.
    saliency : dict of DecoderChoice to ndarray of shape (object classes, H, W)
        In [0, 1].
    judged : ndarray of shape (H, W), bool, or None
        False where the mask leaves pixels out; None if nowhere.
    centres : ndarray of float of shape (n, 2), or None, default=None
        Row and column of true objects.
    """

    path: Path
    pixels: NDArray[np.float32]
    targets: NDArray[np.bool_] | None
    saliency: dict[DecoderChoice, NDArray[np.float32]]
    judged: NDArray[np.bool_] | None = None
    centres: NDArray[np.float64] | None = None


def write_csv(results: Sequence[Evaluation], path: Path) -> None:
    """Write the measures as a CSV table: one row per block, decoder and image.

    The name of an image that begins like a formula gets a ``'`` before it.

    Parameters
    ----------
    results : sequence of Evaluation
    path : Path
        The file.

    Raises
    ------
    SaveError
        If it can't be written.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    first = results[0]
    rows = first.per_image.values()
    names = [*next(filter(None, rows), {} if rows else MEASURES)]
    objects = [] if first.instances is None else ["objects", "true_objects", *INSTANCE_MEASURES]
    table.writerow(["block", "decoder", "image", *names, *objects])
    for result in results:
        for image, row in result.per_image.items():
            of_objects = _object_cells(result, image) if objects else []
            cells = [*(row.get(name, "") for name in names), *of_objects]
            table.writerow([result.block, result.decoder, csv_text(image), *cells])
    write_atomically(path, text.getvalue().encode())


def _object_cells(result: Evaluation, image: str) -> list[float | int | str]:
    """Return the measures of the objects of an image; empty cells for those it lacks."""
    if result.instances is None or image not in result.instances.per_image:
        return [""] * (2 + len(INSTANCE_MEASURES))
    counts, row = result.instances.per_image[image], result.instances.row(image)
    numbers = ("" if np.isnan(value) else value for value in row.values())
    return [counts.n_predicted, counts.n_true, *numbers]
