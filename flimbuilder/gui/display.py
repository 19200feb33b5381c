"""Whether a window can be shown at all; known before Qt is loaded, which would end the program."""

import ctypes
import os
import re
import sys
from collections.abc import Mapping

from flimbuilder.errors import FlimError

__all__ = ["missing_library", "require_display"]

WAY_OUT = (
    "on a machine without a screen use the commands (flimbuilder --help), or "
    "QT_QPA_PLATFORM=offscreen / xvfb-run"
)
PACKAGES = "libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libdbus-1-3"
CURSOR_LIBRARY = "libxcb-cursor.so.0"
X_LIBRARY = "libxcb.so.1"


def require_display(environment: Mapping[str, str] = os.environ) -> None:
    """Refuse to start where there is no display, or Qt could not use it.

    Raises
    ------
    FlimError
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


def missing_library(error: ImportError) -> FlimError | None:
    """Say which system library Qt lacks; None where the error tells of something else."""
    found = re.match(r"(lib[\w.+-]+): cannot open shared object file", str(error))
    return None if found is None else _told(found[1])


def _require_library(name: str) -> None:
    try:
        ctypes.CDLL(name)
    except OSError:
        raise _told(name) from None


def _told(library: str) -> FlimError:
    return FlimError(
        f"{library}: this system library is missing, and the window needs it; install it (Debian "
        f"and Ubuntu: sudo apt install {PACKAGES})"
    )


def _is_reachable(display: str) -> bool:
    """Ask the X server; where its library is missing, Qt is left to tell."""
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
