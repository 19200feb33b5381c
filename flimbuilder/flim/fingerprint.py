"""The fingerprint of an encoder, or of its first blocks: equal exactly when they are."""

import hashlib
import json
from collections.abc import Mapping

from torch import Tensor

from flimbuilder.project.architecture import Architecture

__all__ = ["block_fingerprints", "fingerprint"]


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
        _add(digest, name, tensors[name])
    return digest.hexdigest()


def block_fingerprints(
    architecture: Architecture, tensors: Mapping[str, Tensor]
) -> tuple[str, ...]:
    """Return, for each block, the SHA-256 over all that its activation maps depend on.

    Parameters
    ----------
    architecture, tensors
        As of :func:`fingerprint`.

    Returns
    -------
    tuple of str
        Equal for two encoders up to the first block in which they differ.
    """
    digest, names = hashlib.sha256(architecture.colour_space.encode()), []
    for number, block in enumerate(architecture.blocks, start=1):
        makes_maps = block.model_dump_json(
            include={"kernel_size", "dilation", "padding", "activation", "pooling"}
        )
        digest.update(makes_maps.encode())
        for name in sorted(one for one in tensors if one.startswith(f"block{number}.")):
            _add(digest, name, tensors[name])
        names.append(digest.hexdigest())
    return tuple(names)


def _add(digest: "hashlib._Hash", name: str, tensor: Tensor) -> None:
    values = tensor.detach().cpu().float().contiguous().numpy().astype("<f4")
    digest.update(f"\n{name} {list(values.shape)}\n".encode())
    digest.update(values.tobytes())
