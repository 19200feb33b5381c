"""Reviewing the kernels of the last build in the background."""

from pathlib import Path

import pytest

from flimbuilder.explain.kernels.review import KernelReview
from flimbuilder.session.session import Session
from tests.session.conftest import Pump


@pytest.fixture
def built(session: Session, folder: Path, pump: Pump) -> Session:
    session.open(folder)
    pump.settle(session)
    return session


def test_a_review_arrives_and_is_kept(built: Session, pump: Pump) -> None:
    taken: list[KernelReview] = []
    built.kernel_reviewer.request(1, taken.append)
    assert taken == []
    pump.settle(built)
    built.kernel_reviewer.request(2, taken.append)  # at once
    assert [review.block for review in taken] == [1, 2]
    assert not built.jobs.running


def test_another_build_is_reviewed_again(built: Session, pump: Pump) -> None:
    taken: list[KernelReview] = []
    built.kernel_reviewer.request(1, taken.append)
    pump.settle(built)
    built.set_seed(7)
    built.builder.build()
    pump.settle(built)
    built.kernel_reviewer.request(1, taken.append)
    assert len(taken) == 1
    pump.settle(built)
    assert len(taken) == 2


def test_a_review_of_a_former_build_is_not_delivered(built: Session, pump: Pump) -> None:
    taken: list[KernelReview] = []
    built.kernel_reviewer.request(1, taken.append)
    former = built.builder.current
    built.set_seed(7)
    built.builder.build()
    pump.until(lambda: built.builder.current is not former)
    pump.settle(built)
    assert len(taken) <= 1  # it may have been faster than the build


def test_nothing_is_reviewed_without_a_build_or_block(session: Session, built: Session) -> None:
    built.kernel_reviewer.request(9, lambda review: pytest.fail("there is no block 9"))
    assert not built.jobs.running
    built.document.close()
    built.kernel_reviewer.request(1, lambda review: pytest.fail("nothing is open"))
    assert not built.jobs.running
