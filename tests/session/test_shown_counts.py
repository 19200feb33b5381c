"""The histogram of the shown saliency, while anyone watches."""

from pathlib import Path

import numpy as np
import pytest

from flimbuilder.analysis.histograms import count_saliency
from flimbuilder.session.session import Session
from tests.session.conftest import Pump, ids

pytestmark = pytest.mark.slow


@pytest.fixture
def opened(session: Session, folder: Path, pump: Pump) -> Session:
    """A session with a project that is built, and its first image decoded."""
    session.open(folder)
    pump.settle(session)
    return session


def assert_shown(session: Session) -> None:
    decoded, shown = session.inspector.decoded, session.pixels.shown
    assert decoded is not None
    assert shown is not None
    objects = None if shown.truth is None else shown.truth == 1
    expected, counts = count_saliency(decoded.saliency[0], objects), session.shown_counts.current
    assert counts is not None
    assert np.array_equal(counts.pixels, expected.pixels)
    assert (counts.objects is None) == (expected.objects is None)
    if expected.objects is not None:
        assert np.array_equal(counts.objects, expected.objects)


def test_nothing_is_counted_unless_watched(opened: Session) -> None:
    assert opened.shown_counts.current is None


def test_the_counts_follow_the_image_and_the_build(opened: Session, pump: Pump) -> None:
    changes: list[object] = []
    opened.shown_counts.changed.connect(lambda: changes.append(opened.shown_counts.current))
    opened.shown_counts.watch("a panel")
    pump.settle(opened)
    assert_shown(opened)
    opened.update_view(image=ids(opened)[1])  # without a reference mask
    pump.settle(opened)
    assert_shown(opened)
    opened.drawing.disk((33, 30))
    opened.builder.build()
    pump.settle(opened)
    assert_shown(opened)
    assert len(changes) >= 3


def test_a_preview_of_the_threshold_is_not_counted_again(opened: Session, pump: Pump) -> None:
    opened.shown_counts.watch("a panel")
    pump.settle(opened)
    counts = opened.shown_counts.current
    opened.update_view(threshold=0.8)
    pump.settle(opened)
    assert opened.shown_counts.current is counts


def test_the_counts_go_with_the_last_watcher(opened: Session, pump: Pump) -> None:
    for watcher in ("a panel", "another"):
        opened.shown_counts.watch(watcher)
    pump.settle(opened)
    opened.shown_counts.unwatch("a panel")
    assert opened.shown_counts.current is not None
    opened.shown_counts.unwatch("another")
    assert opened.shown_counts.current is None
