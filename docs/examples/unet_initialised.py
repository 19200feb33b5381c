"""Start a U-shaped network from a FLIM encoder, and train it on two masks.

    python docs/examples/unet_initialised.py

``flimbuilder export PROJECT encoder.pt --to pytorch`` writes the encoder as a state dict with
``block1.conv.weight``, ``block1.conv.bias``, ... These tensors initialise the contracting path. It
is frozen while the expanding path is trained; then the whole network is fine-tuned.

The picture comes with scikit-image: colonic glands, Center for Microscopy And Molecular Imaging.
"""

import tempfile
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

import flimbuilder as fb
from flimbuilder.demo.project import make_demo_project
from flimbuilder.project.folder import ProjectFolder
from flimbuilder.workflow.export import export

STEPS = 15
BLOCK = fb.Block(kernels_per_marker=4, pooling=fb.Pooling(kind="max", size=3, stride=2))
ARCHITECTURE = fb.Architecture(
    colour_space="rgb",  # the U-Net takes RGB images
    blocks=(BLOCK.with_(kernels=12), BLOCK.with_(kernels=24)),
)


class UNet(nn.Module):
    """Two blocks down, named as in the state dict, and two up; logits at the image's size."""

    def __init__(self, kernels1: int, kernels2: int) -> None:
        super().__init__()
        self.block1 = nn.ModuleDict({"conv": nn.Conv2d(3, kernels1, 3, padding=1)})
        self.block2 = nn.ModuleDict({"conv": nn.Conv2d(kernels1, kernels2, 3, padding=1)})
        self.bottom = nn.Conv2d(kernels2, kernels2, 3, padding=1)
        self.enlarge2 = nn.ConvTranspose2d(kernels2, kernels2, 2, stride=2)
        self.mix2 = nn.Conv2d(2 * kernels2, kernels1, 3, padding=1)
        self.enlarge1 = nn.ConvTranspose2d(kernels1, kernels1, 2, stride=2)
        self.mix1 = nn.Conv2d(2 * kernels1, kernels1, 3, padding=1)
        self.head = nn.Conv2d(kernels1, 1, 1)

    def forward(self, images: Tensor) -> Tensor:
        """Return logits (N, 1, H, W) of images (N, 3, H, W); H and W are multiples of 4."""
        seen1 = F.relu(self.block1["conv"](images))
        seen2 = F.relu(self.block2["conv"](F.max_pool2d(seen1, 3, 2, padding=1)))
        maps = F.relu(self.bottom(F.max_pool2d(seen2, 3, 2, padding=1)))
        maps = F.relu(self.mix2(torch.cat([F.relu(self.enlarge2(maps)), seen2], dim=1)))
        maps = F.relu(self.mix1(torch.cat([F.relu(self.enlarge1(maps)), seen1], dim=1)))
        return self.head(maps)


def main() -> dict[str, float]:
    """Return the loss before training, with the encoder frozen, and after fine-tuning."""
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        project = make_demo_project(Path(folder) / "demo", "ihc")
        project.save(project.project.with_(architecture=ARCHITECTURE))
        images, masks = training_data(project)
        (path,) = export(project.path, "pytorch", Path(folder) / "encoder.pt").written
        state = torch.load(path, weights_only=True)

    network = UNet(len(state["block1.conv.bias"]), len(state["block2.conv.bias"]))
    network.load_state_dict(state, strict=False)  # the expanding path is not in it
    same = all(torch.equal(network.state_dict()[name], state[name]) for name in state)
    print(f"the contracting path starts with the {len(state)} tensors of the encoder: {same}")

    encoder = [*network.block1.parameters(), *network.block2.parameters()]
    for parameter in encoder:
        parameter.requires_grad_(False)
    before, frozen = train(network, images, masks)
    same = all(torch.equal(network.state_dict()[name], state[name]) for name in state)
    print(f"encoder frozen:  loss {before:.3f} -> {frozen:.3f}; encoder unchanged: {same}")
    for parameter in encoder:
        parameter.requires_grad_(True)
    _, tuned = train(network, images, masks)
    print(f"all fine-tuned:  loss {frozen:.3f} -> {tuned:.3f}")
    return {"before": before, "frozen": frozen, "tuned": tuned}


def training_data(project: ProjectFolder) -> tuple[Tensor, Tensor]:
    """Return the training images (N, 3, H, W) in [0, 1] and their masks (N, 1, H, W)."""
    entries = [entry for entry in project.project.images if entry.role == "train"]
    images = [fb.read_image(project.path / entry.path).pixels / 255 for entry in entries]
    masks = [fb.read_image(project.path / str(entry.mask)).pixels > 0 for entry in entries]
    return _batch(images), _batch(masks)


def _batch(pixels: list[np.ndarray]) -> Tensor:
    """Stack images (H, W, C) to a tensor (N, C, H, W)."""
    return torch.from_numpy(np.stack(pixels)).movedim(-1, 1).float()


def train(network: UNet, images: Tensor, masks: Tensor) -> tuple[float, float]:
    """Take some steps on the parameters that are not frozen; return the loss before and after."""
    free = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimiser = torch.optim.Adam(free, lr=3e-3)

    def loss() -> Tensor:
        return F.binary_cross_entropy_with_logits(network(images), masks)

    before = loss().item()
    for _ in range(STEPS):
        optimiser.zero_grad()
        loss().backward()
        optimiser.step()
    return before, loss().item()


if __name__ == "__main__":
    main()
