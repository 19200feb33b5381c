"""The reference page shows the docstrings of today."""

import runpy
from pathlib import Path

import flimbuilder as fb

CHECKOUT = Path(__file__).resolve().parent.parent


def test_the_reference_page_matches_the_docstrings() -> None:
    page = runpy.run_path(str(CHECKOUT / "packaging" / "reference.py"))["page"]()
    written = (CHECKOUT / "docs" / "reference.md").read_text("utf-8")
    assert written == page, "run: python packaging/reference.py"


def test_the_reference_page_names_everything_public() -> None:
    written = (CHECKOUT / "docs" / "reference.md").read_text("utf-8")
    assert [name for name in fb.__all__ if f"`{name}`" not in written] == []
