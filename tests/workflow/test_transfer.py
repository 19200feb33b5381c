"""Projects that begin with the blocks of another model: build, rebuild, files, commands."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from flimbuilder.errors import ModelError
from flimbuilder.explain.contributions.patches import nearest_patch
from flimbuilder.model.first_blocks import start_from_model
from flimbuilder.model.model import Model, load_model
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.images import rebase
from flimbuilder.project.project import FrozenIdentity
from flimbuilder.workflow.build import build_project, compare_models
from flimbuilder.workflow.explain import explain_pixel
from flimbuilder.workflow.info import describe, describe_model_folder
from flimbuilder.workflow.saved_build import read_saved_build
from tests.scenes import Scene, import_scene, write_scene


@pytest.fixture(scope="module")
def donor(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("donor") / "disks.model"
    model.write(folder)
    return folder


@pytest.fixture(scope="module")
def begun(donor: Path, tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    """A project of other images, with block 1 of the donor; it has been built."""
    folder = tmp_path_factory.mktemp("begun")
    scene: Scene = write_scene(folder / "files", names=("d", "e"), marked=("d",))
    opened = import_scene(folder / "begun.flim", scene)
    architecture = start_from_model(
        opened.project.architecture, donor, 1, project_folder=opened.path
    )
    opened.save(opened.project.with_(architecture=architecture))
    build_project(opened, out=opened.path / "models" / "default")
    return opened


@pytest.fixture(scope="module")
def built(begun: ProjectFolder) -> Model:
    return load_model(begun.path / "models" / "default")


def test_the_project_file_has_encoder_from(begun: ProjectFolder, donor: Path) -> None:
    document = json.loads((begun.path / "project.json").read_text())

    assert (begun.path / document["encoder"]["from"]).resolve() == donor
    assert document["encoder"]["blocks"] == 1
    assert "encoder" not in document["architecture"]
    assert open_project(begun.path).project == begun.project


def test_block_1_is_that_of_the_donor(built: Model, model: Model) -> None:
    ours, theirs = built.encoder.state_dict(), model.encoder.state_dict()
    assert torch.equal(ours["block1.conv.weight"], theirs["block1.conv.weight"])
    assert torch.equal(ours["block1.conv.bias"], theirs["block1.conv.bias"])
    assert not torch.equal(ours["block2.conv.weight"], theirs["block2.conv.weight"])


def test_the_model_says_where_its_blocks_come_from(built: Model, donor: Path) -> None:
    start = built.document.start
    assert start is not None
    assert (start.path, start.blocks, start.absolute) == ("disks.model", 1, None)
    assert start.fingerprint == load_model(donor).document.fingerprint
    for channel, kernel in enumerate(built.document.blocks[0].kernels):
        assert kernel.identity == FrozenIdentity(kernel=channel)
        assert (kernel.image, kernel.marker, kernel.markers) == (None, None, ())
        assert nearest_patch(built.document, 1, channel) is None
    assert all(kernel.markers for kernel in built.document.blocks[1].kernels)
    described = describe_at(built, "encoder")
    assert described == {
        "from": "disks.model", "blocks": 1, "fingerprint": start.fingerprint
    }  # fmt: skip


def describe_at(built: Model, key: str) -> object:
    return describe_model_folder(Path("m"), built.document)[key]


def test_info_of_the_project(begun: ProjectFolder) -> None:
    described = describe(begun.path)["encoder"]
    assert (described["blocks"], described["found"]) == (1, True)
    assert described["from"].endswith("disks.model")


def test_a_rebuild_gives_the_same_model(begun: ProjectFolder) -> None:
    again = build_project(begun.path)
    comparison = compare_models(again.model, begun.path / "models" / "default")
    assert comparison.identical


def test_the_saved_build_is_read_again(begun: ProjectFolder, built: Model) -> None:
    saved = read_saved_build(begun.path)
    assert saved is not None
    assert saved.learned.blocks[0].is_frozen
    assert not saved.learned.blocks[1].is_frozen
    assert saved.learned.blocks[0].bias is not None
    bias = built.encoder.state_dict()["block1.conv.bias"]
    assert torch.equal(saved.learned.blocks[0].bias, bias)


def test_a_copy_elsewhere_finds_the_model(begun: ProjectFolder, tmp_path: Path) -> None:
    moved = rebase(begun.project, begun.path, tmp_path / "deep" / "copy.flim")
    start, own = moved.architecture.start, begun.project.architecture.start
    assert start is not None
    assert own is not None
    assert start.key == own.key
    assert start.path != own.path
    (tmp_path / "deep" / "copy.flim").mkdir(parents=True)
    place = tmp_path / "deep" / "copy.flim" / start.path
    assert place.resolve() == (begun.path / own.path).resolve()


def test_a_pixel_is_explained_without_strokes_for_kept_kernels(built: Model) -> None:
    image = np.random.default_rng(0).integers(0, 255, (24, 24, 3), np.uint8)

    found = explain_pixel(built, image, 12, 12)

    strokes = sum(stroke.value for stroke in found.strokes)
    kept = sum(kernel.value for kernel in found.explanation.kernels if kernel.block == 1)
    total = found.explanation.sum - found.explanation.bias
    assert strokes + kept == pytest.approx(total, abs=1e-4)
    assert "some kernels come from no marker" in found.notes[-1]


def test_a_missing_model_is_one_line(begun: ProjectFolder, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(begun.path, tmp_path / "copy.flim"))
    opened = open_project(copy)
    start = opened.project.architecture.start
    assert start is not None
    lost = start.with_(path="../nowhere.model", absolute=None)
    architecture = opened.project.architecture.with_(start=lost)
    opened.save(opened.project.with_(architecture=architecture))

    with pytest.raises(ModelError, match=r"nowhere\.model: the model that the encoder begins"):
        build_project(opened)
    assert describe(copy)["encoder"]["found"] is False
