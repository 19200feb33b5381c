"""Take the pictures of docs/explain.md from the demo project, without a display.

That of *Why here?* is taken by ``screenshots.py``, as docs/window.md shows it too.

python packaging/explain_pictures.py [--out docs/pictures] [SCENE ...]

The picture of the report needs Chromium; without it, the scene is left out.
"""

import argparse
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QRect
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget
from screenshots import DEMO, PICTURES, Stage, deepest, staged, write_picture

from flimbuilder.demo.project import make_demo_project
from flimbuilder.session.view import ExplainedPlace
from flimbuilder.workflow.report import report_project

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PAGE = 1100, 1750  # pixels of the report
SIZE = 1280, 860

Cut = Callable[[Stage], QRect]


def trigger(stage: Stage, name: str) -> None:
    """Trigger an action by its object name."""
    stage.find(QAction, name).trigger()  # type: ignore[type-var]
    stage.settle()


def explain(stage: Stage) -> None:
    """Explain the middle of the largest object of an image without markers."""
    stage.open_demo(image=3)
    stage.session.update_view(heat="saliency", show_mask=True, show_markers=False)
    stage.settle()
    decoded = stage.session.inspector.decoded
    assert decoded is not None
    row, col = deepest(decoded.mask > 0)
    place = ExplainedPlace(str(stage.session.view.image), ((row, col),))
    stage.session.update_view(explained=place, tool="why")


def attributions(stage: Stage) -> None:
    """Show the attributions of a pixel."""
    explain(stage)
    trigger(stage, "attributionsAction")


def maps(stage: Stage) -> None:
    """Show the map of a block's kernels."""
    stage.open_demo(image=0)
    trigger(stage, "mapsAction")


def likes(stage: Stage) -> None:
    """Show what the best kernel likes."""
    stage.open_demo(image=1)
    best = stage.best_kernel()
    stage.session.update_view(kernel=best, kernels=frozenset({best}), heat="activation")
    trigger(stage, "likesAction")


def suggestions(stage: Stage) -> None:
    """Show where the next markers help."""
    stage.open_demo(image=0)
    stage.session.update_view(show_mask=True)
    trigger(stage, "suggestAction")


def below(name: str) -> Cut:
    """Return a function that cuts the canvas and the dock below it."""

    def cut(stage: Stage) -> QRect:
        return _place(stage, stage.canvas) | _place(stage, stage.find(QDockWidget, name))

    return cut


def canvas_alone(stage: Stage) -> QRect:
    """Cut the canvas with the line above it."""
    place = _place(stage, stage.canvas)
    return place.adjusted(0, -70, 0, 0)


def _place(stage: Stage, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(stage.window, widget.rect().topLeft()), widget.size())


SCENES: dict[str, tuple[Callable[[Stage], None], Cut]] = {
    "explain-attributions": (attributions, below("attributionsDock")),
    "explain-maps": (maps, below("mapsDock")),
    "explain-likes": (likes, below("likesDock")),
    "explain-suggestions": (suggestions, canvas_alone),
}
REPORT = "explain-report"


def make_pictures(out: Path, names: Sequence[str] = ()) -> list[Path]:
    """Write a PNG for each named scene, or for all scenes."""
    QApplication.instance() or QApplication([])
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name in names or (*SCENES, REPORT):
        path = out / f"{name}.png"
        if name == REPORT:
            written += picture_report(path)
            continue
        scene, cut = SCENES[name]
        with staged("light", SIZE) as stage:
            scene(stage)
            stage.settle()
            write_picture(stage.window.grab().toImage().copy(cut(stage)), path)
        written.append(path)
    return written


def picture_report(path: Path) -> list[Path]:
    """Write a picture of the first page of the report; return its path, if there is a browser."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print("explain-report: left out, as there is no Chromium")
        return []
    with tempfile.TemporaryDirectory() as folder:
        page, shot = Path(folder) / "page.html", Path(folder) / "page.png"
        report_project(make_demo_project(Path(folder) / "demo", DEMO).path, page)
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        size = f"--window-size={PAGE[0]},{PAGE[1]}"
        subprocess.run(
            [browser, *options, f"--user-data-dir={folder}/browser", size,
             f"--screenshot={shot}", page.as_uri()],
            check=True, capture_output=True,
        )  # fmt: skip
        picture = Image.open(shot).convert("RGB")
        small = picture.resize((PAGE[0] // 2, PAGE[1] // 2), Image.Resampling.LANCZOS)
        Image.fromarray(np.asarray(small)).quantize(128).save(path, optimize=True)
    return [path]


def main() -> None:
    """Take the pictures that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenes", nargs="*", metavar="SCENE")
    parser.add_argument("--out", type=Path, default=PICTURES, metavar="DIR")
    args = parser.parse_args()
    for path in make_pictures(args.out, args.scenes):
        print(f"{path}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
