"""Proofs fail if anything differs."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from flimbuilder.demo import proofs as demo_proofs
from flimbuilder.demo.proofs import prove_rebuild, prove_standalone
from flimbuilder.errors import ModelError
from flimbuilder.flim.fingerprint import fingerprint
from flimbuilder.model.model import Model
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.workflow.export import write_model
from tests.planted import plant_modules
from tests.scenes import Scene

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    model.write(tmp_path / "model")
    return tmp_path / "model"


def test_a_tampered_model_is_detected(project: ProjectFolder, folder: Path) -> None:
    stored = (folder / "model.json").read_text("utf-8")
    (folder / "model.json").write_text(stored.replace('"seed": 0', '"seed": 1'))
    before = sorted(path.name for path in project.path.iterdir())
    with pytest.raises(ModelError, match="gave another model") as raised:
        prove_rebuild(project.path, folder)
    assert str(raised.value).startswith(f"{folder}: ")
    assert sorted(path.name for path in project.path.iterdir()) == before


def test_a_failed_rebuild_is_reported(project: ProjectFolder, tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=r"the rebuild in another process failed: .*no model here"
    ):
        prove_rebuild(project.path, tmp_path)


def test_files_of_the_current_folder_are_not_run(
    project: ProjectFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant_modules(tmp_path, monkeypatch)
    with pytest.raises(ModelError, match="no model here"):
        prove_rebuild(project.path, tmp_path)
    assert not (tmp_path / "ran").exists()


def change_weights(model: Model, folder: Path, name: str, added: float) -> Path:
    """Add to a tensor of a model folder, and return the file; model.json follows the change."""
    exported = folder / "encoder.pt"
    state = torch.load(exported, weights_only=True)
    state[name] += added
    torch.save(state, exported)
    changed = fingerprint(model.document.architecture, state)
    document = (folder / "model.json").read_text("utf-8")
    (folder / "model.json").write_text(document.replace(model.document.fingerprint, changed))
    return exported


def test_other_weights_are_detected(scene: Scene, model: Model, folder: Path) -> None:
    exported = change_weights(model, folder, "block2.conv.bias", 1e-3)
    with pytest.raises(ModelError, match=r"differs from flimbuilder by .* the limit is 1e-05"):
        prove_standalone(model, folder, exported, [scene.image()])


def test_weights_of_another_model_are_refused(scene: Scene, model: Model, folder: Path) -> None:
    exported = folder / "encoder.pt"
    state = torch.load(exported, weights_only=True)
    state["block2.conv.bias"] += 1e-3
    torch.save(state, exported)
    with pytest.raises(ModelError, match=r"encoder\.pt are not of one model"):
        prove_standalone(model, folder, exported, [scene.image()])


def test_nan_is_a_difference(scene: Scene, model: Model, folder: Path) -> None:
    exported = change_weights(model, folder, "block1.conv.bias", torch.nan)
    with pytest.raises(ModelError, match="differs from flimbuilder by nan"):
        prove_standalone(model, folder, exported, [scene.image()])


def test_an_encoder_that_needs_flimbuilder_is_detected(
    scene: Scene, model: Model, folder: Path
) -> None:
    source = folder / "encoder.py"
    source.write_text(source.read_text("utf-8") + "\nimport flimbuilder.errors\n")
    with pytest.raises(ModelError, match="fails without flimbuilder: ImportError") as raised:
        prove_standalone(model, folder, folder / "encoder.pt", [scene.image()])
    assert "\n" not in str(raised.value)


def test_the_exported_weights_are_run(
    scene: Scene, model: Model, folder: Path, tmp_path: Path
) -> None:
    (exported,) = write_model(model, "pytorch", tmp_path / "weights.pt").written
    (folder / "encoder.pt").unlink()
    images = [scene.image("a"), scene.image("c")]
    assert prove_standalone(model, folder, exported, images) <= demo_proofs.STANDALONE_LIMIT


def test_the_rebuild_uses_a_moved_copy(
    project: ProjectFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def pretend(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
        asked.append(Path(arguments[arguments.index("build") + 1]))
        assert open_project(asked[-1]).project == project.project
        output = '{"identical": true, "fingerprint": "abc", "largest_difference": 0.0}'
        return subprocess.CompletedProcess([], 0, output, "")

    monkeypatch.setattr(demo_proofs, "_run", pretend)
    assert prove_rebuild(project.path, tmp_path) == "abc"
    assert project.path.parent not in asked[0].parents
    assert not asked[0].exists()
