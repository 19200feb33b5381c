"""What a project lacks to be built, and what its build will lack; needs no torch."""

from collections import defaultdict

from flimbuilder.errors import counted, listed
from flimbuilder.model.pixels import marked_images
from flimbuilder.project.project import BACKGROUND, ImageEntry, Project

__all__ = ["find_obstacle", "marker_notes"]


def find_obstacle(project: Project) -> str | None:
    """Return why a project can't be built and the way out, in one line; None if it can.

    Parameters
    ----------
    project : Project
    """
    if not project.object_classes:
        return "there is no object class: add one in the panel Classes, then draw on an object"
    marked = marked_images(project)
    if marked:
        return _differing_channels(marked)
    if any(markers.markers for markers in project.markers.values()):
        return (
            "no training image has markers: give the marked images the role training in the menu "
            "of the image list, or draw on a training image"
        )
    return "there is nothing to learn from: draw markers on a training image"


def marker_notes(project: Project) -> list[str]:
    """Name the classes that a build can't learn because they have no markers.

    Classes of whole images need none.

    Parameters
    ----------
    project : Project
    """
    drawn = {
        marker.class_id
        for entry in marked_images(project)
        for marker in project.markers_of(entry.id).markers
    }
    labels = {entry.label for entry in project.images}
    known = {*drawn, *labels, BACKGROUND}
    lacking = [entry.name for entry in project.classes if entry.id not in known]
    if drawn.isdisjoint(project.object_classes):  # which learning the decoder ml reports
        lacking = []
    notes = []
    if len(lacking) == 1:
        notes.append(
            f"class {lacking[0]} has no markers, so no mask will show it: draw some on a training "
            "image, or delete the class"
        )
    elif lacking:
        notes.append(
            f"classes {listed(lacking)} have no markers, so no mask will show them: draw some on "
            "training images, or delete the classes"
        )
    if BACKGROUND not in drawn:
        notes.append("the background is not marked: draw a stroke on it (class 0)")
    return notes


def _differing_channels(images: list[ImageEntry]) -> str | None:
    """Describe images of different numbers of channels, the most frequent number first."""
    names = defaultdict[int, list[str]](list)
    for entry in images:
        names[entry.shape[2]].append(entry.name)
    if len(names) < 2:
        return None
    groups = sorted(names.items(), key=lambda group: (-len(group[1]), group[0]))
    texts = [f"{counted(n, 'channel')} in {listed(of_count)}" for n, of_count in groups]
    return (
        f"training images differ in their channels ({'; '.join(texts)}): choose one kind, and "
        "give the others the role test, or add them again with the same channels"
    )
