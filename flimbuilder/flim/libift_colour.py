"""Colour conversions of libift, FLIM-Builder and pyflim, for imported models.

They reproduce the input that a model's own program would compute, including its losses: values
truncated to integers, an inverse colour matrix that is not the inverse of the forward one, and
RGB treated as linear. Imports only torch (see ``flim/network.py``).
"""

import torch
from torch import Tensor
from torch.nn import functional as F

__all__ = [
    "LAB_OFFSET",
    "LAB_RANGE",
    "lab_of_jpeg",
    "lab_of_png",
    "lab_of_pyflim",
    "linear_lab",
    "rgb_of_ycbcr",
    "stored_luma",
    "stored_samples",
    "ycbcr_of_jpeg",
    "ycbcr_of_png",
]

# The extremes of L, a and b over the sRGB cube: offset and range of each channel.
LAB_OFFSET = (0.0, 86.182236, 107.867744)
LAB_RANGE = (99.998337, 184.440850, 202.349426)

# Constants of libift and pyflim, to their digits: matrix, white, linear part of Lab's root. Both
# treat stored RGB as linear, so that their Lab differs from that of sRGB.
_IFT_XYZ_OF_RGB = (
    (0.4123955889674142161, 0.3575834307637148171, 0.1804926473817015735),
    (0.2125862307855955516, 0.7151703037034108499, 0.07220049864333622685),
    (0.01929721549174694484, 0.1191838645808485318, 0.9504971251315797660),
)
_IFT_WHITE = (0.950456, 1.0, 1.088754)
_IFT_LINEAR_BELOW = 8.85645167903563082e-3


def stored_samples(images: Tensor) -> tuple[Tensor, Tensor]:
    """Recover the integers of an 8-bit or 16-bit image file, and their full scale.

    Parameters
    ----------
    images : Tensor of shape (N, C, H, W)
        Whole images in [0, 1]. An image whose values are all multiples of 1/255 counts as 8-bit,
        any other as 16-bit.

    Returns
    -------
    samples : Tensor of float64, shape (N, C, H, W)
    full_scale : Tensor of float64, shape (N, 1, 1, 1)
        255 or 65535.
    """
    wide = images.double()
    apart = (wide * 255.0 - (wide * 255.0).round()).abs().amax(dim=(1, 2, 3), keepdim=True)
    full_scale = torch.where(apart < 1e-3, wide.new_tensor(255.0), wide.new_tensor(65535.0))
    return (wide * full_scale).round(), full_scale


def ycbcr_of_png(samples: Tensor, full_scale: Tensor) -> Tensor:
    """Convert RGB as libift does for PNG files: ITU-R BT.2020 in limited range, as integers.

    Parameters
    ----------
    samples, full_scale : Tensor
        RGB of shape (N, 3, H, W), as of :func:`stored_samples`.
    """
    unit = (full_scale + 1.0) / 256.0
    red, green, blue = (samples / full_scale).unbind(1)
    luma = 0.2627 * red + 0.6780 * green + 0.0593 * blue
    chroma = torch.stack(((blue - luma) / 1.8814, (red - luma) / 1.4746), dim=1)
    y = (luma.clamp(0.0, 1.0)[:, None] * (219.0 * unit)).trunc() + 16.0 * unit
    return torch.cat((y, (chroma.clamp(-0.5, 0.5) * (224.0 * unit)).trunc() + 128.0 * unit), dim=1)


def ycbcr_of_jpeg(samples: Tensor, full_scale: Tensor) -> Tensor:
    """Convert RGB as libift does for JPEG and 8-bit PPM files: ITU-R BT.601, as integers.

    Parameters
    ----------
    samples, full_scale : Tensor
        RGB of shape (N, 3, H, W), as of :func:`stored_samples`.
    """
    red, green, blue = samples.unbind(1)
    dark, middle = (full_scale[:, 0] * (level / 255.0) for level in (16.0, 128.0))
    ycbcr = (
        0.256789062 * red + 0.504128906 * green + 0.09790625 * blue + dark,
        -0.148222656 * red - 0.290992187 * green + 0.439214844 * blue + middle,
        0.439214844 * red - 0.367789063 * green - 0.071425781 * blue + middle,
    )
    return torch.stack(ycbcr, dim=1).trunc().clamp(min=0.0).minimum(full_scale)


def rgb_of_ycbcr(ycbcr: Tensor, full_scale: Tensor) -> Tensor:
    """Return the RGB that libift computes from its YCbCr: BT.601, as integers.

    libift uses as full scale the smallest of 1, 255, 4095 and 65535 that is at least the image's
    largest luma. Luma in limited range begins at 16/255 of full scale, so this is always the
    file's full scale.
    """
    y = ycbcr[:, 0] - full_scale[:, 0] * (16.0 / 255.0)
    cb, cr = (ycbcr[:, index] - full_scale[:, 0] * (128.0 / 255.0) for index in (1, 2))
    rgb = (
        1.164383562 * y + 1.596026786 * cr,
        1.164383562 * y - 0.39176229 * cb - 0.812967647 * cr,
        1.164383562 * y + 2.017232143 * cb,
    )
    return torch.stack(rgb, dim=1).trunc().clamp(min=0.0).minimum(full_scale)


def linear_lab(rgb: Tensor) -> Tensor:
    """Convert RGB in [0, 1], treated as linear, to the Lab of libift and pyflim.

    The channels are scaled by the same constants as in :func:`rgb_to_lab`.
    """
    matrix = rgb.new_tensor(_IFT_XYZ_OF_RGB) / rgb.new_tensor(_IFT_WHITE)[:, None]
    xyz = F.conv2d(rgb, matrix[:, :, None, None])
    line = (841.0 / 108.0) * xyz + 4.0 / 29.0
    root = torch.where(xyz >= _IFT_LINEAR_BELOW, xyz.clamp(min=1e-6).pow(1.0 / 3.0), line)
    x, y, z = root.unbind(1)
    lab = torch.stack((116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)), dim=1)
    offset = rgb.new_tensor(LAB_OFFSET)[:, None, None]
    return (lab + offset) / rgb.new_tensor(LAB_RANGE)[:, None, None]


def lab_of_png(rgb: Tensor) -> Tensor:
    """Convert RGB to Lab as libift does for PNG files, with its losses."""
    samples, full_scale = stored_samples(rgb)
    again = rgb_of_ycbcr(ycbcr_of_png(samples, full_scale), full_scale)
    return linear_lab(again / full_scale).to(rgb.dtype)


def lab_of_jpeg(rgb: Tensor) -> Tensor:
    """Convert RGB to Lab as libift does for JPEG and 8-bit PPM files."""
    samples, full_scale = stored_samples(rgb)
    again = rgb_of_ycbcr(ycbcr_of_jpeg(samples, full_scale), full_scale)
    return linear_lab(again / full_scale).to(rgb.dtype)


def lab_of_pyflim(rgb: Tensor) -> Tensor:
    """Convert RGB to Lab as pyflim does, after dividing by the largest value of the image."""
    largest = rgb.double().amax(dim=(1, 2, 3), keepdim=True)
    return linear_lab(rgb.double() / torch.where(largest > 0.0, largest, 1.0)).to(rgb.dtype)


def stored_luma(images: Tensor) -> Tensor:
    """Return libift's luma, (N, 1, H, W): integers up to 255 or 65535.

    Parameters
    ----------
    images : Tensor of shape (N, C, H, W)
        One channel, the luma; or RGB of PNG files.
    """
    samples, full_scale = stored_samples(images)
    if images.shape[1] == 3:
        samples = ycbcr_of_png(samples, full_scale)[:, :1]
    return samples.to(images.dtype)
