"""Time of learning, against the bare convolutions of the same network.

Run with ``OMP_NUM_THREADS=2 python -m pytest benchmarks/bench_learn.py --benchmark-only``. Bounds
on two cores: 43 markers in 0.35 s and three times the bare convolutions on the windows; 16 times
the area in 1.1 times the time, 4 times the markers in 4.5 times, 8 restarts of
k-means in 1.5 times; 600 MB.
"""

import subprocess
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from conftest import SIDE, architecture, bare_network, disks, pictures, training_images
from pytest_benchmark.fixture import BenchmarkFixture
from skimage import data
from torch import Tensor

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.flim import learner
from flimbuilder.flim.learner import learn
from flimbuilder.flim.network import FlimBlock
from flimbuilder.flim.training import TrainingImage
from flimbuilder.flim.windows import WindowPlan, run_block
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.imaging.write import write_png
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.architecture import DEFAULT_ARCHITECTURE, Architecture, Block
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.folder import create_project, open_project
from flimbuilder.project.images import image_entry
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import Project
from flimbuilder.session.builder import CachedProjectFiles
from flimbuilder.workflow.build import build, read_training_images

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


@pytest.mark.benchmark(group="learn, reduced to 64 kernels a block")
@pytest.mark.parametrize("times", [1, 4])
@pytest.mark.parametrize("restarts", [1, 8])
def bench_so_many_times_43_markers(benchmark: BenchmarkFixture, times: int, restarts: int) -> None:
    many = training_images(times=times)
    blocks = tuple(block.with_(kernels=64, reduction="kmeans") for block in architecture().blocks)
    reduced = architecture().with_(blocks=blocks, restarts=restarts)
    learned = benchmark.pedantic(learn, (many, reduced), **ROUNDS)
    assert [len(block.kept) for block in learned.blocks] == [64] * 4


@pytest.mark.benchmark(group="learn")
def bench_bare_convolutions_on_the_windows(
    benchmark: BenchmarkFixture, images: Sequence[TrainingImage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reference: only the convolutions of the same windows by the same blocks."""
    steps = []

    def keep(windows: Tensor, block: FlimBlock, plan: WindowPlan, level: int) -> Tensor:
        steps.append((windows, block))
        return run_block(windows, block, plan, level)

    monkeypatch.setattr(learner, "run_block", keep)
    learn(images, architecture())

    def forward() -> None:
        with torch.inference_mode():
            for windows, block in steps:
                block(windows)

    benchmark.pedantic(forward, **ROUNDS)


@pytest.mark.benchmark(group="learn")
def bench_bare_torch_forward_of_the_whole_images(
    benchmark: BenchmarkFixture, images: Sequence[TrainingImage]
) -> None:
    """Reference: the convolutions of the whole images, without windows or learning."""
    learned = learn(images, architecture())
    layers: list[torch.nn.Module] = []
    for block in learned.encoder.blocks():
        layers += [block.conv, torch.nn.ReLU(), torch.nn.MaxPool2d(3, 1, padding=1)]
    bare = torch.nn.Sequential(*layers)
    batches = [
        learned.encoder.prepare(torch.from_numpy(image.pixels).permute(2, 0, 1)[None])
        for image in images
    ]

    def forward() -> None:
        with torch.inference_mode():
            for batch in batches:
                bare(batch)

    benchmark.pedantic(forward, rounds=3, iterations=1, warmup_rounds=1)


@pytest.mark.benchmark(group="a marker is added to one of five images")
@pytest.mark.parametrize("side", [SIDE, 2 * SIDE])
@pytest.mark.parametrize("kept", [False, True])
def bench_build_after_an_edit(
    benchmark: BenchmarkFixture, tmp_path: Path, kept: bool, side: int
) -> None:
    """Build from files, as a command does, and with the caches of the previous build."""
    folder = five_images(tmp_path, side)
    project = open_project(folder).project
    first = project.images[0]
    drawn = project.markers_of(first.id)
    extra = Disk(id=99, class_id=1, center=(200.0, 200.0), radius=5)
    more = ImageMarkers(next_id=100, markers=(*drawn.markers, extra))
    edited = project.with_(markers={**project.markers, first.id: more})

    def prepare() -> tuple[tuple[Project, ProjectFiles], dict[str, Any]]:
        if not kept:
            return (edited, ProjectFiles(folder)), {}
        files, steps = (
            CachedProjectFiles(folder, ByteLimitedCache(2**29)),
            ByteLimitedCache[str, Any](2**28),
        )
        build(project, files, memory=steps)
        return (edited, files), {"memory": steps}

    benchmark.pedantic(build, setup=prepare, rounds=7)


def five_images(tmp_path: Path, side: int) -> Path:
    folder, entries, markers = tmp_path / "five.flim", [], {}
    crops = [
        *pictures(),
        *(picture()[:SIDE, 100 : 100 + SIDE] for picture in (data.astronaut, data.coffee)),
    ]
    beyond = (0, side - SIDE)
    for number, pixels in enumerate(crops):
        path = tmp_path / f"{number}.png"
        whole = np.pad(scale_image(pixels), (beyond, beyond, (0, 0)), mode="symmetric")
        write_png(path, np.rint(whole * 255).astype(np.uint8))
        entry = image_entry(folder, path, (side, side, 3), "uint8")
        entries.append(entry)
        listed = tuple(disks(9, seed=number))
        markers[entry.id] = ImageMarkers(next_id=10, markers=listed)
    blocks = (Block(kernels_per_marker=3, kernels=32),) * 3
    create_project(
        folder,
        Project(
            images=tuple(entries),
            markers=markers,
            architecture=Architecture(blocks=blocks),
            decoder=DecoderChoice(id="lm"),
        ),
    )
    return folder


@pytest.mark.benchmark(group="defaults: a marker is added to one of five images")
@pytest.mark.parametrize("part", ["learn", "live rebuild", "undo", "whole build", "bare torch"])
def bench_defaults(benchmark: BenchmarkFixture, tmp_path: Path, part: str) -> None:
    """Build with the default architecture and decoder ``ml``, in parts.

    ``learn`` makes the encoder alone, without caches. ``live rebuild`` follows an added marker,
    with the caches of the last build, and ``undo`` goes back. ``whole build`` also measures the
    levels of all decoders, as the command does. Reference: a bare forward pass of the five
    images.
    """
    folder = five_images(tmp_path, SIDE)
    opened = open_project(folder).project
    project = opened.with_(architecture=DEFAULT_ARCHITECTURE, decoder=DecoderChoice(id="ml"))
    first = project.images[0]
    drawn = project.markers_of(first.id)
    files = CachedProjectFiles(folder, ByteLimitedCache(2**29))
    steps = ByteLimitedCache[str, Any](2**28)
    images = read_training_images(project, files)
    rows = count(60)

    def more() -> Project:
        extra = Disk(id=99, class_id=1, center=(float(next(rows)), 200.0), radius=5)
        added = ImageMarkers(next_id=100, markers=(*drawn.markers, extra))
        return project.with_(markers={**project.markers, first.id: added})

    def live(edited: Project) -> None:
        build(edited, files, memory=steps, with_marker_results=False)

    learned = learn(images, DEFAULT_ARCHITECTURE)
    bare = bare_network(learned.encoder)
    batches = [
        learned.encoder.prepare(torch.from_numpy(files.pixels(entry)).permute(2, 0, 1)[None])
        for entry in project.images
    ]

    def forward() -> None:
        with torch.inference_mode():
            for batch in batches:
                bare(batch)

    calls = {
        "learn": lambda: learn(read_training_images(more(), files), DEFAULT_ARCHITECTURE),
        "live rebuild": lambda: live(more()),
        "undo": lambda: live(project),
        "whole build": lambda: build(project, ProjectFiles(folder)),
        "bare torch": forward,
    }
    live(project)
    benchmark.pedantic(calls[part], **ROUNDS)


@pytest.mark.benchmark(group="memory")
def bench_peak_memory_of_a_process_that_learns(benchmark: BenchmarkFixture) -> None:
    """Learn in a separate process; its peak in MB is in the extra info."""
    code = (
        "from conftest import architecture, training_images\n"
        "from flimbuilder.flim.learner import learn\n"
        "from flimbuilder.model.memory import peak_rss_mb\n"
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
