"""What a user types, and the images that it means."""

from pathlib import Path

import numpy as np
import pytest
import tifffile

from flimbuilder.errors import ImageError, InputError
from flimbuilder.imaging.layout import Layout, StackAxis
from flimbuilder.project.selection import AxisIndex, Selection
from flimbuilder.workflow.sources import (
    ImageSelector,
    ImageSource,
    list_images,
    parse_image_selector,
    select,
)

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
    found = select(layout, parse_image_selector(slices, **more))  # type: ignore[arg-type]
    return [{one.axis: one.index for one in item.at} if item else {} for item in found]


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
    def test_what_is_not_there(self, layout: Layout, text: str, reason: str) -> None:
        with pytest.raises(ImageError, match=reason):
            places(layout, text)

    @pytest.mark.parametrize("text", ["", "z=", "z=a", "1:2:3:4", "-1", "z=1:-1", "1.5", "1:5:0"])
    def test_what_cannot_be_read(self, text: str) -> None:
        with pytest.raises(InputError, match=r"^--slices"):
            parse_image_selector([text])

    def test_a_file_of_one_image_is_taken_as_it_is(self) -> None:
        assert select(PLAIN, parse_image_selector(["z=3"])) == [None]


class TestChannels:
    @pytest.mark.parametrize(
        ("text", "channels"), [("0,2", (0, 2)), ("2,0", (2, 0)), ("0:3", (0, 1, 2)), ("4", (4,))]
    )
    def test_as_typed(self, text: str, channels: tuple[int, ...]) -> None:
        assert parse_image_selector(channels=text).channels == channels
        assert select(PLAIN, parse_image_selector(channels=text)) == [Selection(channels=channels)]

    @pytest.mark.parametrize("text", ["", "a", "0,0", ":", "-1", "3:3", "999999:"])
    def test_what_cannot_be_read(self, text: str) -> None:
        with pytest.raises(InputError, match=r"^--channels"):
            parse_image_selector(channels=text)


class TestWindow:
    def test_ends_in_the_wrong_order(self) -> None:
        with pytest.raises(InputError, match="--window: the low end 3 is not below"):
            parse_image_selector(window=(3, 2))

    def test_both_are_too_many(self) -> None:
        with pytest.raises(InputError, match="give one of them"):
            parse_image_selector(window=(0, 1), header_window=True)

    def test_that_of_the_header(self) -> None:
        found = select(PAGES, parse_image_selector(["t=0", "z=0"], header_window=True))
        assert [one and one.window for one in found] == [(5, 7)]
        with pytest.raises(ImageError, match="proposes no window; choose one with --window"):
            select(DEEP, parse_image_selector(["0"], header_window=True))


class TestOfAModel:
    RECORDED = Selection(at=(AxisIndex(axis="z", index=0),), channels=(1,), window=(0, 9))

    def test_what_is_left_open_is_as_the_model_learned(self) -> None:
        found = select(DEEP, ImageSelector().or_else(self.RECORDED))
        assert len(found) == 10
        assert found[3] == self.RECORDED.with_(at=(AxisIndex(axis="z", index=3),))

    def test_what_is_typed_counts(self) -> None:
        typed = parse_image_selector(["1"], channels="0", window=(2, 3)).or_else(self.RECORDED)
        (found,) = select(DEEP, typed)
        assert found == Selection(at=(AxisIndex(axis="z", index=1),), channels=(0,), window=(2, 3))


def test_files_and_places_are_listed_once(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, np.zeros((3, 5, 6), np.uint8), photometric="minisblack")
    found = list_images([path, tmp_path], parse_image_selector(["1:"]))
    assert [one.stem for one in found] == ["a_page0001", "a_page0002"]
    assert found[0].description == f"{path} [page 1]"
    assert found[0].paired_as == tmp_path / "a_page0001.tif"
    with pytest.raises(ImageError, match=rf"^{path}: is a stack .page 0 to 2.; choose"):
        list_images([tmp_path])
    assert ImageSource(Path("b.nii.gz")).paired_as == Path("b.nii.gz")
