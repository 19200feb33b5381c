"""Check that the window can be shown, before loading Qt, which would abort the process.

Needs no third-party package, so that it can report any of them as missing.
"""

import ctypes
import os
import re
import sys
from collections.abc import Mapping
from importlib.util import find_spec

from flimbuilder.errors import FlimError, printable
from flimbuilder.workflow.doctor.system_libraries import install_command, missing_libraries

__all__ = ["missing_library", "require_display", "require_packages"]

WAY_OUT = (
    "on a machine without a screen use the commands (flimbuilder --help), or "
    "QT_QPA_PLATFORM=offscreen / xvfb-run"
)
PROJECTS = {"PySide6": "PySide6-Essentials", "qtawesome": "QtAwesome", "superqt": "superqt"}
WITHOUT = "the commands and the library run without it (flimbuilder --help)"
CURSOR_LIBRARY = "libxcb-cursor.so.0"
X_LIBRARY = "libxcb.so.1"


def require_display(environment: Mapping[str, str] = os.environ) -> None:
    """Refuse to start without a display that Qt can use.

    Raises
    ------
    FlimError
        If there is no display, or a system library is missing.
    """
    if sys.platform != "linux" or environment.get("QT_QPA_PLATFORM"):
        return
    if environment.get("WAYLAND_DISPLAY"):
        return
    display = environment.get("DISPLAY")
    if not display:
        raise FlimError(f"no display: neither DISPLAY nor WAYLAND_DISPLAY is set; {WAY_OUT}")
    if not _is_reachable(display):
        raise FlimError(f"no display: DISPLAY={display} cannot be reached; {WAY_OUT}")
    _require_library(CURSOR_LIBRARY)


def require_packages() -> None:
    """Refuse to start without the packages that the window needs.

    Raises
    ------
    FlimError
        If a package is not installed.
    """
    for name in PROJECTS:
        try:
            is_installed = find_spec(name) is not None
        except (ImportError, ValueError):
            is_installed = False
        if not is_installed:
            raise _not_installed(name)


def missing_library(error: ImportError) -> FlimError | None:
    """Return an error that names the missing library or package; None for other errors."""
    library = re.match(r"(lib[\w.+-]+): cannot open shared object file", str(error))
    if library is not None:
        return _missing(library[1])
    package = (error.name or "").partition(".")[0]
    if package not in PROJECTS:
        return None
    if isinstance(error, ModuleNotFoundError):
        return _not_installed(package)
    return FlimError(
        f"{package} cannot be loaded ({printable(str(error), 120)}), and the window needs it; "
        f"install it again (pip install --force-reinstall {PROJECTS[package]}); {WITHOUT}"
    )


def _not_installed(package: str) -> FlimError:
    return FlimError(
        f"{package} is not installed, and the window needs it; install it (pip install "
        f"{PROJECTS[package]}); {WITHOUT}"
    )


def _require_library(name: str) -> None:
    try:
        ctypes.CDLL(name)
    except OSError:
        raise _missing(name) from None


def _missing(library: str) -> FlimError:
    missing = {library, *missing_libraries()}  # so that one command installs all
    return FlimError(
        f"{library}: this system library is missing, and the window needs it; install it "
        f"({install_command(missing)})"
    )


def _is_reachable(display: str) -> bool:
    """Return True if the X server answers, or if there is no X library to ask it with."""
    try:
        xcb = ctypes.CDLL(X_LIBRARY)
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed
