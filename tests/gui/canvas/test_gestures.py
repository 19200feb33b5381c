"""The tools, driven by mouse and key events."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from flimbuilder.errors import SaveError
from flimbuilder.gui.canvas import gestures
from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.canvas.gestures import drop_repeats
from flimbuilder.project.markers import Disk, Stroke
from tests.gui.canvas.conftest import Mouse, show_image

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
HALF_A_SCREEN_PIXEL = 0.5


def markers(canvas: Canvas):
    return canvas.session.drawing.markers.markers


def is_preview(canvas: Canvas) -> bool:
    """Return True if the canvas paints pixels that are not markers of the project."""
    layer = canvas._scene.markers
    values = layer._raster.values()
    shown = (values > 0) & (values % 3 != 0)  # without the halo
    stored = np.zeros_like(shown)
    stored[layer.pixels.row, layer.pixels.col] = True
    return bool((shown != stored).any())


def turn_wheel(canvas: Canvas, angle: int, keys: Qt.KeyboardModifier) -> None:
    place = QPointF(canvas.rect().center())
    event = QWheelEvent(
        place,
        canvas.mapToGlobal(place),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


class TestDisk:
    def test_a_click_draws_a_disk_at_that_pixel(self, canvas, mouse):
        canvas.session.update_view(tool="disk", class_id=1, radius=3.5)
        mouse.click(20, 33)
        (disk,) = markers(canvas)
        assert isinstance(disk, Disk)
        tolerance = HALF_A_SCREEN_PIXEL / canvas.transform.scale
        assert disk.center == pytest.approx((20, 33), abs=tolerance)
        assert (disk.class_id, disk.radius, disk.use) == (1, 3.5, "both")

    def test_a_qtest_click_draws_a_disk(self, canvas, qtbot):
        canvas.session.update_view(tool="disk")
        place = canvas.map_from_image(40, 10).toPoint()
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
        tolerance = HALF_A_SCREEN_PIXEL / canvas.transform.scale
        assert markers(canvas)[0].center == pytest.approx((40, 10), abs=tolerance)

    def test_a_double_click_draws_two_disks(self, canvas, mouse):
        canvas.session.update_view(tool="disk")
        mouse.click(40, 10)
        mouse.double_press(41, 10)
        mouse.release(41, 10)
        assert [round(disk.center[0]) for disk in markers(canvas)] == [40, 41]

    def test_a_drag_does_not_move_the_disk(self, canvas, mouse):
        canvas.session.update_view(tool="disk")
        mouse.drag((20, 20), (25, 25))
        assert markers(canvas)[0].center == pytest.approx((20, 20), abs=0.1)

    def test_it_is_previewed_before_the_release(self, canvas, mouse):
        canvas.session.update_view(tool="disk")
        mouse.press(20, 20)
        assert is_preview(canvas)
        assert not markers(canvas)
        mouse.release(20, 20)
        assert not is_preview(canvas)

    def test_a_disk_must_touch_the_image(self, canvas, mouse):
        canvas.session.update_view(tool="disk", radius=2)
        mouse.click(-10, 20)
        assert not markers(canvas)
        mouse.click(-1.5, 20)  # reaches into the image
        assert len(markers(canvas)) == 1


class TestStroke:
    def test_a_drag_draws_one_stroke_through_all_points(self, canvas, mouse):
        canvas.session.update_view(tool="stroke", class_id=0, radius=2)
        path = [(5.0, 5.0), (10.5, 20.25), (30.0, 22.0), (30.0, 40.75)]
        mouse.drag(*path)
        (stroke,) = markers(canvas)
        assert isinstance(stroke, Stroke)
        assert np.array(stroke.points) == pytest.approx(np.array(path), abs=0.002)
        assert (stroke.class_id, stroke.radius) == (0, 2)
        assert canvas.session.document.undo_label == "Draw a stroke of background"

    def test_a_click_draws_a_stroke_of_one_point(self, canvas, mouse):
        mouse.click(12, 13)
        assert len(markers(canvas)[0].points) == 1

    def test_standing_still_adds_no_points(self, canvas, mouse):
        mouse.drag((5, 5), (5, 5), (9, 9), (9, 9))
        assert len(markers(canvas)[0].points) == 2

    def test_the_preview_follows_the_mouse(self, canvas, mouse):
        canvas.session.update_view(radius=1)
        layer = canvas._scene.markers
        mouse.press(10, 10)
        for col in (20, 30, 40):
            mouse.move(10, col)
            assert layer._raster.values()[10, 10 : col + 1].all()
            assert not layer._raster.values()[10, col + 2 :].any()
        mouse.release(10, 40)
        assert not is_preview(canvas)

    def test_a_stroke_may_leave_the_image_and_return(self, canvas, mouse):
        mouse.drag((10, 10), (-30, 10), (10, 30))
        assert len(markers(canvas)[0].points) == 3

    def test_a_stroke_outside_the_image_is_ignored(self, canvas, mouse):
        canvas.session.update_view(radius=2)
        mouse.drag((-20, 0), (-20, 30))
        assert not markers(canvas)
        assert canvas.session.document.undo_label is None

    def test_shift_draws_a_straight_line_from_the_press(self, canvas, mouse):
        mouse.press(10, 10, keys=SHIFT)
        for row in (20, 30, 12):
            mouse.move(row, 50, keys=SHIFT)
        assert not canvas._scene.markers._raster.values()[30, 50]  # the previous straight line
        mouse.release(12, 50, keys=SHIFT)
        assert np.array(markers(canvas)[0].points) == pytest.approx(
            np.array([(10, 10), (12, 50)]), abs=0.002
        )

    def test_shift_continues_from_the_last_marker(self, canvas, mouse):
        mouse.drag((10, 10), (10, 20))
        mouse.press(40, 50, keys=SHIFT)
        mouse.release(40, 50, keys=SHIFT)
        assert np.array(markers(canvas)[1].points) == pytest.approx(
            np.array([(10, 20), (40, 50)]), abs=0.002
        )

    def test_releasing_shift_continues_freehand(self, canvas, mouse):
        mouse.press(10, 10)
        mouse.move(10, 30, keys=SHIFT)
        mouse.move(20, 35)
        mouse.release(20, 35)
        assert np.array(markers(canvas)[0].points) == pytest.approx(
            np.array([(10, 10), (10, 30), (20, 35)]), abs=0.002
        )

    def test_a_very_long_stroke_is_split(self, canvas, mouse, monkeypatch):
        monkeypatch.setattr(gestures, "MAX_POINTS", 4)
        path = [(5.0, float(col)) for col in range(5, 15)]
        mouse.drag(*path)
        drawn = [[round(col) for _, col in stroke.points] for stroke in markers(canvas)]
        assert drawn == [[5, 6, 7, 8], [8, 9, 10, 11], [11, 12, 13, 14]]


class TestErase:
    def test_a_drag_erases_marker_pixels(self, canvas, mouse):
        canvas.session.update_view(tool="disk", radius=6)
        mouse.click(30, 30)
        canvas.session.update_view(tool="erase", radius=2)
        mouse.press(30, 20)
        mouse.move(30, 40)
        assert not canvas._scene.markers._raster.values()[30, 30]
        mouse.release(30, 40)
        assert markers(canvas)[1].class_id is None
        assert canvas.session.document.undo_label == "Erase"
        assert not is_preview(canvas)


class TestUndo:
    def test_undo_and_redo_repaint_markers(self, canvas, mouse):
        canvas.session.update_view(radius=3)
        mouse.drag((10, 10), (10, 40))
        with_stroke = canvas._scene.markers._raster.values().copy()
        canvas.session.document.undo()
        assert not canvas._scene.markers._raster.values().any()
        canvas.session.document.redo()
        assert (canvas._scene.markers._raster.values() == with_stroke).all()


class TestEndings:
    def test_escape_cancels_the_stroke(self, canvas, mouse, qtbot):
        mouse.press(10, 10)
        mouse.move(20, 40)
        qtbot.keyClick(canvas, Qt.Key.Key_Escape)
        assert not is_preview(canvas)
        mouse.move(30, 40)
        mouse.release(30, 40)
        assert not markers(canvas)

    @pytest.mark.parametrize("kind", [QEvent.Type.UngrabMouse, QEvent.Type.WindowDeactivate])
    def test_losing_the_mouse_keeps_the_stroke(self, canvas, mouse, kind):
        mouse.press(10, 10)
        mouse.move(20, 40)
        QApplication.sendEvent(canvas, QEvent(kind))
        assert len(markers(canvas)[0].points) == 2
        mouse.release(25, 40)
        assert len(markers(canvas)) == 1

    def test_hiding_the_canvas_keeps_the_stroke(self, canvas, mouse):
        mouse.press(10, 10)
        mouse.move(20, 40)
        canvas.hide()
        assert len(markers(canvas)) == 1

    def test_an_unnoticed_release_ends_the_stroke(self, canvas, mouse):
        mouse.press(10, 10)
        mouse.move(20, 40)
        mouse.hover(50, 50)
        assert len(markers(canvas)[0].points) == 2

    def test_shortcuts_are_blocked_during_a_stroke(self, canvas, mouse):
        def overrides() -> bool:
            event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_F, Qt.NoModifier, "f")
            event.ignore()
            QApplication.sendEvent(canvas, event)
            return event.isAccepted()

        assert not overrides()
        mouse.press(10, 10)
        assert overrides()
        mouse.release(10, 10)
        assert not overrides()

    def test_changing_the_image_cancels_the_stroke(self, canvas, mouse, settle):
        mouse.press(10, 10)
        show_image(canvas.session, 1)
        before = canvas.session.drawing.markers
        settle(canvas.session)
        mouse.release(20, 20)
        assert canvas.session.drawing.markers == before

    def test_a_failure_is_reported_and_the_preview_removed(self, canvas, mouse, monkeypatch):
        def fail(edit: object) -> None:
            raise SaveError("journal.ndjson: the disk is full")

        monkeypatch.setattr(canvas.session.document.folder, "journal_edit", fail)
        messages = []
        canvas.session.message_posted.connect(messages.append)
        mouse.drag((10, 10), (20, 20))
        assert [(message.level, message.text) for message in messages] == [
            ("error", "journal.ndjson: the disk is full")
        ]
        assert not is_preview(canvas)
        assert not markers(canvas)

    @pytest.mark.parametrize("tool", ["disk", "stroke", "erase", "pan"])
    def test_the_right_button_does_nothing(self, canvas, mouse, tool):
        canvas.session.update_view(tool=tool)
        mouse.press(20, 20, Qt.MouseButton.RightButton)
        mouse.release(20, 20, Qt.MouseButton.RightButton)
        assert not markers(canvas)

    def test_the_right_button_does_not_disturb_a_stroke(self, canvas, mouse):
        mouse.press(10, 10)
        mouse.press(10, 20, Qt.MouseButton.RightButton)
        mouse.release(10, 20, Qt.MouseButton.RightButton)
        mouse.move(10, 40)
        mouse.release(10, 40)
        assert len(markers(canvas)) == 1


class TestRadius:
    @pytest.mark.parametrize("keys", [ALT, Qt.KeyboardModifier.ControlModifier])
    def test_a_drag_makes_the_brush_larger(self, canvas, mouse, keys):
        canvas.session.update_view(radius=5)
        mouse.press(20, 20, keys=keys)
        mouse.move(20, 28, keys=keys)
        assert canvas.session.view.radius == pytest.approx(13, abs=0.5)
        assert canvas._note == f"Radius {canvas.session.view.radius:g} px"
        mouse.move(20, -100, keys=keys)
        assert canvas.session.view.radius == 0.5
        mouse.release(20, -100, keys=keys)
        assert not markers(canvas)

    def test_the_wheel_with_control_changes_the_radius(self, canvas, qtbot):
        canvas.session.update_view(radius=5)
        scale = canvas.transform.scale
        for turned, radius in ((120, 6), (60, 6), (60, 7), (-240, 5)):
            turn_wheel(canvas, turned, Qt.KeyboardModifier.ControlModifier)
            assert canvas.session.view.radius == radius
        assert canvas.transform.scale == scale

    def test_the_smallest_brush_always_covers_a_pixel(self, canvas, mouse):
        for tool in ("disk", "stroke"):
            canvas.session.update_view(tool=tool, radius=0)
            before = len(markers(canvas))
            mouse.click(20.5, 20.5)
            assert len(markers(canvas)) == before + 1

    def test_escape_restores_the_radius(self, canvas, mouse, qtbot):
        canvas.session.update_view(radius=5)
        mouse.press(20, 20, keys=ALT)
        mouse.move(20, 28, keys=ALT)
        qtbot.keyClick(canvas, Qt.Key.Key_Escape)
        assert canvas.session.view.radius == 5


class TestSelect:
    @pytest.fixture
    def drawn(self, canvas: Canvas, mouse: Mouse) -> Canvas:
        """Return a canvas with two overlapping disks, 1 below 2, and the pan tool."""
        canvas.session.update_view(tool="disk", radius=5, class_id=1)
        mouse.click(20, 20)
        canvas.session.update_view(class_id=0)
        mouse.click(20, 26)
        canvas.session.update_view(tool="pan")
        return canvas

    def test_a_click_selects_the_topmost(self, drawn, mouse):
        mouse.click(20, 23)
        assert drawn.session.view.marker == 2
        mouse.click(20, 16)
        assert drawn.session.view.marker == 1

    def test_a_click_beside_the_markers_deselects(self, drawn, mouse):
        mouse.click(20, 16)
        mouse.click(50, 50)
        assert drawn.session.view.marker is None

    def test_dragging_the_selected_marker_moves_it(self, drawn, mouse):
        mouse.click(20, 16)
        mouse.press(20, 16)
        mouse.move(30, 26)
        assert drawn._marks.ghost == pytest.approx((10, 10), abs=0.01)
        assert markers(drawn)[0].center == pytest.approx((20, 20), abs=0.1)
        mouse.release(30, 26)
        assert markers(drawn)[0].center == pytest.approx((30, 30), abs=0.1)
        assert drawn._marks.ghost == (0, 0)
        assert drawn.session.view.marker == 1

    def test_escape_cancels_the_move(self, drawn, mouse, qtbot):
        mouse.click(20, 16)
        mouse.press(20, 16)
        mouse.move(30, 26)
        qtbot.keyClick(drawn, Qt.Key.Key_Escape)
        mouse.release(30, 26)
        assert markers(drawn)[0].center == pytest.approx((20, 20), abs=0.1)
        assert drawn._marks.ghost == (0, 0)

    def test_dragging_elsewhere_moves_the_image(self, drawn, mouse):
        before = drawn.transform
        mouse.press(20, 16)
        mouse.move(20, 26)
        assert drawn.transform.x > before.x
        mouse.release(20, 16)
        assert [disk.center[0] for disk in markers(drawn)] == pytest.approx([20, 20], abs=0.1)
        assert drawn.session.view.marker is None

    def test_hidden_markers_cannot_be_selected(self, drawn, mouse):
        drawn.session.update_view(show_markers=False)
        mouse.click(20, 16)
        assert drawn.session.view.marker is None


class TestCursor:
    @pytest.mark.parametrize(
        ("tool", "shape"),
        [("disk", Qt.CursorShape.CrossCursor), ("stroke", Qt.CursorShape.CrossCursor),
         ("erase", Qt.CursorShape.CrossCursor), ("pan", Qt.CursorShape.OpenHandCursor)],
    )  # fmt: skip
    def test_each_tool_has_a_cursor(self, canvas, tool, shape):
        canvas.session.update_view(tool=tool)
        assert canvas.cursor().shape() == shape

    def test_space_shows_the_hand_and_pans(self, canvas, mouse, qtbot):
        before = canvas.transform
        qtbot.keyPress(canvas, Qt.Key.Key_Space)
        assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
        mouse.press(20, 20)
        assert canvas.cursor().shape() == Qt.CursorShape.ClosedHandCursor
        mouse.move(20, 30)
        mouse.release(20, 20)
        qtbot.keyRelease(canvas, Qt.Key.Key_Space)
        assert canvas.transform.x > before.x
        assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
        assert not markers(canvas)


def test_repeated_points_are_dropped():
    points = [(1.0, 2.0), (1.0, 2.0), (3.0, 2.0), (1.0, 2.0), (1.0, 2.0)]
    assert drop_repeats(points) == [(1.0, 2.0), (3.0, 2.0), (1.0, 2.0)]
    assert drop_repeats([(5.0, 5.0)]) == [(5.0, 5.0)]
