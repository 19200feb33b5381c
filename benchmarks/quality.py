"""Compare settings of the method: learn from marked images, measure on others, write tables.

    python benchmarks/quality.py ../shared/data --page docs/quality.md --table quality.csv

Every choice is the defaults with one thing changed, and is measured on every data set with two
seeds; the defaults, the earlier defaults and the random forest with eight. An existing table is
continued, so the command can be interrupted. Takes about an hour on two cores.
"""

import argparse
import csv
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import scipy
import torch
from data_sets import DATA_SETS, DataSet, TestImage, read_data_set
from numpy.typing import NDArray
from skimage.feature import multiscale_basic_features
from sklearn.ensemble import RandomForestClassifier

from flimbuilder.analysis.delineate import delineate
from flimbuilder.analysis.measures import measure_mask
from flimbuilder.analysis.structural_measures import weighted_fbeta
from flimbuilder.analysis.thresholded_measures import fbeta_adaptive
from flimbuilder.flim.estimator import FlimEncoder
from flimbuilder.model.segmenter import FlimSegmenter
from flimbuilder.project.architecture import DEFAULT_ARCHITECTURE, PRESETS, Architecture
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.project import Project
from flimbuilder.project.rasterise import marker_pixels

MARK = "<!-- benchmarks/quality.py writes the rest of this page. -->"
SEEDS = 8
MEASURES = ("dice", "weighted_fbeta", "fbeta_adaptive", "blank")
COLUMNS = ("choice", "data", "seed", *MEASURES, "learn_s", "image_ms")
UNMASKED = "red cells"  # has centres only; the means leave it out
DEFAULTS, BEFORE, FOREST = "defaults", "defaults before", "random forest"
SEEDS_OF_OTHERS = 2
BLANK_SIDE = 200
STRIDED = "Strided, three blocks"

Saliency = NDArray[np.float32]


class Method(Protocol):
    """A way to learn from marked images."""

    def fit(self, data: DataSet, seed: int) -> "Method": ...
    def saliency(self, pixels: NDArray[np.float32]) -> Saliency: ...
    def mask(
        self, saliency: Saliency, pixels: NDArray[np.float32], **changes: Any
    ) -> NDArray[np.bool_]: ...


@dataclass
class Flim:
    """An encoder and a decoder of flimbuilder; `mask_changes` change the delineation."""

    architecture: Architecture = DEFAULT_ARCHITECTURE
    decoder: DecoderChoice = field(default_factory=lambda: Project().decoder)
    mask_changes: dict[str, Any] = field(default_factory=dict)

    def fit(self, data: DataSet, seed: int) -> "Flim":
        """Learn from the training images."""
        encoder = FlimEncoder(self.architecture, random_state=seed)
        self.segmenter = FlimSegmenter(encoder, decoder=self.decoder)
        images = [image.pixels for image in data.training]
        masks = [image.mask for image in data.training]
        self.segmenter.fit(images, [image.markers for image in data.training], masks=masks)
        return self

    def saliency(self, pixels: NDArray[np.float32]) -> Saliency:
        """Return the saliency (H, W)."""
        return self.segmenter.predict_saliency(pixels)[0]

    def mask(
        self, saliency: Saliency, pixels: NDArray[np.float32], **changes: Any
    ) -> NDArray[np.bool_]:
        """Delineate the saliency."""
        settings = Project().delineation.with_(**{**changes, **self.mask_changes})
        return delineate(saliency, settings.for_decoder(self.decoder), pixels)


@dataclass
class Forest:
    """Trainable segmentation as in scikit-image's gallery, with balanced classes.

    `centred` images lose their mean colour first.
    """

    centred: bool = False

    def fit(self, data: DataSet, seed: int) -> "Forest":
        """Train on the features of the marked pixels."""
        features, labels = [], []
        for image in data.training:
            marked = marker_pixels(image.markers, image.pixels.shape[:2])
            features.append(self._features(image.pixels)[marked.row, marked.col])
            labels.append(marked.class_id > 0)
        self.forest = RandomForestClassifier(
            n_estimators=50, max_depth=10, class_weight="balanced", random_state=seed
        ).fit(np.concatenate(features), np.concatenate(labels))
        return self

    def saliency(self, pixels: NDArray[np.float32]) -> Saliency:
        """Return the probability of the object."""
        features = self._features(pixels)
        probability = self.forest.predict_proba(features.reshape(-1, features.shape[-1]))[:, 1]
        return probability.reshape(pixels.shape[:2]).astype(np.float32)

    def mask(
        self, saliency: Saliency, pixels: NDArray[np.float32], **changes: Any
    ) -> NDArray[np.bool_]:
        """Threshold at 0.5."""
        return delineate(saliency, Project().delineation.with_(threshold=0.5, **changes), pixels)

    def _features(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        seen = pixels - pixels.mean(axis=(0, 1)) if self.centred else pixels
        return multiscale_basic_features(  # type: ignore[no-any-return]
            seen, sigma_min=1, sigma_max=16, channel_axis=-1, workers=1
        )


def _architecture(**changes: Any) -> Architecture:
    return DEFAULT_ARCHITECTURE.with_(**changes)


def _blocks(*of_each: dict[str, Any], **of_all: Any) -> Architecture:
    """Return the default architecture with changes of each block, or of all."""
    changes = of_each or ({},) * len(DEFAULT_ARCHITECTURE.blocks)
    blocks = zip(DEFAULT_ARCHITECTURE.blocks, changes, strict=True)
    return _architecture(blocks=tuple(block.with_(**of_all, **own) for block, own in blocks))


def _preset(name: str) -> Architecture:
    return next(preset.architecture for preset in PRESETS if preset.name == name)


CHOICES: dict[str, Callable[[], Method]] = {
    DEFAULTS: Flim,
    FOREST: Forest,
    BEFORE: lambda: Flim(_preset(STRIDED), DecoderChoice(id="lm")),
    "random forest, images centred": lambda: Forest(centred=True),
    "decoder lm": lambda: Flim(decoder=DecoderChoice(id="lm")),
    "decoder lm, scale training": lambda: Flim(decoder=DecoderChoice(id="lm", scale="training")),
    "decoder mb": lambda: Flim(decoder=DecoderChoice(id="mb")),
    "decoder ml, last block": lambda: Flim(decoder=DecoderChoice(id="ml", block=4)),
    "standardise none": lambda: Flim(_architecture(standardise="none")),
    "standardise mean": lambda: Flim(_architecture(standardise="mean")),
    "kernels 24, 20, 16, 16": lambda: Flim(
        _blocks(*({"kernels": count} for count in (24, 20, 16, 16)))
    ),
    "dilations 3, 5, 7, 7": lambda: Flim(
        _blocks(*({"dilation": dilation} for dilation in (3, 5, 7, 7)))
    ),
    "strided blocks": lambda: Flim(_preset(STRIDED).with_(standardise="standard")),
    "reduction pca": lambda: Flim(_blocks(reduction="pca")),
    "feature points": lambda: Flim(
        _architecture(estimator="bofp").with_(
            blocks=_blocks(kernels=None, kernels_per_marker=3).blocks
        )
    ),
    "restarts 8": lambda: Flim(_architecture(restarts=8)),
    "selection fisher": lambda: Flim(_architecture(selection="fisher")),
    "selection fisher, restarts 8": lambda: Flim(_architecture(selection="fisher", restarts=8)),
    "selection auc": lambda: Flim(_architecture(selection="auc")),
    **{
        f"delineation {method}": partial(Flim, mask_changes={"method": method})
        for method in ("none", "watershed", "random-walker", "dynamic-trees")
    },
}


def measure(choice: str, data: DataSet, seed: int) -> dict[str, Any]:
    """Learn, and return the row of the table: means over the test images."""
    torch.set_num_threads(1)
    start = time.perf_counter()
    method = CHOICES[choice]().fit(data, seed)
    learned = time.perf_counter()
    maps = [method.saliency(image.pixels) for image in data.test]
    seconds = (time.perf_counter() - learned) / len(data.test)
    rows = [
        _measure_image(saliency, method.mask(saliency, image.pixels, **data.components), image)
        for saliency, image in zip(maps, data.test, strict=True)
    ]
    means = dict(zip(MEASURES, np.mean(rows, axis=0).tolist(), strict=False))
    blank = max(
        float(method.mask(method.saliency(pixels), pixels).mean()) for pixels in _blank_images()
    )
    return {
        "choice": choice,
        "data": data.name,
        "seed": seed,
        **means,
        "blank": blank,
        "learn_s": learned - start,
        "image_ms": 1000 * seconds,
    }


def _measure_image(
    saliency: Saliency, mask: NDArray[np.bool_], image: TestImage
) -> tuple[float, float, float]:
    if image.mask is None:
        return _found_centres(mask, image), np.nan, np.nan
    return (
        measure_mask(mask, image.mask)["dice"],
        weighted_fbeta(saliency.astype(np.float64), image.mask),
        fbeta_adaptive(saliency.astype(np.float64), image.mask),
    )


def _found_centres(mask: NDArray[np.bool_], image: TestImage) -> float:
    """Return the Dice of objects: a component finds one of the centres that it contains."""
    assert image.centres is not None
    components, n_components = scipy.ndimage.label(mask, np.ones((3, 3)))
    rows, cols = np.clip(image.centres, 0, np.array(mask.shape) - 1).T
    hit = np.unique(components[rows, cols])
    return 2 * np.count_nonzero(hit) / max(1, n_components + len(image.centres))


@cache
def _blank_images() -> list[NDArray[np.float32]]:
    """Return images without objects: black, grey, and kinds of noise."""
    rng = np.random.default_rng(0)
    shape = (BLANK_SIDE, BLANK_SIDE, 3)
    images = [
        np.zeros(shape),
        np.full(shape, 0.5),
        rng.random(shape),
        np.clip(0.5 + 0.15 * rng.standard_normal(shape), 0, 1),
        0.5 + 0.02 * rng.standard_normal(shape),
        np.repeat(rng.random((*shape[:2], 1)), 3, axis=2),
    ]
    return [image.astype(np.float32) for image in images]


def run(
    folder: Path, table: Path, seeds: int, jobs: int, chosen: Sequence[str]
) -> list[dict[str, Any]]:
    """Measure what the table lacks, and return all rows."""
    rows = _read(table) if table.exists() else []
    known = {(row["choice"], row["data"], row["seed"]) for row in rows}
    tasks = [
        (choice, data, seed)
        for seed in range(seeds)
        for choice in chosen
        for data in DATA_SETS
        if (choice, data, seed) not in known
        and (seed < SEEDS_OF_OTHERS or choice in (DEFAULTS, BEFORE, FOREST))
    ]
    with table.open("a", newline="") as file, ProcessPoolExecutor(jobs) as pool:
        writer = csv.DictWriter(file, COLUMNS)
        if not rows:
            writer.writeheader()
        waiting = [pool.submit(_measure_task, folder, *task) for task in tasks]
        for count, done in enumerate(as_completed(waiting), start=1):
            writer.writerow(done.result())
            file.flush()
            print(f"\r{count} of {len(waiting)}", end="", file=sys.stderr, flush=True)
    return _read(table)


def _measure_task(folder: Path, choice: str, data: str, seed: int) -> dict[str, Any]:
    return measure(choice, _data_set(folder, data, seed), seed)


_data_set = cache(read_data_set)
TIMED = (DEFAULTS, BEFORE, FOREST, "kernels 24, 20, 16, 16", "strided blocks", "feature points")


def _read(table: Path) -> list[dict[str, Any]]:
    with table.open(newline="") as file:
        return [
            {name: value if name in ("choice", "data") else float(value)
             for name, value in row.items()}
            for row in csv.DictReader(file)
        ]  # fmt: skip


def tables(rows: Sequence[dict[str, Any]]) -> str:
    """Format the tables of the page."""
    compared = (DEFAULTS, BEFORE, FOREST)
    by_set = [
        [data, *(_spread(_values(rows, choice, name, data))
                 for name in ("dice", "weighted_fbeta") for choice in compared)]
        for data in DATA_SETS
    ]  # fmt: skip
    heads = ["data", *(f"{measure_id}: {choice}" for measure_id in ("Dice", "weighted F-beta")
                       for choice in compared)]  # fmt: skip
    others = ["choice", "Dice", *(f"Dice: {data}" for data in DATA_SETS),
              "weighted F-beta", "blank"]  # fmt: skip
    return "\n\n".join((
        "### The defaults on each set",
        markdown(heads, by_set),
        "### Differences of the alternatives",
        markdown(others, [_row(rows, choice) for choice in CHOICES]),
    ))  # fmt: skip


def times(folder: Path) -> str:
    """Measure some choices again, one after the other on one thread, and format their times."""
    data = _data_set(folder, "eggs", 0)
    measured = [measure(choice, data, 0) for choice in TIMED]
    cells = [[row["choice"], f"{row['learn_s']:.2f}", f"{row['image_ms']:.0f}"]
             for row in measured]  # fmt: skip
    heads = ["choice", "learn 5 images, s", "saliency of 400 x 400, ms"]
    return "\n\n".join(("### Times on the eggs, one thread", markdown(heads, cells)))


def _values(
    rows: Sequence[dict[str, Any]], choice: str, measure_id: str, data: str
) -> NDArray[np.float64]:
    """Return a measure for each seed."""
    chosen = (row for row in rows if row["choice"] == choice and row["data"] == data)
    return np.array([row[measure_id] for row in sorted(chosen, key=lambda row: row["seed"])])


def _spread(values: NDArray[np.float64]) -> str:
    if not len(values) or np.isnan(values).any():
        return "-"
    return f"{values.mean():.3f} ± {values.std():.3f} ({values.min():.3f})"


def _row(rows: Sequence[dict[str, Any]], choice: str) -> list[str]:
    """Return the differences of a choice to the defaults with the same seeds; their own values."""
    masked = [data for data in DATA_SETS if data != UNMASKED]
    dices = [np.mean(_differences(rows, choice, "dice", data)) for data in DATA_SETS]
    blank = max(_values(rows, choice, "blank", data).max() for data in masked)
    sign = "" if choice == DEFAULTS else "+"
    return [choice, _paired(rows, choice, "dice", masked),
            *(f"{dice:{sign}.3f}" for dice in dices),
            _paired(rows, choice, "weighted_fbeta", masked),
            f"{100 * blank:.2f} %"]  # fmt: skip


def _differences(
    rows: Sequence[dict[str, Any]], choice: str, measure_id: str, data: str
) -> NDArray[np.float64]:
    """Return the difference of each seed; the values of the defaults for them."""
    own, default = (_values(rows, name, measure_id, data) for name in (choice, DEFAULTS))
    return default if choice == DEFAULTS else own - default[: len(own)]


def _paired(
    rows: Sequence[dict[str, Any]], choice: str, measure_id: str, masked: Sequence[str]
) -> str:
    """Return the mean over the sets and Wilcoxon's p over sets and seeds."""
    by_set = [_differences(rows, choice, measure_id, data) for data in masked]
    mean = np.mean([values.mean() for values in by_set])
    if choice == DEFAULTS:
        return f"{mean:.3f}"
    values = np.concatenate(by_set)
    p = scipy.stats.wilcoxon(values).pvalue if values.any() else 1.0
    return f"{mean:+.3f} (p {p:.2g})"


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> None:
    """Measure everything and write the tables into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--table", type=Path, default=Path("quality.csv"))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--choices", nargs="*", choices=list(CHOICES), default=list(CHOICES))
    options = parser.parse_args()
    rows = run(options.data, options.table, options.seeds, options.jobs, options.choices)
    text = f"{tables(rows)}\n\n{times(options.data)}"
    if options.page is None:
        print(text)
        return
    before, _ = options.page.read_text().split(MARK, 1)
    options.page.write_text(f"{before}{MARK}\n\n{text}\n")


if __name__ == "__main__":
    main()
