"""Compare how surely objects are found, by FROC, with what else a user would take.

    python benchmarks/detection.py ../shared/data --table detection.csv

Sets, markers and splits are those of instances.py. The value is the mean sensitivity at 1/4, 1/2,
1, 2, 4 and 8 false positives an image. An existing table is continued, so the command can be
interrupted; at the end the tables are printed. Takes ten minutes on one core.
"""

import argparse
import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import scipy
import skimage
import torch
from instance_sets import INSTANCE_SETS, InstanceImage, InstanceSet
from instances import watershed
from numpy.typing import NDArray

from flimbuilder.analysis.delineate import delineate
from flimbuilder.analysis.instances.candidates import Candidates, candidates_of, find_candidates
from flimbuilder.analysis.instances.froc import froc
from flimbuilder.analysis.instances.hits import ScoredHits, hit_centres, hit_objects
from flimbuilder.analysis.instances.sizes import learn_splitting
from flimbuilder.analysis.instances.splitting import find_objects
from flimbuilder.flim.estimator import FlimEncoder
from flimbuilder.model.segmenter import FlimSegmenter
from flimbuilder.project.decoding import Delineation, Splitting

COLUMNS = ("data", "seed", "method", "rule", "train", "test", "score")
CENTRE_DISTANCE = 20.0  # pixels; the radius of a red cell
THRESHOLD = 0.5
SEEDS = 5
OURS = "split"


@dataclass(frozen=True, eq=False)
class Case:
    """A test image, its saliency, and what was learned from the training images."""

    image: InstanceImage
    saliency: NDArray[np.float32]
    splitting: Splitting
    radius: float  # of a true object
    is_bright: bool  # on a darker ground

    @cached_property
    def grey(self) -> NDArray[np.float64]:
        """The grey image, its objects bright."""
        grey = skimage.color.rgb2gray(self.image.pixels)
        return grey if self.is_bright else 1 - grey

    @cached_property
    def split(self) -> Candidates:
        """Ours."""
        return self.delineated("contrast", self.splitting)

    def delineated(self, method: str, split: Splitting | None) -> Candidates:
        """Take the objects of the mask, and regions of lower thresholds."""
        settings = Delineation(threshold=THRESHOLD, method=method, split=split)
        mask = delineate(self.saliency, settings, self.image.pixels)
        objects = find_objects(mask.astype(np.uint8), split)
        return find_candidates(self.saliency, objects, settings, THRESHOLD)

    def scored_by(self, score: "Callable[[Candidates, Case], NDArray[np.floating]]") -> Candidates:
        """Take the candidates of ours with other scores."""
        return Candidates(self.split.positions, score(self.split, self), self.split.labels)


def mean_saliency(found: Candidates, case: Case) -> NDArray[np.floating]:
    """Score by the mean saliency alone, so that specks score as objects do."""
    assert found.labels is not None
    return candidates_of(case.saliency, found.labels).scores


def largest_saliency(found: Candidates, case: Case) -> NDArray[np.floating]:
    """Score by the largest saliency."""
    return case.saliency[tuple(found.positions.T)]


def otsu(case: Case) -> Candidates:
    """Score Otsu's objects, split by a distance watershed, by their brightness."""
    threshold = float(skimage.filters.threshold_otsu(case.grey))
    mask = scipy.ndimage.binary_fill_holes(case.grey > threshold)
    return find_candidates(case.grey, watershed(mask, 1), Delineation(), threshold)


def blobs(case: Case) -> Candidates:
    """Take maxima of the Laplacian of Gaussians at the true size of objects."""
    sigma = case.radius / np.sqrt(2)
    response = -(sigma**2) * scipy.ndimage.gaussian_laplace(case.grey, sigma)
    peaks = skimage.feature.peak_local_max(
        response, min_distance=max(1, round(case.radius / 2)), threshold_abs=0.0,
        exclude_border=False,
    )  # fmt: skip
    return Candidates(peaks, response[tuple(peaks.T)])


METHODS: dict[str, Callable[[Case], Candidates]] = {
    OURS: lambda case: case.split,
    "connected regions": lambda case: case.delineated("saliency-walker", None),
    "split, scored by mean saliency": lambda case: case.scored_by(mean_saliency),
    "split, scored by largest saliency": lambda case: case.scored_by(largest_saliency),
    "Otsu, watershed": otsu,
    "Laplacian of Gaussians": blobs,
}


def measure_set(data: InstanceSet, seed: int) -> Iterator[dict[str, Any]]:
    """Learn from the training images, and yield a row for each method and rule."""
    segmenter = FlimSegmenter(FlimEncoder(random_state=seed))
    segmenter.fit([image.pixels for image in data.training],
                  [image.markers for image in data.training])  # fmt: skip
    masks = [segmenter.predict_saliency(image.pixels)[0] > THRESHOLD for image in data.training]
    splitting = learn_splitting(
        (mask, image.markers) for mask, image in zip(masks, data.training, strict=True)
    )
    learned = splitting, _true_radius(data.training), _is_bright(data.training, masks)
    cases = [
        Case(image, segmenter.predict_saliency(image.pixels)[0], *learned) for image in data.test
    ]
    for method, find in METHODS.items():
        judged = [hits_of(find(case), case.image) for case in cases]
        for rule in judged[0]:
            yield {
                "data": data.name, "seed": seed, "method": method, "rule": rule,
                "train": len(data.training), "test": len(data.test),
                "score": round(froc([hits[rule] for hits in judged]).score, 5),
            }  # fmt: skip


def _true_radius(images: Sequence[InstanceImage]) -> float:
    """Return the median radius of the true objects; of red cells it is known."""
    labels = [image.labels for image in images if image.labels is not None]
    areas = [np.bincount(numbers.ravel())[1:] for numbers in labels]
    found = np.concatenate(areas) if areas else np.zeros(0)
    return float(np.median(np.sqrt(found[found > 0] / np.pi))) if len(found) else CENTRE_DISTANCE


def _is_bright(images: Sequence[InstanceImage], masks: Sequence[NDArray[np.bool_]]) -> bool:
    """Return True if objects of the training images are brighter than their ground."""
    differences = []
    for image, mask in zip(images, masks, strict=True):
        grey = skimage.color.rgb2gray(image.pixels)
        differences.append(grey[mask].mean() - grey[~mask].mean())
    return bool(np.mean(differences) > 0)


def hits_of(found: Candidates, image: InstanceImage) -> dict[str, ScoredHits]:
    """Judge candidates by position, and by overlap if both have regions."""
    if image.centres is not None:
        return {"centre": hit_centres(found, image.centres, CENTRE_DISTANCE)}
    assert image.labels is not None
    hits = {"centre": hit_objects(found, image.labels)}
    if found.labels is not None:
        hits["iou"] = hit_objects(found, image.labels, iou=0.5)
    return hits


def table_of(rows: Sequence[dict[str, str]]) -> str:
    """Return a Markdown table: mean and deviation over seeds, and the paired test."""
    sets = list(dict.fromkeys((row["data"], row["rule"]) for row in rows))
    lines = ["| candidates | " + " | ".join(f"{name}, {rule}" for name, rule in sets) + " |",
             "|---|" + "---|" * len(sets)]  # fmt: skip
    for method in METHODS:
        cells = []
        for data, rule in sets:
            own, ours = (_scores(rows, data, rule, name) for name in (method, OURS))
            if not own:
                cells.append("")
                continue
            values = np.array(list(own.values()))
            cell = f"{values.mean():.3f} ± {values.std(ddof=1):.3f}"
            if method != OURS:
                pairs = np.array([ours[seed] - own[seed] for seed in own])
                row = next(row for row in rows if (row["data"], row["rule"]) == (data, rule))
                cell += f" (p {_paired(pairs, int(row['test']) / int(row['train'])):.3f})"
            cells.append(cell)
        lines.append(f"| {method} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _scores(rows: Sequence[dict[str, str]], data: str, rule: str, method: str) -> dict[str, float]:
    wanted = data, rule, method
    return {
        row["seed"]: float(row["score"])
        for row in rows
        if (row["data"], row["rule"], row["method"]) == wanted
    }


def _paired(differences: NDArray[np.float64], test_share: float) -> float:
    """Return p of the t-test for repeated splits (Nadeau & Bengio, 2003)."""
    count = len(differences)
    variance = (1 / count + test_share) * differences.var(ddof=1)
    if variance == 0:
        return float(differences.mean() == 0)
    t = differences.mean() / np.sqrt(variance)
    return float(2 * scipy.stats.t.sf(abs(t), count - 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--table", type=Path, default=Path("detection.csv"))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    done = set()
    if options.table.exists():
        with options.table.open(newline="") as file:
            done = {(row["data"], int(row["seed"])) for row in csv.DictReader(file)}
    else:
        options.table.write_text(",".join(COLUMNS) + "\n")
    for seed in range(1, options.seeds + 1):  # seed 0 served to choose the score
        for name, read in INSTANCE_SETS.items():
            if (name, seed) in done:
                continue
            rows = list(measure_set(read(options.data, seed), seed))
            with options.table.open("a", newline="") as file:
                csv.DictWriter(file, COLUMNS).writerows(rows)
            print(name, seed, flush=True)
    with options.table.open(newline="") as file:
        print(table_of(list(csv.DictReader(file))))


if __name__ == "__main__":
    main()
