"""Batches of random views of training images."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from flimbuilder.flim.network import Encoder
from flimbuilder.flim.standardise import Statistics, lattice
from flimbuilder.tasks.finetuning.augmentation import IntensityChange, Placing, view
from flimbuilder.tasks.finetuning.settings import TrainingSample, TrainingSettings

__all__ = ["Batch", "ViewDrawer", "whole_batch"]

MOST_PLACES = 4096  # pixels of an object that a view may be centred on, for each image


@dataclass(frozen=True, eq=False)
class Batch:
    """Images of one size with their truth, as the network and the loss take them.

    Attributes
    ----------
    images : Tensor of shape (N, C, h, w)
    truth : Tensor of shape (N, object classes, h, w)
    judged : Tensor of shape (N, 1, h, w) or None
    statistics : Statistics or None
        Of the whole images, if these are parts; None if the network measures them.
    """

    images: Tensor
    truth: Tensor
    judged: Tensor | None = None
    statistics: Statistics | None = None


def whole_batch(sample: TrainingSample, device: torch.device) -> Batch:
    """Return an image as a batch of one."""
    judged = None if sample.judged is None else sample.judged[None, None].to(device)
    return Batch(sample.pixels[None].to(device), sample.truth[None].to(device), judged)


class ViewDrawer:
    """Draws the batches of an epoch, the same ones for the same seed and epoch.

    Parameters
    ----------
    samples : sequence of TrainingSample
    settings : TrainingSettings
    encoder : Encoder
        Its colour conversion and standardisation measure the whole images.
    device : torch.device
        Where the batches are needed.
    """

    def __init__(
        self,
        samples: Sequence[TrainingSample],
        settings: TrainingSettings,
        encoder: Encoder,
        device: torch.device,
    ) -> None:
        self._samples, self._settings, self._device = samples, settings, device
        self._encoder = encoder
        self._places = [_object_places(sample, settings) for sample in samples]
        self._lattices = [
            sample.pixels.index_select(1, lattice(sample.pixels.shape[1])).index_select(
                2, lattice(sample.pixels.shape[2])
            )
            for sample in samples
        ]

    def n_batches(self, epoch: int) -> int:
        """Return the number of batches of an epoch."""
        return len(self._plan(_generator(self._settings.seed, epoch)))

    def batches(self, epoch: int) -> Iterator[Batch]:
        """Yield the batches of an epoch, counted from 1."""
        generator = _generator(self._settings.seed, epoch)
        noise = _generator(self._settings.seed, epoch, self._device)
        for numbers, placings in self._plan(generator):
            yield self._batch(numbers, placings, generator, noise)

    def _plan(self, generator: torch.Generator) -> list[tuple[list[int], list[Placing]]]:
        """Place a view in every image, and group views of one size, in a random order."""
        order = torch.randperm(len(self._samples), generator=generator).tolist()
        open_groups: dict[tuple[int, int], list[tuple[int, Placing]]] = defaultdict(list)
        groups = []
        for number in order:
            placing = self._place(number, generator)
            group = open_groups[placing.size]
            group.append((number, placing))
            if len(group) == self._settings.batch:
                groups.append(open_groups.pop(placing.size))
        groups += open_groups.values()
        return [([n for n, _ in group], [placing for _, placing in group]) for group in groups]

    def _place(self, number: int, generator: torch.Generator) -> Placing:
        """Place a view: the whole image, or a part that may be centred on an object."""
        sides = self._samples[number].pixels.shape[-2:]
        size = tuple(min(side, self._settings.crop) for side in sides)
        free = torch.tensor([side - part for side, part in zip(sides, size, strict=True)])
        chance = torch.rand(4, generator=generator)
        corner = chance[:2] * free
        places = self._places[number]
        if len(places) and chance[2] < 0.5:
            place = places[int(chance[3] * len(places))]
            corner = (place - torch.tensor(size) / 2).clamp(min=0).minimum(free)
        centre = corner.round() + (torch.tensor(size) - 1) / 2
        return Placing.draw(self._settings.augmentation, (size[0], size[1]), centre, generator)

    def _batch(
        self,
        numbers: Sequence[int],
        placings: Sequence[Placing],
        generator: torch.Generator,
        noise: torch.Generator,
    ) -> Batch:
        parts = [
            self._view(self._samples[number], self._lattices[number], placing, generator, noise)
            for number, placing in zip(numbers, placings, strict=True)
        ]
        images, truths, judged, lattices = zip(*parts, strict=True)
        known = None
        if any(of_image is not None for of_image in judged):
            known = torch.cat(
                [
                    torch.ones_like(truth[:, :1]) if of_image is None else of_image
                    for of_image, truth in zip(judged, truths, strict=True)
                ]
            )
        return Batch(
            torch.cat(images), torch.cat(truths), known, self._statistics(torch.cat(lattices))
        )

    def _view(
        self,
        sample: TrainingSample,
        seen: Tensor,
        placing: Placing,
        generator: torch.Generator,
        noise: torch.Generator,
    ) -> tuple[Tensor, Tensor, Tensor | None, Tensor]:
        """Return the view of an image, its truth and judged pixels, and its changed lattice."""
        augmentation = self._settings.augmentation
        n_objects = len(sample.truth)
        truth = sample.truth
        if sample.judged is not None:
            truth = torch.cat([truth, sample.judged[None]])
        pixels, drawn = view(sample.pixels, truth, placing)
        pixels, drawn = pixels.to(self._device), drawn.to(self._device)
        change = IntensityChange.draw(augmentation, pixels.shape[1], generator)
        strength = augmentation.noise * torch.rand(1, generator=generator).item()
        pixels = change(pixels)
        if strength:
            normal = torch.randn(pixels.shape, generator=noise, device=self._device)
            pixels = (pixels + strength * normal).clamp(0, 1)
        judged = drawn[:, n_objects:] if sample.judged is not None else None
        return pixels, drawn[:, :n_objects], judged, change(seen[None].to(self._device))

    def _statistics(self, seen: Tensor) -> Statistics | None:
        standardisation = self._encoder.standardisation
        if standardisation.kind == "none":
            return None
        return standardisation.measure(self._encoder.colour(seen))


def _generator(seed: int, epoch: int, device: torch.device | None = None) -> torch.Generator:
    """Return a generator that depends on the seed and the epoch alone."""
    words = np.random.SeedSequence([seed, epoch, int(device is not None)]).generate_state(1)
    return torch.Generator(device or "cpu").manual_seed(int(words[0]))


def _object_places(sample: TrainingSample, settings: TrainingSettings) -> Tensor:
    """Return the (row, column) of pixels of objects, (n, 2); none if views are whole images."""
    if max(sample.pixels.shape[-2:]) <= settings.crop:
        return torch.zeros(0, 2)
    known = sample.truth.amax(dim=0)
    if sample.judged is not None:
        known = known * sample.judged
    places = known.nonzero()
    return places[:: -(-len(places) // MOST_PLACES) or 1]
