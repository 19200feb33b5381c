"""A command of several large images goes on after those that it finished."""

import os
from pathlib import Path

import numpy as np
import pytest
import tifffile

from flimbuilder.errors import Cancelled
from flimbuilder.model.model import Model
from flimbuilder.workflow.predict import predict_files
from tests.model.batches.images import noisy

pytestmark = pytest.mark.slow

MEMORY = 10**5  # bytes; tiles of 32 pixels a side
EVERYTHING = ("geojson", "table", "summary", "coco")


@pytest.fixture
def images(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"slide{number}.tif" for number in range(2)]
    for number, path in enumerate(paths):
        pixels = np.roll(noisy(96, 96 + 20 * number), 10 * number, axis=0)
        tifffile.imwrite(path, pixels, tile=(32, 32), photometric="rgb")
    return paths


def options(out: Path, *outputs: str) -> dict[str, object]:
    endings = {"table": ".csv", "summary": ".csv", "coco": ".json"}
    paths = {name: out / f"{name}{endings.get(name, '')}" for name in outputs}
    return {"mask": True, "memory": MEMORY, "outputs": paths}


def results(out: Path) -> dict[str, bytes]:
    files = [path for path in out.rglob("*") if path.is_file()]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def stop_in_the_second(model: Model, images: list[Path], out: Path, *outputs: str) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if "slide1" in stage and done:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        predict_files(model, images, out, on_progress=stop, **options(out, *outputs))


def go_on(model: Model, images: list[Path], out: Path, *outputs: str, **more) -> tuple:
    """Predict again; return the result, and the images that were predicted in tiles."""
    begun: list[str] = []

    def note(stage: str, done: int, total: int) -> None:
        if "in tiles" in stage and stage not in begun:
            begun.append(stage)

    found = predict_files(model, images, out, on_progress=note, **options(out, *outputs), **more)
    return found, [stage.removeprefix("predicting ").removesuffix(" in tiles") for stage in begun]


@pytest.mark.parametrize("outputs", [(), EVERYTHING])
def test_finished_images_are_not_predicted_again(
    model: Model, images: list[Path], tmp_path: Path, outputs: tuple[str, ...]
) -> None:
    out, whole, notes = tmp_path / "out", tmp_path / "whole", list[str]()
    expected = predict_files(model, images, whole, **options(whole, *outputs))
    stop_in_the_second(model, images, out, *outputs)
    assert ".slide0.predicting/finished.npz" in results(out)
    found, begun = go_on(model, images, out, *outputs, on_note=notes.append)
    assert begun == ["slide1.tif"]
    assert notes[0] == f"{images[0]}: was finished by an earlier run"
    assert results(out) == results(whole)
    for one, other in zip(found, expected, strict=True):
        assert one.notes == other.notes
        assert (one.objects is None) == (other.objects is None)
        if other.objects is not None:
            assert one.objects.columns.keys() == other.objects.columns.keys()
            assert len(one.objects) == len(other.objects)


def test_what_changed_is_predicted_again(model: Model, images: list[Path], tmp_path: Path) -> None:
    def touch(path: Path) -> None:
        os.utime(path, (1, 1))

    changes = {
        "result": lambda out: (out / "slide0.png").write_bytes(b"other"),
        "image": lambda out: touch(images[0]),
        "file damaged": lambda out: (out / ".slide0.predicting/finished.npz").write_bytes(b"PK"),
        "options": lambda out: None,
        "restart": lambda out: None,
    }
    for name, change in changes.items():
        out = tmp_path / name
        stop_in_the_second(model, images, out)
        change(out)
        more = {"restart": True} if name == "restart" else {}
        outputs = ("geojson",) if name == "options" else ()
        _, begun = go_on(model, images, out, *outputs, **more)
        assert begun == ["slide0.tif", "slide1.tif"], name
        assert not [path for path in results(out) if "predicting" in path]


def test_a_single_image_leaves_nothing(model: Model, images: list[Path], tmp_path: Path) -> None:
    stop_in_the_second(model, images, tmp_path / "out")
    (tmp_path / "out/slide0.png").unlink()
    predict_files(model, images[:1], tmp_path / "out", **options(tmp_path / "out"))
    assert not (tmp_path / "out/.slide0.predicting").exists()
