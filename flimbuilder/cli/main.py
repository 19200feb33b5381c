"""The command line: ``flimbuilder COMMAND``."""

import sys
import traceback

import typer

from flimbuilder import __version__
from flimbuilder.cli import model, project
from flimbuilder.errors import Cancelled, FlimError

__all__ = ["app", "run"]

USER_MISTAKE = 2
UNEXPECTED = 1
INTERRUPTED = 130

app = typer.Typer(
    name="flimbuilder",
    help="Learn convolutional encoders from a few disks and strokes drawn on images (FLIM).",
    no_args_is_help=True,
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


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"flimbuilder {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Take the options that stand before a command."""


def run() -> None:
    """Run the command line; end with one clear line and a status where something is wrong.

    The status is 2 for what a user can mend, 1 for an error of the program, 130 when it was
    interrupted.
    """
    sys.exit(_status())


def _status() -> int:
    try:
        app(standalone_mode=True)
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else UNEXPECTED
    except (KeyboardInterrupt, Cancelled):
        typer.echo("flimbuilder: stopped", err=True)
        return INTERRUPTED
    except FlimError as error:
        return _fail(str(error), USER_MISTAKE)
    except Exception as error:
        kind = type(error).__name__
        return _fail(f"unexpected {kind}: {error}; --traceback shows where", UNEXPECTED)
    return 0


def _fail(message: str, status: int) -> int:
    if "--traceback" in sys.argv:
        traceback.print_exc()
    typer.echo(f"flimbuilder: {' '.join(message.split())}", err=True)
    return status
