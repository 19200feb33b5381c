"""Numbers and their nouns."""

import pytest

from flimbuilder.project.wording import counted


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 images"), (1, "1 image"), (2, "2 images"), (11, "11 images")]
)
def test_one_is_told_from_many(number: int, words: str) -> None:
    assert counted(number, "image") == words
