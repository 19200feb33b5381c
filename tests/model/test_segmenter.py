"""FlimSegmenter: from images and markers to label images."""

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

import flimbuilder as fb

ARCHITECTURE = fb.Architecture(
    blocks=(fb.Block(kernels_per_marker=2), fb.Block(kernels_per_marker=3))
)
MARKERS = (
    fb.Disk(id=1, class_id=1, center=(8, 8), radius=3),
    fb.Disk(id=2, class_id=0, center=(22, 22), radius=3),
)
WHERE = np.s_[4:13, 4:13]


@pytest.fixture
def image() -> np.ndarray:
    """A bright square on dark noise."""
    pixels = np.random.default_rng(0).integers(0, 60, (30, 30), dtype=np.uint8)
    pixels[WHERE] += 150
    return pixels


@pytest.fixture
def mask() -> np.ndarray:
    labels = np.zeros((30, 30), np.uint8)
    labels[WHERE] = 255
    return labels


def segmenter(**parameters: object) -> fb.FlimSegmenter:
    return fb.FlimSegmenter(fb.FlimEncoder(ARCHITECTURE, random_state=0), **parameters)


def dice(labels: np.ndarray, mask: np.ndarray) -> float:
    predicted, wanted = labels > 0, mask > 0
    return float(2 * (predicted & wanted).sum() / (predicted.sum() + wanted.sum()))


@pytest.mark.parametrize("decoder", ["lm", "mb", fb.DecoderChoice(id="lm", fused=(1, 2))])
def test_it_finds_the_object(
    image: np.ndarray, mask: np.ndarray, decoder: str | fb.DecoderChoice
) -> None:
    fitted = segmenter(decoder=decoder)
    assert fitted.fit([image], [MARKERS]) is fitted
    labels, saliency = fitted.predict(image), fitted.predict_saliency(image)
    assert labels.dtype == np.uint8
    assert set(np.unique(labels)) == {0, 1}
    assert dice(labels, mask) > 0.8
    assert saliency.shape == (1, 30, 30)
    assert saliency.dtype == np.float32
    assert saliency.min() >= 0
    assert saliency.max() <= 1
    assert list(fitted.object_classes_) == [1]


def test_the_dtype_does_not_matter(image: np.ndarray) -> None:
    eight = segmenter().fit([image], [MARKERS])
    sixteen = segmenter().fit([image.astype(np.uint16) * 257], [MARKERS])
    assert eight.encoder_.fingerprint_ == sixteen.encoder_.fingerprint_
    np.testing.assert_array_equal(
        eight.predict(image), eight.predict(np.asarray(image / 255, np.float32))
    )


def test_a_list_gives_a_list(image: np.ndarray) -> None:
    fitted = segmenter().fit([image], [MARKERS])
    labels = fitted.predict([image, image[:20]])
    assert [label_image.shape for label_image in labels] == [(30, 30), (20, 30)]
    np.testing.assert_array_equal(labels[0], fitted.predict(image))
    assert [saliency.shape for saliency in fitted.predict_saliency((image,))] == [(1, 30, 30)]


def test_several_classes(image: np.ndarray) -> None:
    markers = (*MARKERS, fb.Disk(id=3, class_id=4, center=(22, 8), radius=3))
    image[18:27, 4:13] += 80
    fitted = segmenter().fit([image], [markers])
    assert list(fitted.object_classes_) == [1, 4]
    assert fitted.predict_saliency(image).shape == (2, 30, 30)
    assert set(np.unique(fitted.predict(image))) <= {0, 1, 4}


def test_the_delineation_applies(image: np.ndarray) -> None:
    given = fb.Delineation(threshold=0, method="none")
    everything = segmenter(delineation=given).fit([image], [MARKERS])
    np.testing.assert_array_equal(
        everything.predict(image) > 0, everything.predict_saliency(image)[0] > 0
    )
    nothing = segmenter(delineation=fb.Delineation(area=(900, 901))).fit([image], [MARKERS])
    assert not nothing.predict(image).any()


def test_a_deleted_kernel_leaves_no_trace(image: np.ndarray) -> None:
    fitted = segmenter().fit([image], [MARKERS])
    kernel = fitted.encoder_.blocks_[1].kernels[0].identity
    edit = fb.KernelEdit(block=2, action="delete", kernel=kernel)
    edited = clone(fitted).set_params(encoder__kernel_edits=[edit]).fit([image], [MARKERS])
    assert len(edited.encoder_.blocks_[1].kernels) == 6
    assert edited.encoder_.kernel_classes_[1] == fitted.encoder_.kernel_classes_[1][1:]
    assert len(edited.encoder_.transform(image)) == 5
    assert edited.predict(image).shape == image.shape


def test_a_decoder_is_trained_on_masks(image: np.ndarray, mask: np.ndarray) -> None:
    images, markers = [image, image[::-1]], [MARKERS, ()]
    fitted = segmenter(decoder="bp").fit(images, markers, masks=[mask, None])
    assert len(fitted.decoder_choice_.weights[0]) == 6
    assert fitted.decoder_choice_.block == 2
    assert dice(fitted.predict(image), mask) > 0.8
    assert fitted.decoder == "bp"


def test_a_decoder_is_learned_from_the_markers(image: np.ndarray, mask: np.ndarray) -> None:
    fitted = segmenter(decoder="ml").fit([image, image[::-1]], [MARKERS, ()])
    assert fitted.decoder_choice_.blocks == (1, 2)
    assert [len(row) for row in fitted.decoder_choice_.weights] == [4 + 6]
    saliency = fitted.predict_saliency(image)[0]
    assert saliency[mask > 0].mean() > 0.5 + saliency[mask == 0].mean()
    black = np.zeros_like(image)
    assert fitted.predict_saliency(black).max() < 0.5
    one = fb.DecoderChoice(id="ml", block=1)
    assert len(segmenter(decoder=one).fit([image], [MARKERS]).decoder_choice_.weights[0]) == 4


def test_given_weights(image: np.ndarray) -> None:
    weights = ((1.0,) * 4,)
    choice = fb.DecoderChoice(id="manual", block=1, weights=weights)
    fitted = segmenter(decoder=choice).fit([image], [MARKERS])
    assert fitted.decoder_choice_ == choice
    assert fitted.predict_saliency(image).max() > 0


def test_misuse_is_refused(image: np.ndarray, mask: np.ndarray) -> None:
    with pytest.raises(NotFittedError):
        segmenter().predict(image)
    with pytest.raises(NotFittedError):
        segmenter().predict_saliency(image)
    with pytest.raises(fb.InputError, match="no decoder 'xx'; choose from lm, ts"):
        segmenter(decoder="xx").fit([image], [MARKERS])
    with pytest.raises(fb.InputError, match="decoder 'auto' is no longer offered"):
        segmenter(decoder="auto").fit([image], [MARKERS])
    with pytest.raises(fb.InputError, match="there is no object class"):
        segmenter().fit([image], [MARKERS[1:]])
    with pytest.raises(fb.InputError, match="no block 3"):
        segmenter(decoder=fb.DecoderChoice(id="mb", block=3)).fit([image], [MARKERS])
    with pytest.raises(fb.InputError, match="there are no masks; pass masks"):
        segmenter(decoder="bp").fit([image], [MARKERS])
    with pytest.raises(fb.InputError, match="there are 2 masks for 1 images"):
        segmenter(decoder="bp").fit([image], [MARKERS], masks=[mask, mask])
    with pytest.raises(fb.InputError, match=r"mask 0: has shape \(20, 30\)"):
        segmenter(decoder="bp").fit([image], [MARKERS], masks=[mask[:20]])
    with pytest.raises(fb.LearnError, match="mask"):
        segmenter(decoder="bp").fit([image], [MARKERS], masks=[None])
    fitted = segmenter().fit([image], [MARKERS])
    with pytest.raises(fb.ImageError, match=r"^image 1: .*\[0, 1\]"):
        fitted.predict([image, image.astype(np.float32)])


def test_fitting_leaves_the_parameters_alone(image: np.ndarray) -> None:
    unfitted = segmenter()
    before = {name: repr(value) for name, value in unfitted.get_params().items()}
    fitted = unfitted.fit([image], [MARKERS])
    assert {name: repr(value) for name, value in fitted.get_params().items()} == before
    assert not hasattr(fitted.encoder, "encoder_")
    state = dict(vars(fitted))
    fitted.predict(image)
    assert vars(fitted) == state


def test_it_can_be_fitted_again_and_pickled(image: np.ndarray) -> None:
    fitted = segmenter().fit([image], [MARKERS])
    labels = fitted.predict(image)
    np.testing.assert_array_equal(fitted.fit([image], [MARKERS]).predict(image), labels)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(fitted)).predict(image), labels)


@pytest.mark.parametrize("decoder", ["lm", "mb", "at", "bp"])
def test_the_scale_of_the_training_images(
    image: np.ndarray, mask: np.ndarray, decoder: str
) -> None:
    relative, absolute = (
        segmenter(decoder=fb.DecoderChoice(id=decoder, scale=scale)).fit(
            [image], [MARKERS], masks=[mask]
        )
        for scale in ("image", "training")
    )
    (scale,) = absolute.decoder_choice_.scales
    assert relative.decoder_choice_.scales == ()
    assert absolute.predict_saliency(image)[0][WHERE].mean() > 0.5
    assert absolute.predict_saliency(image).max() <= 1
    maps = absolute.encoder_.transform(image, 2)
    assert scale.maxima == pytest.approx(maps.max(axis=(1, 2)), rel=1e-5)
    noise = np.random.default_rng(1).integers(0, 60, (30, 30), dtype=np.uint8)
    assert absolute.predict_saliency(noise).max() < 0.5
    assert not absolute.predict(noise).any()
