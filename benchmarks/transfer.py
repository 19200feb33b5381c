"""Measure the first blocks of another model, and the augmentation of patches.

    python benchmarks/transfer.py ../shared/data --table transfer.csv

Images are halved in size, so that it takes about 15 minutes on one core; a simulated expert marks
the training images, which the seed chooses. Every choice is the defaults with one change, on
the same images and markers. An existing table is continued, so the command can be interrupted.
"""

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import scipy
import torch
from data_sets import MarkedImage, TestImage, read_rgb
from numpy.typing import NDArray
from simulated_expert import draw_markers

from flimbuilder.analysis.delineate import delineate
from flimbuilder.analysis.measures import measure_mask
from flimbuilder.analysis.structural_measures import weighted_fbeta
from flimbuilder.exchange.pairing import pair_by_stem
from flimbuilder.flim.estimator import FlimEncoder
from flimbuilder.flim.network import FlimBlock
from flimbuilder.imaging.read import find_images, read_mask
from flimbuilder.model.segmenter import FlimSegmenter
from flimbuilder.project.architecture import DEFAULT_ARCHITECTURE, Architecture
from flimbuilder.project.augmentation import PatchAugmentation
from flimbuilder.project.project import Project

SEEDS = 20
N_TESTED = 5
FEW = {"images": 1, "n_disks": 2, "n_strokes": 2}  # markers of a transfer's target
MORE = {"images": 2, "n_disks": 3, "n_strokes": 4}
DONOR = {"images": 3, "n_disks": 3, "n_strokes": 4}
COLUMNS = (
    "experiment", "choice", "data", "seed",
    "dice", "fbeta", "dice_turned", "fbeta_turned", "seconds",
)  # fmt: skip
OWN = "defaults"
MEASURES = {
    "augmentation": ("dice", "dice_turned", "fbeta"),
    "transfer": ("dice", "fbeta"),
}
EXPERIMENTS = tuple(MEASURES)
TITLES = {"dice": "Dice", "dice_turned": "Dice, turned images", "fbeta": "weighted F-beta"}
LEVEL = 0.05
EVERY = "mean of the sets"


@dataclass(frozen=True)
class Source:
    """Images of one kind; `components` are the settings of Delineation for its objects."""

    folder: str
    components: dict[str, Any]
    prefix: str = ""


SETS = {
    "eggs": Source("parasites", {"area": (250, 2250), "drop_border": True}),
    "bears": Source("bears", {"area": (250, 22_500)}),
    "nuclei": Source("nuclei", {"area": (5, 22_500)}, prefix="fluor"),
}


@dataclass(frozen=True)
class Task:
    """Marked images of a set, and others to measure on."""

    name: str
    training: list[MarkedImage]
    test: list[TestImage]


@cache
def _images(folder: Path, name: str) -> list[tuple[str, NDArray[np.float32], NDArray[np.bool_]]]:
    source = SETS[name]
    root = folder / source.folder
    images = [
        path for path in find_images([root / "images"]) if path.stem.startswith(source.prefix)
    ]
    masks = dict(pair_by_stem(images, find_images([root / "labels"])).pairs)
    return [
        (path.stem, _halved(read_rgb(path)), _halved(1.0 * (read_mask(masks[path]) > 0)) >= 0.5)
        for path in images
    ]


def _halved(pixels: NDArray[Any]) -> NDArray[Any]:
    """Return the means of squares of 2 x 2 pixels."""
    height, width = (side // 2 * 2 for side in pixels.shape[:2])
    parts = pixels[:height, :width].reshape(height // 2, 2, width // 2, 2, *pixels.shape[2:])
    means: NDArray[Any] = parts.mean(axis=(1, 3)).astype(pixels.dtype)
    return means


def read_task(
    folder: Path, name: str, seed: int, marked: dict[str, int], skipped: int = 0
) -> Task:
    """Mark images that the seed chooses, after some skipped ones; measure on others."""
    images = _images(folder, name)
    order = np.random.default_rng(100 + seed).permutation(len(images))[skipped:]
    n_marked = marked["images"]
    draw = {"n_disks": marked["n_disks"], "n_strokes": marked["n_strokes"], "radius": 1.5}
    training = [
        MarkedImage(stem, pixels, draw_markers(mask, 1000 * seed + count, **draw), mask)
        for count, (stem, pixels, mask) in enumerate(images[index] for index in order[:n_marked])
    ]
    test = [TestImage(*images[index]) for index in order[n_marked : n_marked + N_TESTED]]
    return Task(name, training, test)


def learn(
    task: Task, seed: int, architecture: Architecture, first_blocks: Sequence[FlimBlock] = ()
) -> FlimSegmenter:
    """Learn encoder and decoder from the markers of a task."""
    encoder = FlimEncoder(architecture, first_blocks=first_blocks, random_state=seed)
    segmenter = FlimSegmenter(encoder)
    return segmenter.fit(
        [image.pixels for image in task.training], [image.markers for image in task.training]
    )


def measure(segmenter: FlimSegmenter, task: Task, quarter: int) -> tuple[float, float]:
    """Return mean Dice and weighted F-beta of the test images, turned by quarters."""
    settings = Project().delineation.with_(**SETS[task.name].components)
    settings = settings.for_decoder(Project().decoder)
    found = []
    for image in task.test:
        assert image.mask is not None
        pixels = np.ascontiguousarray(np.rot90(image.pixels, quarter))
        truth = np.ascontiguousarray(np.rot90(image.mask, quarter))
        saliency = segmenter.predict_saliency(pixels)[0]
        mask = delineate(saliency, settings, pixels)
        dice = measure_mask(mask, truth)["dice"]
        found.append((dice, weighted_fbeta(saliency.astype(np.float64), truth)))
    dice, fbeta = np.mean(found, axis=0).tolist()
    return dice, fbeta


# Augmentation of patches


def _augmented(blocks: Sequence[int], **changes: Any) -> Architecture:
    augment = PatchAugmentation(**changes)
    return DEFAULT_ARCHITECTURE.with_(
        blocks=tuple(
            block.with_(augment=augment) if number in blocks else block
            for number, block in enumerate(DEFAULT_ARCHITECTURE.blocks, start=1)
        )
    )


ALL = (1, 2, 3, 4)
AUGMENTATIONS = {
    OWN: DEFAULT_ARCHITECTURE,
    "flips and turns in block 1": _augmented((1,), flips=True, turns=True),
    "flips and turns in all blocks": _augmented(ALL, flips=True, turns=True),
    "intensity 0.2 in all blocks": _augmented(ALL, intensity=0.2),
}


# First blocks of another model


@cache
def _donor(folder: Path, name: str, seed: int, skipped: int = 0) -> tuple[FlimBlock, ...]:
    """Return the blocks of an encoder that was learned from other images."""
    task = read_task(folder, name, seed, DONOR, skipped)
    return tuple(learn(task, seed, DEFAULT_ARCHITECTURE).encoder_.encoder_.blocks())


def _shuffled(blocks: Sequence[FlimBlock], seed: int) -> tuple[FlimBlock, ...]:
    """Return blocks with the weights of each kernel in another order: of the same length."""
    generator = torch.Generator().manual_seed(seed)
    shuffled = []
    for block in blocks:
        weights = block.conv.weight.flatten(1)
        order = torch.rand(weights.shape, generator=generator).argsort(dim=1)
        copy = FlimBlock(block.conv.in_channels, block.conv.out_channels, {
            "kernel_size": block.conv.kernel_size[0], "dilation": block.conv.dilation[0],
            "activation": block.activation, "pooling": block.pooling,
        })  # fmt: skip
        copy.load_state_dict({
            "conv.weight": weights.gather(1, order).reshape(block.conv.weight.shape),
            "conv.bias": block.conv.bias,
        })  # fmt: skip
        shuffled.append(copy.eval().requires_grad_(requires_grad=False))
    return tuple(shuffled)


def _starts(folder: Path, name: str, seed: int) -> Iterator[tuple[str, Sequence[FlimBlock]]]:
    yield OWN, ()
    others = [other for other in SETS if other != name]
    donors = {other: _donor(folder, other, seed) for other in others}
    donors[f"other {name}"] = _donor(folder, name, seed, FEW["images"] + N_TESTED)
    for donor, blocks in donors.items():
        yield f"block 1 of {donor}", blocks[:1]
        yield f"blocks 1 to 2 of {donor}", blocks[:2]
    yield "blocks 1 to 2 shuffled", _shuffled(_donor(folder, others[0], seed)[:2], seed)


Learned = Callable[[], FlimSegmenter]


def choices(
    folder: Path, experiment: str, name: str, seed: int
) -> tuple[Task, Iterator[tuple[str, Learned]]]:
    """Return the task of an experiment, and what learns each choice."""
    task = read_task(folder, name, seed, MORE if experiment == "augmentation" else FEW)
    if experiment == "augmentation":
        return task, (
            (choice, lambda architecture=architecture: learn(task, seed, architecture))
            for choice, architecture in AUGMENTATIONS.items()
        )  # fmt: skip
    return task, (
        (choice, lambda blocks=blocks: learn(task, seed, DEFAULT_ARCHITECTURE, blocks))
        for choice, blocks in _starts(folder, name, seed)
    )  # fmt: skip


def run(
    folder: Path, table: Path, seeds: int, experiments: Sequence[str], wanted: str
) -> list[dict[str, Any]]:
    """Measure what the table lacks, and return all rows.

    `wanted` is a part of the names of the choices to measure beside the defaults.
    """
    torch.set_num_threads(1)
    rows = _read(table)
    known = {(row["experiment"], row["choice"], row["data"], row["seed"]) for row in rows}
    with table.open("a", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        if not rows:
            writer.writeheader()
        for seed in range(seeds):
            for experiment in experiments:
                for name in SETS:
                    task, learners = choices(folder, experiment, name, seed)
                    for choice, learner in learners:
                        if (experiment, choice, name, seed) in known:
                            continue
                        if choice != OWN and wanted not in choice:
                            continue
                        start = time.perf_counter()
                        segmenter = learner()
                        seconds = time.perf_counter() - start
                        turned = (np.nan, np.nan)
                        if experiment == "augmentation":
                            turned = measure(segmenter, task, 1)
                        values = (
                            experiment, choice, name, seed, *measure(segmenter, task, 0), *turned,
                            seconds,
                        )  # fmt: skip
                        rows.append(dict(zip(COLUMNS, values, strict=True)))
                        writer.writerow(rows[-1])
                        file.flush()
                        print(*values, file=sys.stderr)
    return rows


def _read(table: Path) -> list[dict[str, Any]]:
    if not table.exists():
        return []
    numbers = {"seed": int, **dict.fromkeys(COLUMNS[4:], float)}
    with table.open(newline="") as file:
        return [
            {name: numbers.get(name, str)(value) for name, value in row.items()}
            for row in csv.DictReader(file)
        ]


def tables(rows: Sequence[dict[str, Any]]) -> str:
    """Return the tables of the page: means with deviation over seeds, and paired differences."""
    parts: list[str] = []
    for experiment, measures in MEASURES.items():
        own = [_of_any_set(row) for row in rows if row["experiment"] == experiment]
        own += _over_sets(own, measures)
        heads = ["", *(TITLES[field] for field in measures), "seeds"]
        for name in (*SETS, EVERY):
            of_set = [row for row in own if row["data"] == name]
            parts += ["", f"| {name}{' | '.join(heads)} |", "|---" * len(heads) + "|"]
            for choice in dict.fromkeys(row["choice"] for row in of_set):
                cells = [_cell(own, name, choice, field) for field in measures]
                seeds = sum(row["choice"] == choice for row in of_set)
                parts.append(f"| {' | '.join([choice, *cells, str(seeds)])} |")
    return "\n".join(parts)


def _of_any_set(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose choice does not name its own set."""
    return {**row, "choice": row["choice"].replace(f"other {row['data']}", "other such images")}


def _over_sets(rows: Sequence[dict[str, Any]], measures: Sequence[str]) -> list[dict[str, Any]]:
    """Return rows of the means over the sets, of choices and seeds that all sets have."""
    groups: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["choice"], row["seed"]), []).append(row)
    return [
        {
            "data": EVERY,
            "choice": choice,
            "seed": seed,
            **{field: float(np.mean([row[field] for row in group])) for field in measures},
        }
        for (choice, seed), group in groups.items()
        if len(group) == len(SETS)
    ]


def _cell(rows: Sequence[dict[str, Any]], name: str, choice: str, field: str) -> str:
    """Return mean ± deviation over seeds; for a choice the difference, and the p of its t-test.

    A difference is bold if it is significant at .05 among all of the experiment, by Holm's rule.
    """
    values = [row[field] for row in rows if (row["data"], row["choice"]) == (name, choice)]
    mean = f"{np.mean(values):.3f} ± {np.std(values, ddof=1):.3f}".replace("0.", ".")
    if choice == OWN:
        return mean
    difference, p = _paired(rows, name, choice, field)
    chance = "p < .001" if p < 0.001 else f"p {p:.3f}"
    text = f"{difference:+.3f} ({chance})".replace("0.", ".")
    return f"{mean}, {f'**{text}**' if _is_significant(rows, field, p) else text}"


def _paired(
    rows: Sequence[dict[str, Any]], name: str, choice: str, field: str
) -> tuple[float, float]:
    """Return the mean difference to the defaults over the seeds of both, and p."""
    values, base = (
        {row["seed"]: row[field] for row in rows if (row["data"], row["choice"]) == (name, of)}
        for of in (choice, OWN)
    )
    seeds = sorted(values.keys() & base.keys())
    ours, theirs = (np.array([of[seed] for seed in seeds]) for of in (values, base))
    return float((ours - theirs).mean()), float(scipy.stats.ttest_rel(ours, theirs).pvalue)


def _is_significant(rows: Sequence[dict[str, Any]], field: str, p: float) -> bool:
    """Return True if Holm's rule rejects at .05 what has this p, among all choices and sets."""
    pairs = dict.fromkeys((row["data"], row["choice"]) for row in rows if row["choice"] != OWN)
    ordered = sorted(_paired(rows, *pair, field)[1] for pair in pairs)
    for place, other in enumerate(ordered):
        if other * (len(ordered) - place) > LEVEL:
            return False
        if other >= p:
            return True
    return False


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--table", type=Path, default=Path("transfer.csv"))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--experiment", choices=EXPERIMENTS, action="append")
    parser.add_argument("--choice", default="", help="part of the names of choices to measure")
    options = parser.parse_args()
    experiments = options.experiment or EXPERIMENTS
    rows = run(options.folder, options.table, options.seeds, experiments, options.choice)
    print(tables(rows))


if __name__ == "__main__":
    main()
