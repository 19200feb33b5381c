import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from flimbuilder.analysis.objects import label_objects
from flimbuilder.imaging import overlay
from flimbuilder.imaging.overlay import display_by_strips, draw_objects
from flimbuilder.imaging.pictures import display

COLOURS = {0: "#123456", 1: "#ff0000", 2: "#0000ff"}


def drawn(mask: NDArray[np.uint8], grey: int = 100) -> NDArray[np.uint8]:
    rgb = np.full((*mask.shape, 3), grey, np.uint8)
    return draw_objects(rgb, label_objects(mask), mask, COLOURS)


def test_a_square_by_hand() -> None:
    mask = np.zeros((7, 7), np.uint8)
    mask[1:6, 1:6] = 1
    picture = drawn(mask)
    assert picture[1, 1].tolist() == [255, 0, 0]  # contour
    assert picture[3, 3].tolist() == [139, 75, 75]  # a quarter of red
    assert picture[0, 3].tolist() == [40, 40, 40]  # halo
    assert picture[0, 0].tolist() == [100, 100, 100]


def test_touching_objects_have_a_contour_between_them() -> None:
    mask = np.ones((6, 12), np.uint8)
    mask[:, 6:] = 2
    picture = drawn(mask)
    assert picture[2, 5].tolist() == [255, 0, 0]
    assert picture[2, 6].tolist() == [0, 0, 255]


def test_contours_of_large_images_are_wider() -> None:
    mask = np.zeros((100, 4500), np.uint8)
    mask[20:80, 100:4400] = 1
    picture = drawn(mask)
    assert (picture[:, 1000] == [255, 0, 0]).all(axis=1).sum() == 2 * 3


@settings(deadline=None)
@given(arrays(np.uint8, (6, 7), elements=st.sampled_from([0, 1, 2])))
def test_only_objects_and_their_surroundings_change(mask: NDArray[np.uint8]) -> None:
    picture = drawn(mask)
    changed = (picture != 100).any(axis=2)
    assert changed[mask > 0].all()
    near = np.zeros_like(changed)
    for row, col in np.argwhere(mask > 0):
        near[max(row - 1, 0) : row + 2, max(col - 1, 0) : col + 2] = True
    assert not changed[~near].any()


@pytest.mark.parametrize("channels", [1, 2, 3, 5])
@pytest.mark.parametrize("stretched", [False, True])
@pytest.mark.parametrize("strip", [1, 40, 10**6])
def test_strips_are_displayed_as_the_whole(
    channels: int, stretched: bool, strip: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overlay, "STRIP", strip)
    monkeypatch.setattr(overlay, "SAMPLE_STEP", 1)
    levels = np.random.default_rng(0).integers(0, 256, (9, 8, channels), np.uint8)
    pixels = (levels / 255).astype(np.float32) / (3 if stretched else 1)
    picture = display_by_strips(lambda rows: pixels[rows], (9, 8), stretched)
    np.testing.assert_array_equal(picture, display(pixels if stretched else levels))
