"""The window stays responsive with two panes and histograms of an image of 16 megapixels."""

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from flimbuilder.gui.canvas.contrast import ContrastButton
from flimbuilder.gui.canvas.panes import CanvasPanes
from flimbuilder.gui.window import MainWindow
from flimbuilder.project.folder import create_project
from flimbuilder.project.images import image_entry
from flimbuilder.project.project import Project
from flimbuilder.session.results import HeatMap
from flimbuilder.session.view import Comparison
from tests.gui.parts import find
from tests.gui.test_responsive import LIMIT, Watchdog

pytestmark = pytest.mark.slow

SIDE = 4000


@pytest.fixture
def watchdog(window: MainWindow, tmp_path: Path) -> Watchdog:
    """Two panes of an image of 16 bits, with maps made by hand."""
    pixels = np.random.default_rng(0).integers(0, 5000, (SIDE, SIDE, 3), np.uint16)
    file, folder = tmp_path / "image.tif", tmp_path / "project.flim"
    tifffile.imwrite(file, pixels, photometric="rgb")
    entry = image_entry(folder, file, pixels.shape, "uint16")
    create_project(folder, Project(images=(entry,)))
    session = window.session
    session.open(folder)
    made = Watchdog(session)
    made.settle()
    session.update_view(heat="saliency", compare=Comparison("image"))
    values = np.random.default_rng(1).integers(0, 256, (SIDE, SIDE), np.uint8)
    inspector = session.inspector
    inspector.heat = inspector.second.heat = HeatMap("heat", "saliency", values)
    inspector.heat_changed.emit()
    inspector.second.changed.emit()
    made.settle()
    return made


def test_panning_and_zooming_two_panes(window: MainWindow, watchdog: Watchdog) -> None:
    canvas = find(window, CanvasPanes, "canvasPanes").canvas
    steps = [lambda: canvas.shift(7, 5), lambda: canvas.zoom(1.7), canvas.fit, canvas.one_to_one]
    assert watchdog.best_of(*steps) < LIMIT


def test_contrast_histogram_and_mix(window: MainWindow, watchdog: Watchdog) -> None:
    button = find(window, ContrastButton, "contrastButton")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    watchdog.settle()  # imports the library of plots
    form = button.form
    assert form._plot is not None
    try:
        steps = [
            lambda: form._plot._window.setRegion((100, 2000)),
            lambda: form._plot._window.setRegion((100, 3000)),
            lambda: form._channel.setCurrentIndex(form._channel.count() - 1),
            lambda: find(form, QToolButton, "contrastStretch").click(),
            lambda: form._channel.setCurrentIndex(0),
        ]
        assert watchdog.best_of(*steps) < LIMIT
    finally:
        form.hide()
