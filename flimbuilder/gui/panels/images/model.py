"""The images of the project as rows of a list, and the delegate that paints a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from flimbuilder.gui.language import translated
from flimbuilder.gui.widgets.classes import paint_swatch
from flimbuilder.gui.widgets.icons import icon, pixmap_of
from flimbuilder.gui.widgets.labels import scaled
from flimbuilder.gui.widgets.lists import ROW, Index, KeyedModel, paint_row_ground
from flimbuilder.project.project import ClassEntry, ImageEntry, Project
from flimbuilder.session.thumbnails import Thumbnails

if TYPE_CHECKING:
    from flimbuilder.explain.guidance.suggestion import ImageSuggestion

__all__ = ["PROBLEM", "ImageDelegate", "ImageRow", "ImagesModel", "image_rows"]

PROBLEM = ROW + 1  # role: why the image can't be read, or None

THUMBNAIL = 48
MARGIN = 4
GAP = 6
SWATCH = 10
LABEL_SHARE = 0.5  # of the room for badges, which the class of an image may take
NEXT_HUE = 210  # degrees; of the badge of suggested images
ROLE_HUES = {"validation": 265, "test": 160}  # degrees; training, the default, has none

_LINE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class ImageRow:
    """An image as the list shows it.

    Attributes
    ----------
    entry : ImageEntry
    counts : tuple of (ClassEntry, int)
        Numbers of markers by class, in the project's order; classes without markers are left out.
    rank : int or None
        Place among the images suggested to be marked next, from 1; None if it is not suggested.
    why : str
        Why it is suggested.
    label : ClassEntry or None
        The class of the whole image.
    """

    entry: ImageEntry
    counts: tuple[tuple[ClassEntry, int], ...] = ()
    rank: int | None = None
    why: str = ""
    label: ClassEntry | None = None

    @property
    def name(self) -> str:
        """The file name, with the position in a stack."""
        return self.entry.name


def image_rows(
    project: Project,
    counts: Mapping[str, Mapping[int, int]],
    suggested: Sequence["ImageSuggestion"] = (),
) -> list[ImageRow]:
    """Return the rows of a project.

    Parameters
    ----------
    project : Project
    counts : mapping
        Its markers by image id and class id.
    suggested : sequence of ImageSuggestion, default=()
        Images to mark next, best first.
    """
    classes = {of_class.id: of_class for of_class in project.classes}
    ranks = {image.image: (rank, image.why) for rank, image in enumerate(suggested, start=1)}
    rows = []
    for entry in project.images:
        by_class = counts.get(entry.id, {})
        pairs = ((of_class, by_class.get(of_class.id, 0)) for of_class in project.classes)
        rank, why = ranks.get(entry.id, (None, ""))
        label = None if entry.label is None else classes.get(entry.label)
        rows.append(ImageRow(entry, tuple(pair for pair in pairs if pair[1]), rank, why, label))
    return rows


class ImagesModel(KeyedModel[ImageRow]):
    """Rows of images with their thumbnails.

    Parameters
    ----------
    thumbnails : Thumbnails
        Queried only for visible images.
    """

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(lambda row: row.entry.id, parent)
        self._thumbnails = thumbnails
        self._pixmaps: dict[str, QPixmap] = {}

    def forget_thumbnails(self) -> None:
        """Drop all thumbnails, since another project may reuse the ids."""
        self._pixmaps.clear()

    def thumbnail_ready(self, image: str) -> None:
        """Show the new thumbnail of an image, or its failure."""
        self._pixmaps.pop(image, None)
        self.refresh(image)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name, thumbnail, tooltip, row or problem of an image."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.DecorationRole:
                return self._pixmap(row.entry.id)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return self._describe(row)
            case _ if role == PROBLEM:
                return translated(self._thumbnails.problem(row.entry.id) or "")
        return super().data(index, role)

    def _pixmap(self, image: str) -> QPixmap | None:
        if image not in self._pixmaps:
            pixels = self._thumbnails.get(image)
            if pixels is None:
                return None
            self._pixmaps[image] = pixmap_of(pixels)
        return self._pixmaps[image]

    def _describe(self, row: ImageRow) -> str:
        entry = row.entry
        height, width, channels = entry.shape
        size = self.tr("{0} × {1} px, {2}").format(width, height, entry.dtype)
        several = self.tr("{0} channels").format(channels)
        lines = [
            translated(self._thumbnails.problem(entry.id) or ""),
            row.name,
            f"{size}, {several}" if channels > 1 else size,
            entry.pixel_size and self.tr("Pixels of {0} µm").format(entry.pixel_size),
            row.label and self.tr("Class of the image: {0}").format(row.label.name),
            _describe_role(self, entry.role),
            self.tr("With a reference mask") if entry.mask else self.tr("No reference mask"),
            ", ".join(f"{of_class.name}: {number}" for of_class, number in row.counts)
            or self.tr("No markers"),
            row.rank and self.tr("Suggested as number {0} to mark next").format(row.rank),
            translated(row.why or ""),
        ]
        return "\n".join(line for line in lines if line)


def _describe_role(context: QObject, role: str) -> str:
    """Describe what images of a role are for."""
    return {
        "train": context.tr("For training: its markers give kernels"),
        "validation": context.tr("For validation: its markers give no kernels"),
        "test": context.tr("For testing: its markers give no kernels"),
    }[role]


class ImageDelegate(QStyledItemDelegate):
    """Paints the rows of `ImagesModel`."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return one size for all rows."""
        return QSize(160, THUMBNAIL + 2 * MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row: ImageRow = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        text = paint_row_ground(painter, option, current=_is_current(option, index))
        inner = option.rect.adjusted(MARGIN, MARGIN, -GAP, -MARGIN)
        picture = QRect(inner.topLeft(), QSize(THUMBNAIL, THUMBNAIL))
        _paint_thumbnail(painter, option, index, picture)
        beside = inner.adjusted(THUMBNAIL + GAP + 2, 0, 0, 0)
        beside.setHeight(THUMBNAIL // 3)
        painter.setPen(text)
        _paint_name(painter, option, beside, row.name)
        painter.setFont(scaled(option.font, 0.85))
        _paint_counts(painter, beside.translated(0, THUMBNAIL // 3), row)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._paint_badges(painter, beside.translated(0, 2 * THUMBNAIL // 3), row, is_selected)
        painter.restore()

    def _paint_badges(
        self, painter: QPainter, rect: QRect, row: ImageRow, is_selected: bool
    ) -> None:
        words = {
            "train": self.tr("train"),
            "validation": self.tr("validation"),
            "test": self.tr("test"),
        }
        role, text = row.entry.role, painter.pen().color()
        if row.label is not None:
            rect.setLeft(_paint_label(painter, rect, row.label) + MARGIN)
        right = _paint_badge(painter, rect, words[role], _tinted(text, role))
        if row.entry.mask is not None:
            rect.setLeft(right + MARGIN)
            right = _paint_badge(painter, rect, self.tr("mask"), text)
        if row.rank is not None:
            rect.setLeft(right + MARGIN)
            word = self.tr("next") if row.rank == 1 else self.tr("next {0}").format(row.rank)
            colour = text if is_selected else _of_hue(text, NEXT_HUE)  # the selection is blue
            _paint_badge(painter, rect, word, colour)


def _is_current(option: QStyleOptionViewItem, index: Index) -> bool:
    view = option.widget
    return isinstance(view, QAbstractItemView) and view.currentIndex() == index


def _paint_thumbnail(
    painter: QPainter,
    option: QStyleOptionViewItem,
    index: Index,
    rect: QRect,
) -> None:
    pixmap: QPixmap | None = index.data(Qt.ItemDataRole.DecorationRole)
    if pixmap is not None:
        size = pixmap.size().scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        fitted = QRect(rect.topLeft(), size)
        fitted.moveCenter(rect.center())
        painter.drawPixmap(fitted, pixmap)
        return
    ground = option.palette.color(QPalette.ColorRole.Text)
    ground.setAlphaF(0.1)
    painter.fillRect(rect, ground)
    problem = index.data(PROBLEM) is not None
    mark = rect.adjusted(12, 12, -12, -12)
    icon("alert-outline" if problem else "image-outline").paint(painter, mark)


def _paint_name(painter: QPainter, option: QStyleOptionViewItem, rect: QRect, name: str) -> None:
    elided = option.fontMetrics.elidedText(name, Qt.TextElideMode.ElideMiddle, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)


def _paint_counts(painter: QPainter, rect: QRect, row: ImageRow) -> None:
    """Paint a chip for each class that has markers, and an ellipsis if they do not fit."""
    metrics, left = painter.fontMetrics(), rect.left()
    for entry, number in row.counts:
        width = SWATCH + 3 + metrics.horizontalAdvance(str(number))
        if left + width + 2 * GAP > rect.right():
            painter.drawText(rect.adjusted(left - rect.left(), 0, 0, 0), _LINE, "…")
            break
        ground = QRectF(left, rect.center().y() - SWATCH / 2 + 1, SWATCH, SWATCH)
        paint_swatch(painter, ground, entry.id, QColor(entry.colour))
        beside = QRect(left + SWATCH + 3, rect.top(), width, rect.height())
        painter.drawText(beside, _LINE, str(number))
        left += width + GAP


def _paint_badge(painter: QPainter, rect: QRect, text: str, colour: QColor) -> int:
    """Paint a word on a tinted ground at the left of `rect`; return its right edge."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    metrics, ground = painter.fontMetrics(), QColor(colour)
    width = metrics.horizontalAdvance(text) + 8
    frame = QRectF(rect.left(), rect.top() + 1, width, rect.height() - 1)
    ground.setAlphaF(0.15)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(frame, 3, 3)
    painter.setPen(colour)
    painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
    return round(frame.right())


def _paint_label(painter: QPainter, rect: QRect, label: ClassEntry) -> int:
    """Paint the class of an image at the left of `rect`; return its right edge."""
    metrics, colour = painter.fontMetrics(), QColor(label.colour)
    room = max(round(LABEL_SHARE * rect.width()) - SWATCH - 10, 0)
    name = metrics.elidedText(label.name, Qt.TextElideMode.ElideRight, room)
    width = metrics.horizontalAdvance(name) + SWATCH + 10
    frame = QRectF(rect.left(), rect.top() + 1, width, rect.height() - 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    text = painter.pen().color()
    colour.setAlphaF(0.3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(frame, 3, 3)
    painter.setPen(text)
    swatch = QRectF(frame.left() + 3, frame.center().y() - SWATCH / 2, SWATCH, SWATCH)
    paint_swatch(painter, swatch, label.id, QColor(label.colour))
    painter.drawText(frame.adjusted(SWATCH + 6, 0, -3, 0), _LINE, name)
    painter.restore()
    return round(frame.right())


def _tinted(text: QColor, role: str) -> QColor:
    """Return the colour of text with the hue of a role and about the same lightness."""
    return _of_hue(text, ROLE_HUES[role]) if role in ROLE_HUES else text


def _of_hue(text: QColor, hue: int) -> QColor:
    """Return a colour of a hue in degrees that is about as light as a text."""
    lightness = min(max(text.lightnessF(), 0.3), 0.75)
    return QColor.fromHslF(hue / 360, 0.6, lightness)
