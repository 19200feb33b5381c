"""The actions of the Help menu: keys, guide, first steps, the demo and versions."""

from collections.abc import Callable, Sequence
from pathlib import Path

from platformdirs import user_documents_path
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMainWindow

from flimbuilder.gui.action_row import Section
from flimbuilder.gui.coach import Coach
from flimbuilder.gui.dialogs.guide import GuideWindow, docs_folder, site_folder
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

    def show_guide(self, page: str = "") -> None:
        """Show the guide beside the window, at a page if one is named."""
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
        if page and page != self._guide.page.page:
            self._guide.page.show_page(page)

    def show_documentation(self) -> None:
        """Open the site in the web browser; show the guide if no site is installed."""
        site = site_folder()
        if site is None or not QDesktopServices.openUrl(
            QUrl.fromLocalFile(str(site / "index.html"))
        ):
            self.show_guide()
            return
        self._session.report(self.tr("The documentation is in {0}").format(site))

    def show_tutorial(self) -> None:
        """Write the images of the tutorial to the user's documents, and show its page."""
        parent = user_documents_path()

        def work(report: Report) -> Path:
            from flimbuilder.demo.tutorial import TUTORIAL_FOLDER, write_tutorial_images

            return write_tutorial_images(parent / TUTORIAL_FOLDER).images.parent

        def done(folder: Path) -> None:
            self._settings.folder = folder
            self._session.report(self.tr("The images of the tutorial are in {0}").format(folder))
            page = self.tr("tutorial.md")  # translated to the page of that language
            self.show_guide(page if (docs_folder() / page).is_file() else "tutorial.md")

        title = self.tr("Writing the images of the tutorial")
        self._session.jobs.start(LANE, title, work, done, self._session.fail)

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
