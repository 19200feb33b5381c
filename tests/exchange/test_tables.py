"""Tables, read back by other programs."""

import csv
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from flimbuilder.errors import InputError, SaveError
from flimbuilder.exchange.tables import TABLE_SUFFIXES, write_table

TABLE: dict[str, Any] = {
    "image": ["a.png", "=1+1", "été, “x”\n"],
    "area": np.array([3, 12, 10**9]),
    "mean": np.array([0.5, np.nan, 1 / 3]),
}


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def read_xlsx(path: Path) -> list[list[Any]]:
    from openpyxl import load_workbook

    sheet = load_workbook(path).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def read_parquet(path: Path) -> dict[str, list[Any]]:
    from pyarrow import parquet

    table: dict[str, list[Any]] = parquet.read_table(path).to_pydict()
    return table


def test_csv_by_hand(tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv", TABLE)
    assert (tmp_path / "t.csv").read_bytes().decode() == (
        'image,area,mean\na.png,3,0.5\n\'=1+1,12,\n"été, “x”\\n",1000000000,0.333333333\n'
    )


def test_excel_reads_texts_and_numbers(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    write_table(tmp_path / "t.xlsx", TABLE)
    assert read_xlsx(tmp_path / "t.xlsx") == [
        ["image", "area", "mean"],
        ["a.png", 3, 0.5],
        ["=1+1", 12, None],
        ["été, “x”\\n", 10**9, 1 / 3],
    ]
    sheet = load_workbook(tmp_path / "t.xlsx").worksheets[0]
    assert sheet["A3"].data_type == "s"  # and no formula
    assert sheet.freeze_panes == "A2"


def test_parquet_keeps_types(tmp_path: Path) -> None:
    from pyarrow import parquet

    write_table(tmp_path / "t.parquet", TABLE)
    assert read_parquet(tmp_path / "t.parquet") == {
        "image": ["a.png", "=1+1", "été, “x”\\n"],
        "area": [3, 12, 10**9],
        "mean": [0.5, None, 1 / 3],
    }
    types = [str(field.type) for field in parquet.read_schema(tmp_path / "t.parquet")]
    assert types == ["string", "int64", "double"]


@pytest.mark.parametrize("suffix", TABLE_SUFFIXES)
def test_an_empty_table_keeps_its_titles(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"t{suffix}"
    write_table(path, {"image": [], "area": np.zeros(0, np.int64), "mean": np.zeros(0)})
    if suffix == ".csv":
        assert read_csv(path) == [["image", "area", "mean"]]
    elif suffix == ".xlsx":
        assert read_xlsx(path) == [["image", "area", "mean"]]
    else:
        assert read_parquet(path) == {"image": [], "area": [], "mean": []}


@pytest.mark.parametrize("suffix", TABLE_SUFFIXES)
def test_equal_tables_give_equal_bytes(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_table(tmp_path / f"now{suffix}", TABLE)
    now = time.time() + 10**6
    monkeypatch.setattr(time, "time", lambda: now)
    write_table(tmp_path / f"later{suffix}", TABLE)
    assert (tmp_path / f"now{suffix}").read_bytes() == (tmp_path / f"later{suffix}").read_bytes()


def test_an_excel_file_has_no_times(tmp_path: Path) -> None:
    write_table(tmp_path / "t.xlsx", TABLE)
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert archive.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_spreadsheet_runs_no_text_of_a_csv(tmp_path: Path, start: str) -> None:
    write_table(
        tmp_path / "t.csv", {"image": [f"{start}cmd", "a" + start], "x": np.array([-1, 2])}
    )
    assert read_csv(tmp_path / "t.csv")[1:] == [[f"'{start}cmd", "-1"], [f"a{start}", "2"]]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.text(max_size=5), st.integers(-(2**63), 2**63 - 1), st.floats(width=32)),
        max_size=4,
    )
)
def test_whatever_is_in_a_table_is_read(
    rows: list[tuple[str, int, float]],
) -> None:
    texts, numbers, floats = zip(*rows, strict=True) if rows else ((), (), ())
    wide: NDArray[np.float64] = np.array(floats, np.float64)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "t.csv")
        write_table(path, {"t": list(texts), "n": np.array(numbers, np.int64), "f": wide})
        read = read_csv(path)[1:]
    assert [int(row[1]) for row in read] == list(numbers)
    np.testing.assert_allclose([float(row[2] or "nan") for row in read], wide, rtol=1e-8)


# Refusals


@pytest.mark.parametrize("name", ["t.txt", "t", "csv", "t.csv.gz"])
def test_another_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"a table ends in \.csv, \.xlsx or \.parquet"):
        write_table(tmp_path / name, TABLE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("suffix", "module"), [(".xlsx", "openpyxl"), (".parquet", "pyarrow")])
def test_a_missing_library_names_the_extra(
    tmp_path: Path, suffix: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InputError) as error:
        write_table(tmp_path / f"t{suffix}", TABLE)
    assert str(error.value) == (
        f"writing {suffix} files needs {module}, which is not installed; "
        "install it with: pip install 'flimbuilder[results]'"
    )


def test_a_sheet_that_is_too_long_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flimbuilder.exchange.tables.MAX_ROWS", 2)
    with pytest.raises(InputError, match=r"t\.xlsx: has 3 rows and an Excel sheet at most 2"):
        write_table(tmp_path / "t.xlsx", TABLE)


def test_a_folder_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="can't write"):
        write_table(tmp_path / "none" / "t.csv", TABLE)
