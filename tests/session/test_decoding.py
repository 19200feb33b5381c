"""Encoding and decoding an image."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.errors import Cancelled, ImageError, InputError
from flimbuilder.model.model import Model
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.project import KernelEdit
from flimbuilder.session import encoding
from flimbuilder.session.decoding import decode, explain, fitting_size, measure_result
from flimbuilder.session.encoding import EncodedImage, Encodings, bytes_needed
from flimbuilder.session.pixels import ShownImage
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.workflow.evaluation.evaluate import measure
from tests.session.test_cards import small_encoding

SHOWN = ShownImage("a", Path("a.png"), np.zeros((24, 24, 3), np.uint8))


def encode(built: ProjectBuild, shown: ShownImage) -> EncodedImage:
    """Encode an image with an empty cache."""
    return Encodings(0).make(built, shown)


# Encoding


def test_pixels_are_scaled_by_their_dtype() -> None:
    built = small_encoding()[0].built
    pixels = np.random.default_rng(0).integers(0, 2**16, (24, 24, 3)).astype(np.uint16)
    encoded = encode(built, ShownImage("a", Path("a.png"), pixels))
    assert encoded.pixels == pytest.approx(pixels / 65535, abs=1e-6)
    expected = built.model.encode(encoded.pixels)
    assert all(map(torch.equal, encoded.activations, expected))


def test_the_inputs_of_each_block() -> None:
    encoded, _ = small_encoding()
    image = torch.from_numpy(encoded.pixels).permute(2, 0, 1)[None]
    assert torch.equal(encoded.inputs_of(1), image)
    assert encoded.inputs_of(2) is encoded.activations[0]


def test_memory_by_hand() -> None:
    """6 kernels at stride 2, then 4 at stride 1; the image twice; the largest map unpooled."""
    built = small_encoding()[0].built
    counts = [maps.shape[1] for maps in small_encoding()[0].activations]
    kept = 2 * 3 * 24 * 24 + counts[0] * 12 * 12 + counts[1] * 12 * 12
    assert bytes_needed(built, SHOWN.pixels.shape) == 4 * (kept + counts[0] * 24 * 24)


def test_a_too_large_image_is_refused_before_encoding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built = small_encoding()[0].built
    huge = np.broadcast_to(np.zeros(1, np.uint8), (20_000, 20_000, 3))
    with pytest.raises(ImageError, match=r"a\.png: is too large to be encoded whole"):
        encode(built, ShownImage("a", Path("a.png"), huge))
    monkeypatch.setattr(encoding, "WHOLE_BYTES", bytes_needed(built, SHOWN.pixels.shape))
    assert len(encode(built, SHOWN).activations) == 2


def test_an_image_with_another_channel_count_is_refused() -> None:
    built = small_encoding()[0].built
    with pytest.raises(ImageError, match=r"a\.png: has 1 channels and the encoder reads 3"):
        encode(built, ShownImage("a", Path("a.png"), np.zeros((24, 24, 1), np.uint8)))


def test_the_last_encoding_and_recent_maps_are_cached() -> None:
    built, other = small_encoding()[0].built, small_encoding()[0].built
    encodings = Encodings(limit=10**6)
    first = encodings.make(built, SHOWN)
    assert encodings.make(built, SHOWN) is first
    assert encodings.find(built, SHOWN) is first
    assert encodings.find(other, SHOWN) is None
    second = encodings.make(other, SHOWN)  # another build that learned the same
    assert second is not first
    assert all(
        left is right for left, right in zip(first.activations, second.activations, strict=True)
    )
    assert encodings.find(built, SHOWN) is None
    encodings.clear()
    assert encodings.find(other, SHOWN) is None


def test_clearing_discards_a_running_encoding() -> None:
    built, encodings = small_encoding()[0].built, Encodings(limit=10**6)
    made = encodings.make(built, SHOWN, encodings.clear)
    assert encodings.find(built, SHOWN) is None
    again = encodings.make(built, SHOWN)
    assert all(
        left is not right for left, right in zip(made.activations, again.activations, strict=True)
    )


def test_a_cancelled_encoding_does_not_replace_the_last() -> None:
    built, other = small_encoding()[0].built, small_encoding()[0].built
    encodings = Encodings(limit=10**6)

    def stop() -> None:
        raise Cancelled("stopped")

    first = encodings.make(built, SHOWN)
    with pytest.raises(Cancelled):
        encodings.make(other, SHOWN, stop)
    assert encodings.find(built, SHOWN) is first


def test_only_changed_blocks_are_run_again() -> None:
    plain = small_encoding()[0].built
    chosen = plain.learned.blocks[1].kernels[0].identity
    edited = small_encoding([KernelEdit(block=2, action="delete", kernel=chosen)])[0].built
    encodings = Encodings(limit=10**6)
    first, checks = encodings.make(plain, SHOWN), []
    second = encodings.make(edited, SHOWN, lambda: checks.append(1))
    assert second.activations[0] is first.activations[0]
    assert second.activations[1].shape[1] == first.activations[1].shape[1] - 1
    assert checks == [1, 1]  # before the second block, and at the end
    assert torch.equal(second.activations[1], encode(edited, SHOWN).activations[1])


def test_other_pixels_of_the_same_name_are_encoded_again() -> None:
    built, encodings = small_encoding()[0].built, Encodings(limit=10**6)
    first = encodings.make(built, SHOWN)
    other = replace(SHOWN, sha256="other", pixels=np.full((24, 24, 3), 99, np.uint8))
    assert not torch.equal(encodings.make(built, other).activations[0], first.activations[0])


def test_encoding_stops_between_blocks() -> None:
    def stop() -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        Encodings(0).make(small_encoding()[0].built, SHOWN, stop)


# Decoding


def test_decoding_agrees_with_the_model() -> None:
    encoded, _ = small_encoding()
    model, delineation = encoded.built.model, Delineation(threshold=0.3)
    decoder_result = decode(encoded, DecoderChoice(id="ts", block=1), delineation)
    decoder_choice = DecoderChoice(id="ts", block=1)
    saliency = model.decode(encoded.activations, (24, 24), decoder_choice)
    assert decoder_result.decoded.decoder_choice == decoder_choice
    assert decoder_result.decoded.classes == (1, 2)
    assert np.array_equal(decoder_result.decoded.saliency, saliency)
    assert np.array_equal(
        decoder_result.decoded.mask,
        delineate_classes(saliency, (1, 2), delineation, encoded.pixels),
    )
    assert decoder_result.decoded.measures is None
    weights = explain(encoded, decoder_choice).weights
    assert weights.keys() == {1}
    assert weights[1].shape == (2, encoded.activations[0].shape[1])


def test_the_last_block_is_the_default() -> None:
    decoder_result = decode(small_encoding()[0], DecoderChoice(id="lm"), Delineation())
    assert decoder_result.decoded.decoder_choice == DecoderChoice(id="lm", block=2)


def test_fused_blocks() -> None:
    encoded, _ = small_encoding()
    explained = explain(encoded, DecoderChoice(id="mb", fused=(1, 2)))
    assert explained.weights.keys() == explained.previews.keys() == {1, 2}


def test_previews_show_the_decoder_on_each_block() -> None:
    encoded, _ = small_encoding()
    previews = explain(encoded, DecoderChoice(id="mb", block=2)).previews
    for block in (1, 2):
        saliency = encoded.built.model.decode(
            encoded.activations, (12, 12), DecoderChoice(id="mb", block=block)
        )
        assert np.array_equal(previews[block], np.rint(255 * saliency).astype(np.uint8))


def test_weights_of_one_block_are_previewed_on_that_block_alone() -> None:
    encoded, _ = small_encoding()
    count = encoded.activations[0].shape[1]
    decoder_choice = DecoderChoice(id="manual", block=1, weights=((1.0,) * count,))
    assert explain(encoded, decoder_choice).previews.keys() == {1}


def test_an_impossible_decoder_is_refused() -> None:
    encoded, _ = small_encoding()
    with pytest.raises(InputError, match="has no weights for this block"):
        decode(encoded, DecoderChoice(id="manual"), Delineation())
    with pytest.raises(InputError, match="there is no block 5"):
        decode(encoded, DecoderChoice(id="mb", block=5), Delineation())


def test_a_trained_decoder_has_the_weights_of_its_build() -> None:
    built = small_encoding()[0].built
    model = built.model
    trained = DecoderChoice(id="bp", block=2, weights=((1.0,) * model.document.kernel_counts[1],))
    own = model.document.model_copy(update={"decoder": trained})
    project = built.project.with_(decoder=DecoderChoice(id="bp"))
    built = replace(built, project=project, model=Model(own, model.encoder))
    assert built.decoder_of(DecoderChoice(id="bp")) == trained
    assert built.decoder_of(DecoderChoice(id="bp", block=2)) == trained
    assert built.decoder_of(DecoderChoice(id="ts")) == DecoderChoice(id="ts", block=2)
    with pytest.raises(InputError, match="decoder 'bp' is made by a build: build the project"):
        built.decoder_of(DecoderChoice(id="bp", block=1))


def test_every_build_has_the_decoder_of_its_markers() -> None:
    encoded, _ = small_encoding()
    model = encoded.built.model
    counts = model.document.kernel_counts
    rows = tuple(
        tuple(sign * 0.01 * kernel for kernel in range(sum(counts))) for sign in (1.0, -1.0)
    )
    learned = DecoderChoice(id="ml", block=2, fused=(1, 2), weights=rows, bias=(-1.0, 0.5))
    document = model.document.model_copy(update={"marker_decoder": learned})
    built = replace(encoded.built, model=Model(document, model.encoder))
    assert built.decoder_of(DecoderChoice(id="ml")) == learned
    assert built.decoder_of(DecoderChoice(id="ml", fused=(1, 2))) == learned
    with pytest.raises(InputError, match="decoder 'ml' is made by a build: build the project"):
        built.decoder_of(DecoderChoice(id="ml", block=1))
    for decoder, kept in ((DecoderChoice(id="mb"), learned), (DecoderChoice(id="ml"), None)):
        of_project = built.model_for(built.project.with_(decoder=decoder)).document
        assert of_project.marker_decoder == kept
        assert of_project.learned_decoders == {"ml": learned}

    explained = explain(replace(encoded, built=built), learned)
    assert [explained.weights[block].shape for block in (1, 2)] == [(2, count) for count in counts]
    size = (12, 12)
    logits = []
    for block in (1, 2):
        start = sum(counts[: block - 1])
        share = DecoderChoice(
            id="ml", block=block, bias=(-0.5, 0.25),
            weights=tuple(row[start : start + counts[block - 1]] for row in rows),
        )  # fmt: skip
        saliency = model.decode(encoded.activations, size, share)
        assert np.array_equal(explained.previews[block], np.rint(255 * saliency).astype(np.uint8))
        logits.append(np.log(saliency / (1 - saliency.sum(axis=0))))
    whole = model.decode(encoded.activations, size, learned)
    np.testing.assert_allclose(
        np.log(whole / (1 - whole.sum(axis=0))), sum(logits), rtol=1e-3, atol=1e-4
    )


def test_a_fallback_decoder_has_a_reason() -> None:
    built = small_encoding()[0].built
    decoder_choice = DecoderChoice(id="manual")
    project = built.project.with_(decoder=decoder_choice)
    built = replace(built, project=project, decoder_fault="it has no weights")
    with pytest.raises(InputError, match="it has no weights"):
        built.decoder_of(decoder_choice)
    assert built.decoder_of(DecoderChoice(id="mb")) == DecoderChoice(id="mb", block=2)


def test_measures_are_those_of_evaluate() -> None:
    encoded, truth = small_encoding()
    settings = Delineation(area=(5, 500))
    decoder_result = decode(encoded, DecoderChoice(id="mb"), settings)
    measures = measure_result(decoder_result, replace(SHOWN, pixels=encoded.pixels, truth=truth))
    assert measure_result(decoder_result, SHOWN) is None
    expected = measure(decoder_result.decoded.saliency, truth, (1, 2), settings, encoded.pixels)
    assert measures == expected


def test_the_index_of_a_class() -> None:
    decoder_result = decode(small_encoding()[0], DecoderChoice(id="lm"), Delineation())
    assert [decoder_result.class_index(class_id) for class_id in (None, 1, 2, 9)] == [0, 0, 1, 0]


@pytest.mark.parametrize(
    ("size", "expected"),
    [((100, 50), (100, 50)), ((256, 100), (128, 50)), ((3, 900), (1, 128)), ((1, 1), (1, 1))],
)
def test_the_longer_side_is_limited(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert fitting_size(*size, side=128) == expected
