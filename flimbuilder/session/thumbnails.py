"""Small pictures of all images, made in the background."""

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs

__all__ = ["SIDE", "Thumbnails"]

SIDE = 96


class Thumbnails:
    """Makes thumbnails in the lane ``thumbnails``, the shown image's neighbours first.

    Attributes
    ----------
    ready : Signal(str)
        The thumbnail of an image, by id, is there; or it was found that there can be none.
    """

    ready = Signal(str)

    def __init__(self, document: Document, jobs: Jobs) -> None: ...

    def get(self, image: str) -> NDArray[np.uint8] | None:
        """Return a thumbnail (h, w, 3), longer side `SIDE` pixels; None while there is none."""
        return None

    def problem(self, image: str) -> str | None:
        """Return why an image cannot be read, in one line; None where it can, or is not known."""
        return None
