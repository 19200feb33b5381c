"""Persistent settings."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QApplication

from flimbuilder.gui.settings import RECENT, Settings


def test_defaults(qapp: QApplication, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "x.ini")
    assert (settings.theme, settings.recent) == ("system", [])
    assert settings.folder == Path.home()
    assert settings.geometry is None
    assert settings.arrangement is None


def test_recent_projects_newest_first(qapp: QApplication, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "x.ini")
    first, second = tmp_path / "one, or so.flim", tmp_path / "zwei ü.flim"
    settings.add_recent(first)
    assert Settings(tmp_path / "x.ini").recent == [first]
    settings.add_recent(second)
    settings.add_recent(first)
    assert settings.recent == [first, second]
    for number in range(RECENT + 3):
        settings.add_recent(tmp_path / str(number))
    assert len(settings.recent) == RECENT


def test_settings_are_restored(qapp: QApplication, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "x.ini")
    settings.theme, settings.folder = "dark", tmp_path
    settings.save_window(QByteArray(b"\x00geometry"), QByteArray(b"state"))
    again = Settings(tmp_path / "x.ini")
    assert (again.theme, again.folder) == ("dark", tmp_path)
    assert (again.geometry, again.arrangement) == (
        QByteArray(b"\x00geometry"),
        QByteArray(b"state"),
    )


def test_unreadable_values_count_as_unset(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "x.ini").write_text(
        "[General]\nrecent=@Invalid()\nfolder=/no/such/place\n[window]\ngeometry=5\n"
    )
    settings = Settings(tmp_path / "x.ini")
    assert settings.recent == []
    assert settings.folder == Path.home()
    assert settings.geometry is None


def test_the_look_is_kept(qapp: QApplication, tmp_path: Path) -> None:
    look = {"colour_map": "viridis", "fill_mask": True, "show_scale_bar": False}
    Settings(tmp_path / "x.ini").appearance = look
    assert Settings(tmp_path / "x.ini").appearance == look


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "3",
        '{"colour_map": []}',
        '{"colour_map": "jet", "fill_mask": 1, "other": true}',
    ],
)
def test_a_look_that_cannot_be_read_counts_as_unset(
    qapp: QApplication, tmp_path: Path, text: str
) -> None:
    settings = Settings(tmp_path / "x.ini")
    settings._ini.setValue("appearance", text)
    assert settings.appearance == {}


def test_the_place_of_the_panes_is_kept(qapp: QApplication, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "x.ini")
    assert settings.panes is None
    settings.panes = QByteArray(b"\x01panes")
    assert Settings(tmp_path / "x.ini").panes == QByteArray(b"\x01panes")


DEEP = "[" * 100_000


@pytest.mark.parametrize("text", [DEEP, "5", '["' + "long" * 2000 + '"]', '["a\\u0000b"]', "{}"])
def test_json_that_cannot_be_used_counts_as_unset(
    qapp: QApplication, tmp_path: Path, text: str
) -> None:
    settings = Settings(tmp_path / "x.ini")
    for key in ("keys", "appearance", "views", "predict/sources"):
        settings._ini.setValue(key, text)
    assert settings.keys == {}
    assert settings.appearance == {}
    assert settings.predicted_by(tmp_path) == []
    assert settings.project_view(tmp_path) == {}


@pytest.mark.parametrize("text", ["long" * 2000, "a\0b"])
def test_a_folder_that_no_system_has_counts_as_unset(
    qapp: QApplication, tmp_path: Path, text: str
) -> None:
    settings = Settings(tmp_path / "x.ini")
    settings._ini.setValue("folder", text)
    assert settings.folder == Path.home()


def test_a_prediction_is_proposed_again_to_its_project_alone(
    qapp: QApplication, tmp_path: Path
) -> None:
    settings = Settings(tmp_path / "x.ini")
    eggs, coins, images = tmp_path / "eggs.flim", tmp_path / "coins.flim", tmp_path / "images"
    images.mkdir()
    settings.keep_prediction(eggs, [images], tmp_path / "results", ("mask",))
    assert settings.predicted_by(eggs) == [images]
    assert settings.results_of(eggs, [images]) == tmp_path / "results"
    assert settings.predicted_by(coins) == []
    assert settings.results_of(coins, [images]) is None
    assert settings.results_of(eggs, [tmp_path]) is None
    assert settings.outputs == ["mask"]
