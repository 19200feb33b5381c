"""Exporting models and markers, and importing the markers again."""

import shutil
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from flimbuilder.errors import Cancelled, InputError, SaveError
from flimbuilder.exchange.arch_json import load_architecture
from flimbuilder.exchange.marker_files import MARKER_FORMATS
from flimbuilder.exchange.network_export import write_pt2
from flimbuilder.imaging.read import read_mask
from flimbuilder.model.model import Model, load_model
from flimbuilder.project.edits import SetSeed
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.markers import Disk, ImageMarkers, Marker, Stroke
from flimbuilder.project.project import ClassEntry
from flimbuilder.project.rasterise import class_map
from flimbuilder.workflow.build import build_project
from flimbuilder.workflow.create import import_project
from flimbuilder.workflow.export import (
    MODEL_FORMATS,
    PROJECT_FORMATS,
    export,
    export_project,
    write_model,
    write_model_apart,
)
from tests.planted import plant_modules
from tests.scenes import Scene, import_scene, write_scene

pytestmark = pytest.mark.slow

SHAPE = (40, 48)


def drawn(*markers: Marker) -> ImageMarkers:
    return ImageMarkers(next_id=max(marker.id for marker in markers) + 1, markers=markers)


@pytest.fixture
def own(tmp_path: Path) -> Scene:
    return write_scene(tmp_path / "files")


def test_tensors_open_with_their_own_libraries(model: Model, tmp_path: Path) -> None:
    (pytorch,) = write_model(model, "pytorch", tmp_path / "new" / "weights.pth").written
    (safe,) = write_model(model, "safetensors", tmp_path).written
    assert pytorch == tmp_path / "new" / "weights.pth"
    assert safe == tmp_path / "encoder.safetensors"
    state, tensors = torch.load(pytorch, weights_only=True), load_file(safe)
    for name, tensor in model.tensors().items():
        assert state[name].equal(tensor)
        assert tensors[name].equal(tensor)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["encoder.safetensors", "new"]


def test_a_whole_model_folder(model: Model, tmp_path: Path) -> None:
    written = write_model(model, "model", tmp_path / "M").written
    assert [path.name for path in written] == [
        "encoder.pt", "encoder.py", "encoder.safetensors", "model.json"
    ]  # fmt: skip
    assert load_model(tmp_path / "M").document == model.document


def test_exporting_again_replaces(model: Model, tmp_path: Path) -> None:
    for to in MODEL_FORMATS:
        first = [path.read_bytes() for path in write_model(model, to, tmp_path / to).written]
        assert [
            path.read_bytes() for path in write_model(model, to, tmp_path / to).written
        ] == first


@pytest.mark.parametrize("to", MARKER_FORMATS)
def test_markers_of_files_come_back_as_they_were(own: Scene, tmp_path: Path, to: str) -> None:
    """Imported markers are components of a class; they keep ids and order, hence the encoder."""
    first = import_scene(tmp_path / "P", own)
    export_project(first.project, first.path, to, tmp_path / "markers")
    import_project(tmp_path / "Q", own.images, tmp_path / "markers", own.labels, own.architecture)
    second = open_project(tmp_path / "Q")
    assert second.project.markers == first.project.markers
    assert fingerprint(second) == fingerprint(first)


@pytest.mark.parametrize("to", ["seeds", "marker-images", "napari"])
def test_drawn_markers_come_back_as_the_same_pixels(own: Scene, tmp_path: Path, to: str) -> None:
    """Of disks and strokes, only the class map is guaranteed.

    Drawing order and ids are lost, and touching markers of a class are merged, so the encoder
    differs.
    """
    first = import_scene(tmp_path / "P", own)
    image = first.project.images[0].id
    markers = drawn(
        Disk(id=3, class_id=1, center=(14.0, 15.0), radius=3),
        Disk(id=5, class_id=1, center=(14.0, 20.0), radius=3),
        Disk(id=6, class_id=0, center=(14.0, 15.0), radius=1),
        Stroke(id=9, class_id=0, points=((2.0, 2.0), (2.0, 40.0)), radius=1),
        Disk(id=11, class_id=None, center=(2.0, 20.0), radius=2),
    )
    first.save(first.project.with_(markers={**first.project.markers, image: markers}))
    export_project(first.project, first.path, to, tmp_path / "markers")
    import_project(tmp_path / "Q", own.images, tmp_path / "markers", own.labels, own.architecture)
    second = open_project(tmp_path / "Q")
    for entry in first.project.images:
        before, after = (
            class_map(opened.project.markers_of(entry.id).markers, SHAPE)
            for opened in (first, second)
        )
        np.testing.assert_array_equal(before, after)
    again = second.project.markers_of(image).markers
    assert [marker.class_id for marker in again] == [0, 0, 0, 1]  # a dot and two halves; one blob
    assert fingerprint(second) != fingerprint(first)


def fingerprint(opened: ProjectFolder) -> str:
    return build_project(opened).model.document.fingerprint


def test_marker_images_hold_the_class_plus_one(own: Scene, tmp_path: Path) -> None:
    first = import_scene(tmp_path / "P", own)
    written = export_project(first.project, first.path, "marker-images", tmp_path / "out").written
    assert [path.name for path in written] == ["a.png", "b.png"]
    values, counts = np.unique(read_mask(written[0]), return_counts=True)
    # two bars of 2 x 4 pixels on the ground, one in the object
    assert dict(zip(values.tolist(), counts.tolist(), strict=True)) == {
        0: 40 * 48 - 24, 1: 16, 2: 8
    }  # fmt: skip


def test_an_arch_json_has_the_same_blocks(project: ProjectFolder, tmp_path: Path) -> None:
    (path,) = export_project(project.project, project.path, "arch-json", tmp_path).written
    assert path.name == "arch.json"
    own, loaded = project.project.architecture, load_architecture(path).architecture
    assert loaded.with_(standardise=own.standardise) == own  # which the format does not keep


def test_images_of_the_same_name_are_distinguished_by_id(own: Scene, tmp_path: Path) -> None:
    import_scene(tmp_path / "P", own)
    twin = write_scene(tmp_path / "twin", names=("x", "y", "z", "a"), marked=("a",))
    import_project(tmp_path / "P", twin.images, twin.markers)
    opened = open_project(tmp_path / "P")
    written = export_project(opened.project, opened.path, "seeds", tmp_path / "out").written
    stems = {path.name.removesuffix("-seeds.txt") for path in written}
    twins = {entry.id for entry in opened.project.images if Path(entry.path).stem == "a"}
    assert len(twins) == 2
    assert stems == {"b", *twins}


def test_images_and_masks_are_never_overwritten(own: Scene, tmp_path: Path) -> None:
    opened = import_scene(tmp_path / "P", own)
    for place in (own.images, own.labels):
        before = {path.name: path.read_bytes() for path in place.iterdir()}
        with pytest.raises(InputError, match=r"a\.png: would overwrite one of the images"):
            export_project(opened.project, opened.path, "marker-images", place)
        assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    assert len(export_project(opened.project, opened.path, "seeds", own.images).written) == 2


def test_a_project_without_markers_is_refused(own: Scene, tmp_path: Path) -> None:
    import_project(tmp_path / "P", own.images)
    for to in MARKER_FORMATS:
        with pytest.raises(InputError, match="P: no image has markers"):
            export_project(
                open_project(tmp_path / "P").project,
                open_project(tmp_path / "P").path,
                to,
                tmp_path / "out",
            )
    assert not (tmp_path / "out").exists()


def test_unknown_formats(model: Model, project: ProjectFolder, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'onyx'; choose from pytorch, safetensors, model"):
        write_model(model, "onyx", tmp_path)
    with pytest.raises(InputError, match="'pytorch'; choose from seeds, marker-images, napari"):
        export_project(project.project, project.path, "pytorch", tmp_path)


@pytest.mark.parametrize("to", [*MODEL_FORMATS, *PROJECT_FORMATS])
def test_an_output_below_a_file(
    model: Model, project: ProjectFolder, tmp_path: Path, to: str
) -> None:
    (tmp_path / "file").write_text("mine")
    place = tmp_path / "file" / "deep" / "x"
    exports = {
        **{name: partial(write_model, model) for name in MODEL_FORMATS},
        **{
            name: partial(export_project, project.project, project.path)
            for name in PROJECT_FORMATS
        },
    }
    with pytest.raises(SaveError, match=r"file/deep"):
        exports[to](to, place)
    assert (tmp_path / "file").read_text() == "mine"


def test_markers_are_exported_without_the_images(own: Scene, tmp_path: Path) -> None:
    opened = import_scene(tmp_path / "P", own)
    shutil.rmtree(own.images)
    assert len(export_project(opened.project, opened.path, "seeds", tmp_path / "out").written) == 2


def test_a_project_is_built_if_the_format_needs_a_model(own: Scene, tmp_path: Path) -> None:
    opened = import_scene(tmp_path / "P", own)
    exported = export(tmp_path / "P", "model", tmp_path / "M")
    assert exported.written == [
        *sorted((tmp_path / "M").glob("encoder*")), tmp_path / "M" / "model.json"
    ]  # fmt: skip
    assert load_model(tmp_path / "M").document.fingerprint == fingerprint(opened)
    again = export(tmp_path / "M", "safetensors", tmp_path / "x")
    assert (again.written, again.notes, again.unsaved) == ([tmp_path / "x"], (), 0)
    assert load_file(tmp_path / "x").keys() == load_model(tmp_path / "M").tensors().keys()


def test_notes_of_an_export(own: Scene, tmp_path: Path) -> None:
    opened = import_scene(tmp_path / "P", own)
    larva = ClassEntry(id=2, name="larva", colour="#0000ff")
    opened.save(opened.project.with_(classes=(*opened.project.classes, larva)))
    opened.journal_edit(SetSeed(seed=5))
    exported = export(tmp_path / "P", "pytorch", tmp_path / "x")
    assert exported.unsaved == 1
    assert any(note.startswith("class larva has no markers") for note in exported.notes)
    assert export(tmp_path / "P", "seeds", tmp_path / "seeds").notes == ()


def test_unknown_formats_of_a_folder(own: Scene, tmp_path: Path) -> None:
    import_scene(tmp_path / "P", own)
    with pytest.raises(InputError, match=r"'onyx'; choose from pytorch, .*, seeds, marker-im"):
        export(tmp_path / "P", "onyx", tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_it_is_the_same_file(model: Model, tmp_path: Path) -> None:
    apart = write_model_apart(model, "pt2", tmp_path / "apart.pt2")
    here = write_pt2(model, tmp_path / "here.pt2")
    assert apart.written == [tmp_path / "apart.pt2"]
    assert apart.notes == here.notes
    assert apart.largest_difference == here.largest_difference
    assert (tmp_path / "apart.pt2").read_bytes() == (tmp_path / "here.pt2").read_bytes()


def test_its_error_is_raised(model: Model, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="file: can't create the folder") as error:
        write_model_apart(model, "pt2", tmp_path / "file" / "x.pt2")
    assert not str(error.value).startswith("flimbuilder")


def test_files_of_the_current_folder_are_not_run(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant_modules(tmp_path, monkeypatch)
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="file: can't create the folder"):
        write_model_apart(model, "pt2", tmp_path / "file" / "x.pt2")
    assert not (tmp_path / "ran").exists()


def test_it_can_be_stopped(model: Model, tmp_path: Path) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        raise Cancelled("asked to stop")

    with pytest.raises(Cancelled):
        write_model_apart(model, "pt2", tmp_path / "x.pt2", stop)
    assert not list(tmp_path.iterdir())
