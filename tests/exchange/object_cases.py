"""Masks of objects, and slow readers of what is written of them."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from flimbuilder.analysis.objects import ObjectTable, label_objects, measure_objects
from flimbuilder.analysis.outlines import Outline, trace_outlines
from flimbuilder.project.project import ClassEntry, default_class

CLASSES = (
    default_class(0),
    ClassEntry(id=1, name="egg", colour="#ff8000"),
    ClassEntry(id=2, name='larva "2"/é', colour="#0000ff"),
)

masks = arrays(
    np.uint8,
    st.tuples(st.integers(1, 8), st.integers(1, 8)),
    elements=st.sampled_from([0, 0, 1, 1, 1, 2]),
)


@dataclass
class MaskCase:
    """A mask, its objects, their outlines and measurements."""

    mask: NDArray[np.uint8]
    instances: NDArray[np.int32]
    outlines: list[Outline]
    table: ObjectTable


def case_of(mask: Any) -> MaskCase:
    """Measure the objects of a mask in an image of constant saliency."""
    mask = np.asarray(mask, np.uint8)
    instances = label_objects(mask)
    saliency = np.full((2, *mask.shape), 0.75, np.float32)
    pixels = np.full((*mask.shape, 1), 0.5, np.float32)
    table = measure_objects(instances, saliency, (1, 2), pixels, mask)
    return MaskCase(mask, instances, trace_outlines(instances), table)


def fill_rings(rings: Any, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Fill closed rings of corners (x, y): inside is an odd number of edges on the left."""
    inside = np.zeros(shape, bool)
    for ring in rings:
        for (x, y), (next_x, next_y) in pairwise(ring):
            if x == next_x:
                for row in range(int(min(y, next_y)), int(max(y, next_y))):
                    inside[row, int(x) :] ^= True
    return inside
