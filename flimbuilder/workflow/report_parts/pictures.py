"""Pictures of the report, inside the page; equal arrays give equal bytes."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.imaging.pictures import (
    MASK_COLOUR,
    REFERENCE_COLOUR,
    Picture,
    heat,
    outline,
    paint_classes,
)
from flimbuilder.imaging.write import encode_png
from flimbuilder.project.markers import Disk, Marker, Pixels
from flimbuilder.project.rasterise import UNMARKED, class_map

__all__ = [
    "PagePicture",
    "PagePictures",
    "fit",
    "heat_picture",
    "marked_picture",
    "outlined_picture",
    "pointed_picture",
]

SIDE = 420  # pixels of the longer side of a photograph
LEAST_SIDE = 200  # smaller ones are enlarged
QUALITY = 88  # of JPEG
LIMIT = 7_000_000  # bytes of all pictures: the page has a third more
LABEL = 13  # pixels high


@dataclass(frozen=True)
class PagePicture:
    """A picture of the page.

    Attributes
    ----------
    source : str
        The file itself, as a data URI.
    text : str
        What it shows, for people who do not see it.
    width, height : int
        In pixels.
    """

    source: str
    text: str
    width: int
    height: int


class PagePictures:
    """Encodes pictures until they take too much.

    Parameters
    ----------
    limit : int, default=7,000,000
        Bytes of all pictures.

    Attributes
    ----------
    left_out : int
        Pictures beyond the limit.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self.left_out = 0
        self._rest = limit

    def photo(self, pixels: Picture, text: str) -> PagePicture | None:
        """Encode a photograph or a map as JPEG; None beyond the limit."""
        from PIL import Image

        file = BytesIO()
        Image.fromarray(pixels).save(file, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
        return self._add(file.getvalue(), "image/jpeg", text, pixels.shape)

    def sharp(self, pixels: Picture, text: str) -> PagePicture | None:
        """Encode a small picture as PNG, to be shown with sharp pixels; None beyond the limit."""
        return self._add(encode_png(np.ascontiguousarray(pixels)), "image/png", text, pixels.shape)

    def drawing(self, svg: str, text: str, size: tuple[int, int]) -> PagePicture | None:
        """Embed an SVG of (width, height) as an image, in which nothing runs."""
        return self._add(svg.encode(), "image/svg+xml", text, (size[1], size[0]))

    def _add(self, data: bytes, kind: str, text: str, shape: Sequence[int]) -> PagePicture | None:
        if len(data) > self._rest:
            self.left_out += 1
            return None
        self._rest -= len(data)
        source = f"data:{kind};base64,{b64encode(data).decode()}"
        return PagePicture(source, text, int(shape[1]), int(shape[0]))


def fit(picture: Picture) -> Picture:
    """Scale a photograph so that its longer side has 200 to 420 pixels."""
    longer = max(picture.shape[:2])
    if longer < LEAST_SIDE:
        return picture.repeat(-(-LEAST_SIDE // longer), axis=0).repeat(
            -(-LEAST_SIDE // longer), axis=1
        )
    if longer <= SIDE:
        return picture
    from PIL import Image

    size = [max(1, round(length * SIDE / longer)) for length in picture.shape[1::-1]]
    small = Image.fromarray(picture).resize((size[0], size[1]), Image.Resampling.BOX)
    return np.asarray(small)


def fit_labels(labels: NDArray[np.integer[Any]], shape: Sequence[int]) -> NDArray[Any]:
    """Scale labels (H, W) to a shape; each pixel has the largest label that it covers."""
    rows, cols = (
        np.arange(count) * length // count
        for count, length in zip(shape[:2], labels.shape, strict=True)
    )
    scaled: NDArray[Any] = labels[rows][:, cols]
    if labels.shape[0] > shape[0]:
        scaled = np.maximum.reduceat(np.maximum.reduceat(labels, rows, axis=0), cols, axis=1)
    return scaled


def marked_picture(
    picture: Picture, markers: Sequence[Marker], colours: Mapping[int, str]
) -> Picture:
    """Draw numbered markers on an image, in the colours of their classes."""
    size = picture.shape[0], picture.shape[1]
    small = fit(picture)
    labels = fit_labels(class_map(markers, size).astype(np.int16) - UNMARKED, small.shape)
    painted = paint_classes(small, labels + UNMARKED, colours, 0.5)
    for class_id, colour in colours.items():
        painted = outline(painted, labels + UNMARKED == class_id, colour)
    return _numbered(painted, markers, small.shape[0] / size[0], small.shape[1] / size[1])


def _numbered(picture: Picture, markers: Sequence[Marker], down: float, along: float) -> Picture:
    from PIL import Image, ImageDraw, ImageFont

    image = Image.fromarray(picture)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(LABEL)
    for marker in markers:
        if marker.class_id is not None:
            row, col = _first_point(marker)
            draw.text(
                ((col + 0.5) * along, (row + 0.5) * down), str(marker.id), fill="#ffffff",
                font=font, anchor="mm", stroke_width=2, stroke_fill="#000000",
            )  # fmt: skip
    return np.asarray(image)


def _first_point(marker: Marker) -> tuple[float, float]:
    if isinstance(marker, Disk):
        return marker.center
    if isinstance(marker, Pixels):
        row, start, length = marker.runs[len(marker.runs) // 2]
        return row, start + (length - 1) / 2
    return marker.points[len(marker.points) // 2]


def outlined_picture(
    picture: Picture, mask: NDArray[np.integer[Any]], truth: NDArray[np.bool_] | None
) -> Picture:
    """Outline a mask of class ids, over the outline of the reference mask."""
    small = fit(picture)
    if truth is not None:
        small = outline(
            small, fit_labels(truth.astype(np.uint8), small.shape), REFERENCE_COLOUR, 2
        )
    return outline(small, fit_labels(mask, small.shape), MASK_COLOUR)


def pointed_picture(picture: Picture, row: int, col: int) -> Picture:
    """Mark a pixel of an image by a ring with a gap around the pixel."""
    from PIL import Image, ImageDraw

    small = fit(picture)
    x = (col + 0.5) * small.shape[1] / picture.shape[1]
    y = (row + 0.5) * small.shape[0] / picture.shape[0]
    image = Image.fromarray(small)
    draw = ImageDraw.Draw(image)
    for colour, width in (("#000000", 4), ("#ffffff", 2)):
        draw.ellipse((x - 11, y - 11, x + 11, y + 11), outline=colour, width=width)
    for colour, radius in (("#000000", 2), ("#ffffff", 1)):
        draw.rectangle((x - radius, y - radius, x + radius, y + radius), fill=colour)
    return np.asarray(image)


def heat_picture(values: NDArray[np.floating[Any]]) -> Picture:
    """Colour values in [0, 1] by a heat map."""
    return fit(heat(values))
