"""Fixtures of the tests of the command line."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.commands import ok
from tests.scenes import Scene, import_scene, one_thread, write_scene


@dataclass(frozen=True)
class Parasites:
    """Real images, their project and its model; not to be changed."""

    files: Path
    project: Path
    model: Path


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    with one_thread():
        yield


@pytest.fixture(scope="session")
def parasites(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Parasites:
    files, folder = shared_data / "parasites", tmp_path_factory.mktemp("parasites")
    made = Parasites(files, folder / "eggs.flim", folder / "eggs.model")
    ok(
        *("import", made.project, "--images", files / "images", "--markers", files / "markers"),
        *("--labels", files / "labels", "--architecture", files / "arch.json"),
    )
    ok("build", made.project, "--out", made.model)
    return made


@pytest.fixture(scope="session")
def shared_scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A scene with its project and model; not to be changed."""
    scene = write_scene(tmp_path_factory.mktemp("scene") / "files")
    import_scene(scene.folder.parent / "project", scene)
    ok("build", scene.folder.parent / "project", "--out", scene.folder.parent / "model")
    return scene


@pytest.fixture
def scene(shared_scene: Scene, tmp_path: Path) -> Scene:
    """A copy of the scene that tests may change."""
    shutil.copytree(shared_scene.folder, tmp_path / "files")
    return Scene(tmp_path / "files")


@pytest.fixture
def project(scene: Scene, tmp_path: Path) -> Path:
    """The project of `scene`, which decodes by ``lm``; tests may change it."""
    import_scene(tmp_path / "project", scene)
    return tmp_path / "project"


@pytest.fixture
def model(shared_scene: Scene, tmp_path: Path) -> Path:
    """The model of `project`; tests may change it."""
    shutil.copytree(shared_scene.folder.parent / "model", tmp_path / "model")
    return tmp_path / "model"


@pytest.fixture
def unchanged() -> Iterator[Callable[[Path], None]]:
    """Return a function that names a folder that the test must not change."""
    from tests.cli.commands import tree

    watched: list[tuple[Path, dict[str, bytes]]] = []
    yield lambda folder: watched.append((folder, tree(folder)))
    assert watched
    for folder, before in watched:
        assert tree(folder) == before
