"""A model and images that the tests of classifiers share."""

import pytest

from flimbuilder.model.model import Model
from tests.learned_models import learned_model


@pytest.fixture(scope="session")
def model() -> Model:
    return learned_model()
