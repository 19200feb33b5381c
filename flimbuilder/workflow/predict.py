"""From a model and images to saliency, masks and activation maps on disk."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.errors import InputError
from flimbuilder.imaging.read import as_unit_float, find_images, read_image
from flimbuilder.imaging.write import to_uint16, write_png
from flimbuilder.project.files import write_atomically
from flimbuilder.project.project import DecoderChoice, Delineation
from flimbuilder.workflow.model import Model
from flimbuilder.workflow.places import make_folder, require_none_overwritten
from flimbuilder.workflow.progress import Progress, no_progress

__all__ = ["Predicted", "predict_files"]


@dataclass(frozen=True)
class Predicted:
    """What was written for one image.

    Attributes
    ----------
    image : Path
    saliency : tuple of Path
        One for each object class.
    mask : Path or None
    activations : tuple of Path
        One for each block.
    notes : tuple of str
        What was done to the image's pixels that a user should know.
    """

    image: Path
    saliency: tuple[Path, ...]
    mask: Path | None
    activations: tuple[Path, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Job:
    """What is made of every image."""

    model: Model
    out: Path
    choice: DecoderChoice
    delineation: Delineation
    mask: bool
    activations: bool

    def saliency_paths(self, image: Path) -> tuple[Path, ...]:
        classes = self.model.document.object_classes
        if len(classes) == 1:
            return (self.out / f"{image.stem}.png",)
        return tuple(self.out / f"{image.stem}_class{one}.png" for one in classes)

    def mask_path(self, image: Path) -> Path | None:
        return self.out / f"{image.stem}_mask.png" if self.mask else None

    def map_paths(self, image: Path) -> tuple[Path, ...]:
        blocks = self.model.document.blocks if self.activations else ()
        return tuple(
            self.out / f"{image.stem}_block{number}.npy" for number in range(1, len(blocks) + 1)
        )

    def results(self, image: Path) -> list[Path]:
        mask = self.mask_path(image)
        return [*self.saliency_paths(image), *self.map_paths(image), *([mask] if mask else [])]

    def run(self, image: Path) -> Predicted:
        data = read_image(image)
        pixels = as_unit_float(data.pixels, name=str(image))
        depth = None if self.activations else max(self.choice.blocks)
        maps = self.model.activations(pixels, depth, name=str(image))
        saliency = self.model.saliency(maps, (pixels.shape[0], pixels.shape[1]), self.choice)
        written = Predicted(
            image,
            self.saliency_paths(image),
            self.mask_path(image),
            self.map_paths(image),
            data.notes,
        )
        for path, one in zip(written.saliency, saliency, strict=True):
            write_png(path, to_uint16(one))
        if written.mask is not None:
            write_png(written.mask, self.labels(saliency, pixels))
        for path, tensor in zip(written.activations, maps, strict=False):
            write_atomically(path, _npy(tensor[0].cpu().numpy()))
        return written

    def labels(
        self, saliency: NDArray[np.float32], pixels: NDArray[np.float32]
    ) -> NDArray[np.uint8]:
        classes = self.model.document.object_classes
        labels = delineate_classes(saliency, classes, self.delineation, pixels)
        return labels if len(classes) > 1 else np.where(labels > 0, 255, 0).astype(np.uint8)


def predict_files(
    model: Model,
    sources: Sequence[Path],
    out: Path,
    *,
    choice: DecoderChoice | None = None,
    delineation: Delineation | None = None,
    mask: bool = False,
    activations: bool = False,
    on_progress: Progress = no_progress,
) -> list[Predicted]:
    """Write the saliency of images.

    Parameters
    ----------
    model : Model
    sources : sequence of Path
        Images, or folders of them; one that is named twice counts once.
    out : Path
        Folder; made where it is missing. ``STEM.png`` is 16-bit saliency (with several object
        classes ``STEM_classN.png``), ``STEM_mask.png`` the 8-bit mask: 0 background, 255 object;
        with several object classes the class.
    choice, delineation : optional
        None is the model's own.
    mask, activations : bool, default=False
        Also write the mask; every block's maps as ``STEM_blockN.npy``, float32 (kernels, H, W).
    on_progress : callable, default does nothing

    Returns
    -------
    list of Predicted
        One an image.

    Raises
    ------
    InputError
        Where a result would overwrite an image, or another result.
    """
    settings = delineation or model.document.delineation
    job = _Job(model, out, model.resolve(choice), settings, mask, activations)
    paths = list(dict.fromkeys(find_images(sources)))
    _require_distinct(job, paths)
    require_none_overwritten([one for path in paths for one in job.results(path)], paths)
    make_folder(out)
    predicted = []
    for count, path in enumerate(paths):
        on_progress("predicting", count, len(paths))
        predicted.append(job.run(path))
    on_progress("predicting", len(paths), len(paths))
    return predicted


def _require_distinct(job: _Job, paths: Sequence[Path]) -> None:
    """Refuse two images of which results would have one name."""
    image_of: dict[Path, Path] = {}
    for path in paths:
        for result in job.results(path):
            other = image_of.setdefault(result, path)
            if other != path:
                raise InputError(
                    f"{path}: gives a result of the same name as {other} ({result.name}); "
                    "predict them into different folders"
                )


def _npy(array: NDArray[np.float32]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()
