"""The results on the part of a slide that is in view, and the rest that is never computed."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flimbuilder.errors import ImageError
from flimbuilder.imaging import coarse_levels
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.pixels import StoredPixels
from flimbuilder.model.tile_grid import Focus, TileGrid
from flimbuilder.model.tile_store import TileStore
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.finder import ImageFinder
from flimbuilder.session.encoding import EncodedImage
from flimbuilder.session.explanation import PlaceReader
from flimbuilder.session.image_result import compute_result
from flimbuilder.session.jobs import Job
from flimbuilder.session.results import SparseMask
from flimbuilder.session.second_view import TOO_LARGE
from flimbuilder.session.session import Session
from flimbuilder.session.slide_view import SlideView
from flimbuilder.session.thumbnails import preview
from flimbuilder.session.view import Comparison
from flimbuilder.workflow.sources import ImageSource
from tests.session.conftest import Pump
from tests.session.slide_project import FLAT, SIDE, make_slide_project

pytestmark = pytest.mark.slow

CORNER = Focus(700, 880, 740, 900)


@pytest.fixture
def opened(
    session: Session, tmp_path: Path, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> tuple[Session, np.ndarray]:
    """A session that shows a slide of which nothing is decoded yet, and its pixels."""
    monkeypatch.setattr("flimbuilder.session.pixels.IN_PARTS_BYTES", 0)
    monkeypatch.setattr("flimbuilder.session.encoding.WHOLE_BYTES", 1)
    monkeypatch.setattr("flimbuilder.session.large_inspection.MOST_DECODED", 0)
    monkeypatch.setattr("flimbuilder.model.view_decoding.MOST_IN_VIEW", 250**2)
    monkeypatch.setattr("flimbuilder.model.large_decoding.TILE_BYTES", 10**6)
    monkeypatch.setattr(coarse_levels, "COARSE_BYTES", 300_000)
    folder, pixels = make_slide_project(tmp_path)
    session.open(folder)
    pump.settle(session)
    return session, pixels


def look(session: Session, pump: Pump, focus: Focus) -> None:
    assert session.pixels.shown is not None
    session.inspector.focus_on(session.pixels.shown.id, focus)
    pump.settle(session)


def whole(session: Session, pixels: np.ndarray) -> np.ndarray:
    built = session.builder.current
    assert built is not None
    return built.model.saliency(pixels, built.decoder_of(session.document.project.decoder))


def part_of(session: Session) -> SlideView:
    image = session.inspector._large._shown
    assert isinstance(image, SlideView)
    return image


def test_the_saliency_in_view_is_that_of_the_whole(
    opened: tuple[Session, np.ndarray], pump: Pump
) -> None:
    session, pixels = opened
    session.update_view(heat="saliency")
    look(session, pump, CORNER)
    expected = whole(session, pixels)[0]
    heat, rows, cols = session.inspector.heat, slice(700, 880), slice(740, 900)
    assert heat is not None
    assert heat.title == "saliency of object"
    assert heat.values.shape == (SIDE, SIDE)
    drawn = np.rint(expected[rows, cols] * 255)
    assert np.abs(heat.values[rows, cols].astype(int) - drawn).max() <= 1
    value = session.inspector.value_at(820, 840)[1]
    assert value == pytest.approx(expected[820, 840], abs=1e-3)
    assert session.inspector.value_at(50, 50) == (None, None)
    mask = session.inspector.mask
    assert isinstance(mask, SparseMask)
    assert mask.shape == (SIDE, SIDE)
    assert np.array_equal(mask.levels[0][rows, cols], expected[rows, cols] > 0.5)
    assert not mask.levels[0][0:100, 0:100].any()
    known = part_of(session)._decoding.known
    assert 0 < known.mean() < 0.5
    assert "Only the part in view is decoded" in str(session.inspector.reason)
    assert session.inspector.decoded is None
    session.update_view(compare=Comparison("saliency"))
    assert session.inspector.second.reason == TOO_LARGE


def test_the_view_can_move(opened: tuple[Session, np.ndarray], pump: Pump) -> None:
    session, pixels = opened
    session.update_view(heat="saliency")
    for at in range(0, 700, 140):
        look(session, pump, Focus(at, at + 150, 600 - at, 750 - at))
    heat, expected = session.inspector.heat, whole(session, pixels)[0]
    assert heat is not None
    for at in (0, 280, 560):
        rows, cols = slice(at, at + 150), slice(max(600 - at, 0), 750 - at)
        drawn = np.rint(expected[rows, cols] * 255)
        assert np.abs(heat.values[rows, cols].astype(int) - drawn).max() <= 1


def test_a_large_view_shows_a_draft(opened: tuple[Session, np.ndarray], pump: Pump) -> None:
    session, _ = opened
    slide = session.pixels.shown.slide
    slide.coarse.fill()
    session.update_view(heat="saliency")
    look(session, pump, Focus(0, SIDE, 0, SIDE))
    heat = session.inspector.heat
    assert heat is not None
    assert heat.title == "saliency of object, a draft; zoom in for the exact one"
    assert not part_of(session)._decoding.known.any()
    top = heat.levels[-1][0:900, 0:900]
    assert top.max() > top.min()
    assert session.inspector.cards  # of the draft
    look(session, pump, CORNER)
    assert session.inspector.heat.title == "saliency of object"
    look(session, pump, Focus(0, SIDE, 0, SIDE))
    assert not session.inspector.heat.title.endswith("object")


def test_maxima_of_the_view_are_provisional(
    opened: tuple[Session, np.ndarray], pump: Pump
) -> None:
    session, _ = opened
    session.update_view(heat="saliency")
    look(session, pump, CORNER)
    session.set_decoder(DecoderChoice(id="mb", block=2))
    pump.settle(session)
    heat = session.inspector.heat
    assert heat is not None
    assert heat.title == "saliency of object, provisional"
    assert heat.values[700:880, 740:900].max() > 200
    assert session.inspector.mask is None
    assert "by this decoder needs the whole image" in str(session.inspector.reason)


def test_another_threshold_cuts_what_is_known(
    opened: tuple[Session, np.ndarray], pump: Pump
) -> None:
    session, pixels = opened
    look(session, pump, CORNER)
    session.update_view(threshold=0.8)
    pump.settle(session)
    rows, cols = slice(720, 880), slice(760, 900)
    saliency = whole(session, pixels)[0][rows, cols]
    clear = np.abs(saliency - 0.8) > 2e-3  # of half precision
    cut = session.inspector.mask.levels[0][rows, cols]
    assert np.array_equal(cut[clear], saliency[clear] > 0.8)


def test_the_activation_in_view(opened: tuple[Session, np.ndarray], pump: Pump) -> None:
    session, pixels = opened
    session.update_view(heat="activation", block=2)
    look(session, pump, CORNER)
    heat, built = session.inspector.heat, session.builder.current
    assert heat is not None
    assert built is not None
    maps = built.model.encode(scale_image(pixels))
    encoded = EncodedImage(built, "", scale_image(pixels), maps)
    expected = encoded.activations[1][0, 0].numpy()
    assert heat.title == "block 2, kernel 1"
    value = session.inspector.value_at(820, 840)[0]
    assert value == pytest.approx(expected[820, 840], rel=5e-3, abs=1e-3)
    part = expected[700:880, 740:900]
    drawn = heat.values[700:880, 740:900] / 255 * (heat.high - heat.low) + heat.low
    assert np.abs(drawn - part).max() < 0.01 * (heat.high - heat.low)


def test_what_was_in_view_first_is_forgotten_first(
    opened: tuple[Session, np.ndarray], pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, pixels = opened
    monkeypatch.setattr("flimbuilder.model.view_decoding.SALIENCY_BYTES", 2 * 250**2)
    session.update_view(heat="saliency")
    session.set_seed(3)
    session.builder.build()
    for focus in (Focus(0, 150, 0, 150), CORNER, Focus(0, 150, 0, 150)):
        look(session, pump, focus)
        known = part_of(session)._decoding.known
        assert known[part_of(session)._decoding.grid.visible(focus)].all()
        assert known.mean() < 0.3
    heat, expected = session.inspector.heat, whole(session, pixels)[0]
    drawn = np.rint(expected[:150, :150] * 255)
    assert np.abs(heat.values[:150, :150].astype(int) - drawn).max() <= 1


def test_before_shows_the_previous_build(opened: tuple[Session, np.ndarray], pump: Pump) -> None:
    session, _ = opened
    session.update_view(heat="saliency")
    look(session, pump, CORNER)
    before = session.inspector.heat.values[700:880, 740:900]
    session.set_seed(9)
    session.builder.build()
    pump.settle(session)
    after = session.inspector.heat.values[700:880, 740:900]
    session.update_view(before=True)
    pump.settle(session)
    assert np.array_equal(session.inspector.heat.values[700:880, 740:900], before)
    session.update_view(before=False)
    pump.settle(session)
    assert np.array_equal(session.inspector.heat.values[700:880, 740:900], after)


def test_planning_a_prediction_stops_no_tiles(
    opened: tuple[Session, np.ndarray], pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, _ = opened
    start, titles = session.jobs.start, defaultdict[str, set[str]](set)

    def noted(lane: str, title: str, *args: Any, **kwargs: Any) -> Job:
        titles[lane].add(title)
        return start(lane, title, *args, **kwargs)

    monkeypatch.setattr(session.jobs, "start", noted)
    session.update_view(heat="saliency")
    session.slide.watch("a panel")
    session.tissue_cost.watch("a panel")
    look(session, pump, CORNER)
    assert session.tissue_cost.current is not None
    assert "Planning the tiles" in titles["tile count"]
    assert len(titles["tiles"]) == 1


def test_a_slide_that_is_not_shown_is_not_read_to_be_explained(
    opened: tuple[Session, np.ndarray],
) -> None:
    session, _ = opened
    (entry,) = session.document.project.images
    built = session.builder.current
    assert built is not None
    reader = PlaceReader(built, entry, None, lambda entry: pytest.fail("read"), session.inspector)
    with pytest.raises(ImageError, match="900 x 900 pixels are too many to explain"):
        reader.read_pixels(lambda: None)


def test_a_build_reads_windows_of_the_slide(
    opened: tuple[Session, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    session, pixels = opened
    monkeypatch.setattr("flimbuilder.model.pixels.LARGE", 1)
    (entry,) = session.document.project.images
    source = session.builder.files().source(entry)
    assert isinstance(source, StoredPixels)
    assert source.shape == pixels.shape
    window = slice(3, 9), slice(800, 805)
    assert np.array_equal(source.windows([window])[0], scale_image(pixels)[window])


def test_a_slide_has_a_thumbnail(
    session: Session, tmp_path: Path, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flimbuilder.session.thumbnails.LARGE_BYTES", 0)
    monkeypatch.setattr("flimbuilder.session.thumbnails.read_image", None)
    monkeypatch.setattr(coarse_levels, "MANY", 0)
    monkeypatch.setattr(coarse_levels, "BLOCK", 128)
    folder, pixels = make_slide_project(tmp_path, has_levels=False)
    session.open(folder)
    pump.settle(session)
    (entry,) = session.document.project.images
    picture = session.thumbnails.get(entry.id)
    assert picture is not None
    assert picture.shape == (96, 96, 3)
    assert np.abs(picture.mean(axis=(0, 1)) - pixels.mean(axis=(0, 1))).max() < 10
    source = ImageSource(session.document.path.parent / "slide.tif", None)
    assert preview(source, 200).shape == (200, 200, 3)


def test_a_slide_is_left_out_of_the_results(
    opened: tuple[Session, np.ndarray], pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, _ = opened
    monkeypatch.setattr("flimbuilder.session.image_result.MOST_PIXELS", 0)
    (entry,) = session.document.project.images
    built = session.builder.current
    assert built is not None
    project = session.document.project
    result = compute_result(
        entry, built, project.decoder, project.delineation, ImageFinder(session.document.path),
        (lambda: None, lambda saliency: None), lambda: None,
    )  # fmt: skip
    assert "is too large for this table" in str(result.problem)


def test_a_store_reads_windows_across_its_tiles() -> None:
    grid = TileGrid((50, 70), FLAT.blocks, 20)
    store = TileStore(grid, 2, limit=4 * 2 * 2 * 400)
    values = np.random.default_rng(0).random((2, 50, 70)).astype(np.float16)
    forgotten: list[int] = []
    for index in (0, 1, 4, 11):
        rows, cols = grid.place(index)
        forgotten += store.put(index, values[:, rows, cols])
    assert store.shape == (2, 50, 70)
    assert forgotten == []  # the last tile is small
    assert np.array_equal(store[0, 5:15, 10:30], values[0, 5:15, 10:30])
    assert np.array_equal(store[:, 22:30, 0:15], values[:, 22:30, 0:15])
    assert store[1, 49, 69] == values[1, 49, 69]
    assert store[0, 45, 30] == 0
    assert store.put(2, values[:, 0:20, 40:60]) == [0]
    assert store.get(0) is None
    assert store.get(2) is not None
