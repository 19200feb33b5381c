"""Why here?: strokes and kernels that made the saliency at a place, and what to do about them."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QKeySequence, QPalette, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from flimbuilder.gui.keymap import KeyTexts
from flimbuilder.gui.language import marked, translated
from flimbuilder.gui.panels.why.commands import OWNER, WhyCommands
from flimbuilder.gui.panels.why.model import TERM, VALUE, WITHOUT, WhyModel
from flimbuilder.gui.panels.why.parts import GroupingButtons, WhyTree, action_button
from flimbuilder.gui.panels.why.pictures import PatchPair, paint_terms
from flimbuilder.gui.panels.why.rows import (
    Grouping,
    Order,
    WhyRow,
    describe_place,
    describe_sum,
    kernel_rows,
    kernels_of_stroke,
    stroke_rows,
    terms_of,
)
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.labels import ElidedLabel, EmptyText, muted
from flimbuilder.gui.widgets.lists import ROW, Index, Showing
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.gui.widgets.preview_line import PreviewLine
from flimbuilder.session.explained_place import place_centre
from flimbuilder.session.explanation import NO_PLACE, WhyResult
from flimbuilder.session.place_patches import PatchPlace
from flimbuilder.session.session import Session

__all__ = ["WhyPanel"]

LEAST = QSize(320, 150)  # px
NARROW = 540  # px of width in which there is no room for pictures and texts of buttons
ORDERS: dict[int, Order] = {TERM: "culprit", VALUE: "value", WITHOUT: "change"}
HERE, MARKED, PIXELS = range(3)  # pictures


class WhyPanel(Panel):
    """A tree of the strokes, or the kernels, that add up to the decoder's sum at a place."""

    name = "why"
    title = marked("Why here?")
    slot = Slot.BOTTOM

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._showing = Showing()
        self._is_chosen = False  # the current row, by the user
        self._shown: WhyResult | None = None
        self._grouping: Grouping = "strokes"
        self._order: Order = "culprit"
        self._model = WhyModel(session.place_patches.get, self)
        self._tree = WhyTree(self._model)
        self._empty = EmptyText(self._tree)
        self.commands = WhyCommands(session, self._current, self)
        self._summary, self._progress = ElidedLabel("whySummary"), muted("whyProgress")
        self._summary.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._pictures = PatchPair(("whyHere", "whyMarked", "whyPixels"))
        self._preview = PreviewLine(session, "why", OWNER)
        self._buttons = GroupingButtons(self)
        self._lay_out()
        self._connect()
        self._show_result()

    def on_seen(self, seen: bool) -> None:
        """Explain while somebody sees it."""
        if seen:
            self._session.explanation.watch(self)
        else:
            self._session.explanation.unwatch(self)
            if self._preview.is_showing:
                self._session.preview.dismiss()
        self._show_result()

    def minimumSizeHint(self) -> QSize:
        """Return a size in which the list can be read; the rest makes way."""
        return LEAST

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out pictures and the texts of buttons in a narrow panel."""
        super().resizeEvent(event)
        self._fit_width()

    # construction

    def _lay_out(self) -> None:
        tr, commands = self.tr, self.commands
        self._stop = IconButton("whyStopButton", "stop-circle-outline", tr("Stop"), tr("Stop"))
        self._go_on = IconButton("whyGoOnButton", "play-circle-outline", tr("Go on"), tr("Go on"))
        self._place = IconButton("whyPlaceButton", "crosshairs", tr("Show the explained place"))
        self._clear = IconButton("whyClearButton", "close", tr("Clear the explained place"))
        self._actions: list[IconButton] = []
        top, middle, below = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (top, middle, below):
            row.setSpacing(4)
        top.addWidget(self._summary, 1)
        for widget in (self._progress, self._stop, self._go_on, *self._buttons.buttons()):
            top.addWidget(widget)
        top.addWidget(self._place)
        top.addWidget(self._clear)
        middle.addWidget(self._tree, 1)
        middle.addWidget(self._pictures)
        for action, symbol in (
            (commands.go, "arrow-top-right"),
            (commands.delete, "trash-can-outline"),
            (commands.invert, "plus-minus-variant"),
        ):
            self._tree.addAction(action)
            self._actions.append(action_button(action, symbol))
            below.addWidget(self._actions[-1])
        below.addStretch(1)
        disk = action_button(commands.background, "circle-outline")
        disk.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        disk.setMenu(commands.class_menu)
        self._actions.append(disk)
        below.addWidget(disk)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        layout.addWidget(self._preview)
        layout.addLayout(below)

    def _connect(self) -> None:
        session, tree = self._session, self._tree
        session.explanation.changed.connect(self._show_result)
        session.counterfactuals.changed.connect(self._on_counterfactuals_changed)
        session.decompositions.changed.connect(self._on_decompositions_changed)
        session.preview.changed.connect(self._show_buttons)
        session.place_patches.changed.connect(self._on_patches_changed)
        session.document.changed.connect(lambda *ignored: self._show_rows())
        session.jobs.progressed.connect(self._show_progress)
        self._model.opened.connect(self._open)
        self._buttons.idClicked.connect(self._choose_grouping)
        self._stop.on_click(session.counterfactuals.stop)
        self._go_on.on_click(session.counterfactuals.go_on)
        self._place.on_click(self.commands.show_place)
        self._clear.on_click(lambda: session.update_view(explained=None))
        tree.header().sectionClicked.connect(self._choose_order)
        tree.selectionModel().currentChanged.connect(self._on_current_changed)
        tree.doubleClicked.connect(lambda index: self.commands.go.trigger())
        tree.customContextMenuRequested.connect(self._open_menu)
        tree.pressed.connect(self._note_choice)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setObjectName("whyEscapeShortcut")
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._step_back)

    # showing the session

    @property
    def _result(self) -> WhyResult | None:
        return self._session.explanation.result

    def _show_result(self) -> None:
        if self._result is not self._shown:
            self._shown, self._is_chosen = self._result, False
        session, result = self._session, self._result
        reason = session.explanation.reason or ""
        text = translated(reason)
        text = text.format_map(KeyTexts()) if reason == NO_PLACE else text
        if result is None and not text and self._session.explanation.is_working:
            text = self.tr("Explaining…")
        self._empty.setText(text)
        self._summary.setText("" if result is None else describe_place(session, result))
        self._summary.setToolTip("" if result is None else describe_sum(result))
        self._place.setEnabled(self._session.view.explained is not None)
        self._clear.setEnabled(self._session.view.explained is not None)
        self._show_rows()
        self._on_counterfactuals_changed()

    def _show_rows(self) -> None:
        result = self._result
        if not self.is_seen:
            return
        of = stroke_rows if self._grouping == "strokes" else kernel_rows
        rows = [] if result is None else of(self._session, result, self._order)
        current = self._current()
        with self._showing:
            self._model.show(rows)
        keys = [row.key for row in rows]
        if not self._is_chosen or current is None:
            self._select(0)
        elif not self._tree.currentIndex().isValid():
            self._select(keys.index(current.key) if current.key in keys else 0)
        self._request_patches()
        self._show_details()

    def _select(self, row: int) -> None:
        """Make a row of the first level the current one, without scrolling."""
        flags = QItemSelectionModel.SelectionFlag
        with self._showing:
            self._tree.selectionModel().setCurrentIndex(
                self._model.index(row, TERM), flags.ClearAndSelect | flags.Rows
            )

    def _show_buttons(self) -> None:
        """Give their place to a preview."""
        for button in self._actions:
            button.setVisible(not self._preview.is_showing)

    def _fit_width(self) -> None:
        is_narrow = self.width() < NARROW
        styles = Qt.ToolButtonStyle
        style = styles.ToolButtonIconOnly if is_narrow else styles.ToolButtonTextBesideIcon
        for button in self._actions:
            button.setToolButtonStyle(style)
        self._pictures.setVisible(not is_narrow)

    def _on_counterfactuals_changed(self) -> None:
        search = self._session.counterfactuals
        known = search.strokes if self._grouping == "strokes" else search.kernels
        if known:
            self._show_rows()
        self._stop.setVisible(search.is_working)
        self._go_on.setVisible(search.is_stopped and self._result is not None)
        self._show_progress()

    def _show_progress(self) -> None:
        search = self._session.counterfactuals
        done, total = search.progress
        text = self.tr("without each: {0} of {1}").format(done, total) if total else ""
        self._progress.setText(translated(search.fault or "") or text)

    def _on_decompositions_changed(self) -> None:
        for index in self._model.awaited():
            self._add_terms(index)
        self._request_patches()
        self._show_details()

    def _on_patches_changed(self) -> None:
        self._model.refresh_pictures()
        self._tree.viewport().update()
        self._show_details()

    def _open(self, index: Index) -> None:
        """Find what a row is made of, or ask for it."""
        row, result = self._model.row(index), self._result
        if row is None or result is None:
            return
        if row.kind == "stroke":
            self._model.set_children(index, kernels_of_stroke(self._session, result, row))
            self._request_patches()
        elif row.path in self._session.decompositions.terms:
            self._add_terms(index)
        else:
            self._session.decompositions.request(row.path)

    def _add_terms(self, index: Index) -> None:
        row, result, found = self._model.row(index), self._result, self._session.decompositions
        if row is None or result is None:
            return
        if row.path in found.faults:
            self._session.report(found.faults[row.path], True)
            self._model.set_children(index, [])
        elif row.path in found.terms:
            terms = terms_of(self._session, result, row, found.terms[row.path])
            self._model.set_children(index, terms)
            self._request_patches()

    def _request_patches(self) -> None:
        places, row = self._model.places(), self._current()
        first = [] if row is None else [self._place_here(row), self._pixels_place(row)]
        wanted = [place for place in first if place is not None]
        self._session.place_patches.request([*wanted, *places])

    def _place_here(self, row: WhyRow) -> PatchPlace | None:
        """Return a square around the explained place, as large as a row's picture."""
        result = self._result
        if result is None or row.place is None:
            return None
        line, col = place_centre(result.place.points)
        return PatchPlace(result.place.image, round(line), round(col), row.place.side)

    def _show_details(self) -> None:
        """Show the patch at the place beside that of the selected row."""
        row, patches = self._current(), self._session.place_patches
        here = None if row is None else self._place_here(row)
        at_place = None if here is None else patches.get(here)
        self._pictures.show_picture(HERE, at_place, self.tr("Here"), self.tr("The place"))
        marked = None if row is None or row.place is None else patches.get(row.place)
        title, tip = ("", "") if row is None else (row.title, row.detail)
        if row is not None and row.kind == "kernel":
            title = self.tr("Marked")
            tip = self.tr("The marked patch nearest to the kernel: {0}").format(row.detail)
        self._pictures.show_picture(MARKED, marked, title, tip)
        self._show_pixels(row)
        self.commands.update()

    def _pixels_place(self, row: WhyRow) -> PatchPlace | None:
        """Return a square that holds the input pixels of an opened kernel."""
        terms, result = self._session.decompositions.terms.get(row.path), self._result
        if terms is None or result is None:
            return None
        side = max(terms.pixels.shape)
        half = (side - 1) // 2
        return PatchPlace(result.place.image, terms.top + half, terms.left + half, side)

    def _show_pixels(self, row: WhyRow | None) -> None:
        """Show which pixels of the patch add to a kernel that is opened, if it is known."""
        place = None if row is None else self._pixels_place(row)
        patch = None if place is None else self._session.place_patches.get(place)
        picture = None
        if row is not None and patch is not None:
            pixels = self._session.decompositions.terms[row.path].pixels
            rows, cols = pixels.shape
            picture = paint_terms(patch[:rows, :cols], pixels)
        tip = self.tr("Warm pixels add to the contribution of the kernel, cold ones take away")
        self._pictures.show_picture(PIXELS, picture, self.tr("Pixels"), tip)

    # commands

    def _current(self) -> WhyRow | None:
        row: WhyRow | None = self._tree.currentIndex().data(ROW)
        return row

    def _note_choice(self) -> None:
        """Keep the row that the user has chosen, wherever the order moves it."""
        self._is_chosen = True

    def _on_current_changed(self, current: QModelIndex) -> None:
        if not self._showing:
            self._note_choice()
            self._request_patches()
            self._show_details()

    def _choose_grouping(self, number: int) -> None:
        self._grouping = "kernels" if number else "strokes"
        self._is_chosen = False
        self._session.counterfactuals.leave_out(self._grouping)
        self._show_rows()
        self._tree.scrollToTop()

    def _choose_order(self, column: int) -> None:
        self._order = ORDERS[column]
        self._show_rows()
        self._tree.scrollToTop()

    def _open_menu(self, position: QPoint) -> None:
        if self._result is not None:
            self.commands.menu.popup(self._tree.viewport().mapToGlobal(position))

    def _step_back(self) -> None:
        """Dismiss the preview, or explain nothing without one."""
        if self._preview.is_showing:
            self._session.preview.dismiss()
        else:
            self._session.update_view(explained=None)
