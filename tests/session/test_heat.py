"""Heat maps over the image."""

import numpy as np
import pytest
import torch

from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.project import ComponentIdentity, KernelEdit
from flimbuilder.session.decoding import decode
from flimbuilder.session.encoding import EncodedImage
from flimbuilder.session.heat import (
    activation_heat,
    activation_map,
    error_heat,
    kernel_row,
    saliency_heat,
)
from flimbuilder.session.results import DecodedImage
from tests.session.test_cards import small_encoding


def encoding_with(values: torch.Tensor) -> EncodedImage:
    encoded, _ = small_encoding()
    maps = encoded.activations[0].clone()
    maps[0, 0] = values
    return EncodedImage(
        encoded.built, encoded.image, encoded.pixels, [maps, encoded.activations[1]]
    )


def test_a_map_is_stretched_from_zero_to_its_maximum() -> None:
    values = torch.zeros(12, 12)
    values[5, 5], values[0, 0] = 8, 4
    heat, activation = activation_heat(encoding_with(values), 1, 0)
    assert (heat.kind, heat.title, heat.low, heat.high) == ("heat", "block 1, kernel 1", 0, 8)
    assert heat.values.shape == (24, 24)
    assert heat.values.dtype == np.uint8
    # From 12 to 24 pixels, pixels 10 and 11 lie a quarter of a pixel off the centre of the
    # fifth: (3/4)^2 of 8. The corner's nearest is the corner itself.
    assert heat.values[10, 10] == round(255 * 9 / 16)
    assert heat.values[0, 0] == 128
    assert torch.equal(activation.values, values)


def test_a_map_with_negative_values_begins_at_its_minimum() -> None:
    values = torch.full((12, 12), -2.0)
    values[0, 0] = 2
    heat, _ = activation_heat(encoding_with(values), 1, 0)
    assert (heat.low, heat.high) == (-2, 2)
    assert (heat.values[0, 0], heat.values[-1, -1]) == (255, 0)


def test_a_dead_map_is_zero_with_a_valid_scale() -> None:
    heat, _ = activation_heat(encoding_with(torch.zeros(12, 12)), 1, 0)
    assert (heat.low, heat.high) == (0, 1)
    assert not heat.values.any()


def test_the_map_of_a_deleted_kernel() -> None:
    plain, _ = small_encoding()
    chosen = plain.built.learned.blocks[0].kernels[1].identity
    encoded, _ = small_encoding([KernelEdit(block=1, action="delete", kernel=chosen)])
    for row in range(3):
        assert torch.allclose(
            activation_map(encoded, 1, row), activation_map(plain, 1, row), atol=1e-6
        )


def test_the_row_of_a_kernel() -> None:
    plain, _ = small_encoding()
    identities = [kernel.identity for kernel in plain.built.learned.blocks[0].kernels]
    encoded, _ = small_encoding([KernelEdit(block=1, action="delete", kernel=identities[0])])
    assert kernel_row(encoded.built, 1, identities[2]) == 2
    assert kernel_row(encoded.built, 1, identities[0]) == 0
    assert kernel_row(encoded.built, 1, None) == 1  # the first that was kept
    stranger = ComponentIdentity(class_id=1, component=99)
    assert kernel_row(encoded.built, 1, stranger) == 1
    assert kernel_row(encoded.built, 3, None) is None


def test_saliency_as_a_heat_map() -> None:
    encoded, _ = small_encoding()
    decoder_result = decode(encoded, DecoderChoice(id="lm"), Delineation())
    saliency = decoder_result.decoded.saliency[0]
    heat = saliency_heat(saliency, "egg")
    assert saliency_heat(saliency, "egg", is_draft=True).title == "saliency of egg, a draft"
    assert (heat.title, heat.low, heat.high) == ("saliency of egg", 0, 1)
    assert heat.values == pytest.approx(255 * decoder_result.decoded.saliency[0], abs=0.5)


@pytest.mark.parametrize(
    ("classes", "truth", "expected"),
    [
        # One class: hit, missed, false, right.
        ((3,), [[3, 3, 0, 0]], [[0, 1, 2, 0]]),
        # Ignored pixels are right, whatever they are taken for.
        ((3,), [[-1, 3, -1, -1]], [[0, 1, 0, 0]]),
        # Two classes: hit, missed, false, and 3 taken for 4, which is false.
        ((3, 4), [[3, 4, 0, 0]], [[0, 1, 2, 0]]),
        ((3, 4), [[4, 4, 3, 0]], [[2, 1, 0, 0]]),
    ],
)
def test_errors_by_hand(
    classes: tuple[int, ...], truth: list[list[int]], expected: list[list[int]]
) -> None:
    decoded = DecodedImage(
        DecoderChoice(id="lm"), classes, np.zeros((len(classes), 1, 4), np.float32),
        np.array([[3, 0, 3, 0]], np.uint8),
    )  # fmt: skip
    heat = error_heat(decoded, np.array(truth, np.int16))
    assert heat.kind == "error"
    assert heat.values.tolist() == expected
