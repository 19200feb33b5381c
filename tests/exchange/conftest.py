"""Fixtures of the tests of foreign formats."""

from pathlib import Path

import pytest

from flimbuilder.model.model import Model
from tests.learned_models import learned_model
from tests.scene_fixtures import _one_thread, project, scene

__all__ = ["_one_thread", "project", "scene"]


@pytest.fixture(scope="session")
def model() -> Model:
    """A small model of two blocks."""
    return learned_model()


@pytest.fixture
def folder(model: Model, tmp_path: Path) -> Path:
    """The folder of the model; tests may change it."""
    model.write(tmp_path / "model")
    return tmp_path / "model"
