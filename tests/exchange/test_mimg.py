"""Multi-band images: by hand, round trips, and invalid files."""

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from flimbuilder.errors import ImageError
from flimbuilder.exchange.mimg import dump_mimg, read_mimg
from tests.exchange import literal_flim as literal

# 2 wide, 1 high, 3 bands: 1 2 3 in the left pixel, 4 5 6 in the right one
BY_HAND = b"MIG\n2 1 1 3\n1.000000 1.000000 1.000000\n" + struct.pack("<6f", 1, 2, 3, 4, 5, 6)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "maps.mimg"


def test_by_hand(path: Path) -> None:
    maps = np.array([[[1, 2, 3], [4, 5, 6]]], np.float32)
    assert dump_mimg(maps) == BY_HAND
    path.write_bytes(BY_HAND)
    np.testing.assert_array_equal(read_mimg(path), maps)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    arrays.arrays(
        np.float32,
        st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 4)),
        elements=st.floats(width=32, allow_nan=False, allow_infinity=False),
    )
)
def test_round_trip(path: Path, maps: np.ndarray) -> None:
    path.write_bytes(dump_mimg(maps))
    np.testing.assert_array_equal(read_mimg(path), maps)
    np.testing.assert_array_equal(literal.read_mimg(path), maps)


def test_values_that_look_like_white_space(path: Path) -> None:
    maps = np.frombuffer(b"\n \t\n" * 6, "<f4").reshape(1, 2, 3)
    path.write_bytes(dump_mimg(maps))
    np.testing.assert_array_equal(read_mimg(path), maps)


BAD = {
    "empty": (b"", "does not begin with MIG"),
    "another format": (b"\x89PNG\r\n\x1a\n" + bytes(99), "does not begin with MIG"),
    "three sizes": (BY_HAND.replace(b"2 1 1 3", b"2 1 3"), "must have a line of four sizes"),
    "a size below 0": (BY_HAND.replace(b"2 1 1 3", b"-2 1 1 3"), "have a line of four sizes"),
    "two voxel sizes": (BY_HAND.replace(b"1.000000 1.000000\n", b"1\n"), "three voxel sizes"),
    "a volume": (BY_HAND.replace(b"2 1 1 3", b"2 1 4 3"), "has 4 slices; only one"),
    "nothing": (BY_HAND.replace(b"2 1 1 3", b"0 1 1 3"), "is empty: 0 x 1 pixels of 3 bands"),
    "cut": (BY_HAND[:-1], "holds 23 bytes of values, but 2 x 1 pixels of 3 bands need 24"),
    "longer": (BY_HAND + b"x", "holds 25 bytes of values"),
    "a huge header": (
        BY_HAND.replace(b"2 1 1 3", b"999999999 999999999 1 999999999"),
        "999999999 bands need",
    ),
    "a larger number than any": (
        BY_HAND.replace(b"2 1 1 3", b"9" * 60 + b" 1 1 3"), "must have a line of four sizes",
    ),
    "a line without an end": (b"MIG" + b"1" * 9999, "does not begin with MIG"),
    "NaN": (BY_HAND[:-4] + struct.pack("<f", np.nan), "contains 1 NaN"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input(path: Path, case: str) -> None:
    content, words = BAD[case]
    path.write_bytes(content)
    with pytest.raises(ImageError) as caught:
        read_mimg(path)
    assert str(caught.value).startswith(str(path))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="can't read"):
        read_mimg(tmp_path / "none.mimg")
    with pytest.raises(ImageError, match="is a folder"):
        read_mimg(tmp_path)
