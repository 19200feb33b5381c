"""Commands on the tissue of the shown image."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from flimbuilder.errors import FlimError, InputError
from flimbuilder.exchange.tissue_files import (
    GEOJSON_SUFFIXES,
    outline_polygons,
    read_polygons,
    read_tissue,
    write_tissue,
)
from flimbuilder.project.edits import ReplaceImage
from flimbuilder.project.markers import Point
from flimbuilder.project.project import ImageEntry
from flimbuilder.project.tissue import (
    DEFAULT_TISSUE,
    SmallestPart,
    Tissue,
    TissueArea,
    TissueEdit,
    TissueStroke,
)
from flimbuilder.project.values import describe
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs
from flimbuilder.session.slide import SlidePictures, SlideTissue

__all__ = ["TissueEdits"]

LANE = "tissue file"


class TissueEdits:
    """Commands that change how the tissue of the shown image is found; each can be undone.

    Parameters
    ----------
    document : Document
    jobs : Jobs
        Files are read and written in the lane ``tissue file``.
    slide : SlideTissue
    report : callable
        Called with a line for the user.
    failed : callable
        Called with the exception of a file that can't be read or written.
    """

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        slide: SlideTissue,
        report: Callable[[str], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._document, self._jobs, self._slide = document, jobs, slide
        self._report, self._failed = report, failed

    @property
    def settings(self) -> Tissue:
        """How the tissue of the shown image is found."""
        entry = self._slide.entry
        return (entry and entry.tissue) or DEFAULT_TISSUE

    def set_threshold(self, threshold: float | None) -> None:
        """Set the threshold, 0 to 1; None chooses it by Otsu's method."""
        self._change("Change the threshold of the tissue", threshold=threshold)

    def set_smallest(self, smallest: SmallestPart | None) -> None:
        """Set the area below which parts are dropped; None is the default."""
        self._change("Change the smallest part of the tissue", smallest=smallest)

    def set_margin(self, margin: int) -> None:
        """Set the pixels of the mask by which the tissue is widened."""
        self._change("Change the margin of the tissue", margin=margin)

    def draw(self, points: Sequence[Point], radius: float, *, adds: bool) -> None:
        """Add or remove tissue along a line through (row, column) in pixels of the image."""
        action = "add" if adds else "remove"
        stroke = TissueStroke(action=action, points=tuple(points), radius=radius)
        label = "Add tissue" if adds else "Remove tissue"
        self._change(label, edits=(*self.settings.edits, stroke))

    def reset(self) -> None:
        """Find the tissue by default settings, without corrections."""
        entry = self._slide.entry
        if entry is not None and entry.tissue is not None:
            self._replace("Find the tissue again", entry, None)

    def read_file(self, path: Path) -> None:
        """Take the tissue from a mask or GeoJSON, in place of settings and corrections."""
        entry, pictures = self._slide.entry, self._slide.pictures
        if entry is None or pictures is None:
            return

        def take(edits: tuple[TissueEdit, ...]) -> None:
            taken = Tissue(source="edits", margin=0, edits=edits)
            current = next(
                (image for image in self._document.project.images if image.id == entry.id), None
            )
            if current is None:
                return
            try:
                self._replace(f"Read the tissue from {path.name}", current, taken)
            except FlimError as error:
                self._failed(error)

        self._jobs.start(
            LANE,
            f"Reading {path.name}",
            lambda report: _read_edits(path, entry, pictures),
            take,
            self._failed,
        )

    def write_file(self, path: Path) -> None:
        """Write the tissue as a mask, or as GeoJSON by the file's ending."""
        tissue, pictures = self._slide.tissue, self._slide.pictures
        if tissue is None or pictures is None:
            return
        mask, whole = tissue.mask, _whole_size(pictures)
        self._jobs.start(
            LANE,
            f"Writing {path.name}",
            lambda report: write_tissue(path, mask, whole),
            lambda nothing: self._report(f"Saved {path}"),
            self._failed,
        )

    def _change(self, label: str, **changes: Any) -> None:
        entry = self._slide.entry
        if entry is not None:
            changed = _checked(self.settings, **changes)
            self._replace(label, entry, None if changed == DEFAULT_TISSUE else changed)

    def _replace(self, label: str, entry: ImageEntry, tissue: Tissue | None) -> None:
        if tissue != entry.tissue:
            self._document.do(label, ReplaceImage(entry=entry.with_(tissue=tissue)))


def _whole_size(pictures: SlidePictures) -> tuple[int, int]:
    return pictures.levels[0].height, pictures.levels[0].width


def _read_edits(path: Path, entry: ImageEntry, pictures: SlidePictures) -> tuple[TissueEdit, ...]:
    """Return a file's regions in pixels of the image."""
    size, whole = (entry.shape[0], entry.shape[1]), _whole_size(pictures)
    if path.suffix.lower() in GEOJSON_SUFFIXES:
        scale = size[0] / whole[0], size[1] / whole[1]
        polygons = [
            tuple(
                tuple(
                    ((row + 0.5) * scale[0] - 0.5, (col + 0.5) * scale[1] - 0.5)
                    for row, col in ring
                )
                for ring in polygon
            )
            for polygon in read_polygons(path)
        ]
    else:
        polygons = outline_polygons(read_tissue(path, size, whole).mask, size)
    edits = tuple(TissueArea(action="add", rings=polygon) for polygon in polygons)
    _checked(Tissue(source="edits"), edits=edits)
    return edits


def _checked(tissue: Tissue, **changes: Any) -> Tissue:
    try:
        return tissue.with_(**changes)
    except ValidationError as error:
        raise InputError(describe(error)) from None
