"""The demo: the main job, headless, on real images that come with scikit-image."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flimbuilder.demo.folder import recorded
from flimbuilder.demo.material import load_documents, material_folder, pictures_folder
from flimbuilder.demo.report import PICTURES, REPORT, write_report
from flimbuilder.demo.run import STAGES, DemoPlaces, DemoRun, run_document
from flimbuilder.progress import Progress, no_progress

__all__ = ["DemoResult", "run_demo"]


@dataclass(frozen=True)
class DemoResult:
    """What the demo did.

    Attributes
    ----------
    report : Path
        The report, to be opened in a browser.
    runs : tuple of DemoRun
        One a picture.
    seconds : float
        All of it, with the report.
    """

    report: Path
    runs: tuple[DemoRun, ...]
    seconds: float

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know."""
        return tuple(f"{run.name}: {note}" for run in self.runs for note in run.build.notes)

    def as_json(self) -> dict[str, Any]:
        """Return what ``demo --json`` shows."""
        return {
            "report": str(self.report),
            "seconds": self.seconds,
            "demos": [run.as_json() for run in self.runs],
        }

    def summary(self) -> str:
        """Return a few lines for the terminal; the last one says where the report is."""
        lines = [_summary(run) for run in self.runs]
        return "\n".join([*lines, f"report: {self.report}"])


def run_demo(out: Path, on_progress: Progress = no_progress) -> DemoResult:
    """Learn, decode, measure, export and prove, and write a report with pictures.

    Parameters
    ----------
    out : Path
        Folder; made where it is missing. An earlier demo in it is replaced.
    on_progress : callable, default does nothing

    Returns
    -------
    DemoResult

    Raises
    ------
    InputError
        Where the folder holds something else than the demo's own.
    ImageError
        Where a picture of scikit-image is missing or another one.
    ModelError
        Where a rebuild or the exported encoder differs.
    """
    start = time.perf_counter()
    documents = load_documents(material_folder())
    everywhere = {name: DemoPlaces(out, name) for name in documents}
    names = [one for places in everywhere.values() for one in places.names]
    steps = _DemoSteps(on_progress, len(documents) * len(STAGES) + 1)
    with recorded(out, [*names, REPORT, PICTURES]) as record:
        runs = tuple(
            run_document(everywhere[name], document, pictures_folder(), steps.named(name))
            for name, document in documents.items()
        )
        steps.tell("writing the report")
        report = write_report(out, runs)
        result = DemoResult(report, runs, round(time.perf_counter() - start, 2))
        record["result"] = result.as_json()
    steps.tell("done")
    return result


class _DemoSteps:
    """Counts the steps of the whole demo for whoever wants to know how far it is."""

    def __init__(self, on_progress: Progress, total: int) -> None:
        self.on_progress = on_progress
        self.total = total
        self.done = 0

    def tell(self, stage: str) -> None:
        """Say what begins now."""
        self.on_progress(stage, self.done, self.total)
        self.done += 1

    def named(self, name: str) -> Callable[[str], None]:
        """Return a `tell` that says which picture it is about."""
        return lambda stage: self.tell(f"{name}: {stage}")


def _summary(run: DemoRun) -> str:
    markers = sum(len(one.piece.markers) for one in run.pieces)
    kernels = sum(run.model.document.kernel_counts)
    train, test = (run.evaluations[role].mean()["dice"] for role in ("train", "test"))
    rebuilt = "identical" if run.rebuilt_identical else "differs"
    return (
        f"{run.document.title}: {kernels} kernels learned from {markers} markers in "
        f"{run.build.seconds['learn']:.2f} s\n"
        f"  Dice {train:.3f} on the training pieces, {test:.3f} on the test pieces\n"
        f"  rebuilt in another process: {rebuilt}; run without flimbuilder: largest difference "
        f"{run.standalone_difference:.1g}"
    )
