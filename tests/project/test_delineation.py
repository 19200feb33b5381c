"""The threshold ``auto``: resolved for a decoder, and absent from older files."""

import json

import pytest

from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.project import DecoderChoice, Delineation
from flimbuilder.project.values import from_json


@pytest.mark.parametrize("decoder", DECODERS)
def test_auto_is_half_of_a_probability_and_otsu_otherwise(decoder):
    resolved = Delineation(area=(1, 9)).for_decoder(DecoderChoice(id=decoder))
    expected = 0.5 if decoder == "ml" else "otsu"
    assert resolved == Delineation(threshold=expected, area=(1, 9))


@pytest.mark.parametrize("threshold", ["otsu", 0.0, 0.37, 1.0])
@pytest.mark.parametrize("decoder", ["ml", "lm"])
def test_another_threshold_stays(threshold, decoder):
    given = Delineation(threshold=threshold, drop_border=True)
    assert given.for_decoder(DecoderChoice(id=decoder)) == given


def test_a_file_without_a_threshold_means_otsu():
    assert Delineation().threshold == "auto"
    assert from_json(Delineation, {"area": [1, 9]}) == Delineation(threshold="otsu", area=(1, 9))
    for threshold in ("auto", "otsu", 0.25):
        assert from_json(Delineation, {"threshold": threshold}).threshold == threshold
    written = json.loads(Delineation().model_dump_json())
    assert written["threshold"] == "auto"
    assert from_json(Delineation, written) == Delineation()
