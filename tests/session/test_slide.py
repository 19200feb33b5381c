"""The shown image as a slide, and commands on its tissue."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.errors import InputError
from flimbuilder.imaging.read import read_mask
from flimbuilder.imaging.write import write_png
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.folder import create_project
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import Project
from flimbuilder.project.tissue import SmallestPart, TissueStroke, parse_smallest
from flimbuilder.session.prediction import PredictionRequest
from flimbuilder.session.session import Message, Session
from flimbuilder.workflow.import_files import add_images
from flimbuilder.workflow.sources import ImageSelector
from tests.session.conftest import Pump
from tests.slides import PIECE, SIDES, write_slide

TOO_MANY = ((1.0, 1.0),) * 60_000


def make_slide_project(place: Path, levels: int = 3, *, sized: bool = True) -> Path:
    """Save a project of one slide with a marker of each class."""
    slide = write_slide(place / "slide.tif", levels, sized=sized)
    folder = place / "slides.flim"
    project, _ = add_images(Project(), folder, [slide])
    (entry,) = project.images
    markers = ImageMarkers(
        next_id=3,
        markers=(
            Disk(id=1, class_id=1, center=(50, 30), radius=4),
            Disk(id=2, class_id=0, center=(10, 100), radius=4),
        ),
    )
    block = Block(kernels_per_marker=2, kernels=4, pooling=Pooling(kind="none"))
    project = project.with_(
        markers={entry.id: markers}, architecture=Architecture(blocks=(block,))
    )
    create_project(folder, project)
    return folder


@pytest.fixture
def opened(session: Session, tmp_path: Path, pump: Pump) -> Session:
    """A session that shows a slide and watches its tissue."""
    session.open(make_slide_project(tmp_path))
    session.update_view(image=session.document.project.images[0].id)
    session.slide.watch("a panel")
    pump.settle(session)
    return session


def found(session: Session) -> np.ndarray:
    assert session.slide.tissue is not None
    height, width = SIDES
    return session.slide.tissue.mask.at(slice(0, height), slice(0, width))


def test_nothing_is_read_unless_watched(session: Session, tmp_path: Path, pump: Pump) -> None:
    session.open(make_slide_project(tmp_path))
    pump.settle(session)
    assert session.slide.pictures is None
    session.slide.watch("a panel")
    pump.settle(session)
    assert session.slide.pictures is not None
    session.slide.unwatch("a panel")
    assert session.slide.pictures is None


def test_levels_and_tissue_are_shown(opened: Session) -> None:
    pictures, tissue = opened.slide.pictures, opened.slide.tissue
    assert pictures is not None
    assert tissue is not None
    assert [(level.height, level.width) for level in pictures.levels] == [
        (96, 128), (48, 64), (24, 32),
    ]  # fmt: skip
    assert [level.pixel_size.side for level in pictures.levels if level.pixel_size] == [10, 20, 40]
    assert pictures.picture.shape == (96, 128, 3)
    assert found(opened)[PIECE].all()
    assert tissue.mask.share < 0.2
    assert tissue.area_mm2 == pytest.approx(tissue.mask.share * 96 * 128 * 1e-4)


def test_an_image_of_one_size_has_one_level(session: Session, tmp_path: Path, pump: Pump) -> None:
    session.open(make_slide_project(tmp_path, levels=1))
    session.slide.watch("a panel")
    pump.settle(session)
    assert session.slide.pictures is not None
    assert len(session.slide.pictures.levels) == 1


def test_settings_and_strokes_change_the_tissue_and_are_undone(
    opened: Session, pump: Pump
) -> None:
    before, image = found(opened), opened.pixels.shown
    opened.tissue.draw([(5, 5), (5, 40)], 4, adds=True)
    opened.tissue.draw([(52, 16), (52, 56)], 20, adds=False)
    pump.settle(opened)
    assert found(opened)[5, 20]
    assert not found(opened)[PIECE].any()
    assert opened.pixels.shown is image, "the image was read again"
    assert opened.document.undo_label == "Remove tissue"
    opened.undo()
    opened.undo()
    pump.settle(opened)
    np.testing.assert_array_equal(found(opened), before)
    assert opened.document.project.images[0].tissue is None

    opened.tissue.set_margin(0)
    opened.tissue.set_threshold(0.9)
    pump.settle(opened)
    assert not found(opened).any()
    opened.tissue.set_threshold(None)
    opened.tissue.set_smallest(parse_smallest("50%"))
    pump.settle(opened)
    assert not found(opened).any()
    opened.tissue.reset()
    pump.settle(opened)
    np.testing.assert_array_equal(found(opened), before)


@pytest.mark.parametrize("name", ["mine.png", "mine.geojson"])
def test_files_are_written_edited_and_read(
    opened: Session, pump: Pump, tmp_path: Path, messages: list[Message], name: str
) -> None:
    before = found(opened)
    opened.tissue.write_file(tmp_path / name)
    pump.settle(opened)
    assert messages[-1].text == f"Saved {tmp_path / name}"
    opened.tissue.read_file(tmp_path / name)
    pump.settle(opened)
    taken = opened.document.project.images[0].tissue
    assert taken is not None
    assert taken.source == "edits"
    np.testing.assert_array_equal(found(opened), before)
    opened.tissue.draw([(5, 5)], 3, adds=True)
    pump.settle(opened)
    assert found(opened)[5, 5]


def test_faults_reach_the_user_in_one_line(
    opened: Session, pump: Pump, tmp_path: Path, messages: list[Message]
) -> None:
    write_png(tmp_path / "wide.png", np.ones((4, 90), np.uint8))
    opened.tissue.read_file(tmp_path / "wide.png")
    pump.settle(opened)
    assert "wide.png: 4 x 90 pixels; the image has 96 x 128" in messages[-1].text
    opened.tissue.draw(TOO_MANY, 3, adds=True)
    with pytest.raises(InputError, match="the corrections of the tissue have 120000 points"):
        opened.tissue.draw(TOO_MANY, 3, adds=True)


def test_an_area_needs_a_pixel_size(session: Session, tmp_path: Path, pump: Pump) -> None:
    session.open(make_slide_project(tmp_path, sized=False))
    session.slide.watch("a panel")
    pump.settle(session)
    assert session.slide.tissue is not None
    assert session.slide.tissue.area_mm2 is None
    session.tissue.set_smallest(SmallestPart(area=0.01, unit="mm2"))
    pump.settle(session)
    assert "needs the size of a pixel" in str(session.slide.problem)
    session.undo()
    pump.settle(session)
    assert session.slide.problem is None


def test_the_project_keeps_the_tissue(opened: Session, pump: Pump) -> None:
    opened.tissue.draw([(5, 5), (5, 40)], 4, adds=True)
    folder = opened.document.path
    assert folder is not None
    opened.document.save()
    opened.open(folder)
    (stroke,) = opened.tissue.settings.edits or opened.document.project.images[0].tissue.edits
    assert isinstance(stroke, TissueStroke)
    assert stroke.points == ((5, 5), (5, 40))


def test_the_tiles_of_the_tissue_are_counted_and_timed(opened: Session, pump: Pump) -> None:
    opened.tissue_cost.watch("a panel")
    assert opened.tissue_cost.current is None
    opened.builder.build()
    pump.settle(opened)
    cost = opened.tissue_cost.current
    assert cost is not None
    assert (cost.within, cost.everywhere) == (1, 1)
    assert cost.seconds is not None
    assert cost.seconds > 0
    opened.tissue.draw([(50, 60)], 400, adds=False)
    pump.settle(opened)
    assert opened.tissue_cost.current is not None
    assert (opened.tissue_cost.current.within, opened.tissue_cost.current.seconds) == (0, None)


def test_a_prediction_follows_the_tissue_of_the_project(
    opened: Session, pump: Pump, tmp_path: Path
) -> None:
    opened.builder.build()
    opened.tissue.draw([(50, 60)], 400, adds=False)
    opened.tissue.draw([(80, 100)], 8, adds=True)
    pump.settle(opened)
    shown, slide = found(opened), tmp_path / "slide.tif"
    results = {}
    for whole in (False, True):
        out = tmp_path / f"out{whole}"
        opened.prediction.start(
            PredictionRequest(
                (slide,), out, ("saliency",), tissue=opened.document.path, whole=whole
            )
        )
        pump.until(lambda: opened.prediction.outcome is not None)
        results[whole] = read_mask(out / "slide.png")
    assert not results[False][~shown].any()
    assert results[True][~shown].any()


def test_the_command_of_a_prediction_has_the_same_tissue(tmp_path: Path) -> None:
    project = tmp_path / "p.flim"
    request = PredictionRequest((tmp_path,), tmp_path / "out", ("saliency",))
    assert "--tissue" not in request.command(tmp_path)
    assert replace(request, tissue=project).command(tmp_path).endswith(f"--tissue {project}")
    assert replace(request, whole=True).command(tmp_path).endswith("--tissue none")


def test_undoing_tissue_shows_its_image(
    opened: Session, pump: Pump, messages: list[Message]
) -> None:
    first = opened.document.project.images[0].id
    assert opened.slide.path is not None
    opened.images.add([opened.slide.path], ImageSelector(level=1))
    pump.settle(opened)
    opened.tissue.draw([(5, 5)], 3, adds=True)
    opened.update_view(image=opened.document.project.images[1].id)
    opened.undo()
    assert opened.view.image == first
    assert messages[-1].text.startswith("Undone: Add tissue, on slide.tif")


def test_an_image_of_other_channels_has_no_time(
    opened: Session, pump: Pump, tmp_path: Path
) -> None:
    opened.builder.build()
    opened.tissue_cost.watch("a panel")
    write_png(tmp_path / "grey.png", np.full((40, 60), 90, np.uint8))
    opened.images.add([tmp_path / "grey.png"])
    pump.settle(opened)
    opened.update_view(image=opened.document.project.images[1].id)
    opened.tissue.draw([(5, 5)], 3, adds=True)
    pump.settle(opened)
    cost = opened.tissue_cost.current
    assert cost is not None
    assert (cost.within, cost.seconds) == (1, None)
