"""The view of the canvas: zoom, contrast, markers, pixel values and states."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.canvas.display import Contrast
from flimbuilder.gui.canvas.readout import PixelValues
from tests.gui.canvas.conftest import blended, colour_at, show_image
from tests.gui.conftest import SIDE


def wheel(canvas: Canvas, place: QPointF, angle: int = 0, pixels: int = 0) -> None:
    event = QWheelEvent(
        place, canvas.mapToGlobal(place), QPoint(0, pixels), QPoint(0, angle),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


class TestView:
    def test_pixels_are_shown_unchanged(self, canvas):
        pixels = canvas.session.pixels.shown.pixels
        for row, col in ((0, 0), (10, 50), (63, 63), (31, 7)):
            assert colour_at(canvas, row, col) == tuple(pixels[row, col].tolist())

    def test_a_new_image_is_fitted_and_centred(self, canvas):
        first, last = canvas.map_from_image(-0.5, -0.5), canvas.map_from_image(63.5, 63.5)
        assert first.y() == pytest.approx(canvas.height() - last.y())
        assert first.x() == pytest.approx(canvas.width() - last.x())

    @pytest.mark.parametrize(("angle", "pixels"), [(120, 0), (0, 40), (-240, 0)])
    def test_the_wheel_zooms_at_the_cursor(self, canvas, angle, pixels):
        place = canvas.map_from_image(20, 40)
        before = canvas.transform.scale
        wheel(canvas, place, angle, pixels)
        assert canvas.map_to_image(place) == pytest.approx((20, 40))
        assert (canvas.transform.scale > before) == (angle + pixels > 0)

    def test_dragging_with_the_middle_button_moves_the_image(self, canvas, mouse):
        place = canvas.map_from_image(10, 10)
        mouse.press(10, 10, Qt.MouseButton.MiddleButton)
        mouse.move(15, 22, Qt.MouseButton.MiddleButton)
        assert canvas.map_from_image(10, 10) != place
        mouse.release(10, 10, Qt.MouseButton.MiddleButton)
        assert not canvas.session.drawing.markers.markers

    def test_one_to_one_and_back(self, canvas):
        fitted = canvas.transform
        canvas.one_to_one()
        assert canvas.transform.scale == 1 / canvas.devicePixelRatioF()
        canvas.fit()
        assert canvas.transform == fitted

    def test_the_zoom_is_emitted_on_change(self, canvas):
        zooms = []
        canvas.zoomed.connect(zooms.append)
        canvas.one_to_one()
        canvas.shift(5, 5)
        canvas.zoom(2)
        canvas.forget_image()
        assert zooms == [1.0, 2.0, 0.0]

    def test_the_zoom_is_kept_between_images_of_the_same_size(self, canvas, settle):
        canvas.zoom(3)
        before = canvas.transform
        show_image(canvas.session, 0)
        settle(canvas.session)
        assert canvas._scene.shown.id == canvas.session.view.image
        assert canvas.transform == before

    def test_an_image_of_another_size_is_fitted(self, canvas, show_pixels):
        canvas.zoom(3)
        show_pixels(np.zeros((30, 90, 3), np.uint8))
        assert (canvas.transform.height, canvas.transform.width) == (30, 90)
        assert canvas.transform.visible(canvas.width(), canvas.height()) == (0, 30, 0, 90)

    def test_resizing_refits_a_fitted_image(self, canvas):
        canvas.resize(900, 700)
        whole = canvas.transform
        canvas.fit()
        assert canvas.transform == whole

    def test_resizing_keeps_the_centre(self, canvas):
        canvas.zoom(4)
        middle = canvas.map_to_image(QPointF(300, 250))
        canvas.resize(900, 700)
        assert canvas.map_to_image(QPointF(450, 350)) == pytest.approx(middle)

    def test_large_pixels_have_a_grid(self, canvas, show_pixels):
        show_pixels(np.zeros((64, 64, 3), np.uint8))
        canvas.zoom(11.5 / canvas.transform.scale)
        assert colour_at(canvas, 30, 30.49) == (0, 0, 0)
        canvas.zoom(20 / canvas.transform.scale)
        picture = canvas.grab().toImage()
        seen = {picture.pixel(x, 250) for x in range(280, 320)}
        assert len(seen) > 1


class TestDepths:
    def test_16_bits_are_stretched(self, canvas, show_pixels):
        values = np.linspace(1000, 3000, 64 * 64).reshape(64, 64, 1).astype(np.uint16)
        show_pixels(values)
        assert colour_at(canvas, 0, 0) == (0, 0, 0)
        assert colour_at(canvas, 63, 63) == (255, 255, 255)
        assert colour_at(canvas, 32, 0)[0] == pytest.approx(128, abs=2)

    def test_two_channels_show_the_first(self, canvas, show_pixels):
        values = np.zeros((64, 64, 2), np.uint8)
        values[..., 0], values[..., 1] = 70, 200
        show_pixels(values)
        assert colour_at(canvas, 5, 5) == (70, 70, 70)

    def test_the_channel_is_kept_for_similar_images(self, canvas, settle, show_pixels):
        values = np.zeros((64, 64, 5), np.uint8)
        values[..., 4] = 90
        show_pixels(values)
        assert colour_at(canvas, 5, 5) == (0, 0, 0)
        canvas._contrast.chosen.emit(Contrast(channel=4))
        settle(canvas.session)
        assert colour_at(canvas, 5, 5) == (90, 90, 90)
        show_pixels(np.full((64, 64, 3), 33, np.uint8))
        assert colour_at(canvas, 5, 5) == (33, 33, 33)
        show_pixels(values)
        assert colour_at(canvas, 5, 5) == (90, 90, 90)

    def test_limits_do_not_change_the_pixels(self, canvas, settle):
        pixels = canvas.session.pixels.shown.pixels.copy()
        canvas._contrast.chosen.emit(Contrast(limits=(100.0, 101.0)))
        settle(canvas.session)
        assert set(colour_at(canvas, 0, 0)) <= {0, 255}
        assert (canvas.session.pixels.shown.pixels == pixels).all()

    def test_a_reduced_image_is_smooth(self, canvas, show_pixels):
        checks = np.indices((2000, 2000)).sum(axis=0) % 2 * 255
        show_pixels(checks.astype(np.uint8)[..., None])
        for place in ((100, 100), (1001, 500), (1990, 3)):
            assert colour_at(canvas, *place)[0] == pytest.approx(128, abs=2)


class TestMarkers:
    def test_exact_pixels_have_the_class_colour(self, canvas, mouse):
        canvas.session.update_view(tool="disk", class_id=1, radius=2, opacity=0.8)
        mouse.click(30, 30)
        mouse.hover(60, 60)
        pixels = canvas.session.pixels.shown.pixels
        colour = canvas.session.classes.entries[1].colour
        for row, col in ((30, 30), (28, 30), (30, 32), (31, 31)):
            expected = blended(pixels[row, col], colour, 0.8)
            assert colour_at(canvas, row, col) == pytest.approx(expected, abs=3)
        for row, col in ((27, 30), (32, 32), (30, 33)):
            assert colour_at(canvas, row, col) == tuple(pixels[row, col].tolist())

    def test_the_background_is_striped(self, canvas, show_pixels, mouse):
        show_pixels(np.full((64, 64, 3), 255, np.uint8))
        canvas.session.update_view(tool="disk", class_id=0, radius=6, opacity=1.0)
        mouse.click(30, 30)
        mouse.hover(60, 60)
        seen = {colour_at(canvas, 30, col) for col in range(26, 35)}
        assert seen == {(0, 114, 178), (127, 184, 216)}

    def test_colour_and_opacity_can_change(self, canvas, show_pixels, mouse):
        show_pixels(np.zeros((64, 64, 3), np.uint8))
        canvas.session.update_view(tool="disk", class_id=1, radius=6, opacity=1.0)
        mouse.click(30, 30)
        mouse.hover(60, 60)
        canvas.session.classes.recolour(1, "#c86432")
        assert colour_at(canvas, 30, 30) == (200, 100, 50)
        canvas.session.update_view(opacity=0.5)
        assert colour_at(canvas, 30, 30) == pytest.approx((100, 50, 25), abs=2)

    @pytest.mark.parametrize("how", ["hidden overlays", "view"])
    def test_they_can_be_hidden(self, canvas, show_pixels, mouse, how):
        show_pixels(np.zeros((64, 64, 3), np.uint8))
        canvas.session.update_view(tool="disk", radius=6)
        mouse.click(30, 30)
        mouse.hover(60, 60)
        assert colour_at(canvas, 30, 30) != (0, 0, 0)
        if how == "view":
            canvas.session.update_view(show_markers=False)
        else:
            canvas.set_overlays_hidden(True)
        assert colour_at(canvas, 30, 30) == (0, 0, 0)
        canvas.session.update_view(show_markers=True)
        canvas.set_overlays_hidden(False)
        assert colour_at(canvas, 30, 30) != (0, 0, 0)

    def test_markers_change_with_the_image(self, canvas, settle):
        show_image(canvas.session, 0)
        settle(canvas.session)
        drawn = canvas.session.drawing.markers.markers
        assert {1, 2} == set(canvas._scene.markers.pixels.marker.tolist())
        assert len(drawn) == 2

    def test_the_selected_marker_has_an_outline(self, canvas, show_pixels, mouse):
        show_pixels(np.zeros((64, 64, 3), np.uint8))
        canvas.session.update_view(tool="disk", radius=6, opacity=0.5)
        mouse.click(30, 30)
        mouse.hover(60, 60)
        assert colour_at(canvas, 23.5, 30) != (255, 255, 255)
        canvas.session.update_view(marker=1)
        assert colour_at(canvas, 23.5, 30) == (255, 255, 255)


class TestPixelValues:
    def test_the_pixel_under_the_mouse_is_emitted(self, canvas, mouse, qtbot):
        seen = []
        canvas.pointed.connect(seen.append)
        mouse.hover(12.3, 40.4)
        pixels = canvas.session.pixels.shown.pixels
        assert seen == [PixelValues(12, 40, tuple(pixels[12, 40].tolist()))]
        mouse.hover(12.4, 40.1)
        assert len(seen) == 1
        mouse.hover(-3, 40)
        assert seen[1:] == [None]

    def test_the_class_of_the_marker_is_emitted(self, canvas, mouse):
        seen = []
        canvas.session.update_view(tool="disk")
        mouse.click(30, 30)
        canvas.pointed.connect(seen.append)
        mouse.hover(31, 31)
        assert seen[-1].class_name == "object"

    @pytest.mark.parametrize("computed", ["heat_changed", "decoded_changed", "cards_changed"])
    def test_new_results_are_emitted_under_a_resting_mouse(
        self, canvas, mouse, monkeypatch, computed
    ):
        seen = []
        mouse.hover(12, 40)
        canvas.pointed.connect(seen.append)
        inspector = canvas.session.inspector
        monkeypatch.setattr(inspector, "value_at", lambda row, col: (row / 2, col / 80))
        getattr(inspector, computed).emit()
        assert [(values.activation, values.saliency) for values in seen] == [(6.0, 0.5)]

    def test_none_is_emitted_as_the_mouse_leaves(self, canvas, mouse):
        seen = []
        mouse.hover(31, 31)
        canvas.pointed.connect(seen.append)
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
        assert seen == [None]


class TestStates:
    def test_without_an_image_the_canvas_is_empty(self, canvas):
        canvas.session.update_view(image=None)
        assert canvas.transform is None
        assert not canvas._state.isVisible()
        assert not canvas._contrast.isVisible()

    def test_a_problem_is_shown_with_a_remedy(self, canvas, qtbot):
        source = canvas.session.pixels
        source.shown, source.problem = None, "cells_2.png: the file is missing"
        source.changed.emit()
        assert canvas.transform is None
        text = canvas.findChild(QLabel, "canvasStateText")
        assert text.text() == "cells_2.png: the file is missing"
        with qtbot.waitSignal(canvas.relink_requested):
            qtbot.mouseClick(
                canvas.findChild(QPushButton, "relinkButton"), Qt.MouseButton.LeftButton
            )

    def test_a_slow_image_shows_a_message(self, canvas, qtbot, monkeypatch):
        monkeypatch.setattr(canvas.session.thumbnails, "get", lambda image: None)
        source = canvas.session.pixels
        source.shown = None
        source.changed.emit()
        assert canvas.transform is not None  # the previous image, for a moment
        text = canvas.findChild(QLabel, "canvasStateText")
        qtbot.waitUntil(text.isVisible)
        assert text.text() == f"Reading cells_2.png, {SIDE} x {SIDE}…"
        assert canvas.transform is None

    def test_a_slow_image_shows_its_thumbnail(self, canvas, qtbot, monkeypatch):
        red = np.full((20, 20, 3), (200, 30, 40), np.uint8)
        monkeypatch.setattr(canvas.session.thumbnails, "get", lambda image: red)
        source = canvas.session.pixels
        shown, source.shown = source.shown, None
        source.changed.emit()
        qtbot.waitUntil(lambda: canvas.transform is None)
        picture = canvas.grab().toImage()
        middle = picture.pixelColor(picture.width() // 2, picture.height() // 2)
        assert middle.getRgb()[:3] == (200, 30, 40)
        assert not canvas.findChild(QLabel, "canvasStateText").isVisible()
        source.shown = shown
        source.changed.emit()
        qtbot.waitUntil(lambda: canvas.transform is not None)
        picture = canvas.grab().toImage()
        middle = picture.pixelColor(picture.width() // 2, picture.height() // 2)
        assert middle.getRgb()[:3] != (200, 30, 40)

    def test_nothing_can_be_drawn_on_the_previous_image(self, canvas, mouse):
        show_image(canvas.session, 0)
        before = canvas.session.drawing.markers
        mouse.click(30, 30)
        assert canvas.session.drawing.markers == before

    def test_dropped_files_are_emitted(self, canvas, tmp_path, qtbot):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png")), QUrl("https://example.org")])
        event = QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        with qtbot.waitSignal(canvas.files_dropped) as dropped:
            canvas.dropEvent(event)
        assert dropped.args == [[Path(tmp_path / "a.png")]]

    def test_object_and_accessible_names(self, canvas):
        assert canvas.objectName() == "canvas"
        assert canvas.accessibleName() == "Image"

    def test_a_click_takes_the_focus(self, canvas, mouse, qtbot):
        canvas.activateWindow()
        canvas.clearFocus()
        mouse.click(30, 30)
        assert canvas.hasFocus() or not canvas.isActiveWindow()
