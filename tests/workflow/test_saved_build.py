"""The last build on the disk: it is read as it was written, or not at all."""

import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from safetensors.torch import load, save

from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.model.model import Model
from flimbuilder.project.folder import open_project
from flimbuilder.project.outputs import saved_build_file
from flimbuilder.project.project import KernelEdit, Project
from flimbuilder.workflow import saved_build
from flimbuilder.workflow.build import Build, build_project
from flimbuilder.workflow.saved_build import read_saved_build, write_saved_build
from tests.project.project_examples import projects
from tests.session.conftest import make_project


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Build]:
    """A project folder with its model and its last build."""
    folder = make_project(tmp_path_factory.mktemp("saved"))
    opened = open_project(folder)
    first = build_project(opened)
    edited = opened.project.with_(kernel_edits=(edit_of(first, "delete"),))
    opened.save(edited)
    built = build_project(folder, out=folder / "models" / "default")
    write_saved_build(folder, edited, built.learned)
    return folder, built


def edit_of(built: Build, action: str) -> KernelEdit:
    kernel = built.learned.blocks[0].kernels[2]
    weights = tuple(built.learned.blocks[0].weights[2].tolist())
    values = {"block": 1, "action": action, "kernel": kernel.identity, "weights": weights}
    return KernelEdit.model_validate(values)


@pytest.fixture
def copied(written: tuple[Path, Build], tmp_path: Path) -> Path:
    return shutil.copytree(written[0], tmp_path / "copy.flim")


def same_encoder(first: LearnedEncoder, second: LearnedEncoder) -> bool:
    """Compare everything that the window reads of an encoder."""
    for old, new in zip(first.blocks, second.blocks, strict=True):
        assert old.kernels == new.kernels
        assert [(kernel.auc, kernel.fisher) for kernel in old.kernels] == [
            (kernel.auc, kernel.fisher) for kernel in new.kernels
        ]
        assert torch.equal(old.weights, new.weights)
        assert torch.equal(old.normalisation.mean, new.normalisation.mean)
        assert torch.equal(old.normalisation.deviation, new.normalisation.deviation)
        assert old.unmatched_edits == new.unmatched_edits
        assert old.changed_edits == new.changed_edits
    assert first.unmatched_edits == second.unmatched_edits
    assert first.block_fingerprints == second.block_fingerprints
    return first.fingerprint == second.fingerprint


def test_a_build_is_read_as_it_was_written(written: tuple[Path, Build]) -> None:
    folder, built = written
    saved = read_saved_build(folder)
    assert saved is not None
    assert saved.project == open_project(folder).project
    assert saved.model.document == built.model.document
    assert same_encoder(built.learned, saved.learned)
    assert [kernel.deleted for kernel in saved.learned.blocks[0].kernels].count(True) == 1
    assert saved.learned.encoder is saved.model.encoder


def test_the_same_build_gives_the_same_bytes(written: tuple[Path, Build], copied: Path) -> None:
    folder, built = written
    write_saved_build(copied, open_project(folder).project, built.learned)
    assert saved_build_file(copied).read_bytes() == saved_build_file(folder).read_bytes()


def test_there_may_be_none(tmp_path: Path) -> None:
    assert read_saved_build(make_project(tmp_path)) is None


def test_a_build_of_another_model_is_not_read(copied: Path) -> None:
    opened = open_project(copied)
    build_project(opened.path, out=copied / "models" / "default")
    assert read_saved_build(copied) is not None
    opened.save(opened.project.with_(seed=5))
    build_project(copied, out=copied / "other")
    shutil.rmtree(copied / "models" / "default")
    (copied / "other").rename(copied / "models" / "default")
    assert read_saved_build(copied) is None


def test_a_build_of_an_older_version_lacks_the_markers_of_kernels(copied: Path) -> None:
    path = saved_build_file(copied)
    content = path.read_bytes()
    assert b"sources" in content
    path.write_bytes(changed_header(content, "sources"))
    assert b"sources" not in path.read_bytes()
    saved = read_saved_build(copied)
    assert saved is not None
    for kernel in saved.learned.blocks[0].kernels:
        assert kernel.sources == ()
        assert [(source.image, source.marker, source.share) for source in kernel.markers] == [
            (kernel.image, kernel.marker, 1.0)
        ]
    write_saved_build(copied, saved.project, saved.learned)
    assert b"sources" not in path.read_bytes()


def test_without_its_model_a_build_is_not_read(copied: Path) -> None:
    shutil.rmtree(copied / "models" / "default")
    assert read_saved_build(copied) is None


def _drop_sources(blocks: list[dict[str, Any]]) -> None:
    for block in blocks:
        for kernel in block["kernels"]:
            del kernel["sources"]


def changed_header(content: bytes, change: str, *, is_signed: bool = True) -> bytes:
    """Change the metadata, or the tensors, of a safetensors file, and by default its digest."""
    length = int.from_bytes(content[:8], "little")
    metadata = json.loads(content[8 : 8 + length])["__metadata__"]
    values, tensors = json.loads(metadata["flimbuilder"]), load(content)
    if change == "version":
        values["schema_version"] = 2
    elif change == "sources":
        _drop_sources(values["blocks"])
    elif change in {"kernel", "block"}:
        blocks = values["blocks"]
        (blocks[0]["kernels"] if change == "kernel" else blocks).pop()
    elif change == "deleted":
        values["blocks"][0]["kernels"][0]["deleted"] = True
    elif change == "project":
        values["project"]["seed"] = -1
    elif change == "missing":
        del tensors["block2.mean"]
    elif change == "shape":
        tensors["block1.weights"] = tensors["block1.weights"][:, :-1].contiguous()
    elif change == "infinite":
        tensors["block1.deviation"][0] = float("inf")
    elif change == "weights":
        tensors["block1.weights"][0, 0] += 1
    elif change == "kernels":
        kernels = values["blocks"][0]["kernels"]
        kernels[0], kernels[1] = kernels[1], kernels[0]
    elif change == "classes":
        values["project"]["classes"][1]["name"] = "other"
    text = "[]" if change == "text" else json.dumps(values)
    with suppress(ValueError):
        if is_signed:
            parsed = saved_build._metadata.validate_json(text)
            values["sha256"] = saved_build._digest(parsed, tensors)
            text = json.dumps(values)
    changed: bytes = save(tensors, None if change == "none" else {"flimbuilder": text})
    return changed


@pytest.mark.parametrize(
    "change",
    ["version", "kernel", "block", "deleted", "project", "missing", "shape", "infinite", "text",
     "none"],
)  # fmt: skip
def test_a_damaged_build_is_not_read(copied: Path, change: str) -> None:
    path = saved_build_file(copied)
    path.write_bytes(changed_header(path.read_bytes(), change))
    assert read_saved_build(copied) is None


@pytest.mark.parametrize("change", ["weights", "kernels", "classes"])
def test_a_build_edited_by_hand_is_not_read(copied: Path, change: str) -> None:
    path = saved_build_file(copied)
    content = path.read_bytes()
    path.write_bytes(changed_header(content, change))
    assert read_saved_build(copied) is not None  # plausible, but for the digest
    path.write_bytes(changed_header(content, change, is_signed=False))
    assert read_saved_build(copied) is None


@pytest.mark.parametrize("header", [b"[]", b"null", b'{"__metadata__":[]}', b"[" * 100_000])
def test_another_header_is_not_read(copied: Path, header: bytes) -> None:
    content = len(header).to_bytes(8, "little") + header
    saved_build_file(copied).write_bytes(content)
    assert read_saved_build(copied) is None


@pytest.mark.parametrize("size", [0, 7, 8, 100, -1])
def test_a_truncated_build_is_not_read(copied: Path, size: int) -> None:
    path = saved_build_file(copied)
    path.write_bytes(path.read_bytes()[:size])
    assert read_saved_build(copied) is None


def test_a_huge_file_is_not_read(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_build, "MAX_BYTES", 1000)
    assert read_saved_build(copied) is None


def test_a_link_is_not_followed(copied: Path, tmp_path: Path) -> None:
    path = saved_build_file(copied)
    path.rename(tmp_path / "outside")
    path.symlink_to(tmp_path / "outside")
    assert read_saved_build(copied) is None


@given(projects())
def test_any_project_survives_the_file(project: Project) -> None:
    metadata = saved_build._Metadata(1, "0" * 64, project, (), ())
    text = saved_build._metadata.dump_json(metadata)
    assert saved_build._metadata.validate_json(text) == metadata


def test_the_model_is_the_one_of_the_folder(written: tuple[Path, Build]) -> None:
    saved = read_saved_build(written[0])
    assert saved is not None
    assert isinstance(saved.model, Model)
    assert saved.learned.fingerprint == saved.model.document.fingerprint
