"""The golden project of schema version 1 opens for ever, and is what it always was."""

import functools
import json
import shutil
from pathlib import Path

import pytest

from flimbuilder.project.architecture import Architecture, Block, Pooling
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
    apply_edit,
)
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.folder import open_project
from flimbuilder.project.markers import Disk, ImageMarkers, Pixels, Stroke
from flimbuilder.project.project import (
    ClassEntry,
    ClusterIdentity,
    ComponentIdentity,
    DecoderChoice,
    Delineation,
    ImageEntry,
    KernelEdit,
    Project,
)
from tests.project.project_examples import tree

GOLDEN = Path(__file__).parents[1] / "golden" / "project_v1.flim"

OVA, GROESSE, LEER = "ova-1-a79ae137", "groesse-223f0018", "leer-e0703589"
IMAGES = (
    ImageEntry(
        id=OVA,
        path="images/Ova 1.pgm",
        sha256="a79ae137acbc889d0e5662256d47296f2d73c4d00410bd6b57de19f727ece166",
        size=17,
        shape=(2, 3, 1),
        dtype="uint8",
        role="train",
        mask="labels/Ova 1.pgm",
        label=2,
    ),
    ImageEntry(
        id=GROESSE,
        path="images/groesse.pgm",
        absolute="D:\\scans\\groesse.pgm",
        sha256="223f001874d489d0cf52ecd9e4323b8d14e92d711459fd872f8b9c9b996415b6",
        size=17,
        shape=(2, 3, 1),
        dtype="uint8",
        role="validation",
    ),
    ImageEntry(
        id=LEER,
        path="images/leer.pgm",
        sha256="e07035890abd6344b4af3265ec326bc9d8f36b71f1fc4a1c0ebbe87891cebf38",
        size=17,
        shape=(2, 3, 1),
        dtype="uint8",
        role="test",
    ),
)
MARKERS = {
    OVA: ImageMarkers(
        next_id=9,
        markers=(
            Disk(id=2, class_id=1, center=(0.0, 1.5), radius=0.1),
            Stroke(
                id=1,
                class_id=0,
                use="kernels",
                points=((1.0, 0.25), (1.0, 2.0), (-3.5, 1e-07)),
                radius=1.0,
            ),
            Stroke(id=7, class_id=None, points=((0.5, 0.5),), radius=0.0),
            Pixels(id=8, class_id=2, use="normalisation", runs=((0, 0, 3), (1, 2, 1))),
        ),
    ),
    GROESSE: ImageMarkers(next_id=4, markers=()),
}
EXPECTED = Project(
    classes=(
        ClassEntry(id=0, name="Hintergrund", colour="#0072b2"),
        ClassEntry(id=1, name="Schistosoma-Ei, groß", colour="#E69F00"),
        ClassEntry(id=2, name='"藻" \\ alga', colour="#009e73"),
    ),
    images=IMAGES,
    markers=MARKERS,
    architecture=Architecture(
        blocks=(
            Block(
                kernel_size=5,
                dilation=2,
                kernels_per_marker=3,
                kernels=8,
                max_kernels_per_image=20,
                reduction="kmeans",
                representative="medoid",
                normalisation="channel",
                unit_norm=False,
                activation="leaky",
                pooling=Pooling(kind="average", size=2, stride=2),
            ),
            Block(reduction="none", activation="none", pooling=Pooling(kind="none")),
        ),
        colour_space="rgb",
        stdev_factor=0.025,
        estimator="bofp",
    ),
    decoder=DecoderChoice(id="mb", block=1),
    delineation=Delineation(threshold=0.375, area=(10, 9000), drop_border=True),
    kernel_edits=(
        KernelEdit(
            block=1,
            action="delete",
            kernel=ClusterIdentity(image=OVA, marker=2, cluster=0),
            weights=(0.1, -2.5e-08, 1.0),
        ),
        KernelEdit(block=2, action="invert", kernel=ComponentIdentity(class_id=None, component=3)),
    ),
    seed=9223372036854775807,
)
# Fields that schema version 1 got after the golden project was written, and what they mean there.
LATER_DELINEATION = {"fill_holes": False, "method": "none", "erosion": 1, "dilation": 7}
LATER_DECODER = {"weights": [], "bias": [], "fused": []}
NEW_IMAGE = IMAGES[2].with_(id="new", path="images/new.pgm")
EDITS: tuple[Edit, ...] = (
    AddMarker(image=GROESSE, index=0, marker=Disk(id=4, class_id=1, center=(0, 0), radius=2)),
    ReplaceMarker(
        image=GROESSE, marker=Disk(id=4, class_id=None, center=(0, 0.5), radius=2, use="kernels")
    ),
    RemoveMarker(image=OVA, marker=7),
    AddImage(index=1, entry=NEW_IMAGE, markers=MARKERS[OVA]),
    RemoveImage(image="new"),
    ReplaceImage(entry=IMAGES[2].with_(role="train", mask="labels/leer.pgm")),
    SetClasses(classes=(*EXPECTED.classes, ClassEntry(id=3, name="neu", colour="#000000"))),
    SetArchitecture(architecture=Architecture(blocks=(Block(reduction="pca"),))),
    SetDecoder(decoder=DecoderChoice(id="lm", block=None)),
    SetDelineation(delineation=Delineation(threshold="otsu")),
    SetKernelEdits(kernel_edits=EXPECTED.kernel_edits[:1]),
    SetSeed(seed=0),
)


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOLDEN, tmp_path / "project_v1.flim"))


def markers_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "markers").iterdir()}


def test_it_is_what_it_was(golden: Path) -> None:
    opened = open_project(golden)
    assert opened.project == EXPECTED
    assert (opened.revision, opened.read_only, opened.notes) == (12, False, ())


def test_opening_changes_nothing(golden: Path) -> None:
    open_project(golden)
    assert tree(golden) == tree(GOLDEN)


def test_saving_changes_the_revision_adds_later_fields_and_changes_no_marker(golden: Path) -> None:
    opened = open_project(golden)
    opened.recover()
    opened.save(opened.project)
    assert markers_of(golden) == markers_of(GOLDEN)
    before, after = (json.loads((one / "project.json").read_text()) for one in (GOLDEN, golden))
    assert after.pop("revision") == before.pop("revision") + 1
    for document in (before, after):
        del document["app_version"], document["libraries"]
    before["delineation"] |= LATER_DELINEATION
    before["decoder"] |= LATER_DECODER
    assert list(after.items()) == list(before.items())


def test_its_journal_replays(golden: Path) -> None:
    opened = open_project(golden)
    assert opened.unsaved == EDITS
    assert opened.recover() == functools.reduce(apply_edit, EDITS, EXPECTED)
    assert opened.notes == ()


def test_its_images_and_masks_are_found(golden: Path) -> None:
    for entry in open_project(golden).project.images:
        assert ImageFinder(golden).locate(entry) == (golden / entry.path).resolve()
    assert (
        ImageFinder(golden).locate_mask(IMAGES[0]) == (golden / "labels" / "Ova 1.pgm").resolve()
    )
