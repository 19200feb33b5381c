"""The documentation site: public names have entries, and links lead to the site's own pages."""

import re
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import flimbuilder as fb
from tests.conftest import CHECKOUT
from tests.pages import fenced_blocks

DOCS = CHECKOUT / "docs"


def listed_names() -> list[str]:
    """Return the names in the directives of the reference."""
    return [
        name
        for page in sorted((DOCS / "reference" / "library").glob("*.md"))
        for block in fenced_blocks(page.read_text("utf-8"), "{names}")
        for name in block.split()
    ]


def test_every_public_name_has_one_entry_in_the_reference() -> None:
    counts = Counter(listed_names())
    assert {name: count for name, count in counts.items() if count > 1} == {}
    assert set(fb.__all__) - {"__version__"} == {name for name in counts if "." not in name}


def test_the_overview_lists_every_page_of_the_reference() -> None:
    overview = (DOCS / "reference" / "library.md").read_text("utf-8")
    pages = {f"library/{page.stem}" for page in (DOCS / "reference" / "library").glob("*.md")}
    assert set(re.findall(r"^library/\w+$", overview, re.M)) == pages


@pytest.fixture(scope="module")
def relink() -> Any:
    return runpy.run_path(str(CHECKOUT / "packaging" / "site_parts" / "site_pages.py"))["relink"]


@pytest.mark.parametrize(
    ("place", "page", "text", "expected"),
    [
        ("docs/library.md", "docs/library.md", "[a](tasks.md#x)", "[a](tasks.md#x)"),
        ("docs/library.md", "docs/library.md", "[a](#x)", "[a](#x)"),
        ("docs/library.md", "docs/library.md", "[a](https://b.org)", "[a](https://b.org)"),
        ("docs/library.md", "docs/library.md", "[a](../README.md)", "[a](index.md)"),
        # Files that no page shows leave their words.
        ("docs/library.md", "docs/library.md", "[`a`](../pyproject.toml) b", "`a` b"),
        # Files of the root are pages in a folder.
        ("docs/how_to/x.md", "docs/how_to/x.md", "[a](../../CONTRIBUTING.md#set-up)",
         "[a](../project/contributing.md#set-up)"),
        ("CONTRIBUTING.md", "docs/project/contributing.md", "[a](docs/design.md)",
         "[a](../design.md)"),
        ("CONTRIBUTING.md", "docs/project/contributing.md", "[a](CHANGELOG.md)",
         "[a](changelog.md)"),
        # Code stays, and so does what leads nowhere: the build reports it.
        ("docs/library.md", "docs/library.md", "```\n[a](../README.md)\n```\n",
         "```\n[a](../README.md)\n```\n"),
        ("docs/library.md", "docs/library.md", "[a](../no_such.md)", "[a](../no_such.md)"),
    ],
)  # fmt: skip
def test_links_lead_to_pages_of_the_site(
    relink: Any, place: str, page: str, text: str, expected: str
) -> None:
    assert relink(text, place, page, CHECKOUT) == expected


def test_pages_that_links_are_led_to_exist() -> None:
    parts = runpy.run_path(str(CHECKOUT / "packaging" / "site_parts" / "site_pages.py"))
    places = [Path(place.partition("#")[0]) for place in parts["ELSEWHERE"].values()]
    assert [place for place in places if not (CHECKOUT / place).is_file()] == []
