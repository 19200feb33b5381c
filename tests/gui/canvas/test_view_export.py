"""The view as a picture and as vectors."""

from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from flimbuilder.errors import InputError
from flimbuilder.gui.canvas import view_export
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.gui.canvas.view_export import (
    frame_of,
    picture_of_view,
    vectors_of_view,
)
from flimbuilder.gui.colours import REFERENCE
from flimbuilder.gui.widgets.pictures import png_bytes
from flimbuilder.project.markers import Disk
from tests.gui.canvas.conftest import picture_of
from tests.gui.canvas.test_canvas_overlays import rgb, show_mask

SIDE = 64
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def busy(canvas, show_pixels, settle):
    """Return a canvas with an image, a mask, a reference mask and markers."""
    truth, mask = np.zeros((SIDE, SIDE), np.uint8), np.zeros((SIDE, SIDE), np.uint8)
    truth[10:20, 10:20], mask[30:50, 30:50] = 1, 1
    rng = np.random.default_rng(0)
    show_pixels(rng.integers(0, 256, (SIDE, SIDE, 3), np.uint8), truth)
    canvas.session.update_view(show_mask=True, show_truth=True, show_scale_bar=True)
    show_mask(canvas, mask, settle)
    canvas.session.update_view(class_id=0, radius=5)
    canvas.session.drawing.disk((50.0, 12.0))
    settle(canvas.session)
    return canvas


class TestFrame:
    def test_the_fitted_image_is_cut_out_of_the_canvas(self, canvas):
        frame = frame_of(canvas)
        side = round(SIDE * canvas.transform.scale)
        assert (frame.width, frame.height) == (side, side)
        assert (frame.view.x, frame.view.y) == (0, 0)

    def test_at_image_size_a_pixel_is_a_pixel(self, canvas):
        frame = frame_of(canvas, at_image_size=True)
        assert (frame.width, frame.height, frame.view.scale) == (SIDE, SIDE, 1)

    def test_only_the_visible_part_or_the_whole(self, canvas):
        canvas.zoom(4)
        canvas.centre_on(32, 32)
        part = frame_of(canvas)
        assert (part.width, part.height) == (canvas.width(), canvas.height())
        row, col = part.view.to_image(part.width / 2, part.height / 2)
        assert (row, col) == (pytest.approx(32), pytest.approx(32))
        pixels = frame_of(canvas, at_image_size=True)
        assert pixels.width == round(canvas.width() / canvas.transform.scale)
        whole = frame_of(canvas, whole=True)
        assert whole.width == whole.height == min(canvas.width(), canvas.height())
        assert frame_of(canvas, whole=True, at_image_size=True).width == SIDE

    def test_too_many_pixels_are_refused(self, canvas, monkeypatch):
        monkeypatch.setattr(view_export, "MAX_PIXELS", 100)
        with pytest.raises(InputError, match="zoom in"):
            frame_of(canvas)

    def test_without_an_image(self, canvas):
        canvas.forget_image()
        with pytest.raises(InputError):
            frame_of(canvas)


class TestPicture:
    def test_it_equals_the_canvas(self, busy):
        """But for the corners, which hold plates of the size of the canvas, and the buttons."""
        frame = frame_of(busy)
        picture, seen = picture_of_view(busy, frame), picture_of(busy)
        left = round((busy.width() - frame.width) / 2)
        top = round((busy.height() - frame.height) / 2)
        part = seen.copy(left, top, frame.width, frame.height)
        inner = [
            (x, y)
            for x in range(0, frame.width, 7)
            for y in range(frame.height // 6, frame.height * 3 // 4, 7)
        ]
        same = [picture.pixel(x, y) == part.pixel(x, y) for x, y in inner]
        assert np.mean(same) > 0.99

    def test_at_image_size_pixels_are_those_of_the_image(self, canvas):
        frame = frame_of(canvas, at_image_size=True)
        picture = picture_of_view(canvas, frame)
        pixels = canvas.session.pixels.shown.pixels
        for row, col in ((0, 0), (10, 50), (63, 63)):
            assert rgb(picture.pixelColor(col, row)) == tuple(pixels[row, col].tolist())

    def test_hidden_overlays_are_left_out(self, busy):
        busy.set_overlays_hidden(True)
        picture = picture_of_view(busy, frame_of(busy, at_image_size=True))
        pixels = busy.session.pixels.shown.pixels
        assert rgb(picture.pixelColor(12, 50)) == tuple(pixels[50, 12].tolist())

    def test_png(self, busy):
        data = png_bytes(picture_of_view(busy, frame_of(busy)))
        image = QImage.fromData(data)
        assert image == picture_of_view(busy, frame_of(busy)).convertToFormat(image.format())

    def test_text_grows_with_large_pictures(self, canvas):
        frame = view_export.Frame(ViewTransform(1, 1), 3600, 1800)
        assert frame.text_scale == 2
        assert view_export.Frame(ViewTransform(1, 1), 300, 200).text_scale == 1


class TestVectors:
    def test_it_has_a_picture_and_vectors(self, busy):
        root = ElementTree.fromstring(vectors_of_view(busy, frame_of(busy)).as_svg("a view"))
        kinds = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert {"image", "path", "text"} <= kinds
        colours = {element.get("stroke") for element in root.iter()}
        own = busy.session.document.project.classes[1].colour
        assert {REFERENCE.name(), own} <= {colour.lower() for colour in colours if colour}
        assert root.find(f"{SVG}title").text == "a view"
        images = list(root.iter(f"{SVG}image"))
        assert len(images) == 1

    def test_it_looks_like_the_picture(self, busy):
        frame = frame_of(busy)
        renderer = QSvgRenderer(vectors_of_view(busy, frame).as_svg(""))
        drawn = QImage(frame.width, frame.height, QImage.Format.Format_RGB32)
        painter = QPainter(drawn)
        renderer.render(painter, QRectF(drawn.rect()))
        painter.end()
        expected = picture_of_view(busy, frame)
        differences = [
            abs(drawn.pixelColor(x, y).lightness() - expected.pixelColor(x, y).lightness())
            for x in range(3, frame.width, 11)
            for y in range(3, frame.height, 11)
        ]
        assert np.mean(differences) < 8

    def test_the_outline_is_one_closed_path_along_the_pixels(self, busy):
        frame = frame_of(busy, at_image_size=True)
        root = ElementTree.fromstring(vectors_of_view(busy, frame).as_svg(""))
        drawn = [element.get("d", "") for element in root.iter(f"{SVG}path")]
        assert any(path.startswith("M30,30 L50,30 L50,50 L30,50 L30,30") for path in drawn)

    def test_markers_are_filled(self, busy):
        colours = {
            element.get("fill", "").lower()
            for element in ElementTree.fromstring(
                vectors_of_view(busy, frame_of(busy)).as_svg("")
            ).iter()
        }
        assert QColor(busy.session.document.project.classes[0].colour).name() in colours

    def test_nothing_but_the_visible_markers(self, busy):
        assert isinstance(busy.session.drawing.markers.markers[-1], Disk)
        busy.zoom(6)
        busy.centre_on(60, 60)
        svg = vectors_of_view(busy, frame_of(busy)).as_svg("").decode().lower()
        assert busy.session.document.project.classes[0].colour not in svg
