"""The checks of what is released."""

import io
import runpy
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

SCRIPT = runpy.run_path(str(CHECKOUT / "packaging" / "distributions.py"))
ReleaseError: type[Exception] = SCRIPT["ReleaseError"]
GOOD = dict.fromkeys(SCRIPT["WANTED"], b"content")


def wheel(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "a-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return path


def sdist(folder: Path, names: list[str]) -> Path:
    path = folder / "a-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(f"a-1.0/{name}"), io.BytesIO())
    return path


def test_a_complete_wheel_passes(tmp_path: Path) -> None:
    SCRIPT["check_wheel"](wheel(tmp_path, GOOD | {"flimbuilder/errors.py": b""}))


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_wheel_without_a_part_is_refused(tmp_path: Path, name: str) -> None:
    incomplete = {other: content for other, content in GOOD.items() if other != name}
    with pytest.raises(ReleaseError, match=f"{name} is missing"):
        SCRIPT["check_wheel"](wheel(tmp_path, incomplete))


@pytest.mark.parametrize(
    ("name", "size", "reason"),
    [
        ("tests/test_a.py", 1, "tests/test_a.py does not belong in a wheel"),
        ("flimbuilder/docs/_build/index.html", 1, "does not belong in a wheel"),
        ("flimbuilder/__pycache__/a.pyc", 1, "a.pyc does not belong there"),
        ("flimbuilder/gui/language/window_pt_BR.ts", 1, "window_pt_BR.ts does not belong"),
        ("flimbuilder/docs/film.gif", 3_000_001, "film.gif has 3,000,001 bytes"),
    ],
)
def test_a_wheel_with_too_much_is_refused(
    tmp_path: Path, name: str, size: int, reason: str
) -> None:
    with pytest.raises(ReleaseError, match=reason):
        SCRIPT["check_wheel"](wheel(tmp_path, GOOD | {name: bytes(size)}))


def test_an_sdist_needs_what_builds_the_wheel(tmp_path: Path) -> None:
    names = ["LICENSE", "README.md", "packaging/hatch_build.py", "tests/conftest.py"]
    SCRIPT["check_sdist"](sdist(tmp_path, names))
    with pytest.raises(ReleaseError, match=r"packaging/hatch_build\.py is missing"):
        SCRIPT["check_sdist"](sdist(tmp_path, names[:2] + names[3:]))


def test_the_first_file_that_differs_is_named(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    one = wheel(tmp_path / "one", GOOD)
    SCRIPT["_require_same"](one, wheel(tmp_path / "other", GOOD))
    changed = wheel(tmp_path / "other", GOOD | {"flimbuilder/py.typed": b"another"})
    with pytest.raises(ReleaseError, match=r"two builds differ in flimbuilder/py\.typed"):
        SCRIPT["_require_same"](one, changed)
    reordered = wheel(tmp_path / "other", dict(reversed(GOOD.items())))
    with pytest.raises(ReleaseError, match="differ in order, times or modes of files"):
        SCRIPT["_require_same"](one, reordered)


def test_a_commit_that_git_does_not_know_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="git archive: "):
        SCRIPT["export_commit"]("no-such-commit", tmp_path)
