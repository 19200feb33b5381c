"""DICOM images of one or several frames, through pydicom.

Files without preamble or meta information, as older archives write them, are read too.
`dicom_series` groups the files of a folder by series and sorts them by their position in the body.
Source: DICOM PS3.3, sections C.7.6 and C.11; PS3.5, section 7; PS3.10, section 7.
"""

import io
import math
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.base import (
    DecodedFile,
    ReadLimits,
    Stack,
    require_readable,
    require_scale,
)
from flimbuilder.imaging.formats.slides import DICOM_SLIDE, ForeignSlideError
from flimbuilder.imaging.layout import Layout, StackAxis
from flimbuilder.imaging.pixel_sizes import in_micrometres
from flimbuilder.project.extras import require_extra
from flimbuilder.project.files import open_regular
from flimbuilder.project.selection import Window
from flimbuilder.silence import silence

__all__ = ["DICOM_START", "dicom_series", "open_dicom"]

# A file begins with the mark after its preamble; without them, with an early element of group 2 or
# 8: its tag, then its type as letters, or a length below 512. Either byte order.
DICOM_START = re.compile(
    rb"(?s:.){128}DICM"
    rb"|[\x02\x08]\0(?s:.)\0(?:[A-Z]{2}|(?s:.)[\0\1]\0\0)"
    rb"|\0[\x02\x08]\0(?s:.)(?:[A-Z]{2}|\0\0[\0\1](?s:.))"
)
SMALL_READ = 2**16  # bytes; readers of headers and fragments may ask for as much past the end
UNDEFINED = 2**32 - 1  # length of an element that ends with a delimiter
SYNTAXES = {  # by implicit type and little-endian order
    (True, True): "1.2.840.10008.1.2",
    (False, True): "1.2.840.10008.1.2.1",
    (False, False): "1.2.840.10008.1.2.2",
}
DEFLATED = "1.2.840.10008.1.2.1.99"
GREY = ("MONOCHROME1", "MONOCHROME2")
PALETTE = "PALETTE COLOR"
COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT")


def open_dicom(file: BinaryIO, limits: ReadLimits) -> Stack:
    """Open a DICOM file."""
    require_extra("medical", "reading DICOM images", "pydicom", error=ImageError)
    return _Frames(file, limits)


class _Frames:
    """The frames of a DICOM file.

    Attributes
    ----------
    layout : Layout
    """

    def __init__(self, file: BinaryIO, limits: ReadLimits) -> None:
        self._file, self._limits = _BoundedFile(file), limits
        _require_no_deflation(self._file)
        with _lenient():
            from pydicom import dcmread

            self._head = head = dcmread(self._file, stop_before_pixels=True, force=True)
            self._syntax = (
                head.file_meta.get("TransferSyntaxUID") or SYNTAXES[head.original_encoding]
            )
            if head.get("SOPClassUID") == DICOM_SLIDE:
                raise ForeignSlideError
            _require_whole_pixels(self._file, "<" if head.original_encoding[1] else ">")
            if not {"Rows", "Columns", "PhotometricInterpretation"} <= {*head.dir()}:
                raise ImageError("is a DICOM file without an image; give one that has pixels")
            self._meaning = str(head.PhotometricInterpretation)
            self._count = int(head.get("NumberOfFrames") or 1)
            self.layout = self._described()

    def plane(self, places: Mapping[str, int]) -> DecodedFile:
        """Decode a frame."""
        frame, head = places.get("frame", 0), self._head
        size, layout = (int(head.Rows), int(head.Columns)), self.layout
        require_readable(*size, layout.channels, self._stored_type(), self._limits)
        samples = self._frame(frame)
        if samples.shape[:2] != size:
            raise ImageError(f"holds a frame of {samples.shape} where {size} is announced")
        indices = samples if self._meaning == PALETTE else None
        if indices is not None:
            samples = self._colours(indices)
        span = self._declared_range(samples.dtype)
        slope, intercept = _rescale(head, frame) if self._meaning in GREY else (1.0, 0.0)
        return DecodedFile(
            samples if span is None else samples.clip(*span),
            indices,
            range=span,
            white_is_zero=self._meaning == "MONOCHROME1",
            slope=slope,
            intercept=intercept,
            notes=layout.notes,
        )

    def close(self) -> None:
        """Do nothing: the file belongs to the caller."""

    def _described(self) -> Layout:
        head = self._head
        if self._meaning not in (*GREY, PALETTE, *COLOURS):
            raise ImageError(f"is a DICOM image in {self._meaning}; save it as grey or RGB")
        frames = (StackAxis("frame", self._count, "of the file"),) if self._count > 1 else ()
        down, across = _spacing(head)
        rows = StackAxis("y", int(head.Rows), can_fix=False, spacing=down)
        columns = StackAxis("x", int(head.Columns), can_fix=False, spacing=across)
        scaled = self._meaning in GREY and _rescale(head, 0)[0] != 1
        curved = "its modality table is not applied: values are as they are stored"
        return Layout(
            "DICOM",
            (*frames, rows, columns),
            1 if self._meaning in GREY else 3,
            "float32" if scaled else str(self._sample_type()),
            window=_window(head) if self._meaning in GREY else None,
            notes=(curved,) if "ModalityLUTSequence" in head else (),
        )

    def _stored_type(self) -> np.dtype[Any]:
        head = self._head
        bits = int(head.get("BitsAllocated") or 0)
        if bits == 1:
            return np.dtype(np.uint8)
        if bits not in (8, 16, 32, 64):
            raise ImageError(f"stores {bits} bits a sample; 1, 8, 16 and 32 are read")
        if "PixelRepresentation" not in head:  # Float Pixel Data
            return np.dtype(f"f{bits // 8}") if bits >= 32 else np.dtype(f"u{bits // 8}")
        return np.dtype(f"{'i' if head.PixelRepresentation else 'u'}{bits // 8}")

    def _sample_type(self) -> np.dtype[Any]:
        if self._meaning != PALETTE:
            return self._stored_type()
        *_, bits = self._head.get("RedPaletteColorLookupTableDescriptor") or (8,)
        return np.dtype(np.uint16 if bits > 8 else np.uint8)

    def _frame(self, frame: int) -> npt.NDArray[Any]:
        from pydicom import dcmread
        from pydicom.pixels import pixel_array

        self._file.seek(0)
        with _lenient():
            try:
                try:  # read the frame alone
                    samples = pixel_array(
                        self._file, index=frame, transfer_syntax_uid=self._syntax
                    )
                except ValueError:  # elements may be stored in another form than the syntax says
                    self._file.seek(0)
                    whole = dcmread(self._file, force=True)
                    whole.file_meta.TransferSyntaxUID = self._syntax
                    samples = pixel_array(whole, index=frame)
            except (RuntimeError, NotImplementedError) as error:
                name = getattr(self._syntax, "name", "an unknown way")
                raise ImageError(
                    f"cannot be decoded: its pixels are packed as {name}; save it unpacked, for "
                    "example with dcmdjpeg or gdcmconv --raw"
                ) from error
        return np.asarray(samples)

    def _colours(self, indices: npt.NDArray[Any]) -> npt.NDArray[Any]:
        from pydicom.pixels import apply_color_lut

        with _lenient():
            return np.asarray(apply_color_lut(indices, self._head))

    def _declared_range(self, dtype: np.dtype[Any]) -> tuple[int, int] | None:
        """Return the range of samples with fewer bits than their dtype; else None."""
        stored = int(self._head.get("BitsStored") or 8 * dtype.itemsize)
        if dtype.kind not in "ui" or self._meaning == PALETTE:
            return None
        if not 0 < stored < 8 * dtype.itemsize:
            return None
        return (
            (0, 2**stored - 1)
            if dtype.kind == "u"
            else (-(2 ** (stored - 1)), 2 ** (stored - 1) - 1)
        )


def dicom_series(paths: Sequence[Path]) -> list[list[Path]]:
    """Group DICOM files by series, each sorted by position in the body.

    Files without a position keep their order, after the others.

    Parameters
    ----------
    paths : sequence of Path

    Notes
    -----
    The position is the coordinate of the first pixel along the normal of the slice.
    """
    require_extra("medical", "reading DICOM images", "pydicom", error=ImageError)
    keyed = sorted(((_series_key(path), number, path) for number, path in enumerate(paths)))
    return [
        [path for *_, path in part] for _, part in groupby(keyed, key=lambda entry: entry[0][0])
    ]


def _series_key(path: Path) -> tuple[str, float, int]:
    from pydicom import dcmread

    wanted = ["SeriesInstanceUID", "ImagePositionPatient", "ImageOrientationPatient",
              "InstanceNumber"]  # fmt: skip
    try:
        with open_regular(path) as raw, _lenient():
            file = _BoundedFile(raw)
            _require_no_deflation(file)
            head = dcmread(file, stop_before_pixels=True, specific_tags=wanted, force=True)
            series = str(head.get("SeriesInstanceUID", ""))
            return series, _place(head), int(head.get("InstanceNumber") or 0)
    except Exception:  # reading the file reports the error
        return "", math.inf, 0


def _place(head: Any) -> float:
    position, directions = head.get("ImagePositionPatient"), head.get("ImageOrientationPatient")
    if not position or not directions or len(position) != 3 or len(directions) != 6:
        return math.inf
    row, column = np.array([float(value) for value in directions]).reshape(2, 3)
    place = float(np.cross(row, column) @ np.array([float(value) for value in position]))
    return place if math.isfinite(place) else math.inf


class _BoundedFile(io.RawIOBase):
    """A file that refuses to read an element longer than itself, before memory is reserved."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = file.seek(0, io.SEEK_END)
        file.seek(0)

    def read(self, size: int = -1) -> bytes:
        """Read up to `size` bytes.

        Raises
        ------
        ImageError
            If far fewer are left.
        """
        left = self.size - self._file.tell()
        if size > max(left, SMALL_READ):
            raise ImageError(
                f"announces an element of {size} bytes where {max(left, 0)} are left; it is cut "
                "short or damaged, get a whole copy of it"
            )
        return self._file.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True


def _require_whole_pixels(file: _BoundedFile, order: str) -> None:
    """Raise ImageError if the file, positioned at the element of the pixels, ends before them."""
    start = file.tell()
    head = file.read(12)
    if len(head) < 12:
        return
    place = 8 if head[4:6].isalpha() else 4  # the length follows the tag, or its type as letters
    (length,) = struct.unpack_from(f"{order}I", head, place)
    left = file.size - start - place - 4
    if length != UNDEFINED and length > left:
        raise ImageError(
            f"announces {length} bytes of pixels where {left} are left; it is cut short or "
            "damaged, get a whole copy of it"
        )


def _require_no_deflation(file: _BoundedFile) -> None:
    """Refuse a file compressed as a whole: pydicom would unpack it without a limit."""
    from pydicom.filereader import read_dataset, read_preamble

    with _lenient():
        read_preamble(file, force=True)
        meta = read_dataset(
            file, is_implicit_VR=False, is_little_endian=True,
            stop_when=lambda tag, vr, length: tag.group != 2,
        )  # fmt: skip
    file.seek(0)
    if str(meta.get("TransferSyntaxUID", "")) == DEFLATED:
        raise ImageError("is a deflated DICOM file; save it unpacked, for example with dcmconv")


@contextmanager
def _lenient() -> Iterator[None]:
    """Accept values that violate the standard's formatting rules, without a warning."""
    from pydicom.config import disable_value_validation

    with silence, disable_value_validation():
        yield


def _rescale(head: Any, frame: int) -> tuple[float, float]:
    """Return slope and intercept from stored values to units such as Hounsfield's."""
    values = _of_frame(head, frame, "PixelValueTransformationSequence", "RescaleSlope")
    slope, intercept = values.get("RescaleSlope"), values.get("RescaleIntercept")
    if slope in (None, "") or intercept in (None, ""):
        return 1.0, 0.0
    return require_scale(float(slope), float(intercept))


def _window(head: Any) -> Window | None:
    """Return the ends of the header's first window (PS3.3 C.11.2.1.2)."""
    values = _of_frame(head, 0, "FrameVOILUTSequence", "WindowCenter")
    centre, width = (_first(values.get(name)) for name in ("WindowCenter", "WindowWidth"))
    if centre is None or width is None or not width > 1:
        return None
    if str(values.get("VOILUTFunction", "LINEAR")) == "LINEAR":
        centre, width = centre - 0.5, width - 1
    return centre - width / 2, centre + width / 2


def _spacing(head: Any) -> tuple[float | None, float | None]:
    """Return the distances between rows and between columns, in µm (PS3.3 10.7.1.3).

    Those of the detector stand for those in the patient, if the header lacks these.
    """
    try:
        with _lenient():
            values = _of_frame(head, 0, "PixelMeasuresSequence", "PixelSpacing")
            sides = values.get("PixelSpacing") or head.get("ImagerPixelSpacing")
        down, across = (in_micrometres(float(side), "mm") for side in sides)
    except (TypeError, ValueError):  # absent, malformed, or not two
        return None, None
    return down, across


def _of_frame(head: Any, frame: int, sequence: str, name: str) -> Any:
    """Return the dataset that holds a value: the head, the frame's group, or the shared group."""
    if name in head:
        return head
    for groups, number in (("PerFrameFunctionalGroupsSequence", frame),
                           ("SharedFunctionalGroupsSequence", 0)):  # fmt: skip
        listed = head.get(groups) or []
        inner = listed[number].get(sequence) if number < len(listed) else None
        if inner and name in inner[0]:
            return inner[0]
    return head


def _first(value: Any) -> float | None:
    if value is None or value == "":
        return None
    is_list = hasattr(value, "__iter__") and not isinstance(value, str)
    number = float(value[0] if is_list else value)
    return number if math.isfinite(number) else None
