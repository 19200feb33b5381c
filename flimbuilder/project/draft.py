"""A project while edits change it: many of them in time that grows with what they change."""

from typing import Any, Generic, Protocol, TypeVar

from flimbuilder.errors import ProjectError
from flimbuilder.project.markers import ImageMarkers, Marker
from flimbuilder.project.project import ImageEntry, Project

__all__ = ["Draft", "DraftedMarkers", "Listed"]


class _HasId(Protocol):
    @property
    def id(self) -> Any: ...


T = TypeVar("T", bound=_HasId)


class Listed(Generic[T]):
    """Things in an order, found by their ids.

    Parameters
    ----------
    items : iterable
    name : str
        Of all of them: ``"images"``.
    taken, missing : str
        What is said of an id, in place of the braces, that is there already, or is not there.
    """

    def __init__(self, items: tuple[T, ...], name: str, taken: str, missing: str) -> None:
        self.items = list(items)
        self._ids = [one.id for one in items]
        self._name = name
        self._taken = taken
        self._missing = missing

    def get(self, wanted: Any) -> T:
        """Return what has an id."""
        return self.items[self._place(wanted)]

    def insert(self, index: int, item: T) -> None:
        """Put something at a place, from 0."""
        if item.id in self._ids:
            raise ProjectError(self._taken.format(item.id))
        if index > len(self.items):
            raise ProjectError(
                f"place {index} is beyond the end of the {len(self.items)} {self._name}"
            )
        self.items.insert(index, item)
        self._ids.insert(index, item.id)

    def remove(self, wanted: Any) -> tuple[int, T]:
        """Take away what has an id; return its place, and what it was."""
        at = self._place(wanted)
        del self._ids[at]
        return at, self.items.pop(at)

    def replace(self, item: T) -> T:
        """Put something in the place of what has its id; return what that was."""
        at = self._place(item.id)
        before, self.items[at] = self.items[at], item
        return before

    def _place(self, wanted: Any) -> int:
        try:
            return self._ids.index(wanted)
        except ValueError:
            raise ProjectError(self._missing.format(wanted)) from None


class DraftedMarkers(Listed[Marker]):
    """The markers of one image.

    Attributes
    ----------
    next_id : int
        As in :class:`~flimbuilder.project.markers.ImageMarkers`; goes up with every new id.
    """

    def __init__(self, image: str, drawn: ImageMarkers) -> None:
        super().__init__(
            drawn.markers,
            f"markers of {image}",
            f"image {image} has a marker {{}} already",
            f"image {image} has no marker {{}}",
        )
        self.next_id = drawn.next_id

    def insert(self, index: int, item: Marker) -> None:
        """Put a marker at a place in drawing order, from 0."""
        super().insert(index, item)
        self.next_id = max(self.next_id, item.id + 1)

    def frozen(self) -> ImageMarkers:
        """Return them as a value."""
        return ImageMarkers(next_id=self.next_id, markers=tuple(self.items))


class Draft:
    """A project that can be changed.

    Parameters
    ----------
    project : Project
        Stays as it is.

    Attributes
    ----------
    images : Listed of ImageEntry
    """

    def __init__(self, project: Project) -> None:
        self.images: Listed[ImageEntry] = Listed(
            project.images,
            "images",
            "the image {} is in the project already",
            "there is no image {} in the project",
        )
        self._settings = project  # all but its images and markers
        self._untouched = dict(project.markers)
        self._drafted: dict[str, DraftedMarkers] = {}

    def markers(self, image: str) -> DraftedMarkers:
        """Return the markers of an image, to be changed."""
        if image not in self._drafted:
            drawn = self._untouched.pop(self.images.get(image).id, ImageMarkers())
            self._drafted[image] = DraftedMarkers(image, drawn)
        return self._drafted[image]

    def set_markers(self, image: str, drawn: ImageMarkers) -> None:
        """Give an image markers in place of those it has."""
        self._untouched[image] = drawn

    def take_markers(self, image: str) -> ImageMarkers | None:
        """Take the markers of an image away; return what they were, None where it had none."""
        if image in self._drafted:
            return self._drafted.pop(image).frozen()
        return self._untouched.pop(image, None)

    def set(self, field: str, value: Any) -> Any:
        """Give another field of the project a value, which is checked; return what it was."""
        before = getattr(self._settings, field)
        self._settings = self._settings.with_(images=(), markers={}, **{field: value})
        return before

    def frozen(self) -> Project:
        """Return the project, checked."""
        markers = {image: drafted.frozen() for image, drafted in self._drafted.items()}
        return self._settings.with_(
            images=tuple(self.images.items), markers=self._untouched | markers
        )
