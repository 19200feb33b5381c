"""Tests of the tri-state decoders."""

import pytest
import torch
from skimage.filters import threshold_otsu

from flimbuilder.flim.decoders import thresholds
from flimbuilder.flim.decoders.thresholds import half_bin_counts, otsu_threshold
from tests.flim import reference
from tests.flim.decoders.shared_behaviour import DecoderBehaviour


def maps_of(*rows):
    return torch.tensor(rows, dtype=torch.float64)[None, :, None, :]


class TestTriStateDecoder(DecoderBehaviour):
    id = "ts"
    alpha = staticmethod(reference.alpha_ts)

    def test_two_maps_worked_by_hand(self):
        # A narrow map, 1 at one of 20 pixels: mean .05, over its threshold 1/20 < .1.
        # A wide one, 1 at 10 of 20: mean .5, over its threshold 1/2 > .2.
        # Otsu separates .05 and .5 at .05 + half a bin of .45/256; their variance is .050625.
        # So .5 >= tau + s2: -1; but .05 is not <= tau - s2 = about 0: weight 0.
        narrow, wide = [1.0] + [0.0] * 19, [0.0] * 10 + [1.0] * 10

        assert not self.decode(maps_of(narrow, wide), [1, 0]).any()

    def test_three_maps_worked_by_hand(self):
        # Means .05, .45, .5: Otsu's tau lies at .05 + half a bin (.450 / 256), the variance is
        # .0406; .05 <= tau - s2 is false again, so spread is what keeps a narrow map out ...
        # A lone live map is judged by its width alone: 1 of 20 pixels is under .1, so +1.
        narrow = [1.0] + [0.0] * 19

        saliency = self.decode(maps_of(narrow, [0.0] * 20), [1, 0])

        assert saliency.numpy().ravel().tolist() == narrow

    def test_a_lone_wide_map_is_background(self):
        assert not self.decode(maps_of([0.0] * 10 + [1.0] * 10), [1]).any()

    def test_classes_do_not_matter(self):
        maps = torch.rand(1, 4, 6, 6, generator=torch.Generator().manual_seed(0))
        assert torch.equal(self.decode(maps, [0, 1, 1, 0]), self.decode(maps, [1, 0, 0, 1]))


class TestLabelledTriStateDecoder(DecoderBehaviour):
    id = "lt"
    alpha = staticmethod(reference.alpha_lt)

    def test_background_kernels_weigh_nothing(self):
        # Alone and narrow, the map weighs +1 as an object's and 0 as background.
        narrow = maps_of([1.0] + [0.0] * 19)

        assert self.decode(narrow, [1]).any()
        assert not self.decode(narrow, [0]).any()


class TestOtsuThreshold:
    def test_two_values_worked_by_hand(self):
        # Of 256 bins between 0 and 1 only the first and the last are filled: all cuts in
        # between are equally good, and the first wins: the centre of bin 0, 1/512.
        assert otsu_threshold(torch.tensor([0.0, 1.0, 1.0])).item() == pytest.approx(1 / 512)

    def test_equal_values_are_their_own_threshold(self):
        assert otsu_threshold(torch.full((3,), 0.7)).item() == pytest.approx(0.7)

    @pytest.mark.parametrize("seed", range(20))
    def test_it_equals_scikit_images(self, seed):
        values = torch.rand(3, 50, generator=torch.Generator().manual_seed(seed)).double() ** 3
        expected = [threshold_otsu(row.numpy()) for row in values]
        assert otsu_threshold(values).tolist() == pytest.approx(expected, abs=1e-12)

    def test_values_that_do_not_count_do_not_matter(self):
        values = torch.tensor([[0.1, 0.2, 0.9, 55.0], [0.1, 0.2, 0.9, -3.0]])
        counted = torch.tensor([[True, True, True, False]]).expand(2, -1)
        saliency = otsu_threshold(values, counted)
        assert saliency.tolist() == pytest.approx([otsu_threshold(values[0, :3]).item()] * 2)


@pytest.mark.parametrize("shape", [(1, 5, 7, 9), (3, 4, 6, 5), (1, 1, 4, 4), (2, 1, 3, 3)])
@pytest.mark.parametrize("layout", [torch.channels_last, torch.contiguous_format])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_counts_in_parts_are_those_at_once(shape, layout, dtype, monkeypatch):
    torch.manual_seed(0)
    maps = torch.rand(shape).mul(9).round().relu().to(dtype).contiguous(memory_format=layout)
    maps[0, 0] = 3  # constant
    values = maps.flatten(2)
    low, high = values.amin(dim=2, keepdim=True), values.amax(dim=2, keepdim=True)
    monkeypatch.setattr(thresholds, "PART", 20)
    found = half_bin_counts(values, low, high)
    monkeypatch.setattr(torch.compiler, "is_compiling", lambda: True)
    torch.testing.assert_close(found, half_bin_counts(values, low, high), rtol=0, atol=0)
    assert found.sum(dim=(2, 3)).eq(shape[2] * shape[3]).all()
