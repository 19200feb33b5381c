"""Write the tables of `instances.py` into a page, with paired tests."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import scipy
from numpy.typing import NDArray

__all__ = ["CENTRES", "MASKS", "OURS", "write_tables"]

MASKS = ("ap50", "ap", "pq", "aji", "count")
CENTRES = ("f1", "count")
OURS = "split"
BEGIN = "<!-- benchmarks/instances.py writes this table. -->"
END = "<!-- end -->"
TITLES = {"ap50": "AP50", "ap": "AP", "pq": "PQ", "aji": "AJI", "f1": "F1", "count": "count error"}

Scores = dict[tuple[str, str], dict[tuple[int, str], dict[str, float]]]


def _read(table: Path) -> Scores:
    """Return the measures by set and method, then by seed and image."""
    scores: Scores = defaultdict(dict)
    with table.open(newline="") as file:
        for row in csv.DictReader(file):
            values = {name: float(row[name]) for name in (*MASKS, "f1") if row[name]}
            scores[row["data"], row["method"]][int(row["seed"]), row["image"]] = values
    return scores


def _by_seed(scores: Scores, data: str, method: str, measure: str) -> NDArray[np.float64]:
    """Return the mean over the test images of each seed."""
    seeds: dict[int, list[float]] = defaultdict(list)
    for (seed, _), values in scores[data, method].items():
        seeds[seed].append(values[measure])
    return np.array([np.mean(seeds[seed]) for seed in sorted(seeds)])


def _by_image(scores: Scores, data: str, method: str, measure: str) -> NDArray[np.float64]:
    """Return the mean over the seeds of each image."""
    images: dict[str, list[float]] = defaultdict(list)
    for (_, image), values in scores[data, method].items():
        images[image].append(values[measure])
    return np.array([np.mean(images[image]) for image in sorted(images)])


def _p_values(scores: Scores, data: str, method: str, measure: str) -> tuple[float, float]:
    """Compare with ours: a paired t-test over seeds, and Wilcoxon's over images."""
    ours, others = (_by_seed(scores, data, name, measure) for name in (OURS, method))
    over_seeds = float(scipy.stats.ttest_rel(ours, others).pvalue)
    ours, others = (_by_image(scores, data, name, measure) for name in (OURS, method))
    return over_seeds, float(scipy.stats.wilcoxon(ours, others).pvalue)


def _tables(scores: Scores) -> str:
    parts = []
    for data in dict.fromkeys(data for data, _ in scores):
        measures = CENTRES if _has_centres(scores, data) else MASKS
        main = measures[0]
        n_seeds = len(_by_seed(scores, data, OURS, main))
        n_images = len(_by_image(scores, data, OURS, main))
        titles = [TITLES[measure] for measure in measures]
        lines = [
            f"**{data}**: {n_seeds} seeds, {n_images} images",
            "",
            "| objects by | " + " | ".join([*titles, f"p ({TITLES[main]})"]) + " |",
            "|---|" + "---|" * (len(measures) + 1),
        ]
        for method in dict.fromkeys(method for _, method in scores):
            if scores.get((data, method), {}).keys() != scores[data, OURS].keys():
                continue  # not measured on all images
            cells = []
            for measure in measures:
                values = _by_seed(scores, data, method, measure)
                cells.append(f"{values.mean():.3f} ± {values.std(ddof=1):.3f}")
            test = ""
            if method != OURS:
                test = " / ".join(f"{p:.3f}" for p in _p_values(scores, data, method, main))
            lines.append(f"| {method} | " + " | ".join([*cells, test]) + " |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _has_centres(scores: Scores, data: str) -> bool:
    return "f1" in next(iter(scores[data, OURS].values()))


def write_tables(table: Path, page: Path) -> None:
    """Replace what stands between the marks of the page."""
    text = page.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not rest:
        raise SystemExit(f"{page}: lacks the line {BEGIN}")
    page.write_text(f"{before}{BEGIN}\n\n{_tables(_read(table))}\n\n{END}{after}")
