"""Check what the window needs: Qt, its system libraries, fonts and a display; loads no Qt."""

import os
import sys
from collections.abc import Iterator, Mapping

from flimbuilder.errors import FlimError, listed
from flimbuilder.workflow.doctor.display import require_display, require_packages
from flimbuilder.workflow.doctor.findings import Finding
from flimbuilder.workflow.doctor.system_libraries import (
    FONT_PACKAGES,
    has_fonts,
    install_command,
    missing_libraries,
)

__all__ = ["examine_window"]


def examine_window(environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Check Qt's packages, system libraries, fonts and the display, in this order.

    A display is optional: the commands and the library need none.

    Parameters
    ----------
    environment : mapping of str to str
        Variables such as ``DISPLAY``.
    """
    try:
        require_packages()
    except FlimError as error:
        yield Finding("Qt", "missing", str(error))
        return
    missing = missing_libraries()
    if missing:
        text = f"{listed(missing)} missing; {install_command(missing)}"
        yield Finding("Qt libraries", "missing", text)
    else:
        yield Finding("Qt libraries", "ok", "all found")
    if sys.platform == "linux":
        if has_fonts():
            yield Finding("fonts", "ok", "found")
        else:
            way = install_command((), FONT_PACKAGES)
            yield Finding("fonts", "missing", f"none, so the window shows no text; {way}")
    if not missing:
        yield _examine_display(environment)


def _examine_display(environment: Mapping[str, str]) -> Finding:
    try:
        require_display(environment)
    except FlimError as error:
        return Finding("display", "optional", str(error).removeprefix("no display: "))
    names = ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY")
    found = next((f"{name}={environment[name]}" for name in names if environment.get(name)), "")
    return Finding("display", "ok", found or "of the desktop")
