"""Run the demo: the whole workflow, without a window, on images of scikit-image."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from flimbuilder.demo.folder import recorded
from flimbuilder.demo.material import (
    DemoDocument,
    WrittenPiece,
    load_documents,
    material_folder,
    pictures_folder,
    read_source,
    write_pieces,
)
from flimbuilder.demo.project import create_demo_project
from flimbuilder.demo.proofs import prove_rebuild, prove_standalone
from flimbuilder.demo.report import PICTURES, REPORT, write_report
from flimbuilder.demo.results import DemoPaths, DemoResult, DemoRun
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.workflow.build import build_project
from flimbuilder.workflow.evaluation.evaluate import evaluate_files
from flimbuilder.workflow.evaluation.evaluation import Evaluation
from flimbuilder.workflow.export import write_model
from flimbuilder.workflow.predict import predict_files

__all__ = ["STAGES", "run_demo"]

STAGES = (
    "cutting the picture",
    "learning",
    "decoding",
    "measuring",
    "exporting",
    "rebuilding in another process",
    "running without flimbuilder",
)


def run_demo(out: Path, on_progress: Progress = no_progress) -> DemoResult:
    """Learn, decode, measure, export and verify, then write a report with pictures.

    Parameters
    ----------
    out : Path
        Folder; created if missing. An earlier demo in it is replaced.
    on_progress : callable, optional

    Raises
    ------
    InputError
        If the folder holds anything that the demo did not write.
    ImageError
        If a picture of scikit-image is missing or differs from the marked one.
    ModelError
        If the rebuild or the exported encoder differs.
    """
    start = time.perf_counter()
    documents = load_documents(material_folder())
    paths = {name: DemoPaths(out, name) for name in documents}
    names = [entry for own in paths.values() for entry in own.names]
    steps = _StepCounter(on_progress, len(documents) * len(STAGES) + 1)
    with recorded(out, [*names, REPORT, PICTURES]) as record:
        runs = tuple(
            _run_document(paths[name], document, pictures_folder(), steps.prefixed(name))
            for name, document in documents.items()
        )
        steps.start("writing the report")
        report = write_report(out, runs)
        result = DemoResult(report, runs, round(time.perf_counter() - start, 2))
        record["result"] = result.as_json()
    steps.start("done")
    return result


def _run_document(
    paths: DemoPaths, document: DemoDocument, pictures: Path, start_stage: Callable[[str], None]
) -> DemoRun:
    """Run the demo on one picture, calling `start_stage` as each of `STAGES` begins."""
    start = time.perf_counter()
    stages = iter(STAGES)
    start_stage(next(stages))
    pieces = write_pieces(document, read_source(document, pictures), paths.pieces)
    opened = create_demo_project(paths.project, document, pieces)
    start_stage(next(stages))
    built = build_project(opened, out=paths.model)
    start_stage(next(stages))
    images = [piece.image for piece in pieces]
    predicted = predict_files(built.model, images, paths.saliency, mask=True)
    start_stage(next(stages))
    evaluations = {role: _evaluate(built.model, pieces, role) for role in ("train", "test")}
    start_stage(next(stages))
    write_model(built.model, "pytorch", paths.exported)
    start_stage(next(stages))
    rebuilt = prove_rebuild(paths.project, paths.model)
    start_stage(next(stages))
    difference = prove_standalone(built.model, paths.model, paths.exported, images)
    return DemoRun(
        paths=paths,
        document=document,
        pieces=pieces,
        project=opened.project,
        build=built,
        predicted={result.image.stem: result for result in predicted},
        evaluations=evaluations,
        rebuilt_fingerprint=rebuilt,
        standalone_difference=difference,
        seconds=round(time.perf_counter() - start, 2),
    )


def _evaluate(model: Model, pieces: Sequence[WrittenPiece], role: str) -> Evaluation:
    of_role = [piece for piece in pieces if piece.role == role]
    images, masks = [piece.image for piece in of_role], [piece.mask for piece in of_role]
    return evaluate_files(model, images, masks)[0]


class _StepCounter:
    """Counts the steps of the whole demo and reports them."""

    def __init__(self, on_progress: Progress, total: int) -> None:
        self.on_progress = on_progress
        self.total = total
        self.done = 0

    def start(self, stage: str) -> None:
        """Report that a stage begins."""
        self.on_progress(stage, self.done, self.total)
        self.done += 1

    def prefixed(self, name: str) -> Callable[[str], None]:
        """Return a `start` that prefixes the stage with a picture's name."""
        return lambda stage: self.start(f"{name}: {stage}")
