"""Which images of which files a user means: places in stacks, channels, and a window."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from pathlib import Path

from pydantic import ValidationError

from flimbuilder.errors import ImageError, InputError
from flimbuilder.imaging.formats.dicom import dicom_series
from flimbuilder.imaging.layout import Layout, StackAxis
from flimbuilder.imaging.read import (
    SINGLE_SUFFIXES,
    ImageData,
    find_images,
    has_suffix,
    open_image,
    read_image,
)
from flimbuilder.project.selection import AxisIndex, Selection, Window, image_stem
from flimbuilder.project.values import describe

__all__ = [
    "EVERYTHING",
    "ImageSelector",
    "ImageSource",
    "files_of",
    "images_in",
    "list_images",
    "parse_image_selector",
    "select",
]

DICOM_SUFFIXES = (".dcm", ".dicom", ".ima", "")
MOST_CHANNELS = 65_535


@dataclass(frozen=True)
class ImageSelector:
    """What is to be read of files that may hold more than one image.

    Attributes
    ----------
    slices : tuple of (str or None, slice), default=()
        Of an axis by its name, the places that are images; without a name, of the only axis that
        there is to choose on. Files of one image are taken as they are.
    channels : tuple of int, default=()
        Those that are taken, from 0, in this order; none stands for all.
    window : tuple of float or None, default=None
        The values, in the files' own units, that become 0 and 1; None scales by the dtype.
    header_window : bool, default=False
        Take the window that each file's header proposes.
    whole_axes : tuple of str, default=()
        Axes of which every place is an image, in stacks where `slices` says nothing.
    """

    slices: tuple[tuple[str | None, slice], ...] = ()
    channels: tuple[int, ...] = ()
    window: Window | None = None
    header_window: bool = False
    whole_axes: tuple[str, ...] = ()

    def or_else(self, recorded: Selection | None) -> "ImageSelector":
        """Return the choice with what it leaves open as in a selection; axes are taken whole."""
        if recorded is None:
            return self
        windowed = self.window is not None or self.header_window
        return replace(
            self,
            channels=self.channels or recorded.channels,
            window=self.window if windowed else recorded.window,
            whole_axes=tuple(place.axis for place in recorded.at),
        )


EVERYTHING = ImageSelector()


@dataclass(frozen=True)
class ImageSource:
    """An image: a file, and what of it is meant.

    Attributes
    ----------
    path : Path
    selection : Selection or None, default=None
    """

    path: Path
    selection: Selection | None = None

    @property
    def stem(self) -> str:
        """What files that belong to it are called, without a suffix."""
        return image_stem(self.path, self.selection)

    @property
    def name(self) -> str:
        """The file's name, and the place in it, for people."""
        told = "" if self.selection is None else self.selection.description
        return f"{self.path.name} [{told}]" if told else self.path.name

    @property
    def told(self) -> str:
        """The path, and the place, for messages."""
        return str(self.path.with_name(self.name))

    @property
    def at(self) -> tuple[AxisIndex, ...]:
        """Where in the file it lies."""
        return () if self.selection is None else self.selection.at

    @cached_property
    def paired_as(self) -> Path:
        """The path that its markers and masks are paired by."""
        suffix = self.path.name[len(image_stem(self.path)) :]
        return self.path.with_name(f"{self.stem}{suffix}")

    def read(self) -> ImageData:
        """Read it, at the file's depth or by its window."""
        return read_image(self.path, self.selection)


def parse_image_selector(
    slices: Iterable[str] = (),
    channels: str | None = None,
    window: Window | None = None,
    header_window: bool = False,
) -> ImageSelector:
    """Read what a user has typed.

    Parameters
    ----------
    slices : iterable of str, default=()
        Each ``AXIS=PLACES`` or ``PLACES``; places as in Python: ``7``, ``10:40``, ``10:40:5``,
        ``:``.
    channels : str or None, default=None
        For example ``0,2`` or ``0:3``.
    window : tuple of float or None, default=None
    header_window : bool, default=False

    Raises
    ------
    InputError
        Naming the option and how it is written.
    """
    if window is not None and header_window:
        raise InputError("--window and --header-window: give one of them")
    numbers = (
        [] if channels is None else [_places(one, "--channels") for one in channels.split(",")]
    )
    listed = tuple(number for one in numbers for number in range(*one.indices(MOST_CHANNELS + 1)))
    if channels is not None and not 0 < len(listed) <= MOST_CHANNELS:
        raise InputError(f"--channels {channels!r}: name channels, for example 0,2 or 0:3")
    try:
        Selection(channels=listed, window=window)
    except ValidationError as error:
        raise InputError(f"--{describe(error)}") from None
    return ImageSelector(tuple(_axis_slice(one) for one in slices), listed, window, header_window)


def _axis_slice(text: str) -> tuple[str | None, slice]:
    name, found, places = text.rpartition("=")
    return name.strip().lower() if found else None, _places(places, "--slices")


def _places(text: str, option: str) -> slice:
    try:
        parts = [int(part) if part.strip() else None for part in text.split(":")]
    except ValueError:
        parts = []
    known = [part for part in parts if part is not None]
    if not 1 <= len(parts) <= 3 or any(part < 0 for part in known) or parts == [None]:
        raise InputError(f"{option} {text!r}: write 7, 10:40, 10:40:5 or ':', from 0")
    if len(parts) == 3 and parts[2] == 0:
        raise InputError(f"{option} {text!r}: a step of 0 goes nowhere; take 1 or more")
    if len(parts) == 1:
        return slice(known[0], known[0] + 1)
    return slice(*parts)


def list_images(paths: Sequence[Path], selector: ImageSelector = EVERYTHING) -> list[ImageSource]:
    """List the images that are meant in files, and in folders of them, each once.

    Raises
    ------
    ImageError
        A folder without images, a file that cannot be read, or a stack of which nothing is chosen.
    """
    files = dict.fromkeys(file for path in paths for file in files_of(path, selector))
    return [source for file in files for source in images_in(file, selector)]


def files_of(path: Path, selector: ImageSelector = EVERYTHING) -> list[Path]:
    """List a file, or the images of a folder; of series of DICOM files, the slices chosen."""
    files = find_images([path])
    if not path.is_dir() or not selector.slices:
        return files
    series = [file for file in files if file.suffix.lower() in DICOM_SUFFIXES]
    if not series:
        return files
    others = [file for file in files if file.suffix.lower() not in DICOM_SUFFIXES]
    wanted = [one for name, one in selector.slices if name in (None, "z", "axial")]
    part = wanted[0] if wanted else slice(None)
    chosen = [one[part] if len(one) > 1 else one for one in dicom_series(series)]
    if not any(chosen):
        raise ImageError(f"{path}: no slice of its DICOM series is chosen; check --slices")
    return [*others, *(file for one in chosen for file in one)]


def images_in(file: Path, selector: ImageSelector = EVERYTHING) -> list[ImageSource]:
    """List the images that are meant in a file.

    Raises
    ------
    ImageError
        As `list_images`.
    """
    plain = Selection(channels=selector.channels, window=selector.window).or_none
    if has_suffix(file, SINGLE_SUFFIXES):  # read later, and what is wrong with it told then
        return [ImageSource(file, plain)]
    with open_image(file) as opened:
        if not opened.may_be_stack:
            return [ImageSource(file, plain)]
        try:
            return [ImageSource(file, one) for one in select(opened.layout, selector)]
        except ImageError as error:
            told = str(error)
            raise ImageError(told if told.startswith(str(file)) else f"{file}: {told}") from None


def select(layout: Layout, selector: ImageSelector) -> list[Selection | None]:
    """Return the selections of the images that are meant in a file of a layout.

    Raises
    ------
    ImageError
        Where an axis or a place is not there, or some axis has no place.
    """
    window = selector.window
    if selector.header_window:
        if layout.window is None:
            raise ImageError("its header proposes no window; choose one with --window LOW HIGH")
        window = layout.window
    named: dict[str, range] = {}
    if layout.is_stack:
        named = {axis.name: _range(axis, part) for axis, part in _wanted(layout, selector)}
        missing = [a for a in layout.axes if a.can_fix and a.size == 1 and a.name not in named]
        for axis in missing[: layout.n_fixed - len(named)]:
            named[axis.name] = range(1)
    if len(named) != layout.n_fixed:
        raise ImageError(layout.choice_wanted(len(named)))
    axes = [axis.name for axis in layout.axes if axis.name in named]
    return [
        Selection(
            at=tuple(AxisIndex(axis=a, index=n) for a, n in zip(axes, numbers, strict=True)),
            channels=selector.channels,
            window=window,
        ).or_none
        for numbers in product(*(named[axis] for axis in axes))
    ]


def _wanted(layout: Layout, selector: ImageSelector) -> list[tuple[StackAxis, slice]]:
    if not selector.slices:
        return [(layout.axis(name), slice(None)) for name in selector.whole_axes]
    choosable = [axis for axis in layout.axes if axis.can_fix]
    wanted = []
    for name, part in selector.slices:
        if name is None and len(choosable) > 1:
            names = " or ".join(f"{axis.name}=" for axis in choosable)
            raise ImageError(f"has several axes to choose on; begin --slices with {names}")
        wanted.append((choosable[0] if name is None else layout.axis(name), part))
    return wanted


def _range(axis: StackAxis, part: slice) -> range:
    chosen = range(axis.size)[part]
    if not chosen:
        raise ImageError(f"has {axis.name} 0 to {axis.size - 1}; --slices chooses none of them")
    return chosen
