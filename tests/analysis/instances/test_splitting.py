"""Objects of masks, separated where they touch: by hand, by loops, by properties."""

import numpy as np
import pytest
import scipy
import skimage
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from flimbuilder.analysis.instances.measures import instance_measures
from flimbuilder.analysis.instances.splitting import (
    cut_apart,
    find_objects,
    find_seeds,
    with_pale_middles_filled,
    with_small_holes_filled,
)
from flimbuilder.analysis.objects import label_objects
from flimbuilder.errors import InputError
from flimbuilder.imaging.read import find_images, read_mask
from flimbuilder.project.decoding import Splitting
from tests.analysis.instances.label_cases import labels_of

EIGHT = Splitting(radius=8)
MASKS = hnp.arrays(np.uint8, (14, 17), elements=st.sampled_from([0, 1, 1, 1, 2]))
SPLITTINGS = st.builds(
    Splitting,
    radius=st.sampled_from([0.5, 1.0, 2.5, 40.0]),
    smallest=st.integers(1, 9),
    smoothing=st.sampled_from([0.0, 0.2, 1.0]),
    depth=st.sampled_from([0.0, 0.05, 0.5]),
)


def disks(*places, shape=(40, 60), radius=8.0):
    rows, cols = np.indices(shape)
    return np.any([np.hypot(rows - row, cols - col) <= radius for row, col in places], axis=0)


def numbers_at(objects, *places):
    return [int(objects[place]) for place in places]


class TestByHand:
    def test_two_disks_that_touch_are_two_objects(self):
        mask = disks((20, 20), (20, 34)).astype(np.uint8)
        objects = find_objects(mask, EIGHT)
        assert label_objects(mask).max() == 1
        assert objects.max() == 2
        assert ((objects > 0) == (mask > 0)).all()
        assert numbers_at(objects, (20, 20), (20, 34)) == [1, 2]
        assert (objects[:, :26] != 2).all()
        assert (objects[:, 29:] != 1).all()

    def test_an_ellipse_stays_whole(self):
        rows, cols = np.indices((40, 60))
        mask = ((rows - 20) / 8) ** 2 + ((cols - 30) / 20) ** 2 <= 1
        assert find_objects(mask.astype(np.uint8), EIGHT).max() == 1

    def test_more_depth_splits_less(self):
        mask = disks((20, 20), (20, 30)).astype(np.uint8)
        assert find_objects(mask, EIGHT).max() == 2
        assert find_objects(mask, EIGHT.with_(depth=0.5)).max() == 1

    def test_classes_are_apart(self):
        mask = disks((20, 20)).astype(np.uint8)
        mask[:, 20:] *= 2
        objects = find_objects(mask, EIGHT)
        assert objects.max() == 2
        assert [set(mask[objects == number]) for number in (1, 2)] == [{2}, {1}]

    def test_what_is_too_small_is_no_object(self):
        mask = disks((20, 20)).astype(np.uint8)
        mask[5, 50:54] = 1
        assert find_objects(mask, EIGHT.with_(smallest=4)).max() == 2
        objects = find_objects(mask, EIGHT.with_(smallest=5))
        assert objects.max() == 1
        assert not objects[5].any()

    def test_a_small_part_joins_its_neighbour(self):
        mask = disks((20, 20), radius=8) | disks((20, 31), radius=4)
        both = find_objects(mask.astype(np.uint8), EIGHT.with_(smoothing=0))
        assert both.max() == 2
        one = find_objects(mask.astype(np.uint8), EIGHT.with_(smoothing=0, smallest=60))
        assert one.max() == 1
        assert ((one > 0) == mask).all()

    def test_the_border_of_the_image_is_no_boundary(self):
        """A disk that the border cuts through the middle of one of two is still an object."""
        mask = disks((0, 20), (0, 34)).astype(np.uint8)
        assert find_objects(mask, EIGHT).max() == 2
        assert find_objects(np.ones((30, 20), np.uint8), EIGHT).max() == 1

    def test_a_pale_middle_does_not_divide_a_cell(self):
        mask = disks((20, 20)) & ~disks((20, 20), radius=4)
        objects = find_objects(mask.astype(np.uint8), EIGHT)
        assert objects.max() == 1
        assert ((objects > 0) == mask).all()

    @pytest.mark.parametrize(("side", "pitch"), [(2, 15), (2, 16), (5, 15)])
    def test_gaps_that_objects_enclose_stay(self, side, pitch):
        places = [(10 + pitch * row, 10 + pitch * col) for row, col in np.ndindex(side, side)]
        mask = disks(*places, shape=(20 + pitch * (side - 1),) * 2)
        assert scipy.ndimage.label(~np.pad(mask, 1))[1] == 1 + (side - 1) ** 2
        objects = find_objects(mask.astype(np.uint8), EIGHT)
        assert sorted(objects[place] for place in places) == list(range(1, side**2 + 1))

    @pytest.mark.parametrize("inner", [2, 4, 5])
    def test_cells_with_a_pale_middle_beside_solid_ones(self, inner):
        places = [(20, 12), (20, 27), (20, 42)]
        mask = disks(*places) & ~disks(places[0], places[2], radius=inner)
        assert (with_pale_middles_filled(mask, 8) == disks(*places)).all()
        assert find_objects(mask.astype(np.uint8), EIGHT).max() == 3

    def test_a_larger_hole_stays(self):
        ring = disks((20, 20), radius=15) & ~disks((20, 20), radius=10)
        assert (with_small_holes_filled(ring, 8) == ring).all()
        assert with_small_holes_filled(ring, 10.5).sum() == disks((20, 20), radius=15).sum()

    def test_without_a_splitting_objects_are_connected_regions(self):
        mask = disks((20, 20), (20, 34), (30, 50)).astype(np.uint8)
        assert (find_objects(mask) == label_objects(mask)).all()

    def test_no_objects(self):
        assert not find_objects(np.zeros((5, 6), np.uint8), EIGHT).any()

    def test_a_gap_where_objects_touch(self):
        objects = labels_of("1122.", "11223", "11..3")
        mask = np.where(objects > 0, 7, 0)
        mask[0, 4] = 7  # of no object
        assert cut_apart(mask, objects).tolist() == labels_of("7.7..", "7...7", "77..7").tolist()

    @pytest.mark.parametrize(
        "mask", [np.zeros((4, 4)), np.zeros((4, 4, 1), int), np.zeros((0, 4), int)]
    )
    def test_bad_masks(self, mask):
        with pytest.raises(InputError, match="it must be"):
            find_objects(mask, EIGHT)


def literal_seeds(relief, depth):
    """Count the maxima from which every path to a higher pixel falls by more than a depth.

    The path over the highest lowest pixel is found by flooding from high to low levels.
    """
    count = 0
    for row, col in zip(*np.nonzero(relief > 0), strict=True):
        top = relief[row, col]
        falls = top  # to nothing, if there is no higher pixel
        for level in sorted(set(relief.ravel()), reverse=True):
            regions, _ = scipy.ndimage.label(relief >= level, np.ones((3, 3)))
            if level <= top and relief[regions == regions[row, col]].max() > top:
                falls = top - level
                break
        count += top == relief.max() or falls > depth
    return count


@given(MASKS, SPLITTINGS)
@settings(max_examples=40, deadline=None)
def test_regions_that_are_cut_apart_belong_to_one_object_each(mask, splitting):
    objects = find_objects(mask, splitting)
    regions = label_objects(cut_apart(mask, objects))
    assert not regions[objects == 0].any()
    for number in range(1, regions.max() + 1):
        assert len(np.unique(objects[regions == number])) == 1


@given(st.permutations(range(16)), st.sampled_from([0.5, 1, 2, 5, 9]))
@settings(max_examples=40, deadline=None)
def test_seeds_are_the_maxima_of_enough_depth(values, depth):
    relief = np.array(values, float).reshape(4, 4)
    seeds = find_seeds(relief, depth)
    assert seeds.max() == literal_seeds(relief, depth)


def test_seeds_are_the_extended_maxima_of_scikit_image():
    relief = scipy.ndimage.gaussian_filter(np.random.default_rng(0).random((40, 40)), 2)
    relief -= relief.min() - 1e-3
    depth = 0.05
    marked, count = scipy.ndimage.label(
        skimage.morphology.h_maxima(relief, depth), np.ones((3, 3))
    )
    seeds = find_seeds(relief, depth)
    assert 3 < seeds.max() == count
    assert (seeds[marked > 0] > 0).all()


@given(MASKS, SPLITTINGS)
@settings(max_examples=60, deadline=None)
def test_objects_divide_connected_regions(mask, splitting):
    objects, regions = find_objects(mask, splitting), label_objects(mask)
    areas = np.bincount(objects.ravel())[1:]
    assert (areas >= splitting.smallest).all()
    large = np.bincount(regions.ravel()) >= splitting.smallest
    assert ((objects > 0) == (large[regions] & (mask > 0))).all()
    first = [int(np.flatnonzero(objects == number)[0]) for number in range(1, len(areas) + 1)]
    assert first == sorted(first)
    for number in range(1, len(areas) + 1):
        assert len(np.unique(regions[objects == number])) == 1


@given(MASKS)
@settings(max_examples=20, deadline=None)
def test_a_region_does_not_depend_on_what_surrounds_it(mask):
    """Objects of a part of a mask are those of the whole, away from the border."""
    splitting = Splitting(radius=2, smallest=2)
    alone = np.pad(mask, 2)
    beside = np.pad(alone, ((0, 0), (0, 30)))
    beside[5:12, 40:44] = 1
    whole = find_objects(beside, splitting)[:, : alone.shape[1]]
    kept = find_objects(alone, splitting)
    assert len(np.unique(np.stack([whole, kept]).reshape(2, -1), axis=1).T) == kept.max() + 1


def test_nuclei_are_separated_on_real_masks(shared_data):
    splitting = Splitting(radius=5.5, smallest=20)
    joined, separated = [], []
    for path in find_images([shared_data / "nuclei" / "labels"]):
        if path.stem in ("fluorescence_08", "fluorescence_12"):
            truth = read_mask(path)
            mask = (truth > 0).astype(np.uint8)
            joined.append(instance_measures(label_objects(mask), truth).ap50)
            separated.append(instance_measures(find_objects(mask, splitting), truth).ap50)
    assert min(np.subtract(separated, joined)) > 0.1
