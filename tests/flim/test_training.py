"""Tests of the input of the learner."""

import numpy as np
import pytest

from flimbuilder.errors import LearnError
from flimbuilder.flim.training import TrainingImage, collect_marked_pixels
from flimbuilder.project.markers import Disk
from tests.flim.cases import disk, dots, noise, two_images


def test_pixels_are_sorted_by_image_marker_row_and_column():
    # Image a holds marker 4 (class 1) at (2, 3) and marker 2 (class 0) at (5, 1) and (4, 9);
    # image b holds marker 2 (class 3) at (0, 0). Whatever the drawing order: a2, a2, a4, b2.
    a = [dots(4, 1, (2, 3)), dots(2, 0, (5, 1), (4, 9))]
    images = [
        TrainingImage("a", noise(10, 10), a),
        TrainingImage("b", noise(3, 3), [dots(2, 3, (0, 0))]),
    ]

    marked = collect_marked_pixels(images, seed=0)

    assert marked.image.tolist() == [0, 0, 0, 1]
    assert marked.marker_index.tolist() == [0, 0, 1, 2]
    assert marked.row.tolist() == [4, 5, 2, 0]
    assert marked.col.tolist() == [9, 1, 3, 0]
    assert marked.marker_image.tolist() == [0, 0, 1]
    assert marked.marker_id.tolist() == [2, 4, 2]
    assert marked.marker_class.tolist() == [0, 1, 3]


def test_the_use_of_a_marker_is_kept():
    markers = [disk(1, 0, 2, 2, 0, use="normalisation"), disk(2, 1, 5, 5, 0, use="kernels")]

    marked = collect_marked_pixels([TrainingImage("a", noise(9, 9), markers)], seed=0)

    assert marked.gives_kernels.tolist() == [False, True]
    assert marked.gives_statistics.tolist() == [True, False]


def test_an_erased_or_empty_image_gives_nothing():
    eraser = Disk(id=9, class_id=None, center=(4, 4), radius=20)
    erased = TrainingImage("a", noise(9, 9), [disk(1, 0, 4, 4), eraser])
    empty = TrainingImage("b", noise(9, 9), [])
    kept = TrainingImage("c", noise(9, 9), [disk(1, 0, 4, 4, 0)])

    assert collect_marked_pixels([erased, empty, kept], seed=0).marker_image.tolist() == [2]
    with pytest.raises(LearnError, match="no pixel is marked"):
        collect_marked_pixels([erased, empty], seed=0)


@pytest.mark.parametrize(("use", "purpose"), [("normalisation", "kernels"),
                                              ("kernels", "normalisation")])  # fmt: skip
def test_markers_of_one_use_alone_are_refused(use, purpose):
    image = TrainingImage("a", noise(9, 9), [disk(1, 0, 4, 4, use=use)])

    with pytest.raises(LearnError, match=f"no marker is used for {purpose}"):
        collect_marked_pixels([image], seed=0)


def test_random_streams_belong_to_the_image_and_the_marker():
    both = collect_marked_pixels(two_images(), seed=0)
    second = collect_marked_pixels(two_images()[1:], seed=0)

    assert np.array_equal(both.keys[-2:], second.keys)
    assert len(set(both.keys.tolist())) == len(both.keys)
