"""Time of ``predict`` for 20 images of 400 x 400, against the bare convolutions.

Run with ``OMP_NUM_THREADS=2 python -m pytest benchmarks/bench_predict.py --benchmark-only``. The
same images go through the same network one after the other, as the command does it, and through
the convolutions, activations and poolings alone.
"""

import time
from functools import cache
from itertools import cycle
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
import torch
from conftest import pictures, training_images
from pytest_benchmark.fixture import BenchmarkFixture

from flimbuilder.analysis import dynamic_trees
from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.analysis.dynamic_trees import grow
from flimbuilder.flim.learner import learn
from flimbuilder.imaging.write import to_uint16, write_png
from flimbuilder.model.description import describe_model
from flimbuilder.model.inference import Inference
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import read_pixels
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.project import Project, default_class
from flimbuilder.workflow.outputs import OUTPUTS
from flimbuilder.workflow.predict import predict_files

COUNT = 20
POOLING = Pooling(kind="max", size=3, stride=1)
NETWORKS = {
    "3x32": (Block(kernels_per_marker=3, kernels=32, pooling=POOLING),) * 3,
    "4x130": (Block(kernels_per_marker=3, reduction="none", pooling=POOLING),) * 4,
}
ROUNDS = {"3x32": 5, "4x130": 3}
TREES = Delineation(method="dynamic-trees")
MOST_FOR_MASKS = 1.3  # times the same without masks
LARGE = Delineation(area=(20, 10**6))  # some ten objects in each image


@cache
def model_of(network: str) -> Model:
    architecture = Architecture(blocks=NETWORKS[network])
    learned = learn(training_images(), architecture)
    project = Project(
        classes=(default_class(0), default_class(1)),
        architecture=architecture,
        decoder=DecoderChoice(id="mb"),
    )
    return Model(describe_model(project, learned), learned.encoder)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("images")
    paths = [folder / f"{number}.png" for number in range(COUNT)]
    for path, pixels in zip(paths, cycle(pictures())):
        write_png(path, np.rint(pixels * 255).astype(np.uint8))
    return paths


def one_after_the_other(model: Model, paths: list[Path], out: Path, mask: bool) -> None:
    """Read, encode, decode and write one image before the next."""
    for path in paths:
        pixels = read_pixels(path)
        maps = model.encode(pixels)
        saliency = model.decode(maps, (pixels.shape[0], pixels.shape[1]))
        write_png(out / f"{path.stem}.png", to_uint16(saliency[0]))
        if mask:
            labels = delineate_classes(saliency, [1], TREES, pixels)
            levels = np.where(labels > 0, 255, 0).astype(np.uint8)
            write_png(out / f"{path.stem}_mask.png", levels)


@pytest.mark.parametrize("mask", [False, True], ids=["saliency", "dynamic-trees"])
@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("way", ["one after the other", "predict"])
def bench_predict(
    benchmark: BenchmarkFixture,
    files: list[Path],
    tmp_path: Path,
    way: str,
    network: str,
    mask: bool,
) -> None:
    model = model_of(network)
    benchmark.group = f"predict {network}{', dynamic trees' if mask else ''}"
    one_after_the_other(model, files[:1], tmp_path, mask)

    def predict() -> None:
        if way == "predict":
            predict_files(model, files, tmp_path, delineation=TREES, mask=mask)
        else:
            one_after_the_other(model, files, tmp_path, mask)

    benchmark.pedantic(predict, rounds=ROUNDS[network], iterations=1)


@pytest.mark.parametrize("growth", ["compiled", "python"])
def bench_masks_by_dynamic_trees(
    benchmark: BenchmarkFixture, files: list[Path], tmp_path: Path, growth: str
) -> None:
    """With masks and without take turns, so that a busy machine slows both.

    Bound: 1.3 times the processor time of the same without masks, if numba compiles the growth.
    """
    model = model_of("3x32")
    seconds: dict[bool, list[float]] = {False: [], True: []}

    def predict(mask: bool) -> None:
        start = time.process_time()
        predict_files(model, files, tmp_path, delineation=TREES, mask=mask)
        seconds[mask].append(time.process_time() - start)

    chosen = grow if growth == "python" else dynamic_trees.find_growth()
    with mock.patch.object(dynamic_trees, "find_growth", return_value=chosen):
        for mask in (False, True) * (ROUNDS["3x32"] + 1):
            predict(mask)
        benchmark.pedantic(predict, args=(True,), rounds=1)
    without, with_masks = (float(np.median(seconds[mask][1:])) for mask in (False, True))
    ratio = with_masks / without
    benchmark.extra_info.update(without=without, with_masks=with_masks, ratio=ratio)
    print(f"\n{growth}: {ratio:.2f} times {without:.2f} s")
    assert growth == "python" or ratio <= MOST_FOR_MASKS


@pytest.mark.parametrize("outputs", ["mask", "all outputs"])
def bench_outputs(
    benchmark: BenchmarkFixture, files: list[Path], tmp_path: Path, outputs: str
) -> None:
    """Tables, overlays, instances and outlines, beside the mask alone."""
    model = model_of("3x32")
    benchmark.group = "outputs of predict 3x32"
    apart = {
        output.id: tmp_path / output.default_name
        for output in OUTPUTS.values()
        if output.place != "out" and outputs != "mask"
    }

    def predict() -> None:
        predict_files(model, files, tmp_path, delineation=LARGE, mask=True, outputs=apart)

    benchmark.pedantic(predict, rounds=ROUNDS["3x32"], iterations=1, warmup_rounds=1)


@pytest.mark.parametrize("network", NETWORKS)
def bench_bare_convolutions(benchmark: BenchmarkFixture, files: list[Path], network: str) -> None:
    """Reference: no reading, decoding or writing.

    The images are in the network's colours: on RGB the same convolutions take 1.6 times as long.
    """
    encoder, layers = model_of(network).encoder, list[torch.nn.Module]()
    for block in encoder.blocks():
        layers += [block.conv, torch.nn.ReLU(inplace=True), torch.nn.MaxPool2d(3, 1, padding=1)]
    bare = torch.nn.Sequential(*layers)
    colours = [torch.from_numpy(read_pixels(path)).permute(2, 0, 1)[None] for path in files]
    images = [encoder.colour(rgb).contiguous(memory_format=torch.channels_last) for rgb in colours]

    def forward() -> None:
        with torch.inference_mode():
            for image in images:
                bare(image)

    benchmark.group = f"predict {network}"
    benchmark.pedantic(forward, rounds=ROUNDS[network], iterations=1)


@pytest.mark.parametrize("batch", [1, 2, 4, 8])
@pytest.mark.parametrize("network", NETWORKS)
def bench_batch(benchmark: BenchmarkFixture, files: list[Path], network: str, batch: int) -> None:
    """Encode and decode 8 images in batches."""
    model = model_of(network)
    images = [Loaded(path) for path in files[:8]]

    def infer() -> None:
        for _ in Inference(model, [model.resolve(None)], batch=batch).run(images):
            pass

    benchmark.group = f"batch {network}"
    benchmark.pedantic(infer, rounds=ROUNDS[network], iterations=1, warmup_rounds=1)


class Loaded:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.pixels = read_pixels(path)
