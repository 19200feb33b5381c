"""Model folders of FLIM-Builder, libift and pyflim.

``arch.json``, and for every block L ``convL-kernels.npy`` (float32, rows: taps times channels,
columns: kernels), ``convL-mean.txt`` and ``convL-stdev.txt`` (a number for each input channel) or
``convL-bias.txt`` (their count, then a number for each kernel), and ``convL-labels.txt`` (the
count, then the class of each kernel, plus one).

With a bias the kernels are already divided by the deviations; without one the input is normalised
first. A folder that flimbuilder wrote also has a ``flimbuilder.json``, which tells what the other
files leave open.
"""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from flimbuilder.errors import InputError, ModelError, ProjectFormatError
from flimbuilder.exchange.arch_json import dump_arch_json, read_model_arch_json
from flimbuilder.exchange.number_files import (
    dump_counted,
    dump_matrix,
    dump_numbers,
    read_counted,
    read_matrix,
    read_numbers,
)
from flimbuilder.exchange.tap_order import TapOrder
from flimbuilder.exchange.text import named
from flimbuilder.project.architecture import Architecture, ColourSpace
from flimbuilder.project.files import read_regular, save_error, write_atomically
from flimbuilder.project.json_text import parse_json
from flimbuilder.project.values import Value, describe

__all__ = [
    "FlimFolder",
    "FolderBlock",
    "FolderSettings",
    "read_flim_folder",
    "write_flim_folder",
]

ARCHITECTURE_FILES = ("arch.json", "architecture.json", "arch2D.json")
SETTINGS_FILE = "flimbuilder.json"
OWN_FILE = re.compile(r"conv[1-9]\d*-(kernels\.npy|(mean|stdev|bias|labels)\.txt)", re.ASCII)
MAX_LABEL = 65_535
Floats = NDArray[np.float32]


class FolderSettings(Value):
    """What a folder that flimbuilder wrote tells of itself.

    Attributes
    ----------
    tap_order : {"raster", "centre"}
    input : str
        The architecture's colour space.
    channels : int
        Of the images.
    reflect : bool
        Whether the blocks mirror their input at its border.
    outside : tuple of {"left-out", "zero"}
        Of each block's pooling.
    """

    format: Literal["flimbuilder-flim-folder"] = "flimbuilder-flim-folder"
    tap_order: TapOrder
    input: ColourSpace
    channels: int
    reflect: bool
    outside: tuple[Literal["left-out", "zero"], ...]


@dataclass(frozen=True)
class FolderBlock:
    """The files of one block.

    Attributes
    ----------
    kernels : ndarray of float32 of shape (taps, channels, kernels)
        Taps in the file's order.
    mean, stdev : ndarray of float32 of shape (channels,), or None
        Of the input; None where there is no such file.
    bias : ndarray of float32 of shape (kernels,), or None
    classes : tuple of int, or None
        Of each kernel; 0 is the background.
    """

    kernels: Floats
    mean: Floats | None = None
    stdev: Floats | None = None
    bias: Floats | None = None
    classes: tuple[int, ...] | None = None


@dataclass(frozen=True)
class FlimFolder:
    """A model folder as it was read.

    Attributes
    ----------
    architecture : Architecture
        As ``arch.json`` has it; how many kernels there are is for the blocks to tell.
    blocks : tuple of FolderBlock
    settings : FolderSettings or None
        None where another program wrote the folder.
    notes : tuple of str
        What a user should know, one line each.
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
        Where a file is missing, cannot be read, or does not fit the others.
    ArchitectureError
        Of the ``arch.json``.
    """
    if not folder.is_dir():
        raise ModelError(f"{folder}: is no folder; give the folder of the model's files")
    settings = _read_settings(folder / SETTINGS_FILE)
    arch_file = architecture or _find_architecture(folder)
    found = read_model_arch_json(arch_file, ours=settings is not None)
    blocks: list[FolderBlock] = []
    for number, block in enumerate(found.architecture.blocks, start=1):
        channels = blocks[-1].kernels.shape[2] if blocks else None
        blocks.append(_read_block(folder, number, block.kernel_size**2, channels))
    if settings is not None and len(settings.outside) != len(blocks):
        raise ModelError(
            f"{folder / SETTINGS_FILE}: tells of {len(settings.outside)} blocks and "
            f"{arch_file.name} of {len(blocks)}; export the model again"
        )
    notes = [*found.notes, *_count_notes(found.architecture, blocks, arch_file.name)]
    return FlimFolder(found.architecture, _with_classes(blocks), settings, tuple(notes))


def _find_architecture(folder: Path) -> Path:
    for name in ARCHITECTURE_FILES:
        if (folder / name).exists():
            return folder / name
    raise ModelError(
        f"{folder}: has no {ARCHITECTURE_FILES[0]}; name the architecture file with --architecture"
    )


def _read_settings(path: Path) -> FolderSettings | None:
    if not path.exists():
        return None
    try:
        return FolderSettings.model_validate(parse_json(read_regular(path), path))
    except ValidationError as error:
        raise ModelError(f"{path}: {describe(error)}") from None
    except (InputError, ProjectFormatError) as error:
        raise ModelError(str(error)) from None
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror or error}") from None


def _read_block(folder: Path, number: int, taps: int, channels: int | None) -> FolderBlock:
    def beside(what: str) -> Path:
        return folder / f"conv{number}-{what}.txt"

    kernels = read_matrix(folder / f"conv{number}-kernels.npy", taps, channels)
    n_channels, n_kernels = kernels.shape[1:]
    has_bias = beside("bias").exists()
    statistics = {
        what: read_numbers(beside(what), n_channels)
        for what in ("mean", "stdev")
        if beside(what).exists() or not has_bias
    }
    stdev = statistics.get("stdev")
    if stdev is not None and not (stdev > 0).all():
        raise ModelError(named(beside("stdev"), "has a deviation that is not above 0"))
    return FolderBlock(
        kernels,
        statistics.get("mean"),
        stdev,
        read_counted(beside("bias"), n_kernels) if has_bias else None,
        _read_labels(beside("labels"), n_kernels),
    )


def _read_labels(path: Path, count: int) -> tuple[int, ...] | None:
    if not path.exists():
        return None
    labels = read_counted(path, count)
    for label in labels:
        if label != int(label) or not 0 <= label <= MAX_LABEL:
            raise ModelError(
                named(path, f"label {label:g} is no whole number from 0 to {MAX_LABEL}")
            )
    return tuple(int(label) for label in labels)


def _with_classes(blocks: Sequence[FolderBlock]) -> tuple[FolderBlock, ...]:
    """Turn labels into classes: libift counts them from 1, the background, some from 0."""
    labels = [label for block in blocks for label in block.classes or ()]
    first = 0 if 0 in labels else 1
    return tuple(
        FolderBlock(
            block.kernels,
            block.mean,
            block.stdev,
            block.bias,
            block.classes and tuple(label - first for label in block.classes),
        )
        for block in blocks
    )


def _count_notes(
    architecture: Architecture, blocks: Sequence[FolderBlock], name: str
) -> list[str]:
    return [
        f"layer{number}: {block.kernels.shape[2]} kernels in the folder and {asked.kernels} in "
        f"{name}; those of the folder count"
        for number, (asked, block) in enumerate(
            zip(architecture.blocks, blocks, strict=True), start=1
        )
        if asked.kernels is not None and asked.kernels != block.kernels.shape[2]
    ]


# Writing


def write_flim_folder(
    folder: Path,
    architecture: Architecture,
    blocks: Sequence[FolderBlock],
    settings: FolderSettings,
) -> list[Path]:
    """Write a model folder; an export of flimbuilder in it is replaced.

    Parameters
    ----------
    folder : Path
        Made with its parents.
    architecture : Architecture
        Its kernel counts are taken from the blocks.
    blocks : sequence of FolderBlock
    settings : FolderSettings

    Returns
    -------
    list of Path
        What was written, by name.

    Raises
    ------
    ModelError
        Where the folder holds something else.
    SaveError
        Where it cannot be written.
    """
    counted = [
        block.with_(kernels=one.kernels.shape[2], reduction="kmeans")
        for block, one in zip(architecture.blocks, blocks, strict=True)
    ]
    files = {
        ARCHITECTURE_FILES[0]: dump_arch_json(architecture.with_(blocks=tuple(counted))),
        SETTINGS_FILE: (json.dumps(settings.model_dump(mode="json"), indent=4) + "\n").encode(),
    }
    for number, block in enumerate(blocks, start=1):
        files |= {f"conv{number}-{what}": content for what, content in _dump_block(block).items()}
    stale = _stale_files(folder) - files.keys()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise save_error(folder, error) from None
    for name, content in files.items():
        write_atomically(folder / name, content)
    for name in stale:
        with suppress(OSError):
            (folder / name).unlink()
    return [folder / name for name in sorted(files)]


def _dump_block(block: FolderBlock) -> dict[str, bytes]:
    files = {"kernels.npy": dump_matrix(block.kernels)}
    for what, numbers in (("mean", block.mean), ("stdev", block.stdev)):
        if numbers is not None:
            files[f"{what}.txt"] = dump_numbers(numbers)
    if block.bias is not None:
        files["bias.txt"] = dump_counted(block.bias)
    if block.classes is not None:
        files["labels.txt"] = dump_counted(np.array(block.classes) + 1)
    return files


def _stale_files(folder: Path) -> set[str]:
    """Return the files of an export that is there; refuse a folder of anything else."""
    if folder.exists() and not folder.is_dir():
        raise ModelError(f"{folder}: is a file; give a folder to write the model to")
    if not folder.is_dir():
        return set()
    try:
        names = {child.name for child in folder.iterdir()}
    except OSError as error:
        raise ModelError(f"{folder}: cannot be listed: {error.strerror or error}") from None
    known = {name for name in names if OWN_FILE.fullmatch(name)}
    known |= names & {SETTINGS_FILE, ARCHITECTURE_FILES[0]}
    strangers = names - known
    if strangers or (names and SETTINGS_FILE not in names):
        raise ModelError(
            f"{folder}: holds something else than an export of flimbuilder "
            f"({min(strangers or names)}) and is left as it is; give a new folder"
        )
    return known
