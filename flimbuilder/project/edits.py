"""The vocabulary of edits: each one a value that turns a project into the next, and back.

An edit holds all that it needs, so that a list of edits in a journal says the whole story. Undoing
an edit is applying its inverse, made from the project as it was before. It restores everything but
one thing: the id of a marker is never given again, so ``next_id`` does not go back.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, ValidationError

from flimbuilder.errors import ProjectError
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.draft import Draft
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
    "make_edit",
]

Index = Annotated[int, Field(ge=0)]
MarkerId = Annotated[int, Field(ge=1)]


class _Edit(Value):
    """The base of all edits."""

    def change(self, draft: Draft) -> Value:
        """Make it, and return the edit that unmakes it.

        A draft that it does not fit, which raises, is of no use any more.
        """
        raise NotImplementedError


class AddMarker(_Edit):
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

    def change(self, draft: Draft) -> "RemoveMarker":
        """Add the marker."""
        draft.markers(self.image).insert(self.index, self.marker)
        return RemoveMarker(image=self.image, marker=self.marker.id)


class RemoveMarker(_Edit):
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

    def change(self, draft: Draft) -> AddMarker:
        """Take the marker away; its place is told by what brings it back."""
        at, marker = draft.markers(self.image).remove(self.marker)
        return AddMarker(image=self.image, index=at, marker=marker)


class ReplaceMarker(_Edit):
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

    def change(self, draft: Draft) -> "ReplaceMarker":
        """Change the marker."""
        before = draft.markers(self.image).replace(self.marker)
        return ReplaceMarker(image=self.image, marker=before)


class AddImage(_Edit):
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

    def change(self, draft: Draft) -> "RemoveImage":
        """Add the image."""
        draft.images.insert(self.index, self.entry)
        if self.markers is not None:
            draft.set_markers(self.entry.id, self.markers)
        return RemoveImage(image=self.entry.id)


class RemoveImage(_Edit):
    """Take an image and its markers out of the project; its file stays.

    Attributes
    ----------
    image : str
    """

    op: Literal["remove_image"] = "remove_image"
    image: ImageId

    def change(self, draft: Draft) -> AddImage:
        """Take the image away; what brings it back has its markers."""
        at, entry = draft.images.remove(self.image)
        return AddImage(index=at, entry=entry, markers=draft.take_markers(self.image))


class ReplaceImage(_Edit):
    """Change what is known of an image: its role, mask, channels and the like; not its content.

    Attributes
    ----------
    entry : ImageEntry
        Takes the place of the one with its id.
    """

    op: Literal["replace_image"] = "replace_image"
    entry: ImageEntry

    def change(self, draft: Draft) -> "ReplaceImage":
        """Change the entry."""
        before = draft.images.get(self.entry.id)
        if before.content != self.entry.content:
            raise ProjectError(
                f"image {before.id}: its content ({_content(before)}) cannot become another "
                f"({_content(self.entry)}); add that as an image of its own"
            )
        return ReplaceImage(entry=draft.images.replace(self.entry))


def _content(entry: ImageEntry) -> str:
    place = f" at {entry.selection.told}" if entry.selection and entry.place else ""
    return f"sha256 {entry.sha256[:12]}...{place}"


class _SetField(_Edit):
    """Give a field of the project, named by the operation, another value."""

    op: str

    @property
    def _field(self) -> str:
        return self.op.removeprefix("set_")

    def change(self, draft: Draft) -> Self:
        """Set the value."""
        return self.with_(**{self._field: draft.set(self._field, getattr(self, self._field))})


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


class Together(_Edit):
    """Edits that one action of the user consists of: all of them are made, or none.

    Attributes
    ----------
    edits : tuple of edits
        In the order in which they are made; at least one, and none of them another `Together`.
    """

    op: Literal["together"] = "together"
    edits: Annotated[tuple[SingleEdit, ...], Field(min_length=1)]

    def change(self, draft: Draft) -> "Together":
        """Make all of them, in order; what unmakes them begins with the last."""
        undone = [edit.change(draft) for edit in self.edits]
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
    return make_edit(project, edit)[0]


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
        Where `edit` does not fit, as :func:`apply_edit`.
    """
    return make_edit(project, edit)[1]


def make_edit(project: Project, edit: Edit) -> tuple[Project, Edit]:
    """Return what an edit makes of a project, and the edit that undoes it; as `apply_edit`."""
    draft = Draft(project)
    try:
        undo = edit.change(draft)
        return draft.frozen(), undo
    except ValidationError as error:
        raise ProjectError(describe(error)) from None
