"""Where the results are: in their dock, or as a page over the canvas."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDockWidget, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from flimbuilder.gui.panels.results.panel import ResultsPanel
from flimbuilder.gui.widgets.panel import Panel
from flimbuilder.gui.widgets.timing import call_soon

__all__ = ["ResultsPlace"]

HEIGHT = 250  # px of the dock, at least when it is opened


class ResultsPlace(QObject):
    """Moves the panel between its dock and a page.

    Parameters
    ----------
    panel : ResultsPanel
    dock : QDockWidget
        Holds the panel.
    beside : sequence of QDockWidget
        Shown and hidden with it.
    pages : QStackedWidget
        Gets another page.

    Attributes
    ----------
    page : QWidget
    is_page : bool
        True while the panel is the page.
    changed : Signal()
        Emitted when the panel is moved, shown or hidden.
    folder_dropped : Signal(list)
        Emitted with the files and folders dropped on the panel.
    """

    changed = Signal()
    folder_dropped = Signal(list)

    def __init__(
        self,
        panel: ResultsPanel,
        dock: QDockWidget,
        beside: Sequence[QDockWidget],
        pages: QStackedWidget,
    ) -> None:
        super().__init__(pages)
        self.page = QWidget()
        self.page.setObjectName("resultsPage")
        self.is_page = False
        self._panel, self._dock, self._pages = panel, dock, pages
        self._beside = beside
        self._former: QWidget | None = None  # the page to go back to
        self._was_docked = False
        layout = QVBoxLayout(self.page)
        layout.setContentsMargins(0, 0, 0, 0)
        pages.addWidget(self.page)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.page)
        leave.setObjectName("leaveResultsShortcut")
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(lambda: self.show_page(False))
        panel.folder_dropped.connect(self.folder_dropped)
        panel.page_toggled.connect(self.show_page)
        panel.image_opened.connect(lambda: self.show_page(False))
        self._soon = QTimer(self, interval=0, singleShot=True)  # the panels follow their docks
        self._soon.timeout.connect(self.changed)
        for tab in (dock, *beside):
            tab.visibilityChanged.connect(lambda visible: self._soon.start())

    @property
    def is_shown(self) -> bool:
        """True if the user sees the panel."""
        return self.is_page or self._panel.is_seen

    def toggle(self) -> None:
        """Show the panel and those beside it below the image, or hide them."""
        if self.is_page:
            self.show_page(False)
        else:
            self._toggle_dock(self._dock)

    def is_in_front(self, name: str) -> bool:
        """Return True if the user sees a panel beside the results, by the name of its dock."""
        return any(dock.objectName() == name and _is_seen(dock) for dock in self._beside)

    def toggle_beside(self, name: str) -> None:
        """Show all these panels with one beside the results in front, or hide them."""
        self.show_page(False)
        for dock in self._beside:
            if dock.objectName() == name:
                self._toggle_dock(dock)

    def show_beside(self, name: str) -> None:
        """Bring a panel beside the results to the front, by the name of its dock."""
        if not self.is_in_front(name):
            self.toggle_beside(name)

    def _toggle_dock(self, front: QDockWidget) -> None:
        """Show the docks with one in front; hide them if it is."""
        is_shown = _is_seen(front)
        for dock in (self._dock, *self._beside):
            if dock is front or not dock.isFloating():
                dock.setVisible(not is_shown)
        if not is_shown:
            front.raise_()
            call_soon(self, lambda: self._put_in_front(front))

    def _put_in_front(self, dock: QDockWidget) -> None:
        """Raise a dock once its tab is there, and enlarge it if Qt shows it too low to read."""
        dock.raise_()
        area = dock.parentWidget()
        if isinstance(area, QMainWindow) and dock.height() < HEIGHT:
            area.resizeDocks([dock], [HEIGHT], Qt.Orientation.Vertical)

    def toggle_page(self) -> None:
        """Show the panel as a page, or in its dock again."""
        self.show_page(not self.is_page)

    def show_page(self, is_page: bool) -> None:
        """Show the panel as a page, or return to the canvas."""
        if is_page == self.is_page:
            return
        self.is_page = is_page
        layout = self.page.layout()
        assert layout is not None
        if is_page:
            self._was_docked = not self._dock.isHidden()
            self._former = self._pages.currentWidget()
            layout.addWidget(self._panel)
            self._dock.hide()
            self._pages.setCurrentWidget(self.page)
            self._panel.set_in_front(True)
            self._panel.show()
        else:
            self._dock.setWidget(self._panel)
            self._panel.show()
            if self._former is not None and self._pages.currentWidget() is self.page:
                self._pages.setCurrentWidget(self._former)
            self._dock.setVisible(self._was_docked)
            if self._was_docked:
                self._dock.raise_()
        self._panel.show_as_page(is_page)
        self.changed.emit()


def _is_seen(dock: QDockWidget) -> bool:
    panel = dock.widget()
    return isinstance(panel, Panel) and panel.is_seen
