"""Measure what docs/explain.md says of patches, maps and times.

    python benchmarks/explain.py ../shared/data --page docs/explain.md

The numbers of its other sections come from ``tracing.py`` (strokes that cause errors),
``guidance.py`` (suggestions), ``maps.py``, ``attributions.py``, ``kernel_deletion.py``,
``bench_explain.py`` and ``bench_why.py``.
Takes about five minutes on two cores.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from data_sets import DataSet, read_data_set
from numpy.typing import NDArray
from quality import markdown

import flimbuilder as fb
from flimbuilder.explain.kernels.preferences import PreferenceRanking
from flimbuilder.explain.maps.features import patch_table
from flimbuilder.explain.maps.separability import measure_separability
from flimbuilder.flim.encode import encode_images
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.learner import learn
from flimbuilder.flim.marker_patches import marker_patches
from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.architecture import DEFAULT_ARCHITECTURE, trace_shapes
from flimbuilder.project.project import BACKGROUND

MARK = "<!-- benchmarks/explain.py writes the rest of this page. -->"
SETS = {"eggs": 1, "bears": 1, "leukocytes": 3, "nuclei": 3}  # seeds
COUNT = 16  # patches of each kernel
LIMIT = 800  # marker patches
REPEATS = 3

Shares = NDArray[np.float64]


def learn_from(data: DataSet, seed: int) -> tuple[LearnedEncoder, list[TrainingImage]]:
    """Learn the default architecture from the marked images."""
    images = [TrainingImage(image.name, image.pixels, image.markers) for image in data.training]
    return learn(images, DEFAULT_ARCHITECTURE, seed=seed), images


def liked_shares(data: DataSet, learned: LearnedEncoder) -> tuple[Shares, float]:
    """Return for each block how many liked patches are of the kernel's class, and the base rate.

    The patches are those of the test images. Columns: kernels of the object, of the background;
    the share of patches whose middle lies in an object of the reference mask. The base rate is
    the share of object pixels.
    """
    shapes = trace_shapes(learned.architecture, 1, 1)
    rankings = [
        PreferenceRanking(len(block.kept), shape.receptive_field, shape.jump, COUNT)
        for block, shape in zip(learned.blocks, shapes, strict=True)
    ]
    masks = {image.name: image.mask for image in data.test}
    for image in data.test:
        maps = encode_images(learned.encoder, learned.architecture, image.pixels[None])
        for ranking, of_block in zip(rankings, maps, strict=True):
            size = image.pixels.shape[0], image.pixels.shape[1]
            ranking.add(image.name, of_block[0].numpy(), size)
    shares = np.full((len(rankings), 2), np.nan)
    for number, (ranking, block) in enumerate(zip(rankings, learned.blocks, strict=True)):
        inside: tuple[list[bool], list[bool]] = [], []
        for channel, kernel in enumerate(block.kept):
            found = inside[int(kernel.class_id == BACKGROUND)]
            found += [
                bool(masks[patch.image][patch.row, patch.col])
                for patch in ranking.of_channel(channel)
            ]
        shares[number] = [np.mean(found) if found else np.nan for found in inside]
    area = sum(int(mask.sum()) for mask in masks.values())
    return shares, area / sum(mask.size for mask in masks.values())


def separabilities(
    images: Sequence[TrainingImage], learned: LearnedEncoder
) -> Iterator[tuple[float, float]]:
    """Yield silhouette and accuracy of the marker patches of each block."""
    for patches, block in zip(
        marker_patches(images, learned, limit=LIMIT), learned.blocks, strict=True
    ):
        table = patch_table(patches, block)
        found = measure_separability(table.features, table.class_ids, table.groups)
        yield float(found.silhouette or np.nan), float(found.accuracy or np.nan)


def tables(data: Path) -> str:
    """Return the tables of liked patches and of separability."""
    liked, separated = [], []
    for name, seeds in SETS.items():
        shares, bases, measured = [], [], []
        for seed in range(seeds):
            of_seed = read_data_set(data, name, seed)
            learned, images = learn_from(of_seed, seed)
            share, base = liked_shares(of_seed, learned)
            shares.append(share)
            bases.append(base)
            measured.append(list(separabilities(images, learned)))
        means = np.nanmean(shares, axis=0)
        liked.append(
            [
                name,
                f"{np.mean(bases):.2f}",
                *(f"{objects:.2f}, {rest:.2f}" for objects, rest in means),
            ]
        )
        separated.append([name, *(f"{s:.2f}, {a:.2f}" for s, a in np.mean(measured, axis=0))])
        print(liked[-1], separated[-1], flush=True)
    blocks = [f"block {number}" for number in range(1, len(DEFAULT_ARCHITECTURE.blocks) + 1)]
    return "\n".join(
        [
            "### Do kernels like what they were learned from?",
            "",
            f"The share of the {COUNT} patches that a kernel likes best whose middle lies in an "
            "object, for kernels of the object and of the background; on test images, with the "
            "default architecture. *By chance* is the share of object pixels.",
            "",
            markdown(["images", "by chance", *blocks], liked),
            "",
            "### Which block separates the classes?",
            "",
            "Silhouette, and accuracy of the nearest neighbours among the patches of other "
            f"markers; at most {LIMIT} marked pixels on the input of each block.",
            "",
            markdown(["images", *blocks], separated),
        ]
    )


def times(data: Path) -> str:
    """Return the table of times on the eggs."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "eggs.flim"
        eggs = data / "parasites"
        fb.import_project(path, eggs / "images", eggs / "markers", eggs / "labels")
        model = fb.build_project(path).model
        images = [fb.read_image(image).pixels for image in sorted((eggs / "images").iterdir())]
        scaled = [(str(number), fb.scale_image(image)) for number, image in enumerate(images)]
        depth, out = len(model.document.blocks), Path(folder) / "eggs.html"
        rows = [
            (f"patches of all kernels of block {depth}, 10 images",
             lambda: fb.preferred_patches(model, scaled, depth)),
            (f"the input that a kernel of block {depth} likes best",
             lambda: fb.maximise_kernel(model, depth, 0)),
            ("explaining a pixel", lambda: fb.explain_pixel(model, images[0], 200, 200)),
            ("the report, with its build", lambda: fb.report_project(path, out)),
        ]  # fmt: skip
        measured = [[title, f"{_median(call):.2f}"] for title, call in rows]
        size = out.stat().st_size / 1e6
    return "\n".join(
        [
            "### How long does it take?",
            "",
            "Ten images of eggs of 400 x 400 pixels, default architecture; seconds of one core, "
            f"medians of {REPEATS}. The page has {size:.1f} MB.",
            "",
            markdown(["", "seconds"], measured),
        ]
    )


def _median(call: "object") -> float:
    assert callable(call)
    seconds = []
    for _ in range(REPEATS):
        start = time.process_time()
        call()
        seconds.append(time.process_time() - start)
    return float(np.median(seconds))


def main() -> None:
    """Measure everything and write the tables into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--page", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    text = f"{tables(options.data)}\n\n{times(options.data)}"
    if options.page is None:
        print(text)
        return
    before, _ = options.page.read_text("utf-8").split(MARK, 1)
    options.page.write_text(f"{before}{MARK}\n\n{text}\n", "utf-8")


if __name__ == "__main__":
    main()
