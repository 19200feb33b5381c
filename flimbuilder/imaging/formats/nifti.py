"""NIfTI volumes, plain and packed by gzip, through nibabel: a slice at a time.

Where the file tells the orientation, its axes are named by the body: ``x`` runs from left to
right, ``y`` from posterior to anterior, ``z`` from inferior to superior, and slices are shown
with anterior or superior at the top. Axes beyond the third are channels. Source: the headers of
NIfTI-1 and NIfTI-2, https://nifti.nimh.nih.gov.
"""

import gzip
import math
import os
import re
from collections.abc import Mapping
from tempfile import TemporaryFile
from typing import Any, BinaryIO, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.decoded import DecodedFile, ReadLimits, require_readable
from flimbuilder.imaging.formats.stack import Stack
from flimbuilder.imaging.layout import Layout, StackAxis
from flimbuilder.project.extras import require_extra

__all__ = ["open_nifti", "open_packed_nifti"]

HEAD = 540  # bytes of the larger of the two headers
SECOND = re.compile(rb"(?s:.){4}n\+2\0\r\n\x1a\n")
FIRST = re.compile(rb"(?s:.){344}n([+i])1\0")
CHUNK = 2**20
COLOURS = ("R", "G", "B", "A")
NAMES = ("x", "y", "z")
BODY = (
    ("sagittal", "sagittal, from left to right"),
    ("coronal", "coronal, from posterior to anterior"),
    ("axial", "axial, from inferior to superior"),
)


def open_nifti(file: BinaryIO, limits: ReadLimits) -> Stack:
    """Open a NIfTI file of one part."""
    volume = _Volume(file.read(HEAD), limits)
    size = file.seek(0, os.SEEK_END)
    if volume.end > size:
        raise ImageError(
            f"is cut short: it announces {volume.end} bytes and has {size}; get a whole copy of it"
        )
    return _Slices(volume, file)


def open_packed_nifti(file: BinaryIO, limits: ReadLimits) -> Stack:
    """Open a NIfTI file that is packed by gzip; no more is unpacked than its header announces."""
    packed = gzip.GzipFile(fileobj=file)
    head = packed.read(HEAD)
    if not (SECOND.match(head) or FIRST.match(head)):
        raise ImageError("is packed by gzip and holds no NIfTI volume; unpack it")
    return _PackedSlices(_Volume(head, limits), packed)


class _NiftiPart(NamedTuple):
    """An axis of the body, or of the file where that tells no orientation."""

    axis: int
    """Of the file."""
    flipped: bool
    size: int


class _Volume:
    """What a header says."""

    def __init__(self, head: bytes, limits: ReadLimits) -> None:
        header = _header(head)
        self.limits = limits
        self.shape = _shape(header)
        self.dtype = np.dtype(header.get_data_dtype())
        slope, intercept = header.get_slope_inter()
        self.slope = 1.0 if slope is None else float(slope)
        self.intercept = 0.0 if intercept is None else float(intercept)
        self.begin = _begin(header)
        self.end = self.begin + math.prod(self.shape) * self.dtype.itemsize
        if self.end > limits.max_bytes:
            raise ImageError(
                f"is too large: {self.end} bytes where {limits.max_bytes} is the limit; crop it, "
                "or raise ReadLimits.max_bytes"
            )
        oriented = _orientation(header)
        self.is_oriented = oriented is not None
        self.parts = [
            _NiftiPart(axis, flipped, self.shape[axis])
            for axis, flipped in oriented or [(0, False), (1, False), (2, False)]
        ]
        low, high = float(header["cal_min"]), float(header["cal_max"])
        self.window = (low, high) if math.isfinite(high - low) and low < high else None

    @property
    def colours(self) -> int:
        """Samples that a voxel is stored as, where those are colours; else 0."""
        return len(self.dtype.names or ())

    @property
    def channels(self) -> int:
        return math.prod(self.shape[3:]) * max(1, self.colours)

    @property
    def sample_type(self) -> np.dtype[Any]:
        return np.dtype(np.uint8) if self.colours in (3, 4) else self.dtype


class _Slices:
    """Slices of a volume in a file that can be read from any place.

    Attributes
    ----------
    layout : Layout
    """

    def __init__(self, volume: _Volume, file: BinaryIO) -> None:
        self._volume, self._file = volume, file
        self.layout = _layout(volume)

    def plane(self, places: Mapping[str, int]) -> DecodedFile:
        """Read one slice; of the file no more than nibabel needs for it."""
        volume = self._volume
        fixed = self._fixed(places)
        rows, columns = (number for number in (2, 1, 0) if number != fixed)
        height, width = volume.parts[rows].size, volume.parts[columns].size
        require_readable(height, width, volume.channels, volume.sample_type, volume.limits)
        part, index = volume.parts[fixed], next(iter(places.values()), 0)
        wanted: list[Any] = [slice(None)] * len(volume.shape)
        wanted[part.axis] = part.size - 1 - index if part.flipped else index
        samples = self._upright(self._read(tuple(wanted)), rows, columns)
        return DecodedFile(
            _split_colours(samples, volume),
            alpha=volume.colours == 4,
            slope=volume.slope,
            intercept=volume.intercept,
            is_volume=True,
            notes=self.layout.notes,
        )

    def close(self) -> None:
        """Leave the file to who opened it."""

    def _fixed(self, places: Mapping[str, int]) -> int:
        """Return the axis, of the body, that the slice is at one place of."""
        if places:
            return NAMES.index(next(iter(places)))
        return next(n for n in (2, 1, 0) if self._volume.parts[n].size == 1)

    def _read(self, wanted: tuple[Any, ...]) -> npt.NDArray[Any]:
        from nibabel.arrayproxy import ArrayProxy

        volume = self._volume
        proxy = ArrayProxy(self._unpacked(), (volume.shape, volume.dtype, volume.begin))
        samples: npt.NDArray[Any] = np.asarray(proxy[wanted])
        return samples

    def _unpacked(self) -> BinaryIO:
        return self._file

    def _upright(self, samples: npt.NDArray[Any], rows: int, columns: int) -> npt.NDArray[Any]:
        """Return (rows, columns, channels), the top anterior or superior where that is known."""
        volume = self._volume
        down, right = volume.parts[rows], volume.parts[columns]
        if down.axis > right.axis:
            samples = np.swapaxes(samples, 0, 1)
        if down.flipped != volume.is_oriented:
            samples = samples[::-1]
        if right.flipped:
            samples = samples[:, ::-1]
        return samples.reshape((*samples.shape[:2], -1), order="F")


class _PackedSlices(_Slices):
    """Slices of a volume that is unpacked into a temporary file once a slice is read."""

    def __init__(self, volume: _Volume, packed: gzip.GzipFile) -> None:
        super().__init__(volume, cast(BinaryIO, packed))
        self._packed = packed
        self._whole: BinaryIO | None = None

    def close(self) -> None:
        """Delete the temporary file."""
        if self._whole is not None:
            self._whole.close()
        self._packed.close()

    def _unpacked(self) -> BinaryIO:
        if self._whole is None:
            self._whole = cast(BinaryIO, TemporaryFile())  # noqa: SIM115 - `close` closes it
            self._packed.seek(0)
            self._unpack(self._whole)
        return self._whole

    def _unpack(self, target: BinaryIO) -> None:
        missing = self._volume.end
        while missing:
            chunk = self._packed.read(min(CHUNK, missing))
            if not chunk:
                raise ImageError(f"is cut short by {missing} bytes; get a whole copy of it")
            target.write(chunk)
            missing -= len(chunk)
        self._packed.read(CHUNK)  # at its end gzip checks what it has unpacked


def _header(head: bytes) -> Any:
    require_extra("medical", "reading NIfTI volumes", "nibabel", error=ImageError)
    from nibabel.nifti1 import Nifti1Header
    from nibabel.nifti2 import Nifti2Header

    if SECOND.match(head):
        return Nifti2Header(head[: Nifti2Header.template_dtype.itemsize], check=False)
    match = FIRST.match(head)
    if match is None or match[1] == b"i":
        raise ImageError("is a NIfTI header whose voxels are in another file; save it as one .nii")
    return Nifti1Header(head[: Nifti1Header.template_dtype.itemsize], check=False)


def _shape(header: Any) -> tuple[int, ...]:
    """Return at least three sizes."""
    count = int(header["dim"][0])
    if not 1 <= count <= 7:
        raise ImageError(f"announces {count} axes where NIfTI has 1 to 7; it is damaged")
    sizes = [int(size) for size in header["dim"][1 : count + 1]]
    if min(sizes) < 1:
        raise ImageError(f"has no voxels (shape {tuple(sizes)})")
    return tuple(sizes + [1] * (3 - count))


def _begin(header: Any) -> int:
    """Return where the voxels begin; the number is a float in NIfTI-1."""
    begin = float(header["vox_offset"])
    if not 0 <= begin < 2**40:
        raise ImageError(f"announces its voxels at byte {begin:g}; it is damaged")
    return max(int(begin), int(header.single_vox_offset))


def _orientation(header: Any) -> list[tuple[int, bool]] | None:
    """Return for x, y and z of the body the file's axis, and whether it runs the other way."""
    from nibabel.orientations import io_orientation
    from nibabel.spatialimages import HeaderDataError

    if not (header["sform_code"] or header["qform_code"]):
        return None
    try:
        found = io_orientation(header.get_best_affine())
    except (HeaderDataError, ValueError, np.linalg.LinAlgError):
        return None
    axes = {int(one[0]): (axis, one[1] < 0) for axis, one in enumerate(found) if one[0] >= 0}
    return [(axes[n][0], bool(axes[n][1])) for n in range(3)] if len(axes) == 3 else None


def _layout(volume: _Volume) -> Layout:
    axes = []
    for number in (2, 1, 0):
        alias, told = (
            BODY[number] if volume.is_oriented else ("", f"axis {number + 1} of the file")
        )
        size = volume.parts[number].size
        axes.append(StackAxis(NAMES[number], size, told, aliases=(alias,) if alias else ()))
    flat = next((axis for axis in axes if axis.size == 1), None)
    scaled = volume.slope != 1
    unknown = "its orientation is not told: slices are shown as they are stored"
    return Layout(
        "NIfTI",
        tuple(axis for axis in axes if axis is not flat),
        volume.channels - (volume.colours == 4),
        "float32" if scaled else str(volume.sample_type.newbyteorder("=")),
        window=volume.window,
        notes=() if volume.is_oriented else (unknown,),
    )


def _split_colours(samples: npt.NDArray[Any], volume: _Volume) -> npt.NDArray[Any]:
    if not volume.colours:
        return samples
    names = COLOURS[: volume.colours]
    return np.concatenate([samples[name] for name in names], axis=-1)
