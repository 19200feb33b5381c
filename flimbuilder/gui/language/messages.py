"""Translate the English messages of the other rooms by the templates that they were made from.

A message such as ``a.png: can't be read: 3 images missing`` was composed of f-strings, whose
templates (``{0}: can't be read: {1}``, ``{n} images``) are in the catalogue. Of all ways to take a
message apart, into a template and its values or at a separator, the one that translates the most
letters is chosen. Values that fit no template, such as the names of files and classes, stay as
they are.
"""

import re
from collections import Counter
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
WEAK = 5  # letters; templates with fewer only join values
SENTENCES, MOST_SENTENCES = "; ", 4  # of a template
PAIRING = ": "  # what it separates may hold it too, so every place is tried
LISTING = (  # are split everywhere at once
    re.compile(" · "),
    re.compile(" → "),
    re.compile(r", (?![^()]*\))"),  # not within parentheses
)
LONG = 400  # characters from which a text is a list of messages
NOUN = re.compile(r"(?!\w+ing )[a-z]+ \{(\w+)\}")  # "image {0}", not "reading {0}"
FILE = re.compile(r"[^:]*\.[A-Za-z]\w{1,7}(:.*)?")
FOREIGN = re.compile(r"\w*(Error|Exception): ")  # the reason of a library, in English
MOST_PAIRS = 40  # of a message that is split into pairs
LONGEST_LINE, LONGEST_TEXT = 1000, 4000  # characters; longer ones stay, as they take too long
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
        noun = NOUN.match(text)
        self.named = None if noun is None else noun.group(1)
        self._pattern: re.Pattern[str] | None = None

    @property
    def words(self) -> list[str]:
        """The whole words of the literal text, which no value touches."""
        literals = self._pieces[::2]
        return [
            word.group()
            for at, literal in enumerate(literals)
            for word in WORD.finditer(literal)
            if (word.start() > 0 or at == 0)
            and (word.end() < len(literal) or at == len(literals) - 1)
        ]

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
        templates = [
            Template(text, translation)
            for text, translation in translations.items()
            if text and (PLACEHOLDER.search(text) or text[0] in " ,;(" or text[-1] == " ")
        ]
        count = Counter(word for template in templates for word in template.words)
        self._by_word: dict[str, list[Template]] = {}  # by the rarest word of each
        for template in templates:
            key = min(template.words, key=lambda word: count[word], default="")
            self._by_word.setdefault(key, []).append(template)
        self._parse = lru_cache(CACHED)(self._best)

    def translate(self, text: str) -> str:
        """Return a message in the language; itself if it is unknown or too long."""
        if len(text) > LONGEST_TEXT:
            return text
        return "\n".join(self._parse(line)[1] for line in text.split("\n"))

    def _best(self, text: str) -> tuple[int, str]:
        """Return the translation that covers the most letters of a line, and their number."""
        known = self._translations.get(text)
        if known is not None:
            return _letters(text), known
        best = 0, text
        if len(text) <= LONGEST_LINE and WORD.search(text) and not FOREIGN.match(text):
            for attempt in self._attempts(text):
                best = max(best, attempt, key=itemgetter(0))  # the first of equals
        return best

    def _attempts(self, text: str) -> Iterator[tuple[int, str]]:
        if " " in text:
            yield from self._paired(text)
            yield from self._sentences(text)
            yield from self._listed(text)
        if " " in text and len(text) < LONG:
            templates = self._fitting(text)
            yield from (self._fill(*found) for found in templates)
        lower = text[0].lower() + text[1:]
        if lower != text and not text[1:2].isupper():  # its first letter was made a capital
            score, made = self._parse(lower)
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
        if template.named is not None and FILE.fullmatch(values[template.named]):
            return 0, ""  # "image 3.png" is a file
        return template.weight + score, template.filled(
            {name: made for name, (_, made) in parts.items()}
        )

    def _paired(self, text: str) -> Iterator[tuple[int, str]]:
        """Split a message in two, such as a file and its problem."""
        places = [place.start() for place in re.finditer(PAIRING, text)]
        if len(places) > MOST_PAIRS:
            return
        for place in places if len(text) < LONG else places[:1]:
            before, after = self._parse(text[:place]), self._parse(text[place + len(PAIRING) :])
            yield before[0] + after[0], f"{before[1]}{PAIRING}{after[1]}"

    def _sentences(self, text: str) -> Iterator[tuple[int, str]]:
        """Divide a text into messages, which may have semicolons too."""
        parts = text.split(SENTENCES)
        best: list[tuple[int, list[str]]] = [(0, [])]  # for each number of parts
        for end in range(1, len(parts) + 1):
            found = []
            for start in range(max(end - MOST_SENTENCES, 0), end):
                if (start, end) != (0, len(parts)):
                    score, made = self._parse(SENTENCES.join(parts[start:end]))
                    found.append((best[start][0] + score, [*best[start][1], made]))
            best.append(max(found, key=itemgetter(0), default=(0, [text])))
        yield best[-1][0], SENTENCES.join(best[-1][1])

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
