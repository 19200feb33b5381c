"""The edits that lead from one project to another."""

from collections.abc import Iterable, Iterator, Mapping
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
from flimbuilder.project.project import ImageEntry, Project

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
    kept = _kept_images(before, after)
    return tuple(
        chain(
            _field_edits(before, after),
            _image_edits(before, after, kept),
            _marked(before, after, kept),
        )
    )


def _field_edits(before: Project, after: Project) -> Iterator[SingleEdit]:
    for field, setter in _SETTERS.items():
        value = getattr(after, field)
        if value != getattr(before, field):
            yield setter.model_validate({field: value})


def _image_edits(
    before: Project, after: Project, kept: Mapping[str, ImageEntry]
) -> Iterator[SingleEdit]:
    for entry in before.images:
        if entry.id not in kept:
            yield RemoveImage(image=entry.id)
    for index, entry in enumerate(after.images):
        if entry.id not in kept:
            yield AddImage(index=index, entry=entry, markers=after.markers.get(entry.id))
        elif entry != kept[entry.id]:
            yield ReplaceImage(entry=entry)


def _kept_images(before: Project, after: Project) -> dict[str, ImageEntry]:
    """Return the entries before, by id, of images that stay; none where their order is another."""
    content = {entry.id: entry.content for entry in after.images}
    ours = {one.id: one for one in before.images if content.get(one.id) == one.content}
    theirs = [entry.id for entry in after.images if entry.id in ours]
    return ours if list(ours) == theirs else {}


def _marked(before: Project, after: Project, kept: Iterable[str]) -> Iterator[SingleEdit]:
    for image in kept:
        ours, theirs = before.markers_of(image), after.markers_of(image)
        if ours is not theirs:
            yield from _marker_edits(image, ours, theirs)


def _marker_edits(image: str, before: ImageMarkers, after: ImageMarkers) -> Iterator[SingleEdit]:
    known = {marker.id: marker for marker in before.markers}
    wanted = dict.fromkeys(marker.id for marker in after.markers)
    kept = [one for one in known if one in wanted]
    staying = set(kept) if kept == [one for one in wanted if one in known] else set()
    for marker in before.markers:
        if marker.id not in staying:
            yield RemoveMarker(image=image, marker=marker.id)
    for index, marker in enumerate(after.markers):
        if marker.id not in staying:
            yield AddMarker(image=image, index=index, marker=marker)
        elif marker != known[marker.id]:
            yield ReplaceMarker(image=image, marker=marker)
