"""Time of encoding and decoding an image, against the bare convolutions.

Run with ``OMP_NUM_THREADS=2 python -m pytest benchmarks/bench_encode.py --benchmark-only``. Bounds
on two cores: encoding at least 0.95 times as fast as the same layers in a ``Sequential`` in its
best memory layout; ``mb`` and ``pb`` each add at most 15 %.
"""

from collections.abc import Callable

import pytest
import torch
from conftest import architecture, bare_network, training_images
from pytest_benchmark.fixture import BenchmarkFixture
from torch import Tensor

from flimbuilder.flim.decoders import DECODERS, make_decoder
from flimbuilder.flim.draft import draft_maps
from flimbuilder.flim.encode import run_encoder
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.learner import learn
from flimbuilder.flim.marker_training import learn_marker_decoder
from flimbuilder.model.description import describe_model
from flimbuilder.model.model import Model
from flimbuilder.project.architecture import (
    DEFAULT_ARCHITECTURE,
    Architecture,
    Block,
    Pooling,
)
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.project import Project, default_class

ROUNDS = {"rounds": 7, "iterations": 1, "warmup_rounds": 1}
POOLING = Pooling(kind="max", size=3, stride=1)
NETWORKS = {
    "3x32": Architecture(blocks=(Block(kernels_per_marker=3, kernels=32, pooling=POOLING),) * 3),
    "4x130": architecture(),
    "default": DEFAULT_ARCHITECTURE,
}
Bench = tuple[LearnedEncoder, Tensor]


@pytest.fixture(params=NETWORKS, scope="module")
def learned(request: pytest.FixtureRequest) -> Bench:
    """An encoder and an image of shape (1, 3, 400, 400)."""
    images = training_images()
    batch = torch.from_numpy(images[0].pixels).permute(2, 0, 1)[None]
    return learn(images, NETWORKS[request.param]), batch


@pytest.mark.benchmark(group="encode")
@pytest.mark.parametrize("memory", ["contiguous", "channels last"])
def bench_bare_sequential(benchmark: BenchmarkFixture, learned: Bench, memory: str) -> None:
    """Reference, from the converted colours on."""
    encoder, batch = learned
    inputs, network = encoder.encoder.prepare(batch), bare_network(encoder.encoder)
    if memory == "contiguous":
        inputs = inputs.contiguous()
    run_without_gradients(benchmark, lambda: network(inputs))


@pytest.mark.benchmark(group="encode")
def bench_encoder(benchmark: BenchmarkFixture, learned: Bench) -> None:
    """The encoder with its colour conversion."""
    encoder, batch = learned
    run_without_gradients(benchmark, lambda: run_encoder(encoder.encoder, batch))


@pytest.mark.benchmark(group="encode")
def bench_draft(benchmark: BenchmarkFixture, learned: Bench) -> None:
    encoder, batch = learned
    run_without_gradients(benchmark, lambda: draft_maps(encoder.encoder, batch))


@pytest.mark.benchmark(group="decode")
@pytest.mark.parametrize("decoder", [id_ for id_ in DECODERS if id_ not in ("manual", "bp", "ml")])
def bench_decoder(benchmark: BenchmarkFixture, learned: Bench, decoder: str) -> None:
    """One decoder on the last block."""
    encoder, batch = learned
    made = make_decoder(decoder, encoder.blocks[-1].classes, [1])
    maps = run_encoder(encoder.encoder, batch)[-1]
    run_without_gradients(benchmark, lambda: made(maps, (400, 400)))


@pytest.mark.benchmark(group="predict one image by ml")
def bench_saliency_by_ml(benchmark: BenchmarkFixture, learned: Bench) -> None:
    """Encode an image and decode all blocks by the decoder that its markers gave."""
    encoder, batch = learned
    blocks = tuple(range(1, len(encoder.blocks) + 1))
    classes = [block.classes for block in encoder.blocks]
    decoder_choice = DecoderChoice(id="ml", fused=blocks)
    weights = learn_marker_decoder(
        encoder.encoder, encoder.architecture, training_images(), classes, [1], blocks
    )
    project = Project(
        classes=(default_class(0), default_class(1)),
        architecture=encoder.architecture,
        decoder=decoder_choice.with_(weights=weights.weights, bias=weights.bias),
    )
    model = Model(describe_model(project, encoder), encoder.encoder)
    pixels = batch[0].permute(1, 2, 0).numpy()
    run_without_gradients(benchmark, lambda: model.decode(model.encode(pixels), (400, 400)))


def run_without_gradients(benchmark: BenchmarkFixture, call: Callable[[], object]) -> None:
    with torch.inference_mode():
        benchmark.pedantic(call, **ROUNDS)
