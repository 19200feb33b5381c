"""What the application holds, how it is packed, and what its start does."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

sys.path.insert(0, str(CHECKOUT / "packaging"))

import frozen_content
import frozen_main
from build_application import add_desktop_files, archive


@pytest.mark.parametrize(
    "name",
    [
        "torch/lib/libtorch_cpu.so",
        "torch/bin/torch_shm_manager",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/translations/qtbase_pt_BR.qm",
        "flimbuilder/gui/language/window_pt_BR.qm",
        "pyarrow/_parquet.so",
        r"imagecodecs\_jpeg8.pyd",
    ],
)
def test_what_is_read_is_kept(name: str) -> None:
    assert frozen_content.keeps(name)


@pytest.mark.parametrize(
    "name",
    [
        "torch/include/ATen/ATen.h",
        "torch/lib/libtorch_backend_with_compiler_test.so",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "skimage/filters/tests/test_edges.py",
        "numpy-2.4.6.dist-info/direct_url.json",  # names a path of the computer that built it
        r"torch\include\torch.h",
    ],
)
def test_what_nothing_reads_is_left_out(name: str) -> None:
    assert not frozen_content.keeps(name)


def test_all_modules_and_files_of_the_package_are_named() -> None:
    modules = frozen_content.own_modules(CHECKOUT)
    assert "flimbuilder.cli.doctor" in modules
    assert "flimbuilder" in modules
    files = {Path(folder, Path(path).name) for path, folder in frozen_content.own_files(CHECKOUT)}
    for name in ("docs/window.md", "docs/pt_BR/tutorial.md", "assets/demo/coins.json", "py.typed"):
        assert Path("flimbuilder", name) in files
    assert not any(path.name == "conf.py" for path in files)


def test_the_metadata_that_the_doctor_reads() -> None:
    wanted = set(frozen_content.metadata())
    assert {"flimbuilder", "torch", "openslide-bin", "onnx"} <= wanted
    assert "numba" not in wanted  # of an extra that is left out


def test_a_library_of_the_system_that_nothing_links_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bindepend = pytest.importorskip("PyInstaller.depend.bindepend")
    links = {"/app/a.so": ["libone.so.1"], "/usr/lib/libone.so.1": [], "/lib/libtwo.so.2": []}
    monkeypatch.setattr(bindepend, "get_imports", lambda path: [(n, "") for n in links[path]])
    monkeypatch.setattr(frozen_content.sys, "platform", "linux")
    entries = [(Path(path).name, path, "BINARY") for path in links]
    assert [name for name, _, _ in frozen_content.needed(entries)] == ["a.so", "libone.so.1"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "flimbuilder-1.0-linux-x86_64"
    (made / "_internal").mkdir(parents=True)
    (made / "_internal" / "LICENSES.txt").write_text("all\n")
    (made / "flimbuilder").write_text("#!/bin/sh\necho flimbuilder 1.0\n")
    (made / "flimbuilder").chmod(0o700)
    return made


linux = pytest.mark.skipif(sys.platform != "linux", reason="the archive and installer of Linux")


@linux
def test_the_archive_depends_on_the_content_alone(folder: Path) -> None:
    first = archive(folder, "quick").read_bytes()
    os.utime(folder / "flimbuilder", (10**9, 10**9))
    (folder / "_internal").chmod(0o700)
    path = archive(folder, "quick")
    assert path.read_bytes() == first
    with tarfile.open(path) as tar:
        program = tar.getmember(f"{folder.name}/flimbuilder")
        assert (program.mode, program.uid, program.uname) == (0o755, 0, "")


@linux
def test_install_and_remove(folder: Path, tmp_path: Path) -> None:
    icons, home = tmp_path / "icons", tmp_path / "home of an expert"
    (icons / "hicolor" / "48x48" / "apps").mkdir(parents=True)
    (icons / "hicolor" / "48x48" / "apps" / "flimbuilder.png").touch()
    home.mkdir()
    add_desktop_files(folder, icons)
    environment = {"HOME": str(home), "PATH": os.environ["PATH"]}

    def run(*command: object) -> str:
        return subprocess.run(
            [str(word) for word in command],
            env=environment, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip

    for _ in range(2):  # the second replaces the first
        assert "installed: " in run(folder / "install.sh")
    assert run(home / ".local" / "bin" / "flimbuilder") == "flimbuilder 1.0\n"
    entry = (home / ".local/share/applications/flimbuilder.desktop").read_text("utf-8")
    assert f'Exec="{home}/.local/lib/flimbuilder/flimbuilder" gui %f' in entry
    (home / "mine.flim").mkdir()

    run(home / ".local" / "lib" / "flimbuilder" / "uninstall.sh")
    left = {path.name for path in home.rglob("*") if not path.is_dir()}
    assert left == set()
    assert (home / "mine.flim").is_dir()


@linux
def test_another_program_in_its_place_is_kept(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "icons" / "hicolor").mkdir(parents=True)
    add_desktop_files(folder, tmp_path / "icons")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "flimbuilder").write_text("of somebody else")
    done = subprocess.run(
        [folder / "install.sh", "--prefix", tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "not of this application" in done.stderr
    assert (tmp_path / "bin" / "flimbuilder").read_text() == "of somebody else"


def test_other_programs_get_the_library_path_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/app/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/usr/cuda")
    monkeypatch.delenv("PYINSTALLER_RESET_ENVIRONMENT", raising=False)
    frozen_main.restore_library_path()
    assert os.environ["LD_LIBRARY_PATH"] == "/usr/cuda"
    assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1"  # the application sets its path anew
    frozen_main.restore_library_path()
    assert "LD_LIBRARY_PATH" not in os.environ


def test_commands_run_without_the_libraries_of_the_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that opens neither from the system nor from the application stops nothing."""
    (tmp_path / "libnone.so.1").write_bytes(b"no library")
    monkeypatch.setattr(frozen_main, "FALLBACKS", ("libnone.so.1", "libabsent.so.1"))
    frozen_main.open_fallbacks(tmp_path)


def test_a_script_is_run_as_the_main_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "script.py"
    script.write_text("import sys\nprint(__name__, sys.argv[1:])\n")
    monkeypatch.setattr(sys, "argv", ["flimbuilder", "--run-script", str(script), "a", "b c"])
    frozen_main.main()
    assert capsys.readouterr().out == "__main__ ['a', 'b c']\n"
