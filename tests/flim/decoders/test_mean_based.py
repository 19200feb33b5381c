"""Tests of the mean-based decoder."""

import numpy as np
import pytest
import torch

from tests.flim import reference
from tests.flim.decoders.shared_behaviour import DecoderBehaviour


class TestMeanBasedDecoder(DecoderBehaviour):
    id = "mb"
    alpha = staticmethod(reference.alpha_mb)

    def test_one_row_worked_by_hand(self):
        # Background 1 1 0 0 0 .5, object 0 0 .6 1 .8 .5. Means over the neighbours inside:
        #   background  1   2/3  1/3  0     1/6  1/4
        #   object      0   1/5  8/15 4/5  23/30 13/20
        # The object leads from the third pixel on: 0 0 .6 1 .8 .5. In the first two the
        # background leads: -1 -1, rectified 0.
        maps = torch.tensor([[[[1.0, 1, 0, 0, 0, 0.5]], [[0, 0, 0.6, 1, 0.8, 0.5]]]])

        saliency = self.decode(maps, [0, 1])

        assert saliency.numpy().ravel() == pytest.approx([0, 0, 0.6, 1, 0.8, 0.5], abs=1e-6)

    def test_two_object_classes_worked_by_hand(self):
        # To class 1, the kernels of 0 and 2 together are the background. One pixel:
        # class 1: mean of 1 and 1; the others: mean of 1 and 1. Equal means: no weight, so 0.
        maps = torch.ones(1, 4, 1, 1)

        assert not self.decode(maps, [0, 1, 1, 2], [1, 2]).any()

    def test_a_mean_counts_kernels_and_not_their_sum(self):
        # Two object kernels, 1 and .5 at the left pixel: mean over both pixels
        # (1 + .5 + 0 + 1) / 4 = .625; one background kernel 0 1: mean .5. The object leads at
        # both pixels: 1.5 and 1; by the maximum 1 and 2/3.
        maps = torch.tensor([[[[1.0, 0]], [[0.5, 1]], [[0, 1]]]])

        saliency = self.decode(maps, [1, 1, 0])

        assert saliency.numpy().ravel() == pytest.approx([1, 2 / 3], abs=1e-6)

    def test_one_kernel_against_many(self):
        rng = np.random.default_rng(0)
        maps = torch.tensor(rng.random((1, 6, 5, 5)))

        self.assert_literal(maps, [1, 0, 0, 0, 0, 0])
        self.assert_literal(maps, [1, 1, 1, 1, 1, 0])
