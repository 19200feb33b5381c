"""The selection of an image within a file."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from flimbuilder.errors import ProjectError
from flimbuilder.project.edits import ReplaceImage, apply_edit
from flimbuilder.project.images import image_entry
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.project.selection import AxisIndex, Selection, image_stem
from tests.project.project_examples import entry

Z3 = Selection(at=(AxisIndex(axis="z", index=3),))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"at": [{"axis": "z", "index": 1}, {"axis": "z", "index": 2}]}, "axis z is used twice"),
        ({"channels": [1, 1]}, "channel 1 is used twice"),
        ({"window": [3, 3]}, "the low end 3 is not below the high end 3"),
        ({"window": [0, float("inf")]}, "finite"),
        ({"at": [{"axis": "../z", "index": 1}]}, "pattern"),
        ({"at": [{"axis": "z", "index": -1}]}, "greater than or equal to 0"),
    ],
)
def test_invalid_selections(given: dict[str, object], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Selection.model_validate(given)


def test_label_and_description() -> None:
    both = Selection(at=(AxisIndex(axis="t", index=2), AxisIndex(axis="z", index=10)))
    assert (both.label, both.description) == ("t0002_z0010", "t 2, z 10")
    assert image_stem(Path("a/scan.nii.gz"), both) == "scan_t0002_z0010"
    assert image_stem(Path("a/scan.v2.png")) == "scan.v2"
    assert Selection().or_none is None
    assert Z3.or_none == Z3


def test_slices_of_a_file_have_different_ids(tmp_path: Path) -> None:
    path = tmp_path / "Scan.nii.gz"
    path.write_bytes(b"voxels")
    choices = [None, Z3, Z3.with_(channels=(1,)), Z3.with_(window=(0, 1))]
    made = [
        image_entry(tmp_path, path, (1, 1, 1), "uint8", selection=selection)
        for selection in choices
    ]
    assert len({entry.id for entry in made}) == len(choices)
    assert [entry.id.rpartition("-")[0] for entry in made] == ["scan", *["scan_z0003"] * 3]
    assert [entry.name for entry in made[:2]] == ["Scan.nii.gz", "Scan.nii.gz [z 3]"]
    again = image_entry(tmp_path, path, (1, 1, 1), "uint8", selection=Z3)
    assert again == made[1]


def replaced(before: ImageEntry, **changes: object) -> ImageEntry:
    project = Project(images=(before,))
    return apply_edit(project, ReplaceImage(entry=before.with_(**changes))).images[0]


def test_window_and_channels_may_change_but_not_the_position() -> None:
    before = entry("a", selection=Z3)
    other = Z3.with_(channels=(0,), window=(0, 9))
    assert replaced(before, selection=other).selection == other
    with pytest.raises(ProjectError, match=r"at z 3\) by .* at z 4;"):
        replaced(before, selection=Selection(at=(AxisIndex(axis="z", index=4),)))
