"""The points of a map of kernels, marker patches or images, with their features."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import counted
from flimbuilder.explain.maps.image_features import SurveyedImage
from flimbuilder.explain.maps.points import MapPoint, Subject
from flimbuilder.flim.learned import LearnedBlock
from flimbuilder.flim.marker_patches import MarkerPatches
from flimbuilder.model.document import BlockRecord

__all__ = [
    "FeatureTable",
    "folded_kernel_table",
    "image_table",
    "kernel_table",
    "patch_table",
]

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class FeatureTable:
    """The points of a map with their features.

    Attributes
    ----------
    subject : {"kernels", "patches", "images"}
    block : int
        From 1.
    points : tuple of MapPoint
    features : ndarray of float32 of shape (n_points, n_features)
    note : str, default=""
        What was sampled, or how features differ from those of learning.
    """

    subject: Subject
    block: int
    points: tuple[MapPoint, ...]
    features: Floats
    note: str = ""

    @property
    def class_ids(self) -> tuple[int | None, ...]:
        """The class of each point."""
        return tuple(point.class_id for point in self.points)

    @property
    def groups(self) -> tuple[Hashable, ...] | None:
        """The marker of each patch, as patches of one marker depend on each other; else None."""
        if self.subject != "patches":
            return None
        return tuple((point.image, point.marker) for point in self.points)

    @property
    def nbytes(self) -> int:
        """Bytes of the features."""
        return self.features.nbytes


def kernel_table(
    learned: LearnedBlock,
    block: int,
    *,
    patches: MarkerPatches | None = None,
    weights: NDArray[Any] | None = None,
    surveyed: Sequence[SurveyedImage] = (),
    object_classes: Sequence[int] = (1,),
) -> FeatureTable:
    """Return the kernels of a block, deleted ones included.

    Features are the flattened weights as learned: for normalised patches, with the sign of an
    inversion.

    Parameters
    ----------
    learned : LearnedBlock
    block : int
        From 1.
    patches : MarkerPatches or None, default=None
        Of the block, for the activity.
    weights : ndarray of shape (object classes, channels) or None, default=None
        Of the decoder.
    surveyed : sequence of SurveyedImage, default=()
        Images whose `kernel_dice` to average.
    object_classes : sequence of int, default=(1,)
        Ids of the object classes, in the order of `weights` and `kernel_dice`.
    """
    sign = np.array([-1.0 if kernel.inverted else 1.0 for kernel in learned.kernels], np.float32)
    features = learned.weights.numpy() * sign[:, None]
    activity = None if patches is None else _activity(learned, features, patches)
    of_class = {class_id: row for row, class_id in enumerate(object_classes)}
    rows = [of_class.get(kernel.class_id or 0, 0) for kernel in learned.kernels]
    channels = np.cumsum([not kernel.deleted for kernel in learned.kernels]) - 1
    dice = _mean_dice(surveyed, block)

    def value(of: NDArray[Any] | None, number: int) -> float | None:
        if of is None or learned.kernels[number].deleted:
            return None
        return float(of[rows[number], channels[number]])

    points = tuple(
        MapPoint(
            class_id=kernel.class_id,
            image=kernel.image,
            marker=kernel.marker,
            row=kernel.row,
            col=kernel.col,
            kernel=kernel.identity,
            number=number + 1,
            deleted=kernel.deleted,
            weight=value(weights, number),
            dice=value(dice, number),
            activity=None if activity is None else float(activity[number]),
        )
        for number, kernel in enumerate(learned.kernels)
    )
    return FeatureTable("kernels", block, points, features)


def _activity(
    learned: LearnedBlock, kernels: Floats, patches: MarkerPatches
) -> NDArray[np.float64]:
    """Return the mean activation of each kernel over each marker, averaged over the markers."""
    responses = patches.patches @ kernels.T + _bias(learned)
    activations = np.maximum(responses, 0).astype(np.float64)
    markers = list(zip(patches.image, patches.marker.tolist(), strict=True))
    numbers = {marker: number for number, marker in enumerate(dict.fromkeys(markers))}
    of_patch = np.array([numbers[marker] for marker in markers])
    sums = np.zeros((len(numbers), len(kernels)))
    np.add.at(sums, of_patch, activations)
    means: NDArray[np.float64] = (sums / np.bincount(of_patch)[:, None]).mean(axis=0)
    return means


def _bias(learned: LearnedBlock) -> Floats:
    """Return the bias of each kernel, with the sign of an inversion; zero if it is learned."""
    sign = np.array([-1.0 if kernel.inverted else 1.0 for kernel in learned.kernels], np.float32)
    return 0 * sign if learned.bias is None else learned.bias.numpy() * sign


def _mean_dice(surveyed: Sequence[SurveyedImage], block: int) -> NDArray[np.float64] | None:
    found = [image.kernel_dice[block - 1] for image in surveyed if image.kernel_dice]
    return np.mean(found, axis=0, dtype=np.float64) if found else None


def folded_kernel_table(record: BlockRecord, block: int, kernels: NDArray[Any]) -> FeatureTable:
    """Return the kernels of a block of a model without its project, deleted ones left out.

    Parameters
    ----------
    record : BlockRecord
    block : int
        From 1.
    kernels : ndarray of shape (kernels, ...)
        The weights of the network, into which the normalisation is folded.
    """
    points = tuple(
        MapPoint(
            class_id=kernel.class_id,
            image=kernel.image,
            marker=kernel.marker,
            row=None if kernel.pixel is None else kernel.pixel[0],
            col=None if kernel.pixel is None else kernel.pixel[1],
            kernel=kernel.identity,
            number=number,
        )
        for number, kernel in zip(record.numbers, record.kernels, strict=True)
    )
    features = np.asarray(kernels, np.float32).reshape(len(kernels), -1)
    note = "weights as in the network: the model alone lacks those before normalisation"
    return FeatureTable("kernels", block, points, features, note)


def patch_table(patches: MarkerPatches, learned: LearnedBlock) -> FeatureTable:
    """Return the patches at the markers on the input of a block, as normalised in learning."""
    kept = np.array([not kernel.deleted for kernel in learned.kernels])
    sign = np.array([-1.0 if kernel.inverted else 1.0 for kernel in learned.kernels], np.float32)
    kernels = (learned.weights.numpy() * sign[:, None])[kept]
    responses = patches.patches @ kernels.T + _bias(learned)[kept]
    activity = np.maximum(responses, 0).mean(axis=1)
    rows = zip(
        patches.class_id.tolist(), patches.image, patches.marker.tolist(), patches.row.tolist(),
        patches.col.tolist(), activity.tolist(), strict=True,
    )  # fmt: skip
    points = tuple(
        MapPoint(class_id, image, marker, row, col, activity=found)
        for class_id, image, marker, row, col, found in rows
    )
    note = ""
    if len(patches) < patches.marked:
        note = (
            f"{len(patches)} of {counted(patches.marked, 'marked pixel')}, "
            f"at most {patches.most} of each marker"
        )
    return FeatureTable("patches", patches.block, points, patches.patches, note)


def image_table(
    surveyed: Sequence[SurveyedImage],
    block: int,
    classes: Mapping[str, int | None],
    dice: Mapping[str, float | None] | None = None,
) -> FeatureTable:
    """Return images, described by the pooled activations of a block.

    Each feature is divided by its deviation over the images, as maxima are much larger than means.

    Parameters
    ----------
    surveyed : sequence of SurveyedImage
    block : int
        From 1.
    classes : mapping of str to int or None
        The class of each image by its id.
    dice : mapping of str to float or None, or None, default=None
        Dice of the result on each image.
    """
    known = dice or {}
    points = []
    for found in surveyed:
        mean = found.pooled[block - 1][: len(found.pooled[block - 1]) // 2].mean()
        points.append(
            MapPoint(
                classes.get(found.image),
                found.image,
                dice=known.get(found.image),
                activity=float(mean),
            )
        )
    if not surveyed:
        return FeatureTable("images", block, (), np.zeros((0, 1), np.float32))
    pooled = np.stack([found.pooled[block - 1] for found in surveyed]).astype(np.float64)
    deviation = pooled.std(axis=0)
    alike = deviation <= 1e-7 * np.abs(pooled).max(axis=0)  # equal but for rounding
    scaled = (pooled - pooled.mean(axis=0)) / np.where(alike, 1.0, deviation)
    scaled[:, alike] = 0.0
    return FeatureTable("images", block, tuple(points), scaled.astype(np.float32))
