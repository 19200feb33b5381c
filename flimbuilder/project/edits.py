"""The vocabulary of edits: each one a value that turns a project into the next, and back.

An edit holds all that it needs, so that a list of edits in a journal says the whole story. Undoing
an edit is applying its inverse, made from the project as it was before. It restores everything but
one thing: the id of a marker is never given again, so ``next_id`` does not go back.
"""

from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from flimbuilder.errors import ProjectError
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.markers import ImageMarkers, Marker
from flimbuilder.project.project import (
    ClassEntry,
    DecoderChoice,
    Delineation,
    ImageEntry,
    ImageId,
    KernelEdit,
    Project,
    Seed,
)
from flimbuilder.project.values import Value, describe

__all__ = [
    "AddImage",
    "AddMarker",
    "Edit",
    "RemoveImage",
    "RemoveMarker",
    "ReplaceImage",
    "ReplaceMarker",
    "SetArchitecture",
    "SetClasses",
    "SetDecoder",
    "SetDelineation",
    "SetKernelEdits",
    "SetSeed",
    "SingleEdit",
    "Together",
    "apply_edit",
    "edit_adapter",
    "inverse",
]

Index = Annotated[int, Field(ge=0)]
MarkerId = Annotated[int, Field(ge=1)]
T = TypeVar("T")


class AddMarker(Value):
    """Draw a marker; or bring a removed one back, under its old id.

    Attributes
    ----------
    image : str
    index : int
        Its place in drawing order, from 0.
    marker : Disk, Stroke or Pixels
    """

    op: Literal["add_marker"] = "add_marker"
    image: ImageId
    index: Index
    marker: Marker

    def apply(self, project: Project) -> Project:
        """Return the project with the marker."""
        drawn = _markers(project, self.image)
        if any(one.id == self.marker.id for one in drawn.markers):
            raise ProjectError(f"image {self.image} has a marker {self.marker.id} already")
        listed = _inserted(drawn.markers, self.index, self.marker, f"markers of {self.image}")
        next_id = max(drawn.next_id, self.marker.id + 1)
        return _with_markers(project, self.image, ImageMarkers(next_id=next_id, markers=listed))

    def inverse(self, project: Project) -> "RemoveMarker":
        """Return what takes the marker away."""
        return RemoveMarker(image=self.image, marker=self.marker.id)


class RemoveMarker(Value):
    """Take a marker away; its id is not given again.

    Attributes
    ----------
    image : str
    marker : int
        Its id.
    """

    op: Literal["remove_marker"] = "remove_marker"
    image: ImageId
    marker: MarkerId

    def apply(self, project: Project) -> Project:
        """Return the project without the marker."""
        drawn = _markers(project, self.image)
        at = _position(drawn, self.image, self.marker)
        listed = drawn.markers[:at] + drawn.markers[at + 1 :]
        return _with_markers(project, self.image, drawn.with_(markers=listed))

    def inverse(self, project: Project) -> AddMarker:
        """Return what draws the marker again, at its place."""
        drawn = _markers(project, self.image)
        at = _position(drawn, self.image, self.marker)
        return AddMarker(image=self.image, index=at, marker=drawn.markers[at])


class ReplaceMarker(Value):
    """Change a marker: its class, its shape, what it is used for.

    Attributes
    ----------
    image : str
    marker : Disk, Stroke or Pixels
        Takes the place of the one with its id.
    """

    op: Literal["replace_marker"] = "replace_marker"
    image: ImageId
    marker: Marker

    def apply(self, project: Project) -> Project:
        """Return the project with the changed marker."""
        drawn = _markers(project, self.image)
        at = _position(drawn, self.image, self.marker.id)
        listed = (*drawn.markers[:at], self.marker, *drawn.markers[at + 1 :])
        return _with_markers(project, self.image, drawn.with_(markers=listed))

    def inverse(self, project: Project) -> "ReplaceMarker":
        """Return what puts the marker back as it was."""
        drawn = _markers(project, self.image)
        at = _position(drawn, self.image, self.marker.id)
        return ReplaceMarker(image=self.image, marker=drawn.markers[at])


class AddImage(Value):
    """Add an image, with the markers it may have.

    Attributes
    ----------
    index : int
        Its place among the images, from 0.
    entry : ImageEntry
    markers : ImageMarkers or None, default=None
    """

    op: Literal["add_image"] = "add_image"
    index: Index
    entry: ImageEntry
    markers: ImageMarkers | None = None

    def apply(self, project: Project) -> Project:
        """Return the project with the image."""
        if any(one.id == self.entry.id for one in project.images):
            raise ProjectError(f"the image {self.entry.id} is in the project already")
        images = _inserted(project.images, self.index, self.entry, "images")
        drawn = {} if self.markers is None else {self.entry.id: self.markers}
        return project.with_(images=images, markers=project.markers | drawn)

    def inverse(self, project: Project) -> "RemoveImage":
        """Return what takes the image away."""
        return RemoveImage(image=self.entry.id)


class RemoveImage(Value):
    """Take an image and its markers out of the project; its file stays.

    Attributes
    ----------
    image : str
    """

    op: Literal["remove_image"] = "remove_image"
    image: ImageId

    def apply(self, project: Project) -> Project:
        """Return the project without the image."""
        entry = _entry(project, self.image)
        markers = {name: one for name, one in project.markers.items() if name != self.image}
        images = tuple(one for one in project.images if one is not entry)
        return project.with_(images=images, markers=markers)

    def inverse(self, project: Project) -> AddImage:
        """Return what brings the image back, with its markers."""
        entry = _entry(project, self.image)
        return AddImage(
            index=project.images.index(entry),
            entry=entry,
            markers=project.markers.get(self.image),
        )


class ReplaceImage(Value):
    """Change what is known of an image: its role, mask, label or path; never its content.

    Attributes
    ----------
    entry : ImageEntry
        Takes the place of the one with its id.
    """

    op: Literal["replace_image"] = "replace_image"
    entry: ImageEntry

    def apply(self, project: Project) -> Project:
        """Return the project with the changed entry."""
        before = _entry(project, self.entry.id)
        if before.sha256 != self.entry.sha256:
            raise ProjectError(
                f"image {before.id}: its content (sha256 {before.sha256[:12]}...) cannot become "
                f"another ({self.entry.sha256[:12]}...); add that as an image of its own"
            )
        images = tuple(self.entry if one is before else one for one in project.images)
        return project.with_(images=images)

    def inverse(self, project: Project) -> "ReplaceImage":
        """Return what puts the entry back as it was."""
        return ReplaceImage(entry=_entry(project, self.entry.id))


class _SetField(Value):
    """Give a field of the project, named by the operation, another value."""

    op: str

    @property
    def _field(self) -> str:
        return self.op.removeprefix("set_")

    def apply(self, project: Project) -> Project:
        """Return the project with the new value."""
        return project.with_(**{self._field: getattr(self, self._field)})

    def inverse(self, project: Project) -> Self:
        """Return what puts the value back as it was."""
        return self.with_(**{self._field: getattr(project, self._field)})


class SetClasses(_SetField):
    """Add, rename, recolour or remove classes: the new list of all of them."""

    op: Literal["set_classes"] = "set_classes"
    classes: tuple[ClassEntry, ...]


class SetArchitecture(_SetField):
    """Choose another architecture."""

    op: Literal["set_architecture"] = "set_architecture"
    architecture: Architecture


class SetDecoder(_SetField):
    """Choose another decoder."""

    op: Literal["set_decoder"] = "set_decoder"
    decoder: DecoderChoice


class SetDelineation(_SetField):
    """Choose how saliency becomes a mask."""

    op: Literal["set_delineation"] = "set_delineation"
    delineation: Delineation


class SetKernelEdits(_SetField):
    """Delete, invert or restore kernels: the new list of all kernel edits."""

    op: Literal["set_kernel_edits"] = "set_kernel_edits"
    kernel_edits: tuple[KernelEdit, ...]


class SetSeed(_SetField):
    """Choose another random seed."""

    op: Literal["set_seed"] = "set_seed"
    seed: Seed


SingleEdit = Annotated[
    AddMarker
    | RemoveMarker
    | ReplaceMarker
    | AddImage
    | RemoveImage
    | ReplaceImage
    | SetClasses
    | SetArchitecture
    | SetDecoder
    | SetDelineation
    | SetKernelEdits
    | SetSeed,
    Field(discriminator="op"),
]


class Together(Value):
    """Edits that one action of the user consists of: all of them are made, or none.

    Attributes
    ----------
    edits : tuple of edits
        In the order in which they are made; at least one, and none of them another `Together`.
    """

    op: Literal["together"] = "together"
    edits: Annotated[tuple[SingleEdit, ...], Field(min_length=1)]

    def apply(self, project: Project) -> Project:
        """Return the project after the last of the edits."""
        for edit in self.edits:
            project = edit.apply(project)
        return project

    def inverse(self, project: Project) -> "Together":
        """Return what undoes them, last one first."""
        undone: list[SingleEdit] = []
        for edit in self.edits:
            undone.append(edit.inverse(project))
            project = edit.apply(project)
        return Together(edits=tuple(reversed(undone)))


Edit = Annotated[SingleEdit | Together, Field(discriminator="op")]
edit_adapter: TypeAdapter[Edit] = TypeAdapter(Edit)


def apply_edit(project: Project, edit: Edit) -> Project:
    """Return what an edit makes of a project.

    Raises
    ------
    ProjectError
        Where it does not fit: an image or marker that is not there, an id that is there already,
        a place beyond the end, a value that the project refuses.
    """
    try:
        return edit.apply(project)
    except ValidationError as error:
        raise ProjectError(describe(error)) from None


def inverse(project: Project, edit: Edit) -> Edit:
    """Return the edit that undoes `edit`.

    Parameters
    ----------
    project : Project
        As it is before `edit`.
    edit : Edit

    Raises
    ------
    ProjectError
        Where the image or marker is not there.
    """
    return edit.inverse(project)


def _entry(project: Project, image_id: str) -> ImageEntry:
    try:
        return project.image(image_id)
    except KeyError:
        raise ProjectError(f"there is no image {image_id} in the project") from None


def _markers(project: Project, image_id: str) -> ImageMarkers:
    return project.markers_of(_entry(project, image_id).id)


def _position(drawn: ImageMarkers, image_id: str, marker_id: int) -> int:
    for at, marker in enumerate(drawn.markers):
        if marker.id == marker_id:
            return at
    raise ProjectError(f"image {image_id} has no marker {marker_id}")


def _with_markers(project: Project, image_id: str, drawn: ImageMarkers) -> Project:
    return project.with_(markers=project.markers | {image_id: drawn})


def _inserted(items: tuple[T, ...], index: int, item: T, what: str) -> tuple[T, ...]:
    if index > len(items):
        raise ProjectError(f"place {index} is beyond the end of the {len(items)} {what}")
    return (*items[:index], item, *items[index:])
