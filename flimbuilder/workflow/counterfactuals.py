"""Counterfactuals and previews of a project: rebuild it after edits and judge the result.

Rebuilds share a memory of learning steps and activation maps, so that what an edit cannot change
is not computed again, and an image that the decoder was learned on is not encoded again to be
judged.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.errors import ImageError
from flimbuilder.explain.counterfactuals.agreement import MarkerKey
from flimbuilder.explain.counterfactuals.judging import JudgedImage, Judgement, judge
from flimbuilder.explain.counterfactuals.leaving_out import (
    class_row,
    marker_counterfactuals,
    saliency_in,
)
from flimbuilder.explain.counterfactuals.preview import Preview, preview_edits
from flimbuilder.explain.counterfactuals.suspects import Counterfactual, order_suspects
from flimbuilder.explain.regions.region import Region
from flimbuilder.flim.marker_training import encoded_parts, is_encoded_in_tiles
from flimbuilder.flim.step_cache import StepResults
from flimbuilder.flim.training import PixelSource, TrainingImage
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.edits import Edit
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.workflow.build import build

__all__ = ["MEMORY_BYTES", "Counterfactuals"]

MEMORY_BYTES = 256 * 2**20


class _ReadFiles(ProjectFiles):
    """The files of a project, without reading again the images that are judged."""

    def __init__(
        self, files: ProjectFiles, read: Mapping[str, JudgedImage], project: Project
    ) -> None:
        super().__init__(files.folder)
        self._files, self._read = files, read
        self._keys = {entry.id: entry.pixels_key for entry in project.images}

    def pixels(self, entry: ImageEntry) -> NDArray[np.float32]:
        """Return the pixels of a judged image, or read those of another."""
        pixels = self._known(entry)
        return pixels if isinstance(pixels, np.ndarray) else self._files.pixels(entry)

    def source(self, entry: ImageEntry) -> NDArray[np.float32] | PixelSource:
        """Return the pixels of a judged image, or a source of those of another."""
        pixels = self._known(entry)
        return self._files.source(entry) if pixels is None else pixels

    def truth(self, entry: ImageEntry, classes: Sequence[int]) -> NDArray[np.int16]:
        """Read a reference mask."""
        return self._files.truth(entry, classes)

    def _known(self, entry: ImageEntry) -> NDArray[np.float32] | PixelSource | None:
        is_same = self._keys.get(entry.id) == entry.pixels_key
        image = self._read.get(entry.id) if is_same else None
        return None if image is None else image.pixels


class Counterfactuals:
    """Rebuilds a project after edits, and judges the models on its images.

    Parameters
    ----------
    project : Project
    files : ProjectFiles
        Its images and masks, which are read at first use.
    model : Model or None, default=None
        The project's own model; None learns it at first use.
    memory : StepResults or None, default=None
        Cache of learning steps and maps; None makes one of 256 MB.
    shown : collection of str, default=()
        Ids of images to judge besides the marked ones, and whose saliency previews have.
    with_measures : bool, default=True
        Measure the masks of judged images that have a reference mask.
    on_progress : callable, default does nothing
        Called with (stage, steps done, all steps) during every rebuild; raises to stop.
    """

    def __init__(
        self,
        project: Project,
        files: ProjectFiles,
        *,
        model: Model | None = None,
        memory: StepResults | None = None,
        shown: Collection[str] = (),
        with_measures: bool = True,
        on_progress: Progress = no_progress,
    ) -> None:
        self.project = project
        self.files = files
        self.shown = tuple(shown)
        self.on_progress = on_progress
        self._model = model
        self._memory = StepResults(MEMORY_BYTES) if memory is None else memory
        self._with_measures = with_measures

    @cached_property
    def model(self) -> Model:
        """The project's own model."""
        return self._model or self.rebuild(self.project)

    @cached_property
    def images(self) -> tuple[JudgedImage, ...]:
        """The images with markers, and the shown ones."""
        judged = [
            entry
            for entry in self.project.images
            if entry.id in self.shown or self.project.markers_of(entry.id).markers
        ]
        return tuple(self._image(entry) for entry in judged)

    @cached_property
    def before(self) -> Judgement:
        """The judgement of the project's own model."""
        return self.judge(self.model)

    def rebuild(self, project: Project) -> Model:
        """Learn a project, as a build does.

        Raises
        ------
        LearnError, InputError, ImageError
            As :func:`flimbuilder.workflow.build.build`.
        """
        return build(
            project,
            _ReadFiles(self.files, {image.id: image for image in self.images}, self.project),
            memory=self._memory,
            with_marker_results=False,
            on_progress=self.on_progress,
        ).model

    def judge(
        self,
        model: Model,
        *,
        with_plausibility: bool = False,
    ) -> Judgement:
        """Judge a model on the images; see :mod:`flimbuilder.explain.counterfactuals.judging`."""
        return judge(
            model,
            self.images,
            keep=self.shown,
            with_measures=self._with_measures,
            with_plausibility=with_plausibility,
            encode=self._encode,
            on_progress=self.on_progress,
        )

    def suspects(
        self,
        image: str,
        region: Region,
        class_id: int | None = None,
        contributions: Sequence[tuple[MarkerKey, float]] = (),
    ) -> list[MarkerKey]:
        """Order the markers by how likely each is the cause of the result in a region.

        Parameters
        ----------
        image : str
            One of `shown`.
        region, class_id
            As in :func:`flimbuilder.explain.counterfactuals.leaving_out.marker_counterfactuals`.
        contributions : sequence of (MarkerKey, float), default=()
            As in :func:`flimbuilder.explain.counterfactuals.suspects.order_suspects`.
        """
        saliency = self.before.saliency[image]
        row = class_row(self.model, class_id, saliency, region)
        return order_suspects(
            self.project,
            contributions,
            agreement=self.before.agreement,
            object_class=self.model.document.object_classes[row],
            saliency=saliency_in(saliency, region, row),
        )

    def without_markers(
        self,
        suspects: Sequence[MarkerKey] | None = None,
        *,
        image: str | None = None,
        region: Region | None = None,
        class_id: int | None = None,
        on_progress: Progress = no_progress,
    ) -> Iterator[Counterfactual]:
        """Yield the result without each marker in turn.

        Parameters
        ----------
        suspects : sequence of MarkerKey or None, default=None
            The markers, in this order; None is all: most likely culprits first with a region, and
            in the order of the project without.
        image : str or None, default=None
            One of `shown`: the image of the region.
        region, class_id, on_progress
            As in :func:`flimbuilder.explain.counterfactuals.leaving_out.marker_counterfactuals`.
        """
        if suspects is None and image is not None and region is not None:
            suspects = self.suspects(image, region, class_id)
        elif suspects is None:
            suspects = order_suspects(self.project)
        return marker_counterfactuals(
            self.project,
            self.rebuild,
            self.judge,
            self.before,
            suspects=suspects,
            image=image,
            region=region,
            class_id=class_id,
            on_progress=on_progress,
        )

    def preview(self, edits: Sequence[Edit]) -> Preview:
        """Compare the project after edits with the project before them.

        Raises
        ------
        ProjectError
            If an edit does not fit.
        """
        has_masks = any(image.truth is not None for image in self.images)
        judge_model = partial(self.judge, with_plausibility=not has_masks)
        return preview_edits(self.project, edits, self.rebuild, judge_model, self.model)

    def _image(self, entry: ImageEntry) -> JudgedImage:
        truth = None
        if self._with_measures and entry.mask is not None:
            with suppress(ImageError):  # the markers are judged without the mask
                truth = self.files.truth(entry, self.project.object_classes)
        markers = self.project.markers_of(entry.id).markers
        return JudgedImage(entry.id, self.files.source(entry), markers, truth)

    def _encode(
        self, model: Model, image: str, pixels: NDArray[np.float32], n_blocks: int
    ) -> list[Tensor]:
        """Return the maps of an image; those that the build has encoded come from the memory."""
        if is_encoded_in_tiles(pixels):
            return model.encode(pixels, n_blocks, name=image)
        training = TrainingImage(image, pixels, ())
        architecture = model.document.architecture
        parts = encoded_parts(
            model.encoder, architecture, [training], range(1, n_blocks + 1), memory=self._memory
        )
        return [torch.from_numpy(of_block)[None] for of_block in parts[0].maps]
