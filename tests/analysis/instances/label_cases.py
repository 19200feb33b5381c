"""Label images for tests, and the literal definitions of the measures."""

import itertools

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

SIDE = 6


def labels_of(*rows):
    """Make a label image of rows of digits; dots are background."""
    return np.array([[0 if sign == "." else int(sign) for sign in row] for row in rows])


LABELS = hnp.arrays(np.int32, (SIDE, SIDE), elements=st.sampled_from([0, 0, 1, 2, 3, 7]))


@st.composite
def similar_labels(draw):
    """Draw a label image and one that differs from it in some pixels."""
    truth = draw(LABELS)
    changed = draw(
        hnp.arrays(np.bool_, truth.shape, elements=st.sampled_from([False] * 4 + [True]))
    )
    return np.where(changed, draw(LABELS), truth), truth


def literal_iou(predicted, truth):
    """Return the IoU of all pairs, (true objects, predicted objects), by loops."""
    numbers = [[n for n in np.unique(image) if n > 0] for image in (truth, predicted)]
    return np.array(
        [
            [
                ((truth == a) & (predicted == b)).sum() / ((truth == a) | (predicted == b)).sum()
                for b in numbers[1]
            ]
            for a in numbers[0]
        ]
    ).reshape(len(numbers[0]), len(numbers[1]))


def literal_matching(iou, threshold):
    """Return the number of pairs and the sum of IoU of the best matching, trying all of them."""
    n_true, n_predicted = iou.shape
    if n_true > n_predicted:
        return literal_matching(iou.T, threshold)
    best = 0, 0.0
    for columns in itertools.permutations(range(n_predicted), n_true):
        values = [iou[row, column] for row, column in enumerate(columns)]
        kept = [value for value in values if value >= threshold]
        best = max(best, (len(kept), sum(kept)))
    return best


def literal_aji(predicted, truth):
    """Return the aggregated Jaccard index by its algorithm (Kumar et al., 2017)."""
    shared = united = 0
    used = set()
    for a in (n for n in np.unique(truth) if n > 0):
        inside = truth == a
        pairs = [
            ((inside & (predicted == b)).sum(), (inside | (predicted == b)).sum(), b)
            for b in np.unique(predicted)
            if b > 0 and (inside & (predicted == b)).any()
        ]
        if not pairs:
            united += inside.sum()
            continue
        common, union, b = max(pairs, key=lambda pair: (pair[0] / pair[1], -pair[2]))
        shared, united = shared + common, united + union
        used.add(b)
    united += sum((predicted == b).sum() for b in np.unique(predicted) if b > 0 and b not in used)
    return shared / united if united else 1.0
