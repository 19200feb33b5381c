"""``arch.json``, the architecture files of FLIM-Builder, libift and pyflim.

``nlayers``, ``stdev_factor``, and for every layer ``layerL`` a ``conv`` (``kernel_size``,
``dilation_rate``, ``nkernels_per_marker``, ``nkernels_per_image``, ``noutput_channels``), ``relu``
and a ``pooling`` (``type``, ``size``, ``stride``). Sizes have three entries, for three dimensions;
for images of two the last one is 0.
"""

import json
import re
from collections.abc import Iterator
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

from flimbuilder.errors import ArchitectureError, printable
from flimbuilder.exchange.text import named, read_text
from flimbuilder.project.architecture import (
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

UNLIMITED = 1_000_000  # stands for "all kernels", for which the files have no word

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
    """What an architecture file says.

    Attributes
    ----------
    architecture : Architecture
    notes : tuple of str
        What was left out or taken for granted, one line each.
    """

    architecture: Architecture
    notes: tuple[str, ...] = ()


def load_architecture(path: Path) -> ArchImport:
    """Read an architecture file: flimbuilder's own, which has ``blocks``, or an ``arch.json``.

    Raises
    ------
    ArchitectureError
        With the file, the place in it, the value and the limit, on one line.
    """
    text = read_text(path, ArchitectureError)
    with _naming(path):
        document = _parsed(text)
        if isinstance(document, dict) and "blocks" in document:
            return ArchImport(parse_architecture(document))
        return _imported(document)


def read_arch_json(path: Path) -> ArchImport:
    """Read an ``arch.json``.

    Parameters
    ----------
    path : Path
        The file. ``noutput_channels`` becomes `Block.kernels` and ``nkernels_per_image``
        becomes `Block.max_kernels_per_image`; there 1 000 000 means no limit.

    Returns
    -------
    ArchImport
        Where the file says nothing, flimbuilder's defaults.

    Raises
    ------
    ArchitectureError
        With the file, the place in it, the value and the limit, on one line.
    """
    text = read_text(path, ArchitectureError)
    with _naming(path):
        return _imported(_parsed(text))


def read_model_arch_json(path: Path, *, ours: bool = False) -> ArchImport:
    """Read the ``arch.json`` of a model that was learned with it.

    Parameters
    ----------
    path : Path
    ours : bool, default=False
        Whether flimbuilder wrote it. Otherwise pooling windows of even size are one larger, as
        libift takes them.

    Returns
    -------
    ArchImport
        ``apply_intrinsic_atrous`` is about learning, and has no effect on what was learned.

    Raises
    ------
    ArchitectureError
        As `read_arch_json`; and for minimum pooling, which libift does not have.
    """
    text = read_text(path, ArchitectureError)
    with _naming(path):
        document = _parsed(text)
        atrous = isinstance(document, dict) and document.get("apply_intrinsic_atrous") is True
        if isinstance(document, dict) and atrous:
            document = {**document, "apply_intrinsic_atrous": False}
        found = _imported(document)
        blocks, notes = list(found.architecture.blocks), []
        for number, block in enumerate(blocks, start=1):
            size = block.pooling.size
            if block.pooling.kind == "min":
                raise ArchitectureError(
                    f"layer{number}.pooling.type: 'min_pool' is unknown to libift, which leaves "
                    "it out; use 'no_pool', 'max_pool' or 'avg_pool'"
                )
            if not ours and block.pooling.kind != "none" and size % 2 == 0:
                blocks[number - 1] = block.with_(pooling=block.pooling.with_(size=size + 1))
                notes.append(
                    f"layer{number}: pooling of size {size} is {size + 1} x {size + 1}, as libift "
                    "takes even sizes"
                )
    notes += [note for note in found.notes if note != _defaults_note()]
    if atrous:
        notes.append("apply_intrinsic_atrous is about learning; it changes nothing of the model")
    return ArchImport(found.architecture.with_(blocks=tuple(blocks)), tuple(notes))


def write_arch_json(path: Path, architecture: Architecture) -> tuple[str, ...]:
    """Write an ``arch.json``; the file is replaced as a whole.

    Parameters
    ----------
    path : Path
        By custom ``arch.json``.
    architecture : Architecture
        What to write.

    Returns
    -------
    tuple of str
        What the format cannot keep, one line each; empty where reading gives the same again.

    Raises
    ------
    SaveError
        Where the file cannot be written; what was there before is whole.
    """
    write_atomically(path, dump_arch_json(architecture))
    return losses_in_arch_json(architecture)


def dump_arch_json(architecture: Architecture) -> bytes:
    """Return an architecture as it stands in an ``arch.json``."""
    return (json.dumps(_document(architecture), indent=4) + "\n").encode("ascii")


def losses_in_arch_json(architecture: Architecture) -> tuple[str, ...]:
    """Tell what an ``arch.json`` cannot keep of an architecture, one line each."""
    return tuple(_losses(architecture, _imported(_document(architecture)).architecture))


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except ArchitectureError as error:
        raise ArchitectureError(named(path, str(error))) from None
    except RecursionError:
        reason = "is nested too deeply; an architecture file has four levels at most"
        raise ArchitectureError(named(path, reason)) from None


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ArchitectureError(f"is not JSON: {place}: {error.msg}") from None
    except ValueError as error:  # a number of thousands of digits
        raise ArchitectureError(f"is not JSON: {error}") from None


def _one_side(sizes: object) -> object:
    """Return the side of ``[side, side, 0]``."""
    if not isinstance(sizes, list) or len(sizes) != 3:
        raise ValueError("must be three whole numbers [side, side, 0]")
    height, width, depth = sizes
    if height != width:
        raise ValueError(f"is not square; use [{printable(repr(height), 40)}, the same, 0]")
    if depth not in (0, 1):
        raise ValueError("has three dimensions, images have two; make the third entry 0")
    return height


Square = Annotated[Side, BeforeValidator(_one_side)]


class _ArchPart(BaseModel):
    """A part of the file. Other keys are allowed, so that they can be told."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow", allow_inf_nan=False)


class Conv(_ArchPart):
    """``layerL.conv``."""

    kernel_size: Square
    dilation_rate: Square
    nkernels_per_marker: Count
    nkernels_per_image: Count
    noutput_channels: Count


class PoolingWindow(_ArchPart):
    """``layerL.pooling``; without pooling its size and stride are read by nobody."""

    type: PoolingType
    size: Square
    stride: Side

    @model_validator(mode="before")
    @classmethod
    def _forget_unused(cls, part: object) -> object:
        if isinstance(part, dict) and part.get("type") == "no_pool":
            return {**part, "size": [1, 1, 0], "stride": 1}
        return part


class Layer(_ArchPart):
    """``layerL``."""

    conv: Conv
    relu: bool
    pooling: PoolingWindow


class ArchFile(_ArchPart):
    """The whole file; its layers are among the other keys."""

    nlayers: Annotated[int, Field(ge=1, le=50)]
    stdev_factor: Annotated[float, Field(gt=0, le=10)]
    apply_intrinsic_atrous: bool = False


_AnyPart = TypeVar("_AnyPart", bound=_ArchPart)


def _checked(kind: type[_AnyPart], document: object, *place: str) -> _AnyPart:
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        raise ArchitectureError(describe(error, place)) from None


def _imported(document: object) -> ArchImport:
    file = _checked(ArchFile, document)
    if file.apply_intrinsic_atrous:
        raise ArchitectureError(
            "apply_intrinsic_atrous: true is not supported yet, only false; set it to false to "
            "build with the dilation rates as they stand"
        )
    others = file.model_extra or {}
    _require_layers(
        file.nlayers, {int(match[1]) for match in map(_LAYER.fullmatch, others) if match}
    )
    layers = {
        name: _checked(Layer, others[name], name)
        for name in (f"layer{number}" for number in range(1, file.nlayers + 1))
    }
    unused = [
        *(key for key in others if key not in layers),
        *(key for name, layer in layers.items() for key in _unused(layer, name)),
    ]
    blocks = tuple(_block(name, layer) for name, layer in layers.items())
    architecture = Architecture(blocks=blocks, stdev_factor=file.stdev_factor)
    return ArchImport(architecture, (_defaults_note(), *_unused_note(unused)))


def _require_layers(n_layers: int, present: set[int]) -> None:
    for number in sorted(present ^ set(range(1, n_layers + 1))):
        there = "a" if number in present else "no"
        raise ArchitectureError(
            f"nlayers: {n_layers}, but there is {there} layer{number}; make the two agree"
        )


def _block(name: str, layer: Layer) -> Block:
    conv = layer.conv
    try:
        return Block(
            kernel_size=conv.kernel_size,
            dilation=conv.dilation_rate,
            kernels_per_marker=conv.nkernels_per_marker,
            kernels=_limit(conv.noutput_channels),
            max_kernels_per_image=_limit(conv.nkernels_per_image),
            activation="relu" if layer.relu else "none",
            pooling=_pooling(layer.pooling),
        )
    except ValidationError as error:  # the sizes are in range: only an even kernel is left
        raise ArchitectureError(describe(error, (name, "conv"))) from None


def _limit(count: int) -> int | None:
    return None if count == UNLIMITED else count


def _pooling(window: PoolingWindow) -> Pooling:
    if window.type == "no_pool":
        return Pooling(kind="none")
    return Pooling(kind=_KIND_OF[window.type], size=window.size, stride=window.stride)


def _unused(part: _ArchPart, place: str) -> Iterator[str]:
    yield from (f"{place}.{key}" for key in part.model_extra or {})
    for name, value in part:
        if isinstance(value, _ArchPart):
            yield from _unused(value, f"{place}.{name}")


def _unused_note(keys: list[str]) -> tuple[str, ...]:
    return (f"not used: {printable(', '.join(keys))}",) if keys else ()


def _defaults_note() -> str:
    block = Block()
    return (
        "the file does not say how kernels are found; taken: "
        f"representative {block.representative}, reduction {block.reduction}, "
        f"normalisation {block.normalisation}"
    )


def _document(architecture: Architecture) -> dict[str, Any]:
    layers = {
        f"layer{number}": _layer(_effective(block))
        for number, block in enumerate(architecture.blocks, start=1)
    }
    return {
        "stdev_factor": architecture.stdev_factor,
        "nlayers": len(architecture.blocks),
        "apply_intrinsic_atrous": False,
        **layers,
    }


def _layer(block: Block) -> dict[str, Any]:
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


def _effective(block: Block) -> Block:
    """Return the block with what has no effect at its default."""
    if block.pooling.kind == "none":
        block = block.with_(pooling=Pooling(kind="none"))
    if block.kernels is None or block.reduction == "none":
        block = block.with_(kernels=None, reduction=Block().reduction)
    return block


def _losses(given: Architecture, kept: Architecture) -> Iterator[str]:
    yield from _differences(given, kept, "", leave_out="blocks")
    for number, (one, other) in enumerate(zip(given.blocks, kept.blocks, strict=True), start=1):
        yield from _differences(_effective(one), other, f"block {number}: ")


def _differences(
    given: Architecture | Block, kept: Architecture | Block, place: str, leave_out: str = ""
) -> Iterator[str]:
    for name, value in given:
        again = getattr(kept, name)
        if name != leave_out and value != again:
            yield f"{place}{name} {value!r} is lost: read again, it will be {again!r}"
