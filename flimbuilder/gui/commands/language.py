"""The menu that chooses the language of the window."""

from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from flimbuilder.gui.language import LANGUAGES, SYSTEM
from flimbuilder.gui.settings import Settings
from flimbuilder.session.session import Session

__all__ = ["LanguageMenu"]


class LanguageMenu(QMenu):
    """The languages, each by its own name; the choice holds from the next start."""

    def __init__(
        self, session: Session, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("&Language"))
        self.setObjectName("languageMenu")
        self._session, self._settings = session, settings
        self._group = QActionGroup(self)
        self._add(SYSTEM, self.tr("&As the system"))
        for language, name in LANGUAGES.items():
            self._add(language, name)

    def _add(self, language: str, title: str) -> QAction:
        action = self.addAction(title)
        action.setObjectName(f"{language}LanguageAction")
        action.setCheckable(True)
        action.setChecked(self._settings.language == language)
        action.triggered.connect(partial(self._choose, language))
        self._group.addAction(action)
        return action

    def _choose(self, language: str, checked: bool = True) -> None:
        if language != self._settings.language:
            self._settings.language = language
            self._session.report(self.tr("The language changes when flimbuilder starts again"))
