"""The command report."""

from pathlib import Path

import pytest

from tests.cli.commands import ok, ok_json, refused, tree
from tests.scenes import Scene

pytestmark = pytest.mark.slow


def test_writes_one_page(scene: Scene, tmp_path: Path) -> None:
    ok("import", tmp_path / "P.flim", *scene.import_options())
    out = tmp_path / "page.html"
    output = ok_json("report", tmp_path / "P.flim", "--out", out)
    assert set(output) == {"page", "bytes", "fingerprint", "measures", "left_out"}
    assert output["page"] == str(out)
    assert output["bytes"] == out.stat().st_size
    assert output["left_out"] == []
    first = out.read_bytes()
    assert ok("report", tmp_path / "P.flim", "--out", out).stdout == f"wrote {out}, 0.4 MB\n"
    assert out.read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["P.flim", "files", "page.html"]


def test_refuses_what_it_cannot_report(scene: Scene, tmp_path: Path) -> None:
    ok("new", tmp_path / "P.flim", scene.images)
    refused("report", tmp_path / "P.flim", "--out", tmp_path / "page.html")
    refused("report", tmp_path / "missing.flim", "--out", tmp_path / "page.html")
    refused("report", tmp_path / "P.flim")


def test_replaces_nothing_but_pages(scene: Scene, tmp_path: Path) -> None:
    project = tmp_path / "P.flim"
    ok("import", project, *scene.import_options())
    before = tree(project)
    for out in (project / "project.json", scene.image("a"), scene.labels / "a.png"):
        assert "a report is a web page" in refused("report", project, "--out", out)
    assert "is a folder" in refused("report", project, "--out", project)
    assert tree(project) == before
