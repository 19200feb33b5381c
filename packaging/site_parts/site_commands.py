"""The reference of the commands, from the command line itself.

The directive ``commands`` makes a section for each command: what it does, how it is called, and
every option. sphinx-click reads click's commands; typer brings its own.
"""

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive `commands`."""
    app.add_directive("commands", _Commands)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class _Commands(Directive):
    """A section for each command, in the order of the command line's own help."""

    def run(self) -> list[nodes.Node]:
        import typer

        from flimbuilder.cli.main import app

        group = typer.main.get_command(app)
        return [self._section(name, command) for name, command in _commands("", group)]

    def _section(self, name: str, command: Any) -> nodes.section:
        identity = name.replace(" ", "-")
        section = nodes.section(ids=[identity], names=[identity])
        section += nodes.title("", "", nodes.literal("", name))
        section += [
            _paragraph(" ".join(text.split())) for text in (command.help or "").split("\n\n")
        ]
        usage = " ".join(["flimbuilder", name, *_arguments(command), "[OPTIONS]"])
        block = nodes.literal_block(usage, usage, language="text")
        section += block
        for title, wanted in (("Arguments", "argument"), ("Options", "option")):
            params = [
                param
                for param in command.params
                if param.param_type_name == wanted and not param.hidden
            ]
            if params:
                section += nodes.rubric("", title)
                section += _listed(identity, command, params)
        self.state.document.note_implicit_target(section, section)
        return section


def _commands(prefix: str, group: Any) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if command.hidden:
            continue
        if hasattr(command, "commands"):
            yield from _commands(f"{prefix}{name} ", command)
        else:
            yield prefix + name, command


def _arguments(command: Any) -> list[str]:
    shown = []
    for param in command.params:
        if param.param_type_name == "argument":
            text = _metavar(param)
            shown.append(text if param.required else f"[{text}]")
    return shown


def _metavar(param: Any) -> str:
    name: str = param.metavar or param.name.upper()
    return name if param.nargs == 1 or name.endswith("...") else f"{name}..."


def _listed(identity: str, command: Any, params: list[Any]) -> nodes.definition_list:
    from typer._click.core import Context  # typer has no public name for it

    with Context(command, info_name=identity) as context:
        items = []
        for param in params:
            is_option = param.param_type_name == "option"
            spelled = ", ".join(param.opts) if is_option else _metavar(param)
            if param.secondary_opts:
                spelled += " / " + ", ".join(param.secondary_opts)
            term = nodes.term("", "", nodes.literal("", spelled))
            term["ids"] = [f"{identity}-{param.opts[0].lstrip('-')}"]
            value = param.display_type_rich(ctx=context) if is_option else None
            if value and not getattr(param, "is_flag", False):
                value = {"<int range>": "N", "<int>": "N", "<float>": "X"}.get(value, value)
                term += [nodes.Text(" "), nodes.emphasis("", value)]
            items.append(
                nodes.definition_list_item(
                    "", term, nodes.definition("", _paragraph(_describe(param)))
                )
            )
    return nodes.definition_list("", *items, classes=["options"])


def _paragraph(text: str) -> nodes.paragraph:
    """Return a paragraph with options as code."""
    parts = re.split(r"(--[a-z-]+)", text)
    return nodes.paragraph(
        "",
        "",
        *(
            nodes.literal("", part) if part.startswith("--") else nodes.Text(part)
            for part in parts
        ),
    )


def _describe(param: Any) -> str:
    """Return the help of a parameter with its range and default."""
    notes = []
    limits = param._get_number_range_help_str()
    if limits:
        notes.append(limits)
    if param.multiple:
        notes.append("may be repeated")
    default = param.default
    if default not in (None, False, True, ()) and param.show_default and not callable(default):
        notes.append(f"default: {getattr(default, 'value', default)}")
    text = " ".join((param.help or "").split())
    return f"{text} [{'; '.join(notes)}]" if notes else text
