"""Windows around the markers give the activations of whole images."""

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flimbuilder.errors import ModelError
from flimbuilder.flim.marker_projection import project_markers
from flimbuilder.flim.network import Encoder, FlimBlock
from flimbuilder.flim.patches import PatchBuffer, gather_patches
from flimbuilder.flim.training import TrainingImage, collect_marked_pixels
from flimbuilder.flim.windows import blank_outside, cut_windows, plan_windows, run_block
from flimbuilder.project.architecture import Block
from tests.flim import reference
from tests.flim.cases import QUICK, architecture, dots, noise, pooling, random_blocks


def planned(images, blocks):
    marked = collect_marked_pixels(images, seed=0)
    heights = np.array([image.pixels.shape[0] for image in images])
    widths = np.array([image.pixels.shape[1] for image in images])
    places = project_markers(marked, heights, widths, blocks)
    return places, plan_windows(places, heights, widths, blocks)


def random_encoder(channels, blocks, seed):
    torch.manual_seed(seed)
    specification = architecture(*blocks).model_dump(mode="json")
    encoder = Encoder(channels, [block.kernels for block in blocks], specification)
    return encoder.requires_grad_(False)


def patches_by_windows(images, encoder, blocks):
    """Yield each block's places and the patches at them, as the learner computes them."""
    places, plan = planned(images, blocks)
    windows = blank_outside(cut_windows(images, plan), plan, level=0)
    for level, block in enumerate(blocks):
        yield (
            places[level],
            gather_patches(windows, places[level], plan, level, block, PatchBuffer()),
        )
        if level + 1 < len(blocks):
            windows = run_block(windows, encoder.blocks()[level], plan, level)


def literal_maps(images, encoder, blocks):
    """Yield each block's input: the literal forward pass over whole images."""
    maps = [image.pixels.astype(float) for image in images]
    for block, module in zip(blocks, encoder.blocks(), strict=True):
        yield maps
        weights = module.conv.weight.double().permute(0, 2, 3, 1).flatten(1).numpy()
        bias = module.conv.bias.double().numpy()
        maps = [reference.run_block(image_maps, weights, bias, block) for image_maps in maps]


def fast_maps(images, encoder, blocks):
    """Yield each block's input: the network over whole images."""
    maps = [torch.from_numpy(image.pixels).permute(2, 0, 1)[None] for image in images]
    for module in encoder.blocks():
        yield [image_maps[0].permute(1, 2, 0).numpy() for image_maps in maps]
        maps = [module(image_maps) for image_maps in maps]


def assert_windows_equal(images, blocks, seed, whole_images):
    encoder = random_encoder(images[0].pixels.shape[2], blocks, seed)
    whole = whole_images(images, encoder, blocks)
    pairs = zip(patches_by_windows(images, encoder, blocks), whole, blocks, strict=True)
    for (places, patches), maps, block in pairs:
        located = zip(places.image, places.row, places.col, strict=True)
        expected = np.array([
            reference.patch(maps[image], row, col, block.kernel_size, block.dilation)
            for image, row, col in located
        ])  # fmt: skip
        assert patches.double().numpy() == pytest.approx(expected, abs=1e-5, rel=1e-5)


@st.composite
def marked_images(draw, side):
    """Images of any size, with markers at corners, along borders and inside."""
    images = []
    for name in draw(st.sampled_from(["a", "ab", "abc"])):
        height, width = draw(st.integers(1, side)), draw(st.integers(1, side))
        rows = st.sampled_from([0, height - 1]) | st.integers(0, height - 1)
        cols = st.sampled_from([0, width - 1]) | st.integers(0, width - 1)
        pixels = draw(st.sets(st.tuples(rows, cols), min_size=1, max_size=6))
        markers = [dots(number, 0, pixel) for number, pixel in enumerate(sorted(pixels), start=1)]
        seed = draw(st.integers(0, 99))
        images.append(TrainingImage(name, noise(height, width, 2, seed), markers))
    return images


@settings(QUICK, max_examples=30)
@given(marked_images(side=14), st.lists(random_blocks, min_size=1, max_size=3), st.integers(0, 99))
def test_windows_equal_the_literal_whole_image(images, blocks, seed):
    assert_windows_equal(images, blocks, seed, literal_maps)


@settings(QUICK, max_examples=60)
@given(marked_images(side=70), st.lists(random_blocks, min_size=2, max_size=4), st.integers(0, 99))
@example(
    [TrainingImage("a", noise(37, 41, 2), [dots(1, 0, (0, 40), (36, 0)), dots(2, 1, (17, 20))])],
    [Block(kernel_size=5, dilation=3, kernels=3, pooling=pooling("average", 4, 3))] * 3,
    0,
)
def test_windows_equal_the_whole_image(images, blocks, seed):
    assert_windows_equal(images, blocks, seed, fast_maps)


def test_a_plan_worked_by_hand():
    # Two blocks with 3 x 3 kernels, the first with pooling of size 3 and stride 2. One marked
    # pixel (20, 30) of a 64 x 64 image lies at (10, 15) of block 2's input. Its patch there is
    # rows 9 .. 11; output 9 of the pooling covers rows 17 .. 19, output 11 rows 21 .. 23; with
    # the kernel's reach 16 .. 24 of the image: origin 16, length 9. Block 1's own patch,
    # 19 .. 21, lies inside. Columns alike: 14 .. 16 of block 2, 26 .. 34 of the image.
    image = TrainingImage("a", noise(64, 64, 1), [dots(1, 0, (20, 30))])

    _, plan = planned([image], [Block(pooling=pooling(stride=2)), Block()])

    assert (plan.rows.length, plan.cols.length) == ([9, 3], [9, 3])
    assert [origin.tolist() for origin in plan.rows.origin] == [[16], [9]]
    assert [origin.tolist() for origin in plan.cols.origin] == [[26], [14]]
    assert plan.rows.margin == [0, 0]


def test_markers_far_apart_get_separate_windows():
    spots = [(10, 10), (10, 990), (990, 10), (990, 990)]
    image = TrainingImage("a", noise(1000, 1000, 1), [dots(1, 0, *spots)])

    _, plan = planned([image], [Block(), Block()])

    assert len(plan.image) == 4
    assert plan.rows.length[0] < 16


def test_a_filled_region_is_not_cut_into_overlapping_pieces():
    filled = [(row, col) for row in range(100, 160) for col in range(100, 160)]
    image = TrainingImage("a", noise(300, 300, 1), [dots(1, 0, *filled)])

    _, plan = planned([image], [Block(dilation=5), Block(dilation=5), Block()])

    computed = len(plan.image) * plan.rows.length[0] * plan.cols.length[0]
    assert computed < 2 * (60 + 2 * 13) ** 2


def test_work_follows_the_markers_and_not_the_image():
    spots = [(5, 9), (40, 60), (63, 63)]
    blocks = [Block(pooling=pooling(stride=2)), Block(dilation=2), Block()]
    small = TrainingImage("a", noise(64, 64, 1), [dots(1, 0, *spots)])
    large = TrainingImage("a", np.zeros((4096, 4096, 1), np.float32), small.markers)

    plans = [planned([image], blocks)[1] for image in (small, large)]

    assert plans[0].rows.length == plans[1].rows.length
    assert len(plans[0].image) == len(plans[1].image)


def test_pixels_outside_the_image_are_zero_in_any_colour_space():
    # Zero padding is of block 1's input: with Lab, black is not zero.
    image = TrainingImage("a", np.ones((4, 4, 3), np.float32), [dots(1, 0, (0, 0))])
    places, plan = planned([image], [Block()])

    windows = blank_outside(cut_windows([image], plan), plan, level=0)

    assert windows[0, 0].tolist() == [[0, 0, 0], [0, 1, 1], [0, 1, 1]]
    assert len(places) == 1


@pytest.mark.parametrize(
    "block",
    [Block(padding="mean"), Block(padding="reflect"),
     Block(pooling=pooling("average").with_(outside="zero"))],
    ids=["mean", "mirrored", "zeros in averages"],
)  # fmt: skip
def test_the_borders_of_imported_models_are_not_those_of_windows(block):
    module = FlimBlock(1, 1, block.model_dump(mode="json"))
    with pytest.raises(ModelError, match="run it on the whole image"):
        run_block(torch.zeros(1, 1, 9, 9), module, None, 0)
