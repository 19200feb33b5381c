"""Numbers and their nouns."""

import pytest

from flimbuilder.project.wording import counted, listed


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 images"), (1, "1 image"), (2, "2 images"), (11, "11 images")]
)
def test_one_is_told_from_many(number: int, words: str) -> None:
    assert counted(number, "image") == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, ""), (1, "0"), (5, "0, 1, 2, 3, 4"), (6, "0, 1, 2, 3, 4 and 1 more")],
)
def test_of_many_names_the_first_are_told(number: int, words: str) -> None:
    assert listed([str(one) for one in range(number)]) == words
