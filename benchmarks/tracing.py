"""Measure whether the marker that causes an error is found.

    python benchmarks/tracing.py ../shared/data --csv tracing.csv --trials 50

In each trial a simulated expert draws 20 markers on a few images of a set, and one of them gets
the wrong class: an object's stroke on the background, or a background stroke on an object. The
project is built, and a pixel is chosen, off the markers, that is wrong now and right if the class
is right. Then each marker is left out in turn. The table has what each left-out marker changes;
the summary, how often each rule puts the culprit first or among the first three, and how often the
impact of the markers flags it. An existing table is continued. Takes half an hour on one core.
"""

import argparse
import csv
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from simulated_expert import draw_markers

from flimbuilder.exchange.pairing import pair_by_stem
from flimbuilder.explain.counterfactuals.agreement import MarkerKey
from flimbuilder.explain.counterfactuals.suspects import Counterfactual
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
NUMBERS = ("saliency", "change", "sum_change", "agreement", "support", "own")
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
        right, ReplaceMarker(image=image, marker=marker.with_(class_id=int(marker.class_id == 0)))
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
        places += [(entry.id, row, col) for row, col in np.argwhere(bad).tolist()]
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


def as_counterfactual(row: dict[str, str]) -> Counterfactual:
    """Return the left-out marker of a row."""
    numbers: dict[str, Any] = {name: float(row[name]) if row[name] else None for name in NUMBERS}
    is_object, saliency = row["class"] == "1", float(row["saliency_at"])
    return Counterfactual(
        row["image"],
        int(row["marker"]),
        int(row["class"]),
        agreement=numbers.pop("agreement") or 0.0,
        speaks=is_object == (saliency >= THRESHOLD),
        **numbers,
    )


def against(found: Counterfactual, change: float | None) -> float:
    """Return a change against the present result in the region, at least 0."""
    was_object = (found.saliency or 0.0) - (found.change or 0.0) >= THRESHOLD
    return max(0.0, (-1.0 if was_object else 1.0) * (change or 0.0))


RULES: dict[str, Callable[[Counterfactual], float]] = {
    "change of saliency at the pixel": lambda found: abs(found.change or 0.0),
    "the same, against the result": lambda found: against(found, found.change),
    "change of log-odds against the result": lambda found: against(found, found.sum_change),
    "the same, of markers whose class speaks for the result": lambda found: (
        found.speaks * against(found, found.sum_change)
    ),
    "change of the agreement of the other markers": lambda found: found.agreement,
    "1 - support": lambda found: 1.0 - (found.support or 0.0),
    "1 - own agreement": lambda found: 1.0 - (found.own or 0.0),
    "contradiction": lambda found: found.contradiction,
    "contradiction times change against the result": lambda found: (
        found.contradiction * against(found, found.change)
    ),
    "1 - own agreement, if the class speaks (the order of work)": lambda found: (
        found.speaks * (1.0 - (found.own or 0.0))
    ),
    "blame: contradiction, if the class speaks": lambda found: found.blame,
}
FLAGS: dict[str, Callable[[Counterfactual], bool]] = {
    "without it the others agree more (above 0)": lambda found: found.agreement > 0,
    "without it the others agree more (above 0.01)": lambda found: found.agreement > 0.01,
    "support below 0.5": lambda found: (found.support or 0.0) < 0.5,
    "own agreement below 0.5": lambda found: (found.own or 0.0) < 0.5,
    "contradicted (support below 0.5, own below 0.8)": lambda found: found.is_contradicted,
}


def summarise(table: Path) -> str:
    """Return how often each rule finds the culprit, as tables in Markdown."""
    trials: dict[int, list[tuple[Counterfactual, bool, str]]] = {}
    for row in read_table(table):
        entry = as_counterfactual(row), row["is_culprit"] == "1", row["error"]
        trials.setdefault(int(row["trial"]), []).append(entry)
    lines = [
        f"{len(trials)} trials",
        "",
        "| markers ordered by | first | false positives | false negatives | first three |",
        "|---|---|---|---|---|",
    ]
    for name, rule in RULES.items():
        ranks = {number: _rank(found, rule) for number, found in trials.items()}
        parts = [list(ranks.values())]
        for error in ("false positive", "false negative"):
            parts.append([ranks[number] for number in ranks if trials[number][0][2] == error])
        first = [np.mean(np.array([*part]) == 1) for part in parts]
        three = np.mean(np.array([*ranks.values()]) <= 3)
        shares = " | ".join(f"{100 * share:.0f} %" for share in (*first, three))
        lines.append(f"| {name} | {shares} |")
    lines += ["", "| flag | culprits | other markers |", "|---|---|---|"]
    for name, flag in FLAGS.items():
        flagged = [
            np.mean([flag(found) for of in trials.values() for found, is_it, _ in of
                     if is_it == wanted])
            for wanted in (True, False)
        ]  # fmt: skip
        lines.append(f"| {name} | {100 * flagged[0]:.0f} % | {100 * flagged[1]:.1f} % |")
    return "\n".join(lines)


def _rank(
    found: list[tuple[Counterfactual, bool, str]], rule: Callable[[Counterfactual], float]
) -> int:
    """Return the place of the culprit, behind all markers that tie with it."""
    culprit = next(rule(item) for item, is_culprit, _ in found if is_culprit)
    return 1 + sum(rule(item) >= culprit for item, is_culprit, _ in found if not is_culprit)


def measure_times(folder: Path) -> str:
    """Return the processor time of leaving out the 20 markers of an eggs project on one core."""
    with tempfile.TemporaryDirectory() as work:
        project, _ = draw_project(folder, "parasites", 3, Path(work))
        image = project.images[0]
        found = Counterfactuals(
            project, ProjectFiles(Path(work)), shown=[image.id], with_measures=False
        )
        assert found.before.agreement.markers
        start = time.process_time()
        left_out = found.without_markers(
            image=image.id, region=(image.shape[0] // 2, image.shape[1] // 2)
        )
        next(left_out)
        first = time.process_time() - start
        n_markers = 1 + len(list(left_out))
        every = time.process_time() - start
    return f"first of {n_markers} markers after {first:.2f} s, all after {every:.1f} s"


def main() -> None:
    """Run the trials and print the summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--csv", type=Path, default=Path("tracing.csv"))
    parser.add_argument("--trials", type=int, default=50)
    options = parser.parse_args()
    torch.set_num_threads(1)
    run(options.folder, options.csv, options.trials)
    print(summarise(options.csv))
    print("\n" + measure_times(options.folder))


if __name__ == "__main__":
    main()
