"""Take the pictures of docs/tasks.md, without a display.

python packaging/task_pictures.py [--out docs/pictures] [--data FOLDER] [SCENE ...]

FOLDER has red blood cells (Chula RBC-12) in ``red_cells`` and nuclei (BBBC038) in ``nuclei``.
"""

import argparse
import csv
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from explain_pictures import Cut, below, trigger
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QDockWidget
from scipy.ndimage import distance_transform_edt, gaussian_filter
from screenshots import PATIENCE, PICTURES, SIZE, Stage, staged, write_picture

from flimbuilder.project.decoding import Delineation

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
CELLS = {"0": "normal", "3": "spherocyte", "6": "ovalocyte", "8": "burr cell"}  # class: name
CELLS_EACH, CELL_SIDE, MARKED_EACH = 23, 64, 2
CROWDED = "tissue_11"
TRAINING = tuple(f"fluorescence_{number}" for number in ("06", "04", "05", "07", "08", "09", "12"))
MARKED = 1
EPOCHS = 30
PROJECT = "pictures.flim"

Scene = Callable[[Stage, Path], None]


def identification(stage: Stage, data: Path) -> None:
    """Cross-validate cells cut from smears, and show the first mistake."""
    cells = cut_cells(data / "red_cells", stage.folder / "cells")
    command("new", stage.folder / PROJECT, cells, "--classes", stage.folder / "classes.csv")
    stage.session.open(stage.folder / PROJECT)
    stage.settle()
    marked = defaultdict[int, int](int)
    for entry in stage.session.document.project.images:
        assert entry.label is not None
        if marked[entry.label] < MARKED_EACH:
            marked[entry.label] += 1
            stage.session.update_view(image=entry.id, class_id=entry.label, radius=12)
            stage.settle()
            stage.session.drawing.disk((CELL_SIDE / 2, CELL_SIDE / 2))
            stage.session.update_view(class_id=0, radius=3)
            stage.session.drawing.disk(brightest(cells / Path(entry.path).name))
    stage.build()
    trigger(stage, "identificationAction")
    stage.session.identification.ask(pooling="rings5")
    wait(stage, lambda: stage.session.identification.is_fresh)
    shown = stage.session.identification.shown
    assert shown is not None
    mistakes = shown.identified(None)
    stage.session.update_view(image=mistakes[0].image)
    wait(stage, lambda: not stage.session.identification.is_working)


def separated(stage: Stage, data: Path) -> None:
    """Separate the nuclei of an image by the sizes of a few that are marked."""
    open_nuclei(stage, data, CROWDED)
    mark_nuclei(stage)
    stage.session.set_delineation(Delineation(split="auto"))
    stage.build()
    stage.session.update_view(show_mask=True, show_markers=False, heat="none", tool="pan")
    trigger(stage, "objectsAction")


def learning_curve(stage: Stage, data: Path) -> None:
    """Train the network further on the masks of a few images, one of which has markers."""
    open_nuclei(stage, data, *TRAINING)
    for entry in stage.session.document.project.images[:MARKED]:
        stage.session.update_view(image=entry.id)
        stage.settle()
        mark_nuclei(stage)
    stage.build()
    trigger(stage, "finetuningAction")
    stage.session.finetuning.ask(epochs=EPOCHS)
    stage.session.finetuning.start()
    wait(stage, lambda: not stage.session.finetuning.is_working)


def open_nuclei(stage: Stage, data: Path, *names: str) -> None:
    """Open a project of images of nuclei, for training, with their masks."""
    images = stage.folder / "images"
    images.mkdir()
    for name in names:
        picture = Image.open(data / "nuclei" / "images" / f"{name}.png")
        picture.convert("RGB").save(images / f"{name}.png")
    project, labels = stage.folder / PROJECT, data / "nuclei" / "labels"
    command("import", project, "--images", images, "--labels", labels)
    stage.session.open(project)
    stage.settle()
    entries = stage.session.document.project.images
    stage.session.images.set_role([entry.id for entry in entries], "train")


def mark_nuclei(stage: Stage) -> None:
    """Draw disks on some of the largest nuclei, and strokes where the background is wide."""
    session, objects = stage.session, stage.truth() > 0
    drawing, depth = session.drawing, distance_transform_edt(np.pad(objects, 1))[1:-1, 1:-1]
    for _ in range(8):
        row, col = highest(depth)
        radius = float(depth[row, col])
        session.update_view(class_id=1, radius=0.7 * radius)
        drawing.disk((float(row), float(col)))
        clear(depth, row, col, 3 * radius)
    free = distance_transform_edt(~objects)
    session.update_view(class_id=0, radius=2)
    for _ in range(8):
        row, col = highest(free)
        drawing.stroke([(float(row), col - 4.0), (float(row), col + 4.0)])
        clear(free, row, col, 30)


def highest(values: NDArray[np.floating[Any]]) -> tuple[int, int]:
    """Return the row and column of the largest value."""
    row, col = np.unravel_index(int(values.argmax()), values.shape)
    return int(row), int(col)


def clear(values: NDArray[np.float64], row: int, col: int, radius: float) -> None:
    """Set the values around a pixel to 0."""
    rows, cols = np.ogrid[: values.shape[0], : values.shape[1]]
    values[np.hypot(rows - row, cols - col) < radius] = 0.0


def cut_cells(source: Path, out: Path) -> Path:
    """Write square patches around cells, and their classes to ``classes.csv`` beside them."""
    out.mkdir()
    written, rows = dict.fromkeys(CELLS, 0), [("image", "class")]
    for table in sorted((source / "centres").glob("*.csv")):
        smear = Image.open(source / "images" / f"{table.stem}.jpg")
        with table.open() as file:
            places = list(csv.DictReader(file))
        for place in places:
            kind, half = place["class"], CELL_SIDE // 2
            left, top = int(place["x"]) - half, int(place["y"]) - half
            box = left, top, left + CELL_SIDE, top + CELL_SIDE
            is_inside = min(box) >= 0 and box[2] <= smear.width and box[3] <= smear.height
            if kind in CELLS and is_inside and written[kind] < CELLS_EACH:
                written[kind] += 1
                name = f"{CELLS[kind].replace(' ', '-')}-{written[kind]:02d}.png"
                smear.crop(box).save(out / name)
                rows.append((name, CELLS[kind]))
    with (out.parent / "classes.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return out


def brightest(image: Path) -> tuple[float, float]:
    """Return the centre (row, column) of the brightest part of an image."""
    grey = gaussian_filter(np.asarray(Image.open(image).convert("L"), np.float32), 3)
    row, col = highest(grey)
    return float(row), float(col)


def command(name: str, *words: object) -> None:
    """Run a command of flimbuilder."""
    line = [sys.executable, "-m", "flimbuilder", name, *map(str, words)]
    subprocess.run(line, check=True, capture_output=True)


def wait(stage: Stage, is_done: Callable[[], bool]) -> None:
    """Wait until something is done and the window is painted."""
    end = time.monotonic() + 5 * PATIENCE
    while not is_done() and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)
    stage.settle()


def dock(name: str) -> Cut:
    """Return a function that cuts a dock."""

    def cut(stage: Stage) -> QRect:
        widget = stage.find(QDockWidget, name)
        return QRect(widget.mapTo(stage.window, widget.rect().topLeft()), widget.size())

    return cut


SCENES: dict[str, tuple[Scene, Cut]] = {
    "tasks-identification": (identification, below("identificationDock")),
    "tasks-instances": (separated, below("objectsDock")),
    "tasks-finetuning": (learning_curve, dock("finetuningDock")),
}


def make_pictures(out: Path, data: Path, names: Sequence[str] = ()) -> list[Path]:
    """Write a PNG for each named scene, or for all scenes."""
    QApplication.instance() or QApplication([])
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name in names or SCENES:
        scene, cut = SCENES[name]
        with staged("light", SIZE) as stage:
            scene(stage, data)
            stage.settle()
            written.append(out / f"{name}.png")
            write_picture(stage.window.grab().toImage().copy(cut(stage)), written[-1])
    return written


def main() -> None:
    """Take the pictures that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=f"of {', '.join(SCENES)}")
    parser.add_argument("--out", type=Path, default=PICTURES, metavar="DIR")
    parser.add_argument("--data", type=Path, default=DATA, metavar="FOLDER")
    args = parser.parse_args()
    for path in make_pictures(args.out, args.data, args.scenes):
        print(f"{path}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
