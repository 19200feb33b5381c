"""Suggested places in the window: rings, keys, the line above the canvas, and the image list."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QListView, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.explain.guidance import suggesting as guidance
from flimbuilder.explain.guidance.suggestion import GuidedImage, ImageSuggestion, Suggestion
from flimbuilder.gui.canvas.suggestion_rings import PLATE
from flimbuilder.gui.window import MainWindow
from flimbuilder.session import unhurried
from flimbuilder.session.session import Session
from tests.gui.driver import Driver

Key = Qt.Key
PLACES = ((6, 50, 1), (20, 50, 0), (34, 8, 1))  # row, column, class


@pytest.fixture(autouse=True)
def _fixed_places(monkeypatch: pytest.MonkeyPatch) -> None:
    def suggest(
        guided: Sequence[GuidedImage], classes: object, *, count: int, radius: float = 3.0
    ) -> list[Suggestion]:
        image = guided[0].id
        return [
            Suggestion(image, row, col, 3.0, class_id, f"Because of <{row}>.")
            for row, col, class_id in PLACES
        ]

    monkeypatch.setattr(guidance, "suggest_places", suggest)
    monkeypatch.setattr(unhurried, "PAUSE", 0)


@pytest.fixture
def user(opened: MainWindow, qtbot: QtBot) -> Driver:
    """A user who has asked for suggestions."""
    made = Driver(opened, qtbot)
    made.wait_for_image()
    made.canvas.setFocus()
    made.key(Key.Key_J)
    made.settle()
    return made


def text_of(user: Driver) -> str:
    return user.find(QLabel, "suggestionText").text()


def line_of(user: Driver) -> QWidget:
    return user.find(QWidget, "suggestionLine")


def click(user: Driver, name: str) -> None:
    button = user.find(QAbstractButton, name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def plate(user: Driver, number: int) -> QPoint:
    """Return the place of a number's plate on the canvas."""
    place = user.session.suggestions.places[number]
    view = user.canvas.transform
    assert view is not None
    reach = (max(place.radius * view.scale, 7.0) + PLATE / 2) * 0.7071
    x, y = view.to_screen(place.row, place.col)
    return QPoint(round(x + reach), round(y - reach))


def test_the_key_shows_and_hides_the_line(user):
    session = user.session
    assert line_of(user).isVisible()
    assert user.action("suggestAction").isChecked()
    assert text_of(user) == "<b>1</b> (1 of 3) &nbsp;Because of &lt;6&gt;."
    assert user.find(QComboBox, "suggestionClass").currentData() == 1
    user.key(Key.Key_J)
    assert not line_of(user).isVisible()
    assert not session.suggestions.is_on
    assert not user.action("nextSuggestionAction").isEnabled()


def test_keys_step_accept_and_skip(user):
    session = user.session
    before = len(session.drawing.markers.markers)
    user.key(Key.Key_Period)
    assert session.view.suggestion == 2
    user.key(Key.Key_Comma)
    assert session.view.suggestion == 1
    user.key(Key.Key_Return)
    drawn = session.drawing.markers.markers
    assert len(drawn) == before + 1
    assert drawn[-1].center == (6.0, 50.0)
    assert session.view.suggestion == 2
    user.key(Key.Key_Delete)
    assert session.view.suggestion == 3
    assert list(session.suggestions.places) == [3]
    assert len(session.drawing.markers.markers) == before + 1
    user.key(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(session.drawing.markers.markers) == before
    assert list(session.suggestions.places) == [1, 3]


def test_return_accepts_and_escape_dismisses_with_the_tool_why_here(user):
    session = user.session
    before = len(session.drawing.markers.markers)
    user.key(Key.Key_W)
    user.key(Key.Key_Right)
    explained = session.view.explained
    assert explained is not None
    user.key(Key.Key_J, Qt.KeyboardModifier.ShiftModifier)
    assert session.preview.asked is not None
    user.key(Key.Key_Escape)
    assert session.preview.asked is None
    assert session.view.explained == explained
    user.key(Key.Key_Return)
    assert len(session.drawing.markers.markers) == before + 1
    assert session.view.explained == explained


def test_delete_deletes_a_selected_marker_first(user):
    session = user.session
    before = len(session.drawing.markers.markers)
    session.update_view(marker=session.drawing.markers.markers[0].id)
    user.key(Key.Key_Delete)
    assert len(session.drawing.markers.markers) == before - 1
    assert list(session.suggestions.places) == [1, 2, 3]


def test_digits_give_the_suggestion_a_class(user):
    session = user.session
    user.key(Key.Key_0)
    assert session.suggestions.class_of(1) == 0
    assert user.find(QComboBox, "suggestionClass").currentData() == 0
    user.key(Key.Key_Return)
    assert session.drawing.markers.markers[-1].class_id == 0


def test_the_mouse_does_it_all(user):
    session = user.session
    before = len(session.drawing.markers.markers)
    QTest.mouseClick(user.find(QAbstractButton, "nextSuggestionButton"), Qt.MouseButton.LeftButton)
    assert session.view.suggestion == 2
    QTest.mouseClick(
        user.find(QAbstractButton, "previousSuggestionButton"), Qt.MouseButton.LeftButton
    )
    user.choose(user.find(QComboBox, "suggestionClass"), 0)
    assert session.suggestions.class_of(1) == 0
    click(user, "acceptSuggestionButton")
    assert session.drawing.markers.markers[-1].class_id == 0
    click(user, "skipSuggestionButton")
    assert list(session.suggestions.places) == [3]
    click(user, "skipSuggestionButton")
    assert "All suggestions on this image are done; press B for new ones." in text_of(user)
    assert not user.find(QAbstractButton, "acceptSuggestionButton").isVisible()
    QTest.mouseClick(
        user.find(QAbstractButton, "closeSuggestionsButton"), Qt.MouseButton.LeftButton
    )
    assert not line_of(user).isVisible()
    assert len(session.drawing.markers.markers) == before + 1


def test_a_click_on_a_number_chooses_with_every_tool(user):
    session, before = user.session, user.session.document.project
    for number, tool in enumerate(("disk", "stroke", "why", "pan")):
        session.update_view(tool=tool)
        wanted = number % 3 + 1
        QTest.mouseClick(user.canvas, Qt.MouseButton.LeftButton, pos=plate(user, wanted))
        assert session.view.suggestion == wanted
    assert session.document.project is before


def test_tools_draw_inside_a_ring_and_select_chooses_there(user):
    session = user.session
    session.update_view(tool="pan")
    user.click_image(20, 50)
    assert session.view.suggestion == 2
    session.update_view(tool="disk", class_id=1, radius=2)
    user.click_image(34, 8)
    assert session.drawing.markers.markers[-1].center == pytest.approx((34, 8), abs=1)
    assert list(session.suggestions.places) == [1, 2]  # the third is marked now


def test_hidden_overlays_hide_the_rings_from_the_mouse(user):
    at = plate(user, 3)
    user.canvas.set_overlays_hidden(True)
    user.session.update_view(tool="pan")
    QTest.mouseClick(user.canvas, Qt.MouseButton.LeftButton, pos=at)
    assert user.session.view.suggestion == 1


def test_rings_have_the_colours_of_their_classes(user):
    colour = user.session.document.project.classes[0].colour
    image = user.canvas.grab().toImage()
    ratio = user.canvas.devicePixelRatioF()
    at = plate(user, 2)
    found = image.pixelColor(round((at.x() - 6) * ratio), round(at.y() * ratio)).name()
    assert found == colour
    user.session.suggestions.step(1)
    user.session.suggestions.relabel(1)
    image = user.canvas.grab().toImage()
    at = plate(user, 2)
    found = image.pixelColor(round((at.x() - 6) * ratio), round(at.y() * ratio)).name()
    assert found == user.session.document.project.classes[1].colour


def test_a_preview_appears_in_the_line(user):
    click(user, "previewSuggestionButton")
    preview = user.find(QWidget, "suggestionPreviewLine")
    assert preview.isVisible()
    user.settle()
    assert user.session.preview.result is not None
    assert "Draw a disk of" in user.find(QLabel, "suggestionPreviewText").text()
    before = len(user.session.drawing.markers.markers)
    click(user, "suggestionTakeButton")
    user.settle()
    assert len(user.session.drawing.markers.markers) == before + 1
    assert not preview.isVisible()


def test_suggested_images_have_a_badge(user):
    session, listed = user.session, user.find(QListView, "imageList")
    rows = [listed.model().index(row, 0) for row in range(listed.model().rowCount())]
    ranks = {row.data(Qt.ItemDataRole.UserRole).entry.id: row.data(Qt.ItemDataRole.UserRole).rank
             for row in rows}  # fmt: skip
    expected = {image.image: place + 1
                for place, image in enumerate(session.suggestions.suggested_images)}  # fmt: skip
    assert expected
    assert {image: rank for image, rank in ranks.items() if rank} == expected
    best = next(row for row in rows if row.data(Qt.ItemDataRole.UserRole).rank == 1)
    tip = best.data(Qt.ItemDataRole.ToolTipRole)
    assert "Suggested as number 1 to mark next" in tip
    listed.grab()  # paints the badges
    user.key(Key.Key_J)
    rows = [listed.model().index(row, 0) for row in range(listed.model().rowCount())]
    assert all(row.data(Qt.ItemDataRole.UserRole).rank is None for row in rows)


def test_the_next_image_is_a_click_away(user, monkeypatch):
    session = user.session
    other = session.document.project.images[1]
    found = (ImageSuggestion(other.id, "It is unlike the others."),)
    monkeypatch.setattr(Session, "accept_suggestion", lambda session: None)
    session.suggestions._images.found = found
    for _ in PLACES:
        session.suggestions.skip()
    assert f"Next image: {other.name}. It is unlike the others." in text_of(user)
    assert "evidence for such choices is weak" in text_of(user)
    click(user, "nextImageButton")
    assert session.view.image == other.id
    user.settle()


def test_the_line_fits_narrow_windows(user):
    buttons = user.find(QAbstractButton, "acceptSuggestionButton")
    user.window.resize(1024, 700)
    user.key(Key.Key_J)
    user.key(Key.Key_J)
    user.settle()
    assert user.window.width() == 1024
    line = line_of(user)
    corner = buttons.mapTo(line, QPoint(buttons.width(), buttons.height()))
    assert corner.x() <= line.width()
    text = user.find(QLabel, "suggestionText")
    assert text.mapTo(line, QPoint(0, text.height())).y() <= buttons.mapTo(line, QPoint()).y() + 2


def test_the_next_place_comes_into_view(user):
    canvas = user.canvas
    canvas.zoom(16)
    user.key(Key.Key_Period)
    for number in (2, 3):
        place = user.session.suggestions.places[number]
        assert canvas.rect().contains(canvas.map_from_image(place.row, place.col).toPoint())
        user.key(Key.Key_Period)
    canvas.fit()
    before = canvas.transform
    user.key(Key.Key_Period)
    assert canvas.transform == before  # it is in view already


def test_an_unknown_class_must_be_chosen_first(user):
    session = user.session
    image = str(session.view.image)
    session.suggestions._found = (Suggestion(image, 6, 50, 3.0, None, "Nothing is known."),)
    session.suggestions.refresh()
    accept = user.find(QAbstractButton, "acceptSuggestionButton")
    box = user.find(QComboBox, "suggestionClass")
    assert not accept.isEnabled()
    assert box.currentIndex() == -1
    before = session.document.project
    user.key(Key.Key_Return)
    assert session.document.project is before
    user.key(Key.Key_0)
    assert accept.isEnabled()
    assert box.currentData() == 0
    user.key(Key.Key_Return)
    assert session.drawing.markers.markers[-1].class_id == 0
