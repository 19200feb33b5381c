"""A slide on the canvas: tiles of what is in view, markers and values at their places."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.canvas.display import Contrast
from flimbuilder.gui.canvas.second_canvas import SecondCanvas
from flimbuilder.gui.canvas.view_export import frame_of, picture_of_view
from flimbuilder.imaging import coarse_levels
from flimbuilder.imaging.coarse_levels import halve_pixels
from flimbuilder.session.session import Session
from tests.gui.canvas.conftest import Mouse, colour_at
from tests.session.slide_project import SIDE, make_slide_project

pytestmark = pytest.mark.slow

Settle = Callable[[Session], None]
BOTH = pytest.mark.parametrize("slide", ["levels", "flat"], indirect=True)
FLAT = pytest.mark.parametrize("slide", ["flat"], indirect=True)


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flimbuilder.session.pixels.IN_PARTS_BYTES", 0)
    monkeypatch.setattr("flimbuilder.session.encoding.WHOLE_BYTES", 1)
    monkeypatch.setattr("flimbuilder.session.large_inspection.MOST_DECODED", 0)
    monkeypatch.setattr(coarse_levels, "BLOCK", 256)
    monkeypatch.setattr(coarse_levels, "COARSE_BYTES", 200_000)
    monkeypatch.setattr(coarse_levels, "MANY", 3)


@pytest.fixture
def slide(
    request: pytest.FixtureRequest,
    session: Session,
    tmp_path: Path,
    qtbot: QtBot,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
    in_parts: None,
) -> tuple[Canvas, np.ndarray]:
    """A canvas with a slide, and the pixels of the slide; nothing is built."""
    monkeypatch.setattr(session.builder, "build_if_marked", lambda: None)
    folder, pixels = make_slide_project(
        tmp_path, has_levels=getattr(request, "param", "levels") == "levels"
    )
    made = Canvas(session)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    session.open(folder)
    session.update_view(show_scale_bar=False, show_overview=False, show_markers=False, tool="disk")
    settle(session)
    assert session.pixels.shown is not None
    assert session.pixels.shown.slide is not None
    return made, pixels


def seen(canvas: Canvas) -> np.ndarray:
    """The picture of the canvas (h, w, 3)."""
    image = canvas.grab().toImage().convertToFormat(canvas.grab().toImage().Format.Format_RGB888)
    lines = np.array(image.constBits()).reshape(image.height(), image.bytesPerLine())
    return lines[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)


@BOTH
def test_the_part_in_view_is_painted_exactly(
    slide: tuple[Canvas, np.ndarray], settle: Settle
) -> None:
    canvas, pixels = slide
    canvas.one_to_one()
    for row, col in (150, 200), (750, 700), (450, 300):
        canvas.centre_on(row - 0.5, col - 0.5)
        settle(canvas.session)
        part = pixels[row - 150 : row + 150, col - 200 : col + 200]
        # The button of the contrast covers the upper right corner.
        assert np.array_equal(seen(canvas)[60:], part[60:])


@BOTH
def test_a_reduced_view_shows_a_coarser_level(
    slide: tuple[Canvas, np.ndarray], settle: Settle
) -> None:
    canvas, pixels = slide
    canvas.one_to_one()
    canvas.zoom(0.5)
    canvas.centre_on(449.5, 449.5)
    settle(canvas.session)
    half = halve_pixels(pixels)[75:375, 25:425]
    assert np.abs(seen(canvas)[60:].astype(int) - half[60:]).max() <= 1


def test_a_drag_moves_to_tiles_that_are_read_then(
    slide: tuple[Canvas, np.ndarray], settle: Settle
) -> None:
    canvas, pixels = slide
    canvas.one_to_one()
    canvas.centre_on(149.5, 199.5)
    settle(canvas.session)
    canvas.session.update_view(tool="pan")
    mouse = Mouse(canvas)
    mouse.press(250, 300)
    for _ in range(8):  # the view follows the pointer, which stays on its pixel
        canvas.shift(-25, -30)
        QApplication.processEvents()
    mouse.release(250, 300)
    settle(canvas.session)
    top, bottom, left, right = canvas.transform.visible(400, 300)
    assert top > 200
    for row, col in (top + 100, left + 50), (bottom - 20, right - 80):
        assert colour_at(canvas, row, col) == tuple(pixels[row, col].tolist())


def test_a_disk_is_drawn_where_it_was_clicked(
    slide: tuple[Canvas, np.ndarray], settle: Settle
) -> None:
    canvas, _ = slide
    canvas.one_to_one()
    canvas.centre_on(800, 750)
    canvas.zoom(8.0, QPointF(200, 150))
    canvas.session.update_view(show_markers=True, radius=3.0, class_id=1)
    settle(canvas.session)
    before = colour_at(canvas, 801, 752)
    Mouse(canvas).click(801, 752)
    session = canvas.session
    (entry,) = session.document.project.images
    drawn = session.document.project.markers_of(entry.id).markers[-1]
    assert drawn.center == pytest.approx((801, 752), abs=0.1)
    assert colour_at(canvas, 801, 752) != before
    assert canvas.scene.markers.class_at(801, 752) == 1


def test_values_are_read_in_the_background(
    slide: tuple[Canvas, np.ndarray], settle: Settle
) -> None:
    canvas, pixels = slide
    settle(canvas.session)
    canvas.session.pixels.shown.slide._tiles.clear()
    values: list[tuple[float, ...]] = []
    canvas.pointed.connect(lambda pixel: values.append(() if pixel is None else pixel.values))
    Mouse(canvas).hover(321, 654)
    assert values[-1] == ()
    settle(canvas.session)
    assert values[-1] == tuple(pixels[321, 654].tolist())


def test_another_contrast_is_painted(slide: tuple[Canvas, np.ndarray], settle: Settle) -> None:
    canvas, pixels = slide
    canvas.one_to_one()
    canvas.centre_on(449.5, 459.5)
    canvas.scene.set_contrast(Contrast(channel=0, limits=(0.0, 128.0)))
    settle(canvas.session)
    level = min(int(np.rint(float(pixels[450, 460, 0]) * 255 / 128)), 255)
    assert colour_at(canvas, 450, 460) == (level,) * 3


def test_the_second_pane_shows_the_slide(
    slide: tuple[Canvas, np.ndarray], settle: Settle, qtbot: QtBot
) -> None:
    canvas, pixels = slide
    second = SecondCanvas(canvas)
    qtbot.addWidget(second)
    second.resize(400, 300)
    second.show()
    canvas.linked, second.linked = second, canvas
    second.scene.load()
    canvas.one_to_one()
    canvas.centre_on(449.5, 459.5)
    settle(canvas.session)
    assert colour_at(second, 440, 470) == tuple(pixels[440, 470].tolist())


def test_a_saved_view_reads_what_it_lacks(
    slide: tuple[Canvas, np.ndarray], settle: Settle
) -> None:
    canvas, pixels = slide
    settle(canvas.session)
    frame = frame_of(canvas, whole=True, at_image_size=True)
    load = canvas.scene.loading_of(frame.view, 1.0, (frame.width, frame.height))
    assert load is not None
    load(lambda: None)
    assert canvas.scene.loading_of(frame.view, 1.0, (frame.width, frame.height)) is None
    canvas.set_overlays_hidden(True)
    picture = picture_of_view(canvas, frame)
    assert (picture.width(), picture.height()) == (SIDE, SIDE)
    colour = picture.pixelColor(852, 31)
    assert (colour.red(), colour.green(), colour.blue()) == tuple(pixels[31, 852].tolist())


def test_the_saliency_and_the_mask_in_view_are_painted(
    slide: tuple[Canvas, np.ndarray], settle: Settle
) -> None:
    canvas, _ = slide
    session = canvas.session
    canvas.one_to_one()
    canvas.centre_on(800, 800)
    settle(session)
    plain = seen(canvas)
    session.update_view(heat="saliency")
    session.builder.build()
    settle(session)
    with_map = seen(canvas)
    assert (with_map != plain).any()
    session.update_view(heat="none", show_mask=True)
    settle(session)
    assert (seen(canvas) != plain).any()
    assert "mask" in canvas.scene.outlines
    session.update_view(fill_mask=True)
    QApplication.processEvents()
    assert colour_at(canvas, 820, 840) != tuple(plain[170, 240].tolist())


@FLAT
def test_the_overview_and_the_histogram_know_the_whole(
    slide: tuple[Canvas, np.ndarray], settle: Settle
) -> None:
    canvas, pixels = slide
    canvas.session.update_view(show_overview=True)
    canvas.one_to_one()
    settle(canvas.session)
    expected = pixels.mean(axis=(0, 1))
    prepared = canvas.scene.prepared
    assert prepared is not None
    assert np.allclose(prepared.levels[-1].mean(axis=(0, 1)), expected, atol=3)
    sample = canvas.session.pixels.shown.sample
    assert sample.shape[2] == 3
    assert sample.size < pixels.size


@FLAT
def test_a_draft_follows_the_coarse_levels(
    slide: tuple[Canvas, np.ndarray], settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas, _ = slide
    session = canvas.session
    monkeypatch.setattr("flimbuilder.model.view_decoding.MOST_IN_VIEW", 1)
    coarse = session.pixels.shown.slide.coarse
    coarse._known[:] = False
    canvas.scene._image.is_partial = True
    session.update_view(heat="saliency")
    session.builder.build()
    settle(session)
    assert session.inspector.heat.title == "saliency of object; zoom in to see it"
    canvas.shift(3, 0)
    settle(session)
    assert coarse.is_complete
    assert session.inspector.heat.title == "saliency of object, a draft; zoom in for the exact one"


@FLAT
def test_reading_a_slide_lets_builds_go_first(
    slide: tuple[Canvas, np.ndarray], settle: Settle
) -> None:
    canvas, _ = slide
    session = canvas.session
    coarse = session.pixels.shown.slide.coarse
    coarse._known[:] = False
    session.libraries.expect()  # builds are held until all is quiet
    session.builder.build()
    canvas.shift(3, 0)
    assert session.jobs.in_lane("display tiles") is not None
    assert not coarse.is_complete
    assert session.libraries.is_quiet
    session.libraries.load()
    settle(session)
    assert coarse.is_complete
    assert session.builder.current is not None
