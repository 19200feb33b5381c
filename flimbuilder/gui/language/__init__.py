"""The languages of the window, and the translation of its texts.

Texts of the window pass through Qt's ``tr``. Texts of the other rooms are English: `translated`
shows them in the language of the window. `install` chooses that language.
"""

from flimbuilder.gui.language.choice import LANGUAGES, SYSTEM, install, preferred_language
from flimbuilder.gui.language.messages import translated
from flimbuilder.gui.language.texts import counted, marked, tr

__all__ = [
    "LANGUAGES",
    "SYSTEM",
    "counted",
    "install",
    "marked",
    "preferred_language",
    "tr",
    "translated",
]
