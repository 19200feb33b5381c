"""The strip of builds below the canvas: compare the present build with another, or restore it."""

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt
from PySide6.QtGui import (
    QAction,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.panels.builds.delegate import BuildDelegate, card_size
from flimbuilder.gui.panels.builds.model import BuildModel, BuildRow
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.lists import ROW
from flimbuilder.project.project import Project
from flimbuilder.session.build_history import BuildEntry
from flimbuilder.session.session import Message, Session

__all__ = ["BuildStrip"]

FEWEST = 2  # builds from which the strip is shown


class BuildStrip(QFrame):
    """A horizontal list of the session's builds; hidden until there are two.

    A click on a build makes it the one that the present build is compared with.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    toggle : QAction
        Shows and hides the strip.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("buildStrip")
        self.setAccessibleName(self.tr("Builds"))
        self.toggle = QAction(self.tr("Builds"), self, checkable=True, checked=True)
        self.toggle.setObjectName("buildsAction")
        self.toggle.toggled.connect(self._update_visibility)
        self._model = BuildModel(self)
        self._list = _BuildList(self._model, self)
        self._list.setItemDelegate(BuildDelegate(self))
        self._list.clicked.connect(self._compare)
        self._list.selectionModel().currentChanged.connect(self._on_current_changed)
        self._list.customContextMenuRequested.connect(self._open_menu)
        self._restore = IconButton("restoreBuildButton", "restore", self._restore_tip())
        self._side_by_side = IconButton(
            "compareBuildButton", "compare", self.tr("Show now and before side by side")
        )
        hide = IconButton("hideBuildsButton", "close", self.tr("Hide the builds"))
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 2, 2)
        row.setSpacing(2)
        row.addWidget(self._list, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(hide.on_click(lambda: self.toggle.setChecked(False)))
        buttons.addStretch(1)
        pair = QHBoxLayout()
        pair.setSpacing(0)
        pair.addWidget(self._side_by_side.on_click(self._show_both))
        pair.addWidget(self._restore.on_click(self._restore_chosen))
        buttons.addLayout(pair)
        buttons.setAlignment(hide, Qt.AlignmentFlag.AlignRight)
        row.addLayout(buttons)
        session.history.changed.connect(self._update)
        session.document.changed.connect(self._on_project_changed)
        session.document.status_changed.connect(self._update_buttons)
        self._update()

    # what is shown

    def _on_project_changed(self, before: Project, after: Project) -> None:
        if (before.decoder, before.delineation) != (after.decoder, after.delineation):
            self._update()

    def _is_tuned(self, entry: BuildEntry) -> bool:
        now, then = self._session.document.project, entry.project
        return (now.decoder, now.delineation) != (then.decoder, then.delineation)

    def _update(self) -> None:
        history = self._session.history
        now, before = history.current, history.before
        newest = self._model.rows[-1].entry.number if self._model.rows else 0
        self._model.show(
            BuildRow(entry, entry is now, entry is before, entry is now and self._is_tuned(entry))
            for entry in history.entries
        )
        is_new = bool(history.entries) and history.entries[-1].number != newest
        if is_new:
            self._list.scrollTo(self._model.index(len(history.entries) - 1, 0))
        place = None if now is None else self._model.place(now.number)
        if place is not None and (is_new or not self._list.currentIndex().isValid()):
            # Without a current row, Qt makes the first one current when the list gets the focus.
            self._list.selectionModel().setCurrentIndex(
                self._model.index(place, 0), QItemSelectionModel.SelectionFlag.Clear
            )
        self._update_visibility()
        self._update_buttons()

    def _update_visibility(self, *ignored: object) -> None:
        is_useful = len(self._session.history.entries) >= FEWEST
        self.setVisible(self.toggle.isChecked() and is_useful)

    def _update_buttons(self) -> None:
        session, entry = self._session, self._chosen()
        can_change = session.document.read_only_reason is None
        self._restore.setEnabled(
            entry is not None and can_change and entry is not session.history.current
        )
        self._restore.setToolTip(self._restore_tip(entry))
        self._side_by_side.setEnabled(session.builder.previous is not None)

    def _restore_tip(self, entry: BuildEntry | None = None) -> str:
        if entry is None:
            return self.tr("Choose a build to restore it")
        return self.tr("Restore the project of build {0}").format(entry.number)

    # what the user asks for

    def _chosen(self) -> BuildEntry | None:
        row = self._list.currentIndex().data(ROW)
        return None if row is None else row.entry

    def _on_current_changed(self) -> None:
        if self._list.hasFocus():  # by the keyboard, not by a change of the rows
            self._compare()

    def _compare(self) -> None:
        entry = self._chosen()
        if entry is not None:
            self._session.history.compare(entry)
        self._update_buttons()

    def _show_both(self) -> None:
        self._session.comparisons.show_pair("before")

    def _restore_chosen(self) -> None:
        entry = self._chosen()
        if entry is None or not self._restore.isEnabled():
            return
        session, number = self._session, entry.number
        revision = session.document.revision
        changes = session.history.changes_of_restoring(entry)
        text = self.tr("Build {0} restored").format(number)
        if not session.attempt(lambda: session.history.restore(entry)):
            return
        has_edited = session.document.revision != revision
        text = f"{text}: {changes}" if changes else text
        session.message_posted.emit(Message(text, undoable=has_edited))

    def _open_menu(self) -> None:
        entry, history = self._chosen(), self._session.history
        if entry is None:
            return
        menu = QMenu(self)
        both = menu.addAction(self.tr("&Side by side with now"), self._show_both)
        both.setEnabled(entry.built is not None and entry is not history.current)
        restore = menu.addAction(self.tr("&Restore"), self._restore_chosen)
        restore.setEnabled(self._restore.isEnabled())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.cursor().pos())


class _BuildList(QListView):
    """A row of cards that the wheel scrolls."""

    def __init__(self, model: BuildModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("buildsList")
        self.setModel(model)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.viewport().setAutoFillBackground(False)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(card_size().height())

    def changeEvent(self, event: QEvent) -> None:
        """Keep the height of a card when the font changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways by either wheel."""
        delta = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (delta.x() or delta.y()))
        event.accept()
