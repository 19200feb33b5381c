"""The panels around the canvas, as docks that the user may move, tab, detach and hide."""

from functools import partial
from typing import TypeVar

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QStackedWidget,
    QTabBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.banner import AdviceBanner, RangeBanner
from flimbuilder.gui.canvas.panes import CanvasPanes
from flimbuilder.gui.coach import Coach
from flimbuilder.gui.language import tr
from flimbuilder.gui.panels.architecture.panel import ArchitecturePanel
from flimbuilder.gui.panels.attributions.panel import AttributionsPanel
from flimbuilder.gui.panels.builds.strip import BuildStrip
from flimbuilder.gui.panels.classes.panel import ClassesPanel
from flimbuilder.gui.panels.decoder.panel import DecoderPanel
from flimbuilder.gui.panels.finetuning.panel import FinetuningPanel
from flimbuilder.gui.panels.identification.panel import IdentificationPanel
from flimbuilder.gui.panels.images.panel import ImagesPanel
from flimbuilder.gui.panels.kernels.panel import KernelsPanel
from flimbuilder.gui.panels.likes.panel import LikesPanel
from flimbuilder.gui.panels.maps.panel import MapsPanel
from flimbuilder.gui.panels.markers.panel import MarkersPanel
from flimbuilder.gui.panels.objects.panel import ObjectsPanel
from flimbuilder.gui.panels.overlays import OverlayBar
from flimbuilder.gui.panels.plots.panel import PlotsPanel
from flimbuilder.gui.panels.results.panel import ResultsPanel
from flimbuilder.gui.panels.results.place import ResultsPlace
from flimbuilder.gui.panels.slide.panel import SlidePanel
from flimbuilder.gui.panels.why.panel import WhyPanel
from flimbuilder.gui.suggestion_line import SuggestionLine
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.gui.widgets.timing import call_soon
from flimbuilder.project.project import Project
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

__all__ = ["PANELS", "Workplace"]

PANELS: tuple[type[Panel], ...] = (
    ImagesPanel,
    ClassesPanel,
    MarkersPanel,
    ArchitecturePanel,
    KernelsPanel,
    DecoderPanel,
    ResultsPanel,
    ObjectsPanel,
    PlotsPanel,
    WhyPanel,
    AttributionsPanel,
    MapsPanel,
    LikesPanel,
    IdentificationPanel,
    FinetuningPanel,
    SlidePanel,
)
"""The panels in the order of their docks; to add a panel, add its class."""

Area = Qt.DockWidgetArea
AREAS = {
    Slot.TOP_LEFT: Area.LeftDockWidgetArea,
    Slot.BOTTOM_LEFT: Area.LeftDockWidgetArea,
    Slot.RIGHT: Area.RightDockWidgetArea,
    Slot.BOTTOM: Area.BottomDockWidgetArea,
}
LEFT, RIGHT = 250, 390
UPPER, LOWER = 460, 240
BOTTOM = 250
ROOMY = 900  # height from which the bottom panels are shown at first
DRAG_INTERVAL = 150  # ms until the title bars of docks under a drag are checked again

P = TypeVar("P", bound=Panel)


class Workplace(QMainWindow):
    """The canvas with its overlay bar in the middle, panels left and right.

    Parameters
    ----------
    session : Session
    no_images : QWidget
        Shown in the middle while the project has no image.

    Attributes
    ----------
    panes : CanvasPanes
    canvas : Canvas
        The first of the panes.
    coach : Coach
        The first steps of a new user.
    builds : BuildStrip
    images : ImagesPanel
    kernels : KernelsPanel
    results : ResultsPlace
    docks : list of QDockWidget
        In the order of `PANELS`.
    """

    def __init__(self, session: Session, no_images: QWidget) -> None:
        super().__init__(flags=Qt.WindowType.Widget)
        self._session = session
        self._restored: QByteArray | None = None
        self._is_sized = False
        self.setObjectName("workplace")
        self.panes = CanvasPanes(session)
        self.coach = Coach(session)
        self.canvas = self.panes.canvas
        self._canvas_page, self._no_images = QWidget(), no_images
        layout = QVBoxLayout(self._canvas_page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(OverlayBar(session))
        layout.addWidget(RangeBanner(session))
        layout.addWidget(self.coach)
        layout.addWidget(AdviceBanner(session))
        layout.addWidget(SuggestionLine(session))
        layout.addWidget(self.panes, 1)
        self.builds = BuildStrip(session)
        layout.addWidget(self.builds)
        self._middle = QStackedWidget()
        self._middle.addWidget(self._canvas_page)
        self._middle.addWidget(no_images)
        self.setCentralWidget(self._middle)
        self._title_bar_timer = QTimer(self, singleShot=True)
        self._title_bar_timer.timeout.connect(self._update_title_bars)
        self._panels = [panel(session) for panel in PANELS]
        self._set_dock_options()
        first: dict[Slot, QDockWidget] = {}
        self.docks = [self._add_dock(panel, first) for panel in self._panels]
        self._arrange()
        self._default_state = self.saveState()
        results = self._panel(ResultsPanel)
        dock, *beside = self._docks_in(Slot.BOTTOM)
        self.results = ResultsPlace(results, dock, beside, self._middle)
        self.results.changed.connect(self._on_results_changed)
        self.images, self.kernels = self._panel(ImagesPanel), self._panel(KernelsPanel)
        self.canvas.marker_menu_requested.connect(self._panel(MarkersPanel).open_menu)
        session.document.changed.connect(self._on_project_changed)
        session.view_changed.connect(self._on_view_changed)

    @property
    def places(self) -> list[QWidget]:
        """The canvas or the page in its place, and the panels."""
        return [self.canvas, self.results.page, *self._panels]

    @property
    def toggles(self) -> list[QAction]:
        """Actions that show and hide the docks and the strip of builds."""
        return [*(dock.toggleViewAction() for dock in self.docks), self.builds.toggle]

    def reset_panels(self) -> None:
        """Restore the default arrangement of the docks."""
        self.results.show_page(False)
        self.builds.toggle.setChecked(True)
        self.restoreState(self._default_state)
        self._set_default_sizes()

    @property
    def arrangement(self) -> QByteArray | None:
        """The state of the docks; None before they were shown or restored."""
        return self.saveState() if self._is_sized else self._restored

    def restore(self, state: QByteArray | None) -> None:
        """Restore a state of the docks; None keeps the default."""
        self._restored = state if state is not None and self.restoreState(state) else None
        self._schedule_title_bars()

    def showEvent(self, event: QShowEvent) -> None:
        """Size the docks when first shown: Qt forgets sizes that are set earlier."""
        super().showEvent(event)
        if not self._is_sized:
            call_soon(self, self._set_sizes)

    def _panel(self, kind: type[P]) -> P:
        return next(panel for panel in self._panels if isinstance(panel, kind))

    def _add_dock(self, panel: Panel, first: dict[Slot, QDockWidget]) -> QDockWidget:
        """Make the dock of a panel, as a tab of the first one in its slot."""
        dock = QDockWidget(tr(panel.title), self)
        dock.setObjectName(f"{panel.name}Dock")
        dock.setWidget(panel)
        if panel.slot in first:
            self.tabifyDockWidget(first[panel.slot], dock)
        else:
            self.addDockWidget(AREAS[panel.slot], dock)
            first[panel.slot] = dock
        dock.topLevelChanged.connect(self._schedule_title_bars)
        dock.dockLocationChanged.connect(self._schedule_title_bars)
        dock.visibilityChanged.connect(self._schedule_title_bars)
        dock.visibilityChanged.connect(partial(self._on_dock_visible, dock, panel))
        return dock

    def _on_dock_visible(self, dock: QDockWidget, panel: Panel, visible: bool) -> None:
        if dock.widget() is panel:  # not while the panel is a page
            panel.set_in_front(visible)

    def _docks_in(self, slot: Slot) -> list[QDockWidget]:
        pairs = zip(self._panels, self.docks, strict=True)
        return [dock for panel, dock in pairs if panel.slot is slot]

    def _set_dock_options(self) -> None:
        options = QMainWindow.DockOption
        self.setDockOptions(  # a tab can be dragged out of its group
            options.AllowTabbedDocks | options.AllowNestedDocks | options.GroupedDragging
        )
        self.setTabPosition(Area.AllDockWidgetAreas, QTabWidget.TabPosition.North)

    def _arrange(self) -> None:
        for slot in Slot:
            self._docks_in(slot)[0].raise_()
        # The bottom panels are below the canvas alone.
        self.setCorner(Qt.Corner.BottomLeftCorner, Area.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Area.RightDockWidgetArea)
        for dock in self._docks_in(Slot.BOTTOM):
            dock.hide()

    def _hide_stray_tab_bars(self) -> None:
        """Hide the tab bars that Qt leaves behind while a group of three docks is made.

        Those in use touch the dock in front; Qt moves the others that it knows off the window.
        In narrow windows their titles are scrolled rather than shortened to a letter.
        """
        if not self.isVisible():  # neither docks nor bars have their places
            return
        bars = self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        corners = {dock.geometry().topLeft() for dock in self.docks if dock.isVisible()}
        for bar in bars:
            bar.setElideMode(Qt.TextElideMode.ElideNone)
            bar.setUsesScrollButtons(True)
            place = bar.geometry()
            below = place.bottomLeft() + QPoint(0, 1)
            if place.top() >= 0 and below not in corners:
                bar.hide()

    def _set_sizes(self) -> None:
        if self._is_sized:
            return
        self._is_sized = True
        if self._restored is None or not self.restoreState(self._restored):
            self._set_default_sizes()

    def _set_default_sizes(self) -> None:
        first = {slot: docks[0] for slot in Slot if (docks := self._docks_in(slot))}
        top, lower, right = (first[slot] for slot in (Slot.TOP_LEFT, Slot.BOTTOM_LEFT, Slot.RIGHT))
        below = self._docks_in(Slot.BOTTOM)
        is_roomy = self.height() >= ROOMY
        for dock in below:
            dock.setVisible(is_roomy)
        self.resizeDocks([top, right], [LEFT, RIGHT], Qt.Orientation.Horizontal)
        self.resizeDocks([top, lower], [UPPER, LOWER], Qt.Orientation.Vertical)
        if below and is_roomy:
            below[0].raise_()
            height = max(BOTTOM, self.height() // 4)
            self.resizeDocks(below[:1], [height], Qt.Orientation.Vertical)

    def _schedule_title_bars(self, *ignored: object) -> None:
        self._title_bar_timer.start(0)

    def _update_title_bars(self) -> None:
        """Hide the title bar of a dock whose tab already names it, and stray tab bars."""
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._title_bar_timer.start(DRAG_INTERVAL)
            return
        self._hide_stray_tab_bars()
        for dock in self.docks:
            is_tabbed = not dock.isFloating() and bool(self.tabifiedDockWidgets(dock))
            if is_tabbed and dock.titleBarWidget() is None:
                dock.setTitleBarWidget(QWidget())
            elif not is_tabbed and dock.titleBarWidget() is not None:
                bar = dock.titleBarWidget()
                dock.setTitleBarWidget(None)  # type: ignore[arg-type]
                bar.deleteLater()

    def _on_results_changed(self) -> None:
        if self.results.is_shown:
            self.coach.note_results()

    def _on_view_changed(self, before: View, after: View) -> None:
        if before.compare is None and after.compare is not None:
            self.results.show_page(False)  # which hides the two panes
        if after.explained not in (before.explained, None) and not any(
            map(self.results.is_in_front, ("whyDock", "attributionsDock"))
        ):
            self.results.show_beside("whyDock")

    def _on_project_changed(self, before: Project, after: Project) -> None:
        if not after.images:
            self.results.show_page(False)
        if not self.results.is_page:
            self._middle.setCurrentWidget(self._canvas_page if after.images else self._no_images)
