"""Translation sources are compiled to what Qt reads, as Qt's own compiler does it."""

import runpy
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import PySide6
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QTranslator

from flimbuilder.gui.language.compiled import read_translations
from tests.conftest import CHECKOUT

SCRIPT = runpy.run_path(str(CHECKOUT / "packaging" / "compile_translations.py"))
compile_catalogue: Callable[[Path, Path], int] = SCRIPT["compile_catalogue"]
compile_folder: Callable[..., list[Path]] = SCRIPT["compile_folder"]


def message(source: str, translation: str, comment: str = "", kind: str = "") -> str:
    said = f"<comment>{escape(comment)}</comment>" if comment else ""
    state = f' type="{kind}"' if kind else ""
    return (
        f"<message><source>{escape(source)}</source>{said}"
        f"<translation{state}>{escape(translation)}</translation></message>"
    )


PLURAL = (
    '<message numerus="yes"><source>%n images</source><translation>'
    "<numerusform>%n imagem</numerusform><numerusform>%n imagens</numerusform>"
    "</translation></message>"
)
MESSAGES = [
    message("Open project…", "Abrir projeto…"),
    message("&File", "&Arquivo"),
    message("&File", "&Lima", comment="tool"),
    message("two\nlines <b>bold</b> 𝄞", "duas\nlinhas <b>negrito</b> 𝄞"),
    message("Draft", "Rascunho", kind="unfinished"),
    message("Empty", "", kind="unfinished"),
    message("Gone", "Foi", kind="vanished"),
    message("Ago", "Faz tempo", kind="obsolete"),
    PLURAL,
]


def catalogue(folder: Path, *messages: str, language: str = "pt_BR") -> Path:
    path = folder / "window_pt_BR.ts"
    path.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n<TS version="2.1" '
        f'language="{language}"><context><name>window</name>{"".join(messages)}</context>'
        f"<context><name>Other</name>{message('Open project…', 'Outro')}</context></TS>",
        "utf-8",
    )
    return path


def load(qm: Path) -> QTranslator:
    translator = QTranslator()
    assert translator.load(str(qm))
    return translator


def test_qt_finds_each_translation(tmp_path: Path) -> None:
    (qm,) = compile_folder(catalogue(tmp_path, *MESSAGES).parent)
    translator = load(qm)
    assert qm == tmp_path / "window_pt_BR.qm"
    assert translator.language() == "pt_BR"
    assert translator.translate("window", "Open project…") == "Abrir projeto…"
    assert translator.translate("Other", "Open project…") == "Outro"
    assert translator.translate("window", "&File") == "&Arquivo"
    assert translator.translate("window", "&File", "tool") == "&Lima"
    assert translator.translate("window", "two\nlines <b>bold</b> 𝄞").startswith("duas\nlinhas")
    assert translator.translate("window", "Draft") == "Rascunho"
    for missing in ("Empty", "Gone", "Ago", "Never"):
        assert not translator.translate("window", missing)


@pytest.mark.parametrize(
    ("number", "form"), [(0, "%n imagem"), (1, "%n imagem"), (2, "%n imagens")]
)
def test_the_plural_follows_the_language(tmp_path: Path, number: int, form: str) -> None:
    (qm,) = compile_folder(catalogue(tmp_path, *MESSAGES).parent)
    assert load(qm).translate("window", "%n images", None, number) == form


def compiled_by_qt(source: Path, target: Path) -> bytes:
    folder = Path(PySide6.__file__).parent
    (compiler,) = [path for path in folder.iterdir() if path.stem == "lrelease"]
    subprocess.run([compiler, source, "-qm", target], check=True, capture_output=True)
    return target.read_bytes()


def test_the_bytes_are_those_of_qts_compiler(tmp_path: Path) -> None:
    source, ours = catalogue(tmp_path, *MESSAGES), tmp_path / "ours"
    compile_catalogue(source, ours)
    assert ours.read_bytes() == compiled_by_qt(source, tmp_path / "theirs")


def test_the_catalogues_of_the_window_are_compiled_as_qt_does_it(tmp_path: Path) -> None:
    made = compile_folder(SCRIPT["LANGUAGES"], tmp_path)
    assert {"messages_pt_BR.qm", "window_pt_BR.qm"} <= {qm.name for qm in made}
    for qm in made:
        source = SCRIPT["LANGUAGES"] / f"{qm.stem}.ts"
        assert qm.read_bytes() == compiled_by_qt(source, tmp_path / "theirs"), qm.name


TEXTS = st.text(st.characters(exclude_categories=["C"]), min_size=1).filter(str.strip)


@given(entries=st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=8))
def test_any_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, entries: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("language")
    source = catalogue(folder, *(message(*entry) for entry in entries.items()))
    assert compile_catalogue(source, folder / "any.qm") == len(entries) + 1
    translator = load(folder / "any.qm")
    assert {text: translator.translate("window", text) for text in entries} == entries


def test_a_text_translated_twice_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'&File' is translated twice"):
        compile_catalogue(catalogue(tmp_path, *MESSAGES[1:2] * 2), tmp_path / "a.qm")


def test_a_language_without_a_rule_for_plurals_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no rule for plurals of 'de'"):
        compile_catalogue(catalogue(tmp_path, language="de"), tmp_path / "a.qm")


@pytest.mark.parametrize("content", ["", "<TS", "<html/>"])
def test_another_file_is_an_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.ts").write_text(content)
    with pytest.raises(ValueError, match=r"a\.ts: no translation source"):
        compile_catalogue(tmp_path / "a.ts", tmp_path / "a.qm")


def test_a_damaged_catalogue_has_only_texts_of_the_whole_one(tmp_path: Path) -> None:
    (qm,) = compile_folder(catalogue(tmp_path, *MESSAGES).parent)
    whole, texts = qm.read_bytes(), read_translations(qm)
    assert texts
    for end in range(0, len(whole), 17):
        qm.write_bytes(whole[:end])
        assert read_translations(qm).items() <= texts.items()
    qm.unlink()
    assert read_translations(qm) == {}
