"""Change valid files at random and read them: each gives a value or an error of one line.

    python -m tests.fuzz_readers --seconds 600 --keep /tmp/faults

reads as many changed files of each reader as fit in the time; `tests/test_fuzz_readers.py` reads a
few hundred.
"""

import argparse
import base64
import gzip
import io
import json
import random
import re
import sys
import tempfile
import time
import traceback
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import nibabel
import numpy as np
import tifffile
from PIL import Image

from flimbuilder.errors import FlimError
from flimbuilder.exchange.arch_json import load_architecture
from flimbuilder.exchange.flim_folder import read_flim_folder
from flimbuilder.exchange.marker_files import read_markers
from flimbuilder.exchange.mimg import dump_mimg, read_mimg
from flimbuilder.imaging.formats.base import ReadLimits
from flimbuilder.imaging.read import open_image, read_image, read_layout, read_mask
from flimbuilder.imaging.regions import open_regions
from flimbuilder.model.folder import read_model_folder, read_state_dict
from flimbuilder.project.folder import open_project
from flimbuilder.project.project import default_class
from flimbuilder.project.selection import AxisIndex, Selection
from tests.exchange import literal_flim
from tests.exchange.test_foreign_models import layers
from tests.imaging import files, stores
from tests.imaging.formats.test_dicom import dicom
from tests.learned_models import learned_model

LIMITS = ReadLimits(max_pixels=2**22, max_bytes=2**25)
MAX_MESSAGE = 300  # letters besides the folder
MAX_SECONDS = 10.0
MAX_MEMORY = 1536 * 2**20
SIZE = (5, 6)
CLASSES = tuple(default_class(number) for number in range(3))

Files = dict[str, bytes]
Read = Callable[[Path], object]


@dataclass(frozen=True)
class Reader:
    """What reads a file or a folder, and valid ones.

    Attributes
    ----------
    seeds : callable
        Returns folders as dicts of content by file name.
    reads : tuple of callable
        Take the folder, or its only file.
    """

    seeds: Callable[[], list[Files]]
    reads: tuple[Read, ...]


@dataclass
class Result:
    """How often a reader returned and refused, and its faults as (reason, file name, content)."""

    read: int = 0
    refused: int = 0
    faults: list[tuple[str, str, bytes]] = field(default_factory=list)


def fuzz(
    reader: Reader,
    folder: Path,
    *,
    count: int | None = None,
    seconds: float | None = None,
    seed: int = 0,
) -> Result:
    """Try to read `count` times, or as often as the seconds allow; stop at ten faults."""
    rng, result, start = random.Random(seed), Result(), time.monotonic()
    seeds, written = reader.seeds(), None
    while (
        len(result.faults) < 10
        and (count is None or result.read + result.refused < count)
        and (seconds is None or time.monotonic() - start < seconds)
    ):
        chosen = rng.choice(seeds)
        name = rng.choice(sorted(chosen))
        content = change(chosen[name], rng, [seed_files.get(name, b"") for seed_files in seeds])
        if chosen is not written:
            write_files(folder, chosen)
            written = chosen
        (folder / name).write_bytes(content)
        path = folder if len(chosen) > 1 else folder / name
        for read in reader.reads:
            refused, reason = try_to_read(read, path)
            result.refused += refused
            result.read += not refused
            if reason is not None:
                result.faults.append((f"{name}: {reason}", name, content))
        (folder / name).write_bytes(chosen[name])
    return result


def try_to_read(read: Read, path: Path) -> tuple[bool, str | None]:
    """Return whether a file was refused, and what was wrong with that, if anything."""
    refused, reason = False, None
    start, memory = time.monotonic(), peak_memory()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            read(path)
        except FlimError as error:
            refused, message = True, str(error)
            letters = len(message.replace(str(path), ""))
            if not message.isprintable() or letters > MAX_MESSAGE:
                reason = f"a message of {letters} letters: {message!r:.400}"
        except Exception:
            refused, reason = True, traceback.format_exc()
    if caught and reason is None:
        reason = f"a warning: {caught[0].category.__name__}: {caught[0].message}"
    if time.monotonic() - start > MAX_SECONDS:
        reason = f"{time.monotonic() - start:.0f} seconds"
    if peak_memory() - memory > MAX_MEMORY:
        reason = f"{(peak_memory() - memory) / 2**20:.0f} MiB of memory"
    return refused, reason


def peak_memory() -> int:
    """Return the largest size of the process so far in bytes; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def write_files(folder: Path, contents: Files) -> None:
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


# --- changes ------------------------------------------------------------------------------------

NUMBERS = (
    b"0",
    b"-1",
    b"1e999",
    b"NaN",
    b"255",
    b"65536",
    b"2147483648",
    b"1" + b"0" * 30,
    b"true",
)
WIDE = (b"\0", b"\xff", b"\x7f", b"\x80", b"\1")


def change(content: bytes, rng: random.Random, others: list[bytes]) -> bytes:
    """Change a file in one to four places, inside its compression or check sums half the time."""
    inside = rng.random() < 0.5
    if inside and content[:2] == b"\x1f\x8b":
        unpacked = gzip.decompress(content)
        return gzip.compress(_changed(unpacked, rng, [unpacked]), mtime=0)
    changed = _changed(content, rng, others)
    return _with_check_sums(changed) if inside and content[:4] == b"\x89PNG" else changed


def _changed(content: bytes, rng: random.Random, others: list[bytes]) -> bytes:
    for _ in range(rng.randint(1, 4)):
        content = rng.choice(CHANGES)(content, rng, others)
    return content


def _flip(content: bytes, rng: random.Random, others: list[bytes]) -> bytes:
    """Change bits, most often near the start, where headers are."""
    changed = bytearray(content)
    for _ in range(rng.randint(1, 8) if changed else 0):
        end = rng.choice((len(changed), min(len(changed), 512)))
        changed[rng.randrange(end)] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _fill(content: bytes, rng: random.Random, others: list[bytes]) -> bytes:
    start, size = rng.randrange(len(content) + 1), rng.choice((1, 2, 4, 8))
    return content[:start] + rng.choice(WIDE) * size + content[start + size :]


def _cut(content: bytes, rng: random.Random, others: list[bytes]) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def _remove(content: bytes, rng: random.Random, others: list[bytes]) -> bytes:
    start = rng.randrange(len(content) + 1)
    return content[:start] + content[start + rng.choice((1, 4, 100)) :]


def _insert(content: bytes, rng: random.Random, others: list[bytes]) -> bytes:
    start = rng.randrange(len(content) + 1)
    return content[:start] + rng.randbytes(rng.choice((1, 4, 100))) + content[start:]


def _repeat(content: bytes, rng: random.Random, others: list[bytes]) -> bytes:
    start = rng.randrange(len(content) + 1)
    part = content[start : start + rng.choice((1, 16, 200))]
    return content[:start] + part * rng.choice((2, 50)) + content[start + len(part) :]


def _splice(content: bytes, rng: random.Random, others: list[bytes]) -> bytes:
    other = rng.choice(others)
    return content[: rng.randrange(len(content) + 1)] + other[rng.randrange(len(other) + 1) :]


def _number(content: bytes, rng: random.Random, others: list[bytes]) -> bytes:
    """Replace a number that is written in digits."""
    found = list(re.finditer(rb"-?\d+(\.\d+)?", content))
    if not found:
        return _fill(content, rng, others)
    match = rng.choice(found)
    return content[: match.start()] + rng.choice(NUMBERS) + content[match.end() :]


CHANGES = (_flip, _flip, _fill, _cut, _remove, _insert, _repeat, _splice, _number)


def _with_check_sums(png: bytes) -> bytes:
    """Correct the check sums of chunks, so that their content reaches the decoder."""
    fixed, place = [png[:8]], 8
    while place + 12 <= len(png):
        end = place + 8 + int.from_bytes(png[place : place + 4])
        fixed += [png[place:end], zlib.crc32(png[place + 4 : end]).to_bytes(4)]
        place = end + 4
    return b"".join(fixed)


# --- readers ------------------------------------------------------------------------------------


def _in_files(suffix: str, contents: Callable[[], list[bytes]]) -> Callable[[], list[Files]]:
    return cache(lambda: [{f"x{suffix}": content} for content in contents()])


def _palette(kind: str, **options: object) -> bytes:
    image = Image.fromarray(files.GREY8 // 8 % 4, "L")
    image.putpalette([0, 0, 0, 128, 0, 0, 0, 128, 0, 9, 9, 9])
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def _nifti() -> list[bytes]:
    voxels = np.arange(3 * 4 * 5, dtype=np.int16).reshape(3, 4, 5)
    affine = np.diag([1.0, 1.0, 3.0, 1.0])
    scaled = nibabel.Nifti1Image(voxels, affine)
    scaled.header.set_slope_inter(2, -5)
    return [
        nibabel.Nifti1Image(voxels, affine).to_bytes(),
        nibabel.Nifti2Image(voxels.astype(np.float32), -affine).to_bytes(),
        scaled.to_bytes(),
    ]


def _dicom() -> list[bytes]:
    grey, colours = files.GREY8.astype(np.uint16) * 16, files.RGB8
    frames = np.stack([grey, grey + 1])
    whole = dicom(grey, bits=12, WindowCenter=40, WindowWidth=400)
    return [
        whole,
        dicom(grey.astype(np.int16), RescaleSlope=2, RescaleIntercept=-1024),
        dicom(frames),
        dicom(colours, PhotometricInterpretation="RGB", SamplesPerPixel=3),
        whole[132:],
    ]


def _tiff() -> list[bytes]:
    planes = np.stack([files.GREY8, 255 - files.GREY8])
    return [
        files.tiff(files.RGB8),
        files.tiff(files.RGB16, compression="zlib", tile=(16, 16), predictor=True),
        files.tiff(files.RGB8, compression="lzw"),
        files.tiff(files.RGB8, compression="jpeg"),
        files.tiff(planes, photometric="minisblack"),
        files.tiff(planes, ome=True, photometric="minisblack", metadata={"axes": "CYX"}),
        files.tiff(planes, imagej=True, metadata={"axes": "ZYX"}),
        files.tiff(planes, volumetric=True, photometric="minisblack"),
        files.tiff(planes, bigtiff=True, photometric="minisblack", metadata={"axes": "YXC"}),
        _palette("TIFF"),
        _pyramid(),
    ]


def _pyramid() -> bytes:
    stream = io.BytesIO()
    large = files.RGB8.repeat(8, 0).repeat(8, 1)
    with tifffile.TiffWriter(stream) as tiff:
        options = {"photometric": "rgb", "tile": (16, 16), "compression": "zlib"}
        tiff.write(large, subifds=1, metadata=None, **options)
        tiff.write(large[::2, ::2], subfiletype=1, metadata=None, **options)
    return stream.getvalue()


IMAGES = {
    "PNG": (".png", lambda: [
        files.png(files.RGB8), files.png(files.RGB16), _palette("PNG", bits=2),
        files.pillow(files.RGB8, "PNG", exif=files.exif(6)),
        files.png_interlaced([["0110", "1001"] * 5] * 9, 10, 4, 0),
    ]),
    "JPEG": (".jpg", lambda: [
        files.pillow(files.RGB8, "JPEG"), files.pillow(files.GREY8, "JPEG", progressive=True),
        files.pillow(files.RGB8.repeat(8, 0).repeat(8, 1), "JPEG", restart_marker_blocks=2),
        files.pillow(files.RGB8, "JPEG", exif=files.exif(6)),
    ]),
    "BMP": (".bmp", lambda: [
        files.pillow(files.RGB8, "BMP"), files.pillow(files.GREY8, "BMP"), _palette("BMP"),
    ]),
    "PNM": (".pnm", lambda: [
        files.pillow(files.RGB8, "PPM"), b"P2 3 2 # grey\n7\n0 1 2\n3 4 7\n", b"P1 3 1\n0 1 0",
        b"P5 3 2 4095\n" + bytes(range(12)), b"P4 9 1\n\x80\x80",
    ]),
    "NPY": (".npy", lambda: [
        files.npy(files.RGB16), files.npy(files.GREY8 / 255), files.npy(files.GREY8 > 9),
    ]),
    "TIFF": (".tif", _tiff),
    "NIfTI": (".nii", _nifti),
    "NIfTI packed": (".nii.gz", lambda: [gzip.compress(content, mtime=0) for content in _nifti()]),
    "DICOM": (".dcm", _dicom),
}  # fmt: skip


def _places(path: Path) -> tuple[AxisIndex, ...]:
    layout = read_layout(path, limits=LIMITS)
    axes = layout.axes[: layout.n_fixed]
    return tuple(AxisIndex(axis=axis.name, index=axis.size // 2) for axis in axes)


def _read_pixels(path: Path) -> object:
    return read_image(path, Selection(at=_places(path)), limits=LIMITS)


def _read_window(path: Path) -> object:
    selection = Selection(at=_places(path), window=(0, 100))
    with open_image(path, limits=LIMITS) as file:
        return file.read(selection)


def _read_regions(path: Path) -> object:
    with open_regions(path, limits=LIMITS, whole=LIMITS) as regions:
        height, width, _ = regions.shape
        return regions.read(slice(0, min(height, 9)), slice(0, min(width, 9)))


def _read_smallest(path: Path) -> object:
    levels = read_layout(path, limits=LIMITS).levels
    return read_image(path, Selection(level=max(0, len(levels) - 1)), limits=LIMITS)


def _read_mask(path: Path) -> object:
    return read_mask(path, _places(path), limits=LIMITS)


def _read_markers(path: Path) -> object:
    return read_markers(path, SIZE, CLASSES)


def _seeds_files() -> list[bytes]:
    return [b"4 6 5\n4 0 -1 0\n2 1 -1 0\n1 0 -1 0\n3 1 -1 1\n", b"1 6 5\n2 3 1 2 9\n"]


def _labelme() -> list[bytes]:
    shapes = [
        {"label": "object", "shape_type": "polygon", "points": [[0, 0], [4.5, 1], [3, 4]]},
        {"label": "background", "shape_type": "circle", "points": [[3, 3], [3, 4]]},
        {"label": "egg", "shape_type": "linestrip", "points": [[0, 0], [5, 4]], "flags": {}},
        {"label": "object", "shape_type": "rectangle", "points": [[1, 1], [2, 3]]},
        {
            "label": "object", "shape_type": "mask", "points": [[0, 0], [1, 1]],
            "mask": base64.b64encode(files.png(files.GREY8[:2, :2])).decode(),
        },
    ]  # fmt: skip
    document = {
        "version": "5.5.0", "flags": {}, "imagePath": "x.png", "imageData": None,
        "imageHeight": 5, "imageWidth": 6, "shapes": shapes,
    }  # fmt: skip
    return [json.dumps(document).encode()]


def _folder(path: Path) -> Files:
    return {
        file.relative_to(path).as_posix(): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file()
    }


def _written(write: Callable[[Path], object]) -> Files:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "written")
        return _folder(Path(folder) / "written")


@cache
def _zarr_stores(version: str) -> list[Files]:
    levels = stores.halves(np.moveaxis(files.RGB8.repeat(4, 0).repeat(4, 1), -1, 0), 2)
    omero = {"channels": [{"label": name, "window": {"start": 0, "end": 9}} for name in "RGB"]}
    write = partial(stores.write_store, levels=levels, version=version, omero=omero)
    return [_written(write)]


@cache
def _flim_folders() -> list[Files]:
    write = partial(
        literal_flim.write_folder, layers=layers(3), dialect="libift USE_BIAS", order="raster"
    )
    return [_written(write)]


def _architectures() -> list[bytes]:
    (written,) = _flim_folders()
    own = learned_model().document.architecture.model_dump_json()
    return [written["arch.json"], own.encode()]


@cache
def _models() -> list[Files]:
    model = _written(learned_model().write)
    return [
        {name: content for name, content in model.items() if name in MODEL_FILES},
    ]


MODEL_FILES = ("model.json", "encoder.safetensors", "encoder.pt")


@cache
def _projects() -> list[Files]:
    golden = _folder(Path(__file__).parent / "golden" / "project.flim")
    texts = (".json", ".ndjson")
    return [{name: content for name, content in golden.items() if name.endswith(texts)}]


def _read_project(path: Path) -> object:
    return open_project(path).recover()


READ_IMAGE = (_read_pixels, _read_window, _read_mask, _read_regions)
READERS = {
    **{
        name: Reader(_in_files(suffix, contents), READ_IMAGE)
        for name, (suffix, contents) in IMAGES.items()
    },
    "OME-Zarr 0.4": Reader(partial(_zarr_stores, "0.4"), (*READ_IMAGE, _read_smallest)),
    "OME-Zarr 0.5": Reader(partial(_zarr_stores, "0.5"), (*READ_IMAGE, _read_smallest)),
    "seeds": Reader(_in_files(".txt", _seeds_files), (_read_markers,)),
    "labelme": Reader(_in_files(".json", _labelme), (_read_markers,)),
    "architecture": Reader(_in_files(".json", _architectures), (load_architecture,)),
    "mimg": Reader(
        _in_files(".mimg", lambda: [dump_mimg(files.RGB8.astype(np.float32))]), (read_mimg,)
    ),
    "FLIM folder": Reader(_flim_folders, (read_flim_folder,)),
    "model": Reader(_models, (read_model_folder, read_state_dict)),
    "project": Reader(_projects, (_read_project,)),
}  # fmt: skip


# --- command ------------------------------------------------------------------------------------


def _keep(result: Result, folder: Path, name: str) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for number, (_, file, content) in enumerate(result.faults):
        path = folder / f"{name.replace(' ', '-')}-{number}-{Path(file).name}"
        path.write_bytes(content)
        yield path


def main() -> int:
    """Read changed files of each reader; report faults, and keep the files if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.fuzz_readers")
    parser.add_argument("readers", nargs="*", help=f"all by default: {', '.join(READERS)}")
    parser.add_argument("--seconds", type=float, default=60, help="for each reader")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the time by default")
    parser.add_argument("--keep", type=Path, help="folder for the files that failed")
    options = parser.parse_args()
    unknown = set(options.readers) - READERS.keys()
    if unknown:
        parser.error(f"no reader {', '.join(sorted(unknown))}; there are {', '.join(READERS)}")
    n_faults = 0
    for name in options.readers or READERS:
        with tempfile.TemporaryDirectory() as folder:
            result = fuzz(READERS[name], Path(folder), seconds=options.seconds, seed=options.seed)
        n_faults += len(result.faults)
        print(f"{name}: {result.read} read, {result.refused} refused, seed {options.seed}")
        for reason, *_ in result.faults:
            print(f"  FAULT {reason}")
        if options.keep is not None:
            for path in _keep(result, options.keep, name):
                print(f"  kept {path}")
    return 1 if n_faults else 0


if __name__ == "__main__":
    sys.exit(main())
