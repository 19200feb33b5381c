"""Making decoders by name."""

import pytest

from flimbuilder.errors import InputError
from flimbuilder.flim.decoders import DECODERS, make_decoder
from tests.flim.decoders.shared_behaviour import DecoderBehaviour
from tests.flim.decoders.test_labelled_marker import TestLabelledMarkerDecoder as _Labelled
from tests.flim.decoders.test_mean_based import TestMeanBasedDecoder as _MeanBased


def test_every_decoder_has_tests():
    assert issubclass(_Labelled, DecoderBehaviour)
    assert {_Labelled.id, _MeanBased.id} == set(DECODERS)


def test_an_unknown_decoder_is_refused_with_the_choice():
    with pytest.raises(InputError, match=r"no decoder 'xx'; choose from lm, mb"):
        make_decoder("xx", [0, 1], [1])


def test_no_object_class_is_refused():
    with pytest.raises(InputError, match="no object class"):
        make_decoder("lm", [0, 0], [])


@pytest.mark.parametrize("decoder", ["lm", "mb"])
def test_kernels_that_mix_the_classes_are_refused(decoder):
    with pytest.raises(InputError, match="needs the class of every kernel"):
        make_decoder(decoder, [None, None], [1])
