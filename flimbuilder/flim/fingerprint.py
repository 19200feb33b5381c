"""The fingerprint of an encoder: equal exactly when architecture and tensors are."""

import hashlib
import json
from collections.abc import Mapping

from torch import Tensor

from flimbuilder.project.architecture import Architecture

__all__ = ["fingerprint"]


def fingerprint(architecture: Architecture, tensors: Mapping[str, Tensor]) -> str:
    """Return the SHA-256 over the architecture and the tensors.

    Parameters
    ----------
    architecture : Architecture
    tensors : mapping of str to Tensor
        The encoder's state dict.

    Returns
    -------
    str
        64 hexadecimal digits. Hashed are the architecture's JSON with sorted keys and, by
        name, each tensor's name, shape and little-endian float32 bytes.
    """
    document = architecture.model_dump(mode="json")
    digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode())
    for name in sorted(tensors):
        values = tensors[name].detach().cpu().float().contiguous().numpy().astype("<f4")
        digest.update(f"\n{name} {list(values.shape)}\n".encode())
        digest.update(values.tobytes())
    return digest.hexdigest()
