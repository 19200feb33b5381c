"""From a model and images to saliency, masks and activation maps on disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.errors import ImageError, InputError, SaveError
from flimbuilder.imaging.read import find_images
from flimbuilder.imaging.write import to_uint16, write_png
from flimbuilder.project.files import save_error
from flimbuilder.project.project import DecoderChoice, Delineation
from flimbuilder.workflow.model import Model
from flimbuilder.workflow.pixels import read_pixels
from flimbuilder.workflow.progress import Progress, no_progress

__all__ = ["Predicted", "make_folder", "predict_files", "require_distinct_stems"]


@dataclass(frozen=True)
class Predicted:
    """What was written for one image."""

    image: Path
    saliency: tuple[Path, ...]
    mask: Path | None
    activations: tuple[Path, ...]


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
        Images, or folders of them.
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
    """
    paths = find_images(sources)
    require_distinct_stems(paths)
    choice = model.resolve(choice)
    make_folder(out)
    depth = None if activations else choice.block
    results = []
    for count, path in enumerate(paths):
        on_progress("predicting", count, len(paths))
        pixels = read_pixels(path)
        try:
            maps = model.activations(pixels, depth)
        except InputError as error:
            raise ImageError(f"{path}: {error}") from None
        saliency = model.saliency(maps, (pixels.shape[0], pixels.shape[1]), choice)
        written = _write_saliency(out, path.stem, saliency, model.document.object_classes)
        masked = _write_mask(out, path.stem, saliency, model, delineation) if mask else None
        arrays = [one[0].cpu().numpy() for one in maps] if activations else []
        results.append(Predicted(path, written, masked, _write_maps(out, path.stem, arrays)))
    on_progress("predicting", len(paths), len(paths))
    return results


def require_distinct_stems(paths: Sequence[Path]) -> None:
    """Refuse two images whose results would have one name."""
    seen: dict[str, Path] = {}
    for path in paths:
        other = seen.setdefault(path.stem, path)
        if other is not path:
            raise InputError(
                f"{path}: has the same name as {other}, so one result would overwrite the other; "
                "predict them into different folders"
            )


def make_folder(folder: Path) -> None:
    """Make a folder with its parents; say in one line where that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaveError(
            f"{folder}: the folder cannot be made: {error.strerror}; choose another place"
        ) from None


def _write_saliency(
    out: Path, stem: str, saliency: NDArray[np.float32], classes: Sequence[int]
) -> tuple[Path, ...]:
    names = [f"{stem}.png"] if len(classes) == 1 else [f"{stem}_class{one}.png" for one in classes]
    paths = tuple(out / name for name in names)
    for path, one in zip(paths, saliency, strict=True):
        write_png(path, to_uint16(one))
    return paths


def _write_mask(
    out: Path,
    stem: str,
    saliency: NDArray[np.float32],
    model: Model,
    delineation: Delineation | None,
) -> Path:
    document = model.document
    settings = delineation or document.delineation
    labels = delineate_classes(saliency, document.object_classes, settings)
    if len(document.object_classes) == 1:
        labels = np.where(labels > 0, 255, 0).astype(np.uint8)
    path = out / f"{stem}_mask.png"
    write_png(path, labels)
    return path


def _write_maps(out: Path, stem: str, maps: Sequence[NDArray[np.float32]]) -> tuple[Path, ...]:
    paths = tuple(out / f"{stem}_block{number}.npy" for number in range(1, len(maps) + 1))
    for path, one in zip(paths, maps, strict=True):
        try:
            np.save(path, one, allow_pickle=False)
        except OSError as error:
            raise save_error(path, error) from None
    return paths
