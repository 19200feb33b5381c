"""A classifier of images, or of the objects in them, on the features of an encoder."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder import __version__
from flimbuilder.errors import InputError, counted
from flimbuilder.flim.classifier import ClassifierHead, ImageClassifierNetwork
from flimbuilder.flim.device import one_thread
from flimbuilder.model.folder import write_model_folder
from flimbuilder.model.model import Model, load_model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.files import StrPath
from flimbuilder.project.project import LONGEST_CLASS_NAME
from flimbuilder.tasks.identification.classifier_tensors import classifier_tensors
from flimbuilder.tasks.identification.classifiers import (
    DEFAULT_CLASSIFIER,
    fit_classifier,
    require_classifier,
)
from flimbuilder.tasks.identification.document import (
    CLASSIFIER_FILE,
    CLASSIFIER_TENSOR_FILE,
    ClassifierDocument,
    PoolingRecord,
    dump_classifier_document,
    dump_classifier_tensors,
    read_classifier_files,
    tensor_digest,
)
from flimbuilder.tasks.identification.features import (
    check_blocks,
    default_pooling,
    image_features,
    map_pooling,
    parse_pooling,
)
from flimbuilder.tasks.identification.objects import cut_objects
from flimbuilder.tasks.identification.standalone import classifier_source
from flimbuilder.tasks.identification.validation import class_names

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

__all__ = ["ImageClassifier", "load_classifier"]

Floats = NDArray[np.float32]


class ImageClassifier:
    """Gives images a class by pooled activation maps, a scaler and a classifier.

    Parameters
    ----------
    model : Model
        The encoder; it stays as it is.
    pooling : str or None, default=None
        An id in `POOLINGS`, ``grid:K`` or ``rings:K``; None is ``statistics`` for images and
        ``rings5`` for objects.
    blocks : sequence of int, int or None, default=None
        Blocks whose maps are pooled, from 1; None is all.
    classifier : {"svm", "rbf", "logistic", "mlp"}, default="logistic"
    side : int or None, default=None
        Of patches, in pixels, if objects get classes instead of images.
    seed : int, default=0

    Attributes
    ----------
    classes : tuple of str
        After `fit`, in the order of the scores.
    pipeline : Pipeline or None
        The fitted scaler and estimator of scikit-learn; None if it was loaded.

    Raises
    ------
    InputError
        If the pooling, a block or the classifier does not exist.

    Examples
    --------
    >>> import flimbuilder as fb
    >>> model = fb.load_model("cells.model")  # doctest: +SKIP
    >>> classifier = fb.ImageClassifier(model).fit(images, labels)  # doctest: +SKIP
    >>> classifier.predict(image)  # doctest: +SKIP
    'eosinophil'
    """

    def __init__(
        self,
        model: Model,
        *,
        pooling: str | None = None,
        blocks: Sequence[int] | int | None = None,
        classifier: str = DEFAULT_CLASSIFIER,
        side: int | None = None,
        seed: int = 0,
    ) -> None:
        self.model = model
        if pooling is None:
            pooling = default_pooling(objects=side is not None)
        self.pooling = parse_pooling(pooling)
        self.blocks = check_blocks(blocks, len(model.document.blocks))
        self.classifier = require_classifier(classifier)
        self.side, self.seed = side, seed
        self.classes: tuple[str, ...] = ()
        self.n_images = 0
        self.size: tuple[int, int] | None = None
        self.pipeline: Pipeline | None = None
        self._head: ClassifierHead | None = None

    def fit(
        self,
        images: Sequence[NDArray[Any]],
        labels: Sequence[Hashable],
        on_progress: Progress = no_progress,
    ) -> Self:
        """Learn from images with classes.

        Parameters
        ----------
        images : sequence of ndarray of shape (H, W, C)
            As in :meth:`Model.activations`.
        labels : sequence of str or int
            The class of each; its text is its name.
        on_progress : callable, default does nothing
            Called for every image; raises to stop.

        Returns
        -------
        ImageClassifier
            Itself.

        Raises
        ------
        InputError
            If the numbers of images and labels differ, all are of one class, or the encoder can't
            read an image.
        """
        self.size = None
        features = self.features(
            images, on_image=lambda done: on_progress("encoding", done, len(images))
        )
        size = np.shape(images[0])[:2] if len(images) else None
        return self.fit_features(features, labels, size)

    def features(
        self,
        images: Iterable[NDArray[Any]],
        names: Sequence[str] = (),
        on_image: Callable[[int], None] = lambda done: None,
    ) -> Floats:
        """Return the features of images, (n, d)."""
        return image_features(
            self.model,
            images,
            self.pooling.id,
            self.blocks,
            names=names,
            size=self.size,
            on_image=on_image,
        )

    def fit_features(
        self,
        features: Floats,
        labels: Sequence[Hashable],
        size: Sequence[int] | None = None,
    ) -> Self:
        """Learn from features of :meth:`features`, with the class of each image.

        Parameters
        ----------
        features : ndarray of float32 of shape (n, d)
        labels : sequence of str or int
        size : sequence of int or None, default=None
            Height and width of the images; needed for the pooling ``flatten``.

        Raises
        ------
        InputError
            As :meth:`fit`.
        """
        if len(features) != len(labels):
            raise InputError(
                f"{counted(len(features), 'image')} and {counted(len(labels), 'label')}; there "
                "must be one each"
            )
        if self.pooling.needs_equal_sizes and size is None:
            raise InputError(f"pooling {self.pooling.id!r} needs the size of the images")
        classes = class_names(labels)
        unusable = [name for name in classes if not 1 <= len(name) <= LONGEST_CLASS_NAME]
        if unusable:
            raise InputError(
                f"class {unusable[0]!r:.60} has {len(unusable[0])} characters; give 1 to "
                f"{LONGEST_CLASS_NAME}"
            )
        numbers = [classes.index(str(label)) for label in labels]
        self.pipeline = fit_classifier(self.classifier.id, features, numbers, self.seed)
        self.classes, self.n_images = classes, len(labels)
        self.size = (
            (int(size[0]), int(size[1])) if size and self.pooling.needs_equal_sizes else None
        )
        self._set_head(classifier_tensors(self.classifier.id, self.pipeline))
        return self

    def _set_head(self, tensors: Mapping[str, Floats]) -> None:
        copies = {name: torch.from_numpy(array.copy()) for name, array in tensors.items()}
        self._head = ClassifierHead(self.classifier.head, len(self.classes), copies).eval()

    @property
    def head(self) -> ClassifierHead:
        """The scaler and the classifier as a torch module.

        Raises
        ------
        InputError
            If nothing was learned yet.
        """
        if self._head is None:
            raise InputError("the classifier has not learned yet; call fit(images, labels)")
        return self._head

    def predict(self, image: NDArray[Any]) -> str:
        """Return the class of an image (H, W, C).

        Raises
        ------
        InputError
            If nothing was learned yet, the encoder can't read the image, or it has another size
            and the pooling is ``flatten``.
        """
        return self.classes[int(self.predict_scores(image).argmax())]

    def predict_scores(self, image: NDArray[Any]) -> Floats:
        """Return the scores (classes,) of an image (H, W, C); the class has the largest.

        They are probabilities for ``logistic`` and ``mlp``. For ``svm`` and ``rbf`` they are the
        number of pairs of classes that the class wins, and a fraction below a third by how far.

        Raises
        ------
        InputError
            As :meth:`predict`.
        """
        scores: Floats = self.scores([image])[0]
        return scores

    def scores(self, images: Sequence[NDArray[Any]], names: Sequence[str] = ()) -> Floats:
        """Return the scores (n, classes) of images; see :meth:`predict_scores`.

        Parameters
        ----------
        images : sequence of ndarray of shape (H, W, C)
        names : sequence of str, default=()
            In messages.
        """
        head = self.head
        return self.feature_scores(self.features(images, names), head)

    def feature_scores(self, features: Floats, head: ClassifierHead | None = None) -> Floats:
        """Return the scores (n, classes) of features (n, d)."""
        module = self.head if head is None else head
        with torch.inference_mode(), one_thread():
            # One row at a time, as encoder.py is called: sums of a batch differ in the last digit.
            rows = [module(torch.from_numpy(row[None]))[0].numpy() for row in features]
        return np.stack(rows) if rows else np.empty((0, len(self.classes)), np.float32)

    def predict_objects(
        self,
        image: NDArray[Any],
        instances: NDArray[np.integer[Any]] | None = None,
        *,
        centres: NDArray[np.floating[Any]] | None = None,
    ) -> list[str]:
        """Return the class of each object of an image.

        Parameters
        ----------
        image, instances, centres
            As in :func:`cut_objects`.

        Raises
        ------
        InputError
            As :meth:`predict`, and if the classifier learned from images.
        """
        scores = self.object_scores(image, instances, centres=centres)
        return [self.classes[number] for number in scores.argmax(axis=1)]

    def object_scores(
        self,
        image: NDArray[Any],
        instances: NDArray[np.integer[Any]] | None = None,
        *,
        centres: NDArray[np.floating[Any]] | None = None,
    ) -> Floats:
        """Return the scores (n, classes) of the objects of an image; see `predict_objects`."""
        if self.side is None:
            raise InputError(
                "the classifier learned from whole images; train one of objects with side"
            )
        return self.scores(list(cut_objects(image, instances, self.side, centres=centres)))

    def network(self) -> ImageClassifierNetwork:
        """Return encoder, pooling and classifier as one torch module on the CPU."""
        encoder = self.model.on(torch.device("cpu")).encoder
        pooling = map_pooling(self.pooling)
        network = ImageClassifierNetwork(encoder, self.blocks, pooling, self.head, self.classes)
        return network.eval().requires_grad_(False)

    def write(
        self, folder: StrPath, measures: Mapping[str, Mapping[str, float]] | None = None
    ) -> list[Path]:
        """Write the model folder with the classifier in it, and return its files.

        Parameters
        ----------
        folder : str or path-like
            As for :meth:`Model.write`.
        measures : mapping or None, default=None
            Mean and deviation of each measure, to keep in ``classifier.json``.

        Raises
        ------
        InputError
            If nothing was learned yet.
        ModelError, SaveError
            As :meth:`Model.write`.
        """
        folder, model = Path(folder), self.model
        tensors = {name: tensor.numpy() for name, tensor in self.head.state_dict().items()}
        content = dump_classifier_tensors(tensors)
        document = ClassifierDocument(
            app_version=__version__,
            fingerprint=model.document.fingerprint,
            digest=tensor_digest(content),
            classifier=self.classifier.id,
            head=self.classifier.head,
            pooling=PoolingRecord(
                id=self.pooling.id, kind=self.pooling.kind, cells=self.pooling.cells
            ),
            blocks=self.blocks,
            classes=self.classes,
            size=self.size,
            side=self.side,
            n_images=self.n_images,
            seed=self.seed,
            measures={name: dict(spread) for name, spread in (measures or {}).items()},
        )
        source = classifier_source(model.document)
        others = {
            CLASSIFIER_TENSOR_FILE: content,
            CLASSIFIER_FILE: dump_classifier_document(document),
        }
        return write_model_folder(folder, model.document, model.tensors(), source, others)


def load_classifier(folder: StrPath, device: torch.device | None = None) -> ImageClassifier:
    """Load a classifier folder.

    Parameters
    ----------
    folder : str or path-like
    device : torch.device or None, default=None
        Where the encoder computes; None is the CPU.

    Raises
    ------
    ModelError
        If a file is missing, can't be read or belongs to another classifier or model.
    """
    folder = Path(folder)
    model = load_model(folder, device)
    document, tensors = read_classifier_files(folder, model.document)
    classifier = ImageClassifier(
        model,
        pooling=document.pooling.id,
        blocks=document.blocks,
        classifier=document.classifier,
        side=document.side,
        seed=document.seed,
    )
    classifier.classes, classifier.n_images = document.classes, document.n_images
    classifier.size = document.size
    classifier._set_head(tensors)
    return classifier
