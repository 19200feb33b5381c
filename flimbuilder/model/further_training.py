"""From a model to the network that is trained further, and back."""

from collections.abc import Mapping, Sequence
from copy import deepcopy

import torch
from pydantic import JsonValue
from torch import Tensor

from flimbuilder import __version__
from flimbuilder.errors import InputError
from flimbuilder.flim.decoders import require_object_classes
from flimbuilder.flim.fingerprint import fingerprint
from flimbuilder.flim.u_shaped import DECODER_PREFIX, UShapedNetwork
from flimbuilder.model.description import environment
from flimbuilder.model.model import CPU, Model
from flimbuilder.project.decoders import MARKER_DECODER, NETWORK_DECODER
from flimbuilder.project.decoding import DecoderChoice, name_block

__all__ = ["make_finetuned_model", "network_of"]

TEMPERATURE = 4.0  # divides the log-odds of `ml`, which are too steep to train from


def network_of(model: Model, images: Sequence[Tensor] = (), *, seed: int = 0) -> UShapedNetwork:
    """Return the U-shaped network of a model, ready to be trained.

    A model that was trained further goes on from its own decoder. Otherwise the decoder is new:
    with images, its maps are standardised on them, and it begins at the saliency that the
    decoder ``ml`` learned from the markers, if the model has one on all blocks.

    Parameters
    ----------
    model : Model
        It stays as it is; the network is a copy, on the same device.
    images : sequence of Tensor of shape (N, C, H, W), default=()
        In [0, 1], as for :meth:`UShapedNetwork.calibrate`.
    seed : int, default=0
        Of a new decoder.

    Raises
    ------
    InputError
        If the model has no object class.
    """
    document = model.document
    require_object_classes(document.object_classes)
    network = UShapedNetwork(model.encoder, len(document.object_classes), seed=seed)
    if model.network_decoder is not None:
        network.decoder.load_state_dict(model.network_decoder.state_dict())
        return network
    if not images:
        return network
    network.calibrate(images)
    learned = document.learned_decoders.get(MARKER_DECODER)
    if learned is not None and learned.blocks == network.decoder.blocks:
        weights = torch.tensor(learned.weights).expand(network.decoder.n_objects, -1)
        bias = torch.tensor(learned.bias or (0.0,)).expand(network.decoder.n_objects)
        place = next(network.parameters())
        network.decoder.start_from(
            (weights / TEMPERATURE).to(place), (bias / TEMPERATURE).to(place)
        )
    return network


def make_finetuned_model(
    model: Model, network: UShapedNetwork, record: Mapping[str, JsonValue]
) -> Model:
    """Return a model that serves a trained network.

    Parameters
    ----------
    model : Model
        The model that the network came from: its classes, delineation and provenance are kept.
    network : UShapedNetwork
        Copied.
    record : mapping of str to JSON
        How it was trained, for ``finetuning`` of ``model.json``; the fingerprint of `model` is
        added as ``from``, and the number of weights as ``parameters``.

    Returns
    -------
    Model
        On the CPU. Its delineation is that of the model, with the threshold and the method for a
        probability where they were ``auto``.

    Raises
    ------
    InputError
        If the network has other kernels or classes than the model, or a weight is not finite.
    """
    document = model.document
    encoder = deepcopy(network.encoder).to(CPU).eval().requires_grad_(False)
    decoder = deepcopy(network.decoder).to(CPU).eval().requires_grad_(False)
    _require_same_layout(model, network)
    tensors = {**encoder.state_dict()}
    same_encoder = all(
        torch.equal(tensor, tensors[name])
        for name, tensor in model.on(CPU).encoder.state_dict().items()
    )
    tensors |= {DECODER_PREFIX + name: tensor for name, tensor in decoder.state_dict().items()}
    if not all(bool(tensor.isfinite().all()) for tensor in tensors.values()):
        raise InputError("the network has NaN or infinite weights; train it at a lower rate")
    kept = document.learned_decoders.get(MARKER_DECODER) if same_encoder else None
    n_blocks = len(document.blocks)
    n_parameters = sum(value.numel() for value in network.parameters())
    finetuned = document.with_(
        app_version=__version__,
        fingerprint=fingerprint(document.architecture, tensors),
        decoder=name_block(DecoderChoice(id=NETWORK_DECODER), n_blocks),
        marker_decoder=kept,
        training_levels=document.training_levels if same_encoder else None,
        finetuning={**record, "from": document.fingerprint, "parameters": n_parameters},
        environment=environment(),
    )
    return Model(finetuned, encoder, network_decoder=decoder)


def _require_same_layout(model: Model, network: UShapedNetwork) -> None:
    """Raise InputError if a network does not have the blocks and classes of a model."""
    own = {name: tensor.shape for name, tensor in model.encoder.state_dict().items()}
    its = {name: tensor.shape for name, tensor in network.encoder.state_dict().items()}
    if own != its:
        raise InputError(
            "the network's blocks have other kernels than the model's; make it from this model"
        )
    n_objects = len(model.document.object_classes)
    if network.decoder.n_objects != n_objects:
        raise InputError(
            f"the network decodes {network.decoder.n_objects} object classes and the model has "
            f"{n_objects}; make it with object_classes={n_objects}"
        )
