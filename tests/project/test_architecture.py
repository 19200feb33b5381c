"""Shapes against the tables of two courses, refusals of the parser, and presets."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from flimbuilder.errors import ArchitectureError
from flimbuilder.exchange.arch_json import load_architecture
from flimbuilder.project.architecture import (
    DEFAULT_ARCHITECTURE,
    PRESETS,
    Architecture,
    Block,
    Pooling,
    Preset,
    border_note,
    check_map_sizes,
    convolution_parameters,
    foreign_parts,
    output_side,
    parse_architecture,
    trace_shapes,
)
from flimbuilder.project.project import Project

QUICK = settings(max_examples=60, deadline=None)


def conv(size: int = 3, **more: Any) -> Block:
    return Block(kernel_size=size, pooling=Pooling(kind="none"), **more)


def conv_and_pool(size: int, stride: int, kernel_size: int = 3) -> Block:
    return Block(kernel_size=kernel_size, pooling=Pooling(size=size, stride=stride))


class TestCourseTables:
    """Giacomo Boracchi's slides (seed 002): no padding, pooling 2 x 2 with stride 2."""

    def test_lenet5(self) -> None:
        # conv2d_1 (28, 28, 6), average pooling (14, 14, 6), conv2d_2 (10, 10, 16), (5, 5, 16)
        sides = [32]
        for size, stride in [(5, 1), (2, 2), (5, 1), (2, 2)]:
            sides.append(output_side(sides[-1], size, stride, padded=False))
        assert sides == [32, 28, 14, 10, 5]
        assert convolution_parameters(5, 1, 6) == 156  # 6 x 5 x 5 + 6
        assert convolution_parameters(5, 6, 16) == 2416  # 16 x 5 x 5 x 6 + 16

    def test_quiz_of_three_maps_and_two_filters(self) -> None:
        assert convolution_parameters(3, 3, 2) == 54 + 2

    def test_a_very_simple_cnn(self) -> None:
        # Conv2D(64, 3) on (28, 28, 1): (26, 26, 64), 640 parameters; then pooling 2 x 2: 13
        assert output_side(28, 3, padded=False) == 26
        assert convolution_parameters(3, 1, 64) == 640
        assert output_side(26, 2, 2, padded=False) == 13

    @pytest.mark.parametrize(("n_convolutions", "side"), [(1, 3), (2, 5), (3, 7), (6, 13)])
    def test_stacked_3x3_convolutions(self, n_convolutions: int, side: int) -> None:
        stack = Architecture(blocks=(conv(),) * n_convolutions)
        assert trace_shapes(stack, 64, 64)[-1].receptive_field == side

    def test_convolutions_and_2x2_max_pooling(self) -> None:
        # Backwards from one neuron: MP 2, conv 4, MP 8, conv 10, MP 20, conv 22.
        stack = Architecture(blocks=(conv_and_pool(2, 2),) * 3)
        fields = [shape.receptive_field for shape in trace_shapes(stack, 64, 64)]
        assert fields == [4, 10, 22]
        assert [shape.jump for shape in trace_shapes(stack, 64, 64)] == [2, 4, 8]


class TestOutputSide:
    @pytest.mark.parametrize(
        ("side", "stride", "expected"),
        [(400, 1, 400), (400, 2, 200), (5, 2, 3), (7, 3, 3), (1, 4, 1), (9, 3, 3)],
    )
    def test_with_padding_it_is_the_ceiling(self, side: int, stride: int, expected: int) -> None:
        # Seed 000: ceil(n / s) pixels with padding, whatever the size of the window.
        assert output_side(side, 3, stride) == expected
        assert output_side(side, 11, stride) == expected

    @QUICK
    @given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 5), st.integers(1, 4))
    def test_against_counting(self, side: int, size: int, stride: int, dilation: int) -> None:
        span = (size - 1) * dilation + 1
        fitting = [first for first in range(0, side, stride) if first + span <= side]
        assert output_side(side, size, stride, dilation, padded=False) == len(fitting)
        assert output_side(side, size, stride, dilation) == len(range(0, side, stride))


class TestTrace:
    def test_shapes_and_parameters(self) -> None:
        first = Block(kernels=6, pooling=Pooling(kind="average", size=3, stride=2))
        second = Block(kernel_size=5, dilation=2, kernels=10, pooling=Pooling(kind="none"))
        first_shape, second_shape = trace_shapes(Architecture(blocks=(first, second)), 401, 300, 3)
        assert (first_shape.height, first_shape.width, first_shape.jump) == (201, 150, 2)
        assert (first_shape.receptive_field, first_shape.kernels, first_shape.parameters) == (
            5,
            6,
            6 * (27 + 1),
        )
        assert (second_shape.height, second_shape.width, second_shape.jump) == (201, 150, 2)
        assert (second_shape.receptive_field, second_shape.parameters) == (
            5 + 4 * 2 * 2,
            10 * (25 * 6 + 1),
        )

    def test_size_and_stride_have_no_effect_without_pooling(self) -> None:
        block = Block(kernels=4, pooling=Pooling(kind="none", size=9, stride=5))
        (shape,) = trace_shapes(Architecture(blocks=(block,)), 50, 40)
        assert (shape.height, shape.width, shape.receptive_field, shape.jump) == (50, 40, 3, 1)

    def test_counts_are_none_if_known_only_after_learning(self) -> None:
        blocks = (Block(kernels=8, reduction="none"), Block(kernels=4), Block(), Block(kernels=2))
        shapes = trace_shapes(Architecture(blocks=blocks), 32, 32)
        assert [shape.kernels for shape in shapes] == [None, 4, None, 2]
        assert [shape.parameters for shape in shapes] == [None] * 4

    @pytest.mark.parametrize(
        ("colour_space", "channels", "seen"),
        [
            ("lab", 3, 3),
            ("rgb", 3, 3),
            ("grey", 3, 1),
            ("grey", 1, 1),
            ("lab", 1, 1),
            ("grey", 7, 7),
        ],
    )
    def test_input_channels(self, colour_space: Any, channels: int, seen: int) -> None:
        architecture = Architecture(blocks=(Block(kernels=2),), colour_space=colour_space)
        assert architecture.input_channels(channels) == seen
        (shape,) = trace_shapes(architecture, 8, 8, channels)
        assert shape.parameters == 2 * (9 * seen + 1)


def seen_from(blocks: tuple[Block, ...], place: int) -> set[int]:
    """The inputs of one output, found by stepping back tap by tap in one dimension."""
    places = {place}
    for block in reversed(blocks):
        if block.pooling.kind != "none":
            size, stride = block.pooling.size, block.pooling.stride
            window = range(-((size - 1) // 2), size // 2 + 1)
            places = {p * stride + offset for p in places for offset in window}
        half = block.kernel_size // 2
        taps = [tap * block.dilation for tap in range(-half, half + 1)]
        places = {p + tap for p in places for tap in taps}
    return places


blocks = st.builds(
    Block,
    kernel_size=st.sampled_from([1, 3, 5, 7]),
    dilation=st.integers(1, 4),
    pooling=st.builds(
        Pooling,
        kind=st.sampled_from(["max", "average", "min", "none"]),
        size=st.integers(1, 5),
        stride=st.integers(1, 3),
    ),
)


class TestReceptiveField:
    @QUICK
    @given(st.lists(blocks, min_size=1, max_size=4).map(tuple))
    def test_against_stepping_back_tap_by_tap(self, stack: tuple[Block, ...]) -> None:
        shapes = trace_shapes(Architecture(blocks=stack), 10_000, 10_000)
        for depth, shape in enumerate(shapes, start=1):
            seen, after = seen_from(stack[:depth], 0), seen_from(stack[:depth], 1)
            assert max(seen) - min(seen) + 1 == shape.receptive_field
            assert min(after) - min(seen) == shape.jump


class TestMapSizes:
    def test_a_stride_may_be_as_large_as_the_map(self) -> None:
        check_map_sizes(Architecture(blocks=(conv_and_pool(3, 8),)), 8, 20)

    def test_a_larger_stride_is_refused_with_the_block_and_the_sizes(self) -> None:
        stack = Architecture(blocks=(conv_and_pool(3, 4), conv_and_pool(3, 4)))
        check_map_sizes(stack, 13, 13)
        with pytest.raises(
            ArchitectureError, match=r"block 2: a stride of 4 .* map of 3 x 25 pixels; use"
        ):
            check_map_sizes(stack, 12, 100)

    def test_a_stride_that_is_not_used_is_not_checked(self) -> None:
        block = Block(pooling=Pooling(kind="none", stride=900))
        check_map_sizes(Architecture(blocks=(block,)), 4, 4)


GOOD: dict[str, Any] = {"blocks": [{"kernel_size": 5, "pooling": {"kind": "min"}}, {"kernels": 8}]}
FIRST = ("blocks", 0)


def changed(document: dict[str, Any], *path: str | int, value: Any) -> dict[str, Any]:
    copy = json.loads(json.dumps(document))
    place = copy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return dict(copy)


class TestParse:
    def test_defaults(self) -> None:
        architecture = parse_architecture({"blocks": [{}]})
        assert architecture == Architecture(blocks=(Block(),))
        assert (architecture.colour_space, architecture.stdev_factor) == ("lab", 0.01)

    def test_one_restart_is_not_written(self) -> None:
        architecture = parse_architecture({"blocks": [{}]})
        assert architecture.restarts == 1
        assert "restarts" not in architecture.model_dump(mode="json")
        assert architecture.with_(restarts=8).model_dump(mode="json")["restarts"] == 8

    def test_no_selection_is_not_written(self) -> None:
        architecture = parse_architecture({"blocks": [{}]})
        assert architecture.selection == "none"
        assert "selection" not in architecture.model_dump(mode="json")
        chosen = architecture.with_(selection="fisher")
        assert parse_architecture(chosen.model_dump(mode="json")) == chosen

    def test_no_shares_of_classes_are_not_written(self) -> None:
        architecture = parse_architecture({"blocks": [{}]})
        assert "class_shares" not in architecture.model_dump(mode="json")
        shares = [{"class": 1, "share": 0.25}, {"class": 2, "share": 1.0}]
        chosen = parse_architecture({"blocks": [{}], "class_shares": shares})
        assert chosen.class_shares[0].class_id == 1
        assert chosen.model_dump(mode="json")["class_shares"] == shares
        assert hash(chosen) != hash(architecture)

    def test_a_document_survives_a_round_trip(self) -> None:
        architecture = parse_architecture(GOOD)
        assert architecture.blocks[0].pooling == Pooling(kind="min")
        assert parse_architecture(json.loads(architecture.model_dump_json())) == architecture

    @pytest.mark.parametrize(
        ("document", "words"),
        [
            (
                changed(GOOD, *FIRST, "kernel_size", value=4),
                ["blocks.0.kernel_size", "4 is even", "3 or 5"],
            ),
            (changed(GOOD, "blocks", 1, "kernels", value=-3), ["blocks.1.kernels", "given: -3"]),
            (changed(GOOD, *FIRST, "kernel_size", value=-1), ["kernel_size", "given: -1"]),
            (changed(GOOD, *FIRST, "kernel_size", value="3"), ["kernel_size", "integer"]),
            (changed(GOOD, *FIRST, "kernel_size", value=True), ["kernel_size", "integer"]),
            (changed(GOOD, *FIRST, "dilation", value=1.5), ["dilation", "integer", "1.5"]),
            (changed(GOOD, *FIRST, "pooling", value=3), ["blocks.0.pooling"]),
            (
                changed(GOOD, *FIRST, "pooling", value={"kind": "sum"}),
                ["pooling.kind", "'sum'"],
            ),
            (changed(GOOD, *FIRST, "kernal_size", value=3), ["kernal_size"]),
            (changed(GOOD, "stdev_factor", value=0), ["stdev_factor", "given: 0"]),
            (changed(GOOD, "selection", value="lda"), ["selection", "'lda'"]),
            (changed(GOOD, "restarts", value=0), ["restarts", "given: 0"]),
            (changed(GOOD, "restarts", value=101), ["restarts", "given: 101"]),
            (changed(GOOD, "restarts", value=2.0), ["restarts", "integer"]),
            (
                changed(GOOD, "class_shares", value=[{"class": 1, "share": 0}]),
                ["class_shares.0.share", "given: 0"],
            ),
            (
                changed(GOOD, "class_shares", value=[{"class": 3, "share": 1}] * 2),
                ["class_shares", "class 3 is given twice"],
            ),
            (changed(GOOD, "stdev_factor", value=float("nan")), ["stdev_factor"]),
            (changed(GOOD, "blocks", value=[]), ["blocks", "at least 1"]),
            (changed(GOOD, "blocks", value={}), ["blocks"]),
            ({"colour_space": "lab"}, ["blocks", "required"]),
            ([1, 2], ["given: [1, 2]"]),
            (None, ["given: None"]),
        ],
    )
    def test_the_error_has_field_and_value_on_one_line(
        self, document: object, words: list[str]
    ) -> None:
        with pytest.raises(ArchitectureError) as caught:
            parse_architecture(document)
        text = str(caught.value)
        assert "\n" not in text
        for word in words:
            assert word in text

    def test_further_errors_are_counted(self) -> None:
        twice = changed(changed(GOOD, "stdev_factor", value=-1), "estimator", value="guess")
        with pytest.raises(ArchitectureError, match="and 1 more"):
            parse_architecture(twice)

    @QUICK
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        ["blocks", "kernel_size", "pooling", "kind", "size", "stride"]
                    ),
                    inner,
                    max_size=4,
                )
            ),
        )
    )
    def test_any_document_gives_a_value_or_our_error(self, document: object) -> None:
        try:
            found = parse_architecture(document)
        except ArchitectureError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either outcome is right
        else:
            assert isinstance(found, Architecture)


FOREIGN = {
    "colour_space 'luma'": Architecture(blocks=(Block(),), colour_space="luma"),
    "padding 'mean' of block 2": Architecture(blocks=(Block(), Block(padding="mean"))),
    "pooling.outside 'zero' of block 1": Architecture(
        blocks=(Block(pooling=Pooling(kind="average", outside="zero")),)
    ),
}


class TestForeignParts:
    """Settings that only imported models have."""

    @pytest.mark.parametrize("part", FOREIGN)
    def test_they_are_named_and_kept_from_projects(self, part: str) -> None:
        architecture = FOREIGN[part]
        assert foreign_parts(architecture) == (part,)
        assert parse_architecture(architecture.model_dump(mode="json")) == architecture
        with pytest.raises(ValidationError, match=f"{part} is for imported models only"):
            Project(architecture=architecture)

    def test_learnable_architectures_do_not_write_them(self) -> None:
        architecture = Architecture(blocks=(Block(), Block(pooling=Pooling(kind="average"))))
        assert foreign_parts(architecture) == ()
        text = architecture.model_dump_json()
        assert "padding" not in text
        assert "outside" not in text

    def test_luma_reads_images_of_one_channel_and_of_three(self) -> None:
        luma = FOREIGN["colour_space 'luma'"]
        assert luma.reads(1, 3)
        assert luma.reads(3, 1)
        assert not luma.reads(4, 3)
        assert not Architecture(blocks=(Block(),), colour_space="grey").reads(1, 3)

    def test_mirrored_maps_must_be_larger_than_the_kernels_reach(self) -> None:
        architecture = Architecture(blocks=(Block(padding="reflect", dilation=3),))
        check_map_sizes(architecture, 4, 9)
        with pytest.raises(ArchitectureError, match="block 1: its kernels reach 3 pixels"):
            check_map_sizes(architecture, 9, 3)


def test_the_first_preset_is_the_default() -> None:
    assert PRESETS[0].architecture == DEFAULT_ARCHITECTURE


def test_names_and_architectures_differ() -> None:
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)
    assert len({preset.architecture for preset in PRESETS}) == len(PRESETS)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_each_preset_is_valid_and_fits_small_images(preset: Preset) -> None:
    assert Architecture.model_validate(preset.architecture.model_dump()) == preset.architecture
    check_map_sizes(preset.architecture, 32, 32)
    assert preset.description


def test_the_deep_preset_is_the_architecture_of_the_course(shared_data: Path) -> None:
    published = load_architecture(shared_data / "parasites" / "arch.json").architecture
    unlimited = tuple(block.with_(max_kernels_per_image=None) for block in published.blocks)
    assert all(block.max_kernels_per_image == 100_000 for block in published.blocks)
    deep = next(preset for preset in PRESETS if preset.name == "Deep, four blocks")
    assert published.with_(blocks=unlimited, standardise="none") == deep.architecture


@pytest.mark.parametrize(
    ("blocks", "side", "named"),
    [
        ((Block(kernel_size=99),), 120, "block 1: its kernels span 99 of the 120 pixels"),
        ((Block(kernel_size=59),), 120, ""),
        ((Block(kernel_size=61),), 120, "block 1"),
        ((Block(kernel_size=1),), 1, ""),
        ((Block(), Block(dilation=7)), 20, "block 2: its kernels span 15 of the 20"),
        (
            (Block(pooling=Pooling(kind="max", size=3, stride=4)), Block(kernel_size=7)),
            48,
            "block 2: its kernels span 7 of the 12",
        ),
    ],
)
def test_kernels_that_see_mostly_beyond_the_border_are_named(
    blocks: tuple[Block, ...], side: int, named: str
) -> None:
    note = border_note(Architecture(blocks=blocks), side, 2 * side)
    assert note == border_note(Architecture(blocks=blocks), 2 * side, side)
    assert note.startswith(named)
    assert bool(note) == bool(named)
