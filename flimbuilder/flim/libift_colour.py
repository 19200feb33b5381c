"""The colours that encoders of libift, FLIM-Builder and pyflim read.

An imported model is given what its own program would give it, and their ways from the pixels of a
file to the input of the first block lose something on the way: whole numbers, cut off and not
rounded, a colour matrix on the way back that is not the inverse of the one on the way there, and
an RGB that is taken for linear. Torch alone, as all that an ``encoder.py`` consists of.
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

# libift and pyflim: matrix, white and the linear part of Lab's root, to their digits. They take
# RGB as it is stored for linear, which makes another Lab than that of sRGB.
_IFT_XYZ_OF_RGB = (
    (0.4123955889674142161, 0.3575834307637148171, 0.1804926473817015735),
    (0.2125862307855955516, 0.7151703037034108499, 0.07220049864333622685),
    (0.01929721549174694484, 0.1191838645808485318, 0.9504971251315797660),
)
_IFT_WHITE = (0.950456, 1.0, 1.088754)
_IFT_LINEAR_BELOW = 8.85645167903563082e-3


def stored_samples(images: Tensor) -> tuple[Tensor, Tensor]:
    """Return the whole numbers that image files of 8 or 16 bits hold, and their full scale.

    Parameters
    ----------
    images : Tensor of shape (N, C, H, W)
        In [0, 1], whole images: an image all of whose values are whole multiples of 1/255 is
        taken for one of 8 bits, any other for one of 16.

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
    """Return what libift stores of a PNG file: ITU-R BT.2020 in limited range, whole numbers.

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
    """Return what libift stores of a JPEG or an 8-bit PPM file: ITU-R BT.601, whole numbers.

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
    """Return the RGB that libift computes from what it stores: BT.601, whole numbers.

    libift takes for full scale the smallest of 1, 255, 4095 and 65535 that the image's largest
    luma does not exceed. Luma in limited range begins at 16/255 of full scale, so that this is
    always the file's own full scale.
    """
    y = ycbcr[:, 0] - full_scale[:, 0] * (16.0 / 255.0)
    cb, cr = (ycbcr[:, one] - full_scale[:, 0] * (128.0 / 255.0) for one in (1, 2))
    rgb = (
        1.164383562 * y + 1.596026786 * cr,
        1.164383562 * y - 0.39176229 * cb - 0.812967647 * cr,
        1.164383562 * y + 2.017232143 * cb,
    )
    return torch.stack(rgb, dim=1).trunc().clamp(min=0.0).minimum(full_scale)


def linear_lab(rgb: Tensor) -> Tensor:
    """Convert RGB in [0, 1], taken for linear, to the Lab of libift and pyflim.

    The channels are scaled by the same constants as those of :func:`rgb_to_lab`.
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
    """Convert RGB to Lab by the way that libift goes with PNG files, losses and all."""
    samples, full_scale = stored_samples(rgb)
    again = rgb_of_ycbcr(ycbcr_of_png(samples, full_scale), full_scale)
    return linear_lab(again / full_scale).to(rgb.dtype)


def lab_of_jpeg(rgb: Tensor) -> Tensor:
    """Convert RGB to Lab by the way that libift goes with JPEG and 8-bit PPM files."""
    samples, full_scale = stored_samples(rgb)
    again = rgb_of_ycbcr(ycbcr_of_jpeg(samples, full_scale), full_scale)
    return linear_lab(again / full_scale).to(rgb.dtype)


def lab_of_pyflim(rgb: Tensor) -> Tensor:
    """Convert RGB to Lab as pyflim does: divided by the largest value of the image."""
    largest = rgb.double().amax(dim=(1, 2, 3), keepdim=True)
    return linear_lab(rgb.double() / torch.where(largest > 0.0, largest, 1.0)).to(rgb.dtype)


def stored_luma(images: Tensor) -> Tensor:
    """Return the luma that libift stores, (N, 1, H, W): whole numbers up to 255 or 65535.

    Parameters
    ----------
    images : Tensor of shape (N, C, H, W)
        Of one channel, which is the luma; or RGB, of PNG files.
    """
    samples, full_scale = stored_samples(images)
    if images.shape[1] == 3:
        samples = ycbcr_of_png(samples, full_scale)[:, :1]
    return samples.to(images.dtype)
