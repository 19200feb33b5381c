"""Pictures of arrays for the window and for reports; the method never reads them.

Pictures are uint8 RGB of shape (height, width, 3); maps are (height, width) in [0, 1].
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError
from flimbuilder.imaging.colour_maps import colour_map, parse_colour

__all__ = [
    "CAPTION_HEIGHT",
    "MASK_COLOUR",
    "REFERENCE_COLOUR",
    "Picture",
    "captioned",
    "display",
    "display_scaled",
    "enlarge",
    "heat",
    "montage",
    "outline",
    "paint_classes",
    "sample_pixels",
    "signed_picture",
    "stretch_limits",
]

Picture = npt.NDArray[np.uint8]
Map = npt.NDArray[np.floating[Any]]

STRETCH = (0.5, 99.5)  # percentiles that become black and white
CAPTION_HEIGHT = 18  # pixels
MASK_COLOUR, REFERENCE_COLOUR = "#00e5ff", "#ff2bd6"  # of outlines in reports
# Ends and middle of ColorBrewer's PRGn (Cynthia Brewer; Apache 2.0), which no class uses.
NEGATIVE, ZERO, POSITIVE = (0x76, 0x2A, 0x83), (0xF7, 0xF7, 0xF7), (0x1B, 0x78, 0x37)
SAMPLE_PIXELS = 2**20  # that stand for a larger image


def display(pixels: npt.NDArray[Any]) -> Picture:
    """Convert an image of any dtype to eight-bit RGB.

    Parameters
    ----------
    pixels : ndarray of shape (height, width) or (height, width, channels)
        With one or two channels, the first is grey; with more, the first three are RGB.

    Returns
    -------
    ndarray of uint8 of shape (height, width, 3)
        uint8 unchanged, bool as black and white; other dtypes are stretched, all channels
        together, so that 0.5 % of the values are black and 0.5 % white.
    """
    channels = np.atleast_3d(pixels)
    shown = channels[..., :3] if channels.shape[2] >= 3 else channels[..., :1]
    if shown.dtype == np.bool_:
        shown = shown * np.uint8(255)
    elif shown.dtype != np.uint8:
        shown = _stretched(shown)
    return np.ascontiguousarray(np.broadcast_to(shown, (*shown.shape[:2], 3)))


def display_scaled(pixels: npt.NDArray[np.floating[Any]], dtype: str) -> Picture:
    """Convert an image that was scaled to [0, 1], as :func:`display` converts that of its file.

    Parameters
    ----------
    pixels : ndarray of shape (height, width) or (height, width, channels)
        In [0, 1].
    dtype : str
        Of the file.
    """
    if dtype in ("uint8", "bool"):
        return display(np.rint(pixels * 255).astype(np.uint8))
    return display(pixels)


def stretch_limits(pixels: npt.NDArray[Any]) -> tuple[float, float]:
    """Return the values that become black and white.

    Parameters
    ----------
    pixels : ndarray of shape (height, width) or (height, width, channels)
        For bool and uint8, the limits are the dtype's range; for other dtypes, the percentiles
        0.5 and 99.5 over all channels.
    """
    if pixels.dtype == np.bool_:
        return 0.0, 1.0
    if pixels.dtype == np.uint8:
        return 0.0, 255.0
    low, high = np.percentile(sample_pixels(pixels), STRETCH).tolist()
    return low, high


def sample_pixels(pixels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return every n-th row and column of an image, so that about a million pixels remain.

    Parameters
    ----------
    pixels : ndarray of shape (height, width) or (height, width, channels)

    Returns
    -------
    ndarray
        A view; all pixels of an image of up to 2**20.
    """
    step = max(1, int(np.ceil(np.sqrt(pixels.shape[0] * pixels.shape[1] / SAMPLE_PIXELS))))
    return pixels[::step, ::step]


def _stretched(pixels: npt.NDArray[Any]) -> Picture:
    low, high = stretch_limits(pixels)
    span = high - low or 1.0  # a constant image is black
    return _eight_bits((pixels - low) * (255 / span))


def _eight_bits(values: npt.NDArray[Any]) -> Picture:
    rounded: npt.NDArray[Any] = np.rint(np.clip(values, 0, 255))
    return rounded.astype(np.uint8)


def heat(map01: Map) -> Picture:
    """Colour a map in [0, 1] by inferno, from nearly black to pale yellow; clip other values."""
    return colour_map("inferno")[_eight_bits(np.asarray(map01) * 255)]


def signed_picture(values: npt.NDArray[np.floating[Any]]) -> Picture:
    """Colour values in [-1, 1] from purple over white to green, (..., 3)."""
    anchors = zip(NEGATIVE, ZERO, POSITIVE, strict=True)
    coloured = np.stack([np.interp(values, (-1, 0, 1), levels) for levels in anchors], axis=-1)
    return _eight_bits(coloured)


def _blend(below: npt.NDArray[Any], above: npt.NDArray[Any], opacity: float) -> Picture:
    return _eight_bits((1 - opacity) * below.astype(np.float32) + opacity * above)


def outline(
    rgb: Picture, mask: npt.NDArray[Any], colour: str = "#00ffff", width: int = 1
) -> Picture:
    """Draw the contour of every object of a mask.

    Parameters
    ----------
    rgb : ndarray of uint8 of shape (height, width, 3)
    mask : ndarray of shape (height, width), bool or integer labels
        0 is the background; touching labels have a contour between them.
    colour : str, default="#00ffff"
        ``#rrggbb``.
    width : int, default=1
        Line width in pixels; the line lies inside the object.

    Returns
    -------
    ndarray of uint8 of shape (height, width, 3)
    """
    import skimage.segmentation

    contour = skimage.segmentation.find_boundaries(mask, mode="inner")
    band = skimage.segmentation.expand_labels(contour.astype(np.uint8), distance=width - 1)
    drawn = rgb.copy()
    drawn[(band > 0) & (mask != 0)] = parse_colour(colour)
    return drawn


def paint_classes(
    rgb: Picture,
    class_map: npt.NDArray[np.integer[Any]],
    colours: Mapping[int, str],
    opacity: float = 0.6,
) -> Picture:
    """Paint marked pixels in the colour of their class.

    Parameters
    ----------
    rgb : ndarray of uint8 of shape (height, width, 3)
    class_map : ndarray of int of shape (height, width)
        Class of every pixel, -1 for unmarked pixels.
    colours : mapping of int to str
        Class to ``#rrggbb``.
    opacity : float, default=0.6
        In [0, 1].

    Returns
    -------
    ndarray of uint8 of shape (height, width, 3)

    Raises
    ------
    ImageError
        If a class has no colour.
    """
    classes, which = np.unique(class_map[class_map >= 0], return_inverse=True)
    missing = sorted(set(classes.tolist()) - set(colours))
    if missing:
        raise ImageError(f"class {missing[0]} has no colour; give one to every class")
    rgbs = [parse_colour(colours[class_id]) for class_id in classes.tolist()]
    palette = np.array(rgbs).reshape(-1, 3)
    painted = rgb.copy()
    painted[class_map >= 0] = _blend(rgb[class_map >= 0], palette[which], opacity)
    return painted


def montage(
    tiles: Sequence[Picture], columns: int, gap: int = 2, background: int = 255
) -> Picture:
    """Arrange pictures in a grid, row by row, each centred in its cell.

    Parameters
    ----------
    tiles : sequence of ndarray of uint8 of shape (height, width, 3)
        The largest height and width determine the size of a cell.
    columns : int
        Largest number of columns.
    gap : int, default=2
        Pixels between cells.
    background : int, default=255
        Grey value outside the tiles.

    Returns
    -------
    ndarray of uint8 of shape (height, width, 3)

    Raises
    ------
    ImageError
        If there are no tiles.
    """
    if not tiles:
        raise ImageError("no pictures to arrange in a grid; give at least one")
    cell = np.max([tile.shape[:2] for tile in tiles], axis=0)
    columns = min(columns, len(tiles))
    rows = -(-len(tiles) // columns)
    height, width = cell * (rows, columns) + gap * np.array([rows - 1, columns - 1])
    sheet = np.full((height, width, 3), background, np.uint8)
    for index, tile in enumerate(tiles):
        size = np.array(tile.shape[:2])
        top, left = (cell + gap) * divmod(index, columns) + (cell - size) // 2
        sheet[top : top + size[0], left : left + size[1]] = tile
    return sheet


def captioned(rgb: Picture, text: str, *, colour: int = 0, background: int = 255) -> Picture:
    """Write a line of text above a picture; cut off text that is too wide.

    Parameters
    ----------
    rgb : ndarray of uint8 of shape (height, width, 3)
    text : str
    colour, background : int, default=0 and 255
        Grey values of the text and its background.

    Returns
    -------
    ndarray of uint8 of shape (height + CAPTION_HEIGHT, width, 3)
    """
    from PIL import Image, ImageDraw, ImageFont  # so that the window starts without Pillow

    line = Image.new("L", (rgb.shape[1], CAPTION_HEIGHT), background)
    font = ImageFont.load_default(CAPTION_HEIGHT - 6)
    ImageDraw.Draw(line).text((2, 1), text, fill=colour, font=font)
    letters = np.broadcast_to(np.asarray(line)[..., None], (*line.size[::-1], 3))
    return np.concatenate([letters, rgb])


def enlarge(rgb: Picture, factor: int) -> Picture:
    """Enlarge a picture by repeating every pixel `factor` times in both directions."""
    return rgb.repeat(factor, axis=0).repeat(factor, axis=1)
