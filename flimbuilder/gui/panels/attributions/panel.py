"""Attributions: the pixels that the saliency of the explained place depends on."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt
from PySide6.QtGui import QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from flimbuilder.explain.attributions.registry import HELD_CONSTANT
from flimbuilder.gui.dialogs.files import choose_folder, choose_target
from flimbuilder.gui.keymap import KeyTexts
from flimbuilder.gui.language import marked, translated
from flimbuilder.gui.panels.attributions.model import IMAGE, AttributionsModel, map_tiles
from flimbuilder.gui.panels.attributions.strip import MapStrip
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.labels import EmptyText, muted, note
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.session.explanation import NO_PLACE
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

__all__ = ["AttributionsPanel"]


class AttributionsPanel(Panel):
    """Shows the maps side by side while it is seen; a click shows one over the image."""

    name = "attributions"
    title = marked("Attributions")
    slot = Slot.BOTTOM

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._model = AttributionsModel(self)
        self._strip = MapStrip(self._model)
        self._strip.setAccessibleName(self.tr("Attributions of the explained place"))
        self._empty = EmptyText(self._strip)
        self._summary, self._progress = note("attributionsSummary"), muted("attributionsProgress")
        self._quantity = self._make_quantity()
        self._stop = IconButton("attributionsStopButton", "stop-circle-outline", self.tr("Stop"))
        self._go_on = IconButton("attributionsGoOnButton", "play-circle-outline", self.tr("Go on"))
        self._menu = self._make_menu()
        self._lay_out()
        self._connect()
        self._show()

    def on_seen(self, seen: bool) -> None:
        """Compute while somebody sees it."""
        if seen:
            self._session.attributions.watch(self)
        else:
            self._session.attributions.unwatch(self)
        self._show()

    def _make_quantity(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("attributedQuantity")
        combo.setAccessibleName(self.tr("What is attributed"))
        combo.setToolTip(
            self.tr(
                "What is attributed: the decoder's sum, which changes even where the saliency "
                "is 0 or 1; the saliency; the sum of the object; the shown kernel's activation"
            )
        )
        combo.addItem(self.tr("Sum"), "sum")
        combo.addItem(self.tr("Saliency"), "saliency")
        combo.addItem(self.tr("Object"), "object")
        combo.addItem(self.tr("Kernel"), "kernel")
        return combo

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("attributionsMenu")
        menu.setToolTipsVisible(True)
        save = menu.addAction(self.tr("Save as HTML…"), self._save_page)
        save.setObjectName("saveAttributionsPageAction")
        files = menu.addAction(self.tr("Save pictures and arrays…"), self._save_files)
        files.setObjectName("saveAttributionsAction")
        menu.addSeparator()
        group = QActionGroup(menu)
        for baseline, text in (
            ("mean", self.tr("Absent pixels have the mean colour")),
            ("zero", self.tr("Absent pixels are black")),
        ):
            action = menu.addAction(text)
            action.setObjectName(f"{baseline}BaselineAction")
            action.setCheckable(True)
            action.setActionGroup(group)
            action.setData(baseline)
            action.triggered.connect(
                lambda on, baseline=baseline: self._session.attributions.choose(baseline=baseline)
            )
        menu.aboutToShow.connect(self._update_menu)
        return menu

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self._summary, 1)
        top.addWidget(self._progress)
        top.addWidget(self._stop)
        top.addWidget(self._go_on)
        top.addWidget(self._quantity)
        tip = self.tr("Save the maps; choose what stands for absent pixels")
        top.addWidget(
            IconButton("attributionsMenuButton", "dots-vertical", tip).with_menu(self._menu)
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self._strip, 1)

    def _connect(self) -> None:
        session = self._session
        session.attributions.changed.connect(self._show)
        session.jobs.progressed.connect(self._show_progress)
        session.view_changed.connect(self._on_view_changed)
        self._quantity.currentIndexChanged.connect(self._choose_quantity)
        self._stop.on_click(session.attributions.stop)
        self._go_on.on_click(session.attributions.go_on)
        self._strip.clicked.connect(self._toggle)
        self._strip.activated.connect(self._toggle)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setObjectName("attributionsEscapeShortcut")
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._hide_map)

    # showing the session

    def _on_view_changed(self, before: View, after: View) -> None:
        if (before.heat, before.attribution, before.image) != (
            after.heat, after.attribution, after.image,
        ):  # fmt: skip
            self._show_frame()

    def _show(self) -> None:
        if not self.is_seen:
            return
        attributions = self._session.attributions
        self._model.show(map_tiles(attributions, self.tr("Image"), list(self._model.rows)))
        attributed, reason = attributions.attributed, attributions.reason or ""
        self._empty.setText(self._describe_absence(reason))
        self._summary.setText("" if attributed is None else self._describe())
        self._summary.setToolTip(translated(HELD_CONSTANT))
        self._show_quantity()
        done, total = attributions.progress
        self._stop.setVisible(attributions.is_working and bool(total))
        self._go_on.setVisible(attributions.is_stopped and done < total)
        self._show_frame()
        self._show_progress()

    def _show_quantity(self) -> None:
        """Show what is attributed; a probability's sum is called its log-odds."""
        attributions, attributed = (
            self._session.attributions,
            self._session.attributions.attributed,
        )
        with QSignalBlocker(self._quantity):
            self._quantity.setCurrentIndex(self._quantity.findData(attributions.quantity))
            if attributed is not None:
                is_probability = attributed.score.decoder_choice.is_probability
                text = self.tr("Log-odds") if is_probability else self.tr("Sum")
                self._quantity.setItemText(0, text)

    def _describe_absence(self, reason: str) -> str:
        if reason:
            text = translated(reason)
            return text.format_map(KeyTexts()) if reason == NO_PLACE else text
        return self.tr("Attributing…") if self._session.attributions.is_working else ""

    def _describe(self) -> str:
        attributed = self._session.attributions.attributed
        assert attributed is not None
        text = f"{translated(attributed.title)}: {attributed.score.value:+.3g}"
        return text[:1].upper() + text[1:]

    def _show_frame(self) -> None:
        shown = self._session.attributions.shown
        is_over = self._session.view.heat == "attribution" and shown is not None
        self._strip.set_shown(shown.attribution.name if is_over and shown is not None else None)

    def _show_progress(self) -> None:
        attributions = self._session.attributions
        done, total = attributions.progress
        text = self.tr("{0} of {1}").format(done, total) if done < total else ""
        job = self._session.jobs.in_lane("attributions")
        if text and job is not None and job.total:
            text += f", {job.stage} {100 * job.done // job.total} %"
        self._progress.setText(text)

    def _update_menu(self) -> None:
        attributions = self._session.attributions
        for action in self._menu.actions():
            if action.isCheckable():
                action.setChecked(action.data() == attributions.baseline)
            elif action.objectName():
                action.setEnabled(bool(attributions.found))

    # commands

    def _choose_quantity(self) -> None:
        self._session.attributions.choose(quantity=self._quantity.currentData())

    def _toggle(self, index: QModelIndex) -> None:
        """Show a map over the image, or hide it."""
        name = self._model.rows[index.row()].name
        attributed = self._session.attributions.attributed
        if name in (IMAGE, self._strip.shown) or attributed is None:
            self._hide_map()
            return
        self._session.update_view(
            heat="attribution", attribution=name, image=attributed.place.image
        )

    def _hide_map(self) -> None:
        if self._session.view.heat == "attribution":
            self._session.update_view(heat="none")

    def _save_page(self) -> None:
        folder, attributed = self._session.document.path, self._session.attributions.attributed
        if folder is None or attributed is None:
            return
        like = folder.parent / f"{Path(attributed.name).stem}-attributions.html"
        path = choose_target(self, self.tr("Save the attributions"), like, "HTML (*.html)")
        if path is not None:
            self._save(path.with_suffix(".html"))

    def _save_files(self) -> None:
        folder = self._session.document.path
        if folder is not None:
            path = choose_folder(self, self.tr("Folder for the attributions"), folder.parent)
            if path is not None:
                self._save(path)

    def _save(self, path: Path) -> None:
        session, text = self._session, self.tr("Saved {0}")
        session.attributions.save(
            path, lambda saved: session.report(text.format(saved)), session.fail
        )
