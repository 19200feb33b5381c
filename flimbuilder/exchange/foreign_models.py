"""Import and export models of FLIM-Builder, libift and pyflim.

An imported model computes the same activation maps as the program that wrote it.
"""

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
    guess_tap_order,
    to_centre_first,
    to_raster,
)
from flimbuilder.flim.fingerprint import fingerprint
from flimbuilder.flim.network import Encoder, FlimBlock
from flimbuilder.model.decoding import FALLBACK, resolve_choice
from flimbuilder.model.description import environment
from flimbuilder.model.document import (
    BlockRecord,
    KernelRecord,
    ModelDocument,
    ModelInput,
)
from flimbuilder.model.model import Model
from flimbuilder.project.architecture import Architecture, ColourSpace, trace_shapes
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.project import default_class, object_class_ids

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
    """An imported model and the assumptions made for it.

    Attributes
    ----------
    model : Model
    tap_order : {"raster", "centre"}
    input : str
        The colour space that block 1 reads.
    border : tuple of {"zero", "mean", "reflect"}
        How each block pads its input.
    guessed : tuple of str
        Settings that neither the folder nor the user gave: ``tap_order``, ``input``.
    votes : tuple of TapVote
        Votes for the tap order; empty if it was not guessed.
    notes : tuple of str
        Remarks for the user, one line each.
    """

    model: Model
    tap_order: TapOrder
    input: ColourSpace
    border: tuple[Border, ...]
    guessed: tuple[str, ...]
    votes: tuple[TapVote, ...]
    notes: tuple[str, ...]


# Import


def import_flim_folder(
    folder: Path,
    *,
    taps: str = AUTO,
    input: str | None = None,
    border: str = AUTO,
    architecture: Path | None = None,
) -> ImportedModel:
    """Import a model folder of FLIM-Builder, libift or pyflim.

    Parameters
    ----------
    folder : Path
    taps : {"auto", "raster", "centre"}, default="auto"
        Order of the kernels' taps. ``auto`` uses the order recorded by flimbuilder, or guesses
        from the correlation of neighbouring taps.
    input : str or None, default=None
        One of :data:`INPUTS`. None uses the input recorded by flimbuilder, or guesses from the
        number of channels.
    border : {"auto", "zero", "mean", "reflect"}, default="auto"
        How convolutions pad their input. ``auto`` is the mean if the folder has one, else zero:
        programs pad with zeros after normalisation, or with the mean if the normalisation is
        folded into the kernels. ``reflect`` is the padding of pyflim.
    architecture : Path or None, default=None
        The ``arch.json``; None looks for it in the folder.

    Raises
    ------
    InputError
        If an option is unknown or does not fit the model.
    ModelError, ArchitectureError
        As :func:`~flimbuilder.exchange.flim_folder.read_flim_folder`.
    """
    _require_option("--taps", taps, TAPS)
    _require_option("--border", border, BORDERS)
    if input is not None:
        _require_option("--input", input, INPUTS)
    source = read_flim_folder(folder, architecture)
    tap_order, votes = _choose_tap_order(source, taps)
    colour_space = _choose_input(source, input, folder)
    borders = tuple(_choose_border(block, border, source.settings) for block in source.blocks)
    full_architecture = _complete_architecture(source, colour_space, borders)
    encoder = _build_encoder(
        full_architecture, source.blocks, tap_order, _image_channels(source, colour_space)
    )
    document = _describe_model(full_architecture, source.blocks, encoder)
    notes, guessed = list(source.notes), []
    if taps == AUTO and source.settings is None:
        guessed.append("tap_order")
        if votes:
            n_agreeing = sum(vote.order == tap_order for vote in votes)
            notes.append(
                f"tap order guessed: {tap_order}; neighbouring taps correlate more in this order "
                f"in {n_agreeing} of {len(votes)} blocks; set it with --taps"
            )
    if input is None and source.settings is None:
        guessed.append("input")
        notes.append(
            f"input guessed from the channels of block 1: {colour_space}; set it with --input"
        )
    return ImportedModel(
        Model(document, encoder),
        tap_order,
        colour_space,
        borders,
        tuple(guessed),
        votes,
        tuple(notes),
    )


def _require_option(name: str, value: str, options: Sequence[str]) -> None:
    if value not in options:
        raise InputError(f"{name} {value!r}: choose from {', '.join(options)}")


def _choose_tap_order(source: FlimFolder, taps: str) -> tuple[TapOrder, tuple[TapVote, ...]]:
    if taps != AUTO:
        return cast(TapOrder, taps), ()
    if source.settings is not None:
        return source.settings.tap_order, ()
    return guess_tap_order([block.kernels for block in source.blocks])


def _choose_input(source: FlimFolder, requested: str | None, folder: Path) -> ColourSpace:
    """Return the colour space of block 1, checked against its number of channels."""
    channels = source.blocks[0].kernels.shape[1]
    if requested is None and source.settings is not None:
        recorded = source.architecture.with_(colour_space=source.settings.input)
        if recorded.input_channels(source.settings.channels) != channels:
            raise ModelError(
                f"{folder}: flimbuilder.json records images of {source.settings.channels} "
                f"channels, but block 1 reads {channels}; export the model again"
            )
        return recorded.colour_space
    name = requested or {3: "lab-ycbcr", 1: "luma"}.get(channels)
    if name is None:
        raise InputError(
            f"{folder}: block 1 reads {channels} channels, and the input is guessed for 1 and 3 "
            "only; give --input rgb to use the channels as they are"
        )
    given = {"grey": 1, "luma": 1, "rgb": channels}.get(name, 3)
    if given != channels:
        raise InputError(
            f"--input {name}: gives block 1 {given} channels, but the kernels in {folder} read "
            f"{channels}; choose another input"
        )
    return cast(ColourSpace, name)


def _image_channels(source: FlimFolder, colour_space: ColourSpace) -> int:
    if source.settings is not None and source.settings.input == colour_space:
        return source.settings.channels
    return 3 if colour_space in ("grey", "luma") else source.blocks[0].kernels.shape[1]


def _choose_border(block: FolderBlock, requested: str, settings: FolderSettings | None) -> Border:
    if requested == "mean" and block.mean is None:
        raise InputError("--border mean: a block has no convL-mean.txt; choose zero or reflect")
    if requested != AUTO:
        return cast(Border, requested)
    if settings is not None and settings.reflect:
        return "reflect"
    return "mean" if block.mean is not None and block.mean.any() else "zero"


def _complete_architecture(
    source: FlimFolder, colour_space: ColourSpace, borders: Sequence[Border]
) -> Architecture:
    """Add numbers of kernels, padding, and the treatment of the border in pooling."""
    blocks = []
    for index, (specification, block) in enumerate(
        zip(source.architecture.blocks, source.blocks, strict=True)
    ):
        outside = "left-out"
        if source.settings is not None:
            outside = source.settings.outside[index]
        elif specification.pooling.kind == "average":
            outside = "zero"
        completed = specification.with_(
            kernels=block.kernels.shape[2], pooling=specification.pooling.with_(outside=outside)
        )
        blocks.append(completed.with_(padding=borders[index]))
    return source.architecture.with_(blocks=tuple(blocks), colour_space=colour_space)


def _build_encoder(
    architecture: Architecture, blocks: Sequence[FolderBlock], tap_order: TapOrder, channels: int
) -> Encoder:
    kernel_counts = [block.kernels.shape[2] for block in blocks]
    with torch.device("meta"):  # allocates nothing and draws no random weights
        encoder = Encoder(channels, kernel_counts, architecture.model_dump(mode="json"))
    for module, specification, block in zip(
        encoder.blocks(), architecture.blocks, blocks, strict=True
    ):
        module.load_state_dict(_block_state(block, specification.padding, tap_order), assign=True)
    return encoder.eval().requires_grad_(False)


def _block_state(block: FolderBlock, border: Border, tap_order: TapOrder) -> dict[str, Tensor]:
    """Fold the normalisation into the weights and the bias, except for a mean at the border."""
    taps, channels, n_kernels = block.kernels.shape
    side = round(taps**0.5)
    weights = to_raster(block.kernels, tap_order).astype(np.float64)
    mean = np.zeros(channels) if block.mean is None else block.mean.astype(np.float64)
    if block.bias is None:
        assert block.stdev is not None
        weights = weights / block.stdev.astype(np.float64)[:, None]
    shift = np.einsum("tck,c->k", weights, mean)
    bias = -shift if block.bias is None else block.bias.astype(np.float64)
    shaped = weights.reshape(side, side, channels, n_kernels).transpose(3, 2, 0, 1)
    state = {"conv.weight": _float32(shaped)}
    if border == "mean":  # the block subtracts the mean from its input
        state |= {"conv.bias": _float32(bias + shift), "mean": _float32(mean)}
    else:
        state["conv.bias"] = _float32(bias)
    return state


def _float32(array: Doubles) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array, np.float32))


def _describe_model(
    architecture: Architecture, blocks: Sequence[FolderBlock], encoder: Encoder
) -> ModelDocument:
    kernel_classes: list[list[int | None]] = [
        [None] * block.kernels.shape[2] if block.classes is None else list(block.classes)
        for block in blocks
    ]
    class_ids = [class_id for row in kernel_classes for class_id in row if class_id is not None]
    classes = tuple(default_class(class_id) for class_id in range(max([1, *class_ids]) + 1))
    shapes = trace_shapes(architecture, 1, 1, encoder.image_channels)
    records = tuple(
        BlockRecord(
            kernels=tuple(KernelRecord(class_id=class_id) for class_id in row),
            parameters=sum(tensor.numel() for tensor in module.parameters()),
            receptive_field=shape.receptive_field,
        )
        for row, module, shape in zip(kernel_classes, encoder.blocks(), shapes, strict=True)
    )
    decoder_choice = FALLBACK if None in kernel_classes[-1] else DecoderChoice(id="lm")
    return ModelDocument(
        app_version=__version__,
        fingerprint=fingerprint(architecture, encoder.state_dict()),
        input=ModelInput(channels=encoder.image_channels, colour_space=architecture.colour_space),
        architecture=architecture,
        classes=classes,
        blocks=records,
        decoder=resolve_choice(decoder_choice, kernel_classes, object_class_ids(classes)),
        delineation=Delineation(),
        seed=0,
        environment=environment(),
    )


# Export


def export_flim_folder(model: Model, out: Path) -> list[Path]:
    """Write a model as a folder that FLIM-Builder, libift and pyflim read.

    The central tap comes first, as pyflim and FLIM-Builder expect. The normalisation is folded
    into kernels and bias; mean and standard deviation are also written, as pyflim always reads
    them. A block that was imported without a bias has none.

    Raises
    ------
    InputError
        If the model uses minimum pooling or leaky activation, which these programs lack.
    ModelError, SaveError
        As :func:`~flimbuilder.exchange.flim_folder.write_flim_folder`.
    """
    document = model.document
    architecture = document.architecture
    if architecture.standardise != "none":
        raise InputError(
            "FLIM-Builder, libift and pyflim do not standardise images, as this model does "
            f"({architecture.standardise}); export to another format, or build it with "
            "--standardise none"
        )
    for number, block in enumerate(architecture.blocks, start=1):
        for feature, used in (
            ("leaky activation", block.activation == "leaky"),
            ("minimum pooling", block.pooling.kind == "min"),
        ):
            if used:
                raise InputError(
                    f"block {number}: FLIM-Builder, libift and pyflim have no {feature}; export "
                    "to another format"
                )
    blocks = [
        _folder_block_of(module, record)
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


def _folder_block_of(module: FlimBlock, record: BlockRecord) -> FolderBlock:
    weight = module.conv.weight.detach().cpu().numpy()
    n_kernels, channels = weight.shape[:2]
    kernels = to_centre_first(weight.transpose(2, 3, 1, 0).reshape(-1, channels, n_kernels))
    assert module.conv.bias is not None
    bias = module.conv.bias.detach().cpu().numpy()
    mean, folded = np.zeros(channels, np.float32), True
    if module.padding == "mean":
        mean, folded = module.mean.detach().cpu().numpy(), bool(bias.any())
        shift = np.einsum("tck,c->k", kernels.astype(np.float64), mean.astype(np.float64))
        bias = (bias - shift).astype(np.float32)
    classes = [kernel.class_id for kernel in record.kernels]
    known = tuple(class_id for class_id in classes if class_id is not None)
    return FolderBlock(
        kernels=kernels,
        mean=mean,
        stdev=np.ones(channels, np.float32),
        bias=bias if folded else None,
        classes=known if len(known) == len(classes) else None,
    )


def losses_in_flim_folder(model: Model) -> tuple[str, ...]:
    """List what a folder of FLIM-Builder, libift and pyflim cannot keep, one line each."""
    architecture = model.document.architecture
    notes = [
        "the central tap comes first; load the folder with its bias (libift: USE_BIAS, pyflim: "
        "use_bias=True)",
        f"the files do not record that the input is {architecture.colour_space}; give these "
        "programs the same input",
        "not kept: decoder, delineation, provenance of the kernels",
    ]
    decoder = model.document.decoder
    if decoder.weights_source == "finetuned":
        notes.append(
            "the U-shaped decoder has no place in these files, only the trained blocks; onnx and "
            "pt2 keep it"
        )
    if decoder.weights:
        notes.append(
            f"the weights of decoder {decoder.id!r} have no place in these files: these programs "
            "decode by rules of their own; onnx and pt2 keep it"
        )
    for number, block in enumerate(architecture.blocks, start=1):
        pooling = block.pooling
        if pooling.kind == "average" and pooling.outside == "left-out":
            notes.append(
                f"block {number}: these programs include zeros in averages at the border; maps "
                f"differ within {pooling.size // 2} pixels of it"
            )
        if pooling.kind != "none" and pooling.size % 2 == 0:
            notes.append(
                f"block {number}: libift enlarges the pooling window from {pooling.size} to "
                f"{pooling.size + 1} pixels"
            )
        if block.activation == "none":
            notes.append(f"block {number}: libift adds no bias without an activation")
    return tuple(notes)
