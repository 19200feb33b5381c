"""Refinement of components: by hand, against literal loops, on real images."""

import numpy as np
import pytest
import skimage
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from flimbuilder.analysis.delineate import delineate, delineate_classes
from flimbuilder.analysis.measures import measure_mask
from flimbuilder.analysis.seeded import refine
from flimbuilder.imaging.colour import rgb_to_lab
from flimbuilder.project.decoding import Delineation

from .literal_delineation import (
    BACKGROUND,
    OBJECT,
    literal_dynamic_trees,
    literal_random_walk,
    literal_seeds,
)

METHODS = ["watershed", "random-walker", "dynamic-trees"]
LEVELS = st.integers(0, 4).map(lambda level: level / 4)
every_method = pytest.mark.parametrize("method", METHODS)


def _is(cut, truth, method):
    """Return True if the cut is the truth; the blurred Sobel gradient may miss corners."""
    corners = 4 if method == "watershed" else 0
    return np.count_nonzero(cut != truth) <= corners and cut[ndimage.binary_erosion(truth)].all()


def _settings(method, erosion=1, dilation=3):
    return Delineation(threshold=0.5, method=method, erosion=erosion, dilation=dilation)


@st.composite
def cases(draw, shapes, channels=(1, 2, 4)):
    """Draw a mask of few pixels, an image of few colours, and radii."""
    shape = draw(shapes)
    fill = st.sampled_from([False] * 5 + [True])
    mask = draw(hnp.arrays(np.bool_, shape, elements=fill))
    depth = draw(st.sampled_from(channels))
    image = draw(hnp.arrays(np.float64, (*shape, depth), elements=LEVELS))
    return mask, image, draw(st.integers(0, 2)), draw(st.integers(0, 3))


SMALL = st.tuples(st.integers(1, 9), st.integers(1, 9))
LONG = st.tuples(st.integers(1, 4), st.integers(20, 40))  # components far from each other


@pytest.fixture
def square():
    """Return a bright square of 12 x 12 pixels on dark ground, and saliency some pixels off."""
    image = np.full((40, 50, 3), 0.2)
    truth = np.zeros((40, 50), dtype=bool)
    truth[14:26, 20:32] = True
    image[truth] = (0.9, 0.7, 0.2)
    saliency = np.zeros((40, 50))
    saliency[15:23, 21:30] = 1
    return image, truth, saliency


@every_method
def test_a_square_is_found_in_full(square, method):
    image, truth, saliency = square
    assert _is(delineate(saliency, _settings(method, 1, 6), image), truth, method)


@every_method
def test_any_number_of_channels_works(square, method):
    image, truth, saliency = square
    for channels in (1, 2, 7):
        other = np.repeat(image[..., :1], channels, axis=-1)
        assert _is(delineate(saliency, _settings(method, 1, 6), other), truth, method)


@every_method
def test_each_class_is_refined_separately(square, method):
    image, truth, saliency = square
    image[5:10, 40:46], elsewhere = (0.1, 0.9, 0.9), np.zeros_like(saliency)
    elsewhere[6:9, 41:44] = 0.8
    maps = np.stack([saliency, elsewhere])
    labels = delineate_classes(maps, (3, 7), _settings(method, 1, 6), image)
    block = np.zeros_like(truth)
    block[5:10, 40:46] = True
    assert _is(labels == 3, truth, method)
    assert _is(labels == 7, block, method)


def test_seeds_by_hand():
    # Both pixels of the row are equally deep and stay; erosion 1 leaves the centre of the block.
    seeds = literal_seeds(np.array([[False, True, True, False, False]]), 1, 1)
    assert seeds.tolist() == [[0, OBJECT, OBJECT, 0, BACKGROUND]]
    block = np.zeros((5, 6), dtype=bool)
    block[1:4, 1:4] = True
    seeds = literal_seeds(block, 1, 1)
    assert seeds.tolist() == [
        [2, 0, 0, 0, 2, 2],
        [0, 0, 0, 0, 0, 2],
        [0, 0, 1, 0, 0, 2],
        [0, 0, 0, 0, 0, 2],
        [2, 0, 0, 0, 2, 2],
    ]


@settings(max_examples=100, deadline=None)
@given(st.one_of(cases(SMALL), cases(LONG)))
def test_dynamic_trees_equal_literal_loops_over_the_whole_image(case):
    mask, image, erosion, dilation = case
    seeds = literal_seeds(mask, erosion, dilation)
    expected = literal_dynamic_trees(image, seeds) == OBJECT if seeds.any() else mask
    refined = refine(mask, image, _settings("dynamic-trees", erosion, dilation))
    assert np.array_equal(refined, expected)


def test_components_reaching_into_each_others_windows():
    mask = np.zeros((30, 40), dtype=bool)
    mask[6:26, 3:5] = mask[24:26, 3:26] = True  # an L
    mask[1:4, 20:36] = mask[12:15, 23:36] = True  # two bars that begin beside it and pass it
    rng = np.random.default_rng(3)
    image = rng.integers(0, 5, (30, 40, 1)) / 4
    seeds = literal_seeds(mask, 1, 1)
    expected = literal_dynamic_trees(image, seeds) == OBJECT
    assert np.array_equal(refine(mask, image, _settings("dynamic-trees", 1, 1)), expected)


@settings(max_examples=60, deadline=None)
@given(
    hnp.arrays(np.bool_, (3, 3)),
    hnp.arrays(np.float64, (9, 9, 2), elements=LEVELS).filter(np.ptp),
    st.integers(0, 2),
    st.integers(2, 3),
)
def test_random_walk_equals_the_solution_of_all_equations(middle, image, erosion, dilation):
    mask = np.pad(middle, 3)
    mask[4, 4] = True  # the image is a single window, so beta scales by the image's contrast
    seeds = literal_seeds(mask, erosion, dilation)
    likelier = literal_random_walk(image, seeds, beta=130)
    refined = refine(mask, image, _settings("random-walker", erosion, dilation))
    clear = np.abs(likelier) > 1e-4
    assert np.array_equal(refined[clear], likelier[clear] > 0)
    assert clear[seeds > 0].all()


@settings(max_examples=100, deadline=None)
@given(st.one_of(cases(SMALL, (1, 3)), cases(LONG, (1, 3))), st.sampled_from(METHODS))
def test_the_boundary_stays_between_the_seeds(case, method):
    mask, image, erosion, dilation = case
    before = mask.copy(), image.copy()
    refined = refine(mask, image, _settings(method, erosion, dilation))
    seeds = literal_seeds(mask, erosion, dilation)
    assert (refined.shape, refined.dtype) == (mask.shape, np.bool_)
    assert refined[seeds == OBJECT].all()
    assert not refined[seeds == BACKGROUND].any()
    assert np.array_equal(mask, before[0])
    assert np.array_equal(image, before[1])


@every_method
def test_an_image_without_an_object_has_an_empty_mask(method):
    assert not delineate(np.zeros((6, 7)), _settings(method), np.ones((6, 7, 3))).any()


@every_method
def test_saliency_of_one_everywhere_is_all_object(method):
    rng = np.random.default_rng(0)
    assert delineate(np.ones((9, 8)), _settings(method), rng.random((9, 8, 3))).all()


@every_method
def test_components_do_not_change_without_background_seeds(square, method):
    image, _, saliency = square
    cut = delineate(saliency, _settings(method, 1, 50), image)
    assert np.array_equal(cut, saliency == 1)


@every_method
def test_seeds_that_cover_the_image_are_the_result(square, method):
    image, _, saliency = square
    assert np.array_equal(delineate(saliency, _settings(method, 0, 0), image), saliency == 1)


@every_method
def test_a_component_of_one_pixel_is_a_seed(method):
    image = np.zeros((15, 15, 3))
    image[6:9, 7:10] = 1
    saliency = np.zeros((15, 15))
    saliency[7, 8] = 1
    cut = delineate(saliency, _settings(method, 5, 4), image)
    assert _is(cut, image[..., 0] == 1, method)


@every_method
def test_an_object_at_the_border_reaches_it(method):
    image = np.zeros((30, 30, 3))
    image[:10, 12:24] = 1
    saliency = np.zeros((30, 30))
    saliency[1:9, 13:22] = 1
    saliency[0, 15] = 1  # erosion does not start outside the image
    cut = delineate(saliency, _settings(method, 2, 5), image)
    assert _is(cut, image[..., 0] == 1, method)


@every_method
@pytest.mark.parametrize("channels", [1, 2, 3])
@pytest.mark.parametrize("value", [0.0, 0.3, 1.0])
def test_a_constant_image_is_divided_too(method, channels, value):
    saliency = np.zeros((21, 21))
    saliency[8:13, 8:13] = 1
    cut = delineate(saliency, _settings(method, 2, 4), np.full((21, 21, channels), value))
    # The object seed is one pixel and the background begins 2 + 4 pixels away. Equal steps divide
    # halfway; a random walker meets the large background far more often than the one pixel.
    sizes = {"random-walker": (5, 5)}
    low, high = sizes.get(method, (25, 60))
    assert low <= cut.sum() <= high
    assert cut[10, 10]


@every_method
@pytest.mark.parametrize("shape", [(1, 30), (30, 1)])
def test_images_of_one_row_or_column(method, shape):
    image, saliency = np.zeros((*shape, 3)), np.zeros(shape)
    image.reshape(-1, 3)[10:20] = 1
    saliency.flat[12:17] = 1
    cut = delineate(saliency, _settings(method, 1, 6), image)
    assert _is(cut, image[..., 0] == 1, method)


@every_method
def test_distant_components_do_not_matter(square, method):
    image, truth, saliency = square
    wide = np.concatenate([image, np.full((40, 60, 3), 0.6)], axis=1)
    both = np.concatenate([saliency, np.zeros((40, 60))], axis=1)
    both[30:36, 80:90] = 1
    cut = delineate(both, _settings(method, 1, 6), wide)
    assert _is(cut[:, :50], truth, method)
    assert cut[30:36, 80:90].any()


@pytest.fixture
def egg(real_egg):
    """Return a real image, the mask of its egg, and saliency without the shell."""
    image, truth = real_egg
    core = ndimage.binary_erosion(truth, iterations=5).astype(np.float64)
    saliency = ndimage.gaussian_filter(core, 6)
    return image, truth, saliency / saliency.max()


@every_method
def test_a_real_egg_gets_its_shell_back(egg, method):
    image, truth, saliency = egg
    published = _settings(method, 1, 7).with_(area=(1000, 9000), drop_border=True)
    core = measure_mask(delineate(saliency, published.with_(method="none")), truth)
    whole = measure_mask(delineate(saliency, published, image), truth)
    assert core["dice"] < 0.83
    assert whole["dice"] > 0.91


def test_the_watershed_equals_a_watershed_of_the_whole_image(egg):
    image, _, saliency = egg
    saliency[:40, :60] = 1  # a distant component, and one whose window overlaps the egg's
    rows, columns = np.nonzero(saliency > 0.5)
    saliency[rows.max() + 6 : rows.max() + 14, columns[-1] : columns[-1] + 9] = 1
    mask = delineate(saliency, Delineation(threshold=0.5))
    seeds = np.zeros(mask.shape, dtype=np.int32)
    seeds[ndimage.distance_transform_edt(~mask) > 7] = BACKGROUND
    seeds[ndimage.distance_transform_edt(mask) > 1] = OBJECT
    lab = np.moveaxis(rgb_to_lab(image), -1, 0)
    down, right = (np.stack([ndimage.sobel(c, axis) for c in lab], -1) for axis in (0, 1))
    gradient = np.sqrt((down**2 + right**2).sum(axis=-1))
    flooded = skimage.segmentation.watershed(gradient, seeds) == OBJECT
    assert np.array_equal(refine(mask, image, _settings("watershed", 1, 7)), flooded)
    assert ndimage.label(mask)[1] == 3


def test_dynamic_trees_equal_literal_loops_on_a_real_image(egg):
    image, truth, _ = egg
    row, column = np.argwhere(truth)[0]  # the top of the egg, at the centre of the region
    around = np.s_[row - 10 : row + 20, column - 20 : column + 20]
    image, mask = image[around], ndimage.binary_erosion(truth, iterations=3)[around]
    seeds = literal_seeds(mask, 2, 5)
    expected = literal_dynamic_trees(rgb_to_lab(image), seeds) == OBJECT
    assert np.array_equal(refine(mask, image, _settings("dynamic-trees", 2, 5)), expected)
    assert expected.sum() > mask.sum()
