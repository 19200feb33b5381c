"""The command line: ``flimbuilder COMMAND``."""

import io
import sys
import traceback
from pathlib import Path
from typing import Any, cast

import typer
from typer.core import TyperGroup

from flimbuilder import __version__
from flimbuilder.cli import demo, model, project, window
from flimbuilder.cli.console import Asked, one_line
from flimbuilder.errors import Cancelled, FlimError

__all__ = ["app", "run"]

USER_MISTAKE = 2
UNEXPECTED = 1
INTERRUPTED = 130
USAGE_ERROR = cast(type[Exception], typer.BadParameter.__base__)  # typer has no public name for it


class _CommandGroup(TyperGroup):
    """The commands; a folder in the place of one is opened in the window."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands and Path(args[0]).is_dir():
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

app.command("new")(project.new)
app.command("import")(project.import_)
app.command("info")(project.info)
app.command("recover")(project.recover)
app.command("build")(model.build)
app.command("predict")(model.predict)
app.command("evaluate")(model.evaluate)
app.command("export")(model.export)
app.command("demo")(demo.demo)
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
    """Take the options that stand before a command; without one, open the window."""
    if context.invoked_subcommand is None:
        window.open_window()


def run() -> None:
    """Run the command line; end with one clear line and a status where something is wrong.

    The status is 2 for what a user can mend, 1 for an error of the program, 130 when it was
    interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that its encoding lacks is escaped
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_status(Asked()))


def _status(asked: Asked) -> int:
    try:
        status = int(app(standalone_mode=False, obj=asked) or 0)
    except (KeyboardInterrupt, typer.Abort, Cancelled):
        status = INTERRUPTED
    except USAGE_ERROR as error:
        return _fail(_usage(error), USER_MISTAKE, asked)
    except FlimError as error:
        return _fail(str(error), USER_MISTAKE, asked)
    except OSError as error:
        if error.filename is None:
            return _fail(_unexpected(error), UNEXPECTED, asked)
        return _fail(f"{error.filename}: {error.strerror or error}", USER_MISTAKE, asked)
    except Exception as error:
        return _fail(_unexpected(error), UNEXPECTED, asked)
    if status == INTERRUPTED:
        typer.echo("flimbuilder: stopped", err=True)
    return status


def _usage(error: Exception) -> str:
    """Say in one line what is wrong with the options; empty where the help was shown."""
    message = error.format_message()  # type: ignore[attr-defined]
    # Not from the error's context, which the parser of options leaves out.
    commands = {command.name for command in app.registered_commands}
    asked = " ".join(["flimbuilder", *(word for word in sys.argv[1:2] if word in commands)])
    return message and f"{message.rstrip('.')}; '{asked} --help' shows how"


def _unexpected(error: Exception) -> str:
    return f"unexpected {type(error).__name__}: {error}; --traceback shows where"


def _fail(message: str, status: int, asked: Asked) -> int:
    if asked.traceback:
        traceback.print_exc()
    if message:
        typer.echo(f"flimbuilder: {one_line(message)}", err=True)
    return status
