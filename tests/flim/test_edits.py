"""Tests of matching edits to kernels."""

import numpy as np
import pytest
import torch

from flimbuilder.flim.edits import ChangedEdit, match_edits
from flimbuilder.project.project import ClusterIdentity, ComponentIdentity, KernelEdit

IDENTITIES = [
    ClusterIdentity(image="a", marker=1, cluster=0),
    ClusterIdentity(image="a", marker=1, cluster=1),
    ComponentIdentity(class_id=1, component=0),
]
# Three directions in the plane; cosines between neighbours are .8 and .6.
WEIGHTS = torch.tensor([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]])

GONE = ClusterIdentity(image="a", marker=9, cluster=0)


def edit(kernel, weights=(), action="delete"):
    return KernelEdit(block=1, action=action, kernel=kernel, weights=weights)


def test_identity_comes_first_whatever_the_weights():
    edited = match_edits([edit(IDENTITIES[1], (1.0, 0.0))], IDENTITIES, WEIGHTS)

    assert edited.deleted.tolist() == [False, True, False]
    assert edited.inverted.tolist() == [False, False, False]
    assert edited.unmatched == ()


def test_a_component_is_known_by_class_and_number():
    edited = match_edits(
        [edit(ComponentIdentity(class_id=1, component=0), action="invert"),
         edit(ComponentIdentity(class_id=2, component=0), action="invert")],
        IDENTITIES, WEIGHTS,
    )  # fmt: skip

    assert edited.inverted.tolist() == [False, False, True]
    assert len(edited.unmatched) == 1


@pytest.mark.parametrize(("weights", "row"), [
    # cos((3, 1), (1, 0)) = 3 / sqrt(10) = .9487 < .95, cos((3, 1), (.8, .6)) = 3 / sqrt(10) too.
    ((3.0, 1.0), None),
    # cos((4, 1), (1, 0)) = 4 / sqrt(17) = .970.
    ((4.0, 1.0), 0),
    # The length does not matter, the sign does.
    ((0.0, 1e-3), 2),
    ((0.0, -1.0), None),
    # Of another size, zero or not recorded: no similarity.
    ((0.0, 1.0, 0.0), None),
    ((0.0, 0.0), None),
    ((), None),
])  # fmt: skip
def test_without_the_identity_similarity_decides(weights, row):
    lost = edit(GONE, weights)

    edited = match_edits([lost], IDENTITIES, WEIGHTS)

    assert np.flatnonzero(edited.deleted).tolist() == ([] if row is None else [row])
    assert edited.unmatched == ((lost,) if row is None else ())


def test_one_kernel_can_be_deleted_and_inverted():
    edits = [edit(IDENTITIES[0]), edit(IDENTITIES[0], action="invert")]

    edited = match_edits(edits, IDENTITIES, WEIGHTS)

    assert edited.deleted.tolist() == edited.inverted.tolist() == [True, False, False]


def test_a_bank_without_kernels_matches_nothing():
    edited = match_edits([edit(GONE, (1.0, 0.0))], [], torch.zeros(0, 2))

    assert len(edited.unmatched) == 1


@pytest.mark.parametrize(("weights", "cosine"), [
    # Of kernel 1, (.8, .6): .8 with (1, 0), -.6 with (0, -1).
    ((1.0, 0.0), 0.8),
    ((0.0, -1.0), -0.6),
    # The length does not matter: (8, 6) and (.8, .6) are one direction; (1, 1) has 1.4 / sqrt(2).
    ((8.0, 6.0), None),
    ((1.0, 1.0), None),
    # Of another size or not recorded: nothing to compare.
    ((1.0, 0.0, 0.0), None),
    ((), None),
])  # fmt: skip
@pytest.mark.parametrize("action", ["delete", "invert"])
def test_a_changed_kernel_is_edited_and_reported(weights, cosine, action):
    known = edit(IDENTITIES[1], weights, action)

    edited = match_edits([known], IDENTITIES, WEIGHTS)

    assert np.flatnonzero(edited.deleted | edited.inverted).tolist() == [1]
    changed = () if cosine is None else (ChangedEdit(known, pytest.approx(cosine)),)
    assert edited.changed == changed


def test_a_kernel_matched_by_similarity_has_not_changed():
    assert match_edits([edit(GONE, (4.0, 1.0))], IDENTITIES, WEIGHTS).changed == ()
