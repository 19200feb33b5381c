"""Prediction in tiles equals prediction of whole images, whatever the settings."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
import tifffile

from flimbuilder.errors import Cancelled, ImageError, InputError
from flimbuilder.flim import tiled_decoding
from flimbuilder.flim.tiles import encode_tile
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.read import ImageFile, ReadLimits, open_image, read_image
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.imaging.write import write_png
from flimbuilder.model import pixels
from flimbuilder.model.large_maps import DiskMaps
from flimbuilder.model.memory import TILES_PER_WHOLE, bytes_to_predict, tile_side
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import LargePixels, ProjectFiles, StoredPixels, whole_pixels
from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.folder import open_project
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import Project
from flimbuilder.workflow import import_files, import_run
from flimbuilder.workflow.build import build_project, read_training_images
from flimbuilder.workflow.create import new_project
from flimbuilder.workflow.predict import predict_files
from flimbuilder.workflow.sources import parse_image_selector
from tests.learned_models import learned_model
from tests.scenes import Scene, import_scene, write_scene

pytestmark = pytest.mark.slow

IN_TILES = 10**5  # bytes


def mosaic(scene: Scene, repeats: int = 4) -> np.ndarray:
    """An image of many disks, whose brightness differs from part to part."""
    pixels = read_image(scene.image("a")).pixels
    tiled = np.tile(pixels, (repeats, repeats, 1)).astype(float)
    shade = np.linspace(0.5, 1.0, tiled.shape[0])[:, None, None]
    return (tiled * shade).astype(pixels.dtype)


@pytest.fixture
def large(scene: Scene, tmp_path: Path) -> Path:
    path = tmp_path / "large.tif"
    tifffile.imwrite(path, mosaic(scene), tile=(32, 32), compression="zlib")
    return path


def both(model: Model, path: Path, out: Path, **options) -> tuple[list[Path], list[Path]]:
    """Predict whole and in tiles; return the files of each."""
    written = []
    for name, memory in (("whole", 10**9), ("tiles", IN_TILES)):
        (predicted,) = predict_files(model, [path], out / name, memory=memory, **options)
        written.append([*predicted.saliency, *([predicted.mask] if predicted.mask else [])])
    return written[0], written[1]


def assert_alike(whole: list[Path], tiles: list[Path]) -> None:
    assert [path.name for path in whole] == [path.name for path in tiles]
    for paths in zip(whole, tiles, strict=True):
        expected, tiled = (read_image(path).pixels.astype(int) for path in paths)
        if paths[0].name.endswith("_mask.png"):
            assert (expected != tiled).mean() < 1e-3
        else:  # up to rounding to sixteen bits
            assert np.abs(expected - tiled).max() <= 2
        assert tiled.any()


@pytest.mark.parametrize(
    "decoder", [name for name in DECODERS if not DECODERS[name].needs_weights]
)
def test_saliency_is_that_of_the_whole_image(
    model: Model, large: Path, tmp_path: Path, decoder: str
) -> None:
    decoder_choice = DecoderChoice(id=decoder)
    whole, tiles = both(model, large, tmp_path, decoder_choice=decoder_choice)
    expected, tiled = (read_image(paths[0]).pixels.astype(int) for paths in (whole, tiles))
    assert np.abs(expected - tiled).max() <= 2


@pytest.mark.parametrize(
    "delineation",
    [
        Delineation(),
        Delineation(threshold=0.3),
        Delineation(area=(50, 400)),
        Delineation(drop_border=True, area=(0, 10**6)),
    ],
)
def test_masks_are_those_of_the_whole_image(
    model: Model, large: Path, tmp_path: Path, delineation: Delineation
) -> None:
    assert_alike(*both(model, large, tmp_path, delineation=delineation, mask=True))


@pytest.mark.parametrize("options", [{}, {"classes": 3}, {"fused": (2,)}], ids=str)
def test_probabilities_of_all_blocks_in_one_pass(
    tmp_path: Path, large: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, object]
) -> None:
    model, n_tiles = learned_model(decoder="ml", **options), []

    def count(encoder, tile, read, statistics):
        n_tiles.append(tile.rows[2].start)
        return encode_tile(encoder, tile, read, statistics)

    monkeypatch.setattr(tiled_decoding, "encode_tile", count)
    pixels = scale_image(mosaic(write_scene(tmp_path / "files")), name="image")

    whole, tiles = both(model, large, tmp_path, mask=True)

    expected = model.saliency(pixels)
    assert expected.std() > 0.01
    for plane, of_whole, of_tiles in zip(expected, whole, tiles, strict=False):
        levels = [read_image(path).pixels[..., 0] / 65535 for path in (of_whole, of_tiles)]
        assert levels[0] == pytest.approx(plane, abs=1e-5)
        assert levels[1] == pytest.approx(plane, abs=1e-5)
    height, width, _ = pixels.shape
    side = tile_side(model.document, model.document.decoder, IN_TILES // TILES_PER_WHOLE)
    side = -(-side // 2) * 2  # the stride of block 1
    assert len(n_tiles) == -(-height // side) * -(-width // side) > 4


@pytest.mark.parametrize("decoder", ["lm", "pb", "mb"])
def test_the_scale_of_training_images_in_one_pass(
    tmp_path: Path, large: Path, monkeypatch: pytest.MonkeyPatch, decoder: str
) -> None:
    model, places = learned_model(decoder=decoder, scale="training"), []

    def count(encoder, tile, read, statistics):
        places.append((tile.rows[2].start, tile.cols[2].start))
        return encode_tile(encoder, tile, read, statistics)

    monkeypatch.setattr(tiled_decoding, "encode_tile", count)
    assert_alike(*both(model, large, tmp_path))
    assert len(places) == len(set(places)) > 4


def test_an_image_of_a_stack(model: Model, scene: Scene, tmp_path: Path) -> None:
    path, page = tmp_path / "stack.tif", mosaic(scene)
    tifffile.imwrite(path, np.stack([page // 2, page]), photometric="rgb")
    whole, tiles = both(
        model, path, tmp_path, selector=parse_image_selector(["1"], window=(0, 200))
    )
    assert [path.name for path in tiles] == ["stack_page0001.png"]
    assert_alike(whole, tiles)


def test_fused_blocks(model: Model, large: Path, tmp_path: Path) -> None:
    decoder_choice = DecoderChoice(id="lm", block=2, fused=(1, 2))
    assert_alike(*both(model, large, tmp_path, decoder_choice=decoder_choice, mask=True))


def test_several_classes(tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "files", classes=2)
    model = build_project(import_scene(tmp_path / "P", scene)).model
    path = tmp_path / "large.png"  # read whole, as every format but TIFF
    write_png(path, mosaic(scene))
    whole, tiles = both(model, path, tmp_path, mask=True)
    assert [path.name for path in tiles] == [
        "large_class1.png", "large_class2.png", "large_mask.png"
    ]  # fmt: skip
    assert_alike(whole, tiles)


def test_little_is_read_at_once(
    model: Model, large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flimbuilder.imaging.formats.tiff_regions import TiffRegions

    original, sizes = TiffRegions.read, []

    def note(self, rows, cols):
        sizes.append((rows.stop - rows.start) * (cols.stop - cols.start))
        return original(self, rows, cols)

    monkeypatch.setattr(TiffRegions, "read", note)
    predict_files(model, [large], tmp_path / "out", memory=IN_TILES)
    height, width, _ = read_image(large).pixels.shape
    assert len(sizes) > 20
    assert max(sizes) < height * width / 4


def test_the_side_of_tiles_follows_the_memory(model: Model) -> None:
    decoder_choice = model.resolve(None)
    sides = [tile_side(model.document, decoder_choice, memory) for memory in (10**7, 4 * 10**7)]
    assert sides[1] == pytest.approx(2 * sides[0], abs=2)
    whole = [
        bytes_to_predict(model.document, (side, side, 3), decoder_choice) for side in (1000, 2000)
    ]
    assert whole[1] == 4 * whole[0]


def test_progress_reports_tiles_and_stops_the_work(
    model: Model, large: Path, tmp_path: Path
) -> None:
    calls = []

    def stop(stage: str, done: int, total: int) -> None:
        calls.append((stage, done, total))
        if stage == "writing large.tif":
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        predict_files(
            model, [large], tmp_path / "out", memory=IN_TILES, mask=True, on_progress=stop
        )
    tiles = [call for call in calls if call[0] == "predicting large.tif in tiles"]
    done = [done for _, done, _ in tiles]
    assert done == sorted(set(done))
    assert (done[0], done[-1]) == (0, tiles[-1][2])
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".large.predicting"]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"activations": True}, "large.tif: activation maps can't be written for an image that"),
        (
            {"mask": True, "delineation": Delineation(method="watershed")},
            "large.tif: delineation by watershed needs the whole image in memory",
        ),
        (
            {"mask": True, "delineation": Delineation(fill_holes=True)},
            "large.tif: filling holes needs the whole mask",
        ),
    ],
)
def test_settings_that_need_the_whole_image_are_refused_at_once(
    model: Model, large: Path, tmp_path: Path, options: dict, reason: str
) -> None:
    with pytest.raises(InputError, match=reason):
        predict_files(model, [large], tmp_path / "out", memory=IN_TILES, **options)
    assert not list((tmp_path / "out").iterdir())


def test_an_image_of_other_channels_is_refused(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "grey.tif"
    tifffile.imwrite(path, np.zeros((400, 400), np.uint8), tile=(32, 32))
    with pytest.raises(ImageError, match=r"grey\.tif: has 1 channels and the encoder reads 3"):
        predict_files(model, [path], tmp_path / "out", memory=IN_TILES)


def test_a_large_image_is_added_by_its_header(
    large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        import_run, "open_image", partial(open_image, limits=ReadLimits(max_pixels=1))
    )
    monkeypatch.setattr(ImageFile, "read", None)
    project, _ = import_files.add_images(Project(), tmp_path, [large])
    assert [entry.dtype for entry in project.images] == ["uint8"]
    with open_image(large) as file:
        height, width = (axis.size for axis in file.layout.axes)
    assert project.images[0].shape == (height, width, 3)


def marked_mosaic(scene: Scene, path: Path, folder: Path) -> tuple[Project, str]:
    """Save a project of one image with markers; return it and the fingerprint of its model."""
    new_project(folder, [path], scene.architecture)
    opened = open_project(folder)
    (entry,) = opened.project.images
    drawn = (
        Disk(id=1, class_id=1, center=(14, 15), radius=3),
        Disk(id=2, class_id=0, center=(100, 120), radius=3),
        Disk(id=3, class_id=0, center=(0, 0), radius=2),
    )
    markers = {entry.id: ImageMarkers(next_id=4, markers=drawn)}
    project = opened.project.with_(markers=markers, decoder=DecoderChoice(id="lm"))
    opened.save(project)
    return project, build_project(open_project(folder)).model.document.fingerprint


def test_a_large_training_image_is_read_around_its_markers(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, folder = tmp_path / "large.tif", tmp_path / "P.flim"
    tifffile.imwrite(path, mosaic(scene), tile=(16, 16), compression="zlib", photometric="rgb")
    project, expected = marked_mosaic(scene, path, folder)
    monkeypatch.setattr(pixels, "LARGE", 1)
    (image,) = read_training_images(project, ProjectFiles(folder))
    assert image.pixels == LargePixels(path, mosaic(scene).shape)
    np.testing.assert_array_equal(
        whole_pixels(image.pixels), mosaic(scene).astype(np.float32) / 255
    )
    monkeypatch.setattr(pixels, "read_image", None)
    assert build_project(open_project(folder)).model.document.fingerprint == expected


def test_a_large_image_of_another_format_is_scaled_by_windows(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, folder = tmp_path / "large.png", tmp_path / "P.flim"
    write_png(path, mosaic(scene))
    project, expected = marked_mosaic(scene, path, folder)
    monkeypatch.setattr(pixels, "LARGE", 1)
    (image,) = read_training_images(project, ProjectFiles(folder))
    assert isinstance(image.pixels, StoredPixels)
    assert image.pixels.nbytes == mosaic(scene).nbytes
    np.testing.assert_array_equal(
        whole_pixels(image.pixels), mosaic(scene).astype(np.float32) / 255
    )
    assert build_project(open_project(folder)).model.document.fingerprint == expected


# Maps on disk


def test_disk_maps_are_read_as_written_and_zero_elsewhere(tmp_path):
    maps = np.random.default_rng(0).random((2, 9, 7), dtype=np.float32)
    with (tmp_path / "maps").open("w+b") as file:
        sums = DiskMaps(file, maps.shape)
        sums.write(slice(0, 5), slice(0, 7), maps[:, :5])
        sums.write(slice(5, 9), slice(3, 7), maps[:, 5:, 3:])
        maps[:, 5:, :3] = 0
        np.testing.assert_array_equal(sums.read(0, 9), maps)
        np.testing.assert_array_equal(sums.read(4, 6), maps[:, 4:6])


def test_the_lattice_of_a_large_image_is_read_once(tmp_path, monkeypatch):
    array = np.random.default_rng(0).integers(0, 256, (300, 500, 3), dtype=np.uint8)
    path = tmp_path / "x.tif"
    tifffile.imwrite(path, array, tile=(64, 64), photometric="rgb")
    image = TrainingImage("x", LargePixels(path, array.shape), ())
    whole = TrainingImage("x", scale_image(array), ())
    np.testing.assert_array_equal(image.lattice(), whole.lattice())
    monkeypatch.setattr(pixels, "open_regions", None)  # it is not opened again
    np.testing.assert_array_equal(image.lattice(), whole.lattice())
