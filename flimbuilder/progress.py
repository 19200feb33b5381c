"""How long work tells how far it is."""

from collections.abc import Callable

__all__ = ["Progress", "no_progress"]

Progress = Callable[[str, int, int], None]
"""Called with (what is being done, steps done, steps in all); stops the work by raising."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
