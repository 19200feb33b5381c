"""Measure cells by what an encoder sees of them: patch or whole smear, and colours as a block.

    python benchmarks/identification_smears.py ../shared/data --table smears.csv

The division into folds and the markers are those of `identification.py`, the first fold of each
seed. Leukocytes are whole images, and only colours are added. An existing table is continued;
`--summary` only prints. Takes about 15 minutes on one core.
"""

import argparse
import csv
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import torch
from data_sets import read_rgb
from identification import MARKED, STRIDED, Split, read_table, splits
from identification_data import CLASSIFIED, PATCH, smear_paths
from identification_rivals import colour_and_texture
from identification_tables import compare, spread, values
from numpy.typing import NDArray
from quality import markdown
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.learner import learn
from flimbuilder.flim.network import Encoder
from flimbuilder.flim.standardise import Statistics, lattice
from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.markers import Disk, Marker, Stroke
from flimbuilder.tasks.identification.features import pool_features

SEEDS = 20
HALF = PATCH // 2
BATCH = 32
POOLINGS = ("statistics", "rings5")
COLOURS = ("", "converted", "prepared")  # the image as a further block
COLUMNS = ("data", "seed", "fold", "markers", "encoded", "colours", "pooling", "kappa", "macro_f1")
COLOUR_AND_TEXTURE = {"encoded": "colour and texture"}

Floats = NDArray[np.float32]
Maps = list[Tensor]
"""The image with converted colours, the prepared image, and the maps of each block."""


def all_maps(encoder: Encoder, images: Tensor, statistics: Statistics | None = None) -> Maps:
    """Encode images (N, C, H, W), and keep what block 1 reads."""
    with torch.inference_mode():
        prepared = encoder.prepare(images, statistics)
        maps = [encoder.colour(images), prepared]
        for block in encoder.blocks():
            prepared = block(prepared)
            maps.append(prepared)
    return maps


def batch(images: Floats) -> Tensor:
    """Return images (N, H, W, C) as a tensor (N, C, H, W)."""
    return torch.from_numpy(images).permute(0, 3, 1, 2)


def of_patches(encoder: Encoder, split: Split, _: Sequence[Floats]) -> Iterator[Maps]:
    """Yield the maps of patches, each standardised alone."""
    for start in range(0, len(split.data.images), BATCH):
        yield all_maps(encoder, batch(split.data.images[start : start + BATCH]))


def by_smear(encoder: Encoder, split: Split, smears: Sequence[Floats]) -> Iterator[Maps]:
    """Yield the maps of patches that are standardised by the statistics of their smear."""
    for group in np.unique(split.data.groups):
        colours = encoder.colour(batch(smears[group][None]))
        rows, cols = map(lattice, colours.shape[2:])
        statistics = encoder.standardisation.measure(colours[:, :, rows][:, :, :, cols])
        patches = split.data.images[split.data.groups == group]
        yield all_maps(encoder, batch(patches), statistics)


def of_smears(encoder: Encoder, split: Split, smears: Sequence[Floats]) -> Iterator[Maps]:
    """Yield the windows around cells of the maps of whole smears."""
    for group in np.unique(split.data.groups):
        centres = split.data.centres[split.data.groups == group]
        maps = all_maps(encoder, batch(smears[group][None]))
        yield [windows(part, smears[group].shape[0], centres) for part in maps]


def windows(maps: Tensor, height: int, centres: NDArray[np.int64]) -> Tensor:
    """Cut the windows of patches from maps (1, C, h, w); outside, the nearest pixel."""
    stride = round(height / maps.shape[2])
    side = PATCH // stride
    wide = F.pad(maps, (side,) * 4, mode="replicate")[0]
    corners = np.round((centres - HALF) / stride).astype(int) + side
    return torch.stack(
        [wide[:, row : row + side, col : col + side] for row, col in corners.tolist()]
    )


ENCODED = {
    "patches": of_patches,
    "patches, standardised as the smear": by_smear,
    "whole smears": of_smears,
}


def on_smears(split: Split, smears: Sequence[Floats]) -> list[TrainingImage]:
    """Move the markers that were drawn on patches to the smears."""
    marked, rows = split.data.marked(split.train, MARKED, split.seed)
    markers: dict[int, list[Marker]] = {}
    for image, row in zip(marked, rows.tolist(), strict=True):
        group = int(split.data.groups[row])
        own = markers.setdefault(group, [])
        offset = split.data.centres[row] - HALF
        size = smears[group].shape[:2]
        for marker in image.markers:
            moved = move(marker, offset, size, len(own) + 1)
            own += [] if moved is None else [moved]
    return [
        TrainingImage(f"image{group:06d}", smears[group], tuple(own))
        for group, own in sorted(markers.items())
    ]


def move(
    marker: Marker, offset: NDArray[np.int64], size: tuple[int, ...], number: int
) -> Marker | None:
    """Move a marker; return None if it is outside then."""
    assert isinstance(marker, Disk | Stroke)
    points = (marker.center,) if isinstance(marker, Disk) else marker.points
    moved = [(row + int(offset[0]), col + int(offset[1])) for row, col in points]
    inside = [(row, col) for row, col in moved if 0 <= row < size[0] and 0 <= col < size[1]]
    if not inside:
        return None
    if isinstance(marker, Disk):
        return marker.with_(id=number, center=inside[0])
    return marker.with_(id=number, points=tuple(inside))


def measure(split: Split, smears: Sequence[Floats]) -> Iterator[dict[str, Any]]:
    """Yield a row for each way to mark, encode and pool."""
    yield COLOUR_AND_TEXTURE | judge(split, colour_and_texture(split.data.images))
    on_patches, _ = split.data.marked(split.train, MARKED, split.seed)
    ways = {"patches": on_patches}
    if smears:
        ways["smears"] = on_smears(split, smears)
    for markers, marked in ways.items():
        encoder = learn(marked, STRIDED, seed=split.seed).encoder
        for encoded, function in ENCODED.items():
            if markers == "patches" and encoded != "patches":
                continue
            parts = list(function(encoder, split, smears))
            for pooling in POOLINGS:
                columns = [
                    np.concatenate([pool_features(maps, pooling, (place,)) for maps in parts])
                    for place in range(1, len(parts[0]) + 1)
                ]
                for number, colours in enumerate(COLOURS):
                    used = [*([columns[number - 1]] if number else []), *columns[2:]]
                    place = {"markers": markers, "encoded": encoded, "colours": colours}
                    found = judge(split, np.concatenate(used, axis=1))
                    yield {**place, "pooling": pooling, **found}


def judge(split: Split, features: Floats) -> dict[str, Any]:
    """Return kappa and macro F1 of a logistic regression."""
    found = split.classify(features, "logistic")
    return {name: found[name] for name in ("kappa", "macro_f1")}


def summary(rows: Sequence[dict[str, Any]]) -> str:
    """Return a table as Markdown for each set."""
    sets = dict.fromkeys(row["data"] for row in rows)
    return "\n\n".join(table([row for row in rows if row["data"] == name], name) for name in sets)


def table(rows: Sequence[dict[str, Any]], data: str) -> str:
    """Compare with patches of the two poolings, and with colour and texture."""

    def of(**wanted: str) -> dict[tuple[str, str], float]:
        return values(rows, data, "macro_f1", **wanted)

    markers = "smears" if data == "red cells" else "patches"
    plain = {"markers": markers, "encoded": "patches", "colours": ""}
    references = [of(**plain, pooling=pooling) for pooling in POOLINGS]
    references.append(of(**COLOUR_AND_TEXTURE))
    lines = []
    names = ("markers", "encoded", "colours", "pooling")
    for key in dict.fromkeys(tuple(row[name] for name in names) for row in rows):
        found = of(**dict(zip(names, key, strict=True)))
        compared = [compare(found, reference) for reference in references]
        lines.append([*key, spread(found), *compared])
    return markdown(
        ["markers on", "encoded", "colours", "pooling", "macro F1", "against `statistics`",
         "against `rings5`", "against colour and texture"], lines,
    )  # fmt: skip


def main() -> None:
    """Measure the seeds that the table lacks, and print the summary."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--table", type=Path, default=Path("smears.csv"))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--sets", nargs="*", choices=list(CLASSIFIED), default=list(CLASSIFIED))
    parser.add_argument("--summary", action="store_true", help="print the table only")
    options = parser.parse_args()
    torch.set_num_threads(1)
    known = {(row["data"], row["seed"]) for row in read_table(options.table)}
    if not options.summary:
        smears = [read_rgb(path) for path in smear_paths(options.data)]
        with options.table.open("a", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            if not known:
                writer.writeheader()
            for name, seed in product(options.sets, range(options.seeds)):
                if (name, str(seed)) in known:
                    continue
                split = splits(options.data, name, seed)[0]
                fixed = {"data": name, "seed": seed, "fold": 0}
                own = smears if name == "red cells" else []
                writer.writerows([fixed | row for row in measure(split, own)])
                file.flush()
                print(name, seed, time.strftime("%T"), file=sys.stderr, flush=True)
    print(summary(read_table(options.table)))


if __name__ == "__main__":
    main()
