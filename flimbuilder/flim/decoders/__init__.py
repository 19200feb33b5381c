"""Point-wise decoders: from a block's activation maps to saliency.

:mod:`flimbuilder.project.decoders` lists them; the classes are loaded when they are used.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from flimbuilder.errors import InputError
from flimbuilder.flim.decoders.base import PointwiseDecoder
from flimbuilder.flim.decoders.weighted import WeightedDecoder
from flimbuilder.flim.network import BlocksDecoder
from flimbuilder.project.decoders import (
    DECODERS,
    NETWORK_DECODER,
    RETIRED_DECODERS,
    DecoderInfo,
    decoder_info,
)

__all__ = [
    "PointwiseDecoder",
    "load_decoder_class",
    "make_decoder",
    "make_decoder_of_blocks",
    "require_decoder",
    "require_object_classes",
]


def make_decoder(
    decoder_id: str,
    kernel_classes: Sequence[int | None],
    object_classes: Sequence[int],
    *,
    weights: Sequence[Sequence[float]] = (),
    bias: Sequence[float] = (),
) -> PointwiseDecoder:
    """Make a decoder for a block.

    Parameters
    ----------
    decoder_id : str
        A registered decoder: ``lm``, ``ts``, ``at``, ``lt``, ``pb``, ``mb``, ``manual``, ``bp``,
        ``ml``.
    kernel_classes : sequence of int or None
        Class of each kernel of the block; None for kernels that mix the classes.
    object_classes : sequence of int
        The classes to make saliency maps for.
    weights : sequence of sequence of float, default=()
        Only for decoders that need weights: a row for each object class with a weight for each
        kernel. A single row serves all classes.
    bias : sequence of float, default=()
        One for each row of weights; none is 0.

    Returns
    -------
    PointwiseDecoder
        A :class:`torch.nn.Module`.

    Raises
    ------
    InputError
        If the decoder is unknown or needs classes that the kernels do not have, or if weights
        are missing or do not fit.
    """
    given = _checked(decoder_id, {1: kernel_classes}, object_classes, weights, bias)
    return load_decoder_class(decoder_id)(_numbers(kernel_classes), object_classes, **given)


def make_decoder_of_blocks(
    decoder_id: str,
    kernel_classes: Mapping[int, Sequence[int | None]],
    object_classes: Sequence[int],
    *,
    weights: Sequence[Sequence[float]] = (),
    bias: Sequence[float] = (),
    scales: Sequence[Mapping[str, Sequence[float]]] = (),
) -> BlocksDecoder:
    """Make a decoder for one or more blocks.

    Parameters
    ----------
    kernel_classes : mapping of int to sequence of int or None
        By block, from 1, as in :func:`make_decoder`.
    weights : sequence of sequence of float, default=()
        As in :func:`make_decoder`; for joint decoders over the kernels of all blocks, in order.
    decoder_id, object_classes, bias
        As in :func:`make_decoder`.
    scales : sequence of mapping, default=()
        For each block, the ``maxima`` and ``levels`` of the training images by which
        :meth:`PointwiseDecoder.use_scale` scales maps and sums; none scales by the maxima of
        each image.

    Raises
    ------
    InputError
        As :func:`make_decoder`.
    """
    given = _checked(decoder_id, kernel_classes, object_classes, weights, bias)
    classes = {block: _numbers(of_block) for block, of_block in kernel_classes.items()}
    if scales:
        _require_scales(
            {block: len(of_block) for block, of_block in classes.items()},
            len(object_classes),
            scales,
        )
        given["scales"] = scales
    return load_decoder_class(decoder_id).of_blocks(classes, object_classes, **given)


def _numbers(kernel_classes: Sequence[int | None]) -> list[int]:
    return [-1 if class_id is None else class_id for class_id in kernel_classes]


def _checked(
    decoder_id: str,
    kernel_classes: Mapping[int, Sequence[int | None]],
    object_classes: Sequence[int],
    weights: Sequence[Sequence[float]],
    bias: Sequence[float],
) -> dict[str, Any]:
    """Return the weights and bias that the decoder's class takes, if all of them fit."""
    info = require_decoder(decoder_id)
    require_object_classes(object_classes)
    if info.needs_classes and any(None in classes for classes in kernel_classes.values()):
        others = [
            other.id
            for other in DECODERS.values()
            if not other.needs_classes and not other.needs_weights
        ]
        raise InputError(
            f"decoder {decoder_id!r} needs the class of every kernel, and a global PCA mixes the "
            "classes (or an imported model has no labels); use the reduction 'pca', 'kmeans' or "
            f"'none', or a decoder that needs no classes: {', '.join(others)}"
        )
    if issubclass(load_decoder_class(decoder_id), WeightedDecoder):
        counts = {block: len(classes) for block, classes in kernel_classes.items()}
        _require_weights(info, counts, len(object_classes), weights, bias)
        return {"weights": weights, "bias": bias}
    if weights or bias:
        raise InputError(f"decoder {decoder_id!r} takes no weights; leave them out")
    return {}


def load_decoder_class(decoder_id: str) -> type[PointwiseDecoder]:
    """Import the class of a registered decoder."""
    module, _, name = decoder_info(decoder_id).implementation.partition(":")
    decoder_class: type[PointwiseDecoder] = getattr(import_module(module), name)
    return decoder_class


def require_decoder(decoder_id: str) -> DecoderInfo:
    """Return the description of a decoder.

    Raises
    ------
    InputError
        If no decoder has the id.
    """
    if decoder_id in RETIRED_DECODERS:
        raise InputError(
            f"decoder {decoder_id!r} is no longer offered; use {RETIRED_DECODERS[decoder_id]!r}"
        )
    if decoder_id == NETWORK_DECODER:
        raise InputError(
            f"decoder {decoder_id!r} is only made by 'flimbuilder finetune', which trains a model "
            "further; choose another decoder"
        )
    if decoder_id not in DECODERS:
        raise InputError(f"there is no decoder {decoder_id!r}; choose from {', '.join(DECODERS)}")
    return DECODERS[decoder_id]


def require_object_classes(object_classes: Sequence[int]) -> None:
    """Raise InputError if there is no object class."""
    if not object_classes:
        raise InputError("there is no object class to decode; add a class besides the background")


def _require_scales(
    counts: Mapping[int, int], n_objects: int, scales: Sequence[Mapping[str, Sequence[float]]]
) -> None:
    """Raise InputError if the scales do not fit blocks with these numbers of kernels."""
    given = [(len(scale["maxima"]), len(scale["levels"])) for scale in scales]
    wanted = [(count, n_objects) for count in counts.values()]
    if given != wanted:
        raise InputError(
            "the scale of the training images has other kernels or classes; leave it out, and "
            "build the project"
        )


def _require_weights(
    info: DecoderInfo,
    counts: Mapping[int, int],
    n_objects: int,
    weights: Sequence[Sequence[float]],
    bias: Sequence[float],
) -> None:
    """Raise InputError if the weights do not fit blocks with these numbers of kernels."""
    decoder = f"decoder {info.id!r}"
    n_kernels = sum(counts.values()) if info.is_joint else max(counts.values())
    if not weights and info.weights_source == "markers":
        raise InputError(
            f"{decoder} has no weights; a build learns them from markers of the objects and of "
            "the background: draw both, and build"
        )
    if not weights:
        raise InputError(
            f"{decoder} has no weights for this block of {n_kernels} kernels; choose it in the "
            "project and build: 'manual' needs a weight for each kernel, 'bp' masks of training "
            "images"
        )
    if len(weights) not in {1, n_objects}:
        raise InputError(
            f"{decoder} has {len(weights)} rows of weights and there are {n_objects} object "
            "classes; give one row for each, or one for all"
        )
    if len(bias) not in {0, len(weights)}:
        raise InputError(f"{decoder} has {len(bias)} biases and {len(weights)} rows of weights")
    for row in weights:
        if len(row) != n_kernels:
            numbers = "+".join(map(str, counts))
            holder = f"blocks {numbers} have {n_kernels} kernels"
            if len(counts) == 1:
                holder = f"the block has {n_kernels} kernels"
            raise InputError(
                f"{decoder} has {len(row)} weights and {holder}; give one for each kernel"
            )
