"""The effect of edits, their inverses, and refusals."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from flimbuilder.errors import ProjectError
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.edits import (
    AddImage,
    AddMarker,
    Edit,
    RemoveImage,
    RemoveMarker,
    ReplaceImage,
    ReplaceMarker,
    SetClasses,
    SetDecoder,
    Together,
    apply_edit,
    edit_adapter,
)
from flimbuilder.project.markers import ImageMarkers
from flimbuilder.project.project import ClassEntry, Project
from tests.project.project_examples import (
    disk,
    entry,
    example,
    fitting_edits,
    ids,
    inverse,
    projects,
    without_next_ids,
)

pytestmark = pytest.mark.slow

QUICK = settings(max_examples=50, deadline=None)


class TestMarkers:
    def test_drawing_on_an_image_without_markers(self) -> None:
        after = apply_edit(example(), AddMarker(image="c", index=0, marker=disk(1)))
        assert after.markers["c"] == ImageMarkers(next_id=2, markers=(disk(1),))
        assert {name: after.markers[name] for name in "ab"} == example().markers

    def test_drawing_order(self) -> None:
        after = apply_edit(example(), AddMarker(image="a", index=1, marker=disk(3)))
        assert ids(after, "a") == [1, 3, 2]
        assert after.markers["a"].next_id == 4

    def test_ids_are_not_reused(self) -> None:
        project = apply_edit(example(), RemoveMarker(image="a", marker=2))
        assert ids(project, "a") == [1]
        assert project.markers["a"].next_id == 3
        undone = apply_edit(project, inverse(example(), RemoveMarker(image="a", marker=2)))
        assert undone == example()

    def test_undoing_a_new_marker_keeps_its_id_taken(self) -> None:
        edit = AddMarker(image="a", index=2, marker=disk(3))
        undone = apply_edit(apply_edit(example(), edit), inverse(example(), edit))
        assert undone.markers["a"] == ImageMarkers(
            next_id=4, markers=example().markers["a"].markers
        )

    def test_relabelling(self) -> None:
        edit = ReplaceMarker(image="a", marker=disk(1, class_id=None, radius=7))
        after = apply_edit(example(), edit)
        assert [marker.class_id for marker in after.markers["a"].markers] == [None, 1]
        assert apply_edit(after, inverse(example(), edit)) == example()

    @pytest.mark.parametrize(
        ("edit", "message"),
        [
            (AddMarker(image="z", index=0, marker=disk(1)), "there is no image z in the project"),
            (AddMarker(image="a", index=0, marker=disk(2)), "image a has a marker 2 already"),
            (
                AddMarker(image="a", index=3, marker=disk(3)),
                "position 3 is beyond the end of",
            ),
            (RemoveMarker(image="a", marker=3), "image a has no marker 3"),
            (RemoveMarker(image="c", marker=1), "image c has no marker 1"),
            (ReplaceMarker(image="a", marker=disk(3)), "image a has no marker 3"),
        ],
    )
    def test_refusals(self, edit: Edit, message: str) -> None:
        with pytest.raises(ProjectError, match=message):
            apply_edit(example(), edit)


class TestImages:
    def test_removing_takes_the_markers_and_undoing_brings_them_back(self) -> None:
        edit = RemoveImage(image="a")
        after = apply_edit(example(), edit)
        assert [image.id for image in after.images] == ["b", "c"]
        assert set(after.markers) == {"b"}
        assert apply_edit(after, inverse(example(), edit)) == example()

    def test_adding(self) -> None:
        edit = AddImage(index=1, entry=entry("new"))
        after = apply_edit(example(), edit)
        assert [image.id for image in after.images] == ["a", "new", "b", "c"]
        assert apply_edit(after, inverse(example(), edit)) == example()

    def test_another_role_and_mask(self) -> None:
        edit = ReplaceImage(entry=entry("b", role="test", mask="../labels/b.png"))
        after = apply_edit(example(), edit)
        assert after.image("b").role == "test"
        assert [image.id for image in after.images] == ["a", "b", "c"]
        assert apply_edit(after, inverse(example(), edit)) == example()

    @pytest.mark.parametrize(
        ("edit", "message"),
        [
            (AddImage(index=0, entry=entry("a")), "the image a is in the project already"),
            (AddImage(index=4, entry=entry("z")), "position 4 is beyond the end of the 3 images"),
            (RemoveImage(image="z"), "there is no image z"),
            (ReplaceImage(entry=entry("z")), "there is no image z"),
            (ReplaceImage(entry=entry("a", sha256="0" * 64)), "can't replace its content"),
        ],
    )
    def test_refusals(self, edit: Edit, message: str) -> None:
        with pytest.raises(ProjectError, match=message):
            apply_edit(example(), edit)
        if not isinstance(edit, AddImage) and "no image" in message:
            with pytest.raises(ProjectError, match=message):
                inverse(example(), edit)


class TestSettings:
    def test_each_sets_its_field_and_no_other(self) -> None:
        project = example()
        edit = SetDecoder(decoder=DecoderChoice(id="mb", block=2))
        after = apply_edit(project, edit)
        assert after == project.with_(decoder=DecoderChoice(id="mb", block=2))
        assert inverse(project, edit) == SetDecoder(decoder=project.decoder)

    def test_what_the_project_refuses(self) -> None:
        black = ClassEntry(id=1, name="x", colour="#000000")
        with pytest.raises(ProjectError, match="class id 1 is used twice"):
            apply_edit(example(), SetClasses(classes=(black, black)))


class TestTogether:
    """Add an image, mark it, and remove an older image."""

    edits = (
        AddImage(index=3, entry=entry("d")),
        AddMarker(image="d", index=0, marker=disk(1)),
        RemoveImage(image="a"),
    )

    def test_all_are_made_in_order(self) -> None:
        after = apply_edit(example(), Together(edits=self.edits))
        assert [image.id for image in after.images] == ["b", "c", "d"]
        assert ids(after, "d") == [1]

    def test_the_inverse_undoes_the_last_one_first(self) -> None:
        undo = inverse(example(), Together(edits=self.edits))
        assert undo == Together(
            edits=(
                AddImage(index=0, entry=entry("a"), markers=example().markers["a"]),
                RemoveMarker(image="d", marker=1),
                RemoveImage(image="d"),
            )
        )
        after = apply_edit(example(), Together(edits=self.edits))
        assert apply_edit(after, undo) == example()

    def test_an_edit_that_does_not_fit_refuses_all(self) -> None:
        with pytest.raises(ProjectError, match="there is no image a in the project"):
            apply_edit(example(), Together(edits=(*self.edits, RemoveMarker(image="a", marker=1))))

    def test_empty_and_nested_groups_are_refused(self) -> None:
        with pytest.raises(ValidationError, match="at least 1 item"):
            Together(edits=())
        with pytest.raises(ValidationError, match="'together'"):
            Together(edits=(Together(edits=self.edits),))  # type: ignore[arg-type]

    @QUICK
    @given(st.data(), projects())
    def test_a_group_equals_its_edits_in_sequence(
        self, data: st.DataObject, project: Project
    ) -> None:
        edits, after = [], project
        for _ in range(data.draw(st.integers(1, 4))):
            edits.append(data.draw(fitting_edits(after)))
            after = apply_edit(after, edits[-1])
        together = Together(edits=tuple(edits))
        assert apply_edit(project, together) == after
        assert edit_adapter.validate_json(edit_adapter.dump_json(together)) == together
        undone = apply_edit(after, inverse(project, together))
        assert without_next_ids(undone) == without_next_ids(project)


class TestProperties:
    @QUICK
    @given(st.data(), projects())
    def test_the_inverse_restores_the_project(self, data: st.DataObject, project: Project) -> None:
        edit = data.draw(fitting_edits(project))
        after = apply_edit(project, edit)
        undone = apply_edit(after, inverse(project, edit))
        if isinstance(edit, AddMarker):
            # All but the next id, which does not go back.
            used = project.markers_of(edit.image)
            now = undone.markers[edit.image]
            assert now == ImageMarkers(next_id=used.next_id + 1, markers=used.markers)
            undone = undone.with_(markers=undone.markers | {edit.image: used})
            project = project.with_(markers=project.markers | {edit.image: used})
        assert undone == project

    @QUICK
    @given(st.data(), projects())
    def test_undo_and_redo_is_do(self, data: st.DataObject, project: Project) -> None:
        edit = data.draw(fitting_edits(project))
        after = apply_edit(project, edit)
        undo = inverse(project, edit)
        assert apply_edit(apply_edit(after, undo), inverse(after, undo)) == after

    @QUICK
    @given(st.data(), projects())
    def test_they_read_back_from_json(self, data: st.DataObject, project: Project) -> None:
        edit = data.draw(fitting_edits(project))
        assert edit_adapter.validate_json(edit_adapter.dump_json(edit)) == edit
