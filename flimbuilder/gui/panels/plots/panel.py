"""Plots of the results: areas of objects, curves of all images, a measure of each image."""

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.analysis.instances.measures import INSTANCE_MEASURES
from flimbuilder.analysis.measures import MEASURES, Measure
from flimbuilder.gui.dialogs.files import choose_target
from flimbuilder.gui.language import marked, translated
from flimbuilder.gui.panels.plots.data import (
    areas_of,
    curves_of,
    image_measures,
    threshold_of,
)
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.labels import note
from flimbuilder.gui.widgets.lazy import LazyWidget
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

if TYPE_CHECKING:
    from flimbuilder.gui.panels.plots.charts import Chart

__all__ = ["PlotsPanel"]

CHARTS = "flimbuilder.gui.panels.plots.charts"
PAUSE = 60  # ms to gather changes before a plot is drawn again
AREAS, CURVES, FROC, OVERLAP = "areas", "curves", "froc", "overlap"  # and ids of measures
ALL_MEASURES: dict[str, Measure] = {**MEASURES, **INSTANCE_MEASURES}
NARROW = 560  # px of width below which the legend has its own line
NAMES = 260  # px of width for the names of plots
LEAST = 150  # px of height for a plot
AROUND = 70  # px of the menu's button, spaces and margins


class PlotsPanel(Panel):
    """Shows one plot at a time, of the images of a role; results are computed while it shows."""

    name = "plots"
    title = marked("Plots")
    slot = Slot.BOTTOM

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._timer = QTimer(self, interval=PAUSE, singleShot=True)
        self._timer.timeout.connect(self._draw)
        self._choice = self._combo("plotChoice", self.tr("Plot"))
        self._role = self._combo("plotRoleChoice", self.tr("Images"))
        self._logarithmic = QCheckBox(self.tr("Log"))
        self._line = QLabel()  # about what is under the pointer; otherwise the legend
        self._empty = note("plotEmpty")
        self._stack, self._top, self._controls = QStackedWidget(), QGridLayout(), QHBoxLayout()
        self._legend_width = 0  # px
        self._places = [
            self._make_place(make)
            for make in (
                self._make_areas, self._make_curves, self._make_froc, self._make_overlap,
                self._make_measures,
            )
        ]  # fmt: skip
        self._fill()
        self._lay_out()
        self._connect()
        self._choose()

    @property
    def chart(self) -> "Chart | None":
        """The shown plot; None until its library is loaded."""
        return cast("Chart | None", self._place.widget)

    @property
    def _place(self) -> LazyWidget:
        """The place of the chosen plot."""
        *curves, measures = self._places
        place_of = dict(zip((AREAS, CURVES, FROC, OVERLAP), curves, strict=True))
        return place_of.get(self._choice.currentData(), measures)

    def on_seen(self, seen: bool) -> None:
        """Compute results and objects while somebody sees them."""
        session = self._session
        for source in (session.results, session.shown_objects, session.detection):
            (source.watch if seen else source.unwatch)(self)
        if seen:
            self._timer.start()
        else:
            self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the line."""
        super().resizeEvent(event)
        self._fit_line()

    def _combo(self, name: str, title: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(name)
        combo.setAccessibleName(title)
        combo.setToolTip(title)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return combo

    def _fill(self) -> None:
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self._choice.setSizeAdjustPolicy(policy)  # some measures have long names
        self._choice.setMinimumContentsLength(14)
        self._choice.view().setMinimumWidth(NAMES)
        self._choice.addItem(self.tr("Areas of objects"), AREAS)
        self._choice.addItem(self.tr("Precision and recall"), CURVES)
        self._choice.addItem(self.tr("Objects found (FROC)"), FROC)
        self._choice.addItem(self.tr("Precision over overlap"), OVERLAP)
        tip = Qt.ItemDataRole.ToolTipRole
        for measures in (MEASURES, INSTANCE_MEASURES):
            self._choice.insertSeparator(self._choice.count())
            for measure in sorted(measures.values(), key=lambda measure: measure.id != "dice"):
                self._choice.addItem(
                    self.tr("{0} per image").format(translated(measure.title)), measure.id
                )
                self._choice.setItemData(
                    self._choice.count() - 1, translated(measure.description), tip
                )
        for text, role in (
            (self.tr("All images"), None), (self.tr("Training"), "train"),
            (self.tr("Validation"), "validation"), (self.tr("Test"), "test"),
        ):  # fmt: skip
            self._role.addItem(text, role)

    def _lay_out(self) -> None:
        self._logarithmic.setObjectName("plotLogCheck")
        self._logarithmic.setToolTip(self.tr("Logarithmic areas"))
        self._line.setObjectName("plotLegend")
        self._line.setTextFormat(Qt.TextFormat.RichText)
        self._line.setMinimumWidth(1)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.setMinimumHeight(LEAST)
        self._stack.addWidget(self._empty)
        tip = self.tr("Copy or save the plot")
        menu_button = IconButton("plotMenuButton", "dots-vertical", tip).with_menu(
            self._make_menu()
        )
        layout = QVBoxLayout(self)
        self._controls.setSpacing(6)
        for widget in (self._choice, self._role, self._logarithmic):
            self._controls.addWidget(widget)
        self._top.addLayout(self._controls, 0, 0)
        self._top.addWidget(menu_button, 0, 2)
        self._top.setColumnStretch(1, 1)
        self._top.setHorizontalSpacing(12)
        self._place_line(narrow=False)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addLayout(self._top)
        layout.addWidget(self._stack, 1)

    def _fit_line(self) -> None:
        """Place the line below the controls if the legend has no room beside them."""
        room = self.width() - self._controls.sizeHint().width() - AROUND
        narrow = self.width() < NARROW or self._legend_width > room
        if narrow != self._is_narrow:
            self._place_line(narrow=narrow)

    def _place_line(self, *, narrow: bool) -> None:
        """Place the line beside the controls, or below them in a narrow panel."""
        self._is_narrow = narrow
        self._top.removeWidget(self._line)
        if narrow:
            self._top.addWidget(self._line, 1, 0, 1, 3)
        else:
            self._top.addWidget(self._line, 0, 1)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("plotMenu")
        menu.setToolTipsVisible(True)
        for name, text, call in (
            ("copyPlotAction", self.tr("Copy picture"), self._copy_picture),
            ("copyPlotNumbersAction", self.tr("Copy numbers"), self._copy_numbers),
            ("savePlotPngAction", self.tr("Save as PNG…"), lambda: self._save(".png")),
            ("savePlotSvgAction", self.tr("Save as SVG…"), lambda: self._save(".svg")),
        ):
            menu.addAction(text, call).setObjectName(name)
        return menu

    def _make_place(self, make: Callable[[], "Chart"]) -> LazyWidget:
        def made() -> "Chart":
            chart = make()
            chart.hovered.connect(self._show_line)
            chart.legend_changed.connect(self._show_line)
            self._timer.start()
            return chart

        place = LazyWidget(self._session, CHARTS, made)
        self._stack.addWidget(place)
        return place

    def _make_areas(self) -> "Chart":
        from flimbuilder.gui.panels.plots.charts import AreasChart

        chart = AreasChart()
        chart.objects_chosen.connect(self._select_objects)
        return chart

    def _make_curves(self) -> "Chart":
        from flimbuilder.gui.panels.plots.charts import CurvesChart

        return CurvesChart()

    def _make_froc(self) -> "Chart":
        from flimbuilder.gui.panels.plots.charts import FrocChart

        return FrocChart()

    def _make_overlap(self) -> "Chart":
        from flimbuilder.gui.panels.plots.charts import OverlapChart

        return OverlapChart()

    def _make_measures(self) -> "Chart":
        from flimbuilder.gui.panels.plots.charts import MeasuresChart

        chart = MeasuresChart()
        chart.image_chosen.connect(lambda image: self._session.update_view(image=image))
        return chart

    def _connect(self) -> None:
        session = self._session
        session.results.changed.connect(self._schedule)
        session.detection.changed.connect(self._schedule)
        session.shown_objects.changed.connect(self._schedule)
        session.inspector.decoded_changed.connect(self._schedule)
        session.document.changed.connect(self._schedule)
        session.view_changed.connect(self._on_view_changed)
        self._choice.currentIndexChanged.connect(lambda _: self._choose())
        self._role.currentIndexChanged.connect(lambda _: self._draw())
        self._logarithmic.toggled.connect(lambda _: self._draw())

    def _schedule(self) -> None:
        if self.is_seen and not self._timer.isActive():
            self._timer.start()

    def _on_view_changed(self, before: View, after: View) -> None:
        shown, former = ((view.image, view.objects, view.before) for view in (after, before))
        if shown != former:
            self._schedule()

    def _choose(self) -> None:
        """Show another plot with its own controls."""
        self._logarithmic.setVisible(self._choice.currentData() == AREAS)
        self._draw()

    def _draw(self) -> None:
        """Draw the shown plot from the results so far."""
        plot, chart, session = self._choice.currentData(), self.chart, self._session
        self._show_progress()
        has_data = self._has_data(plot)
        self._stack.setCurrentWidget(self._place if has_data else self._empty)
        self._show_line()
        if chart is None or not has_data:
            return
        role = self._role.currentData()
        from flimbuilder.gui.panels.plots import charts

        if isinstance(chart, charts.AreasChart):
            chart.show_areas(
                areas_of(session, role), session.view.objects,
                logarithmic=self._logarithmic.isChecked(), is_before=session.view.before,
            )  # fmt: skip
        elif isinstance(chart, charts.CurvesChart):
            chart.show_curves(curves_of(session, role), session.view.image, threshold_of(session))
        elif isinstance(chart, charts.FrocChart | charts.OverlapChart):
            chart.show_detection(session.detection.current, session.view.image)
        elif isinstance(chart, charts.MeasuresChart):
            measure = ALL_MEASURES[plot]
            rows = image_measures(session, measure.id, role)
            chart.show_measures(rows, measure, session.view.image)

    def _has_data(self, plot: str) -> bool:
        """Return True if there is something to plot; otherwise say what is missing."""
        session, role = self._session, self._role.currentData()
        session.detection.role = role
        if plot in (FROC, OVERLAP):
            has_data = session.detection.current is not None
            missing = self._objects_missing()
        elif plot in INSTANCE_MEASURES:
            has_data, missing = bool(session.detection.n_images), self._objects_missing()
        elif plot == AREAS:
            areas = areas_of(session, role)
            has_data, missing = bool(len(areas.all) + len(areas.shown)), self.tr("No objects yet")
        else:
            has_data = bool(curves_of(session, role).images)
            missing = self.tr("No image with a reference mask is measured yet")
        self._empty.setText(translated(session.inspector.reason or "") or missing)
        return has_data

    def _objects_missing(self) -> str:
        """Say why there are no curves of objects."""
        if self._session.detection.n_images:
            return self.tr("Measuring the objects …")
        return self.tr("No measured image has a reference mask with a number for each object")

    def _show_progress(self) -> None:
        results, count = self._session.results, len(self._session.document.project.images)
        fresh = results.fresh_count
        is_partial = self._session.builder.current is not None and fresh < count
        self._role.setToolTip(
            self.tr("{0} of {1} images are measured").format(fresh, count)
            if is_partial else self.tr("Images")
        )  # fmt: skip

    def _show_line(self, hovered: str = "") -> None:
        """Show a line about what is under the pointer, or the legend."""
        chart = self.chart if self._stack.currentWidget() is not self._empty else None
        entries = [] if chart is None else chart.legend
        legend = "&nbsp;&nbsp;&nbsp;".join(
            f'<span style="color:{colour}">{symbol}</span>&nbsp;{escape(text)}'
            for colour, symbol, text in entries
        )
        self._line.setText(legend)
        if (width := self._line.sizeHint().width()) != self._legend_width:
            self._legend_width = width
            self._fit_line()
        if hovered:
            self._line.setText(escape(hovered))

    # Commands

    def _select_objects(self, labels: frozenset[int], adds: bool) -> None:
        before = self._session.view.objects if adds else frozenset()
        self._session.update_view(objects=before | labels)

    def _copy_picture(self) -> None:
        from flimbuilder.gui.panels.plots.saving import picture_of

        if self.chart is not None:
            QGuiApplication.clipboard().setImage(picture_of(self.chart))

    def _copy_numbers(self) -> None:
        if self.chart is not None and (text := self.chart.numbers()):
            QGuiApplication.clipboard().setText(text)

    def _save(self, suffix: str) -> None:
        from flimbuilder.gui.panels.plots.saving import save_chart

        folder = self._session.document.path
        if self.chart is None or folder is None:
            return
        like = folder.parent / f"{self.chart.file_name}{suffix}"
        kind = suffix.removeprefix(".").upper()
        path = choose_target(self, self.tr("Save the plot"), like, f"{kind} (*{suffix})")
        if path is not None:
            chart, target = self.chart, path.with_suffix(suffix)
            if self._session.attempt(lambda: save_chart(chart, target)):
                self._session.report(self.tr("Saved {0}").format(target))
