"""Pooled activation maps of the labelled images of a project, kept for the last builds."""

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import FlimError, ImageError
from flimbuilder.imaging.read import natural_order
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.project.selection import PixelsKey
from flimbuilder.session.builder import CachedProjectFiles
from flimbuilder.session.encoding import WHOLE_BYTES
from flimbuilder.session.jobs import Report
from flimbuilder.tasks.identification.features import POOLINGS

if TYPE_CHECKING:
    from flimbuilder.model.model import Model

__all__ = [
    "COMPARED",
    "LabelledImage",
    "PooledBuilds",
    "PooledImages",
    "PooledMaps",
    "joined_features",
    "labelled_images",
    "pool_images",
]

COMPARED = tuple(info.id for info in POOLINGS.values() if not info.needs_equal_sizes)
"""Poolings that are compared; others are pooled on request."""

MOST_BUILDS = 3  # whose features are kept
BATCH = 0.4  # seconds of encoding before results are handed over
STAGE = "encoding images"

Floats = NDArray[np.float32]
PooledMaps = tuple[int, str]
"""A block, from 1, and the id of a pooling."""
Vectors = dict[PooledMaps, Floats]


@dataclass(frozen=True)
class LabelledImage:
    """An image with a class.

    Attributes
    ----------
    entry : ImageEntry
    label : str
        The name of its class.
    """

    entry: ImageEntry
    label: str


def labelled_images(project: Project) -> tuple[LabelledImage, ...]:
    """Return the images that have a class, in the natural order of their names."""
    names = {entry.id: entry.name for entry in project.classes}
    found = (
        LabelledImage(entry, names.get(entry.label, f"class {entry.label}"))
        for entry in project.images
        if entry.label is not None
    )
    return tuple(sorted(found, key=lambda image: _order(image.entry)))


def _order(entry: ImageEntry) -> tuple[Any, ...]:
    return natural_order(Path(entry.path)), entry.place, entry.id


@dataclass
class PooledImages:
    """The pooled maps of one build.

    Attributes
    ----------
    vectors : dict of PixelsKey to dict
        By pixels, then by block and pooling, (d,).
    left_out : dict of PixelsKey to str
        Why images can't be encoded.
    """

    vectors: dict[PixelsKey, Vectors] = field(default_factory=dict)
    left_out: dict[PixelsKey, str] = field(default_factory=dict)

    def missing(
        self, images: Sequence[LabelledImage], wanted: Collection[PooledMaps]
    ) -> list[LabelledImage]:
        """Return the images that lack wanted vectors."""
        asked = set(wanted)
        return [
            image
            for image in images
            if image.entry.pixels_key not in self.left_out
            and not self.vectors.get(image.entry.pixels_key, {}).keys() >= asked
        ]

    def usable(self, images: Sequence[LabelledImage]) -> list[LabelledImage]:
        """Return the images that could be encoded."""
        return [image for image in images if image.entry.pixels_key in self.vectors]

    def take(self, found: "PooledImages") -> None:
        """Add what was found."""
        for key, vectors in found.vectors.items():
            self.vectors.setdefault(key, {}).update(vectors)
        self.left_out |= found.left_out

    def forget(self, wanted: Collection[PooledMaps]) -> None:
        """Drop vectors of other poolings than the compared ones, unless they are wanted."""
        for vectors in self.vectors.values():
            for pooled in [pooled for pooled in vectors if pooled[1] not in COMPARED]:
                if pooled not in wanted:
                    del vectors[pooled]


class PooledBuilds:
    """The pooled maps of the last builds, by the fingerprints of their blocks."""

    def __init__(self) -> None:
        self._builds: OrderedDict[tuple[str, ...], PooledImages] = OrderedDict()

    def of(self, fingerprints: tuple[str, ...]) -> PooledImages:
        """Return the pooled maps of a build, which may be empty."""
        found = self._builds.setdefault(fingerprints, PooledImages())
        self._builds.move_to_end(fingerprints)
        while len(self._builds) > MOST_BUILDS:
            self._builds.popitem(last=False)
        return found

    def clear(self) -> None:
        """Forget all builds."""
        self._builds.clear()


def pool_images(
    model: "Model",
    files: CachedProjectFiles,
    images: Sequence[LabelledImage],
    wanted: Collection[PooledMaps],
    done: int,
    report: Report,
) -> PooledImages:
    """Encode images for a moment, at least one, and pool their maps.

    Parameters
    ----------
    model : Model
    files : CachedProjectFiles
    images : sequence of LabelledImage
    wanted : collection of PooledMaps
    done : int
        Images that were encoded before.
    report : callable
    """
    found, start = PooledImages(), monotonic()
    for number, image in enumerate(images):
        report(STAGE, done + number, done + len(images))
        key = image.entry.pixels_key
        try:
            found.vectors[key] = _pool_image(model, files, image.entry, wanted)
        except FlimError as error:
            found.left_out[key] = str(error)
        if monotonic() - start > BATCH:
            break
    return found


def _pool_image(
    model: "Model",
    files: CachedProjectFiles,
    entry: ImageEntry,
    wanted: Collection[PooledMaps],
) -> Vectors:
    from flimbuilder.flim.device import one_thread
    from flimbuilder.model.memory import bytes_to_encode
    from flimbuilder.tasks.identification.features import pool_features

    deepest = max(block for block, _ in wanted)
    if bytes_to_encode(model.document, entry.shape, deepest) > WHOLE_BYTES:
        raise ImageError(f"{entry.name}: is too large to be encoded whole; classify its parts")
    pixels = files.source(entry)
    if not isinstance(pixels, np.ndarray):
        raise ImageError(f"{entry.name}: is too large to be read whole; classify its parts")
    with one_thread():  # as the command does: classes must not depend on the threads
        maps = model.encode(scale_image(pixels, name=entry.name), deepest, name=entry.name)
        return {
            (block, pooling): pool_features(maps, pooling, (block,))[0]
            for block, pooling in wanted
        }


def joined_features(
    pooled: PooledImages, images: Sequence[LabelledImage], wanted: Sequence[PooledMaps]
) -> Floats:
    """Return the features of images (n, d), those of one block after those of another.

    Raises
    ------
    ImageError
        If images differ in size and every pixel is a feature.
    """
    rows = []
    for image in images:
        vectors = pooled.vectors[image.entry.pixels_key]
        rows.append(np.concatenate([vectors[part] for part in wanted]))
        if len(rows[-1]) != len(rows[0]):
            height, width, _ = image.entry.shape
            raise ImageError(
                f"{image.entry.name}: is {height} x {width} px, unlike {images[0].entry.name}; "
                "all pixels need one size, a grid does not"
            )
    return np.stack(rows)
