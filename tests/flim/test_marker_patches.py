"""Patches at the markers of a learned encoder."""

from collections import Counter

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from flimbuilder.errors import Cancelled
from flimbuilder.flim.encode import encode_images
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.learner import learn
from flimbuilder.flim.marker_patches import marker_patches
from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.markers import Disk
from flimbuilder.project.rasterise import marker_pixels
from tests.learned_models import image

BLOCKS = (
    Block(kernels_per_marker=3, kernels=5, dilation=2, pooling=Pooling(kind="max", size=3)),
    Block(kernels_per_marker=2, kernels=4, pooling=Pooling(kind="none")),
)
STRIDED = (
    Block(kernels_per_marker=3, kernels=5, pooling=Pooling(kind="max", size=3, stride=2)),
    Block(kernels_per_marker=2, kernels=4),
)


def training_images() -> list[TrainingImage]:
    return [
        TrainingImage(
            name,
            image(seed=seed),
            (
                Disk(id=1, class_id=0, center=(4, 5), radius=2),
                Disk(id=2, class_id=1, center=(16, 22), radius=3.5),
            ),
        )
        for seed, name in enumerate(("b", "a"))
    ]


def learned_from(images: list[TrainingImage], **fields: object) -> LearnedEncoder:
    return learn(images, Architecture.model_validate({"blocks": BLOCKS, **fields}))


def test_equals_patches_of_whole_maps() -> None:
    """Each patch is cut from the whole image's maps, padded with zeros, pixel by pixel."""
    images = training_images()
    learned = learned_from(images)
    by_id = {photo.id: photo for photo in images}
    for found in marker_patches(images, learned):
        block = BLOCKS[found.block - 1]
        reach = block.dilation * (block.kernel_size // 2)
        scaling = learned.blocks[found.block - 1].normalisation
        inputs = {}
        for name, photo in by_id.items():
            pixels = np.asarray(photo.pixels, np.float32)
            with torch.inference_mode():
                whole = learned.encoder.prepare(torch.from_numpy(pixels).permute(2, 0, 1)[None])
                if found.block > 1:
                    whole = encode_images(
                        learned.encoder, learned.architecture, pixels[None], found.block - 1
                    )[-1]
            inputs[name] = F.pad(whole, (reach,) * 4)[0].numpy()
        for at in range(len(found)):
            row, col = found.row[at], found.col[at]
            taps = [
                inputs[found.image[at]][:, row + down, col + right]
                for down in range(0, 2 * reach + 1, block.dilation)
                for right in range(0, 2 * reach + 1, block.dilation)
            ]
            wanted = (np.concatenate(taps) - scaling.mean.numpy()) / scaling.deviation.numpy()
            assert found.patches[at] == pytest.approx(wanted, abs=2e-4)


def test_every_marked_pixel_is_named() -> None:
    images = training_images()
    first = next(marker_patches(images, learned_from(images)))
    listed = []
    for photo in sorted(images, key=lambda photo: photo.id):
        drawn = marker_pixels(photo.markers, (23, 31))
        listed += [
            (photo.id, *row)
            for row in zip(
                drawn.marker.tolist(), drawn.class_id.tolist(), drawn.row.tolist(),
                drawn.col.tolist(), strict=True,
            )
        ]  # fmt: skip
    assert listed == list(
        zip(first.image, first.marker.tolist(), first.class_id.tolist(), first.row.tolist(),
            first.col.tolist(), strict=True)
    )  # fmt: skip
    assert (len(first), first.marked) == (len(listed), len(listed))


@pytest.mark.parametrize(("limit", "most"), [(1000, 37), (60, 17), (4, 1), (2, 1)])
def test_samples_are_even(limit: int, most: int) -> None:
    """Small markers keep all their pixels; the others share the rest."""
    images = training_images()
    first = next(marker_patches(images, learned_from(images), limit=limit))
    counts = Counter(zip(first.image, first.marker.tolist(), strict=True))
    assert len(first) <= limit
    assert first.marked == 2 * (13 + 37)
    assert first.most == most == max(counts.values())
    if limit >= 4:
        assert len(counts) == 4
        assert all(count in (most, 13) for count in counts.values())


def test_samples_are_the_patches_of_all() -> None:
    images = training_images()
    learned = learned_from(images)
    whole, part = (list(marker_patches(images, learned, limit=limit))[1] for limit in (1000, 20))
    rows = {
        place: at
        for at, place in enumerate(
            zip(whole.image, whole.marker.tolist(), whole.row.tolist(), whole.col.tolist(),
                strict=True)
        )
    }  # fmt: skip
    places = zip(
        part.image, part.marker.tolist(), part.row.tolist(), part.col.tolist(), strict=True
    )
    chosen = [rows[place] for place in places]
    assert part.patches == pytest.approx(whole.patches[chosen], abs=1e-4)


def test_strides_merge_pixels() -> None:
    images = training_images()
    first, second = marker_patches(images, learned_from(images, blocks=STRIDED))
    assert len(second) < len(first)
    assert second.patches.shape[1] == 9 * 5


def test_feature_points_stand_for_markers_of_bofp() -> None:
    images = training_images()
    learned = learned_from(images, estimator="bofp")
    found = next(marker_patches(images, learned))
    assert len(found) == len(learned.blocks[0].kernels)
    # A kernel of BoFP is a patch of unit length.
    unit = found.patches / np.linalg.norm(found.patches, axis=1, keepdims=True)
    assert unit == pytest.approx(learned.blocks[0].weights.numpy(), abs=1e-5)


def test_can_be_stopped() -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if stage == "gathering patches":
            raise Cancelled("stopped")

    images = training_images()
    with pytest.raises(Cancelled):
        list(marker_patches(images, learned_from(images), on_progress=stop))
