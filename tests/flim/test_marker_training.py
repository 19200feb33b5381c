"""The training data of the decoder `ml`: whole images, and tiles of large ones."""

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
import torch

from flimbuilder.errors import Cancelled, LearnError
from flimbuilder.flim import encode, marker_training
from flimbuilder.flim.encode import encode_images
from flimbuilder.flim.learner import learn
from flimbuilder.flim.logistic import LogisticFit
from flimbuilder.flim.marker_decoder import interpolate_sums
from flimbuilder.flim.marker_training import encoded_parts, learn_marker_decoder
from flimbuilder.flim.step_cache import StepResults
from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.markers import Disk
from flimbuilder.project.project import KernelEdit
from tests.learned_models import image

ARCHITECTURE = Architecture(
    blocks=(
        Block(kernels_per_marker=4, kernels=7, pooling=Pooling(kind="max", size=3, stride=2)),
        Block(kernels_per_marker=3, kernels=6, pooling=Pooling(kind="average", size=3)),
    )
)


def disks(*places):
    return [
        Disk(id=number, class_id=class_id, center=(row, col), radius=3)
        for number, (class_id, row, col) in enumerate(places, start=1)
    ]


def two_images():
    return [
        TrainingImage("b", image(seed=1, sides=(60, 70)), disks((0, 5, 6), (1, 40, 50))),
        TrainingImage("a", image(seed=2, sides=(50, 40)), disks((1, 20, 20), (0, 40, 8))),
    ]


def given_to_training(images, blocks=(1, 2), **limits):
    """Return the maps of the images that the training gets."""
    learned = learn(images, ARCHITECTURE)
    classes = [block.classes for block in learned.blocks]
    with (
        patch.multiple(marker_training, STAGE=marker_training.STAGE, **limits),
        patch.object(
            marker_training, "train_marker_decoder", wraps=marker_training.train_marker_decoder
        ) as train,
    ):
        learn_marker_decoder(learned.encoder, ARCHITECTURE, images, classes, [1], blocks)
    marked, kernel_classes, objects = train.call_args.args
    assert kernel_classes == [class_id for block in blocks for class_id in classes[block - 1]]
    assert objects == [1]
    blanks = train.call_args.kwargs["blanks"]
    assert [blank.size for blank in blanks] == [(128, 128)] * 2
    assert not any(len(blank.pixels) for blank in blanks)
    return learned, list(marked)


@pytest.mark.parametrize("blocks", [(1, 2), (2,), (2, 1)])
def test_maps_and_markers_of_every_image(blocks):
    images = two_images()
    learned, marked = given_to_training(images, blocks)
    for training, maps in zip(reversed(images), marked, strict=True):  # by id
        assert maps.size == training.pixels.shape[:2]
        encoded = encode_images(learned.encoder, ARCHITECTURE, training.pixels[None])
        for number, block in zip(blocks, maps.maps, strict=True):
            np.testing.assert_array_equal(block, encoded[number - 1][0].numpy())
        assert set(maps.pixels.class_id.tolist()) == {0, 1}


def test_maps_are_encoded_on_one_thread():
    """Sums on several threads differ in the last digits, and so would the weights."""
    threads, counts = torch.get_num_threads(), []

    def encode(*args, **kwargs):
        counts.append(torch.get_num_threads())
        return encode_images(*args, **kwargs)

    torch.set_num_threads(2)
    try:
        with patch.object(marker_training, "encode_images", encode):
            given_to_training(two_images())
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(threads)
    assert set(counts) == {1}


def test_maps_beyond_the_memory_are_computed_again():
    images = two_images()
    _, kept = given_to_training(images)
    with patch.object(
        marker_training, "encode_images", wraps=marker_training.encode_images
    ) as encode:
        _, again = given_to_training(images, KEPT_BYTES=0)
    assert encode.call_count > 2
    for first, second in zip(kept, again, strict=True):
        for one, other in zip(first.maps, second.maps, strict=True):
            np.testing.assert_array_equal(one, other)


def test_a_large_image_is_encoded_around_its_markers():
    images = two_images()
    learned, marked = given_to_training(images, LARGE=2500, TILE_SIDE=16)
    (small, *tiles) = marked
    assert small.size == (50, 40)
    assert 2 <= len(tiles) <= 8
    large = images[0]
    encoded = encode_images(learned.encoder, ARCHITECTURE, large.pixels[None])
    corner = next(tile for tile in tiles if tile.size == (16, 16))
    assert (corner.pixels.row.min(), corner.pixels.col.min()) == (2, 3)  # of the first disk
    for block, whole in zip(corner.maps, encoded, strict=True):
        side = block.shape[1]
        np.testing.assert_allclose(block, whole[0, :, :side, :side].numpy(), atol=1e-5)
    n_pixels = sum(len(tile.pixels) for tile in tiles)
    assert n_pixels == len(small.pixels)  # of two disks as well


def test_only_the_tiles_with_most_marked_pixels():
    images = two_images()
    _, marked = given_to_training(images, LARGE=2500, TILE_SIDE=16, MOST_TILES=2)
    _, whole = given_to_training(images, LARGE=2500, TILE_SIDE=16)
    counts = sorted(len(tile.pixels) for tile in whole[1:])
    assert sorted(len(tile.pixels) for tile in marked[1:]) == counts[-2:]


class Windows:
    """An image that is read by windows."""

    def __init__(self, pixels):
        self.pixels, self.shape = pixels, pixels.shape

    def windows(self, places):
        return [self.pixels[place] for place in places]


def test_only_marked_tiles_of_a_slide_are_planned():
    slide = Windows(np.zeros((1, 1, 3)))
    slide.shape = (2**17, 2**17, 3)
    marked = TrainingImage("a", slide, disks((1, 90_000, 70_000)))
    encoder = learn(two_images(), ARCHITECTURE).encoder
    with patch.object(marker_training, "tile_at", wraps=marker_training.tile_at) as planned:
        parts = encoded_parts(encoder, ARCHITECTURE, [marked], [1]).parts
    assert planned.call_count == len(parts) <= 4


def test_an_image_that_is_read_by_windows_gives_the_same():
    first, other = two_images()
    images = [TrainingImage("b", Windows(first.pixels), first.markers), other]
    _, marked = given_to_training(images, TILE_SIDE=16)
    _, expected = given_to_training(two_images(), LARGE=2500, TILE_SIDE=16)
    for one, two in zip(marked[1:], expected[1:], strict=True):
        for block, same in zip(one.maps, two.maps, strict=True):
            np.testing.assert_array_equal(block, same)


@pytest.mark.parametrize("kind", ["mean", "standard"])
def test_blank_and_noisy_images_have_almost_no_object(kind):
    # Without blank images in the training, a black one is all object here.
    images, architecture = two_images(), ARCHITECTURE.with_(standardise=kind)
    learned = learn(images, architecture)
    classes = [block.classes for block in learned.blocks]
    decoder = learn_marker_decoder(learned.encoder, architecture, images, classes, [1], (1, 2))
    fit = LogisticFit(np.array(decoder.weights), np.array(decoder.bias))
    noise = np.random.default_rng(5).random((200, 150, 3), dtype=np.float32)
    shares = []
    for pixels in (0 * noise, 0 * noise + 1, 0 * noise + 0.5, noise):
        maps = encode_images(learned.encoder, architecture, pixels[None])
        sums = interpolate_sums([block[0].numpy() for block in maps], (200, 150), fit)
        shares.append((sums > 0).mean())
    assert max(shares[:3]) == 0
    assert shares[3] < 0.1  # the training images are half noise


def test_no_marked_object():
    images = [TrainingImage("a", image(), disks((0, 5, 6), (2, 15, 20)))]
    with pytest.raises(LearnError, match="no object is marked; draw a marker of an object"):
        given_to_training(images)


def test_progress_stops_it():
    learned = learn(two_images(), ARCHITECTURE)

    def stop(stage, done, total):
        assert (stage, total) == (marker_training.STAGE, 4)
        if done:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        learn_marker_decoder(
            learned.encoder,
            ARCHITECTURE,
            two_images(),
            [block.classes for block in learned.blocks],
            [1],
            (1, 2),
            on_progress=stop,
        )


def test_failed_algebra_is_an_error_of_learning():
    learned = learn(two_images(), ARCHITECTURE)
    classes = [block.classes for block in learned.blocks]
    with (
        patch.object(
            marker_training, "train_marker_decoder", side_effect=np.linalg.LinAlgError("singular")
        ),
        pytest.raises(LearnError, match="can't weigh the activations: singular"),
    ):
        learn_marker_decoder(learned.encoder, ARCHITECTURE, two_images(), classes, [1], (1, 2))


def learned_with(memory, images, learned, blocks=(1, 2)):
    """Learn the decoder, with the numbers of the steps of the encoder that ran."""
    steps, run_block, prepare = [], encode._run_block, encode.prepare_images

    def counted(block, maps):
        steps.append(learned.encoder.blocks().index(block) + 1)
        return run_block(block, maps)

    def prepared(encoder, images):
        steps.append(0)
        return prepare(encoder, images)

    classes = [block.classes for block in learned.blocks]
    with (
        patch.object(encode, "_run_block", counted),
        patch.object(encode, "prepare_images", prepared),
    ):
        encoded = encoded_parts(
            learned.encoder, learned.architecture, images, (1, 2), memory=memory
        )
        decoder = learn_marker_decoder(
            learned.encoder,
            learned.architecture,
            images,
            classes,
            [1],
            blocks,
            encoded=encoded,
        )
    return decoder, steps


def test_a_cache_gives_the_same_decoder_and_runs_only_what_changed():
    images, memory = two_images(), StepResults(2**26)
    learned = learn(images, ARCHITECTURE)
    decoder, steps = learned_with(None, images, learned)
    assert sorted(steps) == [0] * 4 + [1] * 4 + [2] * 4  # two images and two blank ones
    assert learned_with(memory, images, learned) == (decoder, steps)
    assert learned_with(memory, images, learned) == (decoder, [])

    kernel = learned.blocks[1].kernels[0].identity
    fewer = learn(
        images, ARCHITECTURE, edits=[KernelEdit(block=2, action="delete", kernel=kernel)]
    )
    expected, _ = learned_with(None, images, fewer)
    assert learned_with(memory, images, fewer) == (expected, [2] * 4)

    marked = [images[0], replace(images[1], markers=disks((1, 22, 20), (0, 40, 8)))]
    others = learn(marked, ARCHITECTURE)
    expected, _ = learned_with(None, marked, others)
    assert learned_with(memory, marked, others) == (expected, [1, 2] * 4)
    assert (
        learned_with(memory, marked, others, blocks=(2,))[0]
        == learned_with(None, marked, others, blocks=(2,))[0]
    )


def test_cached_maps_take_at_most_half_of_the_cache():
    images = two_images()
    learned = learn(images, ARCHITECTURE)
    for limit in (2**10, 2**17, 2**18, 2**19):
        memory = StepResults(limit)
        encoded = encoded_parts(
            learned.encoder, learned.architecture, images, (1, 2), memory=memory
        )
        assert len(list(encoded)) == 2
        assert memory.size <= limit // 2
    assert memory.size > 0
