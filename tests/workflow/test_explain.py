"""Explaining pixels of files, of arrays and of projects."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import flimbuilder as fb
from flimbuilder.errors import ImageError, InputError
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.write import write_png
from flimbuilder.model.model import Model
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.project import Project
from flimbuilder.workflow import current_build, readable_images
from flimbuilder.workflow.build import Build, build, build_project
from flimbuilder.workflow.explain import (
    PixelExplanation,
    explain_file,
    explain_pixel,
)
from flimbuilder.workflow.project_explainer import ProjectExplainer
from tests.scenes import Scene

pytestmark = pytest.mark.slow

OBJECT, GROUND = (14, 15), (36, 4)


@pytest.fixture(scope="module")
def explainer(project: ProjectFolder) -> ProjectExplainer:
    return ProjectExplainer(project)


@pytest.fixture
def changed(project: ProjectFolder, scene: Scene, tmp_path: Path) -> ProjectFolder:
    """A copy of the project that tests may change."""
    shutil.copytree(scene.folder, tmp_path / "files")
    shutil.copytree(project.path, tmp_path / "scene.flim")
    return open_project(tmp_path / "scene.flim")


def assert_same(first: PixelExplanation, second: PixelExplanation) -> None:
    assert first.as_json() == second.as_json()
    assert np.array_equal(first.image.pixels, second.image.pixels)


def test_an_array_a_file_and_a_project_give_the_same(
    model: Model, scene: Scene, project: ProjectFolder, explainer: ProjectExplainer
) -> None:
    path = scene.image("c")
    of_file = explain_file(model, path, *OBJECT)
    assert_same(explain_pixel(model, read_image(path).pixels, *OBJECT), of_file)
    entry = next(entry for entry in project.project.images if entry.name == "c.png")
    for image in (entry.id, "c.png", "c", path, str(path)):
        assert explainer.find_image(image) == entry
        assert_same(explainer.explain(image, *OBJECT), of_file)
    assert fb.explain_pixel is explain_pixel


def test_a_pixel_of_the_object_has_more_saliency(model: Model, scene: Scene) -> None:
    pixels = read_image(scene.image("c")).pixels
    on_object, on_ground = (explain_pixel(model, pixels, *at) for at in (OBJECT, GROUND))
    assert on_object.explanation.saliency > 0.5
    assert on_ground.explanation.saliency < on_object.explanation.saliency
    assert on_object.explanation.sum > on_ground.explanation.sum
    saliency = model.saliency(pixels)[0]
    assert on_object.explanation.saliency == pytest.approx(saliency[OBJECT], abs=1e-6)


def test_the_json_adds_up_and_names_what_it_is_of(explainer: ProjectExplainer) -> None:
    found = explainer.explain("a.png", *OBJECT)
    described = json.loads(json.dumps(found.as_json()))
    kernels, strokes = described["kernels"], described["strokes"]
    total = sum(kernel["contribution"] for kernel in kernels)
    assert total + described["bias"] == pytest.approx(described["sum"], abs=1e-5)
    assert sum(stroke["contribution"] for stroke in strokes) == pytest.approx(total)
    known = {
        (image, marker.id)
        for image, drawn in explainer.project.markers.items()
        for marker in drawn.markers
    }
    assert {(stroke["image"], stroke["marker"]) for stroke in strokes} <= known
    for kernel in kernels:
        assert sum(source["share"] for source in kernel["markers"]) == pytest.approx(1)
        assert set(kernel["markers"][0]) == {"image", "marker", "share"}
    numbers = {(kernel["block"], kernel["kernel"]) for kernel in kernels}
    assert numbers == {(2, number) for number in range(1, 7)}


def test_the_last_build_is_read_if_it_is_up_to_date(
    changed: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_project(changed, out=changed.path / "models" / "default")
    learned: list[Project] = []

    def counting(project: Project, *given: Any, **named: Any) -> Build:
        learned.append(project)
        return build(project, *given, **named)

    monkeypatch.setattr(current_build, "build", counting)
    first = ProjectExplainer(changed.path).explain("a.png", *OBJECT)
    assert not learned
    changed.save(changed.project.with_(seed=7))
    ProjectExplainer(changed.path)
    assert learned
    assert first.explanation.kernels


def test_without_each_marker_it_is_learned_again(explainer: ProjectExplainer) -> None:
    found = explainer.explain("a.png", *OBJECT)
    ranked = explainer.rank_without("a.png", found)
    project = explainer.project
    keys = {(image, m.id) for image, drawn in project.markers.items() for m in drawn.markers}
    assert {(item.image, item.marker) for item in ranked} == keys
    learned = next(item for item in ranked if item.fault is None)
    drawn = project.markers_of(learned.image)
    rest = drawn.with_(markers=tuple(m for m in drawn.markers if m.id != learned.marker))
    edited = project.with_(markers={**project.markers, learned.image: rest})
    model = build(edited, explainer.files).model
    entry = explainer.find_image("a.png")
    assert entry is not None
    saliency = model.saliency(explainer.files.pixels(entry))[0][OBJECT]
    assert learned.saliency == pytest.approx(saliency, abs=1e-6)


def test_what_cannot_be_learned_again(
    explainer: ProjectExplainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "c.png"
    write_png(other, np.zeros((40, 48, 3), np.uint8))
    assert explainer.find_image(other) is None
    found = explainer.explain(other, *OBJECT)
    with pytest.raises(InputError, match=r"c\.png: is no image of the project, so nothing is"):
        explainer.without_markers(other, found)
    choice = DecoderChoice(id="mb", block=1)
    found = explainer.explain("a.png", *OBJECT, decoder_choice=choice)
    with pytest.raises(InputError, match="decoder 'mb' is not that of the project, which learns"):
        explainer.without_markers("a.png", found)
    found = explainer.explain("a.png", *OBJECT)
    monkeypatch.setattr(readable_images, "WHOLE_BYTES", 1000)
    with pytest.raises(ImageError, match=r"a\.png: explaining 40 x 48 pixels takes"):
        explainer.without_markers("a.png", found)


def test_the_picture_has_the_patches_side_by_side(
    explainer: ProjectExplainer, tmp_path: Path
) -> None:
    path = tmp_path / "why.png"
    explainer.write_picture(path, explainer.explain("c.png", *OBJECT))
    picture = read_image(path).pixels
    assert picture.dtype == np.uint8
    assert picture.shape == (2 * (144 + 18) + 12, 3 * 290 + 24, 3)


def test_kernels_of_older_models_have_the_nearest_marker(model: Model, scene: Scene) -> None:
    blocks = tuple(
        block.with_(kernels=tuple(kernel.with_(sources=()) for kernel in block.kernels))
        for block in model.document.blocks
    )
    older = Model(model.document.with_(blocks=blocks), model.encoder)
    found = explain_file(older, scene.image("a"), *OBJECT)
    assert any("of an older version" in note for note in found.notes)
    total = found.explanation.sum - found.explanation.bias
    assert sum(stroke.value for stroke in found.strokes) == pytest.approx(total)
    assert explain_file(model, scene.image("a"), *OBJECT).notes == ()


def test_what_cannot_be_explained(
    model: Model, scene: Scene, explainer: ProjectExplainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="holds 3 images; choose one"):
        explain_file(model, scene.images, *OBJECT)
    with pytest.raises(InputError, match="nothing: is neither an image of the project nor a file"):
        explainer.explain("nothing", *OBJECT)
    monkeypatch.setattr(readable_images, "WHOLE_BYTES", 1000)
    with pytest.raises(ImageError, match=r"40 x 48 pixels takes .* cut out the part"):
        explain_file(model, scene.image("a"), *OBJECT)
