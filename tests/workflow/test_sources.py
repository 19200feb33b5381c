"""Selecting, listing, opening and pairing images."""

import os
from collections import Counter
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest
import tifffile

from flimbuilder.errors import ImageError, InputError
from flimbuilder.imaging.layout import Layout, StackAxis
from flimbuilder.imaging.levels import pyramid_levels
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.write import write_png
from flimbuilder.model.model import Model
from flimbuilder.model.pipeline import AHEAD
from flimbuilder.project.selection import AxisIndex, Selection
from flimbuilder.workflow.create import import_project
from flimbuilder.workflow.evaluation.evaluate import evaluate_files
from flimbuilder.workflow.predict import predict_files
from flimbuilder.workflow.sources import (
    ImageSelector,
    ImageSource,
    OpenImages,
    parse_image_selector,
    select,
)
from tests.scenes import Scene

FRAME = (StackAxis("y", 5, can_fix=False), StackAxis("x", 6, can_fix=False))
PAGES = Layout("TIFF", (StackAxis("t", 2), StackAxis("z", 10), *FRAME), 3, "uint16", window=(5, 7))
DEEP = Layout("TIFF", (StackAxis("z", 10), *FRAME), 3, "uint16")
VOLUME = Layout(
    "NIfTI",
    (StackAxis("z", 4, aliases=("axial",)), StackAxis("y", 5), StackAxis("x", 6)),
    1,
    "int16",
)
PLAIN = Layout("PNG", FRAME, 3, "uint8")


def places(layout: Layout, *slices: str, **more: object) -> list[dict[str, int]]:
    selections = select(layout, parse_image_selector(slices, **more))  # type: ignore[arg-type]
    return [
        {} if selection is None else {place.axis: place.index for place in selection.at}
        for selection in selections
    ]


class TestSlices:
    def test_as_in_python(self) -> None:
        assert places(DEEP, "z=2:9:3") == [{"z": 2}, {"z": 5}, {"z": 8}]
        assert places(DEEP, "8:") == [{"z": 8}, {"z": 9}]
        assert places(DEEP, " 7 ") == [{"z": 7}]
        assert len(places(DEEP, ":")) == 10

    def test_every_axis_of_pages_needs_places(self) -> None:
        assert places(PAGES, "z=1", "t=:") == [{"t": 0, "z": 1}, {"t": 1, "z": 1}]
        with pytest.raises(ImageError, match=r"is a stack .*--slices t=0:2 --slices z=0:10"):
            places(PAGES, "z=1")

    def test_any_axis_of_a_volume(self) -> None:
        assert places(VOLUME, "axial=3") == [{"z": 3}]
        assert places(VOLUME, "x=5") == [{"x": 5}]

    @pytest.mark.parametrize(
        ("layout", "text", "reason"),
        [
            (VOLUME, "3", "begin --slices with z= or y= or x="),
            (VOLUME, "z=4:", "has z 0 to 3; --slices chooses none of them"),
            (DEEP, "q=1", "has no axis 'q' to choose on; z"),
        ],
    )
    def test_missing_axes_and_places(self, layout: Layout, text: str, reason: str) -> None:
        with pytest.raises(ImageError, match=reason):
            places(layout, text)

    @pytest.mark.parametrize("text", ["", "z=", "z=a", "1:2:3:4", "-1", "z=1:-1", "1.5", "1:5:0"])
    def test_malformed(self, text: str) -> None:
        with pytest.raises(InputError, match=r"^--slices"):
            parse_image_selector([text])

    def test_a_file_of_a_single_image_needs_none(self) -> None:
        assert select(PLAIN, parse_image_selector(["z=3"])) == [None]


def test_slices_without_a_stack_are_refused(tmp_path: Path) -> None:
    images_folder = tmp_path / "images"
    images_folder.mkdir()
    plain = [images_folder / "a.png", images_folder / "b.tif"]
    write_png(plain[0], np.zeros((4, 5), np.uint8))
    tifffile.imwrite(plain[1], np.ones((4, 5), np.uint8))
    selector = parse_image_selector(["z=7"])
    with OpenImages() as images:
        with pytest.raises(InputError, match="--slices: no file is a stack or a DICOM series"):
            images.list_images(plain, selector)
        with pytest.raises(InputError, match="--slices: no file is a stack"):
            import_project(tmp_path / "a.flim", images_folder, selector=selector)
        assert not (tmp_path / "a.flim").exists()
        stack = images_folder / "c.tif"
        tifffile.imwrite(stack, np.zeros((8, 4, 5), np.uint8), metadata={"axes": "ZYX"})
        listed = images.list_images([*plain, stack], selector)
    assert [source.name for source in listed] == ["a.png", "b.tif", "c.tif [z 7]"]
    import_project(tmp_path / "a.flim", images_folder, selector=selector)


class TestChannels:
    @pytest.mark.parametrize(
        ("text", "channels"), [("0,2", (0, 2)), ("2,0", (2, 0)), ("0:3", (0, 1, 2)), ("4", (4,))]
    )
    def test_as_typed(self, text: str, channels: tuple[int, ...]) -> None:
        assert parse_image_selector(channels=text).channels == channels
        assert select(PLAIN, parse_image_selector(channels=text)) == [Selection(channels=channels)]

    @pytest.mark.parametrize("text", ["", "a", "0,0", ":", "-1", "3:3", "999999:"])
    def test_malformed(self, text: str) -> None:
        with pytest.raises(InputError, match=r"^--channels"):
            parse_image_selector(channels=text)


class TestWindow:
    def test_ends_in_the_wrong_order(self) -> None:
        with pytest.raises(InputError, match="--window: the low end 3 is not below"):
            parse_image_selector(window=(3, 2))

    def test_not_both(self) -> None:
        with pytest.raises(InputError, match="give one of them"):
            parse_image_selector(window=(0, 1), header_window=True)

    def test_from_the_header(self) -> None:
        (selection,) = select(PAGES, parse_image_selector(["t=0", "z=0"], header_window=True))
        assert selection is not None
        assert selection.window == (5, 7)
        with pytest.raises(ImageError, match="proposes no window; choose one with --window"):
            select(DEEP, parse_image_selector(["0"], header_window=True))


class TestOfAModel:
    RECORDED = Selection(at=(AxisIndex(axis="z", index=0),), channels=(1,), window=(0, 9))

    def test_open_choices_follow_the_model(self) -> None:
        selections = select(DEEP, ImageSelector().or_else(self.RECORDED))
        assert len(selections) == 10
        assert selections[3] == self.RECORDED.with_(at=(AxisIndex(axis="z", index=3),))

    def test_given_options_win(self) -> None:
        typed = parse_image_selector(["1"], channels="0", window=(2, 3)).or_else(self.RECORDED)
        (selection,) = select(DEEP, typed)
        assert selection == Selection(
            at=(AxisIndex(axis="z", index=1),), channels=(0,), window=(2, 3)
        )


def test_files_and_places_are_listed_once(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, np.zeros((3, 5, 6), np.uint8), photometric="minisblack")
    with OpenImages() as files:
        sources = files.list_images([path, tmp_path], parse_image_selector(["1:"]))
        assert [source.stem for source in sources] == ["a_page0001", "a_page0002"]
        assert sources[0].description == f"{path} [page 1]"
        assert sources[0].paired_as == tmp_path / "a_page0001.tif"
        with pytest.raises(ImageError, match=rf"^{path}: is a stack .page 0 to 2.; choose"):
            files.list_images([tmp_path])
    assert ImageSource(Path("b.nii.gz")).paired_as == Path("b.nii.gz")


# Open files

TiffHeaders = Counter[int]


@pytest.fixture
def headers(monkeypatch: pytest.MonkeyPatch) -> TiffHeaders:
    """Count how often the header of each TIFF file is read, by inode."""
    counts: TiffHeaders = Counter()

    def read_header(file: BinaryIO, **options: object) -> tifffile.TiffFile:
        counts[os.fstat(file.fileno()).st_ino] += 1
        return tifffile.TiffFile(file, **options)

    monkeypatch.setattr("flimbuilder.imaging.formats.tiff.TiffFile", read_header)
    return counts


@pytest.fixture
def tiffs(scene: Scene, tmp_path: Path) -> Scene:
    """The images and masks of the scene as TIFF files."""
    for folder in (scene.images, scene.labels):
        (tmp_path / folder.name).mkdir()
        for path in folder.iterdir():
            pixels = read_image(path).pixels.squeeze()
            tifffile.imwrite(tmp_path / folder.name / f"{path.stem}.tif", pixels)
    return Scene(tmp_path)


@pytest.mark.parametrize("memory", [10**9, 1], ids=["whole", "in tiles"])
def test_predict_reads_each_header_once(
    model: Model, tiffs: Scene, tmp_path: Path, headers: TiffHeaders, memory: int
) -> None:
    predict_files(model, [tiffs.images], tmp_path / "out", memory=memory)
    assert list(headers.values()) == [1, 1, 1]


def test_evaluate_reads_each_header_once(model: Model, tiffs: Scene, headers: TiffHeaders) -> None:
    evaluate_files(model, [tiffs.images], [tiffs.labels])
    assert list(headers.values()) == [1] * 6


def test_evaluate_shares_the_header_of_a_stack(
    model: Model, tiffs: Scene, headers: TiffHeaders
) -> None:
    for folder, photometric in ((tiffs.images, "rgb"), (tiffs.labels, "minisblack")):
        pages = [read_image(path).pixels.squeeze() for path in sorted(folder.iterdir())] * 2
        for path in folder.iterdir():
            path.unlink()
        tifffile.imwrite(folder / "x.tif", np.stack(pages), photometric=photometric)
    headers.clear()
    (result,) = evaluate_files(
        model, [tiffs.images], [tiffs.labels], selector=parse_image_selector([":"])
    )
    assert len(result.per_image) == 6
    assert all(1 <= count <= 1 + AHEAD for count in headers.values())  # a file for each thread
    assert len(headers) == 2


def test_import_reads_each_header_once(tiffs: Scene, tmp_path: Path, headers: TiffHeaders) -> None:
    import_project(tmp_path / "p.flim", tiffs.images, labels=tiffs.labels)
    assert list(headers.values()) == [1] * 6


def test_few_files_stay_open_and_all_can_be_read(
    tiffs: Scene, tmp_path: Path, headers: TiffHeaders
) -> None:
    with OpenImages(limit=2) as files:
        sources = files.list_images([tiffs.images])
        for source in sources:
            with files.open(source.path) as image:
                assert image.read().pixels.shape == (40, 48, 3)
    assert sorted(headers.values()) == [1, 1, 2]


def test_a_file_that_is_read_for_the_last_time_is_closed(tiffs: Scene) -> None:
    with OpenImages() as files:
        (source,) = files.list_images([tiffs.image("a").with_suffix(".tif")])
        with files.open(source.path) as first:
            pass
        with files.open(source.path) as second:
            assert second is not first


class TestLevels:
    SLIDE = Layout(
        "TIFF", FRAME, 3, "uint8", levels=pyramid_levels([(500, 600), (250, 300), (125, 150)])
    )

    def test_level_0_unless_another_is_chosen(self) -> None:
        assert select(self.SLIDE, ImageSelector()) == [None]
        (chosen,) = select(self.SLIDE, parse_image_selector(level=2, channels="0"))
        assert chosen == Selection(level=2, channels=(0,))

    def test_the_level_of_the_model_in_files_that_have_levels(self) -> None:
        usual = ImageSelector().or_else(Selection(level=1))
        assert select(self.SLIDE, usual) == [Selection(level=1)]
        assert select(PLAIN, usual) == [None]
        given = parse_image_selector(level=0).or_else(Selection(level=1))
        assert select(self.SLIDE, given) == [None]
        with pytest.raises(ImageError, match=r"has levels 0 to 2; level 5 is outside"):
            select(self.SLIDE, ImageSelector().or_else(Selection(level=5)))

    def test_a_level_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(ImageError, match=r"holds one size and no level 1"):
            select(PLAIN, parse_image_selector(level=1))
        path = tmp_path / "a.png"
        path.write_bytes(b"")
        with (
            OpenImages() as files,
            pytest.raises(ImageError, match=r"a\.png: holds one size and no level 1"),
        ):
            files.list_images([path], parse_image_selector(level=1))
        with pytest.raises(InputError, match="level"):
            parse_image_selector(level=64)
