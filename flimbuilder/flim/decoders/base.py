"""Base classes of point-wise decoders; imports only torch (see ``flim/network.py``)."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from flimbuilder.flim.network import BlocksDecoder

__all__ = [
    "ROUNDING",
    "PointwiseDecoder",
    "SurveyDecoder",
    "join_surveys",
    "reciprocals",
    "scale_by",
    "weighted_sums",
    "with_neighbours",
]


ROUNDING = 2.0**-22  # of a product in a weighted sum of maps in [0, 1]


def scale_by(maps: Tensor, maxima: Tensor) -> Tensor:
    """Divide each map (..., H, W) by its maximum (...); 0 if the maximum is not positive."""
    maximum = maxima[..., None, None]
    alive = maximum > 0
    # Division, because the reciprocal of a denormal maximum would be infinite.
    return maps / torch.where(alive, maximum, torch.ones_like(maximum)) * alive


def reciprocals(maxima: Tensor) -> Tensor:
    """Return 1 / maximum; 0 if it is not positive, or its reciprocal would overflow."""
    alive = maxima >= torch.finfo(maxima.dtype).tiny
    return alive / torch.where(alive, maxima, torch.ones_like(maxima))


def weighted_sums(maps: Tensor, weights: Tensor) -> Tensor:
    """Sum maps (N, C, h, w) by the weights of each image (N, n_sums, C), to (N, n_sums, h, w).

    A matrix product rather than a convolution: on a GPU, torch's convolutions round to ten bits
    (TF32), and decoders must agree with the CPU.
    """
    sums = torch.matmul(weights, maps.flatten(2))
    return sums.view(*sums.shape[:2], *maps.shape[2:])


def with_neighbours(maps: Tensor, rows: slice, cols: slice) -> tuple[Tensor, tuple[slice, slice]]:
    """Return a part of maps (..., h, w) with its adjacent pixels, and the part's place in that."""
    cut, inner = [], []
    for part, side in ((rows, maps.shape[-2]), (cols, maps.shape[-1])):
        first = max(part.start - 1, 0)
        cut.append(slice(first, min(part.stop + 1, side)))
        inner.append(slice(part.start - first, part.stop - first))
    return maps[..., cut[0], cut[1]], (inner[0], inner[1])


def join_surveys(first: Mapping[str, Tensor], second: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Join the surveys of two parts of an image: minima, maxima, or else sums."""
    operations = {"min": torch.minimum, "max": torch.maximum}
    return {
        name: operations.get(name.partition("_")[0], torch.add)(value, second[name])
        for name, value in first.items()
    }


class PointwiseDecoder(nn.Module):
    """Saliency as the rectified, weighted sum of a block's activation maps.

    ``S(p) = ReLU(sum_i alpha_i J_i(p)) / L``, one map for each object class, at most 1 and
    interpolated to the image's size (arXiv 2504.20872, section 3). J_i is activation map i divided
    by its maximum over the image, and L the maximum of the sum over the image; :meth:`use_scale`
    replaces both by constants of the training images. A subclass implements :meth:`weigh`, and
    :meth:`combine` if the weights differ from pixel to pixel. Scales go into the weights, so that
    maps are not copied only to be scaled.

    Parameters
    ----------
    kernel_classes : sequence of int
        Class of each kernel of the block, 0 for background.
    object_classes : sequence of int
        One saliency map is made for each; every other class is background to it.
    """

    is_object: Tensor
    maxima: Tensor  # (1, C) of the training images, if there is a scale of theirs
    levels: Tensor  # (1, object classes)
    has_scale = False  # whether maxima and levels are those of the training images
    shares_weights = False  # whether all object classes have the same weights
    is_probability = False  # sums are log-odds: neither rectified nor scaled by any maximum
    has_fixed_weights = False  # whether the weights are the same for all images
    weighs_pixels = False  # whether the weights differ from pixel to pixel

    def __init__(self, kernel_classes: Sequence[int], object_classes: Sequence[int]) -> None:
        super().__init__()
        classes = torch.tensor(list(kernel_classes))
        objects = torch.tensor(list(object_classes))
        is_object = objects[:, None] == classes[None, :]
        self.register_buffer("is_object", is_object.float(), persistent=False)

    @classmethod
    def of_blocks(
        cls,
        kernel_classes: Mapping[int, Sequence[int]],
        object_classes: Sequence[int],
        **given: Any,
    ) -> BlocksDecoder:
        """Make the decoder of one or more blocks.

        Parameters
        ----------
        kernel_classes : mapping of int to sequence of int
            By block, from 1: the class of each kernel.
        object_classes : sequence of int
        **given
            Further arguments of the constructor, such as weights; and ``scales``, the arguments
            of :meth:`use_scale` for each block.
        """
        scales = given.pop("scales", ())
        decoders = {
            block: cls(classes, object_classes, **given)
            for block, classes in kernel_classes.items()
        }
        for decoder, scale in zip(decoders.values(), scales, strict=bool(scales)):
            decoder.use_scale(**scale)
        return BlocksDecoder(decoders)

    def use_scale(self, maxima: Sequence[float], levels: Sequence[float]) -> None:
        """Scale maps and sums by constants instead of the maxima of each image.

        The value at a pixel then depends only on the pixels around it, unless the decoder's
        weights are computed from the whole image, and an image without objects may have no
        saliency.

        Parameters
        ----------
        maxima : sequence of float
            For each map, the value that becomes 1; a map of 0 does not count.
        levels : sequence of float
            For each object class, the sum that becomes 1, as do larger sums; 0 gives no saliency.
        """
        self.has_scale = True
        self.register_buffer("maxima", torch.tensor([list(maxima)]), persistent=False)
        self.register_buffer("levels", torch.tensor([list(levels)]), persistent=False)

    @property
    def is_local(self) -> bool:
        """Whether the saliency at a pixel depends only on the pixels around it."""
        return self.is_probability or self.has_scale

    def maxima_of(self, highest: Tensor) -> Tensor:
        """Return the maxima (N, C) that divide the maps, given those over each image."""
        return self.maxima.expand_as(highest) if self.has_scale else highest

    def limit(self, sums: Tensor) -> Tensor:
        """Rectify sums (N, object classes, h, w), and clip them at the levels of a scale."""
        rectified = F.relu(sums)
        return rectified.minimum(self.levels[..., None, None]) if self.has_scale else rectified

    def levels_of(self, peaks: Tensor) -> Tensor:
        """Return what divides the limited sums, given their maxima (N, object classes)."""
        return self.levels.expand_as(peaks) if self.has_scale else self.without_rounding(peaks)

    def weigh(self, maps: Tensor) -> Tensor:
        """Return the weights (N, object classes, C) of scaled maps (N, C, h, w).

        Weights that differ from pixel to pixel are averaged over the pixels.
        """
        raise NotImplementedError

    def combine(self, maps: Tensor, maxima: Tensor) -> Tensor:
        """Return the weighted sum of activation maps, each divided by its maximum.

        Parameters
        ----------
        maps : Tensor of shape (N, C, h, w)
        maxima : Tensor of shape (N, C)
            Maxima over the whole image, or of a scale.

        Returns
        -------
        Tensor of shape (N, object classes, h, w)
        """
        return self.sums(maps, self.weigh(scale_by(maps, maxima)), maxima)

    def sums(self, maps: Tensor, weights: Tensor, maxima: Tensor) -> Tensor:
        """Sum maps (N, C, h, w), each divided by its maximum, by weights (N, object classes, C).

        Shared weights are summed once: if rounding made the sums of two classes differ, it would
        make the mask arbitrary.
        """
        scaled = weights * reciprocals(maxima)[:, None]
        if not self.shares_weights:
            return weighted_sums(maps, scaled)
        return weighted_sums(maps, scaled[:, :1]).expand(-1, len(self.is_object), -1, -1)

    def weights_at(self, maps: Tensor, maxima: Tensor, rows: slice, cols: slice) -> Tensor:
        """Return the weights of each pixel of a part of the maps, if they differ between pixels.

        Parameters
        ----------
        maps : Tensor of shape (N, C, h, w)
            Activation maps of the whole image.
        maxima : Tensor of shape (N, C)
        rows, cols : slice
            With start and stop.

        Returns
        -------
        Tensor of shape (N, object classes, C, rows, cols)
            Of the maps as :meth:`weighed_maps` returns them.
        """
        raise NotImplementedError

    def weighed_maps(self, maps: Tensor, maxima: Tensor) -> Tensor:
        """Return the maps as the weights apply to them: divided by their maxima."""
        return maps * reciprocals(maxima)[..., None, None]

    def bias_on(self, maxima: Tensor) -> Tensor:
        """Return what is added to the weighted sum of the maps, (N, object classes)."""
        return maxima.new_zeros((maxima.shape[0], len(self.is_object)))

    def survey(self, maps: Tensor, lowest: Tensor, highest: Tensor) -> dict[str, Tensor]:
        """Return statistics of a part of an image, for :meth:`combine_part`.

        Parameters
        ----------
        maps : Tensor of shape (N, C, h, w)
            A part of the scaled maps.
        lowest, highest : Tensor of shape (N, C)
            Extremes of the scaled maps over the whole image.

        Returns
        -------
        dict of str to Tensor
            :func:`join_surveys` joins parts: names with ``min_`` or ``max_`` by the extreme, all
            others by the sum. Empty if parts can be decoded without statistics of the whole.
        """
        return {}

    def combine_part(self, maps: Tensor, maxima: Tensor, survey: Mapping[str, Tensor]) -> Tensor:
        """Return the weighted sum of a part of the maps, given maxima and survey of the image.

        Values within one pixel of the part's border may differ from those of the whole image,
        unless it is also the image's border. At least one map of the image must not be zero.
        """
        return self.combine(maps, maxima)

    def without_rounding(self, peaks: Tensor) -> Tensor:
        """Set largest sums (..., object classes) to 0 that are no more than rounding errors.

        Where the maps of all classes cancel out, saliency would else be the noise of the last
        bits, scaled to 1.
        """
        return peaks * (peaks > ROUNDING * self.is_object.shape[1])

    def weights_on(self, activations: Tensor) -> Tensor:
        """Return the weights alpha of the activation maps (N, C, h, w) of one block.

        Returns
        -------
        Tensor of shape (N, object classes, C)
            Weights of the scaled maps, without bias; averaged over the pixels if they differ from
            pixel to pixel.
        """
        return self.weigh(scale_by(activations, self.maxima_of(activations.amax(dim=(2, 3)))))

    def forward(self, activations: Tensor, size: tuple[int, int]) -> Tensor:
        """Decode activation maps.

        Parameters
        ----------
        activations : Tensor of shape (N, C, h, w)
            Activation maps of one block.
        size : tuple of int
            (height, width) of the image.

        Returns
        -------
        Tensor of shape (N, object classes, height, width)
            In [0, 1].
        """
        maxima = self.maxima_of(activations.amax(dim=(2, 3)))
        sums = self.limit(self.combine(activations, maxima))
        saliency = scale_by(sums, self.levels_of(sums.amax(dim=(2, 3))))
        return F.interpolate(saliency, size=size, mode="bilinear", align_corners=False)

    def extra_repr(self) -> str:
        """Show the number of input and output maps."""
        objects, kernels = self.is_object.shape
        return f"{kernels} kernels -> {objects} saliency maps"


class SurveyDecoder(PointwiseDecoder):
    """A decoder whose weights depend on statistics of the whole image.

    A subclass computes them in :meth:`survey` and the weights in :meth:`weights_of`, so that an
    image can be decoded part by part.
    """

    @property
    def is_local(self) -> bool:
        """Whether the saliency at a pixel depends only on the pixels around it."""
        return False

    def weights_of(self, survey: Mapping[str, Tensor]) -> Tensor:
        """Return the weights (N, object classes, C) for the survey of an image."""
        raise NotImplementedError

    def weigh(self, maps: Tensor) -> Tensor:
        """Return the weights (N, object classes, C) of scaled maps (N, C, h, w)."""
        lowest, highest = maps.amin(dim=(2, 3)), maps.amax(dim=(2, 3))
        return self.weights_of(self.survey(maps, lowest, highest)).to(maps.dtype)

    def combine_part(self, maps: Tensor, maxima: Tensor, survey: Mapping[str, Tensor]) -> Tensor:
        """Return the sum of a part of the maps by the weights of the whole image."""
        return self.sums(maps, self.weights_of(survey).to(maps.dtype), maxima)
