"""Tissue in small pictures of slides."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.analysis.outlines import trace_outlines
from flimbuilder.analysis.tissue_finding import find_tissue, paint_area, tissue_score
from flimbuilder.errors import InputError
from flimbuilder.imaging.read import open_image
from flimbuilder.imaging.reduced import read_reduced
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.tissue import SmallestPart, Tissue, TissueArea, TissueStroke

PINK, GLASS = (0.9, 0.5, 0.7), (0.95, 0.94, 0.95)
EVERYTHING = SmallestPart(area=0, unit="percent")
EXACT = Tissue(margin=0, smallest=EVERYTHING)


def slide(height=40, width=60):
    """Glass with a piece of tissue in rows 10 to 19 and columns 20 to 39."""
    pixels = np.full((height, width, 3), GLASS, np.float32)
    pixels += np.random.default_rng(1).normal(0, 0.002, pixels.shape).astype(np.float32)
    pixels[10:20, 20:40] = PINK
    return pixels


def square(mask_shape, rows, cols):
    mask = np.zeros(mask_shape, bool)
    mask[rows, cols] = True
    return mask


def test_saturation_is_found_by_hand():
    score = tissue_score(slide())

    assert score.kind == "saturation"
    assert score.values[15, 30] == pytest.approx(0.4 / 0.9, rel=1e-3)
    assert score.values[35, 5] < 0.03
    assert 0.03 <= score.threshold <= 0.06


def test_stained_tissue_is_found():
    mask = find_tissue(tissue_score(slide()), (400, 600), EXACT)

    inner, outer = square((40, 60), slice(10, 20), slice(20, 40)), np.zeros((40, 60), bool)
    outer[8:22, 18:42] = True
    assert mask[inner].all()
    assert not mask[~outer].any()


def test_glass_may_be_tinted():
    pixels = slide() * np.array([1, 0.97, 0.9], np.float32)
    score = tissue_score(pixels)

    mask = find_tissue(score, (400, 600), EXACT)

    assert 0.11 < score.threshold < 0.16
    assert mask[10:20, 20:40].all()
    assert not mask[:8].any()


def test_pale_tissue_is_found_beside_dark():
    pixels = slide(60, 90)
    pixels[40:50, 20:40] = (0.95, 0.88, 0.93)
    score = tissue_score(pixels)

    mask = find_tissue(score, (600, 900), EXACT)

    assert mask[10:20, 20:40].all()
    assert mask[42:48, 22:38].all()


def test_glass_alone_holds_none():
    pixels = slide()
    pixels[10:20, 20:40] = GLASS

    assert not find_tissue(tissue_score(pixels), (400, 600), Tissue()).any()


@pytest.mark.parametrize("colour", [0.0, 0.02, 1.0])
def test_borders_of_the_scanner_change_nothing(colour):
    pixels = np.full((60, 90, 3), colour, np.float32)
    pixels[10:50, 10:70] = slide()

    mask = find_tissue(tissue_score(pixels), (600, 900), EXACT)

    expected = np.zeros((60, 90), bool)
    expected[10:50, 10:70] = find_tissue(tissue_score(slide()), (400, 600), EXACT)
    np.testing.assert_array_equal(mask, expected)


@pytest.mark.parametrize("channels", [1, 2, 3, 5])
def test_bright_cells_on_a_dark_ground_are_found(channels):
    noise = np.random.default_rng(1).random((40, 60, channels)) * 0.002
    pixels = (noise + 0.06).astype(np.float32)
    pixels[10:20, 20:40, -1] = 0.1
    score = tissue_score(pixels)

    mask = find_tissue(score, (400, 600), EXACT)

    assert score.kind == "contrast"
    assert mask[11:19, 21:39].all()
    assert not mask[:8].any()


def test_dark_tissue_on_grey_glass_is_found():
    pixels = np.full((40, 60, 1), 0.9, np.float32)
    pixels[10:20, 20:40] = 0.4
    pixels[:, :5] = 0

    mask = find_tissue(tissue_score(pixels), (400, 600), EXACT)

    assert mask[10:20, 20:40].all()
    assert not mask[:, :7].any()


def test_small_parts_are_dropped_and_small_holes_filled():
    pixels = slide()
    pixels[30:32, 50:52] = PINK  # 4 pixels and their blurred border
    pixels[12:18, 27:33] = GLASS
    fine, coarse = (
        find_tissue(
            tissue_score(pixels),
            (400, 600),
            Tissue(margin=0, smallest=SmallestPart(area=area, unit="percent")),
        )
        for area in (0, 2)
    )

    assert fine[30, 50]
    assert not fine[12:18, 27:33].all()
    assert not coarse[30, 50]
    assert coarse[10:20, 20:40].all()


def test_glass_at_the_border_is_no_hole():
    pixels = slide()
    pixels[:, 40:44] = PINK

    mask = find_tissue(
        tissue_score(pixels),
        (400, 600),
        Tissue(margin=0, smallest=SmallestPart(area=45, unit="percent")),
    )

    assert not mask.any()


def test_areas_are_in_square_millimetres():
    """2 µm a pixel of 400 x 600: the piece of 10 x 20 of 40 x 60 covers 0.08 mm²."""
    score = tissue_score(slide())
    kept, dropped = (
        find_tissue(
            score,
            (400, 600),
            Tissue(margin=0, smallest=SmallestPart(area=area, unit="mm2")),
            PixelSize.square(2),
        )
        for area in (0.079, 0.16)
    )

    assert kept.any()
    assert not dropped.any()


def test_an_area_in_mm_needs_a_pixel_size():
    tissue = Tissue(smallest=SmallestPart(area=0.5, unit="mm2"))

    with pytest.raises(InputError, match=r"0\.5mm2 needs the size of a pixel.*such as 0\.01%"):
        find_tissue(tissue_score(slide()), (400, 600), tissue)


def test_the_margin_widens_by_its_distance():
    score = tissue_score(slide())
    tight, wide = (find_tissue(score, (400, 600), EXACT.with_(margin=margin)) for margin in (0, 3))

    for row, col in np.ndindex(wide.shape):
        rows, cols = np.nonzero(tight)
        assert wide[row, col] == (np.hypot(rows - row, cols - col).min() <= 3)


def test_a_threshold_that_is_given_is_taken():
    assert not find_tissue(tissue_score(slide()), (400, 600), EXACT.with_(threshold=0.6)).any()


def test_later_edits_cover_earlier_ones():
    edits = (
        TissueArea(action="add", rings=(((0, 0), (0, 99), (99, 99), (99, 0)),)),
        TissueStroke(action="remove", points=((19.5, 19.5), (19.5, 79.5)), radius=10),
        TissueStroke(action="add", points=((19.5, 49.5),), radius=0),
    )

    mask = find_tissue(tissue_score(slide()), (400, 600), Tissue(source="edits", edits=edits))

    assert mask[5, 5]
    assert not mask[2, 3]
    assert not mask[1, 7]
    assert mask[1:3, 4:6].sum() == 1
    assert not mask[20:].any()


@settings(max_examples=30)
@given(st.lists(st.booleans(), min_size=63, max_size=63))
def test_painting_an_outline_gives_back_its_pixels(cells):
    mask = np.array(cells).reshape(7, 9)
    rings = [
        [(y - 0.5, x - 0.5) for x, y in ring.tolist()]
        for outline in trace_outlines(mask.astype(np.uint8))
        for polygon in outline
        for ring in polygon
    ]

    np.testing.assert_array_equal(paint_area(rings, mask.shape) if rings else mask, mask)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.floats(-3, 12), st.floats(-3, 12)), min_size=3, max_size=6),
    st.sampled_from([(1.0, 1.0), (0.5, 0.7)]),
)
def test_painting_counts_the_rings_around_a_pixel(ring, scale):
    painted = paint_area([ring], (8, 9), scale)

    points = (np.array(ring) + 0.5) * scale - 0.5
    for row, col in np.ndindex(painted.shape):
        crossings = 0
        for (r0, c0), (r1, c1) in zip(points, np.roll(points, -1, axis=0), strict=True):
            if min(r0, r1) <= row < max(r0, r1):
                crossings += c0 + (row - r0) * ((c1 - c0) / (r1 - r0)) <= col
        assert painted[row, col] == crossings % 2


def test_the_tissue_of_a_real_slide(shared_data):
    with open_image(shared_data / "slide" / "CMU-1-Small-Region.svs") as image:
        small = read_reduced(image, longest=512)

    mask = find_tissue(tissue_score(small.pixels), small.size, pixel_size=small.pixel_size)

    h, w = mask.shape
    assert 0.3 < mask.mean() < 0.45
    assert mask[h * 3 // 5, w * 9 // 20]  # the epidermis
    assert not mask[:, : w // 6][: h // 4].any()
    assert not mask[: h // 3, w * 5 // 6 :].any()
