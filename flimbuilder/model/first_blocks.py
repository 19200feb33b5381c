"""Begin an encoder with the first blocks of another model."""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from flimbuilder.errors import ImageError, InputError, ModelError
from flimbuilder.model.document import ModelDocument, is_model_folder, read_model_document
from flimbuilder.project.architecture import Architecture, foreign_parts
from flimbuilder.project.encoder_start import EncoderStart
from flimbuilder.project.files import StrPath, real_folder
from flimbuilder.project.images import recorded_place
from flimbuilder.project.outputs import default_model_folder

if TYPE_CHECKING:
    from flimbuilder.flim.network import FlimBlock

__all__ = [
    "FIRST_BLOCKS",
    "find_start",
    "model_to_start_from",
    "read_first_blocks",
    "require_start_kept",
    "start_from_model",
]

FIRST_BLOCKS = 2
AGAIN = "start from a model again"


def model_to_start_from(folder: StrPath) -> tuple[Path, ModelDocument]:
    """Return a model folder and its document, given the folder or that of its project.

    Raises
    ------
    ModelError
        If there is no model, or a project cannot learn blocks like its.
    """
    path = Path(folder)
    within = default_model_folder(path)
    if is_model_folder(within) and not is_model_folder(path):
        path = within
    document = read_model_document(path)
    foreign = foreign_parts(document.architecture)
    if foreign:
        raise ModelError(
            f"{path}: {foreign[0]} is for imported models only, and a project can't continue such "
            "a model; choose one that flimbuilder built"
        )
    return path, document


def start_from_model(
    architecture: Architecture,
    model: StrPath,
    blocks: int = FIRST_BLOCKS,
    *,
    project_folder: StrPath,
) -> Architecture:
    """Return an architecture that begins with the first blocks of a model.

    Needs no torch. The blocks keep their weights and are not learned; the next ones are learned
    from their maps.

    Parameters
    ----------
    architecture : Architecture
        Its blocks after the first `blocks` are kept.
    model : str or path-like
        A model folder, or the folder of a project that has been built. It is recorded by its path
        and its fingerprint.
    blocks : int, default=2
        1 to the number of blocks of the model.
    project_folder : str or path-like
        Base of the recorded path.

    Returns
    -------
    Architecture
        With the first blocks, the colour space and the standardisation of the model.

    Raises
    ------
    ModelError
        If the model cannot be read, or is one that this project's builds replace.
    InputError
        If the model does not have so many blocks.
    """
    path, document = model_to_start_from(model)
    available = len(document.blocks)
    if not 1 <= blocks <= available:
        raise InputError(f"{blocks} blocks of {path}: give 1 to {available}, which the model has")
    if _is_same(path, default_model_folder(Path(project_folder))):
        raise ModelError(
            f"{path}: is the project's own model, which its next build replaces; copy the folder, "
            "and start from the copy"
        )
    try:
        recorded, absolute = recorded_place(project_folder, path.absolute())
    except ImageError as error:
        raise ModelError(str(error)) from None
    start = EncoderStart(
        path=recorded, absolute=absolute, blocks=blocks, fingerprint=document.fingerprint
    )
    own = document.architecture
    return architecture.with_(
        blocks=(*own.blocks[:blocks], *architecture.blocks[blocks:]),
        colour_space=own.colour_space,
        standardise=own.standardise,
        start=start,
    )


def read_first_blocks(
    architecture: Architecture, project_folder: Path, image_channels: int
) -> "tuple[FlimBlock, ...]":
    """Read the blocks that an encoder begins with; none if it is learned from the first block on.

    Parameters
    ----------
    architecture : Architecture
    project_folder : Path
    image_channels : int
        Channels of the training images.

    Raises
    ------
    ModelError
        If the model is missing, has changed, reads images of other channels, or its blocks differ
        from those of the architecture.
    """
    start = architecture.start
    if start is None:
        return ()
    from flimbuilder.flim.frozen_blocks import same_maps
    from flimbuilder.model.model import load_model

    path = find_start(start, project_folder)
    if path is None:
        raise ModelError(
            f"{real_folder(project_folder) / start.path}: the model that the encoder begins with "
            f"is missing; put it back, or {AGAIN}"
        )
    model = load_model(path)
    document = model.document
    if document.fingerprint != start.fingerprint:
        raise ModelError(
            f"{path}: has changed since this project took its first blocks (fingerprint "
            f"{document.fingerprint[:12]}, not {start.fingerprint[:12]}); {AGAIN}"
        )
    if document.input.channels != image_channels:
        raise ModelError(
            f"{path}: the encoder begins with its blocks, which read {document.input.channels} "
            f"channels, and the training images have {image_channels}; {AGAIN}, or use such images"
        )
    blocks = model.encoder.blocks()[: start.blocks]
    pairs = enumerate(zip(blocks, architecture.blocks, strict=False), start=1)
    differs = [number for number, (module, block) in pairs if not same_maps(module, block)]
    own = document.architecture
    if differs or len(blocks) < start.blocks:
        number = differs[0] if differs else len(blocks) + 1
        raise ModelError(
            f"{path}: its block {number} differs from that of the architecture, which begins with "
            f"it; {AGAIN}"
        )
    for field in ("colour_space", "standardise"):
        wanted, given = getattr(own, field), getattr(architecture, field)
        if wanted != given:
            raise ModelError(
                f"{path}: the encoder begins with its blocks, so {field} must be {wanted!r} "
                f"(given: {given!r})"
            )
    return tuple(blocks)


def find_start(start: EncoderStart, project_folder: Path) -> Path | None:
    """Return the model folder, at its recorded or its absolute path; None if it is missing."""
    recorded = real_folder(project_folder) / start.path
    places = [recorded, *([Path(start.absolute)] if start.absolute else [])]
    for place in places:
        with suppress(OSError):  # such as a name that is too long
            if is_model_folder(place):
                return place
    return None


def require_start_kept(architecture: Architecture, project_folder: Path, out: Path) -> None:
    """Raise ModelError if a build would replace the model that its encoder begins with."""
    start = architecture.start
    path = None if start is None else find_start(start, project_folder)
    if path is not None and _is_same(path, out):
        raise ModelError(
            f"{out}: is the model that the encoder begins with; write to another folder"
        )


def _is_same(path: Path, other: Path) -> bool:
    return os.path.realpath(path) == os.path.realpath(other)
