"""A slow second implementation of the method: loops over its formulas, in double precision.

It shares no code with the package, except for the clustering of a marker, whose random numbers
cannot be reproduced otherwise. Images are (H, W, C); kernels are rows over tap * C + channel.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import floor

import numpy as np
import torch
from skimage.color import rgb2lab
from skimage.filters import threshold_otsu

from flimbuilder.flim.cluster import cluster_groups
from flimbuilder.flim.randomness import stream_keys


def lab(rgb):
    """CIE Lab by scikit-image, scaled by the method's constants."""
    offset = np.array([0.0, 86.182236, 107.867744])
    return (rgb2lab(rgb.astype(np.float64)) + offset) / [99.998337, 184.440850, 202.349426]


def patch(image, row, col, kernel_size, dilation):
    """The patch at a pixel; zero outside the image."""
    height, width, channels = image.shape
    vector = np.zeros((kernel_size, kernel_size, channels))
    half = kernel_size // 2
    for i, j in product(range(kernel_size), repeat=2):
        y, x = row + (i - half) * dilation, col + (j - half) * dilation
        if 0 <= y < height and 0 <= x < width:
            vector[i, j] = image[y, x]
    return vector.reshape(-1)


def convolve(image, weights, bias, kernel_size, dilation):
    out = np.zeros((*image.shape[:2], len(weights)))
    for row, col in np.ndindex(*image.shape[:2]):
        out[row, col] = weights @ patch(image, row, col, kernel_size, dilation) + bias
    return out


def activate(maps, kind):
    slope = {"relu": 0.0, "leaky": 0.01, "none": 1.0}[kind]
    return np.where(maps > 0, maps, slope * maps)


def pool(maps, kind, size, stride):
    """Gather from i * stride - (size - 1) // 2 to i * stride + size // 2, inside the map."""
    if kind == "none":
        return maps
    gather = {"max": np.max, "min": np.min, "average": np.mean}[kind]
    height, width, channels = maps.shape
    out = np.zeros((-(-height // stride), -(-width // stride), channels))
    for row, col in np.ndindex(*out.shape[:2]):
        rows = range(row * stride - (size - 1) // 2, row * stride + size // 2 + 1)
        cols = range(col * stride - (size - 1) // 2, col * stride + size // 2 + 1)
        values = [maps[y, x] for y in rows for x in cols if 0 <= y < height and 0 <= x < width]
        out[row, col] = gather(values, axis=0)
    return out


def run_block(image, weights, bias, block):
    maps = activate(
        convolve(image, weights, bias, block.kernel_size, block.dilation), block.activation
    )
    return pool(maps, block.pooling.kind, block.pooling.size, block.pooling.stride)


def move(position, old, new):
    """Scale a position by new / old and round it, halves up, onto the map."""
    return min(floor(Fraction(position * new, old) + Fraction(1, 2)), new - 1)


def follow(pixels, old_shape, new_shape):
    """Move the pixels of a marker; those that meet merge."""
    moved = {
        (move(row, old_shape[0], new_shape[0]), move(col, old_shape[1], new_shape[1]))
        for row, col in pixels
    }
    return sorted(moved)


def statistics(patches, scope, channels, epsilon):
    """Mean and deviation plus epsilon of each patch element."""
    n, features = patches.shape
    if scope == "channel":
        taps = features // channels
        central = patches.reshape(n, taps, channels)[:, taps // 2]
        mean, deviation = statistics(central, "patch", channels, epsilon)
        return np.tile(mean, taps), np.tile(deviation, taps)
    mean = np.array([sum(patches[:, i]) / n for i in range(features)])
    variance = [sum((patches[:, i] - mean[i]) ** 2) / n for i in range(features)]
    return mean, np.sqrt(variance) + epsilon


def shares(counts, budget):
    """Largest remainder; at least one each if the budget allows; the first of equals wins."""
    total, n = sum(counts), len(counts)
    if budget >= total:
        return list(counts)
    least = [1 if budget >= n else 0] * n
    quota = [Fraction(count * budget, total) for count in counts]
    out = [max(floor(q), low) for q, low in zip(quota, least, strict=True)]
    while sum(out) > budget:
        free = [i for i in range(n) if out[i] > least[i]]
        out[max(free, key=lambda i: (out[i] - quota[i], -i))] -= 1
    while sum(out) < budget:
        free = [i for i in range(n) if out[i] < counts[i]]
        out[max(free, key=lambda i: (quota[i] - out[i], -i))] += 1
    return out


def principal_directions(kernels, count):
    """By the eigenvectors of the kernels' second moments; summed projections positive."""
    _, vectors = np.linalg.eigh(kernels.T @ kernels)
    directions = vectors.T[::-1][:count]
    signs = [1.0 if sum(kernels @ direction) > 0 else -1.0 for direction in directions]
    return directions * np.array(signs)[:, None]


@dataclass
class MarkedImage:
    """An image, already in its colour space, and {marker: (class, pixels)}."""

    id: str
    pixels: np.ndarray
    markers: dict


@dataclass
class Kernel:
    weights: np.ndarray
    class_id: int
    image: str
    marker: int


def cluster(points, count, key):
    """Cluster one marker's patches as the package does; return centres and medoids."""
    clusters = cluster_groups(
        torch.from_numpy(points).float(), np.array([len(points)]), np.array([count]), key
    )
    return clusters.centres.double().numpy(), clusters.medoid.numpy()


def marked_patches(image, block):
    return {
        marker: np.array(
            [patch(image.pixels, r, c, block.kernel_size, block.dilation) for r, c in pixels]
        )
        for marker, (_, pixels) in image.markers.items()
    }


def estimate(images, block, epsilon, seed):
    """The kernels of one block, unit norm, and the normalisation: over whole images."""
    patches = [marked_patches(image, block) for image in images]
    every = np.concatenate([rows for image in patches for rows in image.values()])
    channels = images[0].pixels.shape[2]
    mean, deviation = statistics(every, block.normalisation, channels, epsilon)
    kernels = []
    for image, of_image in zip(images, patches, strict=True):
        for marker, own in sorted(of_image.items()):
            key = stream_keys(seed, image.id, numbers=np.array([marker]))
            points = (own - mean) / deviation
            centres, medoids = cluster(points, block.kernels_per_marker, key)
            chosen = centres if block.representative == "centre" else points[medoids]
            for kernel in chosen:
                unit = kernel / np.linalg.norm(kernel)
                kernels.append(Kernel(unit, image.markers[marker][0], image.id, marker))
    return kernels, mean, deviation


def reduce(kernels, block):
    """Principal directions of each class, in its share of the budget."""
    if block.kernels is None or block.reduction == "none" or len(kernels) <= block.kernels:
        return kernels
    classes = sorted({kernel.class_id for kernel in kernels})
    own = [np.array([k.weights for k in kernels if k.class_id == c]) for c in classes]
    budget = shares([len(of_class) for of_class in own], block.kernels)
    return [
        Kernel(direction, class_id, "", -1)
        for class_id, of_class, count in zip(classes, own, budget, strict=True)
        for direction in principal_directions(of_class, count)
    ]


def fold(kernels, mean, deviation):
    weights = np.array([kernel.weights for kernel in kernels]) / deviation
    return weights, np.array([-sum(row * mean) for row in weights])


def go_on(images, weights, bias, block):
    """Run whole images through the block, and project their markers."""
    after = []
    for image in images:
        maps = run_block(image.pixels, weights, bias, block)
        markers = {
            marker: (class_id, follow(pixels, image.pixels.shape, maps.shape))
            for marker, (class_id, pixels) in image.markers.items()
        }
        after.append(MarkedImage(image.id, maps, markers))
    return after


def learn(images, architecture, seed=0):
    """The folded weights, biases and kernels of every block."""
    learned = []
    for block in architecture.blocks:
        kernels, mean, deviation = estimate(images, block, architecture.stdev_factor, seed)
        kernels = reduce(kernels, block)
        weights, bias = fold(kernels, mean, deviation)
        learned.append((weights, bias, kernels))
        images = go_on(images, weights, bias, block)
    return learned


def feature_points(images, block, epsilon, seed):
    """Make a marker of each cluster's medoid pixel on the input: (class, [pixel])."""
    patches = [marked_patches(image, block) for image in images]
    every = np.concatenate([rows for image in patches for rows in image.values()])
    mean, deviation = statistics(every, block.normalisation, images[0].pixels.shape[2], epsilon)
    marked = []
    for image, of_image in zip(images, patches, strict=True):
        points = {}
        for marker, own in sorted(of_image.items()):
            key = stream_keys(seed, image.id, numbers=np.array([marker]))
            _, medoids = cluster((own - mean) / deviation, block.kernels_per_marker, key)
            class_id, pixels = image.markers[marker]
            for medoid in medoids:
                points[len(points)] = (class_id, [pixels[medoid]])
        marked.append(MarkedImage(image.id, image.pixels, points))
    return marked


def learn_bofp(images, architecture, seed=0):
    """FLIM-BoFP: the folded weights and biases of every block, and the feature points."""
    images = feature_points(images, architecture.blocks[0], architecture.stdev_factor, seed)
    points = [(image.id, *pixels[0]) for image in images for _, pixels in image.markers.values()]
    learned = []
    for block in architecture.blocks:
        patches = np.concatenate(
            [own for image in images for own in marked_patches(image, block).values()]
        )
        mean, deviation = statistics(patches, "patch", 0, architecture.stdev_factor)
        units = [(p - mean) / deviation for p in patches]
        kernels = [Kernel(u / np.linalg.norm(u), 0, "", 0) for u in units]
        weights, bias = fold(kernels, mean, deviation)
        learned.append((weights, bias))
        images = go_on(images, weights, bias, block)
    return learned, points


def scaled(channel):
    return channel / channel.max() if channel.max() > 0 else np.zeros_like(channel)


def square(channel, row, col):
    """The values in the disc of radius 1.5 at a pixel, without neighbours outside."""
    height, width = channel.shape
    return [
        channel[y, x]
        for y in range(row - 2, row + 3)
        for x in range(col - 2, col + 3)
        if (y - row) ** 2 + (x - col) ** 2 <= 1.5**2 and 0 <= y < height and 0 <= x < width
    ]


def alpha_lm(maps, is_object, row, col):
    return [1 if own else -1 for own in is_object]


def alpha_mb(maps, is_object, row, col):
    """+1 for the object's kernels where its mean leads, -1 for others where their mean leads."""
    means = {}
    for side in (True, False):
        values = [
            square(m, row, col) for m, own in zip(maps, is_object, strict=True) if own == side
        ]
        means[side] = np.mean(values) if values else 0.0
    leads = {True: means[True] > means[False], False: means[True] < means[False]}
    return [(1 if own else -1) * leads[own] for own in is_object]


def alpha_ts(maps, is_object, row, col):
    """-1 for bright and wide maps, +1 for dark and narrow ones; Otsu by scikit-image."""
    live = [m for m in maps if m.max() > 0]
    means = np.array([m.mean() for m in live])
    weights = []
    for m in maps:
        if m.max() <= 0:
            weights.append(0)
            continue
        wide = np.mean(m > threshold_otsu(m))
        bright = dark = True
        if len(live) > 1:
            tau, variance = threshold_otsu(means), means.var()
            bright, dark = m.mean() >= tau + variance, m.mean() <= tau - variance
        weights.append(-1 if bright and wide > 0.2 else 1 if dark and wide < 0.1 else 0)
    return weights


def alpha_lt(maps, is_object, row, col):
    """The tri-state weights, 0 for background kernels."""
    states = alpha_ts(maps, is_object, row, col)
    return [state if own else 0 for state, own in zip(states, is_object, strict=True)]


def alpha_at(maps, is_object, row, col):
    """By the cosine of each live map and the attention map."""
    live = [m for m in maps if m.max() > 0]
    if not live:
        return [0] * len(maps)
    attention = stretched(np.max(live, axis=0)) + stretched(np.mean(live, axis=0))
    cosines = np.array([cosine(attention, m) for m in live])
    low, high = cosines.mean() - cosines.std() / 2, cosines.mean() + cosines.std() / 2
    weights = []
    for m in maps:
        c = cosine(attention, m)
        weights.append(0 if m.max() <= 0 else 1 if c < low else -1 if c > high else 0)
    return weights


def stretched(image):
    spread = image.max() - image.min()
    return (image - image.min()) / spread if spread > 0 else np.zeros_like(image)


def cosine(first, second):
    lengths = np.linalg.norm(first) * np.linalg.norm(second)
    return (first * second).sum() / lengths if lengths > 0 else 0.0


def alpha_pb(maps, is_object, row, col):
    """By the side whose local mean and variance explain each map's value better."""
    moments = {}
    for side in (True, False):
        values = [
            square(m, row, col) for m, own in zip(maps, is_object, strict=True) if own == side
        ]
        if values:
            variance = np.var(values)
            moments[side] = np.mean(values), variance if variance >= 1e-7 else 1.0

    def phi(value, side):
        if side not in moments:
            return 0.0
        mean, variance = moments[side]
        return np.exp(-((value - mean) ** 2) / (2 * variance))

    weights = []
    for m, own in zip(maps, is_object, strict=True):
        by_object, by_others = phi(m[row, col], True), phi(m[row, col], False)
        explains = by_object > by_others if own else by_object < by_others
        weights.append((1 if own else -1) * explains)
    return weights


def decode(activations, kernel_classes, object_class, alpha, scale=None):
    """Saliency of one object class before it is interpolated; activations are (C, h, w).

    A scale is the maxima of the maps and the level of the sums (None: the sums themselves).
    """
    maps = [scaled(channel) for channel in activations]
    if scale is not None:
        maps = [
            channel / most if most > 0 else np.zeros_like(channel)
            for channel, most in zip(activations, scale[0], strict=True)
        ]
    is_object = [class_id == object_class for class_id in kernel_classes]
    out = np.zeros(activations.shape[1:])
    for row, col in np.ndindex(*out.shape):
        weights = alpha(maps, is_object, row, col)
        total = sum(w * m[row, col] for w, m in zip(weights, maps, strict=True))
        out[row, col] = max(total, 0.0)
    if scale is not None:
        return out if scale[1] is None else np.minimum(out / scale[1], 1.0)
    return scaled(out)
