"""Damaged files of every format give a result or one short error, in bounded time."""

from pathlib import Path

import pytest

from tests.mutations import list_formats, try_mutations

FORMATS = list_formats()


@pytest.mark.parametrize("name", FORMATS)
def test_damaged_files(name: str, tmp_path: Path) -> None:
    for content, fault in try_mutations(FORMATS[name], tmp_path, seed=1, count=150):
        pytest.fail(f"{content[:300]!r}\n{fault}")


@pytest.mark.parametrize("name", FORMATS)
def test_intact_files_can_be_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / FORMATS[name].name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(FORMATS[name].content)
    FORMATS[name].read(path)
