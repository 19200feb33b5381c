"""The table of image formats, and opening a file by its content, whatever its suffix."""

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, NamedTuple

from flimbuilder.errors import ImageError, InputError, printable
from flimbuilder.imaging.formats.base import (
    CACHE_BYTES,
    DecodedFile,
    OpenStack,
    PyramidStack,
    ReadLimits,
    Regions,
    Stack,
    open_single,
)
from flimbuilder.imaging.formats.dicom import DICOM_START, open_dicom
from flimbuilder.imaging.formats.nifti import open_nifti, open_packed_nifti
from flimbuilder.imaging.formats.ome_zarr import OmeZarrStack
from flimbuilder.imaging.formats.photos import decode_bmp, decode_jpeg
from flimbuilder.imaging.formats.plain import decode_npy, decode_pnm
from flimbuilder.imaging.formats.png import decode_png
from flimbuilder.imaging.formats.slides import (
    SLIDE_SUFFIXES,
    ForeignSlideError,
    SlideStack,
    is_dicom_slide,
    is_mirax,
)
from flimbuilder.imaging.formats.tiff import TiffStack
from flimbuilder.imaging.layout import Layout
from flimbuilder.project.files import kind_of, open_regular
from flimbuilder.project.selection import ZARR_SUFFIX
from flimbuilder.project.stores import METADATA, is_store
from flimbuilder.silence import silence

__all__ = [
    "FORMATS",
    "IMAGE_SUFFIXES",
    "SINGLE_SUFFIXES",
    "ImageFormat",
    "OpenFile",
    "has_suffix",
    "is_unnamed_dicom",
    "open_file",
]

MAGIC_BYTES = 352  # enough for the mark of a NIfTI file


class ImageFormat(NamedTuple):
    """An image format.

    Attributes
    ----------
    name : str
    suffixes : tuple of str
    magic : re.Pattern
        Of the first bytes.
    open : callable or None
        Opens the file.
    open_path : callable or None, default=None
        Opens a folder, or a file that a library must open by its path.
    """

    name: str
    suffixes: tuple[str, ...]
    magic: re.Pattern[bytes]
    open: OpenStack | None
    open_path: Callable[[Path, ReadLimits], Stack] | None = None


STACKS = ("DICOM", "TIFF", "NIfTI", "OME-Zarr", "slide")  # that can hold more than one image
NOTHING = re.compile(rb"(?!)")

# DICOM comes first: the bytes before its mark may look like another format.
FORMATS = (
    ImageFormat("DICOM", (".dcm", ".dicom", ".ima"), DICOM_START, open_dicom),
    ImageFormat(
        "PNG", (".png",), re.compile(rb"\x89PNG\r\n\x1a\n"), open_single("PNG", decode_png)
    ),
    ImageFormat(
        "JPEG", (".jpg", ".jpeg"), re.compile(rb"\xff\xd8\xff"), open_single("JPEG", decode_jpeg)
    ),
    ImageFormat(
        "TIFF", (".tif", ".tiff", ".svs", ".qptiff"), re.compile(rb"II[*+]\0|MM\0[*+]"), TiffStack
    ),
    ImageFormat("BMP", (".bmp",), re.compile(rb"BM"), open_single("BMP", decode_bmp)),
    ImageFormat(
        "PNM",
        (".pgm", ".ppm", ".pbm", ".pnm"),
        re.compile(rb"P[1-6][\s#]"),
        open_single("PNM", decode_pnm),
    ),
    ImageFormat("NPY", (".npy",), re.compile(rb"\x93NUMPY"), open_single("NPY", decode_npy)),
    ImageFormat(
        "NIfTI",
        (".nii",),
        re.compile(rb"(?s:.){4}n\+2\0\r\n\x1a\n|(?s:.){344}n[+i]1\0"),
        open_nifti,
    ),
    ImageFormat("NIfTI", (".nii.gz",), re.compile(rb"\x1f\x8b"), open_packed_nifti),
    ImageFormat("OME-Zarr", (ZARR_SUFFIX,), NOTHING, None, OmeZarrStack),
    ImageFormat(
        "slide",
        SLIDE_SUFFIXES,
        re.compile(
            rb"\[Virtual Microscope Specimen\]|\[Uncompressed Virtual Microscope Specimen\]"
            rb"|SQLite format 3\0|ZISRAWFILE"
        ),
        None,
        SlideStack,
    ),
)
STORE, SLIDE = FORMATS[-2:]

LISTED = (*FORMATS[1:], FORMATS[0])  # the order in messages
IMAGE_SUFFIXES: tuple[str, ...] = tuple(suffix for kind in LISTED for suffix in kind.suffixes)
SINGLE_SUFFIXES: tuple[str, ...] = tuple(
    suffix for kind in LISTED if kind.name not in STACKS for suffix in kind.suffixes
)


def has_suffix(path: Path, suffixes: tuple[str, ...] = IMAGE_SUFFIXES) -> bool:
    """Return True if a file's name ends in one of the suffixes, by default those of images."""
    return path.name.lower().endswith(suffixes)


def is_unnamed_dicom(path: Path) -> bool:
    """Return True if a file without a suffix has the content of a DICOM file."""
    if path.suffix or path.name.startswith(".") or not path.is_file():
        return False
    with open_regular(path) as file:
        return FORMATS[0].magic.match(file.read(MAGIC_BYTES)) is not None


class OpenFile:
    """An open image of one of `FORMATS`; its errors do not name the file.

    Attributes
    ----------
    notes : tuple of str
        A note if the suffix belongs to another format.
    """

    def __init__(self, file: BinaryIO | None, path: Path, limits: ReadLimits) -> None:
        self._file, self._path, self._limits = file, path, limits
        self._levels: dict[int, Stack] = {}
        self.notes: tuple[str, ...] = ()
        if file is None:
            self._kind = STORE
            return
        self._kind = _identify(file.read(MAGIC_BYTES), path)
        if self._kind.open not in (TiffStack, None):
            _require_size(os.fstat(file.fileno()).st_size, limits)
        others = SLIDE_SUFFIXES if self._kind.open is TiffStack else ()
        # A note on slides says it already.
        if self._kind is not SLIDE and not has_suffix(path, (*self._kind.suffixes, *others)):
            self.notes = (f"read as {self._kind.name}, the format of its content",)
        file.seek(0)

    @property
    def may_be_stack(self) -> bool:
        """Whether the format can hold more than one image."""
        return self._kind.name in STACKS

    @property
    def reads_parts(self) -> bool:
        """Whether the image may be readable by windows; opening other formats decodes it."""
        return self.may_be_stack

    @property
    def layout(self) -> Layout:
        """Axes, channels and dtype of the file."""
        with self.decoding():
            return self._stack.layout

    def plane(self, places: Mapping[str, int], level: int = 0) -> DecodedFile:
        """Decode the image at the given index of each axis that it does not span."""
        with self.decoding():
            return self._at_level(level).plane(places)

    def regions(
        self,
        places: Mapping[str, int],
        limits: ReadLimits,
        level: int = 0,
        cache_bytes: int = CACHE_BYTES,
    ) -> Regions | None:
        """Return the windows of an image; None if it must be read whole.

        Read them under `decoding` while the file is open.
        """
        if not self.reads_parts:
            return None
        with self.decoding():
            stack = self._at_level(level)
            if not isinstance(stack, PyramidStack):
                return None
            return stack.regions(places, limits, cache_bytes)

    def close(self) -> None:
        """Release what the format opened besides the file."""
        if "_stack" in self.__dict__:
            self._stack.close()

    def _at_level(self, level: int) -> Stack:
        self._stack.layout.at_level(level)  # refuses a level that does not exist
        if level == 0 or not isinstance(self._stack, PyramidStack):
            return self._stack
        if level not in self._levels:
            self._levels[level] = self._stack.at_level(level)
        return self._levels[level]

    @cached_property
    def _stack(self) -> Stack:
        kind = self._kind
        if kind.open is None or self._file is None:
            assert kind.open_path is not None
            return kind.open_path(self._path, self._limits)
        try:
            return kind.open(self._file, self._limits)
        except ForeignSlideError:
            return SlideStack(self._path, self._limits)

    def associated(self, name: str) -> DecodedFile:
        """Decode a picture beside a slide, by its name in `Layout.associated`."""
        with self.decoding():
            if name not in self._stack.layout.associated:
                names = ", ".join(self._stack.layout.associated) or "none"
                raise ImageError(f"has no picture {name!r} beside the slide; it has {names}")
            assert isinstance(self._stack, TiffStack | SlideStack)
            return self._stack.associated(name)

    @contextmanager
    def decoding(self) -> Iterator[None]:
        """Turn any error of a decoder into an `ImageError` of one line; ignore its warnings."""
        try:
            with silence:
                yield
        except InputError:
            raise
        except Exception as error:  # decoders raise anything on a damaged file
            reason = printable(" ".join(f"{type(error).__name__}: {error}".split()), 120)
            raise ImageError(
                f"cannot be decoded as {self._kind.name} ({reason}); it is damaged, cut "
                "short or of a rare kind: save it again, for example as PNG"
            ) from error


@contextmanager
def open_file(path: Path, limits: ReadLimits) -> Iterator[OpenFile]:
    """Open a regular file, or a store, of one of `FORMATS`."""
    if is_store(path):
        yield OpenFile(None, path, limits)
        return
    with _open_regular(path) as file:
        opened = OpenFile(file, path, limits)
        try:
            yield opened
        finally:
            opened.close()


def _open_regular(path: Path) -> BinaryIO:
    try:
        _require_regular(path.stat())
        return open_regular(path)
    except InputError:
        raise
    except FileNotFoundError:
        raise ImageError("there is no such file; check the path") from None
    except OSError as error:
        raise ImageError(f"cannot be opened: {error.strerror or error}") from error
    except ValueError as error:  # a null character
        raise ImageError(f"is not a path: {error}") from error


def _require_regular(status: os.stat_result) -> None:
    """Refuse folders, pipes and devices before opening them."""
    if not stat.S_ISREG(status.st_mode):
        raise ImageError(f"is {kind_of(status.st_mode)}; give an image file")


def _require_size(size: int, limits: ReadLimits) -> None:
    """Limit the size of a file; for a TIFF file, the size of the image is limited instead."""
    if size > limits.max_bytes:
        raise ImageError(
            f"is too large: {size} bytes where {limits.max_bytes} is the limit; "
            "crop it, or raise ReadLimits.max_bytes"
        )


def _identify(head: bytes, path: Path) -> ImageFormat:
    if is_mirax(path):
        return SLIDE
    for kind in FORMATS:
        if kind.magic.match(head):
            return SLIDE if kind.name == "DICOM" and is_dicom_slide(head) else kind
    if path.name in METADATA:
        raise ImageError("is the metadata of a Zarr folder; give the folder, such as X.ome.zarr")
    if not head:
        raise ImageError("is empty (0 bytes); get a whole copy of it")
    names = ", ".join(dict.fromkeys(kind.name for kind in LISTED))
    if has_suffix(path):
        raise ImageError(f"its content is none of {names}; it is damaged or not an image")
    raise ImageError(f"has the suffix {path.suffix!r}; save it as one of {names}")
