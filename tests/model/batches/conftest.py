"""Fixtures of the tests of batches."""

from collections.abc import Callable

import pytest

from flimbuilder.model.model import Model
from tests.learned_models import learned_model

__all__ = ["model_of"]


@pytest.fixture(scope="session")
def model_of() -> Callable[[str], Model]:
    """Return a function that learns the model of a decoder once."""
    learned: dict[str, Model] = {}

    def of(decoder: str) -> Model:
        if decoder not in learned:
            kind, _, more = decoder.partition(" ")
            options = {"fused": (2,)} if more == "fused" else {}
            classes = 3 if more == "classes" else 2
            learned[decoder] = learned_model(decoder=kind, classes=classes, **options)
        return learned[decoder]

    return of
