"""What is cut out of the saliency of an image in tiles."""

from pathlib import Path

import numpy as np
import pytest

from flimbuilder.imaging.layout import Layout
from flimbuilder.imaging.levels import PyramidLevel
from flimbuilder.imaging.read import read_image
from flimbuilder.workflow import large_result
from flimbuilder.workflow.large_result import level_0_scale, write_mask_plane
from tests.planes import on_disk


@pytest.mark.parametrize(
    ("larger", "smaller", "scale"),
    [
        ((1000, 2000), (500, 1000), (2, 2)),
        ((2220, 2967), (555, 741), (4, 4)),  # 2967 / 4 is rounded down
        ((2220, 2967), (555, 742), (4, 4)),  # or up
        ((100, 101), (40, 30), (101 / 30, 2.5)),
    ],
)
def test_pixels_of_level_0_across_and_down(larger, smaller, scale) -> None:
    levels = tuple(
        PyramidLevel(height=height, width=width, downsample=1, pixel_size=None)
        for height, width in (larger, smaller)
    )
    layout = layout_of(levels)
    assert level_0_scale(layout, 0) == (1, 1)
    assert level_0_scale(layout, 1) == pytest.approx(scale)
    assert level_0_scale(layout_of(()), 0) == (1, 1)


def layout_of(levels: tuple[PyramidLevel, ...]) -> Layout:
    return Layout(kind="TIFF", axes=(), channels=1, dtype="uint8", levels=levels)


def test_a_mask_is_written_strip_by_strip(tmp_path: Path, monkeypatch) -> None:
    mask = np.random.default_rng(0).integers(0, 2, (7, 5), np.uint8)
    monkeypatch.setattr(large_result, "STRIP", 11)
    with on_disk(mask) as (plane,):
        write_mask_plane(tmp_path / "one.png", plane, 1)
        write_mask_plane(tmp_path / "two.png", plane, 2)
    np.testing.assert_array_equal(read_image(tmp_path / "one.png").pixels[..., 0], mask * 255)
    np.testing.assert_array_equal(read_image(tmp_path / "two.png").pixels[..., 0], mask)
