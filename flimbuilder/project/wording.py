"""Words for what a user reads."""

__all__ = ["counted"]


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, which takes an ``s`` unless it is one: ``1 image``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
