"""Tests of the decoders with given weights."""

import numpy as np
import pytest
import torch

from flimbuilder.errors import InputError
from flimbuilder.flim.decoders import load_decoder_class, make_decoder
from flimbuilder.flim.decoders.weighted import WeightedDecoder
from flimbuilder.project.decoders import DECODERS
from tests.flim import reference
from tests.flim.decoders.shared_behaviour import KERNEL_CLASSES, DecoderBehaviour, random_maps


def some_weights(n_objects, n_kernels):
    """Real numbers of both signs, and a zero; the first row has a positive sum."""
    rows = [
        [(-1) ** (row + kernel) * (0.5 + kernel % 3) for kernel in range(n_kernels)]
        for row in range(n_objects)
    ]
    for row in rows[1:]:
        row[0] = 0.0
    return rows


class WeightedBehaviour(DecoderBehaviour):
    """Tests of a decoder that needs weights; a subclass gives its biases."""

    @staticmethod
    def biases(n_objects):
        return []

    def decode(self, maps, kernel_classes, object_classes=(1,), size=None):
        weights = some_weights(len(object_classes), len(kernel_classes))
        decoder = make_decoder(
            self.id,
            kernel_classes,
            object_classes,
            weights=weights,
            bias=self.biases(len(object_classes)),
        ).to(maps.dtype)
        return decoder(maps, size or tuple(maps.shape[-2:]))

    def literal(self, maps, kernel_classes, object_classes):
        weights = some_weights(len(object_classes), len(kernel_classes))
        biases = self.biases(len(object_classes)) or [0.0] * len(object_classes)
        rows = list(zip(weights, biases, strict=True))
        return np.array(
            [[literal(image_maps.numpy(), *row) for row in rows] for image_maps in maps.double()]
        )

    def test_it_adds_nothing_to_the_state_dict(self):
        assert not make_decoder(self.id, [0, 1], [1], weights=[[1, 2]]).state_dict()

    def test_the_order_of_the_kernels_does_not_matter(self):
        maps, weights, turned = random_maps(4, 6, 6, seed=6), [[1, -0.5, 2, 0]], [2, 0, 3, 1]
        turned_weights = [[weights[0][kernel] for kernel in turned]]

        saliency = make_decoder(self.id, [0, 1, 2, 1], [1, 2], weights=weights)(
            maps.float(), (6, 6)
        )
        again = make_decoder(self.id, [2, 0, 1, 1], [1, 2], weights=turned_weights)

        assert torch.allclose(again(maps[:, turned].float(), (6, 6)), saliency, atol=1e-6)

    def test_classes_do_not_matter(self):
        maps = random_maps(4, 6, 6, seed=0)
        assert torch.equal(self.decode(maps, [0, 1, 1, 0]), self.decode(maps, [1, 0, None, 1]))

    def test_one_row_serves_all_classes(self):
        maps = random_maps(3, 5, 4, seed=1)
        for bias in ([], [0.25])[: 1 + (self.id == "bp")]:
            shared, repeated = (
                make_decoder(self.id, [0, 1, 2], [1, 2], weights=rows, bias=bias * len(rows))
                for rows in ([[1, -2, 0.5]], [[1, -2, 0.5]] * 2)
            )
            saliency = shared.double()(maps, (5, 4))
            assert torch.equal(saliency, repeated.double()(maps, (5, 4)))
            assert torch.equal(saliency[:, 0], saliency[:, 1])

    @pytest.mark.parametrize(
        ("weights", "bias", "reason"),
        [
            ([], [], r"has no weights for this block of 3 kernels; choose it in the project"),
            ([[1, 2]], [], "has 2 weights and the block has 3 kernels; give one for each"),
            ([[1, 2, 3], [1, 2]], [], "has 2 weights and the block has 3 kernels"),
            ([[1, 2, 3]] * 3, [], "has 3 rows of weights and there are 2 object classes"),
            ([[1, 2, 3]], [1, 2], "has 2 biases and 1 rows of weights"),
        ],
    )
    def test_weights_that_do_not_fit(self, weights, bias, reason):
        with pytest.raises(InputError, match=f"^decoder '{self.id}' {reason}"):
            make_decoder(self.id, [0, 1, 2], [1, 2], weights=weights, bias=bias)


def literal(activations, weights, bias):
    """The formula, pixel by pixel; zero if all maps are zero."""
    maps = [reference.scaled(channel) for channel in activations]
    out = np.zeros(activations.shape[1:])
    if all(channel.max() <= 0 for channel in activations):
        return out
    for row, col in np.ndindex(*out.shape):
        total = bias
        for weight, channel in zip(weights, maps, strict=True):
            total += weight * channel[row, col]
        out[row, col] = max(total, 0.0)
    return reference.scaled(out)


class TestManualDecoder(WeightedBehaviour):
    id = "manual"

    def test_two_object_classes_worked_by_hand(self):
        # Divided by their maxima: 1 .5 0, 0 1 .25, 1 1 1.
        # Class 1, weights 1 -1 0: 1 -.5 -.25, rectified 1 0 0.
        # Class 2, weights 0 2 -.5: -.5 1.5 0, rectified 0 1.5 0, by 1.5: 0 1 0.
        maps = torch.tensor([[[[2.0, 1, 0]], [[0, 4, 1]], [[3, 3, 3]]]])
        weights = [[1, -1, 0], [0, 2, -0.5]]

        saliency = make_decoder("manual", [0, 0, 0], [1, 2], weights=weights)(maps, (1, 3))

        assert saliency.numpy().reshape(2, 3).tolist() == [[1, 0, 0], [0, 1, 0]]

    def test_the_signs_of_the_classes_are_labelled_markers(self):
        maps, classes = random_maps(5, 6, 7, seed=2).float(), KERNEL_CLASSES[1]
        signs = [1 if class_id == 1 else -1 for class_id in classes]
        by_hand = make_decoder("manual", classes, [1], weights=[signs])
        assert torch.equal(by_hand(maps, (6, 7)), make_decoder("lm", classes, [1])(maps, (6, 7)))


class TestTrainedDecoder(WeightedBehaviour):
    id = "bp"

    @staticmethod
    def biases(n_objects):
        return [0.3 - 0.2 * row for row in range(n_objects)]

    def test_one_row_worked_by_hand(self):
        # Divided by their maxima: 1 .5 0 0, 0 0 1 .5. Weights 2 and -1, bias -.5:
        # 1.5 .5 -1.5 -1, rectified 1.5 .5 0 0, by 1.5: 1 1/3 0 0.
        maps = torch.tensor([[[[4.0, 2, 0, 0]], [[0, 0, 2, 1]]]])

        saliency = make_decoder("bp", [1, 0], [1], weights=[[2, -1]], bias=[-0.5])(maps, (1, 4))

        assert saliency.numpy().ravel() == pytest.approx([1, 1 / 3, 0, 0])

    def test_a_bias_alone_makes_no_object_of_an_empty_image(self):
        # The bias would fill the dead image of the batch; the other image keeps it.
        maps = torch.zeros(2, 2, 3, 3)
        maps[1, 0, 1, 1] = 5.0

        saliency = make_decoder("bp", [1, 0], [1], weights=[[1, 1]], bias=[0.5])(maps, (3, 3))

        assert not saliency[0].any()
        assert saliency[1].min() == pytest.approx(1 / 3)


def test_the_registry_knows_which_decoders_need_weights():
    weighted = {info.id for info in DECODERS.values() if info.needs_weights}
    assert weighted == {"manual", "bp", "ml"}
    for decoder_id in DECODERS:
        is_weighted = issubclass(load_decoder_class(decoder_id), WeightedDecoder)
        assert is_weighted == (decoder_id in weighted)


def test_other_decoders_take_no_weights():
    with pytest.raises(InputError, match="decoder 'lm' takes no weights; leave them out"):
        make_decoder("lm", [0, 1], [1], weights=[[1, 2]])
