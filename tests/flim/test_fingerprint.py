"""The name of an encoder."""

import hashlib
import json

import torch

from flimbuilder.flim.fingerprint import fingerprint
from flimbuilder.project.architecture import Architecture, Block

ARCHITECTURE = Architecture(blocks=(Block(kernels=2),))
TENSORS = {"block1.conv.weight": torch.tensor([[1.0, 2.0]]), "block1.conv.bias": torch.ones(1)}


def test_it_is_the_sha256_of_architecture_and_tensors():
    document = json.dumps(ARCHITECTURE.model_dump(mode="json"), sort_keys=True)
    text = document.encode()
    text += b"\nblock1.conv.bias [1]\n" + bytes.fromhex("0000803f")
    text += b"\nblock1.conv.weight [1, 2]\n" + bytes.fromhex("0000803f00000040")

    assert fingerprint(ARCHITECTURE, TENSORS) == hashlib.sha256(text).hexdigest()


def test_the_order_of_the_tensors_does_not_matter():
    turned = dict(reversed(TENSORS.items()))

    assert fingerprint(ARCHITECTURE, turned) == fingerprint(ARCHITECTURE, TENSORS)


def test_memory_layout_does_not_matter():
    columns = torch.arange(6.0).reshape(2, 3)

    assert fingerprint(ARCHITECTURE, {"w": columns.T.contiguous().T}) == fingerprint(
        ARCHITECTURE, {"w": columns}
    )


def test_every_part_matters():
    weight, bias = TENSORS["block1.conv.weight"], TENSORS["block1.conv.bias"]
    nearly = torch.nextafter(weight, torch.full_like(weight, 9.0))
    others = [
        (ARCHITECTURE.with_(stdev_factor=0.02), TENSORS),
        (ARCHITECTURE, {**TENSORS, "block1.conv.weight": nearly}),
        (ARCHITECTURE, {**TENSORS, "block1.conv.weight": weight.T}),
        (ARCHITECTURE, {"block1.conv.weight": weight, "block2.conv.bias": bias}),
    ]

    names = {fingerprint(*one) for one in [(ARCHITECTURE, TENSORS), *others]}

    assert len(names) == 5
