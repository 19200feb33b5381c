"""Fixtures of a small project, its model and the demo; rooms that need them import this module."""

from collections.abc import Iterator

import pytest

from flimbuilder.demo.results import DemoResult
from flimbuilder.demo.run import run_demo
from flimbuilder.model.model import Model
from flimbuilder.project.folder import ProjectFolder
from flimbuilder.workflow.build import build_project
from tests.scenes import Scene, import_scene, one_thread, write_scene


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    with one_thread():
        yield


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Three small images, two of them marked; not to be changed."""
    return write_scene(tmp_path_factory.mktemp("scene") / "files")


@pytest.fixture(scope="session")
def project(scene: Scene) -> ProjectFolder:
    """The project of `scene`; not to be changed."""
    return import_scene(scene.folder.parent / "scene.flim", scene)


@pytest.fixture(scope="session")
def model(project: ProjectFolder) -> Model:
    return build_project(project).model


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoResult:
    """The whole demo; not to be changed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")  # for its own processes, as `_one_thread` here
        return run_demo(tmp_path_factory.mktemp("demo") / "out")
