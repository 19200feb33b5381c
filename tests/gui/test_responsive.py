"""The window stays responsive: no event or command occupies its thread for long.

The tests measure the processor time of the window's thread for each iteration of the event loop
and each command. Wall-clock time would include other programs.
"""

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QDockWidget, QTableView

from flimbuilder.gui.window import MainWindow
from flimbuilder.imaging.write import write_png
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.decoding import Delineation
from flimbuilder.project.folder import create_project
from flimbuilder.project.images import image_entry
from flimbuilder.project.markers import Disk, ImageMarkers, Marker, Stroke
from flimbuilder.project.project import Project
from flimbuilder.session.session import Session
from flimbuilder.workflow.create import import_project

pytestmark = pytest.mark.slow

LIMIT = 0.050  # seconds
ROUNDS = 6  # only the best must pass: a cold cache or a busy machine slows some
PATIENCE = 60.0  # seconds
SIDE = 400
MANY = 300
WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents


@pytest.fixture(autouse=True)
def _nothing_of_other_tests() -> None:
    """Exempt what other tests have left from garbage collection, whose time would count here."""
    gc.collect()
    gc.freeze()


@dataclass
class Watchdog:
    """Runs the event loop and times each iteration."""

    session: Session
    longest: float = 0.0
    rounds: list[float] = field(default_factory=list)

    def do(self, call: Callable[[], object]) -> None:
        """Call a function as an event of the user, then process the events that follow."""
        self._timed(call)
        self.settle()

    def settle(self) -> None:
        """Process events until no job is running and its results are shown."""
        end = time.monotonic() + PATIENCE
        while self.session.jobs.running:
            assert time.monotonic() < end, "background work does not end"
            self._timed(lambda: QApplication.processEvents(WAIT))
        self._timed(QApplication.processEvents)

    def best_of(self, *calls: Callable[[], object]) -> float:
        """Repeat the steps; return the longest step of the best round, in seconds."""
        self.rounds = []
        for _ in range(ROUNDS):
            self.longest = 0.0
            for call in calls:
                self.do(call)
            self.rounds.append(self.longest)
            if self.longest <= LIMIT:
                break
        return min(self.rounds)

    def _timed(self, call: Callable[[], object]) -> None:
        begun = time.thread_time()
        call()
        self.longest = max(self.longest, time.thread_time() - begun)


@pytest.fixture
def watchdog(window: MainWindow) -> Iterator[Watchdog]:
    dog = Watchdog(window.session)
    yield dog
    dog.settle()


def texture(number: int, side: int = SIDE) -> np.ndarray:
    """Blobs of two kinds on a gradient; every image differs."""
    rng = np.random.default_rng(number)
    coarse = rng.integers(0, 256, (side // 16, side // 16, 3)).repeat(16, 0).repeat(16, 1)
    return (coarse * 0.8 + rng.uniform(0, 50, coarse.shape)).astype(np.uint8)


def marked_project(tmp_path: Path) -> Path:
    """A project of three images of 400 x 400, 42 markers, masks and three blocks."""
    folder, entries, markers = tmp_path / "marked.flim", [], {}
    for number in range(3):
        image, mask = tmp_path / f"{number}.png", tmp_path / f"{number}_mask.png"
        pixels = texture(number)
        write_png(image, pixels)
        write_png(mask, (pixels[..., 0] > 128) * np.uint8(255))
        entry = image_entry(folder, image, pixels.shape, "uint8", mask=mask)
        entries.append(entry)
        markers[entry.id] = ImageMarkers(next_id=15, markers=tuple(drawn(14, SIDE, number)))
    block = Block(kernels_per_marker=3, kernels=32, pooling=Pooling(kind="max", size=3, stride=1))
    architecture = Architecture(blocks=(block,) * 3)
    create_project(
        folder, Project(images=tuple(entries), markers=markers, architecture=architecture)
    )
    return folder


def drawn(count: int, side: int, seed: int) -> Iterator[Marker]:
    """Disks and wavy strokes of two classes."""
    rng = np.random.default_rng(seed)
    for number in range(1, count + 1):
        row, col = rng.uniform(20, side - 20, 2).tolist()
        if number % 2:
            yield Disk(id=number, class_id=number // 2 % 2, center=(row, col), radius=4)
        else:
            steps = rng.normal(0, 4, (10, 2)).cumsum(axis=0).tolist()
            points = tuple((row + down, col + right) for down, right in steps)
            yield Stroke(id=number, class_id=number // 2 % 2, points=points, radius=3)


def raise_dock(window: MainWindow, name: str) -> None:
    dock = window.findChild(QDockWidget, name)
    assert dock is not None
    dock.show()
    dock.raise_()


def test_the_watchdog_sees_a_long_step(watchdog: Watchdog) -> None:
    def work() -> None:
        end = time.thread_time() + 2 * LIMIT
        while time.thread_time() < end:
            pass

    QTimer.singleShot(0, work)
    assert watchdog.best_of(lambda: None) < LIMIT
    assert watchdog.rounds[0] > LIMIT


@pytest.mark.parametrize("dock", ["kernelsDock", "decoderDock"])
def test_while_building_and_showing_what_was_built(
    window: MainWindow, watchdog: Watchdog, tmp_path: Path, dock: str
) -> None:
    session = window.session
    folder = marked_project(tmp_path)
    raise_dock(window, dock)
    longest = watchdog.best_of(
        lambda: session.open(folder),  # builds
        lambda: session.update_view(heat="saliency"),
        session.builder.build,
        lambda: session.update_view(heat="activation", block=2),
        lambda: session.update_view(block=3),
        lambda: session.step_image(1),
        lambda: session.step_image(-1),
        lambda: session.update_view(heat="none", block=1),
    )
    built = session.builder.current
    assert built is not None
    assert [len(block.kept) for block in built.learned.blocks] == [32, 32, 32]
    assert session.inspector.decoded is not None
    assert all(card.map is not None for card in session.inspector.cards)
    assert longest <= LIMIT, watchdog.rounds


def test_while_building_after_every_stroke(
    window: MainWindow, watchdog: Watchdog, tmp_path: Path
) -> None:
    session = window.session
    watchdog.do(lambda: session.open(marked_project(tmp_path)))
    session.builder.set_live(True)
    session.update_view(heat="saliency")
    first = session.builder.current
    longest = watchdog.best_of(
        lambda: session.drawing.stroke(((100.0, 100.0), (110.0, 130.0))),
        lambda: session.drawing.disk((200.0, 250.0)),
        session.document.undo,
    )
    assert session.builder.current is not first
    assert session.builder.stale_block is None
    assert longest <= LIMIT, watchdog.rounds


def test_results_of_ten_real_images(
    window: MainWindow, watchdog: Watchdog, tmp_path: Path, shared_data: Path
) -> None:
    session, eggs, folder = window.session, shared_data / "parasites", tmp_path / "eggs.flim"
    create_project(folder, Project())
    import_project(
        folder, images=eggs / "images", markers=eggs / "markers", labels=eggs / "labels"
    )
    table = window.findChild(QTableView, "resultsTable")
    assert table is not None
    watchdog.do(lambda: session.open(folder))
    window.actions_by_name["resultsAction"].trigger()

    def rethreshold() -> None:
        value = 0.4 + 0.01 * len(watchdog.rounds)
        delineation = session.document.project.delineation
        session.set_delineation(delineation.with_(threshold=value))

    longest = watchdog.best_of(
        lambda: session.drawing.disk((200.0, 200.0 + 5 * len(watchdog.rounds))),
        session.builder.build,
        rethreshold,
        session.document.undo,
        session.document.undo,
        lambda: table.sortByColumn(3, Qt.SortOrder.AscendingOrder),
        lambda: session.step_image(1),
        window.actions_by_name["resultsPageAction"].trigger,
        lambda: click(window, "contactSheetButton"),
        lambda: click(window, "contactSheetButton"),
        window.actions_by_name["resultsPageAction"].trigger,
    )
    assert session.results.is_complete
    assert len(session.document.project.images) == 10
    assert longest <= LIMIT, watchdog.rounds


def test_results_of_hundreds_of_images(
    window: MainWindow, watchdog: Watchdog, tmp_path: Path
) -> None:
    session, folder, entries = window.session, tmp_path / "many.flim", []
    markers = {}
    for number in range(MANY):
        image = tmp_path / f"{number}.png"
        write_png(image, texture(number, 48))
        entry = image_entry(folder, image, (48, 48, 3), "uint8")
        entries.append(entry)
        if number < 3:
            markers[entry.id] = ImageMarkers(next_id=7, markers=tuple(drawn(6, 48, number)))
    block = Block(kernels_per_marker=3, kernels=8)
    project = Project(
        images=tuple(entries), markers=markers, architecture=Architecture(blocks=(block,))
    )
    create_project(folder, project)
    watchdog.do(lambda: session.open(folder))
    longest = watchdog.best_of(
        window.actions_by_name["resultsAction"].trigger,
        session.builder.build,
        lambda: session.step_image(1),
        window.actions_by_name["resultsAction"].trigger,
        window.actions_by_name["resultsAction"].trigger,
        window.actions_by_name["resultsAction"].trigger,
    )
    assert session.results.is_complete
    assert longest <= LIMIT, watchdog.rounds


def click(window: MainWindow, name: str) -> None:
    button = window.findChild(QAbstractButton, name)
    assert button is not None
    button.click()


def test_thousands_of_objects(window: MainWindow, watchdog: Watchdog, tmp_path: Path) -> None:
    session, folder, image = window.session, tmp_path / "dots.flim", tmp_path / "dots.png"
    rows, cols = np.indices((1500, 1500))
    is_dot = (rows % 15 - 7) ** 2 + (cols % 15 - 7) ** 2 <= 9 + (rows + cols) // 15 % 12
    write_png(
        image,
        np.where(
            is_dot[..., None], np.array([220, 60, 60], np.uint8), np.array([20, 40, 90], np.uint8)
        ),
    )
    entry = image_entry(folder, image, (1500, 1500, 3), "uint8")
    marks = (
        Disk(id=1, class_id=1, center=(7, 7), radius=3),
        Disk(id=2, class_id=0, center=(14, 14), radius=1),
    )
    create_project(
        folder,
        Project(
            images=(entry,),
            markers={entry.id: ImageMarkers(next_id=3, markers=marks)},
            architecture=Architecture(blocks=(Block(kernels_per_marker=2, kernels=4),)),
            delineation=Delineation(method="none"),
        ),
    )
    watchdog.do(lambda: session.open(folder))
    watchdog.do(lambda: raise_dock(window, "objectsDock"))
    objects, table = session.shown_objects.current, window.findChild(QTableView, "objectsTable")
    assert objects is not None
    assert table is not None
    assert len(objects.table) == 10_000
    some = objects.table["label"]
    session.update_view(show_mask=True, tool="pan")
    box = objects.box([5050])
    assert box is not None
    longest = watchdog.best_of(
        lambda: session.set_delineation(Delineation(method="none", area=(1, 10**6))),
        session.document.undo,
        table.selectAll,
        lambda: session.update_view(objects=frozenset(some[::2].tolist())),
        lambda: session.update_view(objects=frozenset(some[1::2].tolist())),
        lambda: table.sortByColumn(4, Qt.SortOrder.DescendingOrder),
        lambda: table.sortByColumn(0, Qt.SortOrder.AscendingOrder),
        lambda: session.update_view(hovered_object=77),
        lambda: session.show_region(*box),
        table.selectAll,
        window.actions_by_name["fitAction"].trigger,
        lambda: trigger(window, "copyObjectsAction"),
        lambda: raise_dock(window, "plotsDock"),
        lambda: session.update_view(objects=frozenset(some[1::2].tolist())),
        lambda: raise_dock(window, "objectsDock"),
    )
    assert longest <= LIMIT, watchdog.rounds


def trigger(window: MainWindow, name: str) -> None:
    action = window.findChild(QAction, name)
    assert action is not None
    action.trigger()


def test_hundreds_of_images(window: MainWindow, watchdog: Watchdog, tmp_path: Path) -> None:
    session, images = window.session, tmp_path / "images"
    images.mkdir()
    for number in range(MANY):
        write_png(images / f"{number}.png", texture(number, 32))
    empty, folder = tmp_path / "empty.flim", tmp_path / "many.flim"
    create_project(empty, Project())
    watchdog.do(lambda: session.open(empty))
    ids: list[str] = []

    def add() -> None:
        session.images.add([images])

    longest = watchdog.best_of(add, session.document.undo, session.document.redo)
    assert longest <= LIMIT, watchdog.rounds
    ids = [entry.id for entry in session.document.project.images]
    assert len(ids) == MANY
    session.document.save_as(folder)
    longest = watchdog.best_of(
        lambda: session.open(folder),
        lambda: session.images.set_role(ids, "test"),
        session.document.undo,
        lambda: session.images.remove(ids[1:]),
        session.document.undo,
        session.document.save,
        session.document.close,
    )
    assert longest <= LIMIT, watchdog.rounds


def test_hundreds_of_markers(window: MainWindow, watchdog: Watchdog, tmp_path: Path) -> None:
    session, folder, image = window.session, tmp_path / "drawn.flim", tmp_path / "image.png"
    pixels = texture(0, 1600)
    write_png(image, pixels)
    entry = image_entry(folder, image, pixels.shape, "uint8", role="test")
    markers = {entry.id: ImageMarkers(next_id=MANY + 1, markers=tuple(drawn(MANY, 1600, 0)))}
    create_project(folder, Project(images=(entry,), markers=markers))
    raise_dock(window, "markersDock")
    longest = watchdog.best_of(
        lambda: session.open(folder),
        lambda: session.drawing.disk((50.0, 50.0)),
        session.document.undo,
        session.document.redo,
        lambda: session.drawing.relabel(range(1, MANY + 1), 1),
        session.document.undo,
        lambda: session.drawing.set_use(range(1, MANY + 1), "kernels"),
        session.document.undo,
        session.drawing.clear,
        session.document.undo,
        lambda: session.update_view(marker=MANY // 2),
        session.document.save,
    )
    assert MANY < len(session.drawing.markers.markers) <= MANY + ROUNDS
    assert longest <= LIMIT, watchdog.rounds


def test_large_images(window: MainWindow, watchdog: Watchdog, tmp_path: Path) -> None:
    session, folder, rng = window.session, tmp_path / "large.flim", np.random.default_rng(0)
    entries = []
    for shape, dtype in (((4096, 4096, 3), np.uint8), ((2000, 3000, 3), np.uint16)):
        path = tmp_path / f"{np.dtype(dtype)}.tif"
        pixels = rng.integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)
        tifffile.imwrite(path, pixels, photometric="rgb")
        entries.append(image_entry(folder, path, shape, str(np.dtype(dtype))))
    create_project(folder, Project(images=tuple(entries)))
    longest = watchdog.best_of(
        lambda: session.open(folder),
        lambda: session.step_image(1),
        lambda: session.step_image(-1),
        lambda: session.step_image(1),
    )
    assert longest <= LIMIT, watchdog.rounds


def test_a_large_image_in_tiles(window: MainWindow, watchdog: Watchdog, tmp_path: Path) -> None:
    """Build, and look at saliency, mask, kernels and the previous build while tiles come in."""
    session, folder, side = window.session, tmp_path / "tiles.flim", 2608
    path = tmp_path / "large.png"
    write_png(path, texture(0, side))
    entry = image_entry(folder, path, (side, side, 3), "uint8")
    drawn_on = {entry.id: ImageMarkers(next_id=15, markers=tuple(drawn(14, SIDE, 0)))}
    block = Block(kernels_per_marker=3, kernels=16, pooling=Pooling(kind="max", size=3, stride=1))
    architecture = Architecture(blocks=(block,) * 2)
    project = Project(images=(entry,), markers=drawn_on, architecture=architecture)
    create_project(folder, project)
    session.open(folder)
    session.update_view(heat="saliency", show_mask=True)
    watchdog.settle()
    assert session.inspector.decoded is not None
    canvas, seeds = window._work.canvas, count(1)

    def build() -> None:
        session.set_seed(next(seeds))
        session.builder.build()

    longest = watchdog.best_of(
        build,
        canvas.one_to_one,
        lambda: canvas.shift(-300.0, -200.0),
        lambda: session.update_view(heat="activation", block=2),
        lambda: session.update_view(heat="saliency", before=True),
        lambda: session.update_view(before=False),
        canvas.fit,
    )
    assert longest <= LIMIT, watchdog.rounds
