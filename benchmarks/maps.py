"""Measure how far maps of marker patches can be trusted, and how long they take.

    python benchmarks/maps.py ../shared/data

For each set and block, the marker patches are projected by each method; UMAP if it is installed.
Takes some minutes on one core.
"""

import argparse
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from data_sets import read_data_set
from quality import markdown

from flimbuilder.explain.maps.methods import PROJECTIONS
from flimbuilder.explain.maps.projections import project_features
from flimbuilder.flim.learner import learn
from flimbuilder.flim.marker_patches import marker_patches
from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.architecture import DEFAULT_ARCHITECTURE
from flimbuilder.project.extras import require_extra

SETS = ("eggs", "bears", "nuclei")
LIMITS = (200, 800)


def methods() -> list[str]:
    """Return the methods whose libraries are installed."""
    found = []
    for method in PROJECTIONS.values():
        try:
            require_extra("maps", method.title, *([method.module] if method.module else []))
        except ValueError:
            continue
        found.append(method.id)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    data, ids = parser.parse_args().data, methods()
    rows, seconds = [], defaultdict(list)
    for name in SETS:
        marked = read_data_set(data, name, 0).training
        images = [TrainingImage(image.name, image.pixels, image.markers) for image in marked]
        learned = learn(images, DEFAULT_ARCHITECTURE)
        for limit in LIMITS:
            for patches in marker_patches(images, learned, limit=limit):
                trust = []
                for method in ids:
                    start = time.perf_counter()
                    found = project_features(patches.patches, method)
                    seconds[method, limit].append(time.perf_counter() - start)
                    if limit == LIMITS[0]:
                        again = project_features(patches.patches, method)
                        assert again.positions.tobytes() == found.positions.tobytes()
                    trust.append(f"{found.trustworthiness:.3f}")
                if limit == LIMITS[-1]:
                    rows.append([name, str(patches.block), str(len(patches)), *trust])
                    print(rows[-1], flush=True)
    titles = [PROJECTIONS[method].title for method in ids]
    print(markdown(["images", "block", "patches", *titles], rows))
    times = [
        [str(limit), *(f"{np.median(seconds[method, limit]):.2f}" for method in ids)]
        for limit in LIMITS
    ]
    print(markdown(["patches at most", *(f"{title}, s" for title in titles)], times))


if __name__ == "__main__":
    main()
