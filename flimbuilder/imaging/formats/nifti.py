"""Slices of NIfTI volumes, plain and compressed by gzip, through nibabel.

Slices are turned to nibabel's closest canonical orientation: ``x`` runs from left to right,
``y`` from posterior to anterior, ``z`` from inferior to superior; the top of a slice is anterior
or superior. Volumes without an orientation are shown as stored. Axes beyond the third are
channels. Source: the headers of NIfTI-1 and NIfTI-2, https://nifti.nimh.nih.gov.
"""

import gzip
import math
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

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
from flimbuilder.imaging.layout import Layout, StackAxis
from flimbuilder.imaging.pixel_sizes import in_micrometres
from flimbuilder.project.extras import require_extra

__all__ = ["open_nifti", "open_packed_nifti"]

HEAD_BYTES = 540  # of the larger of the two headers
NIFTI2 = re.compile(rb"(?s:.){4}n\+2\0\r\n\x1a\n")
NIFTI1 = re.compile(rb"(?s:.){344}n([+i])1\0")
CHUNK = 2**20
NIFTI_UNITS = {1: "m", 2: "mm", 3: "µm"}  # the low three bits of xyzt_units
COLOURS = ("R", "G", "B", "A")
NAMES = ("x", "y", "z")
IDENTITY = np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 1.0]])
BODY = (
    (("sagittal",), "sagittal, from left to right"),
    (("coronal",), "coronal, from posterior to anterior"),
    (("axial",), "axial, from inferior to superior"),
)


def open_nifti(file: BinaryIO, limits: ReadLimits) -> Stack:
    """Open a NIfTI file that holds header and voxels."""
    volume = _Volume(file.read(HEAD_BYTES), limits)
    size = file.seek(0, os.SEEK_END)
    if volume.end > size:
        raise ImageError(
            f"is cut short: it announces {volume.end} bytes and has {size}; get a whole copy of it"
        )
    return _Slices(volume, file)


def open_packed_nifti(file: BinaryIO, limits: ReadLimits) -> Stack:
    """Open a NIfTI file compressed by gzip; decompress no more than its header announces."""
    packed = gzip.GzipFile(fileobj=file)
    with _gunzipping():
        head = packed.read(HEAD_BYTES)
    if not (NIFTI2.match(head) or NIFTI1.match(head)):
        raise ImageError("is compressed by gzip and holds no NIfTI volume; decompress it")
    return _PackedSlices(_Volume(head, limits), packed)


class _Volume:
    """The contents of a NIfTI header.

    Attributes
    ----------
    shape : tuple of int
        At least three axes of the file.
    orientation : ndarray of shape (3, 2)
        As in nibabel: for each axis of the file, its canonical axis (0, 1, 2 for x, y, z) and
        direction (1, or -1 if it is reversed). The identity for volumes without an orientation.
    is_oriented : bool
    begin, end : int
        Offsets of the voxels in the file.
    slope, intercept : float
    window : tuple of float or None
    spacings : tuple of float or None
        Distance between voxels on each axis of the file, in µm.
    """

    def __init__(self, head: bytes, limits: ReadLimits) -> None:
        header = _header(head)
        self.limits = limits
        self.shape = _shape(header)
        self.dtype = np.dtype(header.get_data_dtype())
        slope, intercept = float(header["scl_slope"]), float(header["scl_inter"])
        # A slope of 0 means that values are as they are stored.
        self.slope, self.intercept = require_scale(slope, intercept) if slope else (1.0, 0.0)
        self.begin = _begin(header)
        self.end = self.begin + math.prod(self.shape) * self.dtype.itemsize
        if self.end > limits.max_bytes:
            raise ImageError(
                f"is too large: {self.end} bytes where {limits.max_bytes} is the limit; crop it, "
                "or raise ReadLimits.max_bytes"
            )
        orientation = _orientation(header)
        self.is_oriented = orientation is not None
        self.orientation = IDENTITY if orientation is None else orientation
        unit = NIFTI_UNITS.get(int(header["xyzt_units"]) & 7, "")
        sides = (abs(float(side)) for side in header["pixdim"][1:4])
        self.spacings = tuple(in_micrometres(side, unit) for side in sides)
        low, high = float(header["cal_min"]), float(header["cal_max"])
        self.window = (low, high) if math.isfinite(high - low) and low < high else None

    def file_axis(self, axis: int) -> int:
        """Return the axis of the file for a canonical axis."""
        return int(np.flatnonzero(self.orientation[:, 0] == axis)[0])

    def size(self, axis: int) -> int:
        """Return the number of voxels on a canonical axis."""
        return self.shape[self.file_axis(axis)]

    @property
    def colours(self) -> int:
        """Number of colour samples in a voxel; 0 if voxels are plain numbers."""
        return len(self.dtype.names or ())

    @property
    def channels(self) -> int:
        return math.prod(self.shape[3:]) * max(1, self.colours)

    @property
    def sample_type(self) -> np.dtype[Any]:
        return np.dtype(np.uint8) if self.colours in (3, 4) else self.dtype


class _Slices:
    """Slices of a volume in a file that allows random access.

    Attributes
    ----------
    layout : Layout
    """

    def __init__(self, volume: _Volume, file: BinaryIO) -> None:
        self._volume, self._file = volume, file
        self.layout = _layout(volume)

    def plane(self, places: Mapping[str, int]) -> DecodedFile:
        """Read one slice, loading only the part of the file that nibabel needs."""
        from nibabel.arrayproxy import ArrayProxy
        from nibabel.orientations import apply_orientation

        volume = self._volume
        if places:
            fixed, index = NAMES.index(next(iter(places))), next(iter(places.values()))
        else:
            fixed, index = next(axis for axis in (2, 1, 0) if volume.size(axis) == 1), 0
        rows, columns = (axis for axis in (2, 1, 0) if axis != fixed)
        require_readable(
            volume.size(rows),
            volume.size(columns),
            volume.channels,
            volume.sample_type,
            volume.limits,
        )
        file_axis = volume.file_axis(fixed)
        if volume.orientation[file_axis, 1] < 0:
            index = volume.size(fixed) - 1 - index
        slab: list[slice] = [slice(None)] * len(volume.shape)
        slab[file_axis] = slice(index, index + 1)
        proxy = ArrayProxy(self._unpacked(), (volume.shape, volume.dtype, volume.begin))
        canonical = apply_orientation(np.asarray(proxy[tuple(slab)]), volume.orientation)
        samples = canonical.squeeze(axis=fixed).swapaxes(0, 1)
        if volume.is_oriented:
            samples = samples[::-1]
        samples = samples.reshape((*samples.shape[:2], -1), order="F")
        return DecodedFile(
            _split_colours(samples, volume),
            alpha=volume.colours == 4,
            slope=volume.slope,
            intercept=volume.intercept,
            is_volume=True,
            notes=self.layout.notes,
        )

    def close(self) -> None:
        """Do nothing: the file belongs to the caller."""

    def _unpacked(self) -> BinaryIO:
        return self._file


class _PackedSlices(_Slices):
    """Slices of a compressed volume, which is unpacked into a temporary file at the first read."""

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
            with _gunzipping():
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
        self._packed.read(CHUNK)  # at the end, gzip verifies the check sum


@contextmanager
def _gunzipping() -> Iterator[None]:
    try:
        yield
    except EOFError as error:
        raise ImageError("is cut short; get a whole copy of it") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise ImageError(f"is damaged ({error}); get a whole copy of it") from error


def _header(head: bytes) -> Any:
    require_extra("medical", "reading NIfTI volumes", "nibabel", error=ImageError)
    from nibabel.nifti1 import Nifti1Header
    from nibabel.nifti2 import Nifti2Header

    if NIFTI2.match(head):
        return Nifti2Header(head[: Nifti2Header.template_dtype.itemsize], check=False)
    match = NIFTI1.match(head)
    if match is None or match[1] == b"i":
        raise ImageError("is a NIfTI header whose voxels are in another file; save it as one .nii")
    return Nifti1Header(head[: Nifti1Header.template_dtype.itemsize], check=False)


def _shape(header: Any) -> tuple[int, ...]:
    """Return the size of each axis, for at least three axes."""
    count = int(header["dim"][0])
    if not 1 <= count <= 7:
        raise ImageError(f"announces {count} axes where NIfTI has 1 to 7; it is damaged")
    sizes = [int(size) for size in header["dim"][1 : count + 1]]
    if min(sizes) < 1:
        raise ImageError(f"has no voxels (shape {tuple(sizes)})")
    return tuple(sizes + [1] * (3 - count))


def _begin(header: Any) -> int:
    """Return the offset of the voxels, which NIfTI-1 stores as a float."""
    begin = float(header["vox_offset"])
    if not 0 <= begin < 2**40:
        raise ImageError(f"announces its voxels at byte {begin:g}; it is damaged")
    return max(int(begin), int(header.single_vox_offset))


def _orientation(header: Any) -> npt.NDArray[np.float64] | None:
    """Return the orientation of the first three axes; None if the header does not define one."""
    from nibabel.orientations import io_orientation
    from nibabel.spatialimages import HeaderDataError

    if not (header["sform_code"] or header["qform_code"]):
        return None
    try:
        orientation: npt.NDArray[np.float64] = io_orientation(header.get_best_affine())
    except (HeaderDataError, ValueError, np.linalg.LinAlgError):
        return None
    return None if np.isnan(orientation).any() else orientation


def _layout(volume: _Volume) -> Layout:
    axes = []
    aliases: tuple[str, ...]
    for axis in (2, 1, 0):
        aliases, description = (), f"axis {axis + 1} of the file"
        if volume.is_oriented:
            aliases, description = BODY[axis]
        spacing = volume.spacings[volume.file_axis(axis)]
        size = volume.size(axis)
        axes.append(StackAxis(NAMES[axis], size, description, aliases=aliases, spacing=spacing))
    flat = next((axis for axis in axes if axis.size == 1), None)
    dtype = np.dtype(np.float32) if volume.slope != 1 else volume.sample_type.newbyteorder("=")
    unknown = "its orientation is unknown: slices are shown as they are stored"
    return Layout(
        "NIfTI",
        tuple(axis for axis in axes if axis is not flat),
        volume.channels - (volume.colours == 4),
        str(dtype),
        window=volume.window,
        notes=() if volume.is_oriented else (unknown,),
    )


def _split_colours(samples: npt.NDArray[Any], volume: _Volume) -> npt.NDArray[Any]:
    if not volume.colours:
        return samples
    names = COLOURS[: volume.colours]
    return np.concatenate([samples[name] for name in names], axis=-1)
