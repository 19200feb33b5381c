"""Build the application for this system: one folder with Python and all libraries.

``python packaging/build_application.py --out dist`` writes ``flimbuilder-VERSION-SYSTEM`` below
``dist`` as a folder and as an archive. It needs ``pip install -e '.[package]'`` with the extras of
`frozen_content.EXTRAS`, and PyTorch's CPU build. On Linux the archive is a ``tar.xz`` with an
installer, and the application runs where the C library is at least as new as here. On Windows and
macOS, where this has not been run yet, the archive is a ``zip``.

The same checkout and packages give the same bytes, apart from those of PyInstaller's program.
"""

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import torch
from compile_translations import compile_folder
from frozen_content import ROOT, VERSION
from icons import write_icons

__all__ = ["add_desktop_files", "archive", "build", "needed_glibc"]

LINUX = ROOT / "packaging" / "linux"
LANGUAGE = ROOT / "flimbuilder" / "gui" / "language"
DAY = 315532800  # 1980-01-01, which zip files can hold; the date of all files without another
PRESETS = {"quick": 0, "small": 6}
UNSTRIPPED = "libpython*.so*"  # a Python that was compiled here brings its debug information


def build(work: Path) -> Path:
    """Run PyInstaller and return the folder of the application.

    Raises
    ------
    SystemExit
        If torch is a build for accelerators, which takes gigabytes.
    """
    if torch.version.cuda or getattr(torch.version, "hip", None):
        raise SystemExit(
            f"torch {torch.__version__}: an application holds the build for CPUs; install that"
        )
    compile_folder(LANGUAGE)
    write_icons(work / "icons")
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "1",
        "PYTHONPATH": str(ROOT),  # before an editable installation of another checkout
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", str(DAY)),
    }
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    folders = ["--workpath", str(work), "--distpath", str(work / "made")]
    spec = str(ROOT / "packaging" / "flimbuilder.spec")
    subprocess.run([*command, *folders, spec], env=environment, check=True)
    made = work / "made" / ("flimbuilder.app" if sys.platform == "darwin" else "flimbuilder")
    if sys.platform == "linux":
        for library in (made / "_internal").glob(UNSTRIPPED):
            subprocess.run(["strip", "--strip-unneeded", str(library)], check=True)
    return made


def add_desktop_files(folder: Path, icons: Path) -> None:
    """Add what installs the application on Linux: scripts, desktop entry, file type, icons."""
    share = folder / "share"
    for name in ("install.sh", "uninstall.sh"):
        shutil.copy(LINUX / name, folder / name)
    text = (LINUX / "README.txt").read_text("utf-8").replace("VERSION", VERSION)
    (folder / "README.txt").write_text(text, "utf-8")
    shutil.copy(ROOT / "LICENSE", folder / "LICENSE")
    (folder / "_internal" / "LICENSES.txt").replace(folder / "LICENSES.txt")
    for name, place in (
        ("refresh.sh", "."),
        ("flimbuilder.desktop", "applications"),
        ("flimbuilder.xml", "mime/packages"),
    ):
        (share / place).mkdir(parents=True, exist_ok=True)
        shutil.copy(LINUX / name, share / place / name)
    scalable = share / "icons" / "hicolor" / "scalable" / "apps"
    shutil.copytree(icons / "hicolor", share / "icons" / "hicolor", dirs_exist_ok=True)
    scalable.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "assets" / "icon.svg", scalable / "flimbuilder.svg")


def archive(folder: Path, preset: str = "small") -> Path:
    """Write a folder into ``FOLDER.tar.xz``, with names in order and one date; return its path."""
    path = folder.with_name(f"{folder.name}.tar.xz")
    threads = ["xz", f"-{PRESETS[preset]}", "--threads=2", "--stdout"]
    with (
        path.open("wb") as file,
        subprocess.Popen(threads, stdin=subprocess.PIPE, stdout=file) as xz,
    ):
        with tarfile.open(fileobj=xz.stdin, mode="w|", format=tarfile.GNU_FORMAT) as tar:
            for entry in (folder, *sorted(folder.rglob("*"))):
                name = entry.relative_to(folder.parent).as_posix()
                tar.add(entry, name, recursive=False, filter=_anonymous)
        assert xz.stdin is not None
        xz.stdin.close()
    if xz.returncode:
        raise SystemExit(f"{path}: xz ended with status {xz.returncode}")
    return path


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Remove owner and date; everybody may read."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = int(os.environ.get("SOURCE_DATE_EPOCH", DAY))
    is_program = entry.isdir() or bool(entry.mode & 0o100)
    entry.mode = 0o755 if is_program else 0o644
    return entry


def needed_glibc(folder: Path) -> str:
    """Return the newest version of glibc that any file of an application asks for."""
    versions = {match for path in _elf_files(folder) for match in _glibc_versions(path)}
    return max(versions, key=lambda text: [int(part) for part in text.split(".")])


def _elf_files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def _glibc_versions(path: Path) -> set[str]:
    command = ["readelf", "--version-info", "--wide", str(path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return set(re.findall(r"\bGLIBC_(2(?:\.\d+)+)\b", answer))


def main() -> None:
    """Handle the command line."""
    parser = argparse.ArgumentParser(description="Build the application for this system.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "application")
    parser.add_argument("--compress", choices=PRESETS, default="small")
    arguments = parser.parse_args()
    made = build(arguments.work.resolve())
    machine = platform.machine().lower().replace("amd64", "x86_64")
    system = {"linux": "linux", "win32": "windows", "darwin": "macos"}[sys.platform]
    target = arguments.out.resolve() / f"flimbuilder-{VERSION}-{system}-{machine}"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    shutil.move(made, target)
    if sys.platform == "linux":
        add_desktop_files(target, arguments.work.resolve() / "icons")
        print(f"needs glibc {needed_glibc(target)} or newer")
        written = archive(target, arguments.compress)
    else:
        written = Path(shutil.make_archive(str(target), "zip", target.parent, target.name))
    size = sum(p.stat().st_size for p in target.rglob("*") if p.is_file() and not p.is_symlink())
    print(f"{written}: {written.stat().st_size / 1e6:.0f} MB, unpacked {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
