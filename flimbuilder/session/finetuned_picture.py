"""The shown image before and after the network was trained further."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.imaging.pictures import Picture, display_scaled, heat, outline
from flimbuilder.model.memory import WHOLE_BYTES, bytes_to_encode
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.project import ImageEntry
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.finetuning import Finetuning
from flimbuilder.session.jobs import Jobs
from flimbuilder.session.unhurried import UnhurriedLane
from flimbuilder.session.view import View
from flimbuilder.session.watched import Watched

if TYPE_CHECKING:
    from flimbuilder.model.model import Model

__all__ = ["BeforeAfter", "FinetunedPicture", "ModelPicture"]

LANE = "finetuned picture"
LARGEST = 512  # pixels of the longer side of a picture
LINE = "#00ffff"


@dataclass(frozen=True, eq=False)
class ModelPicture:
    """What a model makes of an image.

    Attributes
    ----------
    saliency : ndarray of uint8 of shape (height, width, 3)
        Coloured; the largest of the object classes.
    outlines : ndarray of uint8 of shape (height, width, 3)
        The image with the outlines of the mask.
    dice : float or None
        Mean over the object classes; None without a reference mask.
    """

    saliency: Picture
    outlines: Picture
    dice: float | None


@dataclass(frozen=True, eq=False)
class BeforeAfter:
    """An image before and after training.

    Attributes
    ----------
    image : str
        Id of the image.
    epoch : int
        Of the weights after training.
    before, after : ModelPicture
    """

    image: str
    epoch: int
    before: ModelPicture
    after: ModelPicture


class FinetunedPicture(Watched):
    """Decodes the shown image by the build and by the trained network, while anyone watches.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    builder : Builder
    finetuning : Finetuning
    get_view : callable
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    shown : BeforeAfter or None
        The latest, perhaps of a former epoch or of the image that was shown before.
    fault : str
        Why the shown image has none, in one line; empty if nothing is wrong.
    changed : Signal()
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        finetuning: Finetuning,
        get_view: Callable[[], View],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self.shown: BeforeAfter | None = None
        self.fault = ""
        self._document, self._builder, self._finetuning = document, builder, finetuning
        self._get_view = get_view
        self._done: tuple[str, object] | None = None  # image and model of the latest
        self._lane = UnhurriedLane(jobs, LANE, self._start_next, self.changed.emit, failed)
        finetuning.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Decode the shown image with the newest weights, after the work under way."""
        if self._finetuning.trained is None:
            self._forget()
        if self.is_watched and self._lane.is_free:
            self._start_next()

    def _rest(self) -> None:
        self._lane.stop()

    def _forget(self) -> None:
        """Drop the picture of a former training, also one that is being made."""
        self._lane.stop()
        if self._done is not None:
            self._done, self.shown, self.fault = None, None, ""
            self.changed.emit()

    def _start_next(self) -> None:
        trained, started = self._finetuning.trained, self._finetuning.started_from
        image, files = self._get_view().image, self._builder.files()
        if not self.is_watched or image is None or files is None:
            return
        if trained is None or started is None or self._done == (image, trained):
            return
        entry = self._document.project.image(image)
        best = self._finetuning.best
        epoch = 0 if best is None else best.number

        def take(found: BeforeAfter) -> None:
            self._done, self.shown, self.fault = (image, trained), found, ""

        def give_up(fault: str) -> None:
            self._done, self.shown, self.fault = (image, trained), None, fault

        self._lane.start(
            (image, epoch),
            "Comparing saliency",
            lambda report: _compare(entry, files, started, trained, epoch),
            take,
            give_up,
        )


def _compare(
    entry: ImageEntry, files: ProjectFiles, before: "Model", after: "Model", epoch: int
) -> BeforeAfter:
    from flimbuilder.errors import InputError

    if bytes_to_encode(before.document, entry.shape) > WHOLE_BYTES:
        raise InputError("The image is too large to compare; save the model, and predict it")
    pixels = files.pixels(entry)
    classes = before.document.object_classes
    truth = None if entry.mask is None else files.truth(entry, classes)
    sides = [_picture(model, pixels, entry.dtype, truth) for model in (before, after)]
    return BeforeAfter(entry.id, epoch, *sides)


def _picture(
    model: "Model", pixels: NDArray[np.float32], dtype: str, truth: NDArray[np.int16] | None
) -> ModelPicture:
    from flimbuilder.analysis.delineate import delineate_classes
    from flimbuilder.workflow.evaluation.evaluate import measure_masks

    document = model.document
    saliency = model.saliency(pixels)
    delineation = document.delineation.for_decoder(document.decoder)
    mask = delineate_classes(saliency, document.object_classes, delineation, pixels)
    dice = None
    if truth is not None:
        dice = measure_masks(saliency, mask, truth, document.object_classes)["dice"]
    step = max(1, -(-max(mask.shape) // LARGEST))
    return ModelPicture(
        heat(saliency.max(axis=0)[::step, ::step]),
        outline(display_scaled(pixels[::step, ::step], dtype), mask[::step, ::step] > 0, LINE),
        dice,
    )
