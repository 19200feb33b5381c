"""Measure whether the marker that causes an error is found.

    python benchmarks/tracing.py ../shared/data --csv tracing.csv --trials 50

In each trial a simulated expert draws 20 markers on a few images of a set, and one of them gets
the wrong class: an object's stroke on the background, or a background stroke on an object. The
project is built, and a pixel is chosen, off the markers, that is wrong now and right if the class
is right. Then each marker is left out in turn. The table has what each left-out marker changes;
the summary, how often each rule puts the culprit first or among the first three, and how often the
impact of the markers flags it. An existing table is continued.
"""

import argparse
import csv
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from simulated_expert import draw_markers

from flimbuilder.exchange.pairing import pair_by_stem
from flimbuilder.explain.agreement import MarkerKey
from flimbuilder.imaging.read import find_images, read_mask
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.edits import ReplaceMarker, apply_edit
from flimbuilder.project.markers import ImageMarkers, Marker
from flimbuilder.project.project import Project
from flimbuilder.project.rasterise import marker_pixels
from flimbuilder.workflow.counterfactuals import Counterfactuals
from flimbuilder.workflow.import_files import add_images

N_MARKERS = 20
THRESHOLD = 0.5
SETS: dict[str, tuple[int, dict[str, Any]]] = {  # images, and how markers are drawn
    "parasites": (4, {"n_disks": 2, "n_strokes": 3, "radius": 3.0}),
    "nuclei": (2, {"n_disks": 5, "n_strokes": 5, "radius": 1.5}),
    "bears": (4, {"n_disks": 2, "n_strokes": 3, "radius": 3.0}),
    "leukocytes": (4, {"n_disks": 2, "n_strokes": 3, "radius": 1.5}),
}
COLUMNS = (
    "trial", "set", "error", "saliency_at", "image", "marker", "class", "is_culprit", "order",
    "saliency", "change", "sum_change", "agreement", "support", "own", "seconds",
)  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True)
class Trial:
    """A project with a mislabelled marker, and the image and pixel that it spoils."""

    project: Project
    files: ProjectFiles
    culprit: MarkerKey
    error: str
    image: str
    pixel: tuple[int, int]


def draw_project(folder: Path, name: str, seed: int, work: Path) -> tuple[Project, dict[str, Any]]:
    """Return a project of 20 markers on random images, and the truth of each image."""
    n_images, draw = SETS[name]
    images = [
        path
        for path in find_images([folder / name / "images"])
        if name != "nuclei" or path.stem.startswith("fluor")
    ]
    masks = dict(pair_by_stem(images, find_images([folder / name / "labels"])).pairs)
    rng = np.random.default_rng(seed)
    chosen = [images[index] for index in rng.permutation(len(images)) if images[index] in masks]
    chosen = chosen[:n_images]
    project, _ = add_images(Project(), work, chosen)
    truths, markers = {}, {}
    for entry in project.images:
        path = next(path for path in chosen if path.stem == Path(entry.path).stem)
        mask = read_mask(masks[path])
        truths[entry.id] = mask == 255 if name == "leukocytes" else mask > 0
        drawn = _drawn(truths[entry.id], int(rng.integers(10**6)), **draw)
        markers[entry.id] = ImageMarkers(next_id=len(drawn) + 1, markers=drawn)
    return project.with_(markers=markers), truths


def _drawn(
    mask: NDArray[np.bool_], seed: int, *, n_disks: int, n_strokes: int, radius: float
) -> tuple[Marker, ...]:
    """Draw as many disks as wanted, also if some objects are too thin for one."""
    drawn = draw_markers(mask, seed, n_disks=10 * n_disks, n_strokes=n_strokes, radius=radius)
    disks = [marker for marker in drawn if marker.class_id][:n_disks]
    strokes = [marker for marker in drawn if not marker.class_id]
    return tuple(
        marker.with_(id=number) for number, marker in enumerate([*disks, *strokes], start=1)
    )


def find_trial(folder: Path, name: str, seed: int, work: Path) -> Trial | None:
    """Mislabel a marker and choose a pixel that this makes wrong; None if there is none."""
    right, truths = draw_project(folder, name, seed, work)
    keys = [(image, marker) for image, of in right.markers.items() for marker in of.markers]
    if len(keys) != N_MARKERS:
        return None
    rng = np.random.default_rng([seed, 1])
    image, marker = keys[rng.integers(len(keys))]
    wrong = apply_edit(
        right, ReplaceMarker(image=image, marker=marker.with_(class_id=1 - marker.class_id))
    )
    files = ProjectFiles(work)
    shown = [entry.id for entry in right.images]
    saliency = [
        Counterfactuals(project, files, shown=shown, with_measures=False).before.saliency
        for project in (right, wrong)
    ]
    is_object = marker.class_id == 0  # a background stroke that is called an object
    places: list[tuple[str, int, int]] = []
    for entry in right.images:
        former, now = (of[entry.id][0] >= THRESHOLD for of in saliency)
        bad = now & ~former & ~truths[entry.id] if is_object else ~now & former & truths[entry.id]
        marked = marker_pixels(right.markers_of(entry.id).markers, entry.shape[:2])
        bad[marked.row, marked.col] = False
        places += [(entry.id, *place) for place in np.argwhere(bad).tolist()]
    if not places:
        return None
    spoilt, row, col = places[rng.integers(len(places))]
    error = "false positive" if is_object else "false negative"
    return Trial(wrong, files, (image, marker.id), error, spoilt, (row, col))


def measure(number: int, name: str, trial: Trial) -> Iterator[Row]:
    """Leave out each marker of a trial, in the order in which the window would."""
    found = Counterfactuals(trial.project, trial.files, shown=[trial.image], with_measures=False)
    before = found.before
    at = float(before.saliency[trial.image][0][trial.pixel])
    start = time.perf_counter()
    for order, left_out in enumerate(found.without_markers(image=trial.image, region=trial.pixel)):
        if left_out.fault is not None:
            print(f"trial {number}: {left_out.fault}")
        yield {
            "trial": number,
            "set": name,
            "error": trial.error,
            "saliency_at": at,
            "image": left_out.image,
            "marker": left_out.marker,
            "class": left_out.class_id,
            "is_culprit": int(left_out.key == trial.culprit),
            "order": order,
            "saliency": left_out.saliency,
            "change": left_out.change,
            "sum_change": left_out.sum_change,
            "agreement": left_out.agreement,
            "support": left_out.support,
            "own": before.agreement.of(*left_out.key),
            "seconds": round(time.perf_counter() - start, 2),
        }


def run(folder: Path, table: Path, n_trials: int) -> None:
    """Run trials until there are enough, and append their rows to the table."""
    done = {int(row["trial"]) for row in read_table(table)}
    names = list(SETS)
    with table.open("a", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        if not done:
            writer.writeheader()
        for number in range(n_trials):
            if number in done:
                continue
            name = names[number % len(names)]
            for attempt in range(50):
                with tempfile.TemporaryDirectory() as work:
                    trial = find_trial(folder, name, 1000 * number + attempt, Path(work))
                    if trial is None:
                        continue
                    rows = list(measure(number, name, trial))
                    writer.writerows(rows)
                    file.flush()
                    print(f"trial {number}, {name}, {trial.error}: {rows[-1]['seconds']} s, "
                          f"attempt {attempt + 1}", flush=True)  # fmt: skip
                    break


def read_table(table: Path) -> list[dict[str, str]]:
    """Read the rows of a table; none if it does not exist."""
    if not table.exists():
        return []
    with table.open(newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Run the trials and print the summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--csv", type=Path, default=Path("tracing.csv"))
    parser.add_argument("--trials", type=int, default=50)
    options = parser.parse_args()
    torch.set_num_threads(1)
    run(options.folder, options.csv, options.trials)


if __name__ == "__main__":
    main()
