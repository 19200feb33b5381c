"""Describing projects, models and image files."""

import os
from pathlib import Path

import numpy as np
import pytest
import tifffile

from flimbuilder.errors import ProjectError
from flimbuilder.model.model import Model
from flimbuilder.project.edits import SetSeed
from flimbuilder.project.folder import ProjectFolder, create_project
from flimbuilder.project.project import Project
from flimbuilder.workflow.info import describe
from tests.scenes import import_scene, write_scene


def test_a_project(project: ProjectFolder) -> None:
    description = describe(project.path)
    assert (description["kind"], description["revision"], description["unsaved_edits"]) == (
        "project",
        1,
        0,
    )
    first = description["images"][0]
    assert first["found"].endswith("images/a.png")
    assert first["markers"] == 3
    assert first["markers_per_class"] == {"0": 2, "1": 1}
    assert (first["shape"], first["dtype"], first["role"]) == ([40, 48, 3], "uint8", "train")
    # 3 x 3 taps of 3 and of 6 channels, with a bias each; stride 2 halves the map
    assert description["architecture"]["blocks"] == [
        {"kernel_size": 3, "dilation": 1, "reduction": "kmeans", "kernels": 6,
         "pooling": {"kind": "max", "size": 3, "stride": 2}, "output": [20, 24],
         "receptive_field": 5, "parameters": 6 * 28},
        {"kernel_size": 3, "dilation": 1, "reduction": "kmeans", "kernels": 6,
         "pooling": {"kind": "average", "size": 2, "stride": 1}, "output": [20, 24],
         "receptive_field": 11, "parameters": 6 * 55},
    ]  # fmt: skip


def test_a_model(model: Model, tmp_path: Path) -> None:
    model.write(tmp_path)
    description = describe(tmp_path)
    assert (description["kind"], description["fingerprint"]) == (
        "model",
        model.document.fingerprint,
    )
    assert [block["kernels"] for block in description["blocks"]] == model.document.kernel_counts
    assert description["parameters"] == sum(tensor.numel() for tensor in model.tensors().values())
    for block in description["blocks"]:
        assert sum(block["kernels_per_class"].values()) == block["kernels"]


def test_an_image_larger_than_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.tif"
    tifffile.memmap(path, shape=(50_000, 50_000), dtype=np.uint8)  # of which nothing is written
    description = describe(path)
    assert [axis["size"] for axis in description["axes"]] == [50_000, 50_000]
    assert (description["kind"], description["channels"], description["dtype"]) == (
        "image",
        1,
        "uint8",
    )


def test_missing_images_and_unsaved_edits_are_described(tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "files")
    opened = import_scene(tmp_path / "P", scene)
    opened.journal_edit(SetSeed(seed=3))
    scene.image("b").unlink()
    scene.image("c").write_bytes(b"changed")
    description = describe(tmp_path / "P")
    assert description["unsaved_edits"] == 1
    images = {Path(entry["path"]).stem: entry for entry in description["images"]}
    assert (images["a"]["problem"], images["b"]["found"]) == (None, None)
    assert "is missing, and no file" in images["b"]["problem"]
    assert "is not the file of image" in images["c"]["problem"]


def test_a_project_without_images(tmp_path: Path) -> None:
    create_project(tmp_path / "P", Project())
    description = describe(tmp_path / "P")
    assert description["images"] == []
    assert description["architecture"]["input"] == [400, 400, 3]


def test_a_folder_of_both_is_described_as_a_model(
    model: Model, tmp_path: Path, project: ProjectFolder
) -> None:
    create_project(tmp_path / "P", Project())
    assert describe(tmp_path / "P")["kind"] == "project"
    model.write(tmp_path / "P" / "models" / "default")
    assert describe(tmp_path / "P")["kind"] == "project"
    assert describe(tmp_path / "P" / "models" / "default")["kind"] == "model"


def test_a_folder_of_neither(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="is empty, so it is not a project"):
        describe(tmp_path)
    with pytest.raises(ProjectError, match="there is no such folder"):
        describe(tmp_path / "nowhere")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_a_fifo_is_no_model(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "model.json")
    with pytest.raises(ProjectError, match=r"has no project\.json, so it is not a project"):
        describe(tmp_path)
