"""What the tests of other people's formats share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flimbuilder.workflow.model import Model
from tests.exchange.models import learned_model
from tests.workflow.scenes import one_thread


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    with one_thread():
        yield


@pytest.fixture(scope="session")
def model() -> Model:
    """A model of two blocks, freshly learned."""
    return learned_model()


@pytest.fixture
def folder(model: Model, tmp_path: Path) -> Path:
    """The model's folder, to be changed."""
    model.write(tmp_path / "model")
    return tmp_path / "model"
