"""The registry of attribution methods, which describes them without loading torch."""

from dataclasses import dataclass
from importlib import import_module
from inspect import signature
from typing import Any

from flimbuilder.errors import InputError

__all__ = [
    "HELD_CONSTANT",
    "METHODS",
    "MethodInfo",
    "load_method",
    "method_settings",
    "require_method",
]

HELD_CONSTANT = (
    "Held at their values on this image: the statistics that standardise it, the maxima of its "
    "maps and sums, and the decoder's weights. So the score depends on its receptive field alone."
)
_ROOM = "flimbuilder.explain.attributions"


@dataclass(frozen=True)
class MethodInfo:
    """Description of an attribution method.

    Attributes
    ----------
    id : str
        Name in files and on the command line.
    title : str
        Name in the window.
    description : str
        What a pixel's value means, in a sentence.
    implementation : str
        The function, ``module:name``. Its first two parameters are the score and the progress;
        the others are settings.
    is_signed : bool, default=False
        Whether values below 0 speak against the score.
    is_per_block : bool, default=False
        Whether there is one map for each block.
    source : str, default=""
        Where the method was published.
    """

    id: str
    title: str
    description: str
    implementation: str
    is_signed: bool = False
    is_per_block: bool = False
    source: str = ""


BUILT_IN = (
    MethodInfo(
        "gradient",
        "Gradient",
        "How fast the score changes with the pixel: the largest slope over the channels.",
        f"{_ROOM}.gradients:gradient_saliency",
        source="Simonyan et al., 2014",
    ),
    MethodInfo(
        "smoothgrad",
        "SmoothGrad",
        "The gradient, averaged over noisy copies of the image.",
        f"{_ROOM}.gradients:smoothgrad",
        source="Smilkov et al., 2017",
    ),
    MethodInfo(
        "integrated-gradients",
        "Integrated gradients",
        "The pixel's share of the difference between the score and that of a plain image.",
        f"{_ROOM}.gradients:integrated_gradients",
        is_signed=True,
        source="Sundararajan et al., 2017",
    ),
    MethodInfo(
        "grad-cam",
        "Grad-CAM",
        "A block's maps, summed by how much the score rises with each; only what speaks for it.",
        f"{_ROOM}.grad_cam:grad_cam",
        is_per_block=True,
        source="Selvaraju et al., 2017",
    ),
    MethodInfo(
        "occlusion",
        "Occlusion",
        "How much the score falls if a square around the pixel is painted over.",
        f"{_ROOM}.perturbations:occlusion",
        is_signed=True,
        source="Zeiler and Fergus, 2014",
    ),
    MethodInfo(
        "lime",
        "LIME",
        "The weight of the pixel's superpixel in a linear model of the score.",
        f"{_ROOM}.perturbations:lime",
        is_signed=True,
        source="Ribeiro et al., 2016",
    ),
)

METHODS: dict[str, MethodInfo] = {info.id: info for info in BUILT_IN}


def require_method(method: str) -> MethodInfo:
    """Return the description of a method.

    Raises
    ------
    InputError
        If there is no such method.
    """
    if method not in METHODS:
        raise InputError(
            f"there is no attribution {method!r:.60}; choose from {', '.join(METHODS)}"
        )
    return METHODS[method]


def load_method(method: str) -> Any:
    """Import the function of a method."""
    module, _, name = require_method(method).implementation.partition(":")
    return getattr(import_module(module), name)


def method_settings(method: str) -> tuple[str, ...]:
    """List the names of a method's settings."""
    return tuple(signature(load_method(method)).parameters)[2:]
