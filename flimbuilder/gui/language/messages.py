"""Translate the English messages of the other rooms by the templates that they were made from.

A message such as ``a.png: can't be read: 3 images missing`` was composed of f-strings, whose
templates (``{0}: can't be read: {1}``, ``{n} images``) are in the catalogue. The template with the
most text that fits is translated, then each value that is a message itself. Values that fit no
template, such as the names of files and classes, stay as they are.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from flimbuilder.gui.language.compiled import read_translations

__all__ = ["Messages", "translated", "use_messages"]

PLACEHOLDER = re.compile(r"\{(\w*)\}")
NUMBER = r"[-+−]?\d[\d.,\u202f\u2009\u00a0 ]*"
WORD = re.compile(r"[^\W\d_]{2,}")
WEAK = 5  # letters from which a template is text of its own; others only join values
SEPARATORS = ("; ", ": ", " · ", " → ", ", ", "\n")
MAX_DEPTH = 6
CACHED = 4096  # messages


class Template:
    """A template with numbered values, and its translation."""

    def __init__(self, text: str, translation: str) -> None:
        self.translation = translation
        if text[0] in " ,;(":  # appended to another text
            text, self.translation = f"{{before}}{text}", f"{{before}}{translation}"
        if text[-1] == " ":
            text, self.translation = f"{text}{{after}}", f"{self.translation}{{after}}"
        self._pieces = PLACEHOLDER.split(text)  # literal, name, literal, name, ... literal
        literals = "".join(self._pieces[::2])
        self.weight = len(literals)
        self.is_weak = sum(character.isalpha() for character in literals) < WEAK
        self._pattern: re.Pattern[str] | None = None

    @property
    def key(self) -> str:
        """The longest whole word of the literal text; empty if a value touches every word."""
        literals = self._pieces[::2]
        words = [
            word.group()
            for at, literal in enumerate(literals)
            for word in WORD.finditer(literal)
            if (word.start() > 0 or at == 0)
            and (word.end() < len(literal) or at == len(literals) - 1)
        ]
        return max(words, key=len, default="")

    def values(self, text: str) -> dict[str, str] | None:
        """Return the values of a message; None if it was not made from this template."""
        if self._pattern is None:
            parts = [
                re.escape(piece) if at % 2 == 0 else NUMBER if piece == "n" else ".*?"
                for at, piece in enumerate(self._pieces)
            ]
            parts[1::2] = [f"({part})" for part in parts[1::2]]
            self._pattern = re.compile("".join(parts), re.DOTALL)
        match = self._pattern.fullmatch(text)
        return (
            None if match is None else dict(zip(self._pieces[1::2], match.groups(), strict=True))
        )

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the translation with values."""
        return PLACEHOLDER.sub(
            lambda place: values.get(place.group(1), place.group()), self.translation
        )


class Messages:
    """The messages of one language.

    Parameters
    ----------
    translations : mapping of str to str
        By English template.
    """

    def __init__(self, translations: Mapping[str, str]) -> None:
        self._translations = translations
        self._by_word: dict[str, list[Template]] = {}
        for text, translation in translations.items():
            if text and (PLACEHOLDER.search(text) or text[0] in " ,;(" or text[-1] == " "):
                template = Template(text, translation)
                self._by_word.setdefault(template.key, []).append(template)
        self.translate = lru_cache(CACHED)(self._translate)

    def _translate(self, text: str, depth: int = 0) -> str:
        """Return a message in the language; itself if nothing of it is known."""
        known = self._translations.get(text)
        if known is not None:
            return known
        if depth > MAX_DEPTH or not WORD.search(text):
            return text
        return next(
            (made for made in self._attempts(text, depth) if made is not None and made != text),
            text,
        )

    def _attempts(self, text: str, depth: int) -> Iterator[str | None]:
        templates = self._fitting(text)
        for template, values in templates:
            if not template.is_weak:
                yield self._fill(template, values, depth)
        for separator in SEPARATORS:
            yield self._joined(text, separator, depth)
        for template, values in templates:
            if template.is_weak:
                made = self._fill(template, values, depth)
                joins = any(re.fullmatch(NUMBER, value) for value in values.values()) or any(
                    self.translate(value, depth + 1) != value for value in values.values()
                )
                yield made if joins else None
        yield self._lower(text, depth)

    def _fitting(self, text: str) -> list[tuple[Template, dict[str, str]]]:
        """Return the templates that fit and their values, the most specific first."""
        words = {"", *WORD.findall(text)}
        found = [
            (template, values)
            for word in words
            for template in self._by_word.get(word, ())
            if (values := template.values(text)) is not None
        ]
        return sorted(found, key=lambda entry: (-entry[0].weight, len(entry[1])))

    def _fill(self, template: Template, values: Mapping[str, str], depth: int) -> str:
        return template.filled(
            {name: self.translate(value, depth + 1) for name, value in values.items()}
        )

    def _joined(self, text: str, separator: str, depth: int) -> str | None:
        parts = text.split(separator)
        if len(parts) == 1:
            return None
        if separator == ": ":  # a file and its problem, a title and its value
            parts = [parts[0], separator.join(parts[1:])]
        return separator.join(self.translate(part, depth + 1) for part in parts)

    def _lower(self, text: str, depth: int) -> str | None:
        """Translate a text whose first letter was made a capital."""
        if not text[0].isupper() or text[1:2].isupper():
            return None
        lower = text[0].lower() + text[1:]
        made = self.translate(lower, depth + MAX_DEPTH)
        return None if made == lower else made[0].upper() + made[1:]


class _Language:
    """The language of the window: its catalogue of messages, which is read when it is needed."""

    file: Path | None = None
    messages: Messages | None = None


def use_messages(file: Path | None) -> None:
    """Choose the compiled catalogue of messages; None leaves them English."""
    _Language.file, _Language.messages = file, None


def translated(text: str) -> str:
    """Return a message of another room in the language of the window.

    Parameters
    ----------
    text : str
        An English message, title or description.
    """
    if _Language.file is None or not text:
        return text
    if _Language.messages is None:
        _Language.messages = Messages(read_translations(_Language.file))
    return _Language.messages.translate(text)
