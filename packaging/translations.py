"""Keep the translations of the window: extract its texts, check and compile the catalogues.

    python packaging/translations.py update [--from FILE.json ...]
    python packaging/translations.py check
    python packaging/translations.py build

``update`` brings the catalogues of ``flimbuilder/gui/language/`` to the texts of the source: it
keeps translations, drops those of vanished texts, and marks new texts as unfinished. ``--from``
adds translations from ``{"English": "translation"}``. A text of a message that no person reads
goes to ``packaging/not_translated.txt``. ``check`` names what is missing or faulty. ``build``
compiles the ``.ts`` to the ``.qm`` that the window loads.
"""

import argparse
import json
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parent))

from compile_translations import compile_catalogue
from translation_texts import PACKAGE, message_texts, window_texts

FOLDER = PACKAGE / "gui" / "language"
BY_HAND = "by hand"  # the place of texts that are added to a catalogue and not extracted
PLACEHOLDER = re.compile(r"\{\w*(?::[^}]*)?\}")
MAX_FACTOR, MAX_MORE = 1.6, 6  # how much longer a translation of a label may be
SENTENCE = 60  # characters from which a text is wrapped or elided, and may be of any length

Texts = Mapping[tuple[str, str], Iterable[str]]
Translations = dict[tuple[str, str], str]


def catalogues(language: str = "pt_BR") -> dict[Path, Texts]:
    """Return the files of a language and the texts that belong into each."""
    return {
        FOLDER / f"window_{language}.ts": window_texts(),
        FOLDER / f"messages_{language}.ts": message_texts(),
    }


def read_catalogue(file: Path) -> dict[tuple[str, str], tuple[str, list[str]]]:
    """Return the translation of each text and comment, "" if it is unfinished, and its places."""
    entries = {}
    for message in ET.parse(file).iter("message") if file.exists() else ():
        translation = message.find("translation")
        is_finished = translation is not None and translation.get("type") is None
        key = message.findtext("source") or "", message.findtext("comment") or ""
        places = [place.get("filename", "") for place in message.iter("location")]
        text = (message.findtext("translation") or "") if is_finished else ""
        entries[key] = text, places
    return entries


def write_catalogue(file: Path, texts: Texts, translations: Translations, language: str) -> None:
    """Write a catalogue, sorted by place."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<!DOCTYPE TS>",
        f'<TS version="2.1" language="{language}" sourcelanguage="en">',
        "<context>",
        "    <name>QObject</name>",
    ]
    for (text, comment), places in sorted(texts.items(), key=lambda entry: next(iter(entry[1]))):
        translation = translations.get((text, comment), "")
        lines += ["    <message>", *(f'        <location filename="{p}"/>' for p in places)]
        lines.append(f"        <source>{_escaped(text)}</source>")
        if comment:
            lines.append(f"        <comment>{_escaped(comment)}</comment>")
        mark = "" if translation else ' type="unfinished"'
        lines.append(f"        <translation{mark}>{_escaped(translation)}</translation>")
        lines.append("    </message>")
    file.write_text("\n".join([*lines, "</context>", "</TS>"]) + "\n", "utf-8")


def update(added: Mapping[str, str], language: str = "pt_BR") -> list[str]:
    """Bring the catalogues to the texts of the source; return what changed, a line a file."""
    report = []
    present = catalogues(language)
    moved = {key[0]: text for file in present for key, (text, _) in read_catalogue(file).items()}
    added = {**{text: known for text, known in moved.items() if known}, **added}
    for file, extracted in present.items():
        known = read_catalogue(file)
        texts = dict(extracted)
        texts.update({key: [BY_HAND] for key, (_, places) in known.items() if BY_HAND in places})
        translations = {key: text for key, (text, _) in known.items() if key in texts and text}
        for key in texts:
            if key not in translations and added.get(key[0]):
                translations[key] = added[key[0]]
        write_catalogue(file, texts, translations, language)
        report.append(
            f"{file.name}: {len(texts)} texts, {len(texts) - len(translations)} unfinished, "
            f"{len(texts.keys() - known.keys())} new, {len(known.keys() - texts.keys())} dropped"
        )
    return report


def check(language: str = "pt_BR") -> list[str]:
    """Return the faults of the catalogues, a line each."""
    faults = []
    for file, extracted in catalogues(language).items():
        known = read_catalogue(file)
        for key in extracted:
            text, name = key[0], f"{file.name}: {key[0]!r}"
            if key not in known:
                faults.append(f"{name} is missing; run: python packaging/translations.py update")
            elif not known[key][0]:
                faults.append(f"{name} is unfinished")
            else:
                found = faults_of(text, known[key][0], any_length="messages" in file.name)
                faults += [f"{name}: {fault}" for fault in found]
        faults += [
            f"{file.name}: {key[0]!r} vanished from the source; run update"
            for key, (_, places) in known.items()
            if key not in extracted and BY_HAND not in places
        ]
    return faults


def faults_of(text: str, translation: str, any_length: bool = False) -> list[str]:
    """Return what is wrong with a translation."""
    faults = []
    if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(translation)):
        faults.append(f"other placeholders in {translation!r}")
    for mark in ("…", ":", "\n", " ", ",", ";", "."):
        for side in ("endswith", "startswith"):
            if getattr(text, side)(mark) != getattr(translation, side)(mark):
                faults.append(f"only one of them {side} {mark!r}: {translation!r}")
    if accelerators(text) != accelerators(translation) and len(text) < SENTENCE:
        faults.append(f"other number of accelerators (&): {translation!r}")
    if not any_length and len(text) < SENTENCE:
        limit = MAX_FACTOR * len(text) + MAX_MORE
        if len(translation) > limit:
            faults.append(f"{len(translation)} characters exceed {limit:g}: {translation!r}")
    return faults


def accelerators(text: str) -> int:
    """Return the number of ``&`` that mark a key."""
    return len(re.findall(r"&\w", text.replace("&&", "")))


def build(language: str = "pt_BR", folder: Path = FOLDER) -> list[Path]:
    """Compile the catalogues; return the files."""
    files = []
    for name in ("qt", "window", "messages"):
        files.append(folder / f"{name}_{language}.qm")
        compile_catalogue(FOLDER / f"{name}_{language}.ts", files[-1])
    return files


def _escaped(text: str) -> str:
    return escape(text, {'"': "&quot;", "'": "&apos;"})


def main() -> int:
    """Run a command; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("command", choices=("update", "check", "build"))
    parser.add_argument("--from", dest="sources", nargs="+", type=Path, default=[], metavar="FILE")
    options = parser.parse_args()
    if options.command == "update":
        added: dict[str, str] = {}
        for file in options.sources:
            added.update(json.loads(file.read_text("utf-8")))
        print("\n".join(update(added)))
    elif options.command == "build":
        print("\n".join(str(file) for file in build()))
    else:
        faults = check()
        print("\n".join(faults) or "All texts are translated.")
        return bool(faults)
    return 0


if __name__ == "__main__":
    sys.exit(main())
