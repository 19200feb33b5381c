"""A prediction that is killed goes on, and its results have the bytes of an undisturbed one."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile

from flimbuilder.errors import SaveError
from flimbuilder.model.batches import work
from flimbuilder.model.model import Model
from flimbuilder.workflow.predict import predict_files
from tests.model.batches.images import noisy
from tests.model.batches.test_resuming import SmallDisk

pytestmark = pytest.mark.slow

MEMORY = 10**5  # bytes; tiles of 32 pixels a side
ROOT = Path(__file__).parents[3]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "slide.tif"
    tifffile.imwrite(path, noisy(220, 250), tile=(32, 32), compression="zlib", photometric="rgb")
    return path


def results(out: Path) -> dict[str, bytes]:
    """Return the content of all files, hidden ones included."""
    files = [path for path in out.rglob("*") if path.is_file()]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def kill_at(model: Path, image: Path, out: Path, tiles: int) -> None:
    """Predict in another process, and kill it when it reports a number of tiles."""
    words = [str(word) for word in (model, image, out, MEMORY, tiles)]
    command = [sys.executable, "-m", "tests.model.batches.killed_child", *words]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as process:
        lines = iter(process.stdout.readline, "")
        try:
            assert "waiting\n" in lines
        finally:
            process.kill()


def test_a_killed_prediction_goes_on(
    folder: Path, model: Model, image: Path, tmp_path: Path
) -> None:
    """Killed in the second pass, and again while the saliency is written."""
    out, whole = tmp_path / "out", tmp_path / "whole"
    options = {"mask": True, "memory": MEMORY}
    predict_files(model, [image], whole, **options)
    assert sorted(results(whole)) == ["slide.png", "slide_mask.png"]
    kill_at(folder, image, out, 64)
    assert ".slide.predicting/journal" in results(out)
    assert "slide.png" not in results(out)
    kill_at(folder, image, out, 10**6)
    assert any(name.startswith(".slide.png.") for name in results(out))
    notes: list[str] = []
    predict_files(model, [image], out, on_note=notes.append, **options)
    assert results(out) == results(whole)
    assert notes == [f"{image}: goes on after 112 of 112 tiles of an earlier run"]


def test_a_disk_that_fills_keeps_the_tiles(
    model: Model, image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, whole = tmp_path / "out", tmp_path / "whole"
    predict_files(model, [image], whole, mask=True, memory=MEMORY)
    opened = work._OpenFolder._open
    with monkeypatch.context() as patch:
        patch.setattr(work._OpenFolder, "_open", SmallDisk(4 * 10**4).opened(opened))
        with pytest.raises(SaveError, match="No space left"):
            predict_files(model, [image], out, mask=True, memory=MEMORY)
    assert [path.name for path in out.iterdir()] == [".slide.predicting"]
    predict_files(model, [image], out, mask=True, memory=MEMORY)
    assert results(out) == results(whole)
    assert np.frombuffer(results(out)["slide.png"], np.uint8).any()
