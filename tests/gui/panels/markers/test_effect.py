"""The effect of each marker in the table, and the kernels that come from it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from psygnal import Signal
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QImage
from PySide6.QtWidgets import QTreeView
from pytestqt.qtbot import QtBot

from flimbuilder.explain.counterfactuals.suspects import Counterfactual
from flimbuilder.gui.panels.markers.model import EFFECT, USE, effect_of
from flimbuilder.gui.panels.markers.panel import MarkersPanel
from flimbuilder.session.session import Session
from tests.gui.parts import find


class HandMadeInfluence:
    """Effects made by hand."""

    changed = Signal()

    def __init__(self) -> None:
        self.found: dict[int, Counterfactual] = {}
        self.stale: set[int] = set()
        self.watchers: set[Any] = set()
        self.fault: str | None = None

    def of_image(self, image: str | None) -> dict[int, Counterfactual]:
        return dict(self.found)

    def is_fresh(self, image: str, marker: int) -> bool:
        return marker in self.found and marker not in self.stale

    def refresh(self) -> None: ...

    def watch(self, owner: Any) -> None:
        self.watchers.add(owner)

    def unwatch(self, owner: Any) -> None:
        self.watchers.discard(owner)

    def show(self, marker: int, **fields: Any) -> None:
        self.found[marker] = Counterfactual("a", marker, 1, **fields)
        self.changed.emit()


@pytest.fixture
def influence(session: Session) -> HandMadeInfluence:
    made = HandMadeInfluence()
    session.influence = made  # type: ignore[assignment]
    return made


@pytest.fixture
def panel(
    qtbot: QtBot, session: Session, project_folder: Path, influence: HandMadeInfluence
) -> MarkersPanel:
    """A panel that shows an image with a disk of class 1 and a stroke of the background."""
    session.document.open(project_folder)
    made = MarkersPanel(session)
    qtbot.addWidget(made)
    made.resize(240, 400)
    made.show()
    return made


def cell(panel: MarkersPanel, row: int, role: Qt.ItemDataRole) -> Any:
    model = find(panel, QTreeView, "markerList").model()
    return model.index(row, EFFECT).data(role)


def painted(panel: MarkersPanel, row: int) -> np.ndarray:
    """Return the left and right half of the cell of an effect as darkness."""
    view = find(panel, QTreeView, "markerList")
    rect = view.visualRect(view.model().index(row, EFFECT))
    image = view.viewport().grab(rect).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    dark = 255.0 - pixels[:, : image.width()]
    middle = dark.shape[1] // 2
    return np.array([dark[:, : middle - 1].sum(), dark[:, middle + 2 :].sum()])


def test_markers_are_measured_while_the_panel_is_seen(
    panel: MarkersPanel, influence: HandMadeInfluence
) -> None:
    assert influence.watchers == {panel}
    panel.set_in_front(False)
    assert not influence.watchers
    panel.set_in_front(True)
    assert influence.watchers == {panel}


def test_a_bar_points_right_if_the_marker_helps(
    panel: MarkersPanel, influence: HandMadeInfluence
) -> None:
    nothing, other = painted(panel, 0), painted(panel, 1)
    influence.show(1, agreement=-0.08)
    left, right = painted(panel, 0) - nothing
    assert right > 2 * left
    influence.show(1, agreement=0.08)
    left, right = painted(panel, 0) - nothing
    assert left > 2 * right
    assert np.array_equal(painted(panel, 1), other)


def test_the_text_is_the_effect_on_dice_or_else_on_agreement(
    panel: MarkersPanel, influence: HandMadeInfluence
) -> None:
    assert cell(panel, 0, Qt.ItemDataRole.DisplayRole) == ""
    influence.show(1, agreement=-0.08)
    assert cell(panel, 0, Qt.ItemDataRole.DisplayRole) == "+0.080"
    influence.show(1, agreement=-0.08, measures={"dice": 0.125})
    assert cell(panel, 0, Qt.ItemDataRole.DisplayRole) == "-0.125"


def test_no_effect_has_a_plus() -> None:
    assert f"{effect_of(Counterfactual('a', 1, 1)):+.3f}" == "+0.000"


def test_the_tip_has_the_numbers(panel: MarkersPanel, influence: HandMadeInfluence) -> None:
    influence.show(
        1, agreement=-0.08, measures={"dice": 0.125}, own=0.3, support=0.02, change=None
    )
    tip = cell(panel, 0, Qt.ItemDataRole.ToolTipRole).splitlines()
    assert tip[-5:] == [
        "A build without it:",
        "• mean Dice +0.125",
        "• agreement with the other markers -0.080",
        "• agreement with this marker 0.02, instead of 0.30",
        "The other markers contradict it",
    ]
    influence.stale.add(1)
    influence.changed.emit()
    assert cell(panel, 0, Qt.ItemDataRole.ToolTipRole).endswith("(of an earlier build)")


def test_a_marker_that_all_needs_has_no_bar(
    panel: MarkersPanel, influence: HandMadeInfluence
) -> None:
    nothing = painted(panel, 0)
    influence.show(1, fault="no object is marked")
    assert not (painted(panel, 0) - nothing).any()
    assert cell(panel, 0, Qt.ItemDataRole.DisplayRole) == ""
    assert "Without it: no object is marked" in cell(panel, 0, Qt.ItemDataRole.ToolTipRole)


def test_a_contradicted_marker_has_a_warning(
    panel: MarkersPanel, influence: HandMadeInfluence, session: Session
) -> None:
    nothing = painted(panel, 0)
    influence.show(1, own=0.3, support=0.02)
    assert (painted(panel, 0) - nothing).all()
    session.update_view(marker=1)
    assert find(panel, QTreeView, "markerList").currentIndex().row() == 0


def test_stale_effects_are_fainter(panel: MarkersPanel, influence: HandMadeInfluence) -> None:
    nothing = painted(panel, 0)
    influence.show(1, agreement=-0.1)
    fresh = painted(panel, 0) - nothing
    influence.stale.add(1)
    influence.changed.emit()
    stale = painted(panel, 0) - nothing
    assert 0 < stale[1] < 0.6 * fresh[1]


def test_the_use_is_shown_if_it_is_unusual(panel: MarkersPanel, session: Session) -> None:
    view = find(panel, QTreeView, "markerList")
    assert view.isColumnHidden(USE)
    session.drawing.set_use([1], "kernels")
    assert not view.isColumnHidden(USE)


def test_the_selection_stays_while_effects_arrive(
    panel: MarkersPanel, influence: HandMadeInfluence, session: Session
) -> None:
    session.update_view(marker=2)
    influence.show(1, agreement=-0.1)
    assert panel.chosen() == [2]
    assert session.view.marker == 2


def test_markers_of_the_kernel_under_the_pointer_are_bold(
    panel: MarkersPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flimbuilder.gui.panels.markers import panel as module
    from flimbuilder.project.project import ComponentIdentity

    image = session.view.image
    assert image is not None
    kernel = ComponentIdentity.model_validate({"class": 1, "component": 0})
    monkeypatch.setattr(
        module, "shares_of_kernel", lambda built, block, identity: {(image, 2): 0.25}
    )

    def weights() -> list[bool]:
        fonts = [cell(panel, row, Qt.ItemDataRole.FontRole) for row in range(2)]
        return [isinstance(font, QFont) and font.bold() for font in fonts]

    assert weights() == [False, False]
    session.update_view(hovered=kernel)
    assert weights() == [False, True]
    assert "25 % of the kernel" in cell(panel, 1, Qt.ItemDataRole.ToolTipRole)
    session.update_view(hovered=None)
    assert weights() == [False, False]
    session.update_view(kernels=frozenset({kernel}))
    assert weights() == [False, True]
