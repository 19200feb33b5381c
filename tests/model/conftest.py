"""Fixtures of the tests of `model`."""

from pathlib import Path

import pytest

from flimbuilder.model.model import Model
from tests.scene_fixtures import _one_thread, demo, model, project, scene

__all__ = ["_one_thread", "demo", "model", "project", "scene"]


@pytest.fixture
def folder(model: Model, tmp_path: Path) -> Path:
    """The model's folder, free to change."""
    model.write(tmp_path / "model")
    return tmp_path / "model"
