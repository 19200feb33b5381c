"""Map the kernels, marker patches or images of a project, and measure how classes separate."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder.analysis.measures import measure_mask
from flimbuilder.errors import FlimError, InputError, LearnError
from flimbuilder.explain.maps.colours import (
    COLOURINGS,
    PointColours,
    colour_points,
    require_colouring,
)
from flimbuilder.explain.maps.features import (
    FeatureTable,
    folded_kernel_table,
    image_table,
    kernel_table,
    patch_table,
)
from flimbuilder.explain.maps.image_features import SurveyedImage, survey_image
from flimbuilder.explain.maps.methods import PROJECTIONS, require_projection
from flimbuilder.explain.maps.points import MapPoint, Subject
from flimbuilder.explain.maps.projections import Projection, project_features
from flimbuilder.explain.maps.separability import Separability, measure_separability
from flimbuilder.explain.maps.thumbnails import image_thumbnail, patch_thumbnail
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.marker_patches import MarkerPatches, marker_patches
from flimbuilder.flim.step_cache import StepResults
from flimbuilder.flim.training import PixelSource
from flimbuilder.imaging.truth import judged_pixels
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import ProjectFiles, marked_images
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.project import BACKGROUND, ImageEntry, Project
from flimbuilder.project.rasterise import marker_pixels
from flimbuilder.workflow.build import read_training_images

__all__ = ["MOST_PATCHES", "MapMaker", "ProjectMap", "image_names"]

MOST_PATCHES = 800  # that t-SNE projects in a few seconds
MOST_PIXELS = 2**27  # of an image that is encoded, which takes minutes


@dataclass(frozen=True, eq=False)
class ProjectMap:
    """A map of kernels, marker patches or images.

    Attributes
    ----------
    table : FeatureTable
    projection : Projection
    """

    table: FeatureTable
    projection: Projection

    @property
    def title(self) -> str:
        """What is mapped, and how."""
        method = PROJECTIONS[self.projection.method].title
        if self.table.subject == "images":
            return f"Images by block {self.table.block}, {method}"
        what = "Kernels" if self.table.subject == "kernels" else "Marker patches"
        return f"{what} of block {self.table.block}, {method}"

    @property
    def note(self) -> str:
        """What was sampled or replaced; otherwise empty."""
        return "; ".join(note for note in (self.table.note, self.projection.note) if note)


class MapMaker:
    """Makes maps of one build, and keeps what several maps need.

    Parameters
    ----------
    model : Model
    project : Project or None
        The project that it was built from; None for a model alone.
    files : ProjectFiles or None
        Images and masks of the project.
    learned : LearnedEncoder or None
        The build's kernels; None for a model alone.
    images : sequence of ImageEntry or None, default=None
        The images to map, if others than those of the project; their markers are the project's.
    decoder_choice, delineation : DecoderChoice, Delineation or None, default=None
        For weights and Dice; None uses the model's own.
    seed : int, default=0
        Seed of the projections.
    limit : int, default=800
        Largest number of marker patches.
    memory : StepResults or None, default=None
        Cache of the steps of the build.

    Attributes
    ----------
    left_out : dict of str to str
        Why images could not be used, by their name.
    """

    def __init__(
        self,
        model: Model,
        project: Project | None = None,
        files: ProjectFiles | None = None,
        learned: LearnedEncoder | None = None,
        *,
        images: Sequence[ImageEntry] | None = None,
        decoder_choice: DecoderChoice | None = None,
        delineation: Delineation | None = None,
        seed: int = 0,
        limit: int = MOST_PATCHES,
        memory: StepResults | None = None,
    ) -> None:
        self.model, self.project, self.files, self.learned = model, project, files, learned
        self.left_out: dict[str, str] = {}
        self._seed, self._limit, self._memory = seed, limit, memory
        self._images = project.images if images is None and project is not None else images or ()
        self._decoder_choice, self._delineation = decoder_choice, delineation
        self._patches: tuple[MarkerPatches, ...] | None = None
        self._surveyed: dict[str, SurveyedImage] = {}
        self._classes: dict[str, int | None] = {}
        self._dice: dict[str, float | None] = {}

    @property
    def names(self) -> tuple[dict[str, str], dict[int, str]]:
        """Names for people of images and of classes, by their id."""
        images = {} if self.project is None else image_names(self.project)
        classes = (self.project or self.model.document).classes
        return images, {entry.id: entry.name for entry in classes}

    @property
    def n_blocks(self) -> int:
        """Number of blocks of the encoder."""
        return len(self.model.document.blocks)

    def map(
        self,
        subject: Subject,
        block: int,
        method: str = "tsne",
        colouring: str = "class",
        on_progress: Progress = no_progress,
    ) -> ProjectMap:
        """Make a map.

        Parameters
        ----------
        subject : {"kernels", "patches", "images"}
        block : int
            From 1.
        method : str, default="tsne"
            An id of :data:`~flimbuilder.explain.maps.methods.PROJECTIONS`.
        colouring : str, default="class"
            An id of :data:`~flimbuilder.explain.maps.colours.COLOURINGS`; points get its values.
        on_progress : callable, default does nothing
            Called with (stage, steps done, steps in all); raises to stop.

        Raises
        ------
        InputError
            If the block, method or colouring does not exist, or needs the project.
        """
        require_projection(method)
        require_colouring(colouring, subject)
        table = self.table(subject, block, colouring, on_progress)
        on_progress("projecting", 0, 0)
        return ProjectMap(table, project_features(table.features, method, seed=self._seed))

    def table(
        self,
        subject: Subject,
        block: int,
        colouring: str = "class",
        on_progress: Progress = no_progress,
    ) -> FeatureTable:
        """Return the points with features and the values of a colouring; see :meth:`map`."""
        self.model.document.require_block(block)
        if subject == "kernels":
            return self._kernels(block, colouring, on_progress)
        _, _, learned = self._require_project(subject)
        if subject == "patches":
            found = self._all_patches(on_progress)[block - 1]
            return patch_table(found, learned.blocks[block - 1])
        surveyed = self._survey(self._images, on_progress, with_dice=colouring == "dice")
        dice = self._dice if colouring == "dice" else None
        return image_table(surveyed, block, self._classes, dice)

    def separability(
        self, subject: Subject, on_progress: Progress = no_progress
    ) -> list[Separability]:
        """Measure for each block how well its features separate the classes."""
        measured = []
        for block in range(1, self.n_blocks + 1):
            table = self.table(subject, block, "class", on_progress)
            on_progress("measuring blocks", block - 1, self.n_blocks)
            measured.append(measure_separability(table.features, table.class_ids, table.groups))
        return measured

    def thumbnails(
        self, table: FeatureTable, side: int, on_progress: Progress = no_progress
    ) -> list[NDArray[np.uint8] | None]:
        """Return a small picture of each point.

        Parameters
        ----------
        table : FeatureTable
        side : int
            Longer side, in pixels.
        on_progress : callable, default does nothing

        Returns
        -------
        list of ndarray of uint8 of shape (h, w, 3), or None
            The image, or the receptive field of the block around the (nearest) patch; None if
            the image cannot be read.
        """
        if self.project is None or self.files is None:
            return [None] * len(table.points)
        entries = {entry.id: entry for entry in (*self.project.images, *self._images)}
        field = self.model.document.blocks[table.block - 1].receptive_field
        found: list[NDArray[np.uint8] | None] = [None] * len(table.points)
        of_image: dict[str, list[int]] = {}
        for number, point in enumerate(table.points):
            if point.image in entries:
                of_image.setdefault(str(point.image), []).append(number)
        for count, (image, numbers) in enumerate(of_image.items()):
            on_progress("cutting thumbnails", count, len(of_image))
            pixels = self._pixels(entries[image])
            if pixels is None:
                continue
            for number in numbers:
                point = table.points[number]
                if point.row is None or point.col is None:
                    found[number] = image_thumbnail(pixels, side)
                else:
                    found[number] = patch_thumbnail(pixels, point.row, point.col, field, side)
        return found

    def colours(self, points: Sequence[MapPoint], colouring: str) -> PointColours:
        """Colour points, with the names of the project's classes and images."""
        classes = (self.project or self.model.document).classes
        return colour_points(points, colouring, classes, self.names[0])

    def _kernels(self, block: int, colouring: str, on_progress: Progress) -> FeatureTable:
        if self.learned is None:
            if COLOURINGS[colouring].number is not None:
                raise InputError(f"colour {colouring!r} needs the images: give the project")
            kernels = self.model.tensors()[f"block{block}.conv.weight"].numpy()
            return folded_kernel_table(self.model.document.blocks[block - 1], block, kernels)
        _, _, learned = self._require_project("kernels")
        surveyed: Sequence[SurveyedImage] = ()
        if colouring == "dice":
            masked = [entry for entry in self._images if entry.mask is not None]
            surveyed = self._survey(masked, on_progress)
        return kernel_table(
            learned.blocks[block - 1],
            block,
            patches=self._all_patches(on_progress)[block - 1] if colouring == "activity" else None,
            weights=self._weights(block, on_progress) if colouring == "weight" else None,
            surveyed=surveyed,
            object_classes=self.model.document.object_classes,
        )

    def _weights(self, block: int, on_progress: Progress) -> NDArray[Any] | None:
        """Return the decoder's weights of a block; the mean over marked images if they vary."""
        decoder = self.model.weighing_decoder(self._decoder_choice)
        if block not in decoder.blocks:
            return None
        if all(part.has_fixed_weights for part in decoder.decoders):
            maps = [torch.ones(1, count, 1, 1) for count in self.model.document.kernel_counts]
            return self.model.kernel_weights(maps, self._decoder_choice)[block]
        project, _, _ = self._require_project("kernels")
        surveyed = self._survey(marked_images(project), on_progress)
        found = [image.weights[block] for image in surveyed if block in image.weights]
        return np.mean(found, axis=0) if found else None

    def _require_project(self, subject: str) -> tuple[Project, ProjectFiles, LearnedEncoder]:
        if self.project is None or self.files is None or self.learned is None:
            raise InputError(f"a map of {subject} needs images and markers: give the project")
        return self.project, self.files, self.learned

    def _all_patches(self, on_progress: Progress) -> tuple[MarkerPatches, ...]:
        if self._patches is None:
            project, files, learned = self._require_project("patches")
            images = read_training_images(project, files, on_progress)
            self._patches = tuple(
                marker_patches(
                    images, learned, seed=project.seed, limit=self._limit, memory=self._memory,
                    on_progress=on_progress,
                )
            )  # fmt: skip
        return self._patches

    def _survey(
        self, entries: Sequence[ImageEntry], on_progress: Progress, *, with_dice: bool = False
    ) -> list[SurveyedImage]:
        """Describe images, in their order; leave out those that cannot be used."""
        surveyed = []
        for count, entry in enumerate(entries):
            check = partial(on_progress, "encoding images", count, len(entries))
            check()
            known = self._surveyed.get(entry.id)
            lacks_dice = with_dice and entry.mask is not None and entry.id not in self._dice
            if (known is None or lacks_dice) and entry.name not in self.left_out:
                known = self._survey_image(entry, check, with_dice=lacks_dice)
            if known is not None:
                surveyed.append(known)
        return surveyed

    def _survey_image(
        self, entry: ImageEntry, check: Callable[[], None], *, with_dice: bool
    ) -> SurveyedImage | None:
        assert self.project is not None
        pixels = self._pixels(entry)
        if pixels is None:
            return None
        truth = self._truth(entry)
        try:
            surveyed = survey_image(
                self.model, entry.id, pixels, truth, self._decoder_choice, check=check
            )
        except LearnError:
            raise
        except InputError as error:
            self.left_out[entry.name] = str(error)
            return None
        self._surveyed[entry.id] = surveyed
        self._classes[entry.id] = _class_of(self.project, entry, truth)
        if with_dice:
            known = truth is not None and isinstance(pixels, np.ndarray) and surveyed.kernel_dice
            self._dice[entry.id] = self._dice_of(pixels, truth) if known else None
        return surveyed

    def _dice_of(self, pixels: Any, truth: Any) -> float:
        found = self.model.predict(pixels, self._decoder_choice, self._delineation)
        judged = judged_pixels(truth)
        dice = [
            measure_mask(found == class_id, truth == class_id, judged)["dice"]
            for class_id in self.model.document.object_classes
        ]
        return float(np.mean(dice))

    def _pixels(self, entry: ImageEntry) -> NDArray[np.float32] | PixelSource | None:
        assert self.files is not None
        if entry.shape[0] * entry.shape[1] > MOST_PIXELS:
            self.left_out[entry.name] = "is too large for a map; add a lower level of the slide"
            return None
        try:
            return self.files.source(entry)
        except FlimError as error:
            self.left_out[entry.name] = str(error)
            return None

    def _truth(self, entry: ImageEntry) -> NDArray[np.int16] | None:
        assert self.files is not None
        if entry.mask is None:
            return None
        try:
            return self.files.truth(entry, self.model.document.object_classes)
        except FlimError as error:
            self.left_out[f"mask of {entry.name}"] = str(error)
            return None


def image_names(project: Project) -> dict[str, str]:
    """Return a name for people of each image by its id; the id where names are not unique."""
    counts = Counter(entry.name for entry in project.images)
    return {
        entry.id: entry.name if counts[entry.name] == 1 else entry.id for entry in project.images
    }


def _class_of(project: Project, entry: ImageEntry, truth: NDArray[np.int16] | None) -> int | None:
    """Return the class of an image: its label, or that of most pixels of its mask or markers."""
    if entry.label is not None:
        return entry.label
    if truth is not None:
        objects = truth[truth > BACKGROUND]
        return int(np.bincount(objects).argmax()) if objects.size else BACKGROUND
    drawn = marker_pixels(project.markers_of(entry.id).markers, (entry.shape[0], entry.shape[1]))
    of_objects = drawn.class_id[drawn.class_id > BACKGROUND]
    if of_objects.size:
        return int(np.bincount(of_objects).argmax())
    return BACKGROUND if len(drawn) else None
