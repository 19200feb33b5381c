"""Carrying over to the present project what was worked out from an earlier one."""

from flimbuilder.project.project import ClassEntry, ImageEntry, Project

__all__ = ["merged"]


def merged(start: Project, brought: Project, now: Project) -> Project:
    """Return the present project with the files that were brought into an earlier one.

    Parameters
    ----------
    start, brought : Project
        Before and after files were brought in: new images, markers where there were none, new
        classes, changes of entries.
    now : Project
        `start` with what the user did meanwhile.

    Returns
    -------
    Project
        Of what both have changed, `now` counts: an image that was removed stays away, and markers
        that were drawn meanwhile are kept.
    """
    if now == start:
        return brought
    images = (*_present_images(start, brought, now), *_new_images(start, brought, now))
    markers = dict(now.markers)
    for entry in images:
        theirs = brought.markers_of(entry.id)
        if theirs != start.markers_of(entry.id) and not now.markers_of(entry.id).markers:
            markers[entry.id] = theirs
    classes = (*_present_classes(start, brought, now), *_new_classes(start, brought, now))
    return now.with_(classes=classes, images=images, markers=markers)


def _present_images(start: Project, brought: Project, now: Project) -> list[ImageEntry]:
    before = {entry.id: entry for entry in start.images}
    after = {entry.id: entry for entry in brought.images}
    return [
        _with_changes(before[entry.id], after[entry.id], entry)
        if entry.id in before and entry.id in after
        else entry
        for entry in now.images
    ]


def _with_changes(before: ImageEntry, after: ImageEntry, now: ImageEntry) -> ImageEntry:
    changes = {
        name: getattr(after, name)
        for name in ImageEntry.model_fields
        if getattr(after, name) != getattr(before, name)
    }
    return now.with_(**changes) if changes else now


def _new_images(start: Project, brought: Project, now: Project) -> list[ImageEntry]:
    known = {entry.pixels_key for project in (start, now) for entry in project.images}
    ids = {entry.id for entry in now.images}
    return [
        entry for entry in brought.images if entry.pixels_key not in known and entry.id not in ids
    ]


def _present_classes(start: Project, brought: Project, now: Project) -> list[ClassEntry]:
    """Return the classes of now; those that nobody has changed meanwhile as they were brought."""
    before = {entry.id: entry for entry in start.classes}
    after = {entry.id: entry for entry in brought.classes}
    return [
        after.get(entry.id, entry) if entry == before.get(entry.id) else entry
        for entry in now.classes
    ]


def _new_classes(start: Project, brought: Project, now: Project) -> list[ClassEntry]:
    known = {entry.id for project in (start, now) for entry in project.classes}
    return [entry for entry in brought.classes if entry.id not in known]
