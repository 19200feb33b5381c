"""Which file belongs to which image: the one of exactly the same stem."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flimbuilder.errors import InputError, printable
from flimbuilder.project.selection import image_stem

__all__ = ["Pairing", "pair_by_stem", "pair_places"]


@dataclass(frozen=True)
class Pairing:
    """What was paired and what was not.

    Attributes
    ----------
    pairs : tuple of (Path, Path)
        (image, other), in the order of the images.
    unpaired : tuple of Path
        Images without a file.
    left_over : tuple of Path
        Files without an image.
    """

    pairs: tuple[tuple[Path, Path], ...]
    unpaired: tuple[Path, ...]
    left_over: tuple[Path, ...]


def pair_by_stem(
    images: Sequence[Path], others: Sequence[Path], suffixes: Sequence[str] = ("-seeds",)
) -> Pairing:
    """Pair images with marker files or masks.

    Parameters
    ----------
    images, others : sequence of Path
        The stem is the file's name without its last extension; ``.nii.gz`` counts as one.
    suffixes : sequence of str, default=("-seeds",)
        What the stem of an `other` may have behind the stem of its image. ``img10-seeds.txt``
        belongs to ``img10.png``, and never to ``img1.png``.

    Returns
    -------
    Pairing

    Raises
    ------
    InputError
        Where a file fits two images, or two files fit one image.
    """
    image_of: dict[Path, Path] = {}
    left_over = []
    by_stem = defaultdict(list)
    for image in images:
        by_stem[image_stem(image)].append(image)
    for other in others:
        fitting = [image for stem in _stems(other, suffixes) for image in by_stem.get(stem, ())]
        if len(fitting) > 1:
            raise InputError(_two(f"{other} fits two images", fitting[0], fitting[1]))
        if fitting:
            image_of[other] = fitting[0]
        else:
            left_over.append(other)
    other_of = _inverted(image_of)
    pairs = tuple((image, other_of[image]) for image in images if image in other_of)
    unpaired = tuple(image for image in images if image not in other_of)
    return Pairing(pairs, unpaired, tuple(left_over))


def pair_places(images: Mapping[Path, Path], others: Sequence[Path]) -> Pairing:
    """Pair images as `pair_by_stem`, and the slices of a stack with a stack of its name.

    Parameters
    ----------
    images : dict of Path to Path
        The file of each image, by the path that the image is paired by (`scan_z0010.nii`).
    others : sequence of Path
    """
    pairing = pair_by_stem(list(images), others)
    stacks = {image_stem(other): other for other in pairing.left_over}
    more = {image: stacks.get(image_stem(images[image])) for image in pairing.unpaired}
    other_of = {**dict(pairing.pairs), **{one: other for one, other in more.items() if other}}
    pairs = tuple((image, other_of[image]) for image in images if image in other_of)
    used = {other for _, other in pairs}
    return Pairing(
        pairs,
        tuple(image for image in images if image not in other_of),
        tuple(other for other in pairing.left_over if other not in used),
    )


def _stems(other: Path, suffixes: Sequence[str]) -> list[str]:
    stem = image_stem(other)
    shortened = [stem.removesuffix(suffix) for suffix in suffixes]
    return list(dict.fromkeys([stem, *shortened]))


def _inverted(image_of: dict[Path, Path]) -> dict[Path, Path]:
    other_of: dict[Path, Path] = {}
    for other, image in image_of.items():
        if image in other_of:
            raise InputError(_two(f"{image} has two files", other_of[image], other))
        other_of[image] = other
    return other_of


def _two(problem: str, one: Path, another: Path) -> str:
    return printable(f"{problem}: {one} and {another}; rename or remove one of them", limit=1000)
