"""Heat maps, outlines, kernel origins and badges over the image."""

import gc
import weakref

import numpy as np
import pytest
from PySide6.QtGui import QColor

from flimbuilder.gui.canvas.hud import Hud, number_text
from flimbuilder.gui.canvas.overlay_layers import heat_colours
from flimbuilder.gui.colours import ATTENTION, FALSE, LEFT_OUT, MISSED, REFERENCE
from flimbuilder.imaging.colour_maps import COLOUR_MAPS, colour_map
from flimbuilder.project.architecture import trace_shapes
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.project import ClusterIdentity
from flimbuilder.session.results import DecodedImage, HeatMap, KernelCard
from tests.gui.canvas.conftest import blended, colour_at, picture_of, show_image

SIDE = 64


@pytest.fixture
def grey(canvas, show_pixels):
    """Return a canvas with a grey image and a square reference mask."""
    truth = np.zeros((SIDE, SIDE), np.uint8)
    truth[10:20, 10:20] = 1
    show_pixels(np.full((SIDE, SIDE, 3), 100, np.uint8), truth)
    return canvas


def show_heat(canvas, heat, settle) -> None:
    canvas.session.inspector.heat = heat
    canvas.session.inspector.heat_changed.emit()
    settle(canvas.session)


def show_mask(canvas, mask, settle) -> None:
    saliency = np.zeros((1, SIDE, SIDE), np.float32)
    canvas.session.inspector.decoded = DecodedImage(DecoderChoice(id="lm"), (1,), saliency, mask)
    canvas.session.inspector.decoded_changed.emit()
    settle(canvas.session)


def rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


class TestHeat:
    @pytest.mark.parametrize("name", COLOUR_MAPS)
    def test_values_have_the_colours_of_the_map(self, grey, settle, name):
        values = np.zeros((SIDE, SIDE), np.uint8)
        values[:, 32:] = 255
        grey.session.update_view(heat="activation", opacity=0.5, colour_map=name)
        show_heat(grey, HeatMap("heat", "block 1, kernel 2", values, 0, 3), settle)
        assert colour_at(grey, 5, 5) == (100, 100, 100)  # transparent at low values
        expected = blended((100, 100, 100), QColor(*colour_map(name)[255].tolist()).name(), 0.5)
        assert colour_at(grey, 5, 50) == pytest.approx(expected, abs=2)
        grey.set_overlays_hidden(True)
        assert colour_at(grey, 5, 50) == (100, 100, 100)

    def test_alpha_grows_with_the_value(self):
        alpha = [QColor.fromRgba(colour).alpha() for colour in heat_colours(0.6, "magma")]
        assert alpha == sorted(alpha)
        assert (alpha[0], alpha[255]) == (0, round(255 * 0.6))

    def test_missed_and_false_have_their_colours(self, grey, settle):
        values = np.zeros((SIDE, SIDE), np.uint8)
        values[:, 20:40], values[:, 40:] = 1, 2
        grey.session.update_view(heat="error", opacity=1.0)
        show_heat(grey, HeatMap("error", "error", values), settle)
        assert colour_at(grey, 5, 5) == (100, 100, 100)
        for first, colour in ((21, MISSED), (45, FALSE)):
            seen = [colour_at(grey, 5, col) for col in range(first, first + 12)]
            assert seen.count(rgb(colour)) == 6  # stripes
            assert (100, 100, 100) not in seen

    def test_missed_and_false_are_striped_in_different_directions(self, grey, settle):
        values = np.zeros((SIDE, SIDE), np.uint8)
        values[:, :32], values[:, 32:] = 1, 2
        grey.session.update_view(heat="error", opacity=1.0)
        show_heat(grey, HeatMap("error", "error", values), settle)
        missed = [[colour_at(grey, row, col) == rgb(MISSED) for col in range(9)] for row in (0, 1)]
        assert missed[1][:-1] == missed[0][1:]
        false = [
            [colour_at(grey, row, col) == rgb(FALSE) for col in range(40, 49)] for row in (0, 1)
        ]
        assert false[1][1:] == false[0][:-1]

    def test_the_map_can_be_hidden(self, grey, settle):
        values = np.full((SIDE, SIDE), 255, np.uint8)
        grey.session.update_view(heat="saliency", opacity=1.0)
        show_heat(grey, HeatMap("heat", "saliency", values), settle)
        assert colour_at(grey, 5, 5) != (100, 100, 100)
        grey.session.update_view(heat="none")
        assert colour_at(grey, 5, 5) == (100, 100, 100)

    def test_a_map_of_another_size_is_not_shown(self, grey, settle):
        grey.session.update_view(heat="saliency", opacity=1.0)
        show_heat(grey, HeatMap("heat", "saliency", np.full((9, 9), 255, np.uint8)), settle)
        assert colour_at(grey, 5, 5) == (100, 100, 100)

    def test_the_colour_bar_is_in_the_corner(self, grey, settle):
        before = picture_of(grey)
        grey.session.update_view(heat="activation")
        values = np.zeros((SIDE, SIDE), np.uint8)
        show_heat(grey, HeatMap("heat", "block 1, kernel 2", values, 0, 3), settle)
        after = picture_of(grey)
        changed = [
            (x, y) for x in range(0, 600, 4) for y in range(0, 500, 4)
            if before.pixel(x, y) != after.pixel(x, y)
        ]  # fmt: skip
        assert changed
        assert all(x < 250 and y > 400 for x, y in changed)

    @pytest.mark.parametrize(
        ("value", "text"), [(0.0, "0"), (12.345, "12.3"), (1e-5, "1e-05"), (1234.5, "1.23e+03")]
    )
    def test_numbers_have_three_digits(self, value, text):
        assert number_text(value) == text


class TestOutlines:
    def test_the_reference_is_outlined_between_pixels(self, grey, settle):
        grey.session.update_view(show_truth=True)
        settle(grey.session)
        assert rgb(REFERENCE) in [colour_at(grey, 9.5, col) for col in range(11, 19)]
        assert rgb(REFERENCE) in [colour_at(grey, row, 19.5) for row in range(11, 19)]
        assert colour_at(grey, 15, 15) == colour_at(grey, 5, 5) == (100, 100, 100)
        grey.session.update_view(show_truth=False)
        assert {colour_at(grey, 9.5, col) for col in range(11, 19)} == {(100, 100, 100)}

    def test_what_the_reference_leaves_out_is_no_object(self, canvas, show_pixels, settle):
        truth = np.zeros((SIDE, SIDE), np.int16)
        truth[10:40, 10:40], truth[20:30, 20:30] = -1, 1
        show_pixels(np.full((SIDE, SIDE, 3), 100, np.uint8), truth)
        canvas.session.update_view(show_truth=True)
        settle(canvas.session)
        assert list(canvas._scene.outlines) == ["truth", "ignored"]
        assert rgb(REFERENCE) in [colour_at(canvas, 19.5, col) for col in range(21, 29)]
        seen = [colour_at(canvas, 9.5, col) for col in range(11, 39)]
        assert rgb(LEFT_OUT) in seen
        assert rgb(REFERENCE) not in seen
        show_pixels(np.full((SIDE, SIDE, 3), 100, np.uint8), np.abs(truth))
        settle(canvas.session)
        assert list(canvas._scene.outlines) == ["truth"]
        canvas.session.update_view(show_truth=False)
        assert not canvas._scene.outlines

    def test_the_mask_is_solid_in_the_colours_of_its_classes(self, grey, settle):
        session = grey.session
        session.classes.add("other")
        first, second = session.document.project.classes[1:]
        mask = np.zeros((SIDE, SIDE), np.uint8)
        mask[30:40, 30:40], mask[45:55, 30:40] = first.id, second.id
        session.update_view(show_mask=True)
        show_mask(grey, mask, settle)
        for row, entry in ((29.5, first), (44.5, second)):
            seen = {colour_at(grey, row, col) for col in range(31, 39)}
            assert seen == {rgb(QColor(entry.colour))}

    def test_the_legend_names_the_classes_of_the_mask(self, grey, settle):
        session = grey.session
        mask = np.zeros((SIDE, SIDE), np.uint8)
        session.update_view(show_mask=True)
        show_mask(grey, mask, settle)
        assert [key.text for key in grey._corners._mask_keys()] == ["Mask"]
        session.classes.add("other")
        session.classes.add("absent")
        mask = mask.copy()
        mask[5:9, 5:9], mask[20:30, 20:30] = 1, 2
        show_mask(grey, mask, settle)
        texts = [key.text for key in grey._corners._mask_keys()]
        assert texts == [f"Mask: {entry.name}" for entry in session.document.project.classes[1:3]]

    def test_the_reference_is_dashed_over_the_mask(self, grey, settle):
        mask = np.zeros((SIDE, SIDE), np.uint8)
        mask[10:20, 10:20] = 1
        grey.session.update_view(show_mask=True, show_truth=True)
        show_mask(grey, mask, settle)
        own = rgb(QColor(grey.session.document.project.classes[1].colour))
        seen = [colour_at(grey, 9.5, col) for col in range(10, 20)]
        assert own in seen
        assert rgb(REFERENCE) in seen

    def test_a_filled_mask_shows_its_area(self, grey, settle):
        mask = np.zeros((SIDE, SIDE), np.uint8)
        mask[30:50, 30:50] = 1
        grey.session.update_view(show_mask=True, opacity=1.0)
        show_mask(grey, mask, settle)
        assert colour_at(grey, 40, 40) == (100, 100, 100)
        grey.session.update_view(fill_mask=True)
        own = grey.session.document.project.classes[1].colour
        expected = blended((100, 100, 100), own, 0.6)
        assert colour_at(grey, 40, 40) == pytest.approx(expected, abs=2)
        assert colour_at(grey, 5, 5) == (100, 100, 100)
        grey.session.update_view(fill_mask=False)
        assert colour_at(grey, 40, 40) == (100, 100, 100)

    @pytest.mark.parametrize("ground", [0, 100, 255])
    @pytest.mark.parametrize("size", [SIDE, 1500])
    def test_a_line_stands_out_from_any_ground(self, canvas, show_pixels, settle, ground, size):
        """Even from one of the line's own colour: the casing shows then."""
        own = QColor(canvas.session.document.project.classes[1].colour)
        colour = (ground,) * 3 if ground != 100 else rgb(own)
        show_pixels(np.full((size, size, 3), colour, np.uint8))
        mask = np.zeros((size, size), np.uint8)
        mask[size // 4 : size // 2, size // 4 : size // 2] = 1
        canvas.session.update_view(show_mask=True)
        show_mask(canvas, mask, settle)
        picture = picture_of(canvas)
        place = canvas.map_from_image(3 * size / 8, size / 4 - 0.5)
        steps = [
            QColor(picture.pixel(int(place.x()) + step, int(place.y()))) for step in range(-5, 6)
        ]
        contrast = max(sum(abs(a - b) for a, b in zip(rgb(c), colour, strict=True)) for c in steps)
        assert contrast > 150

    def test_a_reduced_image_shows_border_pixels(self, canvas, show_pixels, settle):
        truth = np.zeros((2000, 2000), np.uint8)
        truth[400:1600, 400:1600] = 1
        show_pixels(np.full((2000, 2000, 3), 100, np.uint8), truth)
        canvas.session.update_view(show_truth=True)
        settle(canvas.session)
        picture = picture_of(canvas)
        left, middle = canvas.map_from_image(1000, 400), canvas.map_from_image(1000, 1000)
        around = {
            QColor(picture.pixel(int(left.x()) + step, int(left.y()) + down)).name()
            for step in range(-2, 3)
            for down in range(-12, 12, 2)
        }
        assert REFERENCE.name() in around
        assert rgb(QColor(picture.pixel(middle.toPoint()))) == (100, 100, 100)

    def test_a_new_mask_replaces_the_outline(self, grey, settle):
        mask = np.zeros((SIDE, SIDE), np.uint8)
        mask[30:50, 30:50] = 1
        grey.session.update_view(show_mask=True)
        show_mask(grey, mask, settle)
        show_mask(grey, np.zeros_like(mask), settle)
        assert {colour_at(grey, 29.5, col) for col in range(31, 49)} == {(100, 100, 100)}


class TestOrigin:
    def card(self, canvas, image: str) -> KernelCard:
        identity = ClusterIdentity(image=image, marker=1, cluster=0)
        return KernelCard(1, 1, identity, 0, 1, image, 1, 30, 30, 9, False, False, False)

    def test_the_origin_of_a_kernel_of_this_image_is_marked(self, grey):
        card = self.card(grey, grey.session.view.image)
        grey.session.inspector.cards = (card,)
        before = picture_of(grey)
        grey.session.update_view(hovered=card.identity)
        side = trace_shapes(grey.session.document.project.architecture, SIDE, SIDE)[0]
        half = side.receptive_field / 2
        assert colour_at(grey, 30, 30 + half) == rgb(ATTENTION)
        grey.session.update_view(hovered=None)
        assert picture_of(grey) == before

    def test_a_kernel_of_another_image_names_the_image(self, grey):
        other = grey.session.document.project.images[0].id
        card = self.card(grey, other)
        grey.session.inspector.cards = (card,)
        before = picture_of(grey)
        grey.session.update_view(hovered=card.identity)
        after = picture_of(grey)
        assert grey._corners._name(other) == "cells_0.png"
        assert before.copy(0, 0, 200, 40) != after.copy(0, 0, 200, 40)
        assert before.copy(0, 40, 600, 460) == after.copy(0, 40, 600, 460)


class TestField:
    def test_the_box_follows_the_mouse(self, grey, mouse):
        grey.session.update_view(show_field=True, block=2, tool="pan")
        mouse.hover(30, 30)
        shapes = trace_shapes(grey.session.document.project.architecture, SIDE, SIDE)
        half = shapes[1].receptive_field // 2 + 0.5
        assert colour_at(grey, 30, 30 - half) == rgb(ATTENTION)
        mouse.hover(30, 31)
        assert colour_at(grey, 31, 30 - half) == (100, 100, 100)


def test_overlays_of_the_previous_image_are_removed(grey, settle):
    grey.session.update_view(heat="saliency", show_truth=True)
    show_heat(grey, HeatMap("heat", "saliency", np.full((SIDE, SIDE), 255, np.uint8)), settle)
    assert grey._scene.heat is not None
    grey.session.inspector.heat = None
    show_image(grey.session, 1)
    settle(grey.session)
    assert grey._scene.heat is None
    assert "truth" not in grey._scene.outlines


class TestCache:
    def test_a_cached_image_and_map_are_shown_at_once(self, canvas, settle):
        values = np.full((SIDE, SIDE), 255, np.uint8)
        heat = HeatMap("heat", "saliency", values)
        canvas.session.update_view(heat="saliency")
        show_heat(canvas, heat, settle)
        layer, seen = canvas._scene.heat, picture_of(canvas)
        show_image(canvas.session, 1)
        settle(canvas.session)
        assert canvas._scene.heat is not layer

        show_image(canvas.session, 2)
        assert canvas._scene.shown is canvas.session.pixels.shown
        canvas.session.inspector.heat = heat
        canvas.session.inspector.heat_changed.emit()

        assert canvas._scene.heat is layer
        assert picture_of(canvas) == seen

    def test_a_slow_image_evicts_no_other(self, canvas, qtbot):
        session, painted = canvas.session, canvas._scene.prepared
        session.jobs.hold("image")
        show_image(session, 1)
        qtbot.waitUntil(lambda: canvas._scene.shown is None)

        show_image(session, 2)

        assert canvas._scene.prepared is painted
        session.jobs.release("image")

    def test_closing_the_project_clears_the_cache(self, canvas, settle):
        canvas.session.update_view(heat="saliency")
        values = np.full((SIDE, SIDE), 255, np.uint8)
        show_heat(canvas, HeatMap("heat", "saliency", values), settle)
        scene = canvas._scene
        painted = [weakref.ref(layer) for layer in (scene.prepared, scene.heat)]
        show_image(canvas.session, 1)
        settle(canvas.session)
        gc.collect()
        assert None not in [reference() for reference in painted]

        canvas.session.document.close()
        settle(canvas.session)
        gc.collect()

        assert [reference() for reference in painted] == [None, None]

    def test_the_map_of_another_image_waits_for_it(self, canvas, settle, qtbot):
        session, before = canvas.session, canvas._scene.shown
        session.update_view(heat="saliency")
        session.jobs.hold("display")
        show_image(session, 1)
        qtbot.waitUntil(lambda: session.pixels.shown not in (None, before))
        early = HeatMap("heat", "saliency", np.full((SIDE, SIDE), 255, np.uint8))
        session.inspector.heat = early
        session.inspector.heat_changed.emit()

        assert canvas._scene.shown is before
        assert canvas._scene._heat_source is not early
        session.jobs.release("display")
        settle(session)


@pytest.mark.parametrize(
    ("image", "badge"),
    [(0, "Can't use the reference mask; see the decoder panel"),
     (1, "No reference mask")],
)  # fmt: skip
def test_a_missing_mask_and_an_unusable_mask_have_different_badges(
    canvas, show_pixels, settle, monkeypatch, image, badge
):
    show_image(canvas.session, image)
    settle(canvas.session)
    show_pixels(np.full((SIDE, SIDE, 3), 100, np.uint8), truth=None)
    badges: list[str] = []
    monkeypatch.setattr(Hud, "badge", lambda hud, text: badges.append(text))
    canvas.session.update_view(show_truth=True)
    canvas.grab()
    assert set(badges) == {badge}


class TestLate:
    """Layers of the previous image that finish after a cached image is painted."""

    def test_a_late_map_is_dropped(self, canvas, settle):
        session = canvas.session
        show_images(canvas, settle)
        session.update_view(heat="saliency", opacity=1.0)
        session.jobs.hold("display heat")
        session.inspector.heat = HeatMap("heat", "saliency", np.full((SIDE, SIDE), 255, np.uint8))
        session.inspector.heat_changed.emit()

        show_image(session, 1)
        session.jobs.release("display heat")
        settle(session)

        assert canvas._scene.shown is session.pixels.shown
        assert canvas._scene.heat is None

    def test_a_late_reference_is_dropped(self, canvas, settle):
        session = canvas.session
        show_images(canvas, settle)
        session.jobs.hold("display truth")
        session.update_view(show_truth=True)

        show_image(session, 1)
        session.jobs.release("display truth")
        settle(session)

        assert canvas._scene.outlines == {}

    def test_the_mask_of_another_image_waits_for_it(self, canvas, settle, qtbot):
        session, before = canvas.session, canvas._scene.shown
        session.update_view(show_mask=True)
        session.jobs.hold("display")
        show_image(session, 1)
        qtbot.waitUntil(lambda: session.pixels.shown not in (None, before))
        saliency = np.zeros((1, SIDE, SIDE), np.float32)
        mask = np.ones((SIDE, SIDE), np.uint8)
        session.inspector.decoded = DecodedImage(DecoderChoice(id="lm"), (1,), saliency, mask)
        session.inspector.decoded_changed.emit()

        assert canvas._scene.shown is before
        assert "mask" not in canvas._scene._outline_sources
        session.jobs.release("display")
        settle(session)
        assert "mask" in canvas._scene.outlines


def show_images(canvas, settle) -> None:
    """Show images 1 and 2, so that both are cached."""
    for index in (1, 2):
        show_image(canvas.session, index)
        settle(canvas.session)
