"""Projects that begin with the blocks of a model, by the commands new, import, build and info."""

import shutil
from pathlib import Path

import pytest

from flimbuilder.model.model import load_model
from tests.cli.commands import ok, ok_json, refused
from tests.scenes import Scene

pytestmark = pytest.mark.slow


@pytest.fixture
def donor(model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model, tmp_path / "disks.model"))


def test_import_build_and_predict(scene: Scene, donor: Path, tmp_path: Path) -> None:
    project, out = tmp_path / "P", tmp_path / "out.model"
    ok("import", project, *scene.import_options(), "--from-model", donor, "--blocks", "1")
    assert f"first blocks: 1 of ../{donor.name}, not learned" in ok("info", project).stdout

    refusal = refused("build", project, "--out", donor)
    assert "is the model that the encoder begins with; write to another folder" in refusal
    ok("build", project, "--out", out)

    assert ok_json("info", out)["encoder"]["from"] == donor.name
    assert f"first blocks: 1 of {donor.name}, not learned" in ok("info", out).stdout
    first, own = (load_model(folder).encoder.blocks()[0] for folder in (donor, out))
    assert first.conv.weight.tolist() == own.conv.weight.tolist()
    ok("predict", out, scene.images, "--out", tmp_path / "masks")
    assert (tmp_path / "masks" / "a.png").exists()


def test_new_keeps_two_blocks_by_default(scene: Scene, donor: Path, tmp_path: Path) -> None:
    ok("new", tmp_path / "P", scene.images, "--from-model", donor)
    described = ok_json("info", tmp_path / "P")
    assert described["encoder"]["blocks"] == 2
    assert len(described["architecture"]["blocks"]) == 4


def test_bad_options_are_refused_before_anything_is_written(
    scene: Scene, donor: Path, tmp_path: Path
) -> None:
    for options, message in (
        (("--blocks", "1"), "--blocks 1: has no effect without a model"),
        (("--from-model", tmp_path / "nowhere"), "no model here"),
        (("--from-model", donor, "--blocks", "3"), "give 1 to 2"),
    ):
        assert message in refused("new", tmp_path / "Q", scene.images, *options)
        assert not (tmp_path / "Q").exists()
