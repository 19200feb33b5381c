"""Delineation pixel by pixel over the whole image, as `refine` documents it.

Written from the definitions, slow on purpose, and sharing nothing with the package.
"""

import math
from itertools import product

import numpy as np

OBJECT, BACKGROUND = 1, 2


def _inside(shape, pixel):
    return all(0 <= at < side for at, side in zip(pixel, shape, strict=True))


def _four_around(shape, pixel):
    row, column = pixel
    around = [(row - 1, column), (row, column - 1), (row, column + 1), (row + 1, column)]
    return [neighbour for neighbour in around if _inside(shape, neighbour)]


def _disc(shape, pixel, radius):
    reach = range(-radius, radius + 1)
    shifts = [(r, c) for r, c in product(reach, reach) if r * r + c * c <= radius * radius]
    disc = [(pixel[0] + r, pixel[1] + c) for r, c in shifts]
    return [at for at in disc if _inside(shape, at)]


def _components(mask):
    left, components = {tuple(pixel) for pixel in np.argwhere(mask).tolist()}, []
    while left:
        component, front = set(), {left.pop()}
        while front:
            row, column = front.pop()
            component.add((row, column))
            around = {(row + r, column + c) for r in (-1, 0, 1) for c in (-1, 0, 1)} & left
            left -= around
            front |= around
        components.append(component)
    return components


def literal_seeds(mask, erosion, dilation):
    """Return the seeds of object and background; all 0 if the background has none."""
    seeds = np.zeros(mask.shape, dtype=np.int32)
    out_of_mask = np.argwhere(~mask)
    for pixel in np.ndindex(mask.shape):
        if not any(mask[near] for near in _disc(mask.shape, pixel, dilation)):
            seeds[pixel] = BACKGROUND
    if not seeds.any():
        return seeds
    for component in _components(mask):
        depth = {at: ((out_of_mask - at) ** 2).sum(axis=1).min() for at in component}
        inner = [at for at in component if all(mask[q] for q in _disc(mask.shape, at, erosion))]
        deepest = [at for at in component if depth[at] == max(depth.values())]
        seeds[tuple(np.transpose(inner or deepest))] = OBJECT
    return seeds


def literal_dynamic_trees(colours, seeds):
    """Compute the image foresting transform with a plain list as its queue."""
    colours = {at: colours[at].astype(np.float64) for at in np.ndindex(seeds.shape)}
    queue = [tuple(at) for at in np.argwhere(seeds).tolist()]
    cost = dict.fromkeys(colours, math.inf) | dict.fromkeys(queue, 0.0)
    label = {at: int(seeds[at]) for at in colours}
    root = {at: at for at in queue}
    size, mean = dict.fromkeys(queue, 0), {at: 0 * colours[at] for at in queue}
    done = set()
    while queue:
        p = min(queue, key=cost.__getitem__)  # the first of equal costs
        queue.remove(p)
        done.add(p)
        r = root[p]
        size[r] += 1
        mean[r] = mean[r] + (colours[p] - mean[r]) / size[r]
        for q in _four_around(seeds.shape, p):
            path = max(cost[p], ((mean[r] - colours[q]) ** 2).sum())
            if q not in done and path < cost[q]:
                cost[q], label[q], root[q] = path, label[p], r
                if q in queue:
                    queue.remove(q)
                queue.append(q)
    return np.array([label[at] for at in np.ndindex(seeds.shape)]).reshape(seeds.shape)


def literal_random_walk(colours, seeds, beta):
    """Return P(object) - P(background) for the end of the random walk from each pixel."""
    scale = beta / (10 * colours.std() * math.sqrt(colours.shape[-1]))
    pixels = list(np.ndindex(seeds.shape))
    number = {pixel: at for at, pixel in enumerate(pixels)}
    system, ends = np.zeros((len(pixels), len(pixels))), np.zeros(len(pixels))
    for p in pixels:
        if seeds[p]:
            system[number[p], number[p]] = 1
            ends[number[p]] = 1 if seeds[p] == OBJECT else -1
            continue
        for q in _four_around(seeds.shape, p):
            weight = math.exp(-scale * ((colours[p] - colours[q]) ** 2).sum()) + 1e-10
            system[number[p], number[p]] += weight
            system[number[p], number[q]] -= weight
    return np.linalg.solve(system, ends).reshape(seeds.shape)


def literal_saliency_walk(mask, saliency, threshold, colours):
    """Return each pixel's probability of the object, 0 or 1 for seeds, as the docstring says.

    Return None if a pixel is as far from one component as from another, which leaves it open.
    """
    pixels = list(np.ndindex(mask.shape))
    odds = {at: math.log(saliency[at] / (1 - saliency[at])) for at in pixels}
    odds = {at: value - math.log(threshold / (1 - threshold)) for at, value in odds.items()}
    components = _components(mask)
    levels = [float(np.median([odds[at] for at in part])) for part in components]
    reaches = [max(2, 0.15 * math.sqrt(len(part) / math.pi)) for part in components]
    owner, away = {}, {}
    for p in pixels:
        nearest = [min(math.dist(p, q) for q in part) for part in components]
        away[p] = min(nearest)
        owners = [number for number, far in enumerate(nearest) if far == away[p]]
        if len(owners) > 1 and away[p] <= max(reaches) + 1:
            return None
        owner[p] = owners[0]
    inside = {p for p in pixels if mask[p] and odds[p] >= levels[owner[p]]}
    outside = {
        p
        for p in pixels
        if not mask[p] and (away[p] > reaches[owner[p]] or odds[p] <= -2 * levels[owner[p]])
    }
    steps = [[] for _ in components]
    for p in pixels:
        for q in _four_around(mask.shape, p):
            if p < q and max(away[p] - reaches[owner[p]], away[q] - reaches[owner[q]]) <= 1:
                steps[owner[p]].append(math.dist(colours[p], colours[q]))
    means = [sum(part) / len(part) if part else 0 for part in steps]
    reached, front = set(inside), list(inside)
    while front:
        fresh = set(_four_around(mask.shape, front.pop())) - outside - reached
        reached |= fresh
        front += fresh
    free = [p for p in pixels if p in reached - inside]
    number = {p: at for at, p in enumerate(free)}
    system, ends = np.zeros((len(free), len(free))), np.zeros(len(free))
    for p in free:
        for q in _four_around(mask.shape, p):
            scale = means[owner[min(p, q)]] or 1
            weight = math.exp(-3 * math.dist(colours[p], colours[q]) / scale) + 0.001
            system[number[p], number[p]] += weight
            if q in number:
                system[number[p], number[q]] -= weight
            elif q in inside:
                ends[number[p]] += weight
    met = np.zeros(mask.shape)
    met[tuple(np.transpose(list(inside)))] = 1
    if free:
        met[tuple(np.transpose(free))] = np.linalg.solve(system, ends)
    return met
