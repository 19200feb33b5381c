"""Merge an import with the edits made while its files were read."""

from flimbuilder.project.project import ClassEntry, ImageEntry, Project

__all__ = ["merge_import"]


def merge_import(start: Project, imported: Project, now: Project) -> Project:
    """Merge imported files into a project that was edited meanwhile.

    Parameters
    ----------
    start, imported : Project
        The project before and after the import, which adds images, classes and markers, and
        changes entries.
    now : Project
        `start` with the user's later edits.

    Returns
    -------
    Project
        If both changed the same thing, `now` wins: removed images stay removed, and new markers
        stay.
    """
    if now == start:
        return imported
    images = (*_present_images(start, imported, now), *_new_images(start, imported, now))
    markers = dict(now.markers)
    for entry in images:
        new = imported.markers_of(entry.id)
        if new != start.markers_of(entry.id) and not now.markers_of(entry.id).markers:
            markers[entry.id] = new
    classes = (*_present_classes(start, imported, now), *_new_classes(start, imported, now))
    return now.with_(classes=classes, images=images, markers=markers)


def _present_images(start: Project, imported: Project, now: Project) -> list[ImageEntry]:
    before = {entry.id: entry for entry in start.images}
    after = {entry.id: entry for entry in imported.images}
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


def _new_images(start: Project, imported: Project, now: Project) -> list[ImageEntry]:
    known = {entry.pixels_key for project in (start, now) for entry in project.images}
    ids = {entry.id for entry in now.images}
    return [
        entry for entry in imported.images if entry.pixels_key not in known and entry.id not in ids
    ]


def _present_classes(start: Project, imported: Project, now: Project) -> list[ClassEntry]:
    """Return the current classes, those unchanged since `start` as they were imported."""
    before = {entry.id: entry for entry in start.classes}
    after = {entry.id: entry for entry in imported.classes}
    return [
        after.get(entry.id, entry) if entry == before.get(entry.id) else entry
        for entry in now.classes
    ]


def _new_classes(start: Project, imported: Project, now: Project) -> list[ClassEntry]:
    known = {entry.id for project in (start, now) for entry in project.classes}
    return [entry for entry in imported.classes if entry.id not in known]
