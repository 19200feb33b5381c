"""Features of images: the activation maps of some blocks, pooled to one vector an image."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import ImageError, InputError
from flimbuilder.tasks.identification.poolings import (
    DEFAULT_POOLING,
    POOLINGS,
    PoolingInfo,
    default_pooling,
    parse_pooling,
)

if TYPE_CHECKING:
    from torch import Tensor

    from flimbuilder.flim.classifier import MapPooling
    from flimbuilder.model.model import Model

__all__ = [
    "DEFAULT_POOLING",
    "POOLINGS",
    "PoolingInfo",
    "check_blocks",
    "default_pooling",
    "image_features",
    "map_pooling",
    "parse_pooling",
    "participation_ratio",
    "pool_features",
    "require_equal_size",
]

Floats = NDArray[np.float32]
MOST_BYTES = 8 * 10**9  # to encode an image, which is encoded whole


def check_blocks(blocks: Sequence[int] | int | None, n_blocks: int) -> tuple[int, ...]:
    """Return the blocks to pool, ascending; None is all.

    Raises
    ------
    InputError
        If a block does not exist.
    """
    if blocks is None:
        return tuple(range(1, n_blocks + 1))
    chosen = sorted({blocks} if isinstance(blocks, int) else {*blocks})
    if not chosen or chosen[0] < 1 or chosen[-1] > n_blocks:
        given = "+".join(map(str, chosen)) or "none"
        raise InputError(f"block {given}: the encoder has blocks 1 to {n_blocks}")
    return tuple(chosen)


def image_features(
    model: "Model",
    images: Iterable[NDArray[Any]],
    pooling: str = DEFAULT_POOLING,
    blocks: Sequence[int] | int | None = None,
    *,
    names: Sequence[str] = (),
    size: tuple[int, int] | None = None,
    on_image: Callable[[int], None] = lambda done: None,
) -> Floats:
    """Return the features of images.

    Parameters
    ----------
    model : Model
    images : iterable of ndarray of shape (H, W, C)
        As in :meth:`Model.activations`; of any sizes, but of one size for the pooling ``flatten``.
    pooling : str, default="statistics"
        An id in `POOLINGS`, ``grid:K`` or ``rings:K``.
    blocks : sequence of int, int or None, default=None
        Blocks to pool, from 1; None is all.
    names : sequence of str, default=()
        Names of the images in messages.
    size : tuple of int or None, default=None
        Height and width that images must have for ``flatten``; None is that of the first.
    on_image : callable, default does nothing
        Called with the number of images done; raises to stop.

    Returns
    -------
    ndarray of float32 of shape (n_images, d)
        For each block, what :class:`flimbuilder.flim.classifier.MapPooling` makes of its maps.

    Raises
    ------
    InputError
        If the pooling or a block does not exist, or the encoder cannot read an image.
    ImageError
        If images differ in size and the pooling is ``flatten``, or an image is too large.
    """
    from flimbuilder.flim.device import one_thread
    from flimbuilder.model.memory import bytes_to_encode
    from flimbuilder.model.model import unit_pixels

    info, chosen = parse_pooling(pooling), check_blocks(blocks, len(model.document.blocks))
    rows, wanted = list[Floats](), size
    for number, image in enumerate(images):
        name = names[number] if number < len(names) else f"image {number + 1}"
        pixels = unit_pixels(image)
        height, width, _ = pixels.shape
        needed = bytes_to_encode(model.document, (*pixels.shape,), max(chosen))
        if needed > MOST_BYTES:
            raise ImageError(
                f"{name}: {height} x {width} pixels take {needed / 1e9:.0f} GB to encode, and at "
                f"most {MOST_BYTES / 1e9:.0f} GB are used; classify its objects or parts"
            )
        wanted = wanted or (height, width)
        require_equal_size(info, name, (height, width), wanted)
        with one_thread():  # classes must not depend on the number of threads
            maps = model.encode(pixels, max(chosen), name=name)
            rows.append(pool_features(maps, info, chosen)[0])
        on_image(number + 1)
    return np.stack(rows) if rows else np.empty((0, 0), np.float32)


def require_equal_size(
    pooling: PoolingInfo, name: str, size: tuple[int, int], wanted: tuple[int, int]
) -> None:
    """Raise ImageError if a pooling needs images of one size, and an image has another.

    Parameters
    ----------
    pooling : PoolingInfo
    name : str
        Of the image.
    size, wanted : tuple of int
        Height and width of the image, and of the others.
    """
    if pooling.needs_equal_sizes and size != wanted:
        raise ImageError(
            f"{name}: is {size[0]} x {size[1]} and must be {wanted[0]} x {wanted[1]} as the "
            f"others: the pooling {pooling.id} needs one size, a grid does not"
        )


def pool_features(
    maps: Sequence["Tensor"], pooling: str | PoolingInfo, blocks: Sequence[int]
) -> Floats:
    """Pool activation maps to features.

    Parameters
    ----------
    maps : sequence of Tensor of shape (N, kernels, h, w)
        Of the first blocks, as :meth:`Model.encode` returns them.
    pooling : str or PoolingInfo
    blocks : sequence of int
        Blocks to pool, from 1.

    Returns
    -------
    ndarray of float32 of shape (N, d)
    """
    import torch

    info = parse_pooling(pooling) if isinstance(pooling, str) else pooling
    with torch.inference_mode():
        features = map_pooling(info)([maps[block - 1] for block in blocks])
    pooled: Floats = features.cpu().numpy()
    return pooled


def map_pooling(info: PoolingInfo) -> "MapPooling":
    """Return the torch module of a pooling."""
    from flimbuilder.flim.classifier import MapPooling

    return MapPooling(info.kind, info.cells)


def participation_ratio(features: NDArray[np.floating[Any]]) -> float:
    """Return the effective dimension of features.

    It is ``(sum of l)^2 / sum of l^2`` of the eigenvalues l of their covariance: 1 if all images
    lie on a line, d if d features vary equally and independently.

    Parameters
    ----------
    features : ndarray of shape (n, d)

    Returns
    -------
    float
        In [1, min(n - 1, d)]; 0 if the features are constant, or n is below 2.
    """
    centred = np.asarray(features, np.float64)
    if len(centred) < 2:
        return 0.0
    centred = centred - centred.mean(axis=0)
    # The eigenvalues sum to the trace, their squares to the squared Frobenius norm.
    wide = centred.shape[0] < centred.shape[1]
    products = centred @ centred.T if wide else centred.T @ centred
    trace, squares = float(np.trace(products)), float((products**2).sum())
    return trace**2 / squares if squares > 0 else 0.0
