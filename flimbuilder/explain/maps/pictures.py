"""Draw a map as SVG or PNG, without the window; equal maps give equal bytes."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from flimbuilder.explain.maps.colours import PointColours
from flimbuilder.imaging.colour_maps import colour_map
from flimbuilder.imaging.write import encode_png

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

__all__ = ["MapPicture", "map_png", "map_svg", "place_points"]

Picture = NDArray[np.uint8]
Positions = NDArray[np.float64]

SIDE = 520  # of the square for the points, in pixels
MARGIN = 24
HEAD = 58  # for the title and a line below it
LEGEND = 200  # wide
LINE = 20  # between entries of the legend
SCALE = 2  # pixels of the PNG per pixel of the SVG
SMOOTH = 2  # times larger while the PNG is drawn
INK, MUTED, FRAME, PAPER = "#1c1c1c", "#666666", "#d0d0d0", "#ffffff"
BAR_WIDTH, BAR_HEIGHT = 14, 120
BORDER = 2  # of thumbnails
EDGE = 14  # between the points and the frame
LONGEST = 30  # characters of a legend entry


@dataclass(frozen=True, eq=False)
class MapPicture:
    """The contents of the picture of a map.

    Attributes
    ----------
    title, line, note : str
        Above the points, below the title, and below the points.
    positions : ndarray of shape (n_points, 2)
    colours : PointColours
    labels : sequence of str
        Description of each point, shown by SVG viewers under the pointer.
    hollow : sequence of bool, default=()
        Points to draw as rings; empty for none.
    thumbnails : sequence of ndarray of uint8 of shape (h, w, 3), or None, default=()
        Shown instead of dots; empty for dots.
    """

    title: str
    line: str
    note: str
    positions: Positions
    colours: PointColours
    labels: Sequence[str]
    hollow: Sequence[bool] = ()
    thumbnails: Sequence[Picture | None] = ()

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return SIDE + 2 * MARGIN + LEGEND, SIDE + HEAD + 2 * MARGIN

    @property
    def radius(self) -> float:
        """Radius of the dots, in pixels; smaller if there are many."""
        return 6.0 if len(self.positions) <= 60 else 4.5 if len(self.positions) <= 300 else 3.2

    def is_hollow(self, number: int) -> bool:
        """Return True if a point is drawn as a ring."""
        return bool(self.hollow) and self.hollow[number]

    def thumbnail(self, number: int) -> Picture | None:
        """Return the thumbnail of a point, or None."""
        return self.thumbnails[number] if self.thumbnails else None


def place_points(positions: Positions, side: float, edge: float) -> Positions:
    """Scale positions into a square, with equal scales of both axes.

    Parameters
    ----------
    positions : ndarray of shape (n_points, 2)
        The second axis points up.
    side, edge : float
        Side of the square, and the room to leave along its edges.

    Returns
    -------
    ndarray of shape (n_points, 2)
        From 0 to `side`, the second axis down; points that are all equal lie in the middle.
    """
    if not len(positions):
        return positions
    low, high = positions.min(axis=0), positions.max(axis=0)
    extent = float((high - low).max())
    scale = (side - 2 * edge) / extent if extent > 0 else 0.0
    placed: Positions = side / 2 + (positions - (low + high) / 2) * (scale, -scale)
    return placed


def _placed(picture: MapPicture) -> Positions:
    sides = [max(small.shape[:2]) for small in picture.thumbnails if small is not None]
    edge = EDGE + max(sides, default=0) / 2
    corner = np.array([MARGIN, HEAD + MARGIN // 2])
    placed: Positions = place_points(picture.positions, SIDE, edge) + corner
    return placed


def map_svg(picture: MapPicture) -> str:
    """Return a map as the text of an SVG file."""
    width, height = picture.size
    title, line, note = (escape(text) for text in (picture.title, picture.line, picture.note))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="12" role="img">',
        f"<title>{title}</title>",
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        f'<text x="{MARGIN}" y="26" font-size="15" fill="{INK}">{title}</text>',
        f'<text x="{MARGIN}" y="46" fill="{MUTED}">{line}</text>',
        f'<rect x="{MARGIN}" y="{HEAD + MARGIN // 2}" width="{SIDE}" height="{SIDE}" fill="none" '
        f'stroke="{FRAME}"/>',
        f'<text x="{MARGIN}" y="{height - 14}" font-size="11" fill="{MUTED}">{note}</text>',
    ]
    parts += [_svg_point(picture, number, *place) for number, place in enumerate(_placed(picture))]
    parts += _svg_legend(picture.colours)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _svg_point(picture: MapPicture, number: int, x: float, y: float) -> str:
    colour, label = picture.colours.colours[number], escape(picture.labels[number])
    small = picture.thumbnail(number)
    if small is None:
        paint = (
            f'fill="{PAPER}" stroke="{colour}" stroke-width="1.6"'
            if picture.is_hollow(number)
            else f'fill="{colour}" stroke="{PAPER}" stroke-width="0.8"'
        )
        return (
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{picture.radius}" {paint}>'
            f"<title>{label}</title></circle>"
        )
    height, width = small.shape[:2]
    left, top = x - width / 2, y - height / 2
    data = b64encode(encode_png(small)).decode()
    return (
        f'<g><title>{label}</title><rect x="{left - BORDER:.2f}" y="{top - BORDER:.2f}" '
        f'width="{width + 2 * BORDER}" height="{height + 2 * BORDER}" fill="{colour}"/>'
        f'<image x="{left:.2f}" y="{top:.2f}" width="{width}" height="{height}" '
        f'href="data:image/png;base64,{data}"/></g>'
    )


def _svg_legend(colours: PointColours) -> list[str]:
    parts = []
    for kind, x, y, text, colour in _legend(colours):
        if kind == "dot":
            parts.append(f'<circle cx="{x}" cy="{y - 4}" r="5" fill="{colour}"/>')
        elif kind == "text":
            parts.append(f'<text x="{x}" y="{y}" fill="{colour}">{escape(text)}</text>')
        else:
            parts.append(f'<rect x="{x}" y="{y}" width="{BAR_WIDTH}" height="1.6" '
                         f'fill="{colour}"/>')  # fmt: skip
    return parts


def _legend(colours: PointColours) -> list[tuple[str, float, float, str, str]]:
    """Return the parts of the legend: kind, left, base line or top, text, and colour."""
    left, top = float(SIDE + 2 * MARGIN), float(HEAD + MARGIN // 2 + 12)
    parts = [("text", left, top, _short(colours.title), MUTED)]
    top += LINE + 4
    if colours.low is not None and colours.high is not None:
        table = colour_map("viridis")
        for step in range(BAR_HEIGHT):
            rgb = table[round(255 * (1 - step / (BAR_HEIGHT - 1)))]
            parts.append(("bar", left, top - 10 + step, "", "#" + bytes(rgb).hex()))
        beside = left + BAR_WIDTH + 8
        parts.append(("text", beside, top, f"{colours.high:.3g}", INK))
        parts.append(("text", beside, top - 10 + BAR_HEIGHT, f"{colours.low:.3g}", INK))
        top += BAR_HEIGHT + LINE
    for text, colour in colours.legend:
        parts.append(("dot", left + 6, top, "", colour))
        parts.append(("text", left + 18, top, _short(text), INK))
        top += LINE
    if colours.more:
        parts.append(("text", left + 18, top, f"and {colours.more} more", MUTED))
    return parts


def _short(text: str) -> str:
    """Cut the middle out of a long text: its end tells images and markers apart."""
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST // 2 - 1] + "…" + text[-LONGEST // 2 :]


def map_png(picture: MapPicture) -> bytes:
    """Return a map as the bytes of a PNG file, of twice the size of the SVG."""
    from PIL import Image, ImageDraw, ImageFont

    scale = SCALE * SMOOTH
    width, height = picture.size
    canvas = Image.new("RGB", (width * scale, height * scale), PAPER)
    draw = ImageDraw.Draw(canvas)
    frame = (MARGIN, HEAD + MARGIN // 2, MARGIN + SIDE, HEAD + MARGIN // 2 + SIDE)
    draw.rectangle([scale * side for side in frame], outline=FRAME, width=scale)
    for number, (x, y) in enumerate(_placed(picture)):
        small = picture.thumbnail(number)
        if small is None:
            _draw_dot(draw, picture, number, x * scale, y * scale)
        else:
            half_height, half_width = small.shape[0] / 2, small.shape[1] / 2
            box = (
                x - half_width - BORDER, y - half_height - BORDER,
                x + half_width + BORDER, y + half_height + BORDER,
            )  # fmt: skip
            draw.rectangle([scale * side for side in box], fill=picture.colours.colours[number])
            side = small.shape[1] * scale, small.shape[0] * scale
            place = round((x - half_width) * scale), round((y - half_height) * scale)
            canvas.paste(Image.fromarray(small).resize(side, Image.Resampling.NEAREST), place)

    def write(x: float, y: float, text: str, colour: str, size: int) -> None:
        font = ImageFont.load_default(size * scale)
        draw.text((x * scale, y * scale), text, fill=colour, font=font, anchor="ls")

    write(MARGIN, 26, picture.title, INK, 15)
    write(MARGIN, 46, picture.line, MUTED, 12)
    write(MARGIN, height - 14, picture.note, MUTED, 11)
    for kind, x, y, text, colour in _legend(picture.colours):
        if kind == "text":
            write(x, y, text, colour, 12)
        elif kind == "dot":
            box = (x - 5, y - 9, x + 5, y + 1)
            draw.ellipse([scale * side for side in box], fill=colour)
        else:
            draw.rectangle(
                [x * scale, y * scale, (x + BAR_WIDTH) * scale, (y + 1.6) * scale], fill=colour
            )
    small_canvas = canvas.resize((width * SCALE, height * SCALE), Image.Resampling.BOX)
    return encode_png(np.asarray(small_canvas))


def _draw_dot(draw: "ImageDraw", picture: MapPicture, number: int, x: float, y: float) -> None:
    scale, colour = SCALE * SMOOTH, picture.colours.colours[number]
    hollow = picture.is_hollow(number)
    fill, edge, width = (PAPER, colour, 1.6) if hollow else (colour, PAPER, 0.8)
    reach = (picture.radius + width / 2) * scale
    draw.ellipse(
        [x - reach, y - reach, x + reach, y + reach],
        fill=fill, outline=edge, width=max(1, round(width * scale)),
    )  # fmt: skip
