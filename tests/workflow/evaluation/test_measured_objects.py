"""Objects of an image against their truth, by hand."""

import numpy as np

from flimbuilder.project.decoding import Delineation
from flimbuilder.workflow.evaluation.measured_objects import ObjectTruth, measure_found_objects
from tests.analysis.instances.label_cases import labels_of

OBJECTS = labels_of("11..2", "11..2", ".....")
HALF = Delineation(threshold=0.5, method="none")


def _measure(truth: ObjectTruth, mask: np.ndarray, n_classes: int = 1):
    planes = [np.where(mask == class_id, 0.9, 0.1) for class_id in range(1, n_classes + 1)]
    classes = range(1, n_classes + 1)
    return measure_found_objects(
        OBJECTS, mask, np.stack(planes), truth, classes, HALF, with_froc=True
    )


def test_regions_of_one_class() -> None:
    mask = (OBJECTS > 0).astype(np.uint8)
    found = _measure(ObjectTruth(OBJECTS * 7, mask.astype(np.int16)), mask)
    assert found.counts.n_true == 2
    assert found.counts.ap == 1
    assert found.hits["centre"].objects.tolist() == [0, 1]
    assert found.hits["iou"].objects.tolist() == [0, 1]


def test_objects_match_objects_of_their_class_only() -> None:
    mask = OBJECTS.astype(np.uint8)  # object 1 of class 1, object 2 of class 2
    swapped = np.array([0, 2, 1], np.int16)[OBJECTS]
    found = _measure(ObjectTruth(OBJECTS, swapped), mask, n_classes=2)
    assert (found.counts.n_predicted, found.counts.n_true, found.counts.hits[0]) == (2, 2, 0)
    assert found.counts.n_images == 1
    assert (found.hits["centre"].objects < 0).all()
    right = _measure(ObjectTruth(OBJECTS, mask.astype(np.int16)), mask, n_classes=2)
    assert right.counts.ap50 == 1
    assert right.hits["centre"].n_objects == 2


def test_ignored_pixels_have_no_objects() -> None:
    mask = (OBJECTS > 0).astype(np.uint8)
    truth = np.where(OBJECTS == 2, -1, mask.astype(np.int16))
    found = _measure(ObjectTruth(np.where(OBJECTS == 1, 1, 0), truth), mask)
    assert (found.counts.n_predicted, found.counts.n_true, found.counts.f1) == (1, 1, 1)


def test_centres_lie_in_objects_or_near_them() -> None:
    mask = (OBJECTS > 0).astype(np.uint8)
    centres = np.array([[0.0, 1.0], [1.0, 3.0]])
    inside = _measure(ObjectTruth(centres=centres), mask)
    assert (inside.counts.f1, inside.counts.count_error) == (0.5, 0)
    assert inside.hits["centre"].objects[:2].tolist() == [0, -1]
    near = _measure(ObjectTruth(centres=centres, distance=1.5), mask)
    assert near.counts.f1 == 1
