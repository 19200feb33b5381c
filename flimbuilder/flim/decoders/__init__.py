"""Point-wise decoders: from a block's activation maps to saliency.

A new decoder is a module beside these and a line in :data:`DECODERS`.
"""

from collections.abc import Sequence

from flimbuilder.errors import InputError
from flimbuilder.flim.decoders.attention import AttentionDecoder
from flimbuilder.flim.decoders.base import PointwiseDecoder
from flimbuilder.flim.decoders.labelled_marker import LabelledMarkerDecoder
from flimbuilder.flim.decoders.mean_based import MeanBasedDecoder
from flimbuilder.flim.decoders.probability import ProbabilityDecoder
from flimbuilder.flim.decoders.tri_state import LabelledTriStateDecoder, TriStateDecoder
from flimbuilder.flim.decoders.weighted import ManualDecoder, TrainedDecoder, WeightedDecoder

__all__ = ["DECODERS", "PointwiseDecoder", "make_decoder", "require_decoder"]

DECODERS: dict[str, type[PointwiseDecoder]] = {
    decoder.id: decoder
    for decoder in (
        LabelledMarkerDecoder,
        TriStateDecoder,
        AttentionDecoder,
        LabelledTriStateDecoder,
        ProbabilityDecoder,
        MeanBasedDecoder,
        ManualDecoder,
        TrainedDecoder,
    )
}


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
        A key of :data:`DECODERS`.
    kernel_classes : sequence of int or None
        Class of each kernel of the block; None for kernels that mix the classes.
    object_classes : sequence of int
        The classes to make saliency maps for.
    weights : sequence of sequence of float, default=()
        For decoders that need weights alone: a row for each object class with a weight for each
        kernel; one row alone serves all.
    bias : sequence of float, default=()
        As many as rows of weights; none is 0.

    Raises
    ------
    InputError
        For an unknown decoder, one that needs classes that the kernels do not have, or weights
        that are missing or do not fit.
    """
    kind = require_decoder(decoder_id, object_classes)
    if kind.needs_classes and None in kernel_classes:
        others = [
            one for one, kind in DECODERS.items() if not (kind.needs_classes or kind.needs_weights)
        ]
        raise InputError(
            f"decoder {decoder_id!r} needs the class of every kernel, and a global PCA mixes the "
            "classes (or an imported model has no labels); use the reduction 'pca', 'kmeans' or "
            f"'none', or a decoder that needs no classes: {', '.join(others)}"
        )
    classes = [-1 if one is None else one for one in kernel_classes]
    if issubclass(kind, WeightedDecoder):
        _require_weights(decoder_id, len(classes), len(object_classes), weights, bias)
        return kind(classes, object_classes, weights, bias)
    if weights or bias:
        raise InputError(f"decoder {decoder_id!r} takes no weights; leave them out")
    return kind(classes, object_classes)


def require_decoder(decoder_id: str, object_classes: Sequence[int]) -> type[PointwiseDecoder]:
    """Return the class of a decoder, whatever the block.

    Raises
    ------
    InputError
        For an unknown decoder, or where there is no object class.
    """
    if decoder_id not in DECODERS:
        raise InputError(f"there is no decoder {decoder_id!r}; choose from {', '.join(DECODERS)}")
    if not object_classes:
        raise InputError("there is no object class to decode; add a class besides the background")
    return DECODERS[decoder_id]


def _require_weights(
    decoder_id: str,
    n_kernels: int,
    n_objects: int,
    weights: Sequence[Sequence[float]],
    bias: Sequence[float],
) -> None:
    """Refuse weights that do not fit a block of so many kernels."""
    who = f"decoder {decoder_id!r}"
    if not weights:
        raise InputError(
            f"{who} has no weights for this block of {n_kernels} kernels; choose it in the "
            "project, 'manual' with a weight for each kernel, 'bp' with masks of training "
            "images, and build"
        )
    if len(weights) not in {1, n_objects}:
        raise InputError(
            f"{who} has {len(weights)} rows of weights and there are {n_objects} object classes; "
            "give one row for each, or one for all"
        )
    if len(bias) not in {0, len(weights)}:
        raise InputError(f"{who} has {len(bias)} biases and {len(weights)} rows of weights")
    for row in weights:
        if len(row) != n_kernels:
            raise InputError(
                f"{who} has {len(row)} weights and the block has {n_kernels} kernels; give one "
                "for each kernel"
            )
