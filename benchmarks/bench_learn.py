"""How long learning takes, beside the bare convolutions of the same network.

Run with ``python -m pytest benchmarks --benchmark-only``. The targets are bounds on two cores:
43 markers at or under 0.6 s, 16 times the area at most 1.3 times as long, under 600 MB.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from conftest import SIDE, architecture, training_images
from pytest_benchmark.fixture import BenchmarkFixture

from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage

ROUNDS = {"rounds": 7, "iterations": 1, "warmup_rounds": 2}


@pytest.mark.benchmark(group="learn")
@pytest.mark.parametrize("stride", [1, 2])
def bench_43_markers_4_blocks(
    benchmark: BenchmarkFixture, images: Sequence[TrainingImage], stride: int
) -> None:
    learned = benchmark.pedantic(learn, (images, architecture(stride)), **ROUNDS)
    benchmark.extra_info["kernels"] = [len(block.kept) for block in learned.blocks]
    assert all(len(block.kept) >= 120 for block in learned.blocks)


@pytest.mark.benchmark(group="learn")
def bench_43_markers_on_16_times_the_area(benchmark: BenchmarkFixture) -> None:
    padded = training_images(padding=3 * SIDE)
    assert padded[0].pixels.size == 16 * training_images()[0].pixels.size
    benchmark.pedantic(learn, (padded, architecture()), **ROUNDS)


@pytest.mark.benchmark(group="learn")
def bench_bare_torch_forward_of_the_whole_images(
    benchmark: BenchmarkFixture, images: Sequence[TrainingImage]
) -> None:
    """The reference: what the convolutions alone cost without windows and without learning."""
    learned = learn(images, architecture())
    layers: list[torch.nn.Module] = []
    for block in learned.encoder.blocks():
        layers += [block.conv, torch.nn.ReLU(), torch.nn.MaxPool2d(3, 1, padding=1)]
    bare = torch.nn.Sequential(*layers)
    batches = [torch.from_numpy(one.pixels).permute(2, 0, 1)[None] for one in images]

    def forward() -> None:
        with torch.inference_mode():
            for batch in batches:
                bare(batch)

    benchmark.pedantic(forward, rounds=3, iterations=1, warmup_rounds=1)


@pytest.mark.benchmark(group="memory")
def bench_peak_memory_of_a_process_that_learns(benchmark: BenchmarkFixture) -> None:
    """Runs in a process of its own, whose peak is in the extra info, in MB."""
    code = (
        "from conftest import architecture, training_images\n"
        "from flimbuilder.flim.learner import learn\n"
        "from flimbuilder.workflow.memory import peak_rss_mb\n"
        "learn(training_images(), architecture())\n"
        "print(peak_rss_mb())\n"
    )

    def run() -> float:
        folder = Path(__file__).parent
        result = subprocess.run(
            [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
        )
        return float(result.stdout)

    peak = benchmark.pedantic(run, rounds=1, iterations=1)
    benchmark.extra_info["peak_rss_mb"] = peak
    assert peak < 600
