"""Colours, and colour maps of heat maps: perceptually uniform, each lighter at every step.

matplotlib's viridis, magma and inferno (Nathaniel J. Smith, Stefan van der Walt, Eric Firing) and
cividis (Jamie Nuñez, Christopher Anderton, Ryan Renslow) are in the public domain (CC0). Every
15th of their 256 colours is kept; linear interpolation is within 7/255 of the others.
"""

from functools import cache
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

__all__ = [
    "AGAINST",
    "COLOUR_MAPS",
    "FOR",
    "ColourMapName",
    "colour_map",
    "parse_colour",
    "signed_colours",
]

ColourMapName = Literal["magma", "inferno", "viridis", "cividis", "grey"]
COLOUR_MAPS: tuple[ColourMapName, ...] = get_args(ColourMapName)
FOR, AGAINST = "#ffb020", "#3096ff"  # of signed values
ANCHORS: dict[ColourMapName, str] = {
    "magma": """
        000004 090720 1a1042 311165 4a1079 621980 792282 912b81 aa337d
        c23b75 d9466b ec5860 f7725c fc8e64 feaa74 fec68a fde2a3 fcfdbf
    """,
    "inferno": """
        000004 0a0722 1e0c45 380962 510e6c 69166e 801f6c 982766 b0315b
        c63d4d d94d3d e9612b f47918 fa9407 fcb014 f8cd37 f2ea69 fcffa4
    """,
    "viridis": """
        440154 481769 472a7a 433d84 3d4e8a 355e8d 2e6d8e 297b8e 23898e
        1f978b 21a585 2eb37c 46c06f 65cb5e 89d548 b0dd2f d8e219 fde725
    """,
    "cividis": """
        00204d 002b67 00356e 28406c 3d4a6b 4d556c 5b606e 696b71 767676
        848179 928d78 a19976 b1a573 c1b26d d1bf66 e2cd5c f3db4f ffea46
    """,
    "grey": "000000 ffffff",
}


def parse_colour(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255, of ``#rrggbb`` or ``rrggbb``."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


@cache
def colour_map(name: ColourMapName) -> npt.NDArray[np.uint8]:
    """Return the 256 colours of a map, from low to high values, as (256, 3)."""
    colours = np.array([parse_colour(colour) for colour in ANCHORS[name].split()])
    steps = np.linspace(0, 255, len(colours))
    levels = [np.interp(np.arange(256), steps, channel) for channel in colours.T]
    table: npt.NDArray[np.uint8] = np.rint(np.stack(levels, axis=-1)).astype(np.uint8)
    table.setflags(write=False)
    return table


@cache
def signed_colours() -> npt.NDArray[np.uint8]:
    """Return 255 colours (255, 3): from the strongest against over black to the strongest for."""
    levels = np.abs(np.linspace(-1.0, 1.0, 255))[:, None]
    sides = np.array([parse_colour(AGAINST), parse_colour(FOR)])
    coloured = levels * sides[(np.arange(255) > 127).astype(int)]
    table: npt.NDArray[np.uint8] = np.rint(coloured).astype(np.uint8)
    table.setflags(write=False)
    return table
