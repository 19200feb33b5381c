"""Compare settings of the method: learn from marked images, measure on others, write tables.

    python benchmarks/quality.py ../shared/data --page docs/quality.md --table quality.csv

Each encoder is one combination of normalisation, clustering, reduction and pooling; every decoder
decodes each of its blocks. Images with markers are for training; the others, if they have a mask,
are measured. The blocks are those of parasites/arch.json. Takes about twenty minutes.
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
from flimbuilder.analysis.measures import measure_mask, measure_saliency
from flimbuilder.exchange.arch_json import load_architecture
from flimbuilder.exchange.pairing import pair_by_stem
from flimbuilder.exchange.seeds import read_seeds
from flimbuilder.flim.decoders import DECODERS, make_decoder
from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.read import find_images, read_mask
from flimbuilder.model.pixels import read_pixels
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.project import Delineation

DELINEATIONS = {
    "parasites": Delineation(area=(1000, 9000), drop_border=True),
    "bears": Delineation(area=(1000, 90_000)),
}
MEASURES = ("fbeta_adaptive", "fbeta_max", "weighted_fbeta", "dice_plain", "dice_delineated")
SHOWN = ("fbeta_adaptive", "fbeta_max", "dice_delineated")
WORTH = ("fbeta_adaptive", "dice_delineated")
METHODS = ("none", "watershed", "random-walker", "dynamic-trees")
N_FINALISTS = 4
MARK = "<!-- benchmarks/quality.py writes the rest of this page. -->"
CHOICES: dict[str, Sequence[str | bool]] = {
    "reduction": ("pca", "kmeans", "pca-global"),
    "representative": ("centre", "medoid"),
    "normalisation": ("patch", "channel"),
    "unit_norm": (True, False),
    "pooling": ("as arch.json", "average", "none"),
}
NAMES = ("estimator", "colour_space", "kernels_per_marker", *CHOICES, "block", "decoder")
COLUMNS = ("data", *NAMES, "learn_s", *MEASURES)


@dataclass(frozen=True)
class DataSet:
    """Marked images for training, and others with masks for measuring."""

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
    """Yield the settings of each encoder and its architecture."""
    for values in itertools.product(*CHOICES.values()):
        row = dict(zip(CHOICES, values, strict=True))
        yield {"estimator": "cluster", **row}, with_choices(base, row)
    points_of_bofp = itertools.product(("lab", "rgb"), (1, 3, 5), CHOICES["pooling"])
    for colour, points, pooling in points_of_bofp:
        row = {"kernels_per_marker": points, "pooling": pooling}
        bofp = with_choices(base, row).with_(estimator="bofp", colour_space=colour)
        yield {"estimator": "bofp", "colour_space": colour, **row}, bofp


def with_choices(base: Architecture, row: dict[str, Any]) -> Architecture:
    """Return the architecture with the same settings in every block."""
    fields = {name: value for name, value in row.items() if name != "pooling"}
    blocks = [block.with_(**fields) for block in base.blocks]
    if row["pooling"] != "as arch.json":
        blocks = [
            block.with_(pooling=block.pooling.with_(kind=row["pooling"])) for block in blocks
        ]
    return base.with_(blocks=tuple(blocks))


def measure_encoder(data: DataSet, architecture: Architecture) -> Iterator[dict[str, Any]]:
    """Learn an encoder and yield a row for each of its blocks and decoders."""
    start = time.perf_counter()
    learned = learn(data.training, architecture)
    seconds = time.perf_counter() - start
    maps = [encode(learned.encoder, pixels) for pixels, _ in data.test]
    for number, block in enumerate(learned.blocks, start=1):
        for decoder_id, kind in DECODERS.items():
            if kind.needs_weights or (kind.needs_classes and None in block.classes):
                continue
            decoder = make_decoder(decoder_id, block.classes, [1])
            rows = [
                measure(decoder(blocks[number - 1], truth.shape)[0, 0].numpy(), truth, data.name)
                for blocks, (_, truth) in zip(maps, data.test, strict=True)
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
    """Return MEASURES of an image."""
    values = measure_saliency(saliency, truth)
    plain = measure_mask(delineate(saliency, Delineation()), truth)
    delineated = measure_mask(delineate(saliency, DELINEATIONS[name]), truth)
    return (values["fbeta_adaptive"], values["fbeta_max"], values["weighted_fbeta"], plain["dice"],
            delineated["dice"])  # fmt: skip


def measure_delineations(data: DataSet, finalist: dict[str, Any]) -> dict[str, float]:
    """Return the Dice of each delineation for an encoder, block and decoder."""
    learned = learn(data.training, finalist["architecture"])
    block = learned.blocks[finalist["block"] - 1]
    decoder = make_decoder(finalist["decoder"], block.classes, [1])
    dices: dict[str, list[float]] = {"otsu alone": []}
    for pixels, truth in data.test:
        maps = encode(learned.encoder, pixels)[finalist["block"] - 1]
        saliency = decoder(maps, truth.shape)[0, 0].numpy()
        ways = {"otsu alone": Delineation()}
        for method in METHODS:
            ways[method] = DELINEATIONS[data.name].with_(method=method)
        for name, settings in ways.items():
            mask = delineate(saliency, settings, pixels)
            dices.setdefault(name, []).append(measure_mask(mask, truth)["dice"])
    return {name: float(np.mean(values)) for name, values in dices.items()}


def run(folder: Path, table: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Measure every encoder on every data set, then the finalists' delineation."""
    base = load_architecture(folder / "parasites" / "arch.json").architecture
    sets = [read_data_set(folder / name) for name in DELINEATIONS]
    rows: list[dict[str, Any]] = []
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", extrasaction="ignore")
        writer.writeheader()
        for data in sets:
            for count, (row, architecture) in enumerate(encoders(base), start=1):
                print(f"{data.name} {count}: {row}", file=sys.stderr, flush=True)
                for measured in measure_encoder(data, architecture):
                    full = {"data": data.name, "colour_space": "lab", **row, **measured}
                    rows.append({**full, "architecture": architecture})
                    writer.writerow(rows[-1])
                file.flush()
    finalists = [pair[0] for pair in best_on_both(rows)[:N_FINALISTS]]
    return rows, [
        {**finalist, "data": data.name, **measure_delineations(data, finalist)}
        for finalist in finalists
        for data in sets
    ]


def best_on_both(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Pair the rows of the data sets by setting; highest adaptive F-beta plus Dice first."""
    together: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        together.setdefault(tuple(str(row.get(name, "")) for name in NAMES), []).append(row)
    pairs = [pair for pair in together.values() if len(pair) == len(DELINEATIONS)]
    worth = {id(pair): sum(row[name] for row in pair for name in WORTH) for pair in pairs}
    return sorted(pairs, key=lambda pair: -worth[id(pair)])


def tables(rows: list[dict[str, Any]], delineated: list[dict[str, Any]]) -> str:
    """Format the tables of the page."""
    best = [
        [*(str(pair[0].get(name, "")) for name in NAMES),
         *(f"{row[name]:.2f}" for row in pair for name in SHOWN)]
        for pair in best_on_both(rows)[:15]
    ]  # fmt: skip
    heads = [*NAMES, *(f"{data}: {name}" for data in DELINEATIONS for name in SHOWN)]
    parts = ["### Best on both sets", markdown(heads, best)]
    parts += [
        "### Effect of each setting",
        markdown(["setting", *heads[len(NAMES) :]], effects(rows)),
    ]
    ways = ["otsu alone", *METHODS]
    finals = [
        [row["data"], *(str(row.get(name, "")) for name in NAMES),
         *(f"{row[way]:.3f}" for way in ways)]
        for row in delineated
    ]  # fmt: skip
    parts += ["### Delineation of the finalists: Dice", markdown(["data", *NAMES, *ways], finals)]
    return "\n\n".join(parts)


def effects(rows: list[dict[str, Any]]) -> list[list[str]]:
    """Average the rows that share a setting, in blocks 2 and up, decoded by lm, pb or mb."""
    table = []
    for name in NAMES:
        for value in dict.fromkeys(str(row.get(name, "")) for row in rows):
            cells = [f"{name} {value or '-'}"]
            for data in DELINEATIONS:
                chosen = [
                    row for row in rows
                    if row["data"] == data and str(row.get(name, "")) == value
                    and (name == "decoder" or row["decoder"] in {"lm", "pb", "mb"})
                    and (name == "block" or row["block"] > 1)
                ]  # fmt: skip
                cells += [
                    f"{np.mean([row[measure_id] for row in chosen]):.2f}" if chosen else "-"
                    for measure_id in SHOWN
                ]
            if value:
                table.append(cells)
    return table


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> None:
    """Measure everything and write the tables into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--page", type=Path, default=Path("docs/quality.md"))
    parser.add_argument("--table", type=Path, default=Path("quality.csv"))
    options = parser.parse_args()
    rows, delineated = run(options.data, options.table)
    before, _ = options.page.read_text().split(MARK, 1)
    options.page.write_text(f"{before}{MARK}\n\n{tables(rows, delineated)}\n")


if __name__ == "__main__":
    main()
