"""The card of a kernel and its tooltip."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.kernels.delegate import fitting_flags
from flimbuilder.gui.panels.kernels.panel import KernelsPanel
from flimbuilder.imaging.colour_maps import colour_map
from flimbuilder.project.project import default_class
from flimbuilder.session.session import Session
from tests.gui.panels.kernels.scene import (
    SIDE,
    HandMade,
    NoBuilder,
    gallery,
    identity,
    made_card,
    made_cards,
    rect_of,
    shown_panel,
    stand_in,
)


@pytest.fixture
def stage(session: Session, project_folder: Path) -> tuple[HandMade, NoBuilder]:
    """A session with an open project, and cards and builds made by hand."""
    return stand_in(session, project_folder)


@pytest.fixture
def panel(qtbot: QtBot, session: Session, stage: tuple[HandMade, NoBuilder]) -> KernelsPanel:
    """A panel of eight kernels."""
    return shown_panel(qtbot, session, stage)


def test_tooltip_describes_the_kernel(session, stage, panel):
    image = session.document.project.images[0]
    card = made_card(
        1,
        weight=-0.5,
        dice=0.8125,
        auc=0.0625,
        fisher=2.125,
        twin=3,
        dead=True,
        inverted=True,
        pending=True,
        size=14,
        image=image.id,
    )
    stage[0].show((card,))
    index = gallery(panel).model().index(0, 0)
    wanted = [
        "Kernel 1 of block 1",
        "Class 1: object",
        "From cells_0.png, marker 1, row 20, column 22",
        "Represents 14 patches",
        "Weight in the decoder: -0.5",
        "Maximum on this image: 1.5",
        "Separates its class: AUC 0.06, Fisher 2.1",
        "Dice with the reference mask: 0.81",
        "Dead: zero everywhere on this image",
        "Nearly the same as kernel 3",
        "Responds less to its class than to the others",
        "Inverted",
        "Changed since the last build; build to apply",
    ]
    assert index.data(Qt.ItemDataRole.ToolTipRole).splitlines() == wanted


def painted(panel: KernelsPanel, number: int) -> QImage:
    view = gallery(panel)
    return view.viewport().grab(rect_of(view, number)).toImage()


def colours(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name() for y in range(image.height()) for x in range(image.width())
    }


def test_a_card_has_the_colour_of_its_class_and_its_map(qtbot, session, panel):
    object_colour = QColor(default_class(1).colour).name()
    there = colours(painted(panel, 1))
    assert object_colour in there
    assert QColor(*colour_map("magma")[128].tolist()).name() in there
    session.classes.recolour(1, "#123456")
    qtbot.waitUntil(lambda: "#123456" in colours(painted(panel, 1)))


@pytest.mark.parametrize(
    "changes",
    [
        {"dead": True},
        {"auc": 0.25},
        {"twin": 1},
        {"inverted": True},
        {"pending": True},
        {"weight": -1.0},
        {"dice": 0.5},
        {"filters": np.full((3, 3, 3), 200, np.uint8)},
        {"map": None},
        {"map": np.zeros((SIDE, SIDE), np.uint8)},
        {"class_id": None},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_every_flag_is_painted(stage, panel, changes):
    plain = painted(panel, 3)
    stage[0].show(tuple(made_card(n, **(changes if n == 3 else {})) for n in range(1, 9)))
    assert painted(panel, 3) != plain


def test_the_shown_kernel_is_marked(session, panel):
    plain = painted(panel, 3)
    session.update_view(kernel=identity(3))
    assert painted(panel, 3) != plain


def test_pictures_have_the_shape_of_the_image(stage, panel):
    square = gallery(panel).gridSize().height()
    wide = np.zeros((16, 32), np.uint8)
    stage[0].show(tuple(replace(card, map=wide) for card in made_cards(8)))
    assert gallery(panel).gridSize().height() < square


def test_flags_that_do_not_fit_are_left_out(qtbot: QtBot) -> None:
    canvas = QImage(200, 40, QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    metrics = QFontMetricsF(painter.font())
    flags = ["±", "= 12"]
    whole = metrics.horizontalAdvance("±  = 12")
    assert fitting_flags(flags, painter, whole + 1) == "±  = 12"
    assert fitting_flags(flags, painter, whole - 1) == "±"
    assert fitting_flags(flags, painter, 1) == ""
    assert fitting_flags(flags, painter, -9) == ""
    painter.end()
