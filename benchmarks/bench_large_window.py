"""Large images in the window: from a build to the first saliency in view, panning, and memory.

Run with ``OMP_NUM_THREADS=2 python -m pytest benchmarks/bench_large_window.py --benchmark-only``.
Bounds on two cores, for 3 blocks of 16 kernels: 1 s from the end of a build to the first saliency
of the view, zoomed in (exact) or out (a draft); 16 ms for the median frame while the image is
panned and tiles are computed; 2 GB of memory, measured in a separate process. The reference runs
the bare convolutions of the part in view.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from bench_window import wait_until
from conftest import bare_network, disks
from pytest_benchmark.fixture import BenchmarkFixture
from skimage import data
from synthetic_slide import write_slide

from flimbuilder.gui.app import create_window
from flimbuilder.gui.window import MainWindow
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.imaging.write import write_png
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.folder import create_project
from flimbuilder.project.images import image_entry
from flimbuilder.project.markers import ImageMarkers
from flimbuilder.project.project import Project

SIZES = {"6000x8000": (6000, 8000), "3200x4000": (3200, 4000)}
POOLING = Pooling(kind="max", size=3, stride=1)
ARCHITECTURE = Architecture(blocks=(Block(kernels=16, pooling=POOLING),) * 3)
FRAMES = 120
SLIDE_SIDE = 100_000
ONCE = {"rounds": 1, "iterations": 1}


def large_project(place: Path, size: tuple[int, int], decoder: str) -> Path:
    """A project of one image, a mosaic of a stained section, with forty disks."""
    picture = data.immunohistochemistry()
    rows, cols = (np.arange(length) % 512 for length in size)
    pixels = picture[rows[:, None], cols]
    path, folder = place / "large.png", place / "large.flim"
    write_png(path, pixels)
    entry = image_entry(folder, path, pixels.shape, "uint8")
    drawn = tuple(disks(40, seed=0))
    create_project(
        folder,
        Project(
            images=(entry,),
            markers={entry.id: ImageMarkers(next_id=len(drawn) + 1, markers=drawn)},
            architecture=ARCHITECTURE,
            decoder=DecoderChoice(id=decoder),
        ),
    )
    return folder


def opened_window(folder: Path) -> MainWindow:
    made = create_window(folder)
    assert isinstance(made, MainWindow)
    made.resize(1280, 800)
    made.show()
    session = made.session
    session.update_view(heat="saliency")
    wait_until(lambda: session.builder.current is not None and session.pixels.shown is not None)
    wait_until(lambda: made._work.canvas._scene.shown is not None)
    session.jobs.cancel("tiles")
    return made


@pytest.fixture(params=SIZES)
def window(
    request: pytest.FixtureRequest, qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    monkeypatch.setattr("flimbuilder.gui.settings.settings_file", lambda: tmp_path / "window.ini")
    made = opened_window(large_project(tmp_path, SIZES[request.param], "ml"))
    yield made
    made.commands.leave = lambda then: then()
    made.close()
    made.deleteLater()


@pytest.mark.benchmark(group="large images: end of a build to the first saliency in view")
@pytest.mark.parametrize("zoom", ["in", "out"])
def bench_first_saliency(benchmark: BenchmarkFixture, window: MainWindow, zoom: str) -> None:
    """Exact for a view of 1:1, a draft for the whole image."""
    session, canvas = window.session, window._work.canvas
    if zoom == "in":
        canvas.one_to_one()
    else:
        canvas.fit()
    seeds = iter(range(1, 100))

    def build() -> tuple[tuple[object], dict[str, object]]:
        session.jobs.cancel("tiles")
        before = session.builder.current
        session.set_seed(next(seeds))
        session.builder.build()
        wait_until(lambda: session.builder.current is not before)
        return (session.inspector.heat,), {}

    def first(old: object) -> None:
        wait_until(lambda: session.inspector.heat not in (None, old))
        canvas.repaint()

    benchmark.pedantic(first, setup=build, rounds=5, iterations=1)
    benchmark.extra_info["title"] = session.inspector.heat.title


@pytest.mark.benchmark(group="large images: end of a build to the first saliency in view")
def bench_bare_view(benchmark: BenchmarkFixture, window: MainWindow) -> None:
    """Reference: the convolutions of the part in view at 1:1, without decoding."""
    canvas, session = window._work.canvas, window.session
    shown = session.pixels.shown
    bare = bare_network(session.builder.current.learned.encoder)
    pixels = scale_image(shown.pixels[: canvas.height(), : canvas.width()])
    batch = torch.from_numpy(pixels).permute(2, 0, 1)[None]
    encoder = session.builder.current.learned.encoder

    def forward() -> None:
        with torch.inference_mode():
            bare(encoder.prepare(batch))

    with ThreadPoolExecutor(1) as pool:
        benchmark.pedantic(
            lambda: pool.submit(forward).result(), rounds=5, iterations=1, warmup_rounds=1
        )


@pytest.mark.benchmark(group="large images: a frame while panning, as tiles are computed")
def bench_panning(benchmark: BenchmarkFixture, window: MainWindow) -> None:
    """Move the image by a few pixels and repaint, while the job in the background runs."""
    session, canvas = window.session, window._work.canvas
    canvas.one_to_one()
    session.set_seed(7)
    session.builder.build()
    wait_until(lambda: session.jobs.in_lane("tiles") is not None)
    steps = iter(range(10**6))

    def frame() -> None:
        canvas.shift(-6 if next(steps) // 60 % 2 else 6, -3 if next(steps) // 60 % 2 else 3)
        canvas.repaint()

    def breathe() -> None:
        time.sleep(0.008)

    benchmark.pedantic(frame, setup=breathe, rounds=FRAMES, iterations=1, warmup_rounds=5)


@pytest.fixture
def slide_window(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """The window at 1:1 over the tissue of a slide of 100,000 x 100,000 pixels."""
    monkeypatch.setattr("flimbuilder.gui.settings.settings_file", lambda: tmp_path / "window.ini")
    made = opened_window(slide_project(tmp_path))
    made._work.canvas.one_to_one()
    made._work.canvas.centre_on(*PLACES[0])
    yield made
    made.commands.leave = lambda then: then()
    made.close()
    made.deleteLater()


PLACES: list[tuple[int, int]] = []  # middles of the pieces of tissue


def slide_project(place: Path, side: int = SLIDE_SIDE) -> Path:
    """A project of a slide with 1 % tissue and forty disks on one piece of it."""
    path, folder = place / "slide.ome.zarr", place / "slide.flim"
    PLACES[:] = [(row, col) for row, col, _ in write_slide(path, side)]
    entry = image_entry(folder, path, (side, side, 3), "uint8")
    row, col = PLACES[0]
    drawn = tuple(
        disk.with_(center=(disk.center[0] + row - 200, disk.center[1] + col - 200))
        for disk in disks(40, seed=0)
    )
    create_project(
        folder,
        Project(
            images=(entry,),
            markers={entry.id: ImageMarkers(next_id=len(drawn) + 1, markers=drawn)},
            architecture=ARCHITECTURE,
            decoder=DecoderChoice(id="ml"),
        ),
    )
    return folder


@pytest.mark.benchmark(group="slides: a frame while panning, as tiles are read and decoded")
def bench_panning_a_slide(benchmark: BenchmarkFixture, slide_window: MainWindow) -> None:
    """Move the slide into tissue that was not read before, and repaint."""
    canvas = slide_window._work.canvas

    def frame() -> None:
        canvas.shift(-7, -4)
        canvas.repaint()

    def breathe() -> None:
        wait_until(lambda: True)
        time.sleep(0.008)

    benchmark.pedantic(frame, setup=breathe, rounds=FRAMES, iterations=1, warmup_rounds=5)


@pytest.mark.benchmark(group="slides: from another place to its exact saliency")
def bench_another_place(benchmark: BenchmarkFixture, slide_window: MainWindow) -> None:
    """Go to the next piece of tissue; wait for its tiles and their saliency."""
    session, canvas = slide_window.session, slide_window._work.canvas
    numbers = iter(range(1, 100))

    def go() -> None:
        canvas.centre_on(*PLACES[next(numbers) % len(PLACES)])
        wait_until(lambda: not session.jobs.running, 120)

    wait_until(lambda: not session.jobs.running, 120)
    benchmark.pedantic(go, rounds=5, iterations=1)
    assert session.inspector.heat.title == "saliency of object"


SLIDE_MEMORY = """
import json, sys
from pathlib import Path
import flimbuilder.gui.settings
from flimbuilder.model.memory import peak_rss_mb
from PySide6.QtWidgets import QApplication
sys.path.insert(0, sys.argv[3])
import bench_large_window as bench
flimbuilder.gui.settings.settings_file = lambda: Path(sys.argv[2])
app = QApplication([])
window = bench.opened_window(Path(sys.argv[1]))
session, canvas = window.session, window._work.canvas
session.update_view(show_mask=True)
for row, col in json.loads(sys.argv[4]):
    for scale in (1.0, 0.5, 0.25):
        canvas.one_to_one()
        canvas.zoom(scale)
        canvas.centre_on(row, col)
        bench.wait_until(lambda: not session.jobs.running, 300)
print(json.dumps({"peak_rss_mb": peak_rss_mb()}))
import os
sys.stdout.flush()
os._exit(0)
"""


def measure_process(benchmark: BenchmarkFixture, words: list[str]) -> None:
    """Run a process once; it prints its figures, and may take at most 2 GB."""

    def run() -> dict[str, float]:
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return found

    found = benchmark.pedantic(run, **ONCE)
    benchmark.extra_info.update(found)
    assert found["peak_rss_mb"] < 2000


@pytest.mark.benchmark(group="slides: every piece of tissue at three scales")
def bench_memory_of_a_slide(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """Peak memory of a process that opens a slide, builds, and looks at all of its tissue."""
    folder = slide_project(tmp_path)
    words = [sys.executable, "-c", SLIDE_MEMORY, str(folder), str(tmp_path / "window.ini"),
             str(Path(__file__).parent), json.dumps(PLACES)]  # fmt: skip

    measure_process(benchmark, words)


MEMORY = """
import json, sys
from pathlib import Path
import flimbuilder.gui.settings
from flimbuilder.model.memory import peak_rss_mb
from PySide6.QtWidgets import QApplication
sys.path.insert(0, sys.argv[3])
import bench_large_window as bench
flimbuilder.gui.settings.settings_file = lambda: Path(sys.argv[2])
app = QApplication([])
window = bench.opened_window(Path(sys.argv[1]))
session = window.session
session.update_view(show_mask=True)
session.inspector.refresh()

import time
start = time.perf_counter()
bench.wait_until(lambda: session.inspector.decoded is not None and not session.jobs.running, 600)
print(json.dumps({"peak_rss_mb": peak_rss_mb(), "seconds": time.perf_counter() - start}))
import os
sys.stdout.flush()
os._exit(0)
"""


@pytest.mark.benchmark(group="large images: all tiles, saliency, mask and cards")
@pytest.mark.parametrize("decoder", ["ml", "mb"])
@pytest.mark.parametrize("size", SIZES)
def bench_memory(benchmark: BenchmarkFixture, tmp_path: Path, size: str, decoder: str) -> None:
    """Peak memory of a process that opens, builds and shows an image until all is exact."""
    folder = large_project(tmp_path, SIZES[size], decoder)
    words = [sys.executable, "-c", MEMORY, str(folder), str(tmp_path / "window.ini"),
             str(Path(__file__).parent)]  # fmt: skip

    measure_process(benchmark, words)
