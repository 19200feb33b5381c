"""The actions of the Help menu: keys, guide, first steps, the demo and versions."""

from collections.abc import Callable, Sequence
from pathlib import Path

from platformdirs import user_documents_path
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from flimbuilder.gui.action_row import Section
from flimbuilder.gui.coach import Coach
from flimbuilder.gui.dialogs.guide import GuideWindow, docs_folder
from flimbuilder.gui.dialogs.help import AboutDialog, ShortcutsDialog
from flimbuilder.gui.dialogs.keys import KeysDialog
from flimbuilder.gui.keymap import keymap
from flimbuilder.gui.settings import Settings
from flimbuilder.session.jobs import Report
from flimbuilder.session.session import Session

__all__ = ["HelpCommands"]

LANE = "project"


class HelpCommands(QObject):
    """Handles the Help menu.

    Parameters
    ----------
    session : Session
    settings : Settings
    coach : Coach
    window : QMainWindow
        Parent of the dialogs.
    """

    def __init__(
        self, session: Session, settings: Settings, coach: Coach, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._session, self._settings, self._window = session, settings, window
        self._coach = coach
        self._guide: GuideWindow | None = None
        coach.dismissed.connect(self._forget_coach)

    def show_shortcuts(self, sections: Sequence[Section]) -> None:
        """Show the sheet of shortcuts."""
        ShortcutsDialog(sections, self._window).open()

    def edit_keys(self, sections: Sequence[Section]) -> None:
        """Let the user change the keys, and keep the changes."""

        def keep() -> None:
            self._settings.keys = keymap().changes

        dialog = KeysDialog(sections, self._settings.folder, self._window)
        dialog.finished.connect(keep)
        dialog.open()

    def show_guide(self) -> None:
        """Show the guide beside the window."""
        if self._guide is None:
            made: list[GuideWindow] = []
            if not self._session.attempt(
                lambda: made.append(GuideWindow(docs_folder(), self._window))
            ):
                return
            self._guide = made[0]
        self._guide.show()
        self._guide.raise_()
        self._guide.activateWindow()

    def show_first_steps(self) -> None:
        """Show the first steps, above the image."""
        self._coach.start()

    def show_about(self) -> None:
        """Show the versions."""
        AboutDialog(self._window).open()

    def make_demo(self, open_project: Callable[[Path, Callable[[], object]], object]) -> None:
        """Create the demo in the user's documents, and open it with its first steps.

        Parameters
        ----------
        open_project : callable
            Called with a project and a function to call once it is open.
        """
        parent = user_documents_path()

        def work(report: Report) -> Path:
            from flimbuilder.demo.project import free_demo_folder, make_demo_project

            return make_demo_project(free_demo_folder(parent), on_progress=report).path

        def done(project: Path) -> None:  # by now another project may have unsaved edits
            open_project(project, lambda: self._begin(project))

        title = self.tr("Creating the demo")
        self._session.jobs.start(LANE, title, work, done, self._session.fail)

    def _begin(self, project: Path) -> None:
        self._session.update_view(heat="saliency", show_mask=True)
        if not self._settings.coached:
            self._coach.start()
        self._session.report(self.tr("The demo is in {0}").format(project.parent))

    def _forget_coach(self) -> None:
        self._settings.coached = True
