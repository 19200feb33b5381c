"""Add strokes one at a time, and count how often a stroke makes the masks worse.

    python benchmarks/strokes.py ../shared/data --table strokes.csv

A sequence starts with one marker of an object and one of the background. A simulated expert then
adds markers of both classes to the training images, and after each the project is learned and the
Dice of the test images is measured. A step hurts if it lowers the mean Dice by more than 0.02.
Takes about ten minutes on two cores.
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from data_sets import DATA_SETS, DataSet, MarkedImage, read_data_set
from quality import BEFORE, CHOICES, DEFAULTS, markdown
from simulated_expert import draw_markers

from flimbuilder.analysis.measures import measure_mask
from flimbuilder.project.markers import Marker

SETS = ("eggs", "bears", "leukocytes", "nuclei")
N_SEQUENCES = 6
N_STEPS = 8
N_TESTED = 5  # images
HURT = 0.02  # Dice
COLUMNS = ("choice", "data", "sequence", "markers", "dice")


def strokes(data: DataSet, sequence: int) -> Iterator[DataSet]:
    """Yield the set with two markers, then with one more at each step."""
    rng = np.random.default_rng(sequence)
    drawn: dict[str, MarkedImage] = {}
    for step in range(N_STEPS + 2):
        of_object = step == 0 or (step > 1 and rng.random() < 0.5)
        more: tuple[Marker, ...] = ()
        while not more:  # an object may be too thin for a disk
            image = data.training[rng.integers(len(data.training))]
            assert image.mask is not None
            before = drawn.get(image.name, replace(image, markers=())).markers
            more = draw_markers(
                image.mask,
                int(rng.integers(2**31)),
                n_disks=int(of_object),
                n_strokes=int(not of_object),
                first_id=len(before) + 1,
            )
        drawn[image.name] = replace(image, markers=before + more)
        if step:
            yield replace(data, training=list(drawn.values()), test=data.test[:N_TESTED])


def follow(folder: Path, choice: str, name: str, sequence: int) -> list[dict[str, Any]]:
    """Return the Dice of every step of a sequence."""
    torch.set_num_threads(1)
    data = read_data_set(folder, name, sequence)
    rows = []
    for n_markers, step in enumerate(strokes(data, sequence), start=2):
        method = CHOICES[choice]().fit(step, seed=0)
        dices = []
        for image in step.test:
            assert image.mask is not None
            mask = method.mask(method.saliency(image.pixels), image.pixels, **data.components)
            dices.append(measure_mask(mask, image.mask)["dice"])
        row = (choice, name, sequence, n_markers, float(np.mean(dices)))
        rows.append(dict(zip(COLUMNS, row, strict=True)))
    return rows


def summary(rows: list[dict[str, Any]]) -> str:
    """Return, for each set and choice, the share of steps that hurt and the last Dice."""
    table = []
    for name in dict.fromkeys(row["data"] for row in rows):
        cells = [name]
        for choice in (DEFAULTS, BEFORE):
            own = [row for row in rows if row["data"] == name and row["choice"] == choice]
            sequences = {row["sequence"] for row in own}
            by_sequence = np.array([
                [row["dice"] for row in sorted(own, key=lambda row: row["markers"])
                 if row["sequence"] == sequence]
                for sequence in sorted(sequences)
            ])  # fmt: skip
            steps = np.diff(by_sequence, axis=1)
            cells += [f"{100 * (steps < -HURT).mean():.0f} %", f"{steps.min():.2f}",
                      f"{by_sequence[:, -1].mean():.3f}"]  # fmt: skip
        table.append(cells)
    heads = ["data", *(f"{choice}: {what}" for choice in (DEFAULTS, BEFORE)
                       for what in ("steps that hurt", "worst step", "last Dice"))]  # fmt: skip
    return markdown(heads, table)


def main() -> None:
    """Follow all sequences, write their steps into the table, and print the summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--table", type=Path, default=Path("strokes.csv"))
    parser.add_argument("--sequences", type=int, default=N_SEQUENCES)
    parser.add_argument("--sets", nargs="*", choices=list(DATA_SETS), default=list(SETS))
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    rows: list[dict[str, Any]] = []
    with options.table.open("w", newline="") as file, ProcessPoolExecutor(options.jobs) as pool:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        waiting = [
            pool.submit(follow, options.data, choice, name, sequence)
            for sequence in range(options.sequences)
            for name in options.sets
            for choice in (DEFAULTS, BEFORE)
        ]
        for count, done in enumerate(as_completed(waiting), start=1):
            rows += done.result()
            writer.writerows(done.result())
            file.flush()
            print(f"\r{count} of {len(waiting)}", end="", file=sys.stderr, flush=True)
    print(summary(rows))


if __name__ == "__main__":
    main()
