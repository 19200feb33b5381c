"""One word for one thing: names of classes, retired words, and sentences of the codebase."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import flimbuilder

PACKAGE = Path(flimbuilder.__file__).parent

# Words that no identifier may contain, and identifiers that no definition may have.
RETIRED_WORDS = {
    "bring", "chained", "fact", "facts", "readout", "spool", "story", "tell", "tells", "told",
}  # fmt: skip
RETIRED_NAMES = {
    "Choice", "Kept", "Places", "Post", "Reading", "Room", "Source", "Spool", "Steps",
    "bring_files", "fold_block", "follow_markers", "look", "sample_pictures",
}  # fmt: skip
RETIRED_PARAMETERS = {"choice", "reading", "room", "post"}
RETIRED_VARIABLES = {"one", "ones"}

FILE_METHODS = {"tell"}  # the name that Python gives to the position of a file object

# Turns of phrase that read like a translation (whole words, any case).
RETIRED_PHRASES = re.compile(
    r"\b(is told|are told|tells? (of|which|what|whether|how)|nothing but|for want of|"
    r"what there is|of its own|of their own|by itself|stands? in the|is said|be said)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    """Return the syntax tree of each module of the package, by the path of its file."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def identifiers(tree: ast.Module) -> Iterator[str]:
    """Yield every name that a module defines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            if node.name not in FILE_METHODS:
                yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr


def words(identifier: str) -> set[str]:
    """Split an identifier in snake or camel case into lower-case words."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", identifier)}


def retired(tree: ast.Module) -> set[str]:
    """Return the retired identifiers of a module."""
    found = {name for name in identifiers(tree) if words(name) & RETIRED_WORDS}
    found |= {name for name in identifiers(tree) if name.lstrip("_") in RETIRED_NAMES}
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.arg in RETIRED_PARAMETERS:
            found.add(node.arg)
        if isinstance(node, ast.For | ast.comprehension):
            names = {name.id for name in ast.walk(node.target) if isinstance(name, ast.Name)}
            found |= names & RETIRED_VARIABLES
    return found


def comments(source: str) -> Iterator[str]:
    """Yield the comments of a module."""
    for line in source.splitlines():
        _, found, comment = line.partition("# ")
        if found:
            yield comment


def prose(tree: ast.Module, source: str) -> str:
    """Return docstrings and comments of a module, each on one line."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = [
        ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, documented)
    ]
    return "\n".join(" ".join(text.split()) for text in [*docstrings, *comments(source)])


def test_a_class_name_stands_for_one_class(trees: dict[str, ast.Module]) -> None:
    places = defaultdict(list)
    for file, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name.lstrip("_")].append(file)
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_retired_words_are_found() -> None:
    planted = "def tell_all(choice): ...\nclass Room: ...\nkernel_story = [one for one in ()]"
    assert retired(ast.parse(planted)) == {"tell_all", "choice", "Room", "kernel_story", "one"}


def test_no_identifier_uses_a_retired_word(trees: dict[str, ast.Module]) -> None:
    assert {file: found for file, tree in trees.items() if (found := retired(tree))} == {}


def test_prose_reads_like_english(trees: dict[str, ast.Module]) -> None:
    assert RETIRED_PHRASES.search("What a mask tells of it is told here.")
    found = {
        file: match.group()
        for file, tree in trees.items()
        if (match := RETIRED_PHRASES.search(prose(tree, (PACKAGE / file).read_text("utf-8"))))
    }
    assert found == {}
