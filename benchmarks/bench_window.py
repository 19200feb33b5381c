"""Response times of the window: from a stroke to new saliency, and back to images seen before.

Run with ``OMP_NUM_THREADS=2 python -m pytest benchmarks/bench_window.py --benchmark-only``. Bounds
on two cores, medians: 150 ms from the end of a stroke to the new saliency for 3 blocks of 32
kernels on 400 x 400 pixels, 600 ms for 4 blocks of about 130, both with decoder ``mb``; 30 ms to
an image seen before, with its maps. ``default`` is the default architecture with decoder ``ml``.
``bench_start.py`` measures the start.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import MARKERS, bare_network, disks, pictures
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from flimbuilder.gui.app import create_window
from flimbuilder.gui.window import MainWindow
from flimbuilder.imaging.write import write_png
from flimbuilder.project.architecture import (
    DEFAULT_ARCHITECTURE,
    Architecture,
    Block,
    Pooling,
)
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.folder import create_project
from flimbuilder.project.images import image_entry
from flimbuilder.project.markers import ImageMarkers
from flimbuilder.project.project import Project

PATIENCE = 30.0  # seconds
FIRST_BUILD = 180.0  # seconds, of the largest network
WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
POOLING = Pooling(kind="max", size=3, stride=1)
NETWORKS = {
    "3x32": Architecture(blocks=(Block(kernels_per_marker=3, kernels=32, pooling=POOLING),) * 3),
    "4x130": Architecture(
        blocks=(Block(kernels_per_marker=3, reduction="none", pooling=POOLING),) * 4
    ),
    "default": DEFAULT_ARCHITECTURE,
}
DECODERS = {"default": "ml"}  # mb for the other networks
SETTINGS = "flimbuilder.gui.settings.settings_file"
ROUNDS = {"rounds": 7, "iterations": 1}


@pytest.fixture(params=NETWORKS)
def window(
    request: pytest.FixtureRequest,
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MainWindow]:
    """Three marked images, built, in live mode, with the saliency of the first shown."""
    monkeypatch.setattr(SETTINGS, lambda: tmp_path / "window.ini")
    decoder = DECODERS.get(request.param, "mb")
    made = create_window(marked_project(tmp_path, NETWORKS[request.param], decoder))
    assert isinstance(made, MainWindow)
    made.resize(1280, 800)
    made.show()
    session = made.session
    session.builder.set_live(True)
    session.update_view(heat="saliency")
    try:
        wait_until(lambda: not session.jobs.running, FIRST_BUILD)
        yield made
    finally:
        made.commands.leave = lambda then: then()
        made.close()
        made.deleteLater()


def marked_project(tmp_path: Path, architecture: Architecture, decoder: str) -> Path:
    folder, entries, markers = tmp_path / "marked.flim", [], {}
    for number, (pixels, drawn) in enumerate(zip(pictures(), MARKERS, strict=True)):
        path = tmp_path / f"{number}.png"
        write_png(path, np.rint(pixels * 255).astype(np.uint8))
        entry = image_entry(folder, path, pixels.shape, "uint8")
        entries.append(entry)
        listed = tuple(disks(drawn - (number == 0), seed=number))  # one more is drawn
        markers[entry.id] = ImageMarkers(next_id=drawn + 1, markers=listed)
    create_project(
        folder,
        Project(
            images=tuple(entries),
            markers=markers,
            architecture=architecture,
            decoder=DecoderChoice(id=decoder),
        ),
    )
    return folder


def wait_until(condition: Callable[[], bool], patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    waker = QTimer(interval=5)  # keeps the event loop turning
    waker.start()
    while not condition():
        assert time.monotonic() < end, "what is waited for does not come"
        QApplication.processEvents(WAIT)


@pytest.mark.benchmark(group="window: end of a stroke to new saliency")
@pytest.mark.parametrize("until", ["draft", "exact"])
def bench_live_mode(benchmark: BenchmarkFixture, window: MainWindow, until: str) -> None:
    """From the end of a stroke to the draft, or the exact saliency, on the canvas.

    The stroke is undone and the build awaited before the next round.
    """
    session, canvas = window.session, window._work.canvas
    places = count()

    def settle() -> None:
        if session.document.undo_label:
            session.document.undo()
        wait_until(lambda: not session.jobs.running)

    def draw() -> None:
        before, row = canvas._scene.heat, 60.0 + 7 * (next(places) % 30)
        session.drawing.stroke(((row, 60.0), (row + 6, 80.0)))

        def is_there() -> bool:
            heat, painted = session.inspector.heat, canvas._scene.heat
            is_new = heat is not None and painted not in (None, before)
            is_new = is_new and session.jobs.in_lane("display heat") is None
            return is_new and (until == "draft" or "draft" not in heat.title)

        wait_until(is_there)
        canvas.repaint()

    benchmark.pedantic(draw, setup=settle, **ROUNDS)
    assert session.builder.current is not None
    kernels = [len(block.kept) for block in session.builder.current.learned.blocks]
    benchmark.extra_info["kernels"] = kernels


@pytest.mark.benchmark(group="window: end of a stroke to new saliency")
def bench_bare_forward(benchmark: BenchmarkFixture, window: MainWindow) -> None:
    """Reference: the convolutions of the shown image, without learning or decoding."""
    assert window.session.builder.current is not None
    encoder = window.session.builder.current.learned.encoder
    bare = bare_network(encoder)
    batch = torch.from_numpy(pictures()[0]).permute(2, 0, 1)[None]

    def forward() -> None:
        with torch.inference_mode():
            bare(encoder.prepare(batch))

    # Runs on a thread that ends, like all work of the window: OpenMP threads left on the main
    # thread would make those of later benchmarks sleep sooner than in the window.
    with ThreadPoolExecutor(1) as pool:
        benchmark.pedantic(lambda: pool.submit(forward).result(), warmup_rounds=1, **ROUNDS)


@pytest.mark.benchmark(group="window: back to what was seen before")
@pytest.mark.parametrize("what", ["image", "block"])
def bench_return(benchmark: BenchmarkFixture, window: MainWindow, what: str) -> None:
    """From a click to the painted canvas, with saliency and the cards' maps."""
    session, canvas = window.session, window._work.canvas
    images = [entry.id for entry in session.document.project.images]
    views = {
        "image": ({"image": images[0]}, {"image": images[1]}),
        "block": ({"block": 1}, {"block": 2}),
    }[what]

    def go(view: dict[str, object]) -> None:
        session.update_view(**view)
        inspector, scene = session.inspector, canvas._scene
        wait_until(
            lambda: (
                scene.shown is not None
                and scene.shown.id == session.view.image
                and inspector.heat is not None
                and scene.heat is not None
                and scene._heat_source is inspector.heat
                and session.jobs.in_lane("display heat") is None
                and bool(inspector.cards)
                and all(card.map is not None for card in inspector.cards)
            )
        )
        canvas.repaint()

    def leave() -> None:
        go(views[1])
        wait_until(lambda: not session.jobs.running)

    go(views[0])
    benchmark.pedantic(lambda: go(views[0]), setup=leave, **ROUNDS)
