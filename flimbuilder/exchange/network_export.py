"""Writing the whole network, from images to saliency, as files that run by themselves.

Each is run on real images before it takes its place, and compared with the model.
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
from flimbuilder.exchange.exported import Exported
from flimbuilder.exchange.onnx_file import dump_onnx, require_onnx, run_onnx
from flimbuilder.exchange.reference_images import sample_pictures
from flimbuilder.exchange.traced_program import dump_program, run_program, trace_network
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
    "SaliencyNetwork",
    "compare_with_model",
    "comparison_batches",
    "input_in_words",
    "onnx_of",
    "run_onnx_on",
    "saliency_network",
    "trace_model",
    "write_onnx",
    "write_pt2",
]

LIMIT = 1e-4  # of saliency, which is in [0, 1]
TIES = 1e-3  # share of pixels where a decision of ts, at, lt, pb or mb may fall to rounding
SIZES = ((2, 160, 192), (1, 97, 75))  # images, height and width of the batches compared
WORDS = "flimbuilder.json"


class SaliencyNetwork(nn.Module):
    """From images to saliency, for tracing.

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
        # Not made int: while the network is traced, sides are symbols.
        size = (images.shape[-2], images.shape[-1])
        saliency: Tensor = self.decoder(self.encoder.encode(images), size)
        return saliency


@dataclass(frozen=True)
class ExportComparison:
    """How a file's saliency differs from the model's.

    Attributes
    ----------
    largest : float
        The largest absolute difference.
    decided_otherwise : int
        Pixels over `LIMIT`: there a decision of the decoder falls to rounding.
    pixels : int
        Compared in all.
    on : str
        The images, in words.
    """

    largest: float
    decided_otherwise: int
    pixels: int
    on: str

    def told(self) -> str:
        """Return one line for the user."""
        text = f"its saliency is the model's to within {self.largest:.1e} ({self.on})"
        if self.decided_otherwise:
            text += (
                f"; over {LIMIT:g} at {self.decided_otherwise} of {self.pixels} pixels, where a "
                "decision of the decoder falls to rounding"
            )
        return text


def write_pt2(model: Model, out: Path, image: Path | None = None) -> Exported:
    """Write a program of ``torch.export``, which runs with torch alone.

    Parameters
    ----------
    model : Model
    out : Path
        The file, or an existing folder.
    image : Path or None, default=None
        An image to compare on besides those of scikit-image.
    """
    path, batches = output_file(out, "network.pt2"), comparison_batches(model, image)
    document = dump_model_document(model.document).decode()
    content = dump_program(trace_model(model), {WORDS: document})

    def run(images: Tensor) -> Tensor:
        return run_program(content, images)

    return _write_compared(model, path, content, run, batches)


def write_onnx(model: Model, out: Path, image: Path | None = None) -> Exported:
    """Write an ONNX file, which runs without torch; parameters as of `write_pt2`."""
    require_onnx()
    path, batches = output_file(out, "network.onnx"), comparison_batches(model, image)
    content = onnx_of(model)
    return _write_compared(model, path, content, run_onnx_on(content), batches)


def run_onnx_on(content: bytes) -> Callable[[Tensor], Tensor]:
    """Return a function that runs an ONNX file on images (N, C, H, W)."""

    def run(images: Tensor) -> Tensor:
        return torch.from_numpy(run_onnx(content, images.numpy()))

    return run


def onnx_of(model: Model) -> bytes:
    """Return the whole network as one ONNX file."""
    document = model.document
    words = {
        "flimbuilder": dump_model_document(document).decode(),
        "input": input_in_words(document),
        "use": "on whole images: decoders scale by and decide on statistics of the whole image",
    }
    return dump_onnx(trace_model(model), words)


def input_in_words(document: ModelDocument) -> str:
    """Say what becomes of a file's values before the network sees them."""
    selection = document.input.selection or Selection()
    if selection.window is None:
        scaling = "8 bit divided by 255, 16 bit by 65535, never by the image's own maximum"
    else:
        low, high = selection.window
        scaling = f"values of {low:g} become 0 and of {high:g} 1, those beyond are clipped"
    taken = ", ".join(str(one) for one in selection.channels)
    channels = f"; channels {taken} of the file, counted from 0" if taken else ""
    return f"whole images in [0, 1]: {scaling}{channels}"


def trace_model(model: Model) -> ExportedProgram:
    """Trace the whole network for images of any number and size.

    Raises
    ------
    ModelError
        Where it has no graph; names the decoder.
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
    here = model.on(CPU)
    return SaliencyNetwork(here.encoder, here.decoder()).eval().requires_grad_(False)


def compare_with_model(
    model: Model, run: Callable[[Tensor], Tensor], batches: Mapping[str, Tensor]
) -> ExportComparison:
    """Compare what a file computes with what the model does, on real images.

    Parameters
    ----------
    model : Model
    run : callable
        Takes images (N, C, H, W) and returns their saliency.
    batches : mapping of str to Tensor
        As of `comparison_batches`.

    Raises
    ------
    ModelError
        Where they differ by more than rounding.
    """
    network = saliency_network(model)
    with torch.inference_mode():
        differences = [
            (network(images) - run(images)).abs().flatten() for images in batches.values()
        ]
    every = torch.cat(differences)
    over = int((~(every <= LIMIT)).sum())  # so that NaN counts
    compared = ExportComparison(float(every.max()), over, len(every), ", ".join(batches))
    if over > TIES * len(every):
        raise ModelError(
            f"the file's saliency differs from the model's by up to {compared.largest:.3g}, and "
            f"{LIMIT:g} is allowed; nothing was written: use --to model, and tell the authors"
        )
    return compared


def comparison_batches(model: Model, image: Path | None = None) -> dict[str, Tensor]:
    """Return real images (N, C, H, W) to compare on, by what they are.

    Parameters
    ----------
    model : Model
    image : Path or None, default=None
        One's own, besides those of scikit-image.

    Raises
    ------
    ImageError
        Where it cannot be read, or is none for this model.
    """
    channels = model.document.input.channels
    batches = {}
    for number, height, width in SIZES:
        pictures = list(islice(sample_pictures(channels, height, width), number))
        names = " and ".join(one.name for one in pictures)
        stacked = np.stack([one.pixels for one in pictures])
        batches[f"{names} at {height} x {width}"] = _as_batch(stacked)
    if image is not None:
        pixels = read_as_learned(image, model.document.input.selection)
        model.encode(pixels, 1, name=str(image))  # refuses what does not fit
        batches[image.name] = _as_batch(pixels[np.newaxis])
    return batches


def _as_batch(images: NDArray[np.float32]) -> Tensor:
    return torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()


def _write_compared(
    model: Model,
    path: Path,
    content: bytes,
    run: Callable[[Tensor], Tensor],
    batches: Mapping[str, Tensor],
) -> Exported:
    compared = compare_with_model(model, run, batches)
    write_atomically(path, content)
    return Exported([path], (compared.told(),), largest_difference=compared.largest)
