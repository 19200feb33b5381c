"""Refine boundaries by a random walker, with seeds from confident saliency."""

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from flimbuilder.analysis.arrays import components_of
from flimbuilder.analysis.seeded import component_windows
from flimbuilder.imaging.colour import rgb_to_lab

__all__ = ["walk_from_saliency"]

Floats = npt.NDArray[np.floating[Any]]
Integers = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

BACKGROUND_LEVELS = 2.0  # log-odds of background seeds: so many levels below 0
REACH = 0.15  # of a component's radius
SHORTEST_REACH = 2.0  # pixels
BETA = 3.0
WEAKEST = 1e-3  # added to all weights; else they vanish at strong edges
LOWEST, HIGHEST = 2.0**-126, 1 - 2.0**-24  # next to 0 and 1 in single precision


def walk_from_saliency(mask: Mask, saliency: Floats, threshold: float, image: Floats) -> Mask:
    """Move boundaries of components to edges of the image, within the uncertain band of saliency.

    The saliency counts as a probability, in log-odds relative to those of the threshold. The level
    of a component is the median of its log-odds, at least 0. Its radius is that of a disc of its
    area.

    * Object seeds are the pixels of a component at its level or above.
    * Background seeds are the pixels outside all components that are at least 2 levels below 0,
      or farther than 0.15 radii and 2 pixels from the nearest component. Level and radius are
      those of the nearest component.
    * A random walker (Grady, IEEE Trans. PAMI 28(11), 2006) divides the other pixels. A step
      between 4-neighbours weighs ``exp(-3 d / m) + 0.001``, where d is the Euclidean distance of
      their colours and m is the mean of d in the component and up to a pixel beyond its reach. A
      pixel becomes object if a walker from there meets an object seed first with a probability
      over 0.5.

    The image therefore decides only within that band, which scales with the object. Images of
    three channels are RGB and converted to CIE Lab; others are used unchanged.

    Parameters
    ----------
    mask : ndarray of bool of shape (H, W)
        The pixels above the threshold, or some of their components.
    saliency : ndarray of float of shape (H, W)
        In [0, 1].
    threshold : float
        In [0, 1].
    image : ndarray of float of shape (H, W, C)
        In [0, 1].

    Returns
    -------
    ndarray of bool of shape (H, W)
    """
    refined = np.zeros_like(mask)
    if not mask.any():
        return refined
    odds = _log_odds(saliency) - _log_odds(np.array(threshold))
    largest = int(np.bincount(components_of(mask)[0].ravel())[1:].max())
    margin = int(np.ceil(_reach(np.array(largest)))) + 2  # the band, and a pixel around it
    for window, component in component_windows(mask, margin):
        colours = rgb_to_lab(image[window]) if image.shape[-1] == 3 else image[window]
        refined[window] |= _divide(component, odds[window], colours)
    return refined


def _log_odds(probability: Floats) -> npt.NDArray[np.float64]:
    clipped = np.clip(probability.astype(np.float64), LOWEST, HIGHEST)
    odds: npt.NDArray[np.float64] = np.log(clipped) - np.log1p(-clipped)
    return odds


def _reach(area: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.float64]:
    """Return the distance from components, in pixels, beyond which all pixels are seeds."""
    reach: npt.NDArray[np.float64] = np.maximum(SHORTEST_REACH, REACH * np.sqrt(area / np.pi))
    return reach


def _divide(mask: Mask, odds: Floats, colours: Floats) -> Mask:
    components, count = components_of(mask)
    distance, (row, column) = scipy.ndimage.distance_transform_edt(~mask, return_indices=True)
    owner = components[row, column]
    area = np.bincount(components.ravel(), minlength=count + 1)
    level = np.zeros(count + 1)
    level[1:] = scipy.ndimage.median(odds, components, np.arange(1, count + 1))
    level = np.maximum(level, 0)  # filled holes may be below the threshold
    reach = _reach(area)[owner]
    object_seeds = mask & (odds >= level[owner])
    certain = odds <= -BACKGROUND_LEVELS * level[owner]
    background_seeds = ~mask & ((distance > reach) | certain)
    divided: Mask = object_seeds.copy()
    # A pixel that no path connects to an object seed is background.
    regions, n_regions = scipy.ndimage.label(~background_seeds)
    has_seed = np.zeros(n_regions + 1, bool)
    has_seed[regions[object_seeds]] = True
    free = ~background_seeds & ~object_seeds & has_seed[regions]
    if free.any():
        first, second = _neighbours(distance <= reach + 1)
        weight = _weights(first, second, owner.ravel(), colours.reshape(mask.size, -1))
        divided[free] = _walk(first, second, weight, free.ravel(), object_seeds.ravel()) > 0.5
    return divided


def _neighbours(near: Mask) -> tuple[Integers, Integers]:
    """Return the flat indices of all pairs of 4-neighbours among pixels."""
    index = np.arange(near.size).reshape(near.shape)
    across, down = near[:, :-1] & near[:, 1:], near[:-1] & near[1:]
    first = np.concatenate((index[:, :-1][across], index[:-1][down]))
    second = np.concatenate((index[:, 1:][across], index[1:][down]))
    return first, second


def _weights(
    first: Integers, second: Integers, owner: npt.NDArray[np.integer[Any]], colours: Floats
) -> npt.NDArray[np.float64]:
    """Weigh steps between pixels by their colours, relative to the mean step of a component."""
    colours = colours.astype(np.float64)
    step = np.sqrt(((colours[first] - colours[second]) ** 2).sum(axis=1))
    own = owner[first]
    mean = np.bincount(own, step) / np.maximum(1, np.bincount(own))
    mean[mean == 0] = 1
    weights: npt.NDArray[np.float64] = np.exp(-BETA * step / mean[own]) + WEAKEST
    return weights


def _walk(
    first: Integers, second: Integers, weight: Floats, free: Mask, object_seeds: Mask
) -> npt.NDArray[np.float64]:
    """Return the probability of each free pixel that a walker meets an object seed first."""
    ends, others = np.concatenate((first, second)), np.concatenate((second, first))
    weight = np.concatenate((weight, weight))
    starts = free[ends]
    ends, others, weight = ends[starts], others[starts], weight[starts]
    count = np.count_nonzero(free)
    number = np.cumsum(free) - 1
    row = number[ends]
    inner = free[others]
    diagonal = np.arange(count)
    values = np.concatenate((np.bincount(row, weight, count), -weight[inner]))
    rows = np.concatenate((diagonal, row[inner]))
    columns = np.concatenate((diagonal, number[others[inner]]))
    laplacian = scipy.sparse.csc_array((values, (rows, columns)), shape=(count, count))
    factors = scipy.sparse.linalg.splu(
        laplacian,
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0,
        panel_size=4,  # a third faster than the default on bands and on whole images
        options={"SymmetricMode": True},
    )
    probability: npt.NDArray[np.float64] = factors.solve(
        np.bincount(row, weight * object_seeds[others], count)
    )
    return probability
