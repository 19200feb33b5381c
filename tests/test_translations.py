"""Every text is extracted and translated, and its translation fits."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT / "packaging"))

import translation_texts as extraction  # noqa: E402
import translations  # noqa: E402


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with a window and another room."""
    for name, source in {
        "gui/panel.py": """
            class Panel:
                title = marked("Shapes")
                def show(self, n):
                    self.tr("{0} of {1}").format(n, 3)
                    tr("yes" if n else "no")
                    self.tr("open", "a verb")
                    counted(n, "shape")
                    raise InputError(f"{n}: is no shape; draw one")
        """,
        "flim/learn.py": '''
            """Not a message."""
            KINDS: dict[str, "Some Type"] = {"mode of x": 1}
            def learn(path, n, is_draft):
                """Nor is this one."""
                if path == "a file":
                    raise OSError(f"can't read {path}: {n:.2f} of {'some' if n else 'no'} bytes")
                return "a map of " + path + (", a draft" if is_draft else "")
        ''',
        "cli/main.py": 'print("a text of the command line")',
    }.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        lines = source.strip("\n").split("\n")
        indent = len(lines[0]) - len(lines[0].lstrip())
        file.write_text("\n".join(line[indent:] for line in lines))
    return tmp_path


def test_texts_of_the_window_by_hand(package: Path) -> None:
    found = extraction.window_texts(package)
    assert set(found) == {
        ("Shapes", ""), ("{0} of {1}", ""), ("yes", ""), ("no", ""), ("open", "a verb"),
    }  # fmt: skip
    assert set(map(tuple, found.values())) == {("gui/panel.py",)}


def test_messages_become_templates(package: Path) -> None:
    assert set(extraction.message_texts(package)) == {
        (text, "")
        for text in (
            "can't read {0}: {1} of {2} bytes", "a map of {0}{1}", ", a draft",
            "{n} shape", "{n} shapes", "{0}: is no shape; draw one", "mode of x",
        )
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("&Open {0}…", "&Abrir {0}…", ""),
        ("Open {0}", "Abrir {1}", "placeholders"),
        ("&Open", "Abrir", "accelerators"),
        ("Open…", "Abrir", "endswith"),
        ("Open", "Abrir o arquivo que foi escolhido", "exceed"),
        (", a draft", ", um rascunho", ""),
        (", a draft", "um rascunho", "startswith"),
    ],
)
def test_faults_of_translations_by_hand(text: str, translation: str, fault: str) -> None:
    found = translations.faults_of(text, translation)
    assert [fault in message for message in found] == ([True] if fault else [])


def test_a_catalogue_keeps_what_is_translated(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    monkeypatch.setattr(translations, "window_texts", lambda: extraction.window_texts(package))
    monkeypatch.setattr(translations, "message_texts", lambda: extraction.message_texts(package))
    translations.update({"Shapes": "Formas", "yes": "sim", "{n} shape": "{n} forma"})
    window = tmp_path / "window_pt_BR.ts"
    assert translations.read_catalogue(window)["Shapes", ""] == ("Formas", ["gui/panel.py"])
    assert any("'no' is unfinished" in fault for fault in translations.check())
    panel = package / "gui" / "panel.py"
    panel.write_text(panel.read_text().replace('"Shapes"', '"Forms"'))
    window.write_text(
        window.read_text().replace(
            'gui/panel.py"/>\n        <source>yes', 'by hand"/>\n        <source>yes'
        )
    )
    panel.write_text(panel.read_text().replace('"yes" if n else ', ""))
    assert any("'Shapes' vanished" in fault for fault in translations.check())
    report = translations.update({})
    assert "1 new, 1 dropped" in report[0]
    assert translations.read_catalogue(window)["yes", ""] == ("sim", ["by hand"])
    before = window.read_bytes()
    translations.update({})
    assert window.read_bytes() == before


@pytest.fixture
def _no_garbage() -> Iterator[None]:
    """Leave the many nodes of syntax trees alone, which collecting takes seconds to scan."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_no_garbage")
def test_every_text_is_translated() -> None:
    assert translations.check() == []


def test_no_text_of_the_window_is_composed_before_it_is_looked_up() -> None:
    constants = ("TITLES[", "ROLES[", "EVIDENCE", "KINDS[", "title", "panel.title", "name")
    found = [place.partition(": ")[2] for place in extraction.unmarked_texts()]
    assert [
        call for call in found if not call.startswith(tuple(f"tr({name}" for name in constants))
    ] == []
