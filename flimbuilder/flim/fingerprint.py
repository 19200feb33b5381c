"""Fingerprints of an encoder and of its first blocks."""

import hashlib
import json
from collections.abc import Mapping

from torch import Tensor

from flimbuilder.project.architecture import Architecture

__all__ = ["block_fingerprints", "fingerprint"]


def fingerprint(architecture: Architecture, tensors: Mapping[str, Tensor]) -> str:
    """Return the SHA-256 of the architecture and the tensors.

    Parameters
    ----------
    architecture : Architecture
    tensors : mapping of str to Tensor
        The encoder's state dict.

    Returns
    -------
    str
        64 hexadecimal digits: the hash of the architecture's JSON with sorted keys, followed by
        the name, shape and little-endian float32 bytes of each tensor, sorted by name.
    """
    document = architecture.model_dump(mode="json")
    digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode())
    for name in sorted(tensors):
        _add(digest, name, tensors[name])
    return digest.hexdigest()


def block_fingerprints(
    architecture: Architecture, tensors: Mapping[str, Tensor]
) -> tuple[str, ...]:
    """Return for each block the SHA-256 of all that its activation maps depend on.

    Those of two encoders are equal up to the first block in which they differ.
    """
    digest, digests = hashlib.sha256(architecture.colour_space.encode()), []
    if architecture.standardise != "none":
        digest.update(architecture.standardise.encode())
    for number, block in enumerate(architecture.blocks, start=1):
        makes_maps = block.model_dump_json(
            include={"kernel_size", "dilation", "padding", "activation", "pooling"}
        )
        digest.update(makes_maps.encode())
        for name in sorted(name for name in tensors if name.startswith(f"block{number}.")):
            _add(digest, name, tensors[name])
        digests.append(digest.hexdigest())
    return tuple(digests)


def _add(digest: "hashlib._Hash", name: str, tensor: Tensor) -> None:
    values = tensor.detach().cpu().float().contiguous().numpy().astype("<f4")
    digest.update(f"\n{name} {list(values.shape)}\n".encode())
    digest.update(values.tobytes())
