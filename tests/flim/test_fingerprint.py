"""Tests of the fingerprints of an encoder and its blocks."""

import hashlib
import json

import pytest
import torch

from flimbuilder.flim.fingerprint import block_fingerprints, fingerprint
from flimbuilder.project.architecture import Architecture, Block, Pooling

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
        (ARCHITECTURE.with_(restarts=2), TENSORS),
        (ARCHITECTURE, {**TENSORS, "block1.conv.weight": nearly}),
        (ARCHITECTURE, {**TENSORS, "block1.conv.weight": weight.T}),
        (ARCHITECTURE, {"block1.conv.weight": weight, "block2.conv.bias": bias}),
    ]

    fingerprints = {fingerprint(*encoder) for encoder in [(ARCHITECTURE, TENSORS), *others]}

    assert len(fingerprints) == 6


# --- of the first blocks ----------------------------------------------------------------------

TWO = Architecture(blocks=(Block(kernels=2), Block(kernels=2)))
TENSORS_OF_TWO = {**TENSORS, "block2.conv.weight": torch.tensor([[3.0]])}


def alike(architecture, tensors):
    """Return for each block whether its fingerprint is that in `TWO`."""
    pairs = zip(
        block_fingerprints(architecture, tensors),
        block_fingerprints(TWO, TENSORS_OF_TWO),
        strict=True,
    )
    return [first == second for first, second in pairs]


def with_second(**changes):
    first, second = TWO.blocks
    return Architecture(blocks=(first, second.with_(**changes)))


def test_fingerprints_are_equal_up_to_the_first_block_that_differs():
    other = {**TENSORS_OF_TWO, "block2.conv.weight": torch.tensor([[4.0]])}

    assert alike(TWO, TENSORS_OF_TWO) == [True, True]
    assert alike(TWO, other) == [True, False]
    assert alike(TWO, {**TENSORS_OF_TWO, "block1.conv.bias": torch.zeros(1)}) == [False, False]


@pytest.mark.parametrize(
    "changes",
    [
        {"kernel_size": 5},
        {"dilation": 2},
        {"padding": "reflect"},
        {"activation": "none"},
        {"pooling": Pooling(size=5)},
        {"pooling": Pooling(kind="average")},
        {"pooling": Pooling(outside="zero", kind="average")},
    ],
    ids=str,
)
def test_all_that_makes_the_maps_of_a_block_is_in_its_fingerprint(changes):
    assert alike(with_second(**changes), TENSORS_OF_TWO) == [True, False]


def test_how_kernels_are_estimated_is_not_in_the_fingerprint_of_a_block():
    estimated_otherwise = with_second(kernels_per_marker=9, reduction="pca", kernels=7)

    assert alike(estimated_otherwise, TENSORS_OF_TWO) == [True, True]


def test_the_colour_space_is_in_the_fingerprint_of_every_block():
    other = TWO.with_(colour_space="rgb")

    assert other.colour_space != TWO.colour_space
    assert alike(other, TENSORS_OF_TWO) == [False, False]
