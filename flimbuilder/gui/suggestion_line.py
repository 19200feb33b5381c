"""A line above the canvas about the chosen suggestion: why, and what to do with it."""

from html import escape

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.keymap import KeyTexts, keymap
from flimbuilder.gui.language import marked, tr, translated
from flimbuilder.gui.theme import tinted
from flimbuilder.gui.widgets.classes import swatch_icon
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.preview_line import PreviewLine
from flimbuilder.session.session import Session

__all__ = ["SuggestionCommands", "SuggestionLine"]

ICON = 18
WIDE = 860  # px from which on the buttons are beside the text
SHORT_NAME, LONG_NAME = 6, 16  # letters of a class in a narrow and in a wide line
EVIDENCE = marked(
    "Which image comes next matters little in published tests; where you draw matters more."
)


class SuggestionCommands(QObject):
    """Shows, accepts, skips and previews suggested places."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    @property
    def is_on(self) -> bool:
        """True while places are suggested."""
        return self._session.suggestions.is_on

    @property
    def has_choice(self) -> bool:
        """True if a place is chosen."""
        return self._session.suggestions.chosen is not None

    def toggle(self) -> None:
        """Begin or stop to suggest places."""
        self._session.suggestions.set_on(not self.is_on)

    def next(self) -> None:
        """Choose and show the next place."""
        self._session.suggestions.step(1)

    def previous(self) -> None:
        """Choose and show the previous place."""
        self._session.suggestions.step(-1)

    def accept(self) -> None:
        """Draw the chosen disk; it can be undone as any marker."""
        self._session.accept_suggestion()

    def skip(self) -> None:
        """Leave the chosen place out."""
        self._session.suggestions.skip()

    def preview(self) -> None:
        """Show what accepting the chosen place would do."""
        self._session.attempt(self._session.suggestions.preview)


class SuggestionLine(QFrame):
    """Shows why the chosen place is suggested, with buttons; hidden while nothing is suggested.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._commands = SuggestionCommands(session, self)
        self.setObjectName("suggestionLine")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._icon, self._text = QLabel(), QLabel()
        self._text.setObjectName("suggestionText")
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setWordWrap(True)
        self._text.setMinimumWidth(1)
        self._class = self._make_classes()
        self._steps, self._buttons = self._make_steps(), self._make_buttons()
        self._close = IconButton("closeSuggestionsButton", "close", self.tr("Stop suggesting"))
        self._close.on_click(self._commands.toggle)
        self._preview = PreviewLine(session, "suggestion", session.suggestions)
        self._grid = QGridLayout()
        self._is_wide: bool | None = None
        self._lay_out()
        self._place(wide=False)  # which must not widen the window
        self.hide()
        session.suggestions.changed.connect(self._show_state)
        session.view_changed.connect(self._on_view_changed)
        session.document.status_changed.connect(self._show_state)
        session.preview.changed.connect(self._show_state)
        keymap().changed.connect(self._show_keys)
        self._update_icon()
        self._show_keys()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the text if there is no room beside it."""
        super().resizeEvent(event)
        self._place(wide=event.size().width() >= WIDE)

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the icon when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._update_icon()

    def _make_classes(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("suggestionClass")
        box.setAccessibleName(self.tr("Class of the suggested disk"))
        box.setIconSize(QSize(14, 14))
        box.setPlaceholderText(self.tr("Class…"))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(SHORT_NAME)
        box.activated.connect(self._choose_class)
        return box

    def _make_steps(self) -> QWidget:
        self._previous = IconButton(
            "previousSuggestionButton", "chevron-left", self.tr("Previous suggestion")
        ).on_click(self._commands.previous)
        self._next = IconButton(
            "nextSuggestionButton", "chevron-right", self.tr("Next suggestion")
        ).on_click(self._commands.next)
        return _row(self._previous, self._next)

    def _make_buttons(self) -> QWidget:
        commands, tr = self._commands, self.tr
        self._accept = IconButton("acceptSuggestionButton", "check", "", tr("Accept"))
        self._accept.on_click(commands.accept)
        self._skip = IconButton("skipSuggestionButton", "debug-step-over", "", tr("Skip"))
        self._skip.on_click(commands.skip)
        self._try = IconButton("previewSuggestionButton", "eye-outline", "", tr("Preview"))
        self._try.on_click(commands.preview)
        self._other = IconButton("nextImageButton", "image-outline", "", tr("Next image"))
        self._other.on_click(self._show_next_image)
        for button in (self._accept, self._skip, self._try, self._other):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the canvas
        return _row(self._class, self._accept, self._skip, self._try, self._other)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 5, 6, 5)
        column.setSpacing(4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addWidget(self._preview)

    def _place(self, *, wide: bool) -> None:
        if wide == self._is_wide:
            return
        self._is_wide = wide
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(self._icon, 0, 0, top)
        self._grid.addWidget(self._text, 0, 1)
        self._grid.addWidget(self._steps, 0, 2, top)
        if wide:
            self._grid.addWidget(self._buttons, 0, 3, top)
        else:
            self._grid.addWidget(self._buttons, 1, 1, 1, 4)
        self._grid.addWidget(self._close, 0, 4, top)

    def _on_view_changed(self, before: object, after: object) -> None:
        if self._session.suggestions.is_on:
            self._show_state()

    def _show_state(self) -> None:
        suggestions = self._session.suggestions
        if not suggestions.is_on or not self._session.document.is_open:
            self.hide()
            return
        number, chosen = self._session.view.suggestion, suggestions.chosen
        has_choice = chosen is not None and number is not None
        self._text.setText(self._message())
        self._text.setToolTip(tr(EVIDENCE))
        following = suggestions.next_image
        shown = dict.fromkeys(
            (self._previous, self._next, self._class, self._accept, self._skip, self._try),
            has_choice,
        )
        shown[self._other] = following is not None and not has_choice
        for widget in sorted(shown, key=shown.__getitem__):  # hide first: all would be too wide
            widget.setVisible(shown[widget])
        can_change = self._session.document.read_only_reason is None
        class_id = suggestions.class_of(number) if number is not None else None
        is_ready = can_change and class_id is not None
        self._accept.setEnabled(is_ready)
        self._try.setEnabled(is_ready and self._session.builder.current is not None)
        several = len(suggestions.places) > 1
        self._previous.setEnabled(several)
        self._next.setEnabled(several)
        self._other.setToolTip(
            "" if following is None else f"{translated(following.why)}\n{tr(EVIDENCE)}"
        )
        if has_choice:
            self._show_classes(class_id)
        self.show()  # once its parts have their final width

    def _message(self) -> str:
        """Return the text: why the place is suggested, or why there is none."""
        suggestions, number = self._session.suggestions, self._session.view.suggestion
        chosen = suggestions.chosen
        if chosen is not None and number is not None:
            at = list(suggestions.places).index(number) + 1
            count = self.tr("{0} of {1}").format(at, len(suggestions.places))
            return f"<b>{number}</b> ({count}) &nbsp;{escape(translated(chosen.why))}"
        if suggestions.is_working:
            return escape(self.tr("Looking for places to mark…"))
        done = self.tr("All suggestions on this image are done; press {build} for new ones.")
        done = done.format_map(KeyTexts())
        parts = [f"{translated(suggestions.reason)}." if suggestions.reason else done]
        parts += map(translated, suggestions.gaps)
        following = suggestions.next_image
        if following is not None:
            names = {entry.id: entry.name for entry in self._session.document.project.images}
            text = self.tr("Next image: {0}. {1} (The evidence for such choices is weak.)")
            parts.append(text.format(names.get(following.image, "?"), translated(following.why)))
        return escape(" ".join(parts))

    def _show_classes(self, class_id: int | None) -> None:
        """List the classes, and choose that of the suggested disk; none if it is unknown."""
        box, classes = self._class, self._session.document.project.classes
        plain = self.palette().color(QPalette.ColorRole.Text)
        box.blockSignals(True)
        if [box.itemData(row) for row in range(box.count())] != [entry.id for entry in classes]:
            box.clear()
            for entry in classes:
                box.addItem(swatch_icon(entry, plain), entry.name, entry.id)
        for row, entry in enumerate(classes):
            box.setItemText(row, entry.name)
            box.setItemIcon(row, swatch_icon(entry, plain))
        self._fit_classes()
        box.setCurrentIndex(-1 if class_id is None else box.findData(class_id))
        box.blockSignals(False)

    def _fit_classes(self) -> None:
        """Ask for the width of the longest name; a narrow line may shorten it."""
        box = self._class
        longest = max((len(box.itemText(row)) for row in range(box.count())), default=0)
        letters = max(SHORT_NAME, min(longest, LONG_NAME))
        box.setMinimumContentsLength(letters)
        letter = box.fontMetrics().horizontalAdvance("X")
        box.setMinimumWidth(box.sizeHint().width() - (letters - SHORT_NAME) * letter)

    def _choose_class(self, row: int) -> None:
        self._session.suggestions.relabel(int(self._class.itemData(row)))

    def _show_next_image(self) -> None:
        following = self._session.suggestions.next_image
        if following is not None:
            self._session.update_view(image=following.image)

    def _show_keys(self) -> None:
        """Name the keys in the tooltips."""
        for button, tip, action in (
            (self._previous, self.tr("Previous suggestion"), "previousSuggestionAction"),
            (self._next, self.tr("Next suggestion"), "nextSuggestionAction"),
            (self._try, self.tr("Show what this disk would change, before it is drawn"),
             "previewSuggestionAction"),
        ):  # fmt: skip
            keys = keymap().text(action)
            button.setToolTip(f"{tip} ({keys})" if keys else tip)
        self._accept.setToolTip(self.tr("Draw this disk (Return on the image)"))
        self._skip.setToolTip(self.tr("Leave this place out until the project is closed (Del)"))
        self._class.setToolTip(self.tr("Class of the disk (0–9)"))

    def _update_icon(self) -> None:
        self._icon.setPixmap(tinted("map-marker-question-outline", "info").pixmap(ICON))


def _row(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return holder
