"""The keymap: defaults, changes, files, tooltips; and the dialog that edits it."""

import json
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs.keys import KeysDialog
from flimbuilder.gui.keymap import (
    Keymap,
    KeyTexts,
    add_key_to_tip,
    keymap,
    set_tip_with_keys,
)
from flimbuilder.gui.settings import Settings
from flimbuilder.gui.window import MainWindow
from tests.gui.parts import find

DEFAULTS = {"buildAction": ("B",), "redoAction": ("Ctrl+Shift+Z", "Ctrl+Y"), "aboutAction": ()}


@pytest.fixture
def keys(qapp: QApplication) -> Keymap:
    made = Keymap()
    made.load(DEFAULTS, {})
    return made


@pytest.fixture
def shared() -> Keymap:
    """The keymap of the application, without keys."""
    keymap().load({}, {})
    return keymap()


class TestKeymap:
    def test_starts_with_the_defaults(self, keys: Keymap) -> None:
        assert keys.keys("buildAction") == ("B",)
        assert keys.keys("unknown") == ()
        assert keys.text("redoAction") == "Ctrl+Shift+Z, Ctrl+Y"
        assert (keys.first("redoAction"), keys.first("aboutAction")) == ("Ctrl+Shift+Z", "no key")
        assert not keys.changes

    def test_a_key_is_taken_from_the_action_that_had_it(self, keys: Keymap) -> None:
        keys.change("aboutAction", ["ctrl+y", "B", "F1"])
        assert keys.changes == {
            "aboutAction": ("Ctrl+Y", "B", "F1"),
            "buildAction": (),
            "redoAction": ("Ctrl+Shift+Z",),
        }
        assert keys.holder("b") == "aboutAction"

    def test_defaults_come_back(self, keys: Keymap) -> None:
        keys.change("aboutAction", ["B"])
        keys.reset("buildAction")
        assert keys.keys("aboutAction") == ()
        keys.change("buildAction", [])
        keys.reset()
        assert not keys.changes

    def test_stored_changes_that_are_not_valid_are_ignored(self, keys: Keymap) -> None:
        keys.load(DEFAULTS, {"gone": ["B"], "buildAction": ["No such key", "", "F5"]})
        assert keys.changes == {"buildAction": ("F5",)}

    def test_every_change_is_emitted(self, keys: Keymap, qtbot: QtBot) -> None:
        with qtbot.waitSignal(keys.changed):
            keys.change("buildAction", ["F5"])
        with qtbot.waitSignal(keys.changed):
            keys.reset()


class TestFiles:
    def test_come_back(self, keys: Keymap, tmp_path: Path) -> None:
        keys.change("buildAction", ["F5", "Ctrl+Y"])
        changes = keys.changes
        keys.write(tmp_path / "keys.json")
        keys.reset()
        keys.read(tmp_path / "keys.json")
        assert keys.changes == changes

    def test_may_swap_keys(self, keys: Keymap, tmp_path: Path) -> None:
        file = tmp_path / "keys.json"
        swapped = {"buildAction": ["Ctrl+Y"], "redoAction": ["B"]}
        file.write_text(json.dumps({"format": "flimbuilder keys", "keys": swapped}))
        keys.read(file)
        assert (keys.keys("buildAction"), keys.keys("redoAction")) == (("Ctrl+Y",), ("B",))

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("", "can't read"),
            ("[" * 10**5, "can't read"),
            ("[]", "is no file of keys"),
            ('{"keys": {}}', "is no file of keys"),
            ('{"format": "flimbuilder keys", "keys": {"x": []}}', "unknown action 'x'"),
            ('{"format": "flimbuilder keys", "keys": {"buildAction": "B"}}', "are no keys"),
            ('{"format": "flimbuilder keys", "keys": {"buildAction": ["Hm"]}}', "are no keys"),
            (
                '{"format": "flimbuilder keys", "keys": {"%s": []}}' % ("x" * 9000),
                "unknown action",
            ),
            (
                '{"format": "flimbuilder keys", "keys": '
                '{"buildAction": ["F5"], "aboutAction": ["F5"]}}',
                "two actions",
            ),
        ],
    )
    def test_that_are_wrong_change_nothing(
        self, keys: Keymap, tmp_path: Path, text: str, fault: str
    ) -> None:
        file = tmp_path / "keys.json"
        file.write_text(text)
        with pytest.raises(InputError, match=fault) as caught:
            keys.read(file)
        assert "keys.json" in str(caught.value)
        assert len(str(caught.value)) < 200 + len(str(file))
        assert not keys.changes

    @pytest.mark.parametrize("key", ["Esc", "Space", "Q", "Del", "Tab", "B, C", "1" * 5000])
    def test_may_not_take_keys_with_a_fixed_meaning(
        self, keys: Keymap, tmp_path: Path, key: str
    ) -> None:
        file = tmp_path / "keys.json"
        file.write_text(json.dumps({"format": "flimbuilder keys", "keys": {"aboutAction": [key]}}))
        with pytest.raises(InputError, match="are no keys") as caught:
            keys.read(file)
        assert len(str(caught.value)) < 200 + len(str(file))
        keys.load(DEFAULTS, {"aboutAction": [key]})
        assert not keys.changes

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
    def test_do_not_wait_for_a_writer(self, keys: Keymap, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "keys.json")
        with pytest.raises(InputError, match=r"keys\.json"):
            keys.read(tmp_path / "keys.json")

    def test_that_are_missing_are_named(self, keys: Keymap, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"keys\.json"):
            keys.read(tmp_path / "keys.json")


def test_texts_follow_the_keymap(shared: Keymap, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    add_key_to_tip(widget, "Build", "buildAction")
    assert widget.toolTip() == "Build"
    shared.load(DEFAULTS, {})
    assert widget.toolTip() == "Build (B)"
    add_key_to_tip(widget, "Learn", "buildAction")
    shared.change("buildAction", ["F5"])
    assert widget.toolTip() == "Learn (F5)"
    set_tip_with_keys(widget, "{build} builds")
    assert widget.toolTip() == "F5 builds"
    assert "Press {build} to build".format_map(KeyTexts()) == "Press F5 to build"
    widget.deleteLater()
    QApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete)
    shared.change("buildAction", ["F6"])


def test_the_sheet_lists_changed_keys_of_classes(window: MainWindow) -> None:
    [section] = [part for part in window.actions_by_name.sections if part.title == "&Classes"]
    assert [keys for _, keys in section.shown_keys] == ["0–9"]
    keymap().change("class1Action", ["F7"])
    keys = [key for _, key in section.shown_keys]
    keymap().reset()
    assert keys == ["0", "F7", *"23456789"]


def test_settings_keep_the_changes(qapp: QApplication, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "x.ini")
    assert settings.keys == {}
    settings.keys = {"buildAction": ("F5", ",")}
    assert Settings(tmp_path / "x.ini").keys == {"buildAction": ["F5", ","]}
    settings._ini.setValue("keys", "[1")
    assert settings.keys == {}
    settings._ini.setValue("keys", '{"a": 1, "b": [2, "C"]}')
    assert settings.keys == {"b": ["C"]}


@pytest.mark.slow
class TestDialog:
    @pytest.fixture
    def dialog(self, window: MainWindow, qtbot: QtBot) -> KeysDialog:
        window.actions_by_name["keysAction"].trigger()
        return find(window, KeysDialog, "keysDialog")

    def choose(self, dialog: KeysDialog, action: str) -> None:
        [item] = [item for item in dialog._entries if item.data(0, 256) == action]
        find(dialog, QTreeWidget, "keyList").setCurrentItem(item)

    def test_gives_an_action_a_key_at_once(
        self, window: MainWindow, dialog: KeysDialog, qtbot: QtBot
    ) -> None:
        self.choose(dialog, "aboutAction")
        recorder = find(dialog, QKeySequenceEdit, "keyRecorder")
        qtbot.keyClick(recorder, Qt.Key.Key_B)
        assert find(dialog, QLabel, "keyNote").text() == "Takes B from “Build”"
        qtbot.mouseClick(find(dialog, QPushButton, "assignKeyButton"), Qt.MouseButton.LeftButton)
        actions = window.actions_by_name
        assert actions["aboutAction"].shortcut() == QKeySequence("B")
        assert actions["buildAction"].shortcuts() == []
        assert "(B)" in actions["aboutAction"].toolTip()
        dialog.reject()
        assert Settings().keys == {"aboutAction": ["B"], "buildAction": []}
        keymap().reset()

    def test_fixed_keys_are_refused(self, dialog: KeysDialog, qtbot: QtBot) -> None:
        self.choose(dialog, "aboutAction")
        qtbot.keyClick(find(dialog, QKeySequenceEdit, "keyRecorder"), Qt.Key.Key_Q)
        assert "fixed meaning" in find(dialog, QLabel, "keyNote").text()
        assert not find(dialog, QPushButton, "assignKeyButton").isEnabled()
        dialog.reject()

    def test_the_search_finds_actions_and_keys(self, dialog: KeysDialog) -> None:
        find(dialog, QLineEdit, "keySearch").setText("ctrl+e")
        shown = [item.data(0, 256) for item in dialog._entries if not item.isHidden()]
        assert shown == ["exportAction"]
        tree = find(dialog, QTreeWidget, "keyList")
        tops = [tree.topLevelItem(number) for number in range(tree.topLevelItemCount())]
        assert [top.text(0) for top in tops if top is not None and not top.isHidden()] == ["File"]
        dialog.reject()

    def test_classes_have_titles(self, dialog: KeysDialog) -> None:
        find(dialog, QLineEdit, "keySearch").setText("class")
        shown = [item.text(0) for item in dialog._entries if not item.isHidden()]
        classes = [text for text in shown if text.startswith("Class ")]
        assert classes == [f"Class {number}" for number in range(10)]
        dialog.reject()

    def test_exports_and_imports(
        self, dialog: KeysDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
    ) -> None:
        file = tmp_path / "my keys.json"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
        keymap().change("aboutAction", ["F9"])
        find(dialog, QPushButton, "exportKeysButton").click()
        find(dialog, QPushButton, "resetKeysButton").click()
        assert not keymap().changes
        find(dialog, QPushButton, "importKeysButton").click()
        assert keymap().changes == {"aboutAction": ("F9",)}
        file.write_text("{")
        find(dialog, QPushButton, "importKeysButton").click()
        assert "can't read" in find(dialog, QLabel, "keyNote").text()
        keymap().reset()
        dialog.reject()
