"""Making decoders by id."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
import torch

import tests.flim.decoders
from flimbuilder.errors import InputError
from flimbuilder.flim.decoders import make_decoder
from flimbuilder.project.decoders import DECODERS
from tests.flim.decoders.shared_behaviour import DecoderBehaviour, random_maps


def test_every_decoder_has_tests():
    for module in pkgutil.iter_modules(tests.flim.decoders.__path__, "tests.flim.decoders."):
        import_module(module.name)
    tested = {cls.id for cls in all_subclasses(DecoderBehaviour) if hasattr(cls, "id")}
    assert tested == set(DECODERS)


def all_subclasses(cls: type[Any]) -> Iterator[type[Any]]:
    """Yield the subclasses of a class and, recursively, theirs."""
    for subclass in cls.__subclasses__():
        yield subclass
        yield from all_subclasses(subclass)


def test_the_error_for_an_unknown_decoder_lists_the_decoders():
    with pytest.raises(InputError, match=r"no decoder 'xx'; choose from lm, ts, at, lt, pb, mb"):
        make_decoder("xx", [0, 1], [1])


def test_decoding_without_an_object_class_is_refused():
    with pytest.raises(InputError, match="no object class"):
        make_decoder("lm", [0, 0], [])


@pytest.mark.parametrize("decoder", ["lm", "lt", "pb", "mb"])
def test_kernels_without_classes_are_refused(decoder):
    with pytest.raises(InputError, match="needs the class of every kernel"):
        make_decoder(decoder, [None, None], [1])


@pytest.mark.parametrize("decoder", ["ts", "at"])
def test_decoders_that_need_no_classes_accept_kernels_without(decoder):
    maps = torch.rand(1, 2, 4, 4)
    mixed = make_decoder(decoder, [None, None], [1])(maps, (4, 4))
    assert torch.equal(mixed, make_decoder(decoder, [0, 1], [1])(maps, (4, 4)))


@pytest.mark.parametrize("decoder", ["ts", "at", "manual", "bp"])
@pytest.mark.parametrize("n_kernels", [40, 75])
def test_classes_of_equal_weights_have_equal_saliency(decoder, n_kernels):
    # To the last bit: otherwise rounding would make the mask arbitrary.
    maps = random_maps(n_kernels, 61, 47, seed=n_kernels).float()
    maps[:, ::2, 3:] = maps[:, 1::2, :3] = 0  # narrow, dark maps and wide maps
    weights = [torch.linspace(-1, 1, n_kernels).tolist()] if decoder in {"manual", "bp"} else []
    classes = [0, 1, 2, 3, 1] * (n_kernels // 5)

    first, *others = make_decoder(decoder, classes, [1, 2, 3], weights=weights)(maps, (61, 47))[0]

    assert first.any()
    assert all(torch.equal(first, other) for other in others)


@pytest.mark.parametrize("weight", [1.0, 1e-9, 1e9])
def test_the_noise_of_cancelled_sums_is_no_saliency(weight):
    """Ten maps and their opposite cancel but for the last bits of the sums."""
    maps = torch.rand((1, 10, 9, 9), generator=torch.Generator().manual_seed(3))
    maps = torch.cat((maps, maps.flip(1)), dim=1)
    decoder = make_decoder("manual", [0] * 20, [1], weights=[[weight] * 10 + [-weight] * 10])
    assert not decoder(maps, (9, 9)).any()
    real = make_decoder("manual", [0] * 20, [1], weights=[[weight] * 11 + [-weight] * 9])
    assert real(maps, (9, 9)).max() == 1
