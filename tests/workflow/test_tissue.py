"""Tissue of slides: found, written, given back, and predicted in."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import zarr

from flimbuilder.errors import InputError
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.write import write_png
from flimbuilder.model.model import Model
from flimbuilder.project.folder import create_project
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import Project
from flimbuilder.project.tissue import SmallestPart, Tissue, TissueArea, TissueStroke
from flimbuilder.workflow.import_files import add_images
from flimbuilder.workflow.predict import predict_files
from flimbuilder.workflow.sources import ImageSelector, ImageSource
from flimbuilder.workflow.tissue import SLIDES, TissueChoice, parse_tissue, tissue_key
from flimbuilder.workflow.tissue_files import find_tissue_files
from tests.imaging.stores import halves, write_store
from tests.learned_models import learned_model
from tests.slides import PIECE, SIDES, slide_pixels, write_slide

TILES = 1  # bytes: every image is predicted in the smallest tiles


@pytest.fixture(scope="module")
def model() -> Model:
    return learned_model()


@pytest.fixture(scope="module")
def slide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_slide(tmp_path_factory.mktemp("slides") / "slide.tif")


def saliency(model: Model, source: Path, out: Path, choice: TissueChoice, memory: int = TILES):
    (result,) = predict_files(model, [source], out, tissue=choice, memory=memory)
    return read_image(result.saliency[0]).pixels[..., 0], result.notes


def piece(margin: int = 0) -> np.ndarray:
    mask, (rows, cols) = np.zeros(SIDES, bool), PIECE
    mask[rows.start - margin : rows.stop + margin, cols.start - margin : cols.stop + margin] = True
    return mask


def test_a_slide_is_predicted_within_its_tissue(model, slide, tmp_path):
    within, notes = saliency(model, slide, tmp_path / "a", SLIDES)
    everywhere, _ = saliency(model, slide, tmp_path / "b", TissueChoice("none"))

    assert (within[piece()] > 0).any()
    assert not within[~piece(8)].any()
    assert (everywhere[~piece(8)] > 0).any()
    assert any("is predicted within its tissue, " in note for note in notes)


def test_other_images_are_predicted_whole(model, slide, tmp_path):
    plain = write_slide(tmp_path / "plain.tif", levels=1)

    in_tiles, notes = saliency(model, plain, tmp_path / "a", SLIDES)
    everywhere, _ = saliency(model, plain, tmp_path / "b", TissueChoice("none"))
    small, small_notes = saliency(model, slide, tmp_path / "c", SLIDES, memory=10**9)

    np.testing.assert_array_equal(in_tiles, everywhere)
    assert (small[~piece(8)] > 0).any()
    assert not any("tissue" in note for note in (*notes, *small_notes))


def test_tissue_that_is_asked_for_does_not_depend_on_memory(model, tmp_path):
    plain = write_slide(tmp_path / "plain.tif", levels=1)

    found, _ = saliency(model, plain, tmp_path / "a", TissueChoice("auto"), memory=10**9)

    assert found.any()
    assert not found[~piece(8)].any()


@pytest.mark.parametrize("name", ["mine.png", "mine.geojson"])
def test_an_edited_file_is_followed(model, slide, tmp_path, name):
    (found,) = find_tissue_files([slide], tmp_path / name).tissue
    assert found.path == tmp_path / name

    as_written, _ = saliency(model, slide, tmp_path / "a", parse_tissue(str(tmp_path / name)))
    alone, _ = saliency(model, slide, tmp_path / "b", SLIDES)
    np.testing.assert_array_equal(as_written, alone)

    shutil.copy(tmp_path / name, tmp_path / "slide_tissue.png")
    write_png(tmp_path / "slide_tissue.png", np.ones((12, 16), np.uint8))
    from_folder, _ = saliency(model, slide, tmp_path / "c", parse_tissue(str(tmp_path)))
    assert (from_folder[~piece(8)] > 0).any()


def test_corrections_of_the_project_are_followed(model, slide, tmp_path):
    corner = ((-1, 100), (-1, 129), (20, 129), (20, 100))
    drawn = Tissue(
        margin=0,
        edits=(
            TissueArea(action="add", rings=(corner,)),
            TissueStroke(action="remove", points=((52, 16), (52, 56)), radius=30),
        ),
    )
    choice = TissueChoice(drawn={tissue_key(ImageSource(slide)): drawn})

    changed, _ = saliency(model, slide, tmp_path / "a", choice, memory=10**9)

    assert not changed[piece()].any()
    assert (changed[:20, 101:] > 0).any()


def test_a_slide_without_tissue_says_so(model, tmp_path):
    empty = write_slide(tmp_path / "empty.tif", pixels=np.full((96, 128, 3), 240, np.uint8))

    nothing, notes = saliency(model, empty, tmp_path / "a", SLIDES)

    assert not nothing.any()
    assert any("has no tissue, so its saliency is 0" in note for note in notes)


def test_shares_and_areas_are_measured(slide, tmp_path):
    exact = Tissue(margin=0, smallest=SmallestPart(area=0, unit="percent"))

    (found,) = find_tissue_files([slide], tmp_path / "out", settings=exact).tissue
    (other,) = find_tissue_files(
        [slide], tmp_path / "out", settings=exact, pixel_size=PixelSize.square(4)
    ).tissue

    assert found.path == tmp_path / "out" / "slide_tissue.png"
    assert found.tissue.share == pytest.approx(piece().mean(), rel=0.2)
    pixels = found.tissue.share * SIDES[0] * SIDES[1]
    assert found.area_mm2 == pytest.approx(pixels * 100e-6)
    assert other.area_mm2 == pytest.approx(pixels * 16e-6)


def test_faults_are_named_in_one_line(model, slide, tmp_path):
    with pytest.raises(InputError, match=r"--tissue 'gone': there is no such file"):
        parse_tissue("gone")
    with pytest.raises(InputError, match=r"a\.tif: tissue is written as \.png or \.geojson"):
        find_tissue_files([slide], tmp_path / "a.tif")
    other = shutil.copy(slide, tmp_path / "other.tif")
    with pytest.raises(InputError, match=r"a\.png: is one file for 2 images; give a folder"):
        find_tissue_files([slide, other], tmp_path / "a.png")
    with pytest.raises(InputError, match="lies among the images"):
        find_tissue_files([tmp_path], tmp_path)
    link = tmp_path / "b.png"
    link.symlink_to(slide)
    with pytest.raises(InputError, match="would overwrite"):
        find_tissue_files([slide], link)
    mask = tmp_path / "a.png"
    write_png(mask, np.ones((12, 16), np.uint8))
    with pytest.raises(
        InputError, match=r"a\.png: is the tissue of one slide, and 2 are predicted"
    ):
        predict_files(model, [slide, other], tmp_path / "o", tissue=parse_tissue(str(mask)))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"has neither slide_tissue\.png nor \.geojson"):
        predict_files(model, [slide], tmp_path / "o", tissue=parse_tissue(str(tmp_path / "empty")))
    write_png(tmp_path / "wide.png", np.ones((10, 90), np.uint8))
    with pytest.raises(InputError, match=r"wide\.png: 10 x 90 pixels; the image has 96 x 128"):
        predict_files(
            model, [slide], tmp_path / "o", tissue=parse_tissue(str(tmp_path / "wide.png"))
        )


def test_a_project_gives_its_tissue(model, slide, tmp_path):
    project, _ = add_images(Project(), tmp_path / "p.flim", [slide])
    drawn = Tissue(source="edits", edits=(TissueStroke(action="add", points=((5, 5),), radius=9),))
    entry = project.images[0].with_(tissue=drawn)
    create_project(tmp_path / "p.flim", project.with_(images=(entry,)))

    choice = parse_tissue(str(tmp_path / "p.flim"))

    assert choice == TissueChoice(drawn={tissue_key(ImageSource(slide)): drawn})
    within, _ = saliency(model, slide, tmp_path / "a", choice, memory=10**9)
    assert not within[20:].any()


def test_a_sparse_slide_is_predicted_where_it_has_tissue(model, tmp_path):
    """The benchmark `bench_slide.py` does this with 100,000 x 100,000 pixels."""
    pixels = np.zeros((3, 512, 512), np.uint8)
    pixels[:, 64:192, 320:448] = np.moveaxis(slide_pixels()[:64, :128], 2, 0).repeat(2, axis=1)
    store = write_store(tmp_path / "slide.zarr", halves(pixels, 3), chunks=(3, 64, 64))
    n_chunks = len(list((store / "0" / "c").rglob("[0-9]*")))

    (result,) = predict_files(
        model, [store], None, outputs={"ome_zarr": tmp_path / "out"}, memory=TILES
    )

    written = zarr.open_group(str(result.outputs["ome_zarr"]), mode="r")["0"]
    saliency = np.asarray(written[:]).reshape(-1, 512, 512).max(axis=0)
    assert n_chunks < 20
    assert saliency[64:192, 320:448].any()
    saliency[48:208, 304:464] = 0
    assert not saliency.any()


def test_a_mask_of_a_slide_serves_all_its_levels(model, slide, tmp_path):
    find_tissue_files([slide], tmp_path / "masks")

    (result,) = predict_files(
        model,
        [slide],
        tmp_path / "out",
        selector=ImageSelector(level=1),
        tissue=parse_tissue(str(tmp_path / "masks")),
    )

    saliency = read_image(result.saliency[0]).pixels[..., 0]
    assert result.saliency[0].name == "slide_level1.png"
    assert saliency.shape == (48, 64)
    assert saliency.any()
    assert not saliency[~piece(8)[::2, ::2]].any()
