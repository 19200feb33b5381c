"""The decoder choice and the delineation: how activations become saliency, and saliency a mask."""

from math import pi
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from flimbuilder.errors import InputError
from flimbuilder.project.decoders import (
    MARKER_DECODER,
    DecoderInfo,
    WeightsSource,
    decoder_info,
)
from flimbuilder.project.values import Value, WholeNumber

__all__ = [
    "ABSOLUTE_THRESHOLD",
    "BlockNumber",
    "BlockScale",
    "DecoderChoice",
    "Delineation",
    "Level",
    "Method",
    "Scale",
    "Splitting",
    "name_block",
]

BlockNumber = Annotated[int, Field(ge=1, le=10_000)]
Weight = Annotated[float, Field(ge=-1e6, le=1e6)]
Level = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Method = Literal[
    "auto", "none", "watershed", "random-walker", "dynamic-trees", "saliency-walker", "contrast"
]
Scale = Literal["image", "training"]

ABSOLUTE_THRESHOLD = 0.5  # of saliency that is on one scale for all images
OLD_DELINEATION = {"threshold": "otsu", "method": "none"}  # of files without these fields


class BlockScale(Value):
    """A scale for the maps and sums of a block, learned from the training images.

    Attributes
    ----------
    maxima : tuple of float
        For each kernel, the largest value of its map on all training images.
    levels : tuple of float
        For each object class, the mean of the decoder's rectified sums at the markers of the
        class: of the pixels of each marker, then of the markers.
    """

    maxima: Annotated[tuple[Level, ...], Field(min_length=1)]
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]


class DecoderChoice(Value):
    """The decoder: how activation maps become saliency.

    Attributes
    ----------
    id : str, default="ml"
        A decoder: ``lm``, ``ts``, ``at``, ``lt``, ``pb``, ``mb``, ``manual``, ``bp`` or ``ml``;
        ``unet`` in a model that was trained further.
    block : int or None, default=None
        Decoded block, from 1; None for the last, or for all blocks if the decoder is ``ml``.
    weights : tuple of tuple of float, default=()
        Only for ``manual``, ``bp`` and ``ml``: a row for each object class, in the order of ids,
        with a weight for each kernel of the block, from -1e6 to 1e6; for ``ml``, of all decoded
        blocks in order. A single row serves all classes.
    bias : tuple of float, default=()
        Only for ``bp`` and ``ml``: one value for each row of weights.
    fused : tuple of int, default=()
        Blocks, from 1, that are decoded together, instead of `block`: their saliency is averaged,
        and for ``ml`` their weighted sums are added. Not for ``manual`` and ``bp``, whose weights
        belong to one block.
    scale : {"image", "training"}, default="image"
        What saliency is relative to. ``image``: maps and weighted sums are divided by their
        maxima on the image, so that its largest saliency is 1. ``training``: maps are divided by
        their maxima on all training images, and sums by their mean at the object markers (larger
        ones become 1), so that an image without objects may have no saliency. Not for ``ml``,
        whose probability has one scale on all images. The default is not written.
    scales : tuple of BlockScale, default=()
        The numbers of the scale ``training`` for each decoded block, in the model's choice; in a
        project they are left out. Not written if empty.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,30}$")] = MARKER_DECODER
    block: BlockNumber | None = None
    weights: tuple[Annotated[tuple[Weight, ...], Field(min_length=1)], ...] = ()
    bias: tuple[Weight, ...] = ()
    fused: tuple[BlockNumber, ...] = ()
    scale: Scale = Field(default="image", exclude_if=lambda given: given == "image")
    scales: tuple[BlockScale, ...] = Field(default=(), exclude_if=lambda given: not given)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len(set(self.fused)) < len(self.fused):
            raise ValueError(f"fused: {list(self.fused)} names a block twice; blocks must differ")
        if self.fused and not self.can_fuse:
            raise ValueError(f"fused: decoder {self.id!r} decodes one block; name it as block")
        if self.weights and self.weights_source in {"computed", "finetuned"}:
            raise ValueError(f"weights: decoder {self.id!r} has none; leave them out")
        if self.bias and not self._info.has_bias:
            raise ValueError(f"bias: decoder {self.id!r} has none; leave it out")
        if len({len(row) for row in self.weights}) > 1:
            raise ValueError("weights: rows differ in length; each needs one weight per kernel")
        if len(self.bias) not in {0, len(self.weights)}:
            raise ValueError(
                f"bias: has {len(self.bias)} values for {len(self.weights)} rows of weights"
            )
        if self.scale == "training" and self.is_probability:
            raise ValueError(f"scale: decoder {self.id!r} gives a probability; leave it out")
        if self.scales and (self.scale != "training" or len(self.scales) != len(self.blocks)):
            raise ValueError(
                f"scales: has {len(self.scales)} for {len(self.blocks)} blocks and the scale "
                f"{self.scale!r}; leave them out, and build"
            )
        return self

    @model_validator(mode="after")
    def _of_old_files(self, info: ValidationInfo) -> Self:
        """Read ``lm`` from a file without an id."""
        is_missing = info.mode == "json" and "id" not in self.model_fields_set
        return self.with_(id="lm") if is_missing else self

    @property
    def blocks(self) -> tuple[int, ...]:
        """The decoded blocks; empty for the last block."""
        return self.fused or (() if self.block is None else (self.block,))

    @property
    def _info(self) -> DecoderInfo:
        return decoder_info(self.id)

    @property
    def weights_source(self) -> WeightsSource:
        """Where the weights come from; ``computed`` for unregistered decoders."""
        return self._info.weights_source

    @property
    def needs_weights(self) -> bool:
        """Whether the choice holds the weights."""
        return self._info.needs_weights

    @property
    def can_fuse(self) -> bool:
        """Whether several blocks can be decoded together."""
        return self._info.can_fuse

    @property
    def is_joint(self) -> bool:
        """Whether one set of weights covers all decoded blocks."""
        return self._info.is_joint

    @property
    def is_absolute(self) -> bool:
        """Whether the saliency has one scale on all images, so that 0.5 suits all as threshold."""
        return self.is_probability or self.scale == "training"

    @property
    def is_probability(self) -> bool:
        """Whether the saliency is the probability of the object."""
        return self._info.is_probability


class Splitting(Value):
    """How touching objects are separated; see :func:`flimbuilder.find_objects`.

    Attributes
    ----------
    radius : float
        Radius of the largest disk in a typical object, in pixels, from 0.5 to 10000.
    smallest : int, default=1
        Smallest area of an object, in pixels.
    smoothing : float, default=0.2
        Deviation of the Gaussian that smooths the distance to the boundary, in radii, 0 to 2.
    depth : float, default=0.05
        How much the distance must fall between two objects, in radii, 0 to 2. Larger values
        split less.
    """

    radius: Annotated[float, Field(ge=0.5, le=10_000)]
    smallest: Annotated[int, Field(ge=1, le=10**9)] = 1
    smoothing: Annotated[float, Field(ge=0, le=2)] = 0.2
    depth: Annotated[float, Field(ge=0, le=2)] = 0.05

    @classmethod
    def of_radius(cls, radius: float) -> Self:
        """Return a splitting for a radius; the smallest area is a quarter of the disk's."""
        return cls(radius=radius, smallest=max(1, round(pi * radius**2 / 4)))


class Delineation(Value):
    """The delineation: how saliency becomes a mask, and the mask objects.

    Attributes
    ----------
    threshold : {"auto", "otsu"} or float, default="auto"
        Threshold of the saliency, in [0, 1]. ``otsu`` separates bright from dark in each image.
        ``auto`` is 0.5 if the saliency has one scale on all images (decoder ``ml``, and the scale
        ``training``), and Otsu's threshold otherwise; see :meth:`for_decoder`.
    area : tuple of int or None, default=None
        Smallest and largest component kept, in pixels.
    drop_border : bool, default=False
        Remove components that touch the image border.
    fill_holes : bool, default=False
        Fill holes of the thresholded saliency, before components are filtered.
    method : str, default="auto"
        Algorithm that moves the boundary of each component to edges of the image: ``watershed``,
        ``random-walker`` or ``dynamic-trees``, with seeds by erosion and dilation,
        ``saliency-walker``, with seeds by the saliency, ``contrast``, halfway between the colours
        inside and outside, or ``none``. ``auto`` is ``contrast`` if objects are split; otherwise
        ``saliency-walker`` if the decoder's saliency is a probability, and ``none`` if not.
    erosion : int, default=1
        Radius, in pixels, of the erosion of components to object seeds.
    dilation : int, default=7
        Radius, in pixels, of the dilation of components; the rest are background seeds.
    split : Splitting, "auto" or None, default=None
        How touching objects are separated. None: an object is a connected region. ``auto``: as a
        build learns from the marked objects; the model has the values. Not written if None.
    """

    threshold: Literal["auto", "otsu"] | Annotated[float, Field(ge=0, le=1)] = "auto"
    area: tuple[WholeNumber, WholeNumber] | None = None
    drop_border: bool = False
    fill_holes: bool = False
    method: Method = "auto"
    erosion: Annotated[int, Field(ge=0, le=999)] = 1
    dilation: Annotated[int, Field(ge=0, le=999)] = 7
    split: Splitting | Literal["auto"] | None = Field(
        default=None, exclude_if=lambda given: given is None
    )

    @field_validator("area")
    @classmethod
    def _ascending(cls, area: tuple[int, int] | None) -> tuple[int, int] | None:
        if area is not None and area[0] > area[1]:
            raise ValueError(f"smallest area {area[0]} is over the largest {area[1]}; swap them")
        return area

    @model_validator(mode="after")
    def _of_old_files(self, info: ValidationInfo) -> Self:
        """Give files without threshold or method the values that they meant."""
        missing = OLD_DELINEATION.keys() - self.model_fields_set if info.mode == "json" else ()
        return self.with_(**{name: OLD_DELINEATION[name] for name in missing}) if missing else self

    @property
    def uses_radii(self) -> bool:
        """Whether erosion and dilation have an effect."""
        return self.method not in {"auto", "none", "saliency-walker", "contrast"}

    @property
    def splitting(self) -> Splitting | None:
        """The splitting; None if objects are not split.

        Raises
        ------
        InputError
            If it is ``auto``: only a build can learn it.
        """
        if self.split == "auto":
            raise InputError(
                "split: auto needs a build, which learns the size of objects; build the project, "
                "or give the radius of an object"
            )
        return self.split

    def for_decoder(self, decoder_choice: DecoderChoice, *, in_tiles: bool = False) -> Self:
        """Replace the threshold and the method ``auto`` by those for a decoder.

        The methods need a whole image in memory: for an image in tiles, ``auto`` is ``none``.
        """
        changes: dict[str, Any] = {}
        if self.threshold == "auto":
            changes["threshold"] = ABSOLUTE_THRESHOLD if decoder_choice.is_absolute else "otsu"
        if self.method == "auto":
            walks = decoder_choice.is_probability and not in_tiles
            changes["method"] = "saliency-walker" if walks else "none"
            if self.split is not None and not in_tiles:
                changes["method"] = "contrast"
        return self.with_(**changes) if changes else self


def name_block(decoder_choice: DecoderChoice, n_blocks: int) -> DecoderChoice:
    """Fill in the block of a choice: the last by default, the deepest of fused blocks.

    A joint decoder decodes all blocks by default.
    """
    if decoder_choice.is_joint and not decoder_choice.blocks and n_blocks > 1:
        return decoder_choice.with_(block=n_blocks, fused=tuple(range(1, n_blocks + 1)))
    return decoder_choice.with_(block=max(decoder_choice.blocks, default=n_blocks))
