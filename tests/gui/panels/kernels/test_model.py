from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.gui.panels.kernels.model import (
    ORDERS,
    KernelCounts,
    count_kernels,
    is_spare_twin,
    kernel_rows,
    neighbour_of,
    passes,
    sort_cards,
)
from flimbuilder.project.project import ImageEntry, Project, default_class
from tests.gui.panels.kernels.scene import identity, made_card, made_cards

PROJECT = Project(classes=(default_class(0), default_class(1)))


def test_numbers_sort_descending_with_unknown_ones_last():
    cards = [
        made_card(1, weight=-2.0, dice=None, maximum=1.0, auc=0.9, fisher=1.0),
        made_card(2, weight=None, dice=0.5, maximum=3.0),
        made_card(3, weight=0.5, dice=0.9, maximum=2.0, auc=0.9, fisher=2.0),
    ]
    of = {order: [card.number for card in sort_cards(cards, order)] for order in ORDERS}
    assert of == {
        "number": [1, 2, 3],
        "class": [2, 1, 3],
        "weight": [3, 1, 2],
        "dice": [3, 2, 1],
        "size": [3, 2, 1],
        "maximum": [2, 3, 1],
        "separation": [3, 1, 2],
    }


def test_kernels_of_no_single_class_come_after_the_classes():
    cards = [made_card(1, class_id=None), made_card(2, class_id=3), made_card(3, class_id=0)]
    assert [card.number for card in sort_cards(cards, "class")] == [3, 2, 1]


def test_filters():
    dead, twin, mixed = (
        made_card(1, dead=True, auc=0.5),
        made_card(2, twin=1, auc=0.49),
        made_card(3, class_id=None, pending=True),
    )
    cards = (dead, twin, mixed)
    kept = {
        wanted: [card.number for card in cards if passes(card, wanted)]
        for wanted in ("all", "dead", "twins", "misleading", "mixed", "pending", 0, 1)
    }
    assert kept == {
        "all": [1, 2, 3],
        "dead": [1],
        "twins": [2],
        "misleading": [2],
        "mixed": [3],
        "pending": [3],
        0: [2],
        1: [1],
    }


def test_counts_of_dead_and_twins_leave_deleted_kernels_out():
    cards = (
        made_card(1, dead=True),
        made_card(2, dead=True, deleted=True, pending=True),
        made_card(3, twin=1),
    )
    assert count_kernels(cards) == KernelCounts(all=3, deleted=1, dead=1, twins=1)


def test_bars_are_relative_to_the_largest_weight_of_either_sign():
    cards = [made_card(1, weight=-4.0), made_card(2, weight=1.0), made_card(3)]
    assert [row.bar for row in kernel_rows(cards, PROJECT, None)] == [-1.0, 0.25, None]


def test_bars_of_zero_weights_are_empty():
    assert kernel_rows([made_card(1, weight=0.0)], PROJECT, None)[0].bar == 0.0


def test_rows_have_class_file_and_the_shown_kernel():
    entry = ImageEntry(
        id="cells_0", path="../photos/leaf.png", sha256="0" * 64, size=1, shape=(4, 4, 3),
        dtype="uint8",
    )  # fmt: skip
    project = PROJECT.with_(images=(entry,))
    first, second = kernel_rows(made_cards(2), project, identity(2))
    assert (first.entry, first.origin, first.shown) == (default_class(1), "leaf.png", False)
    assert second.shown


def test_a_twin_is_spare_only_while_the_earlier_kernel_is_kept():
    twin = made_card(3, twin=1)
    assert is_spare_twin(twin, (made_card(1), twin))
    assert not is_spare_twin(twin, (made_card(1, deleted=True), twin))
    assert not is_spare_twin(made_card(2), (made_card(1), made_card(2)))


def test_neighbour_is_the_next_one_else_the_one_before():
    five = [identity(number) for number in range(1, 6)]
    assert neighbour_of(five, five[2:]) == five[2]
    assert neighbour_of(five, five[:3]) == five[2]
    assert neighbour_of(five, [five[0], five[4]]) == five[4]
    assert neighbour_of(five, []) is None


@given(st.sets(st.integers(0, 9), min_size=1))
@settings(max_examples=40, deadline=None)
def test_no_kernel_left_lies_between_the_neighbour_and_the_gap(gone):
    before = [identity(number) for number in range(10)]
    left = [identity for index, identity in enumerate(before) if index not in gone]
    found = neighbour_of(before, left)
    if not left:
        assert found is None
        return
    assert found in left
    low, high = sorted((before.index(found), max(gone)))
    assert all(at in gone for at in range(low + 1, high))
