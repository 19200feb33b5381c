"""A network that was trained further gives the same in every format, on a real image."""

from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
import torch

from flimbuilder.exchange.network_files import run_onnx
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.write import write_png
from flimbuilder.model.further_training import make_finetuned_model, network_of
from flimbuilder.model.model import Model
from flimbuilder.workflow.export import write_model
from tests.cli.commands import ok
from tests.learned_models import image, learned_model

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def trained() -> Model:
    """A strided model of two object classes with random changes, as if trained further."""
    model = learned_model(decoder="ml", classes=3)
    network = network_of(model, [torch.from_numpy(image()).permute(2, 0, 1)[None]])
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for value in network.parameters():
            value.add_(0.05 * torch.randn(value.shape, generator=generator))
    return make_finetuned_model(model, network, {"epochs": 1})


@pytest.fixture
def egg(shared_data: Path, tmp_path: Path) -> Path:
    """A part of a real image."""
    source = sorted((shared_data / "parasites" / "images").iterdir())[0]
    write_png(tmp_path / "egg.png", read_image(source).pixels[130:243, 90:211])
    return tmp_path / "egg.png"


def test_library_command_and_package_agree_on_a_real_image(
    trained: Model, egg: Path, tmp_path: Path
) -> None:
    pytest.importorskip("bioimageio.core")
    pixels = read_image(egg).pixels
    expected = trained.saliency(pixels)
    assert expected.std() > 0.01

    trained.write(tmp_path / "model")
    ok("predict", str(tmp_path / "model"), str(egg), "--out", str(tmp_path / "out"))
    report = write_model(trained, "bioimageio", tmp_path / "network.zip", egg)

    written = sorted((tmp_path / "out").glob("*.png"))
    assert len(written) == 2
    for path, plane in zip(written, expected, strict=True):
        levels = read_image(path).pixels[..., 0] / 65535
        np.testing.assert_allclose(levels, plane, atol=1e-5)
    batch = (pixels.astype(np.float32) / np.iinfo(pixels.dtype).max).transpose(2, 0, 1)[None]
    with ZipFile(tmp_path / "network.zip") as package:
        onnx = run_onnx(package.read("network.onnx"), batch)
        assert "trained further by" in package.read("README.md").decode()
    np.testing.assert_allclose(onnx[0], expected, atol=1e-4)
    assert "egg.png" in report.notes[0]
    assert "passed for both weights" in report.notes[1]


def test_other_programs_get_the_blocks_alone(trained: Model, tmp_path: Path) -> None:
    report = write_model(trained, "flim-builder", tmp_path / "folder")
    assert any("U-shaped decoder has no place" in note for note in report.notes)
    write_model(trained, "pytorch", tmp_path / "all.pt")
    state = torch.load(tmp_path / "all.pt", weights_only=True)
    assert {name.partition(".")[0] for name in state} == {"block1", "block2", "decoder"}
