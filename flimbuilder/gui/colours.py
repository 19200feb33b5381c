"""The colours of what is drawn over images; each has one meaning.

Classes have Okabe and Ito's colours (`CLASS_COLOURS`, which a project may change): those of their
markers and of their mask. All others are as far from these and from each other as theirs are from
one another, for normal and colour-blind eyes, and have a second cue: dashes or stripes. The map
`magma`, with which heat maps begin, passes none of the default classes' colours.
"""

from collections.abc import Iterable, Mapping

from PySide6.QtGui import QColor

from flimbuilder.project.project import ClassEntry

__all__ = ["ATTENTION", "FALSE", "LEFT_OUT", "MISSED", "REFERENCE", "TISSUE", "class_colours"]

ATTENTION = QColor("#ffffff")  # what is selected or pointed at
REFERENCE = QColor("#8b3dff")  # dashed
LEFT_OUT = QColor("#585858")  # by the reference mask; dashed
MISSED = QColor("#10e8ff")  # by the mask; striped one way
FALSE = QColor("#f0003c")  # in the mask; striped the other way
TISSUE = QColor("#000044")  # its outline


def class_colours(classes: Iterable[ClassEntry]) -> Mapping[int, QColor]:
    """Return the colour of each class by its id."""
    return {entry.id: QColor(entry.colour) for entry in classes}
