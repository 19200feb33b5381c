"""Options for reading companions."""

import pytest

from flimbuilder.errors import InputError
from flimbuilder.exchange.companions import (
    DEFAULT_COMPANION_OPTIONS,
    CompanionOptions,
    parse_companion_options,
)
from flimbuilder.project.label_values import LabelValues


@pytest.mark.parametrize(
    ("radius", "values", "words"),
    [
        (-1.0, None, "radius -1: give a number of pixels from 0 to 10000"),
        (float("nan"), None, "radius nan: "),
        (float("inf"), None, "radius inf: "),
        (5.0, "1=x", "'1=x' is not VALUE=CLASS"),
    ],
)
def test_invalid_options(radius: float, values: str | None, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse_companion_options(radius, values)


def test_options() -> None:
    assert parse_companion_options() == DEFAULT_COMPANION_OPTIONS
    assert parse_companion_options(2, "1=0") == CompanionOptions(2, LabelValues(((1, 1, 0),)))
