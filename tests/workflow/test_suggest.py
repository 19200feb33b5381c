"""Suggesting where the next markers of a project help."""

from dataclasses import replace

import pytest

import flimbuilder as fb
from flimbuilder.errors import InputError
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.folder import ProjectFolder
from flimbuilder.workflow.build import build_project
from flimbuilder.workflow.suggest import guided_image, suggest, suggest_for


def test_places_lie_on_the_suggested_image(project: ProjectFolder) -> None:
    found = suggest(project.path, n_places=4, radius=2)
    assert fb.suggest is suggest
    ids = [entry.id for entry in project.project.images if entry.role == "train"]
    assert len(found.images) == 1
    assert found.images[0].image in ids
    assert found.images[0].doubt is not None
    assert 1 <= len(found.places) <= 4
    for place in found.places:
        assert place.image == found.images[0].image
        height, width, _ = project.project.image(place.image).shape
        assert 0 <= place.row < height
        assert 0 <= place.col < width
    document = found.as_json()
    assert set(document) == {"images", "places", "classes", "notes"}
    assert set(document["places"][0]) == {"image", "row", "col", "radius", "class", "why"}


def test_places_on_a_chosen_image(project: ProjectFolder) -> None:
    entry = project.project.images[-1]
    for given in (entry.id, entry.name):
        found = suggest(project, images=[given], radius=2)
        assert {place.image for place in found.places} == {entry.id}
    with pytest.raises(InputError, match=r"moon\.png: is no image of the project"):
        suggest(project, images=["moon.png"])


def test_without_markers_the_images_are_compared(project: ProjectFolder) -> None:
    empty = project.project.with_(markers={})
    files = ProjectFiles(project.path)
    found = suggest_for(empty, files, None, radius=2)
    assert found.images[0].doubt is None
    assert "most typical" in found.images[0].why
    assert {place.class_id for place in found.places} == {None}
    assert [gap.lacks for gap in found.gaps] == ["markers"] * len(empty.classes)
    guided = guided_image(empty, files, None, empty.images[0].id)
    assert guided.saliency is None


def test_one_class_alone_gives_no_build(project: ProjectFolder) -> None:
    objects = {
        image: drawn.with_(markers=tuple(m for m in drawn.markers if m.class_id != 0))
        for image, drawn in project.project.markers.items()
    }
    only = project.project.with_(markers=objects, decoder=fb.DecoderChoice())
    found = suggest_for(only, ProjectFiles(project.path), None, radius=2)
    assert {place.class_id for place in found.places} == {None}
    assert found.gaps[0].class_id == 0


def test_previews_put_the_best_places_first(project: ProjectFolder) -> None:
    plain, tried = (suggest(project, n_places=3, radius=2, preview=on) for on in (False, True))
    without = [replace(place, score=None, verdict=None) for place in tried.places]
    assert sorted(without, key=str) == sorted(plain.places, key=str)
    scores = [place.score for place in tried.places if place.score is not None]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == sum(place.class_id is not None for place in plain.places) > 0
    document = tried.as_json()["places"][0]
    assert document["verdict"] in {"better", "worse", "unclear"}
    assert document["score"] == scores[0]
    assert "verdict" not in plain.as_json()["places"][0]


def test_images_that_do_not_fit_are_named(project: ProjectFolder) -> None:
    model = build_project(project).model
    first, *others = project.project.images
    wide = first.with_(id="wide", path="wide.png", shape=(2**13, 2**12, 3))
    grey = first.with_(id="grey", path="grey.png", shape=(40, 48, 1))
    many = project.project.with_(images=(first, wide, grey, *others))
    found = suggest_for(many, ProjectFiles(project.path), model, radius=2)
    assert found.places
    assert found.notes[0] == (
        "2 images left out, too large or with other channels than the model: wide.png, grey.png"
    )
    with pytest.raises(InputError, match=r"^grey\.png: is too large, or has other channels"):
        suggest_for(many, ProjectFiles(project.path), model, images=["grey.png"])


def test_without_training_images_nothing_is_suggested(project: ProjectFolder) -> None:
    images = tuple(entry.with_(role="test") for entry in project.project.images)
    found = suggest_for(project.project.with_(images=images), ProjectFiles(project.path), None)
    assert (found.images, found.places) == ([], [])
