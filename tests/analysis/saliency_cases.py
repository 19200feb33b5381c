"""Small saliency maps made of integers, equal on every machine, with their truths."""

import numpy as np

HEIGHT, WIDTH = 21, 26
ROWS, COLUMNS = np.ogrid[:HEIGHT, :WIDTH]
TEXTURE = (37 * ROWS + 91 * COLUMNS + 5 * ROWS * COLUMNS) % 256


def _squared_distance(row, column):
    return (ROWS - row) ** 2 + (COLUMNS - column) ** 2


def _blob(row, column, fall):
    return np.maximum(0, 255 - fall * _squared_distance(row, column))


DISK = _squared_distance(10, 12) <= 25
TWO_DISKS = (_squared_distance(4, 5) <= 9) | (_squared_distance(14, 19) <= 16)
CORNER = (ROWS >= 15) & (COLUMNS >= 20)
LAST_COLUMN = COLUMNS + 0 * ROWS == WIDTH - 1
PIXEL = _squared_distance(6, 7) == 0
NOTHING = np.zeros((HEIGHT, WIDTH), dtype=bool)

# Levels of 0..255 and a truth, by name.
CASES = {
    "blob on disk": (_blob(10, 12, 6), DISK),
    "blob beside disk": (_blob(7, 16, 4), DISK),
    "texture on disk": (TEXTURE, DISK),
    "blob and texture on two disks": ((_blob(5, 5, 9) + TEXTURE // 3) * 3 // 4, TWO_DISKS),
    "low blob on two disks": (_blob(14, 19, 5) // 3, TWO_DISKS),
    "texture on corner": (TEXTURE, CORNER),
    "blob on one pixel": (_blob(6, 7, 40), PIXEL),
    "inverted disk": (np.where(DISK, 0, 255), DISK),
    "disk on disk": (np.where(DISK, 255, 0), DISK),
    "nothing on disk": (np.zeros_like(TEXTURE), DISK),
    "everything on disk": (np.full_like(TEXTURE, 255), DISK),
    "texture on nothing": (TEXTURE, NOTHING),
    "texture on everything": (TEXTURE, ~NOTHING),
    "everything on nothing": (np.full_like(TEXTURE, 255), NOTHING),
}


def case(name):
    """Return the saliency in [0, 1] and the truth of a case."""
    levels, truth = CASES[name]
    return levels / 255, truth
