"""Outlines of objects on disk are those of the whole image."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.analysis import object_outlines as module
from flimbuilder.analysis import outlines
from flimbuilder.analysis.object_outlines import boxes_of, object_outlines
from flimbuilder.analysis.objects import label_objects, measure_objects
from flimbuilder.analysis.outlines import trace_by_windows, trace_outlines
from flimbuilder.errors import InputError
from tests.planes import on_disk, small_blocks


def plain(found):
    return [[[ring.tolist() for ring in polygon] for polygon in outline] for outline in found]


def measured(instances, mask):
    saliency = np.ones((1, *mask.shape), np.float32)
    pixels = np.ones((*mask.shape, 1), np.float32)
    return measure_objects(instances, saliency, [1], pixels, mask)


@settings(deadline=None, max_examples=30)
@given(
    st.integers(1, 24), st.integers(1, 24), st.floats(0.1, 0.9), st.integers(1, 300),
    st.integers(1, 200), st.integers(0, 999),
)  # fmt: skip
def test_they_are_those_of_the_whole(height, width, share, sheet, cut, seed) -> None:
    mask = (np.random.default_rng(seed).random((height, width)) < share).astype(np.uint8)
    labels = label_objects(mask)
    with small_blocks() as patch, on_disk(labels, mask) as (instances, plane):
        patch.setattr(module, "SHEET", sheet)
        patch.setattr(module, "LARGEST_CUT", cut)
        patch.setattr(module, "PART_SIDE", 5)
        table = measured(instances, plane)
        assert plain(object_outlines(instances, table)) == plain(trace_outlines(labels))
    assert plain(object_outlines(labels, table)) == plain(trace_outlines(labels))


def test_boxes() -> None:
    labels = np.array([[0, 1, 1], [2, 0, 1]], np.int32)
    assert boxes_of(measured(labels, (labels > 0).astype(np.uint8))) == [
        (slice(0, 2), slice(1, 3)), (slice(1, 2), slice(0, 1))
    ]  # fmt: skip


def test_a_hole_across_windows_worked_by_hand() -> None:
    ring = np.ones((3, 3), bool)
    ring[1, 1] = False
    (polygon,) = trace_by_windows(lambda rows, cols: ring[rows, cols], (3, 3), 2)
    assert [points.tolist() for points in polygon] == [
        [[0, 0], [3, 0], [3, 3], [0, 3]], [[1, 1], [1, 2], [2, 2], [2, 1]]
    ]  # fmt: skip


def test_an_outline_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "MOST_EDGES", 3)
    whole = np.ones((1, 1), bool)
    with pytest.raises(InputError, match="over 3 edges of pixels; raise the threshold"):
        trace_by_windows(lambda rows, cols: whole[rows, cols], (1, 1), 4)
