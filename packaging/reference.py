"""Write docs/reference.md, the reference of the Python library, from the docstrings.

    python packaging/reference.py

A test compares the page with the docstrings.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flimbuilder as fb

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference.md"
HEADER = """\
# Reference of the Python library

Everything that `import flimbuilder as fb` offers, from the docstrings
(`python packaging/reference.py`). The guide is [library.md](library.md).
"""
SECTIONS = (
    "Parameters", "Attributes", "Returns", "Yields", "Raises", "See Also", "Notes", "References",
    "Examples",
)  # fmt: skip


def page() -> str:
    """Return the whole page."""
    objects = {name: getattr(fb, name) for name in sorted(fb.__all__, key=str.lower)}
    objects.pop("__version__", None)
    exceptions = [
        name
        for name, value in objects.items()
        if inspect.isclass(value) and issubclass(value, Exception)
    ]
    classes = [
        name
        for name, value in objects.items()
        if inspect.isclass(value) and name not in exceptions
    ]
    functions = [name for name in objects if name not in (*classes, *exceptions)]
    parts = [HEADER]
    for title, names in (
        ("Functions", functions),
        ("Classes", classes),
        ("Exceptions", exceptions),
    ):
        parts.append(f"## {title}\n")
        parts.append("\n".join(_summary(name, objects[name]) for name in names) + "\n")
        if title != "Exceptions":
            parts += [part for name in names for part in _entry(name, objects[name])]
    return "\n".join(parts)


def _summary(name: str, value: object) -> str:
    first = _docstring(value).partition("\n")[0]
    anchor = name.lower().replace(".", "")
    is_exception = inspect.isclass(value) and issubclass(value, Exception)
    shown = f"`{name}`" if is_exception else f"[`{name}`](#{anchor})"
    return f"* {shown}: {_text(first)}"


def _entry(name: str, value: Any) -> Iterator[str]:
    yield f"### {name}\n"
    if not inspect.isclass(value):
        yield f"```python\nfb.{name}{_signature(value)}\n```\n"
        yield _markdown(_docstring(value))
        return
    if not hasattr(value, "model_fields"):
        yield f"```python\nfb.{name}{_signature(value)}\n```\n"
    yield _markdown(_docstring(value))
    for member_name, member in _members(value):
        signature = "" if isinstance(member, property) else _signature(member)
        yield f"#### {name}.{member_name}\n"
        yield f"```python\n{member_name}{signature}\n```\n"
        yield _markdown(_docstring(member))


def _members(cls: type) -> Iterator[tuple[str, Any]]:
    """Yield the public methods and properties that flimbuilder documents."""
    for owner in reversed(cls.__mro__):
        if not owner.__module__.startswith("flimbuilder"):
            continue
        for name, member in vars(owner).items():
            function = getattr(member, "fget", None) or getattr(member, "__func__", member)
            is_member = isinstance(member, property | classmethod | staticmethod) or callable(
                member
            )
            if name.startswith(("_", "model_")) or not is_member or inspect.isclass(member):
                continue
            if inspect.getdoc(function):
                yield name, member if isinstance(member, property) else function


def _docstring(value: object) -> str:
    return inspect.getdoc(value) or ""


class _Elided:
    """Default of a parameter that the docstring describes."""

    def __repr__(self) -> str:
        return "..."


def _signature(function: Callable[..., object]) -> str:
    """Return the parameters with plain defaults, without annotations; a long list is wrapped."""
    parameters = []
    for name, parameter in inspect.signature(function).parameters.items():
        if name in ("self", "cls"):
            continue
        plain = (type(None), bool, int, float, str, tuple, inspect.Parameter.empty.__class__)
        default = parameter.default if isinstance(parameter.default, plain) else _Elided()
        parameters.append(parameter.replace(annotation=inspect.Parameter.empty, default=default))
    text = str(inspect.Signature(parameters)).replace("'", '"')
    if len(text) <= 80:
        return text
    parts = re.split(r", (?![^()]*\))", text[1:-1])  # not within a tuple
    return "(\n    " + ",\n    ".join(parts) + ",\n)"


def _text(line: str) -> str:
    """Turn reStructuredText's inline markup into Markdown's."""
    line = re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", line)
    return line.replace("``", "`")


def _markdown(docstring: str) -> str:
    """Turn a numpy docstring into Markdown: sections bold, parameters as lists."""
    lines = docstring.split("\n")
    shown: list[str] = []
    is_list = False
    for position, line in enumerate(lines):
        following = lines[position + 1] if position + 1 < len(lines) else ""
        if line in SECTIONS and re.fullmatch("-{3,}", following):
            shown += [f"**{line}**", ""]
            is_list = line in SECTIONS[:5]
        elif re.fullmatch("-{3,}", line) and position and lines[position - 1] in SECTIONS:
            continue
        elif is_list and line and not line.startswith(" "):
            name, colon, kind = line.partition(" : ")
            break_line = "\\" if following.startswith(" ") else ""
            shown.append(f"* `{name}`" + (f" : {_text(kind)}" if colon else "") + break_line)
        elif is_list and line:
            shown.append(f"  {_text(line.strip())}")
        else:
            shown.append(_text(line) if not line.startswith("    ") else line)
    return "\n".join(shown).strip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
