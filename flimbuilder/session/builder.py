"""Building in the background: the last two builds, what has become stale, and live mode."""

from collections.abc import Callable
from dataclasses import dataclass

from psygnal import Signal

from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.project.project import KernelIdentity, Project
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs
from flimbuilder.workflow.model import Model

__all__ = ["Builder", "Built"]


@dataclass(frozen=True, eq=False)
class Built:
    """A build, and what it was made from.

    Attributes
    ----------
    revision : int
        Of the document.
    project : Project
        As it was then.
    model : Model
    learned : LearnedEncoder
        With every kernel's story, deleted ones too.
    seconds : dict of str to float
        As :class:`flimbuilder.workflow.build.Build` tells.
    notes : tuple of str
        What the user should know.
    """

    revision: int
    project: Project
    model: Model
    learned: LearnedEncoder
    seconds: dict[str, float]
    notes: tuple[str, ...] = ()


class Builder:
    """Builds the document's project, in the lane ``build``.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    tell : callable
        Called with a line for the user, and whether it tells of an error.

    Attributes
    ----------
    current, previous : Built or None
        The last build, and the one before it.
    live : bool
        Whether every change of the project that the encoder depends on is built at once.
    changed : Signal()
        Any of the above, or `stale_block`, has changed.
    """

    changed = Signal()

    def __init__(self, document: Document, jobs: Jobs, tell: Callable[[str, bool], None]) -> None:
        self.current: Built | None = None
        self.previous: Built | None = None
        self.live = False

    @property
    def stale_block(self) -> int | None:
        """The first block that a build would now learn otherwise than `current` has it."""
        return None

    def weights_of(self, block: int, kernel: KernelIdentity) -> tuple[float, ...]:
        """Return a kernel of the last build in normalised patch space; empty where unknown."""
        return ()

    def build(self) -> None:
        """Start to build the project as it is now; nothing is saved by it."""

    def build_if_marked(self) -> None:
        """Build where there is something to learn from; else do nothing."""

    def set_live(self, live: bool) -> None:
        """Turn live mode on or off; turned on, it builds what is stale."""

    def cancel(self) -> None:
        """Stop the build that runs."""
