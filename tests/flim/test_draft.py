"""Drafts of maps: exact at block 1, close to the exact maps of later blocks."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from flimbuilder.flim import draft, encode
from flimbuilder.flim.decoders import make_decoder
from flimbuilder.flim.draft import _half_step, can_draft, draft_maps, spread_taps
from flimbuilder.flim.encode import run_encoder
from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.markers import Disk

NO_POOLING = Pooling(kind="none")
PRECISIONS = torch.float32, torch.bfloat16


def learned(*blocks, side=64):
    """Learn from an image with a soft bright spot."""
    rows, cols = np.mgrid[:side, :side] / side
    spots = np.exp(-(((rows - 0.3) ** 2 + (cols - 0.4) ** 2) / 0.01))
    noise = np.random.default_rng(0).random((side, side, 3)) * 0.05
    pixels = (0.4 * spots[..., None] + 0.3 * rows[..., None] + noise).clip(0, 1)
    markers = [
        Disk(id=1, class_id=1, center=(19, 26), radius=4),
        Disk(id=2, class_id=0, center=(48, 12), radius=4),
        Disk(id=3, class_id=0, center=(40, 50), radius=4),
    ]
    image = TrainingImage("a", pixels.astype(np.float32), markers)
    return learn([image], Architecture(blocks=blocks)), torch.from_numpy(
        image.pixels.copy()
    ).permute(2, 0, 1)[None]


def test_taps_by_hand():
    row = torch.tensor([1.0, 2.0, 4.0])  # at -1, 0, 1: halves of 1 and 4 go to the centre
    kernel = row[:, None] * torch.tensor([0.0, 1.0, 0.0])
    expected = torch.tensor([0.5, 4.5, 2.0])

    assert torch.equal(spread_taps(kernel[None, None], 1)[0, 0, :, 1], expected)
    assert torch.equal(spread_taps(kernel[None, None], 2)[0, 0, :, 1], row)
    assert spread_taps(torch.ones(2, 3, 5, 5), 1).shape == (2, 3, 3, 3)
    assert spread_taps(torch.ones(2, 3, 5, 5), 3).shape == (2, 3, 7, 7)


def test_taps_are_exact_on_linear_maps():
    rows, cols = torch.meshgrid(torch.arange(21.0), torch.arange(23.0), indexing="ij")
    maps = (3 * rows - 2 * cols + 1)[None, None]
    weight = torch.rand(2, 1, 3, 3, generator=torch.Generator().manual_seed(0))

    expected = F.conv2d(maps, weight, padding=1)[:, :, ::2, ::2]
    result = F.conv2d(maps[:, :, ::2, ::2], spread_taps(weight, 1), padding=1)

    assert torch.allclose(result[..., 1:-1, 1:-1], expected[..., 1:-1, 1:-1], atol=1e-4)


def test_half_steps_by_hand():
    outside = -torch.inf
    values = torch.tensor([outside, 1.0, 5.0, 2.0, 2.0, 4.0, outside])
    expected = torch.tensor([3.0, 5.0, 3.5, 3.0, 4.0])

    assert torch.equal(_half_step(values[None, None, None], 3)[0, 0, 0], expected)
    assert torch.equal(_half_step(values[None, None, :, None], 2)[0, 0, :, 0], expected)
    assert _half_step(torch.tensor([outside, 2.0, outside])[None, None, None], 3).item() == 2


def test_block_1_without_pooling_is_exact():
    made, images = learned(Block(kernels_per_marker=3, pooling=NO_POOLING))

    result = draft_maps(made.encoder, images)[0]

    expected = run_encoder(made.encoder, images)[0][:, :, ::2, ::2]
    assert torch.allclose(result, expected, atol=1e-5)


def test_half_precision_is_much_closer_than_a_draft_is(monkeypatch):
    block = Block(kernels_per_marker=3, pooling=Pooling(kind="max", size=3))
    made, images = learned(block, block, block)

    single, half = (drafted_in(dtype, made, images, monkeypatch) for dtype in PRECISIONS)

    assert torch.equal(single[0], half[0])
    for full, short in zip(single[1:], half[1:], strict=True):
        assert 0 < (full - short).abs().mean() < 0.005 * full.abs().mean()


def test_older_versions_of_torch_draft_in_single_precision(monkeypatch):
    monkeypatch.delattr(torch.cpu, "get_capabilities", raising=False)

    assert draft._precision_for(torch.device("cpu")) is torch.float32


def drafted_in(dtype, made, images, monkeypatch):
    monkeypatch.setattr(draft, "_precision_for", lambda device: dtype)
    return draft_maps(made.encoder, images)


@pytest.mark.parametrize("activation", ["relu", "leaky", "none"])
@pytest.mark.parametrize("size", [3, 5, 7])
def test_pooling_in_strips_is_that_of_the_whole(size, activation, monkeypatch):
    pooling = Pooling(kind="max", size=size)
    block = Block(kernels_per_marker=3, pooling=pooling, activation=activation)
    made, images = learned(block, block)

    whole = draft_maps(made.encoder, images)
    monkeypatch.setattr(encode, "STRIP", 1)
    by_rows = draft_maps(made.encoder, images)

    assert all(torch.equal(*pair) for pair in zip(whole, by_rows, strict=True))
    assert all(maps.isfinite().all() for maps in whole)


@pytest.mark.parametrize("size", [1, 3, 5, 7])
@pytest.mark.parametrize("dilation", [1, 2])
def test_saliency_of_the_draft_is_like_that_of_the_maps(size, dilation):
    pooling = Pooling(kind="max", size=size)
    block = Block(kernels_per_marker=3, pooling=pooling, dilation=dilation)
    made, images = learned(block, block, block)
    decoder = make_decoder("mb", made.blocks[-1].classes, [1])

    drafted = decoder(draft_maps(made.encoder, images)[-1], (64, 64))
    exact = decoder(run_encoder(made.encoder, images)[-1], (64, 64))

    both = np.corrcoef(drafted.numpy().ravel(), exact.numpy().ravel())
    assert both[0, 1] > 0.9


def test_only_blocks_that_keep_their_size_are_drafted():
    def of(**pooling):
        return can_draft(Architecture(blocks=(Block(), Block(pooling=Pooling(**pooling)))))

    assert of(kind="max", size=3)
    assert of(kind="none", size=2, stride=2)
    assert of(kind="average", size=1)
    assert not of(kind="max", size=2)
    assert not of(kind="max", size=3, stride=2)
    assert not of(kind="average", size=3)
