"""The edits that turn one project into another."""

from collections.abc import Iterator, Mapping
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

__all__ = ["edited_markers", "edits_between"]

_SETTERS: dict[str, type[SingleEdit]] = {
    "classes": SetClasses,
    "architecture": SetArchitecture,
    "decoder": SetDecoder,
    "delineation": SetDelineation,
    "kernel_edits": SetKernelEdits,
    "seed": SetSeed,
}


def edits_between(before: Project, after: Project) -> tuple[SingleEdit, ...]:
    """Return the edits that turn `before` into `after`; none if they are equal.

    Images and markers that are in both, in the same order, are kept or replaced; all others are
    removed and added. Only ``next_id`` of the markers may become larger than in `after`.

    Parameters
    ----------
    before, after : Project

    Notes
    -----
    Time is linear in the number of images, and in that of markers of images that differ.
    """
    kept = _kept_images(before, after)
    return tuple(
        chain(
            _field_edits(before, after),
            _image_edits(before, after, kept),
            chain.from_iterable(
                _marker_edits(image, before.markers_of(image), after.markers_of(image))
                for image in kept
            ),
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
    """Return the old entries, by id, of images that stay; empty if their order changes."""
    content = {entry.id: entry.content for entry in after.images}
    kept = {entry.id: entry for entry in before.images if content.get(entry.id) == entry.content}
    order = [entry.id for entry in after.images if entry.id in kept]
    return kept if list(kept) == order else {}


def _marker_edits(image: str, before: ImageMarkers, after: ImageMarkers) -> Iterator[SingleEdit]:
    if before is after:
        return
    known = {marker.id: marker for marker in before.markers}
    wanted = dict.fromkeys(marker.id for marker in after.markers)
    kept = [marker_id for marker_id in known if marker_id in wanted]
    order = [marker_id for marker_id in wanted if marker_id in known]
    staying = set(kept) if kept == order else set()
    for marker in before.markers:
        if marker.id not in staying:
            yield RemoveMarker(image=image, marker=marker.id)
    for index, marker in enumerate(after.markers):
        if marker.id not in staying:
            yield AddMarker(image=image, index=index, marker=marker)
        elif marker != known[marker.id]:
            yield ReplaceMarker(image=image, marker=marker)


def edited_markers(before: Project, after: Project) -> tuple[tuple[str, int], ...]:
    """List the markers that differ between two projects, by image and marker id, in order."""
    images = dict.fromkeys((*before.markers, *after.markers))
    keys = []
    for image in images:
        former, now = (
            {marker.id: marker for marker in project.markers_of(image).markers}
            for project in (before, after)
        )
        ids = dict.fromkeys((*former, *now))
        keys += [(image, marker) for marker in ids if former.get(marker) != now.get(marker)]
    return tuple(keys)
