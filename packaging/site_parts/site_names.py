"""Names in docstrings: links where they are public, else code.

Docstrings give types in words ("ndarray of shape (H, W)") and put names between backticks. Both
may name what the reference has no entry for. A role that says what it names, such as ``:func:``,
must be right.
"""

import re
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import flimbuilder

__all__ = ["setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Resolve names, and leave out members that other libraries give to our classes."""
    app.connect("missing-reference", _resolve)
    app.connect("autodoc-process-docstring", _link_results, priority=400)  # before napoleon
    app.connect("autodoc-skip-member", _skip_member)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _resolve(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.Element
) -> nodes.Node | None:
    """Return a link to a public name, plain text for a word of a type, or code for other names."""
    if node.get("refdomain") != "py":
        return None
    module, _, name = node["reftarget"].rpartition(".")
    if module.startswith("flimbuilder.") and name in flimbuilder.__all__:
        node["reftarget"] = f"flimbuilder.{name}"
        domain = env.domains["py"]
        return domain.resolve_xref(
            env, node["refdoc"], app.builder, node["reftype"], node["reftarget"], node, content
        )
    if node.get("reftype") == "obj":
        return content
    if node.get("reftype") == "class" and node.get("refspecific") and not node.get("refexplicit"):
        return nodes.inline("", content.astext())
    return None


def _link_results(
    app: Sphinx, kind: str, name: str, member: object, options: Any, lines: list[str]
) -> None:
    """Put the classes that a function returns between backticks, which makes them links."""
    for place, line in enumerate(lines[:-2]):
        if line in ("Returns", "Yields") and lines[place + 1].startswith("---"):
            lines[place + 2] = re.sub(
                r"\b(?!None\b)([A-Z][A-Za-z]*[a-z][A-Za-z]*)\b", r"`.\1`", lines[place + 2]
            )


def _skip_member(
    app: Sphinx, kind: str, name: str, member: object, skip: bool, options: Any
) -> bool | None:
    function = getattr(member, "fget", None) or getattr(member, "func", None) or member
    function = getattr(function, "__func__", function)
    module = getattr(function, "__module__", None) or ""
    if name.startswith("model_") or not module.startswith("flimbuilder"):
        return True
    return None
