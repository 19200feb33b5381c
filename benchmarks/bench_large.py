"""Images larger than memory: a TIFF of 20000 x 20000 RGB pixels, in a separate process.

Run with ``python -m pytest benchmarks/bench_large.py --benchmark-only``. It writes a file of about
1.2 GB to the temporary folder and takes minutes. ``FLIMBUILDER_LARGE_SIDE`` sets another side.
Bounds: 2 GB of memory, and markers on the image build in the time of a crop.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import tifffile
import torch
from conftest import disks
from pytest_benchmark.fixture import BenchmarkFixture
from skimage import data

from flimbuilder.flim.learner import learn
from flimbuilder.flim.network import Encoder
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.description import describe_model
from flimbuilder.model.model import Model, load_model
from flimbuilder.model.pixels import LargePixels
from flimbuilder.project.architecture import Architecture, Block
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.project import Project, default_class
from flimbuilder.workflow.train_decoder import marker_decoder

SIDE = int(os.environ.get("FLIMBUILDER_LARGE_SIDE", "20000"))
TILE = 256
CROP = 400
THREE_BLOCKS = Architecture(blocks=(Block(kernels=16),) * 3)
ONCE = {"rounds": 1, "iterations": 1}

PREDICT = """
import json, sys
from pathlib import Path
from flimbuilder.model.memory import peak_rss_mb
from flimbuilder.model.model import load_model
from flimbuilder.workflow.predict import predict_files
model, image, out, decoder = sys.argv[1:]
loaded = load_model(Path(model))
tiles = []
predict_files(
    loaded, [Path(image)], Path(out), decoder_choice=loaded.choose(decoder, 3), mask=True,
    on_progress=lambda stage, done, total: tiles.append(total) if "tiles" in stage else None,
)
print(json.dumps({"peak_rss_mb": peak_rss_mb(), "tiles": tiles[-1]}))
"""


def _parts(picture: np.ndarray) -> Iterator[np.ndarray]:
    """Repeat the picture, each tile somewhat darker or brighter than the next."""
    for row in range(0, SIDE, TILE):
        for col in range(0, SIDE, TILE):
            rows = np.arange(row, row + TILE) % picture.shape[0]
            cols = np.arange(col, col + TILE) % picture.shape[1]
            shade = (row // TILE * 7 + col // TILE * 13) % 23 - 11
            part = picture[rows[:, None], cols].astype(int) + shade
            yield part.clip(0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "large.tif"
    picture = data.immunohistochemistry()
    tifffile.imwrite(
        path, _parts(picture), shape=(SIDE, SIDE, 3), dtype=np.uint8, tile=(TILE, TILE),
        photometric="rgb", compression="zlib", compressionargs={"level": 1}, bigtiff=True,
    )  # fmt: skip
    return path


def _crop() -> TrainingImage:
    pixels = scale_image(data.immunohistochemistry()[:CROP, :CROP])
    return TrainingImage("crop", pixels, disks(40, seed=0))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large") / "model"
    project = Project(
        classes=(default_class(0), default_class(1)),
        architecture=THREE_BLOCKS,
        decoder=DecoderChoice(id="lm"),
    )
    learned = learn([_crop()], THREE_BLOCKS)
    by_markers = marker_decoder(
        project.with_(decoder=DecoderChoice(id="ml", block=3)), learned, [_crop()]
    )
    Model(describe_model(project, learned, by_markers), learned.encoder).write(folder)
    return folder


@pytest.mark.benchmark(group="predict a large image")
@pytest.mark.parametrize("decoder", ["ml", "lm", "ts"])
def bench_predict_in_tiles(
    benchmark: BenchmarkFixture, image: Path, model: Path, tmp_path: Path, decoder: str
) -> None:
    """Predict in one, two and three passes, and write saliency and mask."""

    def run() -> dict[str, float]:
        words = [sys.executable, "-c", PREDICT, str(model), str(image), str(tmp_path), decoder]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        found: dict[str, float] = json.loads(done.stdout)
        return found

    found = benchmark.pedantic(run, **ONCE)
    benchmark.extra_info.update(found)
    benchmark.extra_info["mpx_per_second"] = SIDE**2 / 1e6 / benchmark.stats.stats.median
    assert found["peak_rss_mb"] < 2000


@pytest.mark.benchmark(group="predict a large image")
def bench_bare_convolutions(benchmark: BenchmarkFixture, model: Path) -> None:
    """Reference: the three convolutions of a single pass over 4 million pixels."""
    encoder: Encoder = load_model(model).encoder
    bare = torch.nn.Sequential(*(block.conv for block in encoder.blocks()))
    pixels = torch.rand(1, 3, 512, 512).contiguous(memory_format=torch.channels_last)

    def forward() -> None:
        with torch.inference_mode():
            for _ in range(16):
                bare(pixels)

    benchmark.pedantic(forward, rounds=5, iterations=1, warmup_rounds=1)
    benchmark.extra_info["mpx_per_second"] = 16 * 0.512**2 / benchmark.stats.stats.median


@pytest.mark.benchmark(group="learn from a large image")
@pytest.mark.parametrize("where", ["large", "crop"])
def bench_learn(benchmark: BenchmarkFixture, image: Path, where: str) -> None:
    """Learn from the same markers on the whole file and on a crop in memory."""
    crop = _crop()
    large = TrainingImage("large", LargePixels(image, (SIDE, SIDE, 3)), crop.markers)
    images: Sequence[TrainingImage] = [large if where == "large" else crop]
    benchmark.pedantic(learn, (images, THREE_BLOCKS), rounds=5, iterations=1, warmup_rounds=1)
