"""The whole network as ONNX files and torch.export programs."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import Tensor

from flimbuilder.errors import FlimError, ImageError, InputError, ModelError, SaveError
from flimbuilder.exchange import network_export
from flimbuilder.exchange.network_export import (
    LIMIT,
    compare_with_model,
    comparison_batches,
    describe_input,
    dump_onnx_network,
    saliency_network,
    trace_model,
    write_onnx,
    write_pt2,
)
from flimbuilder.exchange.reference_images import reference_images
from flimbuilder.flim.decoders.labelled_marker import LabelledMarkerDecoder
from flimbuilder.imaging.write import write_png
from flimbuilder.model.model import Model, load_model
from flimbuilder.project.architecture import Block, Pooling
from flimbuilder.project.selection import Selection
from flimbuilder.workflow.export import NETWORK_FORMATS, write_model
from tests.conftest import CHECKOUT
from tests.learned_models import learned_model

pytestmark = pytest.mark.slow

SIZES = ((64, 71), (150, 120), (37, 53))
WITHOUT_TORCH = """
import sys
sys.modules["torch"] = None
import numpy as np
import onnxruntime
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
np.save(sys.argv[3], session.run(None, {"images": np.load(sys.argv[2])})[0])
assert not any(name.startswith(("torch.", "flimbuilder")) for name in sys.modules)
"""


@pytest.mark.parametrize(
    ("selection", "scaling"),
    [
        (None, "8 bit divided by 255, 16 bit by 65535, never by the image's own maximum"),
        (Selection(window=(-160, 240)),
         "values of -160 become 0 and of 240 1, those beyond are clipped"),
        (Selection(window=(0, 1.5), channels=(2, 0)),
         "values of 0 become 0 and of 1.5 1, those beyond are clipped; channels 2, 0 of the file, "
         "counted from 0"),
    ],
)  # fmt: skip
def test_the_file_describes_its_input(selection: Selection | None, scaling: str) -> None:
    model = learned_model()
    given = model.document.input.with_(selection=selection)
    model = Model(model.document.with_(input=given), model.encoder)

    assert describe_input(model.document) == f"whole images in [0, 1]: {scaling}"
    metadata = {
        entry.key: entry.value
        for entry in onnx.load_from_string(dump_onnx_network(model)).metadata_props
    }
    assert metadata["input"] == describe_input(model.document)


def pooled(kind: str, size: int, stride: int, **more: Any) -> Block:
    pooling = Pooling.model_validate({"kind": kind, "size": size, "stride": stride})
    return Block(kernels_per_marker=3, kernels=5, pooling=pooling, **more)


UNUSUAL = (
    pooled("average", 2, 2, activation="leaky"),
    pooled("max", 4, 3, dilation=2, kernel_size=5),
    pooled("min", 3, 2, activation="none"),
)
RGB = {"colour_space": "rgb"}  # decoders see maps alone, and the graph of Lab takes seconds
MODELS: dict[str, dict[str, Any]] = {
    "lm": {"decoder": "lm", "classes": 3},
    **{name: {"decoder": name, "classes": 3, **RGB} for name in ("ts", "at", "lt", "pb", "mb")},
    "manual": {"decoder": "manual", "classes": 3, **RGB},
    "bp": {"decoder": "bp", **RGB},
    **{
        f"{name} on training images": {"decoder": name, "classes": 3, "scale": "training", **RGB}
        for name in ("lm", "at", "pb", "mb", "manual")
    },
    "bp on training images": {"decoder": "bp", "scale": "training", **RGB},
    "fused on training images": {"decoder": "mb", "fused": (1, 2), "scale": "training", **RGB},
    "ml": {"decoder": "ml"},
    "ml, three classes, one block": {"decoder": "ml", "classes": 3, "decoder_block": 1, **RGB},
    "fused": {"decoder": "pb", "fused": (1, 2), "decoder_block": 2, **RGB},
    "unusual blocks": {"decoder": "mb", "blocks": UNUSUAL},
    "grey": {"decoder": "lm", "channels": 1, "colour_space": "grey"},
    "RGB as grey": {"decoder": "ts", "colour_space": "grey"},
    "five channels": {"decoder": "at", "channels": 5, "colour_space": "rgb"},
}


def real_images(channels: int, number: int, height: int, width: int) -> Tensor:
    pixels = [reference.pixels for reference in reference_images(channels, height, width)]
    return torch.from_numpy(np.stack(pixels[:number])).permute(0, 3, 1, 2).contiguous()


def run_session(content: bytes, images: Tensor) -> Tensor:
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    (result,) = session.run(None, {"images": images.numpy()})
    return torch.from_numpy(result)


def saliency_of(model: Model, images: Tensor) -> Tensor:
    """Return the saliency image by image, as `predict` does."""
    results = []
    for image in images:
        pixels = image.permute(1, 2, 0).numpy()
        maps = model.encode(pixels)
        results.append(torch.from_numpy(model.decode(maps, pixels.shape[:2])))
    return torch.stack(results)


@pytest.mark.parametrize("name", MODELS)
def test_onnx_equals_the_model_for_any_size_and_number(name: str) -> None:
    model = learned_model(**MODELS[name])
    content = dump_onnx_network(model)
    responses = 0
    for number in (1, 2):
        for height, width in SIZES:
            images = real_images(model.document.input.channels, number, height, width)
            expected = saliency_of(model, images)
            given = run_session(content, images)
            assert given.shape == (number, len(model.document.object_classes), height, width)
            assert float((given - expected).abs().max()) <= LIMIT
            responses += int(expected.amax() > 0)
    assert responses  # not only zeros were compared


@pytest.mark.parametrize(
    "name", ["pb", "ts", "ml", "lm on training images", "pb on training images", "unusual blocks"]
)
def test_pt2_equals_the_model_for_any_size_and_number(name: str, tmp_path: Path) -> None:
    model = learned_model(**MODELS[name])
    exported = write_pt2(model, tmp_path / "x.pt2")
    assert exported.largest_difference is not None
    assert exported.largest_difference <= LIMIT
    metadata = {"flimbuilder.json": ""}
    program = torch.export.load(tmp_path / "x.pt2", extra_files=metadata).module()
    assert json.loads(metadata["flimbuilder.json"]) == model.document.model_dump(mode="json")
    for number in (1, 2):
        for height, width in SIZES:
            images = real_images(3, number, height, width)
            given = program(images)
            assert float((given - saliency_of(model, images)).abs().max()) <= LIMIT


def test_an_onnx_file_runs_without_torch(model: Model, tmp_path: Path) -> None:
    images = real_images(3, 2, 90, 110)
    exported = write_onnx(model, tmp_path / "x.onnx")
    assert exported.written == [tmp_path / "x.onnx"]
    assert [path.name for path in tmp_path.iterdir()] == ["x.onnx"]  # weights are inside
    np.save(tmp_path / "in.npy", images.numpy())
    arguments = [str(tmp_path / name) for name in ("x.onnx", "in.npy", "out.npy")]
    subprocess.run([sys.executable, "-P", "-c", WITHOUT_TORCH, *arguments], check=True)
    given = torch.from_numpy(np.load(tmp_path / "out.npy"))
    assert float((given - saliency_of(model, images)).abs().max()) <= LIMIT


def test_the_metadata_and_axes_of_an_onnx_file(model: Model) -> None:
    proto = onnx.load_from_string(dump_onnx_network(model))
    metadata = {entry.key: entry.value for entry in proto.metadata_props}
    assert json.loads(metadata["flimbuilder"]) == model.document.model_dump(mode="json")
    assert "65535" in metadata["input"]
    assert "whole images" in metadata["use"]
    (given,), (result,) = proto.graph.input, proto.graph.output
    for value, channels in ((given, 3), (result, len(model.document.object_classes))):
        axes = value.type.tensor_type.shape.dim
        assert [axis.dim_param or axis.dim_value for axis in axes] == [
            "batch", channels, "height", "width"
        ]  # fmt: skip
    assert (given.name, result.name) == ("images", "saliency")
    assert [(opset.domain, opset.version) for opset in proto.opset_import] == [("", 18)]


@pytest.mark.parametrize("to", NETWORK_FORMATS)
def test_no_path_of_this_computer_is_written(model: Model, tmp_path: Path, to: str) -> None:
    (path,) = write_model(model, to, tmp_path / "x").written
    content = path.read_bytes()
    if to == "bioimageio":
        with zipfile.ZipFile(path) as package:
            content = b"".join(package.read(name) for name in package.namelist())
    for place in (CHECKOUT, Path(torch.__file__).parent, tmp_path, Path.home()):
        assert str(place).encode() not in content


def test_the_comparison_is_reported(model: Model, tmp_path: Path) -> None:
    write_png(
        tmp_path / "mine.png", (np.arange(40 * 30 * 3) % 256).reshape(40, 30, 3).astype("u1")
    )
    exported = write_model(model, "onnx", tmp_path, tmp_path / "mine.png")
    (note,) = exported.notes
    assert exported.written == [tmp_path / "network.onnx"]
    assert f"to within {exported.largest_difference:.1e}" in note
    assert "ihc.png and coffee.png at 160 x 192, ihc.png at 97 x 75, mine.png" in note


def test_a_file_that_differs_is_not_written(model: Model, tmp_path: Path) -> None:
    (tmp_path / "x.onnx").write_text("older")
    network, batches = saliency_network(model), comparison_batches(model)
    for wrong in (
        lambda images: network(images) * 0.9,
        lambda images: network(images) * torch.nan,
    ):
        with pytest.raises(ModelError, match=r"differs .* nothing was written"):
            compare_with_model(model, wrong, batches)
    assert compare_with_model(model, network, batches).largest == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(network_export, "run_onnx", lambda content, images: images[:, :1] * 0)
        with pytest.raises(ModelError, match="nothing was written"):
            write_onnx(model, tmp_path / "x.onnx")
    assert (tmp_path / "x.onnx").read_text() == "older"


def test_pixels_flipped_by_rounding_are_reported(model: Model) -> None:
    network = saliency_network(model)

    def with_one_wrong_pixel(images: Tensor) -> Tensor:
        saliency = network(images).clone()
        saliency[0, 0, 0, 0] += 0.5
        return saliency

    comparison = compare_with_model(model, with_one_wrong_pixel, comparison_batches(model))
    assert comparison.n_ties == 2  # one in each batch
    assert "over 0.0001 at 2 of" in comparison.description


BAD: dict[str, tuple[str, type[FlimError], str]] = {
    "below a file": ("{0}/file/x", SaveError, "file"),
    "a folder that is in the way": ("{0}/taken", SaveError, r"taken/network\.\w+"),
}


@pytest.mark.parametrize("to", NETWORK_FORMATS)
@pytest.mark.parametrize("name", BAD)
def test_bad_output_paths(
    model: Model, tmp_path: Path, to: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused before the network is traced, which takes seconds."""
    monkeypatch.setattr(network_export, "trace_model", None)
    (tmp_path / "file").write_text("mine")
    for usual in ("network.onnx", "network.pt2", "network.bioimageio.zip"):
        (tmp_path / "taken" / usual).mkdir(parents=True)
    place, error, message = BAD[name]
    with pytest.raises(error, match=message) as caught:
        write_model(model, to, Path(place.format(tmp_path)))
    assert "\n" not in str(caught.value)
    assert (tmp_path / "file").read_text() == "mine"
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.parametrize("to", NETWORK_FORMATS)
def test_bad_images(model: Model, tmp_path: Path, to: str) -> None:
    write_png(tmp_path / "grey.png", np.zeros((30, 30), np.uint8))
    (tmp_path / "text.png").write_text("no image")
    for name, message in {
        "grey.png": "1 channels and the encoder reads 3",
        "text.png": "text.png",
        "none.png": "none.png",
    }.items():
        with pytest.raises(ImageError, match=message):
            write_model(model, to, tmp_path / "x", tmp_path / name)
    assert not (tmp_path / "x").exists()


def test_an_image_is_refused_for_other_formats(model: Model, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"only for onnx, pt2.* leave it out for 'pytorch'"):
        write_model(model, "pytorch", tmp_path / "x", tmp_path / "mine.png")


@pytest.mark.parametrize("library", ["onnx", "onnxscript", "onnxruntime"])
def test_a_missing_extra(
    model: Model, tmp_path: Path, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(InputError, match=rf"{library}, which .* 'flimbuilder\[onnx\]'"):
        write_onnx(model, tmp_path / "x.onnx")
    assert not list(tmp_path.iterdir())
    write_pt2(model, tmp_path / "x.pt2")  # needs only torch


def test_a_decoder_without_a_graph(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def depends_on_values(self: LabelledMarkerDecoder, maps: Tensor, maxima: Tensor) -> Tensor:
        return maps[:, :1] if bool(maps.sum() > 0) else maps[:, 1:2]

    monkeypatch.setattr(LabelledMarkerDecoder, "combine", depends_on_values)
    for to in NETWORK_FORMATS:
        with pytest.raises(ModelError, match=r"decoder 'lm': the network has no graph") as caught:
            write_model(model, to, tmp_path / "x")
        assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_traced_network_keeps_no_example_and_no_paths(model: Model) -> None:
    program = trace_model(model)
    assert program.example_inputs is None
    buffer = io.BytesIO()
    torch.export.save(program, buffer)
    assert b"network.py" not in buffer.getvalue()


def test_a_stored_model_gives_the_same_file(model: Model, tmp_path: Path) -> None:
    model.write(tmp_path / "M")
    assert dump_onnx_network(load_model(tmp_path / "M")) == dump_onnx_network(model)
