"""Rows of the results: numbers, filter, order and means."""

import numpy as np
import pytest

from flimbuilder.analysis.instances.measures import INSTANCE_MEASURES
from flimbuilder.analysis.measures import MEASURES
from flimbuilder.gui.panels.results.columns import (
    COLUMNS,
    ResultColumn,
    ResultRow,
    arrange,
    column_heading,
    number_of,
    number_text,
    summarise_rows,
)
from flimbuilder.gui.panels.results.pictures import masked_picture
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import ImageEntry
from flimbuilder.session.image_result import ImageResult

BY_ID = {column.id: column for column in COLUMNS}


def row(
    name: str,
    *,
    role: str = "train",
    area: float | None = None,
    dice: float | None = None,
    fresh: bool = True,
    problem: str | None = None,
    pixel_size: PixelSize | None = None,
) -> ResultRow:
    entry = ImageEntry(
        id=name.partition(".")[0], path=f"images/{name}", sha256="0" * 64, size=1,
        shape=(8, 8, 3), dtype="uint8", role=role, pixel_size=pixel_size,
    )  # fmt: skip
    if area is None and problem is None:
        return ResultRow(entry)
    result = ImageResult(
        entry.id,
        None,  # type: ignore[arg-type]
        problem=problem,
        summary={} if area is None else {"objects": 1, "area": area, "median_area": area},
        measures=None if dice is None else {"dice": dice},
    )
    return ResultRow(entry, result, fresh)


def names(rows: list[ResultRow]) -> list[str]:
    return [made.entry.name for made in rows]


def test_every_measure_is_a_column() -> None:
    assert MEASURES.keys() | INSTANCE_MEASURES.keys() <= BY_ID.keys()
    assert {column.id for column in COLUMNS if column.is_optional} == INSTANCE_MEASURES.keys()
    assert [column.id for column in COLUMNS if column.is_shown] == [
        "mask", "image", "role", "dice", "doubt", "objects", "count_error", "ap50", "pq", "area",
        "median_area", "mean_saliency",
    ]  # fmt: skip


def test_numbers_sort_as_numbers_and_empty_cells_come_last() -> None:
    rows = [row("a.png", area=100), row("b.png"), row("c.png", area=9), row("d.png", area=20)]
    area = BY_ID["area"]
    assert names(arrange(rows, column=area)) == ["c.png", "d.png", "a.png", "b.png"]
    descending = arrange(rows, column=area, descending=True)
    assert names(descending) == ["a.png", "d.png", "c.png", "b.png"]
    assert arrange(rows) == rows


def test_names_sort_by_their_numbers_and_roles_by_their_use() -> None:
    rows = [row("egg_10.png", role="test"), row("egg_9.png", role="validation"), row("Egg_2.png")]
    ascending = ["Egg_2.png", "egg_9.png", "egg_10.png"]
    assert names(arrange(rows, column=BY_ID["image"])) == ascending
    assert names(arrange(rows, column=BY_ID["role"])) == ascending
    assert names(arrange(rows, column=BY_ID["image"], descending=True)) == ascending[::-1]


def test_the_filter_is_of_role_and_text() -> None:
    rows = [row("egg.png"), row("EGG_2.png", role="test"), row("cell.png", role="test")]
    assert names(arrange(rows, role="test")) == ["EGG_2.png", "cell.png"]
    assert names(arrange(rows, text=" egg ")) == ["egg.png", "EGG_2.png"]
    assert names(arrange(rows, role="test", text="egg")) == ["EGG_2.png"]


def test_areas_are_in_square_micrometres_if_the_pixel_size_is_known() -> None:
    made = row("a.png", area=100, pixel_size=PixelSize(height=0.5, width=2))
    area = BY_ID["area"]
    assert number_of(area, made) == 100
    assert number_of(area, made, scaled=True) == pytest.approx(100)
    made = row("a.png", area=100, pixel_size=PixelSize.square(0.5))
    assert number_of(area, made, scaled=True) == pytest.approx(25)
    assert column_heading(area, scaled=True) == "Area, µm²"
    assert column_heading(area, scaled=False) == "Area, px²"
    assert number_of(BY_ID["objects"], made, scaled=True) == 1


def test_texts_of_numbers() -> None:
    assert number_text(BY_ID["area"], 1234.0) == "1234"
    assert number_text(BY_ID["area"], 1.23456) == "1.235"
    assert number_text(BY_ID["dice"], 0.5) == "0.500"
    assert number_text(BY_ID["objects"], 3) == "3"
    assert number_text(BY_ID["dice"], None) == ""


def test_means_and_spreads_are_of_fresh_results_by_role() -> None:
    rows = [
        row("a.png", area=10, dice=0.5),
        row("b.png", area=20, dice=0.7),
        row("c.png", area=90, dice=0.1, fresh=False),
        row("d.png", area=40, role="test"),
        row("e.png", problem="is missing"),
        row("f.png"),
    ]
    train, test, everything = summarise_rows(rows)
    assert (train.role, train.n_images) == ("train", 2)
    assert train.means["dice"] == pytest.approx(0.6)
    assert train.spreads["dice"] == pytest.approx(0.02**0.5)
    assert train.means["area"] == 15
    assert (test.role, test.n_images) == ("test", 1)
    assert test.means["area"] == 40
    assert "dice" not in test.means
    assert test.spreads == {}
    assert (everything.role, everything.n_images) == ("", 3)
    assert everything.means["area"] == pytest.approx(70 / 3)


def test_one_role_needs_no_total() -> None:
    assert [part.role for part in summarise_rows([row("a.png", area=10)])] == ["train"]
    assert summarise_rows([row("a.png")]) == []


def test_a_failed_result_has_no_numbers() -> None:
    made = row("a.png", problem="is missing")
    assert all(number_of(column, made) is None for column in COLUMNS if column.kind == "number")


def test_columns_are_values() -> None:
    assert BY_ID["doubt"] == ResultColumn(**vars(BY_ID["doubt"]))


def test_a_mask_is_blended_over_its_picture() -> None:
    picture = np.full((4, 4, 3), 100, np.uint8)
    mask = np.zeros((4, 4), np.uint8)
    mask[:, :3] = 1
    blended = masked_picture(picture, mask, {1: "#ff0000"})
    assert blended[0, 3].tolist() == [100, 100, 100]  # outside
    assert blended[0, 2].tolist() == [255, 0, 0]  # border
    assert blended[0, 0].tolist() == [154, 65, 65]  # 100 + 0.35 · (255 - 100), 100 · 0.65


def test_a_mask_without_a_picture_and_of_another_size() -> None:
    mask = np.zeros((2, 6), np.uint8)
    mask[0, 0] = 7
    plain = masked_picture(None, mask, {})
    assert plain.shape == (2, 6, 3)
    assert plain[0, 0].tolist() == [255, 255, 255]
    assert plain[1, 5].tolist() == [40, 40, 40]
    picture = np.arange(4 * 3 * 3, dtype=np.uint8).reshape(4, 3, 3)
    assert masked_picture(picture, mask, {})[1, 5].tolist() == picture[2, 2].tolist()
