"""Tests of the marker-learned decoder's training."""

from itertools import pairwise

import numpy as np
import pytest
import scipy
import torch
from torch.nn import functional as F

from flimbuilder.errors import LearnError
from flimbuilder.flim.logistic import LogisticFit, fit_logistic
from flimbuilder.flim.marker_decoder import (
    BLANK_SHARE,
    CUT,
    N_HARDEST,
    SHARPNESS,
    MarkedMaps,
    _hardest,
    _Samples,
    interpolate_sums,
    left_out_error,
    sample_maps,
    train_marker_decoder,
)
from flimbuilder.project.rasterise import marker_pixels
from tests.flim.cases import disk, dots, logistic_case


def marked(maps, *markers, size=None):
    blocks = [np.asarray(block, np.float32) for block in maps]
    size = size or blocks[0].shape[1:]
    return MarkedMaps(blocks, size, marker_pixels(markers, size))


@pytest.mark.parametrize("seed", range(3))
def test_the_error_of_a_marker_left_out_is_near_that_of_a_fit_without_it(seed):
    samples, target, importance, signs = logistic_case(seed, n=200)
    marker = np.zeros(200, np.int64)
    for class_target in (0, 1):
        rows = np.flatnonzero(target == class_target)
        marker[rows] = 1 + 10 * class_target + np.arange(len(rows)) % 4
        importance[rows] = 0.5 / len(rows)
    fit = fit_logistic(samples, target, importance, signs, 5.0)
    level = np.mean([fit.logits(samples[marker == number]).mean() for number in (11, 12, 13, 14)])
    wrong = {0: [], 1: []}
    for number in np.unique(marker):
        others = marker != number
        class_target = int(target[marker == number][0])
        left = importance.copy()
        left[others & (target == class_target)] *= 4 / 3
        without = fit_logistic(samples[others], target[others], left[others], signs, 5.0)
        logits = SHARPNESS * (without.logits(samples[~others])[:, 0] / level - CUT)
        right = scipy.special.expit(logits if class_target else -logits)
        wrong[class_target].append(1 - right.mean())
    expected = np.mean([np.mean(values) for values in wrong.values()])

    error = left_out_error(fit, samples, target, importance, marker, signs, 5.0)

    assert error == pytest.approx(expected, abs=0.02)


def test_no_marker_can_be_left_out_of_one():
    samples, target, importance, signs = logistic_case(0)
    fit = fit_logistic(samples, target, importance, signs, 5.0)

    assert np.isnan(left_out_error(fit, samples, target, importance, target + 1, signs, 5.0))


@pytest.mark.parametrize("shape", [(7, 9), (14, 18), (4, 5), (1, 1), (21, 3)])
def test_samples_equal_the_interpolated_map(shape):
    rng = np.random.default_rng(0)
    block = rng.random((3, *shape), dtype=np.float32)
    size = (14, 18)
    whole = F.interpolate(
        torch.from_numpy(block)[None], size=size, mode="bilinear", align_corners=False
    )[0].numpy()
    rows, cols = np.indices(size).reshape(2, -1)

    samples = sample_maps([block, block[:1]], size, rows, cols)

    assert samples[:, :3] == pytest.approx(whole[:, rows, cols].T, abs=1e-6)
    assert (samples[:, 3] == samples[:, 0]).all()


def test_sums_of_blocks_equal_sums_of_interpolated_maps():
    rng = np.random.default_rng(0)
    maps = [rng.random((2, 10, 8), dtype=np.float32), rng.random((3, 5, 4), dtype=np.float32)]
    fit = LogisticFit(rng.normal(size=(2, 5)), rng.normal(size=2))
    rows, cols = np.indices((10, 8)).reshape(2, -1)

    sums = interpolate_sums(maps, (10, 8), fit)

    expected = fit.logits(sample_maps(maps, (10, 8), rows, cols))
    by_pixel = sums.reshape(2, -1).T
    assert by_pixel == pytest.approx(expected, abs=1e-5)


def square(height=40, width=40, noise=0.05, seed=0):
    """A map that is active in a square, one that is active outside it, and one of noise."""
    rng = np.random.default_rng(seed)
    inside = np.zeros((height, width))
    inside[12:28, 12:28] = 1
    maps = np.stack([inside, 1 - inside, 0 * inside]) + noise * rng.random((3, height, width))
    return maps.astype(np.float32)


MARKERS = [disk(1, 1, 16, 16), disk(2, 1, 22, 23), disk(3, 0, 4, 5), disk(4, 0, 34, 30)]


def probability(decoder, maps):
    """The softmax of the decoder's log-odds, (objects, height, width)."""
    fit = LogisticFit(np.array(decoder.weights), np.array(decoder.bias))
    logits = interpolate_sums(maps, maps[0].shape[1:], fit)
    background = np.zeros_like(logits[:1])
    return scipy.special.softmax(np.concatenate([background, logits]), axis=0)[1:]


def test_finds_the_object_and_keeps_the_signs():
    maps = square()

    decoder = train_marker_decoder([marked([maps], *MARKERS)], [1, 0, 0], [1])

    inside = probability(decoder, [maps])[0] > 0.5
    assert inside[12:28, 12:28].all()
    assert inside.sum() == 16 * 16
    (row,) = decoder.weights
    assert row[0] > 0
    assert row[1] < 0
    assert row[2] <= 0


def test_the_mean_log_odds_of_the_markers_are_calibrated():
    maps = square(noise=0)
    decoder = train_marker_decoder([marked([maps], *MARKERS)], [1, 0, 0], [1])
    fit = LogisticFit(np.array(decoder.weights), np.array(decoder.bias))

    sums = interpolate_sums([maps], (40, 40), fit)[0]

    assert sums[16, 16] == pytest.approx(SHARPNESS * (1 - CUT), rel=1e-4)
    assert decoder.weights[0][2] == 0  # a map that is constant


def test_several_classes_exclude_each_other():
    other = np.zeros((40, 40), np.float32)
    other[2:8, 30:38] = 1
    maps = np.concatenate([square(), other[None]])
    maps[1] -= other
    markers = [*MARKERS, disk(5, 2, 5, 33, 1.0)]

    decoder = train_marker_decoder([marked([maps], *markers)], [1, 0, None, 2], [1, 2])

    first, second = probability(decoder, [maps])
    assert first[16, 16] > 0.9
    assert second[16, 16] < 0.1
    assert second[5, 33] > 0.9
    assert first[5, 33] < 0.1
    assert max(first[34, 10], second[34, 10]) < 0.1


@pytest.mark.parametrize("kernel_classes", [[0, 0, 0], [1, 1, 1], [None] * 3])
def test_classes_may_lack_kernels(kernel_classes):
    decoder = train_marker_decoder([marked([square()], *MARKERS)], kernel_classes, [1])

    assert np.isfinite(decoder.weights).all()
    assert (probability(decoder, [square()])[0] > 0.5)[12:28, 12:28].all()


def test_a_class_without_markers_has_no_probability():
    image = marked([square()], *MARKERS)

    decoder = train_marker_decoder([image], [1, 0, 2], [2, 1])

    absent, present = probability(decoder, [square()])
    assert decoder.weights[0] == (0, 0, 0)
    assert absent.max() < 1e-6
    alone = train_marker_decoder([image], [1, 0, 2], [1])
    assert (decoder.weights[1], decoder.bias[1]) == (alone.weights[0], alone.bias[0])
    assert present.max() > 0.9


@pytest.mark.parametrize("markers", [MARKERS[:1], MARKERS[:2], MARKERS[:1] + MARKERS[2:3]])
def test_one_marker_of_a_class_suffices(markers):
    decoder = train_marker_decoder([marked([square()], *markers)], [1, 0, 0], [1])

    inside = probability(decoder, [square()])[0] > 0.5
    assert inside[12:28, 12:28].all()
    assert inside.sum() == 16 * 16


def test_background_alone_gives_nothing():
    decoder = train_marker_decoder([marked([square()], *MARKERS[2:])], [0, 0, 0], [1])

    assert probability(decoder, [square()]).max() < 1e-6


def test_no_marker_is_refused():
    with pytest.raises(LearnError, match="no pixel is marked"):
        train_marker_decoder([marked([square()])], [1, 0, 0], [1])


def test_markers_that_cover_everything_leave_no_weak_background():
    maps = square(4, 4)[:, :4, :4]
    maps[0, :2], maps[1, 2:] = 1, 1
    rows = [[(row, col) for col in range(4)] for row in range(4)]
    image = marked([maps], dots(1, 1, *rows[0], *rows[1]), dots(2, 0, *rows[2], *rows[3]))

    decoder = train_marker_decoder([image], [1, 0, 0], [1])

    assert (probability(decoder, [maps])[0] > 0.5)[:, 0].tolist() == [True, True, False, False]


def test_size_of_a_marker_does_not_matter():
    # Ten times the pixels of the same values give the same fit.
    maps = np.tile(square(noise=0), (1, 1, 1))
    few = [dots(1, 1, (16, 16)), dots(2, 0, (4, 5))]
    many = [
        dots(1, 1, *((16, col) for col in range(14, 24))),
        dots(2, 0, *((4, col) for col in range(3, 13))),
    ]

    decoders = [
        train_marker_decoder([marked([maps], *markers)], [1, 0, 0], [1]) for markers in (few, many)
    ]

    assert decoders[0].weights[0] == pytest.approx(decoders[1].weights[0], rel=1e-3)


def test_images_of_any_size_and_blocks_of_any_stride():
    maps = square()
    small = np.ascontiguousarray(maps[:, ::2, ::2])
    images = [
        marked([maps, small], *MARKERS),
        marked([maps[:, :30], small[:, :15]], disk(1, 0, 3, 30)),
    ]

    decoder = train_marker_decoder(images, [1, 0, 0, 1, 0, 0], [1])

    mask = probability(decoder, [maps, small])[0] > 0.5
    assert mask[14:26, 14:26].all()
    assert mask.sum() < 20 * 20


def test_units_of_the_maps_do_not_matter():
    maps = square()
    scale = np.array([1000, 0.01, 7], np.float32)[:, None, None]

    plain = train_marker_decoder([marked([maps], *MARKERS)], [1, 0, 0], [1])
    scaled = train_marker_decoder([marked([maps * scale], *MARKERS)], [1, 0, 0], [1])

    restored = np.array(scaled.weights[0]) * scale[:, 0, 0]
    assert restored == pytest.approx(np.array(plain.weights[0]), rel=1e-3)
    assert scaled.bias == pytest.approx(plain.bias, rel=1e-3)


def test_blank_images_are_background():
    # The object's kernel responds to the blank image half as strongly as to the object.
    maps = square()
    blank = marked([0.5 * maps])
    alone = train_marker_decoder([marked([maps], *MARKERS)], [1, 0, 0], [1])
    assert (probability(alone, blank.maps) > 0.5).any()

    decoder = train_marker_decoder([marked([maps], *MARKERS)], [1, 0, 0], [1], blanks=[blank])

    assert not (probability(decoder, blank.maps) > 0.5).any()
    inside = probability(decoder, [maps])[0] > 0.5
    assert inside[12:28, 12:28].all()
    assert inside.sum() == 16 * 16


def test_the_hardest_pixels_of_a_blank_image():
    rng = np.random.default_rng(0)
    blank = marked([rng.random((2, 15, 20)), rng.random((1, 8, 10))])
    fit = LogisticFit(rng.normal(size=(2, 3)), rng.normal(size=2))
    by_pixel = []
    for row, col in np.ndindex(15, 20):
        values = sample_maps(blank.maps, blank.size, np.array([row]), np.array([col]))[0]
        by_pixel.append((-max(weights @ values + bias
                              for weights, bias in zip(fit.weights, fit.bias, strict=True)),
                         *values))  # fmt: skip
    expected = np.array([values for _, *values in sorted(by_pixel)[:N_HARDEST]])

    samples = _hardest(blank, fit)

    np.testing.assert_allclose(samples, expected, atol=1e-6)


@pytest.mark.parametrize(("weak", "blank"), [(0, 0), (5, 0), (0, 7), (5, 7)])
def test_weights_of_the_background(weak, blank):
    # Object: marker 1 of three pixels. Background: markers 2 and 3 of one and two pixels.
    samples = _Samples(
        np.zeros((6, 1)), np.array([1, 1, 1, 0, 0, 0]), np.array([1, 1, 1, 2, 3, 3]), 1
    )

    weights = samples.importance(weak, blank)

    of_markers = 1 / 4 if weak or blank else 1 / 2
    assert weights[:6] == pytest.approx(
        [1 / 6] * 3 + [of_markers / 2, of_markers / 4, of_markers / 4]
    )
    share = BLANK_SHARE if weak else 1.0
    assert weights[6 + weak :] == pytest.approx(np.full(blank, share / 4 / max(1, blank)))
    share = 1 - BLANK_SHARE if blank else 1.0
    assert weights[6 : 6 + weak] == pytest.approx(np.full(weak, share / 4 / max(1, weak)))


def test_the_same_whatever_the_number_of_threads():
    rng = np.random.default_rng(0)
    maps = rng.random((60, 80, 80), dtype=np.float32)
    image = marked([maps], *(disk(n, n % 2, 8 * n, 9 * n, 4.0) for n in range(1, 9)))
    threads = torch.get_num_threads()
    decoders = []
    try:
        for count in (1, 4):
            torch.set_num_threads(count)
            decoders.append(train_marker_decoder([image], [0, 1] * 30, [1]))
    finally:
        torch.set_num_threads(threads)

    assert decoders[0] == decoders[1]


@pytest.mark.parametrize("seed", range(3))
def test_chooses_the_strength_by_markers_left_out(seed):
    rng = np.random.default_rng(seed)
    maps = rng.normal(size=(20, 60, 60)).astype(np.float32)
    image = marked([maps], *(disk(n, n % 2, 6 * n, 6 * n, 2.0) for n in range(1, 9)))
    strengths = (0.1, 1.0, 100.0)

    decoder = train_marker_decoder([image], [None] * 20, [1], strengths)

    assert decoder.strength in strengths
    weights = [
        np.linalg.norm(train_marker_decoder([image], [None] * 20, [1], (strength,)).weights)
        for strength in strengths
    ]
    assert all(np.isfinite(weights))
    assert all(first != second for first, second in pairwise(weights))
