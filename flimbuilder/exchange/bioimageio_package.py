"""BioImage.IO packages (model RDF 0.5), which ilastik reads; needs the extra ``bioimageio``."""

import gc
import io
import re
import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import ModelError
from flimbuilder.exchange.onnx_file import INPUT, OPSET, OUTPUT
from flimbuilder.project.extras import require_extra

__all__ = ["PackageContent", "dump_package", "require_bioimageio"]

ONNX, STATE, SOURCE = "network.onnx", "encoder.pt", "encoder.py"
TEST_INPUT, TEST_OUTPUT, COVER, README = "input.npy", "output.npy", "cover.png", "README.md"
NAME_LENGTH, TOLD_LENGTH = 64, 128  # of which the specification asks
NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_+\- ()]+")
TOLERANCE = {"relative_tolerance": 0.0, "absolute_tolerance": 1e-4}
DESCRIPTION = "rdf.yaml"
# What is written has been in it since 0.5.4; readers of any 0.5 take it (ilastik's too).
FORMAT_VERSION = "0.5.4"
CITED = (
    ("FLIM: learning encoders from image markers", "10.48550/arXiv.2306.14840"),
    ("FLIM: point-wise decoders", "10.48550/arXiv.2504.20872"),
)


@dataclass(frozen=True)
class PackageContent:
    """What goes into a package.

    Attributes
    ----------
    name, description : str
    documentation : str
        Markdown.
    onnx, state_dict : bytes
        The whole network, and the encoder's weights for `source`.
    source : str
        Python that needs torch alone, with a class `callable` that takes `arguments`.
    callable : str
    arguments : mapping
    torch_version : str
        That the weights were written with.
    smallest_side : int
        Of images, in pixels.
    input : str
        What becomes of a file's values before the network sees them.
    channels, classes : sequence of str
        Names of the channels of the input and of the output.
    test_input, test_output : ndarray of float32 of shape (1, C, H, W)
    cover : ndarray of uint8 of shape (height, width, 3)
    facts : mapping of str to str
        What else is said, under ``config: flimbuilder:``.
    timestamp : str
        When it was made, as ISO 8601.
    """

    name: str
    description: str
    documentation: str
    onnx: bytes
    state_dict: bytes
    source: str
    callable: str
    arguments: Mapping[str, Any]
    torch_version: str
    smallest_side: int
    input: str
    channels: Sequence[str]
    classes: Sequence[str]
    test_input: NDArray[np.float32]
    test_output: NDArray[np.float32]
    cover: NDArray[np.uint8]
    facts: Mapping[str, str]
    timestamp: str


def require_bioimageio() -> None:
    """Refuse to go on where the extra ``bioimageio`` is not installed.

    Raises
    ------
    InputError
    """
    libraries = ("bioimageio.core", "onnx", "onnxscript", "onnxruntime")
    require_extra("bioimageio", "writing a BioImage.IO package", *libraries)


def dump_package(content: PackageContent) -> bytes:
    """Return a package that has passed the test of ``bioimageio.core``, with both weights.

    Raises
    ------
    InputError
        Where the extra is missing.
    ModelError
        Where it does not pass; says what the library said.
    """
    require_bioimageio()
    with tempfile.TemporaryDirectory(prefix="flimbuilder-") as place:
        path = Path(place) / "package.zip"
        with _offline():
            _write_zip(path, _files(content))
            faults = _faults(path)
        if faults:
            raise _refused(faults)
        return path.read_bytes()


@contextmanager
def _offline() -> Iterator[None]:
    """Keep the library from looking up links, from telling what it does, and from open files."""
    from bioimageio.spec import ValidationContext
    from loguru import logger

    logger.disable("bioimageio")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with ValidationContext(perform_io_checks=False, log_warnings=False):
                yield
            gc.collect()  # closes the package, which the library leaves open
    finally:
        logger.enable("bioimageio")


def _files(content: PackageContent) -> dict[str, bytes]:
    files = {
        ONNX: content.onnx,
        STATE: content.state_dict,
        SOURCE: content.source.encode(),
        README: content.documentation.encode(),
        TEST_INPUT: _npy(content.test_input),
        TEST_OUTPUT: _npy(content.test_output),
        COVER: _png(content.cover),
    }
    hashes = {name: sha256(one).hexdigest() for name, one in files.items()}
    return {DESCRIPTION: _yaml(_described(content, hashes)), **files}


def _write_zip(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a ZIP file whose bytes follow from the files alone, without a time."""
    with zipfile.ZipFile(path, "w") as package:
        for name, file in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o644 << 16
            package.writestr(entry, file, zipfile.ZIP_DEFLATED)


def _npy(array: NDArray[np.float32]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _png(picture: NDArray[np.uint8]) -> bytes:
    return bytes(imagecodecs.png_encode(picture))


def _yaml(description: Mapping[str, Any]) -> bytes:
    from ruyaml import YAML

    writer, buffer = YAML(typ="safe"), io.BytesIO()
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.sort_base_mapping_type_on_output = False
    writer.dump(dict(description), buffer)
    return buffer.getvalue()


def _described(content: PackageContent, hashes: Mapping[str, str]) -> dict[str, Any]:
    """Return what ``rdf.yaml`` holds, written out so that the same model gives the same file."""

    def file(name: str) -> dict[str, str]:
        return {"source": name, "sha256": hashes[name]}

    architecture = {
        **file(SOURCE),
        "callable": content.callable,
        "kwargs": dict(content.arguments),
    }
    state = {
        **file(STATE),
        "architecture": architecture,
        "pytorch_version": content.torch_version.partition("+")[0],
    }
    return {
        "type": "model",
        "format_version": FORMAT_VERSION,
        "name": _allowed_name(content.name),
        "description": content.description,
        "authors": [{"name": "flimbuilder"}],
        "cite": [{"text": text, "doi": doi} for text, doi in CITED],
        "license": "MIT",
        "documentation": README,
        "covers": [COVER],
        "tags": ["flim", "saliency", "segmentation", "2d", "adaptive", "whole-image"],
        "timestamp": content.timestamp,
        "inputs": [_input(content, file(TEST_INPUT))],
        "outputs": [_output(content, file(TEST_OUTPUT))],
        "weights": {
            "onnx": {**file(ONNX), "opset_version": OPSET, "parent": "pytorch_state_dict"},
            "pytorch_state_dict": state,
        },
        "config": {
            "bioimageio": {"reproducibility_tolerance": [TOLERANCE]},
            "flimbuilder": dict(content.facts),
        },
    }


def _input(content: PackageContent, test_tensor: Mapping[str, str]) -> dict[str, Any]:
    def side(axis: str) -> dict[str, Any]:
        size = {"min": content.smallest_side, "step": 1}
        return {"type": "space", "id": axis, "size": size}

    return {
        "id": INPUT,
        "description": content.input[:TOLD_LENGTH],
        "axes": [
            {"type": "batch"},
            {"type": "channel", "channel_names": list(content.channels)},
            side("y"),
            side("x"),
        ],
        "data": {"type": "float32", "range": [0.0, 1.0]},
        "test_tensor": dict(test_tensor),
    }


def _output(content: PackageContent, test_tensor: Mapping[str, str]) -> dict[str, Any]:
    def side(axis: str) -> dict[str, Any]:
        return {
            "type": "space",
            "id": axis,
            "size": {"tensor_id": INPUT, "axis_id": axis, "offset": 0},
        }

    return {
        "id": OUTPUT,
        "description": "saliency in [0, 1], scaled by its maximum over the image",
        "axes": [
            {"type": "batch"},
            {"type": "channel", "channel_names": list(content.classes)},
            side("y"),
            side("x"),
        ],
        "data": {"type": "float32", "range": [0.0, 1.0]},
        "test_tensor": dict(test_tensor),
    }


def _allowed_name(name: str) -> str:
    """Return a name of the characters and the length that the specification allows."""
    return " ".join(NOT_IN_NAMES.sub(" ", name).split())[:NAME_LENGTH].ljust(5, "_")


def _faults(path: Path) -> str:
    """Run the library's own test, once for each of the weights; return what it finds."""
    from bioimageio.core import test_model

    summary = test_model(path)
    if summary.status == "passed":
        return ""
    faults = [error.msg for detail in summary.details for error in detail.errors]
    return "; ".join(faults) or str(summary.status)


def _refused(reason: str) -> ModelError:
    shown = " ".join(reason.split())
    return ModelError(
        f"the BioImage.IO package does not pass its library's test and was not written: "
        f"{shown:.300}; use --to onnx"
    )
