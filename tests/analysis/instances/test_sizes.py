"""Sizes of objects, learned from markers."""

import numpy as np
import pytest

from flimbuilder.analysis.instances.sizes import learn_splitting
from flimbuilder.errors import InputError, LearnError
from flimbuilder.project.markers import Disk, Stroke
from tests.analysis.instances.test_splitting import disks


def mark(row, col, radius=1.0, class_id=1, number=1):
    return Disk(id=number, class_id=class_id, center=(row, col), radius=radius)


def test_the_radius_is_that_of_a_disk_in_the_object():
    splitting = learn_splitting([(disks((20, 20)), [mark(18, 23)])])
    assert splitting.radius == pytest.approx(8, abs=0.5)
    assert splitting.smallest == round(disks((20, 20)).sum() / 4)
    assert (splitting.smoothing, splitting.depth) == (0.2, 0.05)


def test_touching_objects_do_not_change_it():
    alone = learn_splitting([(disks((20, 20)), [mark(20, 20)])])
    touching = learn_splitting([(disks((20, 20), (20, 35), (33, 28)), [mark(20, 20)])])
    assert touching.radius == pytest.approx(alone.radius, abs=0.2)
    assert touching.smallest == pytest.approx(alone.smallest, rel=0.2)


def test_it_is_the_median_over_markers_of_all_images():
    images = [
        (disks((20, 20), radius=radius), [mark(20, 20, number=1)]) for radius in (4.0, 6.0, 11.0)
    ]
    assert learn_splitting(images).radius == pytest.approx(6, abs=0.7)


def test_markers_of_the_background_and_of_missed_objects_do_not_count():
    missed, background = mark(20, 50, number=2), mark(5, 5, 0.0, 0, number=3)
    stroke = Stroke(id=4, class_id=0, points=((20, 19), (20, 21)), radius=0)
    known = learn_splitting([(disks((20, 20)), [mark(20, 20)])])
    markers = [mark(20, 20), missed, background, stroke]
    assert learn_splitting([(disks((20, 20)), markers)]) == known


def test_a_marked_middle_belongs_to_its_object():
    ring = disks((20, 20)) & ~disks((20, 20), radius=4)
    assert learn_splitting([(ring, [mark(20, 20, 5.0)])]).radius == pytest.approx(8, abs=0.5)


@pytest.mark.parametrize("images", [[], [(disks((20, 20)), [mark(5, 50)])]])
def test_nothing_to_learn_from(images):
    with pytest.raises(LearnError, match="no marker of an object lies in the mask") as caught:
        learn_splitting(images)
    assert len(str(caught.value)) < 200


def test_masks_are_bool():
    with pytest.raises(InputError, match="must be bool"):
        learn_splitting([(np.ones((5, 5), np.uint8), [mark(2, 2)])])
