"""Batches give the saliency of the whole image, in any order and on any number of threads."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.errors import Cancelled, ImageError
from flimbuilder.flim.decoders.base import join_surveys
from flimbuilder.model.batches.passes import TileNetwork, pixel_reader, run_batch
from flimbuilder.model.batches.runner import LocalRunner
from flimbuilder.model.batches.running import JoinedBatches
from flimbuilder.project.decoders import DECODERS
from tests.model.batches.images import Inner, Pixels, decode, everything, noisy

KINDS = [name for name in DECODERS if not DECODERS[name].needs_weights]


class Elsewhere:
    """A runner whose batches travel as bytes, and arrive in the wrong order."""

    def __init__(self, model, regions):
        self.network = TileNetwork.of(model, model.resolve(None))
        self.read = pixel_reader(regions, "image.tif")

    def run(self, network, tile_pass, batches):
        sent = pickle.dumps(tile_pass)
        outcomes = [
            (batch, pickle.dumps(run_batch(self.network, pickle.loads(sent), batch, self.read)))
            for batch in batches
        ]
        for batch, outcome in reversed(outcomes):
            yield batch, pickle.loads(outcome)


@pytest.mark.parametrize("kind", [*KINDS, "lm fused", "ml classes"])
def test_the_saliency_is_that_of_the_whole_image(model_of, kind):
    model, image = model_of(kind), noisy()
    expected = model.saliency(image.astype(np.float32) / 255)
    with decode(model, Pixels(image)) as saliency:
        assert len(saliency.plan.batches) > 1
        np.testing.assert_allclose(everything(saliency), expected, atol=4e-6)


@pytest.mark.parametrize("kind", ["ml", "lm", "ts", "at", "lm fused"])
def test_the_bytes_do_not_depend_on_the_order_or_the_place(model_of, kind):
    model, image = model_of(kind), noisy()
    found = []
    for runner in (
        None,
        LocalRunner(pixel_reader(Pixels(image), "image.tif"), threads=3),
        Elsewhere(model, Pixels(image)),
    ):
        with decode(model, Pixels(image), runner=runner) as saliency:
            found.append(everything(saliency))
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0], found[2])


@pytest.mark.parametrize("kind", ["ml", "ts", "lm fused"])
def test_rectangles_and_strips_are_parts_of_the_whole(model_of, monkeypatch, kind):
    monkeypatch.setattr("flimbuilder.model.batches.saliency.STRIP_BYTES", 4 * 75 * 7)
    random = np.random.default_rng(0)
    with decode(model_of(kind), Pixels(noisy())) as saliency:
        whole = everything(saliency)
        strips = list(saliency.strips())
        assert {strip.shape[1] for strip in strips} == {7, 6}
        np.testing.assert_array_equal(np.concatenate(strips, axis=1), whole)
        for _ in range(20):
            (top, bottom), (left, right) = (
                sorted(random.choice(side + 1, 2, replace=False)) for side in saliency.size
            )
            part = saliency.read(slice(int(top), int(bottom)), slice(int(left), int(right)))
            np.testing.assert_array_equal(part, whole[:, top:bottom, left:right])
        covered = np.zeros(saliency.size, int)
        for rows, cols in saliency.parts():
            covered[rows, cols] += 1
        assert (covered == 1).all()


@pytest.mark.parametrize("kind", ["ml", "lm"])
def test_only_tiles_with_tissue_are_computed(model_of, kind):
    """`ml` needs no maxima of the image, so that its saliency inside is that of the whole."""
    mask = np.zeros((90, 75), bool)
    mask[3:30, 5:31] = True  # one tile, up to the last pixel but one
    mask[80, 70] = True
    regions = Pixels(noisy())
    with decode(model_of(kind), regions, inside=Inner(mask)) as saliency:
        found = everything(saliency)
        known = [index for index in range(9) if saliency.is_known(*saliency.plan.place(index))]
        assert known == list(saliency.plan.indices)
        # Interpolation at the pixel 30 needs the neighbours of the first tile.
        assert known == [0, 1, 8]
        assert not saliency.is_known(slice(32, 64), slice(0, 75))
    assert found[:, mask].any()
    assert not found[:, ~mask].any()
    if kind == "ml":
        with decode(model_of(kind), Pixels(noisy())) as saliency:
            np.testing.assert_array_equal(found, everything(saliency) * mask)


@pytest.mark.parametrize("kind", ["ml", "lm", "ts"])
def test_an_image_without_tissue_has_no_saliency(model_of, kind):
    regions = Pixels(noisy())
    with decode(model_of(kind), regions, inside=Inner(np.zeros((90, 75), bool))) as saliency:
        assert not everything(saliency).any()
        assert list(saliency.parts()) == []
    assert regions.reads == []


def test_no_more_is_read_after_an_error(model_of):
    regions = Pixels(noisy(200, 200))

    def stop(stage, done, total):
        if done:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled), decode(model_of("ml"), regions, on_progress=stop):
        pass
    tiles = [rows for rows, _ in regions.reads if rows.stop - rows.start < 60]
    assert len(tiles) <= 3 * 8


def test_an_error_of_reading_ends_the_work(model_of):
    class Broken(Pixels):
        def read(self, rows, cols):
            if rows.start > 40 and rows.stop < 140:
                raise ImageError("image.tif: is cut short")
            return super().read(rows, cols)

    with (
        pytest.raises(ImageError, match="is cut short"),
        decode(model_of("ml"), Broken(noisy(200, 75))),
    ):
        pass


@given(st.permutations(range(6)))
def test_statistics_are_joined_in_the_order_of_the_batches(order):
    import torch

    random = np.random.default_rng(0)
    found = [
        {
            1: {
                "sums": torch.from_numpy(random.random(3, dtype=np.float32) * 10**number),
                "min_low": torch.from_numpy(random.random(3)),
                "max_high": torch.from_numpy(random.random(3)),
            },
            2: {},
        }
        for number in range(6)
    ]
    expected = found[0][1]
    for following in found[1:]:
        expected = join_surveys(expected, following[1])
    joined = JoinedBatches()
    for number in order:
        joined.add(number, found[number])
    assert joined.joined[2] == {}
    for name, value in expected.items():
        assert torch.equal(joined.joined[1][name], value)
