"""Tests of learning whole encoders."""

import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.errors import ArchitectureError, Cancelled, LearnError
from flimbuilder.flim.decoders import make_decoder
from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.architecture import Block
from flimbuilder.project.project import ClusterIdentity
from tests.flim import reference
from tests.flim.cases import (
    QUICK,
    STRIDED,
    architecture,
    as_reference,
    disk,
    dots,
    folded,
    noise,
    pixels_by_marker,
    pooling,
    tensor,
    two_images,
)

# --- equal to a literal learner on whole images ---------------------------------------------


@pytest.mark.parametrize("specification", [
    STRIDED,
    architecture(Block(kernel_size=5, kernels_per_marker=2, representative="medoid"),
                 Block(kernel_size=1, kernels=6, reduction="pca", pooling=pooling("min", 2, 2)),
                 Block(dilation=3, kernels_per_marker=2, kernels=5, reduction="pca")),
    architecture(Block(normalisation="channel", activation="leaky", kernels=7, reduction="pca"),
                 Block(normalisation="channel", activation="none", pooling=pooling("none"))),
    architecture(Block(kernels_per_marker=2, pooling=pooling("average", 3, 3)), Block(),
                 colour_space="lab", stdev_factor=0.1),
], ids=["strided", "medoids", "channels", "lab"])  # fmt: skip
def test_the_encoder_equals_a_literal_learner_on_whole_images(specification):
    images = two_images()
    in_space = reference.lab if specification.colour_space == "lab" else np.float64

    learned = learn(images, specification, seed=3)

    literal = reference.learn(as_reference(images, in_space), specification, seed=3)
    for block_result, module, (weights, bias, kernels) in zip(
        learned.blocks, learned.encoder.blocks(), literal, strict=True
    ):
        found_weights, found_bias = folded(module)
        assert found_weights == pytest.approx(weights, rel=1e-3, abs=1e-4)
        assert found_bias == pytest.approx(bias, rel=1e-3, abs=1e-4)
        assert block_result.classes == [kernel.class_id for kernel in kernels]


def test_feature_points_equal_a_literal_bofp_on_whole_images():
    images = two_images()
    specification = architecture(
        Block(kernels_per_marker=2, pooling=pooling(stride=2)),
        Block(dilation=2, pooling=pooling("average", 4, 2)),
        Block(),
        estimator="bofp",
    )

    learned = learn(images, specification)

    literal, points = reference.learn_bofp(as_reference(images), specification)
    for block_result, module, (weights, bias) in zip(
        learned.blocks, learned.encoder.blocks(), literal, strict=True
    ):
        found_weights, found_bias = folded(module)
        assert found_weights == pytest.approx(weights, rel=1e-3, abs=1e-4)
        assert found_bias == pytest.approx(bias, rel=1e-3, abs=1e-4)
        # One kernel per point in every block, located at the pixel of the point.
        assert [
            (kernel.image, kernel.row, kernel.col) for kernel in block_result.kernels
        ] == points


# --- the same project gives the same bytes -------------------------------------------------


def test_the_order_of_images_and_markers_does_not_matter():
    images = two_images()
    turned = [replace(image, markers=image.markers[::-1]) for image in reversed(images)]

    assert learn(images, STRIDED).fingerprint == learn(turned, STRIDED).fingerprint


def test_the_seed_matters_and_nothing_else_is_drawn():
    images = two_images()
    torch.manual_seed(1)
    first = learn(images, STRIDED, seed=5).fingerprint
    torch.manual_seed(2)

    assert learn(images, STRIDED, seed=5).fingerprint == first
    assert learn(images, STRIDED, seed=6).fingerprint != first


CHECKOUT = Path(__file__).parents[2]
REBUILD = """
from flimbuilder.flim.learner import learn
from tests.flim.cases import STRIDED, two_images
print(learn(two_images(), STRIDED).fingerprint)
"""


def test_another_process_with_another_hash_seed_learns_the_same():
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", REBUILD]

    printed = subprocess.check_output(command, env=environment, cwd=CHECKOUT, text=True)

    assert printed.strip() == learn(two_images(), STRIDED).fingerprint


@pytest.mark.parametrize("estimator", ["cluster", "bofp"])
def test_the_number_of_threads_does_not_matter(estimator):
    # Large enough for sums, powers and convolutions to be shared among the threads.
    markers = [disk(1, 1, 40, 40, 18), disk(2, 0, 110, 60, 25), disk(3, 0, 30, 120, 9)]
    images = [TrainingImage("a", noise(160, 150), markers)]
    specification = STRIDED.with_(colour_space="lab", estimator=estimator)

    names = set()
    for threads in (1, 2, 3):
        torch.set_num_threads(threads)
        names.add(learn(images, specification).fingerprint)

    assert len(names) == 1


def test_a_marker_elsewhere_leaves_the_kernels_of_the_others():
    # It changes neither the random streams nor, used for kernels alone, the normalisation.
    images = two_images()
    more = [*images[0].markers, disk(20, 0, 17, 16, 1.0, use="kernels")]
    block = architecture(Block(reduction="none"))

    before = learn(images, block).blocks[0]
    after = learn([replace(images[0], markers=more), images[1]], block).blocks[0]

    others = [row for row, kernel in enumerate(after.kernels) if kernel.marker != 20]
    assert len(others) < len(after.kernels)
    assert [after.kernels[row] for row in others] == list(before.kernels)
    assert torch.allclose(after.weights[others], before.weights, atol=1e-5)


# --- folding -------------------------------------------------------------------------------


def test_folding_changes_nothing_inside_and_the_border_sees_zeros():
    # Inside, the folded block on the image is the unfolded one on the normalised patches. At the
    # border the patches have the zeros of the unnormalised image, as those that were learned
    # from; padding the normalised image instead would mean "the mean" there, and differs.
    images = two_images()
    learned = learn(images, architecture(Block(activation="none", pooling=pooling("none"))))
    block_result, pixels = learned.blocks[0], images[0].pixels

    answers = learned.encoder(tensor(pixels))[0][0].permute(1, 2, 0).numpy()

    height, width = pixels.shape[:2]
    scaling, kernels = block_result.normalisation, block_result.weights.double().numpy()
    for row, col in [(5, 6), (1, 1), (height - 2, 3), (0, 0), (0, 9), (height - 1, width - 1)]:
        patch = reference.patch(pixels, row, col, 3, 1)
        normalised = (patch - scaling.mean.numpy()) / scaling.deviation.numpy()
        assert answers[row, col] == pytest.approx(kernels @ normalised, abs=1e-4)
        touches = row in (0, height - 1) or col in (0, width - 1)
        padded_later = np.where(patch == 0, 0.0, normalised)
        assert touches == (np.abs(answers[row, col] - kernels @ padded_later).max() > 1e-2)


# --- provenance ----------------------------------------------------------------------------


def marked_in(images):
    return {
        (image.id, marker, *pixel): class_id
        for image in images
        for marker, (class_id, pixels) in pixels_by_marker(image).items()
        for pixel in pixels
    }


REDUCTIONS = [
    {"reduction": "none"},
    {"reduction": "pca", "kernels": 7},
    {"reduction": "kmeans", "kernels": 7},
    {"reduction": "kmeans", "kernels": 7, "representative": "medoid"},
    {"max_kernels_per_image": 6, "representative": "medoid", "reduction": "none"},
]


@pytest.mark.parametrize("options", REDUCTIONS)
@pytest.mark.parametrize("estimator", ["cluster", "bofp"])
def test_every_kernel_comes_from_a_marked_pixel_of_its_marker_and_class(options, estimator):
    images = two_images()
    blocks = [Block(kernels_per_marker=4, pooling=pooling(stride=2), **options)] * 3
    marked = marked_in(images)

    learned = learn(images, architecture(*blocks, estimator=estimator))

    for block_result in learned.blocks:
        for kernel in block_result.kernels:
            place = (kernel.image, kernel.marker, kernel.row, kernel.col)
            assert marked[place] == kernel.class_id
            if isinstance(kernel.identity, ClusterIdentity):
                own = kernel.identity
                assert (own.image, own.marker) == (kernel.image, kernel.marker)
            else:
                assert kernel.identity.class_id == kernel.class_id
        identities = [kernel.identity for kernel in block_result.kernels]
        assert len(set(identities)) == len(identities)


def test_the_pixel_of_a_medoid_is_where_its_patch_is():
    images = two_images()
    learned = learn(images, architecture(Block(representative="medoid", reduction="none")))
    scaling, block_result = learned.blocks[0].normalisation, learned.blocks[0]
    pixels = {image.id: image.pixels for image in images}

    for kernel, weights in zip(block_result.kernels, block_result.weights, strict=True):
        patch = reference.patch(pixels[kernel.image], kernel.row, kernel.col, 3, 1)
        own = (patch - scaling.mean.numpy()) / scaling.deviation.numpy()
        assert weights.numpy() == pytest.approx(own / np.linalg.norm(own), abs=1e-5)


def test_sizes_of_clusters_count_the_marked_pixels():
    images = two_images()
    block_result = learn(images, architecture(Block(reduction="none"))).blocks[0]

    for image in images:
        for marker, (_, pixels) in pixels_by_marker(image).items():
            own = [
                k.size for k in block_result.kernels if (k.image, k.marker) == (image.id, marker)
            ]
            assert sum(own) == len(pixels)
            assert len(own) == min(5, len(pixels))


# --- what markers are used for ---------------------------------------------------------------


@pytest.mark.parametrize("reduction", ["none", "pca", "pca-global", "kmeans"])
def test_markers_for_normalisation_alone_give_no_kernels(reduction):
    markers = [
        disk(1, 1, 6, 6), disk(2, 0, 6, 18), disk(3, 0, 18, 6, 4, use="normalisation"),
        disk(4, 1, 18, 18, 4, use="normalisation"),
    ]  # fmt: skip
    image = TrainingImage("a", noise(24, 24), markers)

    learned = learn([image], architecture(*[Block(reduction=reduction, kernels=4)] * 2))

    for block_result in learned.blocks:
        assert {kernel.marker for kernel in block_result.kernels} <= {1, 2}


@pytest.mark.parametrize("use", ["both", "kernels"])
def test_the_normalisation_is_that_of_the_markers_used_for_it(use):
    markers = [disk(1, 1, 6, 6, use="normalisation"), disk(2, 0, 6, 14, 3.0, use=use)]
    image = TrainingImage("a", noise(20, 20), markers)

    scaling = learn([image], architecture(Block())).blocks[0].normalisation

    own = pixels_by_marker(image)
    used = own[1][1] + (own[2][1] if use == "both" else [])
    patches = np.array([reference.patch(image.pixels, r, c, 3, 1) for r, c in used])
    mean, deviation = reference.statistics(patches, "patch", 3, 0.01)
    assert scaling.mean.numpy() == pytest.approx(mean, abs=1e-6)
    assert scaling.deviation.numpy() == pytest.approx(deviation, abs=1e-6)


# --- how many kernels ------------------------------------------------------------------------


def counts(learned, level=0):
    return dict(zip(*np.unique(learned.blocks[level].classes, return_counts=True), strict=True))


def test_each_class_gets_its_share_of_the_kernels():
    # Four markers of five kernels: classes 1 and 0 have two each in image a and b together, as
    # drawn: class 1 -> 10, class 0 -> 15, class 2 -> 5. Of 6: 2, 3, 1.
    for reduction in ("pca", "kmeans"):
        learned = learn(two_images(), architecture(Block(kernels=6, reduction=reduction)))

        assert counts(learned) == {0: 3, 1: 2, 2: 1}


def test_no_class_is_lost_if_the_budget_allows():
    markers = [disk(n, 0, 5 + 7 * n, 20, 3) for n in range(1, 6)]
    image = TrainingImage("a", noise(50, 40), [*markers, dots(7, 1, (3, 3)), dots(8, 2, (40, 5))])

    for reduction in ("pca", "kmeans"):
        learned = learn([image], architecture(*[Block(kernels=3, reduction=reduction)] * 3))
        assert [counts(learned, level) for level in range(3)] == [{0: 1, 1: 1, 2: 1}] * 3


def test_each_image_is_limited_before_they_are_united():
    # Image a has four markers of five kernels, image b two.
    block = Block(max_kernels_per_image=7, reduction="none")

    block_result = learn(two_images(), architecture(block)).blocks[0]

    assert [sum(k.image == name for k in block_result.kernels) for name in "ab"] == [7, 7]
    assert {(k.image, k.class_id) for k in block_result.kernels} == {
        ("a", 0), ("a", 1), ("a", 2), ("b", 0), ("b", 1)
    }  # fmt: skip


def test_a_global_pca_has_no_classes():
    learned = learn(two_images(), architecture(Block(kernels=4, reduction="pca-global")))

    assert learned.blocks[0].classes == [None] * 4


def test_fewer_pixels_than_clusters_give_every_patch():
    markers = [dots(1, 0, (2, 2), (2, 3), (3, 3)), dots(2, 1, (6, 6))]
    image = TrainingImage("a", noise(9, 9), markers)

    learned = learn([image], architecture(Block(kernels_per_marker=50)))

    assert counts(learned) == {0: 3, 1: 1}
    assert [kernel.size for kernel in learned.blocks[0].kernels] == [1, 1, 1, 1]


def test_two_single_pixels_are_enough_for_a_decoder():
    image = TrainingImage("a", noise(30, 30), [dots(1, 0, (2, 2)), dots(2, 1, (20, 20))])

    learned = learn([image], STRIDED)

    saliency = make_decoder("lm", learned.blocks[-1].classes, [1])(
        learned.encoder(tensor(image.pixels))[-1], (30, 30)
    )
    assert saliency.shape == (1, 1, 30, 30)
    assert torch.isfinite(saliency).all()


def test_a_feature_point_at_the_mean_of_all_has_no_kernel():
    # Of .25, .5 and .75 the mean is .5, so the patch of the second point is zero: no direction.
    pixels = np.array([[0.25, 0.5, 0.75, 1.0]], np.float32)[:, :, None]
    points = [dots(1, 0, (0, 0)), dots(2, 1, (0, 1)), dots(3, 1, (0, 2))]
    bright = dots(4, 0, (0, 3), use="normalisation")
    specification = architecture(Block(kernel_size=1), estimator="bofp")

    block_result = learn([TrainingImage("a", pixels, [*points, bright])], specification).blocks[0]

    assert block_result.weights.tolist() == [[-1], [1]]
    assert [kernel.marker for kernel in block_result.kernels] == [1, 3]


@settings(QUICK, max_examples=40)
@given(
    st.integers(0, 2**32),
    st.sampled_from(["lab", "rgb", "grey"]),
    st.sampled_from([1, 3, 5]),
    st.sampled_from(REDUCTIONS),
    st.sampled_from(["patch", "channel"]),
    st.sampled_from(["cluster", "bofp"]),
)
def test_kernels_are_of_unit_norm_and_never_zero_or_nan(
    seed, space, channels, options, scope, estimator
):
    # Images of few grey levels, with flat regions: equal patches, dead channels, ties.
    rng = np.random.default_rng(seed)
    pixels = np.repeat(np.repeat(rng.integers(0, 3, (5, 6, channels)), 5, axis=0), 4, axis=1)
    spots = rng.integers(0, 24, size=(4, 2))
    markers = [disk(n, n % 3, *map(float, spot)) for n, spot in enumerate(spots, start=1)]
    image = TrainingImage("a", (pixels / 2).astype(np.float32), markers)
    block = Block(normalisation=scope, pooling=pooling(stride=2), **options)
    specification = architecture(block, block, colour_space=space, estimator=estimator)

    try:
        learned = learn([image], specification, seed=seed)
    except LearnError as error:
        message = str(error)
    else:
        assert_unit_kernels(learned)
        return
    assert "all patches under the markers are alike" in message


def assert_unit_kernels(learned):
    for block_result, module in zip(learned.blocks, learned.encoder.blocks(), strict=True):
        lengths = block_result.weights.norm(dim=1).numpy()
        assert lengths == pytest.approx(np.ones(len(lengths)), abs=1e-5)
        assert all(torch.isfinite(tensor).all() for tensor in module.state_dict().values())
        assert len(block_result.kept) == module.conv.out_channels >= 1


# --- images that are not three-channel colours ------------------------------------------------


@pytest.mark.parametrize(("channels", "space", "inputs"), [
    (1, "lab", 1), (3, "grey", 1), (3, "lab", 3), (3, "rgb", 3), (5, "lab", 5), (2, "grey", 2)
])  # fmt: skip
def test_grey_colour_and_many_channels(channels, space, inputs):
    images = two_images(channels)

    learned = learn(images, architecture(*STRIDED.blocks, colour_space=space))

    assert learned.encoder.block1.conv.in_channels == inputs
    maps = learned.encoder(tensor(images[0].pixels))
    assert [tuple(block_maps.shape[-2:]) for block_maps in maps] == [(10, 13)] * 3
    names = [f"block{number}.conv.{part}" for number in (1, 2, 3) for part in ("weight", "bias")]
    assert list(learned.encoder.state_dict()) == names


# --- what cannot be learned --------------------------------------------------------------------


def refused(images, specification=STRIDED, error=LearnError):
    with pytest.raises(error) as raised:
        learn(images, specification)
    message = str(raised.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize("estimator", ["cluster", "bofp"])
@pytest.mark.parametrize("value", [0.0, 0.3, 1.0])
def test_a_constant_image_has_nothing_to_learn(value, estimator):
    image = TrainingImage("a", np.full((40, 40, 3), value, np.float32), [disk(1, 1, 20, 20, 9)])

    message = refused([image], STRIDED.with_(estimator=estimator))

    assert message.startswith("block 1: all patches under the markers are alike")


def test_pixels_that_are_no_numbers_are_refused_by_name():
    for value in (np.nan, np.inf):
        images = two_images()
        images[1].pixels[5, 5, 1] = value

        assert refused(images).startswith("image b has NaN or infinite values")


def test_no_image_and_no_marker_are_refused():
    assert "no image has markers" in refused([])
    assert "no pixel is marked" in refused([TrainingImage("a", noise(9, 9), [])])


def test_an_image_id_twice_is_refused():
    first, second = two_images()

    assert "image id 'a' is used twice" in refused([first, replace(second, id="a")])


def test_mixed_channel_counts_are_refused():
    assert refused([two_images(3)[0], two_images(1)[1]]) == (
        "image a has 3 channels and b has 1; all training images need the same number"
    )


def test_a_stride_larger_than_the_map_is_refused():
    specification = architecture(*[Block(pooling=pooling(stride=5))] * 3)

    message = refused(two_images(), specification, ArchitectureError)

    assert message.startswith("image a: block 2: a stride of 5 is larger than its map of 4 x 6")


# --- progress and cancel -----------------------------------------------------------------------


def test_progress_is_reported_and_never_goes_back():
    reports = []

    learn(two_images(), STRIDED, on_progress=lambda *report: reports.append(report))

    done = [report[1] for report in reports]
    assert {report[2] for report in reports} == {3}
    assert all(a <= b for a, b in pairwise(done))
    assert reports[0][:2] == ("cutting windows", 0)
    assert reports[-1] == ("done", 3, 3)
    assert {"estimating kernels", "computing activations"} <= {report[0] for report in reports}


@pytest.mark.parametrize("estimator", ["cluster", "bofp"])
def test_it_stops_wherever_it_is_asked_to(estimator):
    specification = STRIDED.with_(estimator=estimator)
    reports = []
    learn(two_images(), specification, on_progress=lambda *report: reports.append(report))

    for moment in range(len(reports)):
        left = [moment]

        def stop(*_, left=left):
            if not left[0]:
                raise Cancelled
            left[0] -= 1

        with pytest.raises(Cancelled):
            learn(two_images(), specification, on_progress=stop)


# --- real images ---------------------------------------------------------------------------------

EGGS = architecture(
    Block(dilation=3, kernels=12),
    Block(dilation=5, kernels=10, pooling=pooling("average")),
    Block(dilation=7, kernels=8, pooling=pooling("max", 5)),
    Block(dilation=7, kernels=8, pooling=pooling("max", 5)),
    colour_space="lab",
)  # as arch.json beside the images


# Measured: 7 to 20 times brighter inside with lm, 6 to 18 with mb.
@pytest.mark.parametrize(("decoder", "times"), [("lm", 5), ("mb", 4)])
def test_eggs_of_parasites_are_found(parasites, decoder, times):
    learned = learn([image for image, _ in parasites], EGGS)

    assert [len(block.kept) for block in learned.blocks] == [12, 10, 8, 8]
    decode = make_decoder(decoder, learned.blocks[-1].classes, [1])
    for image, mask in parasites:
        maps = learned.encoder(tensor(image.pixels))[-1]
        saliency = decode(maps, mask.shape)[0, 0].numpy()
        assert saliency[mask].mean() > times * saliency[~mask].mean()


def test_learning_draws_no_random_numbers_of_torch():
    state = torch.random.get_rng_state()
    learn(two_images(), STRIDED)
    assert torch.random.get_rng_state().equal(state)


@pytest.mark.parametrize(
    "specification",
    [architecture(Block(), colour_space="luma"), architecture(Block(padding="mean"))],
    ids=["input", "padding"],
)
def test_parts_of_imported_models_cannot_be_learned(specification):
    with pytest.raises(ArchitectureError, match="is for imported models only"):
        learn(two_images(), specification)
