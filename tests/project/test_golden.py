"""The golden project: it uses every field of the format, opens unchanged, and can be built."""

import functools
import json
import shutil
from pathlib import Path

import pytest

from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.augmentation import PatchAugmentation
from flimbuilder.project.class_shares import ClassShare
from flimbuilder.project.decoding import DecoderChoice, Delineation, Splitting
from flimbuilder.project.edits import (
    AddImage,
    AddMarker,
    Edit,
    RemoveImage,
    RemoveMarker,
    ReplaceImage,
    ReplaceMarker,
    SetArchitecture,
    SetClasses,
    SetDecoder,
    SetDelineation,
    SetKernelEdits,
    SetSeed,
    Together,
    apply_edit,
)
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.folder import open_project
from flimbuilder.project.markers import Disk, ImageMarkers, Pixels, Stroke
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import (
    ClassEntry,
    ClusterIdentity,
    ComponentIdentity,
    ImageEntry,
    KernelEdit,
    Project,
)
from flimbuilder.project.selection import AxisIndex, Selection
from flimbuilder.project.tissue import SmallestPart, Tissue, TissueArea, TissueStroke
from flimbuilder.workflow.build import build_project
from tests.project.project_examples import tree

GOLDEN = Path(__file__).parents[1] / "golden" / "project.flim"


def stack_slice(t: int, z: int, **more: object) -> Selection:
    at = (AxisIndex(axis="t", index=t), AxisIndex(axis="z", index=z))
    return Selection.model_validate({"at": at, **more})


MARKED = ImageEntry(
    id="ova-1-814516ca",
    path="images/Ova 1.ppm",
    sha256="814516caf81b03a8cf8b4c6eabbd4d6dad7c0725175a0ce7286fb1fb347a8c9b",
    size=1741,
    shape=(24, 24, 3),
    dtype="uint8",
    mask="labels/Ova 1.pgm",
    label=2,
    pixel_size=PixelSize(height=0.5, width=0.25),
    tissue=Tissue(
        source="threshold",
        threshold=0.25,
        smallest=SmallestPart(area=0.5, unit="percent"),
        margin=3,
        edits=(
            TissueStroke(action="add", points=((1.0, 2.5), (3.0, 4.0)), radius=2.0),
            TissueArea(action="remove", rings=(((0.0, 0.0), (0.0, 5.5), (5.5, 0.0)),)),
        ),
    ),
)
OUTSIDE = ImageEntry(
    id="groesse-b84a969e",
    path="images/groesse.ppm",
    absolute="D:\\scans\\groesse.ppm",
    sha256="b84a969eac0c3908014868a482da5abd41029f6891ef8e02f166a14fc88d1f02",
    size=1741,
    shape=(24, 24, 3),
    dtype="uint8",
    role="validation",
    selection=Selection(level=3),
)
SLICE = ImageEntry(
    id="stack-1_t0001_z0002-58323313",
    path="images/Stack 1.tif",
    sha256="5d301ed5e9dcfc2ea166f754c541b641bfc49df33a8ec1f82371d282eb09d7df",
    size=23926,
    shape=(24, 24, 3),
    dtype="float32",
    mask="labels/stack.pgm",
    selection=stack_slice(1, 2, channels=(2, 0, 1), window=(-0.5, 3825.25)),
)
OTHER_SLICE = SLICE.with_(
    id="stack-1_t0001_z0000-6d6d8113",
    dtype="uint16",
    role="test",
    mask=None,
    selection=stack_slice(1, 0),
)
MARKERS = {
    MARKED.id: ImageMarkers(
        next_id=9,
        markers=(
            Disk(id=2, class_id=1, center=(6.0, 7.5), radius=2.1),
            Stroke(
                id=1,
                class_id=0,
                use="kernels",
                points=((1.0, 0.25), (1.0, 20.0), (-3.5, 1e-07)),
                radius=1.0,
            ),
            Stroke(id=7, class_id=None, points=((6.5, 6.5),), radius=0.0),
            Pixels(id=8, class_id=2, use="normalisation", runs=((16, 14, 4), (17, 15, 3))),
        ),
    ),
    OUTSIDE.id: ImageMarkers(next_id=4, markers=()),
    SLICE.id: ImageMarkers(
        next_id=4,
        markers=(
            Disk(id=1, class_id=1, center=(6.0, 7.0), radius=2.5),
            Disk(id=2, class_id=2, center=(17.0, 16.0), radius=2.0),
            Disk(id=3, class_id=0, center=(4.0, 19.0), radius=2.0),
        ),
    ),
}
EXPECTED = Project(
    classes=(
        ClassEntry(id=0, name="Hintergrund", colour="#0072b2"),
        ClassEntry(id=1, name="Schistosoma-Ei, groß", colour="#E69F00"),
        ClassEntry(id=2, name='"藻" \\ alga', colour="#009e73"),
    ),
    images=(MARKED, OUTSIDE, SLICE, OTHER_SLICE),
    markers=MARKERS,
    architecture=Architecture(
        blocks=(
            Block(
                kernel_size=5,
                dilation=2,
                kernels_per_marker=3,
                kernels=8,
                max_kernels_per_image=6,
                reduction="kmeans",
                representative="medoid",
                normalisation="channel",
                unit_norm=False,
                activation="leaky",
                pooling=Pooling(kind="average", size=2, stride=2),
                augment=PatchAugmentation(flips=True, turns=True, intensity=0.125),
            ),
            Block(reduction="none", activation="none", pooling=Pooling(kind="none")),
        ),
        colour_space="rgb",
        stdev_factor=0.025,
        standardise="mean",
        selection="fisher",
        restarts=8,
        class_shares=(ClassShare(class_id=0, share=0.5), ClassShare(class_id=1, share=2.0)),
    ),
    decoder=DecoderChoice(
        id="bp",
        block=2,
        weights=((0.5, -1.0, 0.25, 2.5e-08), (-0.5, 1.0, 0.0, 3.0)),
        bias=(0.125, -0.25),
        scale="training",
    ),
    delineation=Delineation(
        threshold=0.375,
        area=(10, 9000),
        drop_border=True,
        fill_holes=True,
        method="watershed",
        erosion=2,
        dilation=5,
        split=Splitting(radius=8.5, smallest=40, smoothing=0.25, depth=0.125),
    ),
    kernel_edits=(
        KernelEdit(
            block=2,
            action="delete",
            kernel=ClusterIdentity(image=SLICE.id, marker=2, cluster=0),
            weights=(0.1, -2.5e-08, 1.0),
        ),
        KernelEdit(block=1, action="invert", kernel=ComponentIdentity(class_id=1, component=0)),
    ),
    seed=9223372036854775807,
)
NEW_IMAGE = OTHER_SLICE.with_(id="new", selection=stack_slice(0, 1, channels=(1,)))
EDITS: tuple[Edit, ...] = (
    AddMarker(image=OUTSIDE.id, index=0, marker=Disk(id=4, class_id=1, center=(0, 0), radius=2)),
    ReplaceMarker(
        image=OUTSIDE.id,
        marker=Disk(id=4, class_id=None, center=(0, 0.5), radius=2, use="kernels"),
    ),
    RemoveMarker(image=MARKED.id, marker=7),
    AddImage(index=1, entry=NEW_IMAGE, markers=MARKERS[MARKED.id]),
    RemoveImage(image="new"),
    ReplaceImage(
        entry=OTHER_SLICE.with_(
            role="train", mask="labels/stack.pgm", selection=stack_slice(1, 0, window=(0, 50))
        )
    ),
    SetClasses(classes=(*EXPECTED.classes, ClassEntry(id=3, name="neu", colour="#000000"))),
    SetArchitecture(
        architecture=Architecture(blocks=(Block(reduction="pca"), Block()), estimator="bofp")
    ),
    SetDecoder(decoder=DecoderChoice(id="mb", fused=(1, 2))),
    SetDelineation(delineation=Delineation(threshold="otsu", method="none")),
    SetKernelEdits(kernel_edits=EXPECTED.kernel_edits[:1]),
    Together(edits=(SetSeed(seed=1), SetSeed(seed=0))),
)


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOLDEN, tmp_path / "project.flim"))


def test_every_field_is_read(golden: Path) -> None:
    opened = open_project(golden)
    assert opened.project == EXPECTED
    assert (opened.revision, opened.read_only, opened.notes) == (1, False, ())


def test_every_field_but_exclusive_ones_differs_from_its_default() -> None:
    fields = set(json.loads((GOLDEN / "project.json").read_text()))
    assert Project.model_fields.keys() - fields == {"markers"}
    for value, defaults, exclusive in (
        (EXPECTED.architecture, Architecture(blocks=(Block(),)), {"estimator", "start"}),
        (EXPECTED.architecture.blocks[0], Block(), {"reduction", "padding"}),
        (EXPECTED.decoder, DecoderChoice(), {"fused", "scales"}),
        (EXPECTED.delineation, Delineation(), set()),
    ):
        same = {
            name
            for name in type(value).model_fields
            if getattr(value, name) == getattr(defaults, name)
        }
        assert same == exclusive


def test_opening_changes_no_file(golden: Path) -> None:
    open_project(golden)
    assert tree(golden) == tree(GOLDEN)


def test_saving_changes_only_the_revision(golden: Path) -> None:
    opened = open_project(golden)
    opened.save(opened.project)
    for path in (golden / "markers").iterdir():
        assert path.read_bytes() == (GOLDEN / "markers" / path.name).read_bytes()
    before, after = (
        json.loads((folder / "project.json").read_text()) for folder in (GOLDEN, golden)
    )
    assert after.pop("revision") == before.pop("revision") + 1
    for document in (before, after):
        del document["app_version"], document["libraries"]
    assert list(after.items()) == list(before.items())


def test_the_journal_is_recovered(golden: Path) -> None:
    opened = open_project(golden)
    assert opened.unsaved == EDITS
    assert opened.recover() == functools.reduce(apply_edit, EDITS, EXPECTED)
    assert opened.notes == ()


def test_images_and_masks_are_found(golden: Path) -> None:
    finder = ImageFinder(golden)
    for entry in EXPECTED.images:
        assert finder.locate(entry) == (golden / entry.path).resolve()
    assert finder.locate_mask(MARKED) == (golden / "labels" / "Ova 1.pgm").resolve()


def test_it_can_be_built(golden: Path) -> None:
    opened = open_project(golden)
    before = build_project(opened).model
    assert len(before.document.architecture.blocks) == 2
    opened.save(opened.recover())
    after = build_project(opened).model
    assert after.document.architecture.estimator == "bofp"
