"""Running an encoder on images."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.errors import ArchitectureError, ImageError
from flimbuilder.flim.network import Encoder
from flimbuilder.flim.run import run_encoder
from flimbuilder.project.architecture import Architecture, check_map_sizes

__all__ = ["encode_image", "encode_images", "require_encodable"]


def encode_image(
    encoder: Encoder,
    architecture: Architecture,
    pixels: NDArray[np.float32],
    n_blocks: int | None = None,
    *,
    known: Sequence[Tensor] = (),
    name: str = "image",
) -> list[Tensor]:
    """Encode one image, where the encoder's weights are.

    Parameters
    ----------
    encoder : Encoder
    architecture : Architecture
        Of the encoder.
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
    return encode_images(encoder, architecture, pixels[None], n_blocks, known=known, name=name)


def encode_images(
    encoder: Encoder,
    architecture: Architecture,
    images: NDArray[np.float32],
    n_blocks: int | None = None,
    *,
    known: Sequence[Tensor] = (),
    name: str = "image",
) -> list[Tensor]:
    """Encode images of one size at once; as :func:`encode_image`.

    Parameters
    ----------
    encoder, architecture
        As of :func:`encode_image`.
    images : ndarray of shape (N, H, W, C)
        In [0, 1].
    n_blocks, known, name
        As of :func:`encode_image`.

    Returns
    -------
    list of Tensor
        One a block, (N, kernels, height, width).

    Raises
    ------
    ImageError
        As :func:`encode_image`.
    """
    require_encodable(encoder, architecture, images.shape[1:], name)
    device = next(encoder.parameters()).device
    batch = torch.from_numpy(images).permute(0, 3, 1, 2).to(device)
    return run_encoder(encoder, batch, n_blocks, known)


def require_encodable(
    encoder: Encoder, architecture: Architecture, shape: tuple[int, ...], name: str = "image"
) -> None:
    """Refuse an image, by its (height, width, channels), that an encoder cannot encode.

    Raises
    ------
    ImageError
        As :func:`encode_image`.
    """
    height, width, channels = shape
    if not architecture.reads(channels, encoder.image_channels):
        raise ImageError(
            f"{name}: has {channels} channels and the encoder reads {encoder.image_channels}; "
            "give images like those that it was learned from"
        )
    try:
        check_map_sizes(architecture, height, width)
    except ArchitectureError as error:
        raise ImageError(f"{name}: {error}") from None
