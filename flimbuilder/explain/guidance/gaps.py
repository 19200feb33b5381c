"""Classes of a project that lack markers or images."""

from dataclasses import dataclass
from typing import Literal

from flimbuilder.model.pixels import marked_images
from flimbuilder.project.project import BACKGROUND, Project

__all__ = ["ClassGap", "find_gaps"]

FEWEST_IMAGES = 2


@dataclass(frozen=True)
class ClassGap:
    """A class that lacks markers, or images with markers.

    Attributes
    ----------
    class_id : int
    lacks : {"markers", "images"}
        ``images`` if all its markers are on one image.
    why : str
        One sentence.
    """

    class_id: int
    lacks: Literal["markers", "images"]
    why: str


def find_gaps(project: Project) -> list[ClassGap]:
    """Find the classes without markers, then those with markers on a single training image.

    Parameters
    ----------
    project : Project
        Of one with a single training image, only classes without markers are found.
    """
    images_of: dict[int, set[str]] = {entry.id: set() for entry in project.classes}
    images_of.setdefault(BACKGROUND, set())
    for entry in marked_images(project):
        for marker in project.markers_of(entry.id).markers:
            if marker.class_id is not None:
                images_of.setdefault(marker.class_id, set()).add(entry.id)
    names = {entry.id: entry.name for entry in project.classes}
    names.setdefault(BACKGROUND, "background")
    trained = sum(entry.role == "train" for entry in project.images)
    unmarked = [
        ClassGap(class_id, "markers", f"{names[class_id]} has no markers: draw one.")
        for class_id, images in sorted(images_of.items())
        if class_id in names and not images
    ]
    single = [
        ClassGap(
            class_id,
            "images",
            f"{names[class_id]} is marked on one image only: mark it on another.",
        )
        for class_id, images in sorted(images_of.items())
        if class_id in names and len(images) < FEWEST_IMAGES and images and trained > 1
    ]
    return unmarked + single
