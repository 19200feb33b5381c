"""The installation is described without saying whose it is."""

import getpass
import json
import platform
from importlib.metadata import version
from pathlib import Path

from flimbuilder.workflow.doctor.system import (
    describe_system,
    installed_as,
    optional_requirements,
    system_lines,
)


def test_versions_of_what_results_depend_on() -> None:
    described = describe_system()
    assert described["python"] == platform.python_version()
    assert described["packages"]["torch"] == version("torch")
    assert described["packages"]["numpy"] == version("numpy")


def test_no_paths_and_no_names() -> None:
    text = json.dumps(describe_system()) + "\n".join(system_lines(describe_system()))
    for private in (str(Path.home()), str(Path(__file__).parents[2]), platform.node()):
        assert private not in text
    assert f"/{getpass.getuser()}" not in text


def test_lines_by_hand() -> None:
    described = {
        "flimbuilder": "0.1.0",
        "installed_as": "package",
        "python": "3.12.1",
        "system": "Linux",
        "cores": 4,
        "memory_gb": 7.7,
        "packages": {"torch": "2.13.0", "numpy": None},
        "extras": {"onnx": {"onnx": "1.2", "onnxruntime": None}, "fast": {"numba": "0.6"}},
    }
    assert system_lines(described) == [
        "flimbuilder 0.1.0 (package)",
        "Python 3.12.1, Linux",
        "4 cores, 7.7 GB of memory",
        "torch 2.13.0",
        "numpy missing",
        "extras: fast",
    ]


def test_extras_name_packages_that_users_may_want() -> None:
    extras = optional_requirements()
    assert extras["medical"] == ["nibabel", "pydicom"]
    assert "onnx" in extras["bioimageio"]  # which takes another extra
    assert "test" not in extras


def test_the_tests_run_on_an_installation() -> None:
    assert installed_as() in {"editable", "package"}
