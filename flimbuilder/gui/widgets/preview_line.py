"""A line about edits that are previewed: their effect, a verdict, and whether to take them."""

from collections.abc import Hashable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from flimbuilder.gui.language import counted, tr, translated
from flimbuilder.gui.theme import tinted
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.labels import note
from flimbuilder.session.session import Session

if TYPE_CHECKING:
    from flimbuilder.explain.counterfactuals.preview import Preview

__all__ = ["PreviewLine", "describe_preview", "describe_preview_images"]

ICON_SIDE = 16  # px
SYMBOLS = {
    "better": ("check-circle-outline", "info"),
    "worse": ("alert-circle-outline", "error"),
    "unclear": ("help-circle-outline", "warning"),
}  # of a verdict: icon and tint
LISTED = 12  # images in the tooltip
NARROW = 520  # px of width in which the buttons are below the text


class PreviewLine(QWidget):
    """Shows the preview of the session that an owner asked for; hidden without one.

    Parameters
    ----------
    session : Session
    name : str
        Begins the object names: ``why`` gives ``whyPreviewLine``, ``whyTakeButton``,
        ``whyDismissButton``, ``whyBeforeButton`` and ``whyPreviewText``.
    owner : Hashable
        As in `EditPreview.show`.
    """

    def __init__(
        self, session: Session, name: str, owner: Hashable, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._owner = session, owner
        self._symbol = SYMBOLS["unclear"]
        self.setObjectName(f"{name}PreviewLine")
        self._icon, self._text = QLabel(), note(f"{name}PreviewText")
        self._text.setForegroundRole(self.foregroundRole())
        self._before = IconButton(
            f"{name}BeforeButton", "eye-outline", self.tr("Show the saliency before the edit"),
            self.tr("Before"),
        ).on_click(self._toggle_side)  # fmt: skip
        self._before.setCheckable(True)
        self._take = QPushButton(self.tr("&Take"))
        self._take.setObjectName(f"{name}TakeButton")
        self._take.clicked.connect(lambda _: self._session.attempt(self._session.preview.take))
        self._dismiss = QPushButton(self.tr("Dismiss"))
        self._dismiss.setObjectName(f"{name}DismissButton")
        self._dismiss.clicked.connect(lambda _: self._session.preview.dismiss())
        self._lay_out()
        session.preview.changed.connect(self._show_preview)
        self._show_preview()

    @property
    def is_showing(self) -> bool:
        """True if the owner has asked for a preview that is neither taken nor dismissed."""
        asked = self._session.preview.asked
        return asked is not None and asked.owner == self._owner

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the icon when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_icon()

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 0, 1)
        layout.setColumnStretch(1, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addStretch(1)
        for button in (self._before, self._take, self._dismiss):
            buttons.addWidget(button)
        self._button_row = QWidget()
        self._button_row.setLayout(buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        self._place_buttons()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the text of a narrow line."""
        super().resizeEvent(event)
        self._place_buttons()

    def _place_buttons(self) -> None:
        layout, is_narrow = self.layout(), self.width() < NARROW
        assert isinstance(layout, QGridLayout)
        place = (1, 0, 1, 3) if is_narrow else (0, 2, 1, 1)
        at = layout.indexOf(self._button_row)
        if at < 0 or layout.getItemPosition(at) != place:
            layout.removeWidget(self._button_row)
            layout.addWidget(self._button_row, *place, Qt.AlignmentFlag.AlignTop)

    def _show_preview(self) -> None:
        preview, asked = self._session.preview, self._session.preview.asked
        self.setVisible(self.is_showing)
        if asked is None or not self.is_showing:
            return
        result, tip = preview.result, ""
        if result is not None:
            self._symbol = SYMBOLS[result.verdict]
            effect, tip = describe_preview(result), self._describe_images(result)
            if preview.saliency_here is not None:
                before, after = preview.saliency_here
                text = self.tr("{0}; saliency here {1} → {2}")
                effect = text.format(effect, f"{before:.2f}", f"{after:.2f}")
        elif preview.fault is not None:
            self._symbol = SYMBOLS["worse"]
            effect = self.tr("can't preview it: {0}").format(translated(preview.fault))
        else:
            self._symbol = "timer-sand", "info"
            effect = self.tr("learning…")
        self._text.setText(f"{translated(asked.label)}: {effect}")
        self._text.setToolTip(tip)
        self._show_icon()
        can_change = self._session.document.read_only_reason is None
        self._take.setEnabled(result is not None and can_change)
        self._before.setVisible(preview.heat is not None)
        self._before.setChecked(not preview.shows_after)
        self._dismiss.setText(self.tr("Cancel") if preview.is_working else self.tr("Dismiss"))

    def _describe_images(self, preview: "Preview") -> str:
        names = {entry.id: entry.name for entry in self._session.document.project.images}
        return describe_preview_images(preview, names)

    def _show_icon(self) -> None:
        self._icon.setPixmap(tinted(*self._symbol).pixmap(ICON_SIDE, ICON_SIDE))

    def _toggle_side(self) -> None:
        preview = self._session.preview
        preview.show_after(not preview.shows_after)


def describe_preview(preview: "Preview") -> str:
    """Return the verdict on edits, and the change of the measures, in one line."""
    if preview.fault is not None:
        return translated(f"{preview.verdict}, {preview.reason}: {preview.fault}")
    mean = preview.before.agreement.mean(set(preview.edited))
    parts = []
    if "dice" in preview.measures:
        count = counted(len(preview.before.measures), "image")
        parts.append(tr("Dice {0} on {1}").format(f"{preview.measures['dice']:+.3f}", count))
    if mean is not None:
        count = counted(len(preview.of_images), "image")
        new = f"{mean + preview.agreement:.3f}"
        parts.append(tr("agreement {0} → {1} on {2}").format(f"{mean:.3f}", new, count))
    return ", ".join([translated(preview.verdict), *parts])


def describe_preview_images(preview: "Preview", names: dict[str, str]) -> str:
    """Return why the verdict is as it is, and the change of agreement of each image.

    The largest change comes first, one a line; `names` are those of the images by id.
    """
    changes = sorted(preview.of_images.items(), key=lambda item: -abs(item[1]))
    lines = [f"{names.get(image, image)}: {change:+.3f}" for image, change in changes[:LISTED]]
    left = len(changes) - len(lines)
    lines.insert(0, tr("Change of the agreement with the other markers:"))
    more = [tr("and {0}").format(counted(left, "more image"))] if left > 0 else []
    return "\n".join([translated(preview.reason), *lines, *more])
