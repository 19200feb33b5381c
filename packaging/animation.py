"""Record README's animation in the window, without a display: draw, build, correct, rebuild.

python packaging/animation.py [--out docs/pictures/loop.webp]
"""

import argparse
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget
from screenshots import PICTURES, Stage, staged
from tutorial_pictures import CORRECTION, FIRST, LEFT, Learner, Point, rename_class

from flimbuilder.demo.tutorial import write_tutorial_images
from flimbuilder.project.architecture import PRESETS
from flimbuilder.workflow.create import start_project

SIZE = 1024, 690
BAND = 44  # px of the caption below the window
FRAME = 80  # ms of a frame while the pointer moves
STEPS = 7  # of the pointer between two points of a stroke
ARROW = ((0, 0), (0, 17), (4, 13), (7, 19), (10, 18), (7, 12), (12, 12))
QUALITY = 82


class Recorder(Learner):
    """A learner whose window is recorded.

    Parameters
    ----------
    stage : Stage
    """

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage, "en")
        self.frames: list[Image.Image] = []
        self.durations: list[int] = []
        self.caption = ""
        self._pointer = QPoint(SIZE[0] // 2, SIZE[1] // 2)
        self._font = ImageFont.load_default(20)

    def hold(self, duration: int, caption: str = "") -> None:
        """Show the window as it is for some milliseconds."""
        self.caption = caption or self.caption
        QApplication.processEvents()
        window = _pixels(self.window.grab().toImage())
        assert window.size == SIZE, f"the window does not fit into {SIZE}: {window.size}"
        frame = Image.new("RGB", (SIZE[0], SIZE[1] + BAND), "#22303c")
        frame.paste(window)
        draw = ImageDraw.Draw(frame)
        x, y = self._pointer.x(), self._pointer.y()
        draw.polygon([(x + dx, y + dy) for dx, dy in ARROW], fill="white", outline="black")
        place = (SIZE[0] // 2, SIZE[1] + BAND // 2)
        draw.text(place, self.caption, fill="white", font=self._font, anchor="mm")
        self.frames.append(frame)
        self.durations.append(duration)

    def drag(self, points: Sequence[Point]) -> None:
        """Draw a stroke, recording the way of the pointer."""
        places = [self._place(point) for point in points]
        self._glide(places[0])
        QTest.mousePress(self.canvas, LEFT, pos=places[0])
        for start, end in pairwise(places):
            for place in _steps(start, end):
                QTest.mouseMove(self.canvas, place)
                self._pointer = self.canvas.mapTo(self.window, place)
                self.hold(FRAME)
        QTest.mouseRelease(self.canvas, LEFT, pos=places[-1])
        self.stage.settle()
        self.hold(500)

    def _glide(self, place: QPoint) -> None:
        """Move the pointer to a place of the canvas."""
        end = self.canvas.mapTo(self.window, place)
        for step in _steps(self._pointer, end):
            self._pointer = step
            if step == end:
                QTest.mouseMove(self.canvas, place)
            self.hold(FRAME)


def _steps(start: QPoint, end: QPoint) -> Iterator[QPoint]:
    """Return the places on the way from one to the other, which is the last."""
    return (start + (end - start) * (step / STEPS) for step in range(1, STEPS + 1))


def record(recorder: Recorder) -> None:
    """Go once around the loop."""
    recorder.press(Qt.Key.Key_S)
    recorder.hold(900, "Draw one stroke on an object, one on the background")
    recorder.draw(FIRST)
    recorder.build()
    recorder.hold(2000, "Build: the network is learned in under a second")
    recorder.press(Qt.Key.Key_H)
    recorder.press(Qt.Key.Key_M)
    recorder.hold(2600, "Judge: dull coins are missed")
    recorder.press(Qt.Key.Key_F)
    recorder.hold(1200, "Correct: draw where the result is wrong")
    recorder.draw(CORRECTION)
    recorder.build()
    recorder.hold(2400, "Rebuild: every coin is found")
    recorder.press(Qt.Key.Key_A)
    recorder.press(Qt.Key.Key_G)
    recorder.stage.wait_for_results()
    recorder.hold(3500, "Four strokes, and the objects of all images are counted")


def _pixels(picture: QImage) -> Image.Image:
    picture = picture.convertToFormat(QImage.Format.Format_RGB888)
    height, width = picture.height(), picture.width()
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(height, picture.bytesPerLine())
    return Image.fromarray(rows[:, : 3 * width].reshape(height, width, 3).copy())


def main() -> None:
    """Record and write the animation."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=PICTURES / "loop.webp", metavar="FILE")
    out = parser.parse_args().out
    QApplication.instance() or QApplication([])
    with staged("light", SIZE) as stage:
        images = write_tutorial_images(stage.folder / "tutorial").images
        project = stage.folder / "coins.flim"
        start_project(project, (images,), None, None, PRESETS[0].architecture)
        stage.session.open(project)
        stage.settle()
        recorder = Recorder(stage)
        rename_class(recorder)
        for name in ("architectureDock", "kernelsDock", "decoderDock"):
            stage.find(QDockWidget, name).hide()
        stage.settle()
        record(recorder)
    first, *others = recorder.frames
    first.save(
        out, save_all=True, append_images=others, duration=recorder.durations, loop=0,
        quality=QUALITY, method=4,
    )  # fmt: skip
    seconds = sum(recorder.durations) / 1000
    print(
        f"{out}  {out.stat().st_size / 1e6:.2f} MB, {len(recorder.frames)} frames, {seconds:.0f} s"
    )


if __name__ == "__main__":
    main()
