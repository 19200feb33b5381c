"""Objects of a real image: window, command line, library and ONNX agree."""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import scipy
import torch

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.analysis.instances.measures import instance_measures
from flimbuilder.analysis.instances.splitting import find_objects
from flimbuilder.exchange.network_export import dump_onnx_network
from flimbuilder.imaging.read import read_image, read_mask
from flimbuilder.imaging.write import write_png
from flimbuilder.model.model import load_model
from flimbuilder.model.pixels import read_pixels
from flimbuilder.project.architecture import Architecture, Block
from flimbuilder.project.decoding import Delineation
from flimbuilder.project.folder import create_project
from flimbuilder.project.images import image_entry
from flimbuilder.project.markers import Disk, ImageMarkers, Marker
from flimbuilder.project.project import Project
from flimbuilder.session.session import Session
from tests.cli.commands import ok, ok_json
from tests.session.conftest import Pump

pytestmark = pytest.mark.slow


def _markers(truth: np.ndarray) -> ImageMarkers:
    """Draw disks deep in nuclei and on the ground."""
    markers: list[Marker] = []
    for class_id, inside in ((1, truth > 0), (0, truth == 0)):
        depth = scipy.ndimage.distance_transform_edt(inside)
        for _ in range(5):
            row, column = np.unravel_index(depth.argmax(), depth.shape)
            centre = float(row), float(column)
            markers.append(Disk(id=len(markers) + 1, class_id=class_id, center=centre, radius=2))
            depth[max(row - 20, 0) : row + 20, max(column - 20, 0) : column + 20] = 0
    return ImageMarkers(next_id=len(markers) + 1, markers=tuple(markers))


def test_objects_agree_everywhere(shared_data: Path, tmp_path: Path) -> None:
    image, labels = tmp_path / "cells.png", tmp_path / "labels" / "cells.png"
    labels.parent.mkdir()
    name, part = "fluorescence_12.png", (slice(0, 128), slice(0, 128))
    write_png(image, read_image(shared_data / "nuclei" / "images" / name).pixels[part][..., :3])
    truth = read_mask(shared_data / "nuclei" / "labels" / name)[part]
    write_png(labels, truth)
    folder, shape = tmp_path / "nuclei.flim", (128, 128, 3)
    entry = image_entry(folder, image, shape, "uint8", mask=labels)
    project = Project(
        images=(entry,),
        markers={entry.id: _markers(truth)},
        architecture=Architecture(blocks=(Block(kernels=8),)),
        delineation=Delineation(split="auto"),
    )
    create_project(folder, project)
    ok("build", folder, "--out", tmp_path / "model")

    words = ("--images", image, "--labels", labels, "--froc", "--json")
    shown = ok_json("evaluate", tmp_path / "model", *words)
    ok("predict", tmp_path / "model", image, "--instances", tmp_path / "objects")
    predicted = read_mask(next((tmp_path / "objects").iterdir()))
    measures = instance_measures(predicted, truth)
    assert measures.f1 > 0.6
    row = shown["instances"]["per_image"][image.stem]
    for name in ("ap50", "ap", "pq", "aji", "f1", "count_error"):
        assert row[name] == getattr(measures, name)

    pump, session = Pump(), None
    session = Session(pump)
    try:
        session.open(folder)
        session.builder.build()
        pump.settle(session)
        session.results.watch("the test")
        session.detection.watch("the test")
        pump.until(lambda: session.detection.current is not None)
        result = session.results.get(entry.id)
        assert result is not None
        assert result.measures is not None
        assert {name: result.measures[name] for name in row if name in result.measures} == {
            name: value for name, value in row.items() if name in result.measures
        }
        assert session.detection.current is not None
        curve = session.detection.current.froc.as_json()["curve"]
        assert json.loads(json.dumps(curve)) == shown["froc"]["curve"]
    finally:
        session.close()

    model = load_model(tmp_path / "model")
    pixels = read_pixels(image)[..., : model.document.input.channels]
    runner = onnxruntime.InferenceSession(
        dump_onnx_network(model), providers=["CPUExecutionProvider"]
    )
    batch = torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1)[None].numpy()
    (saliency,) = runner.run(None, {"images": np.ascontiguousarray(batch)})
    resolved = model.document.delineation.for_decoder(model.document.decoder)
    mask = delineate_classes(np.clip(saliency[0], 0, 1), [1], resolved, pixels)
    by_onnx = instance_measures(find_objects(mask, resolved.splitting), truth)
    assert by_onnx.n_predicted == measures.n_predicted
    assert by_onnx.aji == pytest.approx(measures.aji, abs=1e-3)
