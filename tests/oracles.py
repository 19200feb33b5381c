"""Modules of other programs whose formulas tests compare with, loaded without their packages."""

import importlib.util
import sys
from functools import cache
from types import ModuleType

import pytest

__all__ = ["monai_froc", "stardist_matching"]


@cache
def monai_froc() -> ModuleType:
    """Load MONAI's FROC, or skip the test; the whole package takes ten seconds to load."""
    return _module("monai", "metrics/froc.py", {"monai.config": {"NdarrayOrTensor": object}})


@cache
def stardist_matching() -> ModuleType:
    """Load StarDist's matching, or skip the test; its package needs a compiler of loops."""
    parts: dict[str, dict[str, object]] = {
        "numba": {"jit": lambda *_, **__: lambda function: function},
        "csbdeep": {},
        "csbdeep.utils": {"_raise": None},
        "tqdm": {"tqdm": iter},
    }
    return _module("stardist", "matching.py", parts)


def _module(package: str, path: str, stubs: dict[str, dict[str, object]]) -> ModuleType:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        pytest.skip(f"{package} is not installed")
    file = f"{found.submodule_search_locations[0]}/{path}"
    spec = importlib.util.spec_from_file_location(f"{package}_part", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        for name, values in {package: {}, **stubs}.items():
            stub = ModuleType(name)
            stub.__dict__.update(values)
            patch.setitem(sys.modules, name, stub)
        spec.loader.exec_module(module)
    return module
