"""The palettes and their contrast, and the stored theme."""

from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from flimbuilder.gui.settings import Settings
from flimbuilder.gui.theme import TINTS, Theme, dark_palette, is_dark, light_palette, tinted

Role = QPalette.ColorRole
READ = [
    (Role.WindowText, Role.Window),
    (Role.Text, Role.Base),
    (Role.Text, Role.AlternateBase),
    (Role.ButtonText, Role.Button),
    (Role.HighlightedText, Role.Highlight),
    (Role.ToolTipText, Role.ToolTipBase),
    (Role.PlaceholderText, Role.Window),
    (Role.PlaceholderText, Role.Base),
    (Role.Link, Role.Window),
]


def luminance(colour: QColor) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [colour.redF(), colour.greenF(), colour.blueF()]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(colour), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_by_hand() -> None:
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)


@pytest.mark.parametrize("palette", [light_palette, dark_palette])
@pytest.mark.parametrize(("words", "ground"), READ)
def test_text_is_readable(palette: object, words: Role, ground: Role) -> None:
    made = palette()  # type: ignore[operator]
    needed = 3.9 if words == Role.HighlightedText else 4.5
    assert contrast(made.color(words), made.color(ground)) >= needed


@pytest.mark.parametrize("tint", TINTS)
def test_tints_are_visible(tint: str) -> None:
    light, dark = TINTS[tint]
    assert contrast(QColor(light), light_palette().color(Role.Window)) >= 4.5
    assert contrast(QColor(dark), dark_palette().color(Role.Window)) >= 4.5


def test_the_chosen_theme_is_applied_and_stored(qapp: QApplication, tmp_path: Path) -> None:
    parent = QObject()
    theme = Theme(Settings(tmp_path / "x.ini"), parent)
    assert theme.name == "system"
    theme.choose("dark")
    assert is_dark()
    assert qapp.palette().color(Role.Window) == dark_palette().color(Role.Window)
    again = Theme(Settings(tmp_path / "x.ini"), parent)
    assert again.name == "dark"
    again.choose("light")
    assert not is_dark()
    assert not tinted("alert", "error").isNull()


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_an_unchecked_box_is_visible(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, choice: Literal["dark", "light"]
) -> None:
    Theme(Settings(tmp_path / "x.ini"), QObject(qapp)).choose(choice)
    box = QCheckBox("Fill holes")
    qtbot.addWidget(box)
    box.show()
    picture = box.grab().toImage()
    ground = box.palette().color(Role.Window)
    mark = (picture.pixelColor(x, box.height() // 2) for x in range(1, 16))
    assert max(contrast(colour, ground) for colour in mark) >= (3 if choice == "dark" else 1.5)


def test_an_unknown_theme_means_the_system_theme(qapp: QApplication, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "x.ini")
    settings.theme = "pink"
    assert Theme(settings, QObject(qapp)).name == "system"
    assert QGuiApplication.palette().color(Role.Window).isValid()
