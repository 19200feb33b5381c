"""Two linked canvases side by side."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.canvas.panes import CanvasPanes
from flimbuilder.gui.canvas.second_canvas import SecondCanvas
from flimbuilder.session.session import Session
from flimbuilder.session.view import Comparison
from tests.gui.canvas.conftest import Mouse, colour_at, show_image
from tests.gui.parts import find

PLAIN = Qt.KeyboardModifier.NoModifier
NO_BUTTON = Qt.MouseButton.NoButton


@pytest.fixture
def panes(
    session: Session, project_folder: Path, qtbot: QtBot, settle: Callable[[Session], None]
) -> CanvasPanes:
    """Return panes that show the built project's first image, the second pane closed."""
    session.open(project_folder)
    made = CanvasPanes(session)
    qtbot.addWidget(made)
    made.resize(900, 500)
    with qtbot.waitExposed(made):
        made.show()
    show_image(session, 0)
    settle(session)
    assert session.builder.current is not None
    return made


@pytest.fixture
def second(panes: CanvasPanes, settle: Callable[[Session], None]) -> SecondCanvas:
    """Open the second pane with the saliency."""
    panes._session.comparisons.show(Comparison("saliency"))
    settle(panes._session)
    assert panes.second is not None
    return panes.second


def wheel(canvas: Canvas, place: QPointF, notches: float) -> None:
    where = QPointF(canvas.mapToGlobal(place))
    event = QWheelEvent(
        place, where, QPoint(), QPoint(0, round(120 * notches)), NO_BUTTON, PLAIN,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def assert_linked(first: Canvas, second: Canvas) -> None:
    """The same scale, and the same pixel in the middle."""
    assert first.transform is not None
    assert second.transform is not None
    assert second.transform.scale == first.transform.scale
    middles = [
        canvas.map_to_image(QPointF(canvas.width() / 2, canvas.height() / 2))
        for canvas in (first, second)
    ]
    assert middles[1] == pytest.approx(middles[0], abs=1e-9)


def test_the_second_canvas_is_made_when_it_is_needed(panes: CanvasPanes) -> None:
    assert panes.second is None
    assert not panes.widget(1).isVisible()
    assert not find(panes, QToolButton, "firstPaneTitle").isVisible()


def test_both_show_the_same_place(panes: CanvasPanes, second: SecondCanvas) -> None:
    first = panes.canvas
    assert abs(first.width() - second.width()) <= 1
    assert_linked(first, second)
    wheel(second, QPointF(100, 100), 4)
    assert second.transform is not None
    assert second.transform.scale > 7
    assert_linked(first, second)
    wheel(first, QPointF(200, 50), -1)
    assert_linked(first, second)
    first.one_to_one()
    assert_linked(first, second)
    second.zoom(3)
    first.shift(20, -10)
    assert_linked(first, second)


@pytest.mark.parametrize("which", ["first", "second"])
def test_dragging_either_moves_both(panes: CanvasPanes, second: SecondCanvas, which: str) -> None:
    panes._session.update_view(tool="pan")
    canvas = panes.canvas if which == "first" else second
    panes.canvas.zoom(3)
    before = panes.canvas.transform
    mouse = Mouse(canvas)
    mouse.drag((60, 60), (50, 40), (40, 55))
    assert panes.canvas.transform != before
    assert_linked(panes.canvas, second)


def test_space_pans_in_the_pane_without_the_focus(
    panes: CanvasPanes, second: SecondCanvas
) -> None:
    panes.canvas.zoom(3)
    panes.canvas.setFocus()
    QTest.keyPress(panes.canvas, Qt.Key.Key_Space)
    before, revision = panes.canvas.transform, panes._session.document.revision
    Mouse(second).drag((60, 60), (50, 40), (40, 55))
    assert panes.canvas.transform != before
    assert_linked(panes.canvas, second)
    assert panes._session.document.revision == revision
    QTest.keyRelease(second, Qt.Key.Key_Space)  # it has the focus by now
    for canvas in (panes.canvas, second):
        assert not canvas._space


def test_a_region_is_shown_in_both(panes: CanvasPanes, second: SecondCanvas) -> None:
    panes.setSizes([600, 295])
    panes.canvas.zoom(8)
    panes.canvas.shift(-1000, -1000)
    panes._session.show_region(10, 10, 5, 5)
    assert_linked(panes.canvas, second)
    for canvas in (panes.canvas, second):
        assert canvas.rect().contains(canvas.map_from_image(12, 12).toPoint())


def test_fit_shows_the_whole_image_in_both(panes: CanvasPanes, second: SecondCanvas) -> None:
    panes.setSizes([650, 245])
    second.zoom(4)
    panes.canvas.fit()
    assert_linked(panes.canvas, second)
    for canvas in (panes.canvas, second):
        corners = canvas.map_from_image(0, 0), canvas.map_from_image(63, 63)
        assert all(canvas.rect().contains(corner.toPoint()) for corner in corners)
    panes.resize(700, 400)  # a fitted image stays fitted
    QApplication.processEvents()
    assert_linked(panes.canvas, second)
    assert second.rect().contains(second.map_from_image(63, 63).toPoint())


def test_another_image_of_another_size_is_fitted_in_both(
    panes: CanvasPanes, second: SecondCanvas, settle: Callable[[Session], None]
) -> None:
    panes.canvas.zoom(5)
    show_image(panes._session, 2)
    settle(panes._session)
    assert_linked(panes.canvas, second)
    assert second._scene.shown is panes.canvas._scene.shown


def test_the_second_pane_has_another_map(
    panes: CanvasPanes, second: SecondCanvas, settle: Callable[[Session], None]
) -> None:
    session = panes._session
    session.update_view(opacity=1.0, show_markers=False)
    settle(session)
    decoded = session.inspector.decoded
    assert decoded is not None
    saliency = decoded.saliency[0]
    row, col = divmod(int(saliency.argmax()), saliency.shape[1])
    plain = colour_at(panes.canvas, row, col)
    assert plain == pytest.approx(panes.canvas._scene.shown.pixels[row, col].tolist(), abs=2)
    highest = colour_at(second, row, col)
    assert highest != plain
    session.update_view(heat="saliency")
    session.comparisons.show(Comparison("image"))
    settle(session)
    assert colour_at(panes.canvas, row, col) == highest
    assert colour_at(second, row, col) == plain


def test_the_pointer_is_marked_in_the_other_pane(panes: CanvasPanes, second: SecondCanvas) -> None:
    assert second._marks.crosshair is None
    Mouse(panes.canvas).hover(20, 30)
    assert second._marks.crosshair == pytest.approx((20, 30))
    assert panes.canvas._marks.crosshair is None
    Mouse(second).hover(10, 12)
    assert panes.canvas._marks.crosshair == pytest.approx((10, 12))
    second._set_pointer(None)
    assert panes.canvas._marks.crosshair is None


def test_a_stroke_in_either_pane_is_seen_in_both(
    panes: CanvasPanes, second: SecondCanvas, settle: Callable[[Session], None]
) -> None:
    session = panes._session
    session.update_view(tool="stroke", radius=3, class_id=1, opacity=1.0)
    session.comparisons.show(Comparison("image"))
    settle(session)
    before = len(session.drawing.markers.markers)
    mouse = Mouse(second)
    mouse.press(50, 10)
    mouse.move(50, 20)
    preview = colour_at(panes.canvas, 50, 15)
    assert preview == colour_at(second, 50, 15)
    mouse.release(50, 20)
    assert len(session.drawing.markers.markers) == before + 1
    assert colour_at(panes.canvas, 50, 15) == colour_at(second, 50, 15) == preview
    mouse.press(10, 50)
    mouse.move(20, 50)
    second.cancel_gesture()
    assert len(session.drawing.markers.markers) == before + 1
    assert colour_at(panes.canvas, 15, 50) == colour_at(second, 15, 50) != preview


def test_closing_restores_everything(
    panes: CanvasPanes, settle: Callable[[Session], None], qtbot: QtBot
) -> None:
    session = panes._session
    session.update_view(heat="saliency", show_truth=True)
    panes.canvas.zoom(2)
    view, size = session.view, panes.canvas.size()
    session.comparisons.toggle()
    session.comparisons.show_pair("truth")
    settle(session)
    assert (session.view.heat, session.view.show_mask) == ("none", True)
    assert panes.canvas.width() < size.width() / 2
    button = find(panes, QToolButton, "closeSecondPane")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(session)
    qtbot.waitUntil(lambda: panes.canvas.size() == size)
    assert session.view == view
    assert panes.second is not None
    assert not panes.second.isVisible()
    assert panes.canvas.linked is None
    assert session.inspector.second.heat is None
    session.comparisons.toggle()  # shows what it showed last
    assert session.view.compare == Comparison("truth")


def test_titles_say_what_is_shown(
    panes: CanvasPanes, second: SecondCanvas, settle: Callable[[Session], None]
) -> None:
    session = panes._session
    titles = [find(panes, QToolButton, f"{name}PaneTitle") for name in ("first", "second")]
    assert [title.text() for title in titles] == ["Image", "Saliency"]
    session.update_view(show_mask=True)
    session.comparisons.show(Comparison("truth"))
    assert [title.text() for title in titles] == ["Mask", "Reference mask"]
    session.update_view(heat="activation", block=2)
    built = session.builder.current
    assert built is not None
    kernel = built.learned.blocks[0].kernels[4].identity
    session.comparisons.show(Comparison("activation", 1, kernel))
    assert [title.text() for title in titles] == [
        "Activation: block 2, kernel 1", "Activation: block 1, kernel 5",
    ]  # fmt: skip
    session.comparisons.show(Comparison("block", 2))
    assert titles[1].text() == "Saliency on block 2"


def test_menus_choose_what_is_shown(
    panes: CanvasPanes, second: SecondCanvas, settle: Callable[[Session], None]
) -> None:
    session = panes._session
    first_menu = find(panes, QToolButton, "firstPaneTitle").menu()
    first_menu.aboutToShow.emit()
    {action.text(): action for action in first_menu.actions()}["Saliency"].trigger()
    assert session.view.heat == "saliency"
    menu = find(panes, QToolButton, "secondPaneTitle").menu()
    menu.aboutToShow.emit()
    actions = {action.text(): action for action in menu.actions()}
    assert actions["Saliency"].isChecked()
    assert not actions["Now | before"].isEnabled()  # there is no previous build
    assert not actions["Previous build"].isEnabled()
    actions["Mask"].trigger()
    assert session.view.compare == Comparison("mask")
    blocks = actions["Saliency on block"].menu().actions()
    assert [action.text() for action in blocks] == ["Block 1", "Block 2"]
    blocks[1].trigger()
    assert session.view.compare == Comparison("block", 2)
    kernels = actions["Activation"].menu().actions()[2].menu().actions()
    assert len(kernels) == 6
    kernels[2].trigger()
    assert session.view.compare is not None
    assert (
        session.view.compare.kernel
        == session.builder.current.learned.blocks[0].kernels[2].identity
    )
    actions["Image | saliency"].trigger()
    assert (session.view.heat, session.view.compare) == ("none", Comparison("saliency"))
    settle(session)


def test_the_splitter_remembers_its_place(
    panes: CanvasPanes, second: SecondCanvas, qtbot: QtBot
) -> None:
    handle = panes.handle(1)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center())
    QTest.mouseMove(handle, handle.rect().center() + QPoint(120, 0))
    QTest.mouseRelease(
        handle, Qt.MouseButton.LeftButton, pos=handle.rect().center() + QPoint(120, 0)
    )
    sizes = panes.sizes()
    assert sizes[0] > sizes[1] + 200
    assert_linked(panes.canvas, second)
    panes._session.comparisons.toggle()
    panes._session.comparisons.toggle()
    QApplication.processEvents()
    assert panes.sizes() == pytest.approx(sizes, abs=1)
    assert panes.arrangement is not None


def test_hidden_overlays_are_hidden_in_both(panes: CanvasPanes, second: SecondCanvas) -> None:
    panes.canvas.set_overlays_hidden(True)
    assert second.overlays_hidden
    panes.canvas.set_overlays_hidden(False)
    assert not second.overlays_hidden
    panes._session.comparisons.close()
    panes.canvas.set_overlays_hidden(True)
    panes._session.comparisons.toggle()
    assert second.overlays_hidden
