"""How much memory the process took."""

import sys

__all__ = ["peak_rss_mb"]


def peak_rss_mb() -> float:
    """Return the most memory that the process ever held, in MB; nan where nobody can tell."""
    try:
        import resource
    except ImportError:  # not on Windows
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6, 1)
