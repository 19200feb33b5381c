"""Rows of an explanation add up: strokes to the sum, kernels to strokes, terms to kernels."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flimbuilder.gui.panels.why.rows import (
    kernel_rows,
    kernels_of_stroke,
    stroke_rows,
    terms_of,
)
from flimbuilder.session.explanation import WhyResult
from flimbuilder.session.session import Session
from flimbuilder.session.view import ExplainedPlace

PLACE = (20.0, 22.0)


@pytest.fixture
def result(session: Session, project_folder: Path, settle: Callable[[Session], None]) -> WhyResult:
    """The explanation of a pixel of the first image, with counterfactuals."""
    session.open(project_folder)
    settle(session)
    session.explanation.watch("the test")
    image = session.document.project.images[0].id
    session.update_view(explained=ExplainedPlace(image, (PLACE,)))
    settle(session)
    assert session.explanation.result is not None
    return session.explanation.result


def test_strokes_and_bias_add_up_to_the_sum(session: Session, result: WhyResult) -> None:
    rows = stroke_rows(session, result)
    assert sum(row.value for row in rows) == pytest.approx(result.explanation.sum, abs=1e-5)
    strokes = [row for row in rows if row.kind == "stroke"]
    assert len(strokes) == 4
    assert {row.title for row in strokes} == {"Disk 1", "Stroke 2"}
    assert {row.detail for row in strokes} == {"cells_0.png", "cells_1.png"}
    assert all(row.change is not None for row in strokes)


def test_orders(session: Session, result: WhyResult) -> None:
    values = [row.value for row in stroke_rows(session, result, "value") if row.can_open]
    assert values == sorted(values, key=lambda value: -value * result.direction)
    changes = [abs(row.change or 0) for row in stroke_rows(session, result, "change")]
    assert changes == sorted(changes, reverse=True)


def test_kernels_add_up_to_their_stroke_and_to_the_sum(
    session: Session, result: WhyResult
) -> None:
    rows = kernel_rows(session, result)
    assert sum(row.value for row in rows) == pytest.approx(result.explanation.sum, abs=1e-5)
    for stroke in stroke_rows(session, result):
        if stroke.kind == "stroke":
            kernels = kernels_of_stroke(session, result, stroke)
            assert sum(row.value for row in kernels) == pytest.approx(stroke.value, abs=1e-5)


def test_terms_add_up_to_their_kernel_down_to_the_input(
    session: Session, result: WhyResult, settle: Callable[[Session], None]
) -> None:
    kernel = max(kernel_rows(session, result), key=lambda row: row.value)
    blocks = []
    while kernel.kind == "kernel":
        session.decompositions.request(kernel.path)
        settle(session)
        terms = session.decompositions.terms[kernel.path]
        blocks.append(terms.block)
        assert terms.value == pytest.approx(kernel.value, rel=1e-4, abs=1e-6)
        assert (
            terms.pixels.sum() + terms.bias == pytest.approx(kernel.value, rel=1e-3, abs=1e-4)
            or terms.block > 0
        )
        rows = terms_of(session, result, kernel, terms)
        assert sum(row.value for row in rows) == pytest.approx(kernel.value, rel=1e-4, abs=1e-6)
        kernel = max(rows, key=lambda row: abs(row.value) if row.kind == "kernel" else -1.0)
    assert blocks == [1, 0]
    assert {row.title for row in rows} >= {"Lightness", "Green to red", "Blue to yellow"}


def test_a_deleted_stroke_is_marked_as_gone(session: Session, result: WhyResult) -> None:
    session.drawing.remove([1])
    row = next(row for row in stroke_rows(session, result) if row.key == (result.place.image, 1))
    assert row.is_gone
    assert row.detail == "cells_0.png, deleted since"


def test_many_rows_end_in_their_sum(
    session: Session, result: WhyResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flimbuilder.gui.panels.why.rows.MOST", 2)
    for rows in (stroke_rows(session, result), kernel_rows(session, result)):
        others = [row for row in rows if row.kind == "others"]
        assert len(others) == 1
        assert sum(row.value for row in rows) == pytest.approx(result.explanation.sum, abs=1e-5)
