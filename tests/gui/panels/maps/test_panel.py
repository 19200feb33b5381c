"""The maps in the window: pointed at, clicked, lassoed, by keys, and linked both ways."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QTableWidget,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.maps.kernel_map import KernelMap
from flimbuilder.gui.panels.maps.panel import MapsPanel
from flimbuilder.gui.theme import dark_palette, light_palette
from flimbuilder.session import unhurried
from flimbuilder.session.session import Message, Session
from tests.gui.parts import find
from tests.session.conftest import ids

pytestmark = pytest.mark.slow

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
PLAIN, CTRL, SHIFT = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
PATIENCE = 30_000  # ms


@pytest.fixture(autouse=True)
def _every_move() -> Iterator[None]:
    """Let pyqtgraph handle each move of the mouse, however soon."""
    import pyqtgraph

    before = pyqtgraph.getConfigOption("mouseRateLimit")
    pyqtgraph.setConfigOption("mouseRateLimit", 0)
    yield
    pyqtgraph.setConfigOption("mouseRateLimit", before)


@pytest.fixture
def panel(
    qtbot: QtBot,
    session: Session,
    project_folder: Path,
    settle: Callable[[Session], None],
    monkeypatch: pytest.MonkeyPatch,
) -> MapsPanel:
    """A panel of a built project, by principal components."""
    monkeypatch.setattr(unhurried, "PAUSE", 0)
    session.maps.ask(method="pca")
    made = MapsPanel(session)
    qtbot.addWidget(made)
    made.resize(700, 320)
    with qtbot.waitExposed(made):
        made.show()
    session.open(project_folder)
    settle(session)
    wait_until_drawn(qtbot, made)
    return made


def wait_until_drawn(qtbot: QtBot, panel: MapsPanel) -> KernelMap:
    maps = panel._session.maps
    qtbot.waitUntil(lambda: maps.is_fresh and maps.separability is not None, timeout=PATIENCE)
    qtbot.waitUntil(
        lambda: panel.plot is not None and not panel._timer.isActive(), timeout=PATIENCE
    )
    QApplication.processEvents()
    assert panel.plot is not None
    return panel.plot


def choose(qtbot: QtBot, panel: MapsPanel, name: str, data: str) -> KernelMap:
    combo = find(panel, QComboBox, name)
    combo.setCurrentIndex(combo.findData(data))
    return wait_until_drawn(qtbot, panel)


def at(plot: KernelMap, number: int) -> QPoint:
    return plot.place_of(number).toPoint()


def click(plot: KernelMap, place: QPoint, keys: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.mouseMove(plot.view.viewport(), place)
    QTest.mouseClick(plot.view.viewport(), LEFT, keys, place)


def drag(
    plot: KernelMap,
    places: Sequence[QPoint],
    keys: Qt.KeyboardModifier = PLAIN,
    button: Qt.MouseButton = LEFT,
) -> None:
    view = plot.view.viewport()
    QTest.mouseMove(view, places[0])
    QTest.mousePress(view, button, keys, places[0])
    for place in places[1:]:
        QTest.mouseMove(view, place)
        QApplication.processEvents()
    QTest.mouseRelease(view, button, keys, places[-1])


def double_click(plot: KernelMap, place: QPoint) -> None:
    click(plot, place)
    view = plot.view.viewport()
    QTest.mouseDClick(view, LEFT, PLAIN, place)
    QTest.mouseRelease(view, LEFT, PLAIN, place)


def around(place: QPoint, reach: int) -> list[QPoint]:
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return [place + QPoint(x * reach, y * reach) for x, y in corners]


def lonely(plot: KernelMap) -> int:
    """Return the point that is farthest from its nearest neighbour."""
    distances = np.linalg.norm(plot._positions[:, None] - plot._positions, axis=2)
    np.fill_diagonal(distances, np.inf)
    return int(distances.min(axis=1).argmax())


def kernel(session: Session, number: int) -> object:
    assert session.maps.shown is not None
    return session.maps.shown.points[number].kernel


def test_the_map_is_drawn_with_its_numbers(session: Session, panel: MapsPanel) -> None:
    line = find(panel, QLabel, "mapLine").text()
    assert line.startswith("Trustworthiness ")
    table = find(panel, QTableWidget, "mapBlocks")
    assert session.maps.separability is not None
    for row, measured in enumerate(session.maps.separability):
        item = table.item(row, 2)
        assert item is not None
        wanted = "–" if measured.accuracy is None else f"{measured.accuracy:.3f}"
        assert item.text() == wanted
    assert find(panel, QComboBox, "mapBlock").count() == 2


def test_a_click_selects_and_ctrl_adds(session: Session, panel: MapsPanel) -> None:
    plot = panel.plot
    assert plot is not None
    one = lonely(plot)
    click(plot, at(plot, one))
    assert session.view.kernels == {kernel(session, one)}
    assert session.view.kernel == kernel(session, one)
    click(plot, at(plot, one), CTRL)
    assert not session.view.kernels


def test_a_click_beside_all_points_deselects(session: Session, panel: MapsPanel) -> None:
    session.maps.select((0, 1))
    plot = panel.plot
    assert plot is not None
    click(plot, QPoint(2, 2))
    assert not session.view.kernels


def test_a_lasso_selects_what_it_encloses(session: Session, panel: MapsPanel) -> None:
    plot = panel.plot
    assert plot is not None
    one = lonely(plot)
    drag(plot, around(at(plot, one), 7))
    assert session.view.kernels == {kernel(session, one)}
    drag(
        plot, [QPoint(3, 3), QPoint(60, 60), plot.view.rect().bottomRight() - QPoint(3, 3)], SHIFT
    )
    assert session.maps.selected == set(range(6))
    drag(plot, around(at(plot, one), 7), CTRL)  # removes it
    assert session.maps.selected == set(range(6)) - {one}


def test_the_gallery_and_the_map_share_the_selection(
    qtbot: QtBot, session: Session, panel: MapsPanel
) -> None:
    plot = panel.plot
    assert plot is not None
    session.update_view(kernels=frozenset({kernel(session, 2)}))  # type: ignore[arg-type]
    assert plot._selected == {2}
    with qtbot.waitSignal(plot.hovered):
        QTest.mouseMove(plot.view.viewport(), at(plot, lonely(plot)))
    assert session.view.hovered == kernel(session, lonely(plot))
    assert "kernel" in find(panel, QLabel, "mapLine").text()
    session.update_view(hovered=kernel(session, 4))  # type: ignore[arg-type]  # in the gallery
    assert plot._at == 4


def test_delete_and_invert_of_a_selection(
    qtbot: QtBot, session: Session, panel: MapsPanel, messages: list[Message]
) -> None:
    plot, delete = panel.plot, find(panel, QToolButton, "deleteMappedKernelsButton")
    assert plot is not None
    assert not delete.isEnabled()
    session.maps.select((1, 2))
    assert delete.isEnabled()
    QTest.mouseClick(find(panel, QToolButton, "invertMappedKernelsButton"), LEFT)
    assert len(session.kernels.edited(1, "invert")) == 2
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_Delete)
    assert session.kernels.edited(1, "delete") == {kernel(session, 1), kernel(session, 2)}
    assert messages[-1].text == "Deleted 2 kernels"
    assert messages[-1].undoable
    qtbot.waitUntil(lambda: [*plot._hollow][:3] == [False, True, True], timeout=PATIENCE)
    session.undo()
    qtbot.waitUntil(lambda: not any(plot._hollow), timeout=PATIENCE)


def test_all_by_the_keyboard(session: Session, panel: MapsPanel) -> None:
    plot = panel.plot
    assert plot is not None
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert plot._at == 0
    visited = {0}
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down) * 6:
        before = plot._positions[plot._at]
        QTest.keyClick(plot, key)
        moved = plot._positions[plot._at] - before
        side = {Qt.Key.Key_Right: 0, Qt.Key.Key_Left: 0}.get(key, 1)
        sign = 1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Up) else -1
        assert moved[side] * sign >= 0
        visited.add(plot._at)
    assert len(visited) > 2
    QTest.keyClick(plot, Qt.Key.Key_Space)
    assert session.maps.selected == {plot._at}
    QTest.keyClick(plot, Qt.Key.Key_A, CTRL)
    assert session.maps.selected == set(range(6))
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert not session.view.kernels
    QTest.keyClick(plot, Qt.Key.Key_Return)
    assert session.view.heat == "activation"


def test_the_wheel_zooms_and_the_middle_button_moves(panel: MapsPanel) -> None:
    plot = panel.plot
    assert plot is not None
    whole = plot._box.viewRect()
    middle = QPointF(plot.view.rect().center())
    for turn in (120, 120, -120):
        event = QWheelEvent(
            middle, middle, QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, PLAIN,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(plot.view.viewport(), event)
    zoomed = plot._box.viewRect()
    assert zoomed.width() == pytest.approx(whole.width() / 1.25, rel=0.01)
    start = plot.view.rect().center()
    drag(plot, [start, start + QPoint(15, 0), start + QPoint(40, 0)], button=MIDDLE)
    assert plot._box.viewRect().center().x() < zoomed.center().x()
    double_click(plot, QPoint(2, 2))
    assert plot._box.viewRect().width() == pytest.approx(whole.width(), rel=0.01)
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_Home)
    assert plot._box.viewRect().width() == pytest.approx(whole.width(), rel=0.01)


def test_a_click_on_a_patch_shows_its_place(
    qtbot: QtBot, session: Session, panel: MapsPanel
) -> None:
    plot = choose(qtbot, panel, "mapSubject", "patches")
    assert session.maps.shown is not None
    assert not find(panel, QToolButton, "deleteMappedKernelsButton").isVisible()
    one = lonely(plot)
    point = session.maps.shown.points[one]
    click(plot, at(plot, one))
    assert (session.view.image, session.view.marker) == (point.image, point.marker)
    assert [(patch.row, patch.col) for patch in session.view.patches] == [(point.row, point.col)]
    with qtbot.waitSignal(plot.opened):
        double_click(plot, at(plot, one))


def test_images_as_thumbnails(qtbot: QtBot, session: Session, panel: MapsPanel) -> None:
    choose(qtbot, panel, "mapSubject", "images")
    QTest.mouseClick(find(panel, QToolButton, "mapThumbnails"), LEFT)
    plot = wait_until_drawn(qtbot, panel)
    assert plot._pictures.sizes.max(axis=1).tolist() == [56, 56, 56]
    last = ids(session)[2]
    click(plot, at(plot, 2))
    assert session.view.image == last
    assert plot._selected == {2}
    session.update_view(image=ids(session)[0])
    assert plot._selected == {0}


def test_another_block_is_chosen_in_the_table_or_the_gallery(
    qtbot: QtBot, session: Session, panel: MapsPanel
) -> None:
    table = find(panel, QTableWidget, "mapBlocks")
    QTest.mouseClick(
        table.viewport(), LEFT, PLAIN, table.visualItemRect(table.item(1, 0)).center()
    )
    assert session.view.block == 2
    wait_until_drawn(qtbot, panel)
    assert session.maps.shown is not None
    assert session.maps.shown.block == 2
    session.update_view(block=1)
    wait_until_drawn(qtbot, panel)
    assert find(panel, QComboBox, "mapBlock").currentIndex() == 0
    assert table.currentRow() == 0


def test_colours_follow_the_request_and_the_classes(
    qtbot: QtBot, session: Session, panel: MapsPanel
) -> None:
    session.update_view(block=2)  # which is decoded
    plot = choose(qtbot, panel, "mapColour", "weight")
    assert set(plot._colours) == {"#440154", "#fde725"}  # of lm: -1 and 1
    plot = choose(qtbot, panel, "mapColour", "class")
    session.classes.recolour(1, "#123456")
    qtbot.waitUntil(lambda: "#123456" in plot._colours, timeout=PATIENCE)


def test_both_themes(qtbot: QtBot, session: Session, panel: MapsPanel) -> None:
    plot = panel.plot
    assert plot is not None
    for palette in (dark_palette(), light_palette()):
        panel.setPalette(palette)
        QApplication.processEvents()
        assert plot.ink == palette.windowText().color()


@pytest.mark.parametrize("kind", ["Png", "Svg", "Csv"])
def test_a_map_is_saved(
    qtbot: QtBot,
    session: Session,
    panel: MapsPanel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    messages: list[Message],
    kind: str,
) -> None:
    target = tmp_path / f"map.{kind.lower()}"
    monkeypatch.setattr(
        "flimbuilder.gui.panels.maps.panel.choose_target", lambda *_: target.with_suffix("")
    )
    find_action(panel, f"saveMap{kind}Action").trigger()
    qtbot.waitUntil(lambda: bool(messages), timeout=PATIENCE)
    assert messages[-1].text == f"Saved {target}"
    assert target.stat().st_size > 100


def find_action(panel: MapsPanel, name: str) -> QAction:
    found = panel.findChild(QAction, name)
    assert found is not None
    return found


def test_a_missing_library_is_offered_but_disabled(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flimbuilder.gui.panels.maps.choosers.find_spec", lambda module: None)
    made = MapsPanel(session)
    qtbot.addWidget(made)
    combo = find(made, QComboBox, "mapMethod")
    row = combo.findData("umap")
    assert not combo.model().flags(combo.model().index(row, 0)) & Qt.ItemFlag.ItemIsEnabled
    assert "flimbuilder[maps]" in combo.itemData(row, Qt.ItemDataRole.ToolTipRole)


def test_a_panel_without_a_build_says_so(
    session: Session, qtbot: QtBot, project_folder: Path
) -> None:
    made = MapsPanel(session)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    session.document.open(project_folder)
    qtbot.waitUntil(lambda: "After a build" in find(made, QLabel, "mapEmpty").text())
