# ruff: noqa: F811
"""A decoder, a measure or an output is one entry: the whole program then offers it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot
from torch import Tensor

from flimbuilder.analysis.measures import MEASURES, MaskMeasure, measure_saliency
from flimbuilder.flim.decoders import PointwiseDecoder, load_decoder_class
from flimbuilder.gui.panels.decoder.form import DecoderForm
from flimbuilder.gui.panels.decoder.measures_table import MeasuresTable
from flimbuilder.model.model import Model
from flimbuilder.project.decoders import DECODERS, DecoderInfo, register_decoder
from flimbuilder.project.decoding import DecoderChoice
from tests.cli.commands import ok, ok_json
from tests.gui.parts import find, measure_texts
from tests.scene_fixtures import _one_thread, model, project, scene  # noqa: F401
from tests.scenes import Scene

PLANTED = DecoderInfo(
    id="planted",
    title="Planted",
    description="Every kernel weighs +1.",
    implementation=f"{__name__}:PlantedDecoder",
)


class PlantedDecoder(PointwiseDecoder):
    """The sum of all activation maps, for every class."""

    def weigh(self, maps: Tensor) -> Tensor:
        return torch.ones_like(self.is_object).expand(len(maps), -1, -1)


@pytest.fixture
def planted() -> Iterator[DecoderInfo]:
    register_decoder(PLANTED)
    yield PLANTED
    del DECODERS[PLANTED.id]


@pytest.mark.parametrize("decoder_id", DECODERS)
def test_every_decoder_has_a_class_and_texts(decoder_id: str) -> None:
    assert issubclass(load_decoder_class(decoder_id), PointwiseDecoder)
    assert DECODERS[decoder_id].id == decoder_id
    assert DECODERS[decoder_id].title
    assert DECODERS[decoder_id].description.endswith(".")


def test_an_id_is_registered_once(planted: DecoderInfo) -> None:
    register_decoder(planted)  # as when its module is reloaded
    with pytest.raises(ValueError, match="there is a decoder 'lm' already"):
        register_decoder(DecoderInfo("lm", "Mine", "Mine.", planted.implementation))


def test_the_command_line_offers_a_registered_decoder(
    planted: DecoderInfo, model: Model, scene: Scene, tmp_path: Path
) -> None:
    folder = tmp_path / "a.model"
    model.write(folder)
    words = ("evaluate", folder, "--images", scene.images, "--labels", scene.labels)
    results = ok_json(*words, "--decoder", "all")["results"]
    assert [result["decoder"] for result in results] == [
        info.id
        for info in DECODERS.values()
        if not info.needs_weights or info.weights_source == "markers"
    ]
    assert results[-1]["decoder"] == planted.id


def test_the_window_offers_a_registered_decoder(planted: DecoderInfo, qtbot: QtBot) -> None:
    form = DecoderForm()
    qtbot.addWidget(form)
    selector = find(form, QComboBox, "decoderSelector")
    row = selector.findData(planted.id)
    assert selector.itemText(row) == "Planted (planted)"
    assert selector.itemData(row, Qt.ItemDataRole.ToolTipRole) == planted.description
    form.setChoice(DecoderChoice(id=planted.id), n_blocks=2)
    assert selector.currentData() == planted.id
    assert find(form, QLabel, "decoderDescription").text() == planted.description


def test_a_project_asks_the_registry_what_a_decoder_needs(planted: DecoderInfo) -> None:
    assert DecoderChoice(id=planted.id, fused=(1, 2)).blocks == (1, 2)
    with pytest.raises(ValidationError, match="decoder 'planted' has none; leave them out"):
        DecoderChoice(id=planted.id, weights=((1.0,),))


@pytest.fixture
def planted_measure(monkeypatch: pytest.MonkeyPatch) -> MaskMeasure:
    measure = MaskMeasure(
        id="over",
        title="Share outside",
        short_title="over",
        description="Share of the mask outside the reference",
        higher_is_better=False,
        function=lambda case: 1 - case.hits / max(case.marked, 1),
    )
    monkeypatch.setitem(MEASURES, measure.id, measure)
    return measure


def test_every_measure_has_texts_and_a_direction() -> None:
    for measure_id, measure in MEASURES.items():
        assert measure.id == measure_id
        assert measure.title
        assert measure.short_title
        assert measure.description
        assert measure.best in measure.range


def test_the_command_line_shows_a_planted_measure(
    planted_measure: MaskMeasure, model: Model, scene: Scene, tmp_path: Path
) -> None:
    model.write(tmp_path / "a.model")
    words = ("evaluate", tmp_path / "a.model", "--images", scene.images, "--labels", scene.labels)
    (result,) = ok_json(*words, "--csv", tmp_path / "table.csv")["results"]
    assert list(result)[-2:] == ["over", "per_image"]
    assert result["over"] == pytest.approx(1 - result["precision"])
    columns = (tmp_path / "table.csv").read_text().splitlines()[0].split(",")
    assert columns == ["block", "decoder", "image", *MEASURES]
    header = ok(*words).stdout.splitlines()[1]
    assert header.split() == ["image", *(measure.short_title for measure in MEASURES.values())]


def test_the_window_shows_a_planted_measure(planted_measure: MaskMeasure, qtbot: QtBot) -> None:
    table = MeasuresTable()
    qtbot.addWidget(table)
    table.setMeasures({"over": 0.25}, {"over": 0.5})
    assert measure_texts(table, "over") == ("0.250", "0.500", "−0.250 ▲")
    titles = [table.item(row, 0).text() for row in range(table.rowCount())]  # type: ignore[union-attr]
    assert "Share outside ↓" in titles


def test_a_planted_measure_of_masks_is_none_of_saliency(planted_measure: MaskMeasure) -> None:
    empty = np.zeros((2, 2))
    assert planted_measure.id not in measure_saliency(empty, empty > 0)


PLANT_AN_OUTPUT = """
from flimbuilder.workflow.outputs import OUTPUTS, Output
from flimbuilder.project.files import write_atomically
OUTPUTS["planted"] = Output(
    id="planted",
    title="Planted counts",
    description="The number of objects",
    place="folder",
    default_name="counts",
    ending=".txt",
    write=lambda image, path: write_atomically(path, str(len(image.objects)).encode()),
)
from flimbuilder.cli.main import run
run()
"""


def test_the_command_line_offers_a_planted_output(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    model.write(tmp_path / "a.model")
    words = ["predict", str(tmp_path / "a.model"), str(scene.images), "--json"]
    words += ["--planted", str(tmp_path / "counts")]
    done = subprocess.run(
        [sys.executable, "-c", PLANT_AN_OUTPUT, *words],
        capture_output=True,
        text=True,
        check=True,
    )
    for result in json.loads(done.stdout)["results"]:
        assert Path(result["outputs"]["planted"]).read_text() == str(result["objects"])
