"""Explain a pixel: which kernels and strokes made it, and what it would be without a stroke."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import ImageError, InputError
from flimbuilder.explain.contributions import (
    Explanation,
    StrokeContribution,
    explain_region,
    stroke_contributions,
)
from flimbuilder.explain.patch_pictures import patches_picture
from flimbuilder.explain.suspects import Counterfactual, rank_counterfactuals
from flimbuilder.flim.encode import require_encodable
from flimbuilder.flim.step_cache import StepResults
from flimbuilder.imaging.pictures import Picture, display_scaled
from flimbuilder.imaging.write import write_png
from flimbuilder.model.document import ModelDocument
from flimbuilder.model.model import Model, unit_pixels
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.files import StrPath
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.outputs import require_none_overwritten
from flimbuilder.project.project import ClassEntry, ImageEntry, Project
from flimbuilder.workflow.build import build
from flimbuilder.workflow.counterfactuals import MEMORY_BYTES, Counterfactuals
from flimbuilder.workflow.readable_images import (
    ReadableImage,
    read_to_explain,
    require_explainable,
)
from flimbuilder.workflow.saved_build import read_saved_build
from flimbuilder.workflow.sources import (
    EVERYTHING,
    ImageSelector,
)

__all__ = [
    "PixelExplanation",
    "ProjectExplainer",
    "explain_file",
    "explain_pixel",
    "find_class",
]


@dataclass(frozen=True, eq=False)
class PixelExplanation:
    """Why a pixel has its saliency.

    Attributes
    ----------
    row, col : int
    explanation : Explanation
        The sum, its bias, the saliency, and the contribution of each kernel.
    strokes : tuple of StrokeContribution
        The contribution of each marker.
    document : ModelDocument
        Of the model; it describes the kernels.
    pixels : ndarray of float32 of shape (H, W, C)
        Of the image, in [0, 1].
    dtype : str, default="uint8"
        Of the file.
    notes : tuple of str, default=()
    """

    row: int
    col: int
    explanation: Explanation
    strokes: tuple[StrokeContribution, ...]
    document: ModelDocument
    pixels: NDArray[np.float32]
    dtype: str = "uint8"
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the explanation for scripts."""
        explanation = self.explanation
        return {
            "row": self.row,
            "col": self.col,
            "class": explanation.class_id,
            "decoder": explanation.decoder.id,
            "blocks": list(explanation.decoder.blocks),
            "sum": explanation.sum,
            "bias": explanation.bias,
            "saliency": explanation.saliency,
            "kernels": [
                {
                    "block": kernel.block,
                    "kernel": number,
                    "class": record.class_id,
                    "weight": kernel.weight,
                    "activation": kernel.activation,
                    "contribution": kernel.value,
                    "markers": [source.model_dump() for source in record.markers],
                }
                for kernel, number, record in self.described_kernels()
            ],
            "strokes": [
                {"image": stroke.image, "marker": stroke.marker, "contribution": stroke.value}
                for stroke in self.strokes
            ],
            "notes": list(self.notes),
        }

    def described_kernels(self) -> Iterator[tuple[Any, int, Any]]:
        """Yield each contribution with the kernel's number in its block and its record."""
        for kernel in self.explanation.kernels:
            block = self.document.blocks[kernel.block - 1]
            yield kernel, block.numbers[kernel.channel], block.kernels[kernel.channel]


def explain_pixel(
    model: Model,
    image: NDArray[Any],
    row: int,
    col: int,
    *,
    class_id: int | None = None,
    decoder_choice: DecoderChoice | None = None,
) -> PixelExplanation:
    """Explain a pixel of an image by the contributions of kernels and markers.

    Parameters
    ----------
    model : Model
    image : ndarray of shape (H, W, C)
        As in :meth:`Model.activations`.
    row, col : int
        The pixel, from 0.
    class_id : int or None, default=None
        The object class; None is the one with the largest sum.
    decoder_choice : DecoderChoice or None, default=None
        None is the model's own.

    Returns
    -------
    PixelExplanation
        The values of its kernels and the bias add up to the decoder's sum before rectification
        (log-odds with the decoder ``ml``), and those of its strokes to the sum without the bias.

    Raises
    ------
    InputError
        If the pixel is not in the image, the class is not an object class, or the model cannot read
        the image or serve the choice.

    Examples
    --------
    >>> import flimbuilder as fb
    >>> model = fb.load_model("eggs.model")  # doctest: +SKIP
    >>> found = fb.explain_pixel(model, fb.read_image("egg.png").pixels, 120, 88)  # doctest: +SKIP
    >>> found.strokes[0]  # doctest: +SKIP
    StrokeContribution(image='egg', marker=3, value=2.71)
    """
    return _explain(model, unit_pixels(image), row, col, class_id, decoder_choice)


def explain_file(
    model: Model,
    path: StrPath,
    row: int,
    col: int,
    *,
    class_id: int | None = None,
    decoder_choice: DecoderChoice | None = None,
    selector: ImageSelector = EVERYTHING,
) -> PixelExplanation:
    """Explain a pixel of an image file.

    Parameters
    ----------
    model : Model
    path : str or path-like
    row, col, class_id, decoder_choice
        As in :func:`explain_pixel`.
    selector : ImageSelector, default=EVERYTHING
        The image of a stack, and its channels and window. What it leaves open follows the images
        that the model was learned from.

    Raises
    ------
    ImageError
        If the file can't be read, or is too large to be encoded whole.
    InputError
        As :func:`explain_pixel`, and if the selector leaves several images.
    """
    return _explain_image(
        model, read_to_explain(model, path, selector, decoder_choice), row, col, class_id,
        decoder_choice,
    )  # fmt: skip


def _explain_image(
    model: Model,
    image: ReadableImage,
    row: int,
    col: int,
    class_id: int | None,
    decoder_choice: DecoderChoice | None,
) -> PixelExplanation:
    found = _explain(model, image.pixels, row, col, class_id, decoder_choice, image.name)
    return replace(found, dtype=image.dtype, notes=(*image.notes, *found.notes))


class ProjectExplainer:
    """Explains pixels with the model that a project gives.

    Parameters
    ----------
    project : str, path-like or ProjectFolder
        A project folder, or an opened one. Unsaved edits are left out. Its last build is read if
        it is up to date; otherwise it is built in memory.
    search : sequence of str or path-like, default=()
        Folders to search for images that have moved.
    on_progress : callable, default does nothing
        Called with (stage, steps done, total steps) during builds; raises to cancel.
    """

    def __init__(
        self,
        project: StrPath | ProjectFolder,
        *,
        search: Sequence[StrPath] = (),
        on_progress: Progress = no_progress,
    ) -> None:
        opened = project if isinstance(project, ProjectFolder) else open_project(project)
        self.project: Project = opened.project
        self.files = ProjectFiles(opened.path, [Path(folder) for folder in search])
        self._finder = ImageFinder(opened.path, [Path(folder) for folder in search])
        self._memory = StepResults(MEMORY_BYTES)
        self._on_progress = on_progress
        saved = read_saved_build(opened.path)
        if saved is not None and saved.project == opened.project:
            self.model = saved.model
        else:
            self.model = build(
                opened.project, self.files, memory=self._memory, on_progress=on_progress
            ).model

    def find_image(self, image: StrPath) -> ImageEntry | None:
        """Return an image of the project by its file, id or name; None if it has none."""
        path, entries = Path(image), self.project.images
        if not path.is_file():
            named = (
                entry for entry in entries if str(image) in (entry.id, entry.name, entry.path)
            )
            return next(named, None)
        for entry in entries:
            if Path(entry.path).name == path.name and self._is_at(entry, path):
                return entry
        return None

    def _is_at(self, entry: ImageEntry, path: Path) -> bool:
        try:
            return self._finder.locate(entry).resolve() == path.resolve()
        except ImageError:
            return False

    def explain(
        self,
        image: StrPath,
        row: int,
        col: int,
        *,
        class_id: int | None = None,
        decoder_choice: DecoderChoice | None = None,
        selector: ImageSelector = EVERYTHING,
    ) -> PixelExplanation:
        """Explain a pixel of an image of the project, or of another image file.

        Parameters
        ----------
        image : str or path-like
            Id, name or file.
        row, col, class_id, decoder_choice, selector
            As in :func:`explain_file`; the selector counts only for other files.

        Raises
        ------
        ImageError
            If the image can't be read.
        InputError
            As :func:`explain_file`, and if there is no such image.
        """
        choice = self.model.resolve(decoder_choice)
        read = self.read(image, selector, choice)
        return _explain_image(self.model, read, row, col, class_id, choice)

    def read(
        self,
        image: StrPath,
        selector: ImageSelector = EVERYTHING,
        decoder_choice: DecoderChoice | None = None,
    ) -> ReadableImage:
        """Read an image; parameters and errors as in :meth:`explain`."""
        entry = self.find_image(image)
        if entry is None and Path(image).is_file():
            return read_to_explain(self.model, image, selector, decoder_choice)
        if entry is None:
            raise InputError(f"{image}: is neither an image of the project nor a file")
        pixels = self.files.pixels(entry)
        choice = self.model.resolve(decoder_choice)
        require_explainable(self.model, pixels, choice, entry.name)
        return ReadableImage(pixels, entry.dtype, entry.name)

    def without_markers(self, image: StrPath, found: PixelExplanation) -> Iterator[Counterfactual]:
        """Yield what the pixel would be without each marker, most likely culprits first.

        Each is a build from the other markers.

        Parameters
        ----------
        image : str or path-like
            As in :meth:`explain`; an image of the project.
        found : PixelExplanation
            Of a pixel of that image.

        Raises
        ------
        InputError
            If the project lacks the image, or the decoder is not the project's own.
        """
        entry = self.find_image(image)
        if entry is None:
            raise InputError(
                f"{image}: is no image of the project, so nothing is learned again for it; add "
                "it with 'flimbuilder import', or leave out --without"
            )
        if found.explanation.decoder != self.model.resolve(None):
            raise InputError(
                f"decoder {found.explanation.decoder.id!r} is not that of the project, which "
                "learns again without a marker; leave out --decoder, --block and --scale"
            )
        search = Counterfactuals(
            self.project,
            self.files,
            model=self.model,
            memory=self._memory,
            shown=[entry.id],
            on_progress=self._on_progress,
        )
        region, class_id = (found.row, found.col), found.explanation.class_id
        contributions = [((stroke.image, stroke.marker), stroke.value) for stroke in found.strokes]
        suspects = search.suspects(entry.id, region, class_id, contributions)
        return search.without_markers(suspects, image=entry.id, region=region, class_id=class_id)

    def rank_without(self, image: StrPath, found: PixelExplanation) -> list[Counterfactual]:
        """Return the results of :meth:`without_markers`, most likely culprits first."""
        return rank_counterfactuals(list(self.without_markers(image, found)))

    def require_no_image(self, path: Path) -> None:
        """Raise InputError if a file to write is an image or a mask of the project."""
        files = []
        for entry in self.project.images:
            with suppress(ImageError):
                files.append(self._finder.locate(entry))
            if entry.mask is not None:
                with suppress(ImageError):
                    files.append(self._finder.locate_mask(entry))
        require_none_overwritten([path], files)

    def write_picture(self, path: Path, found: PixelExplanation) -> None:
        """Write the patch at the pixel beside the marked patches of the kernels, as a PNG.

        Raises
        ------
        SaveError
            If it can't be written.
        """

        @cache
        def picture_of(image: str) -> Picture:
            entry = self.project.image(image)
            return display_scaled(self.files.pixels(entry), entry.dtype)

        picture = patches_picture(
            found.explanation,
            found.document,
            display_scaled(found.pixels, found.dtype),
            (found.row, found.col),
            picture_of,
        )
        write_png(path, picture)


def find_class(classes: Sequence[ClassEntry], text: str | None) -> int | None:
    """Return the class of an id or a name; None stays None.

    Raises
    ------
    InputError
        If there is no such class.
    """
    if text is None:
        return None
    for entry in classes:
        if text in (str(entry.id), entry.name):
            return entry.id
    names = ", ".join(f"{entry.id} ({entry.name})" for entry in classes[1:])
    raise InputError(f"--class {text!r:.60}: there is no such class; choose from {names}")


def _explain(
    model: Model,
    pixels: NDArray[np.float32],
    row: int,
    col: int,
    class_id: int | None,
    decoder_choice: DecoderChoice | None,
    name: str = "image",
) -> PixelExplanation:
    choice = model.resolve(decoder_choice)
    height, width, channels = pixels.shape
    architecture = model.document.architecture
    require_encodable(model.encoder, architecture, (height, width, channels), name)
    explanation = explain_region(model, pixels, (row, col), class_id, choice)
    strokes = stroke_contributions(explanation, model.document)
    notes = tuple(_unknown_markers(model))
    return PixelExplanation(row, col, explanation, strokes, model.document, pixels, notes=notes)


def _unknown_markers(model: Model) -> Iterator[str]:
    """Yield a note if the markers of some kernels are not known exactly."""
    records = [record for block in model.document.blocks for record in block.kernels]
    if any(not record.markers for record in records):
        yield "some kernels come from no marker, so no stroke has their contribution"
    elif not all(record.has_known_markers for record in records):
        yield (
            "the model is of an older version without the shares of markers in each kernel; the "
            "nearest patch's marker stands for all; build it again to have them"
        )
