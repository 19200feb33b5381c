"""The annotator's whole day with real events: from a folder of images to tables and outlines."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QTableView,
)
from pytestqt.qtbot import QtBot
from scipy.ndimage import distance_transform_edt

from flimbuilder.analysis.objects import label_objects
from flimbuilder.gui.app import create_window
from flimbuilder.gui.dialogs import files
from flimbuilder.imaging.read import read_image
from flimbuilder.project.markers import Disk, ImageMarkers, Stroke
from tests.gui.driver import Driver
from tests.gui.parts import find

pytestmark = pytest.mark.slow

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
BUILDING = 120_000  # ms


def started(qtbot: QtBot) -> "Day":
    window = create_window()
    assert isinstance(window, QMainWindow)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    return Day(window, qtbot)


class Day(Driver):
    """The steps of the day."""

    def dialog(self, name: str) -> QDialog:
        self.qtbot.waitUntil(lambda: self.window.findChild(QDialog, name) is not None)
        return self.find(QDialog, name)

    def press(self, dialog: QDialog, name: str) -> None:
        QTest.mouseClick(find(dialog, QAbstractButton, name), LEFT)

    def retype(self, dialog: QDialog, name: str, text: str) -> None:
        line = find(dialog, QLineEdit, name)
        line.selectAll()
        QTest.keyClicks(line, text)

    def truth(self) -> NDArray[np.integer]:
        shown = self.session.pixels.shown
        assert shown is not None
        assert shown.truth is not None
        return shown.truth

    def return_to_canvas(self) -> None:
        """Activate the window, as a click on it does, and its canvas."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        self.canvas.setFocus()

    def mark(self) -> None:
        """Draw a disk on the object and a stroke on the background of the shown image."""
        self.return_to_canvas()
        truth = self.truth()
        height, width = truth.shape
        self.key(Key.Key_1)
        self.key(Key.Key_D)
        while self.session.view.radius < 12:
            self.key(Key.Key_BracketRight)
        self.click_image(*deepest(truth > 0))
        self.key(Key.Key_0)
        self.key(Key.Key_S)
        row, col = deepest(truth == 0)
        reach = min(row, col, height - row, width - col, 60) / 2
        self.draw([(row, col - reach), (row, col), (row + reach, col + reach)])

    def correct(self) -> None:
        """Draw a stroke where mask and reference mask differ most."""
        self.return_to_canvas()
        decoded, truth = self.session.inspector.decoded, self.truth()
        assert decoded is not None
        missed, false = (truth > 0) & (decoded.mask == 0), (truth == 0) & (decoded.mask > 0)
        is_missed = missed.sum() > false.sum()
        row, col = deepest(missed if is_missed else false)
        self.key(Key.Key_1 if is_missed else Key.Key_0)
        self.key(Key.Key_S)
        self.draw([(row, col), (row, col + 3), (row + 2, col + 5)])

    def create_project(self, place: Path) -> None:
        """Create a project with the masks that are offered, but without the markers."""
        QTest.mouseClick(self.find(QAbstractButton, "newProjectButton"), LEFT)
        dialog = self.dialog("newProjectDialog")
        QTest.keyClicks(find(dialog, QLineEdit, "projectName"), "eggs")
        self.retype(dialog, "projectPlaceLine", str(place))
        self.press(dialog, "addFolderButton")
        found = find(dialog, QLabel, "projectFound")
        self.qtbot.waitUntil(lambda: found.text() == "10 images")
        assert find(dialog, QCheckBox, "projectMasksBox").isChecked()
        assert find(dialog, QLabel, "projectMasksCount").text() == "10 of 10"
        self.press(dialog, "projectMarkersBox")
        self.press(dialog, "agreeButton")
        self.qtbot.waitUntil(lambda: self.session.document.is_open, timeout=30_000)
        self.wait_for_image()
        project = self.session.document.project
        assert self.session.document.path == place / "eggs.flim"
        assert [entry.mask is not None for entry in project.images] == [True] * 10
        assert not project.markers

    def mark_images(self, count: int) -> Mapping[str, ImageMarkers]:
        """Mark the first images; return their markers."""
        for number in range(count):
            if number:
                self.key(Key.Key_F)
                self.wait_for_image()
            self.mark()
        return self.session.document.project.markers

    def show_first_row(self, name: str) -> None:
        """Click the first row of the results, of an image of this name."""
        self.click_item(self.find(QTableView, "resultsTable"), 0)
        names = {entry.id: entry.name for entry in self.session.document.project.images}
        self.qtbot.waitUntil(lambda: names[str(self.session.view.image)] == name)
        self.wait_for_image()
        inspector = self.session.inspector
        self.qtbot.waitUntil(lambda: inspector.decoded is not None, timeout=30_000)
        self.settle()

    def predict(self, out: Path) -> None:
        """Predict the folder with tables and outlines."""
        self.key(Key.Key_P, CONTROL)
        dialog = self.dialog("predictDialog")
        self.press(dialog, "addFolderButton")
        for output in ("table", "geojson"):
            self.press(dialog, f"predict_{output}")
        self.retype(dialog, "predictOutLine", str(out))
        found = find(dialog, QLabel, "predictFound")
        self.qtbot.waitUntil(lambda: found.text() == "10 images")
        self.press(dialog, "agreeButton")
        prediction = self.session.prediction
        self.qtbot.waitUntil(lambda: prediction.outcome is not None, timeout=BUILDING)
        work = self.find(QDialog, "predictionWindow")
        assert find(work, QLabel, "predictionText").text() == f"10 images written to {out}"
        work.close()

    def build(self) -> None:
        self.key(Key.Key_B)
        builder = self.session.builder
        self.qtbot.waitUntil(
            lambda: builder.current is not None and builder.stale_block is None, timeout=BUILDING
        )
        self.settle()

    def wait_for_results(self) -> None:
        results, n_images = self.session.results, len(self.session.document.project.images)
        self.qtbot.waitUntil(lambda: results.fresh_count == n_images, timeout=BUILDING)
        self.settle()
        self.qtbot.waitUntil(lambda: all(dice for _, dice in self.cells("Image", "Dice")))

    def cells(self, *titles: str) -> list[list[str]]:
        """Return the texts of some columns, row by row from the top."""
        model = self.find(QTableView, "resultsTable").model()
        columns = [self.titles().index(title) for title in titles]
        return [
            [str(model.index(row, column).data()) for column in columns]
            for row in range(model.rowCount())
        ]

    def dice_of_rows(self) -> list[tuple[str, float]]:
        """Return name and Dice of each row, from the top."""
        return [(name, float(dice)) for name, dice in self.cells("Image", "Dice")]

    def titles(self) -> list[str]:
        model = self.find(QTableView, "resultsTable").model()
        horizontal = Qt.Orientation.Horizontal
        return [str(model.headerData(at, horizontal)) for at in range(model.columnCount())]

    def sort_by(self, title: str) -> None:
        header = self.find(QTableView, "resultsTable").horizontalHeader()
        at = self.titles().index(title)
        place = header.sectionViewportPosition(at) + header.sectionSize(at) // 2
        QTest.mouseClick(header.viewport(), LEFT, pos=QPoint(place, 8))


def deepest(region: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the pixel (row, column) of a region that is farthest from its border."""
    depth = distance_transform_edt(np.pad(region, 1))[1:-1, 1:-1]
    row, col = np.unravel_index(int(depth.argmax()), depth.shape)
    return float(row), float(col)


def check_files(user: Day, out: Path) -> None:
    """CSV and GeoJSON hold the objects of the masks, which are those that the window counts."""
    masks = {
        path.stem.removesuffix("_mask"): read_image(path).pixels[..., 0]
        for path in sorted(out.glob("*_mask.png"))
    }
    counts = {name: label_objects((mask > 0).astype(int)).max() for name, mask in masks.items()}
    assert len(counts) == 10
    assert sum(counts.values()) > 0
    with (out / "objects.csv").open(newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    for entry in user.session.document.project.images:
        stem = Path(entry.name).stem
        rows = [row for row in table if Path(row["image"]).stem == stem]
        outlines = json.loads((out / "geojson" / f"{stem}.geojson").read_text())
        result = user.session.results.get(entry.id)
        assert result is not None
        assert len(rows) == len(outlines["features"]) == counts[stem]
        assert result.n_objects == counts[stem]
        assert sum(float(row["area"]) for row in rows) == (masks[stem] > 0).sum()


def test_a_day(
    qtbot: QtBot, tmp_path: Path, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = shared_data / "parasites" / "images"
    monkeypatch.setattr(files, "choose_folder", lambda parent, title, start=None: images)
    user = started(qtbot)
    user.create_project(tmp_path)
    marked = user.mark_images(3)
    assert [[type(marker) for marker in drawn.markers] for drawn in marked.values()] == [
        [Disk, Stroke]
    ] * 3

    user.build()
    user.key(Key.Key_G)
    qtbot.waitUntil(lambda: user.find(QTableView, "resultsTable").isVisible())
    user.wait_for_results()
    user.sort_by("Dice")
    rows = user.dice_of_rows()
    assert len(rows) == 10
    assert [dice for _, dice in rows] == sorted(dice for _, dice in rows)

    worst, dice_before = rows[0]
    user.show_first_row(worst)
    user.correct()
    user.build()
    user.wait_for_results()
    dice_after = dict(user.dice_of_rows())
    assert dice_after[worst] > dice_before
    assert np.mean(list(dice_after.values())) > 0.5

    user.key(Key.Key_S, CONTROL)
    user.settle()
    out = tmp_path / "results"
    user.predict(out)
    check_files(user, out)
    user.window.close()
    qtbot.waitUntil(lambda: not user.window.isVisible())
