"""The order of suspects, worked by hand."""

from typing import Any

import pytest

from flimbuilder.explain.counterfactuals.agreement import Agreement, AgreementOfMarker, MarkerKey
from flimbuilder.explain.counterfactuals.suspects import (
    Counterfactual,
    order_suspects,
    rank_counterfactuals,
    speaks_for,
)
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import ImageEntry, Project


def entry(name: str, role: str = "train") -> ImageEntry:
    return ImageEntry.model_validate(
        {
            "id": name, "path": f"{name}.png", "sha256": "0" * 64, "size": 1,
            "shape": (9, 9, 3), "dtype": "uint8", "role": role,
        }
    )  # fmt: skip


@pytest.fixture
def project() -> Project:
    drawn = ImageMarkers(
        next_id=4,
        markers=tuple(
            Disk(id=number, class_id=class_id, center=(2, 2), radius=1)
            for number, class_id in enumerate((1, None, 0), start=1)
        ),
    )
    return Project(
        images=(entry("a"), entry("b"), entry("c", "test")),
        markers={"a": drawn, "b": drawn, "c": drawn},
    )


def test_suspects_are_the_markers_that_teach(project: Project) -> None:
    assert order_suspects(project) == [("a", 1), ("a", 3), ("b", 1), ("b", 3)]


def test_the_largest_contribution_comes_first(project: Project) -> None:
    contributions: list[tuple[MarkerKey, float]] = [(("b", 3), -2.0), (("b", 1), 1.0)]
    assert order_suspects(project, contributions) == [("b", 3), ("b", 1), ("a", 1), ("a", 3)]


def test_the_class_comes_before_agreement_and_that_before_contribution(project: Project) -> None:
    agreement = Agreement(
        (
            AgreementOfMarker("a", 1, 1, 0.9),
            AgreementOfMarker("a", 3, 0, 0.0),
            AgreementOfMarker("b", 1, 1, 0.6),
            AgreementOfMarker("b", 3, 0, 0.95),
        )
    )
    contributions: list[tuple[MarkerKey, float]] = [(("a", 1), 8.0)]
    of: dict[str, Any] = {"agreement": agreement, "object_class": 1}
    assert order_suspects(project, contributions, **of) == [
        ("b", 1), ("a", 1), ("a", 3), ("b", 3),
    ]  # fmt: skip
    assert order_suspects(project, contributions, saliency=0.1, **of) == [
        ("a", 3), ("b", 3), ("b", 1), ("a", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("marker_class", "saliency", "speaks"),
    [(1, 0.7, True), (1, 0.3, False), (0, 0.7, False), (0, 0.3, True), (2, 0.3, True)],
)
def test_a_class_speaks_for_its_own_objects_and_others_for_the_rest(
    marker_class: int, saliency: float, speaks: bool
) -> None:
    assert speaks_for(marker_class, 1, saliency) == speaks


def left_out(marker: int = 1, **fields: Any) -> Counterfactual:
    return Counterfactual("a", marker, 1, **fields)


def test_a_marker_that_the_others_contradict_is_to_blame() -> None:
    wrong = left_out(own=0.2, support=0.0, saliency=0.1, change=-0.8)
    assert wrong.contradiction == pytest.approx(0.9)
    assert wrong.is_contradicted
    assert wrong.blame == pytest.approx(0.9 + 0.1 * 0.8)


def test_a_change_towards_the_present_result_is_no_blame() -> None:
    assert left_out(own=1.0, support=1.0, saliency=1.0, change=0.3).blame == 0
    assert left_out(own=1.0, support=1.0, saliency=0.4, change=0.3).blame == pytest.approx(0.03)


def test_a_class_that_does_not_speak_for_the_result_is_not_to_blame() -> None:
    assert left_out(own=0.2, support=0.0, saliency=0.1, change=-0.8, speaks=False).blame == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"own": 0.2, "support": 0.9}, {"own": 0.9, "support": 0.1},
        {"own": 0.2}, {"support": 0.2}, {"fault": "no object"},
    ],
)  # fmt: skip
def test_a_marker_is_contradicted_by_both_models_or_not(fields: dict[str, Any]) -> None:
    assert not left_out(**fields).is_contradicted


def test_unknown_agreement_is_no_contradiction() -> None:
    assert left_out().contradiction == 0
    assert left_out(support=0.2).contradiction == pytest.approx(0.8)


def test_orders() -> None:
    found = [
        left_out(1, change=0.1, saliency=0.2, agreement=0.3, own=0.9, measures={"dice": -0.1}),
        left_out(2, change=-0.4, saliency=0.5, agreement=-0.2, own=0.1, measures={"dice": 0.4}),
        left_out(3, fault="nothing to learn"),
        left_out(4, change=0.3, saliency=0.4, agreement=0.5, own=0.5, measures={}),
    ]

    def order(name: Any) -> list[int]:
        return [item.marker for item in rank_counterfactuals(found, name)]

    assert order("blame") == [2, 4, 1, 3]
    assert order("region") == [2, 4, 1, 3]
    assert order("agreement") == [4, 1, 2, 3]
    assert order("measure") == [2, 4, 1, 3]
