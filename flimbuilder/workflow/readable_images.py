"""Read images to explain or attribute."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import ImageError, InputError
from flimbuilder.explain.contributions.decoded_blocks import needs_whole_maps
from flimbuilder.flim.encode import require_encodable
from flimbuilder.imaging.pictures import Picture, display_scaled
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.memory import WHOLE_BYTES, bytes_to_predict
from flimbuilder.model.model import Model
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.files import StrPath
from flimbuilder.workflow.sources import (
    EVERYTHING,
    ImageSelector,
    ImageSource,
    OpenImages,
    notes_on,
)

__all__ = ["ReadableImage", "read_to_explain", "require_explainable", "require_whole_maps"]

LOCAL_BYTES = 64  # for each pixel, besides the maps


@dataclass(frozen=True, eq=False)
class ReadableImage:
    """An image that a model can read whole.

    Attributes
    ----------
    pixels : ndarray of float32 of shape (H, W, C)
        In [0, 1].
    dtype : str
        Of the file.
    name : str
        For messages.
    notes : tuple of str
        Changes to the image's pixels that a user should know of.
    """

    pixels: NDArray[np.float32]
    dtype: str
    name: str
    notes: tuple[str, ...] = ()

    @property
    def picture(self) -> Picture:
        """The image in eight-bit RGB; images of 8 bits keep their brightness."""
        return display_scaled(self.pixels, self.dtype)


def read_to_explain(
    model: Model,
    path: StrPath,
    selector: ImageSelector = EVERYTHING,
    decoder_choice: DecoderChoice | None = None,
) -> ReadableImage:
    """Read the image of a file; parameters and errors as in :func:`explain_file`."""
    document = model.document
    with OpenImages() as files:
        sources = files.list_images([path], selector.or_else(document.input.selection))
    if len(sources) != 1:
        raise InputError(
            f"{path}: holds {len(sources)} images; choose one, as with --slices {_place(sources)}"
        )
    source = sources[0]
    data = read_image(source.path, source.selection)
    pixels = scale_image(data.pixels, name=source.description)
    require_explainable(model, pixels, model.resolve(decoder_choice), source.description)
    notes = tuple(notes_on(data, document.input.stored))
    return ReadableImage(pixels, str(data.pixels.dtype), source.description, notes)


def require_explainable(
    model: Model, pixels: NDArray[np.float32], decoder_choice: DecoderChoice, name: str
) -> None:
    """Raise ImageError if the contributions of an image would take too much memory."""
    height, width, _ = pixels.shape
    need = LOCAL_BYTES * height * width
    if needs_whole_maps(model, decoder_choice):
        need += _bytes_of_maps(model, pixels, decoder_choice)
    _require_memory(need, pixels, name)


def require_whole_maps(
    model: Model, pixels: NDArray[np.float32], decoder_choice: DecoderChoice, name: str
) -> None:
    """Raise ImageError if the encoder can't read an image, or its maps take too much memory."""
    require_encodable(model.encoder, model.document.architecture, pixels.shape, name)
    _require_memory(_bytes_of_maps(model, pixels, decoder_choice), pixels, name)


def _bytes_of_maps(
    model: Model, pixels: NDArray[np.float32], decoder_choice: DecoderChoice
) -> int:
    height, width, channels = pixels.shape
    return bytes_to_predict(model.document, (height, width, channels), decoder_choice)


def _require_memory(need: int, pixels: NDArray[np.float32], name: str) -> None:
    if need > WHOLE_BYTES:
        raise ImageError(
            f"{name}: explaining {pixels.shape[0]} x {pixels.shape[1]} pixels takes "
            f"{need / 1e9:.0f} GB, over {WHOLE_BYTES / 1e9:.0f}; cut out the part around the pixel"
        )


def _place(sources: Sequence[ImageSource]) -> str:
    at = sources[0].at if sources else ()
    return f"{at[0].axis}={at[0].index}" if at else "AXIS=PLACE"
