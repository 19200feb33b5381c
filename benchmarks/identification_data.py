"""Images of cells with classes, and the markers that a simulated expert draws on some of them.

Leukocytes have one cell an image. Red cells are cut from smears at the centres that an expert
gave; the patches of one smear are one group, so that no smear is both learned from and tested on.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from data_sets import read_rgb
from numpy.typing import NDArray
from simulated_expert import draw_markers

from flimbuilder.exchange.pairing import pair_by_stem
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.read import find_images, read_mask
from flimbuilder.project.markers import Disk, Marker

__all__ = ["CLASSIFIED", "PATCH", "ClassifiedImages", "read_classified", "smear_paths"]

SIDE = 120  # of the images of leukocytes; smaller ones are mirrored at their borders
NUCLEUS, CYTOPLASM = 255, 128
PATCH = 64  # side of a patch around a red cell, in pixels
REACH = 28  # beyond this distance from all centres there is no cell
CELL_RADIUS = 18  # of the disk that an expert paints over a red cell
FEWEST = 30  # red cells of a class
MOST = 120
UNCATEGORISED = 10


@dataclass(frozen=True)
class ClassifiedImages:
    """Images of one size and their classes.

    Attributes
    ----------
    name : str
    images : ndarray of shape (n, H, W, 3)
        In [0, 1].
    labels, groups : ndarray of shape (n,)
        Class of each image, from 1, and the number of the picture that it was cut from.
    masks : ndarray of shape (n, H, W)
        Of the simulated expert: 0 is background, 255 and 128 are parts of the cell, 1 is unmarked.
    names : tuple of str
        Of the classes.
    centres : ndarray of shape (n, 2)
        Row and column of the middle of each image in the picture that it was cut from.
    """

    name: str
    images: NDArray[np.float32]
    labels: NDArray[np.int64]
    groups: NDArray[np.int64]
    masks: NDArray[np.uint8]
    names: tuple[str, ...]
    centres: NDArray[np.int64]

    def marked(
        self, rows: NDArray[np.int64], per_class: int, seed: int
    ) -> tuple[list[TrainingImage], NDArray[np.int64]]:
        """Draw markers on some images of each class among `rows`; return them and their rows.

        The markers on a cell have the cell's class, the others class 0.
        """
        rng = np.random.default_rng(seed)
        chosen: list[int] = []
        for label in np.unique(self.labels[rows]):
            own = rows[self.labels[rows] == label]
            chosen += rng.permutation(own)[:per_class].tolist()
        training = [
            TrainingImage(f"image{row:06d}", self.images[row], self._draw(row, seed))
            for row in chosen
        ]
        return training, np.array(chosen)

    def _draw(self, row: int, seed: int) -> tuple[Marker, ...]:
        mask, number = self.masks[row], 10_000 * seed + row
        parts = [draw_markers(mask == NUCLEUS, number, n_disks=1, n_strokes=0, radius=1.5)]
        if (mask == CYTOPLASM).any():
            parts.append(draw_markers(mask == CYTOPLASM, number, n_disks=1, n_strokes=0))
        elif self.name == "red cells":
            middle = (PATCH // 2, PATCH // 2)
            parts = [(Disk(id=1, class_id=1, center=middle, radius=CELL_RADIUS),)]
        drawn = [
            marker.with_(class_id=int(self.labels[row])) for markers in parts for marker in markers
        ]
        if (mask == 0).any():
            drawn += draw_markers(mask != 0, number, n_disks=0, n_strokes=2, radius=1.5)
        return tuple(marker.with_(id=place) for place, marker in enumerate(drawn, start=1))


def read_classified(folder: Path, name: str, seed: int) -> ClassifiedImages:
    """Read a set of :data:`CLASSIFIED` from the folder of all data."""
    return CLASSIFIED[name](folder, seed)


def _leukocytes(folder: Path, _: int) -> ClassifiedImages:
    """Return all images but the only one of class 5."""
    root = folder / "leukocytes"
    with (root / "classes.csv").open(newline="") as file:
        label_of = {int(row[0]): int(row[1]) for row in list(csv.reader(file))[1:]}
    paths = [path for path in find_images([root / "images"]) if label_of[int(path.stem)] < 5]
    masks = dict(pair_by_stem(paths, find_images([root / "labels"])).pairs)
    images = np.stack([_mirrored(read_rgb(path)) for path in paths])
    truth = np.stack([_mirrored(read_mask(masks[path]).astype(np.uint8)) for path in paths])
    labels = np.array([label_of[int(path.stem)] for path in paths])
    names = ("neutrophil", "lymphocyte", "monocyte", "eosinophil")
    groups, centres = np.arange(len(paths)), np.full((len(paths), 2), SIDE // 2)
    return ClassifiedImages("leukocytes", images, labels, groups, truth, names, centres)


def _mirrored(pixels: NDArray[Any]) -> NDArray[Any]:
    """Enlarge an image to the common size, the same on both sides."""
    missing = [SIDE - side for side in pixels.shape[:2]]
    around = [(gap // 2, gap - gap // 2) for gap in missing] + [(0, 0)] * (pixels.ndim - 2)
    return np.pad(pixels, around, mode="symmetric")


def smear_paths(folder: Path) -> list[Path]:
    """List the pictures that red cells are cut from, in the order of their numbers."""
    return find_images([folder / "red_cells" / "images"])


def _red_cells(folder: Path, seed: int) -> ClassifiedImages:
    """Cut the cells of each class with at least 30, at most 120 of them."""
    paths = smear_paths(folder)
    tables = dict(pair_by_stem(paths, sorted((folder / "red_cells" / "centres").iterdir())).pairs)
    cells = []
    for group, path in enumerate(paths):
        with tables[path].open(newline="") as file:
            for row in csv.DictReader(file):
                cells.append((group, int(row["y"]), int(row["x"]), int(row["class"])))
    table = np.array(cells)
    counts = Counter(table[:, 3].tolist())
    classes = sorted(
        label for label in counts if counts[label] >= FEWEST and label != UNCATEGORISED
    )
    rng = np.random.default_rng(seed)
    kept = np.sort(np.concatenate([
        rng.permutation(np.flatnonzero(table[:, 3] == label))[:MOST] for label in classes
    ]))  # fmt: skip
    images, masks = [], []
    for group, path in enumerate(paths):
        own = table[kept[table[kept, 0] == group]]
        if len(own):
            patches, truth = _cut(read_rgb(path), own[:, 1:3], table[table[:, 0] == group, 1:3])
            images.append(patches)
            masks.append(truth)
    labels = np.searchsorted(classes, table[kept, 3]) + 1
    names = tuple(RED_CELLS[label] for label in classes)
    return ClassifiedImages("red cells", np.concatenate(images), labels, table[kept, 0],
                            np.concatenate(masks), names, table[kept, 1:3])  # fmt: skip


def _cut(
    pixels: NDArray[np.float32], centres: NDArray[np.int64], others: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Cut patches around centres; their masks are 0 far from all centres, else 1."""
    half = PATCH // 2
    rows, cols = np.indices(pixels.shape[:2])
    near = np.zeros(pixels.shape[:2], np.uint8)
    for row, col in others.tolist():
        near[(rows - row) ** 2 + (cols - col) ** 2 <= REACH**2] = 1
    wide = np.pad(pixels, [(half, half), (half, half), (0, 0)], mode="symmetric")
    mask = np.pad(near, half, mode="symmetric")
    windows: Sequence[tuple[slice, slice]] = [
        (slice(row, row + PATCH), slice(col, col + PATCH)) for row, col in centres.tolist()
    ]
    return np.stack([wide[at] for at in windows]), np.stack([mask[at] for at in windows])


RED_CELLS = {0: "normal", 1: "macrocyte", 2: "microcyte", 3: "spherocyte", 4: "target",
             5: "stomatocyte", 6: "ovalocyte", 7: "teardrop", 8: "burr", 9: "schistocyte",
             11: "hypochromia", 12: "elliptocyte"}  # fmt: skip
CLASSIFIED = {"leukocytes": _leukocytes, "red cells": _red_cells}
