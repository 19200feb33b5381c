"""The command that checks the installation."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from flimbuilder.cli.console import show_json
from flimbuilder.cli.options import JsonOption, TracebackOption
from flimbuilder.errors import printable

if TYPE_CHECKING:
    from flimbuilder.workflow.doctor.findings import Finding

__all__ = ["doctor"]

SOMETHING_MISSING = 1
LONGEST = 2000  # characters of a line


def doctor(json: JsonOption = False, traceback: TracebackOption = False) -> None:
    """Check Qt, display, packages and accelerator, and say how to get what is missing.

    The status is 1 if something that is needed is missing.
    """
    findings = []
    for finding in _examine_all():
        findings.append(finding)
        if not json:
            line = printable(f"{finding.subject}: {finding.text}", LONGEST)  # commands stay whole
            typer.echo(f"{finding.state:9}{line}")
    if json:
        show_json([finding.as_json() for finding in findings])
    if any(finding.state == "missing" for finding in findings):
        raise typer.Exit(SOMETHING_MISSING)


def _examine_all() -> "Iterator[Finding]":
    from flimbuilder.workflow.doctor.packages import examine
    from flimbuilder.workflow.doctor.window import examine_window

    yield from examine()
    yield from examine_window()
