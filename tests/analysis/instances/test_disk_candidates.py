"""Candidates and overlaps in windows on disk: as of the image in memory."""

from contextlib import ExitStack

import numpy as np
import pytest
from scipy import ndimage

from flimbuilder.analysis.delineate import delineate
from flimbuilder.analysis.instances.candidates import find_candidates
from flimbuilder.analysis.instances.disk_candidates import (
    find_disk_candidates,
    overlaps_on_disk,
    place_objects,
)
from flimbuilder.analysis.instances.matching import overlaps_of
from flimbuilder.analysis.instances.splitting import find_objects
from flimbuilder.imaging import sparse_plane
from flimbuilder.imaging.sparse_plane import open_sparse_plane, windows_of
from flimbuilder.project.decoding import Delineation, Splitting

SHAPE = (70, 90)


@pytest.fixture(autouse=True)
def _small_windows(monkeypatch):
    monkeypatch.setattr(sparse_plane, "BLOCK_SIDE", 16)
    monkeypatch.setattr(sparse_plane, "PART_SIDE", 32)


@pytest.fixture
def new_plane(tmp_path):
    with ExitStack() as stack:
        yield lambda dtype: stack.enter_context(open_sparse_plane(tmp_path, SHAPE, dtype))


def _filled(plane, values):
    for window in windows_of(SHAPE):
        plane.write(*window, values[window])
    return plane


def _saliency(seed):
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).random(SHAPE), 2.5)
    noise = (noise - noise.min()) / (noise.max() - noise.min())
    return (np.round(noise * 40) / 40).astype(np.float32)  # with plateaus


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"area": (10, 2000), "drop_border": True},
        {"split": Splitting(radius=4, smallest=12, depth=0.1, smoothing=0.2)},
    ],
    ids=["all", "selected", "split"],
)
def test_they_are_those_of_the_image_in_memory(new_plane, seed, options):
    saliency = _saliency(seed)
    settings = Delineation(threshold=0.7, method="none", **options)
    mask = delineate(saliency, settings).astype(np.uint8)
    objects = find_objects(mask, settings.splitting)
    expected = find_candidates(saliency, objects, settings, 0.7)
    found = find_disk_candidates(
        _filled(new_plane(np.int32), objects),
        lambda rows, cols: saliency[rows, cols],
        list(windows_of(SHAPE)),
        settings,
        0.7,
        new_plane,
    )
    assert len(expected.scores) > objects.max() > 0
    assert np.array_equal(found.positions, expected.positions)
    assert found.scores == pytest.approx(expected.scores, rel=1e-12)
    everything = slice(0, SHAPE[0]), slice(0, SHAPE[1])
    assert np.array_equal(found.labels[everything], expected.labels)


def test_without_saliency_there_are_none(new_plane):
    found = find_disk_candidates(
        new_plane(np.int32),
        lambda rows, cols: np.zeros((rows.stop - rows.start, cols.stop - cols.start), np.float32),
        list(windows_of(SHAPE))[:2],
        Delineation(threshold=0.5, method="none"),
        0.5,
        new_plane,
    )
    assert found.positions.shape == (0, 2)
    assert len(found.scores) == len(found.areas) == 0


def test_overlaps_are_those_of_the_image_in_memory():
    rng = np.random.default_rng(5)
    predicted, truth = (
        np.where(rng.random(SHAPE) < 0.5, 0, rng.integers(0, most, SHAPE)) for most in (9, 30)
    )
    predicted[predicted == 4] = 0  # a gap
    expected = overlaps_of(predicted, truth)
    found = overlaps_on_disk(
        lambda rows, cols: predicted[rows, cols],
        lambda rows, cols: truth[rows, cols],
        list(windows_of(SHAPE)),
        8,
        29,
    )
    for name in ("predicted_areas", "true_areas", "predicted", "truth", "shared"):
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name


def test_areas_and_centroids_by_hand(new_plane):
    objects = np.zeros(SHAPE, np.int32)
    objects[10:12, 31:35] = 1  # across the windows
    objects[40, 3] = 2
    areas, centroids = place_objects(_filled(new_plane(np.int32), objects), 2)
    assert areas.tolist() == [8, 1]
    assert centroids.tolist() == [[10.5, 32.5], [40, 3]]
