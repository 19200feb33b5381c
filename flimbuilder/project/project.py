"""The project: everything that determines an encoder, as one frozen value."""

import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from flimbuilder.project.architecture import (
    DEFAULT_ARCHITECTURE,
    Architecture,
    Standardise,
    foreign_parts,
)
from flimbuilder.project.decoding import BlockNumber, DecoderChoice, Delineation
from flimbuilder.project.label_values import parse_label_values
from flimbuilder.project.markers import ClassId, ImageMarkers, MarkerId
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.selection import AxisIndex, PixelsKey, SampleRange, Selection, image_stem
from flimbuilder.project.tissue import Tissue
from flimbuilder.project.values import LARGEST_INTEGER, Value, WholeNumber

__all__ = [
    "BACKGROUND",
    "CLASS_COLOURS",
    "LARGEST_SEED",
    "LONGEST_CLASS_NAME",
    "ClassEntry",
    "ClusterIdentity",
    "ComponentIdentity",
    "FrozenIdentity",
    "ImageEntry",
    "ImageId",
    "KernelEdit",
    "KernelIdentity",
    "MarkerShare",
    "Project",
    "ProjectInput",
    "Role",
    "Seed",
    "canonical_class_name",
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
LARGEST_SEED = LARGEST_INTEGER
Seed = Annotated[int, Field(ge=0, le=LARGEST_SEED)]
Side = Annotated[int, Field(ge=1, le=10_000_000)]
NO_MARKERS = ImageMarkers()
LONGEST_CLASS_NAME = 100  # characters


class ClassEntry(Value):
    """A class of markers: 0 is the background, all others are objects."""

    id: ClassId
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_CLASS_NAME)]
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
    pixel_size : PixelSize or None, default=None
        In µm, of the upright image. None is not written.
    tissue : Tissue or None, default=None
        How the tissue of a slide is found and corrected; None is the default of `Tissue` and is
        not written. Learning ignores it.
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
    pixel_size: PixelSize | None = Field(default=None, exclude_if=lambda given: given is None)
    tissue: Tissue | None = Field(default=None, exclude_if=lambda given: given is None)

    @field_validator("mask_values")
    @classmethod
    def _canonical(cls, text: str) -> str:
        return str(parse_label_values(text)) if text else ""

    @property
    def place(self) -> tuple[AxisIndex, ...]:
        """Position in a stack; empty for the only image of a file."""
        return () if self.selection is None else self.selection.at

    @property
    def level(self) -> int:
        """Level of a pyramid, 0 the largest."""
        return 0 if self.selection is None else self.selection.level

    @property
    def content(self) -> tuple[str, tuple[AxisIndex, ...], int]:
        """What markers are drawn on: the hash of the file, position and level in it."""
        return self.sha256, self.place, self.level

    @property
    def pixels_key(self) -> PixelsKey:
        """All that the pixels depend on."""
        return self.sha256, self.selection

    @property
    def name(self) -> str:
        """File name and position in the stack, for people."""
        name = PurePosixPath(self.path).name
        position = "" if self.selection is None else self.selection.description
        return f"{name} [{position}]" if position else name

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


class FrozenIdentity(Value):
    """A kernel of a block that comes from another model; `kernel` is its channel there, from 0."""

    kind: Literal["frozen"] = "frozen"
    kernel: WholeNumber


KernelIdentity = Annotated[
    ClusterIdentity | ComponentIdentity | FrozenIdentity, Field(discriminator="kind")
]


class MarkerShare(Value):
    """The share of one marker in a kernel.

    Attributes
    ----------
    image : str
        Id of the marker's image.
    marker : int
        Id of the marker.
    share : float
        In (0, 1]; the shares of a kernel sum to 1. A cluster of a marker's patches, or a medoid,
        is of one marker. In a mean of kernels, the share of a marker is that of its kernels
        among the averaged ones; in a principal component, that of the squared projections of its
        kernels.
    """

    image: ImageId
    marker: MarkerId
    share: Annotated[float, Field(gt=0, le=1)]


class KernelEdit(Value):
    """An expert's edit of a learned kernel, applied again by every build.

    Attributes
    ----------
    block : int
        From 1.
    action : {"delete", "invert"}
        Restoring a kernel removes its edit.
    kernel : ClusterIdentity, ComponentIdentity or FrozenIdentity
        Identity of the kernel.
    weights : tuple of float, default=()
        The kernel before the edit, in normalised patch space; identifies it if no kernel has the
        identity.
    """

    block: BlockNumber
    action: Literal["delete", "invert"]
    kernel: KernelIdentity
    weights: tuple[float, ...] = ()


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

    def find_image(self, given: str) -> ImageEntry | None:
        """Return the image that a person means, or None.

        Parameters
        ----------
        given : str
            Id, file name or path of an image, or the name without its suffix if only one image
            has it.
        """
        for entry in self.images:
            if given in (entry.id, entry.name, entry.path):
                return entry
        found = [entry for entry in self.images if given == PurePosixPath(entry.path).stem]
        return found[0] if len(found) == 1 else None

    def pixel_size_of(self, image_id: str) -> PixelSize | None:
        """Return the pixel size of an image; None if it is unknown or not in the project."""
        sizes = (entry.pixel_size for entry in self.images if entry.id == image_id)
        return next(sizes, None)

    def markers_of(self, image_id: str) -> ImageMarkers:
        """Return the markers of an image, which may be empty."""
        return self.markers.get(image_id, NO_MARKERS)

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
