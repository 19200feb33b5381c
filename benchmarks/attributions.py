"""Check attributions on real eggs: do they depend on the kernels, and do they find what counts?

    python benchmarks/attributions.py ../shared/data --table attributions.csv --page

An encoder learned from the five images that an expert marked; targets are the log-odds at pixels
of objects, at background pixels near them, and the mean over the objects, on all ten images. Two
maps that know nothing of the model serve as controls: edges of the image, and nearness to the
target. Takes about an hour.
"""

import argparse
import csv
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import scipy
from data_sets import read_data_set
from numpy.typing import NDArray
from quality import markdown

import flimbuilder as fb
from flimbuilder.explain.attributions.attribute import (
    Attribution,
    attribute_score,
    plan_methods,
)
from flimbuilder.explain.attributions.checks import (
    fidelity_curves,
    randomise_kernels,
    rank_correlation,
    target_distance,
)
from flimbuilder.explain.attributions.registry import METHODS
from flimbuilder.explain.attributions.score import Score
from flimbuilder.explain.attributions.targets import SaliencyTarget

N_PIXELS = 3  # of each kind and image
NEAR = (4, 20)  # distance of background pixels from the object
SMALLEST = 500  # pixels of an object
COLUMNS = ("method", "target", "image", "deletion", "insertion", "kept", "seconds")
CONTROLS = ("edges", "nearness")
BOOTSTRAPS = 2000


@dataclass(frozen=True)
class Case:
    """A score on an image."""

    image: str
    kind: str
    pixels: NDArray[np.float32]
    target: SaliencyTarget


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--table", type=Path, default=Path("attributions.csv"))
    parser.add_argument("--page", action="store_true", help="only print the tables of the page")
    parser.add_argument("--images", type=int, default=10)
    given = parser.parse_args()
    if not given.page:
        measure(given.data, given.table, given.images)
    with given.table.open(newline="") as file:
        print_page(list(csv.DictReader(file)))


def measure(data: Path, table: Path, n_images: int) -> None:
    """Write a row for each method and case."""
    model, images = learn_eggs(data)
    with table.open("w", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS)
        rows.writeheader()
        for case in cases(model, images[:n_images]):
            print(case.image, case.kind, file=sys.stderr)
            rows.writerows(measure_case(model, case))
            file.flush()


def learn_eggs(data: Path) -> tuple[fb.Model, list[Any]]:
    """Learn from the marked images; return the model, and all images."""
    eggs = read_data_set(data, "eggs", 0)
    with TemporaryDirectory() as folder:
        project, files = Path(folder) / "eggs.flim", data / "parasites"
        fb.import_project(project, files / "images", files / "markers", files / "labels")
        model = fb.build_project(project).model
    return model, [*eggs.test, *eggs.training]


def cases(model: fb.Model, images: list[Any]) -> Iterator[Case]:
    """Yield the targets of each image that has an object."""
    for number, image in enumerate(images):
        objects, count = scipy.ndimage.label(image.mask)
        sizes = np.bincount(objects.ravel())[1:]
        if not count or sizes.max() < SMALLEST:
            continue
        egg = objects == 1 + int(sizes.argmax())
        random = np.random.default_rng(number)
        distance = scipy.ndimage.distance_transform_edt(~image.mask)
        near = (distance > NEAR[0]) & (distance < NEAR[1])
        for kind, mask in (("object pixel", egg), ("background pixel", near)):
            for row, col in random.permutation(np.argwhere(mask))[:N_PIXELS]:
                yield Case(image.name, kind, image.pixels, SaliencyTarget((int(row), int(col))))
        yield Case(image.name, "object", image.pixels, SaliencyTarget(egg))


def measure_case(model: fb.Model, case: Case) -> Iterator[dict[str, Any]]:
    """Yield a row for each method and control."""
    score = Score(model, case.pixels, case.target)
    random = randomise_kernels(model, range(1, score.depth + 1))
    changed = Score(random, case.pixels, case.target)
    distance = target_distance(case.target, score.size)[score.rows, score.cols]
    for run in plan_methods(tuple(METHODS), score.depth):
        start = time.perf_counter()
        found = attribute_score(score, run.method, **run.settings)
        seconds = time.perf_counter() - start
        other = attribute_score(changed, run.method, **run.settings)
        maps = [each.values[score.rows, score.cols] for each in (found, other)]
        kept = rank_correlation(*maps, distance)
        yield row_of(case, score, found.title, found, f"{kept:.4f}", f"{seconds:.3f}")
    for name, values in controls(case, score).items():
        blind = Attribution("gradient", values, score.value, score.rows, score.cols, {})
        yield row_of(case, score, name, blind, "1", "0")


def row_of(
    case: Case, score: Score, method: str, found: Attribution, kept: str, seconds: str
) -> dict[str, Any]:
    curves = fidelity_curves(score, found)
    return {
        "method": method,
        "target": case.kind,
        "image": case.image,
        "deletion": f"{curves.deletion_gain:.4f}",
        "insertion": f"{curves.insertion_gain:.4f}",
        "kept": kept,
        "seconds": seconds,
    }


def controls(case: Case, score: Score) -> dict[str, NDArray[np.float32]]:
    """Return maps that know nothing of the model."""
    edges = scipy.ndimage.gaussian_gradient_magnitude(case.pixels.mean(axis=2), 1.0)
    distance = target_distance(case.target, score.size)
    return {"edges": edges.astype(np.float32), "nearness": -distance.astype(np.float32)}


def print_page(rows: list[dict[str, str]]) -> None:
    """Print a table for each kind of target: means, and their 95 % interval over images."""
    for kind in dict.fromkeys(row["target"] for row in rows):
        own = [row for row in rows if row["target"] == kind]
        of_method = {
            method: [row for row in own if row["method"] == method]
            for method in dict.fromkeys(row["method"] for row in own)
        }
        images = [row["image"] for row in of_method[CONTROLS[1]]]
        nearness = gains(of_method[CONTROLS[1]])
        table = []
        for method, found in of_method.items():
            kept = np.median([float(row["kept"]) for row in found])
            seconds = np.median([float(row["seconds"]) for row in found])
            table.append(
                {
                    "method": method,
                    "deletion": interval(column(found, "deletion"), images),
                    "insertion": interval(column(found, "insertion"), images),
                    "over nearness": interval(gains(found) - nearness, images),
                    "random kernels": f"{kept:.2f}",
                    "seconds": f"{seconds:.2f}",
                }
            )
        print(f"\n{kind}, n = {len(images)}\n")
        print(markdown(list(table[0]), [list(entry.values()) for entry in table]))


def column(rows: list[dict[str, str]], name: str) -> NDArray[np.float64]:
    return np.array([float(row[name]) for row in rows])


def gains(rows: list[dict[str, str]]) -> NDArray[np.float64]:
    """Return the mean of both gains of each case."""
    return (column(rows, "deletion") + column(rows, "insertion")) / 2


def interval(values: NDArray[np.float64], images: list[str]) -> str:
    """Format the mean and its bootstrap interval over images; cases of an image stay together."""
    names = np.array(images)
    means = np.array([values[names == name].mean() for name in dict.fromkeys(images)])
    drawn = np.random.default_rng(0).integers(0, len(means), (BOOTSTRAPS, len(means)))
    low, high = np.percentile(means[drawn].mean(axis=1), [2.5, 97.5])
    return f"{means.mean():+.3f} [{low:+.3f}, {high:+.3f}]"


if __name__ == "__main__":
    main()
