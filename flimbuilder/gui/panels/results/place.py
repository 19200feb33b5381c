"""Where the results are: in their dock, or as a page over the canvas."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDockWidget, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from flimbuilder.gui.panels.results.panel import ResultsPanel

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
        dock.visibilityChanged.connect(lambda visible: self.changed.emit())

    @property
    def is_shown(self) -> bool:
        """True if the user sees the panel."""
        return self.is_page or self._panel.isVisible()

    def toggle(self) -> None:
        """Show the panel and those beside it below the image, or hide them."""
        if self.is_page:
            self.show_page(False)
            return
        is_shown = self._panel.isVisible()
        for dock in (self._dock, *self._beside):
            if dock is self._dock or not dock.isFloating():
                dock.setVisible(not is_shown)
        if not is_shown:
            self._dock.raise_()
            QTimer.singleShot(0, self._give_height)

    def _give_height(self) -> None:
        """Enlarge a dock that Qt shows too low to read."""
        area = self._dock.parentWidget()
        if isinstance(area, QMainWindow) and self._dock.height() < HEIGHT:
            area.resizeDocks([self._dock], [HEIGHT], Qt.Orientation.Vertical)

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
