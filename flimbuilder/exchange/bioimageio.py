"""Export a model as a BioImage.IO package (model RDF 0.5), which ilastik reads.

Needs the extra ``bioimageio``.
"""

import gc
import io
import keyword
import re
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder import __version__
from flimbuilder.errors import ModelError
from flimbuilder.exchange.network_export import (
    ExportReport,
    compare_with_model,
    comparison_batches,
    describe_input,
    dump_onnx_network,
    onnx_runner,
    saliency_network,
)
from flimbuilder.exchange.network_files import INPUT, OPSET, OUTPUT
from flimbuilder.exchange.reference_images import ReferenceImage, reference_images
from flimbuilder.exchange.zip_files import write_zip
from flimbuilder.imaging.pictures import display, heat, montage
from flimbuilder.model.decoding import name_blocks
from flimbuilder.model.document import ModelDocument
from flimbuilder.model.folder import dump_state_dict
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import read_as_learned
from flimbuilder.model.standalone import encoder_source
from flimbuilder.project.architecture import trace_shapes
from flimbuilder.project.extras import require_extra
from flimbuilder.project.files import write_atomically
from flimbuilder.project.outputs import output_file

__all__ = ["write_bioimageio"]

SIDE = 192  # pixels of the test image
SMALLEST_RESPONSE = 0.01  # of a probability; saliency that is scaled by its maximum has 0 or 1
WHOLE_IMAGE = (
    "Adaptive, whole image: the decoder scales every map by its maximum over the image and "
    "decides on statistics of the whole image. Give it whole images: tiles change the result."
)
PROBABILITY = (
    "Absolute, whole image: saliency is a probability that is not scaled by any maximum, so that "
    "an image without objects may have none. Give it whole images: tiles change the result."
)
TRAINING = (
    "Absolute, whole image: saliency is relative to its level at the object markers of the "
    "training images, so that an image without objects may have none. Give it whole images: tiles "
    "change the result."
)
LEARNED = (
    "A convolutional encoder learned from a few disks and strokes drawn on images (FLIM, Feature\n"
    "Learning from Image Markers; no backpropagation), and a point-wise decoder of its maps."
)
TRAINED = (
    "A U-shaped network that began as an encoder learned from a few disks and strokes drawn on\n"
    "images (FLIM, Feature Learning from Image Markers) and was trained further by\n"
    "backpropagation."
)
RGB = ("red", "green", "blue")
ONNX, STATE, SOURCE = "network.onnx", "encoder.pt", "encoder.py"
TEST_INPUT, TEST_OUTPUT, COVER, README = "input.npy", "output.npy", "cover.png", "README.md"
MAX_NAME, MAX_DESCRIPTION = 64, 128  # characters, by the specification
NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_+\- ()]+")
TOLERANCE = {"relative_tolerance": 0.0, "absolute_tolerance": 1e-4}
DESCRIPTION = "rdf.yaml"
# All written fields exist since 0.5.4; readers of any 0.5 accept it, ilastik's too.
FORMAT_VERSION = "0.5.4"
CITED = (
    ("FLIM: learning encoders from image markers", "10.48550/arXiv.2306.14840"),
    ("FLIM: point-wise decoders", "10.48550/arXiv.2504.20872"),
)


@dataclass(frozen=True)
class PackageContent:
    """The content of a package.

    Attributes
    ----------
    name, description : str
    documentation : str
        Markdown.
    onnx, state_dict : bytes
        The whole network, and the encoder's weights for `source`.
    source : str
        Python code that needs only torch, with a class `callable` that takes `arguments`.
    callable : str
    arguments : mapping
    torch_version : str
        Version of torch that wrote the weights.
    smallest_side : int
        Smallest side of an image, in pixels.
    input : str
        How to scale the values of an image file.
    channels, classes : sequence of str
        Names of the channels of the input and the output.
    test_input, test_output : ndarray of float32 of shape (1, C, H, W)
    cover : ndarray of uint8 of shape (height, width, 3)
    config : mapping of str to str
        Content of ``config: flimbuilder:``.
    timestamp : str
        Time of the export, ISO 8601.
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
    config: Mapping[str, str]
    timestamp: str


def write_bioimageio(model: Model, out: Path, image: Path | None = None) -> ExportReport:
    """Write a package that has passed the test of ``bioimageio.core``.

    Parameters
    ----------
    model : Model
    out : Path
        The ZIP file, or an existing folder.
    image : Path or None, default=None
        The test image; None uses the first of scikit-image's images with a response.

    Raises
    ------
    InputError
        If the extra ``bioimageio`` is not installed.
    ModelError
        If the decoder has no graph, no image has a response, or the package fails the test.
    """
    require_bioimageio()
    path = output_file(out, "network.bioimageio.zip")
    batches = comparison_batches(model, image)
    test_image, saliency = _choose_test_image(model, image)
    onnx = dump_onnx_network(model)
    comparison = compare_with_model(model, onnx_runner(onnx), batches)
    content = dump_package(_package_content(model, onnx, test_image, saliency))
    write_atomically(path, content)
    notes = (
        comparison.description,
        f"test image: {test_image.name}; the test of bioimageio.core passed for both weights",
        "licence and author are flimbuilder's; replace them before you publish the package",
    )
    return ExportReport([path], notes, largest_difference=comparison.largest)


def _choose_test_image(
    model: Model, image: Path | None
) -> tuple[ReferenceImage, NDArray[np.float32]]:
    """Return the first image whose saliency is not zero everywhere, and its saliency."""
    if image is None:
        candidates = reference_images(model.document.input.channels, SIDE, SIDE)
    else:
        pixels = read_as_learned(image, model.document.input.selection)
        candidates = iter([ReferenceImage(image.name, "an image of the model's author", pixels)])
    for candidate in candidates:
        height, width, _ = candidate.pixels.shape
        maps = model.encode(candidate.pixels, name=candidate.name)
        saliency = model.decode(maps, (height, width))
        if saliency.max() > SMALLEST_RESPONSE:
            return candidate, saliency
    source = "scikit-image's images" if image is None else str(image)
    raise ModelError(
        f"the model finds nothing in {source}, but the test image of a package must have a "
        "response; give an image with an object, --image FILE"
    )


def _package_content(
    model: Model, onnx: bytes, test_image: ReferenceImage, saliency: NDArray[np.float32]
) -> PackageContent:
    document = model.document
    objects = [entry for entry in document.classes if entry.id in document.object_classes]
    names = ", ".join(entry.name for entry in objects)
    with torch.inference_mode():
        images = torch.from_numpy(test_image.pixels).permute(2, 0, 1)[None].contiguous()
        test_output = saliency_network(model)(images)
    jump = trace_shapes(document.architecture, 1, 1, document.input.channels)[-1].jump
    photo = display((test_image.pixels[..., :3] * 255).astype(np.uint8))
    pictures = [photo, *(heat(class_saliency) for class_saliency in saliency)]
    return PackageContent(
        name=f"FLIM saliency of {names}",
        description=f"Saliency of {names}, by {_origin(document)}. " + _use_of(document),
        documentation=_documentation(document, names, test_image),
        onnx=onnx,
        state_dict=dump_state_dict(model.tensors()),
        source=encoder_source(document),
        callable="SaliencyNetwork",
        arguments={"model": _network_document(document)},
        torch_version=torch.__version__,
        smallest_side=max(jump + 1, 2),
        input=describe_input(document),
        channels=_channel_names(document.input.channels),
        classes=_identifiers([(entry.id, entry.name) for entry in objects]),
        test_input=images.numpy(),
        test_output=test_output.numpy(),
        cover=montage(pictures, len(pictures)),
        config={
            "version": __version__,
            "fingerprint": document.fingerprint,
            "decoder": document.decoder.id,
            "block": str(name_blocks(document.decoder)),
            "use": _use_of(document),
        },
        timestamp=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _origin(document: ModelDocument) -> str:
    if document.finetuning:
        return "a network that began as an encoder learned from image markers"
    return "an encoder learned from image markers"


def _use_of(document: ModelDocument) -> str:
    if document.decoder.scale == "training":
        return TRAINING
    return PROBABILITY if document.decoder.is_probability else WHOLE_IMAGE


def _network_document(document: ModelDocument) -> dict[str, Any]:
    """Return the part of model.json that builds the network, without provenance."""
    full = document.model_dump(mode="json")
    blocks = [
        {"kernels": [{"class": kernel["class"]} for kernel in block["kernels"]]}
        for block in full["blocks"]
    ]
    classes = [{"id": entry["id"]} for entry in full["classes"]]
    settings = {name: full[name] for name in ("architecture", "decoder", "input")}
    return {**settings, "blocks": blocks, "classes": classes}


def _channel_names(channels: int) -> list[str]:
    if channels == len(RGB):
        return list(RGB)
    return ["grey"] if channels == 1 else [f"channel_{channel}" for channel in range(channels)]


def _identifiers(classes: list[tuple[int, str]]) -> list[str]:
    """Return a unique identifier for each class, as the specification requires."""
    words: list[str] = []
    for class_id, name in classes:
        word = re.sub(r"\W+", "_", name.lower(), flags=re.ASCII).strip("_")
        if not word.isidentifier() or keyword.iskeyword(word) or word in words:
            word = f"class_{class_id}"
        words.append(word)
    return words


def _documentation(document: ModelDocument, names: str, test_image: ReferenceImage) -> str:
    kernels = ", ".join(str(count) for count in document.kernel_counts)
    use = _use_of(document)
    return f"""# FLIM saliency of {names}

{TRAINED if document.finetuning else LEARNED}
Made by flimbuilder {__version__}.

* Input: float32, {document.input.channels} channel(s), {describe_input(document)}. The network
  converts colours.
* Output: saliency in [0, 1] of: {names}.
* Kernels of the blocks: {kernels}. Decoder: {document.decoder.id}, block
  {name_blocks(document.decoder)}.
* Fingerprint of the encoder: {document.fingerprint}

## {use.partition(":")[0]}

{use}

## Validation

The test image is {test_image.name} ({test_image.credit}). It shows that the network runs, but
may not show the objects that it was learned for. Measure the network on your own images with
reference masks (`flimbuilder evaluate`).

## Licence

`encoder.py` is part of flimbuilder, under the MIT licence. Before you publish this package, set
`license` (of the weights) and `authors` in `rdf.yaml`.
"""


# The package


def require_bioimageio() -> None:
    """Raise InputError if the extra ``bioimageio`` is not installed."""
    libraries = ("bioimageio.core", "onnx", "onnxscript", "onnxruntime")
    require_extra("bioimageio", "writing a BioImage.IO package", *libraries)


def dump_package(content: PackageContent) -> bytes:
    """Return a package that passes the test of ``bioimageio.core`` with both weights.

    Raises
    ------
    InputError
        If the extra is not installed.
    ModelError
        If the package fails the test; quotes the library.
    """
    require_bioimageio()
    with tempfile.TemporaryDirectory(prefix="flimbuilder-") as folder:
        path = Path(folder) / "package.zip"
        with _offline():
            write_zip(path, _files(content))
            errors = _test_errors(path)
        if errors:
            raise ModelError(
                "the BioImage.IO package fails its library's test and was not written: "
                f"{' '.join(errors.split()):.300}; use --to onnx"
            )
        return path.read_bytes()


@contextmanager
def _offline() -> Iterator[None]:
    """Keep the library from accessing the network, from logging, and from leaving files open."""
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
    hashes = {name: sha256(file).hexdigest() for name, file in files.items()}
    return {DESCRIPTION: _yaml(_description(content, hashes)), **files}


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


def _description(content: PackageContent, hashes: Mapping[str, str]) -> dict[str, Any]:
    """Return the content of ``rdf.yaml``, in a fixed order."""

    def file(name: str) -> dict[str, str]:
        return {"source": name, "sha256": hashes[name]}

    architecture = {
        **file(SOURCE),
        "callable": content.callable,
        "kwargs": dict(content.arguments),
    }
    scale = content.config["use"].partition(",")[0].lower()  # adaptive or absolute
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
        "tags": ["flim", "saliency", "segmentation", "2d", scale, "whole-image"],
        "timestamp": content.timestamp,
        "inputs": [_input(content, file(TEST_INPUT))],
        "outputs": [_output(content, file(TEST_OUTPUT))],
        "weights": {
            "onnx": {**file(ONNX), "opset_version": OPSET, "parent": "pytorch_state_dict"},
            "pytorch_state_dict": state,
        },
        "config": {
            "bioimageio": {"reproducibility_tolerance": [TOLERANCE]},
            "flimbuilder": dict(content.config),
        },
    }


def _input(content: PackageContent, test_tensor: Mapping[str, str]) -> dict[str, Any]:
    def side(axis: str) -> dict[str, Any]:
        size = {"min": content.smallest_side, "step": 1}
        return {"type": "space", "id": axis, "size": size}

    return {
        "id": INPUT,
        "description": content.input[:MAX_DESCRIPTION],
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
    """Reduce a name to the characters and the length that the specification allows."""
    return " ".join(NOT_IN_NAMES.sub(" ", name).split())[:MAX_NAME].ljust(5, "_")


def _test_errors(path: Path) -> str:
    """Run the library's test for all weights and return its errors; empty if it passes."""
    from bioimageio.core import test_model

    summary = test_model(path)
    if summary.status == "passed":
        return ""
    errors = [error.msg for detail in summary.details for error in detail.errors]
    return "; ".join(errors) or str(summary.status)
