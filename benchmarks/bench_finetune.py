"""Time of training a U-shaped network, against the same loop written bare in torch.

Run with ``OMP_NUM_THREADS=1 python -m pytest benchmarks/bench_finetune.py --benchmark-only``.
Five images of 400 x 400 pixels. Bound: 1.3 times the bare loop, which takes the same steps with
the same network, loss and optimiser on the whole images, without views, records, Dice or
checkpoints. Ours and the bare loop take turns, epoch by epoch, so that a busy machine slows both;
the ratio is that of the medians. ``EPOCHS=100`` trains the whole length; the ratio is the same.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import SIDE, disks, pictures
from pytest_benchmark.fixture import BenchmarkFixture
from torch.nn import functional as F

from flimbuilder.flim.estimator import FlimEncoder
from flimbuilder.flim.network import Encoder
from flimbuilder.flim.u_shaped import UShapedNetwork
from flimbuilder.project.architecture import PRESETS, Architecture
from flimbuilder.tasks.finetuning.augmentation import NO_AUGMENTATION
from flimbuilder.tasks.finetuning.settings import TrainingSample, TrainingSettings
from flimbuilder.tasks.finetuning.training import train

EPOCHS = int(os.environ.get("EPOCHS", "12"))
N_IMAGES = 5
MOST = 1.3


def samples() -> list[TrainingSample]:
    """Return five images with disks as objects."""
    crops = [*pictures(), *(picture[::-1].copy() for picture in pictures())][:N_IMAGES]
    rows, cols = np.indices((SIDE, SIDE))
    found = []
    for number, pixels in enumerate(crops):
        truth = np.zeros((1, SIDE, SIDE), np.uint8)
        for disk in disks(6, seed=number):
            row, col = disk.center
            truth[0][np.hypot(rows - row, cols - col) < 30] = 1
        channels = torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))
        found.append(TrainingSample(str(number), channels, torch.from_numpy(truth)))
    return found


def bare_loop(network: UShapedNetwork, images: list[TrainingSample]) -> Iterator[float]:
    """Train as a user of torch would write it, and yield the seconds of each epoch."""
    optimiser = torch.optim.Adam(
        [
            {"params": list(network.decoder.parameters()), "lr": 1e-3},
            {"params": list(network.encoder.parameters()), "lr": 1e-4},
        ]
    )
    inputs = [image.pixels[None] for image in images]
    truths = [image.truth[None].float() for image in images]
    while True:
        start = time.perf_counter()
        for index in torch.randperm(len(images)).tolist():
            optimiser.zero_grad()
            logits = network(inputs[index])
            p, t = logits.sigmoid(), truths[index]
            dice = (2 * (p * t).sum() + 1) / (p.sum() + t.sum() + 1)
            loss = (1 - dice + F.binary_cross_entropy_with_logits(logits, t)) / 2
            loss.backward()
            optimiser.step()
        yield time.perf_counter() - start


def ours(
    network: UShapedNetwork, images: list[TrainingSample], checkpoint: Path, *, plain: bool
) -> Iterator[float]:
    """Train all parts from the first epoch, with views and checkpoints."""
    settings = TrainingSettings(epochs=10**6, frozen_epochs=0)
    if plain:
        settings = TrainingSettings(epochs=10**6, frozen_epochs=0, augmentation=NO_AUGMENTATION)
    training = train(network, images, settings=settings, checkpoint=checkpoint)
    while True:
        start = time.perf_counter()
        next(training)
        yield time.perf_counter() - start


def encoder_of(architecture: Architecture) -> Encoder:
    """Learn an encoder from disks."""
    images = pictures()
    markers = [disks(9, seed=number) for number in range(len(images))]
    learned: Encoder = FlimEncoder(architecture, random_state=0).fit(images, markers).encoder_
    return learned


@pytest.mark.benchmark(group="train on five 400 x 400 images")
@pytest.mark.parametrize("preset", [PRESETS[0], PRESETS[1]], ids=lambda preset: preset.name)
def bench_training(benchmark: BenchmarkFixture, tmp_path: Path, preset: object) -> None:
    architecture = preset.architecture  # type: ignore[attr-defined]
    images, encoder = samples(), encoder_of(architecture)
    loops = {
        "ours": ours(UShapedNetwork(encoder), images, tmp_path / "a", plain=False),
        "without augmentation": ours(UShapedNetwork(encoder), images, tmp_path / "b", plain=True),
        "bare": bare_loop(UShapedNetwork(encoder), images),
    }
    seconds: dict[str, list[float]] = {name: [] for name in loops}
    for loop in loops.values():
        next(loop)  # warm up
    for _ in range(EPOCHS):
        for name, loop in loops.items():
            seconds[name].append(next(loop))
    medians = {name: float(np.median(values)) for name, values in seconds.items()}
    ratios = {name: round(value / medians["bare"], 3) for name, value in medians.items()}
    benchmark.extra_info.update(seconds_of_an_epoch=medians, ratios=ratios)
    benchmark.pedantic(lambda: next(loops["ours"]), rounds=1)
    print(f"\n{preset.name}: {ratios} of {medians['bare']:.2f} s")  # type: ignore[attr-defined]
    assert ratios["ours"] <= MOST
