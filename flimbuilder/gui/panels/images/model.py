"""The images of the project as rows of a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPixmap

from flimbuilder.gui.widgets.keyed_model import ROW, Index, KeyedModel
from flimbuilder.gui.widgets.pixmaps import pixmap_of
from flimbuilder.project.project import ClassEntry, ImageEntry, Project
from flimbuilder.session.thumbnails import Thumbnails

__all__ = ["PROBLEM", "ImageRow", "ImagesModel", "image_rows"]

PROBLEM = ROW + 1  # why the image cannot be read, or None


@dataclass(frozen=True)
class ImageRow:
    """What the list shows of an image.

    Attributes
    ----------
    entry : ImageEntry
    counts : tuple of (ClassEntry, int)
        Its markers by class, in the project's order of classes; none of a class with none.
    """

    entry: ImageEntry
    counts: tuple[tuple[ClassEntry, int], ...] = ()

    @property
    def name(self) -> str:
        """The file name, and the place in a stack."""
        return self.entry.name


def image_rows(project: Project, counts: Mapping[str, Mapping[int, int]]) -> list[ImageRow]:
    """Resolve what there is to show of a project.

    Parameters
    ----------
    project : Project
    counts : dict of str to dict of int to int
        Numbers of markers by image id and class id.
    """
    rows = []
    for entry in project.images:
        here = counts.get(entry.id, {})
        shown = tuple((one, here[one.id]) for one in project.classes if here.get(one.id))
        rows.append(ImageRow(entry, shown))
    return rows


class ImagesModel(KeyedModel[ImageRow]):
    """Rows of images with their thumbnails.

    Parameters
    ----------
    thumbnails : Thumbnails
        Asked only for images that are in sight.
    parent : QObject or None, default=None
    """

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(lambda row: row.entry.id, parent)
        self._thumbnails = thumbnails
        self._pixmaps: dict[str, QPixmap] = {}

    def forget_thumbnails(self) -> None:
        """Ask for all thumbnails again: ids may mean other images now."""
        self._pixmaps.clear()

    def thumbnail_ready(self, image: str) -> None:
        """Show the new thumbnail of an image, or that there is none."""
        self._pixmaps.pop(image, None)
        self.refresh(image)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name, the thumbnail, the row or the problem of an image."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.DecorationRole:
                return self._pixmap(row.entry.id)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return self._described(row)
            case _ if role == PROBLEM:
                return self._thumbnails.problem(row.entry.id)
        return super().data(index, role)

    def _pixmap(self, image: str) -> QPixmap | None:
        if image not in self._pixmaps:
            pixels = self._thumbnails.get(image)
            if pixels is None:
                return None
            self._pixmaps[image] = pixmap_of(pixels)
        return self._pixmaps[image]

    def _described(self, row: ImageRow) -> str:
        entry = row.entry
        height, width, channels = entry.shape
        size = self.tr("{0} × {1} px, {2}").format(width, height, entry.dtype)
        several = self.tr("{0} channels").format(channels)
        lines = [
            self._thumbnails.problem(entry.id),
            row.name,
            f"{size}, {several}" if channels > 1 else size,
            role_told(self, entry.role),
            self.tr("With a reference mask") if entry.mask else self.tr("No reference mask"),
            ", ".join(f"{one.name}: {number}" for one, number in row.counts)
            or self.tr("No markers"),
        ]
        return "\n".join(line for line in lines if line)


def role_told(context: QObject, role: str) -> str:
    """Say what images of a role are for."""
    return {
        "train": context.tr("For training: its markers give kernels"),
        "validation": context.tr("For validation: its markers give no kernels"),
        "test": context.tr("For testing: its markers give no kernels"),
    }[role]
