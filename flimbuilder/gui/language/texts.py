"""Mark and translate texts of the window outside of Qt's objects."""

from PySide6.QtCore import QCoreApplication

from flimbuilder import errors
from flimbuilder.gui.language.messages import translated

__all__ = ["counted", "marked", "tr"]


def tr(text: str) -> str:
    """Return a text of the window in its language, as ``QObject.tr`` does."""
    return QCoreApplication.translate("QObject", text)


def marked(text: str) -> str:
    """Return a text unchanged; its translation is looked up by `tr` when it is shown.

    For texts that are read before the language is installed: constants and attributes of classes.
    """
    return text


def counted(number: int, noun: str) -> str:
    """Return a number and its English noun, in the language of the window: ``3 imagens``."""
    return translated(errors.counted(number, noun))
