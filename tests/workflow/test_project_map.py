"""Maps of a project: values, files and what can go wrong."""

import csv
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import flimbuilder as fb
from flimbuilder.analysis.measures import measure_mask
from flimbuilder.errors import InputError
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.folder import open_project
from flimbuilder.workflow.build import Build, build_project
from flimbuilder.workflow.map_files import (
    MAP_SUFFIXES,
    map_blocks,
    map_project,
    open_maps,
    summary_of,
    write_block_maps,
    write_map,
)
from flimbuilder.workflow.project_map import MapMaker
from tests.session.conftest import make_project


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of four images: two marked, all but the second masked."""
    return make_project(tmp_path_factory.mktemp("maps"), images=4)


@pytest.fixture(scope="module")
def built(folder: Path) -> Build:
    return build_project(folder)


@pytest.fixture
def maker(folder: Path, built: Build) -> MapMaker:
    opened = open_project(folder)
    return MapMaker(built.model, opened.project, ProjectFiles(folder), built.learned)


def test_kernels_of_a_block(maker: MapMaker, built: Build) -> None:
    found = maker.map("kernels", 2)
    learned = built.learned.blocks[1]
    assert found.table.features == pytest.approx(learned.weights.numpy())
    assert found.title == "Kernels of block 2, t-SNE"
    (first, second) = maker.separability("kernels")
    assert (first.points, second.points) == (6, 8)
    assert summary_of(found, second).startswith("trustworthiness 0.")


def test_weights_are_those_of_the_decoder(maker: MapMaker, built: Build) -> None:
    found = maker.map("kernels", 2, "pca", "weight")
    signs = [1.0 if kernel.class_id == 1 else -1.0 for kernel in built.learned.blocks[1].kernels]
    assert [point.weight for point in found.table.points] == signs
    block_1 = maker.map("kernels", 1, "pca", "weight")  # which is not decoded
    assert {point.weight for point in block_1.table.points} == {None}


def test_weights_that_vary_are_averaged_over_the_marked_images(folder: Path, built: Build) -> None:
    project, files = open_project(folder).project, ProjectFiles(folder)
    choice = built.model.choose("ts")
    maker = MapMaker(built.model, project, files, built.learned, decoder_choice=choice)
    found = maker.map("kernels", 2, "pca", "weight")
    weights = []
    for entry in project.images[:2]:
        maps = built.model.encode(files.pixels(entry))
        weights.append(built.model.kernel_weights(maps, choice)[2][0])
    assert [point.weight for point in found.table.points] == pytest.approx(
        np.mean(weights, axis=0).tolist()
    )


def test_dice_of_images_is_that_of_the_masks(maker: MapMaker, built: Build, folder: Path) -> None:
    project, files = open_project(folder).project, ProjectFiles(folder)
    found = maker.map("images", 1, "pca", "dice")
    for point, entry in zip(found.table.points, project.images, strict=True):
        if entry.mask is None:
            assert point.dice is None
            continue
        mask = built.model.predict(files.pixels(entry))
        truth = files.truth(entry, (1,))
        assert point.dice == pytest.approx(measure_mask(mask == 1, truth == 1)["dice"])
    assert {point.dice for point in maker.map("images", 1, "pca").table.points} == {None}


def test_dice_of_kernels_is_averaged_over_the_masked_images(maker: MapMaker) -> None:
    found = maker.map("kernels", 1, "pca", "dice")
    values = [point.dice for point in found.table.points]
    assert all(value is not None and 0 <= value <= 1 for value in values)
    assert max(value for value in values if value is not None) > 0.5  # cells are easy


def test_classes_of_images(folder: Path, built: Build) -> None:
    """The label comes first, then the mask, then the markers."""
    project = open_project(folder).project
    images = list(project.images)
    images[0] = images[0].with_(label=0)
    images[2] = images[2].with_(mask=None)
    project = project.with_(images=tuple(images))
    maker = MapMaker(built.model, project, ProjectFiles(folder), built.learned)
    assert maker.map("images", 1, "pca").table.class_ids == (0, 1, None, 1)


def test_patches_are_limited(folder: Path, built: Build) -> None:
    project = open_project(folder).project
    maker = MapMaker(built.model, project, ProjectFiles(folder), built.learned, limit=40)
    found = maker.map("patches", 2, "pca")
    assert len(found.table.points) <= 40
    assert found.note.endswith("at most 10 of each marker")
    assert maker.separability("patches")[1].accuracy is not None


def test_missing_images_are_left_out(folder: Path, built: Build, tmp_path: Path) -> None:
    project = open_project(folder).project
    images = list(project.images)
    images[3] = images[3].with_(path="gone.png", absolute=None, sha256="0" * 64)
    images[0] = images[0].with_(mask="gone_mask.png")
    project = project.with_(images=tuple(images))
    maker = MapMaker(built.model, project, ProjectFiles(folder), built.learned)
    found = maker.map("images", 1, "pca")
    assert len(found.table.points) == 3
    assert set(maker.left_out) == {"gone.png", "mask of cells_0.png"}


def test_slides_are_left_out_unread(folder: Path, built: Build) -> None:
    project = open_project(folder).project
    slide = project.images[3].with_(shape=(2**14, 2**14, 3), path="slide.zarr")
    project = project.with_(images=(*project.images[:3], slide))
    maker = MapMaker(built.model, project, ProjectFiles(folder), built.learned)
    assert len(maker.map("images", 1, "pca").table.points) == 3
    assert "too large for a map" in maker.left_out["slide.zarr"]


def test_a_project_is_opened_with_its_build_or_built(folder: Path, tmp_path: Path) -> None:
    found = map_project(folder, "kernels", method="pca")
    assert fb.map_project is map_project
    build_project(folder, out=folder / "models" / "default")
    saved = open_maps(folder)
    again = map_blocks(saved.maker, "kernels", "all", "pca")
    assert found.as_json() == again.as_json()
    assert [entry["block"] for entry in found.as_json()["blocks"]] == [1, 2]
    (only,) = map_project(folder, "patches", block=2, method="pca").maps
    assert only.table.block == 2


def test_a_model_alone_maps_its_kernels(folder: Path, built: Build, tmp_path: Path) -> None:
    built.model.write(tmp_path / "model")
    found = map_project(tmp_path / "model", method="pca", block=1)
    assert "weights as in the network" in found.maps[0].note
    with pytest.raises(InputError, match="give the project"):
        map_project(tmp_path / "model", "patches")
    with pytest.raises(InputError, match="give the project"):
        map_project(tmp_path / "model", colouring="dice")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"subject": "eggs"}, "choose from kernels, patches, images"),
        ({"block": "x"}, "give a block from 1, or 'all'"),
        ({"block": 3}, "the encoder has blocks 1 to 2"),
        ({"method": "mds"}, "choose from tsne"),
        ({"colouring": "red"}, "choose from class"),
        ({"subject": "images", "colouring": "weight"}, "choose from class, image"),
    ],
)
def test_wrong_arguments(folder: Path, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        map_project(folder, **arguments)  # type: ignore[arg-type]


def test_files_are_equal_from_run_to_run(folder: Path, tmp_path: Path) -> None:
    """Another maker, as in another process, writes the same bytes."""
    written = []
    for run in ("a", "b"):
        maker = open_maps(folder, limit=40).maker
        maps = map_blocks(maker, "patches", "2", "tsne", "activity")
        written.append(write_block_maps(tmp_path / run, maker, maps, "activity", 24))
    assert [path.name for path in written[0]] == [
        f"patches-block2-tsne{suffix}" for suffix in MAP_SUFFIXES
    ]
    for first, second in zip(*written, strict=True):
        assert first.read_bytes() == second.read_bytes()


def test_tables_have_a_row_for_each_point(maker: MapMaker, tmp_path: Path) -> None:
    found = maker.map("kernels", 1, "pca", "weight")
    write_map(tmp_path / "map.csv", maker, found, "weight")
    rows = list(csv.DictReader((tmp_path / "map.csv").read_text().splitlines()))
    assert len(rows) == 6
    assert set(rows[0]) == {
        "x", "y", "kernel", "deleted", "class", "image", "marker", "row", "col"
    }  # fmt: skip
    assert float(rows[2]["x"]) == pytest.approx(found.projection.positions[2, 0], rel=1e-6)
    names, _ = maker.names
    wanted = [(str(point.number), names[str(point.image)]) for point in found.table.points]
    assert [(row["kernel"], row["image"]) for row in rows] == wanted
    with pytest.raises(InputError, match=r"ends in \.svg, \.png, \.csv"):
        write_map(tmp_path / "map.gif", maker, found, "class")


def test_thumbnails_show_the_receptive_field(maker: MapMaker, tmp_path: Path) -> None:
    found = maker.map("kernels", 2, "pca")
    small = maker.thumbnails(found.table, 24)
    assert {part.shape for part in small if part is not None} == {(24, 24, 3)}
    write_map(tmp_path / "map.svg", maker, found, "class", thumbnails=small)
    tree = ElementTree.parse(tmp_path / "map.svg")
    assert len(list(tree.iter("{http://www.w3.org/2000/svg}image"))) == 8
    images = maker.map("images", 2, "pca")
    assert maker.thumbnails(images.table, 24)[0].shape == (24, 24, 3)  # type: ignore[union-attr]
