"""The model folder: written whole, beside other files, and read without trust."""

import errno
import json
import pickle
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from flimbuilder.errors import ModelError, SaveError
from flimbuilder.model import folder as model_folder
from flimbuilder.model.folder import (
    read_model_folder,
    read_state_dict,
    write_model_folder,
)
from flimbuilder.model.model import Model, load_model
from flimbuilder.project.temporary_names import temporary_name
from tests.learned_models import learned_model

FILES = ["encoder.pt", "encoder.py", "encoder.safetensors", "model.json"]


@pytest.fixture(scope="session")
def model() -> Model:
    """A newly learned model of two blocks."""
    return learned_model()


def visible(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != ".lock"
    }


def refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read_model_folder(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def retensored(folder: Path, change: Callable[[dict[str, torch.Tensor]], object]) -> None:
    tensors = load_file(folder / "encoder.safetensors")
    change(tensors)
    save_file(tensors, folder / "encoder.safetensors")


def test_both_files_of_tensors_open_and_agree(model: Model, folder: Path) -> None:
    assert sorted(visible(folder)) == FILES
    state = torch.load(folder / "encoder.pt", weights_only=True)
    safe = load_file(folder / "encoder.safetensors")
    assert list(state) == [
        "block1.conv.weight", "block1.conv.bias", "block2.conv.weight", "block2.conv.bias"
    ]  # fmt: skip
    for name, tensor in model.tensors().items():
        assert type(state[name]) is torch.Tensor
        assert state[name].equal(tensor)
        assert safe[name].equal(tensor)
    with safe_open(folder / "encoder.safetensors", "pt") as file:
        assert file.metadata()["flimbuilder"].encode() == (folder / "model.json").read_bytes()


def test_reading_gives_what_was_written(model: Model, folder: Path) -> None:
    document, tensors = read_model_folder(folder)
    assert document == model.document
    assert tensors.keys() == model.tensors().keys()
    assert all(tensors[name].equal(tensor) for name, tensor in model.tensors().items())


def test_the_same_model_gives_the_same_bytes_anywhere(model: Model, tmp_path: Path) -> None:
    model.write(tmp_path / "one")
    model.write(tmp_path / "deep" / "er" / "two")
    assert visible(tmp_path / "one") == visible(tmp_path / "deep" / "er" / "two")


def test_permissions_are_those_of_other_files(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "usual").write_text("")
    usual = (tmp_path / "usual").stat().st_mode
    assert {(folder / name).stat().st_mode for name in FILES} == {usual}


def test_an_older_model_is_replaced_and_other_files_stay(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    (folder / "saliency").mkdir()
    (folder / "saliency" / "a.png").write_bytes(b"mine too")
    other = learned_model(decoder="mb")
    assert other.write(folder) == [folder / name for name in FILES]
    assert load_model(folder).document == other.document
    assert (folder / "notes.txt").read_text() == "mine"
    assert (folder / "saliency" / "a.png").read_bytes() == b"mine too"


def test_a_folder_of_other_files_is_left_alone(model: Model, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.tex").write_text("years of work")
    with pytest.raises(ModelError, match=r"thesis: holds files other than a model .*chapter\.tex"):
        model.write(tmp_path / "thesis")
    assert visible(tmp_path / "thesis") == {"chapter.tex": b"years of work"}
    with pytest.raises(ModelError, match=r"chapter\.tex: is a file; give a folder"):
        model.write(tmp_path / "thesis" / "chapter.tex")


def test_an_empty_folder_and_a_link_to_one_are_filled(model: Model, tmp_path: Path) -> None:
    (tmp_path / "big disk").mkdir()
    (tmp_path / "M").symlink_to(tmp_path / "big disk", target_is_directory=True)
    model.write(tmp_path / "M")
    assert (tmp_path / "M").is_symlink()
    assert sorted(visible(tmp_path / "big disk")) == FILES


def fail_at(monkeypatch: pytest.MonkeyPatch, written: int) -> None:
    """Fill the disk after `written` files."""
    write, calls = model_folder.write_synced, []

    def write_or_fail(path: Path, content: bytes) -> None:
        calls.append(path)
        if len(calls) > written:
            path.write_bytes(content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, content)

    monkeypatch.setattr(model_folder, "write_synced", write_or_fail)


@pytest.mark.parametrize("written", range(4))
def test_a_full_disk_leaves_the_old_model_whole(
    folder: Path, written: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = visible(folder)
    other = learned_model(decoder="mb")
    fail_at(monkeypatch, written)
    with pytest.raises(SaveError, match=r"No space left on device; .*free disk space"):
        other.write(folder)
    assert visible(folder) == before


def test_a_full_disk_leaves_no_half_model(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_at(monkeypatch, 2)
    with pytest.raises(SaveError):
        model.write(tmp_path / "M")
    assert not (tmp_path / "M").exists()


def test_after_a_failure_the_folder_counts_as_empty(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "M").mkdir()
    with monkeypatch.context() as broken:
        fail_at(broken, 2)
        with pytest.raises(SaveError):
            model.write(tmp_path / "M")
    (tmp_path / "M" / temporary_name("encoder.pt")).write_bytes(b"of a killed process")
    model.write(tmp_path / "M")
    assert sorted(visible(tmp_path / "M")) == FILES


def test_planted_links_are_not_followed(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.write(tmp_path / "M")
    (tmp_path / "thesis.tex").write_bytes(b"years of work")
    for name in (*FILES, ".encoder.pt.tmp", ".model.json.tmp"):
        (tmp_path / "M" / name).unlink(missing_ok=True)
        (tmp_path / "M" / name).symlink_to("../thesis.tex")
    (tmp_path / "M" / "model.json").unlink()
    (tmp_path / "M" / "model.json").write_text("{}")
    learned_model(decoder="mb").write(tmp_path / "M")
    assert (tmp_path / "thesis.tex").read_bytes() == b"years of work"
    assert load_model(tmp_path / "M").document.decoder.id == "mb"
    (tmp_path / "M" / ".guessed.tmp").symlink_to("../thesis.tex")
    monkeypatch.setattr(model_folder, "temporary_name", lambda name: ".guessed.tmp")
    with pytest.raises(SaveError, match="File exists"):
        model.write(tmp_path / "M")
    assert (tmp_path / "thesis.tex").read_bytes() == b"years of work"


def test_a_link_in_a_project_is_refused(model: Model, tmp_path: Path) -> None:
    model.write(tmp_path / "other" / "default")
    before = visible(tmp_path / "other" / "default")
    project = tmp_path / "P.flim"
    (project / "models").mkdir(parents=True)
    (project / "project.json").write_text("{}")
    for link in (project / "models" / "default", project / "models"):
        if link.is_dir():
            link.rmdir()
        link.symlink_to(tmp_path / "other" / "default" if link.name == "default" else "../other")
        with pytest.raises(SaveError, match=f"{link}: is a link in a project folder; delete it"):
            learned_model(decoder="mb").write(project / "models" / "default")
        link.unlink()
    assert visible(tmp_path / "other" / "default") == before
    (tmp_path / "link.flim").symlink_to("P.flim")
    model.write(tmp_path / "link.flim" / "models" / "default")
    assert sorted(visible(project / "models" / "default")) == FILES


def test_a_folder_that_cannot_be_made(model: Model, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SaveError, match="can't write"):
        model.write(tmp_path / "file" / "M")


def test_many_at_once_leave_one_whole_model(tmp_path: Path) -> None:
    """The folder holds the four files of the last writer, never a mixture."""
    models = [learned_model(decoder=decoder) for decoder in ("lm", "mb")]
    faults: list[Exception] = []

    def write_often(model: Model) -> None:
        try:
            for _ in range(5):
                model.write(tmp_path / "M")
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=write_often, args=(model,)) for model in models]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    written = load_model(tmp_path / "M").document
    (last,) = [model for model in models if model.document == written]
    last.write(tmp_path / "alone")
    assert visible(tmp_path / "M") == visible(tmp_path / "alone")


BROKEN: dict[str, tuple[Callable[[dict[str, torch.Tensor]], object], str]] = {
    "missing": (lambda t: t.pop("block2.conv.bias"), "block2.conv.bias is missing"),
    "more": (lambda t: t.update(extra=torch.zeros(1)), "extra is not of this model"),
    "other shape": (
        lambda t: t.update({"block1.conv.weight": torch.zeros(7, 3, 5, 5)}),
        r"block1.conv.weight is float32 of shape (7, 3, 5, 5), but model.json declares float32 "
        "(7, 3, 3, 3)",
    ),
    "no shape": (lambda t: t.update({"block1.conv.bias": torch.tensor(1.0)}), "of shape ()"),
    "other type": (
        lambda t: t.update({"block1.conv.bias": t["block1.conv.bias"].double()}),
        "block1.conv.bias is float64",
    ),
    "NaN": (lambda t: t["block1.conv.bias"].fill_(float("nan")), "has NaN or infinite values"),
    "infinity": (lambda t: t["block2.conv.weight"][0, 0].fill_(float("inf")), "has NaN or"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_tensors_that_do_not_fit_are_refused(folder: Path, name: str) -> None:
    change, reason = BROKEN[name]
    retensored(folder, change)
    message = refusal(folder)
    assert message.startswith(str(folder / "encoder.safetensors"))
    assert reason in message
    assert message.endswith("build the model again")


@pytest.mark.parametrize("kept", [0, 4, 8, 100, -1])
def test_a_truncated_file_is_refused(folder: Path, kept: int) -> None:
    path = folder / "encoder.safetensors"
    path.write_bytes(path.read_bytes()[:kept])
    assert "cannot be read" in refusal(folder)


def test_a_header_of_huge_tensors_is_refused(folder: Path) -> None:
    header = json.dumps(
        {"block1.conv.weight": {"dtype": "F32", "shape": [2**40], "data_offsets": [0, 2**42]}}
    ).encode()
    (folder / "encoder.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    assert "cannot be read" in refusal(folder)
    (folder / "encoder.safetensors").write_bytes((2**63).to_bytes(8, "little") + header)
    assert "cannot be read" in refusal(folder)


def test_a_model_of_huge_layers_takes_no_memory(folder: Path) -> None:
    """999 x 999 taps of 65535 channels would be 260 GB, which the file does not hold."""
    document = json.loads((folder / "model.json").read_text())
    document["input"]["channels"] = 65_535
    document["architecture"]["blocks"][0]["kernel_size"] = 999
    (folder / "model.json").write_text(json.dumps(document))
    with pytest.raises(ModelError, match=r"but model\.json declares float32 \(7, 65535, 999"):
        load_model(folder)


@pytest.mark.parametrize("name", ["encoder.safetensors", "model.json"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert name in refusal(folder)


def test_a_folder_in_the_place_of_the_tensors(folder: Path) -> None:
    (folder / "encoder.safetensors").unlink()
    (folder / "encoder.safetensors").mkdir()
    assert "is a folder" in refusal(folder)


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (Path("flimbuilder-was-here"),)  # type: ignore[return-value]


@pytest.mark.parametrize("content", [b"", b"PK", b"\x80\x04K\x01."], ids=["none", "zip", "pickle"])
def test_a_damaged_state_dict_is_refused(folder: Path, content: bytes) -> None:
    (folder / "encoder.pt").write_bytes(content)
    with pytest.raises(ModelError, match=r"encoder\.pt: "):
        read_state_dict(folder)


def test_a_state_dict_is_never_unpickled(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save({"block1.conv.weight": Evil()}, folder / "encoder.pt")
    with pytest.raises(ModelError, match=r"encoder\.pt: cannot be read"):
        read_state_dict(folder)
    (folder / "encoder.pt").write_bytes(pickle.dumps(Evil()))
    with pytest.raises(ModelError, match=r"encoder\.pt: cannot be read"):
        read_state_dict(folder)
    assert not (tmp_path / "flimbuilder-was-here").exists()


def test_a_state_dict_of_something_else_is_refused(folder: Path) -> None:
    torch.save({"weights": [1, 2]}, folder / "encoder.pt")
    with pytest.raises(ModelError, match="is no dict of tensors"):
        read_state_dict(folder)


def test_documents_and_tensors_of_other_models_do_not_mix(model: Model, tmp_path: Path) -> None:
    other = learned_model(channels=1)
    write_model_folder(tmp_path / "M", model.document, other.tensors(), "")
    assert "block1.conv.weight is float32 of shape (7, 1, 3, 3)" in refusal(tmp_path / "M")
