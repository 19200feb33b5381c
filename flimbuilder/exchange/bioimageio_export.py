"""Writing a model as a BioImage.IO package: the network, a test image, and what to know of it."""

import keyword
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder import __version__
from flimbuilder.errors import ModelError
from flimbuilder.exchange.bioimageio_package import (
    PackageContent,
    dump_package,
    require_bioimageio,
)
from flimbuilder.exchange.exported import Exported
from flimbuilder.exchange.network_export import (
    compare_with_model,
    comparison_batches,
    input_in_words,
    onnx_of,
    run_onnx_on,
    saliency_network,
)
from flimbuilder.exchange.reference_images import SamplePicture, sample_pictures
from flimbuilder.imaging.pictures import display, heat, montage
from flimbuilder.model.decoding import name_blocks
from flimbuilder.model.document import ModelDocument
from flimbuilder.model.folder import dump_state_dict
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import read_as_learned
from flimbuilder.model.standalone import encoder_source
from flimbuilder.project.architecture import trace_shapes
from flimbuilder.project.files import write_atomically
from flimbuilder.project.outputs import output_file

__all__ = ["write_bioimageio"]

SIDE = 192  # pixels of the test image
WHOLE_IMAGE = (
    "Adaptive, whole image: the decoder scales every map by its maximum over the image and "
    "decides on statistics of the whole image. Give it whole images: tiles change the result."
)
RGB = ("red", "green", "blue")


def write_bioimageio(model: Model, out: Path, image: Path | None = None) -> Exported:
    """Write a package that has passed the test of ``bioimageio.core``.

    Parameters
    ----------
    model : Model
    out : Path
        The ZIP file, or an existing folder.
    image : Path or None, default=None
        The test image; None takes the first of scikit-image's pictures with a response.

    Raises
    ------
    InputError
        Where the extra is missing.
    ModelError
        Where the decoder has no graph, no picture has a response, or the test does not pass.
    """
    require_bioimageio()
    path = output_file(out, "network.bioimageio.zip")
    batches = comparison_batches(model, image)
    picture, saliency = _with_response(model, image)
    onnx = onnx_of(model)
    compared = compare_with_model(model, run_onnx_on(onnx), batches)
    content = dump_package(_content(model, onnx, picture, saliency))
    write_atomically(path, content)
    notes = (
        compared.told(),
        f"its test image is {picture.name}; bioimageio.core's test passed for both weights",
        "licence and author stand for flimbuilder's; put in your own before you publish it",
    )
    return Exported([path], notes, largest_difference=compared.largest)


def _with_response(model: Model, image: Path | None) -> tuple[SamplePicture, NDArray[np.float32]]:
    """Return the first picture whose saliency is not zero everywhere, and its saliency."""
    for picture in _candidates(model, image):
        height, width, _ = picture.pixels.shape
        maps = model.encode(picture.pixels, name=picture.name)
        saliency = model.decode(maps, (height, width))
        if saliency.max() > 0:
            return picture, saliency
    which = "none of scikit-image's pictures" if image is None else f"{image} not"
    raise ModelError(
        f"the test image of a package must have a response, and {which} has one; name an image "
        "with an object, --image FILE"
    )


def _candidates(model: Model, image: Path | None) -> Iterator[SamplePicture]:
    if image is None:
        yield from sample_pictures(model.document.input.channels, SIDE, SIDE)
    else:
        pixels = read_as_learned(image, model.document.input.selection)
        yield SamplePicture(image.name, "an image of the model's author", pixels)


def _content(
    model: Model, onnx: bytes, picture: SamplePicture, saliency: NDArray[np.float32]
) -> PackageContent:
    document = model.document
    objects = [one for one in document.classes if one.id in document.object_classes]
    names = ", ".join(one.name for one in objects)
    with torch.inference_mode():
        images = torch.from_numpy(picture.pixels).permute(2, 0, 1)[None].contiguous()
        given = saliency_network(model)(images)
    jump = trace_shapes(document.architecture, 1, 1, document.input.channels)[-1].jump
    shown = (picture.pixels[..., :3] * 255).astype(np.uint8)
    pictures = [display(shown), *(heat(one) for one in saliency)]
    return PackageContent(
        name=f"FLIM saliency of {names}",
        description=f"Saliency of {names}, by an encoder learned from image markers. "
        + WHOLE_IMAGE,
        documentation=_documentation(document, names, picture),
        onnx=onnx,
        state_dict=dump_state_dict(model.tensors()),
        source=encoder_source(document),
        callable="SaliencyNetwork",
        arguments={"model": _architecture(document)},
        torch_version=torch.__version__,
        smallest_side=max(jump + 1, 2),
        input=input_in_words(document),
        channels=_channel_names(document.input.channels),
        classes=_identifiers([(one.id, one.name) for one in objects]),
        test_input=images.numpy(),
        test_output=given.numpy(),
        cover=montage(pictures, len(pictures)),
        facts={
            "version": __version__,
            "fingerprint": document.fingerprint,
            "decoder": document.decoder.id,
            "block": str(name_blocks(document.decoder)),
            "use": WHOLE_IMAGE,
        },
        timestamp=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _architecture(document: ModelDocument) -> dict[str, Any]:
    """Return what of model.json makes the network, without where its kernels came from."""
    whole = document.model_dump(mode="json")
    blocks = [
        {"kernels": [{"class": one["class"]} for one in block["kernels"]]}
        for block in whole["blocks"]
    ]
    classes = [{"id": one["id"]} for one in whole["classes"]]
    kept = {name: whole[name] for name in ("architecture", "decoder", "input")}
    return {**kept, "blocks": blocks, "classes": classes}


def _channel_names(channels: int) -> list[str]:
    if channels == len(RGB):
        return list(RGB)
    return ["grey"] if channels == 1 else [f"channel_{one}" for one in range(channels)]


def _identifiers(classes: list[tuple[int, str]]) -> list[str]:
    """Return a name for each class as the specification wants them: a word, none twice."""
    words: list[str] = []
    for class_id, name in classes:
        word = re.sub(r"\W+", "_", name.lower(), flags=re.ASCII).strip("_")
        if not word.isidentifier() or keyword.iskeyword(word) or word in words:
            word = f"class_{class_id}"
        words.append(word)
    return words


def _documentation(document: ModelDocument, names: str, picture: SamplePicture) -> str:
    kernels = ", ".join(str(count) for count in document.kernel_counts)
    return f"""# FLIM saliency of {names}

A convolutional encoder that was learned from a few disks and strokes drawn on images (FLIM,
Feature Learning from Image Markers; no backpropagation), and a point-wise decoder of its
activation maps. Made by flimbuilder {__version__}.

* Input: float32, {document.input.channels} channel(s), {input_in_words(document)}. Colours are
  converted inside.
* Output: saliency in [0, 1] of: {names}.
* Kernels of the blocks: {kernels}. Decoder: {document.decoder.id}, block
  {name_blocks(document.decoder)}.
* Fingerprint of the encoder: {document.fingerprint}

## {WHOLE_IMAGE.partition(":")[0]}

{WHOLE_IMAGE}

## Validation

The test image is {picture.name} ({picture.credit}): it shows that the network runs, and need not
show what the network was learned for. Measure the network on images of your own with reference
masks (`flimbuilder evaluate`).

## Licence

`encoder.py` is part of flimbuilder, under the MIT licence. Whoever publishes this package says
under `license` in `rdf.yaml` what holds for the weights, and puts in the authors.
"""
