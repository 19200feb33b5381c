"""What to map, and a map of a build."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flimbuilder.explain.maps.points import MapPoint, Subject
from flimbuilder.session.project_build import ProjectBuild

if TYPE_CHECKING:
    from flimbuilder.imaging.pictures import Picture
    from flimbuilder.workflow.project_map import ProjectMap

__all__ = ["MapRequest", "ShownMap"]

POINT_BYTES = 1000  # of a point and its features, about


@dataclass(frozen=True)
class MapRequest:
    """What to map; the block is that of the view.

    Attributes
    ----------
    subject : {"kernels", "patches", "images"}
    method : str, default="tsne"
        An id of :data:`~flimbuilder.explain.maps.methods.PROJECTIONS`.
    colouring : str, default="class"
        An id of :data:`~flimbuilder.explain.maps.colours.COLOURINGS`.
    thumbnails : bool, default=False
        Show small pictures instead of dots.
    """

    subject: Subject = "kernels"
    method: str = "tsne"
    colouring: str = "class"
    thumbnails: bool = False


@dataclass(frozen=True, eq=False)
class ShownMap:
    """A map of a build.

    Attributes
    ----------
    request : MapRequest
    built : ProjectBuild
    found : ProjectMap
    thumbnails : tuple of ndarray of shape (h, w, 3), uint8, or None
        One for each point; empty if they were not requested.
    left_out : tuple of str
        Why images could not be used, a line each.
    """

    request: MapRequest
    built: ProjectBuild
    found: "ProjectMap"
    thumbnails: "tuple[Picture | None, ...]" = ()
    left_out: tuple[str, ...] = ()

    @property
    def block(self) -> int:
        """The mapped block, from 1."""
        return self.found.table.block

    @property
    def points(self) -> tuple[MapPoint, ...]:
        """The points, in the order of the positions."""
        return self.found.table.points

    @property
    def nbytes(self) -> int:
        """Bytes of features, points and thumbnails, about."""
        pictures = sum(small.nbytes for small in self.thumbnails if small is not None)
        return self.found.table.nbytes + pictures + POINT_BYTES * len(self.points)
