"""What can be done about a stroke or a kernel that made the saliency at a place."""

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from flimbuilder.errors import FlimError
from flimbuilder.gui.panels.why.rows import WhyRow
from flimbuilder.project.edits import AddMarker, RemoveMarker, SingleEdit
from flimbuilder.project.markers import Disk, Point
from flimbuilder.project.project import BACKGROUND, ClassEntry, ImageEntry
from flimbuilder.session.explained_place import place_centre
from flimbuilder.session.session import Session

__all__ = ["OWNER", "WhyCommands"]

OWNER = "why"  # of the previews
REACH = 40.0  # px shown around a stroke or a place


class WhyCommands(QObject):
    """Goes to strokes and places, and previews edits.

    Parameters
    ----------
    session : Session
    current : callable
        Returns the row that is selected, or None.

    Attributes
    ----------
    go, delete, invert, background : QAction
    menu : QMenu
    class_menu : QMenu
        The classes of a disk at the explained place.
    """

    def __init__(
        self, session: Session, current: Callable[[], WhyRow | None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._current = session, current
        keys = Qt.Key
        self.go = self._action("whyGoAction", self.tr("&Go to"), self._go, keys.Key_Return)
        self.go.setToolTip(self.tr("Show the stroke on its image"))
        self.delete = self._action("whyDeleteAction", self.tr("&Delete…"), self._delete)
        self.delete.setShortcut(QKeySequence.StandardKey.Delete)
        self.delete.setToolTip(self.tr("Preview the result without it"))
        self.invert = self._action("whyInvertAction", self.tr("&Invert…"), self._invert)
        self.invert.setToolTip(self.tr("Preview the result with the sign of the kernel inverted"))
        self.background = self._action(
            "whyBackgroundAction", self.tr("Add &background disk…"),
            lambda: self._add_disk(BACKGROUND),
        )  # fmt: skip
        self.class_menu = QMenu(self.tr("Add disk of &class"), parent)
        self.class_menu.setObjectName("whyClassMenu")
        self.class_menu.aboutToShow.connect(self._fill_classes)
        self.menu = QMenu(parent)
        self.menu.setObjectName("whyMenu")
        self.menu.addActions([self.go, self.delete, self.invert])
        self.menu.addSeparator()
        self.menu.addAction(self.background)
        self.menu.addMenu(self.class_menu)

    def update(self) -> None:
        """Enable what applies to the selected row."""
        row, session = self._current(), self._session
        can_change = session.document.read_only_reason is None
        is_stroke = row is not None and row.kind == "stroke"
        is_kernel = row is not None and row.kind == "kernel"
        has_marker = row is not None and row.marker is not None and not row.is_gone
        self.go.setEnabled(has_marker)
        self.delete.setEnabled(can_change and (is_kernel or (is_stroke and has_marker)))
        self.invert.setEnabled(can_change and is_kernel)
        entry, tip = self._entry(), self.tr("Preview the result with a disk at the place")
        teaches = entry is not None and entry.role == "train"
        if entry is not None and not teaches:
            tip = self.tr("{0} has the role {1}: its markers give no kernels")
            tip = tip.format(entry.name, entry.role)
        for action in (self.background, self.class_menu.menuAction()):
            action.setEnabled(can_change and teaches and session.explanation.result is not None)
        self.background.setToolTip(tip)

    def show_place(self) -> None:
        """Show the explained place."""
        place = self._session.view.explained
        if place is not None:
            self._show(place.image, place_centre(place.points), None)

    def _action(
        self, name: str, text: str, call: Callable[[], None], key: Qt.Key | None = None
    ) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if key is not None:
            action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _: call())
        return action

    def _entry(self) -> ImageEntry | None:
        """Return the image of the explained place."""
        place, entries = self._session.view.explained, self._session.document.project.images
        if place is None:
            return None
        return next((entry for entry in entries if entry.id == place.image), None)

    def _go(self) -> None:
        row = self._current()
        if row is not None and row.place is not None:
            place = row.place
            self._show(place.image, (float(place.row), float(place.col)), row.marker)

    def _show(self, image: str, centre: Point, marker: int | None) -> None:
        session = self._session
        session.update_view(image=image)
        if marker is not None:
            session.update_view(marker=marker, show_markers=True)
        row, col = centre
        session.show_region(row - REACH, col - REACH, 2 * REACH, 2 * REACH)

    def _delete(self) -> None:
        row = self._current()
        if row is None or row.marker is None:
            return
        if row.kind == "stroke":
            edit = RemoveMarker(image=row.image, marker=row.marker)
            self._preview(self.tr("Delete {0}").format(row.title.lower()), edit)
        elif row.identity is not None:
            self._preview_kernel(row, self._session.kernels.deletion, self.tr("Delete {0}"))

    def _invert(self) -> None:
        row = self._current()
        if row is not None and row.identity is not None:
            self._preview_kernel(row, self._session.kernels.inversion, self.tr("Invert {0}"))

    def _preview_kernel(
        self, row: WhyRow, command: Callable[..., tuple[str, SingleEdit]], label: str
    ) -> None:
        block, _ = row.path[-1]
        try:
            _, edit = command(block, [row.identity])
        except FlimError as error:
            self._session.report(str(error), True)
            return
        self._preview(label.format(row.title.lower()), edit)

    def _add_disk(self, class_id: int) -> None:
        entry, centre, session = self._entry(), self._disk_centre(), self._session
        if entry is None or centre is None:
            return
        drawn = session.document.project.markers_of(entry.id)
        radius = session.view.radius
        marker = Disk(id=drawn.next_id, class_id=class_id, center=centre, radius=radius)
        edit = AddMarker(image=entry.id, index=len(drawn.markers), marker=marker)
        names = {known.id: known.name for known in session.document.project.classes}
        label = self.tr("Draw a disk of {0}").format(names.get(class_id, class_id))
        self._preview(label, edit)

    def _disk_centre(self) -> Point | None:
        """Return the pixel that is explained, or that of the region nearest to its middle."""
        result = self._session.explanation.result
        if result is None:
            return None
        if isinstance(result.region, tuple):
            return float(result.region[0]), float(result.region[1])
        inside = np.argwhere(result.region)
        middle = inside.mean(axis=0)
        row, col = inside[np.square(inside - middle).sum(axis=1).argmin()].tolist()
        return float(row), float(col)

    def _preview(self, label: str, edit: SingleEdit) -> None:
        self._session.preview.show(label, [edit], OWNER)

    def _fill_classes(self) -> None:
        self.class_menu.clear()
        for entry in self._session.document.project.classes:
            self._add_class(entry)

    def _add_class(self, entry: ClassEntry) -> None:
        self.class_menu.addAction(entry.name.replace("&", "&&"), partial(self._add_disk, entry.id))
