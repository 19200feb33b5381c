"""The last build of a project on the disk, so that the window shows it without learning it.

The model folder lacks what only the window needs: the markers it was learned from, the deleted
kernels, and the kernels before their normalisation was folded in. They are in one safetensors file
beside it, with everything but the tensors as JSON in its metadata.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from flimbuilder.errors import FlimError
from flimbuilder.flim.edits import ChangedEdit
from flimbuilder.flim.learned import LearnedBlock, LearnedEncoder, LearnedKernel
from flimbuilder.flim.patches import Normalisation
from flimbuilder.model.model import Model, load_model
from flimbuilder.project.files import make_folders, read_regular, save_error, write_atomically
from flimbuilder.project.outputs import (
    default_model_folder,
    require_no_link_in_project,
    saved_build_file,
)
from flimbuilder.project.project import KernelEdit, Project

__all__ = ["SavedBuild", "read_saved_build", "write_saved_build"]

ENTRY = "flimbuilder"
LENGTH_BYTES = 8  # of the header, which begins the file
MAX_BYTES = 2**28


@dataclass(frozen=True)
class SavedBuild:
    """A build read from a project folder.

    Attributes
    ----------
    project : Project
        The project that it was made from.
    model : Model
    learned : LearnedEncoder
    """

    project: Project
    model: Model
    learned: LearnedEncoder


@dataclass(frozen=True)
class _SavedBlock:
    kernels: tuple[LearnedKernel, ...]
    unmatched_edits: tuple[KernelEdit, ...]
    changed_edits: tuple[ChangedEdit, ...]


@dataclass(frozen=True)
class _Metadata:
    schema_version: Literal[1]
    fingerprint: str
    project: Project
    blocks: tuple[_SavedBlock, ...]
    unmatched_edits: tuple[KernelEdit, ...]
    sha256: str = ""


_metadata: TypeAdapter[_Metadata] = TypeAdapter(_Metadata)


def write_saved_build(folder: Path, project: Project, learned: LearnedEncoder) -> None:
    """Write what the window needs of a build besides the model.

    Parameters
    ----------
    folder : Path
        The project folder; its model is written already.
    project : Project
        The project that it was made from, with the decoder of the model.
    learned : LearnedEncoder

    Raises
    ------
    SaveError
        If it cannot be written.
    """
    path = saved_build_file(folder)
    metadata = _Metadata(
        1,
        learned.fingerprint,
        project,
        tuple(
            _SavedBlock(block.kernels, block.unmatched_edits, block.changed_edits)
            for block in learned.blocks
        ),
        learned.unmatched_edits,
    )
    tensors: dict[str, Tensor] = {}
    for number, block in enumerate(learned.blocks, start=1):
        for name, tensor in _tensors(block).items():
            tensors[f"block{number}.{name}"] = tensor.contiguous()
    metadata = replace(metadata, sha256=_digest(metadata, tensors))
    content = save(tensors, metadata={ENTRY: _metadata.dump_json(metadata).decode()})
    require_no_link_in_project(path.parent)
    try:
        make_folders(path.parent)
    except OSError as error:
        raise save_error(path, error) from None
    write_atomically(path, content)


def _tensors(block: LearnedBlock) -> dict[str, Tensor]:
    scaling = block.normalisation
    tensors = {"weights": block.weights, "mean": scaling.mean, "deviation": scaling.deviation}
    return tensors if block.bias is None else {**tensors, "bias": block.bias}


def read_saved_build(folder: Path) -> SavedBuild | None:
    """Read the last build of a project folder.

    Parameters
    ----------
    folder : Path
        The project folder.

    Returns
    -------
    SavedBuild or None
        None if there is none, it cannot be read, or it does not belong to the model.
    """
    path = saved_build_file(folder)
    try:
        require_no_link_in_project(path)
        if path.stat().st_size > MAX_BYTES:
            return None
        content = read_regular(path)
        metadata, tensors = _read(content)
        model = load_model(default_model_folder(folder))
    except (
        FlimError,
        OSError,
        SafetensorError,
        ValidationError,
        ValueError,
        KeyError,
        TypeError,
        RecursionError,
    ):
        return None
    if metadata.fingerprint != model.document.fingerprint:
        return None
    blocks = []
    for number, saved in enumerate(metadata.blocks, start=1):
        block = _block(saved, number, tensors, model)
        if block is None:
            return None
        blocks.append(block)
    if len(blocks) != len(model.document.blocks):
        return None
    learned = LearnedEncoder(
        model.document.architecture,
        model.encoder,
        tuple(blocks),
        metadata.fingerprint,
        metadata.unmatched_edits,
    )
    return SavedBuild(metadata.project, model, learned)


def _read(content: bytes) -> tuple[_Metadata, dict[str, Tensor]]:
    """Return metadata and tensors; raise ValueError if the digest is not theirs."""
    length = int.from_bytes(content[:LENGTH_BYTES], "little")
    header = json.loads(content[LENGTH_BYTES : LENGTH_BYTES + length])
    metadata, tensors = _metadata.validate_json(header["__metadata__"][ENTRY]), load(content)
    if metadata.sha256 != _digest(metadata, tensors):
        raise ValueError("the digest is that of another content")
    return metadata, tensors


def _digest(metadata: _Metadata, tensors: dict[str, Tensor]) -> str:
    """Return the SHA-256 of the metadata without it, and the tensors as a safetensors file."""
    text = _metadata.dump_json(replace(metadata, sha256=""))
    return hashlib.sha256(text + save(tensors)).hexdigest()


def _block(
    saved: _SavedBlock, number: int, tensors: dict[str, Tensor], model: Model
) -> LearnedBlock | None:
    """Return a learned block; None if its parts do not fit each other or the model."""
    parts = [tensors.get(f"block{number}.{name}") for name in ("weights", "mean", "deviation")]
    weights, mean, deviation = parts
    bias = tensors.get(f"block{number}.bias")
    if weights is None or mean is None or deviation is None:
        return None
    shape = model.document.tensor_shapes.get(f"block{number}.conv.weight")
    if shape is None:
        return None
    kept, n_features = shape[0], shape[1] * shape[2] * shape[3]
    fits = (
        weights.shape == (len(saved.kernels), n_features)
        and mean.shape == deviation.shape == (n_features,)
        and sum(not kernel.deleted for kernel in saved.kernels) == kept
        and (bias is None or bias.shape == (len(saved.kernels),))
        and all(
            bool(part.isfinite().all())
            for part in (weights, mean, deviation, bias)
            if part is not None
        )
    )
    if not fits:
        return None
    scaling = Normalisation(mean, deviation)
    return LearnedBlock(
        saved.kernels, weights, scaling, saved.unmatched_edits, saved.changed_edits, bias
    )
