"""Damage files at random, and read them.

``python -m tests.mutations SECONDS`` tries every reader for some time and prints what is not an
error of flimbuilder on one short line; test_mutations does so for a few seconds.
"""

import base64
import io
import json
import random
import re
import struct
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from PIL import Image

from flimbuilder.errors import FlimError
from flimbuilder.exchange.arch_json import load_architecture
from flimbuilder.exchange.flim_folder import read_flim_folder
from flimbuilder.exchange.labelme import read_labelme
from flimbuilder.exchange.mimg import read_mimg
from flimbuilder.exchange.seeds import read_seeds
from flimbuilder.imaging.read import open_image, read_image, read_mask
from flimbuilder.project.project import Project
from flimbuilder.project.selection import AxisIndex, Selection

MAX_SECONDS = 10  # of reading one file
MAX_MESSAGE = 300
NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
FRAGMENTS = (
    b"9" * 30, b"-", b".", b",", b"#", b"null", b"true", b"NaN", b"1e999", b"[", b"]", b"{", b"}",
    b'"', b"\xff\xfe", b"\x00", b"\n", b"0", b"[[]]", b"()", b"\xff" * 8, b"\x7f\xff\xff\xff",
)  # fmt: skip
NUMBERS = (b"null", b'"1"', b"[]", b"-5", b"1e30", b"10000000", b"0.5", b"NaN", b"0")


@dataclass(frozen=True)
class Format:
    """An intact file, its name, and its reader."""

    name: str
    content: bytes
    read: Callable[[Path], object]


def mutated(content: bytes, rng: random.Random) -> bytes:
    """Damage a file in one to four places."""
    damaged = bytearray(content)
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        start = rng.randrange(len(damaged) + 1)
        stop = start + rng.randrange(1, 12)
        kind = rng.randrange(7)
        if kind == 0 and damaged:
            damaged[start % len(damaged)] = rng.randrange(256)
        elif kind == 1 and damaged:
            damaged[start % len(damaged)] ^= 1 << rng.randrange(8)
        elif kind == 2:
            del damaged[start:stop]
        elif kind == 3:
            damaged[start:start] = rng.choice(FRAGMENTS)
        elif kind == 4:
            damaged[start:stop] = damaged[rng.randrange(len(damaged) + 1) :][: stop - start]
        elif kind == 5:
            del damaged[start:]
        elif numbers := list(NUMBER.finditer(damaged)):
            number = rng.choice(numbers)
            damaged[number.start() : number.end()] = rng.choice(NUMBERS)
    return bytes(damaged)


def try_mutations(
    file_format: Format, folder: Path, seed: int, count: int
) -> Iterator[tuple[bytes, str]]:
    """Read damaged files; yield each with its fault, if it is no short error of flimbuilder."""
    path, rng = folder / file_format.name, random.Random(seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(count):
        content = mutated(file_format.content, rng)
        path.write_bytes(content)
        start = time.monotonic()
        try:
            file_format.read(path)
        except FlimError as error:
            message = str(error)
            if "\n" in message or len(message) > MAX_MESSAGE:
                yield content, f"message: {message}"
        except Exception:
            yield content, traceback.format_exc()
        if (seconds := time.monotonic() - start) > MAX_SECONDS:
            yield content, f"takes {seconds:.1f} s"


def list_formats() -> dict[str, Format]:
    """Return the formats whose files come from other programs and people."""
    return {**_marker_formats(), **_image_formats(), **_medical_formats()}


def _marker_formats() -> dict[str, Format]:
    classes = Project().classes
    shape: dict[str, Any] = {"label": "egg", "flags": {}}
    recorded = {"kind": "disk", "class": 1, "radius": 2.5, "points": [[1, 2]]}
    points = [[1, 2], [3.5, 4], [5, 6], [3, 4]]
    n_points = {"polygon": 3, "circle": 2, "rectangle": 2, "rotation": 4, "point": 1, "mask": 2}
    shapes = [
        {**shape, "shape_type": kind, "points": points[:number]}
        for kind, number in n_points.items()
    ]
    mask = io.BytesIO()
    Image.new("L", (4, 3), 255).save(mask, "png")
    shapes[-1]["mask"] = base64.b64encode(mask.getvalue()).decode()
    shapes.append({**shape, "shape_type": "point", "points": [[1, 2]], "flimbuilder": recorded})
    document = {"shapes": shapes, "imageHeight": 40, "imageWidth": 60, "imagePath": "a.png"}
    conv = {
        "kernel_size": [3, 3, 0], "dilation_rate": [1, 1, 0], "nkernels_per_marker": 2,
        "nkernels_per_image": 9, "noutput_channels": 2,
    }  # fmt: skip
    pooling = {"type": "max_pool", "size": [3, 3, 0], "stride": 2}
    arch = {
        "nlayers": 1, "stdev_factor": 0.01,
        "layer1": {"conv": conv, "relu": True, "pooling": pooling},
    }  # fmt: skip
    kernels = io.BytesIO()
    np.lib.format.write_array(kernels, np.ones((27, 2), np.float32), (1, 0), allow_pickle=False)

    def read_kernels(path: Path) -> object:
        (path.parent / "arch.json").write_text(json.dumps(arch))
        (path.parent / "conv1-bias.txt").write_text("2\n0 0")
        return read_flim_folder(path.parent)

    seeds = b"4 60 40\n10 10 -1 1\n11 10 -1 1\n40 30 -1 0\n41 30 -1 0\n"
    mimg = b"MIG\n2 1 1 3\n1 1 1\n" + struct.pack("<6f", *range(6))
    return {
        "seeds": Format("a-seeds.txt", seeds, lambda path: read_seeds(path, (40, 60))),
        "labelme": Format(
            "a.json",
            json.dumps(document).encode(),
            lambda path: read_labelme(path, classes, (40, 60)),
        ),
        "arch.json": Format("arch.json", json.dumps(arch).encode(), load_architecture),
        "kernels": Format("model/conv1-kernels.npy", kernels.getvalue(), read_kernels),
        "mimg": Format("a.mimg", mimg, read_mimg),
    }


def _image_formats() -> dict[str, Format]:
    pixels = np.random.default_rng(0).integers(0, 256, (12, 16, 3), dtype=np.uint8)
    image = Image.fromarray(pixels)

    def saved(image: Image.Image, kind: str, **options: object) -> bytes:
        file = io.BytesIO()
        image.save(file, kind, **options)
        return file.getvalue()

    def tiff(array: np.ndarray, **options: object) -> bytes:
        file = io.BytesIO()
        tifffile.imwrite(file, array, **options)  # type: ignore[arg-type]
        return file.getvalue()

    npy = io.BytesIO()
    np.save(npy, pixels[..., 0].astype(np.uint16), allow_pickle=False)
    contents = {
        "PNG": saved(image, "png"),
        "PNG with a palette": saved(image.quantize(5), "png"),
        "PNG of 16 bits": saved(Image.fromarray(pixels[..., 0].astype(np.uint16) * 200), "png"),
        "JPEG": saved(image, "jpeg"),
        "progressive JPEG": saved(image, "jpeg", progressive=True),
        "BMP": saved(image, "bmp"),
        "PPM": saved(image, "ppm"),
        "NPY": npy.getvalue(),
        "TIFF": tiff(pixels),
        "compressed TIFF": tiff(pixels, compression="zlib", predictor=True),
        "tiled TIFF": tiff(pixels, tile=(16, 16)),
        "TIFF of several pages": tiff(pixels.transpose(2, 0, 1), imagej=True),
    }

    def read_first(path: Path) -> object:
        with open_image(path) as file:
            axes = (axis for axis in file.layout.axes if axis.can_fix)
            at = tuple(AxisIndex(axis=axis.name, index=0) for axis in axes)
            return file.read(Selection(at=at))

    def read_mask_and_image(path: Path) -> object:
        try:
            read_mask(path)
        except FlimError:
            return read_image(path)
        return read_image(path)

    masks = ("PNG with a palette", "PNG of 16 bits", "NPY")
    readers = dict.fromkeys(masks, read_mask_and_image) | {"TIFF of several pages": read_first}
    return {
        name: Format("a", content, readers.get(name, read_image))
        for name, content in contents.items()
    }


def _medical_formats() -> dict[str, Format]:
    try:
        import nibabel
        import pydicom
        from pydicom.dataset import FileMetaDataset
        from pydicom.uid import ExplicitVRLittleEndian
    except ImportError:
        return {}
    volume = np.arange(4 * 5 * 1, dtype=np.int16).reshape(4, 5, 1)
    nifti = nibabel.Nifti1Image(volume, np.eye(4)).to_bytes()
    dataset = pydicom.Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    dataset.SOPClassUID, dataset.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", "1.2.3"
    dataset.Rows, dataset.Columns, dataset.SamplesPerPixel = 4, 5, 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.PixelRepresentation = 0
    dataset.PixelData = volume[..., 0].astype("<u2").tobytes()
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return {
        "NIfTI": Format("a.nii", nifti, read_image),
        "DICOM": Format("a.dcm", file.getvalue(), read_image),
    }


def main(seconds: float) -> int:
    """Try every reader in turn; return the number of faults."""
    warnings.simplefilter("error")
    formats, end, n_faults, seed = list_formats(), time.monotonic() + seconds, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            for name, file_format in formats.items():
                for content, fault in try_mutations(file_format, Path(folder), seed, 100):
                    n_faults += 1
                    print(f"{name}, seed {seed}: {content[:200]!r}\n{fault}")
            seed += 1
    print(f"{100 * seed * len(formats)} files of {len(formats)} formats, {n_faults} faults")
    return n_faults


if __name__ == "__main__":
    sys.exit(min(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60), 1))
