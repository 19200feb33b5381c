"""Tests of ``import flimbuilder as fb``: its names, and the cost of the import."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile

import flimbuilder as fb
from flimbuilder import errors
from tests.scenes import one_thread, write_scene


def test_every_public_name_is_there() -> None:
    for name in fb.__all__:
        assert getattr(fb, name) is not None
    assert set(fb.__all__) <= set(dir(fb))


def test_every_exception_is_public() -> None:
    names = [name for name in errors.__all__ if name[0].isupper()]
    assert len(names) == 15
    for name in names:
        assert getattr(fb, name) is getattr(errors, name)
        assert issubclass(getattr(fb, name), fb.FlimError)


def test_the_whole_job_with_paths_as_text(tmp_path: Path) -> None:
    """Import, build, load, predict and evaluate, as in a notebook."""
    scene = write_scene(tmp_path / "files")
    project, out = str(tmp_path / "a.flim"), str(tmp_path / "a.model")
    images, labels = str(scene.images), str(scene.labels)
    with one_thread():
        fb.import_project(
            project,
            images=images,
            markers=str(scene.markers),
            labels=labels,
            architecture=str(scene.architecture),
        )
        assert len(fb.open_project(project).project.images) == 3
        fb.build_project(project, out=out)
        model = fb.load_model(out)
        image = fb.read_image(str(scene.image("a"))).pixels
        assert set(np.unique(model.predict(image))) == {0, 1}
        assert model.saliency(image).shape == (1, *image.shape[:2])
        assert len(model.activations(image)) == 2
        predicted = fb.predict_files(model, [images], str(tmp_path / "results"), mask=True)
        assert len(predicted) == 3
        (evaluation,) = fb.evaluate_files(model, [images], [labels])
        assert evaluation.mean()["dice"] > 0.5


def test_the_package_alone_loads_nothing_heavy() -> None:
    code = (
        "import sys, flimbuilder; "
        "print([n for n in ('torch', 'numpy', 'skimage', 'PySide6') if n in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [({}, ["passive", "1000"]), ({"OMP_WAIT_POLICY": "active"}, ["active", None]),
     ({"GOMP_SPINCOUNT": "7"}, ["passive", "7"])],
)  # fmt: skip
def test_threads_wait_as_the_user_has_chosen(
    chosen: dict[str, str], expected: list[str | None]
) -> None:
    names = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")
    plain = {name: value for name, value in os.environ.items() if name not in names}
    code = f"import json, os, flimbuilder; print(json.dumps([os.getenv(one) for one in {names}]))"
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=plain | chosen,
    )
    assert json.loads(result.stdout) == expected


def test_options_of_stacks_and_masks_as_text(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "masks").mkdir()
    stack = np.zeros((3, 20, 30), np.uint8)
    tifffile.imwrite(
        tmp_path / "images" / "a.tif", stack, metadata={"axes": "ZYX"}, photometric="minisblack"
    )
    stack[1, 5:9, 5:9], stack[1, 9:12, 5:9] = 128, 255
    tifffile.imwrite(
        tmp_path / "masks" / "a_roi.tif", stack, metadata={"axes": "ZYX"}, photometric="minisblack"
    )
    imported = fb.import_project(
        tmp_path / "a.flim",
        images=tmp_path / "images",
        labels=tmp_path / "masks",
        companion_options=fb.parse_companion_options(values="128=1,255=ignore", suffixes=["_roi"]),
        selector=fb.parse_image_selector(slices=["z=1:"]),
    )
    assert not imported.failed
    entries = fb.open_project(tmp_path / "a.flim").project.images
    assert len(entries) == 2
    assert all(entry.mask is not None for entry in entries)
