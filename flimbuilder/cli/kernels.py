"""The command that lists the kernels of a project, and those that can be deleted."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flimbuilder.cli.console import progress_bar, show_json, show_notes, show_table, unsaved_notes
from flimbuilder.cli.options import (
    JsonOption,
    SearchOption,
    ThreadsOption,
    TracebackOption,
    use_threads,
)
from flimbuilder.errors import counted

if TYPE_CHECKING:
    from flimbuilder.explain.kernels.review import KernelReview, ReviewedKernel

__all__ = ["kernels"]

JSON_NAMES = {"class_id": "class", "number": "kernel"}


def kernels(
    project: Annotated[Path, typer.Argument(help="Project folder.")],
    images: SearchOption = None,
    threads: ThreadsOption = None,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """List the kernels that repeat others, and those that say little about their class."""
    use_threads(threads)
    from flimbuilder.project.folder import open_project
    from flimbuilder.workflow.kernel_review import review_kernels

    opened = open_project(project)
    show_notes([*opened.notes, *unsaved_notes(len(opened.unsaved), opened.path)])
    with progress_bar() as on_progress:
        reviews = review_kernels(opened, search=images or (), on_progress=on_progress)
    names = {entry.id: entry.name for entry in opened.project.classes}
    if json:
        show_json({"project": str(project), "blocks": [_as_json(review) for review in reviews]})
        return
    for review in reviews:
        _show(review, names)


def _as_json(review: "KernelReview") -> dict[str, object]:
    return {
        "block": review.block,
        "redundant": list(review.redundant),
        "useless": list(review.useless),
        "groups": [asdict(group) for group in review.groups],
        "kernels": [
            {JSON_NAMES.get(name, name): _rounded(part) for name, part in asdict(kernel).items()}
            for kernel in review.kernels
        ],
    }


def _rounded(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value


def _show(review: "KernelReview", names: dict[int, str]) -> None:
    show_table(
        f"block {review.block}: {counted(len(review.redundant), 'redundant kernel')}, "
        f"{counted(len(review.useless), 'useless one')}",
        ["kernel", "class", "AUC", "score", "distances", "note"],
        [
            [
                kernel.number,
                "mixed" if kernel.class_id is None else names.get(kernel.class_id, "?"),
                *(_figure(value) for value in (kernel.auc, kernel.score, kernel.distance_ratio)),
                _note(kernel),
            ]
            for kernel in review.kernels
        ],
        texts=("class", "note"),
    )


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _note(kernel: "ReviewedKernel") -> str:
    parts = [] if kernel.fault is None else [kernel.fault]
    if kernel.repeats is not None:
        parts.append(f"like kernel {kernel.repeats} ({kernel.similarity:.2f})")
    return "; ".join(parts)
