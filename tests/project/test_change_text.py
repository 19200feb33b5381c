"""The words for what changed between two projects, by hand, and their properties."""

import pytest
from hypothesis import HealthCheck, given, settings

from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.augmentation import PatchAugmentation
from flimbuilder.project.change_text import describe_changes
from flimbuilder.project.class_shares import ClassShare
from flimbuilder.project.decoding import DecoderChoice, Delineation, Splitting
from flimbuilder.project.encoder_start import EncoderStart
from flimbuilder.project.markers import Disk, ImageMarkers, Stroke
from flimbuilder.project.project import ClusterIdentity, KernelEdit, Project, default_class
from tests.project.project_examples import example, projects

BLOCKS = Architecture(blocks=(Block(kernels=4), Block(kernels=6)))
START = example().with_(architecture=BLOCKS, markers={}, kernel_edits=(), seed=0)
IMAGES = [entry.id for entry in START.images]
NAMES = [entry.name.rpartition(".")[0] or entry.name for entry in START.images]


def markers(*drawn: Disk | Stroke) -> ImageMarkers:
    return ImageMarkers(next_id=10, markers=drawn)


def stroke(marker_id: int, class_id: int = 1) -> Stroke:
    return Stroke(id=marker_id, class_id=class_id, points=((1, 1), (5, 5)), radius=2)


def disk(marker_id: int) -> Disk:
    return Disk(id=marker_id, class_id=1, center=(3, 3), radius=2)


def edit(action: str, cluster: int, block: int = 2) -> KernelEdit:
    identity = ClusterIdentity(image=IMAGES[0], marker=1, cluster=cluster)
    return KernelEdit.model_validate({"block": block, "action": action, "kernel": identity})


def blocks(*changed: Block) -> Project:
    return START.with_(architecture=BLOCKS.with_(blocks=changed))


FIRST, SECOND = BLOCKS.blocks
BEGUN = BLOCKS.with_(start=EncoderStart(path="../eggs.model", blocks=2, fingerprint="0" * 64))
TURNED = PatchAugmentation(turns=True, intensity=0.2)
DRAWN = START.with_(markers={IMAGES[0]: markers(stroke(1), stroke(2), disk(3))})
EDITED = START.with_(kernel_edits=(edit("delete", 4), edit("invert", 1, 1)))

SHARED = START.with_(
    architecture=START.architecture.with_(class_shares=(ClassShare(class_id=1, share=0.5),))
)


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (START, START, ""),
        (START, DRAWN, f"+1 disk +2 strokes on {NAMES[0]}"),
        (DRAWN, START, f"−1 disk −2 strokes on {NAMES[0]}"),
        (
            DRAWN,
            DRAWN.with_(markers={IMAGES[0]: markers(stroke(1, 0), stroke(2), stroke(4))}),
            f"+1 stroke −1 disk 1 marker changed on {NAMES[0]}",
        ),
        (
            START,
            blocks(FIRST.with_(augment=TURNED), SECOND),
            "block 1: copies by turns, intensity 0.2",
        ),
        (
            blocks(FIRST.with_(augment=TURNED), SECOND),
            START,
            "block 1: no copies of patches",
        ),
        (START, SHARED, "kernels shared by the difficulty of classes"),
        (SHARED, START, "kernels shared by markers"),
        (START, START.with_(architecture=BEGUN), "2 blocks of eggs.model"),
        (START.with_(architecture=BEGUN), START, "all blocks learned"),
        (START, EDITED, "deleted kernel 4 of block 2, inverted kernel 1 of block 1"),
        (EDITED, START, "restored kernel 4 of block 2, restored kernel 1 of block 1"),
        (
            START,
            START.with_(kernel_edits=tuple(edit("delete", number) for number in (1, 2, 3))),
            "deleted 3 kernels of block 2",
        ),
        (START, blocks(FIRST, SECOND.with_(kernels=16)), "block 2: 16 kernels"),
        (START, blocks(FIRST.with_(kernel_size=5, kernels=None), SECOND),
         "block 1: all kernels, size 5"),
        (START, blocks(FIRST.with_(pooling=Pooling(kind="none")), SECOND),
         "block 1: no pooling"),
        (START, blocks(FIRST.with_(unit_norm=False), SECOND), "block 1: unit norm off"),
        (START, blocks(FIRST), "1 block"),
        (START, START.with_(architecture=BLOCKS.with_(standardise="mean")), "standardise mean"),
        (START, START.with_(classes=(*START.classes, default_class(7))), "+class object 7"),
        (START, START.with_(decoder=DecoderChoice(id="mb", block=2)),
         "decoder mb on block 2"),
        (START, START.with_(decoder=DecoderChoice(block=2)), "decoder on block 2"),
        (START, START.with_(delineation=Delineation(threshold=0.6)), "threshold 0.6"),
        (START, START.with_(delineation=Delineation(split="auto")),
         "touching objects separated"),
        (START, START.with_(delineation=Delineation(split=Splitting(radius=8))),
         "touching objects separated, radius 8"),
        (START, START.with_(delineation=Delineation(method="watershed", area=(5, 90))),
         "area 5–90, boundary watershed"),
        (START, START.with_(seed=3), "seed 3"),
    ],
)  # fmt: skip
def test_words(before: Project, after: Project, text: str) -> None:
    before = before.with_(decoder=DecoderChoice(), delineation=Delineation())
    if after.decoder == START.decoder:
        after = after.with_(decoder=DecoderChoice())
    if after.delineation == START.delineation:
        after = after.with_(delineation=Delineation())
    assert describe_changes(before, after, number) == text


def number(edit: KernelEdit) -> int | None:
    return edit.kernel.cluster if isinstance(edit.kernel, ClusterIdentity) else None


def test_an_unknown_kernel_has_no_number() -> None:
    after = START.with_(kernel_edits=(edit("delete", 4),))
    assert describe_changes(START, after) == "deleted a kernel of block 2"


def test_markers_on_many_images_are_summed() -> None:
    images = IMAGES[:3]
    assert len(images) == 3
    after = START.with_(markers={image: markers(stroke(1), disk(2)) for image in images})
    assert describe_changes(START, after) == "+3 disks +3 strokes on 3 images"


def test_names_stay_on_one_line() -> None:
    egg = default_class(7).with_(name="egg\nlarva")
    after = START.with_(classes=(*START.classes, egg))
    assert describe_changes(START, after) == r"+class egg\nlarva"


def test_images_and_roles() -> None:
    first, *others = START.images
    assert describe_changes(START, START.with_(images=tuple(others))) == "−1 image"
    assert describe_changes(START.with_(images=tuple(others)), START) == "+1 image"
    role = "test" if first.role == "train" else "train"
    after = START.with_(images=(first.with_(role=role), *others))
    assert describe_changes(START, after) == f"{NAMES[0]} to {role}"


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(projects(), projects())
def test_any_two_projects_are_described_in_one_line(before: Project, after: Project) -> None:
    text = describe_changes(before, after)
    assert "\n" not in text
    assert describe_changes(before, before) == ""
