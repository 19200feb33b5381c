"""A literal, slow implementation of FLIM-Builder, libift and pyflim, independent of flimbuilder.

It writes model folders, converts the pixels of a file to the input of block 1, and runs the
forward pass pixel by pixel and tap by tap.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

# Programs, and the values that their convolutions use outside the image.
DIALECTS = {
    "libift": "normalised, then zeros",
    "libift USE_BIAS": "folded, then the mean",
    "feature points": "folded, then zeros",
    "pyflim": "normalised, then mirrored",
}


@dataclass
class Layer:
    """A block; kernels have shape (side, side, channels, kernels) and are not normalised."""

    kernels: np.ndarray
    mean: np.ndarray
    stdev: np.ndarray
    dilation: int = 1
    relu: bool = True
    pool: str = "no_pool"
    size: int = 1
    stride: int = 1
    labels: Sequence[int] | None = None
    asked: int | None = field(default=None)

    @property
    def folded(self) -> np.ndarray:
        return (self.kernels / self.stdev[:, None]).astype(np.float32)

    @property
    def bias(self) -> np.ndarray:
        scaled = self.folded.astype(float)
        return -np.einsum("yxck,c->k", scaled, self.mean).astype(np.float32)


def write_folder(folder: Path, layers: Sequence[Layer], dialect: str, order: str) -> Path:
    """Write the files as `fprintf` and `iftWriteMatrix` of the programs do."""
    folder.mkdir(parents=True, exist_ok=True)
    arch: dict[str, object] = {
        "stdev_factor": 0.01,
        "nlayers": len(layers),
        "apply_intrinsic_atrous": False,
    }
    for number, layer in enumerate(layers, start=1):
        side = len(layer.kernels)
        arch[f"layer{number}"] = {
            "conv": {
                "kernel_size": [side, side, 0],
                "nkernels_per_marker": 3,
                "dilation_rate": [layer.dilation, layer.dilation, 0],
                "nkernels_per_image": 1000,
                "noutput_channels": layer.asked or layer.kernels.shape[3],
            },
            "relu": layer.relu,
            "pooling": {
                "type": layer.pool,
                "size": [layer.size, layer.size, 0],
                "stride": layer.stride,
            },
        }
        folded = dialect in ("libift USE_BIAS", "feature points")
        kernels = layer.folded if folded else layer.kernels
        rows = []
        for y, x in taps_in_order(side, order):
            for channel in range(kernels.shape[2]):
                rows.append(kernels[y, x, channel])
        np.save(folder / f"conv{number}-kernels.npy", np.array(rows, np.float32))
        if dialect != "feature points":
            for name, numbers in (("mean", layer.mean), ("stdev", layer.stdev)):
                text = "".join(f"{number:.9f} " for number in numbers)
                (folder / f"conv{number}-{name}.txt").write_text(text)
        if folded:
            text = "".join(f"{number:.9g} " for number in layer.bias)
            (folder / f"conv{number}-bias.txt").write_text(f"{len(layer.bias)}\n{text}")
        if layer.labels is not None:
            text = "".join(f"{label} " for label in layer.labels)
            (folder / f"conv{number}-labels.txt").write_text(f"{len(layer.labels)}\n{text}")
    (folder / "arch.json").write_text(json.dumps(arch, indent=4))
    return folder


def taps_in_order(side: int, order: str) -> list[tuple[int, int]]:
    taps = [(y, x) for y in range(side) for x in range(side)]
    if order == "centre":
        middle = (side // 2, side // 2)
        taps.remove(middle)
        taps.insert(0, middle)
    return taps


def forward(given: np.ndarray, layers: Sequence[Layer], dialect: str) -> list[np.ndarray]:
    """Return the maps of each block, (kernels, height, width), of an input (height, width, C)."""
    maps, answers = np.asarray(given, float), []
    for layer in layers:
        maps = pooled(convolved(maps, layer, dialect), layer)
        answers.append(maps.transpose(2, 0, 1))
    return answers


def convolved(maps: np.ndarray, layer: Layer, dialect: str) -> np.ndarray:
    height, width, channels = maps.shape
    side, n_kernels = len(layer.kernels), layer.kernels.shape[3]
    if dialect in ("libift", "pyflim"):
        maps, kernels = (maps - layer.mean) / layer.stdev, layer.kernels.astype(float)
        bias, outside = np.zeros(n_kernels), np.zeros(channels)
    else:
        kernels, bias = layer.folded.astype(float), layer.bias.astype(float)
        outside = layer.mean if dialect == "libift USE_BIAS" else np.zeros(channels)
    answer = np.zeros((height, width, n_kernels))
    for y in range(height):
        for x in range(width):
            total = bias.copy()
            for row in range(side):
                for col in range(side):
                    v = y + (row - side // 2) * layer.dilation
                    u = x + (col - side // 2) * layer.dilation
                    if dialect == "pyflim":
                        v, u = mirrored(v, height), mirrored(u, width)
                    inside = 0 <= v < height and 0 <= u < width
                    value = maps[v, u] if inside else outside
                    total += value @ kernels[row, col]
            answer[y, x] = np.maximum(total, 0) if layer.relu else total
    return answer


def mirrored(at: int, size: int) -> int:
    if at < 0:
        return -at
    return 2 * (size - 1) - at if at >= size else at


def pooled(maps: np.ndarray, layer: Layer) -> np.ndarray:
    if layer.pool == "no_pool":
        return maps
    height, width, n_kernels = maps.shape
    reach = layer.size // 2  # of an even size too: iftRectangular goes from -size/2 to size/2
    rows = []
    for y in range(0, height, layer.stride):
        row = []
        for x in range(0, width, layer.stride):
            values = [
                maps[v, u]
                for v in range(y - reach, y + reach + 1)
                for u in range(x - reach, x + reach + 1)
                if 0 <= v < height and 0 <= u < width
            ]
            if layer.pool == "max_pool":
                row.append(np.max(values, axis=0))
            else:
                row.append(np.sum(values, axis=0) / (2 * reach + 1) ** 2)
        rows.append(row)
    return np.array(rows).reshape(len(rows), -1, n_kernels)


# From the pixels of a file to the input of block 1


def read_input(pixels: np.ndarray, name: str) -> np.ndarray:
    """Convert uint8 or uint16 pixels to the input of block 1, (height, width, channels)."""
    top = int(np.iinfo(pixels.dtype).max)
    if name == "lab-pyflim":
        return np.array([[lab(*(pixel / pixels.max())) for pixel in row] for row in pixels])
    if name == "luma":
        if pixels.ndim == 2 or pixels.shape[2] == 1:
            return pixels.reshape(*pixels.shape[:2], 1).astype(float)
        return np.array([[[ycbcr_2020(pixel, top)[0]] for pixel in row] for row in pixels], float)
    convert = {"lab-ycbcr": ycbcr_2020, "lab-ycbcr-601": ycbcr_601}[name]
    stored = [[convert(pixel, top) for pixel in row] for row in pixels]
    guess = full_scale(max(pixel[0] for row in stored for pixel in row))
    return np.array(
        [[lab(*(np.array(rgb_of(pixel, guess)) / guess)) for pixel in row] for row in stored]
    )


def full_scale(largest: int) -> int:
    for scale in (1, 255, 4095, 65535):
        if largest <= scale:
            return scale
    raise AssertionError(largest)


def ycbcr_2020(rgb: np.ndarray, top: int) -> tuple[int, int, int]:
    steps, dark, middle, chroma = {
        255: (219, 16, 128, 224),
        65535: (56064, 4096, 32768, 57344),
    }[top]
    r, g, b = (int(value) / top for value in rgb)
    y = 0.2627 * r + 0.6780 * g + 0.0593 * b
    cb, cr = (b - y) / 1.8814, (r - y) / 1.4746
    y = min(max(y, 0.0), 1.0)
    cb, cr = (min(max(value, -0.5), 0.5) for value in (cb, cr))
    return int(y * steps) + dark, int(cb * chroma) + middle, int(cr * chroma) + middle


def ycbcr_601(rgb: np.ndarray, top: int) -> tuple[int, int, int]:
    r, g, b = (int(value) for value in rgb)
    dark, middle = 16 / 255 * top, 128 / 255 * top
    y = int(0.256789062 * r + 0.504128906 * g + 0.09790625 * b + dark)
    cb = int(-0.148222656 * r - 0.290992187 * g + 0.439214844 * b + middle)
    cr = int(0.439214844 * r - 0.367789063 * g - 0.071425781 * b + middle)
    y, cb, cr = (min(max(value, 0), top) for value in (y, cb, cr))
    return y, cb, cr


def rgb_of(ycbcr: Sequence[int], top: int) -> tuple[int, int, int]:
    y = ycbcr[0] - 16 / 255 * top
    cb, cr = ycbcr[1] - 128 / 255 * top, ycbcr[2] - 128 / 255 * top
    r = int(1.164383562 * y + 1.596026786 * cr)
    g = int(1.164383562 * y - 0.39176229 * cb - 0.812967647 * cr)
    b = int(1.164383562 * y + 2.017232143 * cb)
    r, g, b = (min(max(value, 0), top) for value in (r, g, b))
    return r, g, b


def lab(r: float, g: float, b: float) -> tuple[float, float, float]:
    """Convert RGB in [0, 1], taken as linear, to Lab with scaled channels."""
    x = (
        0.4123955889674142161 * r + 0.3575834307637148171 * g + 0.1804926473817015735 * b
    ) / 0.950456
    y = 0.2125862307855955516 * r + 0.7151703037034108499 * g + 0.07220049864333622685 * b
    z = (
        0.01929721549174694484 * r + 0.1191838645808485318 * g + 0.9504971251315797660 * b
    ) / 1.088754
    x, y, z = (
        math.pow(value, 1 / 3) if value >= 8.85645167903563082e-3 else 841 / 108 * value + 4 / 29
        for value in (x, y, z)
    )
    return (
        (116 * y - 16) / 99.998337,
        (500 * (x - y) + 86.182236) / (86.182236 + 98.258614),
        (200 * (y - z) + 107.867744) / (107.867744 + 94.481682),
    )


# Reading


def read_folder(folder: Path, order: str = "centre") -> list[Layer]:
    """Read a folder by the published rules: kernels are folded, and the border is zero."""
    arch = json.loads((folder / "arch.json").read_text())
    layers, channels = [], None
    for number in range(1, arch["nlayers"] + 1):
        layer = arch[f"layer{number}"]
        side = layer["conv"]["kernel_size"][0]
        matrix = np.load(folder / f"conv{number}-kernels.npy", allow_pickle=False)
        assert matrix.dtype == np.float32
        n_kernels = matrix.shape[1]
        assert n_kernels == layer["conv"]["noutput_channels"]
        channels = matrix.shape[0] // side**2
        kernels = np.zeros((side, side, channels, n_kernels))
        for place, (y, x) in enumerate(taps_in_order(side, order)):
            kernels[y, x] = matrix[place * channels : (place + 1) * channels]
        words = (folder / f"conv{number}-bias.txt").read_text().split()
        assert int(words[0]) == n_kernels
        bias = np.array([float(word) for word in words[1:]], np.float32)
        loaded = Loaded(kernels, np.zeros(channels), np.ones(channels))
        loaded.given_bias = bias
        loaded.dilation = layer["conv"]["dilation_rate"][0]
        loaded.relu = layer["relu"]
        pooling = layer["pooling"]
        loaded.pool, loaded.size = pooling["type"], pooling["size"][0]
        loaded.stride = pooling["stride"]
        layers.append(loaded)
    return layers


@dataclass
class Loaded(Layer):
    """A block from a folder, with the bias of its file."""

    given_bias: np.ndarray = field(default_factory=lambda: np.zeros(0))

    @property
    def bias(self) -> np.ndarray:
        return self.given_bias


def read_mimg(path: Path) -> np.ndarray:
    """Read as libift does: the header by lines, the values from the end of the file."""
    content = path.read_bytes()
    first, sizes, voxel = content.split(b"\n", 3)[:3]
    assert first == b"MIG"
    width, height, depth, bands = (int(size) for size in sizes.split())
    assert depth == 1
    assert len(voxel.split()) == 3
    values = content[-4 * width * height * bands :]
    return np.frombuffer(values, "<f4").reshape(height, width, bands)
