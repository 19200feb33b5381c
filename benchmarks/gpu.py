"""Compare an accelerator with the CPU: the same results, and how fast.

    python benchmarks/gpu.py --table gpu.md

Encodes, predicts 20 images and images in tiles, learns, and trains further, on both devices, and
writes a Markdown table with the seconds, their ratio, the largest difference, and the tolerance.
Takes under ten minutes on one accelerator; parts that would begin later than ``--minutes`` are
left out. Ends with status 1 if a difference exceeds its tolerance. ``--device cpu --small`` tries
the script itself without an accelerator.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import cycle
from pathlib import Path
from unittest import mock

import numpy as np
import tifffile
import torch
from bench_finetune import encoder_of, samples
from conftest import architecture, pictures, training_images
from numpy.typing import NDArray
from skimage import data

from flimbuilder.flim.learner import LearnedEncoder, learn
from flimbuilder.flim.u_shaped import UShapedNetwork
from flimbuilder.imaging.read import read_mask
from flimbuilder.imaging.regions import open_regions
from flimbuilder.imaging.write import write_png
from flimbuilder.model.batches import accelerator
from flimbuilder.model.batches.decode import LargeRequest, decode_large
from flimbuilder.model.description import describe_model
from flimbuilder.model.model import Model
from flimbuilder.project.architecture import PRESETS, Architecture, Block, Pooling
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.project import Project, default_class
from flimbuilder.tasks.finetuning.settings import TrainingSettings
from flimbuilder.tasks.finetuning.training import train
from flimbuilder.workflow.predict import predict_files
from flimbuilder.workflow.train_decoder import marker_decoder

CPU = torch.device("cpu")
POOLING = Pooling(kind="max", size=3, stride=1)
NETWORKS = {
    "3 blocks of 16": Architecture(blocks=(Block(kernels=16, pooling=POOLING),) * 3),
    "3 blocks of 32": Architecture(
        blocks=(Block(kernels_per_marker=3, kernels=32, pooling=POOLING),) * 3
    ),
    "4 blocks of 130": architecture(),
}
DECODERS = ("ml", "lm", "ts")
SALIENCY = 1e-4  # largest difference of saliency in [0, 1]; of 16-bit PNG, one level more


@dataclass
class Report:
    """The rows of the table; `failed` is True if a difference was too large."""

    device: torch.device
    small: bool
    rows: list[tuple[str, ...]] = field(default_factory=list)
    failed: bool = False

    def add(
        self,
        name: str,
        on_cpu: float,
        there: float,
        difference: float,
        most: float,
        note: str = "",
    ) -> None:
        """Add what was measured on both devices."""
        good = difference <= most
        self.failed |= not good
        times = f"{on_cpu:.3g} s", f"{there:.3g} s", f"{on_cpu / there:.1f}"
        verdict = f"{difference:.1e}" if good else f"**{difference:.1e}**"
        self.rows.append((name, *times, verdict, f"{most:.0e}", note))
        print(" | ".join(self.rows[-1]), flush=True)

    def fail(self, name: str, why: str) -> None:
        """Add a part that gave no result."""
        self.rows.append((name, "", "", "", "", "", why))
        print(f"{name}: {why}", flush=True)

    def table(self) -> str:
        """Format the table."""
        titles = ("", "CPU", str(self.device), "times as fast", "difference", "tolerance", "")
        lines = [titles, ("---",) * len(titles), *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


@cache
def model_of(network: str) -> Model:
    """Learn a model, with the decoder of markers."""
    chosen, images = NETWORKS[network], training_images()
    project = Project(
        classes=(default_class(0), default_class(1)),
        architecture=chosen,
        decoder=DecoderChoice(id="lm"),
    )
    learned = learn(images, chosen)
    by_markers = marker_decoder(
        project.with_(decoder=DecoderChoice(id="ml", block=len(chosen.blocks))), learned, images
    )
    return Model(describe_model(project, learned, by_markers), learned.encoder)


def seconds(call: Callable[[], object], device: torch.device, rounds: int) -> float:
    """Return the median time of a call, after one to warm up."""
    taken = []
    for _ in range(rounds + 1):
        _wait(device)
        start = time.perf_counter()
        call()
        _wait(device)
        taken.append(time.perf_counter() - start)
    return float(np.median(taken[1:]))


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def encode(report: Report) -> None:
    """Encode one image of 400 x 400, from pixels in memory to maps on the device."""
    pixels = pictures()[0]
    for name in list(NETWORKS)[1 : 2 if report.small else 3]:
        model, maps, times = model_of(name), [], []
        for device in (CPU, report.device):
            there = model.on(device)
            maps.append(there.encode(pixels))
            times.append(seconds(partial(there.encode, pixels), device, 3 if report.small else 10))
        gaps = [
            float(((one - other.cpu()).abs() / one.abs().max()).max())
            for one, other in zip(*(found.values() for found in map(_by_block, maps)), strict=True)
        ]
        report.add(f"encode 400 x 400, {name}", times[0], times[1], max(gaps), 1e-4)


def _by_block(maps: object) -> dict[object, torch.Tensor]:
    return dict(maps) if isinstance(maps, dict) else dict(enumerate(maps))  # type: ignore[call-overload]


def predict(report: Report) -> None:
    """Predict 20 files of 400 x 400 in batches, and compare the PNG files."""
    name = "3 blocks of 32"
    with tempfile.TemporaryDirectory() as folder:
        count = 4 if report.small else 20
        files = [Path(folder, f"{number}.png") for number in range(count)]
        for path, pixels in zip(files, cycle(pictures())):
            write_png(path, np.rint(pixels * 255).astype(np.uint8))
        found, times = [], []
        for device in (CPU, report.device):
            model, out = model_of(name).on(device), Path(folder, f"out {len(times)}")
            call = partial(predict_files, model, files, out)
            times.append(seconds(call, device, 1 if report.small else 3))
            found.append([read_mask(out / path.name).astype(np.int64) for path in files])
        gap = max(np.abs(one - other).max() for one, other in zip(*found, strict=True)) / 65535
        report.add(f"predict {count} files, {name}", *times, float(gap), SALIENCY + 1 / 65535)


def tiles(report: Report) -> None:
    """Decode an image in tiles: equal on both devices, and faster with streams than without."""
    side, large = (600, 900) if report.small else (2000, 12000)
    name = "3 blocks of 16"
    with tempfile.TemporaryDirectory() as folder:
        path, long = _write_image(Path(folder), side), _write_image(Path(folder), large)
        for decoder in DECODERS:
            found, times = [], []
            for device in (CPU, report.device):
                model = model_of(name).on(device)
                found.append(_decode(model, path, decoder))
                times.append(seconds(partial(_decode, model, path, decoder), device, 1))
            gap = float(np.abs(found[0] - found[1]).max())
            speed = f"{side**2 / 1e6 / times[1]:.1f} million pixels a second"
            report.add(f"tiles {side} x {side}, {decoder}", *times, gap, SALIENCY, speed)
        model = model_of(name).on(report.device)
        start = time.perf_counter()
        _decode(model, long, "lm", read=False)
        streamed = time.perf_counter() - start
        with mock.patch.multiple(accelerator, STREAMS=1, AHEAD=1):
            start = time.perf_counter()
            _decode(model, long, "lm", read=False)
            alone = time.perf_counter() - start
        report.rows.append(
            (
                f"tiles {large} x {large}, lm, on {report.device}",
                f"{alone:.3g} s by one stream",
                f"{streamed:.3g} s",
                f"{alone / streamed:.1f}",
                "",
                "",
                f"{large**2 / 1e6 / streamed:.1f} million pixels a second",
            )
        )


def _write_image(folder: Path, side: int) -> Path:
    """Write a TIFF of repeated tissue, as `bench_large.py` does."""
    picture, path = data.immunohistochemistry(), folder / f"{side}.tif"

    def parts() -> Iterator[NDArray[np.uint8]]:
        for row in range(0, side, 256):
            for col in range(0, side, 256):
                rows, cols = (np.arange(at, at + 256) % 512 for at in (row, col))
                shade = (row // 256 * 7 + col // 256 * 13) % 23 - 11
                yield (picture[rows[:, None], cols].astype(int) + shade).clip(0, 255).astype("u1")

    tifffile.imwrite(
        path, parts(), shape=(side, side, 3), dtype=np.uint8, tile=(256, 256),
        photometric="rgb", compression="zlib", compressionargs={"level": 1},
    )  # fmt: skip
    return path


def _decode(model: Model, path: Path, decoder: str, *, read: bool = True) -> NDArray[np.float32]:
    """Decode an image in tiles; return its saliency."""
    choice = model.resolve(model.choose(decoder, (3,)))
    with (
        open_regions(path) as regions,
        decode_large(LargeRequest(model, choice), regions, path.name) as saliency,
    ):
        if not read:
            return np.zeros(0, np.float32)
        return saliency.read(*(slice(0, side) for side in saliency.size))


def learning(report: Report) -> None:
    """Learn from three images; kernels may differ where clusters are nearly tied."""
    name = "3 blocks of 32"
    images, found, times = training_images(), [], []
    for device in (CPU, report.device):
        call = partial(learn, images, NETWORKS[name], device=device)
        times.append(seconds(call, device, 2 if report.small else 5))
        learned: LearnedEncoder = call()
        found.append([block.weights.cpu() for block in learned.blocks])
    gaps = [
        float((one - other).abs().max()) if one.shape == other.shape else np.inf
        for one, other in zip(*found, strict=True)
    ]
    report.add(f"learn from 3 images, {name}", *times, max(gaps), 1e-3)


def finetuning(report: Report) -> None:
    """Train a U-shaped network in full precision, and time the mixed one of the device."""
    images, encoder = samples(), encoder_of(PRESETS[0].architecture)
    epochs = 2 if report.small else 6

    def losses(device: torch.device, *, mixed: bool) -> tuple[list[float], float]:
        settings = TrainingSettings(epochs=epochs, frozen_epochs=0, mixed_precision=mixed)
        network, start = UShapedNetwork(encoder), time.perf_counter()
        found, first = [], 0.0
        for epoch in train(network, images, settings=settings, device=device):
            first = first or time.perf_counter() - start
            found.append(epoch.loss)
        return found, (time.perf_counter() - start - first) / (epochs - 1)

    on_cpu, cpu_time = losses(CPU, mixed=False)
    there, own_time = losses(report.device, mixed=False)
    gap = float(np.abs(np.array(on_cpu) / np.array(there) - 1).max())
    note = f"loss {on_cpu[-1]:.4f} and {there[-1]:.4f}"
    report.add("an epoch of five 400 x 400 images", cpu_time, own_time, gap, 1e-2, note)
    mixed, mixed_time = losses(report.device, mixed=True)
    gap = float(np.abs(np.array(on_cpu) / np.array(mixed) - 1).max())
    report.add("the same in mixed precision", cpu_time, mixed_time, gap, 0.1)


PARTS = (encode, predict, tiles, learning, finetuning)


def main() -> int:
    """Run all parts and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", type=Path, default=Path("gpu.md"))
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--small", action="store_true")
    words = parser.parse_args()
    if words.device == "cuda" and not torch.cuda.is_available():
        print("torch finds no accelerator here; --device cpu --small tries the script itself")
        return 2
    report, start = Report(torch.device(words.device), words.small), time.monotonic()
    for part in PARTS:
        if time.monotonic() - start > 60 * words.minutes:
            report.fail(part.__name__, "left out, for lack of time")
            continue
        try:
            part(report)
        except Exception:
            traceback.print_exc()
            report.failed = True
            report.fail(part.__name__, "failed; see the messages")
        words.table.write_text(f"{_machine(report.device)}\n\n{report.table()}")
    print(f"{words.table}: {time.monotonic() - start:.0f} s")
    return int(report.failed)


def _machine(device: torch.device) -> str:
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.processor()
    threads = f"{torch.get_num_threads()} of {os.cpu_count()} cores"
    return f"{name or 'CPU'}, {threads}, torch {torch.__version__}; medians, after one to warm up."


if __name__ == "__main__":
    sys.exit(main())
