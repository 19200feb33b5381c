"""Seeds files: by hand, invalid files, and round trips."""

from collections import deque
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flimbuilder.errors import MarkerError, SaveError
from flimbuilder.exchange.seeds import SeedsImport, read_seeds, write_seeds
from flimbuilder.imaging.orientation import Placement
from flimbuilder.project.markers import MAX_CLASS_ID, Disk, Pixels, Stroke
from flimbuilder.project.rasterise import class_map, marker_pixels
from tests.imaging.test_orientation import transposed

# tmp_path is shared by the examples of one test; each example writes its file anew.
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

#   label 0:  (x 1, y 0), (x 2, y 1) touch at a corner; (x 4, y 0) stands alone
#   label 1:  (x 3, y 1) touches label 0 but is of another label
FOUR = "4 5 2\n4 0 -1 0\n2 1 -1 0\n1 0 -1 0\n3 1 -1 1\n"
BY_HAND = (
    Pixels(id=1, class_id=0, runs=((0, 1, 1), (1, 2, 1))),
    Pixels(id=2, class_id=0, runs=((0, 4, 1),)),
    Pixels(id=3, class_id=1, runs=((1, 3, 1),)),
)


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return tmp_path / "egg-seeds.txt"


def read(path: Path, content: str | bytes, shape: tuple[int, int] | None = None) -> SeedsImport:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_seeds(path, shape)


class TestRead:
    def test_four_columns_by_hand(self, seeds: Path) -> None:
        imported = read(seeds, FOUR, (2, 5))
        assert imported == SeedsImport(BY_HAND, image_size=(2, 5), notes=())

    def test_five_columns_give_the_same(self, seeds: Path) -> None:
        header, *rows = FOUR.splitlines()
        five = "\n".join([header, *(f"{row} 0" for row in rows)])
        assert read(seeds, five) == read(seeds, FOUR)

    def test_a_handicap_is_ignored_and_noted(self, seeds: Path) -> None:
        imported = read(seeds, "1 5 2\n3 1 -1 1 7\n")
        assert imported.markers == (BY_HAND[2].with_(id=1),)
        assert "handicap" in imported.notes[0]

    def test_the_number_of_the_stroke_is_ignored(self, seeds: Path) -> None:
        numbered = FOUR.replace("4 0 -1", "4 0 9").replace("2 1 -1", "2 1 3")
        assert read(seeds, numbered) == read(seeds, FOUR)

    @pytest.mark.parametrize(
        "disguise",
        [
            lambda text: text.replace("\n", "\r\n"),
            lambda text: text.replace("\n", "\r"),
            lambda text: text.replace("\n", "\n\n  \n"),
            lambda text: text.replace(" ", "\t "),
            lambda text: "\ufeff" + text,
            lambda text: text.rstrip("\n"),
            lambda text: text.replace(" ", ","),
            lambda text: text.replace(" ", "; "),
            lambda text: "# by a script\n\n" + text.replace("\n", "\n # and more\n"),
            lambda text: text.replace("4 0 -1 0", "4.0 0. -1.000 0"),
        ],
    )
    def test_white_space_and_byte_order_mark(self, seeds: Path, disguise: object) -> None:
        assert read(seeds, disguise(FOUR)) == read(seeds, FOUR)  # type: ignore[operator]

    def test_utf16_with_a_byte_order_mark(self, seeds: Path) -> None:
        assert read(seeds, FOUR.encode("utf-16")) == read(seeds, FOUR)

    def test_a_volume_of_one_slice(self, seeds: Path) -> None:
        """libift writes the third coordinate after x and y."""
        header, *rows = FOUR.splitlines()
        volume = [f"{header} 1", *(" ".join([*row.split()[:2], "0", row[4:]]) for row in rows)]
        assert read(seeds, "\n".join(volume)) == read(seeds, FOUR)
        with_handicap = [volume[0], *(f"{row} 0" for row in volume[1:])]
        assert read(seeds, "\n".join(with_handicap)) == read(seeds, FOUR)

    def test_no_seeds(self, seeds: Path) -> None:
        assert read(seeds, "0 5 2\n") == SeedsImport((), (2, 5))

    def test_repeated_seeds_are_merged_and_noted(self, seeds: Path) -> None:
        imported = read(seeds, "3 5 2\n3 1 -1 1\n3 1 4 1\n3 1 -1 1\n")
        assert imported.markers == (BY_HAND[2].with_(id=1),)
        assert imported.notes == ("2 repeated seeds merged",)

    def test_labels_that_start_at_1_are_noted(self, seeds: Path) -> None:
        notes = read(seeds, FOUR.replace("-1 1", "-1 2").replace("-1 0", "-1 1")).notes
        assert notes == ("its labels start at 1; if 1 is the background, use --values 1=0,2=1",)
        assert read(seeds, "1 5 2\n1 1 -1 1\n").notes == ()

    def test_a_huge_image_costs_nothing(self, seeds: Path) -> None:
        corners = "2 10000000 10000000\n0 0 -1 3\n9999999 9999999 -1 3\n"
        markers = read(seeds, corners).markers
        assert [marker.runs for marker in markers] == [
            ((0, 0, 1),),
            ((9_999_999, 9_999_999, 1),),
        ]

    def test_the_ends_of_rows_are_not_connected(self, seeds: Path) -> None:
        markers = read(seeds, "4 3 3\n2 0 -1 1\n0 1 -1 1\n2 1 -1 0\n0 2 -1 0\n").markers
        assert [marker.class_id for marker in markers] == [0, 0, 1, 1]


class TestTurned:
    """Seeds of a program that ignores the EXIF orientation lie on the stored image."""

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_seeds_follow_the_pixels_of_pillow(self, seeds: Path, orientation: int) -> None:
        stored = np.arange(10, dtype=np.uint8).reshape(2, 5)
        upright = transposed(stored, orientation)
        seeds.write_text(FOUR)
        read = read_seeds(seeds, upright.shape, orientation=orientation, frame="stored")
        assert read.image_size == upright.shape
        marked = class_map(read.markers, upright.shape)
        for x, y, label in ((4, 0, 0), (2, 1, 0), (1, 0, 0), (3, 1, 1)):
            assert marked[upright == stored[y, x]] == [label]
        assert (marked >= 0).sum() == 4

    def test_the_size_decides(self, seeds: Path) -> None:
        seeds.write_text(FOUR)
        turned = read_seeds(seeds, (5, 2), orientation=6)
        assert turned.placement == Placement(6)
        assert turned == read_seeds(seeds, (5, 2), orientation=6, frame="stored")
        upright = read_seeds(seeds, (2, 5), orientation=6, frame="stored")
        assert (upright.placement, upright.markers) == (Placement(1), BY_HAND)

    def test_the_user_decides_if_both_fit(self, seeds: Path) -> None:
        seeds.write_text(FOUR)
        upright = read_seeds(seeds, (2, 5), orientation=3)
        assert (upright.placement, upright.markers) == (Placement(1, fits_both=True), BY_HAND)


class TestRefuse:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            ("", ["is empty", "N W H"]),
            ("\n\n", ["is empty", "N W H"]),
            ("# a comment\n\n4 5\n", ["line 3", "N W H", "'4 5'"]),
            ("4 5\n", ["line 1", "N W H", "'4 5'"]),
            ("1 5 2 7\n0 0 0 -1 1\n", ["line 1", "'1 5 2 7'", "volume of 7 slices", "'N W H'"]),
            ("1 5 2 1\n0 0 1 -1 1\n", ["line 2", "z is 1", "0 to 0"]),
            ("1 5 2 1\n0 0 -1 1\n", ["line 2", "4 numbers", "5 (x y z marker label)"]),
            ("a 5 2\n", ["line 1", "'a 5 2'"]),
            ("-1 5 2\n", ["line 1", "'-1 5 2'"]),
            ("0 0 2\n", ["line 1", "0 x 2", "1 to 10000000"]),
            ("0 5 10000001\n", ["line 1", "10000001"]),
            ("5" * 5000 + " 5 2\n", ["line 1", "N W H"]),
            (FOUR.replace("4 5 2", "5 5 2"), ["line 1", "announces 5", "4 follow"]),
            (FOUR.replace("4 5 2", "3 5 2"), ["line 1", "announces 3", "4 follow"]),
            ("9 5 2\n", ["line 1", "announces 9", "0 follow"]),
            (FOUR.replace("2 1 -1 0", "5 1 -1 0"), ["line 3", "x is 5", "0 to 4"]),
            (FOUR.replace("2 1 -1 0", "\n\n2 2 -1 0"), ["line 5", "y is 2", "0 to 1"]),
            (FOUR.replace("2 1 -1 0", "-1 1 -1 0"), ["line 3", "x is -1", "0 to 4"]),
            (FOUR.replace("3 1 -1 1", "3 1 -1 -1"), ["line 5", "label is -1", "0 to 254"]),
            (FOUR.replace("3 1 -1 1", "3 1 -1 255"), ["line 5", "label is 255", "0 to 254"]),
            (FOUR.replace("2 1", "99999999999999999999 1"), ["x is 99999999999999999999"]),
            (FOUR.replace("2 1", "1" * 400 + " 1"), ["line 3", "x is 1111", "..."]),
            (FOUR.replace("2 1", "1.5 1"), ["line 3", "'1.5'", "whole number"]),
            (FOUR.replace("2 1", "1e0 1"), ["line 3", "'1e0'"]),
            (FOUR.replace("2 1", "nan 1"), ["line 3", "'nan'"]),
            (FOUR.replace("2 1", "1_0 1"), ["line 3", "'1_0'"]),
            (FOUR.replace("2 1", "１ 1"), ["line 3", "'１'"]),
            (FOUR.replace("2 1", "2\u00a01"), ["line 3", r"'2\xa01'"]),
            (FOUR.replace("2 1", "2-1 1"), ["line 3", "'2-1'"]),
            (FOUR.replace("2 1 -1 0", "2 1 -1 0 0"), ["line 3", "5 numbers", "before have 4"]),
            (FOUR.replace("2 1 -1 0", "2 1 -1"), ["line 3", "3 numbers", "4 (x y marker label)"]),
            ("1 5 2\n1 1 1 1 1 1\n", ["line 2", "6 numbers"]),
            (FOUR.replace("1 0 -1 0", "4 0 -1 1"), ["line 4", "x 4, y 0", "label 1", "line 2"]),
            (
                b"\xff\xfe1\x00\x00\xd8",
                ["0x00", "offset 4", "not UTF-16", "save the file as UTF-8"],
            ),
            (FOUR.encode("utf-16-le"), ["line 1", "N W H"]),
            (FOUR.encode() + b"\x80", ["0x80", "not UTF-8"]),
        ],
    )
    def test_one_line_with_file_line_value_and_limit(
        self, seeds: Path, content: str | bytes, words: list[str]
    ) -> None:
        with pytest.raises(MarkerError) as caught:
            read(seeds, content)
        text = str(caught.value)
        assert text.startswith(str(seeds))
        assert "\n" not in text
        for word in words:
            assert word in text

    def test_a_huge_file(self, seeds: Path) -> None:
        with seeds.open("wb") as file:
            file.truncate(48 * 2**20 + 1)
        with pytest.raises(MarkerError, match="has 50331649 bytes; at most 50331648"):
            read_seeds(seeds)

    def test_another_image(self, seeds: Path) -> None:
        with pytest.raises(MarkerError, match=r"line 1: .*5 x 2 pixels .*6 x 3; use") as caught:
            read(seeds, FOUR, (3, 6))
        assert "only this line" not in str(caught.value)

    def test_exchanged_sides(self, seeds: Path) -> None:
        with pytest.raises(MarkerError, match=r"5 x 2 pixels .*2 x 5; use .* '4 2 5' if only"):
            read(seeds, FOUR, (5, 2))

    def test_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(MarkerError, match=r"can't read .*none\.txt: No such file"):
            read_seeds(tmp_path / "none.txt")

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(MarkerError, match="a folder"):
            read_seeds(tmp_path)

    @QUICK
    @given(st.binary(max_size=60) | st.text("0123456789 -+.\n\r\te#x", max_size=60))
    def test_any_bytes_give_markers_or_our_error(self, seeds: Path, content: str | bytes) -> None:
        self.check(seeds, content)

    @QUICK
    @given(st.lists(st.integers(-2, 6), max_size=24), st.integers(0, 6), st.sampled_from([4, 5]))
    def test_any_numbers_give_markers_or_our_error(
        self, seeds: Path, numbers: list[int], count: int, columns: int
    ) -> None:
        rows = [numbers[at : at + columns] for at in range(0, len(numbers), columns)]
        lines = [f"{count} 4 3", *(" ".join(map(str, row)) for row in rows)]
        self.check(seeds, "\n".join(lines))

    @staticmethod
    def check(path: Path, content: str | bytes) -> None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        try:
            imported = read_seeds(path)
        except MarkerError as error:
            assert str(error).startswith(str(path))  # noqa: PT017 - either outcome is right
            assert "\n" not in str(error)  # noqa: PT017
        else:
            assert isinstance(imported, SeedsImport)


def flooded(classes: np.ndarray) -> list[set[tuple[int, int]]]:
    """Return the 8-connected components of each class by flooding, in the order of the import."""
    components = []
    left = {(int(r), int(c)) for r, c in np.argwhere(classes >= 0)}
    for start in sorted(left, key=lambda place: (classes[place], place)):
        if start not in left:
            continue
        left.remove(start)
        component, queue = {start}, deque([start])
        while queue:
            row, col = queue.popleft()
            near = {(row + i, col + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & left
            near = {place for place in near if classes[place] == classes[start]}
            left -= near
            component |= near
            queue.extend(near)
        components.append(component)
    return components


small_maps = st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(
    lambda shape: st.lists(
        st.sampled_from([-1, -1, 0, 1, MAX_CLASS_ID]),
        min_size=shape[0] * shape[1],
        max_size=shape[0] * shape[1],
    ).map(lambda values: np.array(values, np.int16).reshape(shape))
)


def pixels_of_map(classes: np.ndarray) -> list[Pixels]:
    """Convert a class map to markers of one pixel each."""
    return [
        Pixels(id=number, class_id=int(classes[row, col]), runs=((int(row), int(col), 1),))
        for number, (row, col) in enumerate(np.argwhere(classes >= 0), start=1)
    ]


class TestComponents:
    @QUICK
    @given(small_maps)
    def test_against_flooding(self, seeds: Path, classes: np.ndarray) -> None:
        write_seeds(seeds, pixels_of_map(classes), classes.shape)
        imported = read_seeds(seeds, classes.shape)
        pixels = marker_pixels(imported.markers, classes.shape)
        ids = [marker.id for marker in imported.markers]
        by_marker = [
            set(zip(pixels.row[own].tolist(), pixels.col[own].tolist(), strict=True))
            for own in (pixels.marker == number for number in ids)
        ]
        assert by_marker == flooded(classes)
        assert ids == list(range(1, len(ids) + 1))

    def test_a_long_snake_is_one_marker(self, seeds: Path) -> None:
        rows = [(row, col) for row in range(0, 80, 2) for col in range(80)]
        turns = [(row, 79 if row % 4 == 1 else 0) for row in range(1, 79, 2)]
        lines = "".join(f"{col} {row} -1 1\n" for row, col in reversed(rows + turns))
        assert len(read(seeds, f"{len(rows + turns)} 80 80\n{lines}").markers) == 1


class TestWrite:
    def test_by_hand(self, seeds: Path) -> None:
        write_seeds(seeds, BY_HAND, (2, 5))
        assert seeds.read_text() == "4 5 2\n1 0 -1 0\n4 0 -1 0\n2 1 -1 0\n3 1 -1 1\n"

    def test_five_columns(self, seeds: Path) -> None:
        write_seeds(seeds, BY_HAND[2:], (2, 5), columns=5)
        assert seeds.read_text() == "1 5 2\n3 1 -1 1 0\n"

    def test_nothing_marked(self, seeds: Path) -> None:
        write_seeds(seeds, [], (2, 5))
        assert seeds.read_text() == "0 5 2\n"
        assert read_seeds(seeds, (2, 5)).markers == ()

    def test_disks_strokes_and_erasers(self, seeds: Path) -> None:
        markers = [
            Stroke(id=1, class_id=0, points=((2, 1), (7, 13.5)), radius=1.5),
            Disk(id=2, class_id=2, center=(5, 8), radius=3),
            Disk(id=3, class_id=None, center=(5, 9), radius=1),
        ]
        write_seeds(seeds, markers, (12, 15))
        again = read_seeds(seeds, (12, 15))
        np.testing.assert_array_equal(
            class_map(again.markers, (12, 15)), class_map(markers, (12, 15))
        )

    @QUICK
    @given(small_maps, st.sampled_from([4, 5]))
    def test_round_trip(self, seeds: Path, classes: np.ndarray, columns: int) -> None:
        write_seeds(seeds, pixels_of_map(classes), classes.shape, columns)  # type: ignore[arg-type]
        imported = read_seeds(seeds, classes.shape)
        np.testing.assert_array_equal(class_map(imported.markers, classes.shape), classes)
        labels = np.unique(classes[classes >= 0])
        assert len(imported.notes) == (len(labels) > 1 and labels[0] == 1)
        write_seeds(seeds, imported.markers, classes.shape)
        assert read_seeds(seeds, classes.shape) == imported

    def test_a_failed_write_leaves_the_old_file(
        self, seeds: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seeds.write_text(FOUR)

        def full(descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(SaveError, match="No space left"):
            write_seeds(seeds, [], (2, 5))
        assert seeds.read_text() == FOUR
        assert list(seeds.parent.iterdir()) == [seeds]

    def test_a_missing_folder(self, tmp_path: Path) -> None:
        with pytest.raises(SaveError, match="No such file"):
            write_seeds(tmp_path / "none" / "a-seeds.txt", [], (2, 5))


class TestRealFiles:
    @pytest.mark.parametrize(
        ("name", "shape", "n_markers"),
        [
            ("parasites/markers/000002-seeds.txt", (400, 400), 7),
            ("parasites/markers/000156-seeds.txt", (400, 400), 5),
            ("bears/markers/9-seeds.txt", (300, 300), 10),
        ],
    )
    def test_pixels_and_round_trip(
        self, shared_data: Path, seeds: Path, name: str, shape: tuple[int, int], n_markers: int
    ) -> None:
        imported = read_seeds(shared_data / name, shape)
        header, *rows = (shared_data / name).read_text().splitlines()
        expected = np.full(shape, -1)
        for x, y, _, label in (map(int, row.split()) for row in rows):
            expected[y, x] = label
        np.testing.assert_array_equal(class_map(imported.markers, shape), expected)
        assert len(imported.markers) == n_markers
        assert imported.notes == ()
        write_seeds(seeds, imported.markers, shape)
        assert seeds.read_text().splitlines()[0] == header
        assert read_seeds(seeds, shape) == imported
