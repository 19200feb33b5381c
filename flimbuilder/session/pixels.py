"""The pixels of the shown image, read in the background; few images are kept."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs

__all__ = ["Pixels", "ShownImage"]


@dataclass(frozen=True, eq=False)
class ShownImage:
    """The image on the canvas.

    Attributes
    ----------
    id : str
    path : Path
        Where it was found.
    pixels : ndarray of shape (H, W, C)
        In the file's own dtype.
    truth : ndarray of shape (H, W), or None
        The reference mask: not 0 where the object is, or class ids.
    notes : tuple of str
        What the reader did, and what is wrong with the mask.
    """

    id: str
    path: Path
    pixels: NDArray[Any]
    truth: NDArray[Any] | None = None
    notes: tuple[str, ...] = ()


class Pixels:
    """Reads the image that the view asks for, in the lane ``image``.

    Attributes
    ----------
    shown : ShownImage or None
        None while it is read, and where there is none.
    problem : str or None
        Why the image cannot be shown, in one line.
    changed : Signal()
        Either has changed.
    """

    changed = Signal()

    def __init__(self, document: Document, jobs: Jobs) -> None:
        self.shown: ShownImage | None = None
        self.problem: str | None = None

    def show(self, image: str | None) -> None:
        """Show an image of the document; None shows none."""
