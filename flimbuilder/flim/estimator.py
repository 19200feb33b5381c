"""The encoder as a scikit-learn estimator."""

from collections.abc import Callable, Sequence
from numbers import Integral
from typing import Any, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from flimbuilder.errors import ImageError, InputError
from flimbuilder.flim.device import choose_device
from flimbuilder.flim.encode import encode_images
from flimbuilder.flim.learner import learn
from flimbuilder.flim.network import FlimBlock
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.project.architecture import DEFAULT_ARCHITECTURE, Architecture
from flimbuilder.project.markers import Disk, Pixels, Stroke
from flimbuilder.project.project import LARGEST_SEED, ImageId, KernelEdit

__all__ = ["FlimEncoder", "ImageEstimator", "for_each_image"]

IMAGE_ID = TypeAdapter(ImageId)
T = TypeVar("T")


class ImageEstimator(BaseEstimator):  # type: ignore[misc]
    """An estimator of images rather than of tables."""

    _needs_markers = True  # in `fit`, as the target

    def __sklearn_tags__(self) -> Any:
        """Declare the input and the target."""
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        tags.target_tags.required = self._needs_markers
        return tags


# Activation maps are not a table, so set_output does not apply.
class FlimEncoder(  # type: ignore[call-arg]
    TransformerMixin,  # type: ignore[misc]
    ImageEstimator,
    auto_wrap_output_keys=None,
):
    """A convolutional encoder learned from image markers.

    Images are arrays of shape (H, W) or (H, W, C), of any sizes. Integers are scaled by the range
    of their dtype; floats must lie in [0, 1]. To segment images, use `FlimSegmenter`; for a table
    of features, `FlimFeatures`.

    Parameters
    ----------
    architecture : Architecture or None, default=None
        The blocks; None uses the default of new projects.
    kernel_edits : sequence of KernelEdit, default=()
        Deletions and inversions of learned kernels.
    first_blocks : sequence of FlimBlock, default=()
        Blocks of another encoder, as ``model.encoder.blocks()[:2]``, which become the first blocks
        as they are; the others are learned from their maps. The first blocks of `architecture`
        must have the same kernel size, dilation, activation and pooling.
    device : {"cpu", "cuda", "auto"}, default="cpu"
        Where to learn and encode; ``auto`` uses a GPU if there is one.
    random_state : int, RandomState or None, default=None
        Seed of the clustering, in [0, 2**63 - 1]. Pass an int for the same kernels every time.

    Attributes
    ----------
    architecture_ : Architecture
        The blocks that were learned.
    encoder_ : Encoder
        The network, a :class:`torch.nn.Module` on `device`.
    blocks_ : tuple of LearnedBlock
        The provenance of each block's kernels, deleted ones included.
    kernel_classes_ : tuple of tuple of int or None
        The class of each activation map of each block; None if a reduction mixed the classes.
    fingerprint_ : str
        SHA-256 of the architecture and the tensors.
    n_channels_ : int
        Channels of the images.
    seed_ : int
        Seed of the clustering that was used.
    unmatched_edits_ : tuple of KernelEdit
        Those of `kernel_edits` that match no learned kernel.

    Notes
    -----
    Sources: arXiv 2306.14840; arXiv 2504.20872.

    Examples
    --------
    >>> import flimbuilder as fb
    >>> markers = [
    ...     fb.Disk(id=1, class_id=1, center=(40, 52), radius=4),
    ...     fb.Stroke(id=2, class_id=0, points=((5, 5), (5, 90)), radius=3),
    ... ]
    >>> encoder = fb.FlimEncoder(random_state=0).fit([image], [markers])  # doctest: +SKIP
    >>> maps = encoder.transform(image)  # doctest: +SKIP
    """

    def __init__(
        self,
        architecture: Architecture | None = None,
        *,
        kernel_edits: Sequence[KernelEdit] = (),
        first_blocks: Sequence[FlimBlock] = (),
        device: str = "cpu",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.architecture = architecture
        self.kernel_edits = kernel_edits
        self.first_blocks = first_blocks
        self.device = device
        self.random_state = random_state

    def fit(
        self,
        images: Sequence[NDArray[Any]],
        markers: Sequence[Sequence[Disk | Stroke | Pixels]],
        *,
        ids: Sequence[str] | None = None,
    ) -> Self:
        """Learn the kernels of every block.

        Parameters
        ----------
        images : sequence of ndarray of shape (H, W) or (H, W, C)
            Integers are scaled by the range of their dtype; floats must lie in [0, 1].
        markers : sequence of sequences of Disk, Stroke or Pixels
            The markers of each image, in drawing order.
        ids : sequence of str or None, default=None
            Names of the images in the provenance; kernels are ordered by them. 1 to 120 letters,
            digits, ``_``, ``.`` and ``-``, not beginning with ``.`` or ``-``. None numbers them.

        Returns
        -------
        FlimEncoder
            Itself.

        Raises
        ------
        InputError
            If images and markers do not match in number, or an image, an id, the device or the
            random state is invalid.
        LearnError
            If nothing can be learned from the markers, or the first blocks read other channels.
        ArchitectureError
            If the first blocks do not fit the architecture.
        """
        if markers is None or len(images) != len(markers):
            count = 0 if markers is None else len(markers)
            raise InputError(
                f"{len(images)} images and markers of {count}; give the markers of each image"
            )
        names = _checked_ids(ids, len(images))
        device = choose_device(self.device)
        seed = _seed_from(self.random_state)
        training = [
            TrainingImage(name, _unit_pixels(image, f"image {index}"), drawn)
            for index, (name, image, drawn) in enumerate(zip(names, images, markers, strict=True))
        ]
        learned = learn(
            training,
            self.architecture or DEFAULT_ARCHITECTURE,
            edits=self.kernel_edits,
            seed=seed,
            device=device,
            first_blocks=self.first_blocks,
        )
        self.architecture_ = learned.architecture
        self.encoder_ = learned.encoder.to(device)
        self.blocks_ = learned.blocks
        self.kernel_classes_ = tuple(tuple(block.classes) for block in learned.blocks)
        self.fingerprint_ = learned.fingerprint
        self.n_channels_ = learned.encoder.image_channels
        self.seed_ = seed
        self.unmatched_edits_ = learned.unmatched_edits
        return self

    @overload
    def transform(self, image: NDArray[Any], block: int | None = None) -> NDArray[np.float32]: ...
    @overload
    def transform(
        self, image: Sequence[NDArray[Any]], block: int | None = None
    ) -> list[NDArray[np.float32]]: ...
    def transform(
        self, image: NDArray[Any] | Sequence[NDArray[Any]], block: int | None = None
    ) -> NDArray[np.float32] | list[NDArray[np.float32]]:
        """Encode an image, or a list of images.

        Parameters
        ----------
        image : ndarray of shape (H, W) or (H, W, C), or list or tuple of such
            As in :meth:`fit`. An array is always one image.
        block : int or None, default=None
            The block whose activation maps to return, from 1; None is the last.

        Returns
        -------
        ndarray of shape (kernels, height, width), or list of such
            Activation maps. Each block's stride turns a side n into ``ceil(n / stride)``.

        Raises
        ------
        NotFittedError
            If :meth:`fit` was not called.
        InputError
            If the block does not exist, or the encoder cannot read an image.
        """
        number = self._block_number(block)

        def encode(pixels: NDArray[np.float32], name: str) -> NDArray[np.float32]:
            maps = encode_images(
                self.encoder_, self.architecture_, pixels[None], number, name=name
            )
            activations: NDArray[np.float32] = maps[-1][0].cpu().numpy()
            return activations

        return for_each_image(encode, image)

    def get_feature_names_out(
        self, input_features: object = None, *, block: int | None = None
    ) -> NDArray[np.object_]:
        """Return a name for each activation map that :meth:`transform` returns.

        Parameters
        ----------
        input_features : object, default=None
            Ignored; present for API consistency.
        block : int or None, default=None
            As in :meth:`transform`.

        Returns
        -------
        ndarray of shape (kernels,), object
            ``block2_kernel0``, ...
        """
        number = self._block_number(block)
        kernels = range(len(self.kernel_classes_[number - 1]))
        return np.array([f"block{number}_kernel{kernel}" for kernel in kernels], dtype=object)

    def _block_number(self, block: int | None) -> int:
        check_is_fitted(self)
        last = len(self.blocks_)
        if block is not None and not 1 <= block <= last:
            raise InputError(f"there is no block {block}: the encoder has blocks 1 to {last}")
        return last if block is None else block


def for_each_image(
    function: Callable[[NDArray[np.float32], str], T],
    image: NDArray[Any] | Sequence[NDArray[Any]],
) -> T | list[T]:
    """Apply a function to an image, or to each image of a list or tuple.

    Parameters
    ----------
    function : callable
        Called with pixels (H, W, C) in [0, 1] and the name of the image for messages.
    image : ndarray of shape (H, W) or (H, W, C), or list or tuple of such

    Raises
    ------
    ImageError
        If an image has no pixels or another shape, or floats are not in [0, 1].
    """

    def apply(pixels: Any, name: str) -> T:
        return function(_unit_pixels(pixels, name), name)

    if isinstance(image, list | tuple):
        return [apply(pixels, f"image {index}") for index, pixels in enumerate(image)]
    return apply(image, "image")


def _unit_pixels(image: Any, name: str) -> NDArray[np.float32]:
    """Return an image in [0, 1] of shape (H, W, C)."""
    image = np.asarray(image)
    if image.ndim not in (2, 3):
        raise ImageError(f"{name}: has shape {image.shape}; give shape (H, W) or (H, W, C)")
    if image.size == 0:
        raise ImageError(f"{name}: has no pixels (shape {image.shape})")
    return scale_image(image if image.ndim == 3 else image[:, :, None], name=name)


def _checked_ids(ids: Sequence[str] | None, n_images: int) -> Sequence[str]:
    if ids is None:
        return [f"image{position:06d}" for position in range(n_images)]
    if len(ids) != n_images:
        raise InputError(f"{n_images} images and {len(ids)} ids; give one for each image")
    for image_id in ids:
        try:
            IMAGE_ID.validate_python(image_id, strict=True)
        except ValidationError:
            raise InputError(
                f"image id {image_id!r:.60} is invalid; use 1 to 120 letters, digits, '_', '.' "
                "and '-', and begin with a letter, a digit or '_'"
            ) from None
    return ids


def _seed_from(random_state: int | np.random.RandomState | None) -> int:
    """Return an int unchanged; draw from a RandomState, or from NumPy's global one for None."""
    if random_state is None or isinstance(random_state, np.random.RandomState):
        return int(check_random_state(random_state).randint(2**31))
    if (
        not isinstance(random_state, Integral)
        or isinstance(random_state, bool)
        or not 0 <= random_state <= LARGEST_SEED
    ):
        raise InputError(
            f"random_state {random_state!r:.60} is invalid; give an integer in "
            f"[0, {LARGEST_SEED}], a numpy.random.RandomState or None"
        )
    return int(random_state)
