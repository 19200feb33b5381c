"""The files of a classifier folder: ``classifier.json`` and ``classifier.safetensors``."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError
from safetensors import SafetensorError
from safetensors.numpy import load, save

from flimbuilder.errors import InputError, ModelError, ProjectFormatError, printable
from flimbuilder.model.document import ModelDocument
from flimbuilder.project.architecture import trace_shapes
from flimbuilder.project.files import read_regular
from flimbuilder.project.project import LONGEST_CLASS_NAME
from flimbuilder.project.values import Value, describe, from_json, parse_json
from flimbuilder.tasks.identification.classifiers import require_classifier
from flimbuilder.tasks.identification.features import parse_pooling

__all__ = [
    "CLASSIFIER_FILE",
    "CLASSIFIER_TENSOR_FILE",
    "ClassifierDocument",
    "PoolingRecord",
    "count_features",
    "dump_classifier_document",
    "dump_classifier_tensors",
    "is_classifier_folder",
    "read_classifier_document",
    "read_classifier_files",
    "require_no_classifier",
    "tensor_digest",
]

CLASSIFIER_FILE = "classifier.json"
CLASSIFIER_TENSOR_FILE = "classifier.safetensors"
WAY_OUT = "train the classifier again"

Arrays = dict[str, NDArray[np.float32]]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Side = Annotated[int, Field(ge=1, le=10**6)]
ClassName = Annotated[str, Field(min_length=1, max_length=LONGEST_CLASS_NAME)]


class PoolingRecord(Value):
    """The pooling of a classifier, as ``encoder.py`` makes it."""

    id: str
    kind: Literal["mean", "max", "statistics", "rings", "grid", "flatten"]
    cells: Annotated[int, Field(ge=1, le=64)] = 1


class ClassifierDocument(Value):
    """The content of ``classifier.json``.

    Attributes
    ----------
    app_version : str
        Version of flimbuilder that wrote it.
    fingerprint : str
        Of the encoder, as in ``model.json``.
    digest : str
        SHA-256 of ``classifier.safetensors``.
    classifier : str
        Id of the classifier.
    head : {"layers", "pairs", "support"}
        How its tensors give scores.
    pooling : PoolingRecord
    blocks : tuple of int
        Blocks whose maps are pooled, from 1.
    classes : tuple of str
        In the order of the scores.
    size : tuple of int or None, default=None
        Height and width that images must have, for the pooling ``flatten``.
    side : int or None, default=None
        Of the patches, if it classifies objects instead of images.
    n_images : int
        Images, or objects, that it learned from.
    seed : int
    measures : dict of str to dict of str to float
        Mean and deviation over the folds of a cross-validation, and ``recall`` of each class, if
        there was one.
    """

    format: Literal["flimbuilder-classifier"] = "flimbuilder-classifier"
    schema_version: Literal[1] = 1
    app_version: str
    fingerprint: Digest
    digest: Digest
    classifier: str
    head: Literal["layers", "pairs", "support"]
    pooling: PoolingRecord
    blocks: Annotated[tuple[int, ...], Field(min_length=1)]
    classes: Annotated[tuple[ClassName, ...], Field(min_length=2)]
    size: tuple[Side, Side] | None = None
    side: Side | None = None
    n_images: Annotated[int, Field(ge=2)]
    seed: int
    measures: dict[str, dict[str, float]] = Field(default_factory=dict)


def is_classifier_folder(folder: Path) -> bool:
    """Return True if a folder holds a ``classifier.json``."""
    return (folder / CLASSIFIER_FILE).is_file()


def require_no_classifier(folder: Path) -> None:
    """Raise ModelError if a folder holds a classifier, which another model would make useless."""
    if is_classifier_folder(folder):
        raise ModelError(f"{folder}: holds a classifier, and is left as it is; give a new folder")


def dump_classifier_document(document: ClassifierDocument) -> bytes:
    """Return the content of ``classifier.json``."""
    text = json.dumps(document.model_dump(mode="json"), indent=1, ensure_ascii=False)
    return (text + "\n").encode()


def dump_classifier_tensors(tensors: Mapping[str, NDArray[np.float32]]) -> bytes:
    """Return the content of ``classifier.safetensors``."""
    content: bytes = save({name: np.ascontiguousarray(tensors[name]) for name in sorted(tensors)})
    return content


def tensor_digest(content: bytes) -> str:
    """Return the SHA-256 of the content of ``classifier.safetensors``."""
    return hashlib.sha256(content).hexdigest()


def count_features(
    model: ModelDocument,
    pooling: PoolingRecord,
    blocks: tuple[int, ...],
    size: tuple[int, int] | None,
) -> int:
    """Return the number of features of an image."""
    counts = [model.kernel_counts[block - 1] for block in blocks]
    if pooling.kind != "flatten":
        per_map_of = {"grid": pooling.cells**2, "rings": pooling.cells, "statistics": 3}
        per_map = per_map_of.get(pooling.kind, 1)
        return sum(counts) * per_map
    assert size is not None
    shapes = trace_shapes(model.architecture, *size, model.input.channels)
    areas = [shapes[block - 1].height * shapes[block - 1].width for block in blocks]
    return sum(count * area for count, area in zip(counts, areas, strict=True))


def read_classifier_document(folder: Path, model: ModelDocument) -> ClassifierDocument:
    """Read the ``classifier.json`` beside a model.

    Raises
    ------
    ModelError
        If it is missing, can't be read, or is of another model.
    """
    path = folder / CLASSIFIER_FILE
    if not path.exists():
        raise ModelError(
            f"{folder}: no classifier here ({CLASSIFIER_FILE} is missing); make one with "
            "'flimbuilder classify train'"
        )
    try:
        document = from_json(ClassifierDocument, parse_json(_read(path), path))
    except ProjectFormatError as error:
        raise ModelError(f"{error}; {WAY_OUT}") from None
    except ValidationError as error:
        raise ModelError(f"{path}: {describe(error)}; {WAY_OUT}") from None
    _require_consistent(document, model, path)
    return document


def read_classifier_files(folder: Path, model: ModelDocument) -> tuple[ClassifierDocument, Arrays]:
    """Read the files of a classifier beside those of its model.

    Raises
    ------
    ModelError
        As :func:`read_classifier_document`, and if the tensors are missing or of another
        classifier.
    """
    document = read_classifier_document(folder, model)
    tensor_path = folder / CLASSIFIER_TENSOR_FILE
    content = _read(tensor_path)
    if tensor_digest(content) != document.digest:
        raise ModelError(
            f"{folder}: {CLASSIFIER_FILE} and {CLASSIFIER_TENSOR_FILE} are not of one classifier, "
            f"as after an interrupted training; {WAY_OUT}"
        )
    try:
        tensors = load(content)
    except (SafetensorError, KeyError) as error:
        reason = printable(str(error), 120)
        raise ModelError(f"{tensor_path}: can't be read: {reason}; {WAY_OUT}") from None
    _require_shapes(tensors, document, model, tensor_path)
    return document, tensors


def _read(path: Path) -> bytes:
    try:
        return read_regular(path)
    except OSError as error:
        raise ModelError(f"{path}: can't be read: {error.strerror or error}; {WAY_OUT}") from None
    except InputError as error:
        raise ModelError(f"{error}; {WAY_OUT}") from None


def _require_consistent(document: ClassifierDocument, model: ModelDocument, path: Path) -> None:
    n_blocks = len(model.blocks)
    fault = ""
    if document.fingerprint != model.fingerprint:
        fault = "is of another encoder than model.json"
    elif not all(1 <= block <= n_blocks for block in document.blocks):
        fault = f"blocks: {max(document.blocks)} is no block of 1..{n_blocks}"
    elif len(set(document.classes)) < len(document.classes):
        fault = "classes: a name is given twice"
    elif (document.pooling.kind == "flatten") != (document.size is not None):
        fault = f"size: {document.size} does not fit the pooling {document.pooling.id!r}"
    try:
        pooling, head = (
            parse_pooling(document.pooling.id),
            require_classifier(document.classifier).head,
        )
    except InputError as error:
        raise ModelError(f"{path}: {error}; update flimbuilder, or {WAY_OUT}") from None
    if (pooling.kind, pooling.cells) != (document.pooling.kind, document.pooling.cells):
        fault = f"pooling: {document.pooling.kind!r} is not {document.pooling.id!r}"
    elif head != document.head:
        fault = f"head: {document.head!r} is not that of {document.classifier!r}"
    if fault:
        raise ModelError(f"{path}: {fault}; {WAY_OUT}")


def _require_shapes(
    tensors: Mapping[str, NDArray[Any]],
    document: ClassifierDocument,
    model: ModelDocument,
    path: Path,
) -> None:
    n_features = count_features(model, document.pooling, document.blocks, document.size)
    n_classes = len(document.classes)
    n_layers = sum(name.startswith("weight") for name in tensors)
    expected: dict[str, tuple[int | None, ...]] = {"mean": (n_features,), "scale": (n_features,)}
    inputs: int | None = n_features
    if document.head == "support":
        inputs = len(tensors["vectors"]) if "vectors" in tensors else None
        expected |= {"vectors": (inputs, n_features), "gamma": (1,)}
    for number in range(n_layers):
        units = len(tensors[f"weight{number}"]) if f"weight{number}" in tensors else None
        if number == n_layers - 1:
            units = n_classes if document.head == "layers" else n_classes * (n_classes - 1) // 2
        expected |= {f"weight{number}": (units, inputs), f"bias{number}": (units,)}
        inputs = units
    if n_layers == 0 or (document.head != "layers" and n_layers > 1):
        raise ModelError(f"{path}: has {n_layers} layers; {WAY_OUT}")
    for name in sorted(expected.keys() ^ tensors.keys()):
        fault = "is missing" if name in expected else "is not of this classifier"
        raise ModelError(f"{path}: {name} {fault}; {WAY_OUT}")
    for name, shape in expected.items():
        tensor = tensors[name]
        if tensor.shape != shape or tensor.dtype != np.float32 or not np.isfinite(tensor).all():
            raise ModelError(
                f"{path}: {name} is {tensor.dtype} of shape {tensor.shape}, or not finite, where "
                f"float32 of {shape} is expected; {WAY_OUT}"
            )
