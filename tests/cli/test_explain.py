"""explain: tables for people, JSON for scripts."""

from pathlib import Path

import pytest

from flimbuilder.cli.explain import _show_without
from flimbuilder.explain.counterfactuals.suspects import Counterfactual
from tests.cli.commands import ok, ok_json, refused
from tests.scenes import Scene

pytestmark = pytest.mark.slow


def test_a_model_explains_a_pixel(shared_scene: Scene) -> None:
    model = shared_scene.folder.parent / "model"
    lines = ok("explain", model, shared_scene.image("c"), "--at", 14, 15).stdout.splitlines()
    assert "at row 14, column 15: saliency" in lines[0]
    assert lines[0].endswith("of object (decoder lm, block 2)")
    assert lines[1].startswith("sum ")
    titles = [line for line in lines if line in ("strokes", "kernels")]
    assert titles == ["strokes", "kernels"]
    rows = [line for line in lines if "|" in line and "for" not in line]
    assert len(rows) == 6 + 6
    middle = lines[lines.index("strokes") + 1].index("|")
    for row in rows:
        assert row[middle] == "|"
        assert (row[middle - 1] == "#") <= ("  -" in row)


def test_json_for_scripts(shared_scene: Scene) -> None:
    folder = shared_scene.folder.parent
    image = shared_scene.image("c")
    found = ok_json("explain", folder / "model", image, "--at", 14, 15)
    assert {"sum", "bias", "saliency", "kernels", "strokes", "class", "row", "col"} <= set(found)
    assert "without" not in found
    assert set(found["strokes"][0]) == {"image", "marker", "contribution"}
    assert {"kernel", "contribution", "markers"} <= set(found["kernels"][0])
    by_project = ok_json("explain", folder / "project", "c.png", "--at", 14, 15)
    assert by_project["sum"] == pytest.approx(found["sum"], rel=1e-6)
    chosen = ok_json(
        *("explain", folder / "model", image, "--at", 14, 15, "--class", "object"),
        *("--decoder", "mb", "--block", 1),
    )
    assert (chosen["decoder"], chosen["blocks"]) == ("mb", [1])


def test_a_project_is_learned_again_without_each_marker(
    shared_scene: Scene, tmp_path: Path
) -> None:
    project, out = shared_scene.folder.parent / "project", tmp_path / "why.png"
    words = ("explain", project, "a.png", "--at", 14, 15, "--without")
    found = ok_json(*words, "--out", out)
    assert out.is_file()
    assert len(found["without"]) == 6
    for item in found["without"]:
        assert {"image", "marker", "saliency", "change"} <= set(item)
        if item["fault"] is None:
            change = item["saliency"] - found["saliency"]
            assert item["change"] == pytest.approx(change, abs=1e-5)
            assert abs(item["sum_change"]) >= abs(item["change"])  # log-odds
    listed = ok(*words).stdout
    assert "learned again without" in listed
    assert "sum change" in listed


def test_a_pixel_that_no_marker_decides(
    capsys: pytest.CaptureFixture[str],
) -> None:
    without = [Counterfactual("a", 1, 1, saliency=0.9, change=-0.1, measures={"dice": -0.25})]
    _show_without(without, 1.0)
    printed = capsys.readouterr().out
    assert "-0.250" in printed
    assert "no single marker decides this pixel" in printed
    assert "stays at least 0.5" in printed
    _show_without([*without, Counterfactual("a", 2, 1, saliency=0.4, change=-0.6)], 1.0)
    assert "no single marker" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["model", "c.png", "--at", 14], "Option '--at' requires 2 arguments"),
        (["model", "c.png"], "Missing option '--at'"),
        (["model", "{image}", "--at", 40, 0], "pixel (40, 0) is not in the image of 40 x 48"),
        (
            ["model", "{image}", "--at", 1, 1, "--class", 0],
            "class 0 is not an object class",
        ),
        (["model", "{image}", "--at", 1, 1, "--without"], "--without: {model} is a model, which"),
        (["model", "{image}", "--at", 1, 1, "--out", "x.png"], "--out: {model} is a model, which"),
        (["model", "nothing.png", "--at", 1, 1], "nothing.png"),
        (["project", "a.png", "--at", 1, 1, "--out", "x.jpg"], "--out x.jpg: pictures are PNG"),
        (["project", "{image}", "--at", 1, 1, "--out", "{image}"], "would overwrite one of the"),
        (["project", "a.png", "--at", 1, 1, "--out", "{image}"], "would overwrite one of the"),
        (["project", "nothing", "--at", 1, 1], "nothing: is neither an image of the project nor"),
        (["project", "a.png", "--at", 1, 1, "--decoder", "x"], "there is no decoder 'x'"),
    ],
)
def test_mistakes(shared_scene: Scene, words: list[object], message: str) -> None:
    folder = shared_scene.folder.parent
    known = {"{image}": shared_scene.image("c")}
    given = [known.get(str(word), word) for word in words[1:]]
    refusal = refused("explain", folder / str(words[0]), *given)
    assert message.replace("{model}", str(folder / "model"))[:60] in refusal
