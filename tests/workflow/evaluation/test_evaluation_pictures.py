"""Strips of pictures and precision-recall curves."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from flimbuilder.errors import InputError
from flimbuilder.imaging.pictures import CAPTION_HEIGHT
from flimbuilder.imaging.read import read_image
from flimbuilder.model.model import Model
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.workflow.evaluation.decoder_choices import list_choices
from flimbuilder.workflow.evaluation.evaluate import evaluate_files
from flimbuilder.workflow.evaluation.evaluation import Sample
from flimbuilder.workflow.evaluation.evaluation_pictures import CURVES_FILE, EvaluationPictures
from tests.scenes import Scene

SVG = "{http://www.w3.org/2000/svg}"


def sample(path: Path, saliency: dict[DecoderChoice, np.ndarray]) -> Sample:
    targets = np.zeros((1, 30, 40), bool)
    targets[0, 10:20, 10:20] = True
    return Sample(path, np.zeros((30, 40, 3), np.float32), targets, saliency)


def test_a_strip_has_a_row_for_each_block(tmp_path: Path) -> None:
    flat = np.zeros((1, 30, 40), np.float32)
    choices = {
        DecoderChoice(id=decoder, block=block): flat
        for block in (1, 2)
        for decoder in ("lm", "mb")
    }
    EvaluationPictures(tmp_path).add(sample(Path("a.png"), choices))
    strip = read_image(tmp_path / "a_strip.png").pixels
    assert strip.shape == (2 * (30 + CAPTION_HEIGHT) + 6, 3 * 40 + 2 * 6, 3)
    assert (strip[-30:, :40] == 255).all()  # beside block 2 there is no second image


def test_the_curve_of_perfect_saliency_runs_along_the_top(tmp_path: Path) -> None:
    perfect = sample(Path("a.png"), {}).targets.astype(np.float32)
    pictures = EvaluationPictures(tmp_path)
    pictures.add(
        sample(
            Path("a.png"),
            {DecoderChoice(id="lm", block=1): perfect},
        )
    )
    pictures.finish()
    root = ElementTree.parse(tmp_path / CURVES_FILE).getroot()
    (curve,) = root.iter(f"{SVG}polyline")
    points = [tuple(float(x) for x in pair.split(",")) for pair in curve.attrib["points"].split()]
    right, top = points[-1]
    assert points[1:] == [(right, top)] * 255  # all thresholds but the lowest are perfect
    assert points[0] == (right, pytest.approx(top + 400 * (1 - 100 / 1200), abs=0.1))


def test_pictures_are_made_while_evaluating(model: Model, scene: Scene, tmp_path: Path) -> None:
    pictures = EvaluationPictures(tmp_path / "new" / "pictures")
    evaluate_files(
        model,
        [scene.images],
        [scene.labels],
        decoder_choices=list_choices(model, "all", None),
        on_sample=pictures.add,
    )
    pictures.finish()
    names = sorted(path.name for path in (tmp_path / "new" / "pictures").iterdir())
    assert names == ["a_strip.png", "b_strip.png", "c_strip.png", CURVES_FILE]


def test_a_picture_never_overwrites_an_image(tmp_path: Path) -> None:
    image = tmp_path / "a_strip.png"
    image.write_bytes(b"")
    (tmp_path / "a.png").symlink_to(image)
    flat = {DecoderChoice(id="lm", block=1): np.zeros((1, 30, 40), np.float32)}
    with pytest.raises(InputError, match="would overwrite"):
        EvaluationPictures(tmp_path).add(sample(tmp_path / "a.png", flat))
