"""The tutorial names texts of the window as the window shows them, in both languages."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import CHECKOUT

LANGUAGE = CHECKOUT / "flimbuilder" / "gui" / "language"
PAGES = {"en": CHECKOUT / "docs/tutorial.md", "pt_BR": CHECKOUT / "docs/pt_BR/tutorial.md"}
EMPHASISED = re.compile(r"(?<![*\w])\*([^*\s][^*]*?)\*(?!\*)")


def texts_of_the_window(language: str) -> set[str]:
    """Return the texts without the marks of accelerators."""
    tag = "source" if language == "en" else "translation"
    return {
        re.sub("&(?!&)", "", message.findtext(tag) or "")
        for file in LANGUAGE.glob("*_pt_BR.ts")
        for message in ElementTree.parse(file).iter("message")
    }


def parts(page: Path) -> list[str]:
    """Return the emphasised texts of a page, menu entries one by one."""
    found = EMPHASISED.findall(page.read_text("utf-8"))
    return [part for text in found for part in " ".join(text.split()).split(" > ")]


@pytest.mark.parametrize("language", PAGES)
def test_every_emphasised_text_is_in_the_window(language: str) -> None:
    named = parts(PAGES[language])
    assert len(named) > 20
    assert sorted(set(named) - texts_of_the_window(language)) == []


def test_both_pages_have_the_same_steps_and_pictures() -> None:
    english, portuguese = (page.read_text("utf-8") for page in PAGES.values())
    for mark in (r"^#+ ", r"^\d+\. ", r"^\* ", r"^!\["):
        counts = [len(re.findall(mark, text, re.M)) for text in (english, portuguese)]
        assert counts[0] == counts[1], mark
    pictures = [
        (page.parent / link).resolve()
        for page in PAGES.values()
        for link in re.findall(r"!\[[^]]+\]\(([^)]+)\)", page.read_text("utf-8"))
    ]
    assert [path for path in pictures if not path.is_file()] == []
    assert max(path.stat().st_size for path in pictures) < 250_000
