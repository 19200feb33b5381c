"""Tests that every point-wise decoder must pass; those of each decoder inherit them."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.flim.decoders import make_decoder
from flimbuilder.project.decoders import DECODERS
from tests.flim import reference

KERNEL_CLASSES = {1: [0, 1, 1, 0, 1], 2: [2, 0, 1, 1, 0, 2, 2], 5: [5, 4, 3, 2, 1, 0, 1, 2, 0]}


def random_maps(n_kernels, height, width, seed, n_images=1):
    """Rectified maps of unlike scales; a third of their pixels are zero."""
    rng = np.random.default_rng(seed)
    maps = np.maximum(rng.normal(0.4, 1.0, (n_images, n_kernels, height, width)), 0.0)
    return torch.tensor(maps * rng.uniform(0.01, 50.0, (1, n_kernels, 1, 1)))


class DecoderBehaviour:
    """Tests of a decoder; a subclass sets its id and its literal weights."""

    id: str
    alpha: staticmethod

    def decode(self, maps, kernel_classes, object_classes=(1,), size=None):
        decoder = make_decoder(self.id, kernel_classes, object_classes).to(maps.dtype)
        return decoder(maps, size or tuple(maps.shape[-2:]))

    def literal(self, maps, kernel_classes, object_classes):
        return np.array([
            [reference.decode(image_maps, kernel_classes, object_class, self.alpha)
             for object_class in object_classes]
            for image_maps in maps.double().numpy()
        ])  # fmt: skip

    def assert_literal(self, maps, kernel_classes, object_classes=(1,)):
        saliency = self.decode(maps, kernel_classes, object_classes).numpy()
        expected = self.literal(maps, kernel_classes, object_classes)
        assert saliency == pytest.approx(expected, abs=1e-6)

    def test_it_has_an_id_and_a_title(self):
        assert DECODERS[self.id].id == self.id
        assert DECODERS[self.id].title

    @pytest.mark.parametrize("n_classes", KERNEL_CLASSES)
    @settings(max_examples=6, deadline=None)
    @given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**32))
    def test_it_equals_loops_over_the_formula(self, n_classes, height, width, seed):
        classes = KERNEL_CLASSES[n_classes]
        maps = random_maps(len(classes), height, width, seed)

        self.assert_literal(maps, classes, range(1, n_classes + 1))

    @pytest.mark.parametrize("kernel_classes", [
        [1, 1, 1],  # no background
        [0, 0],  # no object
        [2, 2, 0],  # an object, but another one
        [1], [0],
    ])  # fmt: skip
    def test_a_class_without_kernels_does_not_crash_it(self, kernel_classes):
        maps = random_maps(len(kernel_classes), 5, 6, seed=0)

        self.assert_literal(maps, kernel_classes)
        self.assert_literal(maps, kernel_classes, [1, 2, 3])

    def test_a_dead_channel_adds_nothing(self):
        maps = random_maps(5, 6, 5, seed=1)
        maps[:, 2] = 0.0

        self.assert_literal(maps, KERNEL_CLASSES[1])

    def test_dead_channels_alone_give_no_saliency(self):
        saliency = self.decode(torch.zeros(1, 3, 4, 4), [0, 1, 1])

        assert not saliency.any()

    def test_a_map_without_positive_values_counts_as_dead(self):
        maps = random_maps(3, 5, 5, seed=2)
        negative = maps.clone()
        maps[:, 1], negative[:, 1] = 0.0, -3.0

        assert torch.equal(self.decode(maps, [0, 1, 1]), self.decode(negative, [0, 1, 1]))

    def test_the_smallest_numbers_stay_finite(self):
        maps = torch.zeros(1, 2, 3, 3)
        maps[0, 1, 1, 1] = 1e-44

        assert self.decode(maps, [0, 1]).max() in (0.0, 1.0)

    def test_saliency_is_scaled_to_its_maximum(self):
        saliency = self.decode(random_maps(5, 8, 9, seed=3, n_images=4), KERNEL_CLASSES[1])

        assert saliency.min() >= 0.0
        assert set(saliency.amax(dim=(1, 2, 3)).tolist()) <= {0.0, 1.0}

    def test_the_scale_of_a_channel_does_not_matter(self):
        maps = random_maps(5, 7, 7, seed=4)
        scaled = maps * torch.tensor([1.0, 1e3, 0.5, 7.0, 1e-3])[:, None, None]

        saliency = self.decode(maps, KERNEL_CLASSES[1])

        assert torch.allclose(self.decode(scaled, KERNEL_CLASSES[1]), saliency, atol=1e-6)

    def test_images_of_a_batch_are_independent(self):
        maps = random_maps(5, 6, 8, seed=5, n_images=3)
        maps[1] *= 1000.0

        together = self.decode(maps, KERNEL_CLASSES[1])
        alone = torch.cat([self.decode(of_image[None], KERNEL_CLASSES[1]) for of_image in maps])

        assert torch.allclose(together, alone, atol=1e-7)

    def test_the_order_of_the_kernels_does_not_matter(self):
        maps, classes = random_maps(7, 6, 6, seed=6), np.array(KERNEL_CLASSES[2])
        turned = [3, 0, 6, 1, 5, 2, 4]

        saliency = self.decode(maps[:, turned], classes[turned].tolist(), [1, 2])

        assert torch.allclose(saliency, self.decode(maps, classes.tolist(), [1, 2]), atol=1e-9)

    def test_saliency_is_interpolated_bilinearly_to_the_image_size(self):
        # From 2 to 4 pixels the centres of the new ones lie at -.25, .25, .75, 1.25 of the old:
        # shares (1, 0), (.75, .25), (.25, .75), (0, 1), along rows and columns alike.
        maps = random_maps(5, 2, 2, seed=8)
        shares = np.array([[1, 0], [0.75, 0.25], [0.25, 0.75], [0, 1]])
        small = self.decode(maps, KERNEL_CLASSES[1])[0, 0].numpy()

        saliency = self.decode(maps, KERNEL_CLASSES[1], size=(4, 4))[0, 0]

        assert saliency.numpy() == pytest.approx(shares @ small @ shares.T, abs=1e-6)
        assert self.decode(maps, KERNEL_CLASSES[1], size=(7, 3)).shape == (1, 1, 7, 3)

    def test_the_activations_are_unchanged(self):
        maps = random_maps(5, 5, 5, seed=7)
        before = maps.clone()

        self.decode(maps, KERNEL_CLASSES[1])

        assert torch.equal(maps, before)

    def test_it_adds_nothing_to_the_state_dict(self):
        assert not make_decoder(self.id, [0, 1], [1]).state_dict()
