"""Patches of objects."""

import numpy as np
import pytest

from flimbuilder.errors import InputError
from flimbuilder.tasks.identification.objects import cut_objects, object_centres, suggest_side

ROWS = np.arange(12 * 14, dtype=np.uint8).reshape(12, 14)


def test_patches_by_hand() -> None:
    patches = cut_objects(ROWS, centres=np.array([[5, 6], [0, 13]]), side=8)
    assert patches.shape == (2, 8, 8, 1)
    assert patches.dtype == np.uint8
    np.testing.assert_array_equal(patches[0, :, :, 0], ROWS[2:10, 3:11])
    mirrored = np.pad(ROWS, ((3, 4), (3, 4)), mode="symmetric")
    np.testing.assert_array_equal(patches[1, :, :, 0], mirrored[0:8, 13:21])


def test_instances_are_cut_at_the_middle_of_their_boxes() -> None:
    instances = np.zeros((12, 14), np.int32)
    instances[2:5, 1:6] = 7
    instances[6:8, 10] = 2
    np.testing.assert_array_equal(object_centres(instances), [[6.5, 10], [3, 3]])
    patches = cut_objects(ROWS, instances, 9)
    by_centres = cut_objects(ROWS, centres=np.array([[7, 10], [3, 3]]), side=9)
    np.testing.assert_array_equal(patches, by_centres)


def test_side_by_hand() -> None:
    assert suggest_side([np.array([[0, 0], [0, 10], [0, 24]])]) == 16  # 10, 10 and 14
    assert suggest_side([np.array([[0, 0], [0, 2]])]) == 8
    instances = np.zeros((40, 40), int)
    instances[:20, 3], instances[30:, 5:27] = 1, 2
    assert suggest_side(instances=[instances]) == 32  # 1.5 times 21, even
    with pytest.raises(InputError, match="no two objects are in an image"):
        suggest_side([np.zeros((1, 2))])


def test_unusable_objects() -> None:
    point = np.array([[5, 6]])
    with pytest.raises(InputError, match="either instances or centres"):
        cut_objects(ROWS)
    with pytest.raises(InputError, match="instances: are 3 x 3 and the image is 12 x 14"):
        cut_objects(ROWS, np.zeros((3, 3), int))
    for instances in (np.full(ROWS.shape[:2], -1), np.ones(ROWS.shape[:2])):
        with pytest.raises(InputError, match="give whole numbers, one for each object"):
            cut_objects(ROWS, instances)
    with pytest.raises(InputError, match="centres have the shape"):
        cut_objects(ROWS, centres=np.ones((2, 3)))
    with pytest.raises(InputError, match="side 7: give 8 to 1024 pixels"):
        cut_objects(ROWS, centres=point, side=7)
    for centre in ((-1, 3), (12, 3), (3, 14)):
        with pytest.raises(InputError, match="is outside the image of 12 x 14 pixels"):
            cut_objects(ROWS, centres=np.array([centre]), side=8)
