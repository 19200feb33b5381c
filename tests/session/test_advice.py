"""The advice when a result disappoints: when it comes, what it says, and that it never nags."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.label_values import IGNORED
from flimbuilder.project.markers import Disk
from flimbuilder.session.advice import LOW_AGREEMENT, LOW_DICE, judge
from flimbuilder.session.session import Session
from tests.session.conftest import Pump, ids

SHAPE = 40, 50


def square(top: int, left: int, side: int, value: int = 1) -> np.ndarray:
    made = np.zeros(SHAPE, np.int16)
    made[top : top + side, left : left + side] = value
    return made


def test_a_good_mask_needs_no_advice() -> None:
    truth = square(5, 5, 10)
    assert judge(truth, truth, (), "place") is None
    assert judge(np.zeros(SHAPE, int), np.zeros(SHAPE, int), (), "place") is None
    assert judge(truth, None, (), "place") is None  # neither reference nor markers


def test_the_largest_error_by_hand() -> None:
    truth = square(5, 5, 10) + square(25, 30, 4)
    advice = judge(square(20, 5, 6), truth, (), "place")
    assert advice is not None
    assert (advice.kind, advice.score, advice.has_reference) == ("place", 0, True)
    assert advice.class_id == 1  # 100 missed pixels are more than 36 false ones
    assert advice.region == (0, 0, 27, 27)
    advice = judge(square(10, 20, 15), truth, (), "automatic")
    assert advice is not None
    assert (advice.kind, advice.class_id) == ("automatic", 0)


def test_pixels_that_are_left_out_count_for_nothing() -> None:
    truth = square(5, 5, 10)
    mask = truth.copy()
    mask[30:] = 1
    truth[30:] = IGNORED
    assert judge(mask, truth, (), "place") is None


def test_agreement_with_markers_by_hand() -> None:
    markers = (
        Disk(id=1, class_id=1, center=(5, 5), radius=2),
        Disk(id=2, class_id=0, center=(20, 20), radius=2),
    )
    assert judge(square(0, 0, 10), None, markers, "place") is None
    advice = judge(np.zeros(SHAPE, int), None, markers, "place")
    assert advice is not None
    assert (advice.score, advice.has_reference, advice.class_id) == (0.5, False, 1)
    advice = judge(np.ones(SHAPE, int), None, markers, "place")
    assert advice is not None
    assert (advice.score, advice.class_id) == (0.5, 0)


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.int16, (6, 7), elements=st.integers(0, 2)),
    arrays(np.int16, (6, 7), elements=st.integers(-1, 2)),
)
def test_the_score_is_that_of_a_loop(mask: np.ndarray, truth: np.ndarray) -> None:
    both = objects = 0
    for row in range(6):
        for col in range(7):
            if truth[row, col] != IGNORED:
                both += int(mask[row, col] == truth[row, col] != 0)
                objects += int(mask[row, col] != 0) + int(truth[row, col] != 0)
    score = 2 * both / objects if objects else 1.0
    advice = judge(mask, truth, (), "place")
    assert (advice is None) == (score >= LOW_DICE)
    if advice is not None:
        assert advice.score == pytest.approx(score)
        top, left, height, width = advice.region
        inside = (slice(top, top + height), slice(left, left + width))
        assert (mask[inside] != truth[inside]).any()


# In the session


def worst(session: Session, pump: Pump) -> Session:
    """Choose settings that find nothing."""
    session.set_delineation(Delineation(threshold=1.0))
    pump.settle(session)
    return session


def test_the_automatic_settings_are_offered_and_used(
    session: Session, folder: Path, pump: Pump
) -> None:
    session.open(folder)
    pump.settle(session)
    assert session.advisor.advice is None
    worst(session, pump)
    advice = session.advisor.advice
    assert advice is not None
    assert (advice.kind, advice.score) == ("automatic", 0)
    session.set_delineation(session.document.project.delineation.with_(area=(5, 9000)))
    pump.settle(session)
    session.advisor.use_automatic()
    project = session.document.project
    assert project.decoder == DecoderChoice()
    assert project.delineation == Delineation(area=(5, 9000))  # filters stay
    assert session.document.undo_label == "Use the automatic settings"
    pump.settle(session)
    assert session.advisor.advice is None
    session.document.undo()
    pump.settle(session)
    assert session.advisor.advice is None  # not twice


def test_a_place_is_offered_if_the_settings_are_automatic(
    session: Session, folder: Path, pump: Pump
) -> None:
    session.open(folder)
    pump.settle(session)
    session.set_decoder(DecoderChoice())
    session.set_delineation(Delineation(area=(10**6, 10**7)))  # finds nothing
    pump.settle(session)
    advice = session.advisor.advice
    assert advice is not None
    assert (advice.kind, advice.class_id) == ("place", 1)
    session.update_view(image=ids(session)[1])
    pump.settle(session)
    assert session.advisor.advice is None  # given for the first image
    session.update_view(image=ids(session)[0])
    pump.settle(session)
    assert session.advisor.advice == advice
    session.advisor.dismiss()
    session.update_view(image=ids(session)[1])
    session.update_view(image=ids(session)[0])
    pump.settle(session)
    assert session.advisor.advice is None


def test_no_advice_on_stale_or_previous_results(
    session: Session, folder: Path, pump: Pump
) -> None:
    session.open(folder)
    pump.settle(session)
    worst(session, pump)
    assert session.advisor.advice is not None
    session.drawing.disk((33, 30))
    assert session.advisor.advice is None
    pump.settle(session)
    assert session.advisor.advice is None
    session.document.close()
    pump.settle(session)
    assert session.advisor.advice is None


def test_the_limits_are_those_of_the_guide() -> None:
    assert (LOW_DICE, LOW_AGREEMENT) == (0.6, 0.75)
