"""Check the packages and the accelerator, and say how to get what is missing."""

import importlib
import os
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from platform import python_version

from platformdirs import user_config_path

from flimbuilder.errors import counted, listed, printable
from flimbuilder.workflow.doctor.findings import Finding
from flimbuilder.workflow.doctor.system import installed_as, optional_requirements

__all__ = ["examine", "examine_accelerator", "examine_extras", "examine_packages"]

IMPORTED = {
    "torch": "torch",
    "numpy": "numpy",
    "scipy": "scipy",
    "scikit-image": "skimage",
    "scikit-learn": "sklearn",
    "pillow": "PIL",
    "imagecodecs": "imagecodecs",
    "tifffile": "tifffile",
}
"""Packages with compiled parts, which may fail to load although they are installed."""

NVIDIA = Path("/proc/driver/nvidia")
CUDA_BUILD = "pip install torch --index-url https://download.pytorch.org/whl/cu128"


def examine() -> Iterator[Finding]:
    """Check Python, packages, accelerator, folders and extras, in this order."""
    yield Finding("Python", "ok", python_version())
    yield from examine_packages()
    yield examine_accelerator()
    yield _examine_settings()
    yield from examine_extras()


def examine_packages() -> Iterator[Finding]:
    """Check that all required packages are installed in a suitable version, and can be loaded."""
    from packaging.requirements import Requirement

    try:
        lines = distribution("flimbuilder").requires or []
    except PackageNotFoundError:
        lines = []
    requirements = [Requirement(line) for line in lines]
    needed = [
        requirement
        for requirement in requirements
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    ]
    faults = []
    for requirement in needed:
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            found = None
        if found is None or not requirement.specifier.contains(found, prereleases=True):
            reason = f"version {found} is unsuitable" if found else "not installed"
            way = f"pip install '{requirement.name}{requirement.specifier}'"
            faults.append(Finding(requirement.name, "missing", f"{reason}; {way}"))
    absent = {fault.subject for fault in faults}
    for package, module in IMPORTED.items():
        if package not in absent:
            try:
                importlib.import_module(module)
            except (ImportError, OSError, RuntimeError) as error:
                reason = f"can't be loaded ({printable(str(error), 100)})"
                way = f"pip install --force-reinstall {package}"
                faults.append(Finding(package, "missing", f"{reason}; {way}"))
    yield from faults
    if not faults:
        yield Finding("packages", "ok", f"{len(needed) or len(IMPORTED)} installed, all suitable")


def examine_accelerator(driver: Path = NVIDIA) -> Finding:
    """Check whether torch can use a GPU.

    Parameters
    ----------
    driver : Path
        A folder that exists if the driver of NVIDIA is loaded.
    """
    try:
        import torch
    except (ImportError, OSError):
        return Finding("accelerator", "optional", "unknown, since torch can't be loaded")
    if torch.cuda.is_available():
        return Finding("accelerator", "ok", f"{torch.cuda.get_device_name()}; --device cuda")
    if driver.exists() and torch.version.cuda is None:
        text = (
            f"there is an NVIDIA GPU, but torch {torch.__version__} is for the CPU; {CUDA_BUILD}"
        )
        return Finding("accelerator", "optional", text)
    if driver.exists():
        text = f"torch {torch.__version__} can't use the NVIDIA GPU; check its driver (nvidia-smi)"
        return Finding("accelerator", "optional", text)
    threads = counted(torch.get_num_threads(), "thread")
    return Finding("accelerator", "ok", f"none, and none is needed; torch computes on {threads}")


def examine_extras() -> Iterator[Finding]:
    """Check which optional packages are installed, one finding for each extra."""
    can_install = installed_as() != "application"
    for extra, names in optional_requirements().items():
        absent = [name for name in names if not _is_installed(name)]
        way = f"pip install 'flimbuilder[{extra}]'" if can_install else "not in the application"
        if absent:
            yield Finding(extra, "optional", f"{listed(absent)} not installed; {way}")
        elif names:
            yield Finding(extra, "ok", f"{listed(names)} installed")


def _is_installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def _examine_settings() -> Finding:
    """Check that the settings of the window can be kept."""
    folder = user_config_path("flimbuilder", appauthor=False)
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    if os.access(existing, os.W_OK):
        return Finding("settings", "ok", f"kept in {folder}")
    text = f"{existing} can't be written, so the window forgets its settings; allow writing there"
    return Finding("settings", "optional", text)
