"""Turn pixels and points by EXIF orientation, and place companions on their images.

A camera may store a photograph turned, with an orientation from 1 to 8. `read_image` returns it
upright. Its *companions* are the masks and marker files of the image; programs that ignore the
orientation write them in the stored frame.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import InputError, listed, printable
from flimbuilder.imaging.formats.base import turn_upright

__all__ = [
    "COMPANION_FRAMES",
    "UNTURNED",
    "CompanionFrame",
    "Placement",
    "orientation_notes",
    "parse_companion_frame",
    "place_companion",
    "require_turned",
    "turn_pixels",
    "turn_points",
    "turn_upright",
    "turned_size",
]

Size = tuple[int, int]
CompanionFrame = Literal["exif", "stored"]
COMPANION_FRAMES: tuple[CompanionFrame, ...] = get_args(CompanionFrame)


@dataclass(frozen=True)
class Placement:
    """How a companion lies on its image.

    Attributes
    ----------
    orientation : int
        Turns the companion as it turns the image; 1 leaves it.
    fits_both : bool
        Whether its size fits the image both as stored and upright, so the user's choice of the
        frame decided.
    """

    orientation: int = 1
    fits_both: bool = False

    @property
    def is_turned(self) -> bool:
        """Whether it is turned because only the stored frame fits."""
        return self.orientation != 1 and not self.fits_both


UNTURNED = Placement()


def orientation_notes(placements: Mapping[str, Placement]) -> list[str]:
    """Return notes on the companions that were turned, and on those that fit both frames.

    Parameters
    ----------
    placements : mapping of str to Placement
        By the name of the file.
    """
    turned = [name for name, placement in placements.items() if placement.is_turned]
    notes = [f"{listed(turned)}: turned with the image by EXIF"] if turned else []
    for frame, way_out in (("exif", "stored"), ("stored", "exif")):
        names = [
            name
            for name, placement in placements.items()
            if placement.fits_both and (placement.orientation == 1) == (frame == "exif")
        ]
        if names:
            done = "not turned" if frame == "exif" else "turned with the image"
            fit = "fits" if len(names) == 1 else "fit"
            notes.append(
                f"{listed(names)}: {fit} the image as stored and as turned by EXIF; {done} "
                f"(--orientation {frame}), choose {way_out} if that is wrong"
            )
    return notes


def place_companion(
    image_size: Size, orientation: int, size: Size, frame: CompanionFrame = "exif"
) -> Placement:
    """Decide whether a companion is turned along with its image.

    Parameters
    ----------
    image_size : tuple of int
        (height, width) of the upright image.
    orientation : int
        1 to 8, of the image file.
    size : tuple of int
        (height, width) of the companion, turned upright by its own orientation.
    frame : {"exif", "stored"}, default="exif"
        The frame of a companion that fits both: upright as EXIF turns the image, or as stored.

    Returns
    -------
    Placement
        Unturned if the size fits neither frame; the caller refuses it.
    """
    if orientation == 1:
        return UNTURNED
    fits_upright = tuple(size) == tuple(image_size)
    fits_stored = turned_size(size, orientation) == tuple(image_size)
    if fits_upright and fits_stored:
        return Placement(orientation if frame == "stored" else 1, fits_both=True)
    return Placement(orientation if fits_stored else 1)


def parse_companion_frame(text: str) -> CompanionFrame:
    """Return the frame that a user named.

    Raises
    ------
    InputError
        If it is not one of `COMPANION_FRAMES`.
    """
    for frame in COMPANION_FRAMES:
        if text == frame:
            return frame
    raise InputError(
        f"orientation '{printable(text, 40)}': give exif (masks and markers are upright) or "
        "stored (they are as the image is stored)"
    )


def require_turned(frame: CompanionFrame, any_turned: bool) -> None:
    """Raise InputError if a user chose a frame, and EXIF turns none of the images."""
    if frame != "exif" and not any_turned:
        raise InputError(
            f"orientation {frame}: EXIF turns no image that has markers or a mask; leave it out"
        )


def turned_size(size: Size, orientation: int) -> Size:
    """Return the upright (height, width) of a stored size."""
    return (size[1], size[0]) if orientation >= 5 else (size[0], size[1])


def turn_points(
    points: npt.ArrayLike, orientation: int, stored_size: Size
) -> npt.NDArray[np.float64]:
    """Turn points from the stored frame to the upright frame.

    Parameters
    ----------
    points : array_like of shape (n_points, 2)
        (row, column); integers are the centres of pixels.
    orientation : int
        1 to 8, as in `turn_upright`.
    stored_size : tuple of int
        (height, width) of the stored image.

    Returns
    -------
    ndarray of shape (n_points, 2), float64
    """
    turned = np.asarray(points, np.float64).reshape(-1, 2)
    turned = turned[:, ::-1] if orientation >= 5 else turned
    height, width = turned_size(stored_size, orientation)
    row, col = turned.T
    if orientation in (3, 4, 7, 8):
        row = height - 1 - row
    if orientation in (2, 3, 6, 7):
        col = width - 1 - col
    return np.stack([row, col], axis=1)


def turn_pixels(
    row: npt.NDArray[np.int64],
    col: npt.NDArray[np.int64],
    orientation: int,
    stored_size: Size,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Turn pixels of the stored frame, given by row and column, to the upright frame."""
    turned: npt.NDArray[Any] = turn_points(np.stack([row, col], axis=1), orientation, stored_size)
    row, col = turned.astype(np.int64).T
    return row, col
