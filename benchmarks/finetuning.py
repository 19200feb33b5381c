"""Compare the U-shaped network from an encoder of markers with the same one from random weights.

    python benchmarks/finetuning.py ../shared/data --table finetuning.csv

For each set, number of training images and seed, a simulated expert marks the images, and an
encoder is learned from the markers. The network is then trained from it and from the decoder of
the markers, as ``flimbuilder finetune`` does; and once more from random weights (Kaiming), at one
rate for all and nothing frozen; with the same images, masks, views and number of steps. Two
further ways: the encoder from the markers with a new decoder, trained as the random weights are;
and training on the markers alone. The seed chooses images, markers, weights and views. All numbers
of images are judged on the same test images, at probability 0.5, without refinement. An existing
table is continued, so the command can be interrupted. Takes about an hour on a busy core.
"""

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import scipy
import torch
from numpy.typing import NDArray
from quality import markdown
from simulated_expert import draw_markers
from skimage.transform import resize

from flimbuilder.exchange.pairing import pair_by_stem
from flimbuilder.flim.estimator import FlimEncoder
from flimbuilder.flim.marker_training import encoded_parts, learn_marker_decoder
from flimbuilder.flim.training import TrainingImage
from flimbuilder.flim.u_shaped import UShapedNetwork
from flimbuilder.imaging.read import find_images, read_mask
from flimbuilder.model.further_training import TEMPERATURE
from flimbuilder.model.pixels import read_pixels
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.markers import Marker
from flimbuilder.project.rasterise import class_map
from flimbuilder.tasks.finetuning.losses import dice_of
from flimbuilder.tasks.finetuning.settings import TrainingSample, TrainingSettings
from flimbuilder.tasks.finetuning.training import train

COLUMNS = ("data", "images", "seed", "arm", "steps", "dice", "seconds")
SEEDS = 5
COUNTS = (1, 3, 5, 10)
FROZEN_STEPS = 25
BUDGETS = (25, 50, 100)  # steps after which the network is measured
CROP = 160
UNTRAINED = "markers' decoder, untrained"
BOTH = (UNTRAINED, "from markers", "from random weights")
SAME_TRAINING = ("encoder from markers, trained as random weights",)
WITHOUT_MASKS = ("from markers, on markers alone",)
ARMS = (*BOTH, *SAME_TRAINING, *WITHOUT_MASKS)
ARCHITECTURE = Architecture(
    blocks=tuple(
        Block(kernels=kernels, pooling=Pooling(kind="max", size=3, stride=stride))
        for kernels, stride in ((12, 2), (24, 2), (32, 1))
    ),
    standardise="standard",
)


@dataclass(frozen=True)
class Task:
    """A folder of images and masks, their largest side, and how they are marked."""

    folder: str
    side: int
    n_test: int
    draw: dict[str, Any]
    prefix: str = ""


TASKS = {
    "parasites": Task("parasites", 400, 5, {"n_disks": 2, "n_strokes": 4, "radius": 3.0}),
    "bears": Task("bears", 300, 8, {"n_disks": 2, "n_strokes": 4, "radius": 3.0}),
    "nuclei": Task("nuclei", 400, 5, {"n_disks": 5, "n_strokes": 3, "radius": 1.5}, "fluor"),
}


@dataclass(frozen=True)
class Masked:
    """An image (H, W, C) in [0, 1] with its mask."""

    name: str
    pixels: NDArray[np.float32]
    mask: NDArray[np.bool_]


@cache
def images_of(root: Path, name: str) -> list[Masked]:
    """Read the images of a task, reduced to its side."""
    task, found = TASKS[name], []
    images = find_images([root / task.folder / "images"])
    images = [path for path in images if path.stem.startswith(task.prefix)]
    masks = dict(pair_by_stem(images, find_images([root / task.folder / "labels"])).pairs)
    for path in images:
        pixels = read_pixels(path)[..., :3]
        scale = min(1.0, task.side / max(pixels.shape[:2]))
        size = tuple(round(side * scale) for side in pixels.shape[:2])
        found.append(
            Masked(
                path.stem,
                resize(pixels, size, anti_aliasing=True).astype(np.float32),
                resize(read_mask(masks[path]) > 0, size, order=0),
            )
        )
    return found


def sample_of(image: Masked, markers: Sequence[Marker] | None = None) -> TrainingSample:
    """Return an image with its mask, or with its markers as truth."""
    pixels = torch.from_numpy(image.pixels).permute(2, 0, 1).contiguous()
    if markers is None:
        return TrainingSample(
            image.name, pixels, torch.from_numpy(image.mask[None].astype(np.uint8))
        )
    classes = torch.from_numpy(class_map(markers, image.mask.shape))
    truth, judged = (classes == 1)[None].to(torch.uint8), (classes >= 0).to(torch.uint8)
    return TrainingSample(image.name, pixels, truth, judged)


def test_dice(network: UShapedNetwork, images: Sequence[Masked]) -> float:
    """Return the mean Dice of the masks at probability 0.5."""
    with torch.inference_mode():
        return float(
            np.mean(
                [
                    dice_of(network(sample.pixels[None]), sample.truth[None]).item()
                    for sample in map(sample_of, images)
                ]
            )
        )


@dataclass
class Comparison:
    """One set, number of training images and seed."""

    training: list[Masked]
    test: list[Masked]
    markers: list[tuple[Marker, ...]]
    seed: int

    def learn(self) -> None:
        """Learn the encoder and the decoder ``ml`` from the markers."""
        pixels = [image.pixels for image in self.training]
        self.encoder = FlimEncoder(ARCHITECTURE, random_state=self.seed).fit(pixels, self.markers)
        learned, blocks = self.encoder.encoder_, range(1, len(ARCHITECTURE.blocks) + 1)
        marked = [
            TrainingImage(f"image{number:06d}", image, drawn)
            for number, (image, drawn) in enumerate(zip(pixels, self.markers, strict=True))
        ]
        self.weights = learn_marker_decoder(
            learned,
            self.encoder.architecture_,
            marked,
            self.encoder.kernel_classes_,
            (1,),
            tuple(blocks),
            encoded=encoded_parts(learned, self.encoder.architecture_, marked, blocks),
        )

    def network(self, *, random: bool = False, from_markers: bool = True) -> UShapedNetwork:
        """Return a network to train."""
        network = UShapedNetwork(self.encoder, seed=self.seed)
        if random:
            network.initialise(self.seed, encoder=True)
        network.calibrate([sample_of(image).pixels[None] for image in self.training])
        if from_markers and not random:
            network.decoder.start_from(
                torch.tensor(self.weights.weights) / TEMPERATURE,
                torch.tensor(self.weights.bias) / TEMPERATURE,
            )
        return network

    def run(
        self, network: UShapedNetwork, settings: TrainingSettings, *, by_markers: bool = False
    ) -> Iterator[tuple[int, float, float]]:
        """Train, and yield (steps, test Dice, seconds) at the budgets."""
        drawn = self.markers if by_markers else [None] * len(self.training)
        samples = [
            sample_of(image, markers) for image, markers in zip(self.training, drawn, strict=True)
        ]
        seconds = 0.0
        for epoch in train(network, samples, settings=settings):
            steps = epoch.number * len(samples)
            seconds += epoch.seconds
            due = [budget for budget in BUDGETS if steps - len(samples) < budget <= steps]
            for budget in due:
                yield budget, test_dice(network, self.test), seconds


def arms(comparison: Comparison) -> dict[str, Callable[[], Iterator[tuple[int, float, float]]]]:
    """Return the ways to train by name."""
    n = len(comparison.training)
    ours = TrainingSettings(
        epochs=-(-BUDGETS[-1] // n),
        frozen_epochs=-(-FROZEN_STEPS // n),
        warm_up=-(-FROZEN_STEPS // n),
        patience=None,
        crop=CROP,
        seed=comparison.seed,
    )
    anew = replace(ours, frozen_epochs=0, warm_up=0, encoder_rate=ours.rate)
    return {
        UNTRAINED: lambda: iter([(0, test_dice(comparison.network(), comparison.test), 0.0)]),
        "from markers": lambda: comparison.run(comparison.network(), ours),
        "from random weights": lambda: comparison.run(comparison.network(random=True), anew),
        SAME_TRAINING[0]: lambda: comparison.run(comparison.network(from_markers=False), anew),
        WITHOUT_MASKS[0]: lambda: comparison.run(
            comparison.network(), replace(ours, loss="markers"), by_markers=True
        ),
    }


def compare(root: Path, name: str, n_images: int, seed: int) -> Comparison:
    """Choose and mark the images, and learn the encoder."""
    task, images = TASKS[name], images_of(root, name)
    order = np.random.default_rng(100 + seed).permutation(len(images)).tolist()
    training = [images[index] for index in order[task.n_test :][:n_images]]
    seed_of_markers = 1000 * seed
    markers = _draw(training, task, seed_of_markers)
    while not any(marker.class_id for of_image in markers for marker in of_image):
        seed_of_markers += 100
        markers = _draw(training, task, seed_of_markers)
    test = [images[index] for index in order[: task.n_test]]
    comparison = Comparison(training, test, markers, seed)
    comparison.learn()
    return comparison


def _draw(images: Sequence[Masked], task: Task, seed: int) -> list[tuple[Marker, ...]]:
    """Mark the images; the disk of an object that is too small for it is left out."""
    return [
        draw_markers(image.mask, seed + number, **task.draw) for number, image in enumerate(images)
    ]


def run(root: Path, table: Path, seeds: Sequence[int], counts: Sequence[int]) -> None:
    """Measure what the table lacks."""
    known = {(row["data"], row["images"], row["seed"], row["arm"]) for row in read(table)}
    tasks = [
        (names, seed, n_images, data)
        for names in (BOTH, SAME_TRAINING, WITHOUT_MASKS)
        for seed in seeds
        for n_images in counts
        for data, task in TASKS.items()
        if n_images + task.n_test <= len(images_of(root, data))
    ]
    with table.open("a", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        if not known:
            writer.writeheader()
        for names, seed, n_images, data in tasks:
            missing = [name for name in names if (data, n_images, seed, name) not in known]
            ways = arms(compare(root, data, n_images, seed)) if missing else {}
            for name in missing:
                rows = [(data, n_images, seed, name, *measured) for measured in ways[name]()]
                writer.writerows(dict(zip(COLUMNS, row, strict=True)) for row in rows)
                file.flush()
                print(time.strftime("%H:%M"), *rows[-1], file=sys.stderr, flush=True)


def read(table: Path) -> list[dict[str, Any]]:
    """Read the table; empty if it is missing."""
    if not table.exists():
        return []
    with table.open(newline="") as file:
        return [
            {
                **row,
                "images": int(row["images"]),
                "seed": int(row["seed"]),
                "steps": int(row["steps"]),
                "dice": float(row["dice"]),
            }
            for row in csv.DictReader(file)
        ]


Key = tuple[str, int, int]  # data, images, seed


def dices(rows: Sequence[dict[str, Any]], arm: str, steps: int) -> dict[Key, float]:
    """Return the test Dice of an arm after a number of steps."""
    return {
        (row["data"], row["images"], row["seed"]): row["dice"]
        for row in rows
        if row["arm"] == arm and row["steps"] == (0 if arm == UNTRAINED else steps)
    }


def paired(ours: dict[Key, float], others: dict[Key, float], data: str | None = None) -> str:
    """Return the mean difference and p of a paired test.

    Numbers of images are averaged first, since they share test images: one pair is a set and a
    seed. Student's t-test of the seeds of a set; Wilcoxon's over all sets.
    """
    differences: dict[tuple[str, int], list[float]] = {}
    for key in ours.keys() & others.keys():
        if data in (None, key[0]):
            differences.setdefault((key[0], key[2]), []).append(ours[key] - others[key])
    means = [float(np.mean(values)) for values in differences.values()]
    if len(means) < 2:
        return "-"
    test = scipy.stats.wilcoxon if data is None else partial(scipy.stats.ttest_1samp, popmean=0)
    return f"{np.mean(means):+.3f} (p {test(means).pvalue:.2g}, {len(means)} pairs)"


def spread(values: Sequence[float]) -> str:
    """Return mean and standard deviation."""
    if not len(values):
        return "-"
    deviation = np.std(values, ddof=1) if len(values) > 1 else 0.0
    return f"{np.mean(values):.3f} ± {deviation:.3f}"


def measured(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return the ways of training that the table has."""
    return [arm for arm in ARMS if any(row["arm"] == arm for row in rows)]


def cells(rows: Sequence[dict[str, Any]], steps: int) -> list[list[str]]:
    """Return a row for each set and number of images: the Dice of each way of training."""
    by_arm = [dices(rows, arm, steps) for arm in measured(rows)]
    found = []
    for data, n_images in sorted({key[:2] for key in by_arm[1]}, key=_order):
        values = [
            [dice for key, dice in of_arm.items() if key[:2] == (data, n_images)]
            for of_arm in by_arm
        ]
        found.append([data, str(n_images), str(len(values[1])), *map(spread, values)])
    return found


def _order(cell: tuple[str, int]) -> tuple[int, int]:
    return list(TASKS).index(cell[0]), cell[1]


def tables(rows: Sequence[dict[str, Any]]) -> str:
    """Format the tables: Dice after the last budget, and paired differences by budget."""
    last, arms_measured = BUDGETS[-1], measured(rows)
    pairs = [
        (ARMS[1], ARMS[2]),
        (SAME_TRAINING[0], ARMS[2]),
        (ARMS[1], UNTRAINED),
        (WITHOUT_MASKS[0], UNTRAINED),
    ]
    compared = [
        [
            f"{first} − {second}",
            str(steps),
            *(paired(dices(rows, first, steps), dices(rows, second, steps), data)
              for data in (None, *TASKS)),
        ]
        for first, second in pairs
        if first in arms_measured
        for steps in BUDGETS
    ]  # fmt: skip
    return "\n\n".join(
        (
            f"Dice on the test images after {last} steps, mean ± deviation over the seeds:",
            markdown(["data", "images", "seeds", *arms_measured], cells(rows, last)),
            "Paired differences:",
            markdown(["difference", "steps", "all sets", *TASKS], compared),
        )
    )


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--table", type=Path, default=Path("finetuning.csv"))
    parser.add_argument("--seeds", type=int, nargs="*", default=list(range(SEEDS)))
    parser.add_argument("--images", type=int, nargs="*", default=list(COUNTS))
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.seeds:
        run(options.data, options.table, options.seeds, options.images)
    print(tables(read(options.table)))


if __name__ == "__main__":
    main()
