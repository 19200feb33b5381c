"""Compile Qt's translation sources (``.ts``) to the catalogues (``.qm``) that the window loads.

Usage: ``python packaging/compile_translations.py [FOLDER]``, by default the window's languages.

The result has the same bytes as Qt's ``lrelease``. That program needs system libraries that a bare
Linux lacks, and would make PySide6 a requirement of each build.
"""

import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

__all__ = ["compile_catalogue", "compile_folder"]

LANGUAGES = Path(__file__).resolve().parent.parent / "flimbuilder" / "gui" / "language"
MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
END, TRANSLATION, SOURCE, CONTEXT, COMMENT = 1, 3, 6, 7, 8  # tags within a message
HASHES, MESSAGES, NUMERUS, LANGUAGE = 0x42, 0x69, 0x88, 0xA7  # tags of sections
SINGULAR_UP_TO_ONE = b"\x03\x01"
NUMERUS_RULES = {"pt_BR": SINGULAR_UP_TO_ONE}


@dataclass(frozen=True, order=True)
class _Key:
    """What a translation is looked up by, in the order of the file."""

    context: bytes
    source: bytes
    comment: bytes

    @property
    def hash(self) -> int:
        """The ELF hash of source and comment."""
        value = 0
        for byte in self.source + self.comment:
            value = (value << 4) + byte
            high = value & 0xF0000000
            value = (value ^ high >> 24) & ~high
        return value or 1


def compile_catalogue(ts: Path, qm: Path) -> int:
    """Compile one translation source, and return the number of its translations.

    Messages without a translation are left out; the window shows them in English.

    Raises
    ------
    ValueError
        If the file is no translation source, names a language without a rule for plurals, or
        translates one text twice.
    """
    language, messages = _read(ts)
    if language not in NUMERUS_RULES:
        raise ValueError(
            f"{ts}: no rule for plurals of {language!r}; add it to NUMERUS_RULES in {__file__}"
        )
    records, hashes = bytearray(), []
    for key, translations in sorted(messages.items()):
        hashes.append((key.hash, len(records)))
        for translation in translations:
            records += bytes([TRANSLATION]) + _sized(translation.encode("utf-16-be"))
        for tag, text in ((COMMENT, key.comment), (SOURCE, key.source), (CONTEXT, key.context)):
            records += bytes([tag]) + _sized(text)
        records.append(END)
    index = b"".join(struct.pack(">II", *entry) for entry in sorted(hashes))
    sections = (
        (LANGUAGE, language.encode()),
        (HASHES, index),
        (MESSAGES, bytes(records)),
        (NUMERUS, NUMERUS_RULES[language]),
    )
    qm.write_bytes(MAGIC + b"".join(bytes([tag]) + _sized(data) for tag, data in sections if data))
    return len(messages)


def compile_folder(folder: Path, target: Path | None = None) -> list[Path]:
    """Compile the translation sources of a folder, into it or a target; return what was made."""
    made = [(target or folder) / f"{ts.stem}.qm" for ts in sorted(folder.glob("*.ts"))]
    for qm in made:
        compile_catalogue(folder / f"{qm.stem}.ts", qm)
    return made


def _read(ts: Path) -> tuple[str, dict[_Key, list[str]]]:
    try:
        root = ElementTree.parse(ts).getroot()
    except ElementTree.ParseError as error:
        raise ValueError(f"{ts}: no translation source: {error}") from error
    if root.tag != "TS":
        raise ValueError(f"{ts}: no translation source: it begins with <{root.tag}>, not <TS>")
    messages: dict[_Key, list[str]] = {}
    for key, translations in _translated(root):
        if key in messages:
            raise ValueError(f"{ts}: {key.source.decode()!r} is translated twice")
        messages[key] = translations
    return root.get("language", ""), messages


def _translated(root: ElementTree.Element) -> Iterator[tuple[_Key, list[str]]]:
    for context in root.iter("context"):
        name = context.findtext("name", "").encode()
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") in {"vanished", "obsolete"}:
                continue
            forms = [form.text or "" for form in translation.iter("numerusform")]
            texts = forms or [translation.text or ""]
            if any(texts):
                source, comment = message.findtext("source", ""), message.findtext("comment", "")
                yield _Key(name, source.encode(), comment.encode()), texts


def _sized(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def main() -> None:
    """Compile the folder that the command line names."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else LANGUAGES
    for qm in compile_folder(folder):
        print(f"{qm}: {qm.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
