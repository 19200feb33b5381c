"""Compare ways to separate touching objects, against Otsu's threshold and a distance watershed.

    python benchmarks/instances.py ../shared/data --table instances.csv --page docs/tasks.md

Each seed chooses training images and markers; all other images are for testing (four of the red
cells). An existing table is continued, so the command can be interrupted. Takes half an hour on
one core.
"""

import argparse
import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import scipy
import skimage
import torch
from instance_sets import INSTANCE_SETS, InstanceImage, InstanceSet
from instance_tables import MASKS, OURS, write_tables
from numpy.typing import NDArray

from flimbuilder.analysis.delineate import delineate
from flimbuilder.analysis.instances.matching import match_centres
from flimbuilder.analysis.instances.measures import instance_measures
from flimbuilder.analysis.instances.sizes import learn_splitting
from flimbuilder.analysis.instances.splitting import find_objects
from flimbuilder.flim.estimator import FlimEncoder
from flimbuilder.model.segmenter import FlimSegmenter
from flimbuilder.project.decoding import Delineation, Splitting

Objects = NDArray[np.integer]
COLUMNS = ("data", "seed", "image", "method", *MASKS, "f1")
CENTRE_DISTANCE = 20.0  # pixels; the radius of a red cell
FIRST_SEED, SEEDS = 10, 8  # the settings were chosen with seeds under 10
OTSU = "Otsu, watershed"


class Image:
    """A test image with its saliency and what was learned from the training images."""

    def __init__(self, image: InstanceImage, saliency: NDArray[np.float32], splitting: Splitting):
        self.pixels, self.saliency, self.splitting = image.pixels, saliency, splitting
        self._masks: dict[str, NDArray[np.uint8]] = {}

    def mask(self, method: str) -> NDArray[np.uint8]:
        """Cut the saliency at 0.5."""
        if method not in self._masks:
            settings = Delineation(threshold=0.5, method=method, split=self.splitting)
            mask = delineate(self.saliency, settings, self.pixels)
            self._masks[method] = mask.astype(np.uint8)
        return self._masks[method]

    def split(self, method: str = "contrast", **changes: float) -> Objects:
        """Split the mask with changes of what was learned."""
        return find_objects(self.mask(method), self.splitting.with_(**changes))

    def otsu(self) -> NDArray[np.bool_]:
        """Threshold the grey image; what covers most of the border is the background."""
        grey = skimage.color.rgb2gray(self.pixels)
        mask = grey > skimage.filters.threshold_otsu(grey)
        border = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
        return scipy.ndimage.binary_fill_holes(~mask if border.mean() > 0.5 else mask)


def watershed(mask: NDArray[np.bool_], distance: int) -> Objects:
    """Split a mask as in scikit-image's gallery; 1 is the default of `peak_local_max`."""
    depth = scipy.ndimage.distance_transform_edt(mask)
    regions = skimage.measure.label(mask)
    peaks = skimage.feature.peak_local_max(
        depth, min_distance=distance, labels=regions, exclude_border=False
    )
    seeds = np.zeros(mask.shape, int)
    seeds[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    return skimage.segmentation.watershed(-depth, seeds, mask=mask)


def sized_watershed(image: Image) -> Objects:
    """Split Otsu's mask with the sizes that were learned from the markers."""
    mask = skimage.morphology.remove_small_objects(
        image.otsu(), max_size=image.splitting.smallest - 1
    )
    return watershed(mask, max(1, round(image.splitting.radius)))


def saliency_seeds(image: Image) -> Objects:
    """Flood from h-maxima of the smoothed saliency instead of the distance."""
    mask = image.mask("contrast") > 0
    radius = image.splitting.radius
    relief = scipy.ndimage.gaussian_filter(image.saliency, 0.4 * radius)
    lowered = skimage.morphology.reconstruction(relief - 0.05, relief)
    seeds, _ = scipy.ndimage.label(skimage.morphology.local_maxima(lowered) & mask)
    return skimage.segmentation.watershed(-relief, seeds, mask=mask)


METHODS: dict[str, Callable[[Image], Objects]] = {
    OURS: Image.split,
    "connected regions": lambda image: find_objects(image.mask("saliency-walker")),
    "connected regions, contrast": lambda image: find_objects(image.mask("contrast")),
    "split, boundary by saliency walker": lambda image: image.split("saliency-walker"),
    "split, boundary not refined": lambda image: image.split("none"),
    "split, smoothing 0.1": lambda image: image.split(smoothing=0.1),
    "split, depth 0.1": lambda image: image.split(depth=0.1),
    "seeds in saliency": saliency_seeds,
    OTSU: lambda image: watershed(image.otsu(), 1),
    "Otsu, watershed, 5 px": lambda image: watershed(image.otsu(), 5),
    "Otsu, watershed, 10 px": lambda image: watershed(image.otsu(), 10),
    "Otsu, watershed, 20 px": lambda image: watershed(image.otsu(), 20),
    "Otsu, watershed, our sizes": sized_watershed,
}


def measure_set(data: InstanceSet, seed: int) -> Iterator[dict[str, Any]]:
    """Learn from the training images, and yield the rows of all methods and test images."""
    torch.set_num_threads(1)
    segmenter = FlimSegmenter(FlimEncoder(random_state=seed))
    segmenter.fit([image.pixels for image in data.training],
                  [image.markers for image in data.training])  # fmt: skip
    splitting = learn_splitting(
        (segmenter.predict_saliency(image.pixels)[0] > 0.5, image.markers)
        for image in data.training
    )
    for test in data.test:
        image = Image(test, segmenter.predict_saliency(test.pixels)[0], splitting)
        for method, find in METHODS.items():
            row = {"data": data.name, "seed": seed, "image": test.name, "method": method}
            yield row | _measures(find(image), test)


def _measures(objects: Objects, test: InstanceImage) -> dict[str, float]:
    if test.centres is not None:
        matched = match_centres(objects, test.centres, CENTRE_DISTANCE)
        count = matched.count_error / len(test.centres)
        return {"f1": round(matched.f1, 5), "count": round(abs(count), 5)}
    assert test.labels is not None
    found = instance_measures(objects, test.labels)
    count = abs(found.count_error) / found.n_true
    values = {name: getattr(found, name) for name in MASKS[:-1]} | {"count": count}
    return {name: round(float(value), 5) for name, value in values.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--table", type=Path, default=Path("instances.csv"))
    parser.add_argument("--page", type=Path, help="write the tables into this page")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    options = parser.parse_args()
    done = set()
    if options.table.exists():
        with options.table.open(newline="") as file:
            done = {(row["data"], int(row["seed"])) for row in csv.DictReader(file)}
    else:
        options.table.write_text(",".join(COLUMNS) + "\n")
    for seed in range(FIRST_SEED, FIRST_SEED + options.seeds):
        for name, read in INSTANCE_SETS.items():
            if (name, seed) in done:
                continue
            rows = list(measure_set(read(options.data, seed), seed))
            with options.table.open("a", newline="") as file:
                csv.DictWriter(file, COLUMNS).writerows(rows)
            print(name, seed, flush=True)
    if options.page is not None:
        write_tables(options.table, options.page)


if __name__ == "__main__":
    main()
