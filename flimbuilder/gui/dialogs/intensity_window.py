"""The dialog that sets the window of images: the values that learning sees as 0 and 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, nan

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs.request import RequestDialog
from flimbuilder.gui.language import counted, translated
from flimbuilder.gui.widgets.fields import NumberField, text_line
from flimbuilder.project.project import Project
from flimbuilder.project.selection import Window
from flimbuilder.session.ranges import proposed_window, range_warning, same_dtype
from flimbuilder.session.session import Session

__all__ = ["WindowDialog", "WindowEdit", "WindowRequest", "open_window_dialog"]

WIDTH = 480  # pixels


class WindowEdit(QWidget):
    """Edits an optional window, in two lines.

    Parameters
    ----------
    name : str
        Begins the object names of the lines, which end in ``Low`` and ``High``.

    Attributes
    ----------
    valueChanged : Signal()
    """

    valueChanged = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low = self._make_line(f"{name}Low", self.tr("Value to map to 0"))
        self._high = self._make_line(f"{name}High", self.tr("Value to map to 1"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._low)
        row.addWidget(QLabel(self.tr("to")))
        row.addWidget(self._high)
        self.setFocusProxy(self._low)

    def value(self) -> Window | None:
        """Return the window; None if both lines are empty.

        Raises
        ------
        InputError
            If an end is missing or no number, or the low end is not below the high end.
        """
        texts = self._low.text().strip(), self._high.text().strip()
        if not any(texts):
            return None
        try:
            low, high = (float(NumberField.plain(text)) for text in texts)
        except ValueError:
            low, high = nan, nan
        if not isfinite(low) or not isfinite(high):
            message = self.tr("Enter both ends of the window as numbers, or neither")
            raise InputError(message)
        if not low < high:
            text = self.tr("The low end {0} is not below the high end {1}")
            raise InputError(text.format(f"{low:g}", f"{high:g}"))
        return low, high

    def setValue(self, window: Window | None) -> None:
        """Set the window."""
        for line, end in zip((self._low, self._high), window or ("", ""), strict=True):
            line.setText(end if isinstance(end, str) else f"{end:.10g}")

    def set_placeholders(self, low: str, high: str) -> None:
        """Set the texts that explain empty lines."""
        self._low.setPlaceholderText(low)
        self._high.setPlaceholderText(high)

    def _make_line(self, name: str, label: str) -> QLineEdit:
        line = text_line(name, label)
        line.textChanged.connect(self.valueChanged)
        return line


@dataclass(frozen=True)
class WindowRequest:
    """A request to set the window of images.

    Attributes
    ----------
    images : tuple of str
        Ids.
    window : tuple of float or None
        None for the range of the stored values.
    """

    images: tuple[str, ...]
    window: Window | None


class WindowDialog(RequestDialog):
    """Asks for a window and for the images that it applies to.

    Parameters
    ----------
    note : str
        Why a window may be needed, or how the values are scaled now.
    scopes : sequence of (str, tuple of str)
        Sets of images to choose from: description and ids.
    window : tuple of float or None
        Proposed window.
    is_needed : bool, default=False
        The lines may not be empty: the type has no range.
    """

    def __init__(
        self,
        note: str,
        scopes: Sequence[tuple[str, tuple[str, ...]]],
        window: Window | None,
        parent: QWidget,
        *,
        is_needed: bool = False,
    ) -> None:
        tr = parent.tr
        super().__init__("windowDialog", tr("Window of values"), tr("Set window"), parent)
        self._window = WindowEdit("window")
        self._window.setValue(window)
        self._is_needed = is_needed
        if not is_needed:
            whole = self.tr("range of the type")
            self._window.set_placeholders(whole, whole)
        self._scope = QComboBox()
        self._scope.setObjectName("windowScope")
        self._scope.setAccessibleName(self.tr("Apply to"))
        for description, images in scopes:
            self._scope.addItem(description, images)
        text = QLabel(note)
        text.setObjectName("windowNote")
        text.setWordWrap(True)
        meaning = QLabel(
            self.tr(
                "Learning sees the first value as 0 and the second as 1, and clips values beyond."
            )
        )
        if not is_needed:
            more = self.tr("Markers and masks stay. Leave both empty for the range of the type.")
            meaning.setText(f"{meaning.text()} {more}")
        meaning.setWordWrap(True)
        form = QFormLayout()
        form.addRow(self.tr("&Values:"), self._window)
        form.addRow(self.tr("&Apply to:"), self._scope)
        self.body.addWidget(text)
        self.body.addLayout(form)
        self.body.addWidget(meaning)
        self.body.addStretch(1)
        self._window.valueChanged.connect(self.check)
        self.check()
        self.resize(WIDTH, self.heightForWidth(WIDTH))

    def value(self) -> WindowRequest:
        """Return the request; see `RequestDialog`."""
        window = self._window.value()
        if window is None and self._is_needed:
            raise InputError(self.tr("Enter the values to map to 0 and 1"))
        return WindowRequest(self._scope.currentData(), window)


def open_window_dialog(session: Session, images: Sequence[str], parent: QWidget) -> None:
    """Ask for the window of images, the shown one if it is among them, and set it."""
    project, shown = session.document.project, session.pixels.shown
    first = shown.id if shown is not None and shown.id in images else images[0]
    note, window = "", None
    if shown is not None and shown.id == first:
        warning = range_warning(project, shown)
        note = (
            "" if warning is None else f"{project.image(first).name} {translated(warning.text)}."
        )
        window = proposed_window(project, shown)
    entry = project.image(first)
    if not note and entry.stored is not None:
        text = parent.tr("{0} holds {1}, which learning sees as 0 to 1.")
        note = text.format(entry.name, translated(entry.stored.description))
        window = window or entry.stored.range
    dialog = WindowDialog(note, _scopes(project, images, first, parent), window, parent)
    dialog.requested.connect(
        lambda request: session.attempt(
            lambda: session.images.set_window(request.images, request.window)
        )
    )
    dialog.open()


def _scopes(
    project: Project, images: Sequence[str], first: str, parent: QWidget
) -> list[tuple[str, tuple[str, ...]]]:
    """Offer the selected images, and all of the same dtype first."""
    entry = project.image(first)
    dtype = entry.dtype if entry.stored is None else entry.stored.dtype
    alike = same_dtype(project, first)
    scopes = [(parent.tr("{0} of {1}").format(counted(len(alike), "image"), dtype), alike)]
    chosen = tuple(images)
    if set(chosen) == set(alike):
        return scopes
    if len(chosen) == 1:
        return [*scopes, (parent.tr("{0} alone").format(entry.name), chosen)]
    return [(parent.tr("The {0} selected images").format(len(chosen)), chosen), *scopes]
