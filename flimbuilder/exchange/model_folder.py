"""The model folder: a learned encoder as files that anyone can run."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from flimbuilder.errors import ModelError
from flimbuilder.exchange.model_document import (
    MODEL_FILE,
    ModelDocument,
    dump_model_document,
    is_model_folder,
    read_model_document,
)
from flimbuilder.project.files import save_error

__all__ = ["read_model_folder", "save_safetensors", "save_state_dict", "write_model_folder"]

TENSOR_FILE = "encoder.safetensors"
STATE_DICT_FILE = "encoder.pt"
SOURCE_FILE = "encoder.py"


def write_model_folder(
    folder: Path, document: ModelDocument, tensors: Mapping[str, Tensor], source: str
) -> None:
    """Write a model folder, whole or not at all.

    Parameters
    ----------
    folder : Path
        Made with its parents; an older model in it is replaced.
    document : ModelDocument
    tensors : mapping of str to Tensor
        The encoder's state dict.
    source : str
        Of ``encoder.py``.

    Raises
    ------
    ModelError
        Where the folder holds something else than a model.
    SaveError
        Where it cannot be written; what was there before is whole.
    """
    _require_replaceable(folder)
    with _replacing(folder) as new:
        (new / MODEL_FILE).write_bytes(dump_model_document(document))
        save_safetensors(new / TENSOR_FILE, tensors, document)
        save_state_dict(new / STATE_DICT_FILE, tensors)
        (new / SOURCE_FILE).write_text(source, encoding="utf-8")


def save_state_dict(path: Path, tensors: Mapping[str, Tensor]) -> None:
    """Write a PyTorch state dict that opens with ``torch.load(path, weights_only=True)``."""
    torch.save({name: tensor.contiguous() for name, tensor in tensors.items()}, path)


def save_safetensors(path: Path, tensors: Mapping[str, Tensor], document: ModelDocument) -> None:
    """Write the tensors as safetensors, with the model's words in the metadata."""
    plain = {name: tensor.contiguous() for name, tensor in tensors.items()}
    words = dump_model_document(document).decode()
    save_file(plain, path, metadata={"format": "pt", "flimbuilder": words})
    path.chmod(0o644)  # it is made readable for its owner alone


def read_model_folder(folder: Path) -> tuple[ModelDocument, dict[str, Tensor]]:
    """Read a model folder.

    Returns
    -------
    document : ModelDocument
    tensors : dict of str to Tensor
        The encoder's state dict.

    Raises
    ------
    ModelError
        Where a file is missing or cannot be read.
    """
    document = read_model_document(folder)
    path = folder / TENSOR_FILE
    try:
        return document, load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path}: cannot be read: {error}; build the model again") from None


def _require_replaceable(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise ModelError(f"{folder}: is a file; give a folder to write the model to")
    if folder.is_dir() and any(folder.iterdir()) and not is_model_folder(folder):
        raise ModelError(
            f"{folder}: holds something else than a model and is left as it is; give a new folder"
        )


@contextmanager
def _replacing(folder: Path) -> Iterator[Path]:
    """Give a new folder to fill, and put it in the place of the old one when all went well."""
    new: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        new.chmod(0o755)
        yield new
        _swap(new, folder)
    except (OSError, SafetensorError, RuntimeError) as error:
        cause = error if isinstance(error, OSError) else OSError(str(error))
        raise save_error(folder, cause) from None
    finally:
        if new is not None:
            shutil.rmtree(new, ignore_errors=True)


def _swap(new: Path, folder: Path) -> None:
    """Rename the new folder into place; where that fails, the old one comes back."""
    old = new.with_name(f"{new.name}-old")
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
