"""The files of a project version as bytes: ``project.json`` and the marker files."""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from flimbuilder import __version__
from flimbuilder.errors import ProjectError, ProjectFormatError, printable
from flimbuilder.project.encoder_start import EncoderStart
from flimbuilder.project.markers import ImageMarkers
from flimbuilder.project.migrate import (
    SCHEMA_VERSION,
    replace_retired_decoder,
    schema_version_of,
    upgrade,
)
from flimbuilder.project.project import ImageEntry, ImageId, Project, ProjectInput
from flimbuilder.project.values import (
    LARGEST_INTEGER,
    Extra,
    Value,
    describe,
    dumps,
    format_json,
    from_json,
    parse_json,
)

__all__ = [
    "BACKUP_FOLDER",
    "LARGEST_REVISION",
    "MARKER_FOLDER",
    "MAX_FILE_BYTES",
    "PROJECT_FILE",
    "Revision",
    "Version",
    "decode_version",
    "encode_version",
    "is_version_file",
    "marker_file",
]

PROJECT_FILE = "project.json"
MARKER_FOLDER = "markers"
BACKUP_FOLDER = "backups"
V = TypeVar("V", bound=Value)
MAX_FILE_BYTES = 2**28
LARGEST_REVISION = 10**15
Revision = Annotated[int, Field(ge=1, le=LARGEST_REVISION)]
LIBRARIES = (
    "imagecodecs",
    "numpy",
    "scikit-image",
    "scikit-learn",
    "scipy",
    "tifffile",
    "torch",
)

_image_ids: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[ImageId, ...])


class _ProjectHeader(Value):
    """The fields of ``project.json`` that are not fields of the project."""

    schema_version: Annotated[int, Field(le=LARGEST_INTEGER)]
    revision: Revision
    app_version: Annotated[str, Field(max_length=100)]
    libraries: dict[str, str]
    marker_files: tuple[ImageId, ...]


class _MarkerHeader(Value):
    """The fields of a marker file that are not fields of the markers."""

    schema_version: Annotated[int, Field(le=LARGEST_INTEGER)]
    image: ImageId
    sha256: str


@dataclass(frozen=True)
class Version:
    """A saved version of a project.

    Attributes
    ----------
    project : Project
    revision : int
        From 1; increases with every save.
    schema_version : int
        As written in the file; exceeds ``SCHEMA_VERSION`` if a newer flimbuilder wrote it.
    app_version : str
        The flimbuilder that wrote it.
    notes : tuple of str, default=()
        Messages for the user about values that were replaced.
    """

    project: Project
    revision: int
    schema_version: int
    app_version: str
    notes: tuple[str, ...] = ()


def marker_file(image_id: str) -> str:
    """Return the name of an image's marker file."""
    return f"{MARKER_FOLDER}/{image_id}.json"


def is_version_file(name: str) -> bool:
    """Return True if saving writes a file of this name, which is never outside the folder."""
    if name == PROJECT_FILE:
        return True
    image_id = name.removeprefix(f"{MARKER_FOLDER}/").removesuffix(".json")
    try:
        return marker_file(_image_ids.validate_python([image_id])[0]) == name
    except ValidationError:
        return False


# Writing


def encode_version(project: Project, revision: int) -> dict[str, bytes]:
    """Return the files of a version, by name.

    Raises
    ------
    ProjectError
        If two markers of an image share an id, an id is not below ``next_id``, or a file would
        be too large to be read again.
    """
    files = {PROJECT_FILE: _encode_project(project, revision)}
    for entry in project.images:
        if entry.id in project.markers:
            files[marker_file(entry.id)] = _encode_markers(entry, project.markers[entry.id])
    for name, content in files.items():
        if len(content) > MAX_FILE_BYTES:
            raise ProjectError(
                f"{name}: would have {len(content)} bytes; at most {MAX_FILE_BYTES}: remove "
                "markers, or divide the images among projects"
            )
    return files


def _encode_project(project: Project, revision: int) -> bytes:
    header = _ProjectHeader(
        schema_version=SCHEMA_VERSION,
        revision=revision,
        app_version=__version__,
        libraries=_library_versions(),
        marker_files=tuple(entry.id for entry in project.images if entry.id in project.markers),
    )
    body = project.model_dump(mode="json", exclude={"markers"})
    body["architecture"].pop("standardise", None)  # the file has it as input.standardise
    start = body["architecture"].pop("encoder", None)
    first = {name: body.pop(name) for name in ("classes", "images")}
    document = {
        **header.model_dump(mode="json"),
        **first,
        "input": project.input.model_dump(mode="json"),
        **({} if start is None else {"encoder": start}),
        **body,
    }
    return f"{format_json(document)}\n".encode()


def _encode_markers(entry: ImageEntry, markers: ImageMarkers) -> bytes:
    fault = _id_fault(markers)
    if fault:
        raise ProjectError(f"image {entry.id}: {fault}")
    documents = markers.model_dump(mode="json")["markers"]
    lines = ",\n".join(f"    {dumps(document)}" for document in documents)
    array = f"[\n{lines}\n  ]" if lines else "[]"
    return (
        "{\n"
        f'  "schema_version": {SCHEMA_VERSION},\n'
        f'  "image": {dumps(entry.id)},\n'
        f'  "sha256": {dumps(entry.sha256)},\n'
        f'  "next_id": {markers.next_id},\n'
        f'  "markers": {array}\n'
        "}\n"
    ).encode()


def _id_fault(markers: ImageMarkers) -> str | None:
    ids: set[int] = set()
    for marker in markers.markers:
        if marker.id in ids:
            return f"marker id {marker.id} is used twice; ids must differ"
        ids.add(marker.id)
    if ids and max(ids) >= markers.next_id:
        return f"next_id: {markers.next_id} is not larger than the marker id {max(ids)}"
    return None


@cache
def _library_versions() -> dict[str, str]:
    versions = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions


# Reading


def decode_version(read: Callable[[str], bytes], root: Path) -> Version:
    """Parse ``project.json`` and the marker files that it lists.

    Parameters
    ----------
    read : callable
        Returns the bytes of a file by name; raises FileNotFoundError if it is missing.
    root : Path
        The folder, for messages.

    Raises
    ------
    ProjectFormatError
        If a file is invalid; the message has the file, the field, the value and the limit.
    """
    raw = _parse_files(read, root)
    schemas = {name: _schema_version(document, root / name) for name, document in raw.items()}
    newest = max(schemas.values())
    try:
        return _decode(_upgraded(raw, schemas, root), root, newest)
    except ProjectFormatError as error:
        if newest <= SCHEMA_VERSION:
            raise
        writer = raw[PROJECT_FILE].get("app_version")
        raise ProjectFormatError(
            f"{error}; it was written by a newer flimbuilder ({writer!r:.60}), this is "
            f"{__version__}: update flimbuilder"
        ) from None


def _parse_files(read: Callable[[str], bytes], root: Path) -> dict[str, dict[str, Any]]:
    path = root / PROJECT_FILE
    document = parse_json(read(PROJECT_FILE), path)
    try:
        image_ids = _image_ids.validate_python(document.get("marker_files", []))
    except ValidationError as error:
        raise ProjectFormatError(f"{path}: {describe(error, ['marker_files'])}") from None
    raw = {PROJECT_FILE: document}
    for name in map(marker_file, image_ids):
        try:
            raw[name] = parse_json(read(name), root / name)
        except FileNotFoundError:
            raise ProjectFormatError(f"{root / name}: is missing; {path} lists it") from None
    return raw


def _schema_version(document: dict[str, Any], path: Path) -> int:
    try:
        return schema_version_of(document)
    except ProjectFormatError as error:
        raise ProjectFormatError(f"{path}: {error}") from None


def _upgraded(
    raw: Mapping[str, dict[str, Any]], schemas: Mapping[str, int], root: Path
) -> Mapping[str, dict[str, Any]]:
    oldest = min(schemas, key=lambda name: schemas[name])
    if schemas[oldest] < schemas[PROJECT_FILE] <= SCHEMA_VERSION:
        raise ProjectFormatError(
            f"{root / oldest}: schema_version: {schemas[oldest]} is older than that of "
            f"project.json, {schemas[PROJECT_FILE]}; all files must have the same version"
        )
    try:
        return upgrade(raw, schemas[PROJECT_FILE])
    except ProjectFormatError as error:
        raise ProjectFormatError(f"{root / PROJECT_FILE}: {error}") from None


def _decode(raw: Mapping[str, dict[str, Any]], root: Path, schema: int) -> Version:
    extra: Extra = "ignore" if schema > SCHEMA_VERSION else "forbid"
    path = root / PROJECT_FILE
    document = raw[PROJECT_FILE]
    fields = Project.model_fields.keys() - {"markers"}
    header, body = _split(_ProjectHeader, document, fields, path, extra)
    if extra == "forbid" and "markers" in body:
        raise ProjectFormatError(
            f"{path}: markers: is an unknown field; markers have their own files"
        )
    body = _with_encoder(_with_input(body, path, extra), path, extra)
    project = _validated(Project, {**body, "markers": {}}, path, extra)
    entries = {entry.id: entry for entry in project.images}
    unknown = set(header.marker_files) - entries.keys()
    if unknown:
        raise ProjectFormatError(f"{path}: marker_files: there is no image {min(unknown)}")
    markers = {
        image_id: _decode_markers(raw[marker_file(image_id)], entries[image_id], root, extra)
        for image_id in header.marker_files
    }
    project, notes = replace_retired_decoder(project.with_(markers=markers), root)
    return Version(project, header.revision, schema, header.app_version, notes)


def _with_input(body: dict[str, Any], path: Path, extra: Extra) -> dict[str, Any]:
    """Move ``input.standardise``, which older files lack, to the architecture."""
    if "input" not in body:
        return body
    body = dict(body)
    given = body.pop("input")
    if not isinstance(given, dict):
        raise ProjectFormatError(f"{path}: input: is {given!r:.60}, not an object")
    try:
        standardise = from_json(ProjectInput, given, extra).standardise
    except ValidationError as error:
        raise ProjectFormatError(f"{path}: {describe(error, ['input'])}") from None
    architecture = body["architecture"]
    if isinstance(architecture, dict):
        own = architecture.get("standardise", standardise)
        if own != standardise:
            raise ProjectFormatError(
                f"{path}: input.standardise: {standardise!r} differs from "
                f"architecture.standardise {own!r:.60}; leave one out"
            )
        body["architecture"] = {**architecture, "standardise": standardise}
    return body


def _with_encoder(body: dict[str, Any], path: Path, extra: Extra) -> dict[str, Any]:
    """Move ``encoder``, which is there if not all blocks are learned, to the architecture."""
    architecture = body["architecture"]
    if "encoder" not in body or not isinstance(architecture, dict):
        return body
    body = dict(body)
    given, own = body.pop("encoder"), architecture.get("encoder")
    if not isinstance(given, dict):
        raise ProjectFormatError(f"{path}: encoder: is {given!r:.60}, not an object")
    try:
        start = from_json(EncoderStart, given, extra)
    except ValidationError as error:
        raise ProjectFormatError(f"{path}: {describe(error, ['encoder'])}") from None
    blocks = architecture.get("blocks")
    if isinstance(blocks, list) and start.blocks > len(blocks):
        raise ProjectFormatError(
            f"{path}: encoder.blocks: {start.blocks}, but the architecture has {len(blocks)}; "
            "leave 'encoder' out to learn all blocks"
        )
    if own not in (None, given):
        raise ProjectFormatError(
            f"{path}: encoder: differs from architecture.encoder; leave one out"
        )
    body["architecture"] = {**architecture, "encoder": given}
    return body


def _decode_markers(
    document: dict[str, Any], entry: ImageEntry, root: Path, extra: Extra
) -> ImageMarkers:
    path = root / marker_file(entry.id)
    header, body = _split(_MarkerHeader, document, ImageMarkers.model_fields.keys(), path, extra)
    if (header.image, header.sha256) != (entry.id, entry.sha256):
        raise ProjectFormatError(
            f"{path}: belongs to image {header.image} with sha256 "
            f"{printable(header.sha256[:12])}..., not to {entry.id} with {entry.sha256[:12]}..."
        )
    markers = _validated(ImageMarkers, body, path, extra)
    fault = _id_fault(markers)
    if fault:
        raise ProjectFormatError(f"{path}: {fault}")
    return markers


def _split(
    header: type[V], document: dict[str, Any], fields: Iterable[str], path: Path, extra: Extra
) -> tuple[V, dict[str, Any]]:
    """Split a document into its validated header and the rest, which must have all `fields`."""
    names = header.model_fields.keys()
    missing = sorted({*names, *fields} - document.keys())
    if missing:
        raise ProjectFormatError(f"{path}: {missing[0]}: is missing")
    head = {name: document[name] for name in names}
    body = {name: value for name, value in document.items() if name not in names}
    return _validated(header, head, path, extra), body


def _validated(kind: type[V], document: dict[str, Any], path: Path, extra: Extra) -> V:
    try:
        return from_json(kind, document, extra)
    except ValidationError as error:
        raise ProjectFormatError(f"{path}: {describe(error)}") from None
