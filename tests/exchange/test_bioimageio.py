"""BioImage.IO packages: their content, and the library's test, offline."""

import gc
import hashlib
import io
import socket
import sys
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from flimbuilder.errors import ImageError, InputError, ModelError
from flimbuilder.exchange import bioimageio as bioimageio_export
from flimbuilder.exchange.bioimageio import (
    PROBABILITY,
    TRAINING,
    WHOLE_IMAGE,
    _identifiers,
    _use_of,
    write_bioimageio,
)
from flimbuilder.exchange.network_export import ExportReport
from flimbuilder.imaging.write import write_png
from flimbuilder.model.model import Model
from tests.learned_models import learned_model

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def exported(model: Model, tmp_path_factory: pytest.TempPathFactory) -> ExportReport:
    """A package written without network access; do not change it."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was attempted")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        return write_bioimageio(model, tmp_path_factory.mktemp("package") / "x.zip")


@pytest.fixture(scope="module")
def package(exported: ExportReport) -> Path:
    (path,) = exported.written
    return path


@pytest.fixture(scope="module")
def files(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.fixture(scope="module")
def description(files: dict[str, bytes]) -> dict[str, Any]:
    from ruyaml import YAML

    read: dict[str, Any] = YAML(typ="safe").load(files["rdf.yaml"])
    return read


@contextmanager
def left_open() -> Iterator[None]:
    """Close the files that the library leaves open, without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
        gc.collect()


def array(files: dict[str, bytes], name: str) -> np.ndarray:
    return np.load(io.BytesIO(files[name]), allow_pickle=False)


@pytest.mark.parametrize("weights", ["onnx", "pytorch_state_dict"])
def test_the_librarys_own_test_passes(package: Path, weights: str) -> None:
    import bioimageio.core  # takes seconds, also where these tests are left out

    with left_open():
        summary = bioimageio.core.test_model(package, weight_format=weights)
    assert summary.status == "passed", summary.format()
    reproduced = [detail.name for detail in summary.details if detail.name.startswith("Reproduce")]
    assert reproduced == [f"Reproduce test outputs from test inputs ({weights})"]


def test_ilastik_can_read_it(package: Path) -> None:
    """The library reads it as its latest version; axes have the names that tiktorch expects."""
    from bioimageio.spec import InvalidDescr, load_description

    with left_open():
        read = load_description(package, format_version="latest", perform_io_checks=False)
        assert not isinstance(read, InvalidDescr)
        axes = [[axis.id for axis in tensor.axes] for tensor in (*read.inputs, *read.outputs)]
        del read
    assert axes == [["batch", "channel", "y", "x"]] * 2


def test_the_description(
    description: dict[str, Any], files: dict[str, bytes], model: Model
) -> None:
    assert description["format_version"] == "0.5.4"
    assert description["license"] == "MIT"
    assert [work["doi"] for work in description["cite"]] == [
        "10.48550/arXiv.2306.14840", "10.48550/arXiv.2504.20872"
    ]  # fmt: skip
    assert {"adaptive", "whole-image"} <= set(description["tags"])
    for text in (
        description["description"],
        description["config"]["flimbuilder"]["use"],
        files["README.md"].decode(),
    ):
        assert "Adaptive, whole image" in text
        assert "tiles change the result" in text
    assert "## Validation" in files["README.md"].decode()
    assert description["config"]["flimbuilder"]["fingerprint"] == model.document.fingerprint
    assert description["outputs"][0]["axes"][1]["channel_names"] == ["object"]
    for weights in description["weights"].values():
        assert weights["sha256"] == hashlib.sha256(files[weights["source"]]).hexdigest()


def test_a_decoder_on_an_absolute_scale_is_described_as_such() -> None:
    assert _use_of(learned_model().document) == WHOLE_IMAGE
    assert _use_of(learned_model(decoder="ml").document) == PROBABILITY
    assert _use_of(learned_model(scale="training").document) == TRAINING
    assert PROBABILITY.startswith("Absolute, whole image")


def test_the_test_image_is_real_and_has_a_response(
    files: dict[str, bytes], exported: ExportReport, model: Model
) -> None:
    given, result = (array(files, name) for name in ("input.npy", "output.npy"))
    assert given.shape == (1, 3, 192, 192)
    assert result.shape == (1, 1, 192, 192)
    assert len(np.unique(given)) > 100
    assert result.max() > 0.5
    pixels = given[0].transpose(1, 2, 0)
    expected = model.decode(model.encode(pixels), pixels.shape[:2])
    np.testing.assert_allclose(result[0], expected, atol=1e-5)
    assert any("test image: ihc.png" in note for note in exported.notes)
    assert exported.largest_difference is not None
    assert exported.largest_difference <= 1e-4


def test_its_code_needs_only_torch(
    files: dict[str, bytes], description: dict[str, Any], tmp_path: Path
) -> None:
    assert "import flimbuilder" not in files["encoder.py"].decode()
    assert "from flimbuilder" not in files["encoder.py"].decode()
    space: dict[str, Any] = {"__name__": "encoder"}
    exec(compile(files["encoder.py"], "encoder.py", "exec"), space)
    weights = description["weights"]["pytorch_state_dict"]
    network = space[weights["architecture"]["callable"]](**weights["architecture"]["kwargs"])
    state = torch.load(io.BytesIO(files["encoder.pt"]), weights_only=True)
    network.load_state_dict(state)
    given, result = (torch.from_numpy(array(files, name)) for name in ("input.npy", "output.npy"))
    with torch.inference_mode():
        assert float((network(given) - result).abs().max()) <= 1e-5


def test_a_given_test_image(tmp_path: Path) -> None:
    grey = learned_model(channels=1, colour_space="grey", decoder="at")
    rows = np.add.outer(np.arange(50), np.arange(60)) * 37 % 251
    write_png(tmp_path / "mine.png", rows.astype(np.uint8))
    exported = write_bioimageio(grey, tmp_path, tmp_path / "mine.png")
    assert exported.written == [tmp_path / "network.bioimageio.zip"]
    with zipfile.ZipFile(exported.written[0]) as opened:
        given = np.load(io.BytesIO(opened.read("input.npy")))
    np.testing.assert_allclose(given[0, 0] * 255, rows, atol=1e-4)


def test_classes_become_identifiers() -> None:
    names = ["stained gland", "Stained  gland", "ovo de verme", "class", "2"]
    assert _identifiers(list(enumerate(names, start=1))) == [
        "stained_gland", "class_2", "ovo_de_verme", "class_4", "class_5"
    ]  # fmt: skip


def test_an_image_without_a_response(model: Model, tmp_path: Path) -> None:
    write_png(tmp_path / "black.png", np.zeros((40, 40, 3), np.uint8))
    silent = learned_model(decoder="manual", weights=[[-1.0] * 6])
    with pytest.raises(ModelError, match=r"must have a response.*--image FILE"):
        write_bioimageio(silent, tmp_path / "x.zip")
    with pytest.raises(ModelError, match=r"black\.png"):
        write_bioimageio(silent, tmp_path / "x.zip", tmp_path / "black.png")
    with pytest.raises(ImageError, match=r"none\.png"):
        write_bioimageio(model, tmp_path / "x.zip", tmp_path / "none.png")
    assert not (tmp_path / "x.zip").exists()


def test_a_package_that_fails_the_test_is_not_written(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    description_of = bioimageio_export._description

    def without_axes(*arguments: Any) -> dict[str, Any]:
        description = description_of(*arguments)
        del description["inputs"][0]["axes"][1]
        return description

    monkeypatch.setattr(bioimageio_export, "_description", without_axes)
    with pytest.raises(ModelError, match="fails its library's test and was not") as caught:
        write_bioimageio(model, tmp_path / "x.zip")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.parametrize("library", ["bioimageio.core", "onnxruntime"])
def test_a_missing_extra(
    model: Model, tmp_path: Path, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    message = rf"{library}, which .* 'flimbuilder\[bioimageio\]'"
    with pytest.raises(InputError, match=message):
        write_bioimageio(model, tmp_path / "x.zip")
    assert not list(tmp_path.iterdir())
