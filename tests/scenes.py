"""A small world for tests of whole commands: bright disks on dark ground, marked and masked."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder.imaging.write import write_png
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.folder import ProjectFolder, create_project
from flimbuilder.project.project import Project
from flimbuilder.workflow.import_files import import_files

BY_CLASSES = Project(decoder=DecoderChoice(id="lm"), delineation=Delineation(threshold="otsu"))

SIDES = (40, 48)
CENTRES = ((14, 15), (25, 34))  # of the disk of each object class
RADIUS = 7
BLOCKS = (
    {"kernels_per_marker": 2, "kernels": 6, "pooling": {"kind": "max", "size": 3, "stride": 2}},
    {"kernels_per_marker": 2, "kernels": 6, "pooling": {"kind": "average", "size": 2}},
)


@dataclass(frozen=True)
class Scene:
    """Where the files of one small world are."""

    folder: Path

    @property
    def images(self) -> Path:
        return self.folder / "images"

    @property
    def markers(self) -> Path:
        return self.folder / "markers"

    @property
    def labels(self) -> Path:
        return self.folder / "labels"

    @property
    def architecture(self) -> Path:
        return self.folder / "architecture.json"

    def image(self, name: str = "a") -> Path:
        return self.images / f"{name}.png"

    def seeds(self, name: str = "a") -> Path:
        return self.markers / f"{name}-seeds.txt"

    def import_options(self) -> list[str]:
        named = ("images", "markers", "labels", "architecture")
        return [word for name in named for word in (f"--{name}", str(getattr(self, name)))]


def write_scene(
    folder: Path,
    names: Sequence[str] = ("a", "b", "c"),
    marked: Sequence[str] = ("a", "b"),
    classes: int = 1,
    **architecture: object,
) -> Scene:
    """Write images, their masks, and the seeds of those in `marked`."""
    scene = Scene(folder)
    for place in (scene.images, scene.markers, scene.labels):
        place.mkdir(parents=True)
    labels = label_map(classes)
    for number, name in enumerate(names):
        write_png(scene.image(name), paint(labels, seed=number))
        write_png(scene.labels / f"{name}.png", labels if classes > 1 else labels * np.uint8(255))
        if name in marked:
            write_seeds_file(scene.seeds(name), seeds_of(labels, shift=number))
    scene.architecture.write_text(json.dumps({"blocks": BLOCKS, **architecture}))
    return scene


def label_map(classes: int = 1) -> NDArray[np.uint8]:
    rows, cols = np.indices(SIDES)
    labels = np.zeros(SIDES, np.uint8)
    for class_id, (row, col) in enumerate(CENTRES[:classes], start=1):
        labels[np.hypot(rows - row, cols - col) <= RADIUS] = class_id
    return labels


def paint(labels: NDArray[np.uint8], seed: int = 0) -> NDArray[np.uint8]:
    """Give each class its colour, and every pixel some noise."""
    colours = np.array([[40, 50, 60], [200, 170, 90], [90, 180, 220]])
    noise = np.random.default_rng(seed).integers(0, 30, (*labels.shape, 3))
    return (colours[labels] + noise).astype(np.uint8)


def seeds_of(labels: NDArray[np.uint8], shift: int = 0) -> list[tuple[int, int, int]]:
    """Return (x, y, label): a bar in each object, two bars on the ground."""
    bars = [(row, col, class_id + 1) for class_id, (row, col) in enumerate(CENTRES)]
    bars = [bar for bar in bars if labels[bar[:2]]] + [(2, 4 + shift, 0), (36, 10, 0)]
    return [
        (col + x, row + y, label) for row, col, label in bars for y in (0, 1) for x in range(4)
    ]


def write_seeds_file(
    path: Path,
    seeds: Sequence[tuple[int, int, int]],
    sides: tuple[int, int] = SIDES,
    count: int | None = None,
) -> Path:
    lines = [f"{len(seeds) if count is None else count} {sides[1]} {sides[0]}"]
    lines += [f"{x} {y} -1 {label}" for x, y, label in seeds]
    path.write_text("\n".join(lines) + "\n")
    return path


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute with one thread: on a busy machine, more would only wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def import_scene(folder: Path, scene: Scene, settings: Project = BY_CLASSES) -> ProjectFolder:
    """Make a project of a scene, which decodes the last block by the kernels' classes."""
    project, _ = import_files(
        settings, folder, scene.images, scene.markers, scene.labels, scene.architecture
    )
    return create_project(folder, project)
