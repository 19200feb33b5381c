"""Build wheel and sdist of a commit, twice, and check what is in them.

Usage: ``python packaging/distributions.py [--out dist] [--commit HEAD] [--site docs/_build/html]``

The second build lies in another folder, with other times of files, another umask and another zone;
its bytes must be the same, and so must those of the wheel that is built from the sdist. Needs git
and the extra ``package``. ``release.py`` calls this.
"""

import argparse
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

__all__ = ["ReleaseError", "build_distributions", "check_sdist", "check_wheel", "export_commit"]

CHECKOUT = Path(__file__).resolve().parent.parent
SITE = Path("docs/_build/html")
LARGEST_WHEEL, LARGEST_SDIST = 25_000_000, 30_000_000  # bytes; PyPI takes 100 MB
LARGEST_FILE = 3_000_000
WANTED = (
    "flimbuilder/assets/demo/coins.json",
    "flimbuilder/docs/window.md",
    "flimbuilder/flim/decoders/base.py",
    "flimbuilder/gui/language/messages_pt_BR.qm",
    "flimbuilder/gui/language/qt_pt_BR.qm",
    "flimbuilder/gui/language/window_pt_BR.qm",
    "flimbuilder/py.typed",
)
UNWANTED = {"tests", "benchmarks", "packaging", "__pycache__", "_build", ".git"}
STAMPS = {"TZ": ("UTC", "Asia/Kolkata"), "LC_ALL": ("C.UTF-8", "C")}


class ReleaseError(Exception):
    """A release can't be made: a message of one line."""


def export_commit(commit: str, folder: Path) -> int:
    """Write the files of a commit to a folder, and return the commit's time in seconds."""
    archive = _git("archive", commit)
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return int(_git("log", "-1", "--format=%ct", commit))


def build_distributions(commit: str, out: Path, site: Path | None = None) -> list[Path]:
    """Build wheel and sdist of a commit, compare them with a second build, and check them.

    Parameters
    ----------
    commit : str
        Any name of a commit that git knows.
    out : Path
        The folder of the results; made if needed.
    site : Path, optional
        The built documentation, which is not in the commit.

    Returns
    -------
    list of Path
        The wheel and the sdist.

    Raises
    ------
    ReleaseError
        If a build fails, two builds differ, or something is missing, large or too much.
    """
    commit = _git("rev-parse", f"{commit}^{{commit}}").decode().strip()  # HEAD may move
    with tempfile.TemporaryDirectory() as scratch:
        builds = []
        for number, name in enumerate(("first", "second build in a longer path")):
            folder = Path(scratch) / name
            stamp = export_commit(commit, folder / "source")
            if site is not None:
                shutil.copytree(site, folder / "source" / SITE)
            builds.append(_build(folder / "source", folder / "dist", stamp, number))
        for one, other in zip(*builds, strict=True):
            _require_same(one, other)
        (wheel,) = (path for path in builds[0] if path.suffix == ".whl")
        (sdist,) = (path for path in builds[0] if path.name.endswith(".tar.gz"))
        check_wheel(wheel)
        check_sdist(sdist)
        _require_same(wheel, _wheel_of_sdist(sdist, Path(scratch) / "unpacked", stamp))
        out.mkdir(parents=True, exist_ok=True)
        return [Path(shutil.copy(path, out)) for path in (wheel, sdist)]


def check_wheel(wheel: Path) -> None:
    """Raise ReleaseError if a wheel lacks a file, or has one that does not belong there."""
    with zipfile.ZipFile(wheel) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    _check_names(wheel, sizes, WANTED, LARGEST_WHEEL)
    for name in sizes:
        path = PurePosixPath(name)
        if UNWANTED.intersection(path.parts) or path.suffix == ".ts":
            raise ReleaseError(f"{wheel.name}: {name} does not belong in a wheel")


def check_sdist(sdist: Path) -> None:
    """Raise ReleaseError if an sdist lacks a file, or has one that does not belong there."""
    with tarfile.open(sdist) as archive:
        sizes = {name: entry.size for entry in archive if (name := entry.name.partition("/")[2])}
    wanted = ("LICENSE", "README.md", "packaging/hatch_build.py", "tests/conftest.py")
    _check_names(sdist, sizes, wanted, LARGEST_SDIST)


def _check_names(path: Path, sizes: dict[str, int], wanted: tuple[str, ...], limit: int) -> None:
    missing = [name for name in wanted if name not in sizes]
    if missing:
        raise ReleaseError(f"{path.name}: {missing[0]} is missing")
    caches = [name for name in sizes if name.endswith((".pyc", "~")) or "/.git/" in name]
    if caches:
        raise ReleaseError(f"{path.name}: {caches[0]} does not belong there")
    name, largest = max(sizes.items(), key=lambda entry: entry[1])
    if largest > LARGEST_FILE:
        raise ReleaseError(
            f"{path.name}: {name} has {largest:,} bytes; at most {LARGEST_FILE:,} are allowed"
        )
    if path.stat().st_size > limit:
        raise ReleaseError(
            f"{path.name}: {path.stat().st_size:,} bytes; at most {limit:,} are allowed"
        )


def _build(source: Path, out: Path, stamp: int, number: int) -> list[Path]:
    """Build both with what must not matter set to one of two values."""
    for path in source.rglob("*"):
        os.utime(path, (stamp + 86_400 * number,) * 2)
    stamps = {name: values[number] for name, values in STAMPS.items()}
    _hatchling(source, out, stamp, 0o022 if number == 0 else 0o077, stamps)
    return sorted(out.iterdir())


def _wheel_of_sdist(sdist: Path, folder: Path, stamp: int) -> Path:
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (source,) = folder.iterdir()
    _hatchling(source, folder / "dist", stamp, 0o022, {}, "-t", "wheel")
    (wheel,) = (folder / "dist").iterdir()
    return wheel


def _hatchling(
    source: Path, out: Path, stamp: int, umask: int, stamps: dict[str, str], *options: str
) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(out), *options],
        cwd=source,
        env={**os.environ, **stamps, "SOURCE_DATE_EPOCH": str(stamp)},
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise ReleaseError(f"the build failed: {(made.stderr.strip() or 'unknown')[-300:]}")


def _require_same(one: Path, other: Path) -> None:
    if one.read_bytes() == other.read_bytes():
        return
    raise ReleaseError(f"{one.name}: two builds differ in {_first_difference(one, other)}")


def _first_difference(one: Path, other: Path) -> str:
    contents = []
    for path in (one, other):
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                contents.append({name: wheel.read(name) for name in wheel.namelist()})
        else:
            with tarfile.open(path) as sdist:
                files = ((entry, sdist.extractfile(entry)) for entry in sdist)
                contents.append({entry.name: file.read() for entry, file in files if file})
    names = sorted(set(contents[0]) | set(contents[1]))
    different = [name for name in names if contents[0].get(name) != contents[1].get(name)]
    return different[0] if different else "order, times or modes of files"


def _git(*words: str) -> bytes:
    made = subprocess.run(["git", *words], cwd=CHECKOUT, capture_output=True, check=False)
    if made.returncode:
        raise ReleaseError(f"git {words[0]}: {made.stderr.decode().strip()}")
    return made.stdout


def main() -> int:
    """Build what the command line asks for."""
    parser = argparse.ArgumentParser(description="Build wheel and sdist twice, and check them.")
    parser.add_argument("--out", type=Path, default=CHECKOUT / "dist")
    parser.add_argument("--commit", default="HEAD")
    parser.add_argument("--site", type=Path, help="the built documentation, to be part of both")
    options = parser.parse_args()
    try:
        made = build_distributions(options.commit, options.out, options.site)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    for path in made:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        print(f"{path}: {path.stat().st_size:,} bytes, built twice alike, sha256 {digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
