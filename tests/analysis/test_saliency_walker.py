"""The random walker with seeds by saliency: by hand, against literal loops, on real images."""

import numpy as np
import pytest
import scipy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from flimbuilder.analysis.delineate import delineate, delineate_classes
from flimbuilder.analysis.measures import measure_mask
from flimbuilder.analysis.saliency_walker import walk_from_saliency
from flimbuilder.errors import InputError
from flimbuilder.imaging.colour import rgb_to_lab
from flimbuilder.project.decoding import Delineation

from .literal_delineation import literal_saliency_walk

WALKER = Delineation(threshold=0.5, method="saliency-walker")
SURE, UNSURE, UNLIKELY, EXCLUDED = 4.0, 1.0, -1.0, -30.0


def _probability(odds):
    return scipy.special.expit(np.asarray(odds, np.float64))


def _walk_row(odds, colours):
    saliency, image = _probability([odds]), np.array([colours], float)[..., None]
    return walk_from_saliency(saliency > 0.5, saliency, 0.5, image)[0].tolist()


def test_the_boundary_moves_to_the_edges_by_hand():
    # The level is 4, so that pixels 3 and 4 are object seeds, and 0 and 7 background seeds.
    odds = [EXCLUDED, UNLIKELY, UNSURE, SURE, 6, UNLIKELY, UNLIKELY, EXCLUDED]
    assert _walk_row(odds, [0, 0, 1, 1, 1, 1, 0, 0]) == [0, 0, 1, 1, 1, 1, 0, 0]  # grows
    assert _walk_row(odds, [0, 0, 0, 1, 1, 0, 0, 0]) == [0, 0, 0, 1, 1, 0, 0, 0]  # shrinks
    assert _walk_row(odds, [1, 0, 0, 0, 0, 0, 0, 1]) == [0, 1, 1, 1, 1, 1, 1, 0]


def test_background_seeds_by_hand():
    # Without an edge, the walkers from the middle of 2 free pixels end on either side.
    alike = [0.5] * 9
    odds = [UNLIKELY, UNLIKELY, SURE, UNLIKELY, UNLIKELY, UNLIKELY, UNLIKELY, UNLIKELY, UNLIKELY]
    # Pixels up to 2 away are free, and the next one is background.
    assert _walk_row(odds, alike) == [1, 1, 1, 1, 0, 0, 0, 0, 0]
    odds[3] = -2 * SURE + 0.01
    assert _walk_row(odds, alike) == [1, 1, 1, 1, 0, 0, 0, 0, 0]
    odds[3] = -2 * SURE - 0.01  # 2 levels under 0
    assert _walk_row(odds, alike) == [1, 1, 1, 0, 0, 0, 0, 0, 0]


def test_the_threshold_is_zero_log_odds():
    saliency, image = np.full((1, 5), 0.02), np.full((1, 5, 1), 0.5)
    saliency[0, 1] = 0.5
    # Relative to 0.1, the level is log 9 = 2.2 and 0.02 is -1.7; relative to 0.02 / 50, 0.
    assert walk_from_saliency(saliency > 0.1, saliency, 0.1, image)[0].tolist() == [1, 1, 1, 0, 0]
    saliency[0, 2:] = 0.001  # -4.7, background
    assert walk_from_saliency(saliency > 0.1, saliency, 0.1, image)[0].tolist() == [1, 1, 0, 0, 0]


@st.composite
def cases(draw):
    """Draw saliency of few values, a threshold, and an image of few colours."""
    small = st.tuples(st.integers(1, 8), st.integers(1, 8))
    shape = draw(small | st.tuples(st.integers(1, 3), st.integers(15, 25)))
    values = [-30.0, -9.0, -4.5, -1.2] * 2 + [1.0, 2.0, 3.0]
    odds = draw(hnp.arrays(np.float64, shape, elements=st.sampled_from(values)))
    threshold = draw(st.sampled_from([0.5, 0.2]))
    saliency = _probability(odds + np.log(threshold / (1 - threshold)))
    depth = draw(st.sampled_from([1, 2, 4]))
    levels = st.integers(0, 4).map(lambda level: level / 4)
    return saliency, threshold, draw(hnp.arrays(np.float64, (*shape, depth), elements=levels))


@settings(max_examples=200, deadline=None)
@given(cases())
def test_it_equals_the_solution_of_all_equations_of_the_whole_image(case):
    saliency, threshold, image = case
    mask = saliency > threshold
    assume(mask.any())
    met = literal_saliency_walk(mask, saliency, threshold, image)
    assume(met is not None)
    clear = np.abs(met - 0.5) > 1e-6
    refined = walk_from_saliency(mask, saliency, threshold, image)
    assert np.array_equal(refined[clear], met[clear] > 0.5)


@settings(max_examples=100, deadline=None)
@given(cases(), st.sampled_from([0.5, 0.25]), st.sampled_from([0.0, 0.1]))
def test_only_uncertain_pixels_change_and_contrast_does_not_matter(case, scale, offset):
    saliency, threshold, image = case
    mask = saliency > threshold
    copies = [part.copy() for part in (mask, saliency, image)]
    refined = walk_from_saliency(mask, saliency, threshold, image)
    assert (refined.shape, refined.dtype) == (mask.shape, np.bool_)
    for part, copy in zip((mask, saliency, image), copies, strict=True):
        assert np.array_equal(part, copy)
    assert not refined[ndimage.distance_transform_edt(~mask) > 3].any() or not mask.any()
    for component in range(1, ndimage.label(mask, np.ones((3, 3)))[1] + 1):
        own = ndimage.label(mask, np.ones((3, 3)))[0] == component
        assert refined[own & (saliency == saliency[own].max())].all()
    assert not refined[saliency < 1e-9].any()
    fainter = walk_from_saliency(mask, saliency, threshold, scale * image + offset)
    if mask.any():
        met = literal_saliency_walk(mask, saliency, threshold, image)
        clear = np.zeros_like(mask) if met is None else np.abs(met - 0.5) > 1e-6
        assert np.array_equal(fainter[clear], refined[clear])


@pytest.fixture
def square():
    """Return a bright square of 12 x 12 pixels on dark ground, and saliency some pixels off."""
    image = np.full((40, 50, 3), 0.2)
    truth = np.zeros((40, 50), dtype=bool)
    truth[14:26, 20:32] = True
    image[truth] = (0.9, 0.7, 0.2)
    odds = np.full((40, 50), UNLIKELY)
    odds[15:25, 19:31] = UNSURE
    odds[16:25, 21:30] = SURE
    return image, truth, _probability(odds)


def test_a_square_is_found_in_full(square):
    image, truth, saliency = square
    assert np.array_equal(delineate(saliency, WALKER, image), truth)
    assert np.array_equal(delineate(saliency.astype(np.float32), WALKER, image), truth)
    assert not np.array_equal(saliency > 0.5, truth)
    for channels in (1, 2, 7):
        other = np.repeat(image[..., :1], channels, axis=-1)
        assert np.array_equal(delineate(saliency, WALKER, other), truth)


def test_components_are_selected_before(square):
    image, truth, saliency = square
    area = int((saliency > 0.5).sum())
    kept = delineate(saliency, WALKER.with_(area=(area, area)), image)
    assert np.array_equal(kept, truth)
    assert kept.sum() != area
    assert not delineate(saliency, WALKER.with_(area=(area + 1, 999)), image).any()


def test_radii_have_no_effect(square):
    image, truth, saliency = square
    assert np.array_equal(delineate(saliency, WALKER.with_(erosion=9, dilation=0), image), truth)
    assert not WALKER.uses_radii
    assert not Delineation().uses_radii
    assert Delineation(method="watershed").uses_radii


def test_each_class_is_refined_separately(square):
    image, truth, saliency = square
    image[5:10, 40:46] = (0.1, 0.9, 0.9)
    block = np.zeros_like(truth)
    block[5:10, 40:46] = True
    elsewhere = _probability(np.where(ndimage.binary_erosion(block), SURE, UNLIKELY))
    labels = delineate_classes(np.stack([saliency, elsewhere]), (3, 7), WALKER, image)
    assert np.array_equal(labels == 3, truth)
    assert np.array_equal(labels == 7, block)


def test_distant_components_do_not_matter(square):
    image, truth, saliency = square
    rng = np.random.default_rng(0)
    wide = np.concatenate([image, rng.random((40, 60, 3))], axis=1)
    both = np.concatenate([saliency, np.full((40, 60), 0.1)], axis=1)
    both[10:30, 80:100] = 1
    cut = delineate(both, WALKER, wide)
    assert np.array_equal(cut[:, :50], truth)
    assert cut[10:30, 80:100].all()


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_certain_saliency_stays_as_it_is(value):
    image, saliency = np.random.default_rng(0).random((9, 8, 3)), np.full((9, 8), value)
    assert np.array_equal(delineate(saliency, WALKER, image), saliency == 1)
    saliency[2:5, 3:6] = 1 - value
    assert np.array_equal(delineate(saliency, WALKER, image), saliency == 1)


def test_filled_holes_stay_in_the_component():
    saliency = np.full((9, 9), 0.01)
    saliency[2:7, 2:7] = 0.6
    saliency[3:6, 3:6] = 0.1  # 9 pixels of 25; all others are object seeds
    image = np.full((9, 9, 1), 0.5)
    filled = WALKER.with_(fill_holes=True)
    assert np.array_equal(delineate(saliency, filled, image)[2:7, 2:7], np.ones((5, 5)))
    saliency[1:8, 1:8] = 0.6
    saliency[2:7, 2:7] = 0.1  # 25 pixels of 49: the level would be negative
    assert delineate(saliency, filled, image)[1:8, 1:8].all()


def test_an_image_is_needed():
    with pytest.raises(InputError, match="by saliency-walker needs the image as well"):
        delineate(np.ones((3, 3)), WALKER)


@pytest.fixture
def egg(real_egg):
    """Return a real image, the mask of its egg, and log-odds that miss the shell."""
    image, truth = real_egg
    core = ndimage.binary_erosion(truth, iterations=3).astype(np.float64)
    return image, truth, 80 * (ndimage.gaussian_filter(core, 4) - 0.5)


def test_a_real_egg_gets_its_shell_back(egg):
    image, truth, odds = egg
    saliency = _probability(odds).astype(np.float32)
    core = measure_mask(delineate(saliency, WALKER.with_(method="none")), truth)
    whole = measure_mask(delineate(saliency, WALKER, image), truth)
    assert core["dice"] < 0.9
    assert whole["dice"] > 0.94


def test_it_equals_all_equations_on_a_real_image(egg):
    image, truth, odds = egg
    row, column = np.argwhere(truth)[0]  # the top of the egg, at the centre of the region
    around = np.s_[row - 10 : row + 16, column - 16 : column + 16]
    image, saliency = image[around], _probability(np.minimum(odds[around], 16))
    mask = saliency > 0.5
    met = literal_saliency_walk(mask, saliency, 0.5, rgb_to_lab(image))
    refined = walk_from_saliency(mask, saliency, 0.5, image)
    assert np.array_equal(refined, met > 0.5)
    assert (refined & ~mask).any()
    assert (mask & ~refined).any()
