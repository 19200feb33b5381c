"""Take the screenshots of README and docs/window.md from the demo project, without a display.

python packaging/screenshots.py [--out docs/pictures] [SCENE ...]
python packaging/screenshots.py --day DIR [--data FOLDER]

``--day`` writes the window at every step of an annotator's day, in both themes and two sizes.
FOLDER has images in ``images`` and their masks in ``labels``.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QLineEdit,
    QTableView,
    QTreeView,
    QWidget,
)
from scipy.ndimage import distance_transform_edt

from flimbuilder.demo.project import make_demo_project
from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.settings import Settings
from flimbuilder.gui.theme import ThemeName
from flimbuilder.gui.window import MainWindow
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.project import KernelIdentity
from flimbuilder.session.view import ExplainedPlace

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "parasites"
DEMO = "ihc"  # colour images of colonic glands
SIZE = 1280, 800
LARGE = 2560, 1440
THEMES: tuple[ThemeName, ...] = ("light", "dark")
COMMON = 2000  # pixels from which on a colour is exact
STEP = 12  # between the levels of rarer colours
PATIENCE = 60.0  # seconds to wait for background work
PAINTING = 0.3  # seconds to wait for the window to paint
ON_GLAND = ((140.0, 62.0), (144.0, 85.0), (150.0, 110.0), (152.0, 132.0))
BESIDE_GLAND = ((10.0, 200.0), (60.0, 190.0), (75.0, 230.0))

W = TypeVar("W", bound=QWidget)


class Stage:
    """The window, with the steps of a scene."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window = window
        self.session = window.session
        self.canvas = self.find(Canvas, "canvas")
        self.folder = folder

    def find(self, kind: type[W], name: str) -> W:
        """Return a widget by its object name."""
        widget = self.window.findChild(kind, name)
        assert widget is not None, f"no {kind.__name__} {name}"
        return widget

    def open_demo(self, image: int) -> None:
        """Open and build the demo project, and show one of its images."""
        self.session.open(make_demo_project(self.folder / "demo", DEMO).path)
        self.settle()
        self.show_image(image)

    def show_image(self, image: int) -> None:
        """Show an image of the demo and select the last block."""
        project = self.session.document.project
        self.session.update_view(
            image=project.images[image].id, block=len(project.architecture.blocks)
        )
        self.settle()

    def show_panels(self, *names: str) -> None:
        """Raise the docks of panels."""
        for name in names:
            self.find(QDockWidget, name).raise_()

    def choose(self, name: str, data: object) -> None:
        """Choose an entry of a combo box by its data."""
        box = self.find(QComboBox, name)
        box.setCurrentIndex(box.findData(data))

    def point_at(self, row: float, col: float) -> None:
        """Move the pointer to a pixel of the image."""
        self.settle()
        QTest.mouseMove(self.canvas, self.canvas.map_from_image(row, col).toPoint())

    def build(self) -> None:
        """Build the project and wait until it is built."""
        self.session.builder.build()
        self.settle()

    def mark(self) -> None:
        """Draw a disk on the object, and a stroke on the background."""
        truth, session = self.truth(), self.session
        session.update_view(class_id=1)
        session.drawing.disk(deepest(truth > 0))
        session.update_view(class_id=0)
        row, col = deepest(truth == 0)
        session.drawing.stroke([(row, col - 25), (row, col), (row + 25, col + 25)])

    def correct(self) -> None:
        """Draw a stroke where mask and reference mask differ most."""
        decoded, truth = self.session.inspector.decoded, self.truth()
        assert decoded is not None
        missed, false = (truth > 0) & (decoded.mask == 0), (truth == 0) & (decoded.mask > 0)
        is_missed = bool(missed.sum() > false.sum())
        row, col = deepest(missed if is_missed else false)
        self.session.update_view(class_id=int(is_missed), radius=5)
        self.session.drawing.stroke([(row, col), (row, col + 3), (row + 2, col + 5)])

    def show_results(self) -> None:
        """Show the results of all images, the lowest Dice first."""
        place = self.window.view_commands.results
        if not place.is_shown:
            place.toggle()
        self.wait_for_results()
        table = self.find(QTableView, "resultsTable")
        model, horizontal = table.model(), Qt.Orientation.Horizontal
        titles = [model.headerData(at, horizontal) for at in range(model.columnCount())]
        table.sortByColumn(titles.index("Dice"), Qt.SortOrder.AscendingOrder)
        self.settle()

    def wait_for_results(self) -> None:
        """Wait until the results of all images are those of the last build."""
        results, n_images = self.session.results, len(self.session.document.project.images)
        end = time.monotonic() + PATIENCE
        while results.fresh_count < n_images and time.monotonic() < end:
            wait(0.05)
        self.settle()

    def truth(self) -> NDArray[np.integer[Any]]:
        """Return the reference mask of the shown image."""
        shown = self.session.pixels.shown
        assert shown is not None
        assert shown.truth is not None
        return shown.truth

    def best_kernel(self) -> KernelIdentity:
        """Return the kernel of the shown block with the highest Dice."""
        self.settle()
        cards = [card for card in self.session.inspector.cards if not card.deleted]
        return max(cards, key=lambda card: card.dice or 0.0).identity

    def settle(self) -> None:
        """Wait until no job is running and the window is painted."""
        end = time.monotonic() + PATIENCE
        while self.session.jobs.running:
            if time.monotonic() > end:
                raise TimeoutError(f"still running after {PATIENCE:.0f} s")
            wait(0.01)
        wait(PAINTING)


def wait(seconds: float) -> None:
    """Process events for a while; ``QTest.qWait`` would block other threads."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)


def draw(stage: Stage) -> None:
    """Show markers of two classes, and the brush at the end of a stroke."""
    stage.open_demo(image=1)
    stage.session.update_view(tool="stroke", class_id=1, radius=5)
    stage.session.drawing.stroke(ON_GLAND)
    stage.show_panels("classesDock", "architectureDock")
    stage.point_at(*ON_GLAND[-1])


def kernels(stage: Stage) -> None:
    """Show the kernels of the last block, the best one overlaid on the image."""
    stage.open_demo(image=1)
    stage.show_panels("markersDock", "kernelsDock")
    stage.choose("kernelOrder", "dice")
    best = stage.best_kernel()
    stage.session.update_view(kernel=best, kernels=frozenset({best}), heat="activation")


def decoder(stage: Stage) -> None:
    """Show saliency, outlines, weights and measures on an image without markers."""
    stage.open_demo(image=1)
    stage.session.set_decoder(DecoderChoice(id="lm"))
    stage.session.update_view(class_id=0)
    stage.session.drawing.stroke(BESIDE_GLAND)
    stage.build()
    stage.show_image(3)
    stage.session.update_view(
        heat="saliency", show_mask=True, show_truth=True, show_markers=False, tool="pan"
    )
    stage.show_panels("classesDock", "decoderDock")


def results(stage: Stage) -> None:
    """Show the results of all images, the worst first."""
    stage.open_demo(image=3)
    stage.session.update_view(show_mask=True, show_truth=True, show_markers=False, tool="pan")
    stage.show_results()


def why(stage: Stage) -> None:
    """Explain the middle of the largest wrong object, and open the most likely culprit."""
    stage.open_demo(image=1)
    session = stage.session
    session.update_view(heat="saliency", show_mask=True, show_truth=True, tool="why")
    stage.settle()
    decoded, truth = session.inspector.decoded, stage.truth()
    assert decoded is not None
    false = (decoded.mask > 0) & (truth == 0)
    place = deepest(false if false.any() else decoded.mask > 0)
    session.update_view(explained=ExplainedPlace(str(session.view.image), (place,)))
    stage.settle()
    tree = stage.find(QTreeView, "whyTree")
    tree.expand(tree.model().index(0, 0))
    stage.show_panels("classesDock", "architectureDock")


SCENES: dict[str, tuple[ThemeName, Callable[[Stage], None]]] = {
    "draw": ("light", draw),
    "kernels": ("dark", kernels),
    "decoder": ("light", decoder),
    "results": ("light", results),
    "explain-why": ("light", why),
}


def deepest(region: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the pixel (row, column) of a region that is farthest from its border."""
    depth = distance_transform_edt(np.pad(region, 1))[1:-1, 1:-1]
    row, col = np.unravel_index(int(depth.argmax()), depth.shape)
    return float(row), float(col)


def day(stage: Stage, data: Path) -> Iterator[tuple[str, QWidget | None]]:
    """Go through the day; yield the name of each step, and the dialog in front of the window."""
    window, session = stage.window, stage.session
    yield "1-welcome", None
    window.commands.new_project([data / "images"])
    dialog = stage.find(QDialog, "newProjectDialog")
    stage.settle()
    stage.find(QLineEdit, "projectMarkersLine").clear()
    yield "2-new-project", dialog
    stage.find(QLineEdit, "projectPlaceLine").setText(str(stage.folder))
    dialog.accept()
    while not session.document.is_open:
        wait(0.05)
    stage.settle()
    for entry in session.document.project.images[:3]:
        session.update_view(image=entry.id, radius=12)
        stage.settle()
        stage.mark()
    yield "3-marked", None
    stage.build()
    session.update_view(heat="saliency", show_mask=True, show_truth=True)
    stage.settle()
    yield "4-built", None
    stage.show_results()
    stage.find(QTableView, "resultsTable").selectRow(0)
    stage.settle()
    yield "5-results", None
    window.view_commands.results.show_page(True)
    stage.settle()
    yield "6-results-page", None
    window.view_commands.results.show_page(False)
    stage.correct()
    stage.build()
    stage.wait_for_results()
    yield "7-corrected", None
    window.commands.predict_folder([data / "images"])
    stage.settle()
    dialog = stage.find(QDialog, "predictDialog")
    stage.find(QLineEdit, "predictOutLine").setText(str(stage.folder / "results"))
    yield "8-predict", dialog
    dialog.accept()
    while session.prediction.outcome is None:
        wait(0.05)
    stage.settle()
    work = stage.find(QDialog, "predictionWindow")
    yield "9-predicted", work
    work.close()


def make_pictures_of_the_day(out: Path, data: Path) -> list[Path]:
    """Write a PNG for each step, theme and size."""
    QApplication.instance() or QApplication([])
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for theme in THEMES:
        for width, height in (SIZE, LARGE):
            with staged(theme, (width, height)) as stage:
                for name, dialog in day(stage, data):
                    written.append(out / f"{name}-{theme}-{width}x{height}.png")
                    write_picture(_with_dialog(window=stage.window, dialog=dialog), written[-1])
    return written


def _with_dialog(window: QWidget, dialog: QWidget | None) -> QImage:
    """Return a picture of the window, with a dialog in its middle."""
    picture = window.grab()
    if dialog is not None:
        front = dialog.grab()
        painter = QPainter(picture)
        painter.fillRect(picture.rect(), QColor(0, 0, 0, 70))
        place = picture.rect().center() - front.rect().center()
        painter.drawPixmap(place.x(), max(place.y(), 0), front)
        painter.end()
    return picture.toImage()


def make_pictures(out: Path, names: Sequence[str] = ()) -> list[Path]:
    """Write a PNG for each named scene, or for all scenes."""
    QApplication.instance() or QApplication([])
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name in names or SCENES:
        theme, scene = SCENES[name]
        with staged(theme) as stage:
            scene(stage)
            stage.settle()
            written.append(out / f"{name}.png")
            write_picture(stage.window.grab().toImage(), written[-1])
    return written


@contextmanager
def staged(theme: ThemeName, size: tuple[int, int] = SIZE) -> Iterator[Stage]:
    """Show a window with settings of a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "window.ini")
        settings.theme = theme
        settings.folder = Path(folder)
        window = MainWindow(settings)
        window.resize(*size)
        window.show()
        try:
            yield Stage(window, Path(folder))
        finally:
            window.session.document.close()
            window.close()
            window.deleteLater()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def write_picture(picture: QImage, path: Path) -> None:
    """Write a picture with coarser levels for rare colours, which halves the file size."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB888)
    height, width = picture.height(), picture.width()
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(height, picture.bytesPerLine())
    pixels = rows[:, : 3 * width].reshape(-1, 3)
    colours, at, counts = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    coarse = np.minimum(np.rint(colours / STEP) * STEP, 255).astype(np.uint8)
    colours = np.where(counts[:, None] < COMMON, coarse, colours)
    Image.fromarray(colours[at].reshape(height, width, 3)).save(path, optimize=True)


def main() -> None:
    """Take the screenshots that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=f"of {', '.join(SCENES)}")
    parser.add_argument("--out", type=Path, default=PICTURES, metavar="DIR")
    parser.add_argument("--day", type=Path, metavar="DIR", help="write every step of a day")
    parser.add_argument("--data", type=Path, default=DATA, metavar="FOLDER")
    args = parser.parse_args()
    if args.day is None:
        written = make_pictures(args.out, args.scenes)
    else:
        written = make_pictures_of_the_day(args.day, args.data)
    for path in written:
        print(f"{path}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
