"""Agreement of saliency with markers: by hand, and against a loop over the pixels."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from flimbuilder.explain.counterfactuals.agreement import (
    Agreement,
    AgreementOfMarker,
    marker_agreement,
)
from flimbuilder.project.markers import Disk, Marker, Stroke
from flimbuilder.project.rasterise import marker_pixels


def dot(number: int, class_id: int | None, row: float, col: float, radius: float = 0.0) -> Disk:
    return Disk(id=number, class_id=class_id, center=(row, col), radius=radius)


def test_each_marker_is_compared_with_the_saliency_of_its_class() -> None:
    saliency = np.array([[[0.9, 0.2, 0.4]], [[0.1, 0.7, 0.3]]])
    markers = [dot(1, 1, 0, 0), dot(4, 2, 0, 1), dot(5, 0, 0, 2)]
    found = marker_agreement(saliency, (1, 2), markers)
    assert found == pytest.approx({1: 0.9, 4: 0.7, 5: 1 - 0.4})


def test_the_last_marker_owns_a_pixel_and_erasers_own_nothing() -> None:
    saliency = np.array([[[0.8, 0.6, 0.1]]])
    stroke = Stroke(id=1, class_id=1, points=((0, 0), (0, 2)), radius=0)
    markers = [stroke, dot(2, 0, 0, 2), dot(3, None, 0, 1), dot(4, 1, 0, 2)]
    found = marker_agreement(saliency, (1,), markers)
    assert found == pytest.approx({1: 0.8, 4: 0.1})  # marker 2 is hidden, 3 erases


def test_a_class_without_a_map_counts_as_background() -> None:
    found = marker_agreement(np.array([[[0.25]]]), (1,), [dot(1, 7, 0, 0)])
    assert found == pytest.approx({1: 0.75})


def test_without_markers_there_is_nothing_to_compare() -> None:
    assert marker_agreement(np.zeros((1, 2, 2)), (1,), []) == {}


def by_loops(
    saliency: NDArray[np.float64], classes: tuple[int, ...], markers: list[Marker]
) -> dict[int, float]:
    pixels = marker_pixels(markers, (saliency.shape[1], saliency.shape[2]))
    values: dict[int, list[float]] = {}
    places = zip(pixels.marker, pixels.class_id, pixels.row, pixels.col, strict=True)
    for marker, class_id, row, col in places:
        maps = [float(saliency[index, row, col]) for index in range(len(classes))]
        right = maps[classes.index(class_id)] if class_id in classes else 1 - max(maps)
        values.setdefault(int(marker), []).append(right)
    return {marker: sum(of) / len(of) for marker, of in values.items()}


@settings(deadline=None, max_examples=40)
@given(data=st.data(), n_classes=st.integers(1, 3), seed=st.integers(0, 1000))
def test_agreement_equals_a_loop_over_the_pixels(data: Any, n_classes: int, seed: int) -> None:
    classes = tuple(range(1, n_classes + 1))
    saliency = np.random.default_rng(seed).random((n_classes, 9, 7))
    markers: list[Marker] = [
        dot(
            number,
            data.draw(st.sampled_from([None, 0, *classes])),
            data.draw(st.integers(-1, 9)),
            data.draw(st.integers(-1, 7)),
            data.draw(st.sampled_from([0.0, 1.0, 2.5])),
        )
        for number in range(1, data.draw(st.integers(0, 5)) + 1)
    ]
    found = marker_agreement(saliency, classes, markers)
    assert found == pytest.approx(by_loops(saliency, classes, markers))
    assert all(0 <= value <= 1 for value in found.values())


class TestMean:
    agreement = Agreement(
        (
            AgreementOfMarker("a", 1, 1, 0.2),
            AgreementOfMarker("a", 2, 0, 0.6),
            AgreementOfMarker("b", 1, 0, 1.0),
            AgreementOfMarker("b", 2, 0, 0.5),
        )
    )

    def test_classes_count_equally(self) -> None:
        assert self.agreement.mean() == pytest.approx((0.2 + (0.6 + 1.0 + 0.5) / 3) / 2)

    def test_markers_can_be_left_out(self) -> None:
        assert self.agreement.mean({("a", 1), ("b", 1)}) == pytest.approx((0.6 + 0.5) / 2)
        assert self.agreement.mean({marker.key for marker in self.agreement.markers}) is None

    def test_an_image_alone(self) -> None:
        assert self.agreement.mean(image="b") == pytest.approx(0.75)
        assert self.agreement.mean(image="c") is None

    def test_one_marker(self) -> None:
        assert self.agreement.of("b", 2) == 0.5
        assert self.agreement.of("b", 3) is None
