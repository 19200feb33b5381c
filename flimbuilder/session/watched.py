"""What is computed only while somebody watches."""

from abc import ABC, abstractmethod
from collections.abc import Hashable

__all__ = ["Watched"]


class Watched(ABC):
    """Base of what is computed only while somebody watches."""

    def __init__(self) -> None:
        self._watchers: set[Hashable] = set()

    @property
    def is_watched(self) -> bool:
        """True while somebody watches."""
        return bool(self._watchers)

    def watch(self, owner: Hashable) -> None:
        """Compute until the owner calls `unwatch`."""
        self._watchers.add(owner)
        self.refresh()

    def unwatch(self, owner: Hashable) -> None:
        """Stop computing for an owner; what was found stays."""
        self._watchers.discard(owner)
        if not self._watchers:
            self._rest()

    @abstractmethod
    def refresh(self) -> None:
        """Compute what is wanted now, if somebody watches."""

    @abstractmethod
    def _rest(self) -> None:
        """Stop all work, as nobody watches any more."""
