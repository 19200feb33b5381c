"""Sizes of objects that a build learns, and the objects that follow from them."""

import csv
from pathlib import Path

import numpy as np
import pytest
import tifffile

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.analysis.instances.sizes import learn_splitting
from flimbuilder.analysis.instances.splitting import find_objects
from flimbuilder.errors import InputError
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.read import read_image
from flimbuilder.model.model import Model, load_model
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.decoding import Delineation, Splitting
from flimbuilder.project.folder import open_project
from flimbuilder.workflow import object_sizes
from flimbuilder.workflow.build import Build, build, read_training_images
from flimbuilder.workflow.object_sizes import learn_object_sizes
from flimbuilder.workflow.predict import predict_files
from tests.scenes import Scene, import_scene, one_thread, write_scene

AUTO = Delineation(split="auto")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return write_scene(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, scene: Scene) -> Path:
    path = tmp_path_factory.mktemp("p") / "a.flim"
    import_scene(path, scene)
    return path


@pytest.fixture(scope="module")
def built(folder: Path) -> Build:
    project = open_project(folder).project.with_(delineation=AUTO)
    with one_thread():
        return build(project, ProjectFiles(folder), out=folder / "auto.model")


@pytest.fixture(scope="module")
def images(folder: Path) -> list[TrainingImage]:
    return read_training_images(open_project(folder).project, ProjectFiles(folder))


def test_the_model_has_what_its_masks_and_markers_give(
    folder: Path, built: Build, images: list[TrainingImage]
) -> None:
    model = load_model(folder / "auto.model")
    found = model.document.delineation.split
    assert found == built.model.document.delineation.split
    plain = Delineation(method="none").for_decoder(model.document.decoder)
    masks = []
    for image in images:
        labels = delineate_classes(model.saliency(image.pixels), (1,), plain)
        masks.append((labels == 1, [m for m in image.markers if m.class_id == 1]))
    assert found == learn_splitting(masks)
    assert isinstance(found, Splitting)
    assert 4 < found.radius < 14
    assert built.seconds["split"] >= 0


def test_masks_and_objects_of_library_and_files_agree(
    scene: Scene, folder: Path, built: Build, tmp_path: Path
) -> None:
    model = load_model(folder / "auto.model")
    outputs = {"instances": tmp_path / "i", "table": tmp_path / "t.csv"}
    with one_thread():
        predict_files(model, [scene.images], tmp_path / "out", mask=True, outputs=outputs)
    rows = list(csv.DictReader((tmp_path / "t.csv").read_text().splitlines()))
    for path in sorted(scene.images.iterdir()):
        objects = model.predict_objects(read_image(path).pixels)
        written = tifffile.imread(tmp_path / "i" / f"{path.stem}_instances.tif")
        assert (written == objects).all()
        mask = read_image(tmp_path / "out" / f"{path.stem}_mask.png").pixels[..., 0] > 0
        splitting = model.document.delineation.splitting
        assert (objects == find_objects(mask.astype(np.uint8), splitting)).all()
        assert sum(row["image"] == path.name for row in rows) == objects.max() >= 1


def test_another_radius_gives_other_objects(scene: Scene, built: Build) -> None:
    pixels = read_image(scene.image("a")).pixels
    own = built.model.document.delineation
    large = own.with_(split=Splitting(radius=10, smallest=10**6))
    objects, none = (built.model.predict_objects(pixels, None, of) for of in (own, large))
    assert objects.max() > none.max() == 0
    with pytest.raises(InputError, match="auto needs a build"):
        built.model.predict_objects(pixels, None, own.with_(split="auto"))


def test_without_a_mask_under_the_markers_objects_are_not_split(folder: Path) -> None:
    project = open_project(folder).project.with_(
        delineation=Delineation(threshold=1.0, split="auto")
    )
    with one_thread():
        made = build(project, ProjectFiles(folder))
    assert made.model.document.delineation.split is None
    (note,) = [note for note in made.notes if "touching" in note]
    assert "no marker of an object lies in the mask" in note
    assert len(note) < 200


def test_images_too_large_to_decode_at_once(
    built: Build, images: list[TrainingImage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(object_sizes, "WHOLE_BYTES", 1)
    with pytest.raises(Exception, match="too large to be decoded at once") as caught:
        learn_object_sizes(built.model, images, AUTO)
    assert len(str(caught.value)) < 200


def test_a_project_without_a_splitting_gives_the_same_model_as_before(folder: Path) -> None:
    project = open_project(folder).project
    with one_thread():
        model: Model = build(project, ProjectFiles(folder)).model
    assert "split" not in model.document.model_dump_json()
