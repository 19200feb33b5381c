"""Commands on kernels."""

from pathlib import Path

import pytest

from flimbuilder.errors import ProjectError
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
    return [
        kernel.identity for kernel in session.builder.current.learned.blocks[block - 1].kernels
    ]


def test_an_edit_records_the_weights_of_the_kernel(built: Session) -> None:
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


def test_inverting_twice_restores_the_kernel(built: Session) -> None:
    first, second = identities(built, 2)[:2]
    built.kernels.invert(2, [first])
    built.kernels.invert(2, [first, second])
    assert built.kernels.edited(2, "invert") == {second}
    assert built.builder.stale_block == 2


def test_a_deleted_kernel_can_be_inverted(built: Session) -> None:
    chosen = identities(built)[0]
    built.kernels.delete(1, [chosen])
    built.kernels.invert(1, [chosen])
    built.kernels.restore(1, [chosen])
    assert built.kernels.edited(1, "invert") == {chosen}
    assert built.kernels.edited(1, "delete") == set()


def test_restoring_matches_a_kernel_by_its_weights(built: Session, pump: Pump) -> None:
    """Its marker was redrawn, and the build deletes the most similar kernel."""
    weights = built.builder.current.learned.blocks[0].weights[3]  # type: ignore[union-attr]
    gone = ClusterIdentity(image="gone", marker=1, cluster=0)
    edit = KernelEdit(block=1, action="delete", kernel=gone, weights=tuple(weights.tolist()))
    built.document.do("Delete", SetKernelEdits(kernel_edits=(edit,)))
    built.builder.build()
    pump.settle(built)
    (card,) = [card for card in built.inspector.cards if card.deleted]
    assert (card.number, card.pending) == (4, False)
    assert built.kernels.edited(1, "delete") == {card.identity}
    built.kernels.restore(1, [card.identity])
    assert built.document.project.kernel_edits == ()


def test_the_order_of_edits_does_not_depend_on_hashes(built: Session) -> None:
    chosen = identities(built)
    built.kernels.delete(1, set(chosen[:4]))
    first = built.document.project.kernel_edits
    built.document.undo()
    built.kernels.delete(1, list(reversed(chosen[:4])))
    assert built.document.project.kernel_edits == first


def test_an_empty_selection_changes_nothing(built: Session) -> None:
    revision = built.document.revision
    built.kernels.delete(1, [])
    built.kernels.invert(1, [])
    built.kernels.restore(1, [])
    assert built.document.revision == revision


# The last kernel of a block


@pytest.mark.parametrize("block", [1, 2])
def test_deleting_all_kernels_of_a_block_is_refused(built: Session, block: int) -> None:
    before = built.document.project
    with pytest.raises(ProjectError, match=f"block {block} would have no kernels left"):
        built.kernels.delete(block, identities(built, block))
    assert built.document.project is before


def test_the_last_kernel_can_be_deleted_after_restoring_another(built: Session) -> None:
    first, *others = identities(built, 2)
    built.kernels.delete(2, others)
    with pytest.raises(ProjectError, match="keep at least one"):
        built.kernels.delete(2, [first])
    built.kernels.restore(2, others[:1])
    built.kernels.delete(2, [first])
    assert built.kernels.edited(2, "delete") == {first, *others[1:]}


def test_a_single_remaining_kernel_can_be_built(built: Session, pump: Pump) -> None:
    first, *others = identities(built, 1)
    built.kernels.delete(1, others)
    built.builder.build()
    pump.settle(built)
    assert built.builder.current is not None
    learned = built.builder.current.learned.blocks[0]
    assert [kernel.identity for kernel in learned.kept] == [first]
    with pytest.raises(ProjectError, match="keep at least one"):
        built.kernels.delete(1, [first])


def test_without_a_build_any_kernel_can_be_deleted(session: Session, folder: Path) -> None:
    session.document.open(folder)
    only = ClusterIdentity(image="cells_0", marker=1, cluster=0)
    session.kernels.delete(1, [only])
    assert session.kernels.edited(1, "delete") == {only}
