"""Measure whether suggested places beat random ones: a simulated expert draws what is suggested.

    python benchmarks/guidance.py ../shared/data --table guidance.csv

The expert knows the masks and gives each place the class that it has there; a disk that would
cross a border moves, or shrinks. All arms begin with the same two markers, an object and a
background, then draw two markers at a time and learn again. An existing table is continued. Takes
about 25 minutes on one core.
"""

import argparse
import csv
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import scipy
import torch
from numpy.typing import NDArray

from flimbuilder.analysis.measures import measure_mask
from flimbuilder.exchange.pairing import pair_by_stem
from flimbuilder.explain.guidance.places import calibrated, entropy
from flimbuilder.explain.guidance.quality import PlausibilityChange, compare
from flimbuilder.explain.guidance.suggesting import suggest_places
from flimbuilder.explain.guidance.suggestion import GuidedImage
from flimbuilder.flim.step_cache import StepResults
from flimbuilder.imaging.read import find_images, read_mask
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import ProjectFiles, read_pixels
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.project.rasterise import UNMARKED, class_map
from flimbuilder.workflow.counterfactuals import Counterfactuals

SEEDS = range(10, 18)  # the rules were tuned with seeds 0 to 5
N_MARKERS = 14
BATCH = 2  # markers between builds
N_LOOKED_AT = 6  # suggestions, of which the expert accepts BATCH
N_AGAIN = 2  # of them, previewed again after the first is drawn
MEMORY_BYTES = 2**28
COLUMNS = ("data", "arm", "seed", "markers", "drawn", "dice", "background", "looked_at",
           "previews", "seconds")  # fmt: skip
REFERENCE = "random"

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]
Place = tuple[str, int, int, float]


@dataclass(frozen=True)
class Task:
    """A data set: how much its images shrink, the radius of disks, and how it is split."""

    folder: str
    shrink: int
    radius: float
    n_training: int
    n_test: int


TASKS = {
    "parasites": Task("parasites", 2, 3.0, 5, 5),
    "nuclei": Task("nuclei", 1, 3.0, 5, 8),
    "bears": Task("bears", 2, 4.0, 5, 8),
}
LARGEST_SIDE = 300  # larger images of nuclei shrink by 2


@cache
def read_task(data: Path, name: str) -> list[tuple[str, Image, Mask]]:
    """Read the images and masks of a set."""
    task = TASKS[name]
    images = find_images([data / task.folder / "images"])
    masks = dict(pair_by_stem(images, find_images([data / task.folder / "labels"])).pairs)
    read = []
    for path in images:
        pixels, mask = read_pixels(path)[..., :3], read_mask(masks[path]) > 0
        factor = task.shrink if max(mask.shape) <= LARGEST_SIDE else max(2, task.shrink)
        read.append((path.stem, _shrunk(pixels, factor), _shrunk(mask, factor) > 0.5))
    return read


def _shrunk(values: NDArray[Any], factor: int) -> Image:
    """Return the means of squares of pixels."""
    height, width = (side // factor for side in values.shape[:2])
    whole = values[: height * factor, : width * factor].astype(np.float32)
    squares = whole.reshape(height, factor, width, factor, *values.shape[2:])
    return np.ascontiguousarray(squares.mean(axis=(1, 3)))


class _Pixels(ProjectFiles):
    """Images in memory as the files of a project."""

    def __init__(self, pixels: dict[str, Image]) -> None:
        super().__init__(Path())
        self._pixels = pixels

    def pixels(self, entry: ImageEntry) -> Image:
        return self._pixels[entry.id]

    def source(self, entry: ImageEntry) -> Image:
        return self._pixels[entry.id]


def answer(truth: Mask, place: Place) -> tuple[int, tuple[float, float], float]:
    """Return class, centre and radius of the disk that an expert draws at a place.

    The disk has the class of its place. A disk that would cross a border moves by at most its
    radius to where there is most room, and shrinks if it still does not fit.
    """
    _, row, col, radius = place
    same = truth == truth[row, col]
    room = scipy.ndimage.distance_transform_edt(np.pad(same, 1, constant_values=True))[1:-1, 1:-1]
    rows, cols = np.indices(truth.shape)
    away = np.hypot(rows - row, cols - col)
    fits = np.where((away <= radius) & same, np.minimum(room - 1, radius), -1)
    best = np.lexsort((away.ravel(), -fits.ravel()))[0]
    centre = (float(rows.ravel()[best]), float(cols.ravel()[best]))
    return int(truth[row, col]), centre, float(max(0.0, fits.ravel()[best]))


@dataclass
class Expert:
    """A project that grows, and the masks that its expert knows."""

    data: Path
    name: str
    seed: int
    project: Project = field(init=False)
    model: Model | None = None
    previews: list[tuple[float, float, bool]] = field(default_factory=list)
    n_previews: int = 0
    known: tuple[int, float] = (-1, 0.0)  # number of markers, and the Dice with them

    def __post_init__(self) -> None:
        self.task = TASKS[self.name]
        images = read_task(self.data, self.name)
        order = np.random.default_rng(100 + self.seed).permutation(len(images))
        chosen = [images[index] for index in order[: self.task.n_training + self.task.n_test]]
        self.training, self.test = chosen[: self.task.n_training], chosen[self.task.n_training :]
        self.pixels = {stem: pixels for stem, pixels, _ in self.training}
        self.truth = {stem: mask for stem, _, mask in self.training}
        self.files = _Pixels(self.pixels)
        self.memory = StepResults(MEMORY_BYTES)
        entries = [
            ImageEntry(
                id=stem, path=stem, sha256="0" * 64, size=1, shape=pixels.shape, dtype="float32"
            )
            for stem, pixels, _ in self.training
        ]
        self.project = Project(images=tuple(entries))

    def with_marker(self, place: Place) -> Project:
        """Return the project with the disk that the expert draws at a place."""
        class_id, centre, radius = answer(self.truth[place[0]], place)
        markers = self.project.markers_of(place[0])
        disk = Disk(id=markers.next_id, class_id=class_id, center=centre, radius=radius)
        grown = ImageMarkers(next_id=disk.id + 1, markers=(*markers.markers, disk))
        return self.project.with_(markers={**self.project.markers, place[0]: grown})

    def draw(self, places: Sequence[Place]) -> None:
        """Draw markers, and learn."""
        for place in places:
            self.project = self.with_marker(place)
        self.model = self.counterfactuals(None).model

    def counterfactuals(self, model: Model | None) -> Counterfactuals:
        """Return what previews edits on all training images."""
        return Counterfactuals(
            self.project, self.files, model=model, memory=self.memory,
            shown=tuple(self.pixels), with_measures=False,
        )  # fmt: skip

    def guided(self) -> list[GuidedImage]:
        """Return the training images with their results."""
        assert self.model is not None
        return [
            GuidedImage(
                stem, pixels, self.project.markers_of(stem).markers,
                self.model.saliency(pixels), self.model.predict(pixels),
            )
            for stem, pixels in self.pixels.items()
        ]  # fmt: skip

    def dice(self) -> float:
        """Return the mean Dice on the test images."""
        model, n_markers = self.model, len(self.classes)
        assert model is not None
        if self.known[0] != n_markers:
            dices = [
                measure_mask(model.predict(pixels) > 0, mask)["dice"]
                for _, pixels, mask in self.test
            ]
            self.known = n_markers, float(np.mean(dices))
        return self.known[1]

    @property
    def classes(self) -> list[int]:
        """The class of each marker."""
        drawn = [
            marker for of_image in self.project.markers.values() for marker in of_image.markers
        ]
        return [marker.class_id or 0 for marker in drawn]


def begin(expert: Expert, rng: np.random.Generator) -> None:
    """Draw the same two markers in every arm: at random places of each class, on one image."""
    stem, _, mask = expert.training[rng.integers(len(expert.training))]
    expert.draw([_within(stem, mask == wanted, expert.task.radius, rng) for wanted in (1, 0)])


def _within(stem: str, region: Mask, radius: float, rng: np.random.Generator) -> Place:
    rows, cols = np.nonzero(region)
    at = rng.integers(len(rows))
    return stem, int(rows[at]), int(cols[at]), radius


def random_places(expert: Expert, rng: np.random.Generator) -> list[Place]:
    """Return places uniformly on the training images: what has no knowledge of the classes."""
    drawn = [expert.training[rng.integers(len(expert.training))] for _ in range(BATCH)]
    return [_within(stem, np.ones_like(mask), expert.task.radius, rng) for stem, _, mask in drawn]


def random_balanced(expert: Expert, rng: np.random.Generator) -> list[Place]:
    """Return a random place of an object and one of the background, chosen by the masks."""
    places = []
    for wanted in (1, 0):
        stem, _, mask = expert.training[rng.integers(len(expert.training))]
        places.append(_within(stem, mask == wanted, expert.task.radius, rng))
    return places


def most_uncertain(expert: Expert, rng: np.random.Generator) -> list[Place]:
    """Return the places with the highest mean entropy, apart from each other and markers."""
    radius, found = expert.task.radius, []
    for image in expert.guided():
        uncertain = scipy.ndimage.uniform_filter(entropy(calibrated(image)), 2 * int(radius) + 1)
        marked = class_map(image.markers, uncertain.shape) != UNMARKED
        if marked.any():
            away = scipy.ndimage.distance_transform_edt(~marked)
            uncertain[away < 2 * radius] = -1
        for _ in range(BATCH):
            row, col = np.unravel_index(uncertain.argmax(), uncertain.shape)
            found.append((float(uncertain[row, col]), (image.id, int(row), int(col), radius)))
            rows, cols = np.indices(uncertain.shape)
            uncertain[np.hypot(rows - row, cols - col) < 4 * radius] = -1
    found.sort(key=lambda entry: -entry[0])
    return [place for _, place in found[:BATCH]]


def _suggested(expert: Expert, count: int) -> list[Place]:
    suggestions = suggest_places(
        expert.guided(), expert.project.classes, count=count, radius=expert.task.radius
    )
    return [(found.image, found.row, found.col, found.radius) for found in suggestions]


def first_suggested(expert: Expert, rng: np.random.Generator) -> list[Place]:
    """Return the first suggestions, without a preview."""
    return _suggested(expert, BATCH)


def suggested(expert: Expert, rng: np.random.Generator) -> list[Place]:
    """Preview the suggestions, and draw the best; again with the two next ones on top of it."""
    ranked = _ranked(expert, _suggested(expert, N_LOOKED_AT))
    for count in range(min(BATCH, len(ranked))):
        if count:
            ranked = _ranked(expert, [place for _, place in ranked[1 : 1 + N_AGAIN]])
        change, place = ranked[0]
        before = expert.dice()
        expert.draw([place])
        expert.previews.append((change.score, expert.dice() - before, change.is_better))
    return []


def _ranked(expert: Expert, places: Sequence[Place]) -> list[tuple[PlausibilityChange, Place]]:
    """Preview places, and return those first that make the masks most plausible."""
    found = zip(_previews(expert, places), places, strict=True)
    return sorted(found, key=lambda pair: -pair[0].score)


def _previews(expert: Expert, places: Sequence[Place]) -> list[PlausibilityChange]:
    """Return how the masks of the training images change by each place."""
    now = expert.counterfactuals(expert.model)
    before = now.judge(now.model, with_plausibility=True).plausibility
    expert.n_previews += len(places)
    return [
        compare(
            before,
            now.judge(now.rebuild(expert.with_marker(place)), with_plausibility=True).plausibility,
        )
        for place in places
    ]


ARMS: dict[str, Callable[[Expert, np.random.Generator], list[Place]]] = {
    REFERENCE: random_places,
    "random, balanced": random_balanced,
    "entropy": most_uncertain,
    "suggested": suggested,
    "suggested, no preview": first_suggested,
}


def run_arm(data: Path, name: str, arm: str, seed: int) -> list[dict[str, Any]]:
    """Draw markers by an arm, and return a row for each number of markers."""
    expert, rows, start = Expert(data, name, seed), [], time.perf_counter()
    begin(expert, np.random.default_rng(1000 * seed))
    rng = np.random.default_rng(1000 * seed + 1)
    for n_markers in range(BATCH, N_MARKERS + 1, BATCH):
        if n_markers > BATCH:
            places = ARMS[arm](expert, rng)
            expert.draw(places) if places else None
        rows.append(
            {
                "data": name, "arm": arm, "seed": seed, "markers": n_markers,
                "drawn": len(expert.classes), "dice": expert.dice(),
                "background": expert.classes.count(0), "looked_at": expert.n_previews,
                "previews": json.dumps(expert.previews), "seconds": time.perf_counter() - start,
            }
        )  # fmt: skip
    return rows


def read_table(table: Path) -> list[dict[str, Any]]:
    """Read the rows that were measured before."""
    if not table.exists():
        return []
    with table.open(newline="") as file:
        return [
            {
                **row, "seed": int(row["seed"]), "markers": int(row["markers"]),
                "dice": float(row["dice"]), "previews": json.loads(row["previews"]),
            }
            for row in csv.DictReader(file)
        ]  # fmt: skip


def curve(rows: Sequence[dict[str, Any]], name: str, arm: str) -> dict[int, NDArray[np.float64]]:
    """Return the Dice after each batch, by seed."""
    found: dict[int, list[tuple[int, float]]] = {}
    for row in rows:
        if (row["data"], row["arm"]) == (name, arm):
            found.setdefault(row["seed"], []).append((row["markers"], row["dice"]))
    return {seed: np.array([dice for _, dice in sorted(of)]) for seed, of in found.items()}


def area(curve: NDArray[np.float64]) -> float:
    """Return the mean height of a curve, by trapezia."""
    return float(np.trapezoid(curve) / (len(curve) - 1))


def report(rows: Sequence[dict[str, Any]]) -> str:
    """Return the tables in Markdown."""
    lines = ["| data | places | area | against random | p | Dice after 2, 4, ... markers |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    for name in TASKS:
        reference = curve(rows, name, REFERENCE)
        for arm in ARMS:
            found = curve(rows, name, arm)
            seeds = sorted(found.keys() & reference.keys())
            if not seeds:
                continue
            areas = np.array([area(found[seed]) for seed in seeds])
            gains = areas - [area(reference[seed]) for seed in seeds]
            p = scipy.stats.ttest_1samp(gains, 0).pvalue if len(seeds) > 1 and gains.any() else 1
            dices = " ".join(f"{dice:.2f}" for dice in np.mean([found[seed] for seed in seeds], 0))
            versus = (
                ""
                if arm == REFERENCE
                else f"{gains.mean():+.3f} ({(gains > 0).sum()} of {len(seeds)})"
            )
            lines.append(f"| {name} | {arm} | {areas.mean():.3f} ± {areas.std():.3f} | {versus} | "
                         f"{'' if arm == REFERENCE else f'{p:.3f}'} | {dices} |")  # fmt: skip
    previews = np.array([
        preview for row in rows if row["markers"] == N_MARKERS and row["arm"] == "suggested"
        for preview in row["previews"]
    ]).reshape(-1, 3)  # fmt: skip
    lines += ["", "| accepted suggestions whose preview | number | Dice on other images fell | "
              "by over 0.01 | mean change |", "|---|---|---|---|---|"]  # fmt: skip
    called = {"said better": previews[:, 2] > 0} | {
        f"scored over {score:g}": previews[:, 0] > score for score in (0, 2, 3)
    }
    for title, is_meant in called.items():
        gains = previews[is_meant, 1]
        if len(gains):
            lines.append(f"| {title} | {len(gains)} | {(gains < 0).mean():.0%} | "
                         f"{(gains < -0.01).mean():.0%} | {gains.mean():+.3f} |")  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    """Measure what the table lacks, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--table", type=Path, default=Path("guidance.csv"))
    parser.add_argument("--seeds", type=int, nargs="*", default=list(SEEDS))
    parser.add_argument("--sets", nargs="*", choices=list(TASKS), default=list(TASKS))
    parser.add_argument("--arms", nargs="*", choices=list(ARMS), default=list(ARMS))
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows = read_table(options.table)
    known = {(row["data"], row["arm"], row["seed"]) for row in rows}
    with options.table.open("a", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        if not rows:
            writer.writeheader()
        for seed in options.seeds:
            for name in options.sets:
                for arm in options.arms:
                    if (name, arm, seed) not in known:
                        writer.writerows(run_arm(options.data, name, arm, seed))
                        file.flush()
    print(report(read_table(options.table)))


if __name__ == "__main__":
    main()
