"""What Qt lacks is found, and one command of the distribution installs it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flimbuilder.workflow.doctor import system_libraries
from flimbuilder.workflow.doctor.system_libraries import (
    FONT_PACKAGES,
    PACKAGES,
    has_fonts,
    install_command,
    missing_libraries,
)
from flimbuilder.workflow.doctor.window import examine_window

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these libraries apart")


@linux
def test_nothing_is_missing_where_the_tests_run() -> None:
    assert missing_libraries() == ()


@linux
def test_what_ldd_does_not_find(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = (
        "\tlibxcb-cursor.so.0 => not found\n"
        "\tlibc.so.6 => /lib/libc.so.6 (0x00007f)\n"
        "\tlibEGL.so.1 => not found\n\tlibEGL.so.1 => not found\n"
    )

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        assert Path(command[1]).is_file()
        return subprocess.CompletedProcess(command, 0, answer, "")

    monkeypatch.setattr("subprocess.run", run)
    assert missing_libraries() == ("libEGL.so.1", "libxcb-cursor.so.0")
    findings = {finding.subject: finding for finding in examine_window()}
    assert findings["Qt libraries"].state == "missing"
    assert "libEGL.so.1, libxcb-cursor.so.0 missing; " in findings["Qt libraries"].text
    assert "display" not in findings  # Qt could not be asked


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ("ID=debian\n", "sudo apt install libegl1 libxcb-cursor0"),
        ('NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n',
         "sudo apt install libegl1 libxcb-cursor0"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n',
         "sudo dnf install libglvnd-egl xcb-util-cursor"),
        ("ID=arch\n", "sudo pacman -S libglvnd xcb-util-cursor"),
        ("ID=nixos\n", "install the packages that hold libEGL.so.1, libxcb-cursor.so.0"),
        (None, "install the packages that hold libEGL.so.1, libxcb-cursor.so.0"),
    ],
)  # fmt: skip
def test_the_command_of_the_distribution(
    tmp_path: Path, release: str | None, command: str
) -> None:
    file = tmp_path / "os-release"
    if release is not None:
        file.write_text(release)
    libraries = ("libEGL.so.1", "libxcb-cursor.so.0")
    assert install_command(libraries, release=file) == command


def test_unknown_libraries_and_fonts(tmp_path: Path) -> None:
    file = tmp_path / "os-release"
    file.write_text("ID=debian\n")
    named = install_command(["libnew.so.1"], release=file)
    assert named == "install the packages that hold libnew.so.1"
    both = install_command(["libnew.so.1", "libEGL.so.1"], release=file)
    assert both == "sudo apt install libegl1; install the packages that hold libnew.so.1"
    assert install_command((), FONT_PACKAGES, release=file) == "sudo apt install fonts-dejavu-core"


def test_readme_names_packages_of_the_table() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    line = next(line for line in readme.splitlines() if line.startswith("sudo apt install "))
    ours = {packages[system_libraries.DEBIAN] for packages in PACKAGES.values()}
    assert set(line.split()[3:]) <= ours


@linux
def test_fonts(tmp_path: Path) -> None:
    assert not has_fonts(tmp_path, folders=())
    (tmp_path / ".fonts" / "deep").mkdir(parents=True)
    (tmp_path / ".fonts" / "deep" / "A.TTF").touch()
    assert has_fonts(tmp_path, folders=())


@linux
def test_a_machine_without_a_display() -> None:
    findings = {finding.subject: finding for finding in examine_window({})}
    assert findings["display"].state == "optional"  # the commands work
    assert "xvfb-run" in findings["display"].text
    shown = {f.subject: f for f in examine_window({"QT_QPA_PLATFORM": "offscreen"})}
    assert shown["display"].text == "QT_QPA_PLATFORM=offscreen"
