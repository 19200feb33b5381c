"""The encoder in scikit-learn's manner."""

from collections.abc import Sequence
from typing import Any, Self, overload

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.exceptions import NotFittedError

from flimbuilder.errors import InputError
from flimbuilder.flim.device import choose_device
from flimbuilder.flim.encode import encode_image
from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.scaling import as_unit_float
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.markers import Disk, Pixels, Stroke
from flimbuilder.project.project import DEFAULT_ARCHITECTURE, LARGEST_SEED, ImageId, KernelEdit

__all__ = ["FlimEncoder"]

IMAGE_ID = TypeAdapter(ImageId)


# Maps are no table, so that set_output has nothing to set.
class FlimEncoder(  # type: ignore[call-arg]
    TransformerMixin,  # type: ignore[misc]
    BaseEstimator,  # type: ignore[misc]
    auto_wrap_output_keys=None,
):
    """A convolutional encoder learned from image markers.

    For a pipeline of scikit-learn, where a table of features is wanted, see `FlimFeatures`.

    Parameters
    ----------
    architecture : Architecture or None, default=None
        The blocks; None takes the default of new projects.
    kernel_edits : sequence of KernelEdit, default=()
        Deletions and inversions of learned kernels.
    device : {"cpu", "cuda", "auto"}, default="cpu"
        Where to learn and encode; ``auto`` is an accelerator where there is one.
    random_state : int, default=0
        Seed of the clustering, in [0, 2**63 - 1].

    Attributes
    ----------
    architecture_ : Architecture
        The blocks that were learned.
    encoder_ : Encoder
        The network, a :class:`torch.nn.Module` on `device`.
    blocks_ : tuple of LearnedBlock
        Each block's kernels, with the class and the place that each came from.
    fingerprint_ : str
        SHA-256 over the architecture and the tensors.
    n_channels_ : int
        Channels of the images.
    unmatched_edits_ : tuple of KernelEdit
        Those of `kernel_edits` whose kernel is not there any more.

    Notes
    -----
    Sources: arXiv 2306.14840; arXiv 2504.20872.
    """

    def __init__(
        self,
        architecture: Architecture | None = None,
        *,
        kernel_edits: Sequence[KernelEdit] = (),
        device: str = "cpu",
        random_state: int = 0,
    ) -> None:
        self.architecture = architecture
        self.kernel_edits = kernel_edits
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
            Of each image, in drawing order.
        ids : sequence of str or None, default=None
            Name the images in the provenance, and order them: 1 to 120 letters, digits, ``_``,
            ``.`` and ``-``, the first no ``.`` or ``-``. None numbers them.

        Returns
        -------
        FlimEncoder
            Itself.

        Raises
        ------
        InputError
            Where the images and the markers do not belong together, or for an id, a device or
            a random state that cannot be.
        LearnError
            Where nothing can be learned from them.
        """
        if len(images) != len(markers):
            raise InputError(f"{len(images)} images and markers of {len(markers)}; give as many")
        names = _names(ids, len(images))
        device = choose_device(self.device)
        training = [
            TrainingImage(name, _pixels(image), drawn)
            for name, image, drawn in zip(names, images, markers, strict=True)
        ]
        learned = learn(
            training,
            self.architecture or DEFAULT_ARCHITECTURE,
            edits=self.kernel_edits,
            seed=_seed(self.random_state),
            device=device,
        )
        self.architecture_ = learned.architecture
        self.encoder_ = learned.encoder.to(device)
        self.blocks_ = learned.blocks
        self.fingerprint_ = learned.fingerprint
        self.unmatched_edits_ = learned.unmatched_edits
        self.n_channels_ = learned.encoder.image_channels
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
            As in :meth:`fit`. An array is one image, whatever its shape.
        block : int or None, default=None
            Whose activation maps to return, from 1; None is the last.

        Returns
        -------
        ndarray of shape (kernels, height, width), or list of such
            Activation maps; a side is ``ceil(n / stride)`` for each block's stride.

        Raises
        ------
        InputError
            For a block that there is not, or an image that the encoder cannot read.
        """
        number = self._block(block)
        if isinstance(image, list | tuple):
            return [self._maps(one, number) for one in image]
        return self._maps(np.asarray(image), number)

    def get_feature_names_out(
        self, input_features: object = None, *, block: int | None = None
    ) -> NDArray[np.object_]:
        """Return a name for each activation map that :meth:`transform` returns.

        Parameters
        ----------
        input_features : object, default=None
            Has no meaning; there, as scikit-learn passes it.
        block : int or None, default=None
            As in :meth:`transform`.

        Returns
        -------
        ndarray of shape (kernels,), object
            ``block2_kernel0``, ...
        """
        number = self._block(block)
        kernels = range(len(self.blocks_[number - 1].kept))
        return np.array([f"block{number}_kernel{kernel}" for kernel in kernels], dtype=object)

    def _block(self, block: int | None) -> int:
        if not hasattr(self, "encoder_"):
            raise NotFittedError("this FlimEncoder has learned nothing yet; call fit first")
        last = self.encoder_.n_blocks
        if block is not None and not 1 <= block <= last:
            raise InputError(f"there is no block {block}: the encoder has blocks 1 to {last}")
        return last if block is None else block

    def _maps(self, image: NDArray[Any], block: int) -> NDArray[np.float32]:
        maps = encode_image(self.encoder_, self.architecture_, _pixels(image), block)[-1]
        activations: NDArray[np.float32] = maps[0].cpu().numpy()
        return activations


def _names(ids: Sequence[str] | None, n_images: int) -> Sequence[str]:
    if ids is None:
        return [f"image{position:06d}" for position in range(n_images)]
    if len(ids) != n_images:
        raise InputError(f"{n_images} images and {len(ids)} ids; give as many")
    for one in ids:
        try:
            IMAGE_ID.validate_python(one, strict=True)
        except ValidationError:
            raise InputError(
                f"image id {one!r:.60} cannot be; use 1 to 120 letters, digits, '_', '.' and '-', "
                "and begin with a letter, a digit or '_'"
            ) from None
    return ids


def _seed(random_state: int) -> int:
    is_integer = isinstance(random_state, int | np.integer) and not isinstance(random_state, bool)
    if not is_integer or not 0 <= random_state <= LARGEST_SEED:
        raise InputError(
            f"random_state {random_state!r:.60} is no integer in [0, {LARGEST_SEED}]; give one"
        )
    return int(random_state)


def _pixels(image: NDArray[Any]) -> NDArray[np.float32]:
    image = np.asarray(image)
    if image.ndim not in (2, 3):
        raise InputError(f"an image has shape (H, W) or (H, W, C), not {image.shape}")
    return as_unit_float(image if image.ndim == 3 else image[:, :, None])
