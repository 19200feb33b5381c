"""Models that travel, and the files that come back."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from flimbuilder.errors import InputError
from flimbuilder.model.model import Model
from flimbuilder.workflow.cluster.file_trees import read_tree, write_tree
from flimbuilder.workflow.cluster.packages import pack_model, unpack_model
from tests.learned_models import image, learned_model


def test_an_unpacked_model_computes_the_same(small_model: Model) -> None:
    package = pack_model(small_model)
    loaded = unpack_model(package)
    pixels = image()
    np.testing.assert_array_equal(loaded.saliency(pixels), small_model.saliency(pixels))
    assert loaded.document == small_model.document
    assert unpack_model(pack_model(loaded)) is loaded  # loaded once


def test_packages_are_equal_if_their_content_is(small_model: Model) -> None:
    other = pack_model(learned_model(decoder="lm"))
    assert pack_model(small_model) == pack_model(small_model)
    assert pack_model(small_model) != other


def test_workers_have_no_accelerators(small_model: Model) -> None:
    with pytest.raises(InputError, match="device meta: the workers of a cluster compute on"):
        pack_model(replace(small_model, device=torch.device("meta")))


def test_files_and_folders_travel(tmp_path: Path) -> None:
    tree = {"zarr.json": b"{}", "0/c/0/0": bytes(range(256)), "0/zarr.json": b""}
    write_tree(tmp_path / "a.zarr", tree)
    assert read_tree(tmp_path / "a.zarr") == dict(sorted(tree.items()))
    write_tree(tmp_path / "a.zarr", {"zarr.json": b"new"})  # replaces the folder
    assert read_tree(tmp_path / "a.zarr") == {"zarr.json": b"new"}
    write_tree(tmp_path / "b.png", b"pixels")
    assert read_tree(tmp_path / "b.png") == b"pixels"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zarr", "b.png"]


def test_no_file_is_written_outside_of_its_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="sent a file outside of it"):
        write_tree(tmp_path / "a.zarr", {"../b.txt": b""})
    assert list(tmp_path.iterdir()) == []
