"""Building a project, and comparing the model with a stored one."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from flimbuilder.errors import Cancelled, ImageError, InputError, LearnError, ModelError
from flimbuilder.flim.pointwise_training import train_pointwise
from flimbuilder.imaging.read import read_mask
from flimbuilder.imaging.write import write_png
from flimbuilder.model.decoding import FALLBACK
from flimbuilder.model.document import dump_model_document
from flimbuilder.model.model import Model, load_model
from flimbuilder.model.pixels import ProjectFiles, read_pixels
from flimbuilder.project.architecture import Architecture, Block
from flimbuilder.project.class_shares import ClassShare
from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.decoding import BlockScale, DecoderChoice, Delineation
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.project import ClassEntry, KernelEdit, Project
from flimbuilder.workflow.build import (
    RebuildComparison,
    build,
    build_project,
    compare_models,
    read_training_images,
)
from flimbuilder.workflow.create import import_project
from tests.scenes import Scene, import_scene, label_map, write_scene

pytestmark = pytest.mark.slow


@pytest.fixture
def changed(project: ProjectFolder, scene: Scene, tmp_path: Path) -> Any:
    """Return a function that changes fields of a copy of the project."""
    shutil.copytree(scene.folder, tmp_path / "files")
    shutil.copytree(project.path, tmp_path / "scene.flim")

    def change(**changes: object) -> ProjectFolder:
        opened = open_project(tmp_path / "scene.flim")
        opened.save(opened.project.with_(**changes))
        return opened

    return change


def test_marked_training_images_are_read(project: ProjectFolder) -> None:
    seen: list[tuple[str, int, int]] = []
    files = ProjectFiles(project.path)
    images = read_training_images(project.project, files, lambda *step: seen.append(step))
    assert [image.id[:2] for image in images] == ["a-", "b-"]
    assert [image.pixels.shape for image in images] == [(40, 48, 3)] * 2
    assert all(image.pixels.min() >= 0 and image.pixels.max() <= 1 for image in images)
    assert [[marker.class_id for marker in image.markers] for image in images] == [[0, 0, 1]] * 2
    assert seen == [("reading images", 0, 2), ("reading images", 1, 2)]


def test_roles_decide_what_is_learned_from(changed: Any, project: ProjectFolder) -> None:
    images = [
        entry.with_(role="validation") if entry.id.startswith("a-") else entry
        for entry in project.project.images
    ]
    opened = changed(images=tuple(images))
    assert [
        image.id[:2] for image in read_training_images(opened.project, ProjectFiles(opened.path))
    ] == ["b-"]


def test_a_build_reports_times_memory_and_notes(project: ProjectFolder, tmp_path: Path) -> None:
    stages: list[str] = []
    built = build_project(
        project, out=tmp_path / "M", on_progress=lambda stage, done, total: stages.append(stage)
    )
    assert set(built.seconds) == {"read", "learn", "weigh", "scale", "write", "total"}
    parts = [built.seconds[name] for name in ("read", "learn", "weigh", "scale", "write")]
    assert sum(parts) <= built.seconds["total"] + 0.001
    assert built.peak_rss_mb > 0
    assert built.notes == ()
    assert stages[0] == "reading images"
    assert stages[-1] == "learning the decoder from the markers"
    assert built.model.document.fingerprint == built.learned.fingerprint


def test_without_a_folder_nothing_is_written(project: ProjectFolder) -> None:
    before = sorted(project.path.rglob("*"))
    assert "write" not in build_project(project).seconds
    assert sorted(project.path.rglob("*")) == before


def test_missing_kernels_are_noted(changed: Any) -> None:
    asked = {"kernels_per_marker": 2, "kernels": 500}
    architecture = Project.model_validate({"architecture": {"blocks": [asked]}}).architecture
    built = build_project(changed(architecture=architecture))
    n_kernels = len(built.model.document.blocks[0].kernels)
    assert built.notes == (
        f"block 1: 500 kernels were requested and the markers give {n_kernels}",
    )


def test_shares_without_effect_are_noted(changed: Any, project: ProjectFolder) -> None:
    shares = (ClassShare(class_id=1, share=2.0), ClassShare(class_id=9, share=1.0))
    architecture = project.project.architecture.with_(class_shares=shares)
    assert build_project(changed(architecture=architecture)).notes == (
        "class_shares: no marker has class 9; the share has no effect",
    )


def test_unmarked_training_images_are_not_noted(changed: Any, project: ProjectFolder) -> None:
    images = tuple(entry.with_(role="train") for entry in project.project.images)
    assert build_project(changed(images=images)).notes == ()


def test_a_class_without_markers_is_noted(changed: Any, project: ProjectFolder) -> None:
    classes = project.project.classes
    shell = ClassEntry(id=7, name="shell", colour="#123456")
    (note,) = build_project(changed(classes=(*classes, shell))).notes
    assert note == (
        "class shell has no markers, so no mask will show it: draw some on a training image, or "
        "delete the class"
    )


def test_no_image_to_learn_from(changed: Any) -> None:
    with pytest.raises(LearnError, match=r"scene\.flim: no image with the role 'train' has mark"):
        build_project(changed(markers={}))


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        (DecoderChoice(id="lm", block=3), "decodes block 3 and the architecture has 2"),
        (DecoderChoice(id="nobody"), "there is no decoder 'nobody'; choose from lm"),
    ],
)
def test_an_impossible_decoder_is_refused_before_learning(
    changed: Any, choice: DecoderChoice, reason: str
) -> None:
    stages: list[str] = []
    with pytest.raises(InputError, match=reason):
        build_project(changed(decoder=choice), on_progress=lambda *step: stages.append(step[0]))
    assert stages == []


def test_a_decoder_of_mixed_classes_is_refused(changed: Any, project: ProjectFolder) -> None:
    first, second = project.project.architecture.blocks
    architecture = project.project.architecture.with_(
        blocks=(first, second.with_(reduction="pca-global"))
    )
    with pytest.raises(InputError, match="'lm' needs the class of every kernel"):
        build_project(changed(architecture=architecture))


def test_a_folder_of_other_files_is_refused_before_learning(
    project: ProjectFolder, tmp_path: Path
) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"")
    stages: list[str] = []
    with pytest.raises(ModelError, match=r"holds files other than a model \(holiday\.jpg\)"):
        build_project(project, out=tmp_path, on_progress=lambda stage, *step: stages.append(stage))
    assert stages == []
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


def test_a_cancelled_build_writes_nothing(project: ProjectFolder, tmp_path: Path) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if stage == "estimating kernels":
            raise Cancelled

    with pytest.raises(Cancelled):
        build_project(project, out=tmp_path / "M", on_progress=stop)
    assert not (tmp_path / "M").exists()


def test_moved_images_are_found_in_the_searched_folders(
    project: ProjectFolder, scene: Scene, model: Model, tmp_path: Path
) -> None:
    folder = tmp_path / "far" / "P"
    shutil.copytree(project.path, folder)
    document = json.loads((folder / "project.json").read_text())
    for image in document["images"]:
        image["absolute"] = None
    (folder / "project.json").write_text(json.dumps(document))
    shutil.copytree(scene.images, tmp_path / "elsewhere" / "deep")
    opened = open_project(folder)
    with pytest.raises(ImageError, match="is missing, and no file"):
        build_project(opened)
    built = build_project(opened, search=[tmp_path / "elsewhere"])
    assert built.model.document.fingerprint == model.document.fingerprint


def test_images_of_grey_and_colour_do_not_mix(scene: Scene, tmp_path: Path) -> None:
    mixed = write_scene(tmp_path / "files")
    write_png(mixed.image("b"), np.zeros((40, 48), np.uint8))
    opened = import_scene(tmp_path / "P", mixed)
    with pytest.raises(LearnError, match=r"1 channel in b\.png; 3 channels in a\.png"):
        build_project(opened)


@pytest.mark.parametrize("kind", ["cluster", "component"])
def test_deleting_a_kernel_takes_it_from_the_block_and_the_next(
    changed: Any, project: ProjectFolder, kind: str
) -> None:
    first, second = project.project.architecture.blocks
    if kind == "cluster":
        first = first.with_(reduction="none", kernels=None)
    architecture = project.project.architecture.with_(blocks=(first, second))
    whole = build_project(changed(architecture=architecture)).model.document
    victim = whole.blocks[0].kernels[1]
    assert victim.identity.kind == kind
    edit = KernelEdit(block=1, action="delete", kernel=victim.identity)
    document = build_project(changed(kernel_edits=(edit,))).model.document
    assert [kernel.identity for kernel in document.blocks[0].deleted] == [victim.identity]
    assert document.kernel_counts[0] == whole.kernel_counts[0] - 1
    assert document.tensor_shapes["block2.conv.weight"][1] == whole.kernel_counts[0] - 1
    assert document.fingerprint != whole.fingerprint


def test_an_edited_kernel_that_has_changed_is_noted(changed: Any) -> None:
    kernel = build_project(changed()).learned.blocks[0]
    weights = tuple((-kernel.weights[1]).tolist())
    identity = kernel.kernels[1].identity
    edit = KernelEdit(block=1, action="delete", kernel=identity, weights=weights)
    opened = changed(kernel_edits=(edit,))
    built = build_project(opened)
    named = {entry.id: entry.name for entry in opened.project.classes}
    assert built.notes == (
        "block 1: the kernel to delete has changed since (cosine -1.00); look at it again "
        f"(component {identity.component} of {named[identity.class_id]})",
    )
    assert [kernel.identity for kernel in built.model.document.blocks[0].deleted] == [identity]


# the decoder learned from the markers


def test_every_build_learns_a_decoder_from_the_markers(
    project: ProjectFolder, scene: Scene
) -> None:
    model = build_project(project).model
    document = model.document
    learned = document.marker_decoder
    assert document.decoder.id == "lm"
    assert learned is not None
    assert (learned.id, learned.blocks, learned.block) == ("ml", (1, 2), 2)
    assert [len(row) for row in learned.weights] == [sum(document.kernel_counts)]
    assert model.choose("ml") == model.choose("ml", [1, 2]) == learned
    assert model.choose("lm") == document.decoder
    with pytest.raises(InputError, match=r"'ml' was learned on block 1\+2; for block 2 build"):
        model.choose("ml", 2)
    saliency = model.saliency(read_pixels(scene.image("c")), learned)[0]
    truth = label_map() > 0
    assert saliency[truth].mean() > 0.5 + saliency[~truth].mean()


def test_a_project_may_ask_for_it(changed: Any, project: ProjectFolder) -> None:
    document = build_project(changed(decoder=DecoderChoice(id="ml"))).model.document
    assert document.decoder == build_project(project).model.document.marker_decoder
    assert document.marker_decoder is None
    assert document.learned_decoders == {"ml": document.decoder}
    first = build_project(changed(decoder=DecoderChoice(id="ml", block=1))).model
    assert first.document.decoder.blocks == (1,)
    assert len(first.document.decoder.weights[0]) == first.document.kernel_counts[0]
    assert first.choose("lm").blocks == (1,)
    fused = build_project(changed(decoder=DecoderChoice(id="ml", fused=(2, 1)))).model
    assert fused.document.decoder.blocks == (2, 1)
    assert fused.choose("lm").blocks == (2,)


def test_a_block_that_is_not_there_is_refused(changed: Any) -> None:
    opened = changed(decoder=DecoderChoice(id="ml", block=9))
    fault = "the project decodes block 9 and the architecture has 2"
    with pytest.raises(InputError, match=fault):
        build_project(opened)
    built = build(opened.project, ProjectFiles(opened.path), fallback=FALLBACK)
    assert str(built.decoder_fault).startswith(fault)
    assert built.notes == ()


def test_it_has_a_row_for_each_class(tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "files", classes=2)
    model = build_project(import_scene(tmp_path / "P", scene)).model
    learned = model.choose("ml")
    assert len(learned.weights) == len(learned.bias) == 2
    saliency = model.saliency(read_pixels(scene.image("c")), learned)
    assert saliency.sum(axis=0).max() <= 1 + 1e-6
    for plane, class_id in zip(saliency, (1, 2), strict=True):
        own = label_map(2) == class_id
        assert plane[own].mean() > 0.5 + plane[~own].mean()


def test_a_black_image_has_no_mask(project: ProjectFolder) -> None:
    model = build_project(project).model
    black = np.zeros((64, 80, 3), np.float32)
    choice, halves = model.choose("ml"), Delineation(threshold=0.5)
    assert model.predict(black, choice, halves).mean() < 0.002


def test_an_image_elsewhere_changes_nothing(project: ProjectFolder, scene: Scene) -> None:
    """No decision depends on the whole image: a crop has its saliency, but for its border."""
    model = build_project(project).model
    choice = model.choose("ml")
    pixels = read_pixels(scene.image("c"))
    wide = np.concatenate((pixels, np.ones_like(pixels), np.zeros_like(pixels)), axis=1)
    margin = model.document.blocks[-1].receptive_field
    whole, crop = (model.saliency(image, choice)[0] for image in (wide, pixels))
    inside = np.s_[:, : pixels.shape[1] - margin]
    assert inside[1].stop > 20
    np.testing.assert_allclose(whole[inside], crop[inside], atol=1e-6)


def test_markers_that_do_not_suffice_are_noted(changed: Any, project: ProjectFolder) -> None:
    backgrounds = {
        image: drawn.with_(markers=tuple(marker.with_(class_id=0) for marker in drawn.markers))
        for image, drawn in project.project.markers.items()
    }
    built = build_project(changed(markers=backgrounds))
    note = (
        "decoder 'ml' was not learned: no object is marked; draw a marker of an object on a "
        "training image"
    )
    assert built.notes == (note,)
    assert built.model.document.marker_decoder is None
    assert "marker_decoder" not in built.model.document.model_dump()
    with pytest.raises(InputError, match="decoder 'ml' has no weights; a build learns them"):
        built.model.choose("ml")
    opened = changed(markers=backgrounds, decoder=DecoderChoice(id="ml"))
    with pytest.raises(LearnError, match="was not learned: no object is marked"):
        build_project(opened)
    files = ProjectFiles(opened.path)
    built = build(opened.project, files, fallback=FALLBACK)
    assert (built.decoder_fault, built.notes) == (note, ())


def test_it_is_learned_again_to_the_byte(changed: Any, tmp_path: Path) -> None:
    for number, decoder in enumerate(("lm", "ml")):
        opened = changed(decoder=DecoderChoice(id=decoder))
        build_project(opened, out=tmp_path / str(number))
        comparison = compare_models(build_project(opened).model, tmp_path / str(number))
        assert comparison.identical
        loaded = load_model(tmp_path / str(number))
        assert loaded.choose("ml").weights
    older = json.loads((tmp_path / "0" / "model.json").read_text())
    del older["marker_decoder"]
    (tmp_path / "0" / "model.json").write_text(json.dumps(older))
    rebuilt = build_project(changed(decoder=DecoderChoice(id="lm"))).model
    comparison = compare_models(rebuilt, tmp_path / "0")
    assert comparison.differs == ("model.json: marker_decoder",)


@pytest.mark.parametrize("reduction", ["kmeans", "pca"])
def test_models_of_older_versions_lack_the_markers_of_kernels(
    changed: Any, reduction: str, tmp_path: Path
) -> None:
    architecture = Architecture(
        blocks=(Block(kernels_per_marker=3, kernels=4, reduction=reduction),) * 2
    )
    opened = changed(architecture=architecture, decoder=DecoderChoice(id="lm"))
    built = build_project(opened, out=tmp_path / "model")
    assert compare_models(build_project(opened).model, tmp_path / "model").identical
    for block, learned in zip(built.model.document.blocks, built.learned.blocks, strict=True):
        assert [record.markers for record in block.kernels] == [
            kernel.sources for kernel in learned.kept
        ]
        for record in block.kernels:
            assert sum(source.share for source in record.markers) == pytest.approx(1)
            assert record.has_known_markers
    path = tmp_path / "model" / "model.json"
    older = json.loads(path.read_text())
    for older_block in older["blocks"]:
        for kernel in older_block["kernels"]:
            kernel.pop("sources", None)
    path.write_text(json.dumps(older))
    assert compare_models(built.model, tmp_path / "model").identical
    records = [
        record
        for block in load_model(tmp_path / "model").document.blocks
        for record in block.kernels
    ]
    assert all(
        [source.marker for source in record.markers] == [record.marker] for record in records
    )
    assert not all(record.has_known_markers for record in records)


# a trained decoder


def test_the_decoder_is_trained_on_the_masks(changed: Any, scene: Scene) -> None:
    opened = changed(decoder=DecoderChoice(id="bp"))
    built = build_project(opened)
    document = built.model.document
    assert set(built.seconds) == {"read", "learn", "weigh", "scale", "train", "total"}
    maps, truths = [], []
    for name in ("a", "b"):  # those for training
        maps.append(built.model.encode(read_pixels(scene.image(name)))[-1][0])
        truths.append(torch.from_numpy(label_map() > 0)[None])
    weights, bias = train_pointwise(maps, truths)
    assert document.decoder == DecoderChoice(id="bp", block=2, weights=weights, bias=bias)
    saliency = built.model.decode(built.model.encode(read_pixels(scene.image("c"))), (40, 48))[0]
    truth = label_map() > 0
    assert saliency[truth].mean() > 0.25 + saliency[~truth].mean()
    assert opened.project.decoder == DecoderChoice(id="bp")  # training changes no project


def test_unmarked_images_train_the_decoder_too(changed: Any, project: ProjectFolder) -> None:
    images = tuple(entry.with_(role="train") for entry in project.project.images)
    decoders = [
        build_project(changed(decoder=DecoderChoice(id="bp"), **more)).model.document.decoder
        for more in ({}, {"images": images})
    ]
    assert decoders[0].weights != decoders[1].weights


def test_several_classes_are_trained_on_their_ids(tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "files", classes=2)
    opened = import_scene(tmp_path / "P", scene)
    opened.save(opened.project.with_(decoder=DecoderChoice(id="bp", block=1)))
    model = build_project(opened).model
    assert len(model.document.decoder.weights) == len(model.document.decoder.bias) == 2
    saliency = model.decode(model.encode(read_pixels(scene.image("c"))), (40, 48))
    for plane, class_id in zip(saliency, (1, 2), strict=True):
        own = label_map(2) == class_id
        assert plane[own].mean() > 0.1 + plane[~own].mean()


def test_a_decoder_to_train_without_masks_is_refused_before_learning(
    changed: Any, project: ProjectFolder
) -> None:
    images = tuple(
        entry if entry.role != "train" else entry.with_(mask=None)
        for entry in project.project.images
    )
    stages: list[str] = []
    with pytest.raises(LearnError, match=r"scene\.flim: decoder 'bp' is trained on masks, and no"):
        build_project(
            changed(decoder=DecoderChoice(id="bp"), images=images),
            on_progress=lambda stage, *step: stages.append(stage),
        )
    assert stages == []


def test_a_mask_of_another_size_is_named(changed: Any, tmp_path: Path) -> None:
    write_png(tmp_path / "files" / "labels" / "a.png", label_map()[:-1])
    with pytest.raises(ImageError, match=r"a\.png: is 39 x 48 pixels and its image 40 x 48"):
        build_project(changed(decoder=DecoderChoice(id="bp")))


def test_the_decoder_is_trained_on_real_images(shared_data: Path, tmp_path: Path) -> None:
    files = shared_data / "parasites"
    import_project(
        tmp_path / "P",
        files / "images",
        files / "markers",
        files / "labels",
        files / "arch.json",
    )
    opened = open_project(tmp_path / "P")
    opened.save(opened.project.with_(decoder=DecoderChoice(id="bp", block=1)))
    model = build_project(opened).model
    unseen = [entry for entry in opened.project.images if entry.role != "train"]
    apart = []
    for entry in unseen:
        pixels = read_pixels(ImageFinder(opened.path).locate(entry))
        truth = read_mask(ImageFinder(opened.path).locate_mask(entry)) > 0
        saliency = model.decode(model.encode(pixels, 1), truth.shape)[0]
        apart.append(saliency[truth].mean() - saliency[~truth].mean())
    assert len(apart) == 5
    assert np.mean(apart) > 0.1


# A decoder that cannot be had


@pytest.mark.parametrize(
    ("choice", "more", "reason"),
    [
        (DecoderChoice(id="manual"), {}, "decoder 'manual' has no weights"),
        (DecoderChoice(id="manual", weights=((1.0, 2.0),)), {}, "has 2 weights and the block has"),
        (DecoderChoice(id="mb", block=9), {}, "decodes block 9 and the architecture has 2"),
        (DecoderChoice(id="bp"), {"labels": False}, "decoder 'bp' is trained on masks"),
    ],
)
def test_a_fallback_replaces_a_decoder_that_cannot_be_trained(
    changed: Any, project: ProjectFolder, choice: DecoderChoice, more: Any, reason: str
) -> None:
    images = project.project.images
    if more:
        images = tuple(entry.with_(mask=None) for entry in images)
    opened = changed(decoder=choice, images=images)
    files, fallback = ProjectFiles(opened.path), DecoderChoice(id="at")
    with pytest.raises((InputError, LearnError), match=reason):
        build(opened.project, files)
    built = build(opened.project, files, fallback=fallback)
    plain = build_project(project)
    assert built.model.document.fingerprint == plain.model.document.fingerprint
    assert built.model.document.decoder == DecoderChoice(id="at", block=2)
    assert reason in str(built.decoder_fault)
    assert built.notes == plain.notes


def test_a_fallback_leaves_a_possible_decoder(project: ProjectFolder) -> None:
    files = ProjectFiles(project.path)
    built = build(project.project, files, fallback=DecoderChoice(id="at"))
    assert built.model.document == build_project(project).model.document
    assert built.decoder_fault is None


# compare_models


def test_a_stored_model_is_identical_to_its_rebuild(
    project: ProjectFolder, tmp_path: Path
) -> None:
    built = build_project(project, out=tmp_path / "M").model
    assert compare_models(built, tmp_path / "M") == RebuildComparison((), 0.0)
    assert compare_models(built, tmp_path / "M").identical


@pytest.mark.parametrize("file", ["encoder.safetensors", "encoder.pt"])
def test_a_tampered_weight_is_found_in_either_file(
    model: Model, tmp_path: Path, file: str
) -> None:
    model.write(tmp_path)
    tensors = model.tensors()
    tensors["block1.conv.bias"] = tensors["block1.conv.bias"] + torch.tensor([0, 0, 0.5, 0, 0, 0])
    other = Model(model.document, model.encoder)
    object.__setattr__(other, "tensors", lambda: tensors)
    Model.write(other, tmp_path / "other")
    shutil.copy(tmp_path / "other" / file, tmp_path / file)
    comparison = compare_models(model, tmp_path)
    assert (comparison.identical, comparison.differs) == (False, (file,))
    assert comparison.largest_difference == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda d: d["blocks"][0]["kernels"][0].update({"class": 1}), "blocks"),
        (lambda d: d["decoder"].update(block=1), "decoder"),
        (lambda d: d.update(fingerprint="0" * 64), "fingerprint"),
        (lambda d: d.update(seed=5), "seed"),
        (lambda d: d["architecture"].update(stdev_factor=0.02), "architecture"),
    ],
)
def test_a_tampered_document_is_found(
    model: Model, tmp_path: Path, change: Any, field: str
) -> None:
    model.write(tmp_path)
    document = json.loads((tmp_path / "model.json").read_text())
    change(document)
    (tmp_path / "model.json").write_text(json.dumps(document))
    assert compare_models(model, tmp_path) == RebuildComparison((f"model.json: {field}",), 0.0)


def test_other_versions_of_libraries_make_no_difference(model: Model, tmp_path: Path) -> None:
    model.write(tmp_path)
    document = json.loads((tmp_path / "model.json").read_text())
    document["environment"]["torch"] = "1.0"
    document["app_version"] = "0.0.1"
    (tmp_path / "model.json").write_text(json.dumps(document))
    assert compare_models(model, tmp_path).identical


def test_a_model_of_other_shapes_has_no_largest_difference(
    changed: Any, model: Model, tmp_path: Path, project: ProjectFolder
) -> None:
    first, _ = project.project.architecture.blocks
    smaller = project.project.architecture.with_(blocks=(first,))
    other = build_project(changed(architecture=smaller), out=tmp_path / "M").model
    assert len(load_file(tmp_path / "M" / "encoder.safetensors")) == 2
    comparison = compare_models(model, tmp_path / "M")
    assert comparison.largest_difference is None
    assert {"encoder.pt", "encoder.safetensors", "model.json: blocks"} <= set(comparison.differs)
    assert compare_models(other, tmp_path / "M").identical


def test_nothing_to_compare_with(model: Model, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model here"):
        compare_models(model, tmp_path)


def test_a_retired_decoder_is_refused_with_its_successor(project: ProjectFolder) -> None:
    retired = project.project.with_(decoder=DecoderChoice(id="auto"))
    with pytest.raises(InputError, match="decoder 'auto' is no longer offered; use 'ml'"):
        build(retired, ProjectFiles(project.path))


# the scale of the training images


def test_every_build_measures_the_levels_of_all_computed_decoders(
    project: ProjectFolder, scene: Scene
) -> None:
    built = build_project(project)
    document, model = built.model.document, built.model
    training = document.training_levels
    assert training is not None
    assert "scale" in built.seconds
    assert [len(maxima) for maxima in training.maxima] == document.kernel_counts
    assert list(training.levels) == [
        info.id for info in DECODERS.values() if info.weights_source == "computed"
    ]
    assert document.decoder.scale == "image"
    assert b'"scale"' not in dump_model_document(document)
    pixels, truth = read_pixels(scene.image("c")), label_map() > 0
    for decoder in ("lm", "pb", "mb"):
        choice = model.choose(decoder, 2, "training")
        assert choice.scales == (
            BlockScale(maxima=training.maxima[1], levels=training.levels[decoder][1]),
        )
        saliency = model.saliency(pixels, choice)[0]
        assert saliency[truth].mean() > 0.4 + saliency[~truth].mean()
        blank = np.full_like(pixels, 0.5)
        assert model.saliency(blank, choice).max() < 0.5
        assert not model.predict(blank, choice, Delineation(threshold="auto")).any()


@pytest.mark.parametrize("choice", [
    DecoderChoice(id="mb", scale="training"),
    DecoderChoice(id="at", block=1, scale="training"),
    DecoderChoice(id="lm", fused=(1, 2), scale="training"),
])  # fmt: skip
def test_a_project_may_ask_for_the_scale(
    changed: Any, project: ProjectFolder, tmp_path: Path, choice: DecoderChoice
) -> None:
    opened = changed(decoder=choice)
    model = build_project(opened, out=tmp_path / "M").model
    own = model.document.decoder
    assert own == build_project(project).model.choose(choice.id, choice.blocks or 2, "training")
    assert [len(scale.levels) for scale in own.scales] == [1] * len(own.blocks)
    assert load_model(tmp_path / "M").document == model.document
    assert compare_models(build_project(opened).model, tmp_path / "M").identical
    assert opened.project.decoder == choice  # the numbers are the model's
    assert model.choose(scale="image").scales == ()
    assert model.choose("pb").scale == "training"
    assert model.choose("ml").scale == "image"


def test_manual_weights_have_their_own_levels(changed: Any, project: ProjectFolder) -> None:
    model = build_project(project).model
    (row,) = [
        [1.0 if class_id else -1.0 for class_id in classes]
        for classes in model.document.kernel_classes[1:]
    ]
    manual = DecoderChoice(id="manual", weights=(tuple(row),), scale="training")
    of_manual = build_project(changed(decoder=manual)).model.document.decoder
    assert of_manual.scales == model.choose("lm", 2, "training").scales  # the same weights
    without = build_project(changed(decoder=manual.with_(scale="image"))).model
    with pytest.raises(
        InputError, match=r"'manual': the model has no levels .* on block 2; build"
    ):
        without.choose(scale="training")


def test_a_decoder_is_trained_on_its_scale(changed: Any) -> None:
    opened = changed(decoder=DecoderChoice(id="bp"))
    on_images = build_project(opened).model
    on_training = build_project(changed(decoder=DecoderChoice(id="bp", scale="training"))).model
    own = on_training.document.decoder
    assert own.weights != on_images.document.decoder.weights
    assert own.scales[0].maxima == on_images.document.training_levels.maxima[1]
    with pytest.raises(InputError, match="trained on the scale 'image'; for 'training' build"):
        on_images.choose(scale="training")
    with pytest.raises(InputError, match="trained on the scale 'training'; for 'image' build"):
        on_training.choose(scale="image")


def test_a_model_from_before_has_no_levels(project: ProjectFolder, tmp_path: Path) -> None:
    model = build_project(project).model
    older = Model(model.document.with_(training_levels=None), model.encoder)
    older.write(tmp_path)
    assert "training_levels" not in json.loads((tmp_path / "model.json").read_text())
    loaded = load_model(tmp_path)
    assert loaded.document == older.document
    with pytest.raises(InputError, match="no levels of training images for it on block 2"):
        loaded.choose("lm", 2, "training")
