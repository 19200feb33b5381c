"""Explain a pixel by the contributions of kernels and strokes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from flimbuilder.explain.contributions.explanation import (
    Explanation,
    KernelContribution,
    StrokeContribution,
    explain_region,
    stroke_contributions,
)
from flimbuilder.flim.encode import require_encodable
from flimbuilder.model.document import KernelRecord, ModelDocument
from flimbuilder.model.model import Model, unit_pixels
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.files import StrPath
from flimbuilder.workflow.readable_images import ReadableImage, read_to_explain
from flimbuilder.workflow.sources import EVERYTHING, ImageSelector

__all__ = ["PixelExplanation", "explain_file", "explain_pixel", "explain_readable"]


@dataclass(frozen=True, eq=False)
class PixelExplanation:
    """Why a pixel has its saliency.

    Attributes
    ----------
    row, col : int
    explanation : Explanation
        The sum, its bias, the saliency, and the contribution of each kernel.
    strokes : tuple of StrokeContribution
        The contribution of each marker.
    document : ModelDocument
        Of the model; it describes the kernels.
    image : ReadableImage
    notes : tuple of str
        What a user should know of the image and the model.
    """

    row: int
    col: int
    explanation: Explanation
    strokes: tuple[StrokeContribution, ...]
    document: ModelDocument
    image: ReadableImage
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the explanation for scripts."""
        explanation = self.explanation
        return {
            "row": self.row,
            "col": self.col,
            "class": explanation.class_id,
            "decoder": explanation.decoder.id,
            "blocks": list(explanation.decoder.blocks),
            "sum": explanation.sum,
            "bias": explanation.bias,
            "saliency": explanation.saliency,
            "kernels": [
                {
                    "block": kernel.block,
                    "kernel": number,
                    "class": record.class_id,
                    "weight": kernel.weight,
                    "activation": kernel.activation,
                    "contribution": kernel.value,
                    "markers": [source.model_dump() for source in record.markers],
                }
                for kernel, number, record in self.described_kernels()
            ],
            "strokes": [
                {"image": stroke.image, "marker": stroke.marker, "contribution": stroke.value}
                for stroke in self.strokes
            ],
            "notes": list(self.notes),
        }

    def described_kernels(self) -> Iterator[tuple[KernelContribution, int, KernelRecord]]:
        """Yield each contribution with the kernel's number in its block and its record."""
        for kernel in self.explanation.kernels:
            block = self.document.blocks[kernel.block - 1]
            yield kernel, block.numbers[kernel.channel], block.kernels[kernel.channel]


def explain_pixel(
    model: Model,
    image: NDArray[Any],
    row: int,
    col: int,
    *,
    class_id: int | None = None,
    decoder_choice: DecoderChoice | None = None,
) -> PixelExplanation:
    """Explain a pixel of an image by the contributions of kernels and markers.

    Parameters
    ----------
    model : Model
    image : ndarray of shape (H, W, C)
        As in :meth:`Model.activations`.
    row, col : int
        The pixel, from 0.
    class_id : int or None, default=None
        The object class; None is the one with the largest sum.
    decoder_choice : DecoderChoice or None, default=None
        None is the model's own.

    Returns
    -------
    PixelExplanation
        The values of its kernels and the bias add up to the decoder's sum before rectification
        (log-odds with the decoder ``ml``), and those of its strokes to the sum without the bias.

    Raises
    ------
    InputError
        If the pixel is not in the image, the class is not an object class, or the model cannot
        read the image or serve the choice.

    Examples
    --------
    >>> import flimbuilder as fb
    >>> model = fb.load_model("eggs.model")  # doctest: +SKIP
    >>> found = fb.explain_pixel(model, fb.read_image("egg.png").pixels, 120, 88)  # doctest: +SKIP
    >>> found.strokes[0]  # doctest: +SKIP
    StrokeContribution(image='egg', marker=3, value=2.71)
    """
    readable = ReadableImage(unit_pixels(image), str(image.dtype), "image")
    return explain_readable(model, readable, row, col, class_id, decoder_choice)


def explain_file(
    model: Model,
    path: StrPath,
    row: int,
    col: int,
    *,
    class_id: int | None = None,
    decoder_choice: DecoderChoice | None = None,
    selector: ImageSelector = EVERYTHING,
) -> PixelExplanation:
    """Explain a pixel of an image file.

    Parameters
    ----------
    model : Model
    path : str or path-like
    row, col, class_id, decoder_choice
        As in :func:`explain_pixel`.
    selector : ImageSelector, default=EVERYTHING
        The image of a stack, and its channels and window. What it leaves open follows the images
        that the model was learned from.

    Raises
    ------
    ImageError
        If the file can't be read, or is too large to be encoded whole.
    InputError
        As :func:`explain_pixel`, and if the selector leaves several images.
    """
    image = read_to_explain(model, path, selector, decoder_choice)
    return explain_readable(model, image, row, col, class_id, decoder_choice)


def explain_readable(
    model: Model,
    image: ReadableImage,
    row: int,
    col: int,
    class_id: int | None = None,
    decoder_choice: DecoderChoice | None = None,
) -> PixelExplanation:
    """Explain a pixel of an image that is read already; see :func:`explain_pixel`."""
    choice = model.resolve(decoder_choice)
    height, width, channels = image.pixels.shape
    architecture = model.document.architecture
    require_encodable(model.encoder, architecture, (height, width, channels), image.name)
    explanation = explain_region(model, image.pixels, (row, col), class_id, choice)
    strokes = stroke_contributions(explanation, model.document)
    notes = (*image.notes, *_unknown_markers(model))
    return PixelExplanation(row, col, explanation, strokes, model.document, image, notes)


def _unknown_markers(model: Model) -> Iterator[str]:
    """Yield a note if the markers of some kernels are not known exactly."""
    records = [record for block in model.document.blocks for record in block.kernels]
    if any(not record.markers for record in records):
        yield "some kernels come from no marker, so no stroke has their contribution"
    elif not all(record.has_known_markers for record in records):
        yield (
            "the model is of an older version without the shares of markers in each kernel; the "
            "nearest patch's marker stands for all; build it again to have them"
        )
