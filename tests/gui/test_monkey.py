"""A monkey at the window: random actions with fixed seeds; what must always hold is checked.

For a longer hunt, ``FLIMBUILDER_MONKEY=2000 FLIMBUILDER_MONKEY_SEEDS=20``: actions, and seeds.
"""

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast, get_args

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QListView
from pytestqt.qtbot import QtBot

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.window import MainWindow
from flimbuilder.imaging.write import write_png
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.folder import open_project
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import Role
from flimbuilder.project.rasterise import class_map
from flimbuilder.session.comparisons import PAIRS
from flimbuilder.session.prediction import PredictionRequest
from flimbuilder.session.session import Session
from flimbuilder.session.view import Compared, Comparison
from flimbuilder.workflow.outputs import OUTPUTS

pytestmark = pytest.mark.slow

ACTIONS = int(os.environ.get("FLIMBUILDER_MONKEY", "50"))
SEEDS = int(os.environ.get("FLIMBUILDER_MONKEY_SEEDS", "2"))
LEFT = Qt.MouseButton.LeftButton
NONE, SHIFT, ALT, CONTROL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)
KEYS = "DSEV[]0123AFBLHKXMTPRCGNOJ.,"
SWITCHES = (
    "compareAction", "resultsAction", "resultsPageAction", "objectsAction", "plotsAction",
    "blockHeatAction", "toggleFillMaskAction", "toggleShowScaleBarAction",
    "toggleShowOverviewAction", "toggleBeforeAction", "hideOverlaysAction", "coachAction",
    "copyViewAction", "copyCommandAction", "nextPanelAction", "lightThemeAction",
    "darkThemeAction", "buildsAction", "contactSheetButton", "suggestAction",
    "redundantKernels", "uselessKernels",
)  # fmt: skip
ROLES: tuple[Role, ...] = ("train", "train", "test", "validation")
DECODERS = ("lm", "ts", "at", "lt", "pb", "mb", "manual", "bp", "ml", "pca-global")
VIEWS: dict[str, tuple[Any, ...]] = {
    "heat": ("none", "activation", "saliency", "block", "error"),
    "show_mask": (False, True),
    "show_truth": (False, True),
    "show_markers": (False, True),
    "show_field": (False, True),
    "opacity": (0.0, 0.5, 1.0),
    "radius": (0.0, 0.5, 3.0, 200.0),
    "use": ("both", "kernels", "normalisation"),
    "before": (False, True),
    "threshold": (None, 0.0, 0.3, 1.0),
    "object_class": (None, 1, 2, 77),
    "objects": (frozenset(), frozenset({1}), frozenset({1, 9999})),
    "hovered_object": (None, 1, 9999),
    "colour_map": ("magma", "grey"),
}  # fmt: skip


class Monkey:
    """Does something at random; some ways of doing it are the user's, some the session's own.

    Parameters
    ----------
    window : MainWindow
    seed : int
    files : list of Path
        Images that may be added.
    """

    def __init__(self, window: MainWindow, seed: int, files: list[Path]) -> None:
        self.random = random.Random(seed)
        self.window, self.files = window, files
        self.session: Session = window.session
        self.canvas = cast(Canvas, window.findChild(Canvas, "canvas"))
        self.story: list[str] = []
        often: list[Callable[[], object]] = [
            self.drag,
            self.key,
            self.undo,
            self.update_view,
            self.wait,
        ]
        seldom: list[Callable[[], object]] = [
            self.click, self.redo, self.choose_image, self.remove_image, self.add_image,
            self.change_classes, self.change_architecture, self.change_decoder,
            self.change_kernels, self.change_markers, self.change_role, self.build, self.save,
            self.zoom, self.switch, self.switch, self.compare, self.predict, self.visit_build,
            self.click_build, self.set_pixel_size, self.show_region, self.reopen, self.suggest,
        ]  # fmt: skip
        self.doings = often * 4 + seldom * 2

    def act(self) -> None:
        doing = self.random.choice(self.doings)
        self.story.append(doing.__name__)
        doing()

    def attempt(self, call: Callable[[], object]) -> None:
        self.session.attempt(call)

    def place(self) -> QPoint:
        width, height = self.canvas.width(), self.canvas.height()
        return QPoint(self.random.randint(-40, width + 40), self.random.randint(-40, height + 40))

    def drag(self) -> None:
        modifier = self.random.choice((NONE, NONE, NONE, SHIFT, ALT))
        QTest.mousePress(self.canvas, LEFT, modifier, self.place())
        for _ in range(self.random.randint(0, 4)):
            QTest.mouseMove(self.canvas, self.place())
            if self.random.random() < 0.1:
                self.random.choice((self.key, self.undo, self.choose_image, self.wait))()
        QTest.mouseRelease(self.canvas, LEFT, modifier, self.place())

    def click(self) -> None:
        QTest.mouseClick(self.canvas, LEFT, NONE, self.place())

    def key(self) -> None:
        QTest.keyClick(self.canvas, Qt.Key(ord(self.random.choice(KEYS))))
        if self.random.random() < 0.2:
            QTest.keyClick(self.canvas, Qt.Key.Key_Delete)

    def undo(self) -> None:
        for _ in range(self.random.choice((1, 1, 2, 5))):
            QTest.keyClick(self.canvas, Qt.Key.Key_Z, CONTROL)

    def redo(self) -> None:
        QTest.keyClick(self.canvas, Qt.Key.Key_Z, CONTROL | SHIFT)

    def update_view(self) -> None:
        field = self.random.choice(sorted(VIEWS))
        self.session.update_view(**{field: self.random.choice(VIEWS[field])})
        blocks = len(self.session.document.project.architecture.blocks)
        self.session.update_view(block=self.random.randint(1, blocks))
        cards = self.session.inspector.cards
        if cards:
            chosen = self.random.sample(cards, self.random.randint(1, len(cards)))
            kernels = frozenset(card.identity for card in chosen)
            self.session.update_view(kernel=chosen[0].identity, kernels=kernels)

    def wait(self) -> None:
        QTest.qWait(self.random.choice((0, 1, 10, 60)))

    def zoom(self) -> None:
        self.random.choice((self.canvas.fit, self.canvas.one_to_one, self.zoomed))()

    def zoomed(self) -> None:
        self.canvas.zoom(self.random.choice((0.1, 0.5, 2.0, 20.0)))

    def choose_image(self) -> None:
        self.session.step_image(self.random.choice((-1, 1, 2)))

    def remove_image(self) -> None:
        images = self.session.document.project.images
        if len(images) > 1:
            gone = self.random.choice(images).id
            self.attempt(lambda: self.session.images.remove([gone]))

    def add_image(self) -> None:
        paths = self.random.sample(self.files, self.random.randint(1, len(self.files)))
        self.attempt(lambda: self.session.images.add(paths))

    def change_classes(self) -> None:
        classes = self.session.classes
        class_id = self.random.choice(classes.entries).id
        doing = self.random.choice(
            (
                classes.add,
                lambda: classes.remove(class_id),
                lambda: classes.rename(class_id, self.random.choice(("", "cell", "\u00e9 " * 40))),
                lambda: classes.recolour(class_id, "#123456"),
            )
        )
        self.attempt(doing)

    def change_architecture(self) -> None:
        number, size = self.random.randint(1, 3), self.random.choice((1, 3, 5))
        pooling = Pooling(size=3, stride=self.random.choice((1, 2)))
        block = Block(kernel_size=size, kernels_per_marker=2, kernels=4, pooling=pooling)
        architecture = Architecture(blocks=(block,) * number)
        self.attempt(lambda: self.session.set_architecture(architecture))

    def change_decoder(self) -> None:
        name = self.random.choice(DECODERS)
        weights = ((1.0, -1.0, 0.5),) if name == "manual" and self.random.random() < 0.5 else ()
        block = self.random.choice((None, 1, 2, 9))
        choice = DecoderChoice(id=name, block=block, weights=weights)
        self.attempt(lambda: self.session.set_decoder(choice))
        delineation = self.random.choice((Delineation(), Delineation(threshold=0.5)))
        self.attempt(lambda: self.session.set_delineation(delineation))

    def change_kernels(self) -> None:
        kernels, view = self.session.kernels, self.session.view
        change = self.random.choice((kernels.delete, kernels.restore, kernels.invert))
        self.attempt(lambda: change(view.block, view.kernels))

    def change_markers(self) -> None:
        drawing = self.session.drawing
        ids = [marker.id for marker in drawing.markers.markers]
        some = self.random.sample(ids, min(len(ids), 2))
        doings: list[Callable[[], object]] = [
            lambda: drawing.relabel(some, self.random.randint(0, 3)),
            lambda: drawing.set_use(some, "kernels"),
            lambda: drawing.remove(some),
            drawing.clear,
        ]
        if some:
            self.session.update_view(marker=some[0])
            doings.append(lambda: drawing.move(some[0], 7.25, -90.5))
        self.attempt(self.random.choice(doings))

    def change_role(self) -> None:
        images = [entry.id for entry in self.session.document.project.images]
        role = self.random.choice(ROLES)
        self.attempt(lambda: self.session.images.set_role(self.random.sample(images, 1), role))
        if self.random.random() < 0.3:
            self.attempt(lambda: self.session.images.set_mask(images[0], None))

    def build(self) -> None:
        builder = self.session.builder
        builder.set_live(self.random.random() < 0.3)
        self.random.choice((builder.build, builder.build, builder.cancel))()

    def save(self) -> None:
        QTest.keyClick(self.canvas, Qt.Key.Key_S, CONTROL)

    def switch(self) -> None:
        name = self.random.choice(SWITCHES)
        button = self.window.findChild(QAbstractButton, name)
        if button is not None:
            button.click()
            return
        action = self.window.findChild(QAction, name)
        assert action is not None, name
        if action.isEnabled():
            action.trigger()

    def compare(self) -> None:
        comparisons, view = self.session.comparisons, self.session.view
        kinds = get_args(Compared)
        block = self.random.choice((1, 2, 3, 9))
        comparison = Comparison(self.random.choice(kinds), block, view.kernel)
        self.random.choice((
            comparisons.toggle,
            comparisons.close,
            lambda: comparisons.show(comparison),
            lambda: comparisons.show_pair(self.random.choice(PAIRS)),
        ))()  # fmt: skip

    def predict(self) -> None:
        prediction = self.session.prediction
        if prediction.request is not None:
            prediction.cancel()
            return
        outputs = self.random.sample(sorted(OUTPUTS), 3)
        folder = self.files[0].parent
        prediction.start(
            PredictionRequest(
                tuple(self.random.sample(self.files, 2)),
                folder / "predicted",
                tuple(outputs),
                build_first=self.random.random() < 0.5,
                pixel_size=self.random.choice((None, PixelSize(height=0.5, width=0.25))),
            )
        )

    def visit_build(self) -> None:
        history = self.session.history
        if history.entries:
            entry = self.random.choice(history.entries)
            if self.random.random() < 0.5:
                history.compare(entry)
            else:
                self.attempt(lambda: history.restore(entry))

    def click_build(self) -> None:
        view = cast(QListView, self.window.findChild(QListView, "buildsList"))
        if view.isVisible() and view.model().rowCount():
            index = view.model().index(self.random.randrange(view.model().rowCount()), 0)
            view.scrollTo(index)
            QTest.mouseClick(view.viewport(), LEFT, NONE, view.visualRect(index).center())

    def suggest(self) -> None:
        suggestions = self.session.suggestions
        self.attempt(self.random.choice((
            suggestions.accept,
            suggestions.skip,
            suggestions.preview,
            self.session.preview.take,
            lambda: suggestions.relabel(self.random.randint(0, 3)),
            lambda: suggestions.set_on(True),
            lambda: QTest.keyClick(self.canvas, Qt.Key.Key_Return),
        )))  # fmt: skip

    def set_pixel_size(self) -> None:
        images = [entry.id for entry in self.session.document.project.images]
        size = self.random.choice((None, PixelSize(height=1e-6, width=1e9), PixelSize.square(0.5)))
        self.attempt(lambda: self.session.images.set_pixel_size(images[:2], size))

    def show_region(self) -> None:
        self.session.show_region(*(self.random.choice((1.0, 3.0, 500.0)) for _ in range(4)))

    def reopen(self) -> None:
        document = self.session.document
        if self.random.random() < 0.2 and document.path is not None:
            self.save()
            if not document.dirty:
                self.session.open(document.path)


def check(session: Session, canvas: Canvas) -> None:
    """What must hold after whatever was done."""
    document, view = session.document, session.view
    project, path = document.project, document.path
    assert path is not None
    on_disk = open_project(path)
    assert on_disk.recover() == project
    assert not on_disk.unsaved
    assert document.dirty or on_disk.project.with_(markers={}) == project.with_(markers={})
    ids = {entry.id for entry in project.images}
    assert view.image in ids if ids else view.image is None
    assert view.class_id in {entry.id for entry in project.classes}
    assert 1 <= view.block <= len(project.architecture.blocks)
    markers = session.drawing.markers.markers
    assert view.marker is None or view.marker in {marker.id for marker in markers}
    assert view.suggestion is None or view.suggestion in session.suggestions.places
    shown, layer = canvas._scene.shown, canvas._scene.markers
    if shown is not None and shown.id == view.image:
        assert layer is not None
        height, width = shown.pixels.shape[:2]
        seen = np.full((height, width), -1)
        seen[layer.pixels.row, layer.pixels.col] = layer.pixels.class_id
        np.testing.assert_array_equal(seen, class_map(markers, (height, width)))


def check_settled(session: Session) -> None:
    """What must hold once nothing goes on in the background."""
    builder, shown, project = session.builder, session.pixels.shown, session.document.project
    heat, decoded = session.inspector.heat, session.inspector.decoded
    if shown is not None and heat is not None:
        assert session.view.heat != "none"
    if decoded is not None and shown is not None:
        assert decoded.saliency.shape[1:] == shown.pixels.shape[:2]
        assert session.history.current is not None
    second = session.inspector.second
    assert second.heat is None or session.view.compare is not None
    for image in project.images:
        if session.results.is_fresh(image.id):
            result = session.results.get(image.id)
            assert result is not None
            assert builder.current is not None
            assert result.built.learned.fingerprint == builder.current.learned.fingerprint
    for card in session.inspector.cards:
        assert builder.current is not None
        assert card.block == session.view.block


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Images of many kinds, and some that are none."""
    rng = np.random.default_rng(1)
    shapes = {"wide": (1, 300, 3), "dot": (1, 1, 3), "grey": (40, 30), "usual": (50, 70, 3)}
    made = []
    for name, shape in shapes.items():
        made.append(tmp_path / f"{name}.png")
        write_png(made[-1], rng.integers(0, 256, shape).astype(np.uint8))
    broken = tmp_path / "broken.png"
    broken.write_bytes(made[-1].read_bytes()[:90])
    return [*made, broken, tmp_path / "missing.png"]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_invariants_hold_under_random_events(
    window: MainWindow, qtbot: QtBot, project_folder: Path, files: list[Path], seed: int
) -> None:
    session = window.session
    session.open(project_folder)
    failures: list[Exception] = []
    session.failed.connect(failures.append)
    monkey = Monkey(window, seed, files)
    with qtbot.captureExceptions() as raised:
        for _ in range(ACTIONS):
            monkey.act()
            for error in failures:
                raise error
            assert not raised, monkey.story[-9:]
            check(session, monkey.canvas)
        qtbot.waitUntil(lambda: not session.jobs.running, timeout=60_000)
        check(session, monkey.canvas)
        check_settled(session)
        session.document.discard()
        check(session, monkey.canvas)
    assert not raised
    assert not failures
    assert not window.findChildren(QDialog)
