"""Other ways to identify images: random kernels, a trained network, colour and texture."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from skimage.color import rgb2gray, rgb2hsv
from skimage.feature import local_binary_pattern
from torch import Tensor, nn
from torch.nn import functional as F

from flimbuilder.flim.bank import KernelBank
from flimbuilder.flim.kernel_selection import Separation
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.learner import Learning
from flimbuilder.flim.marker_projection import ProjectedMarkers
from flimbuilder.flim.network import Encoder
from flimbuilder.flim.patches import Normalisation
from flimbuilder.flim.step_cache import StepCache
from flimbuilder.flim.training import MarkedPixels, TrainingImage, collect_marked_pixels
from flimbuilder.flim.windows import WindowPlan
from flimbuilder.project.architecture import Architecture
from flimbuilder.tasks.identification.features import map_pooling
from flimbuilder.tasks.identification.poolings import PoolingInfo, parse_pooling

__all__ = ["colour_and_texture", "learn_random", "train_network"]

HUE_BINS = 16
SHADES = 4  # of each channel, in the joint histogram
PATTERNS = ((8, 1), (16, 2))  # neighbours and radius
BATCH = 16
RATE = 3e-3


class RandomLearning(Learning):
    """Learns as usual, then replaces each kernel by a random direction of the same length.

    Number of kernels, normalisation and all else stay; the kernels alone ignore the markers.
    """

    def estimate(
        self,
        windows: Tensor,
        places: ProjectedMarkers,
        plan: WindowPlan,
        marked: MarkedPixels,
        level: int,
        seed: int,
    ) -> tuple[KernelBank, Normalisation, Separation]:
        """Estimate the kernels of a block and replace their directions."""
        bank, scaling, separation = super().estimate(windows, places, plan, marked, level, seed)
        generator = torch.Generator().manual_seed(1000 * seed + level)
        drawn = torch.randn(bank.weights.shape, generator=generator)
        lengths = bank.weights.norm(dim=1, keepdim=True)
        weights = lengths * drawn / drawn.norm(dim=1, keepdim=True)
        return replace(bank, weights=weights), scaling, separation


def learn_random(
    images: Sequence[TrainingImage], architecture: Architecture, seed: int
) -> LearnedEncoder:
    """Return what :func:`flimbuilder.flim.learner.learn` gives, with random kernels."""
    images = sorted(images, key=lambda image: image.id)
    steps = StepCache()
    marked = collect_marked_pixels(images, seed, steps)
    with torch.inference_mode():
        learning = RandomLearning(
            images, architecture, torch.device("cpu"), lambda *_: None, steps
        )
        return learning.run(marked, (), seed)


def colour_and_texture(images: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return histograms of colour and of uniform local binary patterns (n, features)."""
    return np.stack([_histograms(image) for image in images]).astype(np.float32)


def _histograms(image: NDArray[np.float32]) -> NDArray[np.float64]:
    shades = np.minimum((image * SHADES).astype(int), SHADES - 1)
    joint = (shades @ SHADES ** np.arange(3)).ravel()
    hsv = np.minimum((rgb2hsv(image) * HUE_BINS).astype(int), HUE_BINS - 1)
    grey = (255 * rgb2gray(image)).astype(np.uint8)
    parts = [np.bincount(joint, minlength=SHADES**3)]
    parts += [np.bincount(hsv[..., channel].ravel(), minlength=HUE_BINS) for channel in range(3)]
    for neighbours, radius in PATTERNS:
        codes = local_binary_pattern(grey, neighbours, radius, method="uniform").astype(int)
        parts.append(np.bincount(codes.ravel(), minlength=neighbours + 2))
    histograms: NDArray[np.float64] = np.concatenate(parts) / grey.size
    return histograms


class TrainedNetwork(nn.Module):
    """An encoder's blocks to train from random weights, a pooling and a linear layer."""

    def __init__(self, encoder: Encoder, n_classes: int, pooling: PoolingInfo) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*encoder.blocks())
        self.pooling = map_pooling(pooling)
        for block in encoder.blocks():
            nn.init.kaiming_normal_(block.conv.weight, nonlinearity="relu")
            nn.init.constant_(block.conv.bias, 0.0)  # type: ignore[arg-type]
        channels = encoder.blocks()[-1].conv.out_channels
        n_cells = {"rings": pooling.cells, "grid": pooling.cells**2}.get(pooling.kind, 1)
        self.linear = nn.Linear(channels * n_cells, n_classes)

    def forward(self, maps: Tensor) -> Tensor:
        """Return the scores (N, classes) of prepared images."""
        scores: Tensor = self.linear(self.pooling([self.blocks(maps)]))
        return scores


def train_network(
    like: LearnedEncoder,
    images: NDArray[np.float32],
    labels: NDArray[np.int64],
    test: NDArray[np.float32],
    *,
    epochs: int,
    pooling: str,
    seed: int,
) -> NDArray[np.int64]:
    """Train the architecture of an encoder from random weights; return the classes of `test`.

    Adam, a cosine schedule from 3e-3, batches of 16, classes weighed equally; no augmentation, as
    the encoder has none.
    """
    torch.manual_seed(seed)
    kernels = [block.conv.out_channels for block in like.encoder.blocks()]
    encoder = Encoder(images.shape[3], kernels, like.architecture.model_dump(mode="json"))
    classes, target = np.unique(labels, return_inverse=True)
    network = TrainedNetwork(encoder, len(classes), parse_pooling(pooling))
    prepared, unseen = (
        encoder.prepare(torch.from_numpy(part).permute(0, 3, 1, 2)) for part in (images, test)
    )
    goal = torch.from_numpy(target)
    weight = len(target) / (len(classes) * torch.bincount(goal).float())
    optimiser = torch.optim.Adam(network.parameters(), RATE)
    n_batches = -(-len(images) // BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs * n_batches)
    for _ in range(epochs):
        for rows in torch.randperm(len(images)).split(BATCH):
            optimiser.zero_grad()
            F.cross_entropy(network(prepared[rows]), goal[rows], weight).backward()
            optimiser.step()
            schedule.step()
    with torch.inference_mode():
        scores = torch.cat([network(part) for part in unseen.split(BATCH)])
    return np.asarray(classes[scores.argmax(dim=1).numpy()])
