"""Objects of images that are measured in tiles: as of the images measured whole."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import tifffile

from flimbuilder.analysis.instances.measures import InstanceMeasures
from flimbuilder.errors import InputError
from flimbuilder.exchange.companions import parse_companion_options
from flimbuilder.imaging import sparse_plane
from flimbuilder.imaging.write import write_png
from flimbuilder.model.model import Model
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.workflow.evaluation import disk_truth
from flimbuilder.workflow.evaluation.evaluate import evaluate_files
from flimbuilder.workflow.evaluation.evaluation import Evaluation, Sample, write_csv
from flimbuilder.workflow.evaluation.evaluation_pictures import EvaluationPictures
from flimbuilder.workflow.evaluation.labelled_images import ObjectSettings
from flimbuilder.workflow.tissue import parse_tissue
from tests.learned_models import learned_model
from tests.scenes import Scene, label_map
from tests.slides import write_slide

TILES = 10**5  # bytes that force an image of 40 x 48 into tiles
FROC = ObjectSettings(froc=True)
HALF = Delineation(threshold="otsu", method="none")


@pytest.fixture(autouse=True)
def _small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparse_plane, "BLOCK_SIDE", 16)
    monkeypatch.setattr(sparse_plane, "PART_SIDE", 16)


def _numbers() -> np.ndarray:
    """Return numbers of the two disks, and of an object that no model finds."""
    numbers = label_map(2).astype(np.uint16)
    numbers[37:39, 2:6] = 3
    return numbers


@pytest.fixture
def numbered(scene: Scene, tmp_path: Path) -> Path:
    """Write masks that number their objects."""
    folder = tmp_path / "numbers"
    folder.mkdir()
    for name in ("a", "b", "c"):
        tifffile.imwrite(folder / f"{name}.tif", _numbers(), compression="zlib", tile=(16, 16))
    return folder


def _both(model: Model, scene: Scene, labels: Sequence[Path], **options) -> list[Evaluation]:
    """Evaluate whole and in tiles."""
    options = {"delineation": HALF, "objects": FROC, **options}
    results = [
        evaluate_files(model, [scene.images], labels, memory=memory, **options)[0]
        for memory in (2 * 10**9, TILES)
    ]
    assert list(results[0].per_image) == list(results[1].per_image) == ["a", "b", "c"]
    assert not any(results[1].per_image.values())  # no measures of pixels
    return results


def _require_alike(whole: Evaluation, tiled: Evaluation) -> None:
    assert whole.instances is not None
    assert tiled.instances is not None
    for name, counts in whole.instances.per_image.items():
        found = tiled.instances.per_image[name]
        if isinstance(counts, InstanceMeasures):
            assert isinstance(found, InstanceMeasures)
            assert found.iou_sum == pytest.approx(counts.iou_sum)
            assert (found.hits, found.shared_area) == (counts.hits, counts.shared_area)
        assert (found.n_predicted, found.n_true) == (counts.n_predicted, counts.n_true)
    assert whole.froc is not None
    assert tiled.froc is not None
    assert list(whole.froc.hits) == list(tiled.froc.hits)
    for rule, hits in whole.froc.hits.items():
        for expected, found in zip(hits, tiled.froc.hits[rule], strict=True):
            assert found.scores == pytest.approx(expected.scores, rel=1e-4)
            assert found.objects.tolist() == expected.objects.tolist()
            assert (found.n_objects, found.area_mm2) == (expected.n_objects, expected.area_mm2)


def test_numbers_of_a_mask(model: Model, scene: Scene, numbered: Path) -> None:
    whole, tiled = _both(model, scene, [numbered])
    _require_alike(whole, tiled)
    assert tiled.instances is not None
    assert tiled.instances.truth == "numbers"
    assert tiled.instances.pooled.n_true == 9
    assert tiled.instances.mean()["f1"] > 0.4


def test_masks_that_are_read_by_parts(
    model: Model, scene: Scene, numbered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_truth, "MOST_WHOLE", 0)
    _require_alike(*_both(model, scene, [numbered]))
    for name in ("a", "b", "c"):
        regions = (_numbers() > 0).astype(np.uint8) * 255
        tifffile.imwrite(numbered / f"{name}.tif", regions, tile=(16, 16))
    whole, tiled = _both(model, scene, [numbered])
    _require_alike(whole, tiled)
    assert tiled.instances is not None
    assert tiled.instances.truth == "regions"


def test_centres_in_objects_and_near_them(model: Model, scene: Scene, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.csv").write_text("x,y\n15,14\n34.4,25\n3,38\n47,1\n")
    size = PixelSize.square(0.5)
    for distance in (None, 3.0):
        objects = ObjectSettings(
            froc=True, centres=[tmp_path], distance=distance, per="mm2", pixel_size=size
        )
        whole, tiled = _both(model, scene, [], objects=objects)
        _require_alike(whole, tiled)
        assert tiled.froc is not None
        (hits,) = tiled.froc.hits.values()
        assert hits[0].area_mm2 == pytest.approx(40 * 48 * 0.25 / 1e6)
        per_image = [part.wrong.size for part in hits]
        expected = sum(per_image) / (3 * 40 * 48 * 0.25 / 1e6)
        assert tiled.froc.curves["centre"].false_positives[-1] == pytest.approx(expected)


def test_pixels_that_a_mask_leaves_out(model: Model, scene: Scene, tmp_path: Path) -> None:
    truth = label_map(2) * np.uint8(100)  # 100 and 200
    truth[:, 30:] = np.where(truth[:, 30:] > 0, 200, 0)
    for name in ("a", "b", "c"):
        write_png(tmp_path / f"{name}.png", truth)
    options = parse_companion_options(values="0=0,100=1,200=ignore")
    size = PixelSize.square(1.0)
    objects = ObjectSettings(froc=True, per="mm2", pixel_size=size)
    whole, tiled = _both(model, scene, [tmp_path], companion_options=options, objects=objects)
    _require_alike(whole, tiled)
    assert tiled.instances is not None
    assert tiled.instances.pooled.n_true == 3


def test_every_decoder_choice(model: Model, scene: Scene, numbered: Path) -> None:
    choices = [model.choose(decoder, (1,)) for decoder in ("mb", "ts")]
    whole, tiled = (
        evaluate_files(
            model,
            [scene.image("a")],
            [numbered],
            decoder_choices=choices,
            objects=FROC,
            delineation=HALF,
            memory=memory,
        )
        for memory in (2 * 10**9, TILES)
    )
    for expected, found in zip(whole, tiled, strict=True):
        assert found.decoder == expected.decoder
        _require_alike(expected, found)


def test_pixels_are_compared_whole(model: Model, scene: Scene, numbered: Path) -> None:
    (result,) = evaluate_files(model, [scene.images], [scene.labels], memory=TILES)
    assert all(result.per_image.values())
    with pytest.raises(InputError, match="measure objects by --instances, --froc or --centres"):
        evaluate_files(model, [scene.images], [scene.labels], tissue=parse_tissue("auto"))
    (result,) = evaluate_files(
        model, [scene.image("a")], [numbered], objects=FROC, delineation=HALF, memory=TILES
    )
    assert any("raise --memory to compare its pixels" in note for _, note in result.notes)


def test_small_and_large_images_together(model: Model, scene: Scene, tmp_path: Path) -> None:
    images, labels = tmp_path / "images", tmp_path / "labels"
    images.mkdir()
    labels.mkdir()
    mask = np.zeros((20, 24), np.uint8)
    mask[4:9, 4:9] = 255
    write_png(images / "a.png", np.full((20, 24, 3), 90, np.uint8))
    write_png(labels / "a.png", mask)
    for folder, name in ((images, scene.images), (labels, scene.labels)):
        (folder / "b.png").write_bytes((name / "b.png").read_bytes())
    progress = list[tuple[str, int, int]]()
    (result,) = evaluate_files(
        model,
        [images],
        [labels],
        objects=FROC,
        delineation=HALF,
        memory=TILES,
        on_progress=lambda *step: progress.append(step),
    )
    assert [bool(row) for row in result.per_image.values()] == [True, False]
    assert set(result.mean()) == set(result.per_image["a"])
    assert ("evaluating", 2, 2) in progress
    write_csv([result], tmp_path / "table.csv")
    first, second = (tmp_path / "table.csv").read_text().splitlines()[1:]
    assert ",a," in first
    assert ",b,,,," in second


def test_slides_are_measured_within_their_tissue(tmp_path: Path) -> None:
    images, centres = tmp_path / "images", tmp_path / "centres"
    images.mkdir()
    centres.mkdir()
    write_slide(images / "slide.tif")
    (centres / "slide.csv").write_text("x,y\n21,45\n29,45\n5,90\n")
    objects = ObjectSettings(froc=True, centres=[centres], per="mm2")
    samples, notes = list[Sample](), []
    (result,) = evaluate_files(
        learned_model(),
        [images],
        decoder_choices=[DecoderChoice(id="mb", block=1)],
        objects=objects,
        delineation=HALF,
        tissue=parse_tissue("auto"),
        on_sample=samples.append,
    )
    notes = [note for _, note in result.notes]
    assert any("within its tissue" in note for note in notes)
    assert result.froc is not None
    ((hits,),) = result.froc.hits.values()
    assert hits.n_objects == 3  # also that outside the tissue
    assert hits.area_mm2 is not None
    assert 0.09 < hits.area_mm2 < 0.5  # of 1.23 mm²; the tissue itself has 0.096
    pictures = EvaluationPictures(tmp_path / "pictures")
    pictures.add(samples[0])
    pictures.finish([result])
    assert (tmp_path / "pictures" / "slide_strip.png").is_file()
    assert "a mm²" in (tmp_path / "pictures" / "froc.svg").read_text()


@pytest.mark.parametrize(
    ("mask", "message"),
    [
        (np.ones((20, 48), np.uint8), r"shape \(20, 48, 1\); the mask of this image has"),
        (np.ones((40, 48, 3), np.uint8), r"the mask of this image has whole numbers"),
        (np.ones((40, 48), np.float32), r"is float32"),
        (np.full((40, 48), 2**31, np.uint32), r"numbers objects above 2147483647"),
    ],
    ids=["size", "colours", "floats", "numbers"],
)
def test_masks_that_do_not_fit(
    model: Model,
    scene: Scene,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mask: np.ndarray,
    message: str,
) -> None:
    monkeypatch.setattr(disk_truth, "MOST_WHOLE", 0)
    options = {"photometric": "rgb"} if mask.ndim == 3 else {}
    tifffile.imwrite(tmp_path / "a.tif", mask, tile=(16, 16), **options)
    with pytest.raises(InputError, match=message) as raised:
        evaluate_files(model, [scene.image("a")], [tmp_path], objects=FROC, memory=TILES)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value).replace(str(tmp_path), "")) < 200


def test_an_image_without_centres_is_named(model: Model, scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n15,14\n")
    notes = list[str]()
    (result,) = evaluate_files(
        model,
        [scene.image("a"), scene.image("b")],
        [scene.labels],
        objects=ObjectSettings(centres=[tmp_path]),
        delineation=HALF,
        memory=TILES,
        on_note=notes.append,
    )
    assert result.instances is not None
    assert list(result.instances.per_image) == ["a"]
    assert "no centres for 1 image: b.png" in notes
