"""Attribute a score to the pixels of an image."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.explain.attributions.registry import (
    METHODS,
    load_method,
    method_settings,
    require_method,
)
from flimbuilder.explain.attributions.score import Score
from flimbuilder.explain.attributions.targets import Target
from flimbuilder.model.model import Model, unit_pixels
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoding import DecoderChoice

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Attribution", "AttributionRun", "attribute", "attribute_score", "plan_methods"]


@dataclass(frozen=True, eq=False)
class Attribution:
    """The contribution of each pixel to a score.

    Attributes
    ----------
    method : str
        Id of the method, as `attribute` takes it.
    values : ndarray of float32 of shape (H, W)
        0 where the score does not depend on the pixel, except for Grad-CAM.
    score : float
        The score of the image.
    rows, cols : slice
        The part of the image that the score depends on.
    settings : dict of str to object
        The settings that were given.
    """

    method: str
    values: NDArray[np.float32]
    score: float
    rows: slice
    cols: slice
    settings: Mapping[str, Any]

    @property
    def is_signed(self) -> bool:
        """Whether values below 0 speak against the score."""
        return METHODS[self.method].is_signed

    @property
    def title(self) -> str:
        """Name of the method, with the block if there is a map for each."""
        title = METHODS[self.method].title
        block = self.settings.get("block")
        return title if block is None else f"{title}, block {block}"

    @property
    def name(self) -> str:
        """Name for files: the id of the method, with the block if there is a map for each."""
        block = self.settings.get("block")
        return self.method if block is None else f"{self.method}-{block}"


@dataclass(frozen=True)
class AttributionRun:
    """A method and its settings."""

    method: str
    settings: Mapping[str, Any]


def attribute(
    model: Model,
    pixels: NDArray[Any],
    target: Target,
    method: str,
    *,
    decoder_choice: DecoderChoice | None = None,
    maps: "Sequence[Tensor] | None" = None,
    on_progress: Progress = no_progress,
    **settings: Any,
) -> Attribution:
    """Attribute a score to the pixels of an image.

    What the whole image sets, such as the maxima of its maps, is held constant.

    Parameters
    ----------
    model : Model
    pixels : ndarray of shape (H, W, C)
        As in :meth:`Model.activations`.
    target : SaliencyTarget or KernelTarget
        The score.
    method : {"gradient", "smoothgrad", "integrated-gradients", "grad-cam", "occlusion", "lime"}
    decoder_choice : DecoderChoice or None, default=None
        None uses the model's own.
    maps : sequence of Tensor or None, default=None
        The activation maps of the image, as :meth:`Model.encode` returns them; None computes
        them.
    on_progress : callable, default does nothing
        Called with (stage, steps done, total steps); raises to stop.
    **settings
        Of the method: ``samples``, ``sigma`` and ``seed`` of SmoothGrad; ``baseline`` and
        ``steps`` of integrated gradients; ``block`` of Grad-CAM; ``patch``, ``stride`` and
        ``baseline`` of occlusion; ``superpixels``, ``samples``, ``kernel_width``, ``ridge``,
        ``baseline`` and ``seed`` of LIME.

    Returns
    -------
    Attribution

    Raises
    ------
    InputError
        If method, setting, region, class, block or kernel does not exist, or the image does not
        fit the model.

    Examples
    --------
    >>> import flimbuilder as fb
    >>> model = fb.load_model("eggs.model")  # doctest: +SKIP
    >>> pixels = fb.read_image("egg.png").pixels  # doctest: +SKIP
    >>> fb.attribute(model, pixels, fb.SaliencyTarget((120, 80)), "gradient")  # doctest: +SKIP
    """
    require_method(method)
    score = Score(model, unit_pixels(pixels), target, decoder_choice, maps)
    return attribute_score(score, method, on_progress=on_progress, **settings)


def attribute_score(
    score: Score, method: str, *, on_progress: Progress = no_progress, **settings: Any
) -> Attribution:
    """Attribute a score that several methods share; see :func:`attribute`."""
    known = method_settings(method)
    for name in settings:
        if name not in known:
            raise InputError(
                f"{METHODS[method].title} has no setting {name!r:.60}; it has "
                f"{', '.join(known) or 'none'}"
            )
    if METHODS[method].is_per_block and settings.get("block") is None:
        settings = {**settings, "block": score.depth}
    found = load_method(method)(score, on_progress, **settings).float().cpu().numpy()
    values = found
    if found.shape != score.size:
        values = np.zeros(score.size, np.float32)
        values[score.rows, score.cols] = found
    return Attribution(method, values, score.value, score.rows, score.cols, settings)


def plan_methods(methods: Sequence[str], depth: int, **settings: Any) -> Iterator[AttributionRun]:
    """List the runs of methods: those with a map for each block run once for each.

    Parameters
    ----------
    methods : sequence of str
    depth : int
        Number of blocks that the score depends on.
    **settings
        Each method takes those it has. A ``block`` is the only one to run.
    """
    for method in methods:
        own = {name: settings[name] for name in method_settings(method) if name in settings}
        if not require_method(method).is_per_block or own.get("block") is not None:
            yield AttributionRun(method, own)
            continue
        for block in range(depth, 0, -1):
            yield AttributionRun(method, {**own, "block": block})
