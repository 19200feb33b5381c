"""The edits of a project, as values that the journal stores and undo inverts.

An edit holds all that it needs, so a journal of edits is complete. The inverse of an edit is
computed from the project before it, and restores everything except ``next_id``: the id of a
marker is never used again.
"""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, ValidationError

from flimbuilder.errors import ProjectError
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.draft import Draft
from flimbuilder.project.markers import ImageMarkers, Marker, MarkerId
from flimbuilder.project.project import ClassEntry, ImageEntry, ImageId, KernelEdit, Project, Seed
from flimbuilder.project.values import Value, WholeNumber, describe

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
    "apply_edits",
    "apply_with_inverse",
    "edit_adapter",
]


class _Edit(Value):
    """Base class of all edits."""

    def change(self, draft: Draft) -> Value:
        """Apply the edit to a draft and return its inverse.

        If it raises, the draft is unusable.
        """
        raise NotImplementedError


class AddMarker(_Edit):
    """Draw a marker, or restore a removed one under its old id.

    Attributes
    ----------
    image : str
    index : int
        Position in drawing order, from 0.
    marker : Disk, Stroke or Pixels
    """

    op: Literal["add_marker"] = "add_marker"
    image: ImageId
    index: WholeNumber
    marker: Marker

    def change(self, draft: Draft) -> "RemoveMarker":
        """Add the marker."""
        draft.markers(self.image).insert(self.index, self.marker)
        return RemoveMarker(image=self.image, marker=self.marker.id)


class RemoveMarker(_Edit):
    """Remove a marker; its id is not used again.

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
        """Remove the marker; the inverse restores its position."""
        at, marker = draft.markers(self.image).remove(self.marker)
        return AddMarker(image=self.image, index=at, marker=marker)


class ReplaceMarker(_Edit):
    """Change the class, the shape or the use of a marker.

    Attributes
    ----------
    image : str
    marker : Disk, Stroke or Pixels
        Replaces the marker with the same id.
    """

    op: Literal["replace_marker"] = "replace_marker"
    image: ImageId
    marker: Marker

    def change(self, draft: Draft) -> "ReplaceMarker":
        """Change the marker."""
        before = draft.markers(self.image).replace(self.marker)
        return ReplaceMarker(image=self.image, marker=before)


class AddImage(_Edit):
    """Add an image and its markers.

    Attributes
    ----------
    index : int
        Position among the images, from 0.
    entry : ImageEntry
    markers : ImageMarkers or None, default=None
    """

    op: Literal["add_image"] = "add_image"
    index: WholeNumber
    entry: ImageEntry
    markers: ImageMarkers | None = None

    def change(self, draft: Draft) -> "RemoveImage":
        """Add the image."""
        draft.images.insert(self.index, self.entry)
        if self.markers is not None:
            draft.set_markers(self.entry.id, self.markers)
        return RemoveImage(image=self.entry.id)


class RemoveImage(_Edit):
    """Remove an image and its markers from the project; its file stays.

    Attributes
    ----------
    image : str
    """

    op: Literal["remove_image"] = "remove_image"
    image: ImageId

    def change(self, draft: Draft) -> AddImage:
        """Remove the image; the inverse restores its markers."""
        at, entry = draft.images.remove(self.image)
        return AddImage(index=at, entry=entry, markers=draft.take_markers(self.image))


class ReplaceImage(_Edit):
    """Change the entry of an image, such as its role or mask, but not its content.

    Attributes
    ----------
    entry : ImageEntry
        Replaces the entry with the same id.
    """

    op: Literal["replace_image"] = "replace_image"
    entry: ImageEntry

    def change(self, draft: Draft) -> "ReplaceImage":
        """Change the entry."""
        before = draft.images.get(self.entry.id)
        if before.content != self.entry.content:
            raise ProjectError(
                f"image {before.id}: can't replace its content ({_content(before)}) by "
                f"{_content(self.entry)}; add that as another image"
            )
        return ReplaceImage(entry=draft.images.replace(self.entry))


def _content(entry: ImageEntry) -> str:
    at = "" if entry.selection is None else entry.selection.description
    position = f" at {at}" if at else ""
    return f"sha256 {entry.sha256[:12]}...{position}"


class _SetField(_Edit):
    """Set a field of the project; `op` names the field."""

    op: str

    @property
    def _field(self) -> str:
        return self.op.removeprefix("set_")

    def change(self, draft: Draft) -> Self:
        """Set the value."""
        return self.with_(**{self._field: draft.set(self._field, getattr(self, self._field))})


class SetClasses(_SetField):
    """Set the list of classes."""

    op: Literal["set_classes"] = "set_classes"
    classes: tuple[ClassEntry, ...]


class SetArchitecture(_SetField):
    """Set the architecture."""

    op: Literal["set_architecture"] = "set_architecture"
    architecture: Architecture


class SetDecoder(_SetField):
    """Set the decoder."""

    op: Literal["set_decoder"] = "set_decoder"
    decoder: DecoderChoice


class SetDelineation(_SetField):
    """Set the delineation."""

    op: Literal["set_delineation"] = "set_delineation"
    delineation: Delineation


class SetKernelEdits(_SetField):
    """Set the list of kernel edits, to delete, invert or restore kernels."""

    op: Literal["set_kernel_edits"] = "set_kernel_edits"
    kernel_edits: tuple[KernelEdit, ...]


class SetSeed(_SetField):
    """Set the random seed."""

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
    """The edits of one user action, applied all or none.

    Attributes
    ----------
    edits : tuple of edits
        In order; at least one, and no nested `Together`.
    """

    op: Literal["together"] = "together"
    edits: Annotated[tuple[SingleEdit, ...], Field(min_length=1)]

    def change(self, draft: Draft) -> "Together":
        """Apply all edits in order; the inverse undoes them in reverse order."""
        inverses = [edit.change(draft) for edit in self.edits]
        return Together(edits=tuple(reversed(inverses)))


Edit = Annotated[SingleEdit | Together, Field(discriminator="op")]
edit_adapter: TypeAdapter[Edit] = TypeAdapter(Edit)


def apply_edit(project: Project, edit: Edit) -> Project:
    """Apply an edit and return the new project.

    Raises
    ------
    ProjectError
        If it does not fit: an unknown image or marker, a duplicate id, a position beyond the
        end, or an invalid value.
    """
    return apply_with_inverse(project, edit)[0]


def apply_with_inverse(project: Project, edit: Edit) -> tuple[Project, Edit]:
    """Apply an edit; return the new project and the inverse edit. Raises as `apply_edit`."""
    draft = Draft(project)
    try:
        inverse_edit = edit.change(draft)
        return draft.frozen(), inverse_edit
    except ValidationError as error:
        raise _as_project_error(error) from None


def apply_edits(
    project: Project, edits: Sequence[Edit]
) -> tuple[Project, int, ProjectError | None]:
    """Apply edits in order, up to the first that does not fit.

    Time is linear in the number of edits.

    Returns
    -------
    project : Project
        The new project.
    applied : int
        Number of edits that fit.
    problem : ProjectError or None
        Why the next one does not; None if all do.
    """
    draft = Draft(project)
    for applied, edit in enumerate(edits):
        try:
            edit.change(draft)
        except (ProjectError, ValidationError) as error:
            # The draft is unusable now, and the edits before it fit.
            return apply_edits(project, edits[:applied])[0], applied, _as_project_error(error)
    return draft.frozen(), len(edits), None


def _as_project_error(error: ProjectError | ValidationError) -> ProjectError:
    return ProjectError(describe(error)) if isinstance(error, ValidationError) else error
