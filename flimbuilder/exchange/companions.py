"""Options for reading companions: the marker files and masks that belong to images."""

from collections.abc import Iterable
from dataclasses import dataclass

from flimbuilder.errors import MarkerError
from flimbuilder.exchange.labelme import DEFAULT_RADIUS
from flimbuilder.exchange.pairing import parse_suffixes
from flimbuilder.imaging.orientation import CompanionFrame, parse_companion_frame
from flimbuilder.project.label_values import LabelValues, parse_label_values
from flimbuilder.project.markers import MAX_RADIUS

__all__ = ["DEFAULT_COMPANION_OPTIONS", "CompanionOptions", "parse_companion_options"]


@dataclass(frozen=True)
class CompanionOptions:
    """How to read what marker files and masks leave open.

    Attributes
    ----------
    radius : float, default=5
        Radius of labelme's points and lines, in pixels.
    values : LabelValues or None, default=None
        The class of each value of a marker image or mask, and of each label of a seeds file. None
        takes the value minus 1 in a marker image and the label in a seeds file; for a mask see
        :func:`~flimbuilder.imaging.masks.infer_label_values`.
    frame : {"exif", "stored"}, default="exif"
        How companions lie on an image with an EXIF orientation if their size fits both frames;
        see :func:`~flimbuilder.imaging.orientation.companion_orientation`.
    suffixes : tuple of str, default=()
        Suffixes of the names of companions, in addition to the known ones.
    """

    radius: float = DEFAULT_RADIUS
    values: LabelValues | None = None
    frame: CompanionFrame = "exif"
    suffixes: tuple[str, ...] = ()


DEFAULT_COMPANION_OPTIONS = CompanionOptions()


def parse_companion_options(
    radius: float = DEFAULT_RADIUS,
    values: str | None = None,
    frame: str = "exif",
    suffixes: Iterable[str] = (),
) -> CompanionOptions:
    """Parse the options for marker files and masks.

    Parameters
    ----------
    radius : float, default=5
        Radius of labelme's points and lines, in pixels.
    values : str or None, default=None
        The class of each value, for example ``1=0,2=1,255=ignore`` or ``0-127=0,128-255=1``.
    frame : {"exif", "stored"}, default="exif"
        How markers and masks lie on an image that EXIF turns, if their size fits both.
    suffixes : iterable of str, default=()
        Further endings that may follow the name of the image, such as ``_roi``.

    Raises
    ------
    MarkerError
        If the radius is out of range.
    InputError
        If `values` does not map values to classes, `frame` is not ``exif`` or ``stored``, or a
        suffix is invalid.
    """
    if not 0 <= radius <= MAX_RADIUS:
        raise MarkerError(f"radius {radius:g}: give a number of pixels from 0 to {MAX_RADIUS}")
    mapping = None if values is None else parse_label_values(values)
    return CompanionOptions(
        radius, mapping, parse_companion_frame(frame), parse_suffixes(suffixes)
    )
