"""Take the screenshots of README and docs/window.md from the demo project, without a display.

python packaging/screenshots.py [--out docs/pictures] [SCENE ...]
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"

import numpy as np
from PIL import Image
from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDockWidget, QWidget

from flimbuilder.demo.project import make_demo_project
from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.settings import Settings
from flimbuilder.gui.theme import ThemeName
from flimbuilder.gui.window import MainWindow
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.project import KernelIdentity

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DEMO = "ihc"  # colour images of colonic glands
SIZE = 1280, 800
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
        self._folder = folder

    def find(self, kind: type[W], name: str) -> W:
        """Return a widget by its object name."""
        widget = self.window.findChild(kind, name)
        assert widget is not None, f"no {kind.__name__} {name}"
        return widget

    def open_demo(self, image: int) -> None:
        """Open and build the demo project, and show one of its images."""
        self.session.open(make_demo_project(self._folder / "demo", DEMO).path)
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
            _wait(0.01)
        _wait(PAINTING)


def _wait(seconds: float) -> None:
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


SCENES: dict[str, tuple[ThemeName, Callable[[Stage], None]]] = {
    "draw": ("light", draw),
    "kernels": ("dark", kernels),
    "decoder": ("light", decoder),
}


def make_pictures(out: Path, names: Sequence[str] = ()) -> list[Path]:
    """Write a PNG for each named scene, or for all scenes."""
    QApplication.instance() or QApplication([])
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name in names or SCENES:
        theme, scene = SCENES[name]
        with _staged(theme) as stage:
            scene(stage)
            stage.settle()
            written.append(out / f"{name}.png")
            _write(stage.window.grab().toImage(), written[-1])
    return written


@contextmanager
def _staged(theme: ThemeName) -> Iterator[Stage]:
    """Show a window with settings of a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "window.ini")
        settings.theme = theme
        window = MainWindow(settings)
        window.resize(*SIZE)
        window.show()
        try:
            yield Stage(window, Path(folder))
        finally:
            window.session.document.close()
            window.close()
            window.deleteLater()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _write(picture: QImage, path: Path) -> None:
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
    args = parser.parse_args()
    for path in make_pictures(args.out, args.scenes):
        print(f"{path}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
