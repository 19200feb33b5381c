import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.errors import Cancelled, InputError
from flimbuilder.explain.kernels.preferences import (
    PreferenceRanking,
    preferred_patches,
    strongest_peaks,
)
from tests.learned_models import BLOCKS, image, learned_model


def one_map(*rows: list[float]) -> np.ndarray:
    return np.array([rows], np.float32)


def peaks(maps: np.ndarray, reach: int, floor: float = 0) -> list[tuple[int, int, float]]:
    """Return row, column and activation of the peaks of one map."""
    _, row, col, value = strongest_peaks(maps, reach, 9, np.full(1, floor, np.float32))
    return list(zip(row.tolist(), col.tolist(), value.tolist(), strict=True))


class TestByHand:
    def test_a_peak_hides_its_neighbours(self) -> None:
        maps = one_map([1, 2, 0, 0, 5], [0, 0, 0, 0, 0], [0, 0, 0, 3, 0])
        assert peaks(maps, 1) == [(0, 4, 5), (2, 3, 3), (0, 1, 2)]
        assert peaks(maps, 2) == [(0, 4, 5)]
        assert peaks(maps, 1, floor=2) == [(0, 4, 5), (2, 3, 3)]

    def test_of_equal_neighbours_the_first_counts(self) -> None:
        assert peaks(one_map([0, 4, 4, 0], [4, 4, 0, 0]), 1) == [(0, 1, 4)]

    def test_zero_and_negative_activations_are_no_peaks(self) -> None:
        assert peaks(one_map([0, 0], [-1, -2]), 1) == []

    def test_the_strongest_of_several_images_come_first(self) -> None:
        ranking = PreferenceRanking(kernels=1, field=3, jump=2, count=3)
        ranking.add("a", one_map([2, 0, 0, 5]), (2, 7))
        ranking.add("b", one_map([5, 0, 0, 1]), (2, 8))
        found = ranking.of_channel(0)
        assert [(p.image, p.row, p.col, p.activation) for p in found] == [
            ("a", 0, 6, 5.0),
            ("b", 0, 0, 5.0),
            ("a", 0, 0, 2.0),
        ]
        assert ranking.places == {("a", 0, 6), ("b", 0, 0), ("a", 0, 0)}

    def test_a_dead_kernel_likes_nothing(self) -> None:
        ranking = PreferenceRanking(kernels=2, field=3, jump=1)
        ranking.add("a", np.zeros((2, 4, 4), np.float32), (4, 4))
        assert ranking.of_channel(1) == ()


def literal_ranking(
    images: list[np.ndarray], reach: int, jump: int, count: int
) -> list[tuple[int, int, int, float]]:
    """Collect (image, row, col, activation) of one kernel by loops over the definition."""
    found = []
    for number, maps in enumerate(images):
        height, width = maps.shape
        for row in range(height):
            for col in range(width):
                others = [
                    (maps[other, at], (other, at) < (row, col))
                    for other in range(max(row - reach, 0), min(row + reach + 1, height))
                    for at in range(max(col - reach, 0), min(col + reach + 1, width))
                    if (other, at) != (row, col)
                ]
                value = maps[row, col]
                if value > 0 and all(
                    value > other or (value == other and not is_earlier)
                    for other, is_earlier in others
                ):
                    place = (number, min(row * jump, height - 1), min(col * jump, width - 1))
                    found.append((-value, place, (row, col)))
    found.sort(key=lambda entry: (entry[0], entry[1][0], entry[2]))
    return [(*place, -value) for value, place, _ in found[:count]]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_equals_a_literal_loop(data: st.DataObject) -> None:
    seed = data.draw(st.integers(0, 10**6))
    random = np.random.default_rng(seed)
    levels = data.draw(st.sampled_from([2, 4, 1000]))  # few levels make many ties
    field, jump = data.draw(st.sampled_from([(1, 1), (3, 1), (5, 1), (9, 2), (13, 4)]))
    count = data.draw(st.integers(1, 6))
    images = [
        random.integers(-1, levels, (2, *random.integers(1, 12, 2))).astype(np.float32)
        for _ in range(data.draw(st.integers(1, 4)))
    ]
    ranking = PreferenceRanking(kernels=2, field=field, jump=jump, count=count)
    for number, maps in enumerate(images):
        ranking.add(str(number), maps, maps.shape[1:])
    for kernel in range(2):
        expected = literal_ranking([m[kernel] for m in images], field // 2 // jump, jump, count)
        found = ranking.of_channel(kernel)
        assert [(int(p.image), p.row, p.col, p.activation) for p in found] == expected


class TestOfAModel:
    def test_activations_are_those_of_the_maps(self) -> None:
        model = learned_model(blocks=BLOCKS, classes=3)
        pixels = {name: image(seed=seed) for seed, name in enumerate("abc")}
        of_kernels = preferred_patches(model, iter(pixels.items()), 1, count=4)
        assert len(of_kernels) == len(model.document.blocks[0].kernels)
        maps = {name: model.activations(values)[0] for name, values in pixels.items()}
        for kernel, patches in enumerate(of_kernels):
            values = [patch.activation for patch in patches]
            assert values == sorted(values, reverse=True)
            assert values[0] == max(of[kernel].max() for of in maps.values())
            for patch in patches:
                assert maps[patch.image][kernel, patch.row // 2, patch.col // 2] == (
                    patch.activation
                )

    def test_refuses_a_block_that_is_not_there(self) -> None:
        with pytest.raises(InputError, match="there is no block 3: the encoder has blocks 1 to 2"):
            preferred_patches(learned_model(), [], 3)

    def test_can_be_stopped(self) -> None:
        def stop(stage: str, done: int, total: int) -> None:
            raise Cancelled("stopped")

        with pytest.raises(Cancelled):
            preferred_patches(learned_model(), [("a", image())], 1, on_progress=stop)

    def test_holds_one_image_at_a_time(self) -> None:
        alive: list[int] = []

        def images():
            for number in range(3):
                alive.append(number)
                yield str(number), image(seed=number)

        preferred_patches(learned_model(), images(), 1)
        assert alive == [0, 1, 2]
