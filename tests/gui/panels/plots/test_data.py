"""The numbers behind the plots."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.gui.panels.plots.data import (
    FEWEST,
    MOST,
    areas_of,
    curves_of,
    histogram,
    image_measures,
    level_of,
    threshold_of,
)
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import ImageEntry, Project
from tests.gui.panels.objects.test_model import table_of


@dataclass
class FakeResults:
    """Results by image id."""

    rows: dict[str, Any] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)

    def get(self, image: str) -> Any:
        return self.rows.get(image)

    def is_fresh(self, image: str) -> bool:
        return image in self.fresh


def result(**values: Any) -> SimpleNamespace:
    empty = dict.fromkeys(("objects", "curve", "measures", "before"))
    return SimpleNamespace(**(empty | values))


def entry(name: str, role: str, pixel_size: PixelSize | None = None) -> ImageEntry:
    return ImageEntry(
        id=name, path=f"{name}.png", size=9, shape=(9, 9, 1), dtype="uint8",
        sha256="0" * 64, role=role, pixel_size=pixel_size,
    )  # fmt: skip


def session_of(
    entries: list[ImageEntry], rows: dict[str, Any], shown: Any = None, decoded: Any = None
) -> Any:
    """A session with a project and results, as the functions read it."""
    return SimpleNamespace(
        document=SimpleNamespace(project=Project(images=tuple(entries))),
        results=FakeResults(rows, {"a"}),
        shown_objects=SimpleNamespace(current=shown),
        inspector=SimpleNamespace(decoded=decoded),
    )


def test_areas_of_a_role_by_hand() -> None:
    entries = [entry("a", "train"), entry("b", "test"), entry("c", "test")]
    rows = {"a": result(objects=table_of([3, 4])), "b": result(objects=table_of([5]))}
    shown = SimpleNamespace(image="a", table=table_of([3, 4]))
    session = session_of(entries, rows, shown)
    everything = areas_of(session, None)
    assert everything.all.tolist() == [3, 4, 5]
    assert everything.shown.tolist() == [3, 4]
    assert (everything.unit, everything.images, everything.of) == ("px²", 2, 3)
    assert areas_of(session, "test").all.tolist() == [5]
    nothing = areas_of(session, "validation")
    assert len(nothing.all) == nothing.images == 0


def test_areas_are_in_micrometres_only_if_all_images_have_a_pixel_size() -> None:
    sizes = PixelSize.square(0.5), PixelSize.square(2)
    rows = {"a": result(objects=table_of([4])), "b": result(objects=table_of([1]))}
    scaled = [entry("a", "train", sizes[0]), entry("b", "train", sizes[1])]
    areas = areas_of(session_of(scaled, rows), None)
    assert areas.unit == "µm²"
    assert areas.all.tolist() == [1, 4]
    mixed = [scaled[0], entry("b", "train")]
    areas = areas_of(session_of(mixed, rows), None)
    assert areas.unit == "px²"
    assert areas.all.tolist() == [4, 1]
    assert areas_of(session_of(mixed, {}), None).unit == "px²"


def test_whole_areas_by_hand() -> None:
    made = histogram(np.array([1.0, 2, 2, 8]), logarithmic=False, whole=True)
    assert made is not None
    assert made.edges.tolist() == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5]
    assert made.counts(np.array([1, 2, 2, 8])).tolist() == [1, 2, 0, 0, 0, 0, 0, 1]
    assert made.bin_at(2) == 1
    assert made.bin_at(0.2) is None
    assert made.bin_at(9) is None
    assert made.members(np.array([2, 8, 2, 1]), 1).tolist() == [0, 2]
    assert histogram(np.zeros(0), logarithmic=True, whole=True) is None


@given(
    st.lists(st.integers(1, 10**7), min_size=1, max_size=200), st.booleans(), st.booleans(),
    st.sampled_from([1.0, 0.173]),
)  # fmt: skip
def test_every_area_is_in_one_bin(
    areas: list[int], logarithmic: bool, whole: bool, unit: float
) -> None:
    values = np.array(areas) * (1.0 if whole else unit)
    made = histogram(values, logarithmic=logarithmic, whole=whole)
    assert made is not None
    assert (np.diff(made.edges) > 0).all()
    counts = made.counts(values)
    assert counts.sum() == len(values)
    assert len(counts) <= MOST + 1
    if not whole:
        assert len(counts) >= FEWEST
    members = [made.members(values, number).tolist() for number in range(len(counts))]
    assert [len(part) for part in members] == counts.tolist()
    assert sorted(position for part in members for position in part) == list(range(len(values)))
    for position, value in enumerate(values.tolist()):
        number = made.bin_at(value)
        assert number is not None
        assert position in members[number]


def test_curves_and_their_mean_by_hand() -> None:
    entries = [entry("a", "train"), entry("b", "test"), entry("c", "test")]
    ones, zeros = np.ones((2, 256)), np.zeros((2, 256))
    rows = {"a": result(curve=ones), "b": result(curve=zeros), "c": result()}
    curves = curves_of(session_of(entries, rows), None)
    assert list(curves.images) == ["a", "b"]
    assert curves.mean is not None
    assert (curves.mean == 0.5).all()
    alone = curves_of(session_of(entries, rows), "train")
    assert alone.mean is not None
    assert (alone.mean == 1).all()
    assert curves_of(session_of(entries, rows), "validation").mean is None


def test_the_threshold_is_marked_if_there_is_one() -> None:
    def of(*thresholds: float) -> float | None:
        return threshold_of(session_of([], {}, decoded=SimpleNamespace(thresholds=thresholds)))

    assert of(0.25) == 0.25
    assert of(0.25, 0.25) == 0.25
    assert of(0.25, 0.5) is None
    assert of() is None
    assert threshold_of(session_of([], {})) is None


@pytest.mark.parametrize("threshold", [0.0, 0.1, 0.5, 100 / 255, 0.9, 1.0])
def test_a_level_is_the_first_whose_mask_lies_above_the_threshold(threshold: float) -> None:
    """Slowly: the first k with k > 255 t; 255 if there is none."""
    wanted = next((k for k in range(256) if k > 255 * threshold), 255)
    assert level_of(threshold) == wanted


def test_measures_are_sorted_with_those_of_the_build_before() -> None:
    entries = [entry("a", "train"), entry("b", "test"), entry("c", "test"), entry("d", "test")]
    rows = {
        "a": result(measures={"dice": 0.5}, before={"dice": 0.25}),
        "b": result(measures={"dice": 0.125}),
        "c": result(),
    }
    made = image_measures(session_of(entries, rows), "dice", None)
    assert [row.image for row in made] == ["b", "a"]
    assert [row.value for row in made] == [0.125, 0.5]
    assert [row.before for row in made] == [None, 0.25]
    assert [row.role for row in made] == ["test", "train"]
    assert [row.is_fresh for row in made] == [False, True]
    assert image_measures(session_of(entries, rows), "mae", None) == []
    assert [row.image for row in image_measures(session_of(entries, rows), "dice", "train")] == [
        "a"
    ]
