"""What the expert does to kernels."""

from pathlib import Path

import pytest

from flimbuilder.project.edits import SetKernelEdits
from flimbuilder.project.project import ClusterIdentity, KernelEdit, KernelIdentity
from flimbuilder.session.session import Session
from tests.session.conftest import Pump


@pytest.fixture
def built(session: Session, folder: Path, pump: Pump) -> Session:
    session.open(folder)
    pump.settle(session)
    return session


def identities(session: Session, block: int = 1) -> list[KernelIdentity]:
    assert session.builder.current is not None
    return [one.identity for one in session.builder.current.learned.blocks[block - 1].kernels]


def test_an_edit_records_what_the_kernel_was_like(built: Session) -> None:
    chosen = identities(built)[2]
    built.kernels.delete(1, [chosen])
    (edit,) = built.document.project.kernel_edits
    weights = built.builder.current.learned.blocks[0].weights[2]  # type: ignore[union-attr]
    assert edit == KernelEdit(
        block=1, action="delete", kernel=chosen, weights=tuple(weights.tolist())
    )
    assert built.document.undo_label == "Delete 1 kernel of block 1"
    assert built.kernels.edited(1, "delete") == {chosen}
    assert built.kernels.edited(2, "delete") == built.kernels.edited(1, "invert") == set()
    assert built.builder.stale_block == 1


def test_deleting_twice_and_restoring(built: Session) -> None:
    first, second, third = identities(built)[:3]
    built.kernels.delete(1, [first, second])
    built.kernels.delete(1, [second, third])
    assert len(built.document.project.kernel_edits) == 3
    assert built.document.undo_label == "Delete 1 kernel of block 1"
    built.kernels.restore(1, [first, third])
    assert built.kernels.edited(1, "delete") == {second}
    revision = built.document.revision
    built.kernels.restore(1, [first])  # which is there
    assert built.document.revision == revision
    built.kernels.restore(1, [second])
    assert built.document.project.kernel_edits == ()
    assert built.builder.stale_block is None


def test_inverting_twice_is_back(built: Session) -> None:
    first, second = identities(built, 2)[:2]
    built.kernels.invert(2, [first])
    built.kernels.invert(2, [first, second])
    assert built.kernels.edited(2, "invert") == {second}
    assert built.builder.stale_block == 2


def test_a_deleted_kernel_may_be_inverted_too(built: Session) -> None:
    chosen = identities(built)[0]
    built.kernels.delete(1, [chosen])
    built.kernels.invert(1, [chosen])
    built.kernels.restore(1, [chosen])
    assert built.kernels.edited(1, "invert") == {chosen}
    assert built.kernels.edited(1, "delete") == set()


def test_a_kernel_that_was_deleted_under_a_former_name_is_restored(
    built: Session, pump: Pump
) -> None:
    """Its marker was drawn again; the build deletes what is like it."""
    weights = built.builder.current.learned.blocks[0].weights[3]  # type: ignore[union-attr]
    gone = ClusterIdentity(image="gone", marker=1, cluster=0)
    edit = KernelEdit(block=1, action="delete", kernel=gone, weights=tuple(weights.tolist()))
    built.document.do("Delete", SetKernelEdits(kernel_edits=(edit,)))
    built.builder.build()
    pump.settle(built)
    (card,) = [one for one in built.inspector.cards if one.deleted]
    assert (card.number, card.pending) == (4, False)
    assert built.kernels.edited(1, "delete") == {card.identity}
    built.kernels.restore(1, [card.identity])
    assert built.document.project.kernel_edits == ()


def test_the_order_of_edits_is_that_of_no_set(built: Session) -> None:
    chosen = identities(built)
    built.kernels.delete(1, set(chosen[:4]))
    first = built.document.project.kernel_edits
    built.document.undo()
    built.kernels.delete(1, list(reversed(chosen[:4])))
    assert built.document.project.kernel_edits == first


def test_nothing_chosen(built: Session) -> None:
    revision = built.document.revision
    built.kernels.delete(1, [])
    built.kernels.invert(1, [])
    built.kernels.restore(1, [])
    assert built.document.revision == revision
