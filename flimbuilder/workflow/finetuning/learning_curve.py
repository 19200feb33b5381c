"""Write the learning curve of a training as a table and as a picture."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path

from flimbuilder.project.files import write_atomically
from flimbuilder.tasks.finetuning.settings import Epoch

__all__ = ["CURVE_PICTURE", "CURVE_TABLE", "draw_learning_curve", "write_learning_curve"]

CURVE_TABLE = "learning_curve.csv"
CURVE_PICTURE = "learning_curve.svg"
WIDTH, HEIGHT = 420, 260  # of a plot
LEFT, TOP, GAP = 60, 40, 80
N_TICKS = 5
TRAINING_COLOUR, VALIDATION_COLOUR = "#1f77b4", "#d95f02"

Value = Callable[[Epoch], float | None]


def write_learning_curve(folder: Path, epochs: Sequence[Epoch]) -> list[Path]:
    """Write ``learning_curve.csv`` and ``learning_curve.svg`` to a folder.

    Raises
    ------
    SaveError
        If a file can't be written.
    """
    table, picture = folder / CURVE_TABLE, folder / CURVE_PICTURE
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(Epoch)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(epoch.as_json() for epoch in epochs)
    write_atomically(table, text.getvalue().encode())
    write_atomically(picture, draw_learning_curve(epochs).encode())
    return [table, picture]


def draw_learning_curve(epochs: Sequence[Epoch]) -> str:
    """Draw loss and Dice by epoch as SVG, of training and of validation.

    A vertical line separates the epochs with a frozen encoder from the others, and a dot marks
    the epoch whose weights are kept.
    """
    loss = _plot(epochs, "loss", lambda epoch: epoch.loss, lambda epoch: epoch.validation_loss, 0)
    dice = _plot(
        epochs, "Dice", lambda epoch: epoch.dice, lambda epoch: epoch.validation_dice,
        WIDTH + GAP,
    )  # fmt: skip
    width, height = 2 * WIDTH + GAP + LEFT + 20, HEIGHT + TOP + 50
    legend = "".join(
        f'<line x1="{x}" y1="18" x2="{x + 24}" y2="18" stroke="{colour}" stroke-width="2"/>'
        f'<text x="{x + 30}" y="22">{name}</text>'
        for x, name, colour in _legend(epochs)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12">\n'
        f'<rect width="{width}" height="{height}" fill="white"/>\n{legend}\n{loss}\n{dice}\n'
        "</svg>\n"
    )


def _legend(epochs: Sequence[Epoch]) -> list[tuple[int, str, str]]:
    entries = [(LEFT, "training", TRAINING_COLOUR)]
    if any(epoch.validation_dice is not None for epoch in epochs):
        entries.append((LEFT + 110, "validation", VALIDATION_COLOUR))
    return entries


def _plot(
    epochs: Sequence[Epoch], title: str, training: Value, validation: Value, shift: int
) -> str:
    curves = [
        ([(epoch.number, y) for epoch in epochs if (y := value(epoch)) is not None], colour)
        for value, colour in ((training, TRAINING_COLOUR), (validation, VALIDATION_COLOUR))
    ]
    highest = 1.0 if title == "Dice" else max(y for points, _ in curves for _, y in points) or 1.0
    last = max(2, epochs[-1].number)
    left = LEFT + shift

    def place(number: float, value: float) -> tuple[float, float]:
        x = left + WIDTH * (number - 1) / (last - 1)
        return x, TOP + HEIGHT * (1 - min(1.0, value / highest))

    parts = [
        f'<rect x="{left}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#888"/>'
    ]
    for tick in range(N_TICKS + 1):
        _, y = place(1, highest * tick / N_TICKS)
        parts.append(
            f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">'
            f"{highest * tick / N_TICKS:.2f}</text>"
        )
    for number in _epoch_ticks(last):
        x, _ = place(number, 0)
        parts.append(
            f'<text x="{x:.1f}" y="{TOP + HEIGHT + 16}" text-anchor="middle">{number}</text>'
        )
    parts.append(
        f'<text x="{left + WIDTH / 2}" y="{TOP + HEIGHT + 34}" text-anchor="middle">epoch</text>'
        f'<text x="{left + WIDTH / 2}" y="{TOP - 8}" text-anchor="middle">{title}</text>'
    )
    parts += _marks(epochs, place, training, validation)
    for points, colour in curves:
        line = " ".join("{:.1f},{:.1f}".format(*place(*point)) for point in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
    return "\n".join(parts)


def _epoch_ticks(last: int) -> range:
    """Return at most six round numbers of epochs."""
    steps = (digit * 10**power for power in range(10) for digit in (1, 2, 5))
    step = next(step for step in steps if last // step <= N_TICKS + 1)
    return range(step, last + 1, step)


def _marks(
    epochs: Sequence[Epoch],
    place: Callable[[float, float], tuple[float, float]],
    training: Value,
    validation: Value,
) -> list[str]:
    """Draw the end of the frozen epochs, and the epoch whose weights are kept."""
    marks = []
    frozen = [epoch.number for epoch in epochs if epoch.phase == "decoder"]
    if frozen and len(frozen) < len(epochs):
        x, _ = place(frozen[-1] + 0.5, 0)
        marks.append(
            f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{TOP + HEIGHT}" stroke="#888" '
            'stroke-dasharray="4 3"/>'
        )
    best = [epoch for epoch in epochs if epoch.is_best][-1]
    value = validation(best)
    colour = TRAINING_COLOUR if value is None else VALIDATION_COLOUR
    x, y = place(best.number, (training(best) or 0.0) if value is None else value)
    return [*marks, f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>']
