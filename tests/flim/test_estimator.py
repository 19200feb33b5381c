"""Tests of FlimEncoder."""

import numpy as np
import pytest
import torch
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

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


def test_the_constructor_only_stores_parameters() -> None:
    encoder = fb.FlimEncoder("no architecture", random_state=3)
    assert encoder.get_params()["random_state"] == 3
    assert clone(encoder).architecture == "no architecture"
    assert not [name for name in vars(encoder) if name.endswith("_")]


def test_equal_parameters_give_equal_encoders(image: np.ndarray) -> None:
    encoder = fb.FlimEncoder(ARCHITECTURE, random_state=5).fit([image], [MARKERS])
    other = clone(encoder).fit([image], [MARKERS])
    assert encoder.fingerprint_ == other.fingerprint_
    assert encoder.seed_ == 5


def test_integers_are_scaled_by_their_dtype(image: np.ndarray) -> None:
    eight = fb.FlimEncoder(ARCHITECTURE, random_state=0).fit([image], [MARKERS])
    sixteen = fb.FlimEncoder(ARCHITECTURE, random_state=0).fit(
        [image.astype(np.uint16) * 257], [MARKERS]
    )
    assert eight.fingerprint_ == sixteen.fingerprint_


@pytest.mark.parametrize("bad", [-0.1, 1.5, 255.0, np.nan])
def test_floats_outside_0_to_1_are_refused(image: np.ndarray, bad: float) -> None:
    pixels = image / 255
    pixels[3, 4, 1] = bad
    with pytest.raises(fb.ImageError, match=r"^image 1: holds "):
        fb.FlimEncoder(ARCHITECTURE).fit([image, pixels], [MARKERS, MARKERS])


def test_an_empty_image_is_refused(image: np.ndarray) -> None:
    with pytest.raises(fb.ImageError, match=r"^image 0: has no pixels"):
        fb.FlimEncoder(ARCHITECTURE).fit([image[:0]], [MARKERS])


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
    with pytest.raises(InputError, match=r"give shape \(H, W\)"):
        encoder.transform(image[None])


def test_deleted_kernels_are_no_activation_maps(image: np.ndarray) -> None:
    encoder = fb.FlimEncoder(ARCHITECTURE, random_state=0).fit([image], [MARKERS])
    edit = fb.KernelEdit(block=1, action="delete", kernel=encoder.blocks_[0].kernels[1].identity)
    edited = clone(encoder).set_params(kernel_edits=[edit]).fit([image], [MARKERS])
    assert [len(block.kernels) for block in edited.blocks_] == [4, 2]
    assert [len(classes) for classes in edited.kernel_classes_] == [3, 2]
    assert len(edited.transform(image, block=1)) == 3
    assert len(edited.get_feature_names_out(block=1)) == 3
    assert fb.FlimFeatures(edited, block=1).transform([image]).shape == (1, 6)
    decoder = fb.make_decoder("mb", edited.kernel_classes_[0], [1])
    maps = torch.from_numpy(edited.transform(image, block=1))[None]
    assert decoder(maps, image.shape[:2]).shape == (1, 1, 30, 31)


def test_ids_name_the_images(image: np.ndarray) -> None:
    encoder = fb.FlimEncoder(ARCHITECTURE).fit([image], [MARKERS], ids=np.array(["leaf.1"]))
    assert {kernel.image for block in encoder.blocks_ for kernel in block.kernels} == {"leaf.1"}


@pytest.mark.parametrize("image_id", ["", "a/b", "../a", ".a", "a b", "a\n", "x" * 121, 7, None])
def test_an_invalid_id_is_refused(image: np.ndarray, image_id: object) -> None:
    with pytest.raises(InputError, match=r"^image id .* is invalid; use 1 to 120 letters"):
        fb.FlimEncoder(ARCHITECTURE).fit([image], [MARKERS], ids=[image_id])


@pytest.mark.parametrize("ids", [[], ["a", "b"]])
def test_there_are_as_many_ids_as_images(image: np.ndarray, ids: list[str]) -> None:
    with pytest.raises(InputError, match=rf"^1 images and {len(ids)} ids"):
        fb.FlimEncoder(ARCHITECTURE).fit([image], [MARKERS], ids=ids)


def test_an_unknown_device_is_refused(image: np.ndarray) -> None:
    with pytest.raises(InputError, match="device 'tpu' is not known; choose from cpu, cuda, auto"):
        fb.FlimEncoder(ARCHITECTURE, device="tpu").fit([image], [MARKERS])


@pytest.mark.parametrize("seed", [-1, 2**63, 0.5, True, "1", np.random.default_rng(0)])
def test_an_invalid_random_state_is_refused(image: np.ndarray, seed: object) -> None:
    with pytest.raises(
        InputError, match=r"^random_state .* is invalid; give an integer in \[0, 9"
    ):
        fb.FlimEncoder(ARCHITECTURE, random_state=seed).fit([image], [MARKERS])


def test_a_random_state_may_be_a_generator_of_numpy(image: np.ndarray) -> None:
    seeds = [
        fb.FlimEncoder(ARCHITECTURE, random_state=np.random.RandomState(seed))
        .fit([image], [MARKERS])
        .seed_
        for seed in (0, 0, 1)
    ]
    assert seeds[0] == seeds[1] != seeds[2]
    first, second = (fb.FlimEncoder(ARCHITECTURE).fit([image], [MARKERS]) for _ in range(2))
    assert first.seed_ != second.seed_


@pytest.mark.parametrize("seed", [2**63 - 1, np.int64(3)])
def test_a_random_state_may_be_any_seed_of_a_project(image: np.ndarray, seed: int) -> None:
    fb.FlimEncoder(ARCHITECTURE, random_state=seed).fit([image], [MARKERS])


def test_an_image_smaller_than_a_stride_is_refused(image: np.ndarray) -> None:
    blocks = (fb.Block(kernels_per_marker=1, pooling=fb.Pooling(stride=4)),)
    encoder = fb.FlimEncoder(fb.Architecture(blocks=blocks)).fit([image], [MARKERS])
    with pytest.raises(InputError, match="block 1: a stride of 4 is larger than its map"):
        encoder.transform(image[:3])
    assert encoder.transform(image[:4]).shape[1:] == (1, 8)


def test_the_encoder_can_be_trained_further(image: np.ndarray) -> None:
    encoder = fb.FlimEncoder(ARCHITECTURE).fit([image], [MARKERS]).encoder_
    encoder.requires_grad_(True)
    encoder(torch.rand(1, 3, 8, 8))[-1].sum().backward()
    assert encoder.block1.conv.weight.grad is not None


def test_a_list_of_images_gives_a_list_of_maps(image: np.ndarray) -> None:
    encoder = fb.FlimEncoder(ARCHITECTURE).fit([image], [MARKERS])
    images = [image, image[:20]]
    for block in (None, 1):
        maps = encoder.transform(images, block)
        assert isinstance(maps, list)
        shapes = [encoder.transform(pixels, block).shape for pixels in images]
        assert [image_maps.shape for image_maps in maps] == shapes
        np.testing.assert_array_equal(maps[0], encoder.transform(image, block))
    assert encoder.transform([]) == []


def test_fit_transform_is_both(image: np.ndarray) -> None:
    (maps,) = fb.FlimEncoder(ARCHITECTURE, random_state=0).fit_transform([image], [MARKERS])
    encoder = fb.FlimEncoder(ARCHITECTURE, random_state=0).fit([image], [MARKERS])
    np.testing.assert_array_equal(maps, encoder.transform(image))


def test_maps_have_names(image: np.ndarray) -> None:
    encoder = fb.FlimEncoder(ARCHITECTURE)
    with pytest.raises(NotFittedError):
        encoder.get_feature_names_out()
    encoder.fit([image], [MARKERS])
    assert list(encoder.get_feature_names_out()) == ["block2_kernel0", "block2_kernel1"]
    assert list(encoder.get_feature_names_out(block=1)) == [
        f"block1_kernel{number}" for number in range(4)
    ]
    with pytest.raises(InputError, match="no block 0"):
        encoder.get_feature_names_out(block=0)


def test_scikit_learn_sees_whether_it_is_fitted(image: np.ndarray) -> None:
    encoder = fb.FlimEncoder(ARCHITECTURE)
    with pytest.raises(NotFittedError):
        check_is_fitted(encoder)
    check_is_fitted(encoder.fit([image], [MARKERS]))
    with pytest.raises(NotFittedError):
        check_is_fitted(clone(encoder))


def test_maps_are_not_a_table() -> None:
    assert not hasattr(fb.FlimEncoder(), "set_output")
