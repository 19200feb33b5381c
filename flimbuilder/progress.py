"""Progress reports of long work."""

from collections.abc import Callable

__all__ = ["Progress", "no_progress"]

Progress = Callable[[str, int, int], None]
"""Called with (stage, steps done, total steps); may raise to stop the work."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Ignore progress."""
