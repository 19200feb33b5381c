"""Images whose range of values does not suit learning."""

from collections import Counter
from dataclasses import dataclass

from flimbuilder.model.pixels import marked_images
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.project.selection import SampleRange, Window
from flimbuilder.session.pixels import ShownImage

__all__ = ["RangeWarning", "proposed_window", "range_warning", "same_dtype"]


@dataclass(frozen=True)
class RangeWarning:
    """Why the values of an image are unfit for learning as they are.

    Attributes
    ----------
    image : str
    text : str
        For people, without the name of the image.
    window : tuple of float
        Proposed window.
    """

    image: str
    text: str
    window: Window


def range_warning(project: Project, shown: ShownImage) -> RangeWarning | None:
    """Warn if an image uses under 1 % of its range, or if no training image has its range.

    Training images are those with markers; all for training while there are no markers.
    """
    if shown.unused_range is not None:
        unused = shown.unused_range
        return RangeWarning(shown.id, unused.description, unused.window)
    entry = _entry(project, shown.id)
    if entry is None or entry.stored is None:
        return None
    learned = _ranges_of_others(project, entry)
    difference = entry.stored.difference(learned)
    if difference is None:
        return None
    return RangeWarning(shown.id, difference, learned[0].range)


def proposed_window(project: Project, shown: ShownImage) -> Window | None:
    """Return the window to propose for an image: a better one, or what it is scaled by."""
    warning, entry = range_warning(project, shown), _entry(project, shown.id)
    if warning is not None:
        return warning.window
    return None if entry is None or entry.stored is None else entry.stored.range


def same_dtype(project: Project, image: str) -> tuple[str, ...]:
    """Return the ids of the images whose stored values have the dtype of an image."""
    entry = _entry(project, image)
    if entry is None:
        return ()
    return tuple(other.id for other in project.images if _dtype(other) == _dtype(entry))


def _ranges_of_others(project: Project, entry: ImageEntry) -> list[SampleRange]:
    """Return the ranges of the other training images, the commonest first."""
    training = marked_images(project) or [
        other for other in project.images if other.role == "train"
    ]
    ranges = Counter(
        other.stored for other in training if other.id != entry.id and other.stored is not None
    )
    return [stored for stored, _ in ranges.most_common()]


def _entry(project: Project, image: str) -> ImageEntry | None:
    return next((entry for entry in project.images if entry.id == image), None)


def _dtype(entry: ImageEntry) -> str:
    return entry.dtype if entry.stored is None else entry.stored.dtype
