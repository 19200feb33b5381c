"""Start of the frozen application: the command line, or a Python script for a proof.

``flimbuilder --run-script SCRIPT WORDS`` runs a script with the libraries of the application, as
``python -P SCRIPT WORDS`` does; see `flimbuilder.installation.script_command`.
"""

import ctypes
import os
import sys
from multiprocessing import freeze_support
from pathlib import Path

FALLBACKS = "libxcb.so.1", "libGLdispatch.so.0", "libGLX.so.0", "libGL.so.1", "libEGL.so.1"
LIBRARY_PATH = "LD_LIBRARY_PATH"


def open_fallbacks(folder: Path) -> None:
    """Open libraries that Qt links and the system lacks, from a folder of the application.

    The loader finds a library that is open already by its name.
    """
    for name in FALLBACKS:
        try:
            ctypes.CDLL(name)
        except OSError:
            if (folder / name).is_file():
                ctypes.CDLL(str(folder / name), ctypes.RTLD_GLOBAL)


def restore_library_path() -> None:
    """Undo PyInstaller's change of the library path, for browsers and other programs."""
    before = os.environ.pop(f"{LIBRARY_PATH}_ORIG", None)
    if before is None:
        os.environ.pop(LIBRARY_PATH, None)
    else:
        os.environ[LIBRARY_PATH] = before


def main() -> None:
    """Run a worker, a script or the command line."""
    freeze_support()  # a process that multiprocessing started ends here
    if getattr(sys, "frozen", False) and sys.platform == "linux":
        open_fallbacks(Path(sys.prefix, "fallback"))
        restore_library_path()
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
