"""The page about quality lists the registered decoders and measures."""

import re
from pathlib import Path

from flimbuilder.analysis.measures import MEASURES
from flimbuilder.project.decoders import BUILT_IN

CHECKOUT = Path(__file__).resolve().parent.parent
PAGE = (CHECKOUT / "docs" / "quality.md").read_text("utf-8")


def table_below(heading: str) -> list[list[str]]:
    """Return the cells of each row of the first table below a heading."""
    section = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("| ").split(" | ") for line in re.findall(r"^\|.*\|$", section, re.M)]
    return rows[2:]  # without titles and rule


def test_the_table_of_decoders_matches_the_registry() -> None:
    rows = [[f"`{info.id}`", info.title, info.description] for info in BUILT_IN]
    assert table_below("The decoders") == rows


def test_the_table_of_measures_matches_the_registry() -> None:
    rows = [
        [f"`{measure.id}`", measure.short_title, measure.description]
        for measure in MEASURES.values()
    ]
    assert table_below("The measures") == rows


def test_the_benchmark_writes_the_last_part() -> None:
    script = (CHECKOUT / "benchmarks" / "quality.py").read_text("utf-8")
    mark = re.search(r'^MARK = "(.*)"$', script, re.M)
    assert mark is not None
    _, tables = PAGE.split(mark[1])
    assert re.findall(r"^### (.*)$", tables, re.M) == re.findall(r'"### (.*?)"', script)
