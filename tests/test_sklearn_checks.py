"""scikit-learn's own checks of the estimators, as far as they apply to images."""

from typing import Any

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.utils.estimator_checks import parametrize_with_checks

import flimbuilder as fb

ROWS = "fits a table: its rows, of one axis, are no images"
NOT_A_TABLE = {
    **dict.fromkeys(
        (
            "check_complex_data",
            "check_dict_unchanged",
            "check_dtype_object",
            "check_estimators_dtypes",
            "check_estimators_empty_data_messages",
            "check_estimators_nan_inf",
            "check_estimators_overwrite_params",
            "check_estimators_pickle",
            "check_f_contiguous_array_estimator",
            "check_fit2d_predict1d",
            "check_fit_idempotent",
            "check_fit_score_takes_y",
            "check_methods_sample_order_invariance",
            "check_methods_subset_invariance",
            "check_n_features_in",
            "check_n_features_in_after_fitting",
            "check_pipeline_consistency",
            "check_transformer_data_not_an_array",
            "check_transformer_general",
            "check_transformer_preserve_dtypes",
        ),
        ROWS,
    ),
}
LEARNS_FROM_MARKERS = {
    **NOT_A_TABLE,
    **dict.fromkeys(
        (
            "check_dont_overwrite_parameters",
            "check_estimator_sparse_array",
            "check_estimator_sparse_matrix",
            "check_estimators_fit_returns_self",
            "check_fit2d_1feature",
            "check_fit2d_1sample",
            "check_fit_check_is_fitted",
            "check_positive_only_tag_during_fit",
            "check_readonly_memmap_input",
        ),
        ROWS,
    ),
    "check_requires_y_none": "y is called markers, and so is it in the message",
}
FITTED_BEFORE = {
    **NOT_A_TABLE,
    "check_estimator_sparse_tag": "fit does not look at the images",
    "check_fit1d": "fit does not look at the images",
    "check_fit_check_is_fitted": "the encoder is fitted before",
}


def _as_if_for_tables(tags: Any) -> Any:
    """Return tags with which scikit-learn runs all checks; of images it runs but one."""
    tags.input_tags.two_d_array = True
    return tags


class Encoder(fb.FlimEncoder):
    def __sklearn_tags__(self) -> Any:
        return _as_if_for_tables(super().__sklearn_tags__())


class Features(fb.FlimFeatures):
    def __sklearn_tags__(self) -> Any:
        return _as_if_for_tables(super().__sklearn_tags__())


class Segmenter(fb.FlimSegmenter):
    def __sklearn_tags__(self) -> Any:
        return _as_if_for_tables(super().__sklearn_tags__())


def fitted_encoder() -> fb.FlimEncoder:
    image = np.random.default_rng(0).integers(0, 256, (30, 31), dtype=np.uint8)
    markers = [
        fb.Disk(id=1, class_id=1, center=(8, 8), radius=3),
        fb.Disk(id=2, class_id=0, center=(20, 20), radius=3),
    ]
    architecture = fb.Architecture(blocks=(fb.Block(kernels_per_marker=2),))
    return fb.FlimEncoder(architecture, random_state=0).fit([image], [markers])


def expected_failures(estimator: BaseEstimator) -> dict[str, str]:
    return FITTED_BEFORE if isinstance(estimator, Features) else LEARNS_FROM_MARKERS


@parametrize_with_checks(
    [Encoder(), Segmenter(), Features(fitted_encoder())],
    expected_failed_checks=expected_failures,
)
def test_checks_of_scikit_learn(estimator: BaseEstimator, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize(
    "estimator", [fb.FlimEncoder(), fb.FlimSegmenter(), fb.FlimFeatures(None)]
)
def test_images_are_declared_no_table(estimator: BaseEstimator) -> None:
    tags = estimator.__sklearn_tags__()
    assert tags.input_tags.three_d_array
    assert not tags.input_tags.two_d_array


def test_a_notebook_shows_the_estimator() -> None:
    html = fb.FlimSegmenter(fb.FlimEncoder(random_state=3))._repr_html_()
    assert "FlimSegmenter" in html
    assert "FlimEncoder" in html
