"""Shares of markers in kernels, both ways."""

from pathlib import Path

import pytest

from flimbuilder.session.provenance import shares_of_kernel, shares_of_marker
from flimbuilder.session.session import Session
from tests.session.conftest import Pump, ids


def test_shares_are_the_same_both_ways(session: Session, pump: Pump, folder: Path) -> None:
    session.open(folder)
    pump.settle(session)
    built = session.builder.current
    assert built is not None
    seen = 0
    for block, learned in enumerate(built.learned.blocks, start=1):
        for kernel in learned.kernels:
            shares = shares_of_kernel(built, block, kernel.identity)
            assert sum(shares.values()) == pytest.approx(1)
            for (image, marker), share in shares.items():
                assert shares_of_marker(built, block, image, marker)[kernel.identity] == share
                seen += 1
    assert seen
    assert shares_of_marker(built, 1, ids(session)[2], 1) == {}


def test_without_a_build_or_block_there_are_none(
    session: Session, pump: Pump, folder: Path
) -> None:
    assert shares_of_marker(None, 1, "a", 1) == {}
    session.open(folder)
    pump.settle(session)
    built = session.builder.current
    assert built is not None
    kernel = built.learned.blocks[0].kernels[0].identity
    assert shares_of_kernel(built, 99, kernel) == shares_of_kernel(None, 1, kernel) == {}
    assert shares_of_marker(built, 99, ids(session)[0], 1) == {}
