"""If no window can be shown, one line gives the reason and a way out."""

import sys
from importlib.util import find_spec

import pytest

from flimbuilder.errors import FlimError
from flimbuilder.workflow.doctor import display
from flimbuilder.workflow.doctor.display import missing_library, require_display, require_packages

linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")


@linux
@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ""}])
def test_no_display(environment: dict[str, str]) -> None:
    with pytest.raises(FlimError, match=r"^no display: .*flimbuilder --help.*xvfb-run$"):
        require_display(environment)


@linux
def test_an_unreachable_display() -> None:
    with pytest.raises(FlimError, match="DISPLAY=:987 cannot be reached"):
        require_display({"DISPLAY": ":987"})


@pytest.mark.parametrize(
    "environment", [{"QT_QPA_PLATFORM": "offscreen"}, {"WAYLAND_DISPLAY": "wayland-0"}]
)
def test_without_the_x_library_qt_checks_the_display(environment: dict[str, str]) -> None:
    require_display(environment)


@linux
def test_a_missing_system_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "_is_reachable", lambda name: True)
    monkeypatch.setattr(display, "CURSOR_LIBRARY", "libno-such-thing.so.7")
    with pytest.raises(
        FlimError, match=r"^libno-such-thing\.so\.7: .* is missing.*that hold libno-such"
    ):
        require_display({"DISPLAY": ":0"})


def test_an_import_misses_a_library() -> None:
    message = "libEGL.so.1: cannot open shared object file: No such file or directory"
    found = missing_library(ImportError(message))
    assert isinstance(found, FlimError)
    assert str(found).startswith("libEGL.so.1: ")
    assert "libegl1" in str(found)
    assert missing_library(ImportError("No module named 'torch'", name="torch")) is None
    assert missing_library(ImportError("of no name")) is None


def test_an_import_misses_a_package() -> None:
    gone = ModuleNotFoundError("No module named 'PySide6.QtGui'", name="PySide6.QtGui")
    assert str(missing_library(gone)).startswith("PySide6 is not installed")
    broken = ImportError("DLL load failed while importing QtGui:\nwhich?", name="PySide6.QtGui")
    line = str(missing_library(broken))
    assert line.startswith("PySide6 cannot be loaded (DLL load failed while importing QtGui:")
    assert "pip install --force-reinstall PySide6-Essentials" in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("package", "way_out"),
    [
        ("PySide6", "pip install PySide6-Essentials"),
        ("qtawesome", "pip install QtAwesome"),
        ("superqt", "pip install superqt"),
    ],
)
def test_an_uninstalled_package(
    monkeypatch: pytest.MonkeyPatch, package: str, way_out: str
) -> None:
    there = find_spec
    monkeypatch.setattr(
        display, "find_spec", lambda name: None if name == package else there(name)
    )
    with pytest.raises(FlimError, match=rf"^{package} is not installed, .*\({way_out}\)"):
        require_packages()


def test_all_packages_are_installed() -> None:
    require_packages()
