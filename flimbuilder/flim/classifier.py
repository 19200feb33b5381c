"""A classifier of images as plain torch modules: pooled activation maps, scaled, to scores.

The ``encoder.py`` of an exported classifier contains this module, so it imports only torch.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

__all__ = ["ClassifierHead", "ImageClassifierNetwork", "MapPooling", "pool_cells", "pool_rings"]


def pool_cells(maps: Tensor, cells: int) -> Tensor:
    """Average maps over a grid of cells x cells.

    Cell i of n covers the rows ``floor(i * h / n)`` to ``ceil((i + 1) * h / n)``, and columns
    alike, so cells overlap where n does not divide the side (adaptive average pooling).

    Parameters
    ----------
    maps : Tensor of shape (N, kernels, h, w)
    cells : int
        At least 1.

    Returns
    -------
    Tensor of shape (N, kernels, cells, cells)
    """
    rows = _cell_weights(maps, maps.shape[-2], cells)
    cols = _cell_weights(maps, maps.shape[-1], cells)
    return rows @ maps @ cols.transpose(0, 1)


def _cell_weights(maps: Tensor, side: int, cells: int) -> Tensor:
    """Return the weight of each row in the mean of each cell, (cells, side)."""
    number = torch.arange(cells, device=maps.device)[:, None]
    row = torch.arange(side, device=maps.device)[None]
    first, last = number * side // cells, ((number + 1) * side + cells - 1) // cells
    inside = ((row >= first) & (row < last)).to(maps.dtype)
    return inside / inside.sum(dim=1, keepdim=True)


def pool_rings(maps: Tensor, rings: int) -> Tensor:
    """Average maps over rings around the middle of the image.

    A pixel at row r and column c of (h, w) pixels has the distance
    ``hypot((2 r - h + 1) / h, (2 c - w + 1) / w)`` from the middle, 1 at the middle of a side. It
    is in ring ``floor(rings * distance)``; the last ring has the corners too. A mirrored image, or
    one turned by a quarter, has the same means.

    Parameters
    ----------
    maps : Tensor of shape (N, kernels, h, w)
    rings : int
        At least 1.

    Returns
    -------
    Tensor of shape (N, kernels, rings)
        From the middle outwards; 0 where a map is so small that a ring has no pixel.
    """
    height, width = maps.shape[-2:]
    down = torch.arange(height, device=maps.device, dtype=torch.float64)[:, None]
    right = torch.arange(width, device=maps.device, dtype=torch.float64)[None]
    # Multiplied by (h w)^2, so that all are whole numbers, which have no rounding.
    squares = ((2 * down - height + 1) * width) ** 2 + ((2 * right - width + 1) * height) ** 2
    limits = torch.arange(1, rings, device=maps.device, dtype=torch.float64)
    scaled = (squares * rings**2).flatten()[:, None]
    ring = (scaled >= (limits * height * width) ** 2).sum(dim=1, keepdim=True)
    inside = (ring == torch.arange(rings, device=maps.device)).to(maps.dtype)
    return maps.flatten(2) @ (inside / inside.sum(dim=0).clamp(min=1))


class MapPooling(nn.Module):
    """Turns the activation maps of some blocks into a vector of features for each image.

    Parameters
    ----------
    kind : {"mean", "max", "statistics", "rings", "grid", "flatten"}
        ``statistics`` are the mean, the standard deviation and the maximum.
    cells : int, default=1
        Rings, or cells along each side of a grid.
    """

    def __init__(self, kind: str, cells: int = 1) -> None:
        super().__init__()
        self.kind, self.cells = kind, cells

    def forward(self, maps: Sequence[Tensor]) -> Tensor:
        """Pool maps, one tensor (N, kernels, h, w) per block, to features (N, d).

        The features of a block follow those of the block before it. Within a block those of a
        kernel follow those of the kernel before it, rings from the middle, cells and pixels row by
        row; of statistics, all means come first, then the deviations, then the maxima.
        """
        return torch.cat([self.pool(part) for part in maps], dim=1)

    def pool(self, maps: Tensor) -> Tensor:
        """Pool the maps (N, kernels, h, w) of one block."""
        if self.kind == "mean":
            return maps.mean(dim=(2, 3))
        if self.kind == "statistics":
            mean = maps.mean(dim=(2, 3), keepdim=True)
            deviation = (maps - mean).square().mean(dim=(2, 3)).sqrt()
            return torch.cat([mean.flatten(1), deviation, maps.amax(dim=(2, 3))], dim=1)
        if self.kind == "max":
            return maps.amax(dim=(2, 3))
        if self.kind == "rings":
            return pool_rings(maps, self.cells).flatten(1)
        if self.kind == "grid":
            return pool_cells(maps, self.cells).flatten(1)
        return maps.flatten(1)


class ClassifierHead(nn.Module):
    """Scales features and returns a score for each class.

    Parameters
    ----------
    kind : {"layers", "pairs", "support"}
        ``layers``: linear layers with ReLU between them, then softmax. ``pairs``: a linear
        function for each pair of classes, then votes. ``support``: the same with a Gaussian kernel
        on support vectors.
    n_classes : int
    tensors : mapping of str to Tensor
        ``mean`` and ``scale`` (d,); for layers and pairs ``weight0`` (outputs, d), ``bias0``,
        ``weight1``, ...; for support ``vectors`` (s, d), ``weight0`` (pairs, s), ``bias0`` and
        ``gamma`` (1,).
    """

    mean: Tensor
    scale: Tensor
    vectors: Tensor
    gamma: Tensor
    for_first: Tensor
    for_second: Tensor

    def __init__(self, kind: str, n_classes: int, tensors: Mapping[str, Tensor]) -> None:
        super().__init__()
        self.kind, self.n_classes = kind, n_classes
        self.n_layers = sum(name.startswith("weight") for name in tensors)
        for name, tensor in tensors.items():
            self.register_buffer(name, tensor)
        firsts, seconds = torch.triu_indices(n_classes, n_classes, 1).tolist()
        classes = torch.eye(n_classes)
        self.register_buffer("for_first", classes[firsts], persistent=False)
        self.register_buffer("for_second", classes[seconds], persistent=False)

    def forward(self, features: Tensor) -> Tensor:
        """Return the scores (N, classes) of features (N, d); the largest is the class.

        Scores of layers are probabilities. Others are votes, with the sum of the pairs' values as
        a fraction below a third, as scikit-learn's one-versus-rest decision function of an SVC.
        """
        values = (features - self.mean) / self.scale
        if self.kind == "support":
            values = torch.exp(-self.gamma * self._squared_distances(values))
        for number in range(self.n_layers):
            if number:
                values = torch.relu(values)
            weight, bias = getattr(self, f"weight{number}"), getattr(self, f"bias{number}")
            values = nn.functional.linear(values, weight, bias)
        return torch.softmax(values, dim=1) if self.kind == "layers" else self._votes(values)

    def _squared_distances(self, values: Tensor) -> Tensor:
        products = values @ self.vectors.transpose(0, 1)
        own = (values * values).sum(dim=1, keepdim=True)
        others = (self.vectors * self.vectors).sum(dim=1)
        return (own + others - 2 * products).clamp(min=0)

    def _votes(self, values: Tensor) -> Tensor:
        """Combine a value for each pair (first, second), positive for the first."""
        wins = (values >= 0).to(values.dtype)
        votes = wins @ self.for_first + (1 - wins) @ self.for_second
        sums = values @ (self.for_first - self.for_second)
        return votes + sums / (3 * (sums.abs() + 1))


class ImageClassifierNetwork(nn.Module):
    """An encoder, a pooling and a classifier: from images to a score for each class.

    Parameters
    ----------
    encoder : torch.nn.Module
        With ``encode(images, n_blocks)``, which returns the maps of each block.
    blocks : sequence of int
        Blocks whose maps are pooled, from 1.
    pooling : MapPooling
    head : ClassifierHead
    classes : sequence of str
        Names of the classes, in the order of the scores.
    """

    def __init__(
        self,
        encoder: nn.Module,
        blocks: Sequence[int],
        pooling: MapPooling,
        head: ClassifierHead,
        classes: Sequence[str],
    ) -> None:
        super().__init__()
        self.encoder, self.blocks = encoder, tuple(blocks)
        self.pooling, self.head, self.classes = pooling, head, tuple(classes)

    def forward(self, images: Tensor) -> Tensor:
        """Return the scores (N, classes) of images (N, C, H, W) in [0, 1]."""
        maps = self.encoder.encode(images, max(self.blocks))  # type: ignore[operator]
        scores: Tensor = self.head(self.pooling([maps[block - 1] for block in self.blocks]))
        return scores

    def classify(self, images: Tensor) -> list[str]:
        """Return the name of the class of each image (N, C, H, W) in [0, 1]."""
        return [self.classes[number] for number in self(images).argmax(dim=1).tolist()]
