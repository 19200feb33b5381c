"""Write and read model folders: a learned encoder as files that anyone can run."""

import io
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from flimbuilder.errors import InputError, ModelError, printable
from flimbuilder.model.document import (
    MODEL_FILE,
    ModelDocument,
    dump_model_document,
    is_model_folder,
    read_model_document,
)
from flimbuilder.model.finetuned import network_shapes
from flimbuilder.project.files import (
    LOCK_FILE,
    folder_lock,
    fsync_folder,
    make_folders,
    read_regular,
    save_error,
    write_synced,
)
from flimbuilder.project.outputs import require_no_link_in_project
from flimbuilder.project.temporary_names import is_temporary, temporary_name
from flimbuilder.silence import silence

__all__ = [
    "SOURCE_FILE",
    "STATE_DICT_FILE",
    "TENSOR_FILE",
    "dump_safetensors",
    "dump_state_dict",
    "read_model_folder",
    "read_state_dict",
    "require_replaceable",
    "write_model_folder",
]

TENSOR_FILE = "encoder.safetensors"
STATE_DICT_FILE = "encoder.pt"
SOURCE_FILE = "encoder.py"
WAY_OUT = "build the model again"


def write_model_folder(
    folder: Path,
    document: ModelDocument,
    tensors: Mapping[str, Tensor],
    source: str,
    others: Mapping[str, bytes] | None = None,
) -> list[Path]:
    """Write a model folder.

    Parameters
    ----------
    folder : Path
        Created with its parents. An older model in it is replaced; other files stay.
    document : ModelDocument
    tensors : mapping of str to Tensor
        The encoder's state dict.
    source : str
        Source of ``encoder.py``.
    others : mapping of str to bytes or None, default=None
        Further files by name, replaced together with those of the model.

    Returns
    -------
    list of Path
        The written files, by name.

    Raises
    ------
    ModelError
        If the folder holds anything but a model.
    SaveError
        If it cannot be written. All files are written before any is renamed into place, so the
        old model stays. Only a fault or crash between two renames leaves files of two models,
        which loading detects by the fingerprint, in flimbuilder and in ``encoder.py``.
    """
    files = {
        STATE_DICT_FILE: dump_state_dict(tensors),
        SOURCE_FILE: source.encode(),
        TENSOR_FILE: dump_safetensors(tensors, document),
        **(others or {}),
        MODEL_FILE: dump_model_document(document),  # last: a new folder with it is complete
    }
    require_no_link_in_project(folder)
    require_replaceable(folder)
    created = not folder.exists()
    try:
        make_folders(folder)
        with folder_lock(folder):
            require_replaceable(folder, locked=True)
            _replace_files(folder, files)
    except OSError as error:
        if created:
            _remove_empty(folder)
        raise save_error(folder, error) from None
    return [folder / name for name in sorted(files)]


def dump_state_dict(tensors: Mapping[str, Tensor]) -> bytes:
    """Return a PyTorch state dict that opens with ``torch.load(file, weights_only=True)``."""
    buffer = io.BytesIO()
    torch.save({name: tensor.contiguous() for name, tensor in tensors.items()}, buffer)
    return buffer.getvalue()


def dump_safetensors(tensors: Mapping[str, Tensor], document: ModelDocument) -> bytes:
    """Return the tensors as safetensors, with the document in the metadata."""
    plain = {name: tensor.contiguous() for name, tensor in tensors.items()}
    # One entry: the library writes several in an order that changes from process to process.
    words = {"flimbuilder": dump_model_document(document).decode()}
    content: bytes = save(plain, metadata=words)
    return content


def require_replaceable(folder: Path, *, locked: bool = False) -> None:
    """Raise ModelError if a path is a file, or a folder that holds anything but a model.

    Without the folder's lock, its files may be those of another program that writes a model just
    now: if there is a lock, the check is left to the one that holds it.
    """
    if folder.exists() and not folder.is_dir():
        raise ModelError(f"{folder}: is a file; give a folder to write the model to")
    if is_model_folder(folder) or not folder.is_dir():
        return
    try:
        names = {child.name for child in folder.iterdir()}
        unknown = {name for name in names - {LOCK_FILE} if not is_temporary(name)}
    except OSError as error:
        raise ModelError(f"{folder}: cannot be listed: {error.strerror or error}") from None
    if unknown and (locked or not (folder / LOCK_FILE).exists()):
        raise ModelError(
            f"{folder}: holds files other than a model ({min(unknown)}) and is left as it is; "
            "give a new folder"
        )


def _replace_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files beside the old ones, then rename them into place one by one."""
    for child in folder.iterdir():
        if is_temporary(child.name):
            with suppress(OSError):
                child.unlink()  # left by a killed process
    temporary = {name: folder / temporary_name(name) for name in files}
    try:
        for name, content in files.items():
            write_synced(temporary[name], content)
        for name in files:
            temporary[name].replace(folder / name)
    finally:
        for path in temporary.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)
    fsync_folder(folder)


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        (folder / LOCK_FILE).unlink(missing_ok=True)
        folder.rmdir()


def read_model_folder(folder: Path) -> tuple[ModelDocument, dict[str, Tensor]]:
    """Read a model folder.

    Returns
    -------
    document : ModelDocument
    tensors : dict of str to Tensor
        The encoder's state dict, finite float32 with the names and shapes of the document.

    Raises
    ------
    ModelError
        If a file is missing or cannot be read, or the files do not fit each other.
    """
    document = read_model_document(folder)
    path = folder / TENSOR_FILE
    try:
        tensors = load(_read(path))
    except (SafetensorError, KeyError) as error:  # KeyError: a dtype that torch lacks
        reason = printable(str(error), 120)
        raise ModelError(f"{path}: cannot be read: {reason}; {WAY_OUT}") from None
    _require_fitting(tensors, document, path)
    return document, tensors


def read_state_dict(folder: Path) -> dict[str, Tensor]:
    """Read the ``encoder.pt`` of a model folder, without trusting it.

    Raises
    ------
    ModelError
        If it is missing, cannot be read or is not a dict of tensors.
    """
    path = folder / STATE_DICT_FILE
    content = io.BytesIO(_read(path))
    try:
        with silence:
            state = torch.load(content, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises whatever it meets in a damaged file
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise ModelError(f"{path}: cannot be read ({printable(reason, 120)}); {WAY_OUT}") from None
    if not isinstance(state, dict) or not all(
        isinstance(value, Tensor) for value in state.values()
    ):
        raise ModelError(f"{path}: is no dict of tensors; {WAY_OUT}")
    return state


def _read(path: Path) -> bytes:
    try:
        return read_regular(path)
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror or error}; {WAY_OUT}") from None
    except InputError as error:
        raise ModelError(f"{error}; {WAY_OUT}") from None


def _require_fitting(tensors: Mapping[str, Tensor], document: ModelDocument, path: Path) -> None:
    expected = document.tensor_shapes | network_shapes(document)
    for name in sorted(expected.keys() ^ tensors.keys()):
        fault = "is missing" if name in expected else f"is not of this model ({MODEL_FILE})"
        raise ModelError(f"{path}: {name} {fault}; {WAY_OUT}")
    for name, shape in expected.items():
        tensor = tensors[name]
        if tuple(tensor.shape) != shape or tensor.dtype != torch.float32:
            dtype = str(tensor.dtype).removeprefix("torch.")
            raise ModelError(
                f"{path}: {name} is {dtype} of shape {tuple(tensor.shape)}, but {MODEL_FILE} "
                f"declares float32 {shape}; {WAY_OUT}"
            )
        if not tensor.isfinite().all():
            raise ModelError(f"{path}: {name} has NaN or infinite values; {WAY_OUT}")
