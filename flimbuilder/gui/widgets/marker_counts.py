"""How many markers of each class an image has, counted again only where they changed."""

from collections import Counter
from collections.abc import Mapping

from flimbuilder.project.markers import ImageMarkers
from flimbuilder.project.project import Project

__all__ = ["MarkerCounts"]


class MarkerCounts:
    """Counts of a project's markers by image and class; erasers do not count."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[ImageMarkers, Mapping[int, int]]] = {}

    def by_image(self, project: Project) -> dict[str, Mapping[int, int]]:
        """Return the number of markers by image id and class id."""
        self._known = {name: self._counted(name, drawn) for name, drawn in project.markers.items()}
        return {name: counts for name, (_, counts) in self._known.items()}

    def by_class(self, project: Project) -> Mapping[int, int]:
        """Return the number of markers of the project by class id."""
        total: Counter[int] = Counter()
        for counts in self.by_image(project).values():
            total.update(counts)
        return total

    def _counted(self, image: str, drawn: ImageMarkers) -> tuple[ImageMarkers, Mapping[int, int]]:
        known = self._known.get(image)
        if known is not None and known[0] is drawn:
            return known
        classes = (one.class_id for one in drawn.markers)
        return drawn, Counter(one for one in classes if one is not None)
