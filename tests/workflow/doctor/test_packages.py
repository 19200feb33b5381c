"""The doctor finds what is missing and names the way to get it."""

import importlib
import sys
from collections.abc import Iterable
from importlib import metadata
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest

from flimbuilder.workflow.doctor import packages
from flimbuilder.workflow.doctor.findings import Finding
from flimbuilder.workflow.doctor.packages import (
    examine,
    examine_accelerator,
    examine_extras,
    examine_packages,
)
from flimbuilder.workflow.doctor.system import DEVELOPMENT


def of(findings: Iterable[Finding], subject: str) -> Finding:
    return next(finding for finding in findings if finding.subject == subject)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> dict[str, str | None]:
    """Other versions of some packages; None for a package that is not installed."""
    other: dict[str, str | None] = {}

    def version(name: str) -> str:
        if name not in other:
            return metadata.version(name)
        found = other[name]
        if found is None:
            raise PackageNotFoundError(name)
        return found

    monkeypatch.setattr(packages, "version", version)
    return other


def test_this_installation_is_complete() -> None:
    assert [finding for finding in examine() if finding.state == "missing"] == []


def test_a_package_is_not_installed(installed: dict[str, str | None]) -> None:
    installed["tifffile"] = None
    assert list(examine_packages()) == [
        Finding("tifffile", "missing", "not installed; pip install 'tifffile>=2024.8.30'")
    ]


def test_a_version_that_does_not_work(installed: dict[str, str | None]) -> None:
    installed["pyside6-essentials"] = "6.10.0"
    (found,) = examine_packages()
    assert found.state == "missing"
    assert found.text.startswith("version 6.10.0 is unsuitable; pip install 'pyside6-essentials")


def test_a_library_that_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    true_import = importlib.import_module

    def import_module(name: str) -> Any:
        if name == "imagecodecs":
            raise ImportError("libjxl.so.9: cannot open\nshared object file")
        return true_import(name)

    monkeypatch.setattr(importlib, "import_module", import_module)
    (found,) = examine_packages()
    assert (found.subject, found.state) == ("imagecodecs", "missing")
    assert "libjxl.so.9: cannot open\\nshared object file" in found.text
    assert found.text.endswith("pip install --force-reinstall imagecodecs")


def test_an_extra(installed: dict[str, str | None]) -> None:
    installed["openslide-bin"] = None
    found = of(examine_extras(), "slides")
    assert found.state == "optional"
    assert found.text == "openslide-bin not installed; pip install 'flimbuilder[slides]'"


def test_the_application_cannot_install_an_extra(
    installed: dict[str, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed["numba"] = None
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert of(examine_extras(), "fast").text == "numba not installed; not in the application"


def test_every_extra_for_users_is_checked() -> None:
    extras = set(metadata.metadata("flimbuilder").get_all("Provides-Extra") or [])
    assert {finding.subject for finding in examine_extras()} == extras - DEVELOPMENT


class TestAccelerator:
    @pytest.fixture
    def torch(self, monkeypatch: pytest.MonkeyPatch) -> Any:
        import torch

        monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
        return torch

    def test_none(self, torch: Any, tmp_path: Path) -> None:
        found = examine_accelerator(tmp_path / "no driver")
        assert found.state == "ok"
        assert "none is needed" in found.text

    def test_a_driver_but_torch_for_the_cpu(
        self, torch: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(torch.version, "cuda", None)
        found = examine_accelerator(tmp_path)
        assert found.state == "optional"
        assert "pip install torch --index-url" in found.text

    def test_a_driver_that_fails(
        self, torch: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(torch.version, "cuda", "12.8")
        assert "check its driver" in examine_accelerator(tmp_path).text

    def test_a_gpu(self, torch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
        monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "GPU of a test")
        found = Finding("accelerator", "ok", "GPU of a test; --device cuda")
        assert examine_accelerator() == found


def test_settings_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(packages, "user_config_path", lambda *_, **__: tmp_path / "flimbuilder")
    monkeypatch.setattr("os.access", lambda path, mode: False)
    found = of(examine(), "settings")
    assert found.state == "optional"
    assert found.text.startswith(f"{tmp_path} can't be written")
