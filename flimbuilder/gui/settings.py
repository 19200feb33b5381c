"""What the window remembers from one run to the next: its places, the theme, recent projects."""

from pathlib import Path
from typing import cast

from platformdirs import user_config_path
from PySide6.QtCore import QByteArray, QSettings

__all__ = ["RECENT", "Settings", "settings_file"]

RECENT = 10  # projects
VERSION = 1  # of the arrangement of docks; another one is not restored


def settings_file() -> Path:
    """Return where the settings are kept."""
    return user_config_path("flimbuilder", appauthor=False) / "window.ini"


class Settings:
    """Values in an ini file; what cannot be read there is as if it had never been set.

    Parameters
    ----------
    file : Path or None, default=None
        None is the user's own.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._ini = QSettings(str(file or settings_file()), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        """``light``, ``dark`` or ``system``."""
        return self._text("theme") or "system"

    @theme.setter
    def theme(self, choice: str) -> None:
        self._ini.setValue("theme", choice)

    @property
    def recent(self) -> list[Path]:
        """Projects, the last one opened first."""
        kept = cast(object, self._ini.value("recent"))
        names = kept if isinstance(kept, list) else [kept]  # one alone is not kept as a list
        return [Path(name) for name in names if isinstance(name, str) and name]

    def add_recent(self, project: Path) -> None:
        """Put a project first."""
        path = project.absolute()
        recent = [path, *(one for one in self.recent if one != path)]
        self._ini.setValue("recent", [str(one) for one in recent[:RECENT]])

    @property
    def folder(self) -> Path:
        """Where files were chosen last; home at first."""
        kept = Path(self._text("folder") or Path.home())
        return kept if kept.is_dir() else Path.home()

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._ini.setValue("folder", str(folder))

    @property
    def geometry(self) -> QByteArray | None:
        """Of the window; see ``QWidget.saveGeometry``."""
        return self._bytes("window/geometry")

    @property
    def arrangement(self) -> QByteArray | None:
        """Of the docks; see ``QMainWindow.saveState``."""
        return self._bytes(f"window/state{VERSION}")

    def keep_window(self, geometry: QByteArray, arrangement: QByteArray | None) -> None:
        """Remember where the window and its docks are; None keeps what is known of the docks."""
        self._ini.setValue("window/geometry", geometry)
        if arrangement is not None:
            self._ini.setValue(f"window/state{VERSION}", arrangement)
        self._ini.sync()

    def _text(self, key: str) -> str:
        value = self._ini.value(key, "")
        return value if isinstance(value, str) else ""

    def _bytes(self, key: str) -> QByteArray | None:
        value = cast(object, self._ini.value(key))
        return value if isinstance(value, QByteArray) else None
