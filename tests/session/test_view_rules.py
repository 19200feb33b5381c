"""Fields of the view that change with others, or with the project."""

from pathlib import Path

import pytest

from flimbuilder.session.session import Session
from flimbuilder.session.view import MAX_RADIUS, ExplainedPlace, MarkedPatch, View
from flimbuilder.session.view_rules import changed_view, fitting_changes
from tests.session.conftest import Pump, ids


@pytest.fixture
def opened(session: Session, folder: Path, pump: Pump) -> Session:
    session.open(folder)
    pump.settle(session)
    return session


def test_another_image_deselects_what_was_on_the_former_one() -> None:
    before = View(image="a", marker=1, suggestion=2, objects=frozenset({3}))
    after = changed_view(before, {"image": "b"})
    assert after == View(image="b")
    place = ExplainedPlace("a", ((1.0, 2.0),))
    assert changed_view(View(explained=place), {"image": "b"}).explained == place


def test_another_block_deselects_the_kernels_unless_one_is_chosen() -> None:
    before = View(kernels=frozenset({("a", 1)}))  # type: ignore[arg-type]
    assert changed_view(before, {"block": 2}).kernels == frozenset()
    assert changed_view(before, {"block": 1}) == before


def test_a_radius_is_clipped() -> None:
    assert changed_view(View(), {"radius": 1e9}).radius == MAX_RADIUS


def test_patches_of_deleted_markers_are_deselected(opened: Session) -> None:
    image = ids(opened)[0]
    markers = opened.document.project.markers_of(image).markers
    patches = [MarkedPatch(image, marker.id, 15, 15) for marker in markers[:2]]
    opened.update_view(patches=frozenset(patches))
    opened.drawing.remove([markers[0].id])
    assert opened.view.patches == {patches[1]}
    opened.undo()
    assert opened.view.patches == {patches[1]}


def test_a_view_that_fits_stays_the_same(opened: Session) -> None:
    project, view = opened.document.project, opened.view
    assert changed_view(view, fitting_changes(view, project, project)) == view
