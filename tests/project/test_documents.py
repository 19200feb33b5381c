"""Encoding and decoding the files of a version."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from flimbuilder import __version__
from flimbuilder.errors import ProjectError, ProjectFormatError
from flimbuilder.project import documents
from flimbuilder.project.documents import (
    Version,
    decode_version,
    encode_version,
    is_version_file,
    marker_file,
)
from flimbuilder.project.edits import AddMarker, apply_edit
from flimbuilder.project.markers import Disk, ImageMarkers, Stroke
from flimbuilder.project.migrate import SCHEMA_VERSION
from flimbuilder.project.project import Project
from tests.project.project_examples import disk, drawn, entry, example, projects

ROOT = Path("P.flim")
DISK = {"id": 1, "class": 1, "kind": "disk", "center": [1, 2], "radius": 3}


def decode(files: Mapping[str, bytes]) -> Version:
    def read(name: str) -> bytes:
        if name not in files:
            raise FileNotFoundError(name)
        return files[name]

    return decode_version(read, ROOT)


def edited(name: str, **changes: Any) -> dict[str, bytes]:
    """The files of the example with changed fields in one of them; `...` removes a field."""
    files = encode_version(example(1), 1)
    document = json.loads(files[name]) | changes
    kept = {key: value for key, value in document.items() if value is not ...}
    return files | {name: json.dumps(kept).encode()}


def refused(files: Mapping[str, bytes]) -> str:
    with pytest.raises(ProjectFormatError) as caught:
        decode(files)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
    return str(caught.value)


class TestWriting:
    def test_a_marker_file_by_hand(self) -> None:
        project = Project(images=(entry("a"),), markers={"a": drawn(1, 3)})
        assert encode_version(project, 1)["markers/a.json"].decode() == (
            "{\n"
            '  "schema_version": 1,\n'
            '  "image": "a",\n'
            f'  "sha256": "{97:064x}",\n'
            '  "next_id": 4,\n'
            '  "markers": [\n'
            '    {"id": 1, "class": 1, "use": "both", "kind": "disk", "center": [10.0, 20.5], '
            '"radius": 4.0},\n'
            '    {"id": 3, "class": 1, "use": "both", "kind": "disk", "center": [10.0, 20.5], '
            '"radius": 4.0}\n'
            "  ]\n"
            "}\n"
        )

    def test_project_json_has_a_stable_order(self) -> None:
        content = encode_version(example(), 3)["project.json"].decode()
        assert list(json.loads(content)) == [
            "schema_version",
            "revision",
            "app_version",
            "libraries",
            "marker_files",
            "classes",
            "images",
            "input",
            "architecture",
            "decoder",
            "delineation",
            "kernel_edits",
            "seed",
        ]
        assert content.endswith("}\n")
        assert '\n  "revision": 3,\n' in content
        assert '\n      "shape": [30, 40, 3],\n' in content

    def test_one_changed_marker_is_one_changed_line(self) -> None:
        before = encode_version(example(1), 1)
        markers = ImageMarkers(next_id=3, markers=(disk(1, radius=1), disk(2, radius=9)))
        after = encode_version(example(1).with_(markers={**example(1).markers, "a": markers}), 1)
        assert [name for name in after if after[name] != before[name]] == ["markers/a.json"]
        old, new = (files["markers/a.json"].splitlines() for files in (before, after))
        assert sum(before != after for before, after in zip(old, new, strict=True)) == 1

    def test_only_marked_images_have_files(self) -> None:
        assert set(encode_version(example(), 1)) == {
            "project.json",
            "markers/a.json",
            "markers/b.json",
        }

    @pytest.mark.parametrize(
        ("markers", "message"),
        [
            (ImageMarkers(next_id=9, markers=(disk(1), disk(1))), "marker id 1 is used twice"),
            (ImageMarkers(next_id=2, markers=(disk(1), disk(2))), "next_id: 2 is not larger"),
        ],
    )
    def test_unreadable_markers_are_not_written(self, markers: ImageMarkers, message: str) -> None:
        with pytest.raises(ProjectError, match=f"image a: {message}"):
            encode_version(Project(images=(entry("a"),), markers={"a": markers}), 1)


class TestRoundTrip:
    @settings(max_examples=50, deadline=None)
    @given(projects())
    def test_any_project(self, project: Project) -> None:
        files = encode_version(project, 5)
        assert decode(files) == Version(project, 5, 1, __version__)
        assert encode_version(decode(files).project, 5) == files

    def test_other_white_space_and_order_are_the_same_project(self) -> None:
        files = {
            name: json.dumps(dict(reversed(json.loads(content).items()))).encode()
            for name, content in encode_version(example(), 1).items()
        }
        assert decode(files).project == example()

    def test_a_marker_file_that_is_not_listed_is_ignored(self) -> None:
        files = encode_version(example(), 1)
        assert decode(files | {"markers/c.json": b"torn"}).project == example()


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"schema_version": ...}, "schema_version: a whole number is needed"),
            ({"schema_version": "1"}, "schema_version: a whole number is needed"),
            ({"revision": 0}, "revision: .* greater than or equal to 1 .given: 0."),
            ({"seed": ...}, "seed: is missing"),
            ({"images": ...}, "images: is missing"),
            ({"marker_files": ...}, "marker_files: is missing"),
            ({"marker_files": "a"}, "marker_files: .* tuple .given: 'a'."),
            ({"marker_files": ["../../x"]}, "marker_files.0: .*pattern"),
            ({"marker_files": ["a", "b", "z"]}, r"z\.json: is missing; .* lists it"),
            ({"images": []}, "marker_files: there is no image a"),
            ({"sead": 3}, "sead: Extra inputs are not permitted"),
            ({"markers": {}}, "markers: is an unknown field"),
            ({"seed": 2**63}, "seed: .* less than or equal"),
            ({"seed": 10**4000}, "seed: "),
            ({"architecture": {"blocks": [{"kernel_size": 4}]}}, "architecture.blocks.0.kernel_s"),
            ({"classes": [{"id": 0, "name": "x", "colour": "red"}]}, "classes.0.colour: "),
            ({"decoder": json.loads("[" * 400 + "]" * 400)}, "decoder: "),
            ({"libraries": {"numpy": 2}}, "libraries.numpy: "),
            ({"seed": True}, "seed: .*valid integer .given: True."),
            ({"seed": "1"}, "seed: .*valid integer .given: '1'."),
            ({"seed": 1.0}, "seed: .*valid integer .given: 1.0."),
            ({"seed": 10**30}, "seed: .*less than or equal to 9223372036854775807"),
            ({"revision": True}, "revision: .*valid integer"),
            ({"revision": 10**30}, "revision: .*less than or equal"),
            ({"decoder": {"id": "\ud800"}}, "decoder.id: "),
            ({"decoder": {"id": "lm", "block": True}}, "decoder.block: .*valid integer"),
            ({"decoder": {"id": "lm", "block": 10**30}}, "decoder.block: .*less than or equal"),
            ({"delineation": {"threshold": "0.5"}}, "delineation.threshold"),
            ({"delineation": {"threshold": True}}, "delineation.threshold"),
            ({"delineation": {"drop_border": 1}}, "delineation.drop_border: .*valid boolean"),
            ({"architecture": {"blocks": [{"unit_norm": "true"}]}}, "unit_norm: .*boolean"),
            ({"architecture": {"blocks": [{}], "stdev_factor": "1"}}, "stdev_factor: .*number"),
            ({"classes": [{"id": False, "name": "x", "colour": "#000000"}]}, "classes.0.id: "),
        ],
    )
    def test_project_json(self, changes: dict[str, Any], message: str) -> None:
        text = refused(edited("project.json", **changes))
        assert text.startswith("P.flim/")
        assert re.search(message, text), text

    @pytest.mark.parametrize(
        "image_id", ["../a", "a/b", "a\\b", ".hidden", "", "a\n", "C:", "x" * 121, "é", "a\0"]
    )
    def test_ids_that_could_lead_elsewhere(self, image_id: str) -> None:
        files = encode_version(example(), 1)
        text = files["project.json"].decode().replace('"id": "c"', f'"id": {json.dumps(image_id)}')
        assert "images.2.id: " in refused(files | {"project.json": text.encode()})
        assert not is_version_file(marker_file(image_id))

    def test_a_number_too_large_for_a_float(self) -> None:
        files = encode_version(example(), 1)
        text = files["project.json"].decode().replace('"seed": 0', '"seed": 1e999')
        assert "seed: " in refused(files | {"project.json": text.encode()})

    def test_two_images_of_one_id(self) -> None:
        files = encode_version(example(), 1)
        text = files["project.json"].decode().replace('"id": "c"', '"id": "a"')
        assert "image id 'a' is used twice" in refused(files | {"project.json": text.encode()})

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            (
                {"sha256": "0" * 64},
                "belongs to image a with sha256 000000000000..., not to a with",
            ),
            ({"image": "b"}, "belongs to image b"),
            ({"next_id": 2}, "next_id: 2 is not larger than the marker id 2"),
            ({"next_id": ...}, "next_id: is missing"),
            ({"markers": None}, "markers: "),
            ({"markers": [{"id": 1, "class": 1, "kind": "dot"}]}, "markers.0: .*'dot'"),
            ({"markers": [{**DISK, "class": 255}]}, "markers.0.disk.class: .* equal to 254"),
            (
                {
                    "markers": [
                        {"id": 1, "class": 1, "kind": "disk", "center": [1, 2], "radius": -1}
                    ]
                },
                "markers.0.disk.radius: .* greater than or equal to 0 .given: -1.",
            ),
            (
                {
                    "markers": [
                        {"id": 1, "class": 1, "kind": "disk", "center": [10**400, 2], "radius": 1}
                    ]
                },
                "markers.0.disk.center.0: ",
            ),
            ({"markers": [disk(1).model_dump()] * 2}, "marker id 1 is used twice"),
            ({"markers": [{**DISK, "radius": "1"}]}, "markers.0.disk.radius: .*'1'"),
            ({"markers": [{**DISK, "radius": True}]}, "markers.0.disk.radius: .*True"),
            ({"markers": [{**DISK, "center": ["1", 2]}]}, "markers.0.disk.center.0: .*'1'"),
            ({"markers": [{**DISK, "class": True}]}, "markers.0.disk.class: .*True"),
            ({"markers": [{**DISK, "id": 10**30}]}, "markers.0.disk.id: .*less than 9223372036"),
            ({"next_id": 10**30}, "next_id: .*less than or equal to 9223372036854775807"),
            ({"next_id": "3"}, "next_id: .*'3'"),
        ],
    )
    def test_marker_files(self, changes: dict[str, Any], message: str) -> None:
        text = refused(edited("markers/a.json", **changes))
        assert text.startswith("P.flim/markers/a.json: ")
        assert re.search(message, text), text

    def test_lists_are_tuples_and_whole_numbers_are_floats(self) -> None:
        marker = {"id": 1, "class": None, "kind": "stroke", "points": [[1, 2], [3, 4.5]],
                  "radius": 2}  # fmt: skip
        version = decode(edited("markers/a.json", markers=[marker]))
        (stroke,) = version.project.markers_of("a").markers
        assert stroke == Stroke(id=1, class_id=None, points=((1.0, 2.0), (3.0, 4.5)), radius=2.0)

    def test_the_largest_ids(self) -> None:
        marker = {**DISK, "id": 2**63 - 2}
        files = edited("markers/a.json", markers=[marker], next_id=2**63 - 1)
        assert encode_version(decode(files).project, 1)["markers/a.json"]
        project = decode(files).project
        with pytest.raises(ProjectError, match="has a marker 9223372036854775806 already"):
            apply_edit(project, AddMarker(image="a", index=1, marker=disk(2**63 - 2)))

    def test_many_ids_of_which_the_last_two_are_equal(self) -> None:
        markers = (*(disk(number) for number in range(1, 30_001)), disk(30_000))
        drawn = ImageMarkers.model_construct(next_id=30_001, markers=markers)
        with pytest.raises(ProjectError, match="marker id 30000 is used twice"):
            encode_version(Project(images=(entry("a"),), markers={"a": drawn}), 1)

    @pytest.mark.parametrize("name", ["project.json", "markers/a.json"])
    def test_files_too_large_to_be_read_are_not_written(
        self, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        sizes = {name: len(content) for name, content in encode_version(example(), 1).items()}
        monkeypatch.setattr(documents, "MAX_FILE_BYTES", sizes[name] - 1)
        with pytest.raises(
            ProjectError, match=rf"would have \d+ bytes; at most {sizes[name] - 1}"
        ):
            encode_version(example(), 1)

    def test_a_marker_file_that_is_lost(self) -> None:
        files = encode_version(example(), 1)
        del files["markers/b.json"]
        assert "P.flim/markers/b.json: is missing; P.flim/project.json lists it" in refused(files)


def as_newer(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files with the next schema version."""
    current = f'"schema_version": {SCHEMA_VERSION}'.encode()
    newer = f'"schema_version": {SCHEMA_VERSION + 1}'.encode()
    return {name: content.replace(current, newer) for name, content in files.items()}


class TestNewer:
    def test_unknown_fields_are_ignored(self) -> None:
        files = as_newer(edited("project.json", app_version="9.0", wavelength=[1, 2]))
        files |= {"markers/a.json": as_newer(edited("markers/a.json", note="!"))["markers/a.json"]}
        version = decode(files)
        assert version == Version(example(1), 1, 2, "9.0")

    def test_a_newer_marker_file_makes_the_version_newer(self) -> None:
        assert decode(edited("markers/a.json", schema_version=2, note="!")).schema_version == 2

    def test_errors_mention_the_newer_version(self) -> None:
        text = refused(as_newer(edited("project.json", app_version="9.0", decoder=7)))
        assert "decoder: " in text
        assert text.endswith(
            f"it was written by a newer flimbuilder ('9.0'), this is {__version__}: update "
            "flimbuilder"
        )


def test_names_of_version_files() -> None:
    for name in ["project.json", "markers/a.json", "markers/a.b-1.json", "markers/a.json.json"]:
        assert is_version_file(name)
    for name in [
        "markers/../project.json",
        "markers/a",
        "a.json",
        "markers/x/a.json",
        "/etc/passwd",
        "markers/.json",
        "journal.ndjson",
        "../project.json",
        "",
    ]:
        assert not is_version_file(name)


def test_a_disk_with_an_unknown_field() -> None:
    document = Disk.model_dump(disk(1)) | {"centre": [1, 2]}
    assert "markers.0.disk.centre: Extra" in refused(edited("markers/a.json", markers=[document]))
