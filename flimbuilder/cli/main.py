"""The command line: ``flimbuilder COMMAND``."""

import io
import sys
import traceback
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup

from flimbuilder import __version__
from flimbuilder.cli import window
from flimbuilder.cli.attribute import attribute
from flimbuilder.cli.build import build
from flimbuilder.cli.classify import classify_app
from flimbuilder.cli.console import one_line, progress_bar, show_json, show_notes
from flimbuilder.cli.doctor import doctor
from flimbuilder.cli.evaluate import evaluate
from flimbuilder.cli.exchange import export, import_model
from flimbuilder.cli.explain import explain
from flimbuilder.cli.finetune import finetune
from flimbuilder.cli.info import info
from flimbuilder.cli.kernels import kernels
from flimbuilder.cli.options import GlobalOptions, JsonOption, TracebackOption
from flimbuilder.cli.predict import predict
from flimbuilder.cli.project import import_, new, recover
from flimbuilder.cli.project_map import project_map
from flimbuilder.cli.report import report
from flimbuilder.cli.suggest import suggest
from flimbuilder.cli.tissue import tissue
from flimbuilder.errors import Cancelled, FlimError
from flimbuilder.project.opening import project_folder

__all__ = ["app", "run"]

USER_MISTAKE = 2
UNEXPECTED = 1
INTERRUPTED = 130
NO_NEW_THREAD = "can't start new thread"  # of Python's RuntimeError
USAGE_ERROR = cast(type[Exception], typer.BadParameter.__base__)  # typer has no public name for it


class _CommandGroup(TyperGroup):
    """The commands; a project instead of a command opens in the window."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands:
            path = Path(args[0])
            if path.is_dir() or path != project_folder(path):
                args = ["gui", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name="flimbuilder",
    cls=_CommandGroup,
    help="Learn convolutional encoders from a few disks and strokes drawn on images (FLIM).",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("new")(new)
app.command("import")(import_)
app.command("info")(info)
app.command("recover")(recover)
app.command("build")(build)
app.command("tissue")(tissue)
app.command("predict")(predict)
app.command("evaluate")(evaluate)
app.command("finetune")(finetune)
app.add_typer(classify_app, name="classify")
app.command("explain")(explain)
app.command("attribute")(attribute)
app.command("suggest")(suggest)
app.command("kernels")(kernels)
app.command("project-map")(project_map)
app.command("report")(report)
app.command("export")(export)
app.command("import-model")(import_model)
app.command("doctor")(doctor)


@app.command("demo")
def demo(
    out: Annotated[
        Path, typer.Option(help="Folder for the report and everything it shows.", metavar="DIR")
    ] = Path("flimbuilder-demo"),
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Learn, decode, measure and export on real images, and write a report."""
    from flimbuilder.demo.run import run_demo

    with progress_bar() as on_progress:
        result = run_demo(out, on_progress)
    show_notes(result.notes)
    if json:
        show_json(result.as_json())
    else:
        typer.echo(result.summary())


app.command("gui")(window.gui)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"flimbuilder {__version__}")
        raise typer.Exit


@app.callback()
def main(
    context: typer.Context,
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Handle the options before a command; without a command, open the window."""
    if context.invoked_subcommand is None:
        window.open_window()


def run() -> None:
    """Run the command line; an error ends in one line on standard error and a status.

    The status is 2 for a mistake of the user, 1 for an error of the program and 130 after an
    interrupt.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # escape what the encoding lacks
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_status(GlobalOptions()))


def _status(options: GlobalOptions) -> int:
    try:
        status = int(app(standalone_mode=False, obj=options) or 0)
    except (KeyboardInterrupt, typer.Abort, Cancelled):
        status = INTERRUPTED
    except USAGE_ERROR as error:
        return _fail(_usage(error), USER_MISTAKE, options)
    except FlimError as error:
        return _fail(str(error), USER_MISTAKE, options)
    except OSError as error:
        if error.filename is None:
            return _fail(*_unexpected(error), options)
        return _fail(f"{error.filename}: {error.strerror or error}", USER_MISTAKE, options)
    except Exception as error:
        return _fail(*_unexpected(error), options)
    if status == INTERRUPTED:
        typer.echo("flimbuilder: stopped", err=True)
    return status


def _usage(error: Exception) -> str:
    """Format a usage error in one line; empty if the help was shown."""
    message = error.format_message()  # type: ignore[attr-defined]
    # The error's context would name the command, but the parser of options leaves it out.
    command = " ".join(["flimbuilder", *_command_words(sys.argv[1:])])
    return message and f"{message.rstrip('.')}; '{command} --help' shows how"


def _command_words(words: list[str]) -> list[str]:
    """Return the words that name a command, or a group and its command."""
    groups = {group.name: group.typer_instance for group in app.registered_groups}
    commands = {command.name for command in app.registered_commands}
    if words and words[0] in groups:
        instance = groups[words[0]]
        own = {command.name for command in instance.registered_commands} if instance else set()
        return [words[0], *(word for word in words[1:2] if word in own)]
    return [word for word in words[:1] if word in commands]


def _unexpected(error: Exception) -> tuple[str, int]:
    """Return the message and the status of an error that is not a FlimError."""
    if str(error) == NO_NEW_THREAD:
        return "the system allows no more threads; give fewer with --threads", USER_MISTAKE
    return f"unexpected {type(error).__name__}: {error}; --traceback shows where", UNEXPECTED


def _fail(message: str, status: int, options: GlobalOptions) -> int:
    if options.traceback:
        traceback.print_exc()
    if message:
        typer.echo(f"flimbuilder: {one_line(message)}", err=True)
    return status
