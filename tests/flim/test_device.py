"""Tests of the device and its precision."""

import pytest
import torch
from threadpoolctl import threadpool_info
from torch.backends import cudnn

from flimbuilder.errors import InputError
from flimbuilder.flim.decoders.base import PointwiseDecoder
from flimbuilder.flim.device import choose_device, full_precision, one_thread
from flimbuilder.flim.encode import encode_images
from flimbuilder.flim.learner import learn
from flimbuilder.flim.network import Encoder
from flimbuilder.project.architecture import Block
from tests.flim.cases import STRIDED, architecture, noise, two_images
from tests.learned_models import image, learned_model


def test_devices() -> None:
    assert choose_device("cpu") == torch.device("cpu")
    assert choose_device("auto").type in {"cpu", "cuda"}
    with pytest.raises(InputError, match="device 'tpu' is not known; choose from cpu, cuda, auto"):
        choose_device("tpu")


def blas_threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_threads_are_restored_after_the_last_of_overlapping_computations() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    of_blas = blas_threads()
    first, second = one_thread(), one_thread()
    try:
        first.__enter__()
        second.__enter__()
        assert (torch.get_num_threads(), blas_threads()) == (1, {1})
        first.__exit__(None, None, None)
        assert (torch.get_num_threads(), blas_threads()) == (1, {1})
        second.__exit__(None, None, None)
        assert (torch.get_num_threads(), blas_threads()) == (3, of_blas)
        with pytest.raises(ZeroDivisionError), one_thread():
            raise ZeroDivisionError
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)


def test_a_missing_gpu_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto") == torch.device("cpu")
    with pytest.raises(InputError, match="torch finds no GPU here"):
        choose_device("cuda")


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[bool, bool]]:
    """The flags of every convolution: TF32 allowed, always the same algorithm."""
    flags: list[tuple[bool, bool]] = []
    convolve, decode = torch.nn.Conv2d.forward, PointwiseDecoder.forward

    def watched(of, *arguments):
        flags.append((cudnn.allow_tf32, cudnn.deterministic))
        return of(*arguments)

    monkeypatch.setattr(torch.nn.Conv2d, "forward", lambda *a: watched(convolve, *a))
    monkeypatch.setattr(PointwiseDecoder, "forward", lambda *a: watched(decode, *a))
    return flags


def test_tf32_is_off_inside_and_as_before_outside() -> None:
    before = (cudnn.enabled, cudnn.allow_tf32, cudnn.deterministic)
    with full_precision():
        assert (cudnn.enabled, cudnn.allow_tf32, cudnn.deterministic) == (True, False, True)
    assert (cudnn.enabled, cudnn.allow_tf32, cudnn.deterministic) == before
    with pytest.raises(ZeroDivisionError), full_precision():
        _ = 1 / 0
    assert cudnn.allow_tf32 == before[1]


def test_learning_is_in_full_precision() -> None:
    flags: dict[str, tuple[bool, bool]] = {}

    def watch(stage: str, done: int, total: int) -> None:
        flags[stage] = (cudnn.allow_tf32, cudnn.deterministic)

    learn(two_images(), STRIDED, on_progress=watch)
    assert "computing activations" in flags
    assert set(flags.values()) == {(False, True)}


def test_encoding_is_in_full_precision(seen: list[tuple[bool, bool]]) -> None:
    specification = architecture(Block())
    encode_images(Encoder(3, [2], specification.model_dump()), specification, noise(5, 6)[None])
    assert seen == [(False, True)]


def test_a_model_encodes_and_decodes_in_full_precision(seen: list[tuple[bool, bool]]) -> None:
    model = learned_model()
    seen.clear()
    model.decode(model.encode(image()), (23, 31))
    assert seen == [(False, True)] * 3  # two blocks and the decoder
