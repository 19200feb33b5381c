"""A learned encoder at work: from its folder, or fresh from the learner."""

import ast
import inspect
import platform
import sys
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from threading import Lock
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder import __version__
from flimbuilder.errors import InputError, ModelError
from flimbuilder.flim import network as network_module
from flimbuilder.flim.decoders import PointwiseDecoder, load_decoder_class
from flimbuilder.flim.device import choose_device
from flimbuilder.flim.encode import encode_images
from flimbuilder.flim.fingerprint import fingerprint
from flimbuilder.flim.learned import LearnedEncoder, LearnedKernel
from flimbuilder.flim.network import BlocksDecoder, Encoder
from flimbuilder.flim.precision import full_precision
from flimbuilder.model.decoding import (
    check_decoder,
    choose_decoder,
    make_blocks_decoder,
    name_block,
    resolve_choice,
)
from flimbuilder.model.document import (
    MODEL_FILE,
    BlockRecord,
    KernelRecord,
    ModelDocument,
    ModelInput,
    is_model_folder,
)
from flimbuilder.model.folder import TENSOR_FILE, read_model_folder, write_model_folder
from flimbuilder.model.standalone import bundle_sources
from flimbuilder.project.architecture import trace_shapes
from flimbuilder.project.outputs import default_model_folder
from flimbuilder.project.project import DecoderChoice, Project
from flimbuilder.project.selection import Place, Selection

__all__ = [
    "CPU",
    "Model",
    "choose_device",
    "describe_model",
    "encoder_source",
    "environment",
    "load_model",
]

CPU = torch.device("cpu")


@dataclass(frozen=True)
class Model:
    """An encoder with its document.

    Attributes
    ----------
    document : ModelDocument
    encoder : Encoder
        In evaluation mode.
    device : torch.device
        Where it computes.
    """

    document: ModelDocument
    encoder: Encoder
    device: torch.device = CPU
    _decoders: dict[DecoderChoice, BlocksDecoder] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def on(self, device: torch.device) -> "Model":
        """Return a copy of the model on another device."""
        return replace(self, encoder=deepcopy(self.encoder).to(device), device=device)

    def activations(
        self,
        pixels: NDArray[np.float32],
        n_blocks: int | None = None,
        *,
        known: Sequence[Tensor] = (),
        name: str = "image",
    ) -> list[Tensor]:
        """Encode one image.

        Parameters
        ----------
        pixels : ndarray of shape (H, W, C)
            In [0, 1].
        n_blocks : int or None, default=None
            Stop after so many blocks; None runs all.
        known : sequence of Tensor, default=()
            Maps of the first blocks, which are not run again.
        name : str, default="image"
            What messages begin with.

        Returns
        -------
        list of Tensor
            One a block, (1, kernels, height, width).

        Raises
        ------
        ImageError
            Where the channels are not the encoder's, or a stride is larger than its map.
        """
        return self.batch_activations(pixels[None], n_blocks, known=known, name=name)

    def batch_activations(
        self,
        images: NDArray[np.float32],
        n_blocks: int | None = None,
        *,
        known: Sequence[Tensor] = (),
        name: str = "image",
    ) -> list[Tensor]:
        """Encode images (N, H, W, C) of one size at once; as :meth:`activations`.

        Returns
        -------
        list of Tensor
            One a block, (N, kernels, height, width).
        """
        architecture = self.document.architecture
        return encode_images(self.encoder, architecture, images, n_blocks, known=known, name=name)

    def saliency(
        self,
        activations: list[Tensor],
        size: tuple[int, int],
        decoder_choice: DecoderChoice | None = None,
    ) -> NDArray[np.float32]:
        """Decode the activation maps of a block, or of several and average.

        Parameters
        ----------
        activations : list of Tensor
            As :meth:`activations` returns.
        size : tuple of int
            (height, width) of the image.
        decoder_choice : DecoderChoice or None, default=None
            None is the model's own.

        Returns
        -------
        ndarray of shape (object classes, height, width)
            In [0, 1].
        """
        saliency: NDArray[np.float32] = self.batch_saliency(activations, size, decoder_choice)[0]
        return saliency

    def batch_saliency(
        self,
        activations: list[Tensor],
        size: tuple[int, int],
        decoder_choice: DecoderChoice | None = None,
    ) -> NDArray[np.float32]:
        """Decode the activation maps of several images of one size; as :meth:`saliency`.

        Returns
        -------
        ndarray of shape (N, object classes, height, width)
            In [0, 1].
        """
        decoder = self.decoder(decoder_choice)
        with torch.inference_mode(), full_precision():
            maps: Tensor = decoder(activations, size)
        return maps.cpu().numpy()

    def kernel_weights(
        self, activations: list[Tensor], decoder_choice: DecoderChoice | None = None
    ) -> dict[int, NDArray[np.float32]]:
        """Return what a decoder gives the kernels of the blocks that it decodes.

        Parameters
        ----------
        activations : list of Tensor
            As :meth:`activations` returns.
        decoder_choice : DecoderChoice or None, default=None
            None is the model's own.

        Returns
        -------
        dict of int to ndarray of shape (object classes, kernels)
            By block; the mean over the pixels where each pixel has its own weights.
        """
        decoder = self._decoder(self._named(decoder_choice))
        with torch.inference_mode(), full_precision():
            weights = {
                block: cast(PointwiseDecoder, one).weights_on(activations[block - 1])
                for block, one in zip(decoder.blocks, decoder.decoders, strict=True)
            }
        return {block: one[0].cpu().numpy() for block, one in weights.items()}

    def resolve(self, decoder_choice: DecoderChoice | None) -> DecoderChoice:
        """Return a decoder choice with its block named, checked; None is the model's own."""
        named = self._named(decoder_choice)
        self._decoder(named)
        return named

    def choose(
        self, decoder: str | None = None, block: int | Sequence[int] | None = None
    ) -> DecoderChoice:
        """Return a decoder choice with its block named; None is the model's own.

        Parameters
        ----------
        decoder : str or None, default=None
            Its id.
        block : int, sequence of int or None, default=None
            Several blocks are fused.

        Raises
        ------
        InputError
            For a decoder or block that there is not, or a decoder that the block cannot serve.
        """
        blocks = (block,) if isinstance(block, int) else block
        return self.resolve(choose_decoder(self.document.decoder, decoder, blocks))

    def decoder(self, decoder_choice: DecoderChoice | None = None) -> BlocksDecoder:
        """Return the decoder of a choice, on the model's device; None is the model's own."""
        return self._decoder(self._named(decoder_choice))

    def _named(self, decoder_choice: DecoderChoice | None) -> DecoderChoice:
        return name_block(decoder_choice or self.document.decoder, len(self.document.blocks))

    def _decoder(self, named: DecoderChoice) -> BlocksDecoder:
        """Return the decoder of a choice with its block named; made once."""
        if named not in self._decoders:
            document = self.document
            decoder = make_blocks_decoder(named, document.kernel_classes, document.object_classes)
            self._decoders[named] = decoder.to(self.device)
        return self._decoders[named]

    def write(self, folder: Path) -> list[Path]:
        """Write the model folder; return its files."""
        source = encoder_source(self.document)
        return write_model_folder(folder, self.document, self.tensors(), source)

    def tensors(self) -> dict[str, Tensor]:
        """Return the encoder's state dict, on the CPU."""
        return {name: tensor.cpu() for name, tensor in self.encoder.state_dict().items()}


def load_model(folder: Path, device: torch.device | None = None) -> Model:
    """Load a model folder.

    Raises
    ------
    ModelError
        Where a file is missing, cannot be read, or does not fit the others.
    """
    within = default_model_folder(folder)
    if is_model_folder(within) and not is_model_folder(folder):
        raise ModelError(f"{folder}: is a project; its model is {within}")
    document, tensors = read_model_folder(folder)
    if fingerprint(document.architecture, tensors) != document.fingerprint:
        raise ModelError(
            f"{folder}: {MODEL_FILE} and {TENSOR_FILE} are not of one model (the fingerprint "
            "differs); build the model again"
        )
    with torch.device("meta"):  # no memory, and no random numbers for weights that are known
        encoder = Encoder(
            document.input.channels, document.kernel_counts, document.architecture.model_dump()
        )
    encoder.load_state_dict(tensors, assign=True)
    encoder.eval().requires_grad_(False)
    model = Model(document, encoder)
    try:
        model.resolve(None)
    except InputError as error:
        raise ModelError(f"{folder / MODEL_FILE}: {error}") from None
    return model.on(device) if device is not None else model


def describe_model(project: Project, learned: LearnedEncoder) -> ModelDocument:
    """Put into words what was learned from a project."""
    check_decoder(project)
    encoder = learned.encoder
    shapes = trace_shapes(learned.architecture, 1, 1, encoder.image_channels)
    blocks = [
        BlockRecord(
            kernels=tuple(_record(kernel) for kernel in block.kept),
            deleted=tuple(_record(kernel) for kernel in block.kernels if kernel.deleted),
            parameters=sum(tensor.numel() for tensor in module.parameters()),
            receptive_field=shape.receptive_field,
        )
        for block, module, shape in zip(learned.blocks, encoder.blocks(), shapes, strict=True)
    ]
    return ModelDocument(
        app_version=__version__,
        fingerprint=learned.fingerprint,
        input=ModelInput(
            channels=encoder.image_channels,
            colour_space=learned.architecture.colour_space,
            selection=_common_selection(project),
        ),
        architecture=learned.architecture,
        classes=project.classes,
        blocks=tuple(blocks),
        decoder=resolve_choice(
            project.decoder, [block.classes for block in learned.blocks], project.object_classes
        ),
        delineation=project.delineation,
        seed=project.seed,
        unmatched_edits=learned.unmatched_edits,
        environment=environment(),
    )


def _common_selection(project: Project) -> Selection | None:
    """Return what the selections of all marked training images have in common."""
    marked = [
        entry.selection or Selection()
        for entry in project.images
        if entry.role == "train" and project.markers_of(entry.id).markers
    ]
    axes = {tuple(place.axis for place in one.at) for one in marked}
    channels, windows = {one.channels for one in marked}, {one.window for one in marked}
    return Selection(
        at=tuple(Place(axis=axis, index=0) for axis in axes.pop()) if len(axes) == 1 else (),
        channels=channels.pop() if len(channels) == 1 else (),
        window=windows.pop() if len(windows) == 1 else None,
    ).or_none


def encoder_source(document: ModelDocument) -> str:
    """Return the source of ``encoder.py`` for a model."""
    with _BUNDLING:
        return _bundled(document.decoder.id)


# Python 3.11.2 raises a SystemError where two threads parse sources at once.
_BUNDLING = Lock()


@cache
def _bundled(decoder_id: str) -> str:
    decoder = load_decoder_class(decoder_id)
    sources = _with_what_it_imports(network_module.__name__)
    sources |= _with_what_it_imports(decoder.__module__)
    return bundle_sources(list(sources.values()), decoder.__name__)


def _with_what_it_imports(module: str) -> dict[str, str]:
    """Return the source of a module, by name, after those of the modules of ours that it needs."""
    source = inspect.getsource(sys.modules[module])
    needed: dict[str, str] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("flimbuilder.flim."):
            needed |= _with_what_it_imports(str(node.module))
    return {**needed, module: source}


def environment() -> dict[str, str]:
    """Return the versions that a build depends on."""
    return {
        "flimbuilder": __version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "platform": f"{platform.system()} {platform.machine()}",
    }


def _record(kernel: LearnedKernel) -> KernelRecord:
    return KernelRecord(
        class_id=kernel.class_id,
        identity=kernel.identity,
        image=kernel.image,
        marker=kernel.marker,
        pixel=(kernel.row, kernel.col),
        size=kernel.size,
        inverted=kernel.inverted,
    )
