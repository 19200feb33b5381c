"""Labels and their fonts."""

from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from flimbuilder.gui.widgets.labels import heading, note, scaled


def test_a_scaled_font_respects_the_minimum() -> None:
    font = QFont()
    font.setPointSizeF(10)
    assert scaled(font, 2).pointSizeF() == 20
    assert scaled(font, 0.5, minimum=7).pointSizeF() == 7
    font.setPixelSize(12)
    assert scaled(font, 2).pixelSize() == 12


def test_headings_are_bold_and_notes_quiet(qapp: QApplication) -> None:
    title, hint = heading("Kernels"), note("hint")
    assert isinstance(title, QLabel)
    assert title.font().bold()
    assert hint.objectName() == "hint"
    assert hint.foregroundRole() == QPalette.ColorRole.PlaceholderText
    title.deleteLater()
    hint.deleteLater()


def test_a_note_shows_names_that_look_like_html_as_they_are(qtbot: QtBot) -> None:
    label, plain = QLabel(), note("hint")
    for made in (label, plain):
        qtbot.addWidget(made)
        made.setWordWrap(False)
        made.setText("<b>cells</b>.png")
    assert plain.sizeHint().width() > label.sizeHint().width()
