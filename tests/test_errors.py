"""The tree of exceptions, and the helpers of their messages."""

import re

import pytest

from flimbuilder import errors
from flimbuilder.errors import counted, listed


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 images"), (1, "1 image"), (2, "2 images"), (11, "11 images")]
)
def test_nouns_are_plural_unless_the_number_is_1(number: int, words: str) -> None:
    assert counted(number, "image") == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, ""), (1, "0"), (5, "0, 1, 2, 3, 4"), (6, "0, 1, 2, 3, 4 and 1 more")],
)
def test_long_lists_are_abridged(number: int, words: str) -> None:
    assert listed([str(name) for name in range(number)]) == words


def test_the_docstring_draws_the_tree() -> None:
    assert errors.__doc__ is not None
    drawn: dict[str, tuple[str, str]] = {}
    path: list[str] = []
    for line in errors.__doc__.splitlines():
        match = re.match(r"    ([│├└─ ]*)([A-Z]\w+) {2,}(\S.*)$", line)
        if match:
            depth = len(match[1]) // 4
            path[depth:] = [match[2]]
            drawn[match[2]] = (path[depth - 1] if depth else "Exception", match[3])
    classes = {
        name: (kind.__base__.__name__, (kind.__doc__ or "").strip())
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, errors.FlimError)
    }
    assert drawn == classes


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\nb\x00", r"a\nb\x00"), ("藻", "藻"), ("x" * 201, "x" * 197 + "...")],
)
def test_printable_text_is_one_line(text: str, shown: str) -> None:
    assert errors.printable(text) == shown
