"""What background work imports and the window does without: loaded once the window stands.

This takes a second or two, most of it with Python's lock in hand, so that whatever else goes on
takes longer. All of it is loaded here, by one thread: two that import packages which import each
other may be given one that is half done.
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
NEEDING = "build"  # the lane that needs them first
DISTURBING = "thumbnails"  # a thread for each, which to start takes as long as torch is opened
MODULES = (
    "flimbuilder.workflow.build",
    "flimbuilder.workflow.evaluate",
    "flimbuilder.session.cards",
    "skimage.color.colorconv",  # these two are found by name when they are first used
    "skimage.filters.thresholding",
)


class Libraries:
    """Loads torch, SciPy and scikit-image in the lane ``libraries``.

    Who never asks for any of it need not: work imports what it needs by itself.

    Parameters
    ----------
    jobs : Jobs
    failed : callable
        Called with what the imports raised.

    Attributes
    ----------
    loaded : Signal()
        They are there, or it was found that they cannot be.
    """

    loaded = Signal()

    def __init__(self, jobs: Jobs, failed: Callable[[Exception], None]) -> None:
        self._jobs = jobs
        self._failed = failed

    def expect(self) -> None:
        """Have the lanes that need them, or would disturb, stand still until they are loaded."""
        for lane in (NEEDING, DISTURBING):
            self._jobs.hold(lane)

    @property
    def is_quiet(self) -> bool:
        """Whether no work goes on but what stands still until they are loaded."""
        return all(job.lane in {NEEDING, DISTURBING} for job in self._jobs.running)

    def load(self) -> None:
        """Load them, and let all lanes go on."""
        title = "Loading libraries"
        self._jobs.start(LANE, title, _open_torch, self._import, self._fail, quiet=True)

    def _import(self, opened: None) -> None:
        self._jobs.release(DISTURBING)
        self._jobs.start(
            LANE, "Loading libraries", _import_modules, self._end, self._fail, quiet=True
        )

    def _fail(self, error: Exception) -> None:
        self._end(None)
        self._failed(error)

    def _end(self, imported: None) -> None:
        for lane in (DISTURBING, NEEDING):
            self._jobs.release(lane)
        self.loaded.emit()


def _open_torch(report: Report) -> None:
    """Have the system load the largest of torch's libraries, which takes a fifth of a second.

    The import would do it with Python's lock in hand; a foreign function is called without. Where
    it does not work, nothing is lost: the import will do it, or tell.
    """
    torch = find_spec("torch")
    if os.name == "nt" or torch is None or torch.origin is None:  # there torch does so by itself
        return
    folder, suffix = (
        Path(torch.origin).parent / "lib",
        "dylib" if sys.platform == "darwin" else "so",
    )
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes, dlopen.restype = [ctypes.c_char_p, ctypes.c_int], ctypes.c_void_p
    # In the order and with the visibility that torch loads them.
    for name, scope in (("torch_global_deps", os.RTLD_GLOBAL), ("torch_cpu", os.RTLD_LOCAL)):
        dlopen(os.fsencode(folder / f"lib{name}.{suffix}"), os.RTLD_NOW | scope)


def _import_modules(report: Report) -> None:
    for done, name in enumerate(MODULES):
        report("importing", done, len(MODULES))
        import_module(name)
