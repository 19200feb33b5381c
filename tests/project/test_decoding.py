"""Threshold and method ``auto``: resolved for a decoder, and absent from older files."""

import json

import pytest

from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.values import from_json


@pytest.mark.parametrize("decoder", DECODERS)
def test_auto_is_half_of_a_probability_and_otsu_otherwise(decoder):
    resolved = Delineation(area=(1, 9)).for_decoder(DecoderChoice(id=decoder))
    threshold, method = (0.5, "saliency-walker") if decoder == "ml" else ("otsu", "none")
    assert resolved == Delineation(threshold=threshold, method=method, area=(1, 9))


@pytest.mark.parametrize("threshold", ["otsu", 0.0, 0.37, 1.0])
@pytest.mark.parametrize("decoder", ["ml", "lm"])
def test_another_threshold_stays(threshold, decoder):
    given = Delineation(threshold=threshold, method="none", drop_border=True)
    assert given.for_decoder(DecoderChoice(id=decoder)) == given


@pytest.mark.parametrize("method", ["none", "watershed", "saliency-walker"])
@pytest.mark.parametrize("decoder", ["ml", "lm"])
def test_another_method_stays(method, decoder):
    given = Delineation(threshold=0.5, method=method)
    assert given.for_decoder(DecoderChoice(id=decoder)) == given


def test_an_image_in_tiles_is_not_refined():
    decoder_choice = DecoderChoice(id="ml")
    assert Delineation().for_decoder(decoder_choice, in_tiles=True).method == "none"
    given = Delineation(method="watershed")
    assert given.for_decoder(decoder_choice, in_tiles=True).method == "watershed"


def test_a_saliency_of_the_scale_training_is_not_refined():
    resolved = Delineation().for_decoder(DecoderChoice(id="lm", scale="training"))
    assert (resolved.threshold, resolved.method) == (0.5, "none")


def test_older_files_mean_otsu_alone():
    assert (Delineation().threshold, Delineation().method) == ("auto", "auto")
    older = Delineation(threshold="otsu", method="none", area=(1, 9))
    assert from_json(Delineation, {"area": [1, 9]}) == older
    for threshold in ("auto", "otsu", 0.25):
        assert from_json(Delineation, {"threshold": threshold}).threshold == threshold
    for method in ("auto", "none", "watershed"):
        assert from_json(Delineation, {"method": method}).method == method
    written = json.loads(Delineation().model_dump_json())
    assert (written["threshold"], written["method"]) == ("auto", "auto")
    assert from_json(Delineation, written) == Delineation()
