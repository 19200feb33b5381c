import numpy as np
import pytest

from flimbuilder.errors import ImageError
from flimbuilder.imaging.colour import rgb_to_lab
from flimbuilder.imaging.pictures import (
    CAPTION_HEIGHT,
    captioned,
    display,
    enlarge,
    heat,
    montage,
    outline,
    paint_classes,
)
from flimbuilder.imaging.read import find_images, read_image

BLACK, WHITE = [0, 0, 0], [255, 255, 255]


def flat(height, width, value):
    return np.full((height, width, 3), value, np.uint8)


class TestDisplay:
    def test_eight_bits_stay(self):
        rgb = np.array([[[1, 2, 3], [250, 4, 5]]], np.uint8)
        np.testing.assert_array_equal(display(rgb), rgb)

    @pytest.mark.parametrize("shape", [(1, 2), (1, 2, 1)])
    def test_grey_becomes_rgb(self, shape):
        shown = display(np.array([7, 9], np.uint8).reshape(shape))
        assert shown.tolist() == [[[7, 7, 7], [9, 9, 9]]]

    def test_more_channels_show_the_first_three_and_two_the_first(self):
        pixels = np.array([[[1, 2, 3, 4, 5]]], np.uint8)
        assert display(pixels).tolist() == [[[1, 2, 3]]]
        assert display(pixels[..., :2]).tolist() == [[[1, 1, 1]]]

    def test_bool_is_black_and_white(self):
        assert display(np.array([[False, True]])).tolist() == [[BLACK, WHITE]]

    def test_sixteen_bits_are_stretched_by_percentiles(self):
        # Of 0..2000, 0.5 % is 10 and 99.5 % is 1990: (1000 - 10) / 1980 * 255 = 127.5 -> 128.
        ramp = np.arange(2001, dtype=np.uint16).reshape(1, -1)
        shown = display(ramp)[0, :, 0]
        assert shown[[0, 10, 1000, 1990, 2000]].tolist() == [0, 0, 128, 255, 255]

    def test_channels_are_stretched_together(self):
        pixels = np.zeros((1, 100, 3), np.uint16)
        pixels[..., 0] = 1000
        pixels[..., 1] = 500
        assert display(pixels)[0, 0].tolist() == [255, 128, 0]

    def test_a_constant_image_is_black(self):
        assert not display(np.full((2, 2), 4321, np.uint16)).any()

    @pytest.mark.parametrize("dtype", ["?", "u1", "u2", "i2", "f4"])
    @pytest.mark.parametrize("shape", [(4, 5), (4, 5, 1), (4, 5, 2), (4, 5, 3), (4, 5, 6)])
    def test_is_always_eight_bit_rgb(self, dtype, shape):
        shown = display(np.random.default_rng(0).integers(0, 2, shape).astype(dtype))
        assert shown.dtype == np.uint8
        assert shown.shape == (4, 5, 3)
        assert shown.flags.c_contiguous

    def test_real_images_fill_the_range(self, shared_data):
        path = find_images([shared_data / "parasites" / "images"])[0]
        shown = display(read_image(path).pixels)
        assert (shown.min(), shown.max()) == (0, 255)


class TestHeat:
    def test_ends_and_anchors_are_those_of_inferno(self):
        # Colours 0, 15, 240 and 255 of matplotlib's table.
        colours = heat(np.array([[0, 15 / 255, 240 / 255, 1]]))
        assert colours.tolist() == [[[0, 0, 4], [10, 7, 34], [242, 234, 105], [252, 255, 164]]]

    def test_between_anchors_it_is_linear(self):
        # Two thirds from 0a0722 to 1e0c45: 10 + 13.3, 7 + 3.3, 34 + 23.3.
        assert heat(np.array([[25 / 255]])).tolist() == [[[23, 10, 57]]]

    def test_outside_is_clipped(self):
        np.testing.assert_array_equal(heat(np.array([[-1, 2.0]])), heat(np.array([[0, 1.0]])))

    def test_grows_ever_lighter(self):
        rgb = heat(np.linspace(0, 1, 256)[None]) / 255
        lightness = rgb_to_lab(rgb)[0, :, 0]
        assert (np.diff(lightness) > 0).all()
        # Perceptually uniform: no step of a sixteenth is more than twice the mean one.
        steps = np.diff(lightness[::17])
        assert steps.max() < 2 * steps.mean()


class TestOutline:
    MASK = np.pad(np.ones((5, 5), bool), 1)

    @pytest.mark.parametrize(("width", "left"), [(1, 9), (2, 1), (3, 0)])
    def test_a_square_by_hand(self, width, left):
        # The 5 x 5 square, less its rim of `width` pixels.
        drawn = outline(flat(7, 7, 0), self.MASK, "#ff8000", width)
        line = (drawn == (255, 128, 0)).all(axis=-1)
        assert line[self.MASK].sum() == 25 - left
        assert not drawn[~self.MASK].any()

    def test_labels_that_touch_are_parted(self):
        labels = np.array([[1, 1, 1, 2, 2, 2]])
        drawn = outline(flat(1, 6, 0), labels, "#ffffff")
        assert (drawn[0, :, 0] > 0).tolist() == [False, False, True, True, False, False]

    @pytest.mark.parametrize("fill", [False, True])
    def test_without_a_contour_nothing_is_drawn(self, fill):
        rgb = flat(4, 4, 9)
        np.testing.assert_array_equal(outline(rgb, np.full((4, 4), fill)), rgb)

    def test_the_picture_stays_as_it_is(self):
        rgb = flat(7, 7, 0)
        outline(rgb, self.MASK)
        assert not rgb.any()


COLOURS = {0: "#0000ff", 1: "#FF0000", 7: "#000000"}


class TestPaintClasses:
    def test_by_hand(self):
        classes = np.array([[-1, 0, 1]])
        painted = paint_classes(flat(1, 3, 100), classes, COLOURS, 0.6)
        # 0.4 * 100 + 0.6 * 255 = 193
        assert painted.tolist() == [[[100, 100, 100], [40, 40, 193], [193, 40, 40]]]

    def test_opaque_and_nothing_marked(self):
        rgb = flat(2, 2, 100)
        assert paint_classes(rgb, np.full((2, 2), 1), COLOURS, 1)[0, 0].tolist() == [
            255,
            0,
            0,
        ]
        np.testing.assert_array_equal(paint_classes(rgb, np.full((2, 2), -1), {}), rgb)

    def test_a_class_without_a_colour(self):
        with pytest.raises(ImageError, match="class 3 has no colour"):
            paint_classes(flat(1, 2, 0), np.array([[1, 3]]), COLOURS)


class TestMontage:
    def test_by_hand(self):
        sheet = montage([flat(1, 2, v) for v in (10, 20, 30)], columns=2, gap=1, background=99)
        assert sheet[..., 0].tolist() == [
            [10, 10, 99, 20, 20],
            [99, 99, 99, 99, 99],
            [30, 30, 99, 99, 99],
        ]

    def test_a_smaller_tile_stands_in_the_middle(self):
        sheet = montage([flat(3, 3, 10), flat(1, 1, 20)], columns=2, gap=0, background=0)
        assert sheet[..., 0].tolist() == [
            [10, 10, 10, 0, 0, 0],
            [10, 10, 10, 0, 20, 0],
            [10, 10, 10, 0, 0, 0],
        ]

    def test_columns_that_are_not_needed_are_left_out(self):
        assert montage([flat(2, 2, 1)], columns=8).shape == (2, 2, 3)

    def test_without_tiles(self):
        with pytest.raises(ImageError, match="no pictures"):
            montage([], columns=2)


def test_enlarge_by_hand():
    rgb = np.array([[BLACK, WHITE]], np.uint8)
    large = enlarge(rgb, 2)
    assert large.tolist() == [[BLACK, BLACK, WHITE, WHITE]] * 2


def test_a_caption_stands_above_the_picture() -> None:
    picture = np.full((10, 60, 3), 7, np.uint8)
    found = captioned(picture, "block 1")
    assert found.shape == (10 + CAPTION_HEIGHT, 60, 3)
    assert (found[CAPTION_HEIGHT:] == picture).all()
    assert 0 < (found[:CAPTION_HEIGHT] < 128).mean() < 0.5  # letters on a light ground
    assert captioned(picture, "a caption far too long for it" * 9).shape == found.shape
