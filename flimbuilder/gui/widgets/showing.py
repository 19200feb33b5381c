"""Telling a change that shows the session from one that the user makes."""

from types import TracebackType

__all__ = ["Showing"]


class Showing:
    """True inside ``with``, which may be nested.

    For changes of selections and current rows, which have no signals of the user alone; where a
    control's own signals can be blocked, `QSignalBlocker` does it.
    """

    def __init__(self) -> None:
        self._depth = 0

    def __bool__(self) -> bool:
        return self._depth > 0

    def __enter__(self) -> None:
        self._depth += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._depth -= 1
