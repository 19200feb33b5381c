"""Write the report on the project, and show it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMainWindow

from flimbuilder.gui.dialogs import files
from flimbuilder.gui.settings import Settings
from flimbuilder.session.reports import start_report
from flimbuilder.session.session import Session

if TYPE_CHECKING:
    from flimbuilder.workflow.report import WrittenReport

__all__ = ["ReportCommand"]

SUFFIX = ".html"


class ReportCommand(QObject):
    """Handles *Report*.

    Parameters
    ----------
    session : Session
    settings : Settings
        Remembers the folder.
    window : QMainWindow
        Parent of the dialog.
    """

    def __init__(self, session: Session, settings: Settings, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._settings, self._window = session, settings, window

    def ask(self) -> None:
        """Ask for a file, and write the report in the background."""
        path = self._session.document.path
        if path is None:
            return
        like = self._settings.folder / f"{path.stem}-report{SUFFIX}"
        out = files.choose_target(
            self._window, self.tr("Write a report"), like, self.tr("Web page (*.html)")
        )
        if out is not None:
            self.write(out if out.suffix else out.with_suffix(SUFFIX))

    def write(self, out: Path) -> None:
        """Write the report and open it when it is done."""
        self._settings.folder = out.parent
        start_report(self._session, out, self._show)

    def _show(self, report: "WrittenReport") -> None:
        text = self.tr("Wrote {0}").format(report.path)
        if report.left_out:
            text = self.tr("{0}; see there what is left out").format(text)
        self._session.report(text)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(report.path.absolute())))
