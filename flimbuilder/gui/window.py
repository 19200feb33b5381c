"""The window: a session, its panels around the canvas, and the connections between them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.action_table import ActionTable
from flimbuilder.gui.actions import Actions
from flimbuilder.gui.banner import RecoveryBanner, SharedBanner
from flimbuilder.gui.commands.language import LanguageMenu
from flimbuilder.gui.commands.project import ProjectCommands
from flimbuilder.gui.commands.save_view import ViewSaving
from flimbuilder.gui.commands.view import ViewCommands
from flimbuilder.gui.dialogs.files import FileDropTarget
from flimbuilder.gui.dialogs.unexpected import Reporter
from flimbuilder.gui.panel_focus import PanelFocus
from flimbuilder.gui.project_view import ProjectViews
from flimbuilder.gui.settings import Settings
from flimbuilder.gui.status import Status
from flimbuilder.gui.theme import THEMES, Theme
from flimbuilder.gui.welcome import NoImages, Welcome
from flimbuilder.gui.widgets.appearance_menu import ColourMapMenu
from flimbuilder.gui.widgets.fields import NumberField
from flimbuilder.gui.workplace import Workplace
from flimbuilder.session.session import Session
from flimbuilder.session.view import APPEARANCE, View

__all__ = ["MainWindow", "OwnerThreadCaller"]

SIZE = QSize(1280, 800)
TEXT_FIELDS = QLineEdit, NumberField, QPlainTextEdit


class OwnerThreadCaller(QObject):
    """Schedules calls on the thread that created it, from any thread.

    ``Session(OwnerThreadCaller(parent))`` is a session owned by the current thread.

    Parameters
    ----------
    parent : QObject or None, default=None
        Owns it; None for the application. Python must not: garbage collection on another thread
        would destroy it while the event loop delivers its calls.
    """

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent or QCoreApplication.instance())
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def __call__(self, call: Callable[[], None]) -> None:
        """Schedule a call in the event loop."""
        self._posted.emit(call)

    def _call(self, call: Callable[[], None]) -> None:
        call()


class MainWindow(FileDropTarget, QMainWindow):
    """The main window.

    Attributes
    ----------
    session : Session
    commands : ProjectCommands
    view_commands : ViewCommands
    actions_by_name : Actions
    reporter : Reporter
        Reports errors of the program itself.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setAcceptDrops(True)
        self._settings = settings
        self._may_close = False
        self.session = Session(OwnerThreadCaller(self))
        self.reporter = Reporter(self)
        theme = Theme(settings, self)  # before the widgets, which use its colours
        self._no_images = NoImages()
        self._work = Workplace(self.session, self._no_images)
        self.commands = ProjectCommands(
            self.session, settings, self._work.images.commands, self._work.kernels.commands,
            self._work.coach, self,
        )  # fmt: skip
        panel_focus = PanelFocus(lambda: self._work.places, self)
        self.view_commands = ViewCommands(
            self.session, self._work.canvas, self._work.results, theme, panel_focus,
            ViewSaving(self.session, settings, self._work.canvas, self), self,
        )  # fmt: skip
        table = ActionTable(self.session, self.commands, self.view_commands, self)
        self.actions_by_name = Actions(self.session, table, settings.keys, self)
        self._no_images.offer(self.actions_by_name["addImagesAction"])
        self._tool_bar = self._create_tool_bar()
        self._add_pages()
        self._recent = QMenu(self.tr("Open &recent"), self)
        self.actions_by_name.fill(
            self.menuBar(),
            {
                "recent": self._recent,
                "panels": self._create_panel_menu(),
                "theme": self._create_theme_menu(),
                "colours": ColourMapMenu(self.session, self),
                "language": LanguageMenu(self.session, settings, self),
            },
        )
        self._status = Status(self.session)
        self.setStatusBar(self._status)
        self._bind_keys()
        self._connect()
        self._views = ProjectViews(self.session, self._work.canvas, settings, self)
        self._restore()
        self._on_document_changed()

    # construction

    def _create_tool_bar(self) -> QToolBar:
        bar = QToolBar(self.tr("Tools"), self)
        bar.setObjectName("toolBar")
        bar.setIconSize(QSize(20, 20))
        bar.setMovable(False)
        self.actions_by_name.fill_tool_bar(bar)
        self.addToolBar(bar)
        return bar

    def _create_panel_menu(self) -> QMenu:
        menu = QMenu(self.tr("&Panels"), self)
        menu.addActions(self._work.toggles)
        menu.addSeparator()
        for name in ("nextPanelAction", "previousPanelAction"):
            menu.addAction(self.actions_by_name[name])
        menu.addSeparator()
        default = menu.addAction(self.tr("&Reset panels"))
        default.setObjectName("usualPanelsAction")
        default.triggered.connect(self._work.reset_panels)
        menu.addAction(self._tool_bar.toggleViewAction())
        return menu

    def _create_theme_menu(self) -> QMenu:
        menu = QMenu(self.tr("Th&eme"), self)
        menu.addActions([self.actions_by_name[f"{theme}ThemeAction"] for theme in THEMES])
        return menu

    def _add_pages(self) -> None:
        by_name, tr = self.actions_by_name, self.tr
        begin = (
            (by_name["demoAction"], "flask-outline",
             tr("a small project of real images with markers")),
            (by_name["tutorialAction"], "book-education-outline",
             tr("ten minutes, from a new project to counts")),
            (by_name["newProjectAction"], "folder-plus-outline", tr("from your own images")),
            (by_name["openAction"], "folder-open-outline", tr("a project folder, NAME.flim")),
        )  # fmt: skip
        self._welcome = Welcome(begin)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._welcome)
        self._pages.addWidget(self._work)
        middle = QWidget()
        _column(middle, SharedBanner(self.session), RecoveryBanner(self.session), self._pages)
        self.setCentralWidget(middle)

    def _bind_keys(self) -> None:
        delete = QShortcut(QKeySequence.StandardKey.Delete, self._work.panes)
        delete.setObjectName("deleteShortcut")
        delete.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.activated.connect(self.commands.delete_marker)
        hide = QShortcut(QKeySequence(Qt.Key.Key_Q), self)
        hide.setObjectName("holdShortcut")
        hide.setAutoRepeat(False)
        hide.activated.connect(self._hold)

    def _connect(self) -> None:
        session, canvas = self.session, self._work.canvas
        QApplication.instance().focusChanged.connect(self._keep_keys_free)  # type: ignore[union-attr]
        session.document.opened.connect(self._on_document_changed)
        session.document.status_changed.connect(self._on_document_changed)
        session.failed.connect(self.reporter.report)
        session.update_view(**self._settings.appearance)
        session.view_changed.connect(self._keep_appearance)
        canvas.pointed.connect(self._status.show_pixel)
        canvas.zoomed.connect(self._status.show_zoom)
        canvas.relink_requested.connect(self.commands.find_moved)
        canvas.files_dropped.connect(self.commands.take_files)
        self._work.results.changed.connect(self._refresh_actions)
        self._work.results.folder_dropped.connect(self.commands.predict_folder)
        self._welcome.chosen.connect(self.commands.open)
        self._recent.aboutToShow.connect(self._fill_recent)
        self.destroyed.connect(session.close)

    # the session

    def _refresh_actions(self) -> None:
        if self.isVisible():  # docks are hidden too when the window is destroyed
            self.actions_by_name.refresh()

    def _keep_appearance(self, before: View, after: View) -> None:
        fields = {field: getattr(after, field) for field in APPEARANCE}
        if fields != {field: getattr(before, field) for field in APPEARANCE}:
            self._settings.appearance = fields

    def _on_document_changed(self) -> None:
        document = self.session.document
        name = "" if document.path is None else f"{document.path.name}[*] – "
        self.setWindowTitle(f"{name}flimbuilder")
        self.setWindowFilePath("" if document.path is None else str(document.path))
        self.setWindowModified(document.dirty)
        self._show_page()

    def _show_page(self) -> None:
        is_open = self.session.document.is_open
        page = self._work if is_open else self._welcome
        for toggle in self._work.toggles:
            toggle.setEnabled(is_open)
        if not is_open:
            self._welcome.show_recent(self._settings.recent)
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
            if is_open:
                self._work.canvas.setFocus()

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self._settings.recent:
            text = f"{path.name}  —  {path.parent}".replace("&", "&&")
            action = self._recent.addAction(text)
            action.triggered.connect(lambda _, chosen=path: self.commands.open(chosen))
        if self._recent.isEmpty():
            self._recent.addAction(self.tr("None yet")).setEnabled(False)

    # keys and files

    def _hold(self) -> None:
        """Hide the overlays until the key is released, whichever widget receives that."""
        self.view_commands.hold_overlays(True)
        _application().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the overlays again when the key is released or the window loses the focus."""
        released = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyRelease
            and event.key() == Qt.Key.Key_Q
            and not event.isAutoRepeat()
        )
        if released or event.type() == QEvent.Type.WindowDeactivate:
            _application().removeEventFilter(self)
            self.view_commands.hold_overlays(False)
        return super().eventFilter(watched, event)

    def _keep_keys_free(self, before: QWidget | None, after: QWidget | None) -> None:
        """Focus the canvas instead of a text field that gets the focus of a hidden widget.

        Qt hands it to the next widget in order; keys would type into a field that nobody chose.
        """
        is_passed_on = before is not None and not before.isVisible()
        if is_passed_on and isinstance(after, TEXT_FIELDS) and after.window() is self:
            self._work.canvas.setFocus()

    def _take_files(self, paths: list[Path]) -> None:
        self.commands.take_files(paths)

    # the window itself

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the icons when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "actions_by_name"):
            self.actions_by_name.refresh_icons()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave the project, which may ask to save; then stop all work."""
        if not self._may_close:
            event.ignore()
            leave = self.commands.leave
            self.commands.predicting.leave(lambda: leave(self._close_now))
        if self._may_close:
            event.accept()
            if self._work.panes.arrangement is not None:
                self._settings.panes = self._work.panes.arrangement
            if self.isVisible():
                self._settings.save_window(self.saveGeometry(), self._work.arrangement)
                self._views.save()
                self._settings.shows_builds = self._work.builds.toggle.isChecked()
            self.hide()
            self.session.close()

    def _close_now(self) -> None:
        self._may_close = True
        self.close()

    def _restore(self) -> None:
        self.resize(SIZE)
        if self._settings.geometry is not None:
            self.restoreGeometry(self._settings.geometry)
        self._work.restore(self._settings.arrangement)
        self._work.builds.toggle.setChecked(self._settings.shows_builds)
        self._work.panes.restore(self._settings.panes)


def _application() -> QCoreApplication:
    application = QApplication.instance()
    assert application is not None
    return application


def _column(parent: QWidget, *widgets: QWidget) -> None:
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget)
    layout.setStretchFactor(widgets[-1], 1)
