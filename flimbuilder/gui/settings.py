"""Settings that persist between runs: geometry, theme, language, folder and recent projects."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from platformdirs import user_config_path
from PySide6.QtCore import QByteArray, QCoreApplication, QSettings

from flimbuilder.gui.language import LANGUAGES, SYSTEM
from flimbuilder.imaging.colour_maps import COLOUR_MAPS
from flimbuilder.session.view import APPEARANCE, ViewChanges

__all__ = ["RECENT", "Settings", "settings_file"]

RECENT = 10  # projects
VIEWS = 30  # projects
VERSION = 1  # of the arrangement of docks; other versions are not restored


def settings_file() -> Path:
    """Return the path of the user's settings."""
    return user_config_path("flimbuilder", appauthor=False) / "window.ini"


class Settings:
    """Values in an INI file; unreadable values count as unset.

    Parameters
    ----------
    file : Path or None, default=None
        None for the user's settings.
    """

    def __init__(self, file: Path | None = None) -> None:
        # Owned by the application: garbage collection on another thread must not destroy it while
        # the event loop delivers its request to write.
        owner = QCoreApplication.instance()
        self._ini = QSettings(str(file or settings_file()), QSettings.Format.IniFormat, owner)

    @property
    def theme(self) -> str:
        """``light``, ``dark`` or ``system``."""
        return self._text("theme") or "system"

    @theme.setter
    def theme(self, name: str) -> None:
        self._ini.setValue("theme", name)

    @property
    def language(self) -> str:
        """A key of `LANGUAGES`, or ``system``."""
        language = self._text("language")
        return language if language in LANGUAGES else SYSTEM

    @language.setter
    def language(self, language: str) -> None:
        self._ini.setValue("language", language)

    @property
    def recent(self) -> list[Path]:
        """Projects, most recent first."""
        value = cast(object, self._ini.value("recent"))
        names = value if isinstance(value, list) else [value]  # Qt unwraps a list of one
        return [Path(name) for name in names if isinstance(name, str) and name]

    def add_recent(self, project: Path) -> None:
        """Add a project at the front."""
        path = project.absolute()
        recent = [path, *(other for other in self.recent if other != path)]
        self._ini.setValue("recent", [str(entry) for entry in recent[:RECENT]])

    @property
    def folder(self) -> Path:
        """Folder of the last chosen files; home at first."""
        text = self._text("folder")
        is_folder = _can_reach(text) and Path(text).is_dir()
        return Path(text) if is_folder else Path.home()

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._ini.setValue("folder", str(folder))

    @property
    def keys(self) -> dict[str, list[str]]:
        """By action: the keys that the user changed."""
        value = self._json("keys")
        return {
            action: [key for key in keys if isinstance(key, str)]
            for action, keys in (value.items() if isinstance(value, dict) else ())
            if isinstance(keys, list)
        }

    @keys.setter
    def keys(self, keys: Mapping[str, Sequence[str]]) -> None:
        self._ini.setValue("keys", json.dumps(keys))

    @property
    def appearance(self) -> ViewChanges:
        """The fields `APPEARANCE` of the view, without unreadable ones."""
        value = self._json("appearance")
        known: dict[str, object] = {}
        for field, kept in value.items() if isinstance(value, dict) else ():
            is_map = field == "colour_map"
            is_text = isinstance(kept, str)
            is_valid = is_text and kept in COLOUR_MAPS if is_map else isinstance(kept, bool)
            if field in APPEARANCE and is_valid:
                known[field] = kept
        return cast(ViewChanges, known)

    @appearance.setter
    def appearance(self, fields: Mapping[str, object]) -> None:
        self._ini.setValue("appearance", json.dumps(fields))

    @property
    def outputs(self) -> list[str]:
        """Ids of the outputs of the last prediction; empty at first."""
        value = cast(object, self._ini.value("predict/outputs"))
        names = value if isinstance(value, list) else [value]  # Qt unwraps a list of one
        return [name for name in names if isinstance(name, str) and name]

    def predicted_by(self, project: Path) -> list[Path]:
        """Files and folders of the last prediction that are still there, if of this project."""
        value = self._json("predict/sources")
        names = value if isinstance(value, list) and self._predicts(project) else []
        return [Path(name) for name in names if isinstance(name, str) and _can_reach(name)]

    def results_of(self, project: Path, sources: Sequence[Path]) -> Path | None:
        """Return the folder of the last prediction if this project predicted these files."""
        known = self._text("predict/sources") == json.dumps([str(path) for path in sources])
        out = self._text("predict/out")
        return Path(out) if known and out and self._predicts(project) else None

    def _predicts(self, project: Path) -> bool:
        """Return True if a project made the last prediction."""
        return self._text("predict/project") == str(project.absolute())

    def keep_prediction(
        self, project: Path, sources: Sequence[Path], out: Path, outputs: Sequence[str]
    ) -> None:
        """Remember the last prediction and its project.

        Another project proposes neither its images nor its folder, whose results it would replace.
        """
        self._ini.setValue("predict/project", str(project.absolute()))
        self._ini.setValue("predict/sources", json.dumps([str(path) for path in sources]))
        self._ini.setValue("predict/out", str(out))
        self._ini.setValue("predict/outputs", list(outputs))

    @property
    def coached(self) -> bool:
        """True if the user has dismissed the first steps."""
        return self._text("coached") == "yes"

    @coached.setter
    def coached(self, done: bool) -> None:
        self._ini.setValue("coached", "yes" if done else "no")

    @property
    def geometry(self) -> QByteArray | None:
        """Geometry of the window; see ``QWidget.saveGeometry``."""
        return self._bytes("window/geometry")

    @property
    def panes(self) -> QByteArray | None:
        """Place of the splitter between the two panes."""
        return self._bytes("window/panes")

    @panes.setter
    def panes(self, state: QByteArray) -> None:
        self._ini.setValue("window/panes", state)

    @property
    def arrangement(self) -> QByteArray | None:
        """State of the docks; see ``QMainWindow.saveState``."""
        return self._bytes(f"window/state{VERSION}")

    def save_window(self, geometry: QByteArray, arrangement: QByteArray | None) -> None:
        """Save the geometry of the window and the state of its docks, unless that is None."""
        self._ini.setValue("window/geometry", geometry)
        if arrangement is not None:
            self._ini.setValue(f"window/state{VERSION}", arrangement)
        self._ini.sync()

    def project_view(self, project: Path) -> dict[str, object]:
        """Return what was stored of the view of a project; {} if nothing was."""
        key = str(project.absolute())
        return next((values for path, values in self._project_views() if path == key), {})

    def save_project_view(self, project: Path, values: Mapping[str, object]) -> None:
        """Store the view of a project, of at most `VIEWS` projects."""
        key = str(project.absolute())
        others = [[path, stored] for path, stored in self._project_views() if path != key]
        self._ini.setValue("views", json.dumps([[key, dict(values)], *others][:VIEWS]))

    def _project_views(self) -> list[tuple[str, dict[str, object]]]:
        stored = self._json("views")
        entries = stored if isinstance(stored, list) else []
        return [
            (entry[0], entry[1])
            for entry in entries
            if isinstance(entry, list)
            and len(entry) == 2
            and isinstance(entry[0], str)
            and isinstance(entry[1], dict)
        ]

    @property
    def shows_builds(self) -> bool:
        """True if the strip of builds is shown."""
        return self._text("window/builds") != "hidden"

    @shows_builds.setter
    def shows_builds(self, shown: bool) -> None:
        self._ini.setValue("window/builds", "shown" if shown else "hidden")

    def _text(self, key: str) -> str:
        value = self._ini.value(key, "")
        return value if isinstance(value, str) else ""

    def _json(self, key: str) -> object:
        """Return a value written as JSON; None if it cannot be read."""
        try:
            return cast(object, json.loads(self._text(key)))
        except (ValueError, RecursionError):
            return None

    def _bytes(self, key: str) -> QByteArray | None:
        value = cast(object, self._ini.value(key))
        return value if isinstance(value, QByteArray) else None


def _can_reach(path: str) -> bool:
    """Return True if a file or folder exists; False if the system refuses to look."""
    try:
        return bool(path) and Path(path).exists()
    except OSError:
        return False
