"""Tests of the probability decoder."""

import pytest
import torch

from tests.flim import reference
from tests.flim.decoders.shared_behaviour import DecoderBehaviour


class TestProbabilityDecoder(DecoderBehaviour):
    id = "pb"
    alpha = staticmethod(reference.alpha_pb)

    def test_one_row_worked_by_hand(self):
        # Object 0 1 1, background 1 0 0. At the first pixel both see a 0 and a 1: means and
        # variances are equal, so are the phi: no weight. At the second the object sees 0 1 1
        # (mean 2/3) and the background 1 0 0 (mean 1/3), both with variance 2/9. The object's 1
        # lies nearer to 2/3: +1; the background's 0 nearer to 1/3: 0 times -1.
        # At the third both are constant, variance 1: the object's 1 is its mean: +1.
        maps = torch.tensor([[[[0.0, 1, 1]], [[1, 0, 0]]]])

        assert self.decode(maps, [1, 0]).numpy().ravel().tolist() == [0, 1, 1]

    def test_a_background_value_that_looks_like_the_object_stays(self):
        # One pixel, object 1 and .5, background .75 (scaled: 1). Object: mean .75, variance
        # 1/16; background: mean 1, variance 1. Object's 1: (1/4)^2 x 16 = 1 against 0: not
        # explained; .5 cannot be, since a map of one pixel is scaled to 1.
        maps = torch.tensor([[[[1.0]], [[0.5]], [[0.75]]]])

        assert not self.decode(maps, [1, 1, 0]).any()

    def test_a_class_without_kernels_explains_nothing(self):
        maps = torch.tensor([[[[0.2, 1.0]]]])

        assert self.decode(maps, [1]).numpy().ravel() == pytest.approx([0.2, 1.0])
