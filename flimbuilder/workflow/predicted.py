"""The files that a prediction writes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flimbuilder.analysis.objects import ObjectTable
from flimbuilder.project.selection import Selection
from flimbuilder.workflow.failures import FailedFile
from flimbuilder.workflow.sources import ImageSource

__all__ = ["Predicted", "Predictions"]


@dataclass(frozen=True)
class Predicted:
    """The files written for one image.

    Attributes
    ----------
    image : Path
    selection : Selection or None
        The image in the file.
    saliency : tuple of Path
        One file per object class; empty without a folder for them.
    mask : Path or None
    activations : tuple of Path
        One file per block.
    notes : tuple of str
        Changes to the image's pixels that a user should know of.
    outputs : dict of str to Path
        Files of other outputs, by their id.
    objects : ObjectTable or None, default=None
        The measured objects, if an output needs them.
    """

    image: Path
    selection: Selection | None
    saliency: tuple[Path, ...]
    mask: Path | None
    activations: tuple[Path, ...]
    notes: tuple[str, ...]
    outputs: Mapping[str, Path] = field(default_factory=dict)
    objects: ObjectTable | None = None

    @property
    def name(self) -> str:
        """The image's name and the place in the file, for people."""
        return ImageSource(self.image, self.selection).name

    @property
    def files(self) -> list[Path]:
        """All files written for this image alone."""
        mask = () if self.mask is None else (self.mask,)
        return [*self.saliency, *self.activations, *mask, *self.outputs.values()]


class Predictions(list[Predicted]):
    """The predicted images in order, and the files that were left out.

    Attributes
    ----------
    failed : list of FailedFile
    files : dict of str to Path
        Files with the results of all images, by the id of the output.
    """

    def __init__(
        self,
        images: Iterable[Predicted] = (),
        failed: Iterable[FailedFile] = (),
        files: Mapping[str, Path] | None = None,
    ) -> None:
        super().__init__(images)
        self.failed = list(failed)
        self.files = dict(files or {})
