"""How this installation of flimbuilder is started again, and where its files are.

flimbuilder runs from a checkout, from an installed package, or as a frozen application: one folder
that PyInstaller makes, with a program in place of the Python interpreter.
"""

import os
import sys
from pathlib import Path

__all__ = [
    "RUN_SCRIPT",
    "assets_folder",
    "is_frozen",
    "loader_environment",
    "own_command",
    "package_folders",
    "script_command",
]

RUN_SCRIPT = "--run-script"  # first word of the frozen application to run a Python script


def is_frozen() -> bool:
    """Return True in the frozen application."""
    return bool(getattr(sys, "frozen", False))


def own_command(*words: str) -> list[str]:
    """Return the command that runs flimbuilder in another process.

    Python does not search the current folder, which may hold a stranger's ``typer.py``.

    Parameters
    ----------
    *words : str
        The words after ``flimbuilder``.
    """
    if is_frozen():
        return [sys.executable, *words]
    return [sys.executable, "-P", "-m", "flimbuilder", *words]


def script_command(script: Path, *words: str) -> list[str]:
    """Return the command that runs a Python script of this package in another process.

    Parameters
    ----------
    script : Path
        ``__file__`` of a module that the script is. In the frozen application it names no file:
        the source beside it is run.
    *words : str
        The words after the script.
    """
    source = str(script.with_suffix(".py"))
    return [sys.executable, RUN_SCRIPT if is_frozen() else "-P", source, *words]


def loader_environment() -> dict[str, str]:
    """Return the environment in which Linux finds the libraries of the frozen application.

    Its start removes their folders from ``LD_LIBRARY_PATH``, which other programs inherit.
    """
    if not is_frozen():
        return dict(os.environ)
    folders = f"{sys.prefix}{os.pathsep}{Path(sys.prefix, 'fallback')}"
    return {**os.environ, "LD_LIBRARY_PATH": folders}


def package_folders() -> tuple[Path, Path]:
    """Return the folder of the package and, above it, that of the checkout if there is one."""
    package = Path(__file__).resolve().parent
    return package, package.parent


def assets_folder() -> Path | None:
    """Return the folder ``assets`` of the package or of the checkout; None if it is missing."""
    folders = (parent / "assets" for parent in package_folders())
    return next((folder for folder in folders if folder.is_dir()), None)
