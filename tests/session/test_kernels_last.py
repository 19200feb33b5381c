"""A block keeps a kernel: what the learner would refuse is refused when it is asked for."""

import pytest

from flimbuilder.errors import ProjectError
from flimbuilder.project.project import ClusterIdentity


@pytest.fixture
def built(session, folder, pump):
    session.open(folder)
    pump.settle(session)
    return session


def identities(session, block):
    return [one.identity for one in session.builder.current.learned.blocks[block - 1].kernels]


@pytest.mark.parametrize("block", [1, 2])
def test_all_kernels_of_a_block_at_once_are_refused(built, block):
    before = built.document.project
    with pytest.raises(ProjectError, match=f"block {block} would have no kernels left"):
        built.kernels.delete(block, identities(built, block))
    assert built.document.project is before


def test_the_last_one_is_refused_and_another_one_can_be_taken_back(built):
    first, *others = identities(built, 2)
    built.kernels.delete(2, others)
    with pytest.raises(ProjectError, match="keep at least one"):
        built.kernels.delete(2, [first])
    built.kernels.restore(2, others[:1])
    built.kernels.delete(2, [first])
    assert built.kernels.edited(2, "delete") == {first, *others[1:]}


def test_one_kernel_that_is_left_can_be_built(built, pump):
    first, *others = identities(built, 1)
    built.kernels.delete(1, others)
    built.builder.build()
    pump.settle(built)
    learned = built.builder.current.learned.blocks[0]
    assert [one.identity for one in learned.kept] == [first]
    with pytest.raises(ProjectError, match="keep at least one"):
        built.kernels.delete(1, [first])


def test_without_a_build_nothing_is_known_of_others(session, folder):
    session.document.open(folder)
    only = ClusterIdentity(image="cells_0", marker=1, cluster=0)
    session.kernels.delete(1, [only])
    assert session.kernels.edited(1, "delete") == {only}
