"""Which blocks an edit makes stale."""

import pytest
from hypothesis import given

from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.class_shares import ClassShare
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.markers import Disk, ImageMarkers, Stroke
from flimbuilder.project.project import ClusterIdentity, KernelEdit, Project, default_class
from flimbuilder.project.selection import Selection
from flimbuilder.session.staleness import first_stale_block, gives_same_build
from tests.project.project_examples import disk, drawn, entry, projects

BLOCKS = tuple(Block(kernels=number) for number in (4, 8, 16))


def kernel(block: int, cluster: int = 0, action: str = "delete") -> KernelEdit:
    identity = ClusterIdentity(image="a", marker=1, cluster=cluster)
    return KernelEdit(block=block, action=action, kernel=identity)


PROJECT = Project(
    images=(entry("a"), entry("b"), entry("t", role="test"), entry("c")),
    markers={"a": drawn(1, 2), "b": drawn(1), "t": drawn(1)},
    architecture=Architecture(blocks=BLOCKS),
    kernel_edits=(kernel(2, 0), kernel(2, 1)),
)


def with_blocks(*blocks: Block, **more: object) -> Project:
    return PROJECT.with_(architecture=Architecture(blocks=blocks, **more))


def with_markers(**markers: ImageMarkers) -> Project:
    return PROJECT.with_(markers=PROJECT.markers | markers)


def with_image(number: int, **changes: object) -> Project:
    images = list(PROJECT.images)
    images[number] = images[number].with_(**changes)
    return PROJECT.with_(images=tuple(images))


ERASER = Stroke(id=3, class_id=None, points=((1.0, 1.0),), radius=1)
OTHER = Block(kernels=5)

STALE = {
    "a marker more": (with_markers(a=drawn(1, 2, 3)), 1),
    "a marker less": (with_markers(a=drawn(1)), 1),
    "another radius": (with_markers(a=drawn(1, 2, radius=9)), 1),
    "another class of a marker": (with_markers(b=drawn(1, class_id=0)), 1),
    "another use of a marker": (with_markers(b=drawn(1, use="kernels")), 1),
    "another window": (with_image(0, selection=Selection(window=(0, 9))), 1),
    "something erased": (
        with_markers(b=ImageMarkers(next_id=4, markers=(disk(1), ERASER))), 1
    ),
    "an image marked that was not": (with_markers(c=drawn(1)), 1),
    "a marked image for testing": (with_image(0, role="test"), 1),
    "a marked test image for training": (with_image(2, role="train"), 1),
    "a marked image removed": (
        Project(images=PROJECT.images[1:], markers={"b": drawn(1)},
                architecture=PROJECT.architecture, kernel_edits=PROJECT.kernel_edits), 1
    ),
    "another seed": (PROJECT.with_(seed=1), 1),
    "a class more": (PROJECT.with_(classes=(*PROJECT.classes, default_class(2))), 1),
    "another colour space": (with_blocks(*BLOCKS, colour_space="rgb"), 1),
    "another estimator": (with_blocks(*BLOCKS, estimator="bofp"), 1),
    "another epsilon": (with_blocks(*BLOCKS, stdev_factor=0.1), 1),
    "more restarts": (with_blocks(*BLOCKS, restarts=8), 1),
    "other shares of classes": (
        with_blocks(*BLOCKS, class_shares=(ClassShare(class_id=1, share=2.0),)), 1
    ),
    "another selection": (with_blocks(*BLOCKS, selection="fisher"), 1),
    "another first block": (with_blocks(OTHER, *BLOCKS[1:]), 1),
    "another second block": (with_blocks(BLOCKS[0], OTHER, BLOCKS[2]), 2),
    "another last block": (with_blocks(*BLOCKS[:2], OTHER), 3),
    "another pooling": (
        with_blocks(*BLOCKS[:2], BLOCKS[2].with_(pooling=Pooling(kind="average"))), 3
    ),
    "a block more": (with_blocks(*BLOCKS, OTHER), 4),
    "two blocks more": (with_blocks(*BLOCKS, OTHER, OTHER), 4),
    "a block less": (with_blocks(*BLOCKS[:2]), 2),
    "two blocks less": (with_blocks(BLOCKS[0]), 1),
    "a block less and another first": (with_blocks(OTHER, BLOCKS[1]), 1),
    "a kernel deleted in the last block": (
        PROJECT.with_(kernel_edits=(*PROJECT.kernel_edits, kernel(3))), 3
    ),
    "kernels deleted in two blocks": (
        PROJECT.with_(kernel_edits=(*PROJECT.kernel_edits, kernel(3), kernel(1))), 1
    ),
    "a kernel restored": (PROJECT.with_(kernel_edits=(kernel(2, 0),)), 2),
    "a kernel inverted": (
        PROJECT.with_(kernel_edits=(*PROJECT.kernel_edits, kernel(2, 3, "invert"))), 2
    ),
    "a decoder to train": (PROJECT.with_(decoder=DecoderChoice(id="bp")), 3),
    "a decoder to train on a block": (PROJECT.with_(decoder=DecoderChoice(id="bp", block=2)), 2),
    "another block for the markers": (PROJECT.with_(decoder=DecoderChoice(id="ml", block=2)), 2),
    "some blocks for the markers": (
        PROJECT.with_(decoder=DecoderChoice(id="ml", fused=(1, 3))), 3
    ),
}  # fmt: skip

FRESH = {
    "nothing": PROJECT,
    "a marker on a test image": with_markers(t=drawn(1, 2)),
    "a marker on an unmarked image taken back": with_markers(c=ImageMarkers(next_id=2)),
    "only an eraser on an unmarked image": with_markers(
        c=ImageMarkers(next_id=4, markers=(ERASER,))
    ),
    "an id that is taken": with_markers(b=ImageMarkers(next_id=9, markers=drawn(1).markers)),
    "an unmarked image more": PROJECT.with_(images=(*PROJECT.images, entry("z"))),
    "an unmarked image for testing": with_image(3, role="test"),
    "a mask": with_image(0, mask="../labels/a.png"),
    "another path": with_image(0, path="../elsewhere/a.png"),
    "another order of the images": PROJECT.with_(images=PROJECT.images[::-1]),
    "another name of a class": PROJECT.with_(
        classes=(PROJECT.classes[0], PROJECT.classes[1].with_(name="egg", colour="#000000"))
    ),
    "another order of the classes": PROJECT.with_(classes=PROJECT.classes[::-1]),
    "another decoder": PROJECT.with_(decoder=DecoderChoice(id="mb", block=2)),
    "the decoder that every build learns": PROJECT.with_(decoder=DecoderChoice(id="ml")),
    "the same on all blocks": PROJECT.with_(decoder=DecoderChoice(id="ml", fused=(1, 2, 3))),
    "manual weights": PROJECT.with_(decoder=DecoderChoice(id="manual", weights=((1.0,),))),
    "another delineation": PROJECT.with_(delineation=Delineation(threshold=0.5)),
    "another order of the edits": PROJECT.with_(kernel_edits=PROJECT.kernel_edits[::-1]),
    "an edit of a block that is not there": PROJECT.with_(
        kernel_edits=(*PROJECT.kernel_edits, kernel(7))
    ),
}


@pytest.mark.parametrize("what", STALE)
def test_stale(what: str) -> None:
    now, block = STALE[what]
    assert first_stale_block(PROJECT, now) == block


@pytest.mark.parametrize("what", FRESH)
def test_fresh(what: str) -> None:
    assert first_stale_block(PROJECT, FRESH[what]) is None
    assert first_stale_block(FRESH[what], PROJECT) is None


TRAINED = with_image(0, mask="../labels/a.png").with_(decoder=DecoderChoice(id="bp"))


@pytest.mark.parametrize(
    ("now", "block"),
    [
        (TRAINED, None),
        (TRAINED.with_(decoder=DecoderChoice(id="bp", block=3)), None),  # the last, by its name
        (TRAINED.with_(decoder=DecoderChoice(id="bp", block=1)), 1),
        (TRAINED.with_(images=PROJECT.images), 3),  # the mask is gone
        (TRAINED.with_(decoder=DecoderChoice(id="lm")), None),
    ],
)
def test_a_decoder_is_retrained_if_its_block_or_masks_change(
    now: Project, block: int | None
) -> None:
    assert first_stale_block(TRAINED, now) == block


@pytest.mark.parametrize(
    ("decoder", "block"),
    [
        (DecoderChoice(id="ml", block=2), None),
        (DecoderChoice(id="ml"), 3),
        (DecoderChoice(id="mb"), 3),  # the model has the decoder on all blocks again
    ],
)
def test_a_decoder_is_learned_again_if_its_blocks_change(
    decoder: DecoderChoice, block: int | None
) -> None:
    built = PROJECT.with_(decoder=DecoderChoice(id="ml", block=2))
    assert first_stale_block(built, PROJECT.with_(decoder=decoder)) == block


def test_drawing_and_undoing_a_disk_leaves_the_build_fresh() -> None:
    there = PROJECT.markers["a"]
    added = ImageMarkers(next_id=5, markers=(*there.markers, Disk.model_validate(disk(4))))
    assert first_stale_block(PROJECT, with_markers(a=added)) == 1
    undone = ImageMarkers(next_id=5, markers=there.markers)
    assert first_stale_block(PROJECT, with_markers(a=undone)) is None


# The same build


@pytest.mark.parametrize("edited", STALE.values(), ids=STALE.keys())
def test_whatever_makes_a_block_stale_gives_another_build(
    edited: tuple[Project, int | None],
) -> None:
    assert not gives_same_build(PROJECT, edited[0])


@pytest.mark.parametrize(
    ("now", "same"),
    [
        (PROJECT, True),
        (PROJECT.with_(decoder=DecoderChoice(id="ml", block=3, fused=(1, 2, 3))), True),
        (PROJECT.with_(decoder=DecoderChoice(id="ml", block=3)), False),
        (PROJECT.with_(decoder=DecoderChoice(id="lm")), False),
        (PROJECT.with_(delineation=Delineation(threshold=0.6)), False),
        (PROJECT.with_(images=PROJECT.images[:3]), True),  # without an image that has no markers
        (with_image(0, mask="m.png"), True),
        (TRAINED.with_(decoder=PROJECT.decoder), True),
    ],
)
def test_decoder_and_delineation_give_another_build(now: Project, same: bool) -> None:
    assert gives_same_build(PROJECT, now) == same == gives_same_build(now, PROJECT)


def test_masks_belong_to_the_build_of_a_trained_decoder() -> None:
    masked = TRAINED.images[0].with_(mask="other.png")
    assert not gives_same_build(TRAINED, TRAINED.with_(images=(masked, *TRAINED.images[1:])))


@given(projects(), projects())
def test_equal_inputs_leave_nothing_stale(built: Project, now: Project) -> None:
    assert gives_same_build(built, built)
    if gives_same_build(built, now):
        assert first_stale_block(built, now) is None
