"""The tables of the demo's report."""

from collections.abc import Iterator, Mapping, Sequence

from flimbuilder.demo.markup import Markup, element
from flimbuilder.demo.run import DemoRun
from flimbuilder.project.architecture import trace_shapes
from flimbuilder.workflow.evaluate import Evaluation

__all__ = ["measures_table", "network_table", "number", "table"]

Row = tuple[Sequence[object], str | None]

MEASURE_NAMES = {
    "dice": "Dice",
    "iou": "IoU",
    "precision": "precision",
    "recall": "recall",
    "mae": "MAE",
    "fbeta_adaptive": "Fβ adaptive",
    "fbeta_max": "Fβ max",
    "weighted_fbeta": "Fβ weighted",
    "s_measure": "S-measure",
    "e_measure": "E-measure",
}
MEAN_OF = {"train": "mean of training", "test": "mean of test"}
BLOCK_COLUMNS = (
    "block", "kernel", "pooling", "kernels", "map of a test piece", "receptive field",
    "parameters",
)  # fmt: skip


def table(names: Sequence[str], rows: Sequence[Row], class_: str | None = None) -> Markup:
    """Return a table.

    Parameters
    ----------
    names : sequence of str
        Of the columns.
    rows : sequence of (cells, class of the row or None)
    class_ : str or None, default=None
        Of the table.
    """
    head = element("tr", *(element("th", name, scope="col") for name in names))
    body = [
        element("tr", *(element("td", cell) for cell in cells), class_=kind)
        for cells, kind in rows
    ]
    return element("table", element("thead", head), element("tbody", *body), class_=class_)


def number(value: float) -> str:
    """Return a measure as the report shows it."""
    return f"{value:.3f}"


def measures_table(evaluations: Mapping[str, Evaluation]) -> Markup:
    """Show the measures of every piece, and the mean of each role."""
    rows = [row for role, one in evaluations.items() for row in _measure_rows(role, one)]
    return table(["piece", *MEASURE_NAMES.values()], rows)


def _measure_rows(role: str, evaluation: Evaluation) -> Iterator[Row]:
    for name, values in evaluation.per_image.items():
        yield (name, *_shown(values)), role
    yield (MEAN_OF[role], *_shown(evaluation.mean())), f"{role} mean"


def _shown(values: Mapping[str, float]) -> list[str]:
    return [number(values[name]) for name in MEASURE_NAMES]


def network_table(run: DemoRun) -> Markup:
    """Show the blocks: what was asked for, and what was learned."""
    return table(BLOCK_COLUMNS, [(cells, None) for cells in _block_cells(run)])


def _block_cells(run: DemoRun) -> Iterator[Sequence[object]]:
    document = run.model.document
    height, width = run.of_role("test")[0].shape
    shapes = trace_shapes(document.architecture, height, width, document.input.channels)
    blocks = zip(document.architecture.blocks, document.blocks, shapes, strict=True)
    for position, (block, found, shape) in enumerate(blocks, start=1):
        classes = [kernel.class_id for kernel in found.kernels]
        counts = (f"{classes.count(entry.id)} {entry.name}" for entry in document.classes)
        pooling = block.pooling
        yield (
            position,
            f"{block.kernel_size} × {block.kernel_size}",
            f"{pooling.kind} {pooling.size} × {pooling.size}, stride {block.stride}",
            f"{len(classes)} ({', '.join(counts)})",
            f"{shape.height} × {shape.width}",
            found.receptive_field,
            f"{found.parameters:,}",
        )
