"""What an export wrote, and what was found of it."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Exported"]


@dataclass(frozen=True)
class Exported:
    """What an export wrote.

    Attributes
    ----------
    written : list of Path
    notes : tuple of str
        What a user should know of the project, of building it, and of what was written.
    unsaved : int
        Edits in the project's journal, which are left out.
    largest_difference : float or None
        Between the saliency of what was written, run as its reader runs it, and the model's own,
        on real images; None for formats that are no program.
    """

    written: list[Path]
    notes: tuple[str, ...] = ()
    unsaved: int = 0
    largest_difference: float | None = None
