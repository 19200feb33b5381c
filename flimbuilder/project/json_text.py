"""JSON as project files hold it: read strictly, written for small differences."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flimbuilder.errors import ProjectFormatError

__all__ = ["dumps", "layout", "parse_json"]


def layout(value: Any, indent: str = "") -> str:
    """Return JSON with two spaces a level; a list of numbers stays on its line."""
    deeper = indent + "  "
    if isinstance(value, dict) and value:
        lines = (f"{dumps(key)}: {layout(one, deeper)}" for key, one in value.items())
        return _block("{", lines, "}", indent)
    if isinstance(value, list) and any(isinstance(one, dict | list | str) for one in value):
        return _block("[", (layout(one, deeper) for one in value), "]", indent)
    return dumps(value)


def _block(opening: str, lines: Iterable[str], closing: str, indent: str) -> str:
    inner = ",\n".join(f"{indent}  {line}" for line in lines)
    return f"{opening}\n{inner}\n{indent}{closing}"


def dumps(value: Any) -> str:
    """Return JSON on one line; text as it is, numbers so that they read back the same."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def parse_json(content: bytes, path: Path) -> dict[str, Any]:
    """Read a JSON object strictly: UTF-8, no NaN, no key twice.

    Raises
    ------
    ProjectFormatError
        With the file and the place.
    """
    try:
        document = json.loads(
            content.decode("utf-8-sig"), parse_constant=_refuse, object_pairs_hook=_unique
        )
    except UnicodeDecodeError as error:
        raise ProjectFormatError(f"{path}: is not UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise ProjectFormatError(f"{path}: is nested too deeply to be read") from None
    except ValueError as error:
        raise ProjectFormatError(f"{path}: is not JSON: {error}") from None
    if not isinstance(document, dict):
        raise ProjectFormatError(f"{path}: holds {document!r:.60} where an object is needed")
    return document


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number there")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        count = Counter(key for key, _ in pairs)
        raise ValueError(f"{next(key for key, n in count.items() if n > 1)!r} is there twice")
    return document
