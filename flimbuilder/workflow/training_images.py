"""Which images of a project teach; needs no torch."""

from flimbuilder.project.project import ImageEntry, Project

__all__ = ["is_marked", "marked_images", "masked_images"]


def marked_images(project: Project) -> list[ImageEntry]:
    """List the training images that have markers, by id: what an encoder is learned from."""
    marked = [entry for entry in project.images if is_marked(project, entry)]
    return sorted(marked, key=lambda one: one.id)


def masked_images(project: Project) -> list[ImageEntry]:
    """List the training images that have a mask, by id: what a decoder is trained on."""
    masked = [one for one in project.images if one.role == "train" and one.mask is not None]
    return sorted(masked, key=lambda one: one.id)


def is_marked(project: Project, entry: ImageEntry) -> bool:
    """Tell whether an image is for training and has a marker that is no eraser."""
    drawn = project.markers_of(entry.id).markers
    return entry.role == "train" and any(marker.class_id is not None for marker in drawn)
