"""The rasteriser: by hand, against the definition pixel by pixel, and its invariants."""

import math
import tracemalloc
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.errors import MarkerError
from flimbuilder.project import rasterise
from flimbuilder.project.markers import Disk, Marker, Pixels, Stroke
from flimbuilder.project.rasterise import (
    class_map,
    evenly_spaced,
    marker_pixels,
    pixels_of,
    runs_of,
)

QUICK = settings(max_examples=60, deadline=None)


def drawn(markers: Sequence[Marker], shape: tuple[int, int]) -> list[str]:
    """The class map as text: a digit for each marked pixel, a dot for the others."""
    return [
        "".join("." if value < 0 else str(value) for value in row)
        for row in class_map(markers, shape)
    ]


def disk(row: float, col: float, radius: float, class_id: int | None = 1, number: int = 1) -> Disk:
    return Disk(id=number, class_id=class_id, center=(row, col), radius=radius)


def stroke(
    *points: tuple[float, float], radius: float, class_id: int | None = 1, number: int = 1
) -> Stroke:
    return Stroke(id=number, class_id=class_id, points=points, radius=radius)


class TestByHand:
    def test_disk_of_radius_two(self) -> None:
        assert drawn([disk(2, 2, 2)], (5, 6)) == [
            "..1...",
            ".111..",
            "11111.",
            ".111..",
            "..1...",
        ]

    def test_disk_between_pixels(self) -> None:
        # Four pixels at sqrt(0.5) = 0.707, eight at sqrt(2.5) = 1.58.
        assert drawn([disk(1.5, 1.5, 0.75)], (4, 4)) == ["....", ".11.", ".11.", "...."]
        assert drawn([disk(1.5, 1.5, 1.6)], (4, 4)) == [".11.", "1111", "1111", ".11."]

    def test_a_disk_includes_its_border(self) -> None:
        # 3, 4, 5: the pixel (4, 5) is at 5.0 from (0, 2).
        assert class_map([disk(0, 2, 5)], (6, 6))[4, 5] == 1
        assert class_map([disk(0, 2, 4.999)], (6, 6))[4, 5] == -1

    def test_stroke_along_a_row(self) -> None:
        assert drawn([stroke((1, 1), (1, 4), radius=1)], (3, 7)) == [
            ".1111..",
            "111111.",
            ".1111..",
        ]

    def test_diagonal_stroke(self) -> None:
        # The neighbours of the diagonal lie at sqrt(0.5) = 0.707 from it.
        assert drawn([stroke((0, 0), (3, 3), radius=0.7)], (4, 4)) == [
            "1...",
            ".1..",
            "..1.",
            "...1",
        ]
        assert drawn([stroke((0, 0), (3, 3), radius=0.71)], (4, 4)) == [
            "11..",
            "111.",
            ".111",
            "..11",
        ]

    def test_bent_stroke(self) -> None:
        assert drawn([stroke((0, 0), (0, 3), (3, 3), radius=0)], (4, 5)) == [
            "1111.",
            "...1.",
            "...1.",
            "...1.",
        ]

    def test_runs(self) -> None:
        marker = Pixels(id=1, class_id=3, runs=((0, 1, 2), (2, 0, 4), (0, 2, 2)))
        assert drawn([marker], (3, 5)) == [".333.", ".....", "3333."]

    def test_the_last_wins_and_an_eraser_clears(self) -> None:
        line = stroke((0, 0), (0, 5), radius=0, class_id=0)
        assert drawn([line, disk(0, 2, 1)], (1, 6)) == ["011100"[:1] + "111" + "00"]
        erased = [line, disk(0, 2, 1), disk(0, 3, 1, class_id=None, number=3)]
        assert drawn(erased, (1, 6)) == ["01...0"]
        assert drawn([*erased, disk(0, 4, 0, class_id=2, number=4)], (1, 6)) == ["01..20"]

    def test_an_eraser_leaves_later_markers_alone(self) -> None:
        assert drawn([disk(0, 1, 1, class_id=None), disk(0, 1, 0)], (1, 3)) == [".1."]

    def test_pixels_outside_are_clipped(self) -> None:
        assert drawn([disk(-1, -1, 2.3)], (3, 3)) == ["11.", "1..", "..."]
        assert drawn([disk(0, -50, 3), disk(9e6, 9e6, 10_000)], (2, 2)) == ["..", ".."]
        wide = Pixels(id=1, class_id=1, runs=((0, 2, 99), (1, 3, 1), (7, 0, 1)))
        assert drawn([wide], (2, 3)) == ["..1", "..."]

    def test_pixels_by_marker(self) -> None:
        found = marker_pixels([disk(0, 1, 1, number=7), disk(0, 2, 0, 0, number=3)], (2, 3))
        assert found.marker.tolist() == [3, 7, 7, 7]
        assert found.class_id.tolist() == [0, 1, 1, 1]
        assert found.row.tolist() == [0, 0, 0, 1]
        assert found.col.tolist() == [2, 0, 1, 1]
        assert len(found) == 4

    def test_no_markers(self) -> None:
        assert len(marker_pixels([], (4, 4))) == 0
        assert (class_map([], (2, 2)) == -1).all()

    @pytest.mark.parametrize("shape", [(0, 4), (4, 0), (-1, 3)])
    def test_an_image_without_pixels_is_refused(self, shape: tuple[int, int]) -> None:
        with pytest.raises(MarkerError, match="at least 1"):
            marker_pixels([disk(0, 0, 1)], shape)


class TestThinMarkers:
    @pytest.mark.parametrize(
        ("place", "pixel"),
        [
            ((0.4, 0.6), (0, 1)),
            ((0.5, 1.5), (1, 2)),  # halfway: the larger
            ((-0.5, -0.3), (0, 0)),
            ((2.5, 2.5), (2, 2)),  # the far edge of the last pixel
        ],
    )
    def test_a_thin_disk_marks_the_nearest_pixel(
        self, place: tuple[float, float], pixel: tuple[int, int]
    ) -> None:
        found = marker_pixels([disk(*place, 0)], (3, 3))
        assert (found.row.tolist(), found.col.tolist()) == ([pixel[0]], [pixel[1]])

    def test_each_point_of_a_thin_stroke_marks_its_nearest_pixel(self) -> None:
        assert drawn([stroke((0.1, 0.2), (2.3, 1.4), radius=0)], (3, 3)) == ["1..", "...", ".1."]

    def test_a_thin_disk_outside_marks_nothing(self) -> None:
        assert len(marker_pixels([disk(-0.6, 0, 0), disk(0, 3.6, 0)], (3, 4))) == 0

    @QUICK
    @given(
        st.floats(-0.5, 6.5), st.floats(-0.5, 4.5), st.floats(0, 3), st.integers(1, 3), st.data()
    )
    def test_a_marker_drawn_inside_marks_something(
        self, row: float, col: float, radius: float, n_points: int, data: st.DataObject
    ) -> None:
        points = [(row, col)] * n_points
        if n_points > 1:
            points[1:] = data.draw(st.lists(points_anywhere, min_size=1, max_size=4))
        assert len(marker_pixels([stroke(*points, radius=radius)], (7, 5))) > 0


def literal_map(markers: Sequence[Marker], shape: tuple[int, int]) -> np.ndarray:
    """The definition, pixel by pixel and segment by segment."""
    classes = np.full(shape, -1)
    for marker in markers:
        for row in range(shape[0]):
            for col in range(shape[1]):
                if literally_covers(marker, row, col, shape):
                    classes[row, col] = -1 if marker.class_id is None else marker.class_id
    return classes


def literally_covers(marker: Marker, row: int, col: int, shape: tuple[int, int]) -> bool:
    if isinstance(marker, Pixels):
        return any(r == row and first <= col < first + n for r, first, n in marker.runs)
    points = [marker.center] if isinstance(marker, Disk) else list(marker.points)
    segments = list(pairwise(points)) or [(points[0], points[0])]
    if any(squared_distance(row, col, a, b) <= marker.radius**2 for a, b in segments):
        return True
    return any((row, col) == nearest_pixel(point, shape) for point in points)


def squared_distance(row: int, col: int, a: tuple[float, float], b: tuple[float, float]) -> float:
    step = (b[0] - a[0], b[1] - a[1])
    length = step[0] * step[0] + step[1] * step[1]
    along = (row - a[0]) * step[0] + (col - a[1]) * step[1]
    aside = (row - a[0]) * step[1] - (col - a[1]) * step[0]
    if length > 0 and aside == 0 and 0 <= along <= length:  # on the line, however t is rounded
        return 0.0
    t = min(max(along / length, 0.0), 1.0) if length > 0 else 0.0
    down, across = row - (a[0] + t * step[0]), col - (a[1] + t * step[1])
    return down * down + across * across


def nearest_pixel(point: tuple[float, float], shape: tuple[int, int]) -> tuple[int, int] | None:
    if any(not -0.5 <= x <= side - 0.5 for x, side in zip(point, shape, strict=True)):
        return None
    row, col = (min(math.floor(x + 0.5), n - 1) for x, n in zip(point, shape, strict=True))
    return row, col


# On a grid of eighths ties are common: the place where rasterisers differ.
eighths = st.integers(-40, 160).map(lambda n: n / 8)
free = st.floats(-8, 24, allow_subnormal=False).map(lambda x: round(x, 9))
coordinate = eighths | free
points_anywhere = st.tuples(coordinate, coordinate)
radii = st.integers(0, 60).map(lambda n: n / 8) | st.floats(0, 9).map(lambda x: round(x, 9))
classes = st.none() | st.integers(0, 4)
runs = st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 12))


@st.composite
def marker_lists(draw: st.DrawFn, max_size: int = 6) -> list[Marker]:
    kinds = draw(st.lists(st.sampled_from(["disk", "stroke", "pixels"]), max_size=max_size))
    return [draw_marker(draw, kind, number) for number, kind in enumerate(kinds, start=1)]


def draw_marker(draw: st.DrawFn, kind: str, number: int) -> Marker:
    class_id = draw(classes)
    if kind == "pixels":
        found = draw(st.lists(runs, min_size=1, max_size=5))
        return Pixels(id=number, class_id=class_id, runs=tuple(found))
    points = draw(st.lists(points_anywhere, min_size=1, max_size=1 if kind == "disk" else 6))
    if kind == "disk":
        return disk(*points[0], draw(radii), class_id, number)
    return stroke(*points, radius=draw(radii), class_id=class_id, number=number)


shapes = st.tuples(st.integers(1, 18), st.integers(1, 18))


class TestAgainstTheDefinition:
    @settings(max_examples=150, deadline=None)
    @given(marker_lists(), shapes)
    def test_class_map(self, markers: list[Marker], shape: tuple[int, int]) -> None:
        np.testing.assert_array_equal(class_map(markers, shape), literal_map(markers, shape))

    @pytest.mark.parametrize(("band", "sparse"), [(1, 0), (40, 0), (40, 10**9), (1 << 24, 10**9)])
    @QUICK
    @given(marker_lists(), shapes)
    def test_painted_or_sorted_in_bands(
        self, band: int, sparse: int, markers: list[Marker], shape: tuple[int, int]
    ) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rasterise, "_BAND", band)
            patch.setattr(rasterise, "_SPARSE", sparse)
            np.testing.assert_array_equal(class_map(markers, shape), literal_map(markers, shape))

    def test_markers_that_cover_the_image(self) -> None:
        covering = disk(9, 9, 40, class_id=2, number=2)
        below = [stroke((0, 0), (9, 9), radius=3), Pixels(id=9, class_id=3, runs=((0, 0, 5),))]
        above = [stroke((5, 0), (5, 9), radius=1, class_id=4, number=3), disk(0, 0, 1, None, 4)]
        for markers in (
            [*below, covering, *above],
            [*below, *above, covering],
            [covering, *below, covering.with_(id=7, class_id=None), *above],
            [*below, stroke((90, 90), (9, 9), (0, 0), radius=12.8, number=2), *above],
        ):
            np.testing.assert_array_equal(
                class_map(markers, (12, 10)), literal_map(markers, (12, 10))
            )

    @pytest.mark.parametrize("tilt", [0.0, 1e-13, -1e-9, 2e-7, -1e-6, 1e-3])
    @pytest.mark.parametrize("radius", [1.0, 0.7, 2.0, 3.0 - 1e-9])
    def test_nearly_level_and_nearly_upright_strokes(self, tilt: float, radius: float) -> None:
        level = stroke((5.0, -2.3), (5.0 + tilt, 19.1), radius=radius)
        upright = stroke((-2.3, 5.0), (19.1, 5.0 + tilt), radius=radius, number=2, class_id=2)
        np.testing.assert_array_equal(
            class_map([level, upright], (12, 14)), literal_map([level, upright], (12, 14))
        )

    @pytest.mark.parametrize(
        ("start", "end", "step", "count"),
        [
            ((134.0, 2.052970814147514), (134.0, 175.05489808338956), (0, 1), 173),
            ((2.052970814147514, 134.0), (175.05489808338956, 134.0), (1, 0), 173),
            ((178.0, 163.0), (17.0, 94.0), (-7, -3), 24),
            ((99.0, 182.0), (17.0, 100.0), (-1, -1), 83),
        ],
    )
    def test_a_stroke_of_radius_0_covers_pixels_whose_centres_it_crosses(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        step: tuple[int, int],
        count: int,
    ) -> None:
        found = marker_pixels([stroke(start, end, radius=0)], (200, 200))
        first = (math.ceil(start[0]), math.ceil(start[1]))
        passed = {(first[0] + n * step[0], first[1] + n * step[1]) for n in range(count)}
        marked = set(zip(found.row.tolist(), found.col.tolist(), strict=True))
        assert passed <= marked
        assert len(marked - passed) <= 2  # the pixels nearest to the ends

    def test_far_ends(self) -> None:
        markers = [
            stroke((-9.9e6, -9.8e6), (9.7e6, 9.9e6), radius=3.3),
            stroke((4.2, -1e7), (5.1, 1e7), radius=1.25, class_id=2, number=2),
        ]
        np.testing.assert_array_equal(class_map(markers, (16, 16)), literal_map(markers, (16, 16)))

    def test_a_drawing_of_many_chunks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        random = np.random.default_rng(3)
        path = np.cumsum(random.normal(0, 2.5, (60, 2)), axis=0) + 20
        markers = [
            stroke(*map(tuple, path.tolist()), radius=4.5),
            disk(20, 25, 11.25, class_id=0, number=2),
            stroke((3, 3), (37.5, 44), radius=2.5, class_id=None, number=3),
        ]
        expected = literal_map(markers, (40, 50))
        np.testing.assert_array_equal(class_map(markers, (40, 50)), expected)
        monkeypatch.setattr("flimbuilder.project.rasterise._CHUNK", 7)
        np.testing.assert_array_equal(class_map(markers, (40, 50)), expected)


class TestLaws:
    @QUICK
    @given(marker_lists(), shapes)
    def test_every_pixel_once_and_sorted(
        self, markers: list[Marker], shape: tuple[int, int]
    ) -> None:
        found = marker_pixels(markers, shape)
        rows = list(
            zip(found.marker.tolist(), found.row.tolist(), found.col.tolist(), strict=True)
        )
        assert rows == sorted(rows)
        assert len({(row, col) for _, row, col in rows}) == len(rows)
        assert all(array.dtype == np.int64 for array in vars(found).values())
        assert {found.row.shape} == {array.shape for array in vars(found).values()}

    @QUICK
    @given(marker_lists(), shapes)
    def test_drawing_everything_again_changes_nothing(
        self, markers: list[Marker], shape: tuple[int, int]
    ) -> None:
        again = [marker.with_(id=marker.id + 100) for marker in markers]
        np.testing.assert_array_equal(
            class_map([*markers, *again], shape), class_map(markers, shape)
        )

    @QUICK
    @given(marker_lists(), shapes, st.randoms())
    def test_ids_do_not_matter(
        self, markers: list[Marker], shape: tuple[int, int], random: object
    ) -> None:
        ids = [marker.id for marker in markers]
        random.shuffle(ids)  # type: ignore[attr-defined]
        renamed = [marker.with_(id=number) for marker, number in zip(markers, ids, strict=True)]
        np.testing.assert_array_equal(class_map(renamed, shape), class_map(markers, shape))

    @QUICK
    @given(marker_lists(), shapes, points_anywhere, radii)
    def test_erasing_removes_and_adds_nothing(
        self,
        markers: list[Marker],
        shape: tuple[int, int],
        place: tuple[float, float],
        radius: float,
    ) -> None:
        before = class_map(markers, shape)
        eraser = disk(*place, radius, class_id=None, number=99)
        covered = class_map([disk(*place, radius)], shape) >= 0
        after = class_map([*markers, eraser], shape)
        np.testing.assert_array_equal(after, np.where(covered, -1, before))

    @QUICK
    @given(marker_lists(), shapes, shapes)
    def test_a_crop_of_the_map_is_the_map_of_the_crop_for_thick_markers(
        self, markers: list[Marker], shape: tuple[int, int], more: tuple[int, int]
    ) -> None:
        thick = [m for m in markers if isinstance(m, Pixels) or m.radius > math.sqrt(0.5)]
        larger = (shape[0] + more[0], shape[1] + more[1])
        np.testing.assert_array_equal(
            class_map(thick, larger)[: shape[0], : shape[1]], class_map(thick, shape)
        )


class TestRuns:
    def test_by_hand(self) -> None:
        rows = np.array([2, 0, 0, 0, 2, 0, 1])
        cols = np.array([5, 1, 2, 4, 6, 1, 0])
        assert runs_of(rows, cols) == ((0, 1, 2), (0, 4, 1), (1, 0, 1), (2, 5, 2))

    def test_none(self) -> None:
        none = np.zeros(0, np.int64)
        assert runs_of(none, none) == ()
        assert [array.size for array in pixels_of(())] == [0, 0]

    def test_small_integers_do_not_overflow(self) -> None:
        rows, cols = np.array([200, 200], np.uint8), np.array([254, 255], np.uint8)
        assert runs_of(rows, cols) == ((200, 254, 2),)

    @QUICK
    @given(st.sets(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=200), st.randoms())
    def test_back_and_forth(self, pixels: set[tuple[int, int]], random: object) -> None:
        given_order = list(pixels)
        random.shuffle(given_order)  # type: ignore[attr-defined]
        rows, cols = np.array(given_order, np.int64).reshape(-1, 2).T
        runs = runs_of(rows, cols)
        back = pixels_of(runs)
        assert list(zip(*(side.tolist() for side in back), strict=True)) == sorted(pixels)
        touching = [a for a, b in pairwise(runs) if a[0] == b[0] and a[1] + a[2] >= b[1]]
        assert touching == []


class TestEvenlySpaced:
    def test_by_hand(self) -> None:
        # The middles of two halves of five pixels, and both pixels of the other marker.
        assert evenly_spaced(np.array([7, 3, 7, 7, 3, 7, 7]), 2).tolist() == [1, 4, 2, 5]

    def test_no_pixel(self) -> None:
        assert len(evenly_spaced(np.zeros(0, np.int64), 5)) == 0

    @QUICK
    @given(st.lists(st.integers(1, 4), max_size=30), st.integers(1, 9))
    def test_a_literal_loop_agrees(self, marker: list[int], most: int) -> None:
        chosen = []
        for marker_id in sorted(set(marker)):
            own = [index for index, other in enumerate(marker) if other == marker_id]
            count = min(most, len(own))
            chosen += [own[(2 * number + 1) * len(own) // (2 * count)] for number in range(count)]
        assert evenly_spaced(np.array(marker, np.int64), most).tolist() == chosen


class TestLimits:
    def test_a_thick_stroke_of_many_points_over_the_image_costs_one_of_them(self) -> None:
        points = [(float(n % 300), float(n % 299)) for n in range(100_000)]
        thick = stroke(*points, radius=10_000)
        found = marker_pixels([thick, disk(5, 5, 1, number=2)], (300, 300))
        assert len(found) == 90_000
        assert (found.marker == 2).sum() == 5

    def test_only_the_last_of_many_markers_over_the_image_is_rasterised(self) -> None:
        markers = [disk(n % 50, 5, 10_000, n % 3, n + 1) for n in range(10_000)]
        assert set(marker_pixels(markers, (50, 60)).marker.tolist()) == {10_000}

    def test_too_many_rows(self) -> None:
        points = [(float(n % 3000), float(n % 2999)) for n in range(20_000)]
        with pytest.raises(
            MarkerError, match=r"segments of the markers cross \d+ rows .*; at most"
        ):
            marker_pixels([stroke(*points, radius=400)], (3000, 3000))

    def test_too_many_pixels(self) -> None:
        everything = tuple((row, 0, 10_000) for row in range(10_000))
        markers = [Pixels(id=n, class_id=1, runs=everything) for n in range(1, 7)]
        with pytest.raises(
            MarkerError, match=r"cover 600000000 pixels together; at most \d+: rem"
        ):
            marker_pixels(markers, (10_000, 10_000))

    def test_too_many_markers_for_the_size(self) -> None:
        dots = [disk(0, 0, 0, number=n) for n in range(1, 100_001)]
        with pytest.raises(MarkerError, match="can't mark an image of 10000000 x 10000000 pixels"):
            marker_pixels(dots, (10_000_000, 10_000_000))

    def test_the_largest_id(self) -> None:
        found = marker_pixels([disk(0, 0, 1, number=2**63 - 2), disk(0, 1, 0)], (2, 3))
        assert found.marker.tolist() == [1, 2**63 - 2, 2**63 - 2]


class TestLargeImages:
    def test_memory_follows_the_drawing(self) -> None:
        markers = [
            disk(19_990, 19_990, 6.5),
            stroke((5, 5), (60, 400), (19_000, 300), radius=2),
            Pixels(id=9, class_id=0, runs=((12_345, 6_789, 50),)),
        ]
        tracemalloc.start()
        found = marker_pixels(markers, (20_000, 20_000))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert 70_000 < len(found) < 90_000  # about 19 000 rows of 4, and a little
        assert peak < 60e6  # a byte a pixel would be 400 MB

    def test_equal_to_the_same_drawing_in_a_small_image(self) -> None:
        near = [stroke((5.25, 6), (30, 40.5), radius=3.5), disk(20, 20, 4, class_id=0, number=2)]
        far = [
            stroke((12_005.25, 17_006), (12_030, 17_040.5), radius=3.5),
            disk(12_020, 17_020, 4, class_id=0, number=2),
        ]
        small, large = marker_pixels(near, (50, 50)), marker_pixels(far, (20_000, 20_000))
        np.testing.assert_array_equal(large.row - 12_000, small.row)
        np.testing.assert_array_equal(large.col - 17_000, small.col)
        np.testing.assert_array_equal(large.class_id, small.class_id)
