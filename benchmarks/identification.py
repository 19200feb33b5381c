"""Measure how well cells are identified, by encoder, pooling, blocks and classifier.

    python benchmarks/identification.py ../shared/data --table identification.csv

Each seed divides the images of each set into five folds, stratified, and grouped by smear for red
cells. Of the four folds to learn from, the markers on three images of each class give the encoder;
nothing of the fifth is seen. An existing table is continued; `--summary` only prints. Takes about
half an hour on one core, and as long again for `--methods trained`.
"""

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from identification_data import CLASSIFIED, ClassifiedImages, read_classified
from identification_rivals import colour_and_texture, learn_random, train_network
from identification_tables import summary
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from flimbuilder.analysis.identification import identification_measures
from flimbuilder.flim.encode import encode_images
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.learner import learn
from flimbuilder.project.architecture import DEFAULT_ARCHITECTURE, PRESETS, Architecture
from flimbuilder.tasks.identification.classifiers import fit_classifier
from flimbuilder.tasks.identification.difficulty import share_by_difficulty
from flimbuilder.tasks.identification.features import participation_ratio, pool_features
from flimbuilder.tasks.identification.validation import cross_validate

SEEDS, FOLDS = 5, 5
MARKED = 3  # images of each class
BATCH = 32
SHARES = (0.01, 0.05, 0.25, 0.5, 1.0)
EPOCHS = 30
STRIDED = PRESETS[1].architecture
PCA = STRIDED.with_(blocks=tuple(block.with_(reduction="pca") for block in STRIDED.blocks))
POOLINGS = ("mean", "max", "statistics", "rings3", "rings5", "grid2", "grid4", "grid8")
LARGE = ("grid8", "flatten")  # poolings with too many features for a logistic regression
BY_BLOCK = ("statistics", "rings3")
UNWEIGHED = "logistic, classes not weighed"
COLUMNS = ("data", "seed", "fold", "method", "architecture", "blocks", "pooling", "classifier",
           "accuracy", "kappa", "macro_f1", "dimension", "features", "seconds")  # fmt: skip

Labels = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Split:
    """One fold of a set: the rows to learn from, the rows to test, and the seed."""

    data: ClassifiedImages
    train: Labels
    test: Labels
    seed: int
    fold: int

    def judge(self, predicted: Labels) -> dict[str, Any]:
        """Return the measures of the classes of the tested images."""
        measures = identification_measures(
            predicted.tolist(), self.data.labels[self.test].tolist()
        )
        return {"accuracy": measures.accuracy, "kappa": measures.kappa, "macro_f1": measures.f1}

    def classify(self, features: Floats, classifier: str) -> dict[str, Any]:
        """Fit a classifier and judge it; also return the dimension of the features."""
        start = time.perf_counter()
        known = features[self.train]
        fitted = fit(classifier, known, self.data.labels[self.train], self.seed)
        predicted = fitted.predict(features[self.test])
        return {
            "classifier": classifier,
            **self.judge(predicted),
            "dimension": participation_ratio(known),
            "features": features.shape[1],
            "seconds": time.perf_counter() - start,
        }

    def part(self, share: float) -> "Split":
        """Return the split with a share of the images of each class to learn from."""
        rng = np.random.default_rng(self.seed)
        labels, kept = self.data.labels[self.train], list[Labels]()
        for label in np.unique(labels):
            own = rng.permutation(self.train[labels == label])
            kept.append(own[: max(1, round(share * len(own)))])
        return replace(self, train=np.concatenate(kept))


def fit(classifier: str, features: Floats, labels: Labels, seed: int) -> Pipeline:
    """Fit a classifier of the library, or one that does not weigh the classes."""
    if classifier == UNWEIGHED:
        return make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)).fit(
            features, labels
        )
    return fit_classifier(classifier, features, labels, seed)


def encoded(learned: LearnedEncoder, images: Floats) -> Iterator[list[torch.Tensor]]:
    """Yield the activation maps of all blocks, for a batch of images at a time."""
    for start in range(0, len(images), BATCH):
        yield encode_images(learned.encoder, learned.architecture, images[start : start + BATCH])


def pooled(
    learned: LearnedEncoder, images: Floats, wanted: list[tuple[tuple[int, ...], str]]
) -> dict[tuple[tuple[int, ...], str], Floats]:
    """Return the features of images for pairs of blocks and pooling."""
    parts = [
        {(blocks, pooling): pool_features(maps, pooling, blocks) for blocks, pooling in wanted}
        for maps in encoded(learned, images)
    ]
    return {key: np.concatenate([part[key] for part in parts]) for key in wanted}


def rows_of(
    split: Split, learned: LearnedEncoder, wanted: dict[tuple[tuple[int, ...], str], list[str]]
) -> Iterator[dict[str, Any]]:
    """Yield a row for each classifier of each pair of blocks and pooling."""
    for (blocks, pooling), features in pooled(learned, split.data.images, list(wanted)).items():
        for classifier in wanted[blocks, pooling]:
            yield {
                "blocks": "+".join(map(str, blocks)),
                "pooling": pooling,
                **split.classify(features, classifier),
            }


def all_blocks(
    architecture: Architecture, poolings: Sequence[str]
) -> dict[tuple[tuple[int, ...], str], list[str]]:
    """Return the classifier for each pooling of all blocks joined."""
    every = tuple(range(1, len(architecture.blocks) + 1))
    return {(every, pooling): ["svm" if pooling in LARGE else "logistic"] for pooling in poolings}


def flim(split: Split, architecture: Architecture) -> Iterator[dict[str, Any]]:
    """Measure an encoder from the markers: poolings, blocks and classifiers."""
    marked, _ = split.data.marked(split.train, MARKED, split.seed)
    n_blocks = len(architecture.blocks)
    wanted = all_blocks(architecture, POOLINGS)
    for blocks, pooling in list(wanted):
        if pooling in BY_BLOCK:
            wanted[blocks, pooling] = ["logistic", "svm", "rbf", UNWEIGHED]
        if pooling == "statistics":
            wanted[blocks, pooling].append("mlp")
    wanted[(n_blocks,), "flatten"] = ["svm"]
    for block in range(1, n_blocks + 1):
        wanted |= {((block,), pooling): ["logistic"] for pooling in BY_BLOCK}
    yield from rows_of(split, learn(marked, architecture, seed=split.seed), wanted)


def few_poolings(split: Split, architecture: Architecture) -> Iterator[dict[str, Any]]:
    """Measure another architecture."""
    marked, _ = split.data.marked(split.train, MARKED, split.seed)
    learned = learn(marked, architecture, seed=split.seed)
    yield from rows_of(split, learned, all_blocks(architecture, (*BY_BLOCK, "rings5")))


def one_image(split: Split, architecture: Architecture) -> Iterator[dict[str, Any]]:
    """Measure an encoder from the markers on a single image of each class."""
    marked, _ = split.data.marked(split.train, 1, split.seed)
    learned = learn(marked, architecture, seed=split.seed)
    yield from rows_of(split, learned, all_blocks(architecture, BY_BLOCK))


def random_kernels(split: Split, architecture: Architecture) -> Iterator[dict[str, Any]]:
    """Measure the same network with random kernels of the same lengths."""
    marked, _ = split.data.marked(split.train, MARKED, split.seed)
    learned = learn_random(marked, architecture, split.seed)
    yield from rows_of(split, learned, all_blocks(architecture, POOLINGS))


def by_difficulty(split: Split, architecture: Architecture) -> Iterator[dict[str, Any]]:
    """Measure encoders whose kernels are shared out by 1 - recall among the images learned from.

    The recall is that of cross-validation with the encoder whose kernels are not.
    """
    marked, _ = split.data.marked(split.train, MARKED, split.seed)
    every = tuple(range(1, len(architecture.blocks) + 1))
    learned = learn(marked, architecture, seed=split.seed)
    for pooling in BY_BLOCK:
        features = pooled(learned, split.data.images[split.train], [(every, pooling)])
        found = cross_validate(
            features[every, pooling], split.data.labels[split.train].tolist(),
            split.data.groups[split.train].tolist(), "logistic", seed=split.seed,
        )  # fmt: skip
        recall = {int(label): share for label, share in found.recall.items()}
        shared = share_by_difficulty(architecture, recall)
        again = learn(marked, shared, seed=split.seed)
        yield from rows_of(split, again, {(every, pooling): ["logistic"]})


def trained(split: Split, architecture: Architecture) -> Iterator[dict[str, Any]]:
    """Train the same architecture from random weights, with a linear layer, on the same images."""
    marked, _ = split.data.marked(split.train, MARKED, split.seed)
    learned = learn(marked, architecture, seed=split.seed)
    images, labels = split.data.images, split.data.labels
    start = time.perf_counter()
    predicted = train_network(
        learned, images[split.train], labels[split.train], images[split.test],
        epochs=EPOCHS, pooling="mean", seed=split.seed,
    )  # fmt: skip
    yield {
        "blocks": str(len(architecture.blocks)),
        "pooling": "mean",
        "classifier": "linear",
        **split.judge(predicted),
        "seconds": time.perf_counter() - start,
    }


def colour(split: Split, _: Architecture) -> Iterator[dict[str, Any]]:
    """Measure histograms of colour and local binary patterns."""
    features = colour_and_texture(split.data.images)
    for classifier in ("logistic", "svm", "rbf"):
        yield {"blocks": "", "pooling": "", **split.classify(features, classifier)}


def few_labels(split: Split, architecture: Architecture) -> Iterator[dict[str, Any]]:
    """Learn from shares of the labels; the markers are on images with a label, one of a class."""
    colours = colour_and_texture(split.data.images)
    every = tuple(range(1, len(architecture.blocks) + 1))
    for share in SHARES:
        part = split.part(share)
        marked, _ = part.data.marked(part.train, 1, split.seed)
        learned = learn(marked, architecture, seed=split.seed)
        wanted = [(every, pooling) for pooling in BY_BLOCK]
        features = {
            key[1]: found for key, found in pooled(learned, part.data.images, wanted).items()
        }
        for pooling, found in {**features, "colour and texture": colours}.items():
            row = {"blocks": "" if found is colours else "1+2+3", "pooling": pooling}
            measured = part.classify(found, "logistic")
            yield {**row, **measured, "classifier": f"logistic, {share:.0%} of the labels"}


METHODS: dict[str, tuple[str, Callable[..., Iterator[dict[str, Any]]], Architecture]] = {
    "colour and texture": ("", colour, STRIDED),
    "markers": ("strided", flim, STRIDED),
    "markers, default blocks": ("default", few_poolings, DEFAULT_ARCHITECTURE),
    "markers, PCA": ("strided, pca", few_poolings, PCA),
    "markers on 1 image a class": ("strided", one_image, STRIDED),
    "random kernels": ("strided", random_kernels, STRIDED),
    "by difficulty": ("strided", by_difficulty, STRIDED),
    "few labels": ("strided", few_labels, STRIDED),
    "trained": ("strided", trained, STRIDED),
}


def splits(folder: Path, name: str, seed: int) -> list[Split]:
    """Divide a set into folds."""
    data = read_classified(folder, name, seed)
    grouped = len(np.unique(data.groups)) < len(data.groups)
    kind = StratifiedGroupKFold if grouped else StratifiedKFold
    folds = kind(FOLDS, shuffle=True, random_state=seed)
    groups = data.groups if grouped else None
    return [
        Split(data, train, test, seed, fold)
        for fold, (train, test) in enumerate(folds.split(data.images, data.labels, groups))
    ]


def read_table(path: Path) -> list[dict[str, Any]]:
    """Read the rows that are measured already."""
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return [dict(row) for row in csv.DictReader(file)]


def main() -> None:
    """Measure what the table lacks, and print the summary."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--table", type=Path, default=Path("identification.csv"))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--folds", type=int, default=FOLDS, help="measured of each seed")
    parser.add_argument("--sets", nargs="*", choices=list(CLASSIFIED), default=list(CLASSIFIED))
    parser.add_argument(
        "--methods", nargs="*", choices=list(METHODS), default=[*METHODS][:-1],
        help="all but 'trained' by default",
    )  # fmt: skip
    parser.add_argument("--summary", action="store_true", help="print the tables only")
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows = read_table(options.table)
    if not options.summary:
        known: set[tuple[str, ...]] = {
            (row["data"], row["seed"], row["fold"], row["method"]) for row in rows
        }
        with options.table.open("a", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            if not rows:
                writer.writeheader()
            for seed in range(options.seeds):
                for name in options.sets:
                    for split in splits(options.data, name, seed)[: options.folds]:
                        measure(split, options.methods, known, writer)
                        file.flush()
        rows = read_table(options.table)
    print(summary(rows))


def measure(
    split: Split, methods: list[str], known: set[tuple[str, ...]], writer: "csv.DictWriter[str]"
) -> None:
    """Write the rows of a split that are not known."""
    for method in methods:
        place = (split.data.name, str(split.seed), str(split.fold), method)
        if place in known:
            continue
        architecture, function, blocks = METHODS[method]
        fixed = dict(zip(COLUMNS, (*place, architecture), strict=False))
        writer.writerows([fixed | row for row in function(split, blocks)])
        print(" ".join(place), time.strftime("%T"), file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
