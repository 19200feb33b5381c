"""Images with their truth, for evaluations: pair them, and read them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.instances.froc import FrocUnit
from flimbuilder.analysis.instances.truth import objects_of_mask
from flimbuilder.errors import InputError
from flimbuilder.exchange.class_tables import read_centres
from flimbuilder.exchange.companions import CompanionOptions
from flimbuilder.exchange.pairing import MASK_SUFFIXES, require_used
from flimbuilder.flim.encode import require_encodable
from flimbuilder.imaging.orientation import UNTURNED, Placement
from flimbuilder.imaging.read import ImageData
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.imaging.truth import ClassMask, read_class_mask
from flimbuilder.model.model import Model
from flimbuilder.project.files import StrPath
from flimbuilder.project.label_values import IGNORED
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.tasks.identification.objects import require_inside
from flimbuilder.workflow.companions import PairedSources, find_masks, image_places, pair_sources
from flimbuilder.workflow.evaluation.centres import pair_centres
from flimbuilder.workflow.evaluation.measured_objects import ObjectTruth
from flimbuilder.workflow.failures import FailedFile, Failures, require_usable
from flimbuilder.workflow.sources import ImageSelector, ImageSource, OpenImages, notes_on

__all__ = [
    "ImageWithTruth",
    "ObjectSettings",
    "TruthPair",
    "TruthRecord",
    "pair_truth",
    "read_labelled",
]


@dataclass(frozen=True)
class ObjectSettings:
    """How `evaluate_files` measures separate objects.

    Attributes
    ----------
    froc : bool, default=False
        Also compute the FROC curve.
    centres : sequence of str or path-like, default=()
        Tables of centres, or folders of them; none measures against masks.
    distance : float or None, default=None
        Largest distance of a centre from the centroid of its object, in pixels; None if it must
        lie in the object.
    per : {"image", "empty", "mm2"}, default="image"
        What the false positives of the FROC curve are divided by: the number of images; with
        ``empty``, only those in images without an object count, as in CAMELYON16; or the area.
    pixel_size : PixelSize or None, default=None
        Size of the pixels of all images, for areas; None takes that which each file states.
    """

    froc: bool = False
    centres: Sequence[StrPath] = ()
    distance: float | None = None
    per: FrocUnit = "image"
    pixel_size: PixelSize | None = None

    def pixel_size_of(self, name: str, stated: PixelSize | None) -> PixelSize | None:
        """Return the size of an image's pixels, for the size that its file states.

        Raises
        ------
        InputError
            If false positives are counted by area, and the size is not known.
        """
        size = self.pixel_size or stated
        if size is None and self.froc and self.per == "mm2":
            raise InputError(
                f"{name}: does not state the size of its pixels, and false positives are counted "
                "by area; give --pixel-size, or count them an image"
            )
        return size


@dataclass(frozen=True)
class TruthPair:
    """An image, and the files of its truth."""

    image: ImageSource
    mask: Path | None = None
    centres: Path | None = None


@dataclass(frozen=True)
class TruthRecord:
    """What an evaluation reports of the truth of an image.

    Attributes
    ----------
    path : Path
    mask : str
        Name of the mask; empty without one.
    placement : Placement
    orientation : int
    notes : tuple of (str, str)
        By the file's name.
    has_objects : bool
        False if objects are not measured, or their centres are missing.
    has_regions : bool
        True if the mask has regions without numbers.
    """

    path: Path
    mask: str
    placement: Placement
    orientation: int
    notes: tuple[tuple[str, str], ...]
    has_objects: bool
    has_regions: bool


@dataclass(frozen=True, eq=False)
class ImageWithTruth:
    """An image in memory with its truth.

    Attributes
    ----------
    path : Path
    pixels : ndarray of shape (H, W, C), float32
    truth : ndarray of int16 of shape (H, W), or None
        Class ids; None without a mask.
    objects : ObjectTruth or None
        None if objects are not measured.
    mask : str
        Name of the mask; empty without one.
    placement : Placement
    orientation : int
    notes : list of (str, str)
        By the file's name.
    """

    path: Path
    pixels: NDArray[np.float32]
    truth: NDArray[np.int16] | None
    objects: ObjectTruth | None
    mask: str
    placement: Placement
    orientation: int
    notes: list[tuple[str, str]]

    @property
    def record(self) -> TruthRecord:
        """What an evaluation reports of it."""
        objects = self.objects
        return TruthRecord(
            self.path,
            self.mask,
            self.placement,
            self.orientation,
            tuple(self.notes),
            has_objects=objects is not None,
            has_regions=objects is not None and not objects.is_numbered and objects.any_region,
        )


def pair_truth(
    files: OpenImages,
    images: Sequence[Path],
    labels: Sequence[Path],
    objects: ObjectSettings | None,
    selector: ImageSelector,
    suffixes: Sequence[str],
    failures: Failures,
) -> tuple[list[TruthPair], PairedSources]:
    """Pair images with masks, with centres, or with both, and expect to read the masks.

    Raises
    ------
    InputError
        If no mask or table has the name of an image, or a suffix pairs none.
    """
    places = [image for place in images for image in image_places(place, labels, suffixes)]
    sources = files.list_images(places, selector, failures)
    require_usable(sources, failures.failed)
    tables = [Path(place) for place in objects.centres] if objects is not None else []
    if not labels:
        paired = pair_centres(sources, tables, suffixes)
        return [TruthPair(image, None, table) for image, table in paired.pairs], paired
    masks = find_masks(labels, (image.path for image in sources))
    paired = pair_sources(sources, masks, (*MASK_SUFFIXES, *suffixes))
    if not paired.pairs:
        raise InputError(
            f"{labels[0]}: no mask has the name of an image in {images[0]}; NAME.png needs a "
            "mask NAME.png or NAME_mask.png, or give another suffix with --suffix"
        )
    require_used(suffixes, [mask for _, mask in paired.pairs])
    files.expect(mask for _, mask in paired.pairs)
    table_of: dict[Path, Path] = {}
    if tables:
        with_table = pair_centres([image for image, _ in paired.pairs], tables)
        table_of = {image.paired_as: table for image, table in with_table.pairs}
    pairs = [TruthPair(image, mask, table_of.get(image.paired_as)) for image, mask in paired.pairs]
    return pairs, paired


def read_labelled(
    pair: TruthPair,
    model: Model,
    files: OpenImages,
    options: CompanionOptions,
    objects: ObjectSettings | None,
    strict: bool,
) -> ImageWithTruth | FailedFile:
    """Read an image and its truth.

    Raises
    ------
    InputError
        If `strict` and a file can't be used.
    """
    image, document, path = pair.image, model.document, pair.image.path
    try:
        with files.open(path) as file:
            data = file.read(image.selection)
        pixels = scale_image(data.pixels, name=image.description)
        require_encodable(model.encoder, document.architecture, pixels.shape, image.description)
        path = pair.mask or path
        mask = _read_mask(pair, data, model, files, options)
        path = pair.centres or path
        true_objects = _true_objects(pair, mask, objects)
        if true_objects is not None and objects is not None:
            pixel_size = objects.pixel_size_of(image.description, data.pixel_size)
            true_objects = replace(true_objects, area_mm2=_area(pixels, mask, pixel_size))
        if true_objects is not None and true_objects.centres is not None:
            require_inside(true_objects.centres, (pixels.shape[0], pixels.shape[1]))
    except InputError as error:
        if strict:
            raise
        return FailedFile.of(path, error)
    notes = [(image.name, note) for note in notes_on(data, document.input.stored)]
    notes += [(pair.mask.name, mask.note)] if pair.mask and mask and mask.note else []
    return ImageWithTruth(
        image.paired_as,
        pixels,
        None if mask is None else mask.truth,
        true_objects,
        "" if pair.mask is None else pair.mask.name,
        UNTURNED if mask is None else mask.placement,
        data.orientation,
        notes,
    )


def _read_mask(
    pair: TruthPair, data: ImageData, model: Model, files: OpenImages, options: CompanionOptions
) -> ClassMask | None:
    if pair.mask is None:
        return None
    with files.open(pair.mask) as file:
        return read_class_mask(
            file,
            (data.pixels.shape[0], data.pixels.shape[1]),
            model.document.object_classes,
            pair.image.at,
            values=options.values,
            orientation=data.orientation,
            frame=options.frame,
        )


def _area(
    pixels: NDArray[np.float32], mask: ClassMask | None, pixel_size: PixelSize | None
) -> float | None:
    """Return the judged area, in mm²."""
    if pixel_size is None:
        return None
    judged = pixels.shape[0] * pixels.shape[1]
    if mask is not None:
        judged = int(np.count_nonzero(mask.truth != IGNORED))
    return float(judged * pixel_size.height * pixel_size.width / 1e6)


def _true_objects(
    pair: TruthPair, mask: ClassMask | None, objects: ObjectSettings | None
) -> ObjectTruth | None:
    """Return the true objects; None if they are not measured or their centres are missing."""
    if objects is None:
        return None
    classes = None if mask is None else mask.truth
    if objects.centres:
        if pair.centres is None:
            return None
        centres, _ = read_centres(pair.centres)
        return ObjectTruth(classes=classes, centres=centres, distance=objects.distance)
    assert mask is not None
    found = objects_of_mask(mask)
    return ObjectTruth(found.labels, classes, found.is_numbered)
