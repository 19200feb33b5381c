"""Translate the English messages of the other rooms by the templates that they were made from.

A message such as ``a.png: can't be read: 3 images missing`` was composed of f-strings, whose
templates (``{0}: can't be read: {1}``, ``{n} images``) are in the catalogue. Of all ways to take a
message apart, into a template and its values or at a separator, the one that translates the most
letters is chosen. Values that fit no template, such as the names of files and classes, stay as
they are.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from pathlib import Path

from flimbuilder.gui.language.compiled import read_translations

__all__ = ["Messages", "translated", "use_messages"]

PLACEHOLDER = re.compile(r"\{(\w*)\}")
NUMBER = r"[-+−]?\d[\d.,\u202f\u2009\u00a0 ]*"
VALUES = {"n": NUMBER, "word": r"\S+"}  # patterns of values by name; others may be any text
WORD = re.compile(r"[^\W\d_]{2,}")
WEAK = 5  # letters from which a template is text of its own; others only join values
PAIRING = (": ", "; ")  # what they separate may hold them too, so every place is tried
LISTING = (  # are split everywhere at once
    re.compile(" · "),
    re.compile(" → "),
    re.compile("; "),
    re.compile(r", (?![^()]*\))"),  # not within parentheses
)
FOREIGN = re.compile(r"\w*(Error|Exception): ")  # the reason of a library, in English
MAX_PAIRING = 600  # characters of a message in which every place is tried
CACHED = 4096  # messages and their parts


class Template:
    """A template with numbered values, and its translation."""

    def __init__(self, text: str, translation: str) -> None:
        self.translation = translation
        if text[0] in " ,;(":  # appended to another text
            text, self.translation = f"{{before}}{text}", f"{{before}}{translation}"
        if text[-1] == " ":
            text, self.translation = f"{text}{{after}}", f"{self.translation}{{after}}"
        self._pieces = PLACEHOLDER.split(text)  # literal, name, literal, name, ... literal
        self.weight = _letters("".join(self._pieces[::2]))
        self.is_weak = self.weight < WEAK
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
        if not all(literal in text for literal in self._pieces[::2]):
            return None
        if self._pattern is None:
            parts = [
                re.escape(piece) if at % 2 == 0 else VALUES.get(piece, ".*?")
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
        self._parse = lru_cache(CACHED)(self._best)

    def translate(self, text: str) -> str:
        """Return a message in the language; itself if nothing of it is known."""
        return "\n".join(self._parse(line)[1] for line in text.split("\n"))

    def _best(self, text: str) -> tuple[int, str]:
        """Return the translation that covers the most letters of a line, and their number."""
        known = self._translations.get(text)
        if known is not None:
            return _letters(text), known
        best = 0, text
        if WORD.search(text) and not FOREIGN.match(text):
            for attempt in self._attempts(text):
                best = max(best, attempt, key=itemgetter(0))  # the first of equals
        return best

    def _attempts(self, text: str) -> Iterator[tuple[int, str]]:
        if " " in text:
            yield from self._paired(text)
            templates = self._fitting(text)
            yield from (self._fill(*found) for found in templates if not found[0].is_weak)
            yield from self._listed(text)
            yield from (self._fill(*found) for found in templates if found[0].is_weak)
        if text[0].isupper() and not text[1:2].isupper():  # its first letter was made a capital
            score, made = self._parse(text[0].lower() + text[1:])
            yield score, made[0].upper() + made[1:]

    def _fitting(self, text: str) -> list[tuple[Template, dict[str, str]]]:
        """Return the templates that fit and their values, the heaviest first."""
        words = {"", *WORD.findall(text)}
        found = [
            (template, values)
            for word in words
            for template in self._by_word.get(word, ())
            if (values := template.values(text)) is not None
        ]
        return sorted(found, key=lambda entry: (-entry[0].weight, len(entry[1])))

    def _fill(self, template: Template, values: Mapping[str, str]) -> tuple[int, str]:
        parts = {name: self._parse(value) for name, value in values.items()}
        score = sum(of_part for of_part, _ in parts.values())
        joins = score > 0 or any(re.fullmatch(NUMBER, value) for value in values.values())
        if template.is_weak and not joins:
            return 0, ""  # "of" and the like may be part of a name
        return template.weight + score, template.filled(
            {name: made for name, (_, made) in parts.items()}
        )

    def _paired(self, text: str) -> Iterator[tuple[int, str]]:
        """Split a message in two: a file and its problem, a problem and the way out."""
        if len(text) > MAX_PAIRING:
            return
        for separator in PAIRING:
            for place in re.finditer(re.escape(separator), text):
                before, after = (
                    self._parse(text[: place.start()]),
                    self._parse(text[place.end() :]),
                )
                yield before[0] + after[0], f"{before[1]}{separator}{after[1]}"

    def _listed(self, text: str) -> Iterator[tuple[int, str]]:
        for separator in LISTING:
            if found := separator.search(text):
                parts = [self._parse(part) for part in separator.split(text)]
                score = sum(of_part for of_part, _ in parts)
                yield score, found.group().join(made for _, made in parts)


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


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
