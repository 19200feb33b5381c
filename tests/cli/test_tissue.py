"""Tissue of slides on the command line."""

from pathlib import Path

import numpy as np
import pytest

from flimbuilder.imaging.read import read_mask
from tests.cli.commands import ok, ok_json, run
from tests.learned_models import learned_model
from tests.slides import write_slide


@pytest.fixture(scope="module")
def slide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_slide(tmp_path_factory.mktemp("slides") / "slide.tif")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model") / "m"
    learned_model().write(folder)
    return folder


def test_tissue_is_found_edited_and_given_back(slide: Path, model: Path, tmp_path: Path) -> None:
    line = ok("tissue", slide, "--out", tmp_path / "t.geojson").stdout
    assert line.startswith(f"{tmp_path / 't.geojson'}: tissue of slide.tif, ")
    assert line.endswith(" mm²\n")
    (found,) = ok_json("tissue", slide, "--out", tmp_path / "masks", "--json")["tissue"]
    assert found["file"] == str(tmp_path / "masks" / "slide_tissue.png")
    assert 0.05 < found["share"] < 0.2
    assert found["area_mm2"] == pytest.approx(found["share"] * 96 * 128 * 1e-4, rel=1e-3)
    mask = read_mask(tmp_path / "masks" / "slide_tissue.png")
    assert mask.shape == (96, 128)
    for number, given in enumerate((tmp_path / "t.geojson", tmp_path / "masks", "auto")):
        result = ok_json(
            "predict", model, slide, "--out", tmp_path / str(number), "--tissue", given, "--json"
        )
        assert any("within its tissue" in note for note in result["results"][0]["notes"])
        saliency = read_mask(tmp_path / str(number) / "slide.png")
        assert not saliency[mask == 0].any()
    assert np.array_equal(saliency, read_mask(tmp_path / "1" / "slide.png"))
    whole = ok_json("predict", model, slide, "--out", tmp_path / "w", "--tissue", "none", "--json")
    assert not any("tissue" in note for note in whole["results"][0]["notes"])
    assert read_mask(tmp_path / "w" / "slide.png")[mask == 0].any()


def test_settings_change_what_is_found(slide: Path, tmp_path: Path) -> None:
    def share(*options: object) -> float:
        (found,) = ok_json("tissue", slide, "--out", tmp_path / "m.png", "--json", *options)[
            "tissue"
        ]
        return float(found["share"])

    usual = share()
    assert share("--margin", 0) < usual < share("--margin", 6)
    assert share("--threshold", 0.9) == 0
    assert share("--smallest", "50%") == 0
    assert share("--smallest", "1mm2") == 0
    assert share("--smallest", "1mm2", "--pixel-size", 100) > 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--smallest", "much"), "smallest part 'much': give an area in mm², for example 0.02mm2"),
        (("--smallest", "200%"), "200 percent is more than the image"),
        (("--threshold", "2"), "'--threshold': Input should be less than or equal to 1"),
        (("--margin", "-1"), "'--margin': Input should be greater than or equal to 0"),
        (("--pixel-size", "x"), "pixel size 'x': give µm per pixel"),
    ],
)
def test_faults_are_one_line(
    slide: Path, tmp_path: Path, options: tuple[str, ...], message: str
) -> None:
    result = run("tissue", slide, "--out", tmp_path / "m.png", *options)
    assert result.status == 2
    (line,) = result.stderr.strip().splitlines()
    assert message in line
    assert len(line) < 250


def test_a_file_that_fails_is_named_and_the_others_are_written(
    slide: Path, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    write_slide(tmp_path / "in" / "a.tif")
    (tmp_path / "in" / "b.tif").write_bytes(b"II*\0nothing")
    result = run("tissue", tmp_path / "in", "--out", tmp_path / "out")
    assert result.status == 1
    assert "b.tif" in result.stderr
    assert (tmp_path / "out" / "a_tissue.png").is_file()


def test_a_wrong_tissue_stops_predict_before_it_begins(
    slide: Path, model: Path, tmp_path: Path
) -> None:
    result = run("predict", model, slide, "--out", tmp_path / "o", "--tissue", tmp_path / "gone")
    assert result.status == 2
    assert "gone': there is no such file; give auto, none or one" in result.stderr
