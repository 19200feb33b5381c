"""Compute the features of images and objects on a cluster."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.instances.splitting import find_objects
from flimbuilder.errors import InputError
from flimbuilder.model.model import Model
from flimbuilder.tasks.identification.classifier import ImageClassifier
from flimbuilder.tasks.identification.features import image_features
from flimbuilder.tasks.identification.objects import cut_objects, object_centres
from flimbuilder.workflow.cluster.batches import (
    as_here,
    away,
    batches_of_images,
    require_readable,
)
from flimbuilder.workflow.cluster.futures import Cluster
from flimbuilder.workflow.cluster.packages import pack_model
from flimbuilder.workflow.cluster.worker import RemoteWork, own_versions
from flimbuilder.workflow.failures import FailedFile
from flimbuilder.workflow.identification.classed_images import read_classed
from flimbuilder.workflow.sources import ImageSource, OpenImages

__all__ = ["ImageFeatures", "SourceWithCentres", "features_of_images"]


@dataclass(frozen=True, eq=False)
class SourceWithCentres:
    """An image, and the centres of its objects.

    Attributes
    ----------
    source : ImageSource
    centres : ndarray of shape (n, 2), or None, default=None
        Row and column; None finds objects in the mask that the model predicts.
    """

    source: ImageSource
    centres: NDArray[np.float64] | None = None


@dataclass(frozen=True, eq=False)
class ImageFeatures:
    """The features of an image, or of its objects.

    Attributes
    ----------
    features : ndarray of float32 of shape (n, d)
        Of the image, n is 1.
    sizes : list of tuple of int
        Height and width of the image, or of each patch.
    centres : ndarray of shape (n, 2), or None
        Of objects.
    """

    features: NDArray[np.float32]
    sizes: list[tuple[int, int]]
    centres: NDArray[np.float64] | None


@dataclass(frozen=True)
class FeatureJob:
    """The settings of a classifier, as :class:`ImageClassifier` has them.

    `keeps_going` is True if an image that can't be encoded is left out.
    """

    pooling: str
    blocks: tuple[int, ...]
    side: int | None
    size: tuple[int, int] | None
    keeps_going: bool


def features_of_images(
    classifier: ImageClassifier,
    images: Sequence[SourceWithCentres],
    cluster: Cluster,
    *,
    strict: bool,
    keeps_going: bool,
    on_wait: Callable[[], None],
) -> Generator[ImageFeatures | FailedFile, None, None]:
    """Compute features on a cluster, and yield those of each image in order.

    Parameters
    ----------
    classifier : ImageClassifier
    images : sequence of SourceWithCentres
    cluster : Cluster
    strict : bool
        Whether an image that can't be used is an error.
    keeps_going : bool
        Whether one that can be read but not encoded is left out.
    on_wait : callable
        Called twice a second; raises to stop.

    Raises
    ------
    ClusterError
        If the cluster can't compute, or its workers can't read the images.
    InputError
        If an image can't be used, and `strict` or `keeps_going` ask for an error.
    """
    require_readable(cluster, [image.source.path for image in images[:1]])
    job = FeatureJob(
        classifier.pooling.id, classifier.blocks, classifier.side, classifier.size, keeps_going
    )
    remote = [SourceWithCentres(away(image.source), image.centres) for image in images]
    batches = batches_of_images(remote, lambda image: image.source.path, cluster.n_threads)
    work = RemoteWork(compute_features, job, own_versions())
    computed = cluster.run(pack_model(classifier.model), work, batches, on_wait, ordered=True)
    with closing(computed) as outcomes:
        for number, outcome in outcomes:
            yield as_here(outcome, [images[number].source.path], strict)


def compute_features(
    model: Model, job: FeatureJob, image: SourceWithCentres
) -> ImageFeatures | FailedFile:
    """Compute the features of an image on a worker."""
    source = image.source
    with OpenImages() as files:
        pixels = read_classed(source, files, model, strict=False)
    if isinstance(pixels, FailedFile):
        return pixels
    try:
        return _features(model, job, image, pixels)
    except InputError as error:
        if not job.keeps_going:
            raise
        return FailedFile.of(source.path, error)


def _features(
    model: Model, job: FeatureJob, image: SourceWithCentres, pixels: NDArray[np.float32]
) -> ImageFeatures:
    name, centres = image.source.name, image.centres
    parts, names = [pixels], [name]
    if job.side is not None:
        if centres is None:
            splitting = model.document.delineation.splitting
            centres = object_centres(find_objects(model.predict(pixels), splitting))
        try:
            parts = list(cut_objects(pixels, None, job.side, centres=centres))
        except InputError as error:
            raise InputError(f"{name}: {error}") from None
        names = [f"{name} object {number}" for number in range(1, len(parts) + 1)]
    features = image_features(model, parts, job.pooling, job.blocks, names=names, size=job.size)
    return ImageFeatures(features, [(part.shape[0], part.shape[1]) for part in parts], centres)
