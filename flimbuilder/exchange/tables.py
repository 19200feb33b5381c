"""Write tables as CSV, Excel (``.xlsx``) or Parquet, by the ending of the file.

Equal tables give equal bytes.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import InputError, file_message, printable
from flimbuilder.exchange.zip_files import write_zip
from flimbuilder.project.extras import require_extra
from flimbuilder.project.files import write_atomically

__all__ = ["TABLE_SUFFIXES", "Columns", "csv_text", "require_table_format", "write_table"]

Columns = Mapping[str, Sequence[str] | npt.NDArray[Any]]
"""The columns of a table by name: texts, whole numbers, or floats with NaN for an empty cell."""

MAX_TEXT = 32_000  # characters of a cell; Excel has 32,767
MAX_ROWS = 2**20 - 1  # of an Excel sheet, without the titles
FORMULA_STARTS = ("=", "+", "-", "@")
TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
FIRST_TIME = rb"\g<1>1980-01-01T00:00:00Z"
WIDEST = 40  # characters of a column


def require_table_format(path: Path) -> None:
    """Check that a table can be written to a file; call this before long work.

    Raises
    ------
    InputError
        If the ending is unknown, or needs a library that is not installed.
    """
    suffix = path.suffix.lower()
    if suffix not in TABLE_FORMATS:
        *others, last = TABLE_SUFFIXES
        raise InputError(
            file_message(path, f"a table ends in {', '.join(others)} or {last}; choose one")
        )
    _, _, module = TABLE_FORMATS[suffix]
    if module is not None:
        require_extra("results", f"writing {suffix} files", module)


def write_table(path: Path, columns: Columns) -> None:
    """Write a table in the format of the file's ending.

    Parameters
    ----------
    path : Path
        Ends in .csv, .xlsx or .parquet; its folder must exist.
    columns : mapping of str to sequence of str or ndarray
        By title, in order, all of one length.

    Raises
    ------
    InputError
        If the ending is unknown, its library is not installed, or the table is too long for it.
    SaveError
        If the file cannot be written.
    """
    require_table_format(path)
    _, dump, _ = TABLE_FORMATS[path.suffix.lower()]
    try:
        content = dump(columns)
    except InputError as error:
        raise InputError(file_message(path, str(error))) from None
    write_atomically(path, content)


def _text(value: str) -> str:
    """Return the text of a cell: control characters, and what is not Unicode, are escaped."""
    return printable(value, MAX_TEXT)


def csv_text(value: str) -> str:
    """Return the text of a cell of a CSV file.

    A spreadsheet would run a text that begins like a formula, so a ``'`` is put before it.
    """
    text = _text(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _csv(columns: Columns) -> bytes:
    """Format a table as CSV: UTF-8, numbers of nine digits."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(columns)
    table.writerows(zip(*map(_csv_cells, columns.values()), strict=True))
    return text.getvalue().encode()


def _csv_cells(values: Sequence[str] | npt.NDArray[Any]) -> list[str]:
    if not isinstance(values, np.ndarray):
        return [csv_text(value) for value in values]
    if values.dtype.kind == "f":
        return ["" if np.isnan(value) else f"{value:.9g}" for value in values.tolist()]
    return [str(value) for value in values.tolist()]


def _xlsx(columns: Columns) -> bytes:
    """Format a table as an Excel sheet; texts are texts, also if they begin like a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    n_rows = max((len(values) for values in columns.values()), default=0)
    if n_rows > MAX_ROWS:
        raise InputError(
            f"has {n_rows} rows and an Excel sheet at most {MAX_ROWS}; write .csv or .parquet"
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Table")
    sheet.freeze_panes = "A2"

    def text_cell(value: str, bold: bool = False) -> Any:
        cell = WriteOnlyCell(sheet, _text(value))
        cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)
        return cell

    cells = []
    for number, (title, values) in enumerate(columns.items(), start=1):
        width = len(title)
        if isinstance(values, np.ndarray):
            cells.append([value if isfinite(value) else None for value in values.tolist()])
        else:
            width = max(width, max(map(len, values), default=0))
            cells.append([text_cell(value) for value in values])
        sheet.column_dimensions[get_column_letter(number)].width = min(width, WIDEST) + 3
    sheet.append([text_cell(title, bold=True) for title in columns])
    for row in zip(*cells, strict=True):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return _without_times(file)


def _without_times(file: io.BytesIO) -> bytes:
    """Replace all times in an Excel file by a fixed one."""
    with zipfile.ZipFile(file) as dated:
        parts = {name: dated.read(name) for name in dated.namelist()}
    undated = io.BytesIO()
    write_zip(undated, {name: TIMES.sub(FIRST_TIME, part) for name, part in parts.items()})
    return undated.getvalue()


def _parquet(columns: Columns) -> bytes:
    """Format a table as Parquet; NaN becomes null."""
    import pyarrow
    import pyarrow.parquet

    arrays = {
        title: pyarrow.array(values, from_pandas=True)
        if isinstance(values, np.ndarray)
        else pyarrow.array([_text(value) for value in values], pyarrow.string())
        for title, values in columns.items()
    }
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(arrays), file)
    return file.getvalue()


# Title, the function that formats a table, and the library that it needs, by the file's ending.
TABLE_FORMATS: dict[str, tuple[str, Callable[[Columns], bytes], str | None]] = {
    ".csv": ("CSV", _csv, None),
    ".xlsx": ("Excel", _xlsx, "openpyxl"),
    ".parquet": ("Parquet", _parquet, "pyarrow"),
}
TABLE_SUFFIXES = {suffix: title for suffix, (title, _, _) in TABLE_FORMATS.items()}
