"""Tests of the decoder learned from the markers: one block, several blocks, absolute scale."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.errors import InputError
from flimbuilder.flim.decoders import make_decoder, make_decoder_of_blocks
from flimbuilder.flim.decoders.marker_learned import JointDecoder, class_probabilities
from tests.flim.decoders.shared_behaviour import KERNEL_CLASSES, DecoderBehaviour, random_maps
from tests.flim.decoders.test_weighted import some_weights


def literal(maps, weights, bias):
    """The formula at every pixel of maps of the image's size: (object classes, h, w)."""
    n_objects, (height, width) = len(weights), maps[0].shape
    out = np.zeros((n_objects, height, width))
    for row, col in np.ndindex(height, width):
        logits = [
            sum(alpha * channel[row, col] for alpha, channel in zip(alphas, maps, strict=True)) + b
            for alphas, b in zip(weights, bias, strict=True)
        ]
        highest = max(logits)  # keeps the exponentials finite
        total = np.exp(-highest) + sum(np.exp(logit - highest) for logit in logits)
        out[:, row, col] = [np.exp(logit - highest) / total for logit in logits]
    return out


class TestMarkerLearnedDecoder(DecoderBehaviour):
    id = "ml"

    @staticmethod
    def biases(n_objects):
        return [-0.5 + 0.3 * row for row in range(n_objects)]

    def decode(self, maps, kernel_classes, object_classes=(1,), size=None):
        n_objects = len(object_classes)
        decoder = make_decoder(
            self.id,
            kernel_classes,
            object_classes,
            weights=some_weights(n_objects, len(kernel_classes)),
            bias=self.biases(n_objects),
        ).to(maps.dtype)
        return decoder(maps, size or tuple(maps.shape[-2:]))

    def literal(self, maps, kernel_classes, object_classes):
        n_objects = len(object_classes)
        weights = some_weights(n_objects, len(kernel_classes))
        bias = self.biases(n_objects)
        return np.array([literal(of_image.double().numpy(), weights, bias) for of_image in maps])

    def test_two_maps_worked_by_hand(self):
        # Logits 2 a - b + .5: with a = 0 1 / 0 1 and b = 0.5 2.5 / 4.5 0, they are
        # 0 0 / -4 2.5: the probabilities are 1/2 1/2 / 1/(1 + e^4) 1/(1 + e^-2.5).
        maps = torch.tensor([[[[0.0, 1], [0, 1]], [[0.5, 2.5], [4.5, 0]]]])

        decoder = make_decoder("ml", [1, 0], [1], weights=[[2, -1]], bias=[0.5])

        expected = [[0.5, 0.5], [1 / (1 + np.exp(4)), 1 / (1 + np.exp(-2.5))]]
        assert decoder(maps, (2, 2))[0, 0].numpy() == pytest.approx(np.array(expected), abs=1e-6)

    def test_two_classes_worked_by_hand(self):
        # Logits ln 2 and ln 3 against 0 of the background: shares 1 : 2 : 3.
        maps = torch.ones(1, 1, 1, 1)
        weights = [[float(np.log(2))], [float(np.log(3))]]

        saliency = make_decoder("ml", [1], [1, 2], weights=weights)(maps, (1, 1))

        assert saliency.flatten().tolist() == pytest.approx([2 / 6, 3 / 6])

    def test_dead_channels_alone_give_no_saliency(self):
        """They leave the bias, which the markers of the background make negative."""
        saliency = self.decode(torch.zeros(1, 3, 4, 4), [0, 1, 1])

        assert saliency.numpy() == pytest.approx(1 / (1 + np.exp(0.5)))

    def test_a_map_without_positive_values_counts_as_dead(self):
        """No: its values count as they are, like all others."""
        maps = random_maps(3, 5, 5, seed=2)
        maps[:, 1] = -3.0

        self.assert_literal(maps, [0, 1, 1])

    def test_the_smallest_numbers_stay_finite(self):
        maps = torch.zeros(1, 2, 3, 3)
        maps[0, 1, 1, 1] = 1e-44
        maps[0, 0, 0, 0] = 1e38

        assert self.decode(maps, [0, 1]).isfinite().all()
        assert self.decode(maps, [0, 1, 2][:2], [1, 2]).isfinite().all()

    def test_saliency_is_scaled_to_its_maximum(self):
        """No: it is a probability, whatever the rest of the image is."""
        maps = random_maps(5, 8, 9, seed=3) / 50
        brighter = maps.clone()
        brighter[..., 5:] *= 7

        saliency, other = (self.decode(image, KERNEL_CLASSES[1]) for image in (maps, brighter))

        assert torch.equal(saliency[..., :5], other[..., :5])
        assert saliency.min() > 0
        assert saliency.max() < 1

    def test_the_scale_of_a_channel_does_not_matter(self):
        """It does: weights are those of raw activations."""
        maps = random_maps(5, 7, 7, seed=4)
        saliency = self.decode(maps, KERNEL_CLASSES[1])
        assert not torch.allclose(self.decode(maps * 2, KERNEL_CLASSES[1]), saliency)

    def test_the_order_of_the_kernels_does_not_matter(self):
        maps, weights, turned = random_maps(4, 6, 6, seed=6), [[1, -0.5, 2, 0]], [2, 0, 3, 1]
        turned_weights = [[weights[0][kernel] for kernel in turned]]

        saliency = make_decoder("ml", [0, 1, 1, 1], [1], weights=weights)(maps.float(), (6, 6))
        again = make_decoder("ml", [1, 0, 1, 1], [1], weights=turned_weights)

        assert torch.allclose(again(maps[:, turned].float(), (6, 6)), saliency, atol=1e-6)

    def test_saliency_is_interpolated_bilinearly_to_the_image_size(self):
        """The logits are: an object may be smaller than a pixel of the map."""
        maps = random_maps(5, 2, 2, seed=8) / 50
        shares = np.array([[1, 0], [0.75, 0.25], [0.25, 0.75], [0, 1]])
        small = self.decode(maps, KERNEL_CLASSES[1])[0, 0].logit().numpy()

        saliency = self.decode(maps, KERNEL_CLASSES[1], size=(4, 4))[0, 0]

        assert saliency.logit().numpy() == pytest.approx(shares @ small @ shares.T, abs=1e-6)
        assert self.decode(maps, KERNEL_CLASSES[1], size=(7, 3)).shape == (1, 1, 7, 3)

    def test_it_adds_nothing_to_the_state_dict(self):
        assert not make_decoder("ml", [0, 1], [1], weights=[[1, 2]]).state_dict()


def test_weights_on_an_image_are_the_largest_contributions():
    maps = torch.tensor([[[[0.0, 4]], [[3.0, 1]]]])
    decoder = make_decoder("ml", [1, 0], [1], weights=[[0.5, -2]], bias=[1])
    assert decoder.weights_on(maps).tolist() == [[[2, -6]]]


def joint(counts, n_objects, seed=0):
    """Return random weights and biases over the kernels of blocks 1, 2, ... and their decoder."""
    rng = np.random.default_rng(seed)
    weights = rng.normal(0, 0.4, (n_objects, sum(counts))).round(3).tolist()
    bias = rng.normal(0, 1, n_objects).round(3).tolist()
    classes = {number: [0] * count for number, count in enumerate(counts, start=1)}
    decoder = make_decoder_of_blocks(
        "ml", classes, range(1, n_objects + 1), weights=weights, bias=bias
    )
    return weights, bias, decoder


def enlarge(channel, height, width):
    """Bilinear interpolation without aligned corners, pixel by pixel."""
    rows, cols = channel.shape
    out = np.zeros((height, width))
    for row, col in np.ndindex(height, width):
        y = max((row + 0.5) * rows / height - 0.5, 0)
        x = max((col + 0.5) * cols / width - 0.5, 0)
        top, left = min(int(y), rows - 1), min(int(x), cols - 1)
        below, right = min(top + 1, rows - 1), min(left + 1, cols - 1)
        y, x = y - top, x - left
        out[row, col] = (
            channel[top, left] * (1 - y) * (1 - x)
            + channel[top, right] * (1 - y) * x
            + channel[below, left] * y * (1 - x)
            + channel[below, right] * y * x
        )
    return out


@pytest.mark.parametrize("n_objects", [1, 3])
@settings(max_examples=8, deadline=None)
@given(st.integers(1, 3), st.integers(3, 9), st.integers(3, 9), st.integers(0, 2**32))
def test_blocks_together_equal_a_loop_over_the_formula(n_objects, n_blocks, height, width, seed):
    counts = [2, 3, 1][:n_blocks]
    sides = [(-(-height // 2**level), -(-width // 2**level)) for level in range(n_blocks)]
    maps = [
        random_maps(count, *side, seed=seed + level) / 10
        for level, (count, side) in enumerate(zip(counts, sides, strict=True))
    ]
    weights, bias, decoder = joint(counts, n_objects, seed)

    saliency = decoder.double()(maps, (height, width))

    whole = [
        enlarge(channel, height, width) for of_block in maps for channel in of_block[0].numpy()
    ]
    assert saliency[0].numpy() == pytest.approx(literal(whole, weights, bias), abs=1e-6)


def test_two_blocks_worked_by_hand():
    # Block 1 (2 x 2): 2 a = 0 2 / 4 6; block 2 (1 x 1): -3 b = -3 everywhere; bias 1:
    # logits -2 0 / 2 4.
    maps = [torch.tensor([[[[0.0, 1], [2, 3]]]]), torch.ones(1, 1, 1, 1)]
    decoder = make_decoder_of_blocks("ml", {1: [1], 2: [0]}, [1], weights=[[2, -3]], bias=[1])
    assert isinstance(decoder, JointDecoder)

    saliency = decoder(maps, (2, 2))[0, 0]

    assert saliency.logit().numpy() == pytest.approx(np.array([[-2, 0], [2, 4]]), abs=1e-5)


def test_some_of_the_blocks_take_their_own_maps():
    maps = [torch.zeros(1, 2, 3, 3), torch.ones(1, 1, 2, 2), 2 * torch.ones(1, 1, 1, 1)]
    decoder = make_decoder_of_blocks("ml", {3: [1], 2: [0]}, [1], weights=[[1, -0.5]])

    assert decoder.blocks == (3, 2)
    assert decoder(maps, (3, 3)).logit().numpy() == pytest.approx(1.5, abs=1e-5)


def test_probabilities_of_large_logits_are_finite():
    logits = torch.tensor([300.0, -300, 0]).reshape(3, 1, 1)
    assert class_probabilities(logits).flatten().tolist() == [1, 0, 0]
    assert class_probabilities(logits[1:2]).item() == 0


@pytest.mark.parametrize(
    ("weights", "bias", "reason"),
    [
        ([], [], "has no weights; a build learns them from markers of the objects and of the"),
        ([[1, 2]], [], r"has 2 weights and blocks 1\+2 have 3 kernels; give one for each kernel"),
        ([[1, 2, 3]] * 3, [], "has 3 rows of weights and there are 2 object classes"),
        ([[1, 2, 3]], [1, 2], "has 2 biases and 1 rows of weights"),
    ],
)
def test_weights_that_do_not_fit(weights, bias, reason):
    with pytest.raises(InputError, match=f"^decoder 'ml' {reason}"):
        make_decoder_of_blocks("ml", {1: [0, 1], 2: [2]}, [1, 2], weights=weights, bias=bias)
