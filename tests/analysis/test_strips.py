"""Masks cut strip by strip equal those of the whole saliency."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.analysis.strips import (
    delineate_strips,
    delineate_windows,
    require_strips_suffice,
)
from flimbuilder.errors import InputError
from flimbuilder.imaging.sparse_plane import windows_of
from flimbuilder.project.decoding import Delineation


def blobs(n_maps, height, width, seed):
    noise = np.random.default_rng(seed).random((n_maps, height, width))
    smooth = gaussian_filter(noise, (0, 1, 1))
    smooth -= smooth.min()
    return (smooth / max(smooth.max(), 1e-9)).astype(np.float32)


def in_strips(saliency, class_ids, settings_, step):
    def strips():
        return (saliency[:, row : row + step] for row in range(0, saliency.shape[1], step))

    return np.concatenate(list(delineate_strips(strips, class_ids, settings_)))


def test_a_component_across_strips_worked_by_hand():
    # A U of 7 pixels and a single pixel. Row by row, the arms are two components until they meet
    # in the last row.
    saliency = np.array([[[1, 0, 1, 0, 0], [1, 0, 1, 0, 0], [1, 1, 1, 0, 1]]], np.float32)
    large = Delineation(threshold=0.5, area=(2, 9))
    assert in_strips(saliency, [1], large, 1).tolist() == [
        [1, 0, 1, 0, 0], [1, 0, 1, 0, 0], [1, 1, 1, 0, 0]
    ]  # fmt: skip
    small = Delineation(threshold=0.5, area=(1, 3))
    assert in_strips(saliency, [1], small, 1).sum() == 1


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 3), st.integers(1, 30), st.integers(1, 30), st.integers(1, 31),
    st.integers(0, 99),
    st.builds(
        Delineation,
        threshold=st.sampled_from(["auto", "otsu"]) | st.floats(0, 1),
        area=st.none() | st.tuples(st.integers(0, 20), st.integers(20, 400)),
        drop_border=st.booleans(),
    ),
)  # fmt: skip
def test_strips_of_any_height_give_the_mask_of_the_whole(
    n_maps, height, width, step, seed, chosen
):
    saliency, class_ids = blobs(n_maps, height, width, seed), [3, 1, 2][:n_maps]
    expected = delineate_classes(saliency, class_ids, chosen)
    np.testing.assert_array_equal(in_strips(saliency, class_ids, chosen, step), expected)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 2), st.integers(1, 25), st.integers(1, 25), st.integers(1, 12),
    st.floats(0, 1), st.integers(0, 99),
    st.builds(
        Delineation,
        threshold=st.sampled_from(["auto", "otsu"]) | st.floats(0, 1),
        area=st.none() | st.tuples(st.integers(0, 20), st.integers(20, 400)),
        drop_border=st.booleans(),
    ),
)  # fmt: skip
def test_windows_give_the_mask_of_the_whole(n_maps, height, width, side, share, seed, chosen):
    saliency, class_ids = blobs(n_maps, height, width, seed), [3, 1][:n_maps]
    random, known = np.random.default_rng(seed), []
    for rows, cols in windows_of((height, width), side):
        if random.random() < share:
            known.append((rows, cols))
        else:
            saliency[:, rows, cols] = 0
    labels = np.zeros((height, width), np.uint8)
    for window, part in delineate_windows(
        known, lambda rows, cols: saliency[:, rows, cols], (height, width), class_ids, chosen
    ):
        labels[window] = part
    np.testing.assert_array_equal(labels, delineate_classes(saliency, class_ids, chosen))


@pytest.mark.parametrize("value", [0.0, 0.3, 1.0])
def test_constant_saliency_has_an_empty_mask(value):
    saliency = np.full((1, 9, 9), value, np.float32)
    assert not in_strips(saliency, [1], Delineation(), 2).any()


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        (Delineation(method="watershed"), "delineation by watershed needs the whole image"),
        (Delineation(fill_holes=True), "filling holes needs the whole mask"),
    ],
)
def test_settings_that_need_the_whole_mask_are_refused(chosen, reason):
    with pytest.raises(InputError, match=reason):
        require_strips_suffice(chosen)
    with pytest.raises(InputError, match=reason):
        in_strips(blobs(1, 5, 5, 0), [1], chosen, 2)


def test_each_map_needs_a_class_id():
    with pytest.raises(InputError, match="one id for each map"):
        in_strips(blobs(2, 5, 5, 0), [1], Delineation(), 2)
