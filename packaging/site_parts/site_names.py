"""Names in docstrings: links where they are public, else code.

Docstrings give types in words ("ndarray of shape (H, W)") and put names between backticks. Both
may name what the reference has no entry for. A role that says what it names, such as ``:func:``,
must be right.
"""

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


def _skip_member(
    app: Sphinx, kind: str, name: str, member: object, skip: bool, options: Any
) -> bool | None:
    function = getattr(member, "fget", None) or getattr(member, "func", None) or member
    function = getattr(function, "__func__", function)
    module = getattr(function, "__module__", None) or ""
    if name.startswith("model_") or not module.startswith("flimbuilder"):
        return True
    return None
