"""System libraries and fonts that Qt needs on Linux, and the command that installs them.

Needs no third-party package, so that it can report any of them as missing.
"""

import re
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from flimbuilder.errors import listed
from flimbuilder.installation import loader_environment

__all__ = ["FONT_PACKAGES", "has_fonts", "install_command", "missing_libraries"]

DEBIAN, FEDORA, ARCH = range(3)
INSTALLERS = {
    "debian": (DEBIAN, "sudo apt install"),
    "ubuntu": (DEBIAN, "sudo apt install"),
    "fedora": (FEDORA, "sudo dnf install"),
    "rhel": (FEDORA, "sudo dnf install"),
    "arch": (ARCH, "sudo pacman -S"),
}
"""By identifier of the distribution: the column of `PACKAGES`, and the command."""

PACKAGES = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl", "libglvnd"),
    "libGL.so.1": ("libgl1", "libglvnd-glx", "libglvnd"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb", "libx11"),
    "libX11.so.6": ("libx11-6", "libX11", "libx11"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs", "dbus"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype", "freetype2"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2", "glib2"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2", "glib2"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil",
                                "xcb-util-renderutil"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util", "xcb-util"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb", "libxcb"),
    "libxcb-xinerama.so.0": ("libxcb-xinerama0", "libxcb", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb", "libxcb"),
    "libxcb.so.1": ("libxcb1", "libxcb", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon", "libxkbcommon"),
}  # fmt: skip
"""By library: its package in Debian, Fedora and Arch."""

FONT_PACKAGES = ("fonts-dejavu-core", "dejavu-sans-fonts", "ttf-dejavu")
FONTS = {".ttf", ".otf", ".ttc", ".pfb"}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
OWN_FONT_FOLDERS = (".fonts", ".local/share/fonts")  # below the home folder
PLATFORM_PLUGIN = Path("Qt", "plugins", "platforms", "libqxcb.so")
SECONDS = 20  # ldd answers in milliseconds


def missing_libraries() -> tuple[str, ...]:
    """Return the libraries that Qt's plugin for X11 does not find, by name.

    Empty on other systems than Linux, without PySide6, and if ``ldd`` cannot answer.
    """
    if sys.platform != "linux":
        return ()
    spec = find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        return ()
    plugin = Path(spec.submodule_search_locations[0]) / PLATFORM_PLUGIN
    try:
        answer = subprocess.run(
            ["ldd", str(plugin)],
            env=loader_environment(),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(sorted(set(re.findall(r"(\S+) => not found", answer.stdout))))


def install_command(
    libraries: Iterable[str],
    *packages: tuple[str, ...],
    release: Path = Path("/etc/os-release"),
) -> str:
    """Return a command of this distribution that installs libraries.

    Parameters
    ----------
    libraries : iterable of str
        Names of files, such as ``libEGL.so.1``.
    *packages : tuple of str
        Further packages, by their names in Debian, Fedora and Arch.
    release : Path
        The file that describes the distribution.

    Returns
    -------
    str
        A sentence names libraries whose package is unknown, and all of an unknown distribution.
    """
    distributions = [name for name in _distributions(release) if name in INSTALLERS]
    if not distributions:
        unknown = [*libraries, *(names[DEBIAN] for names in packages)]
        return f"install the packages that hold {listed(unknown)}"
    column, command = INSTALLERS[distributions[0]]
    libraries = list(libraries)
    found = (PACKAGES[library] for library in libraries if library in PACKAGES)
    wanted = sorted({names[column] for names in (*found, *packages)})
    unknown = [library for library in libraries if library not in PACKAGES]
    ways = [f"{command} {' '.join(wanted)}"] if wanted else []
    if unknown:
        ways.append(f"install the packages that hold {listed(unknown)}")
    return "; ".join(ways)


def has_fonts(home: Path | None = None, folders: Iterable[str] = FONT_FOLDERS) -> bool:
    """Return True if a folder of the system or of the user holds a font."""
    own = Path.home() if home is None else home
    places = [Path(folder) for folder in folders] + [own / folder for folder in OWN_FONT_FOLDERS]
    return any(path.suffix.lower() in FONTS for place in places for path in place.rglob("*"))


def _distributions(release: Path) -> list[str]:
    """Return the identifiers of the distribution and of those that it derives from."""
    try:
        text = release.read_text("utf-8", errors="replace")
    except OSError:
        return []
    entries = dict(re.findall(r'^(ID|ID_LIKE)="?([^"\n]*)"?$', text, re.MULTILINE))
    return f"{entries.get('ID', '')} {entries.get('ID_LIKE', '')}".split()
