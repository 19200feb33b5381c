"""Importing models of other programs and exporting to them, by command."""

import json
from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from tests.cli.commands import ok, ok_json, refused
from tests.exchange import literal_flim as literal
from tests.exchange.test_foreign_models import layers, pixels
from tests.learned_models import learned_model


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A folder of libift, its taps in raster order, with labels of its last block."""
    blocks = layers(3)
    blocks[-1].labels = [1, 2, 2]
    return literal.write_folder(tmp_path / "theirs", blocks, "libift", "raster")


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """Two images, and masks of the same names beside them."""
    for folder, channels in (("images", 3), ("labels", 1)):
        (tmp_path / folder).mkdir()
        for seed in (1, 2):
            drawn = pixels("uint8", channels, seed)
            drawn = drawn if channels == 3 else (drawn[..., 0] > 99).astype(np.uint8)
            imagecodecs.imwrite(tmp_path / folder / f"{seed}.png", drawn)
    return tmp_path / "images"


def test_an_imported_model_predicts_and_is_evaluated(
    foreign: Path, images: Path, tmp_path: Path
) -> None:
    model = tmp_path / "M"
    output = ok_json("import-model", model, "--model", foreign, "--taps", "raster")
    assert output["tap_order"] == "raster"
    assert output["input"] == "lab-ycbcr"
    assert output["guessed"] == ["input"]
    assert output["border"] == ["mean"] * 4
    assert [block["kernels"] for block in output["blocks"]] == [5, 4, 6, 3]
    assert output["decoder"] == {"id": "lm", "block": 4}
    assert output["votes"] == []
    assert any("input guessed" in note for note in output["notes"])

    out = tmp_path / "out"
    options = ("--out", out, "--activations", "--format", "mimg", "--mask")
    (first, _) = ok_json("predict", model, images, *options)["results"]
    assert [Path(path).name for path in first["activations"]] == [
        f"1_block{number}.mimg" for number in (1, 2, 3, 4)
    ]
    given = literal.read_input(pixels("uint8", 3, 1), "lab-ycbcr")
    for path, expected in zip(
        first["activations"], literal.forward(given, layers(3), "libift"), strict=True
    ):
        maps = literal.read_mimg(Path(path)).transpose(2, 0, 1)
        np.testing.assert_allclose(maps, expected, atol=1e-5 * max(1, np.abs(expected).max()))

    measured = ok_json(
        "evaluate", model, "--images", images, "--labels", tmp_path / "labels", "--decoder", "all"
    )
    assert {result["decoder"] for result in measured["results"]} >= {"lm", "at", "mb"}
    assert ok_json("info", model)["input"]["colour_space"] == "lab-ycbcr"


def test_guesses_are_reported_in_words_too(foreign: Path, tmp_path: Path) -> None:
    done = ok("import-model", tmp_path / "M", "--model", foreign)
    assert "tap order guessed" in done.stderr
    assert "input lab-ycbcr" in done.stdout
    assert [
        vote["block"]
        for vote in ok_json("import-model", tmp_path / "M", "--model", foreign)["votes"]
    ]


def test_out_and_in_again(tmp_path: Path) -> None:
    model = learned_model()
    model.write(tmp_path / "M")
    done = ok("export", tmp_path / "M", tmp_path / "out", "--to", "flim-builder")
    assert "not kept: decoder" in done.stderr
    assert "conv2-kernels.npy" in done.stdout
    output = ok_json("import-model", tmp_path / "N", "--model", tmp_path / "out")
    assert (output["tap_order"], output["input"], output["guessed"]) == ("centre", "lab", [])
    state = json.loads((tmp_path / "N" / "model.json").read_text())
    assert state["blocks"][0]["kernels"][0]["identity"] is None


def test_the_architecture_can_be_named(foreign: Path, tmp_path: Path) -> None:
    (foreign / "arch.json").rename(tmp_path / "any.json")
    words = ("import-model", tmp_path / "M", "--model", foreign)
    assert "--architecture" in refused(*words)
    ok(*words, "--architecture", tmp_path / "any.json")


def test_usage_errors(foreign: Path, tmp_path: Path) -> None:
    model = tmp_path / "M"
    assert "nowhere: is not a folder" in refused("import-model", model, "--model", "nowhere")
    assert "Missing option '--model'" in refused("import-model", model)
    assert "Missing option '--images'" in refused("import", model)
    assert "No such option: --taps" in refused("import", model, "--images", "y", "--taps", "x")
    no_option = refused("import-model", model, "--model", foreign, "--images", "y")
    assert "No such option: --images" in no_option
    assert not model.exists()


def test_unknown_values(foreign: Path, tmp_path: Path) -> None:
    for option in ("--taps", "--input", "--border"):
        assert f"{option} 'x'" in refused(
            "import-model", tmp_path / "M", "--model", foreign, option, "x"
        )
    learned_model().write(tmp_path / "N")
    imagecodecs.imwrite(tmp_path / "a.png", pixels("uint8", 3))
    options = ("--out", tmp_path / "out", "--activations", "--format", "x")
    assert "maps as 'x'" in refused("predict", tmp_path / "N", tmp_path / "a.png", *options)
