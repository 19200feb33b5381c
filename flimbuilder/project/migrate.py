"""Older project folders become today's, one pure function a step."""

from collections.abc import Callable, Mapping
from typing import Any

from flimbuilder.errors import ProjectFormatError

__all__ = [
    "OLDEST_VERSION",
    "SCHEMA_VERSION",
    "STEPS",
    "Documents",
    "Step",
    "schema_version_of",
    "upgrade",
]

SCHEMA_VERSION = 2
OLDEST_VERSION = 1

Document = dict[str, Any]
Documents = Mapping[str, Document]
"""The JSON documents of a folder by file name: ``project.json``, ``markers/<image id>.json``."""

Step = Callable[[Documents], Documents]

STEPS: dict[int, Step] = {1: lambda documents: documents}
"""From a version to the next one. `upgrade` writes the new version number itself."""


def schema_version_of(document: Document) -> int:
    """Return the version of one document.

    Raises
    ------
    ProjectFormatError
        Where there is none, or none that could be one.
    """
    version = document.get("schema_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise ProjectFormatError(
            f"schema_version: a whole number is needed (given: {version!r:.60})"
        )
    return version


def upgrade(documents: Documents, version: int, steps: Mapping[int, Step] = STEPS) -> Documents:
    """Bring the documents of a folder from `version` to `SCHEMA_VERSION`.

    Parameters
    ----------
    documents : mapping of str to dict
        By file name; not changed.
    version : int
        Of ``project.json``.
    steps : mapping of int to callable, default=STEPS
        The step that leaves each version.

    Returns
    -------
    mapping of str to dict
        Newer ones than today's are returned as they are.

    Raises
    ------
    ProjectFormatError
        Where no step leaves a version.
    """
    for step in range(version, SCHEMA_VERSION):
        if step not in steps:
            raise ProjectFormatError(
                f"schema_version: {step} is unknown; this flimbuilder reads {SCHEMA_VERSION}"
            )
        documents = {
            name: {**document, "schema_version": step + 1}
            for name, document in steps[step](documents).items()
        }
    return documents
