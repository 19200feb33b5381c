"""The plots in the window: drawn from the results, clicked, saved, in both themes."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.plots.panel import PlotsPanel
from flimbuilder.gui.theme import dark_palette, light_palette
from flimbuilder.session.session import Message, Session
from tests.gui.parts import find

pytestmark = pytest.mark.slow

LEFT = Qt.MouseButton.LeftButton
PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
PATIENCE = 30_000  # ms


@pytest.fixture
def panel(
    qtbot: QtBot, session: Session, project_folder: Path, settle: Callable[[Session], None]
) -> PlotsPanel:
    """A panel of a project of three images, two with masks, that is built and measured."""
    made = PlotsPanel(session)
    qtbot.addWidget(made)
    made.resize(700, 320)
    with qtbot.waitExposed(made):
        made.show()
    session.open(project_folder)
    settle(session)
    qtbot.waitUntil(lambda: session.results.is_complete, timeout=PATIENCE)
    qtbot.waitUntil(lambda: made.chart is not None, timeout=PATIENCE)
    settle(session)
    wait_until_drawn(qtbot, made)
    return made


def wait_until_drawn(qtbot: QtBot, panel: PlotsPanel) -> None:
    qtbot.waitUntil(lambda: not panel._timer.isActive(), timeout=PATIENCE)


def choose(qtbot: QtBot, panel: PlotsPanel, plot: str) -> Any:
    """Choose a plot; return it when it is drawn."""
    combo = find(panel, QComboBox, "plotChoice")
    combo.setCurrentIndex(combo.findData(plot))
    qtbot.waitUntil(lambda: panel.chart is not None and bool(panel.chart.legend), timeout=PATIENCE)
    wait_until_drawn(qtbot, panel)
    return panel.chart


def legend(panel: PlotsPanel) -> str:
    return find(panel, QLabel, "plotLegend").text().replace("&nbsp;", " ")


def place(chart: Any, x: float, y: float) -> QPoint:
    """Return where values are on the chart's viewport."""
    box = chart.view.getPlotItem().getViewBox()
    made: QPoint = chart.view.mapFromScene(box.mapViewToScene(QPointF(x, y)))
    return made


def click(chart: Any, x: float, y: float, keys: Qt.KeyboardModifier = PLAIN) -> None:
    QApplication.processEvents()  # the axes take their places when they are painted
    at = place(chart, x, y)
    QTest.mouseMove(chart.view.viewport(), at)
    QTest.mouseClick(chart.view.viewport(), LEFT, keys, at)


def areas_of(session: Session) -> np.ndarray:
    objects = session.shown_objects.current
    assert objects is not None
    return objects.table["area"]


def test_areas_are_drawn_and_named(qtbot: QtBot, session: Session, panel: PlotsPanel) -> None:
    choose(qtbot, panel, "areas")
    qtbot.waitUntil(lambda: "this image" in legend(panel))
    assert "3 images" in legend(panel)
    assert not find(panel, QLabel, "plotEmpty").isVisible()


def test_a_click_on_a_bar_selects_its_objects(
    qtbot: QtBot, session: Session, panel: PlotsPanel
) -> None:
    chart = choose(qtbot, panel, "areas")
    qtbot.waitUntil(lambda: "this image" in legend(panel))
    areas = areas_of(session)
    smallest, largest = int(areas.argmin()), int(areas.argmax())
    bins = chart._bins
    assert bins.bin_at(areas[smallest]) != bins.bin_at(areas[largest])

    def middle(area: float) -> float:
        return float(bins.edges[[bins.bin_at(area), bins.bin_at(area) + 1]].mean())

    click(chart, middle(areas[largest]), 0.4)
    wanted = set(bins.members(areas, bins.bin_at(areas[largest])) + 1)
    assert session.view.objects == wanted
    click(chart, middle(areas[smallest]), 0.4, CTRL)
    wanted |= set(bins.members(areas, bins.bin_at(areas[smallest])) + 1)
    assert session.view.objects == wanted
    qtbot.waitUntil(lambda: "selected" in legend(panel) or "objects," in legend(panel))


def test_hovering_describes_and_leaving_shows_the_legend(
    qtbot: QtBot, session: Session, panel: PlotsPanel
) -> None:
    chart = choose(qtbot, panel, "areas")
    qtbot.waitUntil(lambda: "this image" in legend(panel))
    area = float(areas_of(session).max())
    QApplication.processEvents()
    QTest.mouseMove(chart.view.viewport(), place(chart, area, 0.3))
    qtbot.waitUntil(lambda: "objects, " in legend(panel))
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert "3 images" in legend(panel)


def test_logarithmic_areas(qtbot: QtBot, panel: PlotsPanel) -> None:
    chart = choose(qtbot, panel, "areas")
    check = find(panel, QCheckBox, "plotLogCheck")
    plain = chart.numbers()
    check.setChecked(True)
    assert chart.numbers() != plain

    def total(text: str) -> int:
        return sum(int(line.split("\t")[2]) for line in text.split("\n")[1:])

    assert total(plain) == total(chart.numbers()) > 0
    choose(qtbot, panel, "curves")
    assert not check.isVisible()


def test_curves_mark_the_threshold(qtbot: QtBot, session: Session, panel: PlotsPanel) -> None:
    chart = choose(qtbot, panel, "curves")
    qtbot.waitUntil(lambda: "this image" in legend(panel))
    assert "mean of 2 images" in legend(panel)
    assert "threshold" in legend(panel)
    lines = [line.split("\t") for line in chart.numbers().split("\n")]
    assert lines[0] == [
        "Threshold", "Precision, this image", "Recall, this image", "Precision, mean",
        "Recall, mean",
    ]  # fmt: skip
    assert len(lines) == 257
    result = session.results.get(session.view.image or "")
    assert result is not None
    assert result.curve is not None
    for k in (0, 100, 255):
        assert float(lines[k + 1][1]) == pytest.approx(result.curve[0][k], rel=1e-5)
        assert float(lines[k + 1][2]) == pytest.approx(result.curve[1][k], rel=1e-5)


def test_a_click_on_a_point_shows_its_image(
    qtbot: QtBot, session: Session, panel: PlotsPanel, settle: Callable[[Session], None]
) -> None:
    chart = choose(qtbot, panel, "dice")
    entries = session.document.project.images
    rows = [line.split("\t")[0] for line in chart.numbers().split("\n")[1:]]
    assert sorted(rows) == sorted(entry.name for entry in entries if entry.mask is not None)
    other = next(row for row in rows if row != entries[0].name)
    click(chart, rows.index(other), 0.5)
    shown = next(entry for entry in entries if entry.id == session.view.image)
    assert shown.name == other
    settle(session)


def test_roles_choose_the_images(qtbot: QtBot, session: Session, panel: PlotsPanel) -> None:
    entries = session.document.project.images
    session.images.set_role([entries[2].id], "test")
    choose(qtbot, panel, "dice")
    qtbot.waitUntil(lambda: "■ test" in legend(panel).replace("</span>", ""))
    role = find(panel, QComboBox, "plotRoleChoice")
    role.setCurrentIndex(role.findData("test"))
    assert panel.chart is not None
    assert panel.chart.numbers().count("\n") == 1
    role.setCurrentIndex(role.findData("validation"))
    empty = find(panel, QLabel, "plotEmpty")
    qtbot.waitUntil(empty.isVisible)
    assert empty.text() == "No image with a reference mask is measured yet"
    assert legend(panel) == ""


def test_the_build_before_is_a_second_point(
    qtbot: QtBot, session: Session, panel: PlotsPanel, settle: Callable[[Session], None]
) -> None:
    chart = choose(qtbot, panel, "dice")
    assert "before" not in legend(panel)
    assert all(line.endswith("\t") for line in chart.numbers().split("\n")[1:])
    session.set_seed(7)
    session.builder.build()
    settle(session)
    qtbot.waitUntil(
        lambda: (
            session.results.is_complete
            and all(not line.endswith("\t") for line in chart.numbers().split("\n")[1:])
        ),
        timeout=PATIENCE,
    )
    assert "before" in legend(panel)
    choose(qtbot, panel, "areas")
    session.update_view(before=True)
    qtbot.waitUntil(lambda: "this image, before" in legend(panel), timeout=PATIENCE)
    session.update_view(before=False)
    qtbot.waitUntil(lambda: "this image, before" not in legend(panel), timeout=PATIENCE)
    settle(session)


@pytest.fixture
def restored_palette(qapp: QApplication) -> Iterator[None]:
    before = qapp.palette()
    yield
    qapp.setPalette(before)


@pytest.mark.parametrize("plot", ["areas", "curves", "dice"])
def test_colours_follow_the_theme(
    qtbot: QtBot, qapp: QApplication, panel: PlotsPanel, restored_palette: None, plot: str
) -> None:
    chart = choose(qtbot, panel, plot)
    inks = []
    for palette in (light_palette(), dark_palette()):
        qapp.setPalette(palette)
        QApplication.processEvents()
        assert chart.ink == palette.color(QPalette.ColorRole.WindowText)
        axis = chart.view.getPlotItem().getAxis("bottom")
        inks.append(axis.textPen().color().name())
        ground = panel.grab().toImage().pixelColor(panel.width() // 2, panel.height() - 4)
        assert ground == palette.color(QPalette.ColorRole.Window)
    assert inks[0] != inks[1]


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_plots_are_saved(
    qtbot: QtBot, panel: PlotsPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    messages: list[Message], suffix: str,
) -> None:  # fmt: skip
    chart = choose(qtbot, panel, "dice")
    asked: list[str] = []
    target = tmp_path / f"plot{suffix}"

    def answer(parent: QWidget, title: str, like: str, patterns: str) -> tuple[str, str]:
        asked.append(like)
        return str(target.with_suffix("")), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    name = "savePlotPngAction" if suffix == ".png" else "savePlotSvgAction"
    trigger(panel, name)
    assert Path(asked[0]).name == f"dice{suffix}"
    assert messages[-1].text == f"Saved {target}"
    if suffix == ".png":
        image = QImage(str(target))
        assert image.width() == 3 * chart.view.width()
        assert image.pixelColor(0, image.height() - 1).name() == "#ffffff"
    else:
        root = ElementTree.fromstring(target.read_bytes())
        assert not list(root.iter("{http://www.w3.org/2000/svg}image"))  # shapes, not pixels
        assert any(True for _ in root.iter("{http://www.w3.org/2000/svg}path"))


def test_a_folder_that_is_gone_is_one_line(
    qtbot: QtBot, panel: PlotsPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    messages: list[Message],
) -> None:  # fmt: skip
    choose(qtbot, panel, "dice")
    target = tmp_path / "gone" / "plot.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *ignored: (str(target), ""))
    trigger(panel, "savePlotPngAction")
    assert messages[-1].level == "error"


def test_numbers_and_picture_are_copied(qtbot: QtBot, panel: PlotsPanel) -> None:
    chart = choose(qtbot, panel, "dice")
    trigger(panel, "copyPlotNumbersAction")
    assert QGuiApplication.clipboard().text() == chart.numbers()
    trigger(panel, "copyPlotAction")
    assert not QGuiApplication.clipboard().image().isNull()


def trigger(panel: PlotsPanel, name: str) -> None:
    action = panel.findChild(QAction, name)
    assert action is not None
    action.trigger()


def test_a_hidden_panel_computes_nothing(
    session: Session, panel: PlotsPanel, settle: Callable[[Session], None]
) -> None:
    panel.hide()
    assert not session.shown_objects.is_watched
    lanes: set[str] = set()
    session.jobs.changed.connect(lambda: lanes.update(job.lane for job in session.jobs.running))
    session.set_seed(3)
    session.builder.build()
    settle(session)
    assert "results" not in lanes
    assert "objects" not in lanes


def test_before_a_build_it_says_what_is_missing(
    qtbot: QtBot, session: Session, project_folder: Path, settle: Callable[[Session], None]
) -> None:
    panel = PlotsPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    session.document.open(project_folder)
    settle(session)
    empty = find(panel, QLabel, "plotEmpty")
    qtbot.waitUntil(lambda: empty.isVisible() and empty.text().startswith("Nothing is built"))


def test_the_window_starts_without_pyqtgraph() -> None:
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; a = QApplication([]);"
        "from flimbuilder.gui.window import MainWindow; from flimbuilder.gui.settings import "
        "Settings; w = MainWindow(Settings()); w.session.close();"
        "sys.exit('pyqtgraph' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
