"""The panels around the canvas, as docks that the user may move, tab, detach and hide."""

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.panels.architecture.panel import ArchitecturePanel
from flimbuilder.gui.panels.classes.panel import ClassesPanel
from flimbuilder.gui.panels.decoder.panel import DecoderPanel
from flimbuilder.gui.panels.images.panel import ImagesPanel
from flimbuilder.gui.panels.kernels.panel import KernelsPanel
from flimbuilder.gui.panels.markers.panel import MarkersPanel
from flimbuilder.gui.panels.overlays import OverlayBar
from flimbuilder.session.session import Session

__all__ = ["Workplace"]

LEFT, RIGHT = 250, 390
UPPER, LOWER = 460, 240
DRAGGED = 150  # ms until docks that are being dragged are looked at again
Area = Qt.DockWidgetArea


class Workplace(QMainWindow):
    """The canvas with its overlay bar in the middle, panels left and right.

    Parameters
    ----------
    session : Session
    no_images : QWidget
        Stands in the middle while there is no image.

    Attributes
    ----------
    canvas : Canvas
    kernels : KernelsPanel
    docks : list of QDockWidget
    """

    def __init__(self, session: Session, no_images: QWidget) -> None:
        super().__init__(flags=Qt.WindowType.Widget)
        self._session = session
        self._kept: QByteArray | None = None
        self._is_sized = False
        self.setObjectName("workplace")
        self.canvas, self.kernels = Canvas(session), KernelsPanel(session)
        self._markers = MarkersPanel(session)
        self._canvas_page, self._no_images = QWidget(), no_images
        layout = QVBoxLayout(self._canvas_page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(OverlayBar(session))
        layout.addWidget(self.canvas, 1)
        self._middle = QStackedWidget()
        self._middle.addWidget(self._canvas_page)
        self._middle.addWidget(no_images)
        self.setCentralWidget(self._middle)
        self._dress_soon = QTimer(self, singleShot=True)
        self._dress_soon.timeout.connect(self._dress)
        self.docks = self._made_docks()
        self._arrange()
        self._usual = self.saveState()
        self.canvas.marker_menu_asked.connect(self._markers.open_menu)
        session.document.changed.connect(self._follow)

    @property
    def toggles(self) -> list[QAction]:
        """Actions that show and hide the docks."""
        return [dock.toggleViewAction() for dock in self.docks]

    def show_usual(self) -> None:
        """Put all docks where they were at first."""
        self.restoreState(self._usual)
        self._share_room()

    @property
    def arrangement(self) -> QByteArray | None:
        """Where the docks are; None where nobody has put them anywhere."""
        return self.saveState() if self._is_sized else self._kept

    def restore(self, state: QByteArray | None) -> None:
        """Put the docks where they were; None is where they are at first."""
        self._kept = state if state is not None and self.restoreState(state) else None
        self._look_soon()

    def showEvent(self, event: QShowEvent) -> None:
        """Give the docks their sizes at the first time, for they only hold from now on."""
        super().showEvent(event)
        if not self._is_sized:
            QTimer.singleShot(0, self._take_sizes)

    def _made_docks(self) -> list[QDockWidget]:
        session, tr = self._session, self.tr
        left, right = Area.LeftDockWidgetArea, Area.RightDockWidgetArea
        return [
            self._dock("imagesDock", tr("Images"), ImagesPanel(session), left),
            self._dock("classesDock", tr("Classes"), ClassesPanel(session), left),
            self._dock("markersDock", tr("Markers"), self._markers, left),
            self._dock("architectureDock", tr("Architecture"), ArchitecturePanel(session), right),
            self._dock("kernelsDock", tr("Kernels"), self.kernels, right),
            self._dock("decoderDock", tr("Decoder"), DecoderPanel(session), right),
        ]

    def _dock(self, name: str, title: str, panel: QWidget, area: Area) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(panel)
        self.addDockWidget(area, dock)
        dock.topLevelChanged.connect(self._look_soon)
        dock.dockLocationChanged.connect(self._look_soon)
        dock.visibilityChanged.connect(self._look_soon)
        return dock

    def _arrange(self) -> None:
        options = QMainWindow.DockOption
        self.setDockOptions(  # a tab can be dragged out of its group
            options.AllowTabbedDocks | options.AllowNestedDocks | options.GroupedDragging
        )
        _, classes, markers, architecture, kernels, decoder = self.docks
        self.tabifyDockWidget(classes, markers)
        self.tabifyDockWidget(architecture, kernels)
        self.tabifyDockWidget(kernels, decoder)
        self.setTabPosition(Area.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        classes.raise_()
        architecture.raise_()

    def _take_sizes(self) -> None:
        if self._is_sized:
            return
        self._is_sized = True
        if self._kept is None or not self.restoreState(self._kept):
            self._share_room()

    def _share_room(self) -> None:
        """Give the columns their usual widths."""
        images, classes, _, architecture, _, _ = self.docks
        self.resizeDocks([images, architecture], [LEFT, RIGHT], Qt.Orientation.Horizontal)
        self.resizeDocks([images, classes], [UPPER, LOWER], Qt.Orientation.Vertical)

    def _look_soon(self, *ignored: object) -> None:
        self._dress_soon.start(0)

    def _dress(self) -> None:
        """Give a title bar to the docks that no tab names."""
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._dress_soon.start(DRAGGED)
            return
        for dock in self.docks:
            tabbed = not dock.isFloating() and bool(self.tabifiedDockWidgets(dock))
            if tabbed and dock.titleBarWidget() is None:
                dock.setTitleBarWidget(QWidget())
            elif not tabbed and dock.titleBarWidget() is not None:
                bar = dock.titleBarWidget()
                dock.setTitleBarWidget(None)  # type: ignore[arg-type]
                bar.deleteLater()

    def _follow(self, before: object, after: object) -> None:
        has_images = bool(self._session.document.project.images)
        self._middle.setCurrentWidget(self._canvas_page if has_images else self._no_images)
