"""Find the tables of centres of images, and pair them with the images."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from flimbuilder.errors import InputError, short_path
from flimbuilder.exchange.pairing import require_used
from flimbuilder.workflow.companions import PairedSources, pair_sources
from flimbuilder.workflow.sources import ImageSource

__all__ = ["CENTRE_SUFFIXES", "find_centres", "pair_centres"]

CENTRE_SUFFIXES = tuple(
    mark + word for word in ("centres", "centers", "points", "cells") for mark in "-_. "
)
TABLES = (".csv", ".tsv", ".txt")


def find_centres(places: Iterable[Path]) -> list[Path]:
    """List the tables in files and folders.

    Raises
    ------
    InputError
        If a place does not exist, or none holds a table.
    """
    found: list[Path] = []
    for place in places:
        if not place.exists():
            raise InputError(f"{short_path(place)}: no such file or folder of centres")
        files = sorted(place.iterdir()) if place.is_dir() else [place]
        found += [file for file in files if file.suffix.lower() in TABLES or file == place]
    if not found:
        names = ", ".join(short_path(place) for place in places)
        raise InputError(f"{names}: no CSV file; give a table NAME.csv with x and y an image")
    return found


def pair_centres(
    sources: Sequence[ImageSource], places: Sequence[Path], suffixes: Sequence[str] = ()
) -> PairedSources:
    """Pair images with tables of centres of their stem, or of the stem of their stack.

    Parameters
    ----------
    sources : sequence of ImageSource
    places : sequence of Path
        Tables, or folders of them.
    suffixes : sequence of str, default=()
        What may follow the stem, in addition to :data:`CENTRE_SUFFIXES`.

    Raises
    ------
    InputError
        If no table has the name of an image, or a table fits two images.
    """
    paired = pair_sources(sources, find_centres(places), (*CENTRE_SUFFIXES, *suffixes))
    if not paired.pairs:
        raise InputError(
            f"{short_path(places[0])}: no table has the name of an image; NAME.png needs NAME.csv "
            "with the columns x and y"
        )
    require_used(suffixes, [table for _, table in paired.pairs])
    return paired
