"""kernels: a table for people, JSON for scripts."""

from pathlib import Path

import pytest

from tests.cli.commands import ok, ok_json, refused
from tests.scenes import Scene

pytestmark = pytest.mark.slow


def test_json_lists_every_kernel(shared_scene: Scene) -> None:
    project = shared_scene.folder.parent / "project"
    found = ok_json("kernels", project)
    assert found["project"] == str(project)
    assert [block["block"] for block in found["blocks"]] == [1, 2]
    for block in found["blocks"]:
        numbers = [kernel["kernel"] for kernel in block["kernels"]]
        assert numbers == list(range(1, 7))
        assert set(block["redundant"]) == {
            number for group in block["groups"] for number in group["repeats"]
        }
        assert set(block["useless"]) == {
            kernel["kernel"] for kernel in block["kernels"] if kernel["fault"]
        }
        assert {"class", "score", "distance_ratio", "auc", "repeats", "similarity"} <= set(
            block["kernels"][0]
        )


def test_the_table_says_which_kernels_can_go(shared_scene: Scene) -> None:
    project = shared_scene.folder.parent / "project"
    before = (project / "project.json").read_bytes()
    lines = ok("kernels", project).stdout.splitlines()
    titles = [line for line in lines if line.startswith("block ")]
    assert len(titles) == 2
    assert all("redundant kernel" in line and "useless one" in line for line in titles)
    assert sum("object" in line or "background" in line for line in lines) == 12
    assert (project / "project.json").read_bytes() == before


def test_what_is_no_project_is_refused(tmp_path: Path) -> None:
    assert "no such folder" in refused("kernels", tmp_path / "none.flim")
