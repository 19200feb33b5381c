"""The canvas over an image in tiles: it reports what is in view and paints what is known."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flimbuilder.gui.canvas import scene
from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.canvas.large_outlines import LargeOutlineLayer
from flimbuilder.model.tile_grid import Focus
from flimbuilder.session.session import Session
from tests.gui.canvas.conftest import colour_at
from tests.session.conftest import make_project

pytestmark = pytest.mark.slow

SIDE = 300


@pytest.fixture
def large(
    session: Session,
    tmp_path: Path,
    qtbot: QtBot,
    settle: Callable[[Session], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Canvas:
    """A canvas with the saliency of an image in tiles."""
    monkeypatch.setattr("flimbuilder.session.encoding.WHOLE_BYTES", 1)
    monkeypatch.setattr("flimbuilder.model.large_decoding.TILE_BYTES", 10**6)
    monkeypatch.setattr(scene, "LARGE_MASK", 1)
    disks = ((40, 60, 20), (150, 150, 30), (250, 220, 25))
    made = Canvas(session)
    qtbot.addWidget(made)
    made.resize(600, 500)
    made.show()
    session.open(make_project(tmp_path, side=SIDE, disks=disks))
    session.update_view(
        show_scale_bar=False, show_overview=False, heat="saliency", show_markers=False
    )
    settle(session)
    return made


def test_the_part_in_view_is_reported(large: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Focus] = []
    monkeypatch.setattr(
        large.session.inspector, "focus_on", lambda image, focus: seen.append(focus)
    )
    large.zoom(8.0, QPointF(300, 250))
    QApplication.processEvents()
    part = seen[-1]
    assert 0 < part.top < part.bottom < SIDE
    assert part.bottom - part.top == pytest.approx(500 / large.transform.scale, abs=2)
    large.shift(-50, 0)
    assert seen[-1].left > part.left


def test_the_heat_map_is_painted_from_its_levels(large: Canvas) -> None:
    heat, layer = large.session.inspector.heat, large._scene.heat
    assert heat is not None
    assert layer is not None
    assert layer.heat is heat
    assert layer._levels is heat.levels
    row, col = np.argwhere(heat.values == heat.values.max())[0].tolist()
    dark_row, dark_col = np.argwhere(heat.values == heat.values.min())[0].tolist()
    bright, dark = colour_at(large, row, col), colour_at(large, dark_row, dark_col)
    assert bright != dark


def test_tiles_appear_without_another_layer_job(
    large: Canvas, settle: Callable[[Session], None]
) -> None:
    titles: list[str] = []
    inspector = large.session.inspector
    inspector.heat_changed.connect(lambda: titles.append(large._scene.heat.heat.title))
    large.session.set_seed(3)
    large.session.builder.build()
    settle(large.session)
    assert titles[-1] == "saliency of object"
    assert large._scene.heat.heat is inspector.heat


def test_masks_are_outlined_by_what_is_in_view(
    large: Canvas, settle: Callable[[Session], None]
) -> None:
    large.session.update_view(show_mask=True, show_truth=True, heat="none")
    settle(large.session)
    outlines = large._scene.outlines
    assert {"mask", "truth"} <= outlines.keys()
    assert all(isinstance(layer, LargeOutlineLayer) for layer in outlines.values())
    before = large.grab().toImage()
    large.session.update_view(show_mask=False, show_truth=False)
    assert large.grab().toImage() != before


def test_errors_are_painted(large: Canvas, settle: Callable[[Session], None]) -> None:
    large.session.update_view(heat="error")
    settle(large.session)
    assert large._scene.heat is not None
    assert large._scene.heat.heat.kind == "error"
