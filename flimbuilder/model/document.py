"""``model.json``: the document of a model folder. Needs neither torch nor the tensors."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, ValidationError

from flimbuilder.errors import InputError, ModelError, ProjectFormatError
from flimbuilder.project.architecture import Architecture, ColourSpace, Standardise
from flimbuilder.project.decoding import BlockScale, DecoderChoice, Delineation, Level
from flimbuilder.project.encoder_start import EncoderStart
from flimbuilder.project.files import read_regular
from flimbuilder.project.markers import ClassId
from flimbuilder.project.project import (
    ClassEntry,
    ClusterIdentity,
    FrozenIdentity,
    ImageId,
    KernelEdit,
    KernelIdentity,
    MarkerShare,
    object_class_ids,
)
from flimbuilder.project.selection import SampleRange, Selection
from flimbuilder.project.values import Value, describe, from_json, parse_json

__all__ = [
    "MODEL_FILE",
    "BlockRecord",
    "KernelRecord",
    "ModelDocument",
    "ModelInput",
    "TrainingLevels",
    "dump_model_document",
    "is_model_folder",
    "read_model_document",
]

MODEL_FILE = "model.json"
SCHEMA_VERSION = 1

Index = Annotated[int, Field(ge=0)]


class KernelRecord(Value):
    """The provenance of one channel of a block.

    Attributes
    ----------
    class_id : int or None
        None if a reduction mixed the classes, or for an imported model without classes.
    identity : ClusterIdentity, ComponentIdentity, FrozenIdentity or None
        The kernel's identity in kernel edits. None in imported models, as are the next four, which
        a kernel of another model lacks too.
    image, marker : str, int or None
        Image and marker of the nearest marked patch.
    pixel : tuple of int or None
        Its (row, column) in the image.
    size : int or None
        Patches of the cluster, or kernels that were reduced to the component.
    sources : tuple of MarkerShare, default=()
        The markers that were reduced to the component, the largest share first; their shares sum
        to 1. Empty, and not written, for a cluster, and in models of older versions.
    """

    class_id: ClassId | None = Field(alias="class")
    identity: KernelIdentity | None = None
    image: ImageId | None = None
    marker: Annotated[int, Field(ge=1)] | None = None
    pixel: tuple[Index, Index] | None = None
    size: Index | None = None
    inverted: bool = False
    sources: tuple[MarkerShare, ...] = Field(default=(), exclude_if=lambda given: not given)

    @property
    def markers(self) -> tuple[MarkerShare, ...]:
        """The markers whose patches it comes from, the largest share first.

        That of the nearest patch, if the shares are not known; empty in imported models.
        """
        if self.sources or self.image is None or self.marker is None:
            return self.sources
        return (MarkerShare(image=self.image, marker=self.marker, share=1.0),)

    @property
    def has_known_markers(self) -> bool:
        """Whether :attr:`markers` are exact, rather than the nearest patch's."""
        return bool(self.sources) or isinstance(self.identity, ClusterIdentity)


def _learning_order(record: KernelRecord) -> tuple[Any, ...]:
    identity = record.identity
    if isinstance(identity, ClusterIdentity):
        return identity.image, identity.marker, identity.cluster
    if isinstance(identity, FrozenIdentity):
        return "", 0, identity.kernel
    class_id = -1 if record.class_id is None else record.class_id
    return "", class_id, 0 if identity is None else identity.component


class BlockRecord(Value):
    """A learned block: its channels in order, and its deleted kernels."""

    kernels: Annotated[tuple[KernelRecord, ...], Field(min_length=1)]
    deleted: tuple[KernelRecord, ...] = ()
    parameters: Annotated[int, Field(ge=1)]
    receptive_field: Annotated[int, Field(ge=1)]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The number of each channel among the block's kernels, from 1; deleted ones count.

        The window numbers kernels so: by their identity, which is the order of learning.
        """
        plain = tuple(range(1, len(self.kernels) + 1))
        records = (*self.kernels, *self.deleted)
        if not self.deleted or any(record.identity is None for record in records):
            return plain
        order = sorted(range(len(records)), key=lambda index: _learning_order(records[index]))
        numbers = tuple(order.index(channel) + 1 for channel in range(len(self.kernels)))
        return numbers if list(numbers) == sorted(numbers) else plain


class ModelInput(Value):
    """The input of the network: images in [0, 1], scaled by the range of their dtype.

    Attributes
    ----------
    selection : Selection or None, default=None
        What the selections of the training images share: axes (at any index), channels and
        window. Not written if None.
    stored : tuple of SampleRange, default=()
        Dtypes and ranges of the values of the training images. Not written if empty.
    standardise : {"none", "mean", "standard"}, default="none"
        As in the architecture. Not written if ``none``.
    """

    channels: Annotated[int, Field(ge=1, le=65_535)]
    colour_space: ColourSpace
    range: tuple[float, float] = (0.0, 1.0)
    selection: Selection | None = Field(default=None, exclude_if=lambda given: given is None)
    stored: tuple[SampleRange, ...] = Field(default=(), exclude_if=lambda given: not given)
    standardise: Standardise = Field(default="none", exclude_if=lambda given: given == "none")


class TrainingLevels(Value):
    """The numbers of the scale ``training`` for every decoder that computes its weights.

    Attributes
    ----------
    maxima : tuple of tuple of float
        For each block, the maxima of its kernels' maps over the training images.
    levels : dict of str to tuple of tuple of float
        By decoder that computes its weights, for each block the level of each object class;
        empty for a block that can't serve the decoder.
    """

    maxima: tuple[tuple[Level, ...], ...]
    levels: dict[str, tuple[tuple[Level, ...], ...]]

    def complete(self, decoder_choice: DecoderChoice) -> DecoderChoice | None:
        """Return a complete choice with the numbers of the scale; None if they are not known."""
        levels = self.levels.get(decoder_choice.id)
        if levels is None or not all(levels[block - 1] for block in decoder_choice.blocks):
            return None
        scales = (
            BlockScale(maxima=self.maxima[block - 1], levels=levels[block - 1])
            for block in decoder_choice.blocks
        )
        return decoder_choice.with_(scale="training", scales=tuple(scales))


class ModelDocument(Value):
    """The content of ``model.json``.

    Attributes
    ----------
    app_version : str
        Version of flimbuilder that wrote it.
    fingerprint : str
        SHA-256 over the architecture and the tensors.
    decoder : DecoderChoice
        A complete choice.
    marker_decoder : DecoderChoice or None, default=None
        The decoder ``ml`` that the build learned besides `decoder`. Not written if None: if
        `decoder` is ``ml``, or the markers did not suffice to learn it.
    training_levels : TrainingLevels or None, default=None
        The numbers of the scale ``training``. Not written if None, as in imported models.
    unmatched_edits : tuple of KernelEdit
        Edits of the project that match no kernel.
    start : EncoderStart or None, default=None
        The model that the first blocks come from: the name of its folder, their number, and its
        fingerprint. In JSON it is ``encoder``. Not written if None.
    finetuning : dict of str to JSON, default={}
        How a model with the decoder ``unet`` was trained further. Not written if empty.
    environment : dict of str to str
        Versions of the libraries it was built with.
    """

    format: Literal["flimbuilder-model"] = "flimbuilder-model"
    schema_version: Literal[1] = 1
    app_version: str
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    input: ModelInput
    architecture: Architecture
    classes: tuple[ClassEntry, ...]
    blocks: tuple[BlockRecord, ...]
    decoder: DecoderChoice
    marker_decoder: DecoderChoice | None = Field(
        default=None, exclude_if=lambda given: given is None
    )
    training_levels: TrainingLevels | None = Field(
        default=None, exclude_if=lambda given: given is None
    )
    delineation: Delineation
    seed: int
    unmatched_edits: tuple[KernelEdit, ...] = ()
    start: EncoderStart | None = Field(
        default=None, alias="encoder", exclude_if=lambda given: given is None
    )
    finetuning: dict[str, JsonValue] = Field(default={}, exclude_if=lambda given: not given)
    environment: dict[str, str]

    @property
    def object_classes(self) -> tuple[int, ...]:
        """The ids of the object classes, ascending: the order of the saliency maps."""
        return object_class_ids(self.classes)

    @property
    def learned_decoders(self) -> dict[str, DecoderChoice]:
        """The decoders with weights from the markers, by id."""
        known = (self.marker_decoder, self.decoder)
        return {
            choice.id: choice
            for choice in known
            if choice is not None and choice.weights_source == "markers"
        }

    @property
    def kernel_classes(self) -> list[list[int | None]]:
        """The class of each channel of each block; None where a reduction mixed the classes."""
        return [[kernel.class_id for kernel in block.kernels] for block in self.blocks]

    @property
    def kernel_counts(self) -> list[int]:
        """The number of channels of each block."""
        return [len(block.kernels) for block in self.blocks]

    def require_block(self, block: int) -> None:
        """Raise InputError if the encoder has no block of this number, from 1."""
        if not 1 <= block <= len(self.blocks):
            raise InputError(
                f"there is no block {block}: the encoder has blocks 1 to {len(self.blocks)}"
            )

    def require_kernel(self, block: int, channel: int) -> None:
        """Raise InputError if there is no such block, from 1, or channel of it, from 0."""
        self.require_block(block)
        count = self.kernel_counts[block - 1]
        if not 0 <= channel < count:
            raise InputError(
                f"block {block} has no kernel {channel}; its kernels are 0 to {count - 1}"
            )

    def object_index(self, class_id: int) -> int:
        """Return the index of an object class among the saliency maps.

        Raises
        ------
        InputError
            If the class is not an object class.
        """
        if class_id not in self.object_classes:
            raise InputError(
                f"class {class_id} is not an object class; choose from "
                f"{', '.join(map(str, self.object_classes))}"
            )
        return self.object_classes.index(class_id)

    @property
    def tensor_shapes(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of every tensor of the encoder's state dict."""
        channels = self.architecture.input_channels(self.input.channels)
        shapes: dict[str, tuple[int, ...]] = {}
        specifications = zip(self.architecture.blocks, self.kernel_counts, strict=True)
        for number, (block, kernels) in enumerate(specifications, start=1):
            side = block.kernel_size
            shapes[f"block{number}.conv.weight"] = (kernels, channels, side, side)
            shapes[f"block{number}.conv.bias"] = (kernels,)
            if block.padding == "mean":
                shapes[f"block{number}.mean"] = (channels,)
            channels = kernels
        return shapes


def is_model_folder(folder: Path) -> bool:
    """Return True if a folder holds a ``model.json``."""
    return (folder / MODEL_FILE).is_file()


def dump_model_document(document: ModelDocument) -> bytes:
    """Return the content of the file."""
    text = json.dumps(document.model_dump(mode="json"), indent=1, ensure_ascii=False)
    return (text + "\n").encode()


def read_model_document(folder: Path) -> ModelDocument:
    """Read the ``model.json`` of a model folder.

    Raises
    ------
    ModelError
        If the file is missing or invalid; the message names the file, the field and the value.
    """
    path = folder / MODEL_FILE
    if not path.exists():
        raise ModelError(
            f"{folder}: no model here ({MODEL_FILE} is missing); make one with "
            "'flimbuilder build PROJECT --out MODEL'"
        )
    try:
        raw = parse_json(read_regular(path), path)
    except (InputError, ProjectFormatError) as error:
        raise ModelError(f"{error}; build the model again") from None
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror or error}") from None
    _require_known_version(raw, path)
    try:
        document = from_json(ModelDocument, raw)
    except ValidationError as error:
        raise ModelError(f"{path}: {describe(error)}") from None
    _require_consistent(document, path)
    return document


def _require_known_version(raw: Mapping[str, Any], path: Path) -> None:
    version = raw.get("schema_version")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise ModelError(
            f"{path}: written by a newer flimbuilder (schema {version}, this one reads "
            f"{SCHEMA_VERSION}); update flimbuilder"
        )


def _require_levels_fit(document: ModelDocument, path: Path) -> None:
    training, n_objects = document.training_levels, len(document.object_classes)
    if training is None or n_objects == 0:  # the latter is refused for its decoder
        return
    counts = document.kernel_counts
    sizes = [len(block) for block in training.maxima]
    rows = [[len(row) for row in levels] for levels in training.levels.values()]
    if sizes != counts or any(
        len(row) != len(counts) or not {*row} <= {0, n_objects} for row in rows
    ):
        raise ModelError(
            f"{path}: training_levels: does not fit the blocks, kernels and classes; build the "
            "model again"
        )


def _require_consistent(document: ModelDocument, path: Path) -> None:
    n_blocks = len(document.architecture.blocks)
    if len(document.blocks) != n_blocks:
        raise ModelError(
            f"{path}: blocks: {len(document.blocks)} are described and the architecture has "
            f"{n_blocks}; build the model again"
        )
    _require_levels_fit(document, path)
    standardise, own = document.input.standardise, document.architecture.standardise
    if standardise not in ("none", own):
        raise ModelError(
            f"{path}: input.standardise: {standardise!r} differs from architecture.standardise "
            f"{own!r}; build the model again"
        )
    for field in ("decoder", "marker_decoder"):
        decoder_choice = getattr(document, field)
        if decoder_choice is None:
            continue
        if decoder_choice.block is None or decoder_choice.block > n_blocks:
            raise ModelError(
                f"{path}: {field}.block: {decoder_choice.block} is no block of 1..{n_blocks}; "
                "build the model again"
            )
        if max(decoder_choice.blocks) > n_blocks:
            raise ModelError(
                f"{path}: {field}.fused: {max(decoder_choice.blocks)} is no block of "
                f"1..{n_blocks}; build the model again"
            )
    if document.decoder.weights_source == "finetuned":
        _require_all_blocks(document, path)


def _require_all_blocks(document: ModelDocument, path: Path) -> None:
    every = tuple(range(1, len(document.blocks) + 1))
    if document.decoder.blocks != every or not document.object_classes:
        raise ModelError(
            f"{path}: decoder: {document.decoder.id!r} decodes all {len(every)} blocks to at "
            "least one object class; train the model again"
        )
