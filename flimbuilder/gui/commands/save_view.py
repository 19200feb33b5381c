"""Save or copy the view of the canvas."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from flimbuilder.errors import FlimError
from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.canvas.view_export import (
    Frame,
    frame_of,
    picture_of_view,
    vectors_of_view,
)
from flimbuilder.gui.dialogs.save_view import SaveViewDialog, SaveViewRequest
from flimbuilder.gui.settings import Settings
from flimbuilder.gui.widgets.pictures import png_bytes
from flimbuilder.project.files import write_atomically
from flimbuilder.session.jobs import Report
from flimbuilder.session.session import Session

__all__ = ["ViewSaving"]

LANE = "save view"


class ViewSaving(QObject):
    """The actions that make a picture of the view.

    Parameters
    ----------
    session : Session
    settings : Settings
        Remembers the folder.
    canvas : Canvas
    parent : QWidget
        Parent of the dialog.
    """

    def __init__(
        self, session: Session, settings: Settings, canvas: Canvas, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._settings, self._canvas = session, settings, canvas
        self._window = parent

    def ask(self) -> None:
        """Ask for a file and save the view in it."""
        image = self._session.view.image
        if image is None:
            return
        name = self._session.document.project.image(image).stem
        dialog = SaveViewDialog(self._settings.folder / f"{name}-view", self._window)
        dialog.requested.connect(self.save)
        dialog.open()

    def save(self, request: SaveViewRequest) -> None:
        """Paint the view and write it in the background."""
        out = request.out
        self._settings.folder = out.parent
        try:
            frame = frame_of(
                self._canvas, whole=request.whole, at_image_size=request.at_image_size
            )
        except FlimError as error:
            self._session.fail(error)
            return
        size = float(frame.width), float(frame.height)
        missing = self._canvas.scene.loading_of(frame.view, 1.0, size)
        if missing is None:
            self._write(out, frame)
            return

        def read(report: Report) -> None:
            missing(lambda: report("", 0, 0))

        text = self.tr("Reading the slide")
        self._session.jobs.start(
            LANE, text, read, lambda result: self._write(out, frame), self._session.fail
        )

    def _write(self, out: Path, frame: Frame) -> None:
        """Paint a frame and write it."""
        title = out.stem
        if out.suffix.lower() == ".svg":
            vectors = vectors_of_view(self._canvas, frame)

            def content() -> bytes:
                return vectors.as_svg(title)
        else:
            picture = picture_of_view(self._canvas, frame)

            def content() -> bytes:
                return png_bytes(picture)

        def work(report: Report) -> Path:
            write_atomically(out, content())
            return out

        def done(written: Path) -> None:
            self._session.report(self.tr("Wrote {0}").format(written))

        self._session.jobs.start(LANE, self.tr("Saving the view"), work, done, self._session.fail)

    def copy(self) -> None:
        """Copy the view as a picture."""
        try:
            frame = frame_of(self._canvas)
        except FlimError as error:
            self._session.fail(error)
            return
        QApplication.clipboard().setImage(picture_of_view(self._canvas, frame))
        text = self.tr("Copied a picture of {0} x {1} pixels")
        self._session.report(text.format(frame.width, frame.height))
