"""Describe the installation and the machine, without paths, for reports of faults."""

import os
import platform
from importlib.metadata import PackageNotFoundError, distribution, version
from typing import Any

from flimbuilder import __version__
from flimbuilder.installation import is_frozen

__all__ = ["describe_system", "installed_as", "optional_requirements", "system_lines"]

PACKAGES = (
    "torch",
    "numpy",
    "scipy",
    "scikit-image",
    "scikit-learn",
    "imagecodecs",
    "tifffile",
    "PySide6-Essentials",
    "pyqtgraph",
)
DEVELOPMENT = {"docs", "package", "test"}  # extras that users don't need


def describe_system() -> dict[str, Any]:
    """Describe versions, system and hardware as a JSON document; needs no torch.

    It holds no path, name of a user or name of a machine.
    """
    return {
        "kind": "system",
        "flimbuilder": __version__,
        "installed_as": installed_as(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "memory_gb": _memory_gb(),
        "packages": {name: _version(name) for name in PACKAGES},
        "extras": {
            extra: {name: _version(name) for name in names}
            for extra, names in optional_requirements().items()
        },
    }


def system_lines(description: dict[str, Any]) -> list[str]:
    """Format the description of `describe_system`, one line for each package."""
    memory = description["memory_gb"]
    extras = [name for name, parts in description["extras"].items() if all(parts.values())]
    return [
        f"flimbuilder {description['flimbuilder']} ({description['installed_as']})",
        f"Python {description['python']}, {description['system']}",
        f"{description['cores']} cores" + (f", {memory} GB of memory" if memory else ""),
        *(f"{name} {found or 'missing'}" for name, found in description["packages"].items()),
        f"extras: {', '.join(extras) or 'none'}",
    ]


def installed_as() -> str:
    """Return ``application``, ``editable``, ``package``, or ``source`` without an installation."""
    if is_frozen():
        return "application"
    try:
        origin = distribution("flimbuilder").read_text("direct_url.json") or ""
    except PackageNotFoundError:
        return "source"
    return "editable" if '"editable": true' in origin else "package"


def optional_requirements() -> dict[str, list[str]]:
    """Return the packages of each extra that users may want; empty without an installation."""
    from packaging.requirements import Requirement

    try:
        own = distribution("flimbuilder")
    except PackageNotFoundError:
        return {}
    found: dict[str, list[str]] = {}
    for extra in own.metadata.get_all("Provides-Extra") or []:
        if extra in DEVELOPMENT:
            continue
        requirements = [Requirement(line) for line in own.requires or []]
        found[extra] = [
            requirement.name
            for requirement in requirements
            if requirement.name != "flimbuilder"
            and requirement.marker is not None
            and requirement.marker.evaluate({"extra": extra})
            and not requirement.marker.evaluate({"extra": ""})
        ]
    return found


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _memory_gb() -> float | None:
    """Return the memory of the machine in GB, to one decimal; None if it is unknown."""
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (AttributeError, OSError, ValueError):  # Windows has no sysconf
        return None
