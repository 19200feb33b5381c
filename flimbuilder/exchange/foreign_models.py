"""Models of FLIM-Builder, libift and pyflim: brought in so that they answer alike, and out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder import __version__
from flimbuilder.errors import InputError, ModelError
from flimbuilder.exchange.flim_folder import (
    FlimFolder,
    FolderBlock,
    FolderSettings,
    read_flim_folder,
    write_flim_folder,
)
from flimbuilder.exchange.tap_order import (
    TapOrder,
    TapVote,
    centre_first,
    guess_tap_order,
    raster,
)
from flimbuilder.flim.fingerprint import fingerprint
from flimbuilder.flim.network import Encoder, FlimBlock
from flimbuilder.model.decoding import FALLBACK, resolve_choice
from flimbuilder.model.document import (
    BlockRecord,
    KernelRecord,
    ModelDocument,
    ModelInput,
)
from flimbuilder.model.model import Model, environment
from flimbuilder.project.architecture import Architecture, ColourSpace, trace_shapes
from flimbuilder.project.project import (
    DecoderChoice,
    Delineation,
    default_class,
    object_class_ids,
)

__all__ = [
    "BORDERS",
    "INPUTS",
    "TAPS",
    "ImportedModel",
    "export_flim_folder",
    "import_flim_folder",
    "losses_in_flim_folder",
]

AUTO = "auto"
INPUTS: tuple[ColourSpace, ...] = get_args(ColourSpace)
Border = Literal["zero", "mean", "reflect"]
BORDERS = (AUTO, *get_args(Border))
TAPS = (AUTO, *get_args(TapOrder))
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class ImportedModel:
    """A model that was brought in, and what was taken for granted.

    Attributes
    ----------
    model : Model
    tap_order : {"raster", "centre"}
    input : str
        The colour space that block 1 reads.
    border : tuple of {"zero", "mean", "reflect"}
        What each block takes for pixels outside its input.
    guessed : tuple of str
        What neither the folder nor the user told: ``tap_order``, ``input``.
    votes : tuple of TapVote
        Where the tap order was guessed.
    notes : tuple of str
        What a user should know, one line each.
    """

    model: Model
    tap_order: TapOrder
    input: ColourSpace
    border: tuple[Border, ...]
    guessed: tuple[str, ...]
    votes: tuple[TapVote, ...]
    notes: tuple[str, ...]


# In


def import_flim_folder(
    folder: Path,
    *,
    taps: str = AUTO,
    input: str | None = None,
    border: str = AUTO,
    architecture: Path | None = None,
) -> ImportedModel:
    """Make a model of a folder of FLIM-Builder, libift or pyflim.

    Parameters
    ----------
    folder : Path
    taps : {"auto", "raster", "centre"}, default="auto"
        Order of the kernels' taps; ``auto`` guesses by how alike neighbouring taps are.
    input : str or None, default=None
        One of :data:`INPUTS`; None takes what the folder tells, else guesses by its channels.
    border : {"auto", "zero", "mean", "reflect"}, default="auto"
        What a convolution takes for pixels outside its input. ``auto``: the mean where the folder
        has one, for its own program normalises before it pads with zeros, or pads with the mean
        where the normalisation is folded; else zeros. ``reflect`` is pyflim's.
    architecture : Path or None, default=None
        The ``arch.json``; None looks for it in the folder.

    Raises
    ------
    InputError
        For an unknown option.
    ModelError, ArchitectureError
        As :func:`~flimbuilder.exchange.flim_folder.read_flim_folder`; and where the channels of
        block 1 are not those of the input.
    """
    _require_option("--taps", taps, TAPS)
    _require_option("--border", border, BORDERS)
    if input is not None:
        _require_option("--input", input, INPUTS)
    found = read_flim_folder(folder, architecture)
    order, votes = _tap_order(found, taps)
    colour_space = _input(found, input, folder)
    borders = tuple(_border(block, border, found.settings) for block in found.blocks)
    full = _specify(found, colour_space, borders)
    guessed = [
        name
        for name, given in (("tap_order", taps != AUTO), ("input", input is not None))
        if not given and found.settings is None
    ]
    channels = _image_channels(found, colour_space)
    encoder = _encoder(full, found.blocks, order, channels)
    document = _document(full, found.blocks, encoder)
    notes = (*found.notes, *_guess_notes(guessed, order, votes, colour_space))
    return ImportedModel(
        Model(document, encoder), order, colour_space, borders, tuple(guessed), votes, notes
    )


def _require_option(name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise InputError(f"{name} {value!r}: choose from {', '.join(choices)}")


def _tap_order(found: FlimFolder, taps: str) -> tuple[TapOrder, tuple[TapVote, ...]]:
    if taps != AUTO:
        return cast(TapOrder, taps), ()
    if found.settings is not None:
        return found.settings.tap_order, ()
    return guess_tap_order([block.kernels for block in found.blocks])


def _input(found: FlimFolder, asked: str | None, folder: Path) -> ColourSpace:
    """Return the colour space of block 1, checked against its channels."""
    channels = found.blocks[0].kernels.shape[1]
    if asked is None and found.settings is not None:
        told = found.architecture.with_(colour_space=found.settings.input)
        if told.input_channels(found.settings.channels) != channels:
            raise ModelError(
                f"{folder}: flimbuilder.json tells of images of {found.settings.channels} "
                f"channels and block 1 reads {channels}; export the model again"
            )
        return told.colour_space
    name = asked or {3: "lab-ycbcr", 1: "luma"}.get(channels)
    for colour_space in INPUTS:
        if name == colour_space and channels in _channels_of(colour_space, channels):
            return colour_space
    if name is None:
        raise InputError(
            f"{folder}: block 1 reads {channels} channels; of images of 3 or 1 the input can be "
            "guessed, give --input rgb to take others as they are"
        )
    reads = " or ".join(str(one) for one in _channels_of(name, channels))
    raise InputError(
        f"--input {name}: gives block 1 {reads} channels, and the kernels in {folder} are for "
        f"{channels}; choose another input"
    )


def _channels_of(colour_space: str, channels: int) -> tuple[int, ...]:
    if colour_space in ("grey", "luma"):
        return (1,)
    return (channels,) if colour_space == "rgb" else (3,)


def _image_channels(found: FlimFolder, colour_space: ColourSpace) -> int:
    if found.settings is not None and found.settings.input == colour_space:
        return found.settings.channels
    return 3 if colour_space in ("grey", "luma") else found.blocks[0].kernels.shape[1]


def _border(block: FolderBlock, asked: str, settings: FolderSettings | None) -> Border:
    if asked == "mean" and block.mean is None:
        raise InputError("--border mean: a block has no convL-mean.txt; choose zero or reflect")
    if asked == AUTO and settings is not None and settings.reflect:
        return "reflect"
    if asked != AUTO:
        return cast(Border, asked)
    return "mean" if block.mean is not None and block.mean.any() else "zero"


def _specify(
    found: FlimFolder, colour_space: ColourSpace, borders: Sequence[Border]
) -> Architecture:
    """Return the architecture with all that the folder's own program does."""
    blocks = []
    for index, (block, one) in enumerate(
        zip(found.architecture.blocks, found.blocks, strict=True)
    ):
        outside = "left-out"
        if found.settings is not None:
            outside = found.settings.outside[index]
        elif block.pooling.kind == "average":
            outside = "zero"
        pooling = block.pooling.with_(outside=outside)
        counted = block.with_(kernels=one.kernels.shape[2], pooling=pooling)
        blocks.append(counted.with_(padding=borders[index]))
    return found.architecture.with_(blocks=tuple(blocks), colour_space=colour_space)


def _encoder(
    architecture: Architecture, blocks: Sequence[FolderBlock], order: TapOrder, channels: int
) -> Encoder:
    counts = [block.kernels.shape[2] for block in blocks]
    with torch.device("meta"):  # no memory, and no random numbers for weights that are known
        encoder = Encoder(channels, counts, architecture.model_dump(mode="json"))
    for module, specification, block in zip(
        encoder.blocks(), architecture.blocks, blocks, strict=True
    ):
        module.load_state_dict(_state(block, specification.padding, order), assign=True)
    return encoder.eval().requires_grad_(False)


def _state(block: FolderBlock, border: Border, order: TapOrder) -> dict[str, Tensor]:
    """Return the tensors of a block: the normalisation folded in, but for a mean at the border."""
    taps, channels, n_kernels = block.kernels.shape
    side = round(taps**0.5)
    weights = raster(block.kernels, order).astype(np.float64)
    mean = np.zeros(channels) if block.mean is None else block.mean.astype(np.float64)
    if block.bias is None:
        assert block.stdev is not None
        weights = weights / block.stdev.astype(np.float64)[:, None]
    shift = np.einsum("tck,c->k", weights, mean)
    bias = -shift if block.bias is None else block.bias.astype(np.float64)
    shaped = weights.reshape(side, side, channels, n_kernels).transpose(3, 2, 0, 1)
    state = {"conv.weight": _float32(shaped)}
    if border == "mean":  # the block takes the mean off its input, so it is no part of the bias
        state |= {"conv.bias": _float32(bias + shift), "mean": _float32(mean)}
    else:
        state["conv.bias"] = _float32(bias)
    return state


def _float32(array: Doubles) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array, np.float32))


def _document(
    architecture: Architecture, blocks: Sequence[FolderBlock], encoder: Encoder
) -> ModelDocument:
    kernel_classes: list[list[int | None]] = [
        [None] * block.kernels.shape[2] if block.classes is None else list(block.classes)
        for block in blocks
    ]
    highest = max((one for row in kernel_classes for one in row if one is not None), default=1)
    classes = tuple(default_class(class_id) for class_id in range(max(highest, 1) + 1))
    shapes = trace_shapes(architecture, 1, 1, encoder.image_channels)
    records = tuple(
        BlockRecord(
            kernels=tuple(KernelRecord(class_id=class_id) for class_id in row),
            parameters=_parameters(module),
            receptive_field=shape.receptive_field,
        )
        for row, module, shape in zip(kernel_classes, encoder.blocks(), shapes, strict=True)
    )
    choice = FALLBACK if None in kernel_classes[-1] else DecoderChoice()
    return ModelDocument(
        app_version=__version__,
        fingerprint=fingerprint(architecture, encoder.state_dict()),
        input=ModelInput(channels=encoder.image_channels, colour_space=architecture.colour_space),
        architecture=architecture,
        classes=classes,
        blocks=records,
        decoder=resolve_choice(choice, kernel_classes, object_class_ids(classes)),
        delineation=Delineation(),
        seed=0,
        environment=environment(),
    )


def _parameters(module: FlimBlock) -> int:
    return sum(tensor.numel() for tensor in module.parameters())


def _guess_notes(
    guessed: Sequence[str],
    order: TapOrder,
    votes: Sequence[TapVote],
    colour_space: ColourSpace,
) -> list[str]:
    notes = []
    if "tap_order" in guessed and votes:
        agree = sum(vote.order == order for vote in votes)
        notes.append(
            f"tap order guessed: {order}, in which neighbouring taps are more alike in {agree} of "
            f"{len(votes)} blocks; --taps decides"
        )
    if "input" in guessed:
        notes.append(f"input guessed by the channels of block 1: {colour_space}; --input decides")
    return notes


# Out


def export_flim_folder(model: Model, out: Path) -> list[Path]:
    """Write a model as a folder that FLIM-Builder, libift and pyflim read.

    Taps have the central one first, as pyflim and FLIM-Builder expect. The kernels are folded,
    with a bias; mean and deviation are there too, for pyflim reads them in any case. A block that
    was imported without a bias has none.

    Raises
    ------
    InputError
        Where the model has what these programs do not: minimum pooling, leaky activation.
    ModelError, SaveError
        As :func:`~flimbuilder.exchange.flim_folder.write_flim_folder`.
    """
    document = model.document
    architecture = document.architecture
    for number, block in enumerate(architecture.blocks, start=1):
        missing = {"leaky": "leaky activation"}.get(block.activation) or (
            "minimum pooling" if block.pooling.kind == "min" else None
        )
        if missing:
            raise InputError(
                f"block {number}: {missing} is unknown to FLIM-Builder, libift and pyflim; "
                "export to another format"
            )
    blocks = [
        _folder_block(module, record)
        for module, record in zip(model.encoder.blocks(), document.blocks, strict=True)
    ]
    settings = FolderSettings(
        tap_order="centre",
        input=architecture.colour_space,
        channels=document.input.channels,
        reflect=any(block.padding == "reflect" for block in architecture.blocks),
        outside=tuple(block.pooling.outside for block in architecture.blocks),
    )
    return write_flim_folder(out, architecture, blocks, settings)


def _folder_block(module: FlimBlock, record: BlockRecord) -> FolderBlock:
    weight = module.conv.weight.detach().cpu().numpy()
    n_kernels, channels = weight.shape[:2]
    kernels = centre_first(weight.transpose(2, 3, 1, 0).reshape(-1, channels, n_kernels))
    assert module.conv.bias is not None
    bias = module.conv.bias.detach().cpu().numpy()
    mean, folded = np.zeros(channels, np.float32), True
    if module.padding == "mean":
        mean, folded = module.mean.detach().cpu().numpy(), bool(bias.any())
        shift = np.einsum("tck,c->k", kernels.astype(np.float64), mean.astype(np.float64))
        bias = (bias - shift).astype(np.float32)
    classes = [kernel.class_id for kernel in record.kernels]
    known = tuple(one for one in classes if one is not None)
    return FolderBlock(
        kernels=kernels,
        mean=mean,
        stdev=np.ones(channels, np.float32),
        bias=bias if folded else None,
        classes=known if len(known) == len(classes) else None,
    )


def losses_in_flim_folder(model: Model) -> tuple[str, ...]:
    """Tell what a folder of FLIM-Builder, libift and pyflim cannot keep, one line each."""
    architecture = model.document.architecture
    notes = [
        "the taps have the central one first; load the folder with its bias (libift: USE_BIAS, "
        "pyflim: use_bias=True)",
        f"the files cannot say that the input is {architecture.colour_space}; give these programs "
        "the same",
        "left out: the decoder, the delineation, the provenance of the kernels",
    ]
    for number, block in enumerate(architecture.blocks, start=1):
        pooling = block.pooling
        if pooling.kind == "average" and pooling.outside == "left-out":
            notes.append(
                f"block {number}: at the border these programs average zeros too; the maps differ "
                f"there by up to {pooling.size // 2} pixels"
            )
        if pooling.kind != "none" and pooling.size % 2 == 0:
            notes.append(
                f"block {number}: libift takes a pooling window of {pooling.size} for "
                f"{pooling.size + 1} pixels"
            )
        if block.activation == "none":
            notes.append(f"block {number}: libift adds no bias where there is no activation")
    return tuple(notes)
