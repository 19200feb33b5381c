"""What the window remembers."""

from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QApplication

from flimbuilder.gui.settings import RECENT, Settings


def test_nothing_at_first(qapp: QApplication, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "x.ini")
    assert (settings.theme, settings.recent) == ("system", [])
    assert settings.folder == Path.home()
    assert settings.geometry is None
    assert settings.arrangement is None


def test_recent_projects_newest_first(qapp: QApplication, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "x.ini")
    one, two = tmp_path / "one, or so.flim", tmp_path / "zwei ü.flim"
    settings.add_recent(one)
    assert Settings(tmp_path / "x.ini").recent == [one]
    settings.add_recent(two)
    settings.add_recent(one)
    assert settings.recent == [one, two]
    for number in range(RECENT + 3):
        settings.add_recent(tmp_path / str(number))
    assert len(settings.recent) == RECENT


def test_it_is_read_again(qapp: QApplication, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "x.ini")
    settings.theme, settings.folder = "dark", tmp_path
    settings.save_window(QByteArray(b"\x00geometry"), QByteArray(b"state"))
    again = Settings(tmp_path / "x.ini")
    assert (again.theme, again.folder) == ("dark", tmp_path)
    assert (again.geometry, again.arrangement) == (
        QByteArray(b"\x00geometry"),
        QByteArray(b"state"),
    )


def test_what_makes_no_sense_is_as_if_never_set(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "x.ini").write_text(
        "[General]\nrecent=@Invalid()\nfolder=/no/such/place\n[window]\ngeometry=5\n"
    )
    settings = Settings(tmp_path / "x.ini")
    assert settings.recent == []
    assert settings.folder == Path.home()
    assert settings.geometry is None
