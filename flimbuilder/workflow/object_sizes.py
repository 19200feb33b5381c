"""Learn from the training images how a model separates touching objects."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.analysis.instances.sizes import learn_splitting
from flimbuilder.errors import LearnError
from flimbuilder.flim.training import TrainingImage
from flimbuilder.model.memory import WHOLE_BYTES, bytes_to_predict
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import whole_pixels
from flimbuilder.project.decoding import DecoderChoice, Delineation, Splitting
from flimbuilder.project.markers import Marker

__all__ = ["learn_object_sizes"]


def learn_object_sizes(
    model: Model,
    images: Sequence[TrainingImage],
    delineation: Delineation,
    decoder_choice: DecoderChoice | None = None,
) -> Splitting:
    """Learn how to separate touching objects from the marked objects of the training images.

    The masks are those of the saliency at the threshold of the delineation, without any other of
    its steps. Images that are too large to be decoded at once are left out.

    Parameters
    ----------
    model : Model
    images : sequence of TrainingImage
    delineation : Delineation
        Its threshold counts.
    decoder_choice : DecoderChoice or None, default=None
        None is the model's own.

    Returns
    -------
    Splitting

    Raises
    ------
    LearnError
        If no marked object is found.
    InputError
        If the model can't serve the decoder choice.
    """
    resolved = model.resolve(decoder_choice)
    settings = Delineation(threshold=delineation.threshold, method="none").for_decoder(resolved)
    return learn_splitting(_marked_masks(model, images, settings, resolved))


def _marked_masks(
    model: Model,
    images: Sequence[TrainingImage],
    settings: Delineation,
    resolved: DecoderChoice,
) -> Iterator[tuple[NDArray[np.bool_], Sequence[Marker]]]:
    """Yield the mask of each class of each image, with the markers of the class."""
    classes = model.document.object_classes
    fitting = [
        image
        for image in images
        if bytes_to_predict(model.document, image.pixels.shape, resolved) <= WHOLE_BYTES
    ]
    if images and not fitting:
        raise LearnError(
            "the size of objects can't be learned: all training images are too large to be "
            "decoded at once; give the radius of an object"
        )
    for image in fitting:
        saliency = model.saliency(whole_pixels(image.pixels), resolved)
        labels = delineate_classes(saliency, classes, settings)
        for class_id in classes:
            markers = [marker for marker in image.markers if marker.class_id == class_id]
            if markers:
                yield labels == class_id, markers
