"""What the tests of other people's formats share."""

from pathlib import Path

import pytest

from flimbuilder.model.model import Model
from tests.learned_models import learned_model
from tests.scene_fixtures import _one_thread, project, scene

__all__ = ["_one_thread", "project", "scene"]


@pytest.fixture(scope="session")
def model() -> Model:
    """A model of two blocks, freshly learned."""
    return learned_model()


@pytest.fixture
def folder(model: Model, tmp_path: Path) -> Path:
    """The model's folder, to be changed."""
    model.write(tmp_path / "model")
    return tmp_path / "model"
