"""A mutable project, on which many edits take time in proportion to what they change."""

from typing import Any, Generic, Protocol, TypeVar

from flimbuilder.errors import ProjectError
from flimbuilder.project.markers import ImageMarkers, Marker
from flimbuilder.project.project import ImageEntry, Project

__all__ = ["Draft", "DraftList", "DraftMarkers"]


class _HasId(Protocol):
    @property
    def id(self) -> Any: ...


T = TypeVar("T", bound=_HasId)


class DraftList(Generic[T]):
    """An ordered list of items with unique ids.

    Parameters
    ----------
    items : iterable
    name : str
        Noun for the items in messages: ``"images"``.
    taken, missing : str
        Messages for a duplicate and for an unknown id, with braces for the id.
    """

    def __init__(self, items: tuple[T, ...], name: str, taken: str, missing: str) -> None:
        self.items = list(items)
        self._ids = [item.id for item in items]
        self._name = name
        self._taken = taken
        self._missing = missing

    def get(self, item_id: Any) -> T:
        """Return the item with an id."""
        return self.items[self._index(item_id)]

    def insert(self, index: int, item: T) -> None:
        """Insert an item at an index."""
        if item.id in self._ids:
            raise ProjectError(self._taken.format(item.id))
        if index > len(self.items):
            raise ProjectError(
                f"position {index} is beyond the end of the {len(self.items)} {self._name}"
            )
        self.items.insert(index, item)
        self._ids.insert(index, item.id)

    def remove(self, item_id: Any) -> tuple[int, T]:
        """Remove the item with an id; return its index and the item."""
        index = self._index(item_id)
        del self._ids[index]
        return index, self.items.pop(index)

    def replace(self, item: T) -> T:
        """Replace the item with the same id and return it."""
        index = self._index(item.id)
        before, self.items[index] = self.items[index], item
        return before

    def _index(self, item_id: Any) -> int:
        try:
            return self._ids.index(item_id)
        except ValueError:
            raise ProjectError(self._missing.format(item_id)) from None


class DraftMarkers(DraftList[Marker]):
    """The markers of one image.

    Attributes
    ----------
    next_id : int
        As in :class:`~flimbuilder.project.markers.ImageMarkers`; increases with new ids.
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
        """Insert a marker at a position in drawing order."""
        super().insert(index, item)
        self.next_id = max(self.next_id, item.id + 1)

    def frozen(self) -> ImageMarkers:
        """Return the markers as a frozen value."""
        return ImageMarkers(next_id=self.next_id, markers=tuple(self.items))


class Draft:
    """A mutable copy of a project.

    Parameters
    ----------
    project : Project
        Not modified.

    Attributes
    ----------
    images : DraftList of ImageEntry
    """

    def __init__(self, project: Project) -> None:
        self.images: DraftList[ImageEntry] = DraftList(
            project.images,
            "images",
            "the image {} is in the project already",
            "there is no image {} in the project",
        )
        self._settings = project  # all fields except images and markers
        self._untouched = dict(project.markers)
        self._drafted: dict[str, DraftMarkers] = {}

    def markers(self, image: str) -> DraftMarkers:
        """Return the mutable markers of an image."""
        if image not in self._drafted:
            drawn = self._untouched.pop(self.images.get(image).id, ImageMarkers())
            self._drafted[image] = DraftMarkers(image, drawn)
        return self._drafted[image]

    def set_markers(self, image: str, drawn: ImageMarkers) -> None:
        """Replace the markers of an image."""
        self._untouched[image] = drawn

    def take_markers(self, image: str) -> ImageMarkers | None:
        """Remove and return the markers of an image; None if it has none."""
        if image in self._drafted:
            return self._drafted.pop(image).frozen()
        return self._untouched.pop(image, None)

    def set(self, field: str, value: Any) -> Any:
        """Set and validate another field of the project; return its old value."""
        before = getattr(self._settings, field)
        self._settings = self._settings.with_(images=(), markers={}, **{field: value})
        return before

    def frozen(self) -> Project:
        """Return the validated project as a frozen value."""
        markers = {image: drafted.frozen() for image, drafted in self._drafted.items()}
        return self._settings.with_(
            images=tuple(self.images.items), markers=self._untouched | markers
        )
