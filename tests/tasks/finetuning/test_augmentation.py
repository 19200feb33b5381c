"""Views: exact symmetries, an interpolating oracle, and image and truth together."""

import math

import numpy as np
import pytest
import torch
from scipy.ndimage import map_coordinates

from flimbuilder.errors import InputError
from flimbuilder.tasks.finetuning.augmentation import (
    NO_AUGMENTATION,
    Augmentation,
    IntensityChange,
    Placing,
    view,
)

SYMMETRIES = Augmentation(rotation=0, scaling=0, shift=0, intensity=0, noise=0)


def generator(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def centre_of(height: int, width: int) -> torch.Tensor:
    return torch.tensor([(height - 1) / 2, (width - 1) / 2])


def an_image(height: int = 7, width: int = 10, channels: int = 2) -> torch.Tensor:
    return torch.rand(channels, height, width, generator=generator(3))


def drawn(augmentation: Augmentation, seed: int, size: tuple[int, int] = (7, 10)) -> Placing:
    return Placing.draw(augmentation, size, centre_of(7, 10), generator(seed))


def symmetric_images(image: np.ndarray, *, flips: bool, turns: bool) -> list[np.ndarray]:
    """List the symmetric images by numpy: all that flips and quarter turns can give."""
    turned = [np.rot90(image, k, (1, 2)) for k in (range(4) if turns else (0,))]
    if not flips:
        return turned
    return [np.flip(image, axes) for axes in ((), 1, 2, (1, 2)) for image in turned]


@pytest.mark.parametrize(("flips", "turns", "n_distinct"), [(1, 1, 8), (1, 0, 4), (0, 1, 4)])
def test_symmetries_are_exact_and_all_occur(flips: bool, turns: bool, n_distinct: int) -> None:
    image = an_image()
    expected = symmetric_images(image.numpy(), flips=flips, turns=turns)
    augmentation = Augmentation(flips, turns, 0, 0, 0, 0, 0)
    found = set()
    for seed in range(80):
        shown, truth = view(image, image > 0.5, drawn(augmentation, seed))
        near = [
            number
            for number, other in enumerate(expected)
            if other.shape == shown[0].shape and np.allclose(other, shown[0], atol=1e-5)
        ]
        assert near
        assert np.array_equal(truth[0].numpy() > 0, expected[near[0]] > 0.5)
        found.add(shown.numpy().round(3).tobytes())
    assert len(found) == n_distinct


def test_no_augmentation_shows_the_image() -> None:
    image = an_image()
    shown, truth = view(image, image > 0.5, drawn(NO_AUGMENTATION, 0))
    assert torch.allclose(shown[0], image, atol=1e-5)
    assert torch.equal(truth[0] > 0, image > 0.5)


def test_a_part_is_a_slice() -> None:
    image = an_image(30, 40)
    placing = Placing((6, 9), torch.eye(2).double(), torch.tensor([12.5, 24.0]).double())
    shown, _ = view(image, image, placing)
    assert torch.allclose(shown[0], image[:, 10:16, 20:29], atol=1e-5)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("size", [(20, 26), (8, 9)])
def test_affine_views_against_scipy(seed: int, size: tuple[int, int]) -> None:
    """Scipy's mode ``reflect`` mirrors at the edge of the outermost pixels, too."""
    image = an_image(20, 26)
    augmentation = Augmentation(rotation=25, scaling=0.3, shift=0.2)
    placing = Placing.draw(augmentation, size, torch.tensor([9.0, 14.0]), generator(seed))
    places = placing.places().permute(2, 0, 1).numpy()
    shown, _ = view(image, image, placing)
    for channel, expected in enumerate(image.double().numpy()):
        oracle = map_coordinates(expected, places, order=1, mode="reflect")
        assert np.allclose(shown[0, channel].numpy(), oracle, atol=1e-4)


def test_image_and_truth_move_together() -> None:
    """A smooth image above its threshold and its mask stay the same region."""
    rows, cols = torch.meshgrid(torch.arange(60.0), torch.arange(60.0), indexing="ij")
    image = torch.exp(-((rows - 20) ** 2 + (cols - 35) ** 2) / 200)[None]
    for seed in range(5):
        placing = Placing.draw(Augmentation(), (60, 60), centre_of(60, 60), generator(seed))
        shown, truth = view(image, image > 0.5, placing)
        assert ((shown > 0.5) != (truth > 0)).float().mean() < 0.01


def test_draws_depend_on_the_generator_alone() -> None:
    first, second, other = (drawn(Augmentation(), seed) for seed in (1, 1, 2))
    assert torch.equal(first.places(), second.places())
    assert first.size != other.size or not torch.equal(first.places(), other.places())


def test_the_angle_and_size_stay_in_their_ranges() -> None:
    augmentation = Augmentation(flips=False, turns=False, rotation=10, scaling=0.1, shift=0.05)
    for seed in range(50):
        placing = drawn(augmentation, seed)
        factor = torch.linalg.det(placing.matrix).sqrt().item()
        angle = torch.rad2deg(torch.atan2(placing.matrix[1, 0], placing.matrix[0, 0])).item()
        assert 1 / 1.1 - 1e-9 <= factor <= 1.1 + 1e-9
        assert abs(angle) <= 10
        shift = (placing.centre - centre_of(7, 10)).abs()
        assert (shift <= 0.05 * torch.tensor([7, 10])).all()


def test_intensity_by_hand() -> None:
    change = IntensityChange(torch.tensor([[[2.0]]]), torch.tensor([[[0.1]]]))
    pixels = torch.tensor([[[[0.5, 0.6, 0.9, 0.0]]]])
    assert change(pixels).flatten().tolist() == pytest.approx([0.6, 0.8, 1.0, 0.0])
    same = IntensityChange.draw(NO_AUGMENTATION, 3, generator(0))
    assert torch.equal(same(an_image(channels=3)), an_image(channels=3))


@pytest.mark.parametrize("change", [{"rotation": -1}, {"scaling": math.nan}, {"shift": 2}])
def test_changes_are_in_range(change: dict[str, float]) -> None:
    with pytest.raises(InputError, match=f"{next(iter(change))} .*: give a number from 0 to"):
        Augmentation(**change)  # type: ignore[arg-type]
