"""The reference of the library: entries of public names, from their docstrings.

The directive ``names`` lists names of the package, one a line: a table of their first lines, then
an entry for each. A dotted name is that of a class that functions return.
"""

import importlib
import inspect
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.domains.python import PyObject
from sphinx.util.docutils import SphinxDirective

__all__ = ["entries", "setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive `names`."""
    app.add_directive("names", _Names)
    for field in PyObject.doc_field_types:
        if field.name == "variable":
            field.label = "Attributes"  # as the docstrings call them
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class _Names(SphinxDirective):
    """Entries of the names that the content lists."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        source = "```{eval-rst}\n" + entries(list(self.content)) + "\n```"
        parent = nodes.Element()
        self.state.nested_parse(
            StringList(source.split("\n"), self.get_source_info()[0]), 0, parent
        )
        return parent.children


def entries(names: list[str]) -> str:
    """Return reStructuredText with a table of names, and the entry of each."""
    full = [f"flimbuilder.{name.strip()}" for name in names]
    lines = [".. currentmodule:: flimbuilder", "", ".. autosummary::", "   :nosignatures:", ""]
    lines += [f"   ~{name.strip()}" for name in names] + [""]
    for name in full:
        module, _, last = name.rpartition(".")
        value = getattr(importlib.import_module(module), last)
        lines += [f".. auto{_kind(value)}:: {name}", ""]
    return "\n".join(lines)


def _kind(value: object) -> str:
    if not inspect.isclass(value):
        return "function"
    return "exception" if issubclass(value, Exception) else "class"
