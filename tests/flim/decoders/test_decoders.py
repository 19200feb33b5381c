"""Making decoders by name."""

from importlib import import_module

import pytest
import torch

from flimbuilder.errors import InputError
from flimbuilder.flim.decoders import make_decoder
from flimbuilder.project.decoders import DECODERS
from tests.flim.decoders.shared_behaviour import DecoderBehaviour, random_maps


def test_every_decoder_has_tests():
    modules = (
        "attention", "labelled_marker", "mean_based", "probability", "tri_state", "weighted"
    )  # fmt: skip
    for module in modules:
        import_module(f"tests.flim.decoders.test_{module}")
    assert {tests.id for tests in all_subclasses(DecoderBehaviour)} == set(DECODERS)


def all_subclasses(kind):
    """Those that name a decoder, however deep."""
    below = [one for own in kind.__subclasses__() for one in (own, *all_subclasses(own))]
    return [one for one in below if hasattr(one, "id")]


def test_an_unknown_decoder_is_refused_with_the_choice():
    with pytest.raises(InputError, match=r"no decoder 'xx'; choose from lm, ts, at, lt, pb, mb"):
        make_decoder("xx", [0, 1], [1])


def test_no_object_class_is_refused():
    with pytest.raises(InputError, match="no object class"):
        make_decoder("lm", [0, 0], [])


@pytest.mark.parametrize("decoder", ["lm", "lt", "pb", "mb"])
def test_kernels_that_mix_the_classes_are_refused(decoder):
    with pytest.raises(InputError, match="needs the class of every kernel"):
        make_decoder(decoder, [None, None], [1])


@pytest.mark.parametrize("decoder", ["ts", "at"])
def test_decoders_that_need_no_classes_take_kernels_that_mix_them(decoder):
    maps = torch.rand(1, 2, 4, 4)
    mixed = make_decoder(decoder, [None, None], [1])(maps, (4, 4))
    assert torch.equal(mixed, make_decoder(decoder, [0, 1], [1])(maps, (4, 4)))


@pytest.mark.parametrize("decoder", ["ts", "at", "manual", "bp"])
@pytest.mark.parametrize("n_kernels", [40, 75])
def test_classes_of_equal_weights_have_equal_saliency(decoder, n_kernels):
    # To the last bit: else rounding would choose the class of each pixel of the mask.
    maps = random_maps(n_kernels, 61, 47, seed=n_kernels).float()
    maps[:, ::2, 3:] = maps[:, 1::2, :3] = 0  # narrow and dark ones beside wide ones
    given = {"weights": [torch.linspace(-1, 1, n_kernels).tolist()]}
    more = given if decoder in {"manual", "bp"} else {}
    made = make_decoder(decoder, [0, 1, 2, 3, 1] * (n_kernels // 5), [1, 2, 3], **more)

    first, *others = made(maps, (61, 47))[0]

    assert first.any()
    assert all(torch.equal(first, other) for other in others)
