"""Tests of the attention decoder."""

import torch

from tests.flim import reference
from tests.flim.decoders.shared_behaviour import DecoderBehaviour


class TestAttentionDecoder(DecoderBehaviour):
    id = "at"
    alpha = staticmethod(reference.alpha_at)

    def test_three_maps_worked_by_hand(self):
        # Maps 1100, 1100, 0010. Maximum 1110, stretched the same; mean 2/3 2/3 1/3 0, stretched
        # 1 1 .5 0. a = 2 2 1.5 0, of length 3.2016. Cosines: 4 / (3.2016 x 1.4142) = .8835
        # twice and 1.5 / 3.2016 = .4685. Their mean is .7452, half their deviation .0978: the
        # first two are over .8430: -1; the third is under .6474: +1.
        maps = torch.tensor([[[[1.0, 1, 0, 0]], [[1, 1, 0, 0]], [[0, 0, 1, 0]]]])

        assert self.decode(maps, [0, 0, 0]).numpy().ravel().tolist() == [0, 0, 1, 0]

    def test_one_map_is_its_own_mean(self):
        # Its cosine is the mean, and no deviation puts it to either side: weight 0.
        assert not self.decode(torch.rand(1, 1, 5, 5), [1]).any()
