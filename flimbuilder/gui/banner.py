"""Banners above the canvas: unsaved edits, another window, images unfit for learning, advice."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from flimbuilder.gui.dialogs.intensity_window import open_window_dialog
from flimbuilder.gui.language import counted, translated
from flimbuilder.gui.theme import tinted
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.session.ranges import RangeWarning, range_warning
from flimbuilder.session.session import Session

__all__ = ["AdviceBanner", "RangeBanner", "RecoveryBanner", "SharedBanner"]

ICON = 18
POLL_INTERVAL = 1000  # ms between readings of what another window does


class _Banner(QFrame):
    """A warning with buttons.

    Parameters
    ----------
    name : str
        Begins the object names of the banner and its text.
    symbol : str
        Name of the icon.
    """

    tint = "warning"

    def __init__(self, name: str, symbol: str, session: Session, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._session = session
        self._symbol = symbol
        self.setObjectName(f"{name}Banner")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._icon, self._text = QLabel(), QLabel()
        self._text.setObjectName(f"{name}Text")
        self._text.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(10, 6, 10, 6)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self._update_icon()

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the icon when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._update_icon()

    def _add_button(self, name: str, text: str, tip: str, call: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setToolTip(tip)
        button.clicked.connect(lambda _: call())
        self._row.addWidget(button)
        return button

    def _update_icon(self) -> None:
        self._icon.setPixmap(tinted(self._symbol, self.tint).pixmap(ICON))


class RecoveryBanner(_Banner):
    """Offers to recover or to discard edits; hidden if there are none."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("recovery", "backup-restore", session, parent)
        tip = self.tr("Apply these edits to the project")
        self._add_button("recoverButton", self.tr("&Recover"), tip, self._recover)
        tip = self.tr("Return to the saved version; backups/ keeps a copy of the edits")
        self._add_button("discardEditsButton", self.tr("&Discard"), tip, self._discard)
        session.document.status_changed.connect(self._on_status_changed)
        self._on_status_changed()

    def _on_status_changed(self) -> None:
        count = self._session.document.unsaved_edits
        text = self.tr("flimbuilder ended before {0} could be saved. Recover or discard?")
        self._text.setText(text.format(counted(count, "edit")))
        self.setVisible(count > 0)

    def _recover(self) -> None:
        session, count = self._session, self._session.document.unsaved_edits
        notes: list[str] = []
        if not session.attempt(lambda: notes.extend(session.document.recover())):
            return
        for note in notes:
            session.warn(note)
        if not notes:
            session.report(self.tr("{0} recovered").format(counted(count, "edit")))
        session.builder.build_if_marked()

    def _discard(self) -> None:
        if self._session.attempt(self._session.document.discard):
            self._session.report(self.tr("Edits discarded; backups/ keeps a copy"))


class SharedBanner(_Banner):
    """Says that another window edits the project; hidden if none does."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("shared", "lock-outline", session, parent)
        self._follow = QCheckBox(self.tr("&Follow"))
        self._follow.setObjectName("followButton")
        self._follow.setToolTip(self.tr("Show edits as the other window makes them"))
        self._follow.clicked.connect(lambda _: self._set_follow())
        self._row.addWidget(self._follow)
        tip = self.tr("Show the edits that the other window has made")
        reload = session.following.reload
        self._reload = self._add_button("reloadButton", self.tr("&Reload"), tip, reload)
        tip = self.tr("Edit the project in this window")
        take_over = self.tr("&Take over")
        self._take = self._add_button("takeOverButton", take_over, tip, self._take_over)
        self._timer = QTimer(self, interval=POLL_INTERVAL)
        self._timer.timeout.connect(session.following.poll)
        session.document.status_changed.connect(self._update)
        session.following.changed.connect(self._update)
        self._update()

    def _update(self) -> None:
        following, holder = self._session.following, self._session.document.holder
        self.setVisible(holder is not None)
        if holder is None:
            self._timer.stop()
            return
        if not self._timer.isActive():
            self._timer.start()
        if following.has_closed:
            text = self.tr("The other window has closed the project.")
        elif holder.is_elsewhere:
            text = self.tr("Open on {0}: read-only.").format(holder.host)
        else:
            text = self.tr("Open in another window: read-only.")
        self._text.setText(text)
        self._follow.setChecked(following.is_on)
        self._follow.setVisible(not following.has_closed)
        self._reload.setVisible(not following.has_closed)
        self._take.setVisible(following.has_closed or holder.is_elsewhere)

    def _set_follow(self) -> None:
        self._session.following.set_on(self._follow.isChecked())

    def _take_over(self) -> None:
        session = self._session
        notes: list[str] = []
        if session.attempt(lambda: notes.extend(session.following.take_over())):
            for note in notes:
                session.warn(note)


class RangeBanner(_Banner):
    """Names an image whose values are unfit for learning, and offers to set its window."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("range", "alert-outline", session, parent)
        self._dismissed: set[RangeWarning] = set()
        tip = self.tr("Choose the values that learning sees as 0 and 1")
        self._choose = self._add_button(
            "chooseWindowButton", self.tr("Set &window…"), tip, self._choose_window
        )
        close = IconButton("dismissRangeButton", "close", self.tr("Dismiss"))
        self._row.addWidget(close.on_click(self._dismiss))
        session.document.opened.connect(self._on_opened)
        session.document.changed.connect(self._update)
        session.document.status_changed.connect(self._update)
        session.pixels.changed.connect(self._update)
        self._update()

    def _on_opened(self) -> None:
        self._dismissed.clear()

    def _warning(self) -> RangeWarning | None:
        shown = self._session.pixels.shown
        if shown is None:
            return None
        return range_warning(self._session.document.project, shown)

    def _update(self, *ignored: object) -> None:
        session = self._session
        is_reading = session.pixels.shown is None and session.pixels.problem is None
        if is_reading and session.view.image is not None:
            return  # the canvas would jump
        warning = self._warning()
        if warning is not None:
            names = {entry.id: entry.name for entry in session.document.project.images}
            self._text.setText(
                f"{names.get(warning.image, warning.image)} {translated(warning.text)}."
            )
        self._choose.setEnabled(session.document.read_only_reason is None)
        self.setVisible(warning is not None and warning not in self._dismissed)

    def _choose_window(self) -> None:
        warning = self._warning()
        if warning is not None:
            open_window_dialog(self._session, [warning.image], self)

    def _dismiss(self) -> None:
        warning = self._warning()
        if warning is not None:
            self._dismissed.add(warning)
        self._update()


class AdviceBanner(_Banner):
    """Offers a way out when the result on the shown image disappoints."""

    tint = "info"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("advice", "lightbulb-outline", session, parent)
        tip = self.tr("Decoder learned from markers, automatic threshold and boundary")
        self._automatic = self._add_button(
            "useAutomaticButton", self.tr("Use the &automatic settings"), tip, self._use_automatic
        )
        tip = self.tr("Zoom to the largest error, ready to draw there")
        self._place = self._add_button(
            "showWorstButton", self.tr("Show the &place"), tip, self._show_place
        )
        close = IconButton("dismissAdviceButton", "close", self.tr("Dismiss"))
        self._row.addWidget(close.on_click(session.advisor.dismiss))
        session.advisor.changed.connect(self._update)
        self._update()

    def _update(self) -> None:
        advice = self._session.advisor.advice
        can_change = self._session.document.read_only_reason is None
        self.setVisible(advice is not None and can_change)
        if advice is None:
            return
        if advice.has_reference:
            score = self.tr("Dice {0:.2f}").format(advice.score)
        else:
            score = self.tr("{0:.0f} % of the marked pixels are right")
            score = score.format(100 * advice.score)
        if advice.kind == "automatic":
            hint = self.tr("the automatic settings may do better")
        else:
            hint = self.tr("draw a stroke of class {0} at the worst place, then build")
            hint = hint.format(self._class_name(advice.class_id))
        self._text.setText(f"{score}: {hint}.")
        self._automatic.setVisible(advice.kind == "automatic")
        self._place.setVisible(advice.kind == "place")

    def _class_name(self, class_id: int) -> str:
        classes = self._session.document.project.classes
        return next((entry.name for entry in classes if entry.id == class_id), str(class_id))

    def _use_automatic(self) -> None:
        self._session.attempt(self._session.advisor.use_automatic)

    def _show_place(self) -> None:
        session, advice = self._session, self._session.advisor.advice
        if advice is not None:
            session.update_view(tool="stroke", class_id=advice.class_id)
            session.show_region(*advice.region)
            session.advisor.dismiss()
