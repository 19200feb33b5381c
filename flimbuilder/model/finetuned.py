"""Models with the decoder ``unet``: which tensors they have, and how they are made."""

from collections.abc import Mapping

import torch
from torch import Tensor

from flimbuilder.flim.decoders.u_shaped import UShapedDecoder
from flimbuilder.flim.u_shaped import DECODER_PREFIX
from flimbuilder.model.document import ModelDocument

__all__ = ["empty_network_decoder", "load_network_decoder", "network_shapes", "split_tensors"]


def empty_network_decoder(document: ModelDocument) -> UShapedDecoder:
    """Return the decoder of a model without memory for its tensors."""
    with torch.device("meta"):
        return UShapedDecoder(document.kernel_counts, len(document.object_classes))


def network_shapes(document: ModelDocument) -> dict[str, tuple[int, ...]]:
    """Name and shape of every tensor of the decoder ``unet``; empty for other decoders."""
    if document.decoder.weights_source != "finetuned":
        return {}
    state = empty_network_decoder(document).state_dict()
    return {DECODER_PREFIX + name: tuple(tensor.shape) for name, tensor in state.items()}


def split_tensors(
    tensors: Mapping[str, Tensor],
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Separate the tensors of the encoder from those of the decoder, without its prefix."""
    encoder, decoder = {}, {}
    for name, tensor in tensors.items():
        if name.startswith(DECODER_PREFIX):
            decoder[name.removeprefix(DECODER_PREFIX)] = tensor
        else:
            encoder[name] = tensor
    return encoder, decoder


def load_network_decoder(
    document: ModelDocument, tensors: Mapping[str, Tensor]
) -> UShapedDecoder | None:
    """Return the decoder ``unet`` with its tensors; None for a model without it."""
    if document.decoder.weights_source != "finetuned":
        return None
    decoder = empty_network_decoder(document)
    decoder.load_state_dict(dict(tensors), assign=True)
    return decoder.eval().requires_grad_(False)
