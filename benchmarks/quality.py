"""Which choices are best: learn on marked images, measure on the others, and write the table.

    python benchmarks/quality.py ../shared/data --out docs/quality.md

Each row is one encoder: a way of normalising, clustering, reducing and pooling. Every block of it
is decoded by every decoder. Images with markers teach; those without, if they have a mask, are
measured. The blocks are those of parasites/arch.json.
"""

import argparse
import csv
import itertools
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder.analysis.delineate import delineate
from flimbuilder.analysis.measures import mask_measures, saliency_measures
from flimbuilder.exchange.arch_json import load_architecture
from flimbuilder.exchange.pairing import pair_by_stem
from flimbuilder.exchange.seeds import read_seeds
from flimbuilder.flim.decoders import DECODERS, make_decoder
from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.read import find_images, read_mask
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.project import Delineation
from flimbuilder.workflow.pixels import read_pixels

DELINEATIONS = {
    "parasites": Delineation(area=(1000, 9000), drop_border=True),
    "bears": Delineation(area=(1000, 90_000)),
}
MEASURES = ("fbeta_adaptive", "fbeta_max", "weighted_fbeta", "dice_plain", "dice_delineated")
CHOICES: dict[str, Sequence[str | bool]] = {
    "reduction": ("pca", "kmeans", "pca-global"),
    "representative": ("centre", "medoid"),
    "normalisation": ("patch", "channel"),
    "unit_norm": (True, False),
    "pooling": ("as arch.json", "average", "none"),
}


@dataclass(frozen=True)
class DataSet:
    """Marked images that teach, and others with masks that are measured."""

    name: str
    training: list[TrainingImage]
    test: list[tuple[NDArray[np.float32], NDArray[np.bool_]]]


def read_data_set(folder: Path) -> DataSet:
    """Read a folder with images/, markers/ and labels/."""
    images = find_images([folder / "images"])
    marked = dict(pair_by_stem(images, sorted((folder / "markers").iterdir())).pairs)
    masks = dict(pair_by_stem(images, find_images([folder / "labels"])).pairs)
    training, test = [], []
    for path in images:
        pixels = read_pixels(path)
        if path in marked:
            seeds = read_seeds(marked[path], pixels.shape[:2])
            training.append(TrainingImage(path.stem, pixels, seeds.markers))
        elif path in masks:
            test.append((pixels, read_mask(masks[path]) > 0))
    return DataSet(folder.name, training, test)


def encoders(base: Architecture) -> Iterator[tuple[dict[str, Any], Architecture]]:
    """Yield the choices of each encoder and its architecture."""
    for values in itertools.product(*CHOICES.values()):
        row = dict(zip(CHOICES, values, strict=True))
        yield {"estimator": "cluster", **row}, with_choices(base, row)
    for pooling, colour in itertools.product(CHOICES["pooling"], ("lab", "rgb")):
        architecture = with_choices(base, {"pooling": pooling})
        bofp = architecture.with_(estimator="bofp", colour_space=colour)
        yield {"estimator": "bofp", "pooling": pooling, "colour_space": colour}, bofp


def with_choices(base: Architecture, row: dict[str, Any]) -> Architecture:
    """Return the architecture with the same choices in every block."""
    fields = {name: value for name, value in row.items() if name != "pooling"}
    blocks = [block.with_(**fields) for block in base.blocks]
    if row["pooling"] != "as arch.json":
        blocks = [
            block.with_(pooling=block.pooling.with_(kind=row["pooling"])) for block in blocks
        ]
    return base.with_(blocks=tuple(blocks))


def measure_encoder(data: DataSet, architecture: Architecture) -> Iterator[dict[str, Any]]:
    """Learn one encoder and yield a row for each of its blocks and decoders."""
    start = time.perf_counter()
    learned = learn(data.training, architecture)
    seconds = time.perf_counter() - start
    maps = [encode(learned.encoder, pixels) for pixels, _ in data.test]
    for number, block in enumerate(learned.blocks, start=1):
        for decoder_id, kind in DECODERS.items():
            if kind.needs_classes and None in block.classes:
                continue
            decoder = make_decoder(decoder_id, block.classes, [1])
            rows = [
                measure(decoder(own[number - 1], truth.shape)[0, 0].numpy(), truth, data.name)
                for own, (_, truth) in zip(maps, data.test, strict=True)
            ]
            means = dict(zip(MEASURES, np.mean(rows, axis=0).tolist(), strict=True))
            yield {"block": number, "decoder": decoder_id, "learn_s": seconds, **means}


def encode(encoder: Any, pixels: NDArray[np.float32]) -> list[torch.Tensor]:
    """Return the activation maps of every block."""
    with torch.inference_mode():
        return encoder.encode(torch.from_numpy(pixels).permute(2, 0, 1)[None])


def measure(
    saliency: NDArray[np.float32], truth: NDArray[np.bool_], name: str
) -> tuple[float, ...]:
    """Return MEASURES of one image."""
    found = saliency_measures(saliency, truth)
    plain = mask_measures(delineate(saliency, Delineation()), truth)
    delineated = mask_measures(delineate(saliency, DELINEATIONS[name]), truth)
    return (found.fbeta_adaptive, found.fbeta_max, found.weighted_fbeta, plain.dice,
            delineated.dice)  # fmt: skip


def main() -> None:
    """Measure everything and write the table and the page."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--out", type=Path, default=Path("quality.csv"))
    arguments.add_argument("--sets", nargs="+", default=list(DELINEATIONS))
    options = arguments.parse_args()
    base = load_architecture(options.data / "parasites" / "arch.json").architecture
    rows = []
    with options.out.open("w", newline="") as file:
        names = ["data", "estimator", "colour_space", *CHOICES, "block", "decoder", "learn_s"]
        table = csv.DictWriter(file, [*names, *MEASURES], restval="")
        table.writeheader()
        for data in (read_data_set(options.data / name) for name in options.sets):
            for count, (row, architecture) in enumerate(encoders(base), start=1):
                print(f"{data.name} {count}: {row}", file=sys.stderr, flush=True)
                for measured in measure_encoder(data, architecture):
                    rows.append({"data": data.name, "colour_space": "lab", **row, **measured})
                    table.writerow(rows[-1])
                file.flush()


if __name__ == "__main__":
    main()
