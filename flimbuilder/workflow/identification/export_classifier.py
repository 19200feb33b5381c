"""Export a classifier, from images to scores, as a file that runs without flimbuilder."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.export import ExportedProgram

from flimbuilder.errors import InputError, ModelError
from flimbuilder.exchange.network_export import (
    ExportReport,
    comparison_batches,
    describe_input,
)
from flimbuilder.exchange.network_files import (
    FREE_AXES,
    dump_onnx,
    dump_program,
    require_onnx,
    run_onnx,
    run_program,
    trace_network,
)
from flimbuilder.exchange.reference_images import reference_images
from flimbuilder.flim.classifier import ImageClassifierNetwork
from flimbuilder.model.pixels import read_as_learned
from flimbuilder.project.architecture import trace_shapes
from flimbuilder.project.files import write_atomically
from flimbuilder.project.outputs import output_file
from flimbuilder.tasks.identification.classifier import ImageClassifier

__all__ = ["SCORES", "dump_classifier_onnx", "export_classifier"]

SCORES = "scores"
BATCH = {0: "batch"}
TIE = 1e-3  # between the two largest scores
DEFAULT_NAMES = {"onnx": "classifier.onnx", "pt2": "classifier.pt2"}


def export_classifier(
    classifier: ImageClassifier, to: str, out: Path, image: Path | None = None
) -> ExportReport:
    """Write the encoder and the classifier as one network, which takes images.

    Its output ``scores`` has shape (N, classes); the names of the classes are in the metadata.

    Parameters
    ----------
    classifier : ImageClassifier
    to : {"onnx", "pt2"}
    out : Path
        The file, or an existing folder.
    image : Path or None, default=None
        Another image to compare on, besides those of scikit-image.

    Raises
    ------
    InputError
        If the format is another one, or the extra ``onnx`` is not installed.
    ModelError
        If the network can't be traced, or gives other classes than the classifier.
    """
    if to not in DEFAULT_NAMES:
        raise InputError(
            f"can't export a classifier to {to!r}; choose from {', '.join(DEFAULT_NAMES)}, or "
            "copy its folder, whose encoder.py runs it"
        )
    if to == "onnx":
        require_onnx()
    path, batches = output_file(out, DEFAULT_NAMES[to]), _batches(classifier, image)
    if to == "onnx":
        content = dump_classifier_onnx(classifier)
    else:
        content = dump_program(_trace(classifier), _metadata(classifier))

    def run(images: Tensor) -> Tensor:
        if to == "onnx":
            return torch.from_numpy(run_onnx(content, images.numpy(), SCORES))
        return run_program(content, images)

    difference = _largest_difference(classifier.network(), run, batches)
    write_atomically(path, content)
    compared = f"scores equal the classifier's to within {difference:.1e} ({', '.join(batches)})"
    return ExportReport([path], (compared,), largest_difference=difference)


def dump_classifier_onnx(classifier: ImageClassifier) -> bytes:
    """Return encoder and classifier as one ONNX file."""
    axes = _free_axes(classifier)
    return dump_onnx(_trace(classifier), _metadata(classifier), SCORES, axes, BATCH)


def _free_axes(classifier: ImageClassifier) -> dict[int, str]:
    return FREE_AXES if classifier.size is None else BATCH


def _trace(classifier: ImageClassifier) -> ExportedProgram:
    document = classifier.model.document
    channels = document.input.channels
    jump = trace_shapes(document.architecture, 1, 1, channels)[-1].jump
    side = max(64, 4 * jump)
    size = (side, side + 7) if classifier.size is None else classifier.size
    images = torch.rand(2, channels, *size)
    return trace_network(classifier.network(), images, _free_axes(classifier))


def _metadata(classifier: ImageClassifier) -> dict[str, str]:
    described = describe_input(classifier.model.document)
    if classifier.side is not None:
        side = classifier.side
        described = f"patches of {side} x {side} pixels around objects, of {described}"
    return {
        "classes": "\n".join(classifier.classes),
        "input": described,
        "use": f"the class has the largest score; classifier {classifier.classifier.id}",
    }


def _batches(classifier: ImageClassifier, image: Path | None) -> dict[str, Tensor]:
    """Return real images (N, C, H, W) to compare on, by their description."""
    model, size = classifier.model, classifier.size
    if size is None:
        return comparison_batches(model, image)
    references = list(islice(reference_images(model.document.input.channels, *size), 2))
    names = " and ".join(reference.name for reference in references)
    batches = {names: [_padded(reference.pixels, size) for reference in references]}
    if image is not None:
        pixels = read_as_learned(image, model.document.input.selection)
        classifier.features([pixels], [str(image)])  # raises if it does not fit
        batches[image.name] = [pixels]
    return {
        name: torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2).contiguous()
        for name, images in batches.items()
    }


def _padded(pixels: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    """Mirror an image (H, W, C) below and at the right to fill a size."""
    missing = [(0, side - own) for side, own in zip(size, pixels.shape, strict=False)]
    return np.pad(pixels, (*missing, (0, 0)), mode="symmetric")


def _largest_difference(
    network: ImageClassifierNetwork, run: Callable[[Tensor], Tensor], batches: dict[str, Tensor]
) -> float:
    """Return the largest difference of scores.

    Raises
    ------
    ModelError
        If an image gets another class, unless its two largest scores are equal but for rounding.
    """
    with torch.inference_mode():
        own = torch.cat([network(images) for images in batches.values()])
        others = torch.cat([run(images) for images in batches.values()])
    first, second = own.topk(2, dim=1).values.T
    differs = (own.argmax(dim=1) != others.argmax(dim=1)) & (first - second > TIE)
    if differs.any() or not others.isfinite().all():
        raise ModelError(
            "the file gives other classes than the classifier; nothing was written: use its "
            "folder and report this error"
        )
    return float((own - others).abs().max())
