"""Messages of the other rooms in the language of the window."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.gui.language.messages import PLACEHOLDER, WEAK, Messages
from tests.gui.languages import LANGUAGE

TEMPLATES = {
    "{0}: can't be read: {1}": "{0}: não pode ser lido: {1}",
    "is cut short; get a whole copy of it": "está truncado; obtenha uma cópia completa",
    "its masks {0}": "suas máscaras {0}",
    "{n} image": "{n} imagem",
    "{n} images": "{n} imagens",
    "{0} of {1}": "{0} de {1}",
    "image {0}": "imagem {0}",
    "Reading {0}": "Lendo {0}",
    " and {0} more": " e mais {0}",
    ", a draft": ", rascunho",
    "Input should be an instance of {word}": "deve ser um {word}",
    "no file": "nenhum arquivo",
}


@pytest.fixture(scope="module")
def messages() -> Messages:
    return Messages(TEMPLATES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no file", "nenhum arquivo"),
        ("No file", "Nenhum arquivo"),
        ("3 images", "3 imagens"),
        ("/a/b.png: is cut short; get a whole copy of it",
         "/a/b.png: está truncado; obtenha uma cópia completa"),
        ("b: is cut short; get a whole copy of it; c: no file",
         "b: está truncado; obtenha uma cópia completa; c: nenhum arquivo"),
        ("a.png: can't be read: no file", "a.png: não pode ser lido: nenhum arquivo"),
        ("a, b and 4 more: no file", "a, b e mais 4: nenhum arquivo"),
        ("1 of 3 images", "1 de 3 imagens"),
        ("3 images, a draft", "3 imagens, rascunho"),
        ("no file\n3 images", "nenhum arquivo\n3 imagens"),
        ("Reading a.png", "Lendo a.png"),
        ("x: Input should be an instance of Block and 5 more", "x: deve ser um Block e mais 5"),
        ("Photo of Ann.png", "Photo of Ann.png"),
        ("image 3.png", "image 3.png"),
        ("Image 3.png: no file", "Image 3.png: nenhum arquivo"),
        ("OSError: no file", "OSError: no file"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_message_and_its_translation(messages: Messages, text: str, expected: str) -> None:
    assert messages.translate(text) == expected


@given(st.text())
def test_a_text_that_is_no_message_stays(text: str) -> None:
    assert Messages({"an answer": "uma resposta"}).translate(text) == text


@given(st.lists(st.sampled_from(["a", "image", " of ", "; ", ": ", ", ", " ", "9", "\n"])))
def test_every_text_has_a_translation(messages: Messages, parts: list[str]) -> None:
    messages.translate("".join(parts))


def test_a_long_list_is_translated_to_its_end(messages: Messages) -> None:
    lines = [f"/of/{n} of {n}.png: is cut short; get a whole copy of it" for n in range(15)]
    assert messages.translate("; ".join(lines)).count("obtenha") == len(lines)


@pytest.mark.parametrize("separator", [" of ", ": ", "; ", ", ", " · ", " "])
@pytest.mark.parametrize("length", [999, 20_000])
def test_a_text_that_would_take_too_long_stays(
    messages: Messages, separator: str, length: int
) -> None:
    text = separator.join("abc" for _ in range(length))[:length]
    assert messages.translate(text) == text
    assert messages.translate(f"no file\n{text[:3000]}").startswith("nenhum arquivo\n")


def test_every_message_of_the_catalogue_comes_back_translated() -> None:
    tree = ET.parse(LANGUAGE / "messages_pt_BR.ts")
    texts = {
        message.findtext("source") or "": message.findtext("translation") or ""
        for message in tree.iter("message")
    }
    messages, faults = Messages(texts), []
    for text, translation in texts.items():
        if sum(character.isalpha() for character in PLACEHOLDER.sub("", text)) < WEAK:
            continue  # joins values, and is tested with its sentences
        values = {name: "7" if name == "n" else f"Q{name}" for name in PLACEHOLDER.findall(text)}
        english, expected = _filled(text, values), _filled(translation, values)
        if messages.translate(english) != expected:
            faults.append((english, messages.translate(english), expected))
    assert faults == []


def _filled(text: str, values: dict[str, str]) -> str:
    text = PLACEHOLDER.sub(lambda place: values[place.group(1)], text)
    before = "Qx" if text[0] in " ,;(" else ""
    return before + text + ("Qy" if text[-1] == " " else "")
