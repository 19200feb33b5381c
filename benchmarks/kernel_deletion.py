"""Delete the kernels that *Select redundant* and *Select useless* select, and measure the masks.

    python benchmarks/kernel_deletion.py ../shared/data --table kernel_deletion.csv

Each rule is applied to block 1, the encoder is learned again, then to block 2, and so on. As a
control, as many kernels of each class and block are deleted at random. An existing table is
continued. Takes about an hour on two cores.
"""

import argparse
import csv
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import numpy as np
import torch
from data_sets import DATA_SETS, DataSet, read_data_set
from numpy.typing import NDArray
from quality import markdown

from flimbuilder.analysis.delineate import delineate
from flimbuilder.analysis.measures import measure_mask
from flimbuilder.explain.kernels.redundancy import (
    MarkedKernels,
    group_kernels,
    kernel_similarity,
    marked_kernels,
)
from flimbuilder.explain.kernels.review import review_block
from flimbuilder.explain.kernels.usefulness import class_scores, diverse_kernels, fisher_ratios
from flimbuilder.flim.estimator import FlimEncoder
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.model.segmenter import FlimSegmenter
from flimbuilder.project.architecture import DEFAULT_ARCHITECTURE
from flimbuilder.project.project import KernelEdit, Project

SETS = ("eggs", "eggs, simulated", "bears", "leukocytes", "nuclei")
SEEDS = 5
N_TESTED = 5  # images
HURT = 0.02  # Dice
NOTHING = "nothing"
COLUMNS = ("rule", "data", "seed", "deleted", "kernels", "dice")

Rows = NDArray[np.int64]
Rule = Callable[[MarkedKernels], Rows]
"""Returns the indices of the kernels to delete."""


def redundant(by: str, least: float) -> Rule:
    """Delete all but the medoid of each group."""

    def rule(kernels: MarkedKernels) -> Rows:
        groups = group_kernels(
            kernel_similarity(kernels, by),  # type: ignore[arg-type]
            kernels.class_id,
            least,
        )
        return np.array([row for group in groups for row in group.repeats], np.int64)

    return rule


def below(score: Callable[[MarkedKernels], NDArray[np.float64]], limit: float) -> Rule:
    """Delete the kernels with a score below a limit, but keep the best of each class."""

    def rule(kernels: MarkedKernels) -> Rows:
        scores = score(kernels)
        low = scores < limit
        for class_id in np.unique(kernels.class_id):
            own = np.flatnonzero(kernels.class_id == class_id)
            if low[own].all():
                low[own[scores[own].argmax()]] = False
        return np.flatnonzero(low)

    return rule


def fisher_of(kernels: MarkedKernels) -> NDArray[np.float64]:
    """Return the Fisher ratio of each kernel."""
    return fisher_ratios(kernels.weights, kernels.class_id)


def score_of(kernels: MarkedKernels) -> NDArray[np.float64]:
    """Return the class score of each kernel."""
    return class_scores(
        kernels.activations, kernels.class_id, kernels.pixel_class, kernels.marker_index
    )


def reviewed(*fields: str) -> Rule:
    """Delete what the window selects: the fields of a review."""

    def rule(kernels: MarkedKernels) -> Rows:
        review = review_block(kernels)
        gone = {number for field in fields for number in getattr(review, field)}
        return np.array([kernels.numbers.index(number) for number in sorted(gone)], np.int64)

    return rule


def diverse(share: float) -> Rule:
    """Keep that share of each class's kernels by Fisher ratio and diversity."""

    def rule(kernels: MarkedKernels) -> Rows:
        scores, gone = fisher_of(kernels), []
        for class_id in np.unique(kernels.class_id):
            own = np.flatnonzero(kernels.class_id == class_id)
            wanted = max(1, round(share * len(own)))
            kept = diverse_kernels(kernels.weights[own], scores[own], wanted)
            gone += np.delete(own, kept).tolist()
        return np.array(sorted(gone), np.int64)

    return rule


RULES: dict[str, Rule] = {
    NOTHING: lambda kernels: np.array([], np.int64),
    **{
        f"{by} {least}": redundant(by, least)
        for by in ("correlation", "cosine", "either", "both")
        for least in (0.9, 0.95, 0.98)
    },
    **{
        f"AUC below {limit}": below(lambda kernels: kernels.auc, limit)
        for limit in (0.4, 0.5, 0.6)
    },
    **{f"score below {limit}": below(score_of, limit) for limit in (0.5, 0.6, 0.667)},
    **{f"Fisher below {limit}": below(fisher_of, limit) for limit in (0.95, 1.0)},
    "diverse half": diverse(0.5),
    "useless": reviewed("useless"),
    "redundant and useless": reviewed("redundant", "useless"),
}


def at_random(rule: Rule, seed: int) -> Rule:
    """Delete as many kernels of each class as a rule does, at random."""
    rng = np.random.default_rng(seed)

    def other(kernels: MarkedKernels) -> Rows:
        chosen = rule(kernels)
        gone: list[int] = []
        for class_id in np.unique(kernels.class_id[chosen]):
            own = np.flatnonzero(kernels.class_id == class_id)
            count = int((kernels.class_id[chosen] == class_id).sum())
            gone += rng.choice(own, count, replace=False).tolist()
        return np.array(sorted(gone), np.int64)

    return other


CONTROLLED = ("correlation 0.95", "cosine 0.95", "either 0.95", "AUC below 0.5", "score below 0.6",
              "useless", "redundant and useless", "diverse half")  # fmt: skip
RULES |= {f"random, as {name}": RULES[name] for name in CONTROLLED}


def delete(images: list[TrainingImage], rule: Rule, seed: int) -> list[KernelEdit]:
    """Return the edits that a rule makes, block after block."""
    edits: list[KernelEdit] = []
    for block in range(1, len(DEFAULT_ARCHITECTURE.blocks) + 1):
        learned = learn(images, DEFAULT_ARCHITECTURE, edits=edits, seed=seed)
        edits += _edits(learned, block, rule(marked_kernels(learned, images)[block - 1]))
    return edits


def _edits(learned: LearnedEncoder, block: int, rows: Rows) -> list[KernelEdit]:
    of_block = learned.blocks[block - 1]
    return [
        KernelEdit(
            block=block,
            action="delete",
            kernel=of_block.kernels[row].identity,
            weights=tuple(of_block.weights[row].tolist()),
        )
        for row in rows.tolist()
    ]


def measure(folder: Path, name: str, data_name: str, seed: int) -> dict[str, Any]:
    """Learn with a rule's deletions and measure the mean Dice of the test images."""
    torch.set_num_threads(1)
    data = read_data_set(folder, data_name, seed)
    images = [TrainingImage(f"image{n:06d}", image.pixels, image.markers)
              for n, image in enumerate(data.training)]  # fmt: skip
    rule = at_random(RULES[name], seed) if name.startswith("random") else RULES[name]
    edits = [] if name == NOTHING else delete(images, rule, seed)
    encoder = FlimEncoder(DEFAULT_ARCHITECTURE, kernel_edits=edits, random_state=seed)
    segmenter = FlimSegmenter(encoder, decoder=Project().decoder)
    segmenter.fit([image.pixels for image in data.training],
                  [image.markers for image in data.training],
                  masks=[image.mask for image in data.training])  # fmt: skip
    assert not segmenter.encoder_.unmatched_edits_
    total = sum(len(block.kernels) for block in segmenter.encoder_.blocks_)
    row = (name, data_name, seed, len(edits), total, _dice(segmenter, data))
    return dict(zip(COLUMNS, row, strict=True))


def _dice(segmenter: FlimSegmenter, data: DataSet) -> float:
    settings = Project().delineation.with_(**data.components).for_decoder(Project().decoder)
    dices = []
    for image in data.test[:N_TESTED]:
        assert image.mask is not None
        saliency = segmenter.predict_saliency(image.pixels)[0]
        mask = delineate(saliency, settings, image.pixels)
        dices.append(measure_mask(mask, image.mask)["dice"])
    return float(np.mean(dices))


def summary(rows: list[dict[str, Any]]) -> str:
    """Return, for each rule, the share of deleted kernels and the change of Dice."""
    before = {(row["data"], row["seed"]): row["dice"] for row in rows if row["rule"] == NOTHING}
    table = []
    for name in RULES:
        own = [row for row in rows if row["rule"] == name]
        own = [row for row in own if (row["data"], row["seed"]) in before]
        if not own:
            continue
        change = np.array([row["dice"] - before[row["data"], row["seed"]] for row in own])
        share = np.mean([row["deleted"] / row["kernels"] for row in own])
        of_set = [row["data"] for row in own]
        by_set = [
            f"{np.mean(change[[other == data for other in of_set]]):+.3f}"
            if data in of_set
            else ""
            for data in SETS
        ]
        worse = f"{100 * (change < -HURT).mean():.0f} %"
        means = f"{change.mean():+.3f}", f"{change.min():+.3f}"
        table.append([name, f"{100 * share:.0f} %", *means, worse, *by_set])
    heads = ["rule", "deleted", "Dice", "worst", f"worse by {HURT}", *SETS]
    return markdown(heads, table)


def main() -> None:
    """Measure all rules, write the table, and print the summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--table", type=Path, default=Path("kernel_deletion.csv"))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--sets", nargs="*", choices=list(DATA_SETS), default=list(SETS))
    parser.add_argument("--rules", nargs="*", choices=list(RULES), default=list(RULES))
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    rows: list[dict[str, Any]] = []
    if options.table.exists():
        with options.table.open(newline="") as file:
            for row in csv.DictReader(file):
                numbers = {name: int(row[name]) for name in ("seed", "deleted", "kernels")}
                rows.append({**row, **numbers, "dice": float(row["dice"])})
    known = {(row["rule"], row["data"], row["seed"]) for row in rows}
    wanted = [(rule, data, seed) for seed in range(options.seeds) for rule in options.rules
              for data in options.sets if (rule, data, seed) not in known]  # fmt: skip
    is_new = not options.table.exists()
    with options.table.open("a", newline="") as file, ProcessPoolExecutor(options.jobs) as pool:
        writer = csv.DictWriter(file, COLUMNS)
        if is_new:
            writer.writeheader()
        waiting = [pool.submit(measure, options.data, *of) for of in wanted]
        for count, done in enumerate(as_completed(waiting), start=1):
            rows.append(done.result())
            writer.writerow(done.result())
            file.flush()
            print(f"\r{count} of {len(waiting)}", end="", file=sys.stderr, flush=True)
    print(summary(rows))


if __name__ == "__main__":
    main()
