"""The registry of decoders, which describes them without loading torch.

A decoder is a module with a :class:`~flimbuilder.flim.decoders.base.PointwiseDecoder` and one
entry here. A module outside the package registers its decoder with :func:`register_decoder`.
"""

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "DECODERS",
    "MARKER_DECODER",
    "NETWORK_DECODER",
    "RETIRED_DECODERS",
    "UNREGISTERED",
    "DecoderInfo",
    "WeightsSource",
    "decoder_info",
    "register_decoder",
]

WeightsSource = Literal["computed", "manual", "trained", "markers", "finetuned"]

MARKER_DECODER = "ml"  # every build learns it
NETWORK_DECODER = "unet"  # of models that were trained further; projects cannot choose it
RETIRED_DECODERS = {"auto": MARKER_DECODER}  # in older projects, and their replacements

_MODULE = "flimbuilder.flim.decoders"


@dataclass(frozen=True)
class DecoderInfo:
    """Description of a decoder.

    Attributes
    ----------
    id : str
        Name in files and on the command line: lower-case letters, digits, ``_`` and ``-``.
    title : str
        Name in the window.
    description : str
        How it weighs the activation maps, in a sentence.
    implementation : str
        The class, ``module:name``. The module is loaded when the decoder is first used.
    weights_source : {"computed", "manual", "trained", "markers", "finetuned"}, default="computed"
        Whether the decoder computes the weights of each image, the user gives them, or a build
        learns them: from the reference masks of the training images (``trained``) or from their
        markers (``markers``; every build does so, whatever the project's decoder). ``finetuned``
        weights are tensors of a model that was trained further, not a part of the choice.
    needs_classes : bool, default=False
        Whether every kernel must belong to a class.
    has_bias : bool, default=False
        Whether the decoder choice may hold a bias.
    is_joint : bool, default=False
        Whether one set of weights covers the kernels of all decoded blocks, in their order;
        otherwise the saliency of several blocks is averaged. A joint decoder decodes all blocks
        unless the choice names some.
    is_probability : bool, default=False
        Whether the saliency is a probability, on one scale for all images; otherwise each image
        is scaled by its own maximum.
    """

    id: str
    title: str
    description: str
    implementation: str
    weights_source: WeightsSource = "computed"
    needs_classes: bool = False
    has_bias: bool = False
    is_joint: bool = False
    is_probability: bool = False

    @property
    def needs_weights(self) -> bool:
        """Whether the decoder choice holds the weights."""
        return self.weights_source != "computed"

    @property
    def can_fuse(self) -> bool:
        """Whether several blocks can be decoded together."""
        return self.is_joint or not self.needs_weights


BUILT_IN = (
    DecoderInfo(
        "lm",
        "Labelled marker",
        "Kernels of the object weigh +1, all others −1, on every image.",
        f"{_MODULE}.labelled_marker:LabelledMarkerDecoder",
        needs_classes=True,
    ),
    DecoderInfo(
        "ts",
        "Tri-state",
        "Narrow, dark maps weigh +1; wide, bright ones −1. Ignores classes.",
        f"{_MODULE}.tri_state:TriStateDecoder",
    ),
    DecoderInfo(
        "at",
        "Attention",
        "Maps unlike the common attention weigh +1, like it −1. Ignores classes.",
        f"{_MODULE}.attention:AttentionDecoder",
    ),
    DecoderInfo(
        "lt",
        "Labelled tri-state",
        "As tri-state, but kernels of the background weigh nothing.",
        f"{_MODULE}.tri_state:LabelledTriStateDecoder",
        needs_classes=True,
    ),
    DecoderInfo(
        "pb",
        "Probability",
        "At each pixel, maps whose class explains their value better count.",
        f"{_MODULE}.probability:ProbabilityDecoder",
        needs_classes=True,
    ),
    DecoderInfo(
        "mb",
        "Mean",
        "At each pixel, the class with the higher mean around it counts.",
        f"{_MODULE}.mean_based:MeanBasedDecoder",
        needs_classes=True,
    ),
    DecoderInfo(
        "manual",
        "Manual weights",
        "You give each kernel its weight; in the window, click or drag its bar.",
        f"{_MODULE}.weighted:ManualDecoder",
        weights_source="manual",
    ),
    DecoderInfo(
        "bp",
        "Trained point-wise",
        "Weights trained by each build on the masks of the training images.",
        f"{_MODULE}.weighted:TrainedDecoder",
        weights_source="trained",
        has_bias=True,
    ),
    DecoderInfo(
        MARKER_DECODER,
        "Learned from markers",
        "Probability by weights that each build learns from the markers, on all blocks at once.",
        f"{_MODULE}.marker_learned:MarkerLearnedDecoder",
        weights_source="markers",
        has_bias=True,
        is_joint=True,
        is_probability=True,
    ),
)

DECODERS: dict[str, DecoderInfo] = {info.id: info for info in BUILT_IN}
UNREGISTERED = DecoderInfo("", "", "", "")  # stands for any decoder of an unknown id
_UNET = DecoderInfo(
    NETWORK_DECODER,
    "U-shaped network",
    "Probability by a network on the maps of all blocks, trained together with them.",
    f"{_MODULE}.u_shaped:UShapedDecoder",
    weights_source="finetuned",
    is_joint=True,
    is_probability=True,
)


def decoder_info(decoder_id: str) -> DecoderInfo:
    """Return the description of a decoder, also of ``unet``; `UNREGISTERED` if there is none."""
    return _UNET if decoder_id == NETWORK_DECODER else DECODERS.get(decoder_id, UNREGISTERED)


def register_decoder(info: DecoderInfo) -> None:
    """Add a decoder, so that projects, the command line and the window offer it.

    Parameters
    ----------
    info : DecoderInfo

    Raises
    ------
    ValueError
        If another decoder has the id.
    """
    if decoder_info(info.id) not in (info, UNREGISTERED):
        raise ValueError(f"there is a decoder {info.id!r} already; choose another id")
    DECODERS[info.id] = info
