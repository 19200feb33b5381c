"""The base class of a project's values, and their JSON.

JSON is read strictly, and laid out so that a small change gives a small diff.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flimbuilder.errors import ProjectFormatError, printable

__all__ = [
    "LARGEST_INTEGER",
    "Extra",
    "Value",
    "WholeNumber",
    "describe",
    "dumps",
    "format_json",
    "from_json",
    "parse_json",
]

LARGEST_INTEGER = 2**63 - 1  # of all integers in files
WholeNumber = Annotated[int, Field(ge=0, le=LARGEST_INTEGER)]


class Value(BaseModel):
    """A frozen value with validated fields.

    A field whose JSON key is a Python keyword has an alias (``class_id`` is ``class`` in JSON).
    An unknown field is an error, so that a misspelt one is not ignored.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )

    def with_(self, **changes: Any) -> Self:
        """Return a validated copy with some fields changed."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate({**fields, **changes})


V = TypeVar("V", bound=Value)
Extra = Literal["forbid", "ignore"]


def describe(error: ValidationError, root: Sequence[str | int] = ()) -> str:
    """Format the first error of a validation on one line.

    Parameters
    ----------
    error : pydantic.ValidationError
    root : sequence of str or int, default=()
        Path of the validated value in its file.

    Returns
    -------
    str
        Field, reason and value, for example ``blocks.0.kernel_size: 4 is even ... (given: 4)``.
    """
    errors = error.errors(include_url=False)
    first = errors[0]
    field = printable(".".join(str(part) for part in (*root, *first["loc"])))
    reason = printable(first["msg"].removeprefix("Value error, "))
    given = "" if first["type"] == "missing" else f" (given: {_short(first['input'])})"
    others = f"; and {len(errors) - 1} more" if len(errors) > 1 else ""
    return f"{field}: {reason}{given}{others}" if field else f"{reason}{given}{others}"


def _short(value: object, limit: int = 60) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= limit else text[: limit - 3] + "..."


def format_json(value: Any, indent: str = "") -> str:
    """Format JSON with two spaces a level, and lists of numbers on one line."""
    deeper = indent + "  "
    if isinstance(value, dict) and value:
        lines = (f"{dumps(key)}: {format_json(item, deeper)}" for key, item in value.items())
        return _format_block("{", lines, "}", indent)
    if isinstance(value, list) and any(isinstance(item, dict | list | str) for item in value):
        return _format_block("[", (format_json(item, deeper) for item in value), "]", indent)
    return dumps(value)


def _format_block(opening: str, lines: Iterable[str], closing: str, indent: str) -> str:
    inner = ",\n".join(f"{indent}  {line}" for line in lines)
    return f"{opening}\n{inner}\n{indent}{closing}"


def dumps(value: Any) -> str:
    """Format JSON on one line, without escapes for non-ASCII text and without NaN."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def parse_json(content: bytes, path: Path) -> dict[str, Any]:
    """Parse a JSON object strictly: UTF-8, no NaN, no duplicate key.

    Raises
    ------
    ProjectFormatError
        If it is anything else; the message names `path`.
    """
    try:
        document = json.loads(
            content.decode("utf-8-sig"),
            parse_constant=_refuse_constant,
            object_pairs_hook=_require_unique_keys,
        )
    except UnicodeDecodeError as error:
        raise ProjectFormatError(f"{path}: is not UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise ProjectFormatError(f"{path}: is nested too deeply") from None
    except ValueError as error:
        raise ProjectFormatError(f"{path}: is not JSON: {error}") from None
    if not isinstance(document, dict):
        raise ProjectFormatError(f"{path}: holds {document!r:.60}, not a JSON object")
    return document


def from_json(kind: type[V], document: Mapping[str, Any], extra: Extra | None = None) -> V:
    """Validate parsed JSON strictly: neither a boolean nor a string is a number.

    A list is accepted for a tuple, and an integer for a float.

    Parameters
    ----------
    kind : type of Value
    document : mapping of str to JSON
    extra : {"forbid", "ignore"} or None, default=None
        What to do with unknown fields; None forbids them as `Value` does.

    Raises
    ------
    pydantic.ValidationError
        If it is invalid; see `describe`.
    """
    try:
        text = json.dumps(document)  # 1e999 becomes Infinity, which the field refuses
    except RecursionError:
        return kind.model_validate(document, extra=extra)  # names the field
    try:
        return kind.model_validate_json(text, strict=True, extra=extra)
    except ValidationError as error:
        if error.errors(include_url=False)[0]["type"] != "json_invalid":
            raise
        # Half of a surrogate pair, or deeper than 200 levels: this names the field.
        return kind.model_validate(document, extra=extra)


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is not a number")


def _require_unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        count = Counter(key for key, _ in pairs)
        raise ValueError(f"duplicate key {next(key for key, n in count.items() if n > 1)!r}")
    return document
