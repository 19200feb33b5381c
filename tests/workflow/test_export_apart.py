"""A network written in another process: what it tells, and that it can be stopped."""

from pathlib import Path

import pytest

from flimbuilder.errors import Cancelled, InputError
from flimbuilder.exchange.network_export import write_pt2
from flimbuilder.model.model import Model
from flimbuilder.workflow.export_apart import write_model_apart


def test_it_is_the_same_file(model: Model, tmp_path: Path) -> None:
    apart = write_model_apart(model, "pt2", tmp_path / "apart.pt2")
    here = write_pt2(model, tmp_path / "here.pt2")
    assert apart.written == [tmp_path / "apart.pt2"]
    assert apart.notes == here.notes
    assert apart.largest_difference == here.largest_difference
    assert (tmp_path / "apart.pt2").read_bytes() == (tmp_path / "here.pt2").read_bytes()


def test_its_fault_is_told(model: Model, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="file: the folder cannot be made") as told:
        write_model_apart(model, "pt2", tmp_path / "file" / "x.pt2")
    assert not str(told.value).startswith("flimbuilder")


def test_it_can_be_stopped(model: Model, tmp_path: Path) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        raise Cancelled("asked to stop")

    with pytest.raises(Cancelled):
        write_model_apart(model, "pt2", tmp_path / "x.pt2", stop)
    assert not list(tmp_path.iterdir())
