"""Leaving out markers, and previews: equal to builds of the edited project from scratch."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy

from flimbuilder.errors import Cancelled, ProjectError
from flimbuilder.explain.counterfactuals.leaving_out import saliency_in
from flimbuilder.explain.counterfactuals.preview import _decide
from flimbuilder.explain.counterfactuals.suspects import rank_counterfactuals
from flimbuilder.explain.guidance.quality import PlausibilityChange, compare
from flimbuilder.flim import marker_training
from flimbuilder.imaging.read import read_image, read_mask
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.edits import (
    AddMarker,
    Edit,
    RemoveMarker,
    ReplaceMarker,
    SetKernelEdits,
    apply_edit,
)
from flimbuilder.project.folder import ProjectFolder
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import KernelEdit, Project
from flimbuilder.workflow.build import build
from flimbuilder.workflow.counterfactuals import Counterfactuals
from flimbuilder.workflow.evaluation.evaluate import measure_masks
from flimbuilder.workflow.import_files import add_images

PLACE = (14, 15)

DECODERS: dict[str, dict[str, Any]] = {
    "ml": {"id": "ml"},
    "ml, one block": {"id": "ml", "block": 1},
    "lm": {"id": "lm"},
    "mb, fused": {"id": "mb", "block": 2, "fused": (1, 2)},
    "ts, training": {"id": "ts", "scale": "training"},
    "bp": {"id": "bp"},
}


def settings_of(project: ProjectFolder, **decoder: Any) -> Project:
    return project.project.with_(
        decoder=DecoderChoice.model_validate(decoder or {"id": "ml"}), delineation=Delineation()
    )


def make(project: ProjectFolder, edited: Project | None = None, **options: Any) -> Counterfactuals:
    files = ProjectFiles(project.path)
    return Counterfactuals(edited or settings_of(project), files, **options)


def from_scratch(project: ProjectFolder, edited: Project) -> Any:
    return build(edited, ProjectFiles(project.path), with_marker_results=False).model


@pytest.mark.slow
@pytest.mark.parametrize("decoder", list(DECODERS.values()), ids=list(DECODERS))
def test_a_rebuild_without_a_marker_is_the_build_without_it(
    project: ProjectFolder, decoder: dict[str, Any]
) -> None:
    of = settings_of(project, **decoder)
    shown = of.images[2].id
    found = make(project, of, shown=[shown])
    pixels = read_image(project.path / of.images[2].path).pixels
    before = from_scratch(project, of).saliency(pixels)
    for item in found.without_markers(image=shown, region=PLACE):
        expected = from_scratch(
            project, apply_edit(of, RemoveMarker(image=item.image, marker=item.marker))
        )
        saliency = expected.saliency(pixels)
        assert item.saliency == pytest.approx(saliency_in(saliency, PLACE, 0), abs=1e-6)
        change = saliency_in(saliency, PLACE, 0) - saliency_in(before, PLACE, 0)
        assert item.change == pytest.approx(change, abs=1e-6)


def test_rebuilds_that_share_a_memory_equal_builds_from_scratch(project: ProjectFolder) -> None:
    found, of = make(project), settings_of(project)
    keys = [(entry.id, marker.id) for entry in of.images
            for marker in of.markers_of(entry.id).markers]  # fmt: skip
    for image, marker in [keys[0], keys[-1], keys[0]]:
        edited = apply_edit(of, RemoveMarker(image=image, marker=marker))
        model, expected = found.rebuild(edited), from_scratch(project, edited)
        assert model.document == expected.document
        tensors = expected.tensors()
        assert all(tensor.equal(tensors[name]) for name, tensor in model.tensors().items())


def test_all_markers_are_left_out_in_the_given_order(project: ProjectFolder) -> None:
    found, steps = make(project), []
    keys = [(entry.id, marker) for entry in found.project.images[:2] for marker in (1, 2, 3)]
    items = list(found.without_markers(on_progress=lambda *step: steps.append(step)))
    assert [item.key for item in items] == keys
    assert [item.class_id for item in items] == [0, 0, 1, 0, 0, 1]
    assert steps == [("leaving out markers", number, 6) for number in range(6)]
    assert all(item.saliency is None and item.change is None for item in items)
    assert [item.key for item in found.without_markers(keys[:3:-1])] == keys[:3:-1]


def test_agreement_counts_the_other_markers_and_support_the_marker(
    project: ProjectFolder,
) -> None:
    found = make(project)
    item = next(found.without_markers())
    after = found.judge(
        found.rebuild(
            apply_edit(found.project, RemoveMarker(image=item.image, marker=item.marker))
        )
    )
    means = [of.agreement.mean({item.key}) for of in (found.before, after)]
    assert item.agreement == pytest.approx((means[1] or 0) - (means[0] or 0))
    assert item.support == after.agreement.of(*item.key)


def test_measures_are_those_of_evaluate(project: ProjectFolder) -> None:
    found = make(project)
    item = next(found.without_markers())
    means = []
    for edited in (
        found.project,
        apply_edit(found.project, RemoveMarker(image=item.image, marker=item.marker)),
    ):
        model, dice = from_scratch(project, edited), []
        for entry in found.project.images[:2]:
            pixels = found.files.pixels(entry)
            truth = found.files.truth(entry, (1,))
            mask, saliency = model.predict(pixels), model.saliency(pixels)
            dice.append(measure_masks(saliency, mask, truth, (1,))["dice"])
        means.append(np.mean(dice))
    assert item.measures["dice"] == pytest.approx(means[1] - means[0], abs=1e-6)
    assert set(item.measures) == {"dice", "iou", "precision", "recall"}


def test_without_its_only_object_marker_nothing_can_be_learned(project: ProjectFolder) -> None:
    of = settings_of(project)
    first = of.images[0].id
    alone = of.with_(markers={first: of.markers_of(first)})
    items = list(make(project, alone, shown=[first]).without_markers(image=first, region=PLACE))
    assert [(item.class_id, item.fault is None) for item in items] == [
        (1, False), (0, True), (0, True),
    ]  # fmt: skip
    assert "object" in str(items[0].fault)
    assert items[0].saliency is None


def test_the_only_marker_cannot_be_left_out(project: ProjectFolder) -> None:
    of = settings_of(project, id="lm")
    first = of.images[0].id
    drawn = of.markers_of(first)
    alone = of.with_(markers={first: drawn.with_(markers=drawn.markers[:1])})
    (item,) = make(project, alone).without_markers()
    assert item.fault == "no other marker teaches the encoder"


def test_leaving_out_markers_can_be_stopped_within_a_rebuild(project: ProjectFolder) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if stage == "estimating kernels":
            raise Cancelled("stopped")

    of = settings_of(project)
    found = make(project, model=from_scratch(project, of), on_progress=stop)
    assert found.before.agreement.markers
    with pytest.raises(Cancelled):
        next(found.without_markers())


def test_markers_of_large_images_are_judged_in_tiles(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = make(project).before.agreement
    model = make(project).model
    monkeypatch.setattr(marker_training, "LARGE", 100)
    tiled = make(project, model=model).before
    assert not tiled.measures
    assert [marker.key for marker in tiled.agreement.markers] == list(whole.by_key)
    for marker in tiled.agreement.markers:
        assert marker.value == pytest.approx(whole.by_key[marker.key].value, abs=1e-4)
    kept = make(project, model=model, shown=[project.project.images[0].id]).before
    assert list(kept.saliency) == [project.project.images[0].id]


class TestPreview:
    def preview(self, project: ProjectFolder, *edits: Edit, **options: Any) -> Any:
        return make(project, **options).preview(edits)

    def test_a_wrong_stroke_is_worse(self, project: ProjectFolder) -> None:
        image = project.project.images[0].id
        disk = Disk(id=9, class_id=1, center=(30, 5), radius=4)  # on the ground
        found = self.preview(project, AddMarker(image=image, index=3, marker=disk), shown=[image])
        assert found.edited == ((image, 9),)
        assert found.verdict == "worse"
        assert found.measures["dice"] < 0
        assert f"{found.measures['dice']:+.3f}" in found.reason
        assert found.before.saliency[image].shape == (1, 40, 48)
        changed = found.after.saliency[image] != found.before.saliency[image]
        assert changed.any()

    def test_it_is_the_build_of_the_edited_project(self, project: ProjectFolder) -> None:
        image = project.project.images[1].id
        disk = Disk(id=9, class_id=0, center=(30, 5), radius=2)
        edit = AddMarker(image=image, index=0, marker=disk)
        found = self.preview(project, edit)
        expected = from_scratch(project, apply_edit(settings_of(project), edit))
        assert found.model.document == expected.document
        before = from_scratch(project, settings_of(project))
        assert found.model.document.fingerprint != before.document.fingerprint

    def test_agreement_leaves_out_the_edited_markers(self, project: ProjectFolder) -> None:
        of = settings_of(project)
        image = of.images[0].id
        marker = of.markers_of(image).markers[2]
        edit = ReplaceMarker(image=image, marker=marker.with_(class_id=0))
        found = self.preview(project, edit)
        assert found.edited == ((image, marker.id),)
        means = [
            judged.agreement.mean({(image, marker.id)}) for judged in (found.before, found.after)
        ]
        assert found.agreement == pytest.approx(means[1] - means[0])
        assert set(found.of_images) == {entry.id for entry in of.images[:2]}

    def test_the_same_project_is_unclear(self, project: ProjectFolder) -> None:
        found = self.preview(project, SetKernelEdits(kernel_edits=()))
        assert (found.verdict, found.agreement) == ("unclear", 0.0)

    def test_without_masks_their_plausibility_decides(self, project: ProjectFolder) -> None:
        of = settings_of(project)
        images = tuple(entry.with_(mask=None) for entry in of.images)
        found = make(project, of.with_(images=images))
        disk = Disk(id=9, class_id=1, center=(30, 5), radius=4)
        preview = found.preview([AddMarker(image=of.images[0].id, index=3, marker=disk)])
        assert preview.measures == {}
        assert preview.plausibility is not None
        before, after = preview.before.plausibility, preview.after.plausibility
        assert preview.plausibility == compare(before, after)
        assert len(before) == 2

    @pytest.mark.parametrize(
        ("change", "verdict", "reason"),
        [
            (
                PlausibilityChange(0.1, 0.3, 0.3), "better",
                "the masks follow the edges of the image more closely, depend less on the "
                "threshold and cover similar shares of all images",
            ),
            (PlausibilityChange(0.0, -0.6, 0.0), "worse", "the masks leave the edges"),
            (
                PlausibilityChange(-0.1, 0.3, -0.6), "worse",
                "the masks depend more on the threshold and differ more in size",
            ),
            (PlausibilityChange(0.04, 0.3, 0.0), "unclear", "neither edges nor certainty"),
            (None, "unclear", "neither edges nor certainty"),
        ],
    )  # fmt: skip
    def test_the_verdict_without_masks_by_hand(
        self, change: PlausibilityChange | None, verdict: str, reason: str
    ) -> None:
        found = _decide(0.1, None, change)
        assert found[0] == verdict
        assert found[1].startswith(reason)

    def test_kernels_can_be_deleted(self, project: ProjectFolder) -> None:
        found = make(project)
        kernel = found.model.document.blocks[0].kernels[0].identity
        edit = KernelEdit(block=1, action="delete", kernel=kernel)
        preview = found.preview([SetKernelEdits(kernel_edits=(edit,))])
        assert preview.model is not None
        counts = preview.model.document.kernel_counts
        assert counts[0] == found.model.document.kernel_counts[0] - 1
        assert preview.edited == ()

    def test_an_edit_after_which_nothing_can_be_learned_is_worse(
        self, project: ProjectFolder
    ) -> None:
        of = settings_of(project)
        edits = [RemoveMarker(image=entry.id, marker=3) for entry in of.images[:2]]
        found = self.preview(project, *edits)
        assert found.verdict == "worse"
        assert found.model is None
        assert "object" in str(found.fault)

    def test_an_edit_that_does_not_fit_is_refused(self, project: ProjectFolder) -> None:
        with pytest.raises(ProjectError):
            self.preview(project, RemoveMarker(image="nowhere", marker=1))


@pytest.mark.slow
def test_the_wrong_marker_of_real_cells_is_first(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "leukocytes"
    paths = sorted((folder / "images").iterdir())[:3]
    of, _ = add_images(Project(), tmp_path, paths)
    markers = {}
    for entry in of.images:
        nucleus = read_mask(next((folder / "labels").glob(f"{Path(entry.path).stem}.*"))) == 255
        depth = scipy.ndimage.distance_transform_edt(nucleus)
        places = [np.unravel_index(depth.argmax(), depth.shape), (8, 8), (111, 60), (60, 8)]
        markers[entry.id] = ImageMarkers(
            next_id=5,
            markers=tuple(
                Disk(
                    id=number, class_id=int(number == 1), center=(float(row), float(col)), radius=4
                )
                for number, (row, col) in enumerate(places, start=1)
            ),
        )
    image = of.images[1].id
    wrong = markers[image].markers[2].with_(class_id=1)
    edit = ReplaceMarker(image=image, marker=wrong)
    found = Counterfactuals(apply_edit(of.with_(markers=markers), edit), ProjectFiles(tmp_path))
    ranked = rank_counterfactuals(list(found.without_markers()))
    assert ranked[0].key == (image, 3)
    assert ranked[0].is_contradicted
    assert not any(item.is_contradicted for item in ranked[1:])
