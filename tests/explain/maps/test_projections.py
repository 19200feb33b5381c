"""Projections to two dimensions."""

from importlib.util import find_spec

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.explain.maps.methods import PROJECTIONS, require_projection
from flimbuilder.explain.maps.projections import (
    principal_components,
    project_features,
    trustworthiness_of,
)


def clouds(count: int = 30, features: int = 12, seed: int = 0) -> NDArray[np.float64]:
    """Two clouds, far from each other."""
    values = np.random.default_rng(seed).normal(size=(count, features))
    values[: count // 2] += 4
    return values


def test_components_by_hand() -> None:
    """Points on a line lie on the first axis, at their distances from the mean."""
    values = np.array([[0, 0], [3, 4], [6, 8]], float)
    assert principal_components(values, 2).tolist() == pytest.approx(
        np.array([[-5, 0], [0, 0], [5, 0]])
    )


def test_components_are_the_projections_on_the_eigenvectors() -> None:
    values = clouds()
    centred = values - values.mean(axis=0)
    variances, directions = np.linalg.eigh(centred.T @ centred)
    for column, at in enumerate(np.argsort(variances)[::-1][:3]):
        wanted = centred @ directions[:, at]
        found = principal_components(values, 3)[:, column]
        assert np.allclose(found, wanted) or np.allclose(found, -wanted)


@given(st.integers(0, 6), st.integers(0, 4), st.integers(0, 99))
def test_components_have_two_columns_and_keep_distances(n: int, d: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(n, d))
    scores = principal_components(values, 50)
    assert scores.shape[0] == n
    assert scores.shape[1] >= 2
    distances = [np.linalg.norm(part[:, None] - part, axis=2) for part in (values, scores)]
    assert np.allclose(*distances)


@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_equal_bytes_whatever_the_threads(method: str) -> None:
    features = clouds(40).astype(np.float32)
    found = project_features(features, method).positions.tobytes()
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        assert project_features(features, method).positions.tobytes() == found
    finally:
        torch.set_num_threads(before)


def test_tsne_separates_clouds() -> None:
    found = project_features(clouds(), "tsne")
    sides = found.positions[:, 0] > 0  # the first axis is the longest
    assert len(set(sides[:15])) == len(set(sides[15:])) == 1
    assert sides[0] != sides[15]
    assert found.trustworthiness is not None
    assert found.trustworthiness > 0.9
    assert found.neighbours == 12
    assert not found.note


def test_another_seed_does_not_change_pca() -> None:
    features = clouds()
    found = [project_features(features, "pca", seed=seed).positions for seed in (0, 7)]
    assert np.array_equal(*found)
    project_features(features, "tsne", seed=2**63)  # larger than its random state takes


@pytest.mark.parametrize("method", ["pca", "tsne"])
@pytest.mark.parametrize("count", range(7))
def test_few_points(method: str, count: int) -> None:
    found = project_features(clouds(count, 3), method)
    assert found.positions.shape == (count, 2)
    assert np.isfinite(found.positions).all()
    assert found.method == ("tsne" if method == "tsne" and count >= 5 else "pca")
    assert bool(found.note) == (count == 1 or (method == "tsne" and 0 < count < 5))


@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_equal_points(method: str) -> None:
    found = project_features(np.full((9, 4), 0.1), method)
    assert not found.positions.any()
    assert found.trustworthiness is None
    assert found.note == "all 9 points are equal"


def test_points_that_repeat_few_others_and_one_feature() -> None:
    repeated = np.repeat(clouds(4, 3), 5, axis=0)
    assert "4" in project_features(repeated, "tsne").note
    line = project_features(np.arange(8.0)[:, None], "tsne")
    assert np.isfinite(line.positions).all()


def test_values_that_are_not_finite_are_refused() -> None:
    with pytest.raises(InputError, match="NaN"):
        project_features(np.array([[np.nan, 1.0]]))


def test_unknown_methods_and_missing_libraries_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(InputError, match="choose from tsne, pca, umap"):
        require_projection("mds")
    monkeypatch.setattr("flimbuilder.project.extras.find_spec", lambda module: None)
    with pytest.raises(InputError, match=r"pip install 'flimbuilder\[maps\]'"):
        require_projection("umap")
    assert require_projection("tsne") is PROJECTIONS["tsne"]


@pytest.mark.slow
@pytest.mark.skipif(find_spec("umap") is None, reason="umap-learn is not installed")
def test_umap_gives_equal_bytes() -> None:
    found = [project_features(clouds(), "umap") for _ in range(2)]
    assert found[0].positions.tobytes() == found[1].positions.tobytes()
    assert found[0].trustworthiness is not None
    assert found[0].trustworthiness > 0.8


def literal_trustworthiness(
    features: NDArray[np.float64], positions: NDArray[np.float64], k: int
) -> float:
    """The formula of Venna and Kaski, as a loop."""
    count, total = len(features), 0.0
    for point in range(count):
        others = [other for other in range(count) if other != point]
        near = sorted(others, key=lambda other: np.sum((features[point] - features[other]) ** 2))
        shown = sorted(
            others, key=lambda other: np.sum((positions[point] - positions[other]) ** 2)
        )
        for other in shown[:k]:
            rank = near.index(other) + 1
            total += max(0, rank - k)
    return 1 - total * 2 / (count * k * (2 * count - 3 * k - 1))


def test_trustworthiness_equals_a_loop() -> None:
    rng = np.random.default_rng(3)
    features, positions = rng.normal(size=(16, 5)), rng.normal(size=(16, 2))
    found, k = trustworthiness_of(features, positions)
    assert k == 7
    assert found == pytest.approx(literal_trustworthiness(features, positions, 7))
    assert trustworthiness_of(features[:3], positions[:3]) == (None, 0)
