"""Time of explaining a pixel, against the bare forward pass.

Run with ``OMP_NUM_THREADS=2 python -m pytest benchmarks/bench_explain.py --benchmark-only``. Bound
on two quiet cores: the contributions of all kernels and strokes at a pixel within 300 ms, for four
blocks of about 130 kernels on 400 x 400 pixels. The decoders ``at``, ``ts``, ``lt`` and ``pb``
compute their weights or their scale from the whole image, so the bound holds for them if the
saliency is known, or for ``at``, ``ts`` and ``lt`` not at all.
"""

import numpy as np
import pytest
import torch
from bench_encode import ROUNDS
from conftest import architecture, bare_network, training_images
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture
from torch import Tensor

from flimbuilder.explain.contributions.decomposition import decompose_activation
from flimbuilder.explain.contributions.explanation import explain_region, stroke_contributions
from flimbuilder.flim.learner import learn
from flimbuilder.flim.marker_training import learn_marker_decoder
from flimbuilder.model.description import describe_model
from flimbuilder.model.model import Model
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.project import Project, default_class

PLACE = (200, 200)
REGION = np.zeros((400, 400), dtype=bool)
REGION[150:250, 150:250] = True
Explained = tuple[Model, NDArray[np.float32], list[Tensor], NDArray[np.float32]]


@pytest.fixture(scope="module")
def explained() -> Explained:
    """A model of four blocks with ``ml`` on all, an image, its maps and its saliency."""
    images = training_images()
    learned = learn(images, architecture())
    blocks = (1, 2, 3, 4)
    weights = learn_marker_decoder(
        learned.encoder,
        learned.architecture,
        images,
        [block.classes for block in learned.blocks],
        [1],
        blocks,
    )
    project = Project(
        classes=(default_class(0), default_class(1)),
        architecture=learned.architecture,
        decoder=DecoderChoice(id="ml", fused=blocks, weights=weights.weights, bias=weights.bias),
    )
    model = Model(describe_model(project, learned), learned.encoder)
    pixels = np.asarray(images[0].pixels)
    maps = model.encode(pixels)
    return model, pixels, maps, model.decode(maps, (400, 400))


@pytest.mark.benchmark(group="explain a pixel by ml on four blocks")
def bench_bare_forward(benchmark: BenchmarkFixture, explained: Explained) -> None:
    """Reference: the convolutions, activations and poolings alone."""
    model, pixels, *_ = explained
    network = bare_network(model.encoder).to(memory_format=torch.channels_last)
    inputs = model.encoder.prepare(torch.from_numpy(pixels).permute(2, 0, 1)[None])
    with torch.inference_mode():
        benchmark.pedantic(lambda: network(inputs), **ROUNDS)


@pytest.mark.benchmark(group="explain a pixel by ml on four blocks")
@pytest.mark.parametrize("maps_are", ["known", "unknown"])
@pytest.mark.parametrize("region", ["pixel", "100 x 100"])
def bench_contributions(
    benchmark: BenchmarkFixture, explained: Explained, region: str, maps_are: str
) -> None:
    """Contributions of kernels and strokes; unknown maps are computed around the region."""
    model, pixels, maps, _ = explained
    known = maps if maps_are == "known" else None
    where = PLACE if region == "pixel" else REGION

    def explain() -> None:
        found = explain_region(model, pixels, where, maps=known)
        stroke_contributions(found, model.document)

    benchmark.pedantic(explain, **ROUNDS)


@pytest.mark.benchmark(group="explain a pixel by one block, maps and saliency known")
@pytest.mark.parametrize("decoder", ["lm", "mb", "pb", "at", "ts", "lt"])
def bench_decoders(benchmark: BenchmarkFixture, explained: Explained, decoder: str) -> None:
    model, pixels, maps, saliency = explained
    choice = DecoderChoice(id=decoder, block=4)
    benchmark.pedantic(
        lambda: explain_region(model, pixels, PLACE, None, choice, maps, saliency), **ROUNDS
    )


@pytest.mark.benchmark(group="decompose an activation down to the input")
@pytest.mark.parametrize("block", [1, 2, 3, 4])
def bench_decomposition(benchmark: BenchmarkFixture, explained: Explained, block: int) -> None:
    model, pixels, *_ = explained
    benchmark.pedantic(lambda: decompose_activation(model, pixels, PLACE, block, 0), **ROUNDS)
