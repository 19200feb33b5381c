"""Maps of the kernels, marker patches or images of the last build."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.explain.maps.colours import colour_points
from flimbuilder.explain.maps.points import MapPoint, describe_point
from flimbuilder.gui.dialogs.files import choose_target
from flimbuilder.gui.language import counted, marked, translated
from flimbuilder.gui.panels.maps.blocks import BlocksTable
from flimbuilder.gui.panels.maps.choosers import MapChoosers
from flimbuilder.gui.panels.maps.legend import ColourLegend
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.labels import ElidedLabel, note
from flimbuilder.gui.widgets.lazy import LazyWidget
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.project.project import KernelIdentity, Project
from flimbuilder.session.session import Session
from flimbuilder.session.shown_map import ShownMap
from flimbuilder.session.view import View

if TYPE_CHECKING:
    from flimbuilder.gui.panels.maps.kernel_map import KernelMap

__all__ = ["MapsPanel"]

PLOT = "flimbuilder.gui.panels.maps.kernel_map"
PAUSE = 40  # ms to gather changes before the map is drawn again
SIDE = 190  # px of the column beside the plot
LEAST = 120  # px of height for the plot
SUFFIXES = (".png", ".svg", ".csv")


class MapsPanel(Panel):
    """Maps the kernels of the view's block, marker patches or images; computed while it is seen.

    What is selected in the map is selected in the gallery and on the canvas, and the other way
    round.
    """

    name = "maps"
    title = marked("Maps")
    slot = Slot.BOTTOM

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._timer = QTimer(self, interval=PAUSE, singleShot=True)
        self._timer.timeout.connect(self._draw)
        self._drawn: tuple[object, ...] = ()
        self._pointed = -1
        self._choosers = MapChoosers(session)
        self._delete, self._invert = self._make_actions()
        self._buttons = self._make_buttons()
        self._legend, self._blocks = ColourLegend(), BlocksTable()
        self._line, self._empty = ElidedLabel("mapLine"), note("mapEmpty")
        self._stack = QStackedWidget()
        self._place = LazyWidget(session, PLOT, self._make_plot)
        self._lay_out()
        self._connect()
        self._draw()

    @property
    def plot(self) -> "KernelMap | None":
        """The plot; None until its library is loaded."""
        return cast("KernelMap | None", self._place.widget)

    def on_seen(self, seen: bool) -> None:
        """Compute maps while somebody sees them."""
        if seen:
            self._session.maps.watch(self)
            self._draw()
        else:
            self._session.maps.unwatch(self)
            self._timer.stop()

    # Widgets

    def _make_actions(self) -> tuple[QAction, QAction]:
        delete = QAction(self.tr("Delete"), self)
        delete.setObjectName("deleteMappedKernels")
        delete.setShortcut(QKeySequence.StandardKey.Delete)
        delete.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.triggered.connect(lambda _: self._delete_selected())
        invert = QAction(self.tr("Invert"), self)
        invert.setObjectName("invertMappedKernels")
        invert.triggered.connect(lambda _: self._invert_selected())
        self.addAction(delete)
        return delete, invert

    def _make_buttons(self) -> tuple[IconButton, IconButton]:
        delete_tip = self.tr("Delete the selected kernels; applies with the next build (Del)")
        invert_tip = self.tr("Invert the sign of the selected kernels; with the next build")
        delete = IconButton("deleteMappedKernelsButton", "delete-outline", delete_tip)
        invert = IconButton("invertMappedKernelsButton", "plus-minus-variant", invert_tip)
        return delete.on_click(self._delete.trigger), invert.on_click(self._invert.trigger)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("mapMenu")
        for suffix in SUFFIXES:
            kind = suffix.removeprefix(".")
            action = menu.addAction(self.tr("Save as {0}…").format(kind.upper()))
            action.setObjectName(f"saveMap{kind.capitalize()}Action")
            action.triggered.connect(lambda _, suffix=suffix: self._save(suffix))
        return menu

    def _lay_out(self) -> None:
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.setMinimumSize(LEAST, LEAST)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._place)
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self._choosers)
        top.addStretch(1)
        for button in self._buttons:
            top.addWidget(button)
        self._menu_button = IconButton(
            "mapMenuButton", "dots-vertical", self.tr("Save the map")
        ).with_menu(self._make_menu())
        top.addWidget(self._menu_button)
        legend = QScrollArea()
        legend.setWidget(self._legend)
        legend.setWidgetResizable(True)
        legend.setFrameShape(QFrame.Shape.NoFrame)
        legend.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        legend.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side = QVBoxLayout()
        side.setSpacing(6)
        side.addWidget(legend, 1)
        side.addWidget(self._blocks, 3)
        beside = QWidget()
        beside.setFixedWidth(SIDE)
        side.setContentsMargins(0, 0, 0, 0)
        beside.setLayout(side)
        middle = QHBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self._stack, 1)
        middle.addWidget(beside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        layout.addWidget(self._line)

    def _make_plot(self) -> "KernelMap":
        from flimbuilder.gui.panels.maps.kernel_map import KernelMap

        plot = KernelMap()
        plot.chosen.connect(self._choose)
        plot.hovered.connect(self._point_at)
        plot.opened.connect(self._open)
        self._drawn = ()
        self._timer.start()
        return plot

    def _connect(self) -> None:
        session, maps = self._session, self._session.maps
        maps.changed.connect(self._schedule)
        session.document.changed.connect(self._on_project_changed)
        session.document.opened.connect(self._schedule)
        session.view_changed.connect(self._on_view_changed)
        self._blocks.block_chosen.connect(lambda block: session.update_view(block=block))

    # What is shown

    def _schedule(self) -> None:
        if self.is_seen and not self._timer.isActive():
            self._timer.start()

    def _on_project_changed(self, before: Project, after: Project) -> None:
        self._schedule()

    def _on_view_changed(self, before: View, after: View) -> None:
        if (before.kernels, before.patches, before.image) != (
            after.kernels, after.patches, after.image
        ):  # fmt: skip
            self._show_selection()
        if before.hovered != after.hovered:
            self._show_hovered(after.hovered)

    def _draw(self) -> None:
        """Show the request, the map and what is known of the blocks."""
        if not self.is_seen:
            return
        self._show_request()
        maps = self._session.maps
        reason = self._reason()
        self._empty.setText(reason)
        self._stack.setCurrentWidget(self._empty if reason else self._place)
        self._draw_map(None if reason else maps.shown)
        count = self._n_blocks
        self._blocks.show_blocks(count, maps.separability, self._session.view.block)
        self._show_selection()
        self._show_line()

    @property
    def _n_blocks(self) -> int:
        built = self._session.builder.current
        return 0 if built is None else len(built.learned.blocks)

    def _show_request(self) -> None:
        request, maps = self._session.maps.request, self._session.maps
        self._choosers.show_request()
        for button in self._buttons:
            button.setVisible(request.subject == "kernels")
        self._menu_button.setEnabled(maps.shown is not None)

    def _reason(self) -> str:
        """Return why there is no map; empty if there is one."""
        session, maps = self._session, self._session.maps
        if not session.document.is_open:
            return ""
        if session.builder.current is None:
            return self.tr("After a build, this maps its kernels, marker patches and images")
        if maps.fault is not None:
            return translated(maps.fault)
        shown = maps.shown
        if shown is None or shown.request.subject != maps.request.subject:
            return self.tr("Mapping…")
        return "" if shown.points else self.tr("There is nothing to map")

    def _draw_map(self, shown: ShownMap | None) -> None:
        plot = self.plot
        if shown is None or plot is None:
            self._legend.show_colours(None)
            self._drawn = ()
            return
        project = self._session.document.project
        deleted = self._deleted(shown)
        drawn = shown, deleted, project.classes
        if drawn == self._drawn:
            return
        self._drawn, self._pointed = drawn, -1
        names = {entry.id: entry.name for entry in project.images}
        colours = colour_points(shown.points, shown.request.colouring, project.classes, names)
        hollow = [point.kernel in deleted for point in shown.points]
        plot.show_map(shown.found.projection.positions, colours.colours, hollow, shown.thumbnails)
        plot.setAccessibleName(translated(shown.found.title))
        self._legend.show_colours(colours)

    def _deleted(self, shown: ShownMap) -> frozenset[KernelIdentity]:
        """Return the kernels that are deleted in the project, with or without a build."""
        if shown.request.subject != "kernels":
            return frozenset()
        return frozenset(self._session.kernels.edited(shown.block, "delete"))

    def _show_selection(self) -> None:
        plot, selected = self.plot, self._session.maps.selected
        if plot is not None and self.is_seen:
            plot.select(selected)
        is_kernels = self._session.maps.request.subject == "kernels"
        for action, button in zip((self._delete, self._invert), self._buttons, strict=True):
            action.setEnabled(is_kernels and bool(self._session.view.kernels))
            button.setEnabled(action.isEnabled())
        self._show_line()

    def _show_hovered(self, hovered: KernelIdentity | None) -> None:
        """Point at the kernel that is pointed at in the gallery."""
        shown, plot = self._session.maps.shown, self.plot
        if shown is None or plot is None or shown.request.subject != "kernels":
            return
        kernels = [point.kernel for point in shown.points]
        plot.point_at(kernels.index(hovered) if hovered in kernels else -1)

    def _show_line(self) -> None:
        """Describe the point under the pointer, or the whole map."""
        shown = self._session.maps.shown
        if shown is None or self._stack.currentWidget() is self._empty:
            self._line.setText("")
            return
        if 0 <= self._pointed < len(shown.points):
            self._line.setText(self._describe(shown, shown.points[self._pointed]))
            return
        projection, parts = shown.found.projection, []
        if not self._session.maps.is_fresh:
            parts.append(self.tr("Mapping…"))
        selected = len(self._session.maps.selected)
        if selected and shown.request.subject != "images":
            parts.append(self.tr("{0} selected").format(selected))
        if projection.trustworthiness is not None:
            parts.append(
                self.tr("Trustworthiness {0:.3f} ({1} neighbours)").format(
                    projection.trustworthiness, projection.neighbours
                )
            )
        parts += [translated(shown.found.note)] if shown.found.note else []
        measured = self._session.maps.separability
        if measured is not None and all(block.classes < 2 for block in measured):
            parts.append(self.tr("To compare blocks, points of two classes are needed"))
        if shown.left_out:
            parts.append(self.tr("{0} left out").format(counted(len(shown.left_out), "image")))
        self._line.setText(" · ".join(parts))
        self._line.setToolTip("\n".join((*parts, *shown.left_out, *self._hints(shown))))

    def _hints(self, shown: ShownMap) -> list[str]:
        hints = [self.tr("Drag around points to select them; with Shift a rectangle")]
        if shown.request.subject == "patches":
            hints.append(self.tr("Alt+Shift+drag on the image selects its patches here"))
        return hints

    def _describe(self, shown: ShownMap, point: MapPoint) -> str:
        project = self._session.document.project
        names = {entry.id: entry.name for entry in project.images}
        classes = {entry.id: entry.name for entry in project.classes}
        return describe_point(point, names, classes)

    # Commands

    def _choose(self, numbers: tuple[int, ...], adds: bool) -> None:
        self._session.maps.select(numbers, adds=adds)

    def _point_at(self, number: int) -> None:
        shown = self._session.maps.shown
        self._pointed = number
        if shown is not None and shown.request.subject == "kernels":
            kernel = shown.points[number].kernel if 0 <= number < len(shown.points) else None
            if shown.block == self._session.view.block:
                self._session.update_view(hovered=kernel)
        self._show_line()

    def _open(self, number: int) -> None:
        """Go to the place of a point, and show what it is."""
        shown, session = self._session.maps.shown, self._session
        if shown is None or not 0 <= number < len(shown.points):
            return
        session.maps.select((number,))
        point = shown.points[number]
        if shown.request.subject == "kernels":
            session.update_view(heat="activation")
        elif point.row is not None and point.col is not None:
            session.show_patch(point.row, point.col, session.maps.field)

    def _delete_selected(self) -> None:
        view, session = self._session.view, self._session
        text = self.tr("Deleted {0}").format(counted(len(view.kernels), "kernel"))
        session.attempt(lambda: session.kernels.delete(view.block, view.kernels), undoable=text)

    def _invert_selected(self) -> None:
        view, session = self._session.view, self._session
        session.attempt(lambda: session.kernels.invert(view.block, view.kernels))

    def _save(self, suffix: str) -> None:
        shown, folder = self._session.maps.shown, self._session.document.path
        if shown is None or folder is None:
            return
        like = folder.parent / f"{shown.request.subject}-block{shown.block}{suffix}"
        kind = suffix.removeprefix(".").upper()
        path = choose_target(self, self.tr("Save the map"), like, f"{kind} (*{suffix})")
        if path is not None:
            self._session.maps.save(path.with_suffix(suffix), self._session.report)
