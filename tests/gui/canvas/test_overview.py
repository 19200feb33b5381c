"""The map of the whole image in the corner."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from flimbuilder.gui.canvas.overview import OverviewMap

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def overview(canvas) -> OverviewMap:
    canvas.session.update_view(show_overview=True)
    made = canvas.findChild(OverviewMap)
    assert made is not None
    return made


def middle(canvas) -> tuple[float, float]:
    return canvas.map_to_image(QPointF(canvas.width() / 2, canvas.height() / 2))


def test_it_shows_only_while_a_part_is_visible(canvas, overview):
    assert overview.isHidden()
    canvas.zoom(3)
    assert overview.isVisible()
    canvas.fit()
    assert overview.isHidden()


def test_it_can_be_switched_off(canvas, overview):
    canvas.zoom(3)
    canvas.session.update_view(show_overview=False)
    assert overview.isHidden()
    canvas.session.update_view(show_overview=True)
    assert overview.isVisible()


def test_it_has_the_shape_of_the_image_and_lies_in_the_corner(canvas, overview, show_pixels):
    show_pixels(np.zeros((40, 80, 3), np.uint8))
    canvas.zoom(3)
    assert overview.width() == 2 * overview.height()
    right = overview.geometry().right()
    assert canvas.width() - 20 < right < canvas.width()
    canvas.resize(500, 400)
    assert 480 < overview.geometry().right() < 500


def test_the_frame_is_the_visible_part(canvas, overview):
    canvas.zoom(4)
    frame, view = overview.frame(), canvas.transform
    factor = overview.width() / view.width
    assert frame.width() == pytest.approx(canvas.width() / view.scale * factor, abs=0.5)
    row, col = middle(canvas)
    assert frame.center().x() == pytest.approx((col + 0.5) * factor, abs=0.5)
    assert frame.center().y() == pytest.approx((row + 0.5) * factor, abs=0.5)


def test_a_click_moves_the_view(canvas, overview):
    canvas.zoom(4)
    place = QPoint(overview.width() // 4, overview.height() * 3 // 4)
    QTest.mouseClick(overview, LEFT, pos=place)
    row, col = middle(canvas)
    assert col == pytest.approx(64 / 4 - 0.5, abs=1)
    assert row == pytest.approx(64 * 3 / 4 - 0.5, abs=1)
    assert not canvas.session.drawing.markers.markers


def test_a_drag_follows_and_stays_in_the_image(canvas, overview):
    canvas.zoom(6)
    QTest.mousePress(overview, LEFT, pos=QPoint(5, 5))
    QTest.mouseMove(overview, QPoint(overview.width() // 2, overview.height() // 2))
    QTest.mouseRelease(overview, LEFT, pos=QPoint(overview.width() // 2, overview.height() // 2))
    overview._choose(QPointF(1e4, 1e4))
    row, col = middle(canvas)
    assert row == pytest.approx(63.5, abs=1)
    assert col == pytest.approx(63.5, abs=1)


def test_it_shows_the_image_in_its_contrast(canvas, overview, show_pixels):
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[:, 32:] = 200
    show_pixels(pixels)
    canvas.zoom(8)
    canvas.centre_on(10, 10)
    picture = overview.grab().toImage()
    far = picture.pixelColor(picture.width() - 5, picture.height() - 5)
    assert 100 < far.red() < 200  # dimmed
    assert picture.pixelColor(5, picture.height() - 5).red() < 10


@pytest.mark.parametrize("shape", [(300, 1, 3), (2, 5000, 3)])
def test_a_narrow_image_has_a_map_that_can_be_hit(canvas, overview, show_pixels, shape):
    show_pixels(np.zeros(shape, np.uint8))
    canvas.zoom(20)
    assert min(overview.width(), overview.height()) == 12
    QTest.mouseClick(overview, LEFT, pos=QPoint(overview.width() // 2, overview.height() // 2))
    row, col = middle(canvas)
    assert abs(row - shape[0] / 2) < 3
    assert abs(col - shape[1] / 2) < 40
