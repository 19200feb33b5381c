"""HTML from nested calls."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.demo.markup import Markup, document, element, together


def test_an_element_by_hand() -> None:
    inner = element("b", "5 < 6 & so")
    assert inner == "<b>5 &lt; 6 &amp; so</b>"
    assert element("p", inner, " ", 7, class_="x", id=None) == (
        '<p class="x"><b>5 &lt; 6 &amp; so</b> 7</p>'
    )


def test_void_elements_have_no_end() -> None:
    shown = element("img", src="a.png", alt='say "a"', aria_hidden="true")
    assert shown == '<img src="a.png" alt="say &quot;a&quot;" aria-hidden="true">'


def test_markup_passes_and_text_is_escaped() -> None:
    assert together(Markup("<i></i>"), "<i>") == "<i></i>&lt;i&gt;"


def test_a_document() -> None:
    page = document("a < b", "p > a { color: red }", element("p", "text"))
    assert page.startswith("<!doctype html>\n<html")
    assert "<title>a &lt; b</title>" in page
    assert "<style>\np > a { color: red }</style>" in page
    assert page.endswith("<body><p>text</p></body></html>\n")
    assert '<meta name="viewport"' in page


class Reader(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.title: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.title = dict(attrs).get("title")

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"])))
def test_any_text_comes_back(text: str) -> None:
    reader = Reader()
    reader.feed(element("p", text, title=text))
    reader.close()
    assert (reader.tags, reader.text, reader.title) == (["p"], text, text)
