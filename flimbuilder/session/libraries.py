"""Load the packages that background work needs, once the window is shown.

This takes a second or two, mostly under Python's global lock, and slows all other threads. A
single thread loads all of them: two threads that import packages with circular imports may see a
partly initialised module.
"""

import ctypes
import os
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from psygnal import Signal

from flimbuilder.session.jobs import Jobs, Report

__all__ = ["Libraries"]

LANE = "libraries"
TITLE = "Loading libraries"
NEEDING = "build"  # the lane that needs them first
DISTURBING = "thumbnails"  # its threads cannot start while torch is opened
LONG = "display tiles"  # reads a slide for minutes, and waits for builds
MODULES = (
    "flimbuilder.workflow.build",
    "flimbuilder.workflow.evaluation.evaluate",
    "flimbuilder.session.cards",
    "skimage.color.colorconv",  # scikit-image imports these two lazily
    "skimage.filters.thresholding",
)


class Libraries:
    """Loads torch, SciPy and scikit-image in the lane ``libraries``.

    Loading is optional: background work imports what it needs.

    Parameters
    ----------
    jobs : Jobs
    failed : callable
        Called with the exception of a failed import.

    Attributes
    ----------
    loaded : Signal()
        Emitted when all are loaded, or loading has failed.
    """

    loaded = Signal()

    def __init__(self, jobs: Jobs, failed: Callable[[Exception], None]) -> None:
        self._jobs = jobs
        self._failed = failed

    def expect(self) -> None:
        """Hold the lanes that need the packages, or would slow loading, until they are loaded."""
        for lane in (NEEDING, DISTURBING):
            self._jobs.hold(lane)

    @property
    def is_quiet(self) -> bool:
        """True if no jobs are running outside the held lanes and the one that reads slides."""
        return all(job.lane in {NEEDING, DISTURBING, LONG} for job in self._jobs.running)

    def load(self) -> None:
        """Load the packages, then release the lanes that are held."""
        self._jobs.start(LANE, TITLE, _open_torch, self._import, self._fail, quiet=True)

    def _import(self, opened: None) -> None:
        self._jobs.release(DISTURBING)
        self._jobs.start(LANE, TITLE, _import_modules, self._end, self._fail, quiet=True)

    def _fail(self, error: Exception) -> None:
        self._end(None)
        self._failed(error)

    def _end(self, imported: None) -> None:
        for lane in (DISTURBING, NEEDING):
            self._jobs.release(lane)
        self.loaded.emit()


def _open_torch(report: Report) -> None:
    """Load torch's largest shared libraries, which takes a fifth of a second.

    The import would load them under Python's global lock, which a foreign call releases. A
    failure here is harmless: the import loads them, or raises.
    """
    torch = find_spec("torch")
    if os.name == "nt" or torch is None or torch.origin is None:  # Windows: torch preloads them
        return
    folder = Path(torch.origin).parent / "lib"
    suffix = "dylib" if sys.platform == "darwin" else "so"
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes, dlopen.restype = [ctypes.c_char_p, ctypes.c_int], ctypes.c_void_p
    # In the order and with the visibility that torch loads them.
    for name, scope in (("torch_global_deps", os.RTLD_GLOBAL), ("torch_cpu", os.RTLD_LOCAL)):
        dlopen(os.fsencode(folder / f"lib{name}.{suffix}"), os.RTLD_NOW | scope)


def _import_modules(report: Report) -> None:
    for done, name in enumerate(MODULES):
        report("importing", done, len(MODULES))
        import_module(name)
