"""Labelled images with the classes that cross-validated classifiers assign to them."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import FlimError, InputError
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.project import Project
from flimbuilder.session.jobs import Report
from flimbuilder.session.pooled_images import (
    COMPARED,
    LabelledImage,
    PooledImages,
    PooledMaps,
    joined_features,
)
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.tasks.identification.classifiers import DEFAULT_CLASSIFIER
from flimbuilder.tasks.identification.features import DEFAULT_POOLING, parse_pooling

if TYPE_CHECKING:
    from flimbuilder.tasks.identification.mistakes import StrokePull
    from flimbuilder.tasks.identification.validation import CrossValidation, LearningCurve, Spread

__all__ = [
    "Cell",
    "CurveOfLabels",
    "IdentificationRequest",
    "IdentifiedImage",
    "IdentifiedImages",
    "KnownResults",
    "PoolingMeasures",
    "compared_maps",
    "cross_validate_images",
    "curve_of_labels",
    "measure_pooling",
    "shared_kernels",
    "strokes_behind",
    "write_classifier",
]

MOST_BYTES = 4 * 10**8  # of the features of all images

Cell = tuple[str, str]
CurveOfLabels: TypeAlias = "tuple[LearningCurve, ...]"


def compared_maps(n_blocks: int) -> list[PooledMaps]:
    """Return the pooled maps of an encoder that are compared."""
    return [(block, pooling) for block in range(1, n_blocks + 1) for pooling in COMPARED]


@dataclass(frozen=True)
class IdentificationRequest:
    """How to identify images.

    Attributes
    ----------
    pooling : str
        An id of :data:`~flimbuilder.tasks.identification.features.POOLINGS`.
    blocks : tuple of int, default=()
        Blocks whose maps are pooled; empty for all. Blocks that a build lacks are left out.
    classifier : str
        An id of :data:`~flimbuilder.tasks.identification.classifiers.CLASSIFIERS`.
    folds : int, default=5
        Of the cross-validation.
    """

    pooling: str = DEFAULT_POOLING
    blocks: tuple[int, ...] = ()
    classifier: str = DEFAULT_CLASSIFIER
    folds: int = 5

    def blocks_of(self, n_blocks: int) -> tuple[int, ...]:
        """Return the pooled blocks of an encoder, ascending."""
        chosen = sorted({block for block in self.blocks if 1 <= block <= n_blocks})
        return tuple(chosen) or tuple(range(1, n_blocks + 1))

    def pooled(self, n_blocks: int) -> set[PooledMaps]:
        """Return the pooled maps of an encoder that are compared or identify images."""
        asked = ((block, self.pooling) for block in self.blocks_of(n_blocks))
        return {*compared_maps(n_blocks), *asked}

    def key_of(self, part: PooledMaps) -> tuple[str, int, PooledMaps]:
        """Return the key of the measures of pooled maps."""
        return self.classifier, self.folds, part


@dataclass(frozen=True)
class IdentifiedImage:
    """An image with its class and the one that a classifier assigned.

    Attributes
    ----------
    number : int
        In the cross-validation, from 0.
    image : str
        Its id.
    name : str
    label, assigned : str
    """

    number: int
    image: str
    name: str
    label: str
    assigned: str

    @property
    def is_right(self) -> bool:
        """True if the image got its class."""
        return self.label == self.assigned


@dataclass(frozen=True, eq=False)
class IdentifiedImages:
    """The cross-validation of a build's features on the labelled images.

    Attributes
    ----------
    request : IdentificationRequest
    built : ProjectBuild
    blocks : tuple of int
    lengths : tuple of int
        Number of features of each block.
    images : tuple of LabelledImage
    features : ndarray of float32 of shape (n, d)
    validation : CrossValidation
    dimension : float
        Effective dimension of the features.
    """

    request: IdentificationRequest
    built: ProjectBuild
    blocks: tuple[int, ...]
    lengths: tuple[int, ...]
    images: tuple[LabelledImage, ...]
    features: NDArray[np.float32]
    validation: "CrossValidation"
    dimension: float

    def identified(self, cell: Cell | None = None) -> tuple[IdentifiedImage, ...]:
        """Return the images of a cell of the confusion matrix; None for all mistakes."""
        found, validation = list[IdentifiedImage](), self.validation
        for number, image in enumerate(self.images):
            assigned = validation.classes[validation.predicted[0, number]]
            pair = (image.label, assigned)
            if pair == cell or (cell is None and image.label != assigned):
                entry = image.entry
                found.append(IdentifiedImage(number, entry.id, entry.name, *pair))
        return tuple(found)


@dataclass(frozen=True)
class PoolingMeasures:
    """What a pooling of one block gives.

    Attributes
    ----------
    accuracy : Spread
    dimension : float
        Effective dimension of the features.
    """

    accuracy: "Spread"
    dimension: float


@dataclass
class KnownResults:
    """What is known of one build with its labelled images."""

    identified: dict[IdentificationRequest, IdentifiedImages] = field(default_factory=dict)
    measures: dict[tuple[str, int, PooledMaps], PoolingMeasures | None] = field(
        default_factory=dict
    )
    curves: dict[IdentificationRequest, CurveOfLabels] = field(default_factory=dict)
    pulls: dict[tuple[IdentificationRequest, str], "tuple[StrokePull, ...]"] = field(
        default_factory=dict
    )
    faults: dict[Hashable, str] = field(default_factory=dict)


def cross_validate_images(
    request: IdentificationRequest,
    built: ProjectBuild,
    pooled: PooledImages,
    images: Sequence[LabelledImage],
    report: Report,
) -> IdentifiedImages:
    """Cross-validate a request.

    Raises
    ------
    InputError
        If no image can be used, the features take too much memory, or classes lack images.
    """
    from flimbuilder.tasks.identification.features import participation_ratio
    from flimbuilder.tasks.identification.validation import cross_validate

    if not images:
        raise InputError(next(iter(pooled.left_out.values()), "no image can be used"))
    blocks = request.blocks_of(len(built.learned.blocks))
    parts = [(block, request.pooling) for block in blocks]
    first = pooled.vectors[images[0].entry.pixels_key]
    size = sum(first[part].nbytes for part in parts) * len(images)
    if size > MOST_BYTES:
        raise InputError(
            f"features of {size / 1e9:.1f} GB: at most {MOST_BYTES / 1e9:.1f} GB are used; choose "
            "a grid, or a block with smaller maps"
        )
    features = joined_features(pooled, images, parts)
    validation = cross_validate(
        features, [image.label for image in images], _groups(images), request.classifier,
        request.folds, on_progress=report,
    )  # fmt: skip
    return IdentifiedImages(
        request, built, blocks, tuple(len(first[part]) for part in parts), tuple(images),
        features, validation, participation_ratio(features),
    )  # fmt: skip


def strokes_behind(identified: IdentifiedImages, number: int) -> "tuple[StrokePull, ...]":
    """Return the strokes that pull a misclassified image to its assigned class.

    Those that pull most are first; see
    :func:`~flimbuilder.tasks.identification.mistakes.kernel_pulls`.
    """
    from flimbuilder.tasks.identification.mistakes import (
        PooledBlock,
        kernel_pulls,
        stroke_pulls,
    )

    counts = identified.built.model.document.kernel_counts
    by_statistic = parse_pooling(identified.request.pooling).kind == "statistics"
    blocks = [
        PooledBlock(block, counts[block - 1], length // counts[block - 1], by_statistic)
        for block, length in zip(identified.blocks, identified.lengths, strict=True)
    ]
    pulls = kernel_pulls(
        identified.features, identified.validation, number, blocks, identified.request.classifier
    )
    return stroke_pulls(pulls, identified.built.learned)


def curve_of_labels(identified: IdentifiedImages, report: Report) -> CurveOfLabels:
    """Measure how well the classifier learns from shares of the labels."""
    from flimbuilder.tasks.identification.validation import learning_curve

    request = identified.request
    return learning_curve(
        identified.features, [image.label for image in identified.images],
        _groups(identified.images), request.classifier, folds=request.folds, on_progress=report,
    )  # fmt: skip


def measure_pooling(
    request: IdentificationRequest,
    pooled: PooledImages,
    images: Sequence[LabelledImage],
    part: PooledMaps,
    report: Report,
) -> PoolingMeasures:
    """Cross-validate one pooling of one block with the classifier of a request."""
    from flimbuilder.tasks.identification.features import participation_ratio
    from flimbuilder.tasks.identification.validation import cross_validate

    features = joined_features(pooled, images, [part])
    measured = cross_validate(
        features, [image.label for image in images], _groups(images), request.classifier,
        request.folds, on_progress=report,
    )  # fmt: skip
    return PoolingMeasures(measured.measures["accuracy"], participation_ratio(features))


def shared_kernels(project: Project, identified: IdentifiedImages | None) -> Architecture:
    """Return the architecture that gives classes that are often missed more kernels.

    None returns to shares by the markers.

    Raises
    ------
    InputError
        If fewer than two of the identified classes are of the project.
    """
    from flimbuilder.tasks.identification.difficulty import project_recall, share_by_difficulty

    recall = {} if identified is None else project_recall(project, identified.validation.recall)
    return share_by_difficulty(project.architecture, recall)


def write_classifier(identified: IdentifiedImages, project: Project, folder: Path) -> int:
    """Learn from all images, write the classifier, and return the number of files.

    Raises
    ------
    InputError, ModelError, SaveError
        As :meth:`flimbuilder.tasks.identification.classifier.ImageClassifier.write`.
    """
    from flimbuilder.tasks.identification.classifier import ImageClassifier

    try:
        model = identified.built.model_for(project)
    except FlimError:  # without its decoder
        model = identified.built.model
    request = identified.request
    classifier = ImageClassifier(
        model, pooling=request.pooling, blocks=identified.blocks, classifier=request.classifier
    )
    height, width, _ = identified.images[0].entry.shape
    labels = [image.label for image in identified.images]
    classifier.fit_features(identified.features, labels, (height, width))
    return len(classifier.write(folder, identified.validation.record()))


def _groups(images: Sequence[LabelledImage]) -> list[str] | None:
    """Return the file of each image if files hold several, whose images are alike."""
    files = [image.entry.sha256 for image in images]
    return files if len(set(files)) < len(files) else None
