"""The button that names the contrast of the shown image and opens its form."""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton, QWidget

from flimbuilder.analysis.histograms import IntensityCounts, count_image
from flimbuilder.gui.canvas.contrast_form import ContrastForm, range_text
from flimbuilder.gui.canvas.display import Contrast, DisplayImage
from flimbuilder.gui.widgets.icons import icon
from flimbuilder.session.pixels import ShownImage
from flimbuilder.session.session import Session

__all__ = ["ContrastButton"]

LANE = "display histogram"


class ContrastButton(QToolButton):
    """The button that opens the contrast form; hidden if no image is shown.

    Parameters
    ----------
    parent : QWidget
    session : Session or None, default=None
        Counts the intensities of its image in the background while the form is open; None shows
        no histogram.

    Attributes
    ----------
    chosen : Signal(object)
        The new `Contrast`.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget, session: Session | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._counted: ShownImage | None = None
        self.setObjectName("contrastButton")
        self.setAccessibleName(self.tr("Contrast"))
        self.setIcon(icon("contrast-circle"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.form = ContrastForm(self, session)
        self.form.valueChanged.connect(self.chosen)
        self.clicked.connect(self.open_form)
        self.hide()

    def show_image(self, channels: int, prepared: DisplayImage, contrast: Contrast) -> None:
        """Show the button, with the channels, value range and contrast of an image.

        The button names the limits if learning sees other values as 0 and 1.
        """
        self.form.show_image(channels, prepared)
        self.form.setValue(contrast)
        shown, learned = range_text(prepared.limits), range_text(prepared.learned)
        is_other = prepared.limits != prepared.learned
        text = self.tr("{0} of {1}").format(shown, learned) if is_other else ""
        if contrast.mix:
            visible = sum(channel.visible for channel in contrast.mix)
            text = self.tr("Mix: {0} of {1} channels").format(visible, channels)
        self.setText(text)
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if text else style.ToolButtonIconOnly
        )
        source = self.tr(" (automatic)") if contrast.limits is None and not contrast.mix else ""
        gamma = self.tr(", gamma {0:g}").format(contrast.gamma) if contrast.gamma != 1 else ""
        self.setToolTip(
            self.tr("Contrast {0}{1}{2}. Display only: learning sees {3} as 0 to 1").format(
                shown, source, gamma, learned
            )
        )
        self.show()
        if self.form.isVisible():
            self._count()

    def open_form(self) -> None:
        """Open the form below the button, aligned at the right, on the screen."""
        self._count()
        self.form.adjustSize()
        corner = self.mapToGlobal(QPoint(self.width() - self.form.width(), self.height() + 2))
        area = (self.screen() or QGuiApplication.primaryScreen()).availableGeometry()
        corner.setX(max(area.left(), min(corner.x(), area.right() - self.form.width())))
        corner.setY(max(area.top(), min(corner.y(), area.bottom() - self.form.height())))
        self.form.move(corner)
        self.form.show()

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the icon if the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(icon("contrast-circle"))

    def _count(self) -> None:
        """Count the intensities of the session's image, unless they are counted already."""
        session = self._session
        shown = None if session is None else session.pixels.shown
        if session is None or shown is None or shown is self._counted:
            return
        self._counted = shown
        self.form.show_counts(None)

        def take(counts: IntensityCounts) -> None:
            if self._counted is shown:
                self.form.show_counts(counts)

        session.jobs.start(
            LANE, "Counting intensities", lambda report: count_image(shown.sample), take,
            session.fail, quiet=True,
        )  # fmt: skip
