"""Tests of FlimFeatures: pipelines, clones, cross-validation, names."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.utils.validation import check_is_fitted

import flimbuilder as fb
from flimbuilder.errors import InputError

ARCHITECTURE = fb.Architecture(
    blocks=(fb.Block(kernels_per_marker=1), fb.Block(kernels_per_marker=2)), colour_space="grey"
)
MARKERS = (
    fb.Disk(id=1, class_id=1, center=(8, 8), radius=3),
    fb.Disk(id=2, class_id=0, center=(20, 20), radius=3),
)


def picture(seed: int, contrast: float = 1.0) -> np.ndarray:
    noise = np.random.default_rng(seed).random((28, 30)) - 0.5
    return np.asarray(128 + 255 * contrast * noise).astype(np.uint8)


@pytest.fixture(scope="module")
def encoder() -> fb.FlimEncoder:
    return fb.FlimEncoder(ARCHITECTURE).fit([picture(0)], [MARKERS])


@pytest.fixture
def features(encoder: fb.FlimEncoder) -> fb.FlimFeatures:
    return fb.FlimFeatures(encoder)


def test_features_equal_statistics_of_the_maps(encoder: fb.FlimEncoder) -> None:
    images = [picture(1), picture(2)[:20]]  # of any size
    table = fb.FlimFeatures(encoder, block=1, statistics=("max", "mean", "std")).transform(images)
    assert table.shape == (2, 2 * 3)
    assert table.dtype == np.float32
    for row, image in zip(table, images, strict=True):
        wanted = [
            value
            for activation in encoder.transform(image, block=1).astype(np.float64)
            for value in (
                activation.max(),
                activation.sum() / activation.size,
                np.sqrt(((activation - activation.mean()) ** 2).mean()),
            )
        ]
        np.testing.assert_allclose(row, wanted, rtol=1e-5)


def test_features_have_names(features: fb.FlimFeatures) -> None:
    names = features.fit([]).get_feature_names_out()
    assert list(names[:3]) == ["block2_kernel0_mean", "block2_kernel0_std", "block2_kernel1_mean"]
    assert len(names) == features.transform([picture(1)]).shape[1]


def test_the_output_may_be_a_data_frame(encoder: fb.FlimEncoder) -> None:
    pytest.importorskip("pandas")
    features = fb.FlimFeatures(encoder).set_output(transform="pandas")
    table = features.transform([picture(1), picture(2)])
    assert list(table.columns) == list(features.get_feature_names_out())
    assert table.shape == (2, len(table.columns))


def test_images_may_be_one_array(features: fb.FlimFeatures) -> None:
    stack = np.stack([picture(1), picture(2), picture(3)])
    np.testing.assert_array_equal(features.transform(stack), features.transform(list(stack)))
    coloured = np.repeat(stack[..., None], 1, axis=-1)
    np.testing.assert_array_equal(features.transform(coloured), features.transform(stack))
    assert features.transform([]).shape == (0, len(features.get_feature_names_out()))


def test_a_clone_has_the_same_encoder(encoder: fb.FlimEncoder) -> None:
    features = fb.FlimFeatures(encoder, block=1, statistics=["max"])
    features.set_output(transform="default")
    copy = clone(features)
    assert copy is not features
    assert copy.encoder is encoder
    assert (copy.block, copy.statistics) == (1, ["max"])
    assert copy._sklearn_output_config == features._sklearn_output_config
    assert copy._sklearn_output_config is not features._sklearn_output_config
    assert clone(make_pipeline(features))[0].encoder is encoder
    check_is_fitted(features)


def test_fit_transform_is_both(features: fb.FlimFeatures) -> None:
    images = [picture(1), picture(2)]
    np.testing.assert_array_equal(features.fit_transform(images), features.transform(images))


def test_in_a_pipeline(features: fb.FlimFeatures) -> None:
    contrast = np.arange(24) % 2
    images = [picture(seed, 0.4 + 0.5 * bright) for seed, bright in enumerate(contrast)]
    pipeline = Pipeline([("flim", features), ("classify", LogisticRegression(C=1e3))])
    assert cross_val_score(pipeline, images, contrast, cv=3).mean() == 1
    search = GridSearchCV(pipeline, {"flim__block": [1, 2]}, cv=3).fit(images, contrast)
    assert list(search.predict(images)) == list(contrast)
    assert len(search.best_estimator_[:1].get_feature_names_out()) > 0


def test_an_unfitted_encoder_is_refused() -> None:
    features = fb.FlimFeatures(fb.FlimEncoder(ARCHITECTURE))
    for use in (features.fit, features.transform):
        with pytest.raises(NotFittedError, match="not fitted"):
            use([picture(1)])
    with pytest.raises(NotFittedError):
        check_is_fitted(features)


@pytest.mark.parametrize("statistics", [(), ("median",), ("mean", "x")])
def test_unknown_statistics_are_refused(
    encoder: fb.FlimEncoder, statistics: tuple[str, ...]
) -> None:
    features = fb.FlimFeatures(encoder, statistics=statistics)
    with pytest.raises(InputError, match="choose from mean, std, max"):
        features.fit([picture(1)])


def test_blocks_and_images_that_do_not_fit_are_refused(
    encoder: fb.FlimEncoder, features: fb.FlimFeatures
) -> None:
    with pytest.raises(InputError, match="no block 3"):
        fb.FlimFeatures(encoder, block=3).fit([])
    with pytest.raises(InputError, match="3 channels and the encoder reads 1"):
        features.transform([np.zeros((9, 9, 3), np.uint8)])
    with pytest.raises(InputError, match=r"give shape \(H, W\)"):
        features.transform(picture(1))  # a single image instead of several
