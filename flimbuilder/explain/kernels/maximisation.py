"""The input that excites a kernel, or an object class, most."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.errors import InputError
from flimbuilder.flim.decoders import PointwiseDecoder
from flimbuilder.flim.decoders.base import reciprocals, scale_by
from flimbuilder.flim.device import full_precision
from flimbuilder.flim.network import BlocksDecoder, Encoder
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.architecture import LEARNABLE, trace_shapes
from flimbuilder.project.decoding import DecoderChoice

__all__ = ["AscentOptions", "maximise_kernel", "maximise_saliency"]

GREY = 0.5
NOISE = 0.02  # deviation of the starting image
LEAST_SIDE = 16  # pixels
TINY = 1e-12

Objective = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class AscentOptions:
    """Settings of the gradient ascent.

    Attributes
    ----------
    steps : int
        Number of steps.
    step : float
        Root mean square of the change of the pixels in one step.
    penalty : float
        Weight of the mean squared distance of the pixels from grey, relative to the slope.
    blur : float
        Deviation of the Gaussian, in pixels, that smooths the image every fourth step; 0 is none.
    seed : int
        Of the noise that the image starts with.
    """

    steps: int = 96
    step: float = 0.02
    penalty: float = 2.0
    blur: float = 0.8
    seed: int = 0


DEFAULT_OPTIONS = AscentOptions()
BLUR_EVERY = 4  # steps


def maximise_kernel(
    model: Model,
    block: int,
    channel: int,
    *,
    options: AscentOptions = DEFAULT_OPTIONS,
    on_progress: Progress = no_progress,
) -> NDArray[np.float32]:
    """Find an image that excites a kernel most, by gradient ascent.

    Climbs the kernel's convolution, before activation and pooling, at the middle of an image of
    the size of its receptive field, with a penalty on the distance from grey (Simonyan et al.
    2014, arXiv 1312.6034, section 2). Only the direction of the gradient counts. The weights and
    the rules of the encoder stay as they are; an image that is standardised is so at every step.

    Parameters
    ----------
    model : Model
    block : int
        From 1.
    channel : int
        Of the block, from 0.
    options : AscentOptions, optional
    on_progress : callable, default does nothing
        Called for every step; raises to cancel.

    Returns
    -------
    ndarray of shape (side, side, C), float32
        In [0, 1]; the same for the same seed.

    Raises
    ------
    InputError
        If there is no such block or kernel, or the model rounds colours, as some imported ones do.
    """
    model.document.require_kernel(block, channel)
    encoder = _with_gradients(model)

    def response(images: Tensor) -> Tensor:
        maps = encoder.prepare(images)
        blocks = encoder.blocks()
        for before in blocks[: block - 1]:
            maps = before(maps)
        convolved = blocks[block - 1].convolve(maps)[0, channel]
        return convolved[convolved.shape[0] // 2, convolved.shape[1] // 2]

    return _climb(response, _field(model, block), model.document.input.channels, options,
                  on_progress)  # fmt: skip


def maximise_saliency(
    model: Model,
    class_id: int | None = None,
    decoder_choice: DecoderChoice | None = None,
    *,
    options: AscentOptions = DEFAULT_OPTIONS,
    on_progress: Progress = no_progress,
) -> NDArray[np.float32]:
    """Find an image that is most salient in its middle, by gradient ascent.

    Climbs the decoder's weighted sum, before it is rectified or made a probability; the sums of
    several blocks are added. What a decoder computes from the image (maxima, weights) counts as
    constant in each step.

    Parameters
    ----------
    model : Model
    class_id : int or None, default=None
        An object class; None is the first.
    decoder_choice : DecoderChoice or None, default=None
        None is the model's own.
    options, on_progress
        As in :func:`maximise_kernel`.

    Returns
    -------
    ndarray of shape (side, side, C), float32
        In [0, 1].

    Raises
    ------
    InputError
        If the class is not an object class, or the model rounds colours.
    """
    index = 0 if class_id is None else model.document.object_index(class_id)
    encoder, decoder = _with_gradients(model), model.weighing_decoder(decoder_choice)

    def response(images: Tensor) -> Tensor:
        maps = encoder.encode(images, max(decoder.blocks))
        return _middle_sum(decoder, maps, index)

    field = _field(model, max(decoder.blocks))
    return _climb(response, field, model.document.input.channels, options, on_progress)


def _middle_sum(decoder: BlocksDecoder, maps: list[Tensor], index: int) -> Tensor:
    """Add the weighted sums of the blocks in the middle of their maps."""
    total = maps[0].new_zeros(())
    for block, part in zip(decoder.blocks, decoder.decoders, strict=True):
        assert isinstance(part, PointwiseDecoder)
        of_block = maps[block - 1]
        height, width = of_block.shape[-2:]
        if part.is_probability:
            maxima = of_block.amax(dim=(2, 3))
            total = total + part.combine(of_block, maxima)[0, index, height // 2, width // 2]
            continue
        with torch.no_grad():
            maxima = part.maxima_of(of_block.amax(dim=(2, 3)))
            weights = (part.weigh(scale_by(of_block, maxima)) * reciprocals(maxima)[:, None])[0]
        total = total + (weights[index] * of_block[0, :, height // 2, width // 2]).sum()
    return total


def _with_gradients(model: Model) -> Encoder:
    """Copy the encoder: tensors made in inference mode cannot take part in gradients."""
    document = model.document
    colour_space = document.architecture.colour_space
    if colour_space not in LEARNABLE:
        raise InputError(
            f"the model rounds colours to integers ({colour_space}), so nothing can climb; give a "
            f"model in {' or '.join(LEARNABLE)}"
        )
    with torch.device("meta"):  # skips random initialisation
        encoder = Encoder(
            document.input.channels, document.kernel_counts, document.architecture.model_dump()
        )
    encoder.load_state_dict(
        {name: tensor.clone() for name, tensor in model.tensors().items()}, assign=True
    )
    return encoder.eval().requires_grad_(False)


def _field(model: Model, block: int) -> int:
    """Return the side of the image to optimise: the receptive field, odd and not too small."""
    shapes = trace_shapes(model.document.architecture, 1, 1)
    field = max(shapes[block - 1].receptive_field, LEAST_SIDE, *(shape.jump for shape in shapes))
    return field | 1


def _climb(
    response: Objective,
    side: int,
    channels: int,
    options: AscentOptions,
    on_progress: Progress,
) -> NDArray[np.float32]:
    random = torch.Generator().manual_seed(options.seed)
    image = GREY + NOISE * torch.randn((1, channels, side, side), generator=random)
    for number in range(options.steps):
        on_progress("climbing", number, options.steps)
        with torch.enable_grad(), full_precision():
            climbed = image.clone().requires_grad_()
            (slope,) = torch.autograd.grad(response(climbed), climbed)
        with torch.no_grad():
            slope = slope / slope.square().mean().sqrt().clamp(min=TINY)
            slope = slope - options.penalty * 2 * (image - GREY)
            image = (image + options.step * slope).clamp(0, 1)
            if options.blur > 0 and number % BLUR_EVERY == BLUR_EVERY - 1:
                image = _blur(image, options.blur)
    pixels: NDArray[np.float32] = image[0].permute(1, 2, 0).numpy().copy()
    return pixels


def _blur(image: Tensor, deviation: float) -> Tensor:
    """Smooth an image (1, C, H, W) by a Gaussian, mirrored at the border."""
    reach = max(1, round(3 * deviation))
    taps = torch.arange(-reach, reach + 1, dtype=image.dtype)
    weights = torch.exp(-(taps**2) / (2 * deviation**2))
    weights = weights / weights.sum()
    channels = image.shape[1]
    padded = F.pad(image, (reach,) * 4, mode="reflect")
    rows = weights.view(1, 1, -1, 1).repeat(channels, 1, 1, 1)
    smooth = F.conv2d(padded, rows, groups=channels)
    return F.conv2d(smooth, rows.transpose(2, 3), groups=channels)
