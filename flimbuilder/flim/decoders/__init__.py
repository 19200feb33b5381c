"""Point-wise decoders: from a block's activation maps to saliency.

:mod:`flimbuilder.project.decoders` lists them; the classes are loaded when they are used.
"""

from collections.abc import Sequence
from importlib import import_module

from flimbuilder.errors import InputError
from flimbuilder.flim.decoders.base import PointwiseDecoder
from flimbuilder.flim.decoders.weighted import WeightedDecoder
from flimbuilder.project.decoders import DECODERS, DecoderInfo

__all__ = [
    "PointwiseDecoder",
    "load_decoder_class",
    "make_decoder",
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
        A registered decoder: ``lm``, ``ts``, ``at``, ``lt``, ``pb``, ``mb``, ``manual``, ``bp``.
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
    info = require_decoder(decoder_id)
    require_object_classes(object_classes)
    if info.needs_classes and None in kernel_classes:
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
    classes = [-1 if class_id is None else class_id for class_id in kernel_classes]
    decoder_class = load_decoder_class(decoder_id)
    if issubclass(decoder_class, WeightedDecoder):
        _require_weights(decoder_id, len(classes), len(object_classes), weights, bias)
        return decoder_class(classes, object_classes, weights, bias)
    if weights or bias:
        raise InputError(f"decoder {decoder_id!r} takes no weights; leave them out")
    return decoder_class(classes, object_classes)


def load_decoder_class(decoder_id: str) -> type[PointwiseDecoder]:
    """Import the class of a registered decoder."""
    module, _, name = DECODERS[decoder_id].implementation.partition(":")
    decoder_class: type[PointwiseDecoder] = getattr(import_module(module), name)
    return decoder_class


def require_decoder(decoder_id: str) -> DecoderInfo:
    """Return the description of a decoder.

    Raises
    ------
    InputError
        If no decoder has the id.
    """
    if decoder_id not in DECODERS:
        raise InputError(f"there is no decoder {decoder_id!r}; choose from {', '.join(DECODERS)}")
    return DECODERS[decoder_id]


def require_object_classes(object_classes: Sequence[int]) -> None:
    """Raise InputError if there is no object class."""
    if not object_classes:
        raise InputError("there is no object class to decode; add a class besides the background")


def _require_weights(
    decoder_id: str,
    n_kernels: int,
    n_objects: int,
    weights: Sequence[Sequence[float]],
    bias: Sequence[float],
) -> None:
    """Raise InputError if the weights do not fit a block of `n_kernels` kernels."""
    decoder = f"decoder {decoder_id!r}"
    if not weights:
        raise InputError(
            f"{decoder} has no weights for this block of {n_kernels} kernels; choose it in the "
            "project, 'manual' with a weight for each kernel, 'bp' with masks of training "
            "images, and build"
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
            raise InputError(
                f"{decoder} has {len(row)} weights and the block has {n_kernels} kernels; give "
                "one for each kernel"
            )
