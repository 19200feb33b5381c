"""Response times of Why here?: contributions, counterfactuals and previews after a click.

Run with ``OMP_NUM_THREADS=2 python -m pytest benchmarks/bench_why.py --benchmark-only``. Bounds on
two quiet cores, medians: contributions are painted 300 ms after the click for 4 blocks of about
130 kernels on 400 x 400 pixels; the first counterfactual comes after 1 s for the default
architecture. That of 4 x 130 kernels takes a build and the encoding of all marked images, several
seconds. The networks are those of ``bench_window.py``.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

from collections.abc import Callable
from itertools import count

import pytest
from bench_window import ROUNDS, wait_until, window  # noqa: F401 (a fixture)
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeView
from pytest_benchmark.fixture import BenchmarkFixture

from flimbuilder.gui.window import MainWindow

PLACES = [(60 + 37 * step % 280, 60 + 53 * step % 280) for step in range(60)]


def click_next(window: MainWindow, steps: "count[int]") -> None:  # noqa: F811
    """Click another pixel of the image."""
    canvas = window._work.canvas
    at = canvas.map_from_image(*PLACES[next(steps) % len(PLACES)]).toPoint()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)


def prepare(window: MainWindow) -> Callable[[], None]:  # noqa: F811
    """Take the tool and open the panel; return what settles between rounds."""
    session = window.session
    session.builder.set_live(False)
    session.update_view(tool="why")
    window.view_commands.results.show_beside("whyDock")
    wait_until(lambda: not session.jobs.running)

    def settle() -> None:
        session.counterfactuals.stop()
        wait_until(lambda: not session.jobs.running)

    return settle


@pytest.mark.benchmark(group="why: click to painted contributions")
def bench_contributions(benchmark: BenchmarkFixture, window: MainWindow) -> None:  # noqa: F811
    """From the click on a pixel to the painted rows."""
    session, steps, settle = window.session, count(), prepare(window)
    tree = window.findChild(QTreeView, "whyTree")
    assert tree is not None

    def click() -> None:
        before = session.explanation.result
        click_next(window, steps)
        wait_until(lambda: session.explanation.result not in (None, before))
        tree.viewport().repaint()

    benchmark.pedantic(click, setup=settle, **ROUNDS)
    settle()
    assert session.builder.current is not None
    kernels = [len(block.kept) for block in session.builder.current.learned.blocks]
    benchmark.extra_info["kernels"] = kernels


@pytest.mark.benchmark(group="why: click to the first counterfactual")
def bench_first_counterfactual(benchmark: BenchmarkFixture, window: MainWindow) -> None:  # noqa: F811
    """From the click on a pixel to the saliency without the most likely culprit."""
    session, steps, settle = window.session, count(), prepare(window)

    def click() -> None:
        click_next(window, steps)
        wait_until(lambda: bool(session.counterfactuals.strokes))

    def begin() -> None:
        settle()
        session.update_view(explained=None)

    benchmark.pedantic(click, setup=begin, **ROUNDS)
    settle()


@pytest.mark.benchmark(group="why: preview of a deleted stroke")
def bench_preview(benchmark: BenchmarkFixture, window: MainWindow) -> None:  # noqa: F811
    """From the request to the verdict and the saliency on the canvas."""
    from flimbuilder.project.edits import RemoveMarker

    session, settle = window.session, prepare(window)
    image = session.document.project.images[0].id
    markers = [marker.id for marker in session.document.project.markers_of(image).markers]
    numbers = count()

    def preview() -> None:
        marker = markers[next(numbers) % len(markers)]
        session.preview.show("Delete", [RemoveMarker(image=image, marker=marker)])
        wait_until(lambda: session.preview.result is not None)

    def begin() -> None:
        settle()
        session.preview.dismiss()

    benchmark.pedantic(preview, setup=begin, **ROUNDS)
    session.preview.dismiss()
    settle()
