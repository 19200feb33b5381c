"""Which masks number their objects."""

import numpy as np
import pytest

from flimbuilder.analysis.instances.truth import objects_of_mask
from flimbuilder.imaging.truth import ClassMask
from tests.analysis.instances.label_cases import labels_of


def _mask(stored, truth=None):
    classes = np.where(stored > 0, 1, 0) if truth is None else truth
    return ClassMask(classes.astype(np.int16), stored=stored.astype(np.uint16))


def test_numbers_of_touching_objects_are_kept():
    stored = labels_of("111222..", "111222..", "......33")
    found = objects_of_mask(_mask(stored))
    assert found.is_numbered
    assert found.labels.tolist() == stored.tolist()


@pytest.mark.parametrize(
    ("stored", "n_regions"),
    [
        (labels_of("11..", "....", "..11"), 2),  # one value: two regions
        (labels_of(".....", ".111.", ".121.", ".111.", "....."), 1),  # nucleus in cytoplasm
        (labels_of("2.2.", "....", "1.1.", "..1."), 4),  # classes in pieces
        (labels_of("....", "...."), 0),
    ],
)
def test_other_masks_have_regions(stored, n_regions):
    found = objects_of_mask(_mask(stored))
    assert not found.is_numbered
    assert len(np.unique(found.labels)) - 1 == n_regions


def test_ignored_numbers_are_no_objects():
    stored = labels_of("11.22", "11.22", "....3")
    found = objects_of_mask(_mask(stored, np.where(stored == 3, -1, (stored > 0) * 1)))
    assert found.is_numbered
    assert set(np.unique(found.labels)) == {0, 1, 2}


def test_regions_of_different_classes_are_apart():
    truth = labels_of("1122", "1122")
    found = objects_of_mask(ClassMask(truth.astype(np.int16), stored=None))
    assert found.labels.tolist() == [[1, 1, 2, 2], [1, 1, 2, 2]]
    assert not found.is_numbered
