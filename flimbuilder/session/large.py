"""Decode and measure images of any size in bounded memory."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.memory import bytes_to_predict
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.session import encoding
from flimbuilder.session.decoding import DecoderResult, cut_saliency
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.results import DecodedImage

__all__ = [
    "decode_any_size",
    "fixed_threshold",
    "measure_large",
]


def decode_any_size(
    built: ProjectBuild,
    pixels: NDArray[Any],
    decoder_choice: DecoderChoice,
    delineation: Delineation,
    check: Callable[[], None] = lambda: None,
    name: str = "image",
) -> DecoderResult:
    """Decode an image whole if it fits in memory, and in tiles otherwise.

    Parameters
    ----------
    built : ProjectBuild
    pixels : ndarray of shape (H, W, C)
        In the dtype of the file.
    decoder_choice : DecoderChoice
    delineation : Delineation
        In tiles, steps that need the whole image are left out, as in `predict`.
    check : callable, default does nothing
        Called between tiles; may raise to stop.
    name : str, default="image"
        Name of the image in messages.

    Returns
    -------
    DecoderResult
        Of a large image, the saliency is float16.

    Raises
    ------
    ImageError
        If the image does not fit the encoder.
    InputError
        If the build cannot use the decoder.
    """
    model, named = built.model, built.decoder_of(decoder_choice)
    height, width, channels = pixels.shape
    classes = tuple(model.document.object_classes)
    if bytes_to_predict(model.document, (height, width, channels), named) <= encoding.WHOLE_BYTES:
        unit = scale_image(pixels, name=name)
        maps = model.encode(unit, max(named.blocks), name=name)
        check()
        saliency = model.decode(maps, (height, width), named)
        del maps
        return cut_saliency(built, named, classes, saliency, delineation, unit)
    from flimbuilder.model.large_decoding import LargeDecoding, strip_settings
    from flimbuilder.model.tile_queue import tile_workers

    settings, _ = strip_settings(built.delineation_of(delineation, named), named)
    decoding = LargeDecoding(
        model, named, pixels, name, all_blocks=False, threshold=fixed_threshold(settings)
    )
    with tile_workers() as workers:
        while not decoding.is_done:
            check()
            decoding.step(workers=workers)
    mask, thresholds = decoding.mask(settings, check)
    decoded = DecodedImage(
        named,
        classes,
        decoding.saliency,
        mask,
        thresholds=thresholds,
        splitting=settings.splitting,
    )
    return DecoderResult(built, settings, decoded)


def fixed_threshold(settings: Delineation) -> float | None:
    """Return the threshold of resolved settings; None if it follows from the saliency."""
    return None if isinstance(settings.threshold, str) else settings.threshold


def measure_large(result: DecoderResult, truth: NDArray[np.int16]) -> dict[str, float]:
    """Return the measures of a mask; those of saliency would take gigabytes of a large image."""
    from flimbuilder.analysis.measures import measure_mask
    from flimbuilder.imaging.truth import judged_pixels

    judged, rows = judged_pixels(truth), []
    for class_id in result.decoded.classes:
        rows.append(measure_mask(result.decoded.mask == class_id, truth == class_id, judged))
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
