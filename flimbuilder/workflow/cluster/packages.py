"""A model as one value that is sent to workers, and loaded once by each."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flimbuilder.errors import InputError
from flimbuilder.model.document import MODEL_FILE, dump_model_document
from flimbuilder.model.folder import TENSOR_FILE, dump_safetensors
from flimbuilder.model.model import CPU, Model, load_model

__all__ = ["ModelPackage", "pack_model", "unpack_model"]

MODELS = 2  # that a worker keeps


@dataclass(frozen=True)
class ModelPackage:
    """The files of a model.

    Attributes
    ----------
    digest : str
        SHA-256 of the files; packages of one digest are equal.
    files : mapping of str to bytes
        By name.
    """

    digest: str
    files: Mapping[str, bytes] = field(compare=False, repr=False)


def pack_model(model: Model) -> ModelPackage:
    """Return the files of a model that compute: the document and the tensors.

    Raises
    ------
    InputError
        If the model is on an accelerator.
    """
    if model.device != CPU:
        raise InputError(
            f"device {model.device}: the workers of a cluster compute on processors; leave the "
            "device out"
        )
    files = {
        MODEL_FILE: dump_model_document(model.document),
        TENSOR_FILE: dump_safetensors(model.tensors(), model.document),
    }
    digest = sha256()
    for name, content in files.items():
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return ModelPackage(digest.hexdigest(), files)


@lru_cache(MODELS)
def unpack_model(package: ModelPackage) -> Model:
    """Return the model of a package, on the CPU; a process loads it once.

    Raises
    ------
    ModelError
        If the files don't fit each other.
    """
    with tempfile.TemporaryDirectory(prefix="flimbuilder-model-") as name:
        folder = Path(name)
        for file, content in package.files.items():
            (folder / file).write_bytes(content)
        return load_model(folder)
