"""The learned network against loops over its formulas."""

import ast
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.flim import network
from flimbuilder.flim.network import Encoder, FlimBlock, pool, rgb_to_grey, rgb_to_lab
from flimbuilder.project.architecture import Architecture, Block
from tests.flim import reference
from tests.flim.cases import QUICK, architecture, pooling, random_blocks


def tensor(image):
    return torch.from_numpy(np.ascontiguousarray(image, np.float32)).permute(2, 0, 1)[None]


def image(maps):
    return maps[0].permute(1, 2, 0).double().numpy()


def pooled(values, kind, size, stride):
    rows = torch.tensor(values, dtype=torch.float32)
    return pool(rows[None, None], kind, size, stride)[0, 0].tolist()


@pytest.mark.parametrize(("kind", "size", "stride", "expected"), [
    # Size 3 at i covers i - 1 .. i + 1: (3, 1), (3, 1, 4), (1, 4, 1), (4, 1, 5), (1, 5).
    ("max", 3, 1, [3, 4, 4, 5, 5]),
    ("min", 3, 1, [1, 1, 1, 1, 1]),
    ("average", 3, 1, [2, 8 / 3, 2, 10 / 3, 3]),
    # Size 2 at i covers i .. i + 1: (3, 1), (1, 4), (4, 1), (1, 5), (5).
    ("max", 2, 1, [3, 4, 4, 5, 5]),
    ("min", 2, 1, [1, 1, 1, 1, 5]),
    ("average", 2, 1, [2, 2.5, 2.5, 3, 5]),
    # Size 4 at i covers i - 1 .. i + 2; stride 2 keeps i = 0, 2, 4: ceil(5 / 2) = 3 of them.
    ("max", 4, 2, [4, 5, 5]),
    ("average", 4, 2, [8 / 3, 11 / 4, 3]),
    # Size 1, stride 3 keeps the pixels 0 and 3; a stride beyond the map keeps the first.
    ("max", 1, 3, [3, 1]),
    ("average", 3, 7, [2]),
    ("none", 3, 2, [3, 1, 4, 1, 5]),
])  # fmt: skip
def test_pooling_worked_by_hand(kind, size, stride, expected):
    # 3 1 4 1 5 as one row, and as one column.
    assert pooled([[3, 1, 4, 1, 5]], kind, size, stride)[0] == pytest.approx(expected)
    column = [row[0] for row in pooled([[3], [1], [4], [1], [5]], kind, size, stride)]
    assert column == pytest.approx(expected)


def test_what_is_outside_the_map_is_left_out_for_negative_values_too():
    assert pooled([[-3, -1]], "max", 3, 1) == [[-1, -1]]
    assert pooled([[-3, -1]], "max", 2, 1) == [[-1, -1]]
    assert pooled([[-3, -1]], "min", 3, 1) == [[-3, -3]]
    assert pooled([[-3, -1]], "average", 2, 1) == [[-2, -1]]


def test_a_block_worked_by_hand():
    # One row 1 2 0, a kernel that takes its right neighbour twice, bias -1: 3, -1, -1;
    # rectified 3 0 0; average over i .. i + 1: 1.5, 0, 0.
    block = FlimBlock(1, 1, Block(pooling=pooling("average", 2)).model_dump())
    block.conv.weight.data = torch.zeros(1, 1, 3, 3)
    block.conv.weight.data[0, 0, 1, 2] = 2.0
    block.conv.bias.data = torch.tensor([-1.0])

    with torch.inference_mode():
        result = block(torch.tensor([[[[1.0, 2.0, 0.0]]]]))

    assert result.tolist() == [[[[1.5, 0, 0]]]]


def random_flim_block(channels, block, rng):
    """A block with random weights; also its weights and bias as the reference takes them."""
    module = FlimBlock(channels, block.kernels, block.model_dump()).requires_grad_(False)
    features = block.kernel_size**2 * channels
    weights, bias = rng.normal(size=(block.kernels, features)), rng.normal(size=block.kernels)
    side = block.kernel_size
    shaped = torch.tensor(weights.reshape(-1, side, side, channels), dtype=torch.float32)
    module.conv.weight.data = shaped.permute(0, 3, 1, 2)
    module.conv.bias.data = torch.tensor(bias, dtype=torch.float32)
    return module, weights, bias


@QUICK
@given(
    st.tuples(st.integers(1, 12), st.integers(1, 12), st.integers(1, 3)),
    random_blocks,
    st.integers(0, 2**32),
)
def test_a_block_equals_loops_over_the_formula(shape, block, seed):
    rng = np.random.default_rng(seed)
    maps = rng.normal(size=shape)
    module, weights, bias = random_flim_block(shape[2], block, rng)

    result = image(module(tensor(maps)))

    assert result == pytest.approx(reference.run_block(maps, weights, bias, block), abs=1e-4)


def test_kernels_are_not_rotated_or_transposed():
    # A kernel with one tap, down and to the left of the centre, moves the image up and right.
    block = FlimBlock(1, 1, Block(pooling=pooling("none")).model_dump())
    weights = torch.zeros(1, 1, 3, 3)
    weights[0, 0, 2, 0] = 1.0
    block.conv.weight.data, block.conv.bias.data = weights, torch.zeros(1)
    point = torch.zeros(1, 1, 5, 5)
    point[0, 0, 3, 1] = 1.0

    result = block.requires_grad_(False)(point)

    assert torch.nonzero(result).tolist() == [[0, 0, 2, 2]]


COLOURS = np.array(
    [[0, 0, 0], [1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0.02, 0.04, 0.05],
     [0.5, 0.5, 0.5], [0.2, 0.7, 0.1]]
)[None]  # fmt: skip


def test_lab_worked_by_hand():
    # Black: L = a = b = 0, so (0, 86.182236 / 184.440850, 107.867744 / 202.349426).
    # White: L = 100, a = b = 0. Red in the tables: 53.24, 80.09, 67.20.
    result = image(rgb_to_lab(tensor(COLOURS)))[0]

    assert result[0] == pytest.approx([0, 0.467262, 0.533077], abs=1e-6)
    assert result[1] == pytest.approx([100 / 99.998337, 0.467262, 0.533077], abs=1e-4)
    red = [53.24 / 99.998337, (80.09 + 86.182236) / 184.44085, (67.2 + 107.867744) / 202.349426]
    assert result[2] == pytest.approx(red, abs=1e-4)


@pytest.mark.parametrize("rgb", [COLOURS, np.random.default_rng(0).random((40, 40, 3))])
def test_lab_equals_that_of_scikit_image(rgb):
    assert image(rgb_to_lab(tensor(rgb))) == pytest.approx(reference.lab(rgb), abs=1e-5)


def test_lab_fills_the_unit_cube():
    levels = np.linspace(0, 1, 17)
    cube = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(1, -1, 3)

    result = image(rgb_to_lab(tensor(cube)))[0]

    assert result.min(axis=0) == pytest.approx([0, 0, 0], abs=2e-4)
    assert result.max(axis=0) == pytest.approx([1, 1, 1], abs=2e-4)


def test_grey_is_the_luma():
    # .299 * .2 + .587 * .7 + .114 * .1 = .0598 + .4109 + .0114 = .4821
    assert image(rgb_to_grey(tensor(COLOURS)))[0, -1, 0] == pytest.approx(0.4821)


@pytest.mark.parametrize(("colour_space", "channels", "expected"), [
    ("lab", 3, 3), ("rgb", 3, 3), ("grey", 3, 1), ("lab", 1, 1), ("grey", 1, 1), ("lab", 5, 5),
    ("grey", 5, 5), ("rgb", 2, 2),
])  # fmt: skip
def test_only_three_channels_are_colours(colour_space, channels, expected):
    specification = architecture(Block(), colour_space=colour_space)
    encoder = Encoder(channels, [2], specification.model_dump(mode="json"))

    assert encoder.block1.conv.in_channels == expected
    assert encoder.colour(torch.rand(1, channels, 4, 5)).shape == (1, expected, 4, 5)


def test_the_state_dict_has_the_documented_names_only():
    specification = architecture(Block(kernel_size=5), Block()).model_dump(mode="json")

    state = Encoder(3, [4, 6], specification).state_dict()

    assert {name: tuple(tensor.shape) for name, tensor in state.items()} == {
        "block1.conv.weight": (4, 3, 5, 5),
        "block1.conv.bias": (4,),
        "block2.conv.weight": (6, 4, 3, 3),
        "block2.conv.bias": (6,),
    }


def test_encoding_can_stop_early_and_keeps_its_input():
    specification = architecture(*[Block(pooling=pooling(stride=2))] * 3).model_dump(mode="json")
    encoder = Encoder(3, [2, 3, 4], specification).requires_grad_(False)
    images = torch.rand(2, 3, 9, 7)
    before = images.clone()

    every = encoder(images)

    assert [tuple(maps.shape) for maps in every] == [(2, 2, 5, 4), (2, 3, 3, 2), (2, 4, 2, 1)]
    two = encoder.encode(images, 2)
    assert len(two) == 2
    assert all(torch.equal(a, b) for a, b in zip(two, every[:2], strict=True))
    assert torch.equal(images, before)


def test_activations_of_one_block_are_not_changed_by_the_next():
    specification = architecture(*[Block(activation="none", pooling=pooling("none"))] * 2)
    encoder = Encoder(3, [2, 3], specification.model_dump(mode="json")).requires_grad_(False)
    images = torch.rand(1, 3, 9, 7)

    torch.testing.assert_close(encoder(images)[0], encoder.block1(images))  # memory orders differ


ROOM = Path(network.__file__).parent
EXPORTED = [
    ROOM / "network.py",
    ROOM / "libift_colour.py",
    ROOM / "standardise.py",
    *sorted((ROOM / "decoders").glob("[a-z]*.py")),
]


@pytest.mark.parametrize("file", EXPORTED, ids=lambda file: file.stem)
def test_the_exported_sources_need_torch_alone(file):
    # The export consists of these files, so they may import each other.
    imported = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module))

    own = (
        "flimbuilder.flim.decoders.",
        "flimbuilder.flim.libift_colour",
        "flimbuilder.flim.network",
        "flimbuilder.flim.standardise",
    )
    foreign = {name for name in imported if not name.startswith(own)}
    assert {name.split(".")[0] for name in foreign} <= {"collections", "typing", "torch"}


class TestConventionsOfImportedModels:
    """Borders of other programs, which learned blocks do not have."""

    MAPS = torch.tensor([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]])

    def test_averages_that_count_zeros_outside_by_hand(self):
        averages = pool(self.MAPS, "average", 3, 1, "zero")[0, 0]
        assert averages[0, 0] == pytest.approx((1 + 2 + 4 + 5) / 9)
        assert averages[1, 1] == pytest.approx(5)
        averages = pool(self.MAPS, "average", 2, 2, "zero")[0, 0]
        assert averages.flatten().tolist() == pytest.approx([12 / 4, 9 / 4, 15 / 4, 9 / 4])

    def block(self, padding):
        specification = Block(padding=padding, activation="none", pooling=pooling("none"))
        module = FlimBlock(1, 1, specification.model_dump(mode="json"))
        torch.nn.init.ones_(module.conv.weight)
        torch.nn.init.zeros_(module.conv.bias)
        return module.requires_grad_(False)

    def test_padding_by_hand(self):
        assert self.block("zero")(self.MAPS)[0, 0, 0, 0] == 1 + 2 + 4 + 5
        assert self.block("reflect")(self.MAPS)[0, 0, 0, 0] == 4 * 5 + 2 * 4 + 2 * 2 + 1
        module = self.block("mean")
        assert module(self.MAPS)[0, 0, 0, 0] == 1 + 2 + 4 + 5
        module.mean[:] = 2
        assert module(self.MAPS)[0, 0, 0, 0] == 1 + 2 + 4 + 5 - 4 * 2

    def test_the_mean_is_part_of_the_state(self):
        assert list(self.block("mean").state_dict()) == ["mean", "conv.weight", "conv.bias"]
        assert list(self.block("zero").state_dict()) == ["conv.weight", "conv.bias"]

    @pytest.mark.parametrize("space", ["lab-ycbcr", "lab-ycbcr-601", "lab-pyflim", "luma"])
    @pytest.mark.parametrize("channels", [1, 3, 4])
    def test_input_channels(self, space, channels):
        specification = Architecture(blocks=(Block(),), colour_space=space)
        encoder = Encoder(channels, [2], specification.model_dump(mode="json"))
        converted = encoder.colour(torch.rand(1, channels, 5, 6))
        assert converted.shape[1] == specification.input_channels(channels)
        assert encoder.block1.conv.in_channels == converted.shape[1]
