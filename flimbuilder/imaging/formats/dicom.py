"""DICOM images of one or several frames, through pydicom.

`dicom_series` groups the files of a folder by series and sorts them by their position in the body.
Source: DICOM PS3.3, sections C.7.6 and C.11.
"""

import math
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
)
from flimbuilder.imaging.layout import Layout, StackAxis
from flimbuilder.project.extras import require_extra
from flimbuilder.project.files import open_regular
from flimbuilder.project.selection import Window

__all__ = ["dicom_series", "open_dicom"]

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
        self._file, self._limits = file, limits
        _require_no_deflation(file)
        with _lenient():
            from pydicom import dcmread

            self._head = head = dcmread(file, stop_before_pixels=True)
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
        span = self._declared_range(samples.dtype)
        slope, intercept = _rescale(head, frame) if self._meaning in GREY else (1.0, 0.0)
        return DecodedFile(
            samples if span is None else samples.clip(*span),
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
        rows = StackAxis("y", int(head.Rows), can_fix=False)
        columns = StackAxis("x", int(head.Columns), can_fix=False)
        scaled = self._meaning in GREY and _rescale(head, 0)[0] != 1
        curved = "its modality table is not applied: values are as they are stored"
        return Layout(
            "DICOM",
            (*frames, rows, columns),
            1 if self._meaning in GREY else 3,
            "float32" if scaled else str(self._stored_type()),
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

    def _frame(self, frame: int) -> npt.NDArray[Any]:
        from pydicom.pixels import apply_color_lut, pixel_array

        self._file.seek(0)
        with _lenient():
            try:
                samples = pixel_array(self._file, index=frame)
            except (RuntimeError, NotImplementedError) as error:
                syntax = self._head.file_meta.get("TransferSyntaxUID")
                name = getattr(syntax, "name", "an unknown way")
                raise ImageError(
                    f"cannot be decoded: its pixels are packed as {name}; save it unpacked, for "
                    "example with dcmdjpeg or gdcmconv --raw"
                ) from error
            if self._meaning == PALETTE:
                samples = apply_color_lut(samples, self._head)
        return np.asarray(samples)

    def _declared_range(self, dtype: np.dtype[Any]) -> tuple[int, int] | None:
        """Return the range of samples with fewer bits than their dtype; else None."""
        stored = int(self._head.get("BitsStored") or 8 * dtype.itemsize)
        if dtype.kind not in "ui" or self._meaning not in GREY:
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
        with open_regular(path) as file, _lenient():
            _require_no_deflation(file)
            head = dcmread(file, stop_before_pixels=True, specific_tags=wanted)
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


def _require_no_deflation(file: BinaryIO) -> None:
    """Refuse a file compressed as a whole: pydicom would unpack it without a limit."""
    from pydicom.filereader import read_dataset, read_preamble

    with _lenient():
        read_preamble(file, force=False)
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

    with disable_value_validation():
        yield


def _rescale(head: Any, frame: int) -> tuple[float, float]:
    """Return slope and intercept from stored values to units such as Hounsfield's."""
    values = _of_frame(head, frame, "PixelValueTransformationSequence", "RescaleSlope")
    slope, intercept = values.get("RescaleSlope"), values.get("RescaleIntercept")
    if slope is None or intercept is None or not float(slope):
        return 1.0, 0.0
    return float(slope), float(intercept)


def _window(head: Any) -> Window | None:
    """Return the ends of the header's first window (PS3.3 C.11.2.1.2)."""
    values = _of_frame(head, 0, "FrameVOILUTSequence", "WindowCenter")
    centre, width = (_first(values.get(name)) for name in ("WindowCenter", "WindowWidth"))
    if centre is None or width is None or not width > 1:
        return None
    if str(values.get("VOILUTFunction", "LINEAR")) == "LINEAR":
        centre, width = centre - 0.5, width - 1
    return centre - width / 2, centre + width / 2


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
