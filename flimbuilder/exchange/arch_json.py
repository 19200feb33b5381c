"""``arch.json``, the architecture files of FLIM-Builder, libift and pyflim.

A file has ``nlayers``, ``stdev_factor``, and for every layer ``layerL`` a ``conv``
(``kernel_size``, ``dilation_rate``, ``nkernels_per_marker``, ``nkernels_per_image``,
``noutput_channels``), ``relu`` and a ``pooling`` (``type``, ``size``, ``stride``). Sizes have
three entries, one per dimension; for two-dimensional images the third is 0.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from flimbuilder.errors import ArchitectureError, file_message, printable
from flimbuilder.exchange.files import read_text
from flimbuilder.project.architecture import (
    DEFAULT_ARCHITECTURE,
    Architecture,
    Block,
    Count,
    Pooling,
    Side,
    parse_architecture,
)
from flimbuilder.project.files import write_atomically
from flimbuilder.project.values import describe

__all__ = [
    "UNLIMITED",
    "ArchImport",
    "dump_arch_json",
    "load_architecture",
    "losses_in_arch_json",
    "read_arch_json",
    "read_model_arch_json",
    "write_arch_json",
]

UNKNOWN_TO_OTHERS = {
    "class_shares": "the shares of classes in the kernels are lost",
    "augment": "its augmentation of patches is lost",
    "start": "the first blocks will be learned: that they are those of another model is lost",
}
UNLIMITED = 1_000_000  # means "all kernels", which the format cannot express

_LAYER = re.compile(r"layer([1-9]\d{0,8})", re.ASCII)

PoolingType = Literal["max_pool", "avg_pool", "min_pool", "no_pool"]
_KIND_OF: dict[PoolingType, Literal["max", "average", "min", "none"]] = {
    "max_pool": "max",
    "avg_pool": "average",
    "min_pool": "min",
    "no_pool": "none",
}
_TYPE_OF = {kind: name for name, kind in _KIND_OF.items()}


@dataclass(frozen=True)
class ArchImport:
    """The content of an architecture file.

    Attributes
    ----------
    architecture : Architecture
    notes : tuple of str
        What was ignored or assumed, one line each.
    """

    architecture: Architecture
    notes: tuple[str, ...] = ()


def load_architecture(path: Path) -> ArchImport:
    """Read an architecture file: flimbuilder's own, which has ``blocks``, or an ``arch.json``.

    Raises
    ------
    ArchitectureError
        If the file is invalid; names the file, the key, the value and the limit.
    """
    text = read_text(path, ArchitectureError)
    with _errors_naming(path):
        document = _parse_json(text)
        if isinstance(document, dict) and "blocks" in document:
            return ArchImport(parse_architecture(document))
        return _with_defaults(_import_document(document))


def read_arch_json(path: Path) -> ArchImport:
    """Read an ``arch.json``.

    Parameters
    ----------
    path : Path
        ``noutput_channels`` becomes `Block.kernels` and ``nkernels_per_image`` becomes
        `Block.max_kernels_per_image`; 1 000 000 means no limit.

    Returns
    -------
    ArchImport
        Settings that the format lacks have flimbuilder's defaults.

    Raises
    ------
    ArchitectureError
        If the file is invalid; names the file, the key, the value and the limit.
    """
    text = read_text(path, ArchitectureError)
    with _errors_naming(path):
        return _with_defaults(_import_document(_parse_json(text)))


def _with_defaults(imported: ArchImport) -> ArchImport:
    """Standardise images as new projects do, and say so; the format has no such setting."""
    standardise = DEFAULT_ARCHITECTURE.standardise
    note = f"the file does not say how images are standardised; default: {standardise}"
    return ArchImport(
        imported.architecture.with_(standardise=standardise), (*imported.notes, note)
    )


def read_model_arch_json(path: Path, *, written_by_flimbuilder: bool = False) -> ArchImport:
    """Read the ``arch.json`` of a learned model.

    Parameters
    ----------
    path : Path
    written_by_flimbuilder : bool, default=False
        If False, pooling windows of even size become one larger, as in libift.

    Returns
    -------
    ArchImport
        ``apply_intrinsic_atrous`` is ignored, as it only affects learning.

    Raises
    ------
    ArchitectureError
        As `read_arch_json`; also for minimum pooling, which libift does not have.
    """
    text = read_text(path, ArchitectureError)
    with _errors_naming(path):
        document = _parse_json(text)
        atrous = isinstance(document, dict) and document.get("apply_intrinsic_atrous") is True
        if isinstance(document, dict) and atrous:
            document = {**document, "apply_intrinsic_atrous": False}
        arch = _import_document(document)
        blocks, notes = list(arch.architecture.blocks), []
        for number, block in enumerate(blocks, start=1):
            size = block.pooling.size
            if block.pooling.kind == "min":
                raise ArchitectureError(
                    f"layer{number}.pooling.type: libift ignores 'min_pool'; use 'no_pool', "
                    "'max_pool' or 'avg_pool'"
                )
            if not written_by_flimbuilder and block.pooling.kind != "none" and size % 2 == 0:
                blocks[number - 1] = block.with_(pooling=block.pooling.with_(size=size + 1))
                notes.append(
                    f"layer{number}: pooling of size {size} becomes {size + 1} x {size + 1}, as "
                    "in libift"
                )
    notes += [note for note in arch.notes if note != _defaults_note()]
    if atrous:
        notes.append("apply_intrinsic_atrous is ignored: it only affects learning")
    return ArchImport(arch.architecture.with_(blocks=tuple(blocks)), tuple(notes))


def write_arch_json(path: Path, architecture: Architecture) -> tuple[str, ...]:
    """Write an ``arch.json`` atomically.

    Parameters
    ----------
    path : Path
        Usually named ``arch.json``.
    architecture : Architecture

    Returns
    -------
    tuple of str
        What the format cannot keep, one line each; empty if nothing is lost.

    Raises
    ------
    SaveError
        If the file cannot be written; an existing file is unchanged.
    """
    write_atomically(path, dump_arch_json(architecture))
    return losses_in_arch_json(architecture)


def dump_arch_json(architecture: Architecture) -> bytes:
    """Return the content of the ``arch.json`` of an architecture."""
    return (json.dumps(_export_document(architecture), indent=4) + "\n").encode("ascii")


def losses_in_arch_json(architecture: Architecture) -> tuple[str, ...]:
    """List what an ``arch.json`` cannot keep of an architecture, one line each."""
    kept = _with_defaults(_import_document(_export_document(architecture))).architecture
    losses = list(_differences(architecture, kept, "", ignored="blocks"))
    for number, (block, kept_block) in enumerate(
        zip(architecture.blocks, kept.blocks, strict=True), start=1
    ):
        losses += _differences(_without_unused(block), kept_block, f"block {number}: ")
    return tuple(losses)


@contextmanager
def _errors_naming(path: Path) -> Iterator[None]:
    try:
        yield
    except ArchitectureError as error:
        raise ArchitectureError(file_message(path, str(error))) from None
    except RecursionError:
        problem = "is nested too deeply; an architecture file has at most four levels"
        raise ArchitectureError(file_message(path, problem)) from None


def _parse_json(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        position = f"line {error.lineno}, column {error.colno}"
        raise ArchitectureError(f"is not JSON: {position}: {error.msg}") from None
    except ValueError as error:  # an integer with thousands of digits
        raise ArchitectureError(f"is not JSON: {error}") from None


def _side_of(sizes: object) -> object:
    """Convert ``[side, side, 0]`` to ``side``."""
    if not isinstance(sizes, list) or len(sizes) != 3:
        raise ValueError("must be three whole numbers [side, side, 0]")
    height, width, depth = sizes
    if height != width:
        raise ValueError(f"is not square; use [{printable(repr(height), 40)}, the same, 0]")
    if depth not in (0, 1):
        raise ValueError("has three dimensions, but images have two; set the third entry to 0")
    return height


Square = Annotated[Side, BeforeValidator(_side_of)]


class _ArchPart(BaseModel):
    """A part of the file. Unknown keys are allowed and reported in a note."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow", allow_inf_nan=False)


class Conv(_ArchPart):
    """``layerL.conv``."""

    kernel_size: Square
    dilation_rate: Square
    nkernels_per_marker: Count
    nkernels_per_image: Count
    noutput_channels: Count


class PoolingWindow(_ArchPart):
    """``layerL.pooling``; size and stride are unused without pooling."""

    type: PoolingType
    size: Square
    stride: Side

    @model_validator(mode="before")
    @classmethod
    def _reset_unused(cls, part: object) -> object:
        if isinstance(part, dict) and part.get("type") == "no_pool":
            return {**part, "size": [1, 1, 0], "stride": 1}
        return part


class Layer(_ArchPart):
    """``layerL``."""

    conv: Conv
    relu: bool
    pooling: PoolingWindow


class ArchFile(_ArchPart):
    """The whole file; its layers are in ``model_extra``."""

    nlayers: Annotated[int, Field(ge=1, le=50)]
    stdev_factor: Annotated[float, Field(gt=0, le=10)]
    apply_intrinsic_atrous: bool = False


_AnyPart = TypeVar("_AnyPart", bound=_ArchPart)


def _validate(kind: type[_AnyPart], document: object, *location: str) -> _AnyPart:
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        raise ArchitectureError(describe(error, location)) from None


def _import_document(document: object) -> ArchImport:
    if not isinstance(document, dict):
        raise ArchitectureError(
            "is not an architecture, which is a JSON object with nlayers, stdev_factor and layers "
            f"(given: {printable(repr(document), 60)})"
        )
    _refuse_other_format(document)
    file = _validate(ArchFile, document)
    if file.apply_intrinsic_atrous:
        raise ArchitectureError(
            "apply_intrinsic_atrous: true is not supported; set it to false to build with the "
            "dilation rates of the file"
        )
    others = file.model_extra or {}
    _require_layers(
        file.nlayers, {int(match[1]) for match in map(_LAYER.fullmatch, others) if match}
    )
    layers = {
        name: _validate(Layer, others[name], name)
        for name in (f"layer{number}" for number in range(1, file.nlayers + 1))
    }
    unused = [
        *(key for key in others if key not in layers),
        *(key for name, layer in layers.items() for key in _unused_keys(layer, name)),
    ]
    blocks = tuple(_block_of(name, layer) for name, layer in layers.items())
    architecture = Architecture(blocks=blocks, stdev_factor=file.stdev_factor)
    notes = [_defaults_note()]
    if unused:
        notes.append(f"ignored keys: {printable(', '.join(unused))}")
    return ArchImport(architecture, tuple(notes))


def _refuse_other_format(document: dict[str, Any]) -> None:
    """Name the format of a file that lacks the keys of an ``arch.json``."""
    layers = sorted(int(match[1]) for match in map(_LAYER.fullmatch, document) if match)
    missing = [key for key in ("nlayers", "stdev_factor") if key not in document]
    if not missing:
        return
    if layers:
        values = {"nlayers": f'"nlayers": {layers[-1]}', "stdev_factor": '"stdev_factor": 0.01'}
        raise ArchitectureError(
            f"has layer{layers[0]} but no {' and no '.join(missing)}, as files of older programs; "
            f"add {', '.join(values[key] for key in missing)}"
        )
    if _has_operations(document):
        raise ArchitectureError(
            "is an architecture of the Python package flim, a list of operations, which is not "
            "supported; write each conv2d with its relu and pooling as a layer of an arch.json"
        )
    kind = document.get("format")
    if kind == "flimbuilder-model" or {"architecture", "images"} <= document.keys():
        name, source = ("model", "MODEL") if kind else ("project", "PROJECT")
        raise ArchitectureError(
            f"is a {name} of flimbuilder, not an architecture; write its architecture with "
            f"'flimbuilder export {source} arch.json --to arch-json'"
        )
    if len(missing) == 2:
        raise ArchitectureError(
            "has no 'nlayers' (required in an arch.json of FLIM-Builder, libift and pyflim) and "
            "no 'blocks' (in flimbuilder's own file), so it is not an architecture"
        )


def _has_operations(document: dict[str, Any]) -> bool:
    """Return True for a network of the Python package flim, or a part of it."""
    network = document.get("features", document)
    layers = network.get("layers", network) if isinstance(network, dict) else network
    parts = layers.values() if isinstance(layers, dict) else layers
    if not isinstance(parts, Iterable) or isinstance(parts, str):
        return False
    return any(
        isinstance(part, dict) and ("operation" in part or part.get("type") == "sequential")
        for part in parts
    )


def _require_layers(n_layers: int, present: set[int]) -> None:
    for number in sorted(present ^ set(range(1, n_layers + 1))):
        article = "a" if number in present else "no"
        raise ArchitectureError(
            f"nlayers: {n_layers}, but there is {article} layer{number}; make the two agree"
        )


def _block_of(name: str, layer: Layer) -> Block:
    conv, window = layer.conv, layer.pooling
    pooling = Pooling(kind="none")
    if window.type != "no_pool":
        pooling = Pooling(kind=_KIND_OF[window.type], size=window.size, stride=window.stride)
    try:
        return Block(
            kernel_size=conv.kernel_size,
            dilation=conv.dilation_rate,
            kernels_per_marker=conv.nkernels_per_marker,
            kernels=_limit(conv.noutput_channels),
            max_kernels_per_image=_limit(conv.nkernels_per_image),
            activation="relu" if layer.relu else "none",
            pooling=pooling,
        )
    except ValidationError as error:  # only an even kernel size is left to refuse
        raise ArchitectureError(describe(error, (name, "conv"))) from None


def _limit(count: int) -> int | None:
    return None if count == UNLIMITED else count


def _unused_keys(part: _ArchPart, location: str) -> Iterator[str]:
    yield from (f"{location}.{key}" for key in part.model_extra or {})
    for name, value in part:
        if isinstance(value, _ArchPart):
            yield from _unused_keys(value, f"{location}.{name}")


def _defaults_note() -> str:
    block = Block()
    return (
        "the file lacks settings for estimating kernels; defaults: "
        f"representative {block.representative}, reduction {block.reduction}, "
        f"normalisation {block.normalisation}"
    )


def _export_document(architecture: Architecture) -> dict[str, Any]:
    layers = {
        f"layer{number}": _layer_of(_without_unused(block))
        for number, block in enumerate(architecture.blocks, start=1)
    }
    return {
        "stdev_factor": architecture.stdev_factor,
        "nlayers": len(architecture.blocks),
        "apply_intrinsic_atrous": False,
        **layers,
    }


def _layer_of(block: Block) -> dict[str, Any]:
    return {
        "conv": {
            "kernel_size": [block.kernel_size, block.kernel_size, 0],
            "nkernels_per_marker": block.kernels_per_marker,
            "dilation_rate": [block.dilation, block.dilation, 0],
            "nkernels_per_image": block.max_kernels_per_image or UNLIMITED,
            "noutput_channels": block.kernels or UNLIMITED,
        },
        "relu": block.activation != "none",
        "pooling": {
            "type": _TYPE_OF[block.pooling.kind],
            "size": [block.pooling_size, block.pooling_size, 0],
            "stride": block.stride,
        },
    }


def _without_unused(block: Block) -> Block:
    """Reset the settings of a block that have no effect to their defaults."""
    if block.pooling.kind == "none":
        block = block.with_(pooling=Pooling(kind="none"))
    if block.kernels is None or block.reduction == "none":
        block = block.with_(kernels=None, reduction=Block().reduction)
    return block


def _differences(
    original: Architecture | Block, kept: Architecture | Block, prefix: str, ignored: str = ""
) -> Iterator[str]:
    for name, value in original:
        kept_value = getattr(kept, name)
        if name != ignored and value != kept_value:
            if name in UNKNOWN_TO_OTHERS:
                yield f"{prefix}{UNKNOWN_TO_OTHERS[name]}"
                continue
            yield f"{prefix}{name} {value!r} is lost: it will read back as {kept_value!r}"
