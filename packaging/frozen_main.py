"""Start of the frozen application: the command line, or a Python script for a proof.

``flimbuilder --run-script SCRIPT WORDS`` runs a script with the libraries of the application, as
``python -P SCRIPT WORDS`` does; see `flimbuilder.installation.script_command`.
"""

import ctypes
import os
import sys
from contextlib import suppress
from multiprocessing import freeze_support
from pathlib import Path

# Libraries that a bare system lacks, each after those that it links; drivers stay the system's.
FALLBACKS = "libxcb.so.1", "libGLdispatch.so.0", "libGLX.so.0", "libGL.so.1", "libEGL.so.1"
LIBRARY_PATH = "LD_LIBRARY_PATH"


def open_fallbacks(folder: Path) -> None:
    """Open libraries that Qt links and the system lacks, from a folder of the application.

    The loader finds a library that is open already by its name. Commands need none of them.
    """
    for name in FALLBACKS:
        try:
            ctypes.CDLL(name)
        except OSError:
            with suppress(OSError):
                ctypes.CDLL(str(folder / name), ctypes.RTLD_GLOBAL)


def restore_library_path() -> None:
    """Undo PyInstaller's change of the library path, for browsers and other programs.

    A process of the application must make the change again, which it would not for a child.
    """
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    before = os.environ.pop(f"{LIBRARY_PATH}_ORIG", None)
    if before is None:
        os.environ.pop(LIBRARY_PATH, None)
    else:
        os.environ[LIBRARY_PATH] = before


def main() -> None:
    """Run a worker, a script or the command line."""
    if getattr(sys, "frozen", False) and sys.platform == "linux":
        open_fallbacks(Path(sys.prefix, "fallback"))
        restore_library_path()
    freeze_support()  # a process that multiprocessing started ends here
    if sys.argv[1:2] == ["--run-script"] and len(sys.argv) > 2:
        import runpy

        del sys.argv[:2]
        runpy.run_path(sys.argv[0], run_name="__main__")
        return
    if Path(sys.executable).stem == "flimbuilder-window":  # of Windows, without a console
        sys.argv[1:] = sys.argv[1:] or ["gui"]
    from flimbuilder.cli.main import run

    run()


if __name__ == "__main__":
    main()
