"""Take the pictures of docs/tutorial.md by doing the tutorial in the window, without a display.

python packaging/tutorial_pictures.py [--out docs/pictures/tutorial]
python packaging/tutorial_pictures.py --language pt_BR [--out docs/pictures/tutorial/pt_BR]
"""

import argparse
import csv
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QDialog,
    QLineEdit,
    QWidget,
)
from screenshots import PATIENCE, PICTURES, Stage, staged, wait, write_picture

from flimbuilder.demo.tutorial import TUTORIAL_FOLDER
from flimbuilder.gui.language import install

SIZE = 1200, 740
LEFT = Qt.MouseButton.LeftButton
Point = tuple[float, float]
FIRST: tuple[tuple[Qt.Key, tuple[Point, ...]], ...] = (  # key of the class, and a stroke
    (Qt.Key.Key_1, ((126, 95), (126, 110))),
    (Qt.Key.Key_0, ((12, 30), (14, 100), (16, 160))),
)
CORRECTION: tuple[tuple[Qt.Key, tuple[Point, ...]], ...] = (
    (Qt.Key.Key_1, ((108, 76), (104, 88))),
    (Qt.Key.Key_0, ((88, 60), (86, 150))),
)
CLASS_NAMES = {"en": "coin", "pt_BR": "moeda"}
MAGNIFIED = 2  # of the overlays in the last picture


class Learner:
    """Someone who does the tutorial with mouse and keys.

    Parameters
    ----------
    stage : Stage
    language : str
    """

    def __init__(self, stage: Stage, language: str) -> None:
        self.stage, self.language = stage, language
        self.window, self.session, self.canvas = stage.window, stage.session, stage.canvas
        self.folder = stage.folder

    def press(self, key: Qt.Key) -> None:
        """Press a key in the canvas."""
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        self.canvas.setFocus()
        QTest.keyClick(self.canvas, key)
        self.stage.settle()

    def click(self, name: str, parent: QWidget | None = None) -> None:
        """Click a button by its object name."""
        button = (parent or self.window).findChild(QAbstractButton, name)
        assert button is not None, name
        assert button.isEnabled(), name
        QTest.mouseClick(button, LEFT)
        self.stage.settle()

    def draw(self, strokes: Iterable[tuple[Qt.Key, Sequence[Point]]]) -> None:
        """Choose the class of each stroke and draw it."""
        for key, points in strokes:
            self.press(key)
            self.drag(points)

    def choose_folder(self, dialog: QDialog, name: str) -> None:
        """Add a folder of the tutorial to the images of a dialog."""
        folder = self.folder / TUTORIAL_FOLDER / name
        with patch("flimbuilder.gui.dialogs.files.choose_folder", return_value=folder):
            self.click("addFolderButton", dialog)

    def drag(self, points: Sequence[Point]) -> None:
        """Draw through points (row, column) of the image."""
        places = [self._place(point) for point in points]
        QTest.mouseMove(self.canvas, places[0])
        QTest.mousePress(self.canvas, LEFT, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(self.canvas, place)
        QTest.mouseRelease(self.canvas, LEFT, pos=places[-1])
        self.stage.settle()

    def build(self) -> None:
        """Build and wait for the results of all images."""
        self.press(Qt.Key.Key_B)
        self.until(lambda: self.session.builder.stale_block is None)
        self.stage.wait_for_results()

    def dialog(self, name: str) -> QDialog:
        """Return an open dialog."""
        dialog = self.stage.find(QDialog, name)
        self.stage.settle()
        return dialog

    def until(self, is_done: Callable[[], bool]) -> None:
        """Process events until something is done."""
        for _ in range(int(PATIENCE / 0.05)):
            if is_done():
                return
            wait(0.05)
        raise TimeoutError("the step did not end")

    def _place(self, point: Point) -> QPoint:
        return self.canvas.map_from_image(*point).toPoint()


def tutorial(learner: Learner) -> Iterator[tuple[str, QWidget]]:
    """Do the tutorial; yield the name of each picture and what it shows."""
    stage, session, window = learner.stage, learner.session, learner.window
    yield "1-start", window
    learner.click("tutorialButton")
    learner.dialog("guideWindow").close()
    learner.click("newProjectButton")
    dialog = learner.dialog("newProjectDialog")
    learner.choose_folder(dialog, "images")
    line = stage.find(QLineEdit, "projectName")
    line.selectAll()
    QTest.keyClicks(line, "coins")
    stage.settle()
    yield "2-new-project", dialog
    learner.click("agreeButton", dialog)
    learner.until(lambda: session.document.is_open)
    stage.settle()
    rename_class(learner)
    learner.press(Qt.Key.Key_S)
    learner.draw(FIRST)
    yield "3-strokes", window
    learner.build()
    yield "4-saliency", window
    learner.press(Qt.Key.Key_H)
    learner.press(Qt.Key.Key_M)
    learner.press(Qt.Key.Key_G)
    stage.wait_for_results()
    yield "5-results", window
    learner.press(Qt.Key.Key_F)
    learner.draw(CORRECTION)
    learner.build()
    yield "6-corrected", window
    window.actions_by_name["predictFolderAction"].trigger()
    dialog = learner.dialog("predictDialog")
    learner.choose_folder(dialog, "unseen")
    for name in ("summary", "overlay", "table"):
        box = stage.find(QCheckBox, f"predict_{name}")
        if not box.isChecked():
            QTest.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))
    stage.settle()
    yield "7-predict", dialog
    learner.click("agreeButton", dialog)
    learner.until(lambda: session.prediction.outcome is not None)
    learner.dialog("predictionWindow").close()


def rename_class(learner: Learner) -> None:
    """Double-click the class *object* and type its name."""
    view = learner.stage.find(QAbstractItemView, "classSelector")
    index = view.model().index(1, 0)
    view.setCurrentIndex(index)
    view.edit(index)
    editor = view.findChild(QLineEdit, "classNameEditor")
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, CLASS_NAMES[learner.language])
    QTest.keyClick(editor, Qt.Key.Key_Return)
    learner.stage.settle()


def results_picture(results: Path) -> QImage:
    """Join the overlay pictures of the unseen images."""
    pictures = [Image.open(path) for path in sorted((results / "overlays").glob("*.png"))]
    width, gap = max(picture.width for picture in pictures), 4
    height = sum(picture.height for picture in pictures) + gap * (len(pictures) - 1)
    joined = Image.new("RGB", (width, height), "white")
    top = 0
    for picture in pictures:
        joined.paste(picture, (0, top))
        top += picture.height + gap
    large = joined.resize((width * MAGNIFIED, height * MAGNIFIED), Image.Resampling.NEAREST)
    pixels = np.ascontiguousarray(large)
    return QImage(
        pixels.data, large.width, large.height, 3 * large.width, QImage.Format.Format_RGB888
    ).copy()


def counts(results: Path) -> dict[str, int]:
    """Read the number of objects of each image from the table of images."""
    with (results / "images.csv").open(newline="") as file:
        return {row["image"]: int(row["objects"]) for row in csv.DictReader(file)}


def make_pictures(out: Path, language: str) -> list[Path]:
    """Do the tutorial and write its pictures."""
    QApplication.instance() or QApplication([])
    out.mkdir(parents=True, exist_ok=True)
    written = []
    install(language)
    with in_documents() as documents, staged("light", SIZE) as stage:
        stage.folder = documents
        learner = Learner(stage, language)
        for name, shown in tutorial(learner):
            stage.settle()
            written.append(out / f"{name}.png")
            write_picture(shown.grab().toImage(), written[-1])
        results = documents / TUTORIAL_FOLDER / "unseen-results"
        assert counts(results) == {"coins_3.png": 6, "coins_4.png": 6}
        if language == "en":  # without words
            written.append(out / "8-outlines.png")
            write_picture(results_picture(results), written[-1])
    return written


@contextmanager
def in_documents() -> Iterator[Path]:
    """Take a new folder for the user's documents, with a short path for the pictures."""
    folder = Path(tempfile.gettempdir(), "Documents")
    folder.mkdir()
    try:
        with patch("flimbuilder.gui.commands.help.user_documents_path", return_value=folder):
            yield folder
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """Take the pictures of one language."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--language", choices=sorted(CLASS_NAMES), default="en")
    parser.add_argument("--out", type=Path, metavar="DIR")
    args = parser.parse_args()
    usual = PICTURES / "tutorial"
    out = args.out or (usual if args.language == "en" else usual / args.language)
    for path in make_pictures(out, args.language):
        print(f"{path}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
