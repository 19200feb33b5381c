"""Migration of older projects: schema versions, with made-up steps, and retired decoders."""

import json
from pathlib import Path

import pytest

from flimbuilder.errors import ProjectFormatError
from flimbuilder.project import migrate
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.documents import encode_version
from flimbuilder.project.edits import SetDecoder, SetSeed
from flimbuilder.project.folder import create_project, open_backup, open_project
from flimbuilder.project.migrate import Documents, schema_version_of, upgrade
from tests.project.project_examples import example


def renamed(documents: Documents) -> Documents:
    """A step from a made-up version 0, in which the seed is called ``random_state``."""
    project = dict(documents["project.json"])
    project["seed"] = project.pop("random_state")
    return {**documents, "project.json": project}


def test_a_step_changes_the_documents_and_the_version() -> None:
    before = {"project.json": {"schema_version": 0, "random_state": 5}}
    after = upgrade(before, 0, {0: renamed})
    assert after == {"project.json": {"schema_version": 1, "seed": 5}}
    assert before == {"project.json": {"schema_version": 0, "random_state": 5}}


def test_steps_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "SCHEMA_VERSION", 3)
    seen = []

    def step(documents: Documents) -> Documents:
        seen.append({name: document["schema_version"] for name, document in documents.items()})
        return documents

    files = {"project.json": {"schema_version": 1}, "markers/a.json": {"schema_version": 1}}
    after = upgrade(files, 1, {1: step, 2: step})
    assert seen == [{"project.json": n, "markers/a.json": n} for n in (1, 2)]
    assert {document["schema_version"] for document in after.values()} == {3}


def test_current_and_newer_versions_are_unchanged() -> None:
    for version in (1, 2, 99):
        files = {"project.json": {"schema_version": version, "new": [1]}}
        assert upgrade(files, version) == files


def test_a_missing_step_is_an_error() -> None:
    with pytest.raises(ProjectFormatError, match="schema_version: 0 is unknown"):
        upgrade({"project.json": {"schema_version": 0}}, 0)


@pytest.mark.parametrize("version", [None, "1", 1.0, True, -1, [1]])
def test_a_version_is_a_whole_number(version: object) -> None:
    with pytest.raises(ProjectFormatError, match="schema_version: a whole number is needed"):
        schema_version_of({"schema_version": version})


def test_an_old_folder_opens_and_saves_as_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = example(7)
    folder = create_project(tmp_path / "P.flim", project).path
    for name in encode_version(project, 1):
        document = json.loads((folder / name).read_text())
        document["schema_version"] = 0
        if name == "project.json":
            document["random_state"] = document.pop("seed")
        (folder / name).write_text(json.dumps(document))
    with pytest.raises(ProjectFormatError, match=r"project\.json: schema_version: 0 is unknown"):
        open_project(folder)
    monkeypatch.setitem(migrate.STEPS, 0, renamed)
    opened = open_project(folder)
    assert opened.project == project
    assert not opened.read_only
    opened.save(project)
    monkeypatch.undo()
    assert open_project(folder).project == project


def test_files_of_different_versions(tmp_path: Path) -> None:
    folder = create_project(tmp_path / "P.flim", example()).path
    path = folder / "markers" / "a.json"
    path.write_text(path.read_text().replace('"schema_version": 1', '"schema_version": 0'))
    with pytest.raises(ProjectFormatError, match=r"a\.json: schema_version: 0 is older than"):
        open_project(folder)


AUTO = DecoderChoice(id="auto", scale="training")
REPLACED = "decoder 'auto' is no longer offered; the project now uses 'ml'"


def test_a_project_with_a_retired_decoder_opens_with_its_successor(tmp_path: Path) -> None:
    project = example(7)
    folder = create_project(tmp_path / "P.flim", project.with_(decoder=AUTO)).path
    written = (folder / "project.json").read_bytes()
    assert b'"id": "auto"' in written
    opened = open_project(folder)
    assert opened.project == project.with_(decoder=DecoderChoice(id="ml"))
    assert opened.notes == (f"{folder}: {REPLACED}",)
    assert (folder / "project.json").read_bytes() == written
    opened.save(opened.project)
    assert json.loads((folder / "project.json").read_text())["decoder"]["id"] == "ml"
    assert open_project(folder).notes == ()
    backup = open_backup(folder, 1)
    assert backup.project == opened.project
    assert backup.notes == (f"{folder / 'backups' / '00000001'}: {REPLACED}",)


def test_a_newer_project_with_a_retired_decoder_opens_with_its_successor(tmp_path: Path) -> None:
    folder = create_project(tmp_path / "P.flim", example().with_(decoder=AUTO)).path
    path = folder / "project.json"
    path.write_text(path.read_text().replace('"schema_version": 1', '"schema_version": 2'))
    opened = open_project(folder)
    assert opened.read_only
    assert opened.project.decoder == DecoderChoice(id="ml")
    assert opened.notes[1:] == (f"{folder}: {REPLACED}",)


def test_a_retired_decoder_in_the_journal_is_replaced(tmp_path: Path) -> None:
    project = example().with_(decoder=DecoderChoice(id="lm"))
    folder = create_project(tmp_path / "P.flim", project).path
    writer = open_project(folder)
    writer.journal_edit(SetDecoder(decoder=AUTO))
    writer.journal_edit(SetSeed(seed=5))
    expected = project.with_(decoder=DecoderChoice(id="ml"), seed=5)
    for _ in range(2):
        opened = open_project(folder)
        assert (opened.project, opened.notes) == (project, ())
        assert opened.recover() == expected
        assert opened.notes == (f"{folder}: {REPLACED}",)
    opened.save(expected)
    reopened = open_project(folder)
    assert (reopened.project, reopened.unsaved, reopened.notes) == (expected, (), ())


def test_a_decoder_that_was_replaced_in_the_journal_needs_no_note(tmp_path: Path) -> None:
    folder = create_project(tmp_path / "P.flim", example()).path
    writer = open_project(folder)
    for decoder in (AUTO, DecoderChoice(id="mb")):
        writer.journal_edit(SetDecoder(decoder=decoder))
    opened = open_project(folder)
    assert opened.recover().decoder == DecoderChoice(id="mb")
    assert opened.notes == ()


def test_other_unknown_decoders_stay(tmp_path: Path) -> None:
    foreign = example().with_(decoder=DecoderChoice(id="nearest", block=2))
    opened = create_project(tmp_path / "P.flim", foreign)
    assert (opened.project, opened.notes) == (foreign, ())
