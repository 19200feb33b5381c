"""Measure images that are too large for memory: their objects, tile by tile."""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.instances.disk_candidates import NewPlane
from flimbuilder.analysis.strips import require_strips_suffice
from flimbuilder.analysis.tissue import TissueMask
from flimbuilder.errors import InputError
from flimbuilder.imaging.orientation import UNTURNED
from flimbuilder.imaging.read import ImageFile
from flimbuilder.imaging.reduced import read_reduced
from flimbuilder.imaging.regions import regions_of
from flimbuilder.imaging.sparse_plane import touched_windows
from flimbuilder.model.batches.decode import LargeRequest, decode_large
from flimbuilder.model.batches.runner import Runner
from flimbuilder.model.batches.saliency import LargeSaliency
from flimbuilder.model.memory import TILES_PER_WHOLE, WHOLE_BYTES
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.workflow.evaluation.disk_truth import (
    LEFT_OUT,
    DiskTruth,
    mask_on_disk,
    read_table,
)
from flimbuilder.workflow.evaluation.evaluation import Sample
from flimbuilder.workflow.evaluation.image_measures import ImageMeasures, MeasuredPair
from flimbuilder.workflow.evaluation.labelled_images import (
    TruthPair,
    TruthRecord,
)
from flimbuilder.workflow.evaluation.large_objects import LargeObjects
from flimbuilder.workflow.evaluation.measured_objects import MeasuredObjects
from flimbuilder.workflow.evaluation.pair_reader import PairReader
from flimbuilder.workflow.predicted_image import Scratch
from flimbuilder.workflow.sources import OpenImages, notes_on
from flimbuilder.workflow.tissue import describe_tissue, tissue_of

__all__ = ["measure_large"]

ONLY_OBJECTS = (
    "is measured in tiles, so only its objects are compared; raise --memory to compare its "
    "pixels too"
)
PICTURE_SIDE = 1024  # longest side of the pictures of a large image

NewRunner = Callable[[DecoderChoice], Runner]


def measure_large(
    reader: PairReader,
    pair: TruthPair,
    model: Model,
    files: OpenImages,
    *,
    new_runner: NewRunner | None = None,
    on_progress: Progress = no_progress,
) -> MeasuredPair:
    """Measure the objects of an image in tiles, by each decoder choice.

    Masks and objects lie in temporary files. The measures are those of the whole image, but for
    boundaries that are refined only there, and the rounding of the saliency.

    Parameters
    ----------
    reader : PairReader
    pair : TruthPair
    model : Model
    files : OpenImages
    new_runner : callable or None, default=None
        Returns what computes the batches of a decoder choice; None does so on threads.
    on_progress : callable, default does nothing
        Called for batches of tiles; raises to cancel.

    Raises
    ------
    InputError
        If the image or its truth can't be used, or not in tiles.
    SaveError
        If the disk is full.
    """
    source, objects = pair.image, reader.objects
    if objects is None:
        raise InputError(
            f"{source.description}: pixels can't be compared within the tissue alone; measure "
            "objects by --instances, --froc or --centres, or leave out --tissue"
        )
    with (
        tempfile.TemporaryDirectory() as folder,
        ExitStack() as stack,
        files.open(source.path) as image,
    ):
        regions = regions_of(image, source.selection)
        size = regions.shape[0], regions.shape[1]
        scratch = Scratch(Path(folder), stack)
        new_plane = partial(scratch.plane, size)
        truth = _read_truth(reader, pair, model, files, size, new_plane)
        pixel_size = objects.pixel_size_of(source.description, regions.pixel_size)
        inside = tissue_of(reader.large.tissue, image, source, size, pixel_size, on_progress)
        notes = notes_on(regions, model.document.input.stored)
        notes += () if inside is None else (describe_tissue(inside),)
        notes += () if pair.mask is None else (ONLY_OBJECTS,)
        area = _judged_area(inside, truth, size, pixel_size)
        measured, pictures = list[ImageMeasures](), dict[DecoderChoice, NDArray[np.float32]]()
        for choice in reader.decoder_choices:
            if truth is None:
                measured.append(ImageMeasures({}))
                continue
            settings = reader.delineation.for_decoder(choice, in_tiles=True)
            _require_tileable(settings, source.description)
            tile_bytes = min(reader.large.memory, WHOLE_BYTES) // TILES_PER_WHOLE
            decoded = decode_large(
                LargeRequest(model, choice, tile_bytes),
                regions,
                source.description,
                inside=inside,
                runner=None if new_runner is None else new_runner(choice),
                scratch=scratch.folder,
                on_progress=on_progress,
            )
            with decoded as saliency, ExitStack() as planes:
                found = LargeObjects(
                    saliency.read,
                    size,
                    touched_windows(size, list(saliency.parts())),
                    model.document.object_classes,
                    truth,
                    settings,
                    partial(Scratch(scratch.folder, planes).plane, size),
                ).measure(objects.froc)
                measured.append(ImageMeasures({}, _with_area(found, area)))
                if reader.with_sample:
                    pictures[choice] = _reduced(saliency)
        record = TruthRecord(
            source.paired_as,
            "" if pair.mask is None else pair.mask.name,
            UNTURNED if truth is None or truth.mask is None else truth.mask.placement,
            1,
            _named_notes(pair, notes, truth),
            has_objects=truth is not None,
            has_regions=_has_regions(truth),
        )
        sample = _sample(pair, image, truth, pictures) if pictures else None
        return MeasuredPair(record, measured, sample)


def _read_truth(
    reader: PairReader,
    pair: TruthPair,
    model: Model,
    files: OpenImages,
    size: tuple[int, int],
    new_plane: NewPlane,
) -> DiskTruth | None:
    """Return the truth; None if the centres of an image are missing."""
    assert reader.objects is not None
    mask = None
    if reader.objects.centres and pair.centres is None:
        return None
    if pair.mask is not None:
        with files.open(pair.mask) as file:
            mask = mask_on_disk(
                file,
                size,
                model.document.object_classes,
                new_plane,
                at=pair.image.at,
                values=reader.companion_options.values,
            )
    if pair.centres is None:
        return DiskTruth(mask)
    return DiskTruth(mask, read_table(pair.centres, size), reader.objects.distance)


def _judged_area(
    inside: TissueMask | None,
    truth: DiskTruth | None,
    size: tuple[int, int],
    pixel_size: PixelSize | None,
) -> float | None:
    """Return the area in which objects are sought and judged, in mm²."""
    if pixel_size is None:
        return None
    share = 1.0 if inside is None else inside.share
    pixels = share * size[0] * size[1]
    mask = None if truth is None else truth.mask
    if mask is not None and mask.any_left_out:
        for window in mask.classes.parts():
            left_out = mask.classes[window] == LEFT_OUT
            pixels -= (left_out if inside is None else left_out & inside.at(*window)).sum()
    return float(pixels) * pixel_size.height * pixel_size.width / 1e6


def _with_area(found: MeasuredObjects, area_mm2: float | None) -> MeasuredObjects:
    hits = {rule: replace(judged, area_mm2=area_mm2) for rule, judged in found.hits.items()}
    return replace(found, hits=hits)


def _require_tileable(settings: Delineation, name: str) -> None:
    try:
        require_strips_suffice(settings)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def _named_notes(
    pair: TruthPair, notes: Sequence[str], truth: DiskTruth | None
) -> tuple[tuple[str, str], ...]:
    named = [(pair.image.name, note) for note in notes]
    if pair.mask is not None and truth is not None and truth.mask and truth.mask.note:
        named.append((pair.mask.name, truth.mask.note))
    return tuple(named)


def _has_regions(truth: DiskTruth | None) -> bool:
    if truth is None or truth.mask is None or truth.centres is not None:
        return False
    return not truth.mask.is_numbered and bool(truth.mask.objects.parts())


def _reduced(saliency: LargeSaliency) -> NDArray[np.float32]:
    """Return every n-th pixel of the saliency, (object classes, rows, columns)."""
    height, width = saliency.size
    step = -(-max(height, width) // PICTURE_SIDE)
    small = np.zeros((saliency.n_objects, -(-height // step), -(-width // step)), np.float32)
    for rows, cols in touched_windows(saliency.size, list(saliency.parts())):
        first_row, first_col = (-(-part.start // step) for part in (rows, cols))
        part = saliency.read(rows, cols)[
            :, first_row * step - rows.start :: step, first_col * step - cols.start :: step
        ]
        small[:, first_row : first_row + part.shape[1], first_col : first_col + part.shape[2]] = (
            part
        )
    return small


def _sample(
    pair: TruthPair,
    image: ImageFile,
    truth: DiskTruth | None,
    pictures: dict[DecoderChoice, NDArray[np.float32]],
) -> Sample:
    """Return small pictures of a large image."""
    small = read_reduced(image, pair.image.selection, PICTURE_SIDE)
    centres = None if truth is None else truth.centres
    if centres is not None:
        scale = np.array(small.pixels.shape[:2]) / small.size
        centres = centres * scale
    return Sample(pair.image.paired_as, small.pixels, None, pictures, None, centres)
