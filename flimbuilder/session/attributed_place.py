"""The score whose pixels are attributed: of a place, an object or a kernel."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.explain.attributions.registry import METHODS
from flimbuilder.imaging.pictures import display_scaled
from flimbuilder.project.project import KernelIdentity
from flimbuilder.session.explained_place import region_of
from flimbuilder.session.explanation import PlaceReader
from flimbuilder.session.view import ExplainedPlace

if TYPE_CHECKING:
    from flimbuilder.explain.attributions.attribute import AttributionRun
    from flimbuilder.explain.attributions.score import Score
    from flimbuilder.explain.attributions.targets import Target
    from flimbuilder.model.model import Model

__all__ = ["AttributedPlace", "Baseline", "PlaceRequest", "Quantity", "attribute_place"]

Quantity = Literal["sum", "saliency", "object", "kernel"]
Baseline = Literal["mean", "zero"]
Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class PlaceRequest:
    """What is to be attributed.

    Attributes
    ----------
    place : ExplainedPlace
    quantity : {"sum", "saliency", "object", "kernel"}
        The decoder's sum or the saliency at the place, the sum of the object of the mask there,
        or the activation of the view's kernel.
    baseline : {"mean", "zero"}
    class_id : int or None
        The object class; None is that with the largest sum.
    block : int
    kernel : KernelIdentity or None
        For the quantity ``kernel``.
    mask : ndarray of shape (H, W), or None
        For the quantity ``object``.
    """

    place: ExplainedPlace
    quantity: Quantity
    baseline: Baseline
    class_id: int | None
    block: int
    kernel: KernelIdentity | None
    mask: NDArray[Any] | None

    @property
    def key(self) -> tuple[Any, ...]:
        """What the score depends on, besides build, decoder and image."""
        own: tuple[Any, ...] = ()
        if self.quantity == "kernel":
            own = self.block, self.kernel
        elif self.quantity == "object":
            own = (id(self.mask),)
        return self.place, self.quantity, self.baseline, self.class_id, *own


@dataclass(frozen=True, eq=False)
class AttributedPlace:
    """The score that is attributed to pixels.

    Attributes
    ----------
    place : ExplainedPlace
    title : str
        For people, such as ``"log-odds of egg, at row 20, column 30"``.
    score : Score
    model : Model
        With the decoder that is explained.
    target : SaliencyTarget or KernelTarget
    dtype : str
        Of the image's file.
    name : str
        Of the image.
    image : ndarray of shape (H, W, 3), uint8
    part : ndarray of shape (rows, cols, 3), uint8
        The part of the image that the maps show.
    runs : tuple of AttributionRun
        The maps to compute, in order.
    """

    place: ExplainedPlace
    title: str
    score: "Score"
    model: "Model"
    target: "Target"
    pixels: NDArray[np.float32]
    dtype: str
    name: str
    image: Picture
    part: Picture
    runs: "tuple[AttributionRun, ...]"


def attribute_place(
    reader: PlaceReader, model: "Model", request: PlaceRequest, check: Callable[[], None]
) -> AttributedPlace:
    """Read the image of a place and prepare the score; `check` raises to stop.

    Raises
    ------
    InputError
        If there is no object at the place, or no kernel is chosen.
    ImageError
        If the image can't be read, or is too large.
    """
    from flimbuilder.explain.attributions.attribute import plan_methods
    from flimbuilder.explain.attributions.pictures import part_around
    from flimbuilder.explain.attributions.score import Score
    from flimbuilder.workflow.attribute import describe_target

    pixels, maps = reader.read(check)
    target = _target(reader, model, request, (pixels.shape[0], pixels.shape[1]))
    check()
    score = Score(model, pixels, target, maps=maps)
    runs = tuple(plan_methods(tuple(METHODS), score.depth, baseline=request.baseline))
    title = describe_target(model, target, score.decoder_choice)
    dtype, name = reader.entry.dtype, reader.entry.name
    image = display_scaled(pixels, dtype)
    part = np.ascontiguousarray(image[part_around(score.rows, score.cols, score.size)])
    return AttributedPlace(
        request.place, title, score, model, target, pixels, dtype, name, image, part, runs
    )


def _target(
    reader: PlaceReader, model: "Model", request: PlaceRequest, size: tuple[int, int]
) -> "Target":
    from flimbuilder.explain.attributions.targets import (
        KernelTarget,
        SaliencyTarget,
        object_at,
    )

    region = region_of(request.place.points, size)
    if request.quantity == "kernel":
        return KernelTarget(request.block, _channel(reader, request), region)
    if request.quantity == "saliency":
        return SaliencyTarget(region, request.class_id, "saliency")
    if request.quantity == "sum" or isinstance(region, np.ndarray):
        return SaliencyTarget(region, request.class_id)
    if request.mask is None or request.mask.shape != size:
        raise InputError("the mask of the image is not known yet; show the image, and wait for it")
    row, col = region
    return SaliencyTarget(object_at(request.mask, row, col), int(request.mask[row, col]))


def _channel(reader: PlaceReader, request: PlaceRequest) -> int:
    channel = reader.built.channel_of(request.block, request.kernel)
    if channel is None:
        raise InputError("choose a kernel in the panel Kernels; its activation here is attributed")
    return channel
