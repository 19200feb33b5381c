"""The bar above the canvas, which sets what is drawn over the image."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QSlider, QWidget

from flimbuilder.gui.keymap import add_key_to_tip, toggle_action
from flimbuilder.gui.language import translated
from flimbuilder.gui.widgets.appearance_menu import AppearanceMenu
from flimbuilder.gui.widgets.classes import swatch_icon
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.project.project import Project
from flimbuilder.session.session import Session
from flimbuilder.session.view import Heat, View, ViewChanges

__all__ = ["OverlayBar"]

SWITCHES = ("show_mask", "show_truth", "show_markers", "show_field", "before")
CLASS_LETTERS, FEWEST_LETTERS = 6, 1  # of the shown class; the fewest in a narrow bar


class OverlayBar(QWidget):
    """Controls of the heat map, the outlines and the comparison with the previous build."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("overlayBar")
        self._heat = self._make_heat()
        self._class = self._make_class()
        self._opacity = self._make_opacity()
        tip = self.tr("Colours, filled mask, scale bar, overview")
        self._appearance = IconButton("appearanceButton", "palette-outline", tip).with_menu(
            AppearanceMenu(session, self)
        )
        self._appearance.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._switches = self._make_switches()
        self._dice = QLabel()
        self._dice.setObjectName("diceChange")
        self._dice.setToolTip(self.tr("Dice on the shown image: previous build → last build"))
        self._lay_out()
        session.view_changed.connect(self._on_view_changed)
        session.document.changed.connect(self._on_project_changed)
        session.builder.changed.connect(self._show_comparison)
        session.inspector.decoded_changed.connect(self._show_comparison)
        self._show_classes()
        self._show_view()
        self._show_comparison()

    def _make_heat(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("overlaySelector")
        combo.setAccessibleName(self.tr("Overlay"))
        combo.setToolTip(self.tr("Map shown over the image; hold Q to hide all overlays"))
        _narrow(combo, 10)
        for heat, title in self._heat_titles().items():
            combo.addItem(title, heat)
        combo.currentIndexChanged.connect(self._choose_heat)
        return combo

    def _make_class(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("overlayClass")
        combo.setAccessibleName(self.tr("Object class"))
        combo.setToolTip(self.tr("Object class whose saliency is shown"))
        _narrow(combo, FEWEST_LETTERS)
        combo.currentIndexChanged.connect(
            lambda: self._session.update_view(object_class=combo.currentData())
        )
        return combo

    def _make_opacity(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName("opacitySlider")
        slider.setAccessibleName(self.tr("Opacity of the overlay"))
        slider.setRange(0, 100)
        slider.setPageStep(10)
        slider.setMinimumWidth(36)
        slider.setMaximumWidth(120)
        slider.valueChanged.connect(
            lambda percent: self._session.update_view(opacity=percent / 100)
        )
        return slider

    def _make_switches(self) -> dict[str, IconButton]:
        buttons = {
            "show_mask": IconButton(
                "maskToggle", "vector-polygon", self.tr("Outline of the mask")
            ),
            "show_truth": IconButton("truthToggle", "check-decagram-outline", ""),
            "show_markers": IconButton("markersToggle", "draw", self.tr("Markers")),
            "show_field": IconButton("fieldToggle", "image-filter-center-focus", ""),
            "before": IconButton("beforeToggle", "history", "", self.tr("Before")),
        }
        for field, tip in (
            ("show_mask", self.tr("Outline of the mask")),
            ("show_markers", self.tr("Markers")),
            ("before", self.tr("Show the previous build")),
        ):
            add_key_to_tip(buttons[field], tip, toggle_action(field))
        buttons["show_field"].setToolTip(
            self.tr("Receptive field of the selected block, around the pointer")
        )
        buttons["show_field"].setAccessibleName(self.tr("Receptive field"))
        buttons["show_truth"].setAccessibleName(self.tr("Outline of the reference mask"))
        for field, button in buttons.items():
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(
                lambda on, field=field: self._session.update_view(**{field: on})
            )
        return buttons

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 3, 6, 3)
        row.setSpacing(4)
        row.addWidget(self._heat)
        row.addWidget(self._class)
        row.addWidget(self._opacity, 1)
        row.addWidget(self._appearance)
        row.addWidget(_line())
        for field in SWITCHES[:-1]:
            row.addWidget(self._switches[field])
        row.addWidget(_line())
        row.addWidget(self._switches["before"])
        row.addWidget(self._dice)
        row.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        """Return a width for what cannot be done without; the rest is hidden if need be."""
        return QSize(self._least_width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide what does not fit."""
        super().resizeEvent(event)
        self._fit()

    def _optional(self) -> tuple[QWidget, ...]:
        """Return what a narrow bar leaves out, the least important first."""
        return self._dice, self._opacity

    def _fit(self) -> None:
        """Leave out the text of "Before", Dice, opacity and the class's name in a narrow bar."""
        styles = Qt.ToolButtonStyle
        before = self._switches["before"]
        for style, hidden, letters in (
            (styles.ToolButtonTextBesideIcon, (), CLASS_LETTERS),
            (styles.ToolButtonIconOnly, (), CLASS_LETTERS),
            (styles.ToolButtonIconOnly, self._optional()[:1], CLASS_LETTERS),
            (styles.ToolButtonIconOnly, self._optional(), CLASS_LETTERS),
            (styles.ToolButtonIconOnly, self._optional(), FEWEST_LETTERS),
        ):
            before.setToolButtonStyle(style)
            self._class.setMinimumWidth(self._class_width(letters))
            if self._width_without(hidden) <= self.width():
                break
        for widget in self._optional():
            widget.setVisible(widget not in hidden)

    def _least_width(self) -> int:
        """Return the width of the narrowest bar, whatever this one leaves out now."""
        buttons, width = self._switches, self._width_without(self._optional())
        width -= buttons["before"].minimumSizeHint().width()
        width += buttons["show_field"].minimumSizeHint().width()  # which has no text
        if not self._class.isHidden():
            fewest = self._class_width(FEWEST_LETTERS)
            width -= max(self._class.minimumWidth(), fewest) - fewest
        return width

    def _class_width(self, letters: int) -> int:
        letter = self._class.fontMetrics().horizontalAdvance("X")
        return self._class.minimumSizeHint().width() + (letters - FEWEST_LETTERS) * letter

    def _width_without(self, left_out: Sequence[QWidget]) -> int:
        """Return the width that the bar needs without some of its widgets."""
        row = self.layout()
        assert row is not None
        widgets = [item.widget() for item in map(row.itemAt, range(row.count())) if item]
        shown = [
            widget for widget in widgets
            if widget is not None and widget not in left_out
            and (widget in self._optional() or not widget.isHidden())
        ]  # fmt: skip
        widths = [max(widget.minimumWidth(), widget.minimumSizeHint().width()) for widget in shown]
        margins = row.contentsMargins()
        around = margins.left() + margins.right() + row.spacing() * len(widths)
        return around + sum(widths)

    def _heat_titles(self) -> dict[Heat, str]:
        return {
            "none": self.tr("No overlay"),
            "activation": self.tr("Kernel activation"),
            "saliency": self.tr("Saliency"),
            "block": self.tr("Block saliency"),
            "error": self.tr("Error"),
            "attribution": self.tr("Attribution"),
        }

    def _on_view_changed(self, before: View, after: View) -> None:
        self._show_view()
        if (before.image, before.before) != (after.image, after.before):
            self._show_comparison()

    def _on_project_changed(self, before: Project, after: Project) -> None:
        if before.classes != after.classes:
            self._show_classes()
        if before.images != after.images:
            self._show_view()

    def _show_view(self) -> None:
        view = self._session.view
        with (
            QSignalBlocker(self._heat),
            QSignalBlocker(self._class),
            QSignalBlocker(self._opacity),
        ):
            self._heat.setCurrentIndex(self._heat.findData(view.heat))
            self._class.setCurrentIndex(max(self._class.findData(view.object_class), 0))
            self._opacity.setValue(round(view.opacity * 100))
        percent = self.tr("Opacity of the overlay: {} %").format(round(view.opacity * 100))
        self._opacity.setToolTip(percent)
        for field, button in self._switches.items():
            button.setChecked(getattr(view, field))
        self._show_mask_state()

    def _show_mask_state(self) -> None:
        """Mark the controls that need a reference mask if the image has none."""
        has_mask = self._has_mask()
        error = self._heat_titles()["error"] if has_mask else self.tr("Error (no reference)")
        index = self._heat.findData("error")
        if self._heat.itemText(index) != error:
            self._heat.setItemText(index, error)
        tip = (
            self.tr("Outline of the reference mask")
            if has_mask
            else self.tr("Outline of the reference mask; this image has none")
        )
        add_key_to_tip(self._switches["show_truth"], tip, toggle_action("show_truth"))

    def _has_mask(self) -> bool:
        image = self._session.view.image
        return image is None or self._session.document.project.image(image).mask is not None

    def _show_classes(self) -> None:
        project = self._session.document.project
        entries = {entry.id: entry for entry in project.classes}
        plain = self.palette().windowText().color()
        with QSignalBlocker(self._class):
            self._class.clear()
            for number in project.object_classes:
                entry = entries[number]
                self._class.addItem(swatch_icon(entry, plain), entry.name, number)
        self._class.setVisible(self._class.count() > 1)
        self._fit()

    def _show_comparison(self) -> None:
        """Show the Dice of this build beside that of the previous one."""
        inspector, builder = self._session.inspector, self._session.builder
        is_before = self._session.view.before  # by its key, perhaps without a previous build
        self._switches["before"].setEnabled(is_before or builder.previous is not None)
        decoded, old = inspector.decoded, inspector.measures_before
        comparison = translated(self._session.history.comparison)
        self._dice.setToolTip(comparison[:1].upper() + comparison[1:])
        now = None if decoded is None else decoded.measures
        if now is None:
            self._dice.setText("")
        elif self._session.view.before:  # `decoded` belongs to the previous build
            self._dice.setText(self.tr("Dice {:.2f} before").format(now["dice"]))
        elif old is not None:
            self._dice.setText(_change(self.tr("Dice {} → {} {}"), old["dice"], now["dice"]))
        else:
            self._dice.setText(self.tr("Dice {:.2f}").format(now["dice"]))
        self._fit()

    def _choose_heat(self, index: int) -> None:
        """Show another map; for an activation map, select a live kernel if none is selected."""
        heat, view = self._heat.itemData(index), self._session.view
        changes: ViewChanges = {"heat": heat}
        if heat == "activation" and view.kernel is None:
            cards = self._session.inspector.cards
            alive = [card for card in cards if card.channel is not None and not card.dead]
            if alive and alive[0].block == view.block:
                changes["kernel"] = alive[0].identity
        self._session.update_view(**changes)


def _narrow(combo: QComboBox, letters: int) -> None:
    """Set the width of a combo box in letters; its list stays as wide as its items."""
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(letters)


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.VLine)
    line.setFrameShadow(QFrame.Shadow.Sunken)
    return line


def _change(template: str, before: float, now: float) -> str:
    step = round(now, 2) - round(before, 2)
    arrow = "▲" if step > 0 else "▼" if step < 0 else "="
    return template.format(f"{before:.2f}", f"{now:.2f}", arrow)
