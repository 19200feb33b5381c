"""Tests of the labelled-marker decoder."""

import numpy as np
import pytest
import torch

from tests.flim import reference
from tests.flim.decoders.shared_behaviour import DecoderBehaviour


class TestLabelledMarkerDecoder(DecoderBehaviour):
    id = "lm"
    alpha = staticmethod(reference.alpha_lm)

    def test_two_object_classes_worked_by_hand(self):
        # Divided by their maxima the maps are
        #   class 0: 1 0    class 1: 1 .5    class 2: 0 0
        #            0 0             0 1              1 .25
        # Class 1: own less the others: 0 .5 -1 .75, rectified 0 .5 0 .75, by .75: 0 2/3 0 1.
        # Class 2: -2 -.5 1 -.75, rectified 0 0 1 0.
        maps = torch.tensor([[[[2.0, 0], [0, 0]], [[4, 2], [0, 4]], [[0, 0], [8, 2]]]])

        saliency = self.decode(maps, [0, 1, 2], [1, 2])

        expected = np.array([[[[0, 2 / 3], [0, 1]], [[0, 0], [1, 0]]]])
        assert saliency.numpy() == pytest.approx(expected, abs=1e-7)
