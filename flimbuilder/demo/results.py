"""The demo's output: its files, and the results on each picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flimbuilder.demo.material import DemoDocument, WrittenPiece
from flimbuilder.model.model import Model
from flimbuilder.project.project import Project
from flimbuilder.workflow.build import Build
from flimbuilder.workflow.evaluation.evaluation import Evaluation
from flimbuilder.workflow.predicted import Predicted

__all__ = ["DemoPaths", "DemoResult", "DemoRun", "commands_by_hand"]


@dataclass(frozen=True)
class DemoPaths:
    """The files and folders that the demo of one picture writes."""

    out: Path
    name: str

    @property
    def pieces(self) -> Path:
        """Folder of images, reference masks and saliency."""
        return self.out / self.name

    @property
    def saliency(self) -> Path:
        """Folder of saliency and masks."""
        return self.pieces / "saliency"

    @property
    def project(self) -> Path:
        """Project folder."""
        return self.out / f"{self.name}.flim"

    @property
    def model(self) -> Path:
        """Model folder."""
        return self.out / f"{self.name}.model"

    @property
    def exported(self) -> Path:
        """Exported state dict."""
        return self.out / f"{self.name}.pt"

    @property
    def names(self) -> list[str]:
        """Names of the entries directly in `out`."""
        return [path.name for path in (self.pieces, self.project, self.model, self.exported)]


@dataclass(frozen=True)
class DemoRun:
    """The results of the demo on one picture.

    Attributes
    ----------
    paths : DemoPaths
    document : DemoDocument
    pieces : tuple of WrittenPiece
    project : Project
    build : Build
    predicted : dict of str to Predicted
        By the piece's name.
    evaluations : dict of str to Evaluation
        By role, ``train`` and ``test``.
    rebuilt_fingerprint : str
        Fingerprint of the rebuild in another process.
    standalone_difference : float
        Largest difference of the exported encoder, run without flimbuilder.
    seconds : float
        Duration of the whole run.
    """

    paths: DemoPaths
    document: DemoDocument
    pieces: tuple[WrittenPiece, ...]
    project: Project
    build: Build
    predicted: Mapping[str, Predicted]
    evaluations: Mapping[str, Evaluation]
    rebuilt_fingerprint: str
    standalone_difference: float
    seconds: float

    @property
    def name(self) -> str:
        """Name of the document."""
        return self.paths.name

    @property
    def model(self) -> Model:
        """The learned encoder."""
        return self.build.model

    @property
    def rebuilt_identical(self) -> bool:
        """True if the rebuild gave the same fingerprint."""
        return self.rebuilt_fingerprint == self.model.document.fingerprint

    def of_role(self, role: str) -> list[WrittenPiece]:
        """Return the pieces of a role."""
        return [piece for piece in self.pieces if piece.role == role]

    def as_json(self) -> dict[str, Any]:
        """Return the entry of ``demo --json``."""
        return {
            "name": self.name,
            "title": self.document.title,
            "images": {
                role: [piece.name for piece in self.of_role(role)] for role in self.evaluations
            },
            "project": str(self.paths.project),
            "model": str(self.paths.model),
            "exported": str(self.paths.exported),
            "fingerprint": self.model.document.fingerprint,
            "measures": {role: evaluation.mean() for role, evaluation in self.evaluations.items()},
            "seconds": {"build": self.build.seconds, "total": self.seconds},
            "rebuilt_identical": self.rebuilt_identical,
            "standalone_difference": self.standalone_difference,
        }

    def summary(self) -> str:
        """Return three lines for the terminal."""
        n_markers = sum(len(piece.markers) for piece in self.pieces)
        n_kernels = sum(self.model.document.kernel_counts)
        train, test = (self.evaluations[role].mean()["dice"] for role in ("train", "test"))
        rebuilt = "identical" if self.rebuilt_identical else "differs"
        return (
            f"{self.document.title}: {n_kernels} kernels learned from {n_markers} markers in "
            f"{self.build.seconds['learn']:.2f} s\n"
            f"  Dice {train:.3f} on the training pieces, {test:.3f} on the test pieces\n"
            f"  rebuilt in another process: {rebuilt}; run without flimbuilder: largest "
            f"difference {self.standalone_difference:.1g}"
        )


@dataclass(frozen=True)
class DemoResult:
    """The results of the whole demo.

    Attributes
    ----------
    report : Path
        The report, to open in a browser.
    runs : tuple of DemoRun
        One for each picture.
    seconds : float
        Duration of the demo, report included.
    """

    report: Path
    runs: tuple[DemoRun, ...]
    seconds: float

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes of the builds, for the user."""
        return tuple(f"{run.name}: {note}" for run in self.runs for note in run.build.notes)

    def as_json(self) -> dict[str, Any]:
        """Return the document of ``demo --json``."""
        return {
            "report": str(self.report),
            "seconds": self.seconds,
            "demos": [run.as_json() for run in self.runs],
        }

    def summary(self) -> str:
        """Return a few lines for the terminal; the last one names the report."""
        return "\n".join([*(run.summary() for run in self.runs), f"report: {self.report}"])


def commands_by_hand(paths: DemoPaths) -> list[str]:
    """Return the command lines that repeat the demo from within its folder.

    They write to the folder ``again``, beside the demo's own results.
    """
    name = paths.name
    pieces = f"--images {name}/images --labels {name}/labels"
    return [
        f"flimbuilder info {name}.flim",
        f"flimbuilder build {name}.flim --out again/{name}.model",
        f"flimbuilder build {name}.flim --out {name}.model --verify",
        f"flimbuilder predict {name}.model {name}/images --out again/{name} --mask --activations",
        f"flimbuilder evaluate {name}.model {pieces}",
        f"flimbuilder evaluate {name}.model {pieces} --block all --decoder all",
        f"flimbuilder export {name}.model again/{name}.pt --to pytorch",
    ]
