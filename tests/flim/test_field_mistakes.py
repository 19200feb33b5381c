"""Mistakes of the field's tools (METHOD, section 8): a test for each that could happen here."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from flimbuilder.errors import Cancelled, FlimError
from flimbuilder.flim.decoders import make_decoder
from flimbuilder.flim.learner import learn
from flimbuilder.flim.marker_projection import project_markers
from flimbuilder.flim.training import TrainingImage, collect_marked_pixels
from flimbuilder.project.architecture import Block
from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.project import KernelEdit
from tests.flim.cases import architecture, disk, dots, noise, pooling, two_images
from tests.flim.decoders.shared_behaviour import random_maps

BLOCKS = (Block(kernels=8, pooling=pooling(stride=2)), Block(kernels=8), Block())


def test_a_long_clustering_can_be_stopped_so_that_no_window_freezes():
    # The learner asks in each round of k-means, not only between blocks.
    asked = []

    def stop_inside(stage, done, total):
        asked.append(stage)
        if asked.count("estimating kernels") == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        learn(two_images(), architecture(Block()), on_progress=stop_inside)


@pytest.mark.parametrize("images", [
    [],
    [TrainingImage("a", noise(9, 9), [])],
    [TrainingImage("a", np.full((9, 9, 3), np.nan, np.float32), [disk(1, 0, 4, 4)])],
    [TrainingImage("a", np.ones((9, 9, 3), np.float32), [disk(1, 0, 4, 4, 1.0)])],
    [TrainingImage("a", noise(1, 1), [disk(1, 0, 0, 0)])],
])  # fmt: skip
def test_bad_input_is_an_error_of_one_line_and_never_an_exit(images):
    with pytest.raises(FlimError) as raised:
        learn(images, architecture(*BLOCKS))

    assert len(str(raised.value).splitlines()) == 1


def test_coordinates_over_255_do_not_overflow_when_markers_are_projected():
    # Eight bits would make 600 * 2 of 176 and 3000 of 184.
    image = TrainingImage("a", np.zeros((3001, 700, 1), np.float32), [dots(1, 0, (3000, 600))])
    marked = collect_marked_pixels([image], seed=0)
    blocks = [Block(pooling=pooling(stride=2))] * 3

    places = project_markers(marked, np.array([3001]), np.array([700]), blocks)

    # 3000 * 1501/3001 = 1500.5 - .., * 751/1501: 750; 600 / 2 = 300, / 2 = 150.
    assert [int(level.row[0]) for level in places] == [3000, 1500, 750]
    assert [int(level.col[0]) for level in places] == [600, 300, 150]


def test_xy_not_swapped_in_kernels():
    # Horizontal stripes under the markers: the kernels vary from row to row and along no row.
    stripes = np.tile(np.arange(30)[:, None, None] % 3 == 0, (1, 40, 1)).astype(np.float32)
    image = TrainingImage("a", stripes, [disk(1, 0, 14, 19, 6)])

    kernels = learn([image], architecture(Block(reduction="none"))).encoder.block1.conv.weight

    assert float(kernels.var(dim=3).max()) < 1e-6 < float(kernels.var(dim=2).max())


def test_xy_not_swapped_in_markers():
    # The marker lies at row 5, column 30, where the image is bright; at row 30 it is dark.
    pixels = np.zeros((40, 40, 1), np.float32)
    pixels[3:8, 28:33] = noise(5, 5, 1) + 1.0
    image = TrainingImage("a", pixels, [disk(1, 1, 5, 30)])

    learned_block = learn([image], architecture(Block())).blocks[0]

    assert float(learned_block.normalisation.mean.min()) > 0.5
    assert all(
        (abs(kernel.row - 5) <= 2) and (abs(kernel.col - 30) <= 2)
        for kernel in learned_block.kernels
    )


def test_deleting_a_kernel_leaves_no_stale_block():
    # Deleting a kernel of block 1 is the same as learning blocks 2 and 3 from an encoder that
    # never had it: here from a block 1 of the remaining kernels alone.
    images = two_images()
    whole = learn(images, architecture(*BLOCKS))
    edit = KernelEdit(block=1, action="delete", kernel=whole.blocks[0].kernels[3].identity)

    edited = learn(images, architecture(*BLOCKS), edits=[edit])

    assert edited.fingerprint != whole.fingerprint
    for number in (2, 3):
        old, new = whole.blocks[number - 1], edited.blocks[number - 1]
        columns = 9 * (7 if number == 2 else 8)
        assert new.weights.shape[1] == new.normalisation.mean.shape[0] == columns
        assert not torch.equal(
            old.weights[: len(new.weights), :columns], new.weights[: len(old.weights)]
        )
    # The statistics of block 2's input are those of the kept channels, in their order.
    kept = [0, 1, 2, 4, 5, 6, 7]
    of_kept = whole.blocks[1].normalisation.mean.reshape(9, 8)[:, kept].flatten()
    assert torch.allclose(edited.blocks[1].normalisation.mean, of_kept, atol=1e-6)


def weights_for(decoder, n_kernels):
    row = [(-1) ** kernel * 0.5 for kernel in range(n_kernels)]
    return {"weights": [row]} if DECODERS[decoder].needs_weights else {}


@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize("kernel_classes", [[0, 0, 0], [1, 1, 1], [2, 2, 0]])
def test_class_without_kernels_does_not_crash_the_decoder(decoder, kernel_classes):
    module = make_decoder(decoder, kernel_classes, [1, 2, 3], **weights_for(decoder, 3))

    saliency = module(torch.rand(1, 3, 6, 5), (12, 10))

    assert saliency.shape == (1, 3, 12, 10)
    assert torch.isfinite(saliency).all()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device to compare with")
@pytest.mark.parametrize("decoder", DECODERS)
def test_decoders_do_not_differ_between_cpu_and_gpu(decoder):
    maps = random_maps(7, 40, 50, seed=0).float()
    module = make_decoder(decoder, [0, 1, 2, 1, 0, 0, 2], [1, 2], **weights_for(decoder, 7))

    on_cpu, on_gpu = module(maps, (80, 100)), module.cuda()(maps.cuda(), (80, 100)).cpu()

    assert torch.allclose(on_cpu, on_gpu, atol=1e-5)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device to compare with")
def test_encoders_do_not_differ_between_cpu_and_gpu():
    specification = architecture(*BLOCKS, colour_space="lab")

    on_cpu, on_gpu = (
        learn(two_images(), specification, device=device) for device in ("cpu", "cuda")
    )

    for cpu_block, gpu_block in zip(on_cpu.blocks, on_gpu.blocks, strict=True):
        assert cpu_block.kernels == gpu_block.kernels
        assert torch.allclose(cpu_block.weights, gpu_block.weights, atol=1e-3)


LARGE = """
import numpy as np
from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.model.memory import peak_rss_mb
from tests.flim.cases import disk, noise, two_images
from tests.flim.test_field_mistakes import BLOCKS, architecture

learn(two_images(), architecture(*BLOCKS))  # what torch itself needs
before = peak_rss_mb()  # unlike ru_maxrss without the peak of the parent
pixels = np.zeros((4000, 4000, 3), np.float32)  # its pages are there once they are touched
for row, col in ((100, 100), (3900, 3800)):
    pixels[row - 40 : row + 40, col - 40 : col + 40] = noise(80, 80, 3, row)
markers = [disk(1, 0, 100, 100, 3), disk(2, 1, 3900, 3800, 3)]
learn([TrainingImage("a", pixels, markers)], architecture(*BLOCKS))
print(round(peak_rss_mb() - before))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="peak_rss_mb counts the parent elsewhere")
def test_no_whole_image_im2col():
    # The patches of all pixels of block 1 would take 4000 * 4000 * 27 * 4 bytes, 1.7 GB, and its
    # eight activation maps 0.5 GB. Two markers of 29 pixels need a few megabytes.
    checkout = Path(__file__).parents[2]

    printed = subprocess.check_output([sys.executable, "-c", LARGE], cwd=checkout, text=True)

    assert int(printed) < 32
