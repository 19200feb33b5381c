"""The encoder in scikit-learn's manner."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError

from flimbuilder.errors import InputError
from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.scaling import as_unit_float
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.markers import Disk, Pixels, Stroke
from flimbuilder.project.project import DEFAULT_ARCHITECTURE, KernelEdit

__all__ = ["FlimEncoder"]


class FlimEncoder(BaseEstimator):  # type: ignore[misc]
    """A convolutional encoder learned from image markers.

    Parameters
    ----------
    architecture : Architecture or None, default=None
        The blocks; None takes the default of new projects.
    kernel_edits : sequence of KernelEdit, default=()
        Deletions and inversions of learned kernels.
    device : str, default="cpu"
        Where to learn and encode.
    random_state : int, default=0
        Seed of the clustering.

    Attributes
    ----------
    encoder_ : Encoder
        The network, a :class:`torch.nn.Module` on the CPU.
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
            Name the images in the provenance, and order them; None numbers them.

        Returns
        -------
        FlimEncoder
            Itself.

        Raises
        ------
        InputError
            Where the images and the markers do not belong together.
        LearnError
            Where nothing can be learned from them.
        """
        if len(images) != len(markers):
            raise InputError(f"{len(images)} images and markers of {len(markers)}; give as many")
        names = ids or [f"image{position:06d}" for position in range(len(images))]
        if len(names) != len(images):
            raise InputError(f"{len(images)} images and {len(names)} ids; give as many")
        training = [
            TrainingImage(name, _pixels(image), drawn)
            for name, image, drawn in zip(names, images, markers, strict=True)
        ]
        learned = learn(
            training,
            self.architecture or DEFAULT_ARCHITECTURE,
            edits=self.kernel_edits,
            seed=self.random_state,
            device=self.device,
        )
        self.encoder_ = learned.encoder
        self.blocks_ = learned.blocks
        self.fingerprint_ = learned.fingerprint
        self.unmatched_edits_ = learned.unmatched_edits
        self.n_channels_ = learned.encoder.image_channels
        return self

    def transform(self, image: NDArray[Any], block: int | None = None) -> NDArray[np.float32]:
        """Encode one image.

        Parameters
        ----------
        image : ndarray of shape (H, W) or (H, W, C)
            As in :meth:`fit`.
        block : int or None, default=None
            Whose activation maps to return, from 1; None is the last.

        Returns
        -------
        ndarray of shape (kernels, height, width)
            Activation maps; a side is ``ceil(n / stride)`` for each block's stride.
        """
        if not hasattr(self, "encoder_"):
            raise NotFittedError("this FlimEncoder has learned nothing yet; call fit first")
        last = self.encoder_.n_blocks
        if block is not None and not 1 <= block <= last:
            raise InputError(f"there is no block {block}: the encoder has blocks 1 to {last}")
        pixels = _pixels(image)
        if pixels.shape[2] != self.n_channels_:
            raise InputError(
                f"the image has {pixels.shape[2]} channels and the encoder reads "
                f"{self.n_channels_}"
            )
        batch = torch.from_numpy(pixels).permute(2, 0, 1)[None].to(self.device)
        with torch.inference_mode():
            maps = self.encoder_.to(self.device).encode(batch, block)[-1]
        self.encoder_.cpu()
        activations: NDArray[np.float32] = maps[0].cpu().numpy()
        return activations


def _pixels(image: NDArray[Any]) -> NDArray[np.float32]:
    image = np.asarray(image)
    if image.ndim not in (2, 3):
        raise InputError(f"an image has shape (H, W) or (H, W, C), not {image.shape}")
    return as_unit_float(image if image.ndim == 3 else image[:, :, None])
