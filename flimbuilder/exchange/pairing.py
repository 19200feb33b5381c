"""Pair images with marker files and masks by their names.

A file belongs to the image of the same stem, which may be followed by a known suffix
(``NAME_mask.png``) or by one that the user gives. Stems are compared by canonical Unicode form.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from flimbuilder.errors import InputError, counted, listed, printable, short_path
from flimbuilder.imaging.formats.opening import IMAGE_SUFFIXES, has_suffix
from flimbuilder.project.selection import image_stem

__all__ = [
    "MARKER_SUFFIXES",
    "MASK_SUFFIXES",
    "Pairing",
    "canonical_stem",
    "pair_by_stem",
    "pair_slices",
    "parse_suffixes",
    "require_used",
    "separate_companions",
    "used_suffixes",
]

MAX_SUFFIX = 100  # characters
STANDARD_SUFFIX = "-seeds"


def _joined(*words: str) -> tuple[str, ...]:
    return tuple(mark + word for word, mark in product(words, "-_. "))


MARKER_SUFFIXES = _joined("seeds", "markers", "marker", "scribbles", "scribble")
MASK_SUFFIXES = _joined(
    "mask", "masks", "label", "labels", "cp_masks", "seg", "segmentation", "gt", "groundtruth",
    "annotation", "annotations",
)  # fmt: skip


@dataclass(frozen=True)
class Pairing:
    """Paired and unpaired images and files.

    Attributes
    ----------
    pairs : tuple of (Path, Path)
        (image, file), in the order of the images.
    unpaired : tuple of Path
        Images without a file.
    left_over : tuple of Path
        Files without an image.
    notes : tuple of str
        The suffixes by which files were paired, on one line; none for ``-seeds``.
    """

    pairs: tuple[tuple[Path, Path], ...]
    unpaired: tuple[Path, ...]
    left_over: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def canonical_stem(stem: str) -> str:
    """Return a stem in the form for comparison: macOS decomposes accents, others do not."""
    return unicodedata.normalize("NFC", stem)


def parse_suffixes(suffixes: Iterable[str]) -> tuple[str, ...]:
    """Check suffixes that a user gives in addition to the known ones.

    Raises
    ------
    InputError
        If a suffix is empty, long, holds a path, or ends like a file.
    """
    checked = []
    for suffix in suffixes:
        shown = printable(suffix, 40)
        if not suffix.strip() or len(suffix) > MAX_SUFFIX or "/" in suffix or "\\" in suffix:
            raise InputError(
                f"suffix '{shown}': give 1 to {MAX_SUFFIX} characters that follow the name of an "
                "image, such as _mask"
            )
        if has_suffix(Path(suffix), (*IMAGE_SUFFIXES, ".txt", ".json")):
            raise InputError(f"suffix '{shown}': leave out '{Path(suffix).suffix}'")
        checked.append(canonical_stem(suffix))
    return tuple(checked)


def require_used(suffixes: Iterable[str], files: Iterable[Path]) -> None:
    """Raise InputError if a suffix that a user gave ends the stem of none of the paired files."""
    given = tuple(suffixes)
    used = used_suffixes(given, files)
    for suffix in given:
        if suffix not in used:
            raise InputError(
                f"suffix '{printable(suffix, 40)}': pairs no file with an image; check it against "
                "the names, or leave it out"
            )


def used_suffixes(suffixes: Iterable[str], files: Iterable[Path]) -> tuple[str, ...]:
    """Return the suffixes that end the stem of some file, in any case."""
    stems = [_stem(file).casefold() for file in files]
    return tuple(
        suffix for suffix in suffixes if any(stem.endswith(suffix.casefold()) for stem in stems)
    )


def pair_by_stem(
    images: Sequence[Path], files: Sequence[Path], suffixes: Sequence[str] = MARKER_SUFFIXES
) -> Pairing:
    """Pair images with marker files or masks.

    Parameters
    ----------
    images, files : sequence of Path
        The stem is the name without its last extension; ``.nii.gz`` counts as one.
    suffixes : sequence of str, default=MARKER_SUFFIXES
        What may follow the image's stem in the stem of a file, in any case. ``img10-seeds.txt``
        belongs to ``img10.png``, never to ``img1.png``.

    Raises
    ------
    InputError
        If a file fits two images, or two files fit one image. A file of exactly the stem of an
        image does not fit another by a suffix if that also has a file of its exact stem.
    """
    return _pairing(images, _match(images, files, suffixes))


@dataclass(frozen=True)
class _Match:
    file_of: dict[Path, Path]
    left_over: list[Path]
    suffixes: Counter[str]  # number of files by suffix, "" if they have none


def _match(images: Sequence[Path], files: Sequence[Path], suffixes: Sequence[str]) -> _Match:
    images_of_stem = defaultdict(list)
    for image in images:
        images_of_stem[_stem(image)].append(image)
    exact_stems = {_stem(file) for file in files}
    file_of: dict[Path, Path] = {}
    used: Counter[str] = Counter()
    left_over = []
    for file in files:
        stem = _stem(file)
        base_of = {
            base: suffix for base, suffix in _split(stem, suffixes) if base in images_of_stem
        }
        if stem in images_of_stem:
            base_of = {base: "" for base in base_of if base not in exact_stems} | {stem: ""}
        matches = [image for base in base_of for image in images_of_stem[base]]
        if len(matches) > 1:
            raise InputError(
                _ambiguity(f"{short_path(file)} fits two images", matches[0], matches[1])
            )
        if not matches:
            left_over.append(file)
        elif matches[0] in file_of:
            raise InputError(
                _ambiguity(f"{short_path(matches[0])} has two files", file_of[matches[0]], file)
            )
        else:
            file_of[matches[0]] = file
            used.update(base_of.values())
    return _Match(file_of, left_over, used)


def pair_slices(
    images: Mapping[Path, Path],
    files: Sequence[Path],
    suffixes: Sequence[str] = MARKER_SUFFIXES,
) -> Pairing:
    """Pair images as `pair_by_stem`, and all slices of a stack with one file of its stem.

    Parameters
    ----------
    images : dict of Path to Path
        The file that holds each image, by the path that names the image (``scan_z0010.nii``).
    files : sequence of Path
    suffixes : sequence of str, default=MARKER_SUFFIXES
    """
    by_image = _match(list(images), files, suffixes)
    unpaired = [image for image in images if image not in by_image.file_of]
    stacks = list(dict.fromkeys(images[image] for image in unpaired))
    by_stack = _match(stacks, by_image.left_over, suffixes)
    of_slices = {
        image: by_stack.file_of[images[image]]
        for image in unpaired
        if images[image] in by_stack.file_of
    }
    return _pairing(
        images,
        _Match(
            by_image.file_of | of_slices, by_stack.left_over, by_image.suffixes + by_stack.suffixes
        ),
    )


def separate_companions(
    files: Iterable[Path], suffixes: Sequence[str] = (*MARKER_SUFFIXES, *MASK_SUFFIXES)
) -> tuple[list[Path], list[Path]]:
    """Separate images from the masks and markers beside them.

    Returns
    -------
    images, companions : list of Path
        ``NAME_mask.png`` is a companion if a file of the stem ``NAME`` is among the files.
    """
    files = list(files)
    stems = {_stem(file) for file in files}
    images: list[Path] = []
    companions: list[Path] = []
    for file in files:
        is_companion = any(base in stems for base, _ in _split(_stem(file), suffixes))
        (companions if is_companion else images).append(file)
    return images, companions


def _stem(path: Path) -> str:
    return canonical_stem(image_stem(path))


def _split(stem: str, suffixes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (base, suffix) for each suffix that ends the stem; the suffix as the stem has it."""
    for suffix in suffixes:
        base, end = stem[: -len(suffix)], stem[-len(suffix) :]
        if base and end.casefold() == suffix.casefold():
            yield base, end


def _pairing(images: Iterable[Path], match: _Match) -> Pairing:
    images = list(images)
    shown = Counter(
        {suffix: n for suffix, n in match.suffixes.items() if suffix not in ("", STANDARD_SUFFIX)}
    )
    ends = [
        f"{counted(n, 'file')} by '{printable(suffix, 40)}'" for suffix, n in shown.most_common()
    ]
    return Pairing(
        tuple((image, match.file_of[image]) for image in images if image in match.file_of),
        tuple(image for image in images if image not in match.file_of),
        tuple(match.left_over),
        (f"paired by a suffix of the name: {listed(ends)}",) if ends else (),
    )


def _ambiguity(problem: str, first: Path, second: Path) -> str:
    return f"{problem}: {short_path(first)} and {short_path(second)}; rename or remove one"
