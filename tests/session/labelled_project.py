"""A project of small images of two classes, some of them hard to tell apart."""

from pathlib import Path

import numpy as np

from flimbuilder.imaging.write import write_png
from flimbuilder.project.folder import create_project
from flimbuilder.project.images import image_entry
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import default_class
from tests.scenes import BY_CLASSES
from tests.session.conftest import two_blocks

SIDE = 24
COLOURS = {1: (190, 70, 80), 2: (90, 90, 190)}
NAMES = {1: "red", 2: "blue"}


def make_labelled_project(place: Path, each: int = 8) -> Path:
    """Save a project of `each` images of two classes, the first of each marked.

    The last image of each class has the colours of the other one. Beside the project
    ``cells.flim`` are the folder ``images`` and the table ``classes.csv``.
    """
    folder, images = place / "cells.flim", place / "images"
    images.mkdir(parents=True)
    rng = np.random.default_rng(3)
    entries, markers, rows = [], {}, ["image,class"]
    for number in range(2 * each):
        label = 1 + number % 2
        is_odd = number >= 2 * each - 2
        pixels = rng.normal(120, 12, (SIDE, SIDE, 3))
        pixels[6:18, 6:18] = (
            rng.normal(0, 15, (12, 12, 3)) + COLOURS[3 - label if is_odd else label]
        )
        path = images / f"{number + 1}.png"
        write_png(path, np.clip(pixels, 0, 255).astype(np.uint8))
        entry = image_entry(folder, path, (SIDE, SIDE, 3), "uint8").with_(label=label)
        entries.append(entry)
        rows.append(f"{number + 1},{NAMES[label]}")
        if number < 2:
            markers[entry.id] = ImageMarkers(
                next_id=3,
                markers=(
                    Disk(id=1, class_id=label, center=(12, 12), radius=3),
                    Disk(id=2, class_id=0, center=(2, 2), radius=2),
                ),
            )
    classes = (default_class(0), *(default_class(key).with_(name=NAMES[key]) for key in NAMES))
    project = BY_CLASSES.with_(
        images=tuple(entries), markers=markers, architecture=two_blocks(), classes=classes
    )
    create_project(folder, project)
    (place / "classes.csv").write_text("\n".join(rows) + "\n")
    return folder
