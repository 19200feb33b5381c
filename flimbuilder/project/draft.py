"""A mutable project, on which many edits take time in proportion to what they change."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Generic, Protocol, TypeVar

from flimbuilder.errors import ProjectError
from flimbuilder.project.markers import ImageMarkers, Marker
from flimbuilder.project.project import ImageEntry, Project

__all__ = ["Draft", "DraftList", "DraftMarkers"]


class _HasId(Protocol):
    @property
    def id(self) -> Any: ...


T = TypeVar("T", bound=_HasId)
BLOCK = 500  # ids


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
        self._by_id = {item.id: item for item in items}
        self._order = _Order(self._by_id)
        self._name = name
        self._taken = taken
        self._missing = missing

    @property
    def items(self) -> tuple[T, ...]:
        """The items in order."""
        return tuple(self._by_id[item_id] for item_id in self._order)

    def get(self, item_id: Any) -> T:
        """Return the item with an id."""
        if item_id not in self._by_id:
            raise ProjectError(self._missing.format(item_id))
        return self._by_id[item_id]

    def insert(self, index: int, item: T) -> None:
        """Insert an item at an index."""
        if item.id in self._by_id:
            raise ProjectError(self._taken.format(item.id))
        if index > len(self._by_id):
            raise ProjectError(
                f"position {index} is beyond the end of the {len(self._by_id)} {self._name}"
            )
        self._by_id[item.id] = item
        self._order.insert(index, item.id)

    def remove(self, item_id: Any) -> tuple[int, T]:
        """Remove the item with an id; return its index and the item."""
        item = self.get(item_id)
        del self._by_id[item_id]
        return self._order.remove(item_id), item

    def replace(self, item: T) -> T:
        """Replace the item with the same id and return it."""
        before = self.get(item.id)
        self._by_id[item.id] = item
        return before


class _Order:
    """Unique ids in order, stored in blocks, so that a change moves only the ids of a block."""

    def __init__(self, ids: Iterable[Any]) -> None:
        ids = list(ids)
        self._blocks = [ids[at : at + BLOCK] for at in range(0, len(ids), BLOCK)] or [[]]
        self._block_of = {item_id: block for block in self._blocks for item_id in block}

    def __iter__(self) -> Iterator[Any]:
        return chain.from_iterable(self._blocks)

    def insert(self, index: int, item_id: Any) -> None:
        """Insert an id at an index from 0 to the number of ids."""
        number = 0
        while index > len(self._blocks[number]):
            index -= len(self._blocks[number])
            number += 1
        block = self._blocks[number]
        block.insert(index, item_id)
        self._block_of[item_id] = block
        if len(block) > 2 * BLOCK:
            upper = block[BLOCK:]
            del block[BLOCK:]
            self._blocks.insert(number + 1, upper)
            self._block_of.update(dict.fromkeys(upper, upper))

    def remove(self, item_id: Any) -> int:
        """Remove an id and return its index."""
        wanted = self._block_of.pop(item_id)
        before = 0
        for block in self._blocks:
            if block is wanted:
                break
            before += len(block)
        index = wanted.index(item_id)
        del wanted[index]
        return before + index


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
        return ImageMarkers(next_id=self.next_id, markers=self.items)


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
