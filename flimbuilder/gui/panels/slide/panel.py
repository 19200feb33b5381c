"""Slide: the levels of the shown image, and the tissue that a prediction is limited to."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.dialogs.files import choose_target, choose_tissue
from flimbuilder.gui.language import marked, tr, translated
from flimbuilder.gui.panels.slide.levels import LevelTable
from flimbuilder.gui.panels.slide.settings import TissueSettings
from flimbuilder.gui.panels.slide.view import TissueView
from flimbuilder.gui.widgets.fields import leave_wheel_to_scrolling
from flimbuilder.gui.widgets.icons import IconButton, pixmap_of, scaled_pixmap
from flimbuilder.gui.widgets.labels import FaultLine, grouped, muted, note
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.session.session import Session
from flimbuilder.session.tissue_cost import TileCost
from flimbuilder.session.view import View
from flimbuilder.workflow.sources import ImageSelector

__all__ = ["SlidePanel"]

SIDE_WIDTH = 236  # px; more if words are longer
BRUSH = 2, 40  # px
BESIDE = 150  # px of the side of a picture beside the slide
MINUTE, HOUR = 60, 3600


class SlidePanel(Panel):
    """Shows the slide while it is seen; strokes and settings are edits of the project."""

    name = "slide"
    title = marked("Slide")
    slot = Slot.BOTTOM

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._view = TissueView()
        self._view.setAccessibleName(self.tr("The whole slide and its tissue"))
        self._settings, self._levels = TissueSettings(), LevelTable()
        self._summary, self._cost = note("tissueSummary"), note("tissueCost")
        self._fault = FaultLine("slideFault")
        self._brush = self._make_brush()
        self._tools = self._make_tools()
        self._outline = QCheckBox(self.tr("Outline on the image"))
        self._outline.setObjectName("tissueOutlineToggle")
        self._beside = QWidget()
        self._menu = self._make_menu()
        self._lay_out()
        self._connect()
        self._show()

    def on_seen(self, seen: bool) -> None:
        """Read the slide while somebody sees it."""
        slide, cost = self._session.slide, self._session.tissue_cost
        if seen:
            slide.watch(self)
            cost.watch(self)
        else:
            cost.unwatch(self)
            slide.unwatch(self)
        self._show()

    def _make_brush(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName("tissueBrush")
        slider.setAccessibleName(self.tr("Size of the brush"))
        slider.setToolTip(self.tr("Size of the brush; zoom in with the wheel to draw finer"))
        slider.setRange(*BRUSH)
        slider.setValue(self._view.brush)
        slider.valueChanged.connect(self._set_brush)
        return slider

    def _make_tools(self) -> dict[bool, IconButton]:
        tools = {
            True: IconButton(
                "tissueAddButton", "brush", self.tr("Drag over the slide to add tissue"),
                self.tr("Add"),
            ),
            False: IconButton(
                "tissueRemoveButton", "eraser", self.tr("Drag over the slide to remove tissue"),
                self.tr("Remove"),
            ),
        }  # fmt: skip
        for adds, button in tools.items():
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setChecked(adds)
            button.clicked.connect(lambda _, adds=adds: setattr(self._view, "adds", adds))
        return tools

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("tissueMenu")
        read = menu.addAction(self.tr("Read the tissue from a file…"), self._read_file)
        read.setObjectName("readTissueAction")
        self._save = menu.addAction(self.tr("Save the tissue…"), self._save_file)
        self._save.setObjectName("saveTissueAction")
        menu.addSeparator()
        self._reset = menu.addAction(
            self.tr("Find it again"), lambda: self._edit(self._session.tissue.reset)
        )
        self._reset.setObjectName("resetTissueAction")
        menu.aboutToShow.connect(self._update_menu)
        return menu

    def _lay_out(self) -> None:
        tools, side = QHBoxLayout(), QVBoxLayout()
        tools.setSpacing(4)
        for button in self._tools.values():
            tools.addWidget(button)
        tools.addWidget(self._brush, 1)
        tip = self.tr("Read the tissue from a file, save it, or find it again")
        tools.addWidget(IconButton("tissueMenuButton", "dots-vertical", tip).with_menu(self._menu))
        side.setContentsMargins(0, 0, 6, 0)
        side.setSpacing(6)
        side.addLayout(tools)
        side.addWidget(self._fault)
        side.addWidget(self._summary)
        side.addWidget(self._cost)
        side.addWidget(self._settings)
        side.addWidget(self._outline)
        side.addWidget(self._levels)
        side.addWidget(self._beside)
        side.addStretch(1)
        pictures = QVBoxLayout(self._beside)
        pictures.setContentsMargins(0, 0, 0, 0)
        inner, self._scroll = QWidget(), QScrollArea()
        inner.setLayout(side)
        self._scroll.setObjectName("slideScroll")
        self._scroll.setWidget(inner)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        self._scroll.setFixedWidth(max(SIDE_WIDTH, inner.minimumSizeHint().width() + bar))
        leave_wheel_to_scrolling(inner)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 4, 2, 4)
        layout.setSpacing(8)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._scroll)

    def _connect(self) -> None:
        session, tissue = self._session, self._session.tissue
        session.slide.changed.connect(self._show)
        session.tissue_cost.changed.connect(self._show_cost)
        session.builder.changed.connect(self._show_cost)
        session.view_changed.connect(self._on_view_changed)
        self._view.drawn.connect(self._draw)
        self._settings.threshold_set.connect(
            lambda value: self._edit(lambda: tissue.set_threshold(value))
        )
        self._settings.smallest_set.connect(
            lambda value: self._edit(lambda: tissue.set_smallest(value))
        )
        self._settings.margin_set.connect(
            lambda value: self._edit(lambda: tissue.set_margin(value))
        )
        self._outline.clicked.connect(lambda on: session.update_view(show_tissue=on))
        self._levels.chosen.connect(self._add_level)

    # showing the session

    def _on_view_changed(self, before: View, after: View) -> None:
        if before.show_tissue != after.show_tissue:
            self._outline.setChecked(after.show_tissue)

    def _show(self) -> None:
        if not self.is_seen:
            return
        slide = self._session.slide
        pictures, tissue, entry = slide.pictures, slide.tissue, slide.entry
        self._view.show_slide(pictures, self._describe_absence())
        self._view.show_tissue(tissue if pictures is not None else None)
        self._scroll.setVisible(pictures is not None)
        self._fault.show_fault(slide.problem or "")
        self._outline.setChecked(self._session.view.show_tissue)
        if pictures is None or entry is None:
            return
        self._settings.show_settings(
            entry.tissue, pictures.score.threshold, pictures.score.kind,
            has_size=(entry.pixel_size or pictures.reduced.pixel_size) is not None,
        )  # fmt: skip
        self._levels.show_levels(pictures.levels, pictures.level)
        self._show_beside()
        self._summary.setText(self._describe())
        self._show_cost()

    def _describe_absence(self) -> str:
        slide = self._session.slide
        if slide.problem:
            return translated(slide.problem)
        if slide.entry is None:
            return self.tr("Show an image to see its levels and its tissue")
        return self.tr("Reading the slide…")

    def _describe(self) -> str:
        slide = self._session.slide
        if slide.tissue is None or slide.is_busy:
            return self.tr("Finding the tissue…")
        text = self.tr("Tissue {0}").format(f"{slide.tissue.mask.share:.1%}")
        if slide.tissue.area_mm2 is not None:
            text += f", {slide.tissue.area_mm2:.3g} mm²"
        n_edits = len(self._session.tissue.settings.edits)
        return text + (self.tr("; corrected by hand") if n_edits else "")

    def _show_cost(self) -> None:
        cost = self._session.tissue_cost.current
        if cost is not None:
            self._cost.setText(_describe_cost(cost))
        elif self._session.builder.current is None:
            self._cost.setText(self.tr("Build to see how long a prediction takes"))
        else:
            self._cost.setText("")

    def _show_beside(self) -> None:
        """Show the pictures beside the slide, if they are not shown yet."""
        pictures = self._session.slide.pictures
        assert pictures is not None
        layout = self._beside.layout()
        assert layout is not None
        if self._beside.property("of") == id(pictures):
            return
        self._beside.setProperty("of", id(pictures))
        while (item := layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for name, picture in pictures.beside.items():
            caption, shown = muted(f"{name}Caption"), QLabel()
            caption.setText(name)
            shown.setObjectName(f"{name}Picture")
            shown.setAccessibleName(name)
            ratio = self.devicePixelRatioF()
            shown.setPixmap(scaled_pixmap(pixmap_of(picture), BESIDE, ratio))
            layout.addWidget(caption)
            layout.addWidget(shown)
        self._beside.setVisible(bool(pictures.beside))

    def _update_menu(self) -> None:
        slide = self._session.slide
        self._save.setEnabled(slide.tissue is not None)
        self._reset.setEnabled(slide.entry is not None and slide.entry.tissue is not None)

    # commands

    def _set_brush(self, radius: int) -> None:
        self._view.brush = radius
        self._view.update()

    def _draw(self, points: list[tuple[float, float]], radius: float, adds: bool) -> None:
        self._edit(lambda: self._session.tissue.draw(points, radius, adds=adds))

    def _edit(self, call: Callable[[], None]) -> None:
        if not self._session.attempt(call):
            self._show()  # what the project still has

    def _add_level(self, level: int) -> None:
        slide = self._session.slide
        if slide.path is None or slide.pictures is None or level == slide.pictures.level:
            return
        self._session.images.add([slide.path], ImageSelector(level=level))

    def _read_file(self) -> None:
        slide = self._session.slide
        if slide.path is not None:
            path = choose_tissue(self, slide.path.parent)
            if path is not None:
                self._session.tissue.read_file(path)

    def _save_file(self) -> None:
        slide = self._session.slide
        if slide.path is None or slide.entry is None:
            return
        folder = self._session.document.path or slide.path
        like = folder.parent / f"{slide.entry.stem}_tissue.png"
        patterns = self.tr("Mask (*.png);;Outlines for QuPath (*.geojson)")
        path = choose_target(self, self.tr("Save the tissue"), like, patterns)
        if path is not None:
            self._session.tissue.write_file(path if path.suffix else Path(f"{path}.png"))


def _describe_cost(cost: TileCost) -> str:
    text = tr("{0} of {1} tile") if cost.everywhere == 1 else tr("{0} of {1} tiles")
    tiles = text.format(grouped(cost.within), grouped(cost.everywhere))
    if cost.seconds is None:
        return tiles
    return tr("{0}, about {1} here").format(tiles, _duration(cost.seconds))


def _duration(seconds: float) -> str:
    """Return a time to two digits, for people."""
    if seconds < MINUTE:
        return f"{max(1, round(seconds))} s"
    if seconds < HOUR:
        return f"{round(seconds / MINUTE)} min"
    return f"{seconds / HOUR:.1f} h"
