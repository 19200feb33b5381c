"""The score of an image that is attributed to its pixels."""

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.errors import InputError
from flimbuilder.explain.attributions.image_part import Tap, plan_part, run_part
from flimbuilder.explain.attributions.map_scores import (
    ActivationOfMaps,
    RegionMean,
    SaliencyOfMaps,
    ScoreOfMaps,
)
from flimbuilder.explain.attributions.targets import KernelTarget, Quantity, Target
from flimbuilder.explain.regions.region import region_mask
from flimbuilder.flim.device import full_precision
from flimbuilder.flim.network import BlocksDecoder
from flimbuilder.flim.standardise import lattice
from flimbuilder.model.model import Model
from flimbuilder.project.architecture import LEARNABLE
from flimbuilder.project.decoding import DecoderChoice

__all__ = ["Baseline", "Score"]

Baseline = Literal["mean", "zero"]
"""What replaces a pixel that is taken away: the mean colour of the image, or 0."""
BATCH_BYTES = 256 * 2**20  # of the maps of images that run together
COPIES = 4  # of each map that a pass keeps for its gradient


class Score:
    """A number computed from an image, with everything that the whole image sets held constant.

    Held at their values on the given image: the statistics by which it is standardised, the
    maxima of its maps, the weights of adaptive decoders (so Otsu's thresholds have no slope), and
    the maxima of the sums. The score then depends on the receptive field of its target alone, and
    only this part of the image runs through the blocks.

    Parameters
    ----------
    model : Model
    pixels : ndarray of float32 of shape (H, W, C)
        In [0, 1].
    target : SaliencyTarget or KernelTarget
    decoder_choice : DecoderChoice or None, default=None
        None uses the model's own.
    maps : sequence of Tensor or None, default=None
        The activation maps of all blocks on the image, as :meth:`Model.encode` returns them;
        None computes them.

    Attributes
    ----------
    image : Tensor of shape (1, C, height, width)
        The part of the image that the score depends on: its pixels, or their converted colours if
        the conversion truncates to integers, as in some imported models.
    size : tuple of int
        (height, width) of the whole image.
    rows, cols : slice
        The part, in pixels of the image.
    maps : list of Tensor of shape (1, kernels, height, width)
        Of the whole image, as many blocks as are needed.
    decoder_choice : DecoderChoice
        Complete.
    value : float
        The score of the image.
    is_unit : bool
        Whether `image` holds pixels in [0, 1].

    Raises
    ------
    InputError
        If the region, class, block or kernel does not exist, or the image does not fit the model.
    """

    def __init__(
        self,
        model: Model,
        pixels: NDArray[np.float32],
        target: Target,
        decoder_choice: DecoderChoice | None = None,
        maps: Sequence[Tensor] | None = None,
    ) -> None:
        self._model, self._encoder = model, model.encoder
        self.size = pixels.shape[0], pixels.shape[1]
        _require_target(model, target)
        self.decoder_choice = model.resolve(decoder_choice)
        blocks = self.decoder_choice.blocks
        needed = target.block if isinstance(target, KernelTarget) else max(blocks)
        known = [] if maps is None else list(maps)
        self.maps = model.encode(pixels, max(needed, len(known)), known=known)
        self._of_maps = _score_of_maps(model, target, self.decoder_choice, self.maps, self.size)
        self.part = plan_part(model, self.size, self._of_maps.spans)
        self.rows, self.cols = self.part.rows, self.part.cols
        whole = torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1)[None]
        whole = whole.to(model.device)
        colour_space = self._encoder.colour.colour_space  # others truncate to integers
        self.is_unit = pixels.shape[2] != 3 or colour_space in LEARNABLE
        with torch.no_grad(), full_precision():
            converted = self._encoder.colour(whole)
            self._statistics = None
            if self._encoder.standardisation.kind != "none":
                lines, columns = (lattice(side).to(model.device) for side in self.size)
                on_lattice = converted.index_select(2, lines).index_select(3, columns)
                self._statistics = self._encoder.standardisation.measure(on_lattice)
            variables = whole if self.is_unit else converted
            self._mean = variables.mean(dim=(2, 3), keepdim=True)
            self._span = float(variables.amax() - variables.amin())
            self.image = variables[:, :, self.rows, self.cols].contiguous()
        self.value = float(self.of(self.image)[0])

    @property
    def depth(self) -> int:
        """Number of blocks that the score depends on."""
        return max(self.part.spans)

    @property
    def value_range(self) -> float:
        """Largest minus smallest value of the image."""
        return self._span

    @property
    def batch(self) -> int:
        """Number of images of the part's size that run together."""
        height, width = self.part.shape
        kernels = sum(maps.shape[1] for maps in self.maps[: self.depth])
        return max(1, min(64, BATCH_BYTES // (4 * COPIES * height * width * kernels)))

    def plain(self, baseline: Baseline) -> Tensor:
        """Return the part of an image without content, (1, C, height, width).

        Raises
        ------
        InputError
            If there is no such baseline.
        """
        if baseline not in get_args(Baseline):
            raise InputError(f"baseline {baseline!r:.60}: choose from mean, zero")
        colour = self._mean if baseline == "mean" else torch.zeros_like(self._mean)
        return colour.expand_as(self.image).contiguous()

    def of(self, images: Tensor) -> Tensor:
        """Return the scores (N,) of images (N, C, height, width), batch by batch."""
        with torch.no_grad():
            parts = [self(batch) for batch in torch.split(images, self.batch)]
        return torch.cat(parts)

    def slopes(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Return the scores (N,) of images and their gradients (N, C, height, width)."""
        scores, slopes = [], []
        for batch in torch.split(images, self.batch):
            with torch.enable_grad():
                given = batch.detach().clone().requires_grad_()
                values = self(given)
                slopes.append(torch.autograd.grad(values.sum(), given)[0])
            scores.append(values.detach())
        return torch.cat(scores), torch.cat(slopes)

    def __call__(self, images: Tensor, tap: Tap | None = None) -> Tensor:
        """Return the scores (N,) of images of the part, for autograd; see :func:`run_part`."""
        with full_precision():
            colours = self._encoder.colour(images) if self.is_unit else images
            prepared = self._encoder.standardisation(colours, self._statistics)
            maps = run_part(self._model, self.part, prepared, tap)
            return self._of_maps(maps)


def _require_target(model: Model, target: Target) -> None:
    """Raise InputError if a model lacks the class, block or kernel of a target."""
    if isinstance(target, KernelTarget):
        model.document.require_kernel(target.block, target.channel)
        return
    if target.class_id is not None:
        model.document.object_index(target.class_id)
    if target.quantity not in get_args(Quantity):
        raise InputError(f"quantity {target.quantity!r:.60}: choose from sum, saliency")


def _score_of_maps(
    model: Model,
    target: Target,
    decoder_choice: DecoderChoice,
    maps: Sequence[Tensor],
    size: tuple[int, int],
) -> ScoreOfMaps:
    region = None if target.region is None else RegionMean(region_mask(target.region, size))
    if isinstance(target, KernelTarget):
        height, width = maps[target.block - 1].shape[2:]
        return ActivationOfMaps(target.block, target.channel, (height, width), region)
    assert region is not None
    decoder, classes = model.weighing_decoder(decoder_choice), model.document.object_classes
    if target.class_id is not None or len(classes) == 1:
        index = 0 if target.class_id is None else classes.index(target.class_id)
    else:
        index = _leading_class(decoder, maps, region)
    return SaliencyOfMaps(decoder, maps, region, index, target.quantity == "saliency")


def _leading_class(decoder: BlocksDecoder, maps: Sequence[Tensor], region: RegionMean) -> int:
    """Return the index of the object class with the largest sum in a region."""
    of_maps = SaliencyOfMaps(decoder, maps, region, 0, is_saliency=False)
    with torch.no_grad():
        parts = {
            block: maps[block - 1][:, :, rows, cols]
            for block, (rows, cols) in of_maps.spans.items()
        }
        return int(of_maps.of_classes(parts)[0].argmax())
