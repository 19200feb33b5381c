"""Run a learned encoder: activations, saliency and masks of images."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.analysis.instances.splitting import find_objects
from flimbuilder.errors import InputError, ModelError
from flimbuilder.flim.decoders import PointwiseDecoder
from flimbuilder.flim.decoders.marker_learned import JointDecoder
from flimbuilder.flim.decoders.u_shaped import UShapedDecoder
from flimbuilder.flim.device import choose_device, full_precision
from flimbuilder.flim.encode import encode_images
from flimbuilder.flim.fingerprint import fingerprint
from flimbuilder.flim.network import BlocksDecoder, Encoder
from flimbuilder.flim.u_shaped import DECODER_PREFIX
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.decoding import (
    choose_decoder,
    make_blocks_decoder,
    name_blocks,
    require_blocks,
    rescaled,
)
from flimbuilder.model.document import (
    MODEL_FILE,
    ModelDocument,
    is_model_folder,
)
from flimbuilder.model.finetuned import load_network_decoder, split_tensors
from flimbuilder.model.folder import (
    STATE_DICT_FILE,
    TENSOR_FILE,
    read_model_folder,
    read_state_dict,
    write_model_folder,
)
from flimbuilder.model.standalone import encoder_source
from flimbuilder.project.decoders import NETWORK_DECODER
from flimbuilder.project.decoding import DecoderChoice, Delineation, name_block
from flimbuilder.project.files import StrPath
from flimbuilder.project.outputs import default_model_folder

__all__ = [
    "CPU",
    "Model",
    "choose_device",
    "load_model",
    "unit_pixels",
]

CPU: torch.device = torch.device("cpu")
SHARED = 2**15  # values: torch shares out more among threads
VECTOR = 64  # values that a processor treats as a whole, or a multiple of them


@dataclass(frozen=True)
class Model:
    """A learned encoder, its decoder and its delineation.

    Attributes
    ----------
    document : ModelDocument
        Architecture, classes, decoder choice, delineation and provenance of the kernels.
    encoder : Encoder
        In evaluation mode.
    device : torch.device
        Where it computes.
    network_decoder : UShapedDecoder or None
        The decoder ``unet`` of a model that was trained further, on `device`.

    Examples
    --------
    >>> import flimbuilder as fb
    >>> model = fb.load_model("eggs.model")  # doctest: +SKIP
    >>> labels = model.predict(fb.read_image("egg.png").pixels)  # doctest: +SKIP
    """

    document: ModelDocument
    encoder: Encoder
    device: torch.device = CPU
    network_decoder: UShapedDecoder | None = None
    _decoders: dict[DecoderChoice, BlocksDecoder] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def activations(self, image: NDArray[Any]) -> list[NDArray[np.float32]]:
        """Return the activation maps of every block.

        Parameters
        ----------
        image : ndarray of shape (H, W, C)
            Integers, scaled by the range of their dtype, or floats in [0, 1]. A model that was
            learned with a window expects floats scaled by that window.

        Returns
        -------
        list of ndarray of shape (kernels, height, width)
            One per block; strides make the maps smaller than the image.

        Raises
        ------
        InputError
            If the encoder reads another number of channels, or floats are outside [0, 1].
        """
        return [maps[0].cpu().numpy() for maps in self.encode(unit_pixels(image))]

    def saliency(
        self, image: NDArray[Any], decoder_choice: DecoderChoice | None = None
    ) -> NDArray[np.float32]:
        """Return the saliency of every object class.

        Parameters
        ----------
        image : ndarray of shape (H, W, C)
            As in :meth:`activations`.
        decoder_choice : DecoderChoice or None, default=None
            None uses the model's own.

        Returns
        -------
        ndarray of shape (object classes, H, W)
            In [0, 1]; the classes ascend as in ``document.object_classes``.

        Raises
        ------
        InputError
            As :meth:`activations`, and if the model cannot serve the decoder choice.
        """
        return self._saliency(unit_pixels(image), decoder_choice)

    def predict(
        self,
        image: NDArray[Any],
        decoder_choice: DecoderChoice | None = None,
        delineation: Delineation | None = None,
    ) -> NDArray[np.uint8]:
        """Return the label image: decode the image and delineate its saliency.

        Parameters
        ----------
        image : ndarray of shape (H, W, C)
            As in :meth:`activations`.
        decoder_choice : DecoderChoice or None, default=None
            None uses the model's own.
        delineation : Delineation or None, default=None
            None uses the model's own.

        Returns
        -------
        ndarray of shape (H, W)
            The class id of each pixel; 0 is background.

        Raises
        ------
        InputError
            As :meth:`saliency`.
        """
        pixels, resolved = unit_pixels(image), self.resolve(decoder_choice)
        return delineate_classes(
            self._saliency(pixels, resolved),
            self.document.object_classes,
            (delineation or self.document.delineation).for_decoder(resolved),
            pixels,
        )

    def predict_objects(
        self,
        image: NDArray[Any],
        decoder_choice: DecoderChoice | None = None,
        delineation: Delineation | None = None,
    ) -> NDArray[np.int32]:
        """Return the objects of an image: predict it, and separate objects as the model does.

        Parameters
        ----------
        image, decoder_choice, delineation
            As in :meth:`predict`. With `Delineation.split`, touching objects are separated.

        Returns
        -------
        ndarray of int32 of shape (H, W)
            1, 2, ... in the raster order of the first pixel of each object; 0 is background.

        Raises
        ------
        InputError
            As :meth:`predict`, and if the splitting is ``auto`` and no build has learned it.
        """
        splitting = (delineation or self.document.delineation).splitting
        return find_objects(self.predict(image, decoder_choice, delineation), splitting)

    def _saliency(
        self, pixels: NDArray[np.float32], decoder_choice: DecoderChoice | None
    ) -> NDArray[np.float32]:
        named = self.resolve(decoder_choice)
        maps = self.encode(pixels, max(named.blocks))
        return self.decode(maps, (pixels.shape[0], pixels.shape[1]), named)

    def on(self, device: torch.device) -> "Model":
        """Return a copy of the model on another device."""
        network_decoder = deepcopy(self.network_decoder)
        return replace(
            self,
            encoder=deepcopy(self.encoder).to(device),
            device=device,
            network_decoder=None if network_decoder is None else network_decoder.to(device),
        )

    def encode(
        self,
        pixels: NDArray[np.float32],
        n_blocks: int | None = None,
        *,
        known: Sequence[Tensor] = (),
        name: str = "image",
    ) -> list[Tensor]:
        """Encode one image (H, W, C) as a batch of one; see :meth:`encode_batch`."""
        return self.encode_batch(pixels[None], n_blocks, known=known, name=name)

    def encode_batch(
        self,
        images: NDArray[np.float32],
        n_blocks: int | None = None,
        *,
        known: Sequence[Tensor] = (),
        name: str = "image",
    ) -> list[Tensor]:
        """Encode images of one size at once.

        Parameters
        ----------
        images : ndarray of float32 of shape (N, H, W, C)
            In [0, 1].
        n_blocks : int or None, default=None
            Number of blocks to run; None runs all.
        known : sequence of Tensor, default=()
            Maps of the first blocks, which are not run again.
        name : str, default="image"
            Name of the image in messages.

        Returns
        -------
        list of Tensor of shape (N, kernels, height, width)
            One per block, on the model's device.

        Raises
        ------
        ImageError
            If the encoder reads another number of channels, or a stride is larger than its map.
        """
        architecture = self.document.architecture
        return encode_images(self.encoder, architecture, images, n_blocks, known=known, name=name)

    def decode(
        self,
        maps: list[Tensor],
        size: tuple[int, int],
        decoder_choice: DecoderChoice | None = None,
    ) -> NDArray[np.float32]:
        """Decode the maps of one image to (object classes, H, W); see :meth:`decode_batch`."""
        saliency: NDArray[np.float32] = self.decode_batch(maps, size, decoder_choice)[0]
        return saliency

    def decode_batch(
        self,
        maps: list[Tensor],
        size: tuple[int, int],
        decoder_choice: DecoderChoice | None = None,
    ) -> NDArray[np.float32]:
        """Decode the maps of images of one size; several blocks are averaged.

        Parameters
        ----------
        maps : list of Tensor
            As :meth:`encode_batch` returns.
        size : tuple of int
            (height, width) of the images.
        decoder_choice : DecoderChoice or None, default=None
            None uses the model's own.

        Returns
        -------
        ndarray of shape (N, object classes, height, width)
            In [0, 1].
        """
        decoder = self.decoder(decoder_choice)
        with torch.inference_mode(), full_precision():
            saliency = _saliency(decoder, maps, size)
        return saliency.cpu().numpy()

    def kernel_weights(
        self, maps: list[Tensor], decoder_choice: DecoderChoice | None = None
    ) -> dict[int, NDArray[np.float32]]:
        """Return the decoder's weight of every kernel of the blocks that it decodes.

        Parameters
        ----------
        maps : list of Tensor
            As :meth:`encode` returns.
        decoder_choice : DecoderChoice or None, default=None
            None uses the model's own.

        Returns
        -------
        dict of int to ndarray of shape (object classes, kernels)
            By block; the mean over the pixels if the weights differ from pixel to pixel.

        Raises
        ------
        InputError
            As :meth:`weighing_decoder`.
        """
        decoder = self.weighing_decoder(decoder_choice)
        with torch.inference_mode(), full_precision():
            weights = {
                block: cast(PointwiseDecoder, part).weights_on(maps[block - 1])
                for block, part in zip(decoder.blocks, decoder.decoders, strict=True)
            }
        return {block: weight[0].cpu().numpy() for block, weight in weights.items()}

    def resolve(self, decoder_choice: DecoderChoice | None) -> DecoderChoice:
        """Complete and check a decoder choice; None is the model's own."""
        named = self._named(decoder_choice)
        self.decoder(named)
        return named

    def choose(
        self,
        decoder: str | None = None,
        block: int | Sequence[int] | None = None,
        scale: str | None = None,
    ) -> DecoderChoice:
        """Return the choice of a decoder (by id), blocks and scale; None keeps the model's own.

        Several blocks are fused. The decoder ``ml`` comes with the weights and blocks that the
        build learned. The scale is ``image`` or ``training``; see :class:`DecoderChoice`.

        Raises
        ------
        InputError
            If the decoder, block or scale does not exist, or the block cannot serve the decoder.
        """
        blocks = (block,) if isinstance(block, int) else block
        own, learned = self.document.decoder, self.document.learned_decoders
        if own.weights_source == "finetuned" and decoder in {None, own.id}:
            wanted = own.blocks if blocks is None else tuple(blocks)
            fused = wanted if len(wanted) > 1 else ()
            return self.resolve(rescaled(own.with_(block=max(wanted), fused=fused), scale))
        if decoder in learned:
            own, decoder = learned[decoder], None
        chosen = choose_decoder(own, decoder, blocks, len(self.document.blocks))
        require_blocks(chosen, len(self.document.blocks))
        if chosen.id in learned and chosen != learned[chosen.id]:
            raise InputError(
                f"decoder {chosen.id!r} was learned on block {name_blocks(learned[chosen.id])}; "
                f"for block {name_blocks(chosen)} build the project with it and these blocks, or "
                "choose another decoder"
            )
        rescaled_choice = rescaled(chosen, scale)
        if rescaled_choice != chosen and chosen.weights_source == "trained":
            raise InputError(
                f"decoder {chosen.id!r} was trained on the scale {chosen.scale!r}; for "
                f"{scale!r} build the project with this scale"
            )
        return self.resolve(rescaled_choice)

    def decoder(self, decoder_choice: DecoderChoice | None = None) -> BlocksDecoder:
        """Return the decoder of a choice on the model's device; None is the model's own."""
        document, named = self.document, self._named(decoder_choice)
        if self.network_decoder is not None and named.id == NETWORK_DECODER:
            if named.blocks != document.decoder.blocks:
                raise InputError(
                    f"decoder {named.id!r} was trained on all {len(document.blocks)} blocks; "
                    "leave the block out, or choose another decoder"
                )
            return self.network_decoder
        if named not in self._decoders:
            decoder = make_blocks_decoder(named, document.kernel_classes, document.object_classes)
            self._decoders[named] = decoder.to(self.device)
        return self._decoders[named]

    def weighing_decoder(self, decoder_choice: DecoderChoice | None = None) -> BlocksDecoder:
        """Return the decoder of a choice, which weighs the kernels of its blocks.

        Raises
        ------
        InputError
            If it is ``unet``, which has no weight for each kernel.
        """
        decoder = self.decoder(decoder_choice)
        if isinstance(decoder, UShapedDecoder):
            raise InputError(
                f"decoder {NETWORK_DECODER!r} has no weight for each kernel to explain; choose "
                "another decoder, such as 'lm'"
            )
        return decoder

    def _named(self, decoder_choice: DecoderChoice | None) -> DecoderChoice:
        document = self.document
        named = name_block(decoder_choice or document.decoder, len(document.blocks))
        if named.scale == "image" or named.scales:
            return named
        own, training = document.decoder, document.training_levels
        if own.scales and named == own.with_(scales=()):
            return own
        completed = None if training is None else training.complete(named)
        if completed is None:
            raise InputError(
                f"decoder {named.id!r}: the model has no levels of training images for it on "
                f"block {name_blocks(named)}; build the project with --decoder {named.id} and "
                "--scale training"
            )
        return completed

    def write(self, folder: StrPath) -> list[Path]:
        """Write the model folder and return its files."""
        source = encoder_source(self.document)
        return write_model_folder(Path(folder), self.document, self.tensors(), source)

    def tensors(self) -> dict[str, Tensor]:
        """Return the encoder's state dict on the CPU, with the tensors of the decoder ``unet``."""
        tensors = {name: tensor.cpu() for name, tensor in self.encoder.state_dict().items()}
        if self.network_decoder is not None:
            for name, tensor in self.network_decoder.state_dict().items():
                tensors[DECODER_PREFIX + name] = tensor.cpu()
        return tensors


def _saliency(decoder: BlocksDecoder, maps: list[Tensor], size: tuple[int, int]) -> Tensor:
    """Decode maps, with the same bits for any number of threads.

    Torch shares out long sigmoids among threads, and their last bits depend on where a share
    ends. So probabilities are computed in runs of pixels.
    """
    if isinstance(decoder, JointDecoder):
        logits = decoder.sums(maps, size)
    elif isinstance(decoder, UShapedDecoder):
        logits = decoder.logits(maps, size)
    else:
        saliency: Tensor = decoder(maps, size)
        return saliency
    flat = logits.flatten(start_dim=2)[:, :, None]
    probabilities = torch.empty_like(flat)
    length = max(VECTOR, SHARED // (len(flat) * (flat.shape[1] + 1)) // VECTOR * VECTOR)
    runs = zip(torch.split(flat, length, -1), torch.split(probabilities, length, -1), strict=True)
    for run, joined in runs:
        joined.copy_(decoder.join([run]))
    return probabilities.view(logits.shape)


def load_model(folder: StrPath, device: torch.device | None = None) -> Model:
    """Load a model folder.

    Parameters
    ----------
    folder : str or path-like
    device : torch.device or None, default=None
        Where the model computes; None is the CPU.

    Raises
    ------
    ModelError
        If a file is missing, cannot be read or belongs to another model.
    """
    folder = Path(folder)
    within = default_model_folder(folder)
    if is_model_folder(within) and not is_model_folder(folder):
        raise ModelError(f"{folder}: is a project; its model is {within}")
    document, tensors = read_model_folder(folder)
    states = {TENSOR_FILE: tensors}
    if (folder / STATE_DICT_FILE).exists():
        states[STATE_DICT_FILE] = read_state_dict(folder)
    for name, state in states.items():
        if fingerprint(document.architecture, state) != document.fingerprint:
            raise ModelError(
                f"{folder}: {MODEL_FILE} and {name} are not of one model (the fingerprint "
                "differs, as after an interrupted build); build the model again"
            )
    with torch.device("meta"):  # skips random initialisation
        encoder = Encoder(
            document.input.channels, document.kernel_counts, document.architecture.model_dump()
        )
    of_encoder, of_decoder = split_tensors(tensors)
    encoder.load_state_dict(of_encoder, assign=True)
    encoder.eval().requires_grad_(False)
    network_decoder = load_network_decoder(document, of_decoder)
    model = Model(document, encoder, network_decoder=network_decoder)
    try:
        for decoder_choice in (document.decoder, *document.learned_decoders.values()):
            model.resolve(decoder_choice)
    except InputError as error:
        raise ModelError(f"{folder / MODEL_FILE}: {error}") from None
    return model.on(device) if device is not None else model


def unit_pixels(image: NDArray[Any]) -> NDArray[np.float32]:
    """Scale an image array to [0, 1]; a grey image may lack its channel axis."""
    array = np.asarray(image)
    if array.ndim not in (2, 3) or 0 in array.shape:
        raise InputError(f"image: has shape {array.shape}; give an array of shape (H, W, C)")
    return scale_image(np.atleast_3d(array), name="image")
