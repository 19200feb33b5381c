"""The scale of the training images, against loops over its definition."""

from unittest.mock import patch

import numpy as np
import pytest
import torch

from flimbuilder.errors import InputError
from flimbuilder.flim import marker_training, training_scale
from flimbuilder.flim.encode import encode_images
from flimbuilder.flim.learner import learn
from flimbuilder.flim.marker_training import encoded_parts
from flimbuilder.flim.training import TrainingImage
from flimbuilder.flim.training_scale import TrainingScale
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.decoding import BlockScale, DecoderChoice
from flimbuilder.project.markers import Disk
from flimbuilder.project.rasterise import marker_pixels
from tests.flim import reference
from tests.learned_models import image

ARCHITECTURE = Architecture(
    blocks=(
        Block(kernels_per_marker=4, kernels=6, pooling=Pooling(kind="max", size=3, stride=2)),
        Block(kernels_per_marker=3, kernels=5, pooling=Pooling(kind="average", size=3)),
    )
)
OBJECTS = [1, 2]
COMPUTED = ["lm", "ts", "at", "lt", "pb", "mb"]


def disks(*places):
    return [
        Disk(id=number, class_id=class_id, center=(row, col), radius=radius)
        for number, (class_id, row, col, radius) in enumerate(places, start=1)
    ]


IMAGES = [
    TrainingImage(
        "b", image(seed=1, sides=(31, 26)), disks((0, 5, 6, 2), (1, 20, 14, 3), (2, 4, 20, 1))
    ),
    TrainingImage(
        "a", image(seed=2, sides=(24, 33)), disks((1, 0, 0, 2), (1, 23, 32, 4), (0, 12, 16, 3))
    ),
]


@pytest.fixture(scope="module")
def learned():
    return learn(IMAGES, ARCHITECTURE)


def scale_of(learned, images=IMAGES, objects=OBJECTS, blocks=(1, 2)):
    encoded = encoded_parts(learned.encoder, learned.architecture, images, blocks)
    return TrainingScale(encoded, [block.classes for block in learned.blocks], objects)


def maps_of(learned, training, block):
    maps = encode_images(learned.encoder, learned.architecture, training.pixels[None])
    return maps[block - 1][0].double().numpy()


def literal_level(learned, block, object_class, sums_on):
    """Loops over images, markers and pixels."""
    of_markers = []
    for training in IMAGES:
        maps = maps_of(learned, training, block)
        (height, width), (rows, cols) = training.pixels.shape[:2], maps.shape[1:]
        sums = sums_on(maps)
        pixels = marker_pixels(training.markers, (height, width))
        for marker in training.markers:
            if marker.class_id != object_class:
                continue
            values = []
            for index in np.flatnonzero(pixels.marker == marker.id):
                row = int((pixels.row[index] + 0.5) * rows / height)
                col = int((pixels.col[index] + 0.5) * cols / width)
                values.append(max(sums[row, col], 0.0))
            of_markers.append(np.mean(values))
    return np.mean(of_markers) if of_markers else 0.0


@pytest.mark.parametrize("block", [1, 2])
def test_maxima_are_over_all_training_images(learned, block):
    expected = np.max([maps_of(learned, it, block).max(axis=(1, 2)) for it in IMAGES], axis=0)
    assert scale_of(learned).maxima[block] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("decoder_id", COMPUTED)
@pytest.mark.parametrize("block", [1, 2])
def test_levels_equal_loops_over_the_markers(learned, decoder_id, block):
    scale = scale_of(learned)
    classes, alpha = learned.blocks[block - 1].classes, getattr(reference, f"alpha_{decoder_id}")
    expected = [
        literal_level(
            learned,
            block,
            object_class,
            lambda maps, c=object_class: reference.decode(
                maps, classes, c, alpha, (scale.maxima[block], None)
            ),
        )
        for object_class in OBJECTS
    ]
    assert any(expected) or decoder_id in ("ts", "lt")
    assert scale.levels(decoder_id, block) == pytest.approx(expected, rel=1e-4, abs=1e-5)


def test_levels_of_given_weights(learned):
    scale, n_kernels = scale_of(learned), len(learned.blocks[1].classes)
    weights, bias = [[1.0, -0.5] * n_kernels][:1], [0.25]
    weights = [weights[0][:n_kernels]]
    maxima = np.array(scale.maxima[2])

    def sums_on(maps):
        return np.tensordot(weights[0], maps / maxima[:, None, None], 1) + bias[0]

    expected = [literal_level(learned, 2, object_class, sums_on) for object_class in OBJECTS]
    levels = scale.levels("bp", 2, weights=weights, bias=bias)
    assert levels == pytest.approx(expected, rel=1e-4)


def test_a_class_without_markers_has_the_level_zero(learned):
    levels = scale_of(learned, objects=[1, 2, 7]).levels("lm", 2)
    assert levels[:2] == scale_of(learned).levels("lm", 2)
    assert levels[2] == 0


def test_the_order_of_the_images_does_not_matter(learned):
    turned = scale_of(learned, IMAGES[::-1])
    assert turned.maxima == scale_of(learned).maxima
    assert turned.levels("mb", 1) == scale_of(learned).levels("mb", 1)


def test_a_choice_is_completed_for_each_of_its_blocks(learned):
    scale = scale_of(learned)
    choice = DecoderChoice(id="mb", block=2, fused=(2, 1), scale="training")
    completed = scale.complete(choice)
    assert completed.with_(scales=()) == choice
    assert completed.scales == tuple(
        BlockScale(maxima=scale.maxima[block], levels=scale.levels("mb", block))
        for block in (2, 1)
    )


def test_a_copy_without_images_measures_given_weights(learned):
    scale, weights = scale_of(learned), [[0.5] * len(learned.blocks[1].classes)]
    small = scale.without_images()
    assert not small.encoded.parts
    assert not small.encoded.known
    assert small.maxima == scale.maxima
    assert small.levels("manual", 2, weights=weights) == scale.levels("manual", 2, weights=weights)


def test_large_markers_are_sampled_evenly(learned):
    whole = [TrainingImage("one", image(sides=(90, 80)), disks((1, 45, 40, 30), (1, 5, 5, 2)))]
    exact = scale_of(learned, whole)
    with patch.object(training_scale, "MOST_PIXELS", 10**6):
        expected = exact.levels("lm", 2)
    sampled = scale_of(learned, whole)
    assert sampled.levels("lm", 2) == pytest.approx(expected, rel=0.1)
    (samples,) = sampled._samples
    assert np.unique(samples.pixels.marker, return_counts=True)[1].tolist() == [256, 13]
    assert np.ptp(samples.pixels.row[samples.pixels.marker == 1]) >= 58


def test_large_images_count_around_their_markers(learned):
    limits = {"LARGE": 1000, "TILE_SIDE": 16, "MOST_TILES": 3}
    large = TrainingImage(
        "large", image(seed=5, sides=(90, 80)), disks((1, 40, 40, 3), (0, 70, 10, 2))
    )
    with patch.multiple(marker_training, **limits):
        scale = scale_of(learned, [large])
        assert len(scale.encoded.parts) == 2
        whole = scale_of(learned, IMAGES)
        assert all(part.tile is None for part in whole.encoded.parts)
    maxima, exact = scale.maxima[2], maps_of(learned, large, 2).max(axis=(1, 2))
    assert all(value <= limit * (1 + 1e-4) for value, limit in zip(maxima, exact, strict=True))
    assert scale.levels("lm", 2)[0] > 0


def test_a_block_that_cannot_serve_the_decoder_is_refused():
    architecture = ARCHITECTURE.with_(
        blocks=(ARCHITECTURE.blocks[0].with_(reduction="pca-global"),)
    )
    mixed = learn(IMAGES, architecture)
    scale = scale_of(mixed, blocks=(1,))
    with pytest.raises(InputError, match="class of every kernel"):
        scale.levels("lm", 1)
    assert len(scale.levels("at", 1)) == 2


def test_decoders_and_blocks_share_two_passes_if_maps_are_not_kept(learned):
    scale = scale_of(learned)
    kept = {(name, block): scale.levels(name, block) for name in COMPUTED for block in (1, 2)}
    with (
        patch.object(marker_training, "KEPT_BYTES", 0),
        patch.object(marker_training, "encode_images", wraps=encode_images) as encode,
    ):
        scale = scale_of(learned)
        again = {(name, block): scale.levels(name, block) for name in COMPUTED for block in (1, 2)}
    assert again == kept
    assert encode.call_count == 2 * len(IMAGES)


def test_it_computes_on_one_thread(learned):
    threads = torch.get_num_threads()
    scale_of(learned).levels("pb", 1)
    assert torch.get_num_threads() == threads
