"""Export the whole network, from images to saliency, as a file that runs without flimbuilder.

Every file is run on real images and compared with the model before it is saved.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.export import ExportedProgram

from flimbuilder.errors import ModelError
from flimbuilder.exchange.network_files import (
    dump_onnx,
    dump_program,
    require_onnx,
    run_onnx,
    run_program,
    trace_network,
)
from flimbuilder.exchange.reference_images import reference_images
from flimbuilder.flim.network import BlocksDecoder, Encoder
from flimbuilder.model.document import ModelDocument, dump_model_document
from flimbuilder.model.model import CPU, Model
from flimbuilder.model.pixels import read_as_learned
from flimbuilder.project.architecture import trace_shapes
from flimbuilder.project.files import write_atomically
from flimbuilder.project.outputs import output_file
from flimbuilder.project.selection import Selection

__all__ = [
    "LIMIT",
    "ExportComparison",
    "ExportReport",
    "SaliencyNetwork",
    "compare_with_model",
    "comparison_batches",
    "describe_input",
    "dump_onnx_network",
    "onnx_runner",
    "saliency_network",
    "trace_model",
    "write_onnx",
    "write_pt2",
]

LIMIT = 1e-4  # of differences in saliency, which is in [0, 1]
MAX_TIES = 1e-3  # share of pixels where rounding may flip a decision of ts, at, lt, pb or mb
SIZES = ((2, 160, 192), (1, 97, 75))  # images, height and width of the batches to compare
DOCUMENT = "flimbuilder.json"


@dataclass(frozen=True)
class ExportReport:
    """The result of an export.

    Attributes
    ----------
    written : list of Path
    notes : tuple of str
        Remarks for the user on the project, the build and the written files.
    unsaved : int
        Number of edits in the project's journal, which are not exported.
    largest_difference : float or None
        Largest difference between the saliency of the written file and of the model, on real
        images; None for formats that are not runnable.
    """

    written: list[Path]
    notes: tuple[str, ...] = ()
    unsaved: int = 0
    largest_difference: float | None = None


class SaliencyNetwork(nn.Module):
    """The network from images to saliency, for tracing.

    Parameters
    ----------
    encoder : Encoder
    decoder : BlocksDecoder
    """

    def __init__(self, encoder: Encoder, decoder: BlocksDecoder) -> None:
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, images: Tensor) -> Tensor:
        """Return the saliency (N, object classes, H, W) of images (N, C, H, W) in [0, 1]."""
        # No conversion to int: sides are symbols while the network is traced.
        size = (images.shape[-2], images.shape[-1])
        saliency: Tensor = self.decoder(self.encoder.encode(images), size)
        return saliency


@dataclass(frozen=True)
class ExportComparison:
    """The difference between the saliency of a file and of the model.

    Attributes
    ----------
    largest : float
        The largest absolute difference.
    n_ties : int
        Number of pixels over `LIMIT`, where rounding flips a decision of the decoder.
    n_pixels : int
        Number of pixels compared.
    images : str
        The images compared, in words.
    """

    largest: float
    n_ties: int
    n_pixels: int
    images: str

    @property
    def description(self) -> str:
        """One line for the user."""
        text = f"saliency equals the model's to within {self.largest:.1e} ({self.images})"
        if self.n_ties:
            text += (
                f"; over {LIMIT:g} at {self.n_ties} of {self.n_pixels} pixels, where rounding "
                "flips a decision of the decoder"
            )
        return text


def write_pt2(model: Model, out: Path, image: Path | None = None) -> ExportReport:
    """Write a ``torch.export`` program, which needs only torch to run.

    Parameters
    ----------
    model : Model
    out : Path
        The file, or an existing folder.
    image : Path or None, default=None
        Another image to compare on, besides those of scikit-image.
    """
    path, batches = output_file(out, "network.pt2"), comparison_batches(model, image)
    document = dump_model_document(model.document).decode()
    content = dump_program(trace_model(model), {DOCUMENT: document})

    def run(images: Tensor) -> Tensor:
        return run_program(content, images)

    return _compare_and_write(model, path, content, run, batches)


def write_onnx(model: Model, out: Path, image: Path | None = None) -> ExportReport:
    """Write an ONNX file, which runs without torch; parameters as in `write_pt2`."""
    require_onnx()
    path, batches = output_file(out, "network.onnx"), comparison_batches(model, image)
    content = dump_onnx_network(model)
    return _compare_and_write(model, path, content, onnx_runner(content), batches)


def onnx_runner(content: bytes) -> Callable[[Tensor], Tensor]:
    """Return a function that runs an ONNX file on images (N, C, H, W)."""

    def run(images: Tensor) -> Tensor:
        return torch.from_numpy(run_onnx(content, images.numpy()))

    return run


def dump_onnx_network(model: Model) -> bytes:
    """Return the whole network as one ONNX file."""
    document, use = model.document, "decoders scale by and decide on statistics of the whole image"
    if document.decoder.is_probability:
        use = "saliency is a probability that is not scaled by any maximum"
    elif document.decoder.scale == "training":
        use = "saliency is relative to its level at the object markers of the training images"
    metadata = {
        "flimbuilder": dump_model_document(document).decode(),
        "input": describe_input(document),
        "use": f"on whole images: {use}",
    }
    return dump_onnx(trace_model(model), metadata)


def describe_input(document: ModelDocument) -> str:
    """Describe how to scale the values of an image file for the network."""
    selection = document.input.selection or Selection()
    if selection.window is None:
        scaling = "8 bit divided by 255, 16 bit by 65535, never by the image's own maximum"
    else:
        low, high = selection.window
        scaling = f"values of {low:g} become 0 and of {high:g} 1, those beyond are clipped"
    indices = ", ".join(str(channel) for channel in selection.channels)
    channels = f"; channels {indices} of the file, counted from 0" if indices else ""
    return f"whole images in [0, 1]: {scaling}{channels}"


def trace_model(model: Model) -> ExportedProgram:
    """Trace the whole network for images of any number and size.

    Raises
    ------
    ModelError
        If it has no graph; names the decoder.
    """
    network = saliency_network(model)
    channels = model.document.input.channels
    jump = trace_shapes(model.document.architecture, 1, 1, channels)[-1].jump
    side = max(64, 4 * jump)
    try:
        return trace_network(network, torch.rand(2, channels, side, side + 7))
    except ModelError as error:
        raise ModelError(f"decoder {model.document.decoder.id!r}: {error}") from None


def saliency_network(model: Model) -> SaliencyNetwork:
    """Return the model's network on the CPU."""
    cpu_model = model.on(CPU)
    return SaliencyNetwork(cpu_model.encoder, cpu_model.decoder()).eval().requires_grad_(False)


def compare_with_model(
    model: Model, run: Callable[[Tensor], Tensor], batches: Mapping[str, Tensor]
) -> ExportComparison:
    """Compare the saliency of a file with that of the model, on real images.

    Parameters
    ----------
    model : Model
    run : callable
        Takes images (N, C, H, W) and returns their saliency.
    batches : mapping of str to Tensor
        Images by their description, see `comparison_batches`.

    Raises
    ------
    ModelError
        If they differ by more than rounding.
    """
    network = saliency_network(model)
    with torch.inference_mode():
        differences = [
            (network(images) - run(images)).abs().flatten() for images in batches.values()
        ]
    difference = torch.cat(differences)
    n_ties = int((~(difference <= LIMIT)).sum())  # counts NaN too
    comparison = ExportComparison(
        float(difference.max()), n_ties, len(difference), ", ".join(batches)
    )
    if n_ties > MAX_TIES * len(difference):
        raise ModelError(
            f"the saliency of the file differs from the model's by up to {comparison.largest:.3g} "
            f"(at most {LIMIT:g}); nothing was written: use --to model and report this error"
        )
    return comparison


def comparison_batches(model: Model, image: Path | None = None) -> dict[str, Tensor]:
    """Return real images (N, C, H, W) to compare on, by their description.

    Parameters
    ----------
    model : Model
    image : Path or None, default=None
        Another image, besides those of scikit-image.

    Raises
    ------
    ImageError
        If the image cannot be read or does not fit the model.
    """
    channels = model.document.input.channels
    batches = {}
    for number, height, width in SIZES:
        references = list(islice(reference_images(channels, height, width), number))
        names = " and ".join(reference.name for reference in references)
        pixels = np.stack([reference.pixels for reference in references])
        batches[f"{names} at {height} x {width}"] = _to_batch(pixels)
    if image is not None:
        pixels = read_as_learned(image, model.document.input.selection)
        model.encode(pixels, 1, name=str(image))  # raises ImageError if it does not fit
        batches[image.name] = _to_batch(pixels[np.newaxis])
    return batches


def _to_batch(images: NDArray[np.float32]) -> Tensor:
    return torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()


def _compare_and_write(
    model: Model,
    path: Path,
    content: bytes,
    run: Callable[[Tensor], Tensor],
    batches: Mapping[str, Tensor],
) -> ExportReport:
    comparison = compare_with_model(model, run, batches)
    write_atomically(path, content)
    return ExportReport([path], (comparison.description,), largest_difference=comparison.largest)
