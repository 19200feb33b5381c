"""Train, apply and judge classifiers of images, and of the objects in them."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.identification import identification_measures
from flimbuilder.errors import InputError
from flimbuilder.exchange.tables import Columns, require_table_format, write_table
from flimbuilder.model.folder import require_replaceable
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.files import StrPath
from flimbuilder.project.outputs import (
    output_file,
    require_no_link_in_project,
    require_none_overwritten,
)
from flimbuilder.tasks.identification.classifier import ImageClassifier
from flimbuilder.tasks.identification.classifiers import DEFAULT_CLASSIFIER
from flimbuilder.tasks.identification.features import default_pooling
from flimbuilder.tasks.identification.validation import (
    LearningCurve,
    class_names,
    cross_validate,
    learning_curve,
)
from flimbuilder.workflow.failures import Failures, require_usable
from flimbuilder.workflow.identification.classed_images import (
    ImageClasses,
    ObjectClasses,
    find_image_classes,
    find_object_classes,
    find_tables,
    list_sources,
)
from flimbuilder.workflow.identification.classified import (
    ClassifiedImages,
    IdentificationResult,
    TrainedClassifier,
)
from flimbuilder.workflow.identification.encoded_images import encode_known, score_here, score_on
from flimbuilder.workflow.sources import EVERYTHING, ImageSelector, ImageSource, OpenImages

if TYPE_CHECKING:
    from flimbuilder.workflow.cluster.futures import Cluster

__all__ = ["classify_files", "evaluate_classifier", "train_classifier"]


def train_classifier(
    model: Model,
    images: Sequence[StrPath],
    classes: StrPath,
    out: StrPath | None = None,
    *,
    pooling: str | None = None,
    blocks: Sequence[int] | int | None = None,
    classifier: str = DEFAULT_CLASSIFIER,
    objects: bool = False,
    side: int | None = None,
    folds: int = 5,
    repeats: int = 1,
    group_column: str | None = None,
    curve: bool = False,
    seed: int = 0,
    selector: ImageSelector = EVERYTHING,
    strict: bool = False,
    cluster: "Cluster | None" = None,
    on_progress: Progress = no_progress,
) -> TrainedClassifier:
    """Train a classifier of images or objects, and measure it by cross-validation.

    Parameters
    ----------
    model : Model
    images : sequence of str or path-like
        Files or folders.
    classes : str or path-like
        A CSV file, see :func:`flimbuilder.exchange.class_tables.read_classes`; for objects a
        folder with a table ``x,y,class`` for each image.
    out : str, path-like or None, default=None
        Folder of the classifier; None writes nothing.
    pooling, blocks, classifier, side, seed
        See :class:`ImageClassifier`. For objects, a `side` of None is 1.5 times the median
        size of an object or, of centres, the median distance to the next.
    objects : bool, default=False
        Classify the objects at the centres, instead of images.
    folds, repeats : int, default=5 and 1
        Of the cross-validation; 0 folds leave it out.
    group_column : str or None, default=None
        Column of the table with the group of each image. Objects of one image are a group.
    curve : bool, default=False
        Also measure learning from shares of the labels.
    selector : ImageSelector, default=EVERYTHING
    strict : bool, default=False
        Stop at the first image that can't be used, has no class, or a name without an image.
    cluster : Cluster or None, default=None
        Compute features on a cluster, as in :func:`flimbuilder.workflow.predict.predict_files`.
    on_progress : callable, default does nothing
        Raises to stop.

    Returns
    -------
    TrainedClassifier
        With the classifier, its cross-validation and the features.

    Raises
    ------
    InputError
        If tables and images don't fit, a class lacks images, an option does not exist, or `out`
        holds other files.
    """
    if pooling is None:
        pooling = default_pooling(objects=objects)
    own = ImageClassifier(
        model, pooling=pooling, blocks=blocks, classifier=classifier, side=side, seed=seed
    )
    _require_consistent(objects, side, group_column)
    if out is not None:
        require_no_link_in_project(Path(out))
        require_replaceable(Path(out))
    failures = Failures(strict)
    with OpenImages() as files:
        sources = list_sources(files, map(Path, images), model, selector, failures)
        known = _known(sources, Path(classes), objects, group_column, strict)
        if isinstance(known, ObjectClasses) and own.side is None:
            own.side = known.side()
        items, features = encode_known(files, known, own, failures, cluster, on_progress)
    known_images = features, items.labels, items.groups or None, classifier
    settings: dict[str, Any] = {"seed": seed, "on_progress": on_progress}
    validation = None
    if folds:
        validation = cross_validate(*known_images, folds=folds, repeats=repeats, **settings)
    points: tuple[LearningCurve, ...] = ()
    if curve:
        points = learning_curve(
            *known_images, folds=folds or 5, repeats=max(repeats, 3), **settings
        )
    on_progress("learning from all images", 0, 0)
    own.fit_features(features, items.labels, items.sizes[0])
    written: list[Path] = []
    if out is not None:
        written = own.write(out, None if validation is None else validation.record())
    notes = (*known.notes, *(() if validation is None else validation.notes))
    return TrainedClassifier(
        own,
        tuple(items.names),
        tuple(items.labels),
        features,
        validation,
        points,
        tuple(written),
        tuple(failures.failed),
        notes,
    )


def _require_consistent(objects: bool, side: int | None, group_column: str | None) -> None:
    if objects and group_column is not None:
        raise InputError("--groups: objects of one image are a group already; leave it out")
    if side is not None and not objects:
        raise InputError("--side: is for objects; give --objects, or leave it out")


def _known(
    sources: Sequence[ImageSource],
    classes: Path,
    objects: bool,
    group_column: str | None,
    strict: bool,
) -> ImageClasses | ObjectClasses:
    if objects:
        return find_object_classes(sources, classes, with_classes=True, strict=strict)
    return find_image_classes(sources, classes, group_column, strict=strict)


def classify_files(
    classifier: ImageClassifier,
    images: Sequence[StrPath],
    out: StrPath | None = None,
    *,
    centres: StrPath | None = None,
    selector: ImageSelector = EVERYTHING,
    strict: bool = False,
    cluster: "Cluster | None" = None,
    on_progress: Progress = no_progress,
) -> ClassifiedImages:
    """Give images, or the objects in them, a class.

    Parameters
    ----------
    classifier : ImageClassifier
    images : sequence of str or path-like
        Files or folders.
    out : str, path-like or None, default=None
        A table (.csv, .xlsx or .parquet); None writes nothing.
    centres : str, path-like or None, default=None
        For a classifier of objects: a folder with a table ``x,y`` for each image. None classifies
        the objects of the mask that the classifier's model predicts.
    selector, strict, cluster, on_progress
        As in :func:`train_classifier`.

    Returns
    -------
    ClassifiedImages
        `classes` has the class of each image or object, `images` its image, `scores` the scores.

    Raises
    ------
    InputError
        If no image can be used, or centres are given and the classifier is one of images.
    """
    own, failures = classifier, Failures(strict)
    target = None if out is None else output_file(Path(out), "predicted_classes.csv")
    if target is not None:
        require_table_format(target)
    if centres is not None and own.side is None:
        raise InputError("--centres: the classifier learned from whole images; leave it out")
    names, numbers, points = list[str](), list[int](), list[NDArray[np.float64]]()
    scores, notes = list[NDArray[np.float32]](), tuple[str, ...]()
    with OpenImages() as files:
        sources = list_sources(files, map(Path, images), own.model, selector, failures)
        known = None
        if centres is not None:
            known = find_object_classes(sources, Path(centres), with_classes=False, strict=strict)
            sources, notes = list(known.centres), known.notes
            require_none_overwritten(
                [] if target is None else [target], find_tables(Path(centres))
            )

        def report(done: int) -> None:
            on_progress("classifying", done, len(sources))

        if cluster is None:
            scored = score_here(files, own, sources, known, failures, report)
        else:
            scored = score_on(cluster, own, sources, known, failures, report)
        with closing(scored) as results:
            for source, found, places in results:
                if places is not None:
                    points.append(places)
                    numbers += range(1, len(places) + 1)
                names += [source.name] * len(found)
                scores.append(found)
    on_progress("classifying", len(sources), len(sources))
    require_usable(scores, failures.failed)
    table = np.concatenate(scores)
    result = ClassifiedImages(
        tuple(names),
        None if own.side is None else np.array(numbers, np.int64),
        np.concatenate(points) if points else np.empty((0, 2)),
        tuple(own.classes[number] for number in table.argmax(axis=1)),
        table,
        own.classes,
        () if target is None else (target,),
        tuple(failures.failed),
        notes,
    )
    if target is not None:
        columns: Columns = result.columns
        write_table(target, columns)
    return result


def evaluate_classifier(
    classifier: ImageClassifier,
    images: Sequence[StrPath],
    classes: StrPath,
    *,
    selector: ImageSelector = EVERYTHING,
    strict: bool = False,
    cluster: "Cluster | None" = None,
    on_progress: Progress = no_progress,
) -> IdentificationResult:
    """Measure a classifier on images, or objects at centres, with known classes.

    Parameters
    ----------
    classifier : ImageClassifier
    images : sequence of str or path-like
        Files or folders; other ones than it learned from.
    classes : str or path-like
        As in :func:`train_classifier`; for a classifier of objects, a folder of tables.
    selector, strict, cluster, on_progress
        As in :func:`train_classifier`.

    Returns
    -------
    IdentificationResult
        With `accuracy`, `kappa`, `macro_f1` and the confusion matrix.

    Raises
    ------
    InputError
        As :func:`train_classifier`.
    """
    failures, notes = Failures(strict), list[str]()
    with OpenImages() as files:
        model = classifier.model
        sources = list_sources(files, map(Path, images), model, selector, failures)
        known = _known(sources, Path(classes), classifier.side is not None, None, strict)
        items, features = encode_known(files, known, classifier, failures, cluster, on_progress)
    scores = classifier.feature_scores(features)
    assigned_names = [classifier.classes[number] for number in scores.argmax(axis=1)]
    names = class_names([*items.labels, *assigned_names])
    places = {name: place for place, name in enumerate(names)}
    truth = np.array([places[label] for label in items.labels], np.int64)
    assigned = np.array([places[name] for name in assigned_names], np.int64)
    measures = identification_measures(assigned.tolist(), truth.tolist())
    unknown = sorted(set(items.labels) - set(classifier.classes))
    if unknown:
        notes.append(f"the classifier does not know class {', '.join(unknown)}: counted as wrong")
    return IdentificationResult(
        tuple(items.names),
        names,
        truth,
        assigned,
        measures.accuracy,
        measures.kappa,
        measures.f1,
        tuple(failures.failed),
        (*known.notes, *notes),
    )
