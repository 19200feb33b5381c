"""The project: everything that determines an encoder, as one frozen value."""

import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from flimbuilder.project.architecture import (
    DEFAULT_ARCHITECTURE,
    Architecture,
    Standardise,
    foreign_parts,
)
from flimbuilder.project.decoders import DECODERS, MARKER_DECODER, WeightsSource
from flimbuilder.project.label_values import parse_label_values
from flimbuilder.project.markers import ClassId, ImageMarkers, MarkerId
from flimbuilder.project.selection import AxisIndex, PixelsKey, SampleRange, Selection, image_stem
from flimbuilder.project.values import LARGEST_INTEGER, Value

__all__ = [
    "ABSOLUTE_THRESHOLD",
    "AUTO_DECODER",
    "BACKGROUND",
    "CLASS_COLOURS",
    "LARGEST_SEED",
    "BlockScale",
    "ClassEntry",
    "ClusterIdentity",
    "ComponentIdentity",
    "DecoderChoice",
    "Delineation",
    "ImageEntry",
    "ImageId",
    "KernelEdit",
    "KernelIdentity",
    "Level",
    "Project",
    "ProjectInput",
    "Role",
    "Scale",
    "Seed",
    "canonical_class_name",
    "default_class",
    "find_class",
    "object_class_ids",
]

BACKGROUND = 0
# Okabe and Ito's palette for all kinds of colour vision; background first.
CLASS_COLOURS = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442",
)  # fmt: skip

# An id names a file: no separators, no leading dot, no device names with colons.
ImageId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,119}$")]
Role = Literal["train", "validation", "test"]
LARGEST_SEED = LARGEST_INTEGER
Seed = Annotated[int, Field(ge=0, le=LARGEST_SEED)]
WholeNumber = Annotated[int, Field(ge=0, le=LARGEST_INTEGER)]
Side = Annotated[int, Field(ge=1, le=10_000_000)]
BlockNumber = Annotated[int, Field(ge=1, le=10_000)]
Weight = Annotated[float, Field(ge=-1e6, le=1e6)]
Level = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Scale = Literal["image", "training"]

AUTO_DECODER = "auto"
ABSOLUTE_THRESHOLD = 0.5  # of a saliency that is a probability
OLD_DELINEATION = {"threshold": "otsu", "method": "none"}  # before ``auto``


class ClassEntry(Value):
    """A class of markers: 0 is the background, all others are objects."""

    id: ClassId
    name: Annotated[str, Field(min_length=1, max_length=100)]
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


def default_class(class_id: int) -> ClassEntry:
    """Return a class with the default name and colour of its id."""
    names = {BACKGROUND: "background", 1: "object"}
    return ClassEntry(
        id=class_id,
        name=names.get(class_id, f"object {class_id}"),
        colour=CLASS_COLOURS[class_id % len(CLASS_COLOURS)],
    )


def canonical_class_name(name: str) -> str:
    """Return a class name in the form for comparison: ``Egg``, ``egg `` and ``egg`` are equal.

    It is stripped, case-folded and normalised to NFC.
    """
    folded = unicodedata.normalize("NFC", name).strip().casefold()
    return unicodedata.normalize("NFC", folded)  # casefold may decompose characters


def find_class(classes: Iterable[ClassEntry], name: str) -> ClassEntry | None:
    """Return the class of a name; None if there is none.

    Prefers a class of exactly this name to one whose canonical name is the same.
    """
    canonical = canonical_class_name(name)
    same = [entry for entry in classes if canonical_class_name(entry.name) == canonical]
    return next((entry for entry in same if entry.name == name), same[0] if same else None)


def object_class_ids(classes: Iterable[ClassEntry]) -> tuple[int, ...]:
    """Return the ids of all classes but the background, ascending."""
    return tuple(sorted(entry.id for entry in classes if entry.id != BACKGROUND))


class ImageEntry(Value):
    """An image of the project; its markers belong to its id and content.

    Attributes
    ----------
    id : str
        Letters, digits, ``_ . -``; also the name of its marker file.
    path : str
        POSIX path relative to the project folder; may contain ``..``. The file is accepted only
        if its hash is `sha256`.
    absolute : str or None, default=None
        Absolute path when it was added, for a project that is moved without its images.
    sha256 : str
        Of the file, 64 hexadecimal digits.
    size : int
        Of the file, in bytes.
    shape : tuple of int
        (height, width, channels).
    dtype : str
        Of the pixels, for example ``uint16``.
    stored : SampleRange or None, default=None
        Dtype and range of the values in the file. None is not written.
    role : {"train", "validation", "test"}, default="train"
        Only the markers of training images give kernels.
    mask : str or None, default=None
        Path of the reference mask, like `path`.
    mask_values : str, default=""
        The class of each value of the mask, as in ``1=1,255=ignore``; empty for a plain mask.
    mask_orientation : int, default=1
        Turns the mask upright, 1 to 8 as in EXIF. The defaults of both are not written.
    label : int or None, default=None
        The class of the whole image, for identification.
    selection : Selection or None, default=None
        Slice and channels within the file, and the intensity window; None for the whole file.
        None is not written.
    """

    id: ImageId
    path: Annotated[str, Field(min_length=1, max_length=4096)]
    absolute: Annotated[str, Field(max_length=4096)] | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size: WholeNumber
    shape: tuple[Side, Side, Side]
    dtype: Annotated[str, Field(max_length=20)]
    stored: SampleRange | None = Field(default=None, exclude_if=lambda given: given is None)
    role: Role = "train"
    mask: Annotated[str, Field(min_length=1, max_length=4096)] | None = None
    mask_values: str = Field(default="", max_length=10_000, exclude_if=lambda given: not given)
    mask_orientation: int = Field(default=1, ge=1, le=8, exclude_if=lambda given: given == 1)
    label: ClassId | None = None
    selection: Selection | None = Field(default=None, exclude_if=lambda given: given is None)

    @field_validator("mask_values")
    @classmethod
    def _canonical(cls, text: str) -> str:
        return str(parse_label_values(text)) if text else ""

    @property
    def place(self) -> tuple[AxisIndex, ...]:
        """Position in a stack; empty for the only image of a file."""
        return () if self.selection is None else self.selection.at

    @property
    def content(self) -> tuple[str, tuple[AxisIndex, ...]]:
        """What markers are drawn on: the hash of the file, and the position in it."""
        return self.sha256, self.place

    @property
    def pixels_key(self) -> PixelsKey:
        """All that the pixels depend on."""
        return self.sha256, self.selection

    @property
    def name(self) -> str:
        """File name and position in the stack, for people."""
        name = PurePosixPath(self.path).name
        return f"{name} [{self.selection.description}]" if self.selection and self.place else name

    @property
    def stem(self) -> str:
        """Name, without suffix, of files that belong to the image."""
        return image_stem(PurePosixPath(self.path), self.selection)


class ClusterIdentity(Value):
    """The kernel of one cluster of one marker's patches."""

    kind: Literal["cluster"] = "cluster"
    image: ImageId
    marker: MarkerId
    cluster: WholeNumber


class ComponentIdentity(Value):
    """The kernel of one component or cluster from the reduction of a class's kernels."""

    kind: Literal["component"] = "component"
    class_id: ClassId | None = Field(alias="class")
    component: WholeNumber


KernelIdentity = Annotated[ClusterIdentity | ComponentIdentity, Field(discriminator="kind")]


class KernelEdit(Value):
    """An expert's edit of a learned kernel, applied again by every build.

    Attributes
    ----------
    block : int
        From 1.
    action : {"delete", "invert"}
        Restoring a kernel removes its edit.
    kernel : ClusterIdentity or ComponentIdentity
        Identity of the kernel.
    weights : tuple of float, default=()
        The kernel before the edit, in normalised patch space; identifies it if no kernel has the
        identity.
    """

    block: BlockNumber
    action: Literal["delete", "invert"]
    kernel: KernelIdentity
    weights: tuple[float, ...] = ()


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
        A decoder: ``lm``, ``ts``, ``at``, ``lt``, ``pb``, ``mb``, ``manual``, ``bp`` or ``ml``.
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
        if self.weights and not self.needs_weights:
            raise ValueError(f"weights: decoder {self.id!r} has none; leave them out")
        if self.bias and not (self.id in DECODERS and DECODERS[self.id].has_bias):
            raise ValueError(f"bias: decoder {self.id!r} has none; leave it out")
        if len({len(row) for row in self.weights}) > 1:
            raise ValueError("weights: rows differ in length; each needs one weight per kernel")
        if len(self.bias) not in {0, len(self.weights)}:
            raise ValueError(
                f"bias: has {len(self.bias)} values for {len(self.weights)} rows of weights"
            )
        if self.scale == "training" and self.id in DECODERS and DECODERS[self.id].is_absolute:
            raise ValueError(f"scale: decoder {self.id!r} gives a probability; leave it out")
        if self.scales and (self.scale != "training" or len(self.scales) != len(self.blocks)):
            raise ValueError(
                f"scales: has {len(self.scales)} for {len(self.blocks)} blocks and the scale "
                f"{self.scale!r}; leave them out, and build"
            )
        return self

    @model_validator(mode="after")
    def _of_old_files(self, info: ValidationInfo) -> Self:
        """Read a file without an id as it was meant when the default was ``lm``."""
        is_missing = info.mode == "json" and "id" not in self.model_fields_set
        return self.with_(id="lm") if is_missing else self

    @property
    def blocks(self) -> tuple[int, ...]:
        """The decoded blocks; empty for the last block."""
        return self.fused or (() if self.block is None else (self.block,))

    @property
    def weights_source(self) -> WeightsSource:
        """Where the weights come from; ``computed`` for unregistered decoders."""
        return DECODERS[self.id].weights_source if self.id in DECODERS else "computed"

    @property
    def needs_weights(self) -> bool:
        """Whether the choice holds the weights."""
        return self.weights_source != "computed"

    @property
    def can_fuse(self) -> bool:
        """Whether several blocks can be decoded together."""
        return self.is_joint or not self.needs_weights

    @property
    def is_joint(self) -> bool:
        """Whether one set of weights covers all decoded blocks."""
        return self.id in DECODERS and DECODERS[self.id].is_joint

    @property
    def is_absolute(self) -> bool:
        """Whether the saliency has one scale on all images, so that 0.5 is a threshold."""
        return self.is_probability or self.scale == "training"

    @property
    def is_probability(self) -> bool:
        """Whether the saliency is the probability of the object."""
        return self.id in DECODERS and DECODERS[self.id].is_absolute


class Delineation(Value):
    """The delineation: how saliency becomes a mask.

    Attributes
    ----------
    threshold : {"auto", "otsu"} or float, default="auto"
        Threshold of the saliency, in [0, 1]. ``otsu`` separates bright from dark in each image.
        ``auto`` is 0.5 if the decoder's saliency is a probability, and Otsu's threshold
        otherwise; see :meth:`for_decoder`.
    area : tuple of int or None, default=None
        Smallest and largest component kept, in pixels.
    drop_border : bool, default=False
        Remove components that touch the image border.
    fill_holes : bool, default=False
        Fill holes of the thresholded saliency, before components are filtered.
    method : str, default="auto"
        Algorithm that moves the boundary of each component to edges of the image: ``watershed``,
        ``random-walker`` or ``dynamic-trees``, with seeds by erosion and dilation,
        ``saliency-walker``, with seeds by the saliency, or ``none``. ``auto`` is
        ``saliency-walker`` if the decoder's saliency is a probability, and ``none`` otherwise.
    erosion : int, default=1
        Radius, in pixels, of the erosion of components to object seeds.
    dilation : int, default=7
        Radius, in pixels, of the dilation of components; the rest are background seeds.
    """

    threshold: Literal["auto", "otsu"] | Annotated[float, Field(ge=0, le=1)] = "auto"
    area: tuple[WholeNumber, WholeNumber] | None = None
    drop_border: bool = False
    fill_holes: bool = False
    method: Literal[
        "auto", "none", "watershed", "random-walker", "dynamic-trees", "saliency-walker"
    ] = "auto"
    erosion: Annotated[int, Field(ge=0, le=999)] = 1
    dilation: Annotated[int, Field(ge=0, le=999)] = 7

    @field_validator("area")
    @classmethod
    def _ascending(cls, area: tuple[int, int] | None) -> tuple[int, int] | None:
        if area is not None and area[0] > area[1]:
            raise ValueError(f"smallest area {area[0]} is over the largest {area[1]}; swap them")
        return area

    @model_validator(mode="after")
    def _of_old_files(self, info: ValidationInfo) -> Self:
        """Read files without threshold or method as they were meant by the defaults of then."""
        missing = OLD_DELINEATION.keys() - self.model_fields_set if info.mode == "json" else ()
        return self.with_(**{name: OLD_DELINEATION[name] for name in missing}) if missing else self

    @property
    def uses_radii(self) -> bool:
        """Whether erosion and dilation have an effect."""
        return self.method not in {"auto", "none", "saliency-walker"}

    def for_decoder(self, decoder_choice: DecoderChoice, *, in_tiles: bool = False) -> Self:
        """Replace the threshold and the method ``auto`` by those for a decoder.

        An image that is predicted in tiles is too large for the methods: ``auto`` is ``none``.
        """
        changes: dict[str, Any] = {}
        if self.threshold == "auto":
            changes["threshold"] = ABSOLUTE_THRESHOLD if decoder_choice.is_absolute else "otsu"
        if self.method == "auto":
            walks = decoder_choice.is_probability and not in_tiles
            changes["method"] = "saliency-walker" if walks else "none"
        return self.with_(**changes) if changes else self


class ProjectInput(Value):
    """What is done to images before block 1.

    Attributes
    ----------
    standardise : {"none", "mean", "standard"}, default="none"
        As :attr:`Architecture.standardise`.
    """

    standardise: Standardise = "none"


class Project(Value):
    """Images, markers, architecture, kernel edits, decoder choice and random seed.

    Attributes
    ----------
    classes : tuple of ClassEntry
        Default: background and one object.
    images : tuple of ImageEntry
    markers : dict of str to ImageMarkers
        By image id; images without markers may be missing.
    architecture : Architecture
    decoder : DecoderChoice
    delineation : Delineation
    kernel_edits : tuple of KernelEdit
    seed : int, default=0
        Random seed of the clustering.
    """

    classes: tuple[ClassEntry, ...] = (default_class(BACKGROUND), default_class(1))
    images: tuple[ImageEntry, ...] = ()
    markers: dict[ImageId, ImageMarkers] = Field(default_factory=dict)
    architecture: Architecture = DEFAULT_ARCHITECTURE
    decoder: DecoderChoice = DecoderChoice()
    delineation: Delineation = Delineation()
    kernel_edits: tuple[KernelEdit, ...] = ()
    seed: Seed = 0

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _require_unique([entry.id for entry in self.classes], "class")
        _require_unique([entry.id for entry in self.images], "image")
        unknown = self.markers.keys() - {entry.id for entry in self.images}
        if unknown:
            raise ValueError(f"markers of an image that is not in the project: {min(unknown)}")
        foreign = foreign_parts(self.architecture)
        if foreign:
            raise ValueError(
                f"architecture: {foreign[0]} is for imported models only and cannot be learned; "
                "leave it out"
            )
        return self

    def image(self, image_id: str) -> ImageEntry:
        """Return the entry of an image; raise KeyError if there is none."""
        for entry in self.images:
            if entry.id == image_id:
                return entry
        raise KeyError(image_id)

    def markers_of(self, image_id: str) -> ImageMarkers:
        """Return the markers of an image, which may be empty."""
        return self.markers.get(image_id, ImageMarkers())

    @property
    def object_classes(self) -> tuple[int, ...]:
        """The ids of the object classes, ascending."""
        return object_class_ids(self.classes)

    @property
    def input(self) -> ProjectInput:
        """What the architecture does to images before block 1."""
        return ProjectInput(standardise=self.architecture.standardise)


def _require_unique(ids: list[int] | list[str], what: str) -> None:
    seen: set[int | str] = set()
    for item_id in ids:
        if item_id in seen:
            raise ValueError(f"{what} id {item_id!r} is used twice; ids must differ")
        seen.add(item_id)
