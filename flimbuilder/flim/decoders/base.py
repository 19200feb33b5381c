"""What all point-wise decoders share; torch alone (see ``flim/network.py``)."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

__all__ = [
    "PointwiseDecoder",
    "SurveyDecoder",
    "join_surveys",
    "reciprocals",
    "scale_by",
    "scale_by_maximum",
    "weighted_sums",
]


def scale_by_maximum(maps: Tensor) -> Tensor:
    """Divide each map (..., H, W) by its own maximum; one without positive values becomes 0."""
    return scale_by(maps, maps.amax(dim=(-2, -1)))


def scale_by(maps: Tensor, maxima: Tensor) -> Tensor:
    """Divide each map (..., H, W) by the maximum (...) of the image that it is a part of."""
    maximum = maxima[..., None, None]
    alive = maximum > 0
    # Divide, not multiply by a reciprocal: that of a denormal maximum would be infinite.
    return maps / torch.where(alive, maximum, torch.ones_like(maximum)) * alive


def reciprocals(maxima: Tensor) -> Tensor:
    """Return 1 / maximum; 0 where it is not positive, or too small for that to be a number."""
    alive = maxima >= torch.finfo(maxima.dtype).tiny
    return alive / torch.where(alive, maxima, torch.ones_like(maxima))


def weighted_sums(maps: Tensor, weights: Tensor) -> Tensor:
    """Sum each image's maps (N, C, h, w) by its own weights (N, n_sums, C), (N, n_sums, h, w).

    A matrix product and no convolution: on a GPU torch's convolutions round to ten bits (TF32),
    and a decoder must answer there as it does on a CPU.
    """
    sums = torch.matmul(weights, maps.flatten(2))
    return sums.view(*sums.shape[:2], *maps.shape[2:])


def join_surveys(one: Mapping[str, Tensor], other: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Put together what two parts of an image gave: smallest, largest, or else the sum."""
    ways = {"min": torch.minimum, "max": torch.maximum}
    return {
        name: ways.get(name.partition("_")[0], torch.add)(value, other[name])
        for name, value in one.items()
    }


class PointwiseDecoder(nn.Module):
    """Saliency as the rectified, weighted sum of a block's activation maps.

    ``S(p) = ReLU(sum_i alpha_i J_i(p))``, one map for each object class, scaled to [0, 1] by its
    maximum over the image and interpolated to the image's size (arXiv 2504.20872, section 3).
    J_i is activation map i divided by its own maximum over the image. A subclass gives the
    weighted sum in :meth:`combine`. Maps are never copied only to be scaled: the scales go into
    the weights.

    Parameters
    ----------
    kernel_classes : sequence of int
        Class of each kernel of the block, 0 for background.
    object_classes : sequence of int
        One saliency map is made for each; to it, every other class is background.
    """

    is_object: Tensor
    is_one_for_all = False  # whether all object classes have the same weights

    def __init__(self, kernel_classes: Sequence[int], object_classes: Sequence[int]) -> None:
        super().__init__()
        classes = torch.tensor(list(kernel_classes))
        objects = torch.tensor(list(object_classes))
        is_object = objects[:, None] == classes[None, :]
        self.register_buffer("is_object", is_object.float(), persistent=False)

    def weigh(self, maps: Tensor) -> Tensor:
        """Return the weights of scaled maps (N, C, h, w), (N, object classes, C).

        Those that differ from pixel to pixel are averaged over the pixels.
        """
        raise NotImplementedError

    def combine(self, maps: Tensor, maxima: Tensor) -> Tensor:
        """Weigh and sum activation maps, each divided by its maximum.

        Parameters
        ----------
        maps : Tensor of shape (N, C, h, w)
        maxima : Tensor of shape (N, C)
            Over the whole image.

        Returns
        -------
        Tensor of shape (N, object classes, h, w)
        """
        return self.sums(maps, self.weigh(scale_by(maps, maxima)), maxima)

    def sums(self, maps: Tensor, weights: Tensor, maxima: Tensor) -> Tensor:
        """Sum maps (N, C, h, w), each divided by its maximum, by weights (N, object classes, C).

        Equal weights give equal sums, that no rounding tells apart: a mask could not choose.
        """
        scaled = weights * reciprocals(maxima)[:, None]
        if not self.is_one_for_all:
            return weighted_sums(maps, scaled)
        return weighted_sums(maps, scaled[:, :1]).expand(-1, len(self.is_object), -1, -1)

    def survey(self, maps: Tensor, lowest: Tensor, highest: Tensor) -> dict[str, Tensor]:
        """Gather what :meth:`combine_part` must know of the whole image from one part of it.

        Parameters
        ----------
        maps : Tensor of shape (N, C, h, w)
            A part of the scaled maps.
        lowest, highest : Tensor of shape (N, C)
            The extremes of the scaled maps over the whole image.

        Returns
        -------
        dict of str to Tensor
            Parts are put together by :func:`join_surveys`; a name begins with ``min_`` or
            ``max_`` where that is not the sum. Empty where each part can be decoded by itself.
        """
        return {}

    def combine_part(self, maps: Tensor, maxima: Tensor, survey: Mapping[str, Tensor]) -> Tensor:
        """Weigh and sum a part of the maps, with maxima and survey of the whole image.

        Of an image of which some map is not zero. Values within one pixel of the part's border
        may differ from those of the whole, unless it is the image's border too.
        """
        return self.combine(maps, maxima)

    def weights_on(self, activations: Tensor) -> Tensor:
        """Return the weights alpha that activation maps (N, C, h, w) of one block get.

        Returns
        -------
        Tensor of shape (N, object classes, C)
            Of the maps scaled by their maximum, without any bias; the mean over the pixels where
            each pixel has its own.
        """
        return self.weigh(scale_by_maximum(activations))

    def forward(self, activations: Tensor, size: tuple[int, int]) -> Tensor:
        """Decode activation maps.

        Parameters
        ----------
        activations : Tensor of shape (N, C, h, w)
            Of one block.
        size : tuple of int
            (height, width) of the image.

        Returns
        -------
        Tensor of shape (N, object classes, height, width)
            In [0, 1].
        """
        sums = self.combine(activations, activations.amax(dim=(2, 3)))
        saliency = scale_by_maximum(F.relu(sums))
        return F.interpolate(saliency, size=size, mode="bilinear", align_corners=False)

    def extra_repr(self) -> str:
        """Say how many maps go in and out."""
        objects, kernels = self.is_object.shape
        return f"{kernels} kernels -> {objects} saliency maps"


class SurveyDecoder(PointwiseDecoder):
    """A decoder whose weights follow from sums over the whole image.

    A subclass gathers them in :meth:`survey` and turns them into weights in :meth:`weights_of`,
    so that an image can be decoded part by part.
    """

    def weights_of(self, survey: Mapping[str, Tensor]) -> Tensor:
        """Return the weights (N, object classes, C) for what was gathered over an image."""
        raise NotImplementedError

    def weigh(self, maps: Tensor) -> Tensor:
        """Return the weights of scaled maps (N, C, h, w), (N, object classes, C)."""
        lowest, highest = maps.amin(dim=(2, 3)), maps.amax(dim=(2, 3))
        return self.weights_of(self.survey(maps, lowest, highest)).to(maps.dtype)

    def combine_part(self, maps: Tensor, maxima: Tensor, survey: Mapping[str, Tensor]) -> Tensor:
        """Weigh and sum a part of the maps by the weights of the whole image."""
        return self.sums(maps, self.weights_of(survey).to(maps.dtype), maxima)
