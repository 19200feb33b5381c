"""The radii of the brush that keys and sliders step through, in image pixels."""

from bisect import bisect_left, bisect_right

__all__ = ["MAX_RADIUS", "RADII", "nearest_step", "stepped"]

MAX_RADIUS = 200.0
# Whole pixels up to 30, so that there a step's place is its radius; then ever larger steps.
RADII = tuple(
    float(step)
    for step in (
        *range(30),
        *range(30, 60, 2),
        *range(60, 100, 5),
        *range(100, round(MAX_RADIUS) + 1, 10),
    )
)


def nearest_step(radius: float) -> int:
    """Return which of `RADII` is nearest to a radius; of two the larger one."""
    above = min(bisect_left(RADII, radius), len(RADII) - 1)
    below = max(above - 1, 0)
    return below if radius - RADII[below] < RADII[above] - radius else above


def stepped(radius: float, steps: int) -> float:
    """Return the radius so many steps up, or down; never beyond the ends of `RADII`.

    The first step from a radius between two of `RADII` leads to the next one.
    """
    start = bisect_left(RADII, radius) if steps < 0 else bisect_right(RADII, radius) - 1
    return RADII[min(max(start + steps, 0), len(RADII) - 1)]
