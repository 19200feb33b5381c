"""The published formulas of the saliency measures, pixel by pixel, threshold by threshold.

Slow on purpose, and sharing nothing with the package.
"""

import math

import numpy as np
from scipy import ndimage


def measure_saliency(saliency, truth):
    """Return all measures of saliency in the order of MEASURES."""
    *fbetas, e_measure = thresholded(saliency, truth)
    if not truth.any() and not saliency.any():
        fbetas = [1, 1]
    return [
        np.mean(np.abs(saliency - truth)),
        *fbetas,
        weighted_fbeta(saliency, truth),
        s_measure(saliency, truth),
        e_measure,
    ]


def thresholded(saliency, truth):
    """Return the adaptive and the largest F-beta, and the mean E-measure."""
    masks = [np.floor(saliency * 255) >= k for k in range(256)]
    fbetas = [fbeta(mask, truth) for mask in masks]
    adaptive = fbeta(saliency >= min(2 * saliency.mean(), 1), truth)
    return adaptive, max(fbetas), np.mean([e_measure(m, truth) for m in masks])


def fbeta(mask, truth):
    hits = np.sum(mask & truth)
    if hits == 0:
        return 0.0
    precision, recall = hits / mask.sum(), hits / truth.sum()
    return 1.3 * precision * recall / (0.3 * precision + recall)


def e_measure(mask, truth):
    if not truth.any():
        return 1 - mask.mean()
    if truth.all():
        return mask.mean()
    a, b = mask - mask.mean(), truth - truth.mean()
    xi = 2 * a * b / (a * a + b * b)
    return np.mean((1 + xi) ** 2 / 4)


def nearest(truth):
    """Return the nearest object pixel of each pixel; scipy decides between equally near pixels.

    The paper leaves this choice open; it changes the measure by up to some thousandths.
    """
    objects = np.argwhere(truth)
    _, indices = ndimage.distance_transform_edt(~truth, return_indices=True)
    nearest_to = {
        pixel: tuple(indices[(slice(None), *pixel)]) for pixel in np.ndindex(truth.shape)
    }
    for pixel, near in nearest_to.items():
        assert truth[near]
        assert math.dist(pixel, near) == np.sqrt(((objects - pixel) ** 2).sum(axis=1)).min()
    return nearest_to


def weighted_fbeta(saliency, truth):
    if not truth.any():
        return 1.0 if not saliency.any() else 0.0
    error = np.abs(saliency - truth)
    near = nearest(truth)
    propagated = np.array([error[near[pixel]] for pixel in np.ndindex(truth.shape)])
    propagated = propagated.reshape(truth.shape)
    hits = false_alarms = 0.0
    for pixel in np.ndindex(truth.shape):
        if truth[pixel]:
            hits += 1 - min(error[pixel], smoothed(propagated, *pixel))
        else:
            distance = math.dist(pixel, near[pixel])
            false_alarms += error[pixel] * (2 - math.exp(math.log(0.5) / 5 * distance))
    if hits <= 0:
        return 0.0
    precision, recall = hits / (hits + false_alarms), hits / truth.sum()
    return 2 * precision * recall / (precision + recall)


def smoothed(values, row, column):
    """Return a value of a 7 x 7 Gaussian filter, sigma 5, with zeros outside the image."""
    total = weights = 0.0
    for down in range(-3, 4):
        for right in range(-3, 4):
            weight = math.exp(-(down**2 + right**2) / (2 * 5**2))
            weights += weight
            r, c = row + down, column + right
            if 0 <= r < values.shape[0] and 0 <= c < values.shape[1]:
                total += weight * values[r, c]
    return total / weights


def s_measure(saliency, truth):
    share = truth.mean()
    if share == 0:
        return 1 - saliency.mean()
    if share == 1:
        return saliency.mean()
    objects = share * object_score(saliency[truth])
    background = (1 - share) * object_score(1 - saliency[~truth])
    return min(1, max(0, 0.5 * (objects + background) + 0.5 * region_score(saliency, truth)))


def object_score(values):
    deviation = np.std(values, ddof=1) if len(values) > 1 else 0
    return 2 * values.mean() / (values.mean() ** 2 + 1 + deviation)


def region_score(saliency, truth):
    height, width = truth.shape
    row, column = np.argwhere(truth).mean(axis=0).round().astype(int) + 1
    score = 0.0
    for top, bottom in ((0, row), (row, height)):
        for left, right in ((0, column), (column, width)):
            area = (bottom - top) * (right - left)
            if area:
                region = np.s_[top:bottom, left:right]
                score += area / truth.size * similarity(saliency[region], truth[region])
    return score


def similarity(saliency, truth):
    x, y = saliency.ravel(), truth.ravel().astype(float)
    if x.min() == x.max() and y.min() == y.max():
        return 1.0
    freedom = len(x) - 1
    # The mean of a constant is that constant, but a sum may round it.
    mean_x = x[0] if x.min() == x.max() else x.mean()
    covariance = np.sum((x - mean_x) * (y - y.mean())) / freedom
    variances = (np.sum((x - mean_x) ** 2) + np.sum((y - y.mean()) ** 2)) / freedom
    upper = 4 * mean_x * y.mean() * covariance
    lower = (mean_x**2 + y.mean() ** 2) * variances
    return upper / lower if lower else 1.0
