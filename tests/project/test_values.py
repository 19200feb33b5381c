"""JSON: strict parsing, and a layout for small diffs."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.errors import ProjectFormatError
from flimbuilder.project.values import dumps, format_json, parse_json

PATH = Path("P.flim/project.json")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)  # fmt: skip


def test_layout() -> None:
    document = {"a": [1, 2.5], "b": ["x", "y"], "c": [], "d": {}, "e": [{"f": None}, [[1], [2]]]}
    assert format_json(document) == (
        '{\n  "a": [1, 2.5],\n  "b": [\n    "x",\n    "y"\n  ],\n  "c": [],\n  "d": {},\n'
        '  "e": [\n    {\n      "f": null\n    },\n    [\n      [1],\n      [2]\n    ]\n  ]\n}'
    )


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_formatting_keeps_the_value(value: Any) -> None:
    assert json.loads(format_json(value)) == value


def test_text_stays_readable_and_nan_is_never_written() -> None:
    assert dumps("Chlorophyta é 藻") == '"Chlorophyta é 藻"'
    with pytest.raises(ValueError, match="Out of range float"):
        dumps(float("nan"))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(), VALUES))
def test_what_is_written_is_read(document: dict[str, Any]) -> None:
    assert parse_json(format_json(document).encode(), PATH) == document


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not JSON: Expecting value"),
        (b'{"a": 1', "is not JSON: .*line 1 column 8"),
        (b'{"a": "\xff"}', r"is not UTF-8 \(byte 7\)"),
        (b"[1, 2]", r"holds \[1, 2\], not a JSON object"),
        (b"null", "holds None, not a JSON object"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b'{"a": -Infinity}', "-Infinity is not a number"),
        (b'{"a": 1, "b": 2, "a": 3}', "duplicate key 'a'"),
        (b"[" * 200_000, "is nested too deeply"),
        (b'{"a":' * 200_000, "is nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "is not JSON: .*limit"),
        (b"\x00\x00", "is not JSON"),
    ],
)
def test_errors_name_the_file(content: bytes, message: str) -> None:
    with pytest.raises(ProjectFormatError, match=message) as caught:
        parse_json(content, PATH)
    assert str(caught.value).startswith(f"{PATH}: ")
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)


def test_a_byte_order_mark_is_skipped() -> None:
    assert parse_json(b"\xef\xbb\xbf{}", PATH) == {}
