"""How well the last build identifies the labelled images, and why images are taken for others."""

from html import escape
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.dialogs.files import choose_target
from flimbuilder.gui.language import counted, marked, tr, translated
from flimbuilder.gui.panels.identification.choosers import IdentificationChoosers
from flimbuilder.gui.panels.identification.confusion import ConfusionMatrix
from flimbuilder.gui.panels.identification.mistakes import MistakeList
from flimbuilder.gui.panels.identification.poolings import PoolingsTable
from flimbuilder.gui.panels.identification.rows import PullRow, Row, VerdictRow, mistake_rows
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.labels import ElidedLabel, EmptyText, note, scaled
from flimbuilder.gui.widgets.lazy import LazyWidget
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.session.identification_plan import Part
from flimbuilder.session.identified_images import IdentifiedImages
from flimbuilder.session.session import Session

if TYPE_CHECKING:
    from flimbuilder.gui.panels.identification.curve import LearningCurvePlot

__all__ = ["IdentificationPanel"]

CURVE = "flimbuilder.gui.panels.identification.curve"
PAUSE = 40  # ms to gather changes before they are shown
PARTS: tuple[Part, ...] = ("mistakes", "blocks", "curve")
LEAST_MATRIX = 150  # px of width
CLASSIFIER_SUFFIX = ".classifier"


class IdentificationPanel(Panel):
    """Shows accuracy, confusions, mistakes, poolings and the learning curve; while it is seen."""

    name = "identification"
    title = marked("Identification")
    slot = Slot.BOTTOM

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._timer = QTimer(self, interval=PAUSE, singleShot=True)
        self._timer.timeout.connect(self._show)
        self._choosers = IdentificationChoosers(session)
        self._matrix, self._place = ConfusionMatrix(), QScrollArea()
        self._tabs, self._pages = self._make_tabs(), QStackedWidget()
        self._mistakes, self._poolings = MistakeList(session), PoolingsTable()
        self._no_mistakes = EmptyText(self._mistakes)
        self._curve = LazyWidget(session, CURVE, self._make_curve)
        self._legend = QLabel()
        self._line, self._empty = ElidedLabel("identificationLine"), note("identificationEmpty")
        self._stack, self._body = QStackedWidget(), QWidget()
        self._save, self._menu = self._make_buttons()
        self._lay_out()
        self._connect()

    def on_seen(self, seen: bool) -> None:
        """Compute while somebody sees the results."""
        if seen:
            self._session.identification.watch(self)
            self._show()
        else:
            self._session.identification.unwatch(self)
            self._timer.stop()

    # Widgets

    def _make_tabs(self) -> QTabBar:
        tabs = QTabBar()
        tabs.setObjectName("identificationTabs")
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        tabs.setElideMode(Qt.TextElideMode.ElideRight)
        tabs.setFont(scaled(tabs.font(), 0.9))
        for text in (self.tr("Mistakes"), self.tr("Poolings"), self.tr("Curve")):
            tabs.addTab(text)
        return tabs

    def _make_buttons(self) -> tuple[IconButton, IconButton]:
        save = IconButton(
            "saveClassifierButton", "content-save-outline",
            self.tr("Save classifier…\nLearned from all labelled images, with the encoder"),
        ).on_click(self._save_classifier)  # fmt: skip
        menu = QMenu(self)
        menu.setObjectName("identificationMenu")
        for name, text, call in (
            ("saveClassifierAction", self.tr("&Save classifier…"), self._save_classifier),
            ("copyConfusionAction", self.tr("&Copy numbers"), self._copy_numbers),
        ):
            menu.addAction(text, call).setObjectName(name)
        menu.addSeparator()
        self._share = menu.addAction(self.tr("Share kernels by &difficulty"))
        self._share.setObjectName("shareKernelsAction")
        self._share.setCheckable(True)
        self._share.setToolTip(self.tr("Classes that are often missed get more kernels"))
        self._share.triggered.connect(self._share_kernels)
        menu.setToolTipsVisible(True)
        more = IconButton("identificationMenuButton", "dots-vertical", self.tr("More"))
        return save, more.with_menu(menu)

    def _make_curve(self) -> "LearningCurvePlot":
        from flimbuilder.gui.panels.identification.curve import LearningCurvePlot

        self._timer.start()
        return LearningCurvePlot()

    def _lay_out(self) -> None:
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._place.setWidget(self._matrix)
        self._place.setFrameShape(QFrame.Shape.NoFrame)
        self._place.setMinimumWidth(LEAST_MATRIX)
        self._place.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._place.installEventFilter(self)
        meaning = note("identificationPoolingsNote")
        meaning.setText(self.tr("accuracy · effective dimension"))
        for page in (
            self._mistakes,
            _column(self._poolings, meaning),
            _column(self._curve, self._legend),
        ):
            self._pages.addWidget(page)
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self._choosers)
        top.addStretch(1)
        top.addWidget(self._save)
        top.addWidget(self._menu)
        beside = QVBoxLayout()
        beside.setSpacing(2)
        beside.addWidget(self._tabs)
        beside.addWidget(self._pages, 1)
        middle = QHBoxLayout(self._body)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(10)
        middle.addWidget(self._place, 1)
        middle.addLayout(beside, 1)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._line)

    def _connect(self) -> None:
        session, found = self._session, self._session.identification
        found.changed.connect(self._schedule)
        session.document.changed.connect(self._schedule)
        session.document.opened.connect(self._schedule)
        session.thumbnails.ready.connect(self._mistakes.refresh_picture)
        session.place_patches.changed.connect(lambda: self._mistakes.viewport().update())
        self._tabs.currentChanged.connect(lambda at: found.show_part(PARTS[at]))
        self._matrix.cell_chosen.connect(self._choose_cell)
        self._mistakes.row_chosen.connect(self._choose_row)
        self._poolings.pooling_chosen.connect(
            lambda block, pooling: found.ask(blocks=(block,), pooling=pooling)
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the matrix to its room."""
        if event.type() == QEvent.Type.Resize and watched is self._place:
            self._fit_matrix()
        return super().eventFilter(watched, event)

    def _fit_matrix(self) -> None:
        """Give the matrix the room that it can use, but at most half of the panel."""
        space = self._place.size()  # not the viewport's, which scroll bars change
        bar = self._place.verticalScrollBar().sizeHint().width()
        self._matrix.set_space(space)
        is_tall = self._matrix.height() > space.height()
        if is_tall:
            self._matrix.set_space(space - QSize(bar, 0))
        self._place.setMaximumWidth(self._matrix.widest + (bar if is_tall else 0))

    # What is shown

    def _schedule(self, *ignored: object) -> None:
        if self.is_seen and not self._timer.isActive():
            self._timer.start()

    def _show(self) -> None:
        """Show the request and the results."""
        if not self.is_seen:
            return
        found = self._session.identification
        self._choosers.show_request()
        reason, shown = self._reason(), found.shown
        self._empty.setText(reason)
        self._stack.setCurrentWidget(self._empty if reason else self._body)
        self._save.setEnabled(not reason)
        architecture = self._session.document.project.architecture
        self._share.setChecked(bool(architecture.class_shares))
        self._share.setEnabled(self._session.document.read_only_reason is None)
        self._menu.setEnabled(not reason)
        with QSignalBlocker(self._tabs):
            self._tabs.setCurrentIndex(PARTS.index(found.part))
        self._pages.setCurrentIndex(PARTS.index(found.part))
        if shown is not None and not reason:
            self._show_matrix(shown)
            self._show_mistakes(shown)
            self._show_part()
        self._show_line()

    def _reason(self) -> str:
        """Return why nothing can be shown; empty if something can."""
        session, found = self._session, self._session.identification
        if not session.document.is_open:
            return ""
        if found.fault is not None:
            fault = translated(found.fault)
            return fault[:1].upper() + fault[1:]
        if session.builder.current is None:
            return self.tr("After a build, this identifies the images that have a class")
        return "" if found.shown is not None else self._progress()

    def _progress(self) -> str:
        """Describe what is being computed; empty if all is known."""
        found = self._session.identification
        done, total = found.progress
        if done < total:
            return self.tr("Encoding {0} of {1} images…").format(done, total)
        return "" if found.is_fresh or found.fault else self.tr("Cross-validating…")

    def _show_matrix(self, shown: IdentifiedImages) -> None:
        classes, cell = shown.validation.classes, self._session.identification.cell
        chosen = None if cell is None else (classes.index(cell[0]), classes.index(cell[1]))
        entries = {entry.name: entry for entry in self._session.document.project.classes}
        self._matrix.show_matrix(classes, shown.validation.confusion, entries, chosen)
        self._fit_matrix()

    def _show_mistakes(self, shown: IdentifiedImages) -> None:
        cell, rows = self._session.identification.cell, mistake_rows(self._session)
        places = [row.place for row in rows if isinstance(row, PullRow) and row.place is not None]
        if places:
            self._session.place_patches.request(places)
        self._mistakes.show_rows(rows)
        count = counted(len(shown.identified(cell)), "image")
        self._tabs.setTabText(0, self.tr("Mistakes") if cell is None else self.tr("Cell"))
        tip = self.tr("taken for another class") if cell is None else " → ".join(cell)
        self._tabs.setTabToolTip(0, f"{count}: {tip}")
        if cell is None:
            self._no_mistakes.setText(self.tr("All images are identified"))
        else:
            self._no_mistakes.setText(self.tr("No image"))

    def _show_part(self) -> None:
        found = self._session.identification
        if found.part == "blocks":
            blocks = found.request.blocks_of(found.n_blocks)
            chosen = [(block, found.request.pooling) for block in blocks]
            self._poolings.show_measures(found.measures, found.n_blocks, chosen)
        elif found.part == "curve":
            plot = cast("LearningCurvePlot | None", self._curve.widget)
            points = found.curve
            if plot is not None:
                plot.show_curve(points or ())
                self._show_legend(plot)

    def _show_legend(self, plot: "LearningCurvePlot") -> None:
        entries = (
            f'<span style="color:{colour}">{symbol}</span>&nbsp;{escape(text)}'
            for colour, symbol, text in plot.legend
        )
        legend = "&nbsp;&nbsp;&nbsp;".join(entries)
        self._legend.setText(legend or self.tr("Learning from shares of the labels…"))

    def _show_line(self) -> None:
        """Describe the measures, or what is being computed."""
        found, shown = self._session.identification, self._session.identification.shown
        if shown is None or self._stack.currentWidget() is self._empty:
            self._line.setText("")
            self._line.setToolTip("")
            return
        titles = {"accuracy": tr("accuracy"), "kappa": tr("kappa"), "macro_f1": tr("macro F1")}
        spreads = shown.validation.measures
        parts = [
            f"{titles[name]} {spread.mean:.2f} ± {spread.std:.2f}"
            for name, spread in spreads.items()
        ]
        parts[0] = parts[0].capitalize()
        parts.append(self.tr("dimension {0:.1f}").format(shown.dimension))
        parts.append(counted(len(shown.images), "image"))
        if found.left_out:
            parts.append(self.tr("{0} left out").format(counted(len(found.left_out), "image")))
        progress = self._progress()
        self._line.setText(" · ".join([progress, *parts] if progress else parts))
        lines = [
            *(
                f"{titles[name].capitalize()}: {spread.mean:.4f} ± {spread.std:.4f}"
                for name, spread in spreads.items()
            ),
            self.tr("Mean and deviation over {0} folds; each image is left out once").format(
                shown.request.folds
            ),
            self.tr("Effective dimension {0:.2f} of {1} features").format(
                shown.dimension, shown.features.shape[1]
            ),
            *map(translated, shown.validation.notes),
            *found.left_out,
        ]
        self._line.setToolTip("\n".join(lines))

    # Commands

    def _choose_cell(self, cell: tuple[int, int] | None) -> None:
        found = self._session.identification
        if found.shown is None:
            return
        classes = found.shown.validation.classes
        found.select_cell(None if cell is None else (classes[cell[0]], classes[cell[1]]))
        found.show_part("mistakes")

    def _choose_row(self, row: Row) -> None:
        """Show the image of a row and what explains its mistake, or a stroke on its image."""
        session = self._session
        if isinstance(row, VerdictRow):
            session.identification.explain(None if row.is_right else row.image)
            session.update_view(image=row.image)
        elif isinstance(row, PullRow):
            session.update_view(image=row.image)
            markers = session.document.project.markers_of(row.image).markers
            if any(marker.id == row.marker for marker in markers):
                session.update_view(marker=row.marker, show_markers=True)
            if row.place is not None:
                session.show_place(float(row.place.row), float(row.place.col))

    def _save_classifier(self) -> None:
        session = self._session
        folder = session.document.path
        if folder is None or session.identification.shown is None:
            return
        like = folder.with_suffix(CLASSIFIER_SUFFIX)
        path = choose_target(self, self.tr("Save the classifier as a folder"), like)
        if path is not None:
            session.identification.save(path, session.report)

    def _share_kernels(self, on: bool) -> None:
        session = self._session
        text = (
            self.tr("Kernels will be shared by the difficulty of the classes; build to learn them")
            if on
            else self.tr("Kernels will be shared by the markers; build to learn them")
        )
        share = session.identification.share_kernels
        session.attempt(lambda: share(by_difficulty=on), undoable=text)
        self._schedule()

    def _copy_numbers(self) -> None:
        """Copy the measures and the confusion matrix as a table."""
        shown = self._session.identification.shown
        if shown is None:
            return
        lines = ["\t".join(("measure", "mean", "deviation"))]
        for name, spread in shown.validation.measures.items():
            lines.append(f"{name}\t{spread.mean:.6g}\t{spread.std:.6g}")
        lines.append(f"effective dimension\t{shown.dimension:.6g}\t")
        lines += ["", "\t".join(("class", *shown.validation.classes))]
        for name, row in zip(shown.validation.classes, shown.validation.confusion, strict=True):
            lines.append("\t".join((name, *map(str, row.tolist()))))
        QGuiApplication.clipboard().setText("\n".join(lines))


def _column(body: QWidget, below: QWidget) -> QWidget:
    """Return a widget with one thing above a line that describes it."""
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    layout.addWidget(body, 1)
    layout.addWidget(below)
    return page
