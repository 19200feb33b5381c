"""How much memory the process took."""

import re
import sys
from pathlib import Path

__all__ = ["peak_rss_mb"]

STATUS = Path("/proc/self/status")


def peak_rss_mb() -> float:
    """Return the most memory that the process ever held, in MB; nan where nobody can tell."""
    try:
        # Linux. Its getrusage would count what the parent held when it started this process.
        peak = re.search(r"^VmHWM:\s*(\d+) kB$", STATUS.read_text(), re.MULTILINE)
    except OSError:
        peak = None
    return round(int(peak[1]) * 1024 / 1e6, 1) if peak else _by_getrusage()


def _by_getrusage() -> float:
    try:
        import resource
    except ImportError:  # not on Windows
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6, 1)
