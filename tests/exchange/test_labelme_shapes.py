"""Outlines are filled as Pillow fills them on the whole image, as labelme does."""

from io import BytesIO

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from flimbuilder.errors import MarkerError
from flimbuilder.exchange.labelme_shapes import (
    box_runs,
    mask_runs,
    outline_cost,
    polygon_runs,
)
from flimbuilder.project.rasterise import pixels_of

SHAPE = (9, 12)


def painted(runs: tuple[tuple[int, int, int], ...]) -> np.ndarray:
    image = np.zeros(SHAPE, bool)
    image[pixels_of(runs)] = True
    return image


def test_a_triangle_by_hand() -> None:
    # Vertices in the pixels (row 1, col 1), (1, 4) and (4, 1).
    assert polygon_runs([(1.2, 1.9), (4.5, 1.0), (1.0, 4.7)], SHAPE) == (
        (1, 1, 4), (2, 1, 3), (3, 1, 2), (4, 1, 1)
    )  # fmt: skip


def test_a_box_by_hand() -> None:
    wanted = ((2, 3, 3), (3, 3, 3))
    assert box_runs([(3.9, 2.1), (5.0, 3.5)], SHAPE) == wanted
    assert box_runs([(5.0, 2.1), (3.9, 3.5)], SHAPE) == wanted


corner = st.tuples(st.floats(-20, 30), st.floats(-20, 30))


@settings(max_examples=300, deadline=None)
@given(st.lists(corner, min_size=3, max_size=7))
def test_clipping_equals_filling_on_the_whole_image(corners: list[tuple[float, float]]) -> None:
    canvas = Image.new("1", SHAPE[::-1])
    held = [tuple(np.floor(corner).tolist()) for corner in corners]
    ImageDraw.Draw(canvas).polygon(held, fill=1, outline=1)
    np.testing.assert_array_equal(painted(polygon_runs(corners, SHAPE)), np.asarray(canvas))


@pytest.mark.parametrize("far", [-1e7, 1e7])
def test_far_away(far: float) -> None:
    assert polygon_runs([(far, far), (far, far + 1), (far, far + 2)], SHAPE) == ()
    assert box_runs([(far, far), (far, far)], SHAPE) == ()
    assert outline_cost([(far, far), (far, far)], SHAPE) == 0
    everything = polygon_runs([(-1e7, -1e7), (1e7, -1e7), (1e7, 1e7), (-1e7, 1e7)], SHAPE)
    assert painted(everything).all()


def png(array: np.ndarray) -> bytes:
    return bytes(imagecodecs.png_encode(array))


class TestMask:
    MASK = np.array([[0, 255], [1, 0]], np.uint8)

    def test_by_hand(self) -> None:
        assert mask_runs(png(self.MASK), (4, 3), SHAPE) == ((3, 5, 1), (4, 4, 1))
        assert mask_runs(png(self.MASK), (3.6, 2.7), SHAPE) == ((3, 5, 1), (4, 4, 1))

    def test_one_bit_as_labelme_writes_it(self) -> None:
        file = BytesIO()
        Image.fromarray(self.MASK > 0).save(file, "PNG")
        assert mask_runs(file.getvalue(), (4, 3), SHAPE) == ((3, 5, 1), (4, 4, 1))

    @pytest.mark.parametrize(
        ("place", "runs"),
        [
            ((-1, 0), ((0, 0, 1),)),
            ((0, -1), ((0, 0, 1),)),
            ((11, 0), ((1, 11, 1),)),
            ((0, 8), ((8, 1, 1),)),
            ((-2, 0), ()),
            ((1e7, -1e7), ()),
        ],
    )
    def test_pixels_outside_are_cut_off(
        self, place: tuple[float, float], runs: tuple[tuple[int, int, int], ...]
    ) -> None:
        assert mask_runs(png(self.MASK), place, SHAPE) == runs

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "no PNG header"),
            (b"GIF89a", "no PNG header"),
            (png(MASK)[:-20], "cut short"),
            (png(np.zeros((2, 2, 3), np.uint8)), r"shape \(2, 2, 3\)"),
            (png(np.zeros((10, 2), np.uint8)), r"shape \(10, 2\) on an image of shape \(9, 12\)"),
            (png(np.zeros((2, 13), np.uint8)), "too large"),
        ],
    )
    def test_invalid_masks(self, content: bytes, words: str) -> None:
        with pytest.raises(MarkerError, match=words):
            mask_runs(content, (0, 0), SHAPE)

    def test_a_false_header_costs_no_memory(self) -> None:
        import struct
        import zlib

        head = b"IHDR" + struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 0, 0, 0, 0)
        chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
        with pytest.raises(MarkerError, match="too large"):
            mask_runs(b"\x89PNG\r\n\x1a\n" + chunk, (0, 0), SHAPE)
