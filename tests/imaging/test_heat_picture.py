"""Small pictures of saliency over its image."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.imaging.heat_picture import draw_heat, reduce_windows
from flimbuilder.imaging.pictures import heat
from flimbuilder.imaging.sparse_plane import windows_of


@settings(deadline=None, max_examples=40)
@given(
    st.integers(1, 30), st.integers(1, 30), st.integers(1, 12), st.integers(1, 35),
    st.floats(0, 1), st.integers(0, 99),
)  # fmt: skip
def test_each_pixel_is_the_mean_of_those_it_covers(height, width, side, longest, share, seed):
    random = np.random.default_rng(seed)
    image = random.random((height, width, 2), np.float32)
    known = []
    for window in windows_of((height, width), side):
        if random.random() <= share:
            known.append(window)
        else:
            image[window] = 0
    small = reduce_windows(lambda rows, cols: image[rows, cols], (height, width), known, longest)
    h, w = small.shape[:2]
    assert max(h, w) == min(max(height, width), longest)
    sums, counts = np.zeros((h, w, 2)), np.zeros((h, w, 1))
    for row, col in np.ndindex(height, width):
        sums[row * h // height, col * w // width] += image[row, col]
        counts[row * h // height, col * w // width] += 1
    expected = sums / counts if known else np.zeros((h, w))
    np.testing.assert_allclose(small, expected, atol=1e-6)


def test_saliency_hides_the_image_by_degrees() -> None:
    rgb = np.full((1, 3, 3), (10, 200, 90), np.uint8)
    drawn = draw_heat(rgb, np.array([[0, 0.5, 1]]))
    assert drawn[0, 0].tolist() == [10, 200, 90]
    for col, opacity in ((1, 0.375), (2, 0.75)):
        colour = heat(np.array([[col / 2]]))[0, 0]
        np.testing.assert_array_equal(
            drawn[0, col], np.rint(rgb[0, col] * (1 - opacity) + colour * opacity)
        )
