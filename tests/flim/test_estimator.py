"""FlimEncoder keeps scikit-learn's manners."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

import flimbuilder as fb
from flimbuilder.errors import InputError

ARCHITECTURE = fb.Architecture(
    blocks=(
        fb.Block(kernels_per_marker=2, pooling=fb.Pooling(size=3, stride=2)),
        fb.Block(kernels_per_marker=1),
    )
)
MARKERS = (
    fb.Disk(id=1, class_id=1, center=(8, 8), radius=3),
    fb.Stroke(id=2, class_id=0, points=((20, 4), (22, 25)), radius=2),
)


@pytest.fixture
def image() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (30, 31, 3), dtype=np.uint8)


def test_fit_learns_and_returns_itself(image: np.ndarray) -> None:
    encoder = fb.FlimEncoder(ARCHITECTURE)
    assert encoder.fit([image], [MARKERS]) is encoder
    assert [len(block.kept) for block in encoder.blocks_] == [4, 2]
    assert encoder.transform(image).shape == (2, 15, 16)
    assert encoder.transform(image, block=1).shape == (4, 15, 16)
    assert len(encoder.fingerprint_) == 64


def test_the_constructor_only_stores() -> None:
    encoder = fb.FlimEncoder("no architecture", random_state=3)
    assert encoder.get_params()["random_state"] == 3
    assert clone(encoder).architecture == "no architecture"
    assert not [name for name in vars(encoder) if name.endswith("_")]


def test_equal_parameters_give_equal_encoders(image: np.ndarray) -> None:
    one = fb.FlimEncoder(ARCHITECTURE).fit([image], [MARKERS])
    other = clone(one).fit([image], [MARKERS])
    assert one.fingerprint_ == other.fingerprint_


def test_integers_are_scaled_by_their_dtype(image: np.ndarray) -> None:
    eight = fb.FlimEncoder(ARCHITECTURE).fit([image], [MARKERS])
    sixteen = fb.FlimEncoder(ARCHITECTURE).fit([image.astype(np.uint16) * 257], [MARKERS])
    assert eight.fingerprint_ == sixteen.fingerprint_


def test_a_grey_image_may_lack_its_channel(image: np.ndarray) -> None:
    grey = image[:, :, 0]
    encoder = fb.FlimEncoder(ARCHITECTURE).fit([grey], [MARKERS])
    assert encoder.n_channels_ == 1
    assert encoder.transform(grey).shape == (2, 15, 16)


def test_what_does_not_fit_is_refused(image: np.ndarray) -> None:
    encoder = fb.FlimEncoder(ARCHITECTURE)
    with pytest.raises(NotFittedError):
        encoder.transform(image)
    with pytest.raises(InputError, match="1 images and markers of 2"):
        encoder.fit([image], [MARKERS, MARKERS])
    encoder.fit([image], [MARKERS])
    with pytest.raises(InputError, match="no block 3"):
        encoder.transform(image, block=3)
    with pytest.raises(InputError, match="1 channels and the encoder reads 3"):
        encoder.transform(image[:, :, 0])
    with pytest.raises(InputError, match=r"shape \(H, W\)"):
        encoder.transform(image[None])
