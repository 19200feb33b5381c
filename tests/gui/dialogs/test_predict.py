"""The dialog of *Predict folder*, its window of progress, and leaving while it works."""

import shlex
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs.paths import SourceList
from flimbuilder.gui.dialogs.predict import PredictDefaults, PredictDialog
from flimbuilder.gui.dialogs.prediction import PredictionWindow, StopPredictionDialog
from flimbuilder.gui.window import MainWindow
from flimbuilder.imaging.write import write_png
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.session.prediction import PredictionRequest
from flimbuilder.session.session import Session
from flimbuilder.workflow.outputs import OUTPUTS
from flimbuilder.workflow.survey import Survey, survey
from tests.gui.dialogs.parts import agree_button, fault, line
from tests.gui.parts import find
from tests.session.conftest import cells

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder, rng = tmp_path / "photos", np.random.default_rng(3)
    folder.mkdir()
    for number in range(3):
        write_png(folder / f"p{number}.png", cells(rng, 64, ((20, 20, 9),))[0])
    return folder


def survey_now(sources: tuple[Path, ...], show: Callable[[Survey], None]) -> None:
    show(survey(sources))


def make_dialog(
    parent: QWidget, project: Path, *sources: Path, copied: list[PredictionRequest] | None = None,
    **changes: object,
) -> PredictDialog:  # fmt: skip
    values = {"outputs": (), "results_of": lambda sources: None, **changes}
    needs_build, has_build = values.pop("needs_build", False), values.pop("has_build", True)
    defaults = PredictDefaults(project.parent, sources, **values)  # type: ignore[arg-type]
    dialog = PredictDialog(
        project, bool(needs_build), bool(has_build), defaults, survey_now,
        ([] if copied is None else copied).append, parent,
    )  # fmt: skip
    dialog.open()
    return dialog


def summary(dialog: QWidget) -> str:
    return find(dialog, QLabel, "predictSummary").text()


def test_masks_and_saliency_beside_the_images_are_proposed(
    parent: QWidget, tmp_path: Path, images: Path
) -> None:
    dialog = make_dialog(parent, tmp_path / "p.flim", images)
    assert fault(dialog) == ""
    assert find(dialog, QLabel, "predictFound").text() == "3 images"
    assert dialog.value() == PredictionRequest(
        (images,), tmp_path / "photos-results", ("saliency", "mask"), True
    )
    assert summary(dialog) == "Writes saliency maps and masks of 3 images to photos-results."
    find(dialog, QCheckBox, "predict_table").setChecked(True)
    find(dialog, QCheckBox, "predict_saliency").setChecked(False)
    assert summary(dialog) == (
        "Writes saliency maps and masks of 3 images; objects.csv to photos-results."
    )
    find(dialog, QCheckBox, "predict_mask").setChecked(False)
    assert summary(dialog) == "Writes objects.csv to photos-results."
    dialog.close()


def test_every_output_has_a_box(parent: QWidget, tmp_path: Path, images: Path) -> None:
    dialog = make_dialog(parent, tmp_path / "p.flim", images, outputs=tuple(OUTPUTS))
    assert dialog.value().outputs == tuple(OUTPUTS)
    tips = [find(dialog, QCheckBox, f"predict_{name}").toolTip() for name in OUTPUTS]
    assert all(tips)
    dialog.close()


def test_an_output_without_its_library_is_disabled_and_says_why(
    parent: QWidget, tmp_path: Path, images: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def require(path: Path) -> None:
        raise InputError("install flimbuilder[results]")

    output = OUTPUTS["rois"]
    monkeypatch.setitem(output.__dict__, "require", require)
    dialog = make_dialog(parent, tmp_path / "p.flim", images, outputs=("rois", "mask"))
    box = find(dialog, QCheckBox, "predict_rois")
    assert not box.isEnabled()
    assert box.toolTip() == "install flimbuilder[results]"
    assert dialog.value().outputs == ("mask",)
    dialog.close()


@pytest.mark.parametrize("inside", [".", "results", "a/b"])
def test_results_never_go_into_the_images(
    parent: QWidget, tmp_path: Path, images: Path, inside: str
) -> None:
    for source in (images, images / "p0.png"):
        dialog = make_dialog(parent, tmp_path / "p.flim", source)
        line(dialog, "predictOutLine").setText(str(images / inside))
        assert "lies within the images; choose a folder beside them" in fault(dialog)
        assert summary(dialog) == ""
        assert not find(dialog, QPushButton, "copyPredictCommand").isEnabled()
        dialog.close()


def test_what_is_missing_is_said(parent: QWidget, tmp_path: Path, images: Path) -> None:
    dialog = make_dialog(parent, tmp_path / "p.flim")
    assert fault(dialog) == "Add images, or a folder of them"
    dialog.findChild(SourceList).setValue([images])
    assert fault(dialog) == ""
    for name in ("saliency", "mask"):
        find(dialog, QCheckBox, f"predict_{name}").setChecked(False)
    assert fault(dialog) == "Choose what to write"
    find(dialog, QCheckBox, "predict_mask").setChecked(True)
    line(dialog, "predictOutLine").setText("")
    assert fault(dialog) == "Choose the folder to write"
    line(dialog, "predictOutLine").setText(str(images / "p0.png"))
    assert "is a file; choose a folder" in fault(dialog)
    line(dialog, "predictOutLine").setText("mine")  # beside the project
    assert dialog.value().out == tmp_path / "mine"
    dialog.close()


def test_the_proposal_follows_the_images_until_it_is_changed(
    parent: QWidget, tmp_path: Path, images: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    dialog = make_dialog(parent, tmp_path / "p.flim", images)
    sources = dialog.findChild(SourceList)
    sources.setValue([other])
    assert dialog.value().out == tmp_path / "other-results"
    assert "no images in this folder" in find(dialog, QLabel, "predictFound").text()
    line(dialog, "predictOutLine").setText(str(tmp_path / "mine"))
    sources.setValue([images])
    assert dialog.value().out == tmp_path / "mine"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "p0.png").touch()
    dialog.check()
    assert summary(dialog).endswith("; files of the same name there are replaced.")
    dialog.close()


def test_a_stale_build_asks_which_model(parent: QWidget, tmp_path: Path, images: Path) -> None:
    dialog = make_dialog(parent, tmp_path / "p.flim", images, needs_build=True)
    last = find(dialog, QRadioButton, "predictUseLast")
    assert last.isVisible()
    assert dialog.value().build_first
    last.setChecked(True)
    assert not dialog.value().build_first
    dialog.close()
    for needs_build, has_build in ((False, True), (True, False)):
        dialog = make_dialog(
            parent, tmp_path / "p.flim", images, needs_build=needs_build, has_build=has_build
        )
        assert not find(dialog, QRadioButton, "predictUseLast").isVisible()
        dialog.close()


def test_the_scale_of_the_project_is_offered(
    parent: QWidget, tmp_path: Path, images: Path
) -> None:
    dialog = make_dialog(parent, tmp_path / "p.flim", images)
    assert not find(dialog, QCheckBox, "predictScale").isVisible()
    assert dialog.value().pixel_size is None
    dialog.close()
    size = PixelSize.square(0.5)
    dialog = make_dialog(parent, tmp_path / "p.flim", images, pixel_size=size, outputs=("table",))
    box = find(dialog, QCheckBox, "predictScale")
    assert box.isVisible()
    assert box.isChecked()  # the files have none
    assert dialog.value().pixel_size == size
    assert dialog.value().command(tmp_path).endswith("--pixel-size 0.5")
    find(dialog, QCheckBox, "predict_table").setChecked(False)
    find(dialog, QCheckBox, "predict_mask").setChecked(True)
    assert "--pixel-size" not in dialog.value().command(tmp_path)  # without effect
    dialog.close()
    scaled = tmp_path / "scaled"
    scaled.mkdir()
    tifffile.imwrite(
        scaled / "a.tif", np.zeros((9, 9), np.uint8), resolution=(1e4, 1e4),
        resolutionunit="CENTIMETER",
    )  # fmt: skip
    dialog = make_dialog(parent, tmp_path / "p.flim", scaled, pixel_size=size)
    assert not find(dialog, QCheckBox, "predictScale").isChecked()
    dialog.close()


# In the window


def predict(window: MainWindow, *sources: Path) -> PredictDialog:
    window.commands.predict_folder(sources)
    return find(window, PredictDialog, "predictDialog")


def work_window(window: MainWindow) -> PredictionWindow:
    return find(window, PredictionWindow, "predictionWindow")


def finish(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.session.prediction.request is None, timeout=30_000)


def test_a_folder_is_predicted(
    opened: MainWindow, images: Path, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (images / "broken.png").write_bytes(b"no image")
    dialog = predict(opened, images)
    find(dialog, QCheckBox, "predict_table").setChecked(True)
    qtbot.waitUntil(lambda: find(dialog, QLabel, "predictFound").text() == "4 images")
    qtbot.mouseClick(agree_button(dialog), LEFT)
    work = work_window(opened)
    assert work.isVisible()
    assert not work.isModal()
    finish(opened, qtbot)
    out = tmp_path / "photos-results"
    names = {path.name for path in out.iterdir()}
    assert names == {*(f"p{n}{end}.png" for n in range(3) for end in ("", "_mask")), "objects.csv"}
    text = find(work, QLabel, "predictionText").text()
    assert text == f"3 images written to {out}; 1 image left out"
    assert "broken.png" in find(work, QPlainTextEdit, "predictionDetails").toPlainText()
    qtbot.mouseClick(find(work, QPushButton, "copyOutcomeButton"), LEFT)
    assert QApplication.clipboard().text().startswith(text)
    assert "broken.png" in QApplication.clipboard().text()
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    qtbot.mouseClick(find(work, QPushButton, "showFolderButton"), LEFT)
    assert [url.toLocalFile() for url in shown] == [str(out)]
    work.close()
    # The next dialog begins with what was chosen.
    dialog = predict(opened, images)
    assert dialog.value().outputs == ("saliency", "mask", "table")
    line(dialog, "predictOutLine").setText(str(tmp_path / "mine"))
    qtbot.mouseClick(agree_button(dialog), LEFT)
    finish(opened, qtbot)
    assert predict(opened).value() == PredictionRequest(
        (images,), tmp_path / "mine", ("saliency", "mask", "table"), True
    )
    find(opened, QDialog, "predictDialog").close()


def test_the_command_line_is_copied(
    opened: MainWindow, images: Path, tmp_path: Path, project_folder: Path, qtbot: QtBot,
    settle: Callable[[Session], None],
) -> None:  # fmt: skip
    dialog = predict(opened, images)
    copy = find(dialog, QPushButton, "copyPredictCommand")
    qtbot.mouseClick(copy, LEFT)
    assert shlex.split(QApplication.clipboard().text()) == [
        "flimbuilder", "predict", str(project_folder / "models" / "default"), str(images),
        "--out", str(tmp_path / "photos-results"), "--mask",
    ]  # fmt: skip
    assert dialog.isVisible()
    dialog.close()
    opened.session.drawing.disk((40, 40))
    dialog = predict(opened, images)
    qtbot.mouseClick(find(dialog, QPushButton, "copyPredictCommand"), LEFT)
    assert QApplication.clipboard().text().startswith(f"flimbuilder build {project_folder} && ")
    dialog.close()


def test_hidden_work_reports_on_the_status_line_or_comes_back(
    opened: MainWindow, images: Path, qtbot: QtBot
) -> None:
    for broken in (False, True):
        if broken:
            (images / "broken.png").write_bytes(b"no image")
        qtbot.mouseClick(agree_button(predict(opened, images)), LEFT)
        work = work_window(opened)
        work.close()
        finish(opened, qtbot)
        assert work.isVisible() == broken
        text = find(opened, QLabel, "message").text()
        assert ("3 images written to" in text) or broken
    work.close()


def test_the_action_shows_the_work_under_way(
    opened: MainWindow, images: Path, qtbot: QtBot
) -> None:
    qtbot.mouseClick(agree_button(predict(opened, images)), LEFT)
    work = work_window(opened)
    work.close()
    action = opened.findChild(QAction, "predictFolderAction")
    assert action is not None
    action.trigger()
    assert work.isVisible()
    assert len(opened.findChildren(PredictionWindow)) == 1
    qtbot.mouseClick(find(work, QPushButton, "stopPredictionButton"), LEFT)
    assert opened.session.prediction.request is None
    assert find(work, QLabel, "predictionText").text().startswith("Stopped")
    work.close()


def test_closing_the_window_asks_before_it_stops_the_work(
    opened: MainWindow, images: Path, qtbot: QtBot
) -> None:
    for number in range(200):
        (images / f"more{number}.png").write_bytes((images / "p0.png").read_bytes())
    qtbot.mouseClick(agree_button(predict(opened, images)), LEFT)
    opened.close()
    question = find(opened, StopPredictionDialog, "stopPredictionDialog")
    assert opened.isVisible()
    qtbot.mouseClick(find(question, QPushButton, "keepWindowButton"), LEFT)
    assert opened.isVisible()
    assert opened.session.prediction.request is not None
    QApplication.sendPostedEvents(question, QEvent.Type.DeferredDelete)
    opened.close()
    question = opened.findChildren(StopPredictionDialog)[-1]
    qtbot.mouseClick(find(question, QPushButton, "stopAndCloseButton"), LEFT)
    qtbot.waitUntil(lambda: not opened.isVisible())


def test_the_action_needs_a_project(window: MainWindow) -> None:
    action = window.findChild(QAction, "predictFolderAction")
    assert action is not None
    assert not action.isEnabled()
    window.commands.predict_folder()
    assert window.findChild(PredictDialog) is None


def test_models_that_were_trained_further_are_offered(
    parent: QWidget, tmp_path: Path, images: Path
) -> None:
    trained = tmp_path / "eggs-finetuned"
    dialog = make_dialog(parent, tmp_path / "p.flim", images, models=(trained,), needs_build=True)
    combo, build_first = find(dialog, QComboBox, "predictModel"), "predictBuildFirst"
    assert dialog.value().model is None
    assert find(dialog, QRadioButton, build_first).isVisible()

    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)

    assert combo.currentText() == "eggs-finetuned (trained further)"
    assert dialog.value().model == trained
    assert not find(dialog, QRadioButton, build_first).isVisible()


def test_no_model_to_choose_without_trained_ones(
    parent: QWidget, tmp_path: Path, images: Path
) -> None:
    dialog = make_dialog(parent, tmp_path / "p.flim", images)
    assert not find(dialog, QComboBox, "predictModel").isVisible()


def test_only_the_tissue_of_slides_is_predicted_unless_it_is_unticked(
    parent: QWidget, tmp_path: Path, images: Path
) -> None:
    for drawn in (False, True):
        dialog = make_dialog(parent, tmp_path / "p.flim", images, has_drawn_tissue=drawn)
        box = find(dialog, QCheckBox, "predictTissue")
        assert box.isChecked()
        assert dialog.value().tissue == (tmp_path / "p.flim" if drawn else None)
        assert not dialog.value().whole
        QTest.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))
        assert dialog.value().whole
        assert dialog.value().tissue is None
        dialog.reject()
