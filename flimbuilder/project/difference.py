"""The edits that lead from one project to another."""

from collections.abc import Iterator
from itertools import chain

from flimbuilder.project.edits import (
    AddImage,
    AddMarker,
    RemoveImage,
    RemoveMarker,
    ReplaceImage,
    ReplaceMarker,
    SetArchitecture,
    SetClasses,
    SetDecoder,
    SetDelineation,
    SetKernelEdits,
    SetSeed,
    SingleEdit,
)
from flimbuilder.project.markers import ImageMarkers
from flimbuilder.project.project import Project

__all__ = ["edits_between"]

_SETTERS: dict[str, type[SingleEdit]] = {
    "classes": SetClasses,
    "architecture": SetArchitecture,
    "decoder": SetDecoder,
    "delineation": SetDelineation,
    "kernel_edits": SetKernelEdits,
    "seed": SetSeed,
}


def edits_between(before: Project, after: Project) -> tuple[SingleEdit, ...]:
    """Return edits that make `after` of `before`; none where they are equal.

    Markers and images that are in both and stand in the same order are left or replaced, the
    others removed and added. Markers' ``next_id`` alone may come out larger than in `after`.

    Parameters
    ----------
    before, after : Project

    Notes
    -----
    Time is linear in the images and markers that differ, and in the images in all.
    """
    return tuple(
        chain(_field_edits(before, after), _image_edits(before, after), _marked(before, after))
    )


def _field_edits(before: Project, after: Project) -> Iterator[SingleEdit]:
    for field, setter in _SETTERS.items():
        value = getattr(after, field)
        if value != getattr(before, field):
            yield setter.model_validate({field: value})


def _image_edits(before: Project, after: Project) -> Iterator[SingleEdit]:
    kept = set(_kept_images(before, after))
    for entry in before.images:
        if entry.id not in kept:
            yield RemoveImage(image=entry.id)
    for index, entry in enumerate(after.images):
        if entry.id not in kept:
            yield AddImage(index=index, entry=entry, markers=after.markers.get(entry.id))
        elif entry != before.image(entry.id):
            yield ReplaceImage(entry=entry)


def _kept_images(before: Project, after: Project) -> list[str]:
    """List the images that stay; none where their order is another."""
    content = {entry.id: entry.sha256 for entry in after.images}
    ours = [entry.id for entry in before.images if content.get(entry.id) == entry.sha256]
    theirs = [entry.id for entry in after.images if entry.id in set(ours)]
    return ours if ours == theirs else []


def _marked(before: Project, after: Project) -> Iterator[SingleEdit]:
    for image in _kept_images(before, after):
        ours, theirs = before.markers_of(image), after.markers_of(image)
        if ours is not theirs:
            yield from _marker_edits(image, ours, theirs)


def _marker_edits(image: str, before: ImageMarkers, after: ImageMarkers) -> Iterator[SingleEdit]:
    known = {marker.id: marker for marker in before.markers}
    wanted = [marker.id for marker in after.markers]
    kept = [marker.id for marker in before.markers if marker.id in set(wanted)]
    if kept != [one for one in wanted if one in known]:
        kept = []
    staying = set(kept)
    for marker in before.markers:
        if marker.id not in staying:
            yield RemoveMarker(image=image, marker=marker.id)
    for index, marker in enumerate(after.markers):
        if marker.id not in staying:
            yield AddMarker(image=image, index=index, marker=marker)
        elif marker != known[marker.id]:
            yield ReplaceMarker(image=image, marker=marker)
