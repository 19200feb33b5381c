"""Select the images of files by place, level, channels and window; open each file once."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from pathlib import Path
from threading import Lock
from typing import Self

from pydantic import ValidationError

from flimbuilder.errors import ImageError, InputError
from flimbuilder.imaging.formats.dicom import dicom_series
from flimbuilder.imaging.layout import Layout, StackAxis
from flimbuilder.imaging.read import (
    SINGLE_SUFFIXES,
    ImageData,
    ImageFile,
    find_images,
    has_suffix,
    named,
    open_image,
)
from flimbuilder.imaging.regions import ImageHeader, ImageRegions
from flimbuilder.project.files import StrPath
from flimbuilder.project.selection import (
    AxisIndex,
    SampleRange,
    Selection,
    Window,
    image_stem,
)
from flimbuilder.project.stores import is_plain_folder
from flimbuilder.project.values import describe
from flimbuilder.workflow.failures import Failures

__all__ = [
    "EVERYTHING",
    "STRICT",
    "ImageSelector",
    "ImageSource",
    "OpenImages",
    "files_of",
    "images_in",
    "notes_on",
    "parse_image_selector",
    "require_slices",
    "select",
]

DICOM_SUFFIXES = (".dcm", ".dicom", ".ima", "")
MOST_CHANNELS = 65_535
NO_HEADER_WINDOW = "its header proposes no window; choose one with --window LOW HIGH"


@dataclass(frozen=True)
class ImageSelector:
    """Which images, channels and values to read from files that may hold several images.

    Attributes
    ----------
    slices : tuple of (str or None, slice), default=()
        Places to read along an axis, by its name; without a name, along the only axis that can be
        chosen. Ignored for files of one image.
    channels : tuple of int, default=()
        Channels to read, from 0, in this order; empty reads all.
    window : tuple of float or None, default=None
        Values, in the files' units, that become 0 and 1; None scales by the dtype.
    header_window : bool, default=False
        Use the window that each file's header proposes.
    whole_axes : tuple of str, default=()
        Axes to read at every place if `slices` is empty.
    level : int or None, default=None
        Level of pyramids, 0 the largest; files of one size have level 0 alone.
    usual_level : int, default=0
        The level of pyramids if `level` is None.
    """

    slices: tuple[tuple[str | None, slice], ...] = ()
    channels: tuple[int, ...] = ()
    window: Window | None = None
    header_window: bool = False
    whole_axes: tuple[str, ...] = ()
    level: int | None = None
    usual_level: int = 0

    def or_else(self, recorded: Selection | None) -> "ImageSelector":
        """Fill what the selector leaves open from a recorded selection; axes are read whole."""
        if recorded is None:
            return self
        windowed = self.window is not None or self.header_window
        return replace(
            self,
            channels=self.channels or recorded.channels,
            window=self.window if windowed else recorded.window,
            whole_axes=tuple(place.axis for place in recorded.at),
            usual_level=recorded.level,
        )

    def level_in(self, layout: Layout) -> int:
        """Return the level to read of a file.

        Raises
        ------
        ImageError
            If the file lacks it.
        """
        usual = self.usual_level if layout.levels else 0
        level = usual if self.level is None else self.level
        layout.at_level(level)
        return level


EVERYTHING = ImageSelector()


@dataclass(frozen=True)
class ImageSource:
    """An image: a file and a selection in it.

    Attributes
    ----------
    path : Path
    selection : Selection or None, default=None
    """

    path: Path
    selection: Selection | None = None

    @property
    def stem(self) -> str:
        """The stem of the files that belong to the image."""
        return image_stem(self.path, self.selection)

    @property
    def name(self) -> str:
        """The file's name and the place in it, for messages."""
        place = "" if self.selection is None else self.selection.description
        return f"{self.path.name} [{place}]" if place else self.path.name

    @property
    def description(self) -> str:
        """The path and the place in the file, as messages name them."""
        return str(self.path.with_name(self.name))

    @property
    def level(self) -> int:
        """The level of the pyramid, 0 the largest."""
        return 0 if self.selection is None else self.selection.level

    @property
    def at(self) -> tuple[AxisIndex, ...]:
        """The place in the file."""
        return () if self.selection is None else self.selection.at

    @cached_property
    def paired_as(self) -> Path:
        """The path whose stem its markers and masks must have."""
        suffix = self.path.name[len(image_stem(self.path)) :]
        return self.path.with_name(f"{self.stem}{suffix}")


STRICT = Failures(strict=True)


class OpenImages:
    """Files that stay open between listing and reading, so that each header is read once.

    A file is closed when its last expected read ends. Threads that read one file at the same time
    get an open file each.

    Parameters
    ----------
    limit : int, default=128
        Number of files that listing leaves open; further files are opened again to be read.
    """

    def __init__(self, limit: int = 128) -> None:
        self._limit, self._lock = limit, Lock()
        self._idle: dict[Path, list[tuple[ImageFile, ExitStack]]] = defaultdict(list)
        self._expected: Counter[Path] = Counter()

    def list_images(
        self,
        paths: Iterable[StrPath],
        selector: ImageSelector = EVERYTHING,
        failures: Failures = STRICT,
    ) -> list[ImageSource]:
        """List the selected images of files and folders, each once, and expect to read them.

        Raises
        ------
        ImageError
            If a folder has no images, a file can't be read, or nothing is chosen from a stack,
            and `failures` is strict.
        InputError
            If the selector names slices and no file has any.
        """
        listed: dict[Path, None] = {}
        for path in map(Path, paths):
            with failures.trying(path):
                listed |= dict.fromkeys(files_of(path, selector))
        sources: list[ImageSource] = []
        for file in listed:
            with failures.trying(file):
                sources += self._list(file, selector)
        require_slices(sources, selector)
        return sources

    def _list(self, path: Path, selector: ImageSelector) -> list[ImageSource]:
        if has_suffix(path, SINGLE_SUFFIXES):  # reading it reports any problem
            return [_only_image(path, selector)]
        with ExitStack() as closing:
            image = closing.enter_context(open_image(path))
            sources = images_in(image, selector)
            self.expect(source.path for source in sources)
            if len(self._idle) < self._limit:
                self._idle[path].append((image, closing.pop_all()))
        return sources

    def expect(self, paths: Iterable[Path]) -> None:
        """Expect a further read of each file."""
        with self._lock:
            self._expected.update(paths)

    @contextmanager
    def open(self, path: Path) -> Iterator[ImageFile]:
        """Open a file, or take the open one; errors close it."""
        with self._lock:
            self._expected[path] -= 1
            image, closing = self._idle[path].pop() if self._idle[path] else (None, ExitStack())
        with closing:
            image = image or closing.enter_context(open_image(path))
            yield image
            with self._lock:
                if self._expected[path] > 0:
                    self._idle[path].append((image, closing.pop_all()))
                    return
                idle = self._idle.pop(path, [])
        _close(idle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._idle:
            _close(self._idle.popitem()[1])


def _close(files: Iterable[tuple[ImageFile, ExitStack]]) -> None:
    for _, closing in files:
        closing.close()


def notes_on(
    image: ImageData | ImageHeader | ImageRegions, learned: Sequence[SampleRange]
) -> tuple[str, ...]:
    """Return the notes on an image, and one if its range is not that of the training images."""
    note = image.stored.difference_note(learned) if image.stored else None
    return (*image.notes, note) if note else image.notes


def parse_image_selector(
    slices: Iterable[str] = (),
    channels: str | None = None,
    window: Window | None = None,
    header_window: bool = False,
    level: int | None = None,
) -> ImageSelector:
    """Parse which images of stacks to read, their level, channels and window of values.

    Parameters
    ----------
    slices : iterable of str, default=()
        Each ``AXIS=PLACES`` or ``PLACES``; places as in Python: ``7``, ``10:40``, ``10:40:5``,
        ``:``.
    channels : str or None, default=None
        For example ``0,2`` or ``0:3``.
    window : tuple of float or None, default=None
        The values that become 0 and 1.
    header_window : bool, default=False
        Whether to use the window that the header proposes.
    level : int or None, default=None
        Level of pyramids, 0 the largest.

    Raises
    ------
    InputError
        If an option is malformed; the message shows how to write it.
    """
    if window is not None and header_window:
        raise InputError("--window and --header-window: give one of them")
    numbers = (
        [] if channels is None else [_places(part, "--channels") for part in channels.split(",")]
    )
    listed = tuple(
        number for part in numbers for number in range(*part.indices(MOST_CHANNELS + 1))
    )
    if channels is not None and not 0 < len(listed) <= MOST_CHANNELS:
        raise InputError(f"--channels {channels!r}: name channels, for example 0,2 or 0:3")
    try:
        Selection(channels=listed, window=window, level=level or 0)
    except ValidationError as error:
        raise InputError(f"--{describe(error)}") from None
    return ImageSelector(
        tuple(_axis_slice(text) for text in slices), listed, window, header_window, level=level
    )


def _axis_slice(text: str) -> tuple[str | None, slice]:
    name, equals, places = text.rpartition("=")
    return name.strip().lower() if equals else None, _places(places, "--slices")


def _places(text: str, option: str) -> slice:
    try:
        parts = [int(part) if part.strip() else None for part in text.split(":")]
    except ValueError:
        parts = []
    known = [part for part in parts if part is not None]
    if not 1 <= len(parts) <= 3 or any(part < 0 for part in known) or parts == [None]:
        raise InputError(f"{option} {text!r}: write 7, 10:40, 10:40:5 or ':', from 0")
    if len(parts) == 3 and parts[2] == 0:
        raise InputError(f"{option} {text!r}: a step of 0 selects nothing; give 1 or more")
    if len(parts) == 1:
        return slice(known[0], known[0] + 1)
    return slice(*parts)


def files_of(path: Path, selector: ImageSelector = EVERYTHING) -> list[Path]:
    """List a file or the images of a folder; of a DICOM series, the chosen slices."""
    files = find_images([path])
    if not is_plain_folder(path) or not selector.slices:
        return files
    series = [file for file in files if file.suffix.lower() in DICOM_SUFFIXES]
    if not series:
        return files
    others = [file for file in files if file.suffix.lower() not in DICOM_SUFFIXES]
    wanted = [part for name, part in selector.slices if name in (None, "z", "axial")]
    places = wanted[0] if wanted else slice(None)
    chosen = [group[places] if len(group) > 1 else group for group in dicom_series(series)]
    if not any(chosen):
        raise ImageError(f"{path}: no slice of its DICOM series is chosen; check --slices")
    return [*others, *(file for group in chosen for file in group)]


def images_in(file: ImageFile, selector: ImageSelector = EVERYTHING) -> list[ImageSource]:
    """List the selected images of an open file.

    Raises
    ------
    ImageError
        If the file can't be read, or nothing is chosen from a stack.
    """
    if has_suffix(file.path, SINGLE_SUFFIXES) or not file.may_be_stack:
        return [_only_image(file.path, selector)]
    layout = file.layout
    with named(file.path):
        return [ImageSource(file.path, selection) for selection in select(layout, selector)]


def require_slices(sources: Collection[ImageSource], selector: ImageSelector) -> None:
    """Check that a selector that names slices has selected some.

    Raises
    ------
    InputError
        If no image is of a stack or may be of a DICOM series.
    """
    if not selector.slices or not sources:
        return
    if not any(source.at or source.path.suffix.lower() in DICOM_SUFFIXES for source in sources):
        raise InputError("--slices: no file is a stack or a DICOM series; leave it out")


def _only_image(path: Path, selector: ImageSelector) -> ImageSource:
    if selector.header_window:
        raise ImageError(f"{path}: {NO_HEADER_WINDOW}")
    if selector.level:
        raise ImageError(
            f"{path}: holds one size and no level {selector.level}; leave the level out"
        )
    plain = Selection(channels=selector.channels, window=selector.window)
    return ImageSource(path, plain.or_none)


def select(layout: Layout, selector: ImageSelector) -> list[Selection | None]:
    """Return the selections that a selector makes in a file of this layout.

    Raises
    ------
    ImageError
        If an axis, place or level doesn't exist, or an axis lacks a place.
    """
    level = selector.level_in(layout)
    window = selector.window
    if selector.header_window:
        if layout.window is None:
            raise ImageError(NO_HEADER_WINDOW)
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
            level=level,
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
