"""Which device computes."""

import pytest
import torch

from flimbuilder.errors import InputError
from flimbuilder.flim.device import choose_device


def test_devices() -> None:
    assert choose_device("cpu") == torch.device("cpu")
    assert choose_device("auto").type in {"cpu", "cuda"}
    with pytest.raises(InputError, match="device 'tpu' is not known; choose from cpu, cuda, auto"):
        choose_device("tpu")


def test_no_accelerator_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto") == torch.device("cpu")
    with pytest.raises(InputError, match="torch finds no accelerator here"):
        choose_device("cuda")
