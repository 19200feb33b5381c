"""Pair images with the files of the same stem."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flimbuilder.errors import InputError, printable
from flimbuilder.project.selection import image_stem

__all__ = ["Pairing", "canonical_stem", "pair_by_stem", "pair_slices"]


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
    """

    pairs: tuple[tuple[Path, Path], ...]
    unpaired: tuple[Path, ...]
    left_over: tuple[Path, ...]


def canonical_stem(stem: str) -> str:
    """Return the form in which stems are compared: macOS decomposes accents, others do not."""
    return unicodedata.normalize("NFC", stem)


def pair_by_stem(
    images: Sequence[Path], files: Sequence[Path], suffixes: Sequence[str] = ("-seeds",)
) -> Pairing:
    """Pair images with marker files or masks.

    Parameters
    ----------
    images, files : sequence of Path
        The stem is the name without its last extension; ``.nii.gz`` counts as one.
    suffixes : sequence of str, default=("-seeds",)
        What may follow the image's stem in the stem of a file. ``img10-seeds.txt`` belongs to
        ``img10.png``, never to ``img1.png``.

    Raises
    ------
    InputError
        If a file fits two images, or two files fit one image.
    """
    images_of_stem = defaultdict(list)
    for image in images:
        images_of_stem[image_stem(image)].append(image)
    file_of: dict[Path, Path] = {}
    left_over = []
    for file in files:
        stem = image_stem(file)
        stems = dict.fromkeys([stem, *(stem.removesuffix(suffix) for suffix in suffixes)])
        matches = [image for stem in stems for image in images_of_stem.get(stem, ())]
        if len(matches) > 1:
            raise InputError(_ambiguity(f"{file} fits two images", matches[0], matches[1]))
        if not matches:
            left_over.append(file)
        elif matches[0] in file_of:
            raise InputError(_ambiguity(f"{matches[0]} has two files", file_of[matches[0]], file))
        else:
            file_of[matches[0]] = file
    return _pairing(images, file_of, left_over)


def pair_slices(images: Mapping[Path, Path], files: Sequence[Path]) -> Pairing:
    """Pair images as `pair_by_stem`, and all slices of a stack with one file of its stem.

    Parameters
    ----------
    images : dict of Path to Path
        The file that holds each image, by the path that names the image (``scan_z0010.nii``).
    files : sequence of Path
    """
    pairing = pair_by_stem(list(images), files)
    file_of = dict(pairing.pairs)
    stack_files = {image_stem(file): file for file in pairing.left_over}
    for image in pairing.unpaired:
        stack_file = stack_files.get(image_stem(images[image]))
        if stack_file is not None:
            file_of[image] = stack_file
    used = set(file_of.values())
    return _pairing(images, file_of, [file for file in pairing.left_over if file not in used])


def _pairing(
    images: Iterable[Path], file_of: Mapping[Path, Path], left_over: Sequence[Path]
) -> Pairing:
    return Pairing(
        tuple((image, file_of[image]) for image in images if image in file_of),
        tuple(image for image in images if image not in file_of),
        tuple(left_over),
    )


def _ambiguity(problem: str, first: Path, second: Path) -> str:
    return printable(f"{problem}: {first} and {second}; rename or remove one", limit=1000)
