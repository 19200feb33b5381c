"""The project: all that a rebuild needs, as one frozen value."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from flimbuilder.project.architecture import Architecture, Block, Pooling, foreign_parts
from flimbuilder.project.decoders import DECODERS, WeightsSource
from flimbuilder.project.markers import ClassId, ImageMarkers
from flimbuilder.project.selection import PixelsKey, Place, Selection, image_stem
from flimbuilder.project.values import Value

__all__ = [
    "AUTO_DECODER",
    "BACKGROUND",
    "CLASS_COLOURS",
    "DEFAULT_ARCHITECTURE",
    "LARGEST_SEED",
    "ClassEntry",
    "ClusterIdentity",
    "ComponentIdentity",
    "DecoderChoice",
    "Delineation",
    "ImageEntry",
    "ImageId",
    "KernelEdit",
    "KernelIdentity",
    "Project",
    "Role",
    "Seed",
    "default_class",
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
LARGEST_SEED = 2**63 - 1
Seed = Annotated[int, Field(ge=0, le=LARGEST_SEED)]
Weight = Annotated[float, Field(ge=-1e6, le=1e6)]

AUTO_DECODER = "auto"  # the build chooses decoder and block


class ClassEntry(Value):
    """A class of markers: 0 is the background, the others are objects."""

    id: ClassId
    name: Annotated[str, Field(min_length=1, max_length=100)]
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


def default_class(class_id: int) -> ClassEntry:
    """Return the class of an id as it is until somebody names it."""
    names = {BACKGROUND: "background", 1: "object"}
    return ClassEntry(
        id=class_id,
        name=names.get(class_id, f"object {class_id}"),
        colour=CLASS_COLOURS[class_id % len(CLASS_COLOURS)],
    )


def object_class_ids(classes: Iterable[ClassEntry]) -> tuple[int, ...]:
    """Return the ids of all classes but the background, ascending."""
    return tuple(sorted(entry.id for entry in classes if entry.id != BACKGROUND))


class ImageEntry(Value):
    """One image of the project; its markers belong to the id and the content.

    Attributes
    ----------
    id : str
        Letters, digits, ``_ . -``; also the name of its marker file.
    path : str
        POSIX path relative to the project folder; may climb out of it by ``..``, and is
        believed only when the content's hash agrees.
    absolute : str or None, default=None
        Where the file was when it was added, for a project that has moved without its images.
    sha256 : str
        Of the file's bytes, 64 hexadecimal digits.
    size : int
        Of the file, in bytes.
    shape : tuple of int
        (height, width, channels).
    dtype : str
        Of the pixels, for example ``uint16``.
    role : {"train", "validation", "test"}, default="train"
        Only the markers of training images give kernels.
    mask : str or None, default=None
        Path of the reference mask, as `path`.
    label : int or None, default=None
        The class of the whole image, for identification.
    selection : Selection or None, default=None
        Which slice and channels of the file it is, and how they are scaled; None is the file's
        only image as it is. Not written where it is None: older programs do not know it.
    """

    id: ImageId
    path: Annotated[str, Field(min_length=1, max_length=4096)]
    absolute: Annotated[str, Field(max_length=4096)] | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(ge=0)]
    shape: tuple[
        Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]
    ]
    dtype: Annotated[str, Field(max_length=20)]
    role: Role = "train"
    mask: Annotated[str, Field(min_length=1, max_length=4096)] | None = None
    label: ClassId | None = None
    selection: Selection | None = Field(default=None, exclude_if=lambda given: given is None)

    @property
    def place(self) -> tuple[Place, ...]:
        """Where in the file it lies; empty for the only image of a file."""
        return () if self.selection is None else self.selection.at

    @property
    def content(self) -> tuple[str, tuple[Place, ...]]:
        """What markers are drawn on: the hash of the file, and the place in it."""
        return self.sha256, self.place

    @property
    def pixels_key(self) -> PixelsKey:
        """All that the pixels depend on."""
        return self.sha256, self.selection

    @property
    def name(self) -> str:
        """The file's name, and the place in it, for people."""
        name = PurePosixPath(self.path).name
        return f"{name} [{self.selection.told}]" if self.selection and self.place else name

    @property
    def stem(self) -> str:
        """What files that belong to it are called, without a suffix."""
        return image_stem(PurePosixPath(self.path), self.selection)


class ClusterIdentity(Value):
    """The kernel of one cluster of one marker's patches."""

    kind: Literal["cluster"] = "cluster"
    image: ImageId
    marker: Annotated[int, Field(ge=1)]
    cluster: Annotated[int, Field(ge=0)]


class ComponentIdentity(Value):
    """The kernel of one component or group that a reduction made of a class's kernels."""

    kind: Literal["component"] = "component"
    class_id: ClassId | None = Field(alias="class")
    component: Annotated[int, Field(ge=0)]


KernelIdentity = Annotated[ClusterIdentity | ComponentIdentity, Field(discriminator="kind")]


class KernelEdit(Value):
    """What the expert did to one learned kernel; re-applied at every rebuild.

    Attributes
    ----------
    block : int
        From 1.
    action : {"delete", "invert"}
        Restoring a kernel removes its edit.
    kernel : ClusterIdentity or ComponentIdentity
        Which kernel.
    weights : tuple of float, default=()
        The kernel as it was, in normalised patch space; finds it again where the identity is
        gone.
    """

    block: Annotated[int, Field(ge=1)]
    action: Literal["delete", "invert"]
    kernel: KernelIdentity
    weights: tuple[float, ...] = ()


class DecoderChoice(Value):
    """How activation maps become saliency.

    Attributes
    ----------
    id : str, default="lm"
        A decoder: ``lm``, ``ts``, ``at``, ``lt``, ``pb``, ``mb``, ``manual`` or ``bp``; or
        ``auto``, which leaves both decoder and block to the build.
    block : int or None, default=None
        The block that is decoded, from 1; None is the last.
    weights : tuple of tuple of float, default=()
        Of ``manual`` and ``bp`` alone: a row for each object class, in the order of their ids,
        with a weight for each kernel of the block, from -1e6 to 1e6. One row alone serves all
        classes.
    bias : tuple of float, default=()
        Of ``bp`` alone: one for each row of weights.
    fused : tuple of int, default=()
        Blocks, from 1, whose saliency is averaged; `block` does not count then. Not for
        ``manual`` and ``bp``, whose weights are those of one block.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,30}$")] = "lm"
    block: Annotated[int, Field(ge=1)] | None = None
    weights: tuple[Annotated[tuple[Weight, ...], Field(min_length=1)], ...] = ()
    bias: tuple[Weight, ...] = ()
    fused: tuple[Annotated[int, Field(ge=1)], ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len(set(self.fused)) < len(self.fused):
            raise ValueError(f"fused: {list(self.fused)} names a block twice; blocks must differ")
        if self.id == AUTO_DECODER and self.blocks:
            raise ValueError(f"block: decoder {self.id!r} chooses the block itself; leave it out")
        if self.needs_weights and self.fused:
            raise ValueError(f"fused: decoder {self.id!r} decodes one block; name it as block")
        if self.weights and not self.needs_weights:
            raise ValueError(f"weights: decoder {self.id!r} has none; leave them out")
        if self.bias and not (self.id in DECODERS and DECODERS[self.id].has_bias):
            raise ValueError(f"bias: decoder {self.id!r} has none; leave it out")
        if len({len(row) for row in self.weights}) > 1:
            raise ValueError("weights: the rows are not equally long; each has all kernels")
        if len(self.bias) not in {0, len(self.weights)}:
            raise ValueError(
                f"bias: has {len(self.bias)} values for {len(self.weights)} rows of weights"
            )
        return self

    @property
    def blocks(self) -> tuple[int, ...]:
        """The blocks that are decoded; none where the last one is meant without its number."""
        return self.fused or (() if self.block is None else (self.block,))

    @property
    def weights_source(self) -> WeightsSource:
        """Where the weights come from; ``computed`` for ``auto`` and unregistered decoders."""
        return DECODERS[self.id].weights_source if self.id in DECODERS else "computed"

    @property
    def needs_weights(self) -> bool:
        """Whether the choice holds the weights, so that one block alone is decoded."""
        return self.weights_source != "computed"


class Delineation(Value):
    """How saliency becomes a mask.

    Attributes
    ----------
    threshold : {"otsu"} or float, default="otsu"
        Where the saliency, in [0, 1], is cut.
    area : tuple of int or None, default=None
        Smallest and largest component kept, in pixels.
    drop_border : bool, default=False
        Leave out components that touch the image's border.
    fill_holes : bool, default=False
        Fill what the cut saliency encloses, before components are chosen.
    method : {"none", "watershed", "random-walker", "dynamic-trees"}, default="none"
        What moves the boundary of each component to where the image has it.
    erosion : int, default=1
        Radius in pixels by which components shrink to the seeds of the object.
    dilation : int, default=7
        Radius in pixels by which components grow; the seeds of the background lie beyond.
    """

    threshold: Literal["otsu"] | Annotated[float, Field(ge=0, le=1)] = "otsu"
    area: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]] | None = None
    drop_border: bool = False
    fill_holes: bool = False
    method: Literal["none", "watershed", "random-walker", "dynamic-trees"] = "none"
    erosion: Annotated[int, Field(ge=0, le=999)] = 1
    dilation: Annotated[int, Field(ge=0, le=999)] = 7

    @field_validator("area")
    @classmethod
    def _ascending(cls, area: tuple[int, int] | None) -> tuple[int, int] | None:
        if area is not None and area[0] > area[1]:
            raise ValueError(f"smallest area {area[0]} is over the largest {area[1]}; swap them")
        return area


DEFAULT_ARCHITECTURE = Architecture(
    blocks=(
        Block(kernels=16, pooling=Pooling(kind="max", size=3, stride=2)),
        Block(kernels=32, pooling=Pooling(kind="max", size=3, stride=2)),
        Block(kernels=64, pooling=Pooling(kind="max", size=3, stride=1)),
    )
)


class Project(Value):
    """Images, markers, architecture, kernel edits, decoder choice and random seed.

    Attributes
    ----------
    classes : tuple of ClassEntry
        Default: background and one object.
    images : tuple of ImageEntry
    markers : dict of str to ImageMarkers
        By image id; an image without markers may be missing.
    architecture : Architecture
    decoder : DecoderChoice
    delineation : Delineation
    kernel_edits : tuple of KernelEdit
    seed : int, default=0
        Of the clustering.
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
        strangers = self.markers.keys() - {entry.id for entry in self.images}
        if strangers:
            raise ValueError(f"markers of an image that is not in the project: {min(strangers)}")
        foreign = foreign_parts(self.architecture)
        if foreign:
            raise ValueError(
                f"architecture: {foreign[0]} is of imported models alone, nothing is learned "
                "with it; leave it out"
            )
        return self

    def image(self, image_id: str) -> ImageEntry:
        """Return the entry of an image; KeyError where there is none."""
        for entry in self.images:
            if entry.id == image_id:
                return entry
        raise KeyError(image_id)

    def markers_of(self, image_id: str) -> ImageMarkers:
        """Return the markers of an image; none where nothing was drawn."""
        return self.markers.get(image_id, ImageMarkers())

    @property
    def object_classes(self) -> tuple[int, ...]:
        """The ids of the object classes, ascending."""
        return object_class_ids(self.classes)


def _require_unique(ids: list[int] | list[str], what: str) -> None:
    seen: set[int | str] = set()
    for one in ids:
        if one in seen:
            raise ValueError(f"{what} id {one!r} is there twice; ids must differ")
        seen.add(one)
