"""Saliency, masks and activation maps on disk."""

import shutil
from dataclasses import replace
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.errors import Cancelled, ImageError, InputError, SaveError
from flimbuilder.imaging.read import open_image, read_image
from flimbuilder.imaging.write import to_uint16, write_png
from flimbuilder.model.model import CPU, Model
from flimbuilder.model.pipeline import AHEAD
from flimbuilder.model.pixels import read_pixels
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.selection import SampleRange
from flimbuilder.workflow.build import build_project
from flimbuilder.workflow.predict import predict_files
from flimbuilder.workflow.sources import parse_image_selector
from tests.cramped import cramped
from tests.learned_models import learned_model
from tests.scenes import SIDES, Scene, import_scene, label_map, paint, write_scene


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_saliency_is_written_at_sixteen_bits(model: Model, scene: Scene, tmp_path: Path) -> None:
    results = predict_files(model, [scene.images], tmp_path / "new" / "out")
    assert names(tmp_path / "new" / "out") == ["a.png", "b.png", "c.png"]
    assert [result.image.name for result in results] == ["a.png", "b.png", "c.png"]
    written = read_image(results[1].saliency[0]).pixels[..., 0]
    expected = model.decode(model.encode(read_pixels(scene.image("b"))), SIDES)[0]
    assert (written.shape, written.dtype) == (SIDES, np.uint16)
    np.testing.assert_allclose(written / 65535, expected, atol=0.5 / 65535 + 1e-6)
    inside = label_map() > 0
    assert written[inside].mean() > 3 * written[~inside].mean()


def test_masks_and_maps(model: Model, scene: Scene, tmp_path: Path) -> None:
    (result,) = predict_files(model, [scene.image("c")], tmp_path, mask=True, activations=True)
    assert names(tmp_path) == ["c.png", "c_block1.npy", "c_block2.npy", "c_mask.png"]
    assert result.mask is not None
    mask = read_image(result.mask).pixels[..., 0]
    assert (mask.dtype, set(np.unique(mask))) == (np.uint8, {0, 255})
    expected = model.encode(read_pixels(scene.image("c")))
    for path, block in zip(result.activations, expected, strict=True):
        maps = np.load(path, allow_pickle=False)
        assert maps.dtype == np.float32
        np.testing.assert_array_equal(maps, block[0].numpy())


def test_a_mask_may_be_empty(model: Model, scene: Scene, tmp_path: Path) -> None:
    nothing = Delineation(area=(10**6, 10**7))
    (result,) = predict_files(model, [scene.image("a")], tmp_path, delineation=nothing, mask=True)
    assert result.mask is not None
    assert not read_image(result.mask).pixels.any()


def test_another_decoder_and_block(model: Model, scene: Scene, tmp_path: Path) -> None:
    for number, decoder_choice in enumerate(
        [None, DecoderChoice(id="mb"), DecoderChoice(id="lm", block=1)]
    ):
        predict_files(
            model, [scene.image("a")], tmp_path / str(number), decoder_choice=decoder_choice
        )
    written = [(tmp_path / str(number) / "a.png").read_bytes() for number in range(3)]
    assert len(set(written)) == 3


def test_each_class_has_its_saliency_and_the_mask_its_number(tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "files", classes=2)
    model = build_project(import_scene(tmp_path / "P", scene)).model
    (result,) = predict_files(model, [scene.image("a")], tmp_path / "out", mask=True)
    assert names(tmp_path / "out") == ["a_class1.png", "a_class2.png", "a_mask.png"]
    assert result.mask is not None
    mask, truth = read_image(result.mask).pixels[..., 0], label_map(2)
    for class_id in (1, 2):
        assert (mask[truth == class_id] == class_id).mean() > 0.5


def test_images_named_twice_are_predicted_once(model: Model, scene: Scene, tmp_path: Path) -> None:
    results = predict_files(model, [scene.image("b"), scene.images], tmp_path)
    assert [result.image.stem for result in results] == ["b", "a", "c"]


def test_predicting_again_replaces(model: Model, scene: Scene, tmp_path: Path) -> None:
    predict_files(model, [scene.images], tmp_path)
    first = (tmp_path / "a.png").read_bytes()
    predict_files(model, [scene.images], tmp_path)
    assert (tmp_path / "a.png").read_bytes() == first


def test_a_dropped_alpha_channel_is_noted(model: Model, tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (20, 20, 4), np.uint8)
    (tmp_path / "x.png").write_bytes(bytes(imagecodecs.png_encode(pixels)))
    (result,) = predict_files(model, [tmp_path / "x.png"], tmp_path / "out")
    assert result.notes == ("alpha channel dropped",)


def test_sixteen_bit_grey_tiff(tmp_path: Path) -> None:
    import tifffile

    pixels = np.random.default_rng(0).integers(0, 65535, (31, 17), np.uint16)
    tifffile.imwrite(tmp_path / "x.TIF", pixels)
    (result,) = predict_files(learned_model(channels=1), [tmp_path / "x.TIF"], tmp_path / "out")
    assert read_image(result.saliency[0]).pixels.shape == (31, 17, 1)


@pytest.mark.parametrize("name", ["with space", ".hidden", "é ü 日本", "[red]", "-o", "a.b"])
def test_any_name_of_an_image(model: Model, scene: Scene, tmp_path: Path, name: str) -> None:
    shutil.copy(scene.image("a"), tmp_path / f"{name}.png")
    predict_files(model, [tmp_path / f"{name}.png"], tmp_path / "out 1", mask=True)
    assert set(names(tmp_path / "out 1")) == {f"{name}.png", f"{name}_mask.png"}


# Refusals: nothing is written


def test_images_are_never_overwritten(model: Model, scene: Scene, tmp_path: Path) -> None:
    images = Path(shutil.copytree(scene.images, tmp_path / "images"))
    before = {path.name: path.read_bytes() for path in images.iterdir()}
    (tmp_path / "link").symlink_to(images, target_is_directory=True)
    for out in (images, images / ".." / "images", tmp_path / "link"):
        with pytest.raises(InputError, match=r"a\.png: would overwrite one of the images, masks"):
            predict_files(model, [images], out)
    assert {path.name: path.read_bytes() for path in images.iterdir()} == before


def test_images_of_one_name_are_refused(model: Model, scene: Scene, tmp_path: Path) -> None:
    shutil.copy(scene.image("b"), tmp_path / "a.png")
    with pytest.raises(InputError, match=r"gives a result of the same name as .*\(a\.png\)"):
        predict_files(model, [scene.images, tmp_path / "a.png"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_mask_does_not_overwrite_the_saliency_of_another(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    shutil.copy(scene.image("a"), tmp_path / "a_mask.png")
    sources = [scene.image("a"), tmp_path / "a_mask.png"]
    assert len(predict_files(model, sources, tmp_path / "plain")) == 2
    with pytest.raises(InputError, match=r"\(a_mask\.png\); predict them into different"):
        predict_files(model, sources, tmp_path / "masked", mask=True)


@pytest.mark.parametrize(
    "decoder_choice",
    [DecoderChoice(id="zz"), DecoderChoice(id="lm", block=9)],
    ids=["decoder", "block"],
)
def test_an_impossible_choice_makes_no_folder(
    model: Model, scene: Scene, tmp_path: Path, decoder_choice: DecoderChoice
) -> None:
    with pytest.raises(InputError, match="there is no"):
        predict_files(model, [scene.images], tmp_path / "out", decoder_choice=decoder_choice)
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_is_a_file(model: Model, scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(SaveError, match="out: can't create the folder"):
        predict_files(model, [scene.images], tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


def test_other_channels_and_missing_files_are_named(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    write_png(tmp_path / "grey.png", np.zeros((9, 9), np.uint8))
    with pytest.raises(ImageError, match=r"grey\.png: has 1 channels and the encoder reads 3"):
        predict_files(model, [tmp_path / "grey.png"], tmp_path / "out")
    with pytest.raises(ImageError, match=r"nobody\.png: there is no such file"):
        predict_files(model, [tmp_path / "nobody.png"], tmp_path / "out")


def test_progress_reaches_its_end(model: Model, scene: Scene, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    predict_files(model, [scene.images], tmp_path, on_progress=lambda *s: seen.append(s))
    assert seen == [("predicting", done, 3) for done in range(4)]


# Many at once


@pytest.fixture
def many(tmp_path: Path) -> list[Path]:
    """Images of three sizes, not sorted by size."""
    paths, sizes = [], [SIDES, SIDES, (31, 48), SIDES, (31, 48), (31, 48), (40, 23), SIDES]
    (tmp_path / "many").mkdir()
    for number, (height, width) in enumerate(sizes):
        paths.append(tmp_path / "many" / f"{number}.png")
        write_png(paths[-1], paint(label_map(), seed=number)[:height, :width])
    return paths


def one_after_the_other(model: Model, paths: list[Path], out: Path) -> None:
    """Read, encode, decode and write each image, all its maps and its mask, before the next."""
    out.mkdir()
    for path in paths:
        pixels = read_pixels(path)
        maps = model.encode(pixels)
        saliency = model.decode(maps, (pixels.shape[0], pixels.shape[1]))
        mask = delineate_classes(saliency, [1], model.document.delineation, pixels)
        write_png(out / f"{path.stem}.png", to_uint16(saliency[0]))
        write_png(out / f"{path.stem}_mask.png", mask * np.uint8(255))
        for number, block in enumerate(maps, start=1):
            np.save(out / f"{path.stem}_block{number}.npy", block[0].numpy())


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_overlap_changes_no_byte(model: Model, many: list[Path], tmp_path: Path) -> None:
    one_after_the_other(model, many, tmp_path / "expected")
    results = predict_files(model, many, tmp_path / "out", mask=True, activations=True)
    assert [result.image for result in results] == many
    assert contents(tmp_path / "out") == contents(tmp_path / "expected")
    assert len(contents(tmp_path / "out")) == 4 * len(many)


def test_batches_make_no_visible_difference(
    model: Model, many: list[Path], tmp_path: Path
) -> None:
    predict_files(model, many, tmp_path / "one")
    results = predict_files(model, many, tmp_path / "three", batch=3)
    assert [result.image for result in results] == many
    for path in many:
        batched, single = (
            read_image(tmp_path / folder / f"{path.stem}.png").pixels.astype(int)
            for folder in ("three", "one")
        )
        assert np.abs(batched - single).max() <= 2  # of 65535


@pytest.mark.parametrize("batch", [1, 8])
def test_an_error_leaves_earlier_results_whole(
    model: Model, many: list[Path], tmp_path: Path, batch: int
) -> None:
    predict_files(model, many, tmp_path / "all", mask=True, batch=batch)
    before = {
        name: content
        for name, content in contents(tmp_path / "all").items()
        if name.startswith(("0", "1", "2", "3"))
    }
    many[4].write_bytes(many[4].read_bytes()[:200])
    out, seen = tmp_path / "out", list[int]()
    with pytest.raises(ImageError, match=r"many/4\.png: .*4 of \d+ images were predicted before"):
        predict_files(
            model,
            many,
            out,
            mask=True,
            batch=batch,
            strict=True,
            on_progress=lambda *progress: seen.append(progress[1]),
        )
    assert contents(out) == before
    assert seen == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("batch", [1, 3, 8])
def test_the_other_images_are_predicted(
    model: Model, many: list[Path], tmp_path: Path, batch: int
) -> None:
    """A bad image leaves no result and changes none, wherever it stands in a batch."""
    bad = [many[0], many[3], many[5], many[7]]
    good = [path for path in many if path not in bad]
    one_after_the_other(model, good, tmp_path / "expected")
    bad[0].write_bytes(b"")
    bad[1].write_bytes(bad[1].read_bytes()[:200])
    write_png(bad[2], label_map())  # one channel
    bad[3].unlink()
    seen: list[int] = []
    results = predict_files(
        model,
        many,
        tmp_path / "out",
        mask=True,
        activations=True,
        batch=batch,
        on_progress=lambda *progress: seen.append(progress[1]),
    )
    assert [result.image for result in results] == good
    assert [failed.path for failed in results.failed] == bad
    assert all(str(failed).startswith(f"{failed.path}: ") for failed in results.failed)
    assert seen == list(range(9))
    assert names(tmp_path / "out") == names(tmp_path / "expected")
    if batch == 1:
        assert contents(tmp_path / "out") == contents(tmp_path / "expected")


def test_a_bad_large_image_leaves_no_file(model: Model, many: list[Path], tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (256, 256, 3), np.uint8)
    bad = tmp_path / "many" / "large.tif"
    tifffile.imwrite(bad, pixels, photometric="rgb", tile=(128, 128), compression="zlib")
    content = bytearray(bad.read_bytes())
    content[-5000:-4000] = bytes(1000)
    bad.write_bytes(content)
    results = predict_files(model, [bad, many[0]], tmp_path / "out", memory=10**6)
    assert [result.image for result in results] == [many[0]]
    assert [failed.path for failed in results.failed] == [bad]
    assert names(tmp_path / "out") == ["0.png"]


def test_another_range_is_named_whole_and_in_tiles(model: Model, tmp_path: Path) -> None:
    eight_bits = SampleRange(dtype="uint8", range=(0, 255))
    learned = model.document.input.with_(stored=(eight_bits,))
    other = Model(model.document.with_(input=learned), model.encoder)
    pixels = np.random.default_rng(0).integers(0, 65535, (256, 256, 3), np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="rgb", tile=(128, 128))
    whole, tiled = (
        predict_files(other, [tmp_path / "a.tif"], tmp_path / f"{memory}", memory=memory)
        for memory in (10**9, 10**6)
    )
    assert whole[0].notes == tiled[0].notes
    assert whole[0].notes[-1].startswith("holds uint16 in 0..65535 and the training images uint8")


def test_files_of_stacks_that_cannot_be_listed(model: Model, scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "bad.tif").write_bytes(b"II*\0nothing")
    tifffile.imwrite(tmp_path / "stack.tif", np.zeros((9, 20, 20, 3), np.uint8))
    sources = [tmp_path / "bad.tif", scene.image("a"), tmp_path / "stack.tif", tmp_path / "gone"]
    results = predict_files(model, sources, tmp_path / "out")
    assert [result.image for result in results] == [scene.image("a")]
    assert [failed.path.name for failed in results.failed] == ["bad.tif", "stack.tif", "gone"]


def test_without_a_usable_image_there_is_an_error(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    for name in "ab":
        (tmp_path / f"{name}.png").write_bytes(b"")
    with pytest.raises(ImageError, match=r"a\.png: is empty .* \(and 1 other file failed\)$"):
        predict_files(model, [tmp_path], tmp_path / "out")


def test_an_unwritable_result_is_named(model: Model, many: list[Path], tmp_path: Path) -> None:
    (tmp_path / "out" / "2.png").mkdir(parents=True)
    message = r"can't write .*out/2\.png: .* \(2 of \d+ images were predicted before it\)$"
    with pytest.raises(SaveError, match=message):
        predict_files(model, many, tmp_path / "out")
    assert {"0.png", "1.png"} <= set(names(tmp_path / "out"))


@pytest.mark.parametrize("stop", [Cancelled, KeyboardInterrupt])
def test_a_stopped_run_leaves_whole_files_only(
    model: Model, many: list[Path], tmp_path: Path, stop: type[BaseException]
) -> None:
    predict_files(model, many, tmp_path / "expected", mask=True)

    def on_progress(stage: str, done: int, total: int) -> None:
        if done == 2:
            raise stop

    with pytest.raises(stop):
        predict_files(model, many, tmp_path / "out", mask=True, on_progress=on_progress)
    written, expected = contents(tmp_path / "out"), contents(tmp_path / "expected")
    assert {"0.png", "0_mask.png", "1.png", "1_mask.png"} <= set(written)
    assert written.items() <= expected.items()
    assert "6.png" not in written  # no further image is begun


def test_a_lack_of_memory_is_reported(model: Model, many: list[Path], tmp_path: Path) -> None:
    notes: list[str] = []
    predict_files(model, many, tmp_path / "expected")
    other, _ = cramped(model, room=31 * 48)
    results = predict_files(other, many, tmp_path / "out", on_note=notes.append)
    assert [result.image for result in results] == many
    assert contents(tmp_path / "out") == contents(tmp_path / "expected")
    assert notes == [
        "device cpu:0 is out of memory with 2 images at once; going on with 1",
        "0.png: too large for the memory of device cpu:0; computed on the CPU, as all images of "
        "its size or larger",
    ]


def test_an_image_too_large_for_memory_is_named(
    model: Model, many: list[Path], tmp_path: Path
) -> None:
    other, _ = cramped(model, room=31 * 48)
    with pytest.raises(ImageError, match=r"0\.png: there is not enough memory to encode 40 x 48"):
        predict_files(replace(other, device=CPU), many, tmp_path)


def test_a_stack_is_opened_once_for_all_its_images(
    model: Model, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = np.stack([read_image(scene.image(name)).pixels for name in "abcabc"])
    tifffile.imwrite(tmp_path / "x.tif", pages, photometric="rgb")
    opened: list[Path] = []

    def watched(path: Path) -> object:
        opened.append(path)
        return open_image(path)

    monkeypatch.setattr("flimbuilder.workflow.sources.open_image", watched)
    selector = parse_image_selector(["page=:"])
    results = predict_files(model, [tmp_path / "x.tif"], tmp_path / "out", selector=selector)
    assert len(results) == 6
    assert 1 <= len(opened) <= 1 + AHEAD  # a file for each thread that reads
    (alone,) = predict_files(model, [scene.image("b")], tmp_path / "alone")
    assert results[1].saliency[0].read_bytes() == alone.saliency[0].read_bytes()
