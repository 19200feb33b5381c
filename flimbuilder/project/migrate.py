"""Migration of older projects: a pure function for each schema version, and retired decoders."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flimbuilder.errors import ProjectFormatError
from flimbuilder.project.decoders import RETIRED_DECODERS
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.project import Project

__all__ = [
    "SCHEMA_VERSION",
    "STEPS",
    "Documents",
    "Step",
    "replace_retired_decoder",
    "schema_version_of",
    "upgrade",
]

SCHEMA_VERSION = 1

Document = dict[str, Any]
Documents = Mapping[str, Document]
"""The JSON documents of a folder by file name: ``project.json``, ``markers/<image id>.json``."""

Step = Callable[[Documents], Documents]

STEPS: dict[int, Step] = {}
"""The step from each version to the next. `upgrade` updates ``schema_version``, not the step."""


def schema_version_of(document: Document) -> int:
    """Return the schema version of a document.

    Raises
    ------
    ProjectFormatError
        If it is missing or not a whole number.
    """
    version = document.get("schema_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise ProjectFormatError(
            f"schema_version: a whole number is needed (given: {version!r:.60})"
        )
    return version


def upgrade(documents: Documents, version: int, steps: Mapping[int, Step] = STEPS) -> Documents:
    """Migrate the documents of a folder from `version` to `SCHEMA_VERSION`.

    Parameters
    ----------
    documents : mapping of str to dict
        By file name; not modified.
    version : int
        Of ``project.json``.
    steps : mapping of int to callable, default=STEPS
        The step from each version to the next.

    Returns
    -------
    mapping of str to dict
        Documents of the current version or a newer one are returned unchanged.

    Raises
    ------
    ProjectFormatError
        If a step is missing.
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


def replace_retired_decoder(project: Project, folder: Path) -> tuple[Project, tuple[str, ...]]:
    """Replace a retired decoder, and return the project with notes for the user.

    Its blocks and scale are dropped, as they belong to it.

    Parameters
    ----------
    project : Project
        As read from a file.
    folder : Path
        Of the project, for the note.
    """
    retired = project.decoder.id
    if retired not in RETIRED_DECODERS:
        return project, ()
    successor = RETIRED_DECODERS[retired]
    note = (
        f"{folder}: decoder {retired!r} is no longer offered; the project now uses {successor!r}"
    )
    return project.with_(decoder=DecoderChoice(id=successor)), (note,)
