"""Choose and install the language of the window."""

import sys
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from flimbuilder.gui.language.messages import use_messages

__all__ = ["LANGUAGES", "SYSTEM", "install", "preferred_language"]

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "pt_BR": "Português (Brasil)"}  # by code: its own name
SYSTEM = "system"
FOLDER = Path(__file__).parent
MISSING = (
    "{0} is missing, so the window is in English; run: python packaging/translations.py build"
)

_installed: list[QTranslator] = []


def preferred_language(chosen: str = SYSTEM, wanted: Iterable[str] | None = None) -> str:
    """Return the language to install.

    Parameters
    ----------
    chosen : str, default="system"
        A key of `LANGUAGES`; anything else follows the system.
    wanted : iterable of str or None, default=None
        The languages of the system, the best first; None asks Qt.
    """
    if chosen in LANGUAGES:
        return chosen
    for name in QLocale.system().uiLanguages() if wanted is None else wanted:
        language = name.replace("_", "-").partition("-")[0].lower()
        for known in LANGUAGES:
            if known.partition("_")[0] == language:
                return known
    return ENGLISH


def install(language: str, folder: Path = FOLDER) -> None:
    """Show the texts of widgets that are created from now on in a language.

    Qt looks a text up by the class that asks, then by its base classes. All texts have the context
    ``QObject``, the last of these, so that they are found wherever they are used.

    Parameters
    ----------
    language : str
        A key of `LANGUAGES`. If its catalogue is missing, the texts stay English.
    folder : Path, optional
        Where the compiled catalogues are.
    """
    application = QCoreApplication.instance()
    assert application is not None
    for translator in _installed:
        application.removeTranslator(translator)
    _installed.clear()
    use_messages(None)
    if language == ENGLISH:
        return
    window = folder / f"window_{language}.qm"
    if not window.exists():
        print(MISSING.format(window), file=sys.stderr)
        return
    qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    files = (qt / f"qtbase_{language}.qm", folder / f"qt_{language}.qm", window)
    for file in files:  # the last installed is asked first
        translator = QTranslator(application)
        if translator.load(str(file)):
            application.installTranslator(translator)
            _installed.append(translator)
    use_messages(folder / f"messages_{language}.qm")
