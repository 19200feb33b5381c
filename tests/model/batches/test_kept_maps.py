"""Maps kept between passes change no byte, wherever a run stops and whatever is lost."""

from contextlib import suppress
from io import BytesIO

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flimbuilder.errors import Cancelled
from flimbuilder.flim.tiles import encode_tile
from flimbuilder.model.batches import kept_maps, work
from flimbuilder.model.batches.decode import LargeRequest, plan_of
from flimbuilder.model.batches.kept_maps import KeptMaps
from flimbuilder.model.batches.passes import pixel_reader
from flimbuilder.model.batches.runner import LocalRunner
from flimbuilder.project.architecture import Block, Pooling
from tests.learned_models import learned_model
from tests.model.batches.images import SMALLEST, Inner, Pixels, decode, everything, noisy
from tests.model.batches.test_resuming import SmallDisk, stop_at, stopping_after, tiles_read

TILES = 16  # of the image, in two batches


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return noisy(100, 120)


@pytest.fixture
def encoded(image, monkeypatch):
    """Return a function that decodes without keeping maps."""

    def of(model, **options):
        with monkeypatch.context() as patch:
            patch.setattr(kept_maps, "MOST_PER_PIXEL", 0)
            regions = Pixels(image)
            with decode(model, regions, **options) as saliency:
                return everything(saliency)

    return of


def test_a_tile_is_found_as_it_was_encoded(model_of, image):
    model, file, read = model_of("lm"), BytesIO(), pixel_reader(Pixels(image), "image.tif")
    plan = plan_of(LargeRequest(model, model.resolve(None), SMALLEST), image.shape[:2])
    kept = KeptMaps(plan, {2: 6})
    kept.open(file, 10**9)
    # Tile 6, 16 x 16 pixels of block 2 with edges, and tile 15 in the corner of 50 x 60 pixels.
    for index, rows, cols in ((6, 18, 18), (15, 3, 13)):
        assert kept.find(index) is None
        maps = encode_tile(model.encoder, plan.tile(index), read)
        assert maps[2].maps.shape == (1, 6, rows, cols)
        kept.keep(index, maps)
        (found,) = kept.find(index).values()
        assert torch.equal(found.maps, maps[2].maps)
        assert found.maps.stride() == maps[2].maps.stride()
        assert (found.rows, found.cols) == (maps[2].rows, maps[2].cols)
    assert kept.find(14) is None
    assert kept.drop()
    assert not kept.drop()
    assert kept.find(6) is None
    kept.keep(6, maps)
    assert file.getvalue() == b""


def test_small_maps_alone_are_worth_keeping():
    """10 kernels of stride 2 take 10 * 4 / 4 bytes per pixel, and more with their edges."""
    model = learned_model(decoder="lm")
    plan = plan_of(LargeRequest(model, model.resolve(None), 10**8), (4000, 4000))
    assert KeptMaps(plan, {2: 9}).is_worthwhile
    assert not KeptMaps(plan, {2: 10}).is_worthwhile
    empty = plan_of(
        LargeRequest(model, model.resolve(None)), (40, 40), Inner(np.zeros((40, 40), bool))
    )
    assert KeptMaps(empty, {2: 8}).n_bytes == 0


BLOCKS = st.lists(
    st.builds(
        lambda pooling, stride, size, kernels: Block(
            kernels_per_marker=3,
            kernels=kernels,
            pooling=Pooling(kind=pooling, size=size, stride=stride if pooling != "none" else 1),
        ),
        st.sampled_from(["max", "average", "none"]),
        st.integers(1, 3),
        st.sampled_from([2, 3, 5]),
        st.integers(2, 5),
    ),
    min_size=1,
    max_size=2,
)


@pytest.mark.slow
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    BLOCKS,
    st.sampled_from(["lm", "mb", "ts", "lt", "at", "fused"]),
    st.integers(0, 40),
    st.integers(0, 10**4),
)
def test_the_bytes_are_those_without_kept_maps(
    image, encoded, monkeypatch, tmp_path_factory, blocks, decoder, stop, damage
):
    """For any blocks, stopped anywhere, with a byte of the file changed."""
    monkeypatch.setattr(kept_maps, "MOST_PER_PIXEL", 10**6)
    options = {"fused": (1,)} if decoder == "fused" and len(blocks) > 1 else {}
    model = learned_model(
        blocks=blocks, decoder="lm" if decoder == "fused" else decoder, **options
    )
    folder, expected = tmp_path_factory.mktemp("work"), encoded(model)
    with (
        suppress(Cancelled),
        decode(model, Pixels(image), folder / "a", on_progress=stopping_after(stop)),
    ):
        pass
    maps = folder / "a" / "maps"
    if maps.is_file() and (content := bytearray(maps.read_bytes())):
        content[damage % len(content)] ^= 1
        maps.write_bytes(content)
    with decode(model, Pixels(image), folder / "a") as saliency:
        np.testing.assert_array_equal(everything(saliency), expected)


@pytest.mark.parametrize("kind", ["lm", "ts"])
def test_each_tile_is_read_once(model_of, image, encoded, kind):
    regions = Pixels(image)
    with decode(model_of(kind), regions) as saliency:
        np.testing.assert_array_equal(everything(saliency), encoded(model_of(kind)))
    assert tiles_read(regions) == TILES


@pytest.mark.parametrize(
    ("damage", "again"), [("none", 0), ("missing", 16), ("torn", 10), ("changed", 1)]
)
def test_lost_tiles_are_encoded_again(model_of, image, encoded, tmp_path, damage, again):
    model, maps = model_of("lm"), tmp_path / "work" / "maps"
    stop_at(model, image, tmp_path / "work", TILES)
    content = bytearray(maps.read_bytes())
    if damage == "missing":
        maps.unlink()
    elif damage == "torn":
        maps.write_bytes(content[: len(content) // 2])
    elif damage == "changed":
        content[-1] ^= 1
        maps.write_bytes(content)
    regions = Pixels(image)
    with decode(model, regions, tmp_path / "work") as saliency:
        np.testing.assert_array_equal(everything(saliency), encoded(model))
        assert maps.stat().st_size == 0
    assert tiles_read(regions) == again
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("room", [3000, 20_000, 80_000])
def test_a_disk_that_fills_stops_keeping(model_of, image, encoded, tmp_path, monkeypatch, room):
    """16 kB of sums and 2 kB of records find room for themselves."""
    expected = encoded(model_of("ts"))
    disk = SmallDisk(room + 20_000)
    opened = work._OpenFolder._open
    monkeypatch.setattr(work._OpenFolder, "_open", disk.opened(opened))
    with decode(model_of("ts"), Pixels(image), tmp_path / "work") as saliency:
        np.testing.assert_array_equal(everything(saliency), expected)


def test_maps_take_half_of_the_free_disk_at_most(model_of, image, encoded, tmp_path, monkeypatch):
    monkeypatch.setattr(work, "_free_bytes", lambda folder: 50_000)
    regions = Pixels(image)
    with decode(model_of("lm"), regions, tmp_path / "work") as saliency:
        np.testing.assert_array_equal(everything(saliency), encoded(model_of("lm")))
    assert TILES < tiles_read(regions) < 2 * TILES


@pytest.mark.parametrize("kind", ["one pass", "large maps"])
def test_nothing_is_kept_that_saves_no_time(model_of, image, tmp_path, kind):
    model = (
        model_of("ml")
        if kind == "one pass"
        else learned_model(decoder_block=1, decoder="ts", blocks=(Block(kernels=6),))
    )
    with decode(model, Pixels(image), tmp_path / "work"):
        assert not (tmp_path / "work" / "maps").exists()


def test_other_runners_keep_no_maps(model_of, image, tmp_path):
    runner = LocalRunner(pixel_reader(Pixels(image), "image.tif"), threads=1)
    with decode(model_of("lm"), Pixels(image), tmp_path / "work", runner=runner):
        assert not (tmp_path / "work" / "maps").exists()
