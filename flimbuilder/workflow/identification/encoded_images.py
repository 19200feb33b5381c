"""Features and scores of images and objects, computed here or on a cluster."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.instances.splitting import find_objects
from flimbuilder.errors import InputError
from flimbuilder.progress import Progress
from flimbuilder.tasks.identification.classifier import ImageClassifier
from flimbuilder.tasks.identification.features import require_equal_size
from flimbuilder.tasks.identification.objects import object_centres
from flimbuilder.workflow.failures import FailedFile, Failures, require_usable
from flimbuilder.workflow.identification.classed_images import (
    ClassedImages,
    ImageClasses,
    ObjectClasses,
    read_images,
)
from flimbuilder.workflow.sources import ImageSource, OpenImages

if TYPE_CHECKING:
    from flimbuilder.workflow.cluster.features import SourceWithCentres
    from flimbuilder.workflow.cluster.futures import Cluster

__all__ = ["encode_known", "score_here", "score_on"]


def encode_known(
    files: OpenImages,
    known: ImageClasses | ObjectClasses,
    classifier: ImageClassifier,
    failures: Failures,
    cluster: "Cluster | None",
    on_progress: Progress,
) -> tuple[ClassedImages, NDArray[np.float32]]:
    """Encode images or objects of known class, here or on a cluster.

    Parameters
    ----------
    files : OpenImages
    known : ImageClasses or ObjectClasses
    classifier : ImageClassifier
        Its model, pooling and size of objects; it need not be trained.
    failures : Failures
        Takes the images that can't be used.
    cluster : Cluster or None
    on_progress : callable

    Returns
    -------
    ClassedImages
    ndarray of float32 of shape (n, features)

    Raises
    ------
    InputError
        If no image can be used, or none has an object.
    """
    sources = list(known.classes)
    total = known.n_objects if isinstance(known, ObjectClasses) else len(sources)
    images = read_images(files, sources, classifier.model, failures)
    items = ClassedImages(images, known, classifier.side)

    def report(done: int) -> None:
        on_progress("encoding", done, total)

    report(0)
    if cluster is None:
        features = classifier.features(items, items.names, report)
    else:
        features = _encode_on(cluster, items, sources, classifier, failures, report)
    require_usable(items.names, failures.failed)
    if not items.names:
        raise InputError("the tables of centres have no object; give x,y,class of some")
    return items, features


def _encode_on(
    cluster: "Cluster",
    items: ClassedImages,
    sources: Sequence[ImageSource],
    classifier: ImageClassifier,
    failures: Failures,
    report: Callable[[int], None],
) -> NDArray[np.float32]:
    """Return the features of images or objects, computed on a cluster."""
    from flimbuilder.workflow.cluster.features import features_of_images

    known, rows = items.known, list[NDArray[np.float32]]()
    images = _with_centres(sources, known)
    computed = features_of_images(
        classifier,
        images,
        cluster,
        strict=failures.strict,
        keeps_going=False,
        on_wait=lambda: report(len(items.names)),
    )
    with closing(computed) as outcomes:
        for source, outcome in zip(sources, outcomes, strict=True):
            if isinstance(outcome, FailedFile):
                failures.add(outcome)
                continue
            items.add(source, outcome.sizes)
            wanted = classifier.size or items.sizes[0] if items.sizes else (0, 0)
            for size in outcome.sizes:
                require_equal_size(classifier.pooling, source.name, size, wanted)
            rows += [outcome.features] if len(outcome.features) else []
            report(len(items.names))
    return np.concatenate(rows) if rows else np.empty((0, 0), np.float32)


def _with_centres(
    sources: Sequence[ImageSource], known: ImageClasses | ObjectClasses | None
) -> "list[SourceWithCentres]":
    """Return images with the known centres of their objects."""
    from flimbuilder.workflow.cluster.features import SourceWithCentres

    if not isinstance(known, ObjectClasses):
        return [SourceWithCentres(source, None) for source in sources]
    return [SourceWithCentres(source, known.centres[source]) for source in sources]


Scored = tuple[ImageSource, NDArray[np.float32], NDArray[np.float64] | None]
"""An image, the scores (n, classes) of it or of its objects, and their centres."""


def score_here(
    files: OpenImages,
    classifier: ImageClassifier,
    sources: Sequence[ImageSource],
    known: ObjectClasses | None,
    failures: Failures,
    report: Callable[[int], None],
) -> Generator[Scored, None, None]:
    """Read images ahead, and yield their scores."""
    find = _finder(classifier, known)
    for done, (source, pixels) in enumerate(
        read_images(files, sources, classifier.model, failures)
    ):
        report(done)
        with failures.trying(source.path):
            if classifier.side is None:
                yield source, classifier.scores([pixels], [source.name]), None
            else:
                places = find(source, pixels)
                yield source, classifier.object_scores(pixels, centres=places), places


def score_on(
    cluster: "Cluster",
    classifier: ImageClassifier,
    sources: Sequence[ImageSource],
    known: ObjectClasses | None,
    failures: Failures,
    report: Callable[[int], None],
) -> Generator[Scored, None, None]:
    """Yield scores by the features that a cluster computes."""
    from flimbuilder.workflow.cluster.features import features_of_images

    done, images = 0, _with_centres(sources, known)
    computed = features_of_images(
        classifier,
        images,
        cluster,
        strict=failures.strict,
        keeps_going=True,
        on_wait=lambda: report(done),
    )
    with closing(computed) as outcomes:
        for source, outcome in zip(sources, outcomes, strict=True):
            report(done)
            if isinstance(outcome, FailedFile):
                failures.add(outcome)
            else:
                yield source, classifier.feature_scores(outcome.features), outcome.centres
            done += 1


def _finder(
    classifier: ImageClassifier, known: ObjectClasses | None
) -> Callable[[ImageSource, NDArray[np.float32]], NDArray[np.float64]]:
    """Return a function that finds the centres of the objects of an image."""
    if known is not None:
        return lambda source, pixels: known.centres[source]

    def of_mask(source: ImageSource, pixels: NDArray[np.float32]) -> NDArray[np.float64]:
        model = classifier.model
        splitting = model.document.delineation.splitting
        return object_centres(find_objects(model.predict(pixels), splitting))

    return of_mask
