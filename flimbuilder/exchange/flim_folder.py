"""Model folders of FLIM-Builder, libift and pyflim.

A folder holds ``arch.json`` and, for every block L:

* ``convL-kernels.npy``: float32; rows are taps times channels, columns are kernels;
* ``convL-mean.txt`` and ``convL-stdev.txt``: one number per input channel, or
* ``convL-bias.txt``: the count, then one number per kernel;
* ``convL-labels.txt``: the count, then the class of each kernel plus one.

With a bias, the kernels are already divided by the standard deviations; without one, the input
has to be normalised first. A folder written by flimbuilder also has a ``flimbuilder.json`` with
the settings that the other files leave open.

These files come from anywhere: nothing is unpickled, and the size of a file is checked against its
header before its content is read.
"""

import io
import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tokenize import TokenError
from typing import Any, BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from flimbuilder.errors import ModelError, ProjectFormatError, file_message, printable
from flimbuilder.exchange.arch_json import dump_arch_json, read_model_arch_json
from flimbuilder.exchange.files import read_text, reading
from flimbuilder.exchange.tap_order import TapOrder
from flimbuilder.project.architecture import Architecture, ColourSpace
from flimbuilder.project.files import (
    is_folder,
    make_folders,
    open_regular,
    read_regular,
    save_error,
    write_atomically,
)
from flimbuilder.project.values import Value, describe, parse_json
from flimbuilder.silence import silence

__all__ = [
    "FlimFolder",
    "FolderBlock",
    "FolderSettings",
    "dump_counted",
    "dump_numbers",
    "read_flim_folder",
    "write_flim_folder",
]

ARCHITECTURE_FILES = ("arch.json", "architecture.json", "arch2D.json")
SETTINGS_FILE = "flimbuilder.json"
BLOCK_FILE = re.compile(r"conv[1-9]\d*-(kernels\.npy|(mean|stdev|bias|labels)\.txt)", re.ASCII)
MAX_LABEL = 65_535
MAX_CHANNELS = 1024
MAX_KERNELS = 65_535
Floats = NDArray[np.float32]


class FolderSettings(Value):
    """Settings that flimbuilder adds to the model folders it writes.

    Attributes
    ----------
    tap_order : {"raster", "centre"}
    input : str
        The architecture's colour space.
    channels : int
        Number of image channels.
    reflect : bool
        Whether the blocks mirror their input at the border.
    outside : tuple of {"left-out", "zero"}
        ``Pooling.outside`` of each block.
    """

    format: Literal["flimbuilder-flim-folder"] = "flimbuilder-flim-folder"
    tap_order: TapOrder
    input: ColourSpace
    channels: int
    reflect: bool
    outside: tuple[Literal["left-out", "zero"], ...]


@dataclass(frozen=True)
class FolderBlock:
    """The content of one block's files.

    Attributes
    ----------
    kernels : ndarray of float32 of shape (taps, channels, kernels)
        Taps in the order of the file.
    mean, stdev : ndarray of float32 of shape (channels,), or None
        Statistics of the input; None if the file is missing.
    bias : ndarray of float32 of shape (kernels,), or None
    classes : tuple of int, or None
        Class of each kernel; 0 is the background.
    """

    kernels: Floats
    mean: Floats | None = None
    stdev: Floats | None = None
    bias: Floats | None = None
    classes: tuple[int, ...] | None = None


@dataclass(frozen=True)
class FlimFolder:
    """The content of a model folder.

    Attributes
    ----------
    architecture : Architecture
        As in ``arch.json``, even if its numbers of kernels are not those of the blocks.
    blocks : tuple of FolderBlock
    settings : FolderSettings or None
        None if another program wrote the folder.
    notes : tuple of str
        Remarks for the user, one line each.
    """

    architecture: Architecture
    blocks: tuple[FolderBlock, ...]
    settings: FolderSettings | None = None
    notes: tuple[str, ...] = ()


# Reading


def read_flim_folder(folder: Path, architecture: Path | None = None) -> FlimFolder:
    """Read a model folder.

    Parameters
    ----------
    folder : Path
    architecture : Path or None, default=None
        The ``arch.json``; None looks for it in the folder.

    Raises
    ------
    ModelError
        If a file is missing, cannot be read, or does not fit the others.
    ArchitectureError
        If the ``arch.json`` is invalid.
    """
    if not is_folder(folder):
        problem = "is not a folder; give the folder with the model's files"
        raise ModelError(file_message(folder, problem))
    settings = _read_settings(folder / SETTINGS_FILE)
    arch_file = architecture or _find_architecture(folder)
    arch = read_model_arch_json(arch_file, written_by_flimbuilder=settings is not None)
    blocks: list[FolderBlock] = []
    notes = list(arch.notes)
    for number, block in enumerate(arch.architecture.blocks, start=1):
        channels = blocks[-1].kernels.shape[2] if blocks else None
        blocks.append(_read_block(folder, number, block.kernel_size**2, channels))
        n_kernels = blocks[-1].kernels.shape[2]
        if block.kernels not in (None, n_kernels):
            notes.append(
                f"layer{number}: {arch_file.name} asks for {block.kernels} kernels; the folder "
                f"has {n_kernels}, which are used"
            )
    if settings is not None and len(settings.outside) != len(blocks):
        raise ModelError(
            f"{folder / SETTINGS_FILE}: describes {len(settings.outside)} blocks, but "
            f"{arch_file.name} has {len(blocks)}; export the model again"
        )
    return FlimFolder(arch.architecture, _labels_to_classes(blocks), settings, tuple(notes))


def _find_architecture(folder: Path) -> Path:
    for name in ARCHITECTURE_FILES:
        if (folder / name).exists():
            return folder / name
    raise ModelError(
        file_message(
            folder,
            f"has no {ARCHITECTURE_FILES[0]}; name the architecture file with --architecture",
        )
    )


def _read_settings(path: Path) -> FolderSettings | None:
    if not path.exists():
        return None
    with reading(path, ModelError):
        content = read_regular(path)
    try:
        return FolderSettings.model_validate(parse_json(content, path))
    except ValidationError as error:
        raise ModelError(file_message(path, describe(error))) from None
    except ProjectFormatError as error:
        raise ModelError(str(error)) from None


def _read_block(folder: Path, number: int, taps: int, channels: int | None) -> FolderBlock:
    def text_file(name: str) -> Path:
        return folder / f"conv{number}-{name}.txt"

    kernels = _read_kernels(folder / f"conv{number}-kernels.npy", taps, channels)
    n_channels, n_kernels = kernels.shape[1:]
    has_bias = text_file("bias").exists()
    statistics = {
        name: _read_numbers(text_file(name), n_channels)
        for name in ("mean", "stdev")
        if text_file(name).exists() or not has_bias
    }
    stdev = statistics.get("stdev")
    if stdev is not None and not (stdev > 0).all():
        raise ModelError(
            file_message(text_file("stdev"), "has a standard deviation that is not above 0")
        )
    return FolderBlock(
        kernels,
        statistics.get("mean"),
        stdev,
        _read_counted(text_file("bias"), n_kernels) if has_bias else None,
        _read_labels(text_file("labels"), n_kernels),
    )


def _read_labels(path: Path, count: int) -> tuple[int, ...] | None:
    if not path.exists():
        return None
    labels = _read_counted(path, count)
    for label in labels:
        if label != int(label) or not 0 <= label <= MAX_LABEL:
            raise ModelError(
                file_message(path, f"label {label:g} is not a whole number from 0 to {MAX_LABEL}")
            )
    return tuple(int(label) for label in labels)


def _labels_to_classes(blocks: Sequence[FolderBlock]) -> tuple[FolderBlock, ...]:
    """Turn labels into classes: libift gives the background label 1, some programs 0."""
    background = 0 if any(0 in (block.classes or ()) for block in blocks) else 1
    return tuple(
        replace(
            block, classes=block.classes and tuple(label - background for label in block.classes)
        )
        for block in blocks
    )


def _read_kernels(path: Path, taps: int, channels: int | None) -> Floats:
    """Read kernels of shape (taps, channels, kernels); channels None accepts up to 1024."""
    with reading(path, ModelError), open_regular(path) as file:
        shape, column_major, dtype = _read_npy_header(file, path)
        if dtype.kind != "f" or dtype.itemsize != 4:
            raise ModelError(file_message(path, f"holds {dtype}, not float32; convert it"))
        rows = shape[0] if shape else 0
        fits = rows == taps * (channels or max(1, min(rows // taps, MAX_CHANNELS)))
        if len(shape) != 2 or not fits or not 1 <= shape[1] <= MAX_KERNELS:
            expected = f"{taps} x {'channels' if channels is None else channels}"
            raise ModelError(
                file_message(
                    path,
                    f"has shape {shape}, but the architecture needs ({expected}, kernels); does "
                    "the architecture file belong to this model?",
                )
            )
        n_bytes = os.fstat(file.fileno()).st_size - file.tell()
        if n_bytes != 4 * shape[0] * shape[1]:
            raise ModelError(
                file_message(
                    path,
                    f"holds {n_bytes} bytes of numbers, but shape {shape} needs "
                    f"{4 * shape[0] * shape[1]}; get a complete copy",
                )
            )
        numbers = np.frombuffer(file.read(), dtype)
    matrix = numbers.reshape(shape, order="F" if column_major else "C").astype(np.float32)
    return _require_finite(matrix.reshape(taps, -1, shape[1]), path)


def _read_npy_header(file: BinaryIO, path: Path) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    try:
        version = np.lib.format.read_magic(file)
        if version != (1, 0):
            raise ValueError(f"version {version[0]}.{version[1]} instead of 1.0")
        with silence:  # numpy warns of headers by Python 2
            return np.lib.format.read_array_header_1_0(file)
    except (ValueError, SyntaxError, TokenError, RecursionError, MemoryError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ModelError(file_message(path, f"is not an NPY file ({reason:.120})")) from None


def _read_numbers(path: Path, count: int) -> Floats:
    """Read a text file of exactly `count` numbers."""
    return _parse_numbers(_read_words(path), count, path)


def _read_counted(path: Path, count: int) -> Floats:
    """Read a text file that begins with `count`, followed by as many numbers."""
    first, *words = _read_words(path) or [""]
    if first != str(count):
        raise ModelError(
            file_message(
                path,
                f"begins with {printable(first, 20)!r}, but must begin with {count}, the number "
                "of kernels of the block",
            )
        )
    return _parse_numbers(words, count, path)


def _read_words(path: Path) -> list[str]:
    return read_text(path, ModelError).split()


def _parse_numbers(words: list[str], count: int, path: Path) -> Floats:
    if len(words) != count:
        raise ModelError(
            file_message(path, f"has {len(words)} numbers instead of {count}; get a complete copy")
        )
    numbers = []
    for word in words:
        try:
            numbers.append(float(word))
        except ValueError:
            message = file_message(path, f"{printable(word, 20)!r} is not a number")
            raise ModelError(message) from None
    with np.errstate(over="ignore"):  # what overflows float32 is refused as infinite
        return _require_finite(np.array(numbers, np.float32), path)


def _require_finite(numbers: Floats, path: Path) -> Floats:
    if not np.isfinite(numbers).all():
        raise ModelError(
            file_message(path, "contains NaN or infinite values; the model is damaged")
        )
    return numbers


# Writing


def write_flim_folder(
    folder: Path,
    architecture: Architecture,
    blocks: Sequence[FolderBlock],
    settings: FolderSettings,
) -> list[Path]:
    """Write a model folder, replacing an earlier export of flimbuilder.

    Parameters
    ----------
    folder : Path
        Created with its parents if missing.
    architecture : Architecture
        Its numbers of kernels are taken from the blocks.
    blocks : sequence of FolderBlock
    settings : FolderSettings

    Returns
    -------
    list of Path
        The written files, sorted by name.

    Raises
    ------
    ModelError
        If the folder holds anything but an export of flimbuilder.
    SaveError
        If a file cannot be written.
    """
    specifications = [
        specification.with_(kernels=block.kernels.shape[2], reduction="kmeans")
        for specification, block in zip(architecture.blocks, blocks, strict=True)
    ]
    files = {
        ARCHITECTURE_FILES[0]: dump_arch_json(architecture.with_(blocks=tuple(specifications))),
        SETTINGS_FILE: (json.dumps(settings.model_dump(mode="json"), indent=4) + "\n").encode(),
    }
    for number, block in enumerate(blocks, start=1):
        files |= {f"conv{number}-{name}": content for name, content in _dump_block(block).items()}
    stale = _exported_files(folder) - files.keys()
    try:
        make_folders(folder)
    except OSError as error:
        raise save_error(folder, error) from None
    for name, content in files.items():
        write_atomically(folder / name, content)
    for name in stale:
        with suppress(OSError):
            (folder / name).unlink()
    return [folder / name for name in sorted(files)]


def _dump_block(block: FolderBlock) -> dict[str, bytes]:
    matrix = block.kernels.reshape(-1, block.kernels.shape[2])
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, matrix.astype("<f4"), version=(1, 0), allow_pickle=False)
    files = {"kernels.npy": buffer.getvalue()}
    for name, numbers in (("mean", block.mean), ("stdev", block.stdev)):
        if numbers is not None:
            files[f"{name}.txt"] = dump_numbers(numbers)
    if block.bias is not None:
        files["bias.txt"] = dump_counted(block.bias)
    if block.classes is not None:
        files["labels.txt"] = dump_counted(np.array(block.classes) + 1)
    return files


def dump_numbers(numbers: NDArray[np.generic]) -> bytes:
    """Return numbers as one line of text, each as short as it reads back the same.

    The line has no end: pyflim fails on the empty word after it.
    """
    return " ".join(str(number) for number in numbers).encode("ascii")


def dump_counted(numbers: NDArray[np.generic]) -> bytes:
    """Return a line with the count of numbers, followed by the numbers."""
    return f"{len(numbers)}\n".encode("ascii") + dump_numbers(numbers)


def _exported_files(folder: Path) -> set[str]:
    """List the files of an earlier export; refuse a folder that holds anything else."""
    if folder.exists() and not folder.is_dir():
        raise ModelError(file_message(folder, "is a file; give a folder to write the model to"))
    if not folder.is_dir():
        return set()
    try:
        names = {child.name for child in folder.iterdir()}
    except OSError as error:
        problem = f"cannot be listed: {error.strerror or error}"
        raise ModelError(file_message(folder, problem)) from None
    own = {name for name in names if BLOCK_FILE.fullmatch(name)}
    own |= names & {SETTINGS_FILE, ARCHITECTURE_FILES[0]}
    others = names - own
    if others or (names and SETTINGS_FILE not in names):
        raise ModelError(
            file_message(
                folder,
                f"is not an export of flimbuilder (it holds {min(others or names)}) and is left "
                "unchanged; give a new folder",
            )
        )
    return own
