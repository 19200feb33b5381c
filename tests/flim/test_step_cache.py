"""Steps of learning are cached by content: an edit reruns only what it can change."""

import numpy as np
import pytest
import torch

from flimbuilder.errors import LearnError
from flimbuilder.flim import learner, training
from flimbuilder.flim.learner import learn
from flimbuilder.flim.network import ColourConversion
from flimbuilder.flim.step_cache import StepCache, cache_key, digest_of
from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.class_shares import ClassShare
from flimbuilder.project.markers import Disk
from flimbuilder.project.project import KernelEdit


class Shelf(dict):
    """A cache without a limit that counts bytes."""

    size = 0

    def put(self, key, value, size):
        self[key] = value
        self.size += size


def training_image(name="a", extra=()):
    rng = np.random.default_rng(sum(name.encode()))
    pixels = rng.random((40, 44, 3), dtype=np.float32)
    disks = [
        Disk(id=n, class_id=n % 2, center=(6.0 + 6 * n, 8.0 + 5 * n), radius=2.0)
        for n in range(1, 5)
    ]
    return TrainingImage(name, pixels, (*disks, *extra))


def architecture(*kernels, **changes):
    pooling = Pooling(kind="max", size=3, stride=2)
    return Architecture(
        blocks=tuple(
            Block(kernels_per_marker=3, kernels=count, pooling=pooling) for count in kernels
        ),
        **changes,
    )


@pytest.fixture
def estimated(monkeypatch):
    """The levels whose kernels were estimated, in order."""
    levels, estimate = [], learner.estimate_kernels

    def counting(*arguments, **options):
        levels.append(arguments[5])
        return estimate(*arguments, **options)

    monkeypatch.setattr(learner, "estimate_kernels", counting)
    return levels


def deletion(learned, block, row=0):
    block_result = learned.blocks[block - 1]
    weights = tuple(block_result.weights[row].tolist())
    kernel = block_result.kernels[row].identity
    return KernelEdit(block=block, kernel=kernel, action="delete", weights=weights)


def test_a_step_is_run_once():
    calls, steps = [], StepCache(Shelf())

    for _ in range(2):
        assert steps.run("name", lambda: calls.append(1) or "result", len) == "result"

    assert calls == [1]


def test_keys_differ_by_order_types_and_shapes():
    keys = [
        cache_key("a", "b"),
        cache_key("a", ["b"]),
        cache_key("ab"),
        cache_key("b", "a"),
        cache_key("a", 1),
        cache_key("a", "1"),
    ]
    arrays = [
        digest_of([np.zeros((2, 3))]),
        digest_of([np.zeros((3, 2))]),
        digest_of([np.zeros((2, 3), np.float32)]),
        digest_of([np.zeros((2, 2)), np.zeros((2, 1))]),
    ]

    assert len(set(keys)) == len(keys)
    assert len(set(arrays)) == len(arrays)
    assert digest_of([torch.ones(2, 3).T]) == digest_of([np.ones((3, 2), np.float32)])


def test_the_same_again_estimates_nothing(estimated):
    shelf = Shelf()
    first = learn([training_image()], architecture(6, 6), memory=shelf)
    estimated.clear()

    again = learn([training_image()], architecture(6, 6), memory=shelf)

    assert estimated == []
    assert again.fingerprint == first.fingerprint
    assert shelf.size > 0


@pytest.mark.parametrize("change", [
    {"restarts": 8}, {"class_shares": (ClassShare(class_id=0, share=0.2),
                                       ClassShare(class_id=1, share=0.8))},
])  # fmt: skip
def test_another_reduction_estimates_every_block_again(estimated, change):
    shelf, images = Shelf(), [training_image()]
    once = learn(images, architecture(6, 6), memory=shelf)
    estimated.clear()

    several = learn(images, architecture(6, 6, **change), memory=shelf)

    assert estimated == [0, 1]
    assert several.fingerprint != once.fingerprint
    alone = learn(images, architecture(6, 6, **change))
    assert several.fingerprint == alone.fingerprint


@pytest.mark.parametrize("block", [1, 2, 3])
def test_a_deleted_kernel_changes_the_later_blocks(estimated, block):
    shelf, images, blocks = Shelf(), [training_image()], architecture(5, 6, 7)
    learned = learn(images, blocks, memory=shelf)
    edits = [deletion(learned, block)]
    estimated.clear()

    again = learn(images, blocks, edits=edits, memory=shelf)

    assert estimated == list(range(block, 3))
    assert again.fingerprint == learn(images, blocks, edits=edits).fingerprint
    estimated.clear()
    assert learn(images, blocks, memory=shelf).fingerprint == learned.fingerprint
    assert estimated == []


def test_markers_of_an_image_that_did_not_change_are_not_rasterised_again(monkeypatch):
    rasterised, rasterise = [], training.marker_pixels
    monkeypatch.setattr(
        training,
        "marker_pixels",
        lambda markers, shape: rasterised.append(len(markers)) or rasterise(markers, shape),
    )
    shelf, images, blocks = Shelf(), [training_image(name) for name in "abc"], architecture(5)
    learn(images, blocks, memory=shelf)
    extra = Disk(id=9, class_id=1, center=(30.0, 12.0), radius=2.0)
    # Image b changes and image a is gone, so that the indices of the others shift.
    images = [training_image("b", extra=[extra]), training_image("c")]
    rasterised.clear()

    again = learn(images, blocks, memory=shelf)

    assert rasterised == [5]
    assert again.fingerprint == learn(images, blocks).fingerprint
    assert {kernel.image for kernel in again.blocks[0].kernels} <= {"b", "c"}


def test_other_kernels_of_a_block_leave_those_before_it(estimated):
    shelf, images = Shelf(), [training_image()]
    learn(images, architecture(5, 6, 7), memory=shelf)
    estimated.clear()

    again = learn(images, architecture(5, 6, 4), memory=shelf)

    assert estimated == [2]
    assert again.fingerprint == learn(images, architecture(5, 6, 4)).fingerprint


@pytest.mark.parametrize("change", [
    lambda images, options: images.append(training_image("b")),
    lambda images, options: images.__setitem__(
        0, training_image(extra=[Disk(id=9, class_id=1, center=(30.0, 12.0), radius=2.0)])
    ),
    lambda images, options: images.__setitem__(
        0, TrainingImage("a", images[0].pixels * 0.5, images[0].markers)
    ),
    lambda images, options: images.__setitem__(
        0, TrainingImage("c", images[0].pixels, images[0].markers)
    ),
    lambda images, options: options.update(seed=1),
])  # fmt: skip
def test_what_changes_every_block_is_learned_anew(estimated, change):
    shelf, images, options = Shelf(), [training_image()], {}
    learn(images, architecture(5, 6), memory=shelf)
    estimated.clear()
    change(images, options)

    again = learn(images, architecture(5, 6), memory=shelf, **options)

    assert estimated == [0, 1]
    assert again.fingerprint == learn(images, architecture(5, 6), **options).fingerprint


def test_feature_points_and_clusters_do_not_share_steps():
    shelf, images = Shelf(), [training_image()]
    learn(images, architecture(5, 6), memory=shelf)
    points = architecture(5, 6, estimator="bofp")

    again = learn(images, points, memory=shelf)

    assert again.fingerprint == learn(images, points).fingerprint


def test_an_error_is_raised_every_time():
    disk = Disk(id=1, class_id=1, center=(15.0, 15.0), radius=3.0)
    flat = TrainingImage("a", np.full((30, 30, 3), 0.5, np.float32), [disk])
    shelf = Shelf()

    for _ in range(2):
        with pytest.raises(LearnError, match="alike"):
            learn([flat], architecture(5), memory=shelf)


@pytest.mark.parametrize("kind", ["none", "standard"])
def test_only_images_with_new_markers_are_converted_again(kind, monkeypatch):
    converted, forward = [], ColourConversion.forward

    def counted(conversion, images):
        converted.append(tuple(images.shape[2:]))
        return forward(conversion, images)

    monkeypatch.setattr(ColourConversion, "forward", counted)
    blocks, shelf = architecture(5, 6, standardise=kind), Shelf()
    learn([training_image("a"), training_image("b")], blocks, memory=shelf)
    lattices = 2 if kind == "standard" else 0
    assert len(converted) == 2 + lattices
    converted.clear()
    extra = Disk(id=9, class_id=1, center=(30.0, 9.0), radius=2.0)
    images = [training_image("a"), training_image("b", extra=[extra])]
    again = learn(images, blocks, memory=shelf)
    assert len(converted) == 1
    assert again.fingerprint == learn(images, blocks).fingerprint
