"""What is still to be computed to identify images, one step after another."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from flimbuilder.session.builder import CachedProjectFiles
from flimbuilder.session.identified_images import (
    IdentificationRequest,
    IdentifiedImages,
    KnownResults,
    compared_maps,
    cross_validate_images,
    curve_of_labels,
    measure_pooling,
    strokes_behind,
)
from flimbuilder.session.jobs import Report
from flimbuilder.session.pooled_images import LabelledImage, PooledImages, PooledMaps, pool_images
from flimbuilder.session.project_build import ProjectBuild

__all__ = ["IdentificationPlan", "IdentificationStep", "Part"]

Part = Literal["mistakes", "blocks", "curve"]


@dataclass(frozen=True, eq=False)
class IdentificationStep:
    """A job of an :class:`~flimbuilder.session.unhurried.UnhurriedLane`; see its `start`."""

    key: Hashable
    title: str
    work: Callable[[Report], Any]
    done: Callable[[Any], object]
    give_up: Callable[[str], object]
    pause: float | None = None


@dataclass(frozen=True, eq=False)
class IdentificationPlan:
    """The steps from labelled images to what is wanted of them.

    Attributes
    ----------
    request : IdentificationRequest
    part : {"mistakes", "blocks", "curve"}
        What is wanted besides the cross-validation.
    mistake : str or None
        Id of the image whose mistake is to be explained.
    built : ProjectBuild
    files : CachedProjectFiles
    images : sequence of LabelledImage
    pooled : PooledImages
        The features of the build that are known; encoding adds to them.
    known : KnownResults
        The other steps add to it.
    """

    request: IdentificationRequest
    part: Part
    mistake: str | None
    built: ProjectBuild
    files: CachedProjectFiles
    images: Sequence[LabelledImage]
    pooled: PooledImages
    known: KnownResults

    def steps(self) -> list[IdentificationStep]:
        """Return the steps that can start now, the next first."""
        n_blocks = len(self.built.learned.blocks)
        wanted = self.request.pooled(n_blocks)
        missing = self.pooled.missing(self.images, wanted)
        if missing:
            return [self._encode(missing, wanted)]
        shown = self.known.identified.get(self.request)
        images = self.pooled.usable(self.images)
        if shown is None:
            return [self._validate(images)]
        steps = list[IdentificationStep]()
        if self.mistake is not None and (self.request, self.mistake) not in self.known.pulls:
            steps.append(self._explain(shown, self.mistake))
        if self.part == "curve" and self.request not in self.known.curves:
            steps.append(self._draw_curve(shown))
        if self.part == "blocks":
            steps += [
                self._measure(images, part)
                for part in compared_maps(n_blocks)
                if self.request.key_of(part) not in self.known.measures
            ]
        return steps

    def _encode(
        self, missing: Sequence[LabelledImage], wanted: set[PooledMaps]
    ) -> IdentificationStep:
        model, files, done = self.built.model, self.files, len(self.images) - len(missing)

        def work(report: Report) -> PooledImages:
            return pool_images(model, files, missing, wanted, done, report)

        def take(found: PooledImages) -> None:
            self.pooled.forget(wanted)
            self.pooled.take(found)

        key = "encode", tuple(sorted(wanted))
        return IdentificationStep(key, "Encoding the labelled images", work, take, self._give_up)

    def _validate(self, images: Sequence[LabelledImage]) -> IdentificationStep:
        request, built, pooled = self.request, self.built, self.pooled

        def work(report: Report) -> IdentifiedImages:
            return cross_validate_images(request, built, pooled, images, report)

        take = partial(self.known.identified.__setitem__, request)
        key = "validate", request
        return IdentificationStep(key, "Cross-validating", work, take, self._give_up)

    def _explain(self, shown: IdentifiedImages, image: str) -> IdentificationStep:
        key, pulls = (self.request, image), self.known.pulls

        def work(report: Report) -> Any:
            mistakes = (mistake for mistake in shown.identified() if mistake.image == image)
            return next((strokes_behind(shown, mistake.number) for mistake in mistakes), ())

        return IdentificationStep(
            ("explain", *key), "Finding the strokes behind a mistake", work,
            partial(pulls.__setitem__, key), lambda problem: pulls.__setitem__(key, ()), pause=0,
        )  # fmt: skip

    def _draw_curve(self, shown: IdentifiedImages) -> IdentificationStep:
        request, curves = self.request, self.known.curves
        return IdentificationStep(
            ("curve", request), "Learning from shares of the labels",
            lambda report: curve_of_labels(shown, report),
            partial(curves.__setitem__, request), lambda problem: curves.__setitem__(request, ()),
        )  # fmt: skip

    def _measure(self, images: Sequence[LabelledImage], part: PooledMaps) -> IdentificationStep:
        request, pooled, measures = self.request, self.pooled, self.known.measures
        key = request.key_of(part)
        return IdentificationStep(
            ("measure", *key), "Comparing blocks and poolings",
            lambda report: measure_pooling(request, pooled, images, part, report),
            partial(measures.__setitem__, key), lambda problem: measures.__setitem__(key, None),
        )  # fmt: skip

    def _give_up(self, fault: str) -> None:
        self.known.faults[self.request] = fault
