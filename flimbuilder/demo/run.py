"""The demo's main job on one picture, and what came of it."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flimbuilder.demo.material import (
    DemoDocument,
    WrittenPiece,
    read_source,
    write_pieces,
)
from flimbuilder.demo.project import create_demo_project
from flimbuilder.demo.proofs import prove_rebuild, prove_standalone
from flimbuilder.model.model import Model
from flimbuilder.project.project import Project
from flimbuilder.workflow.build import Build, build_project
from flimbuilder.workflow.evaluate import Evaluation, evaluate_files
from flimbuilder.workflow.export import export_model
from flimbuilder.workflow.predict import Predicted, predict_files

__all__ = ["STAGES", "DemoPlaces", "DemoRun", "by_hand", "run_document"]

STAGES = (
    "cutting the picture",
    "learning",
    "decoding",
    "measuring",
    "exporting",
    "rebuilding in another process",
    "running without flimbuilder",
)


@dataclass(frozen=True)
class DemoPlaces:
    """Where the demo of one picture writes."""

    out: Path
    name: str

    @property
    def pieces(self) -> Path:
        """The folder of images, reference masks and saliency."""
        return self.out / self.name

    @property
    def saliency(self) -> Path:
        """The folder of saliency and masks."""
        return self.pieces / "saliency"

    @property
    def project(self) -> Path:
        """The project folder."""
        return self.out / f"{self.name}.flim"

    @property
    def model(self) -> Path:
        """The model folder."""
        return self.out / f"{self.name}.model"

    @property
    def exported(self) -> Path:
        """The exported state dict."""
        return self.out / f"{self.name}.pt"

    @property
    def names(self) -> list[str]:
        """What stands directly in the demo's folder."""
        return [one.name for one in (self.pieces, self.project, self.model, self.exported)]


@dataclass(frozen=True)
class DemoRun:
    """What came of the main job on one picture.

    Attributes
    ----------
    places : DemoPlaces
    document : DemoDocument
    pieces : tuple of WrittenPiece
    project : Project
    build : Build
    predicted : dict of str to Predicted
        By the piece's name.
    evaluations : dict of str to Evaluation
        By role, ``train`` and ``test``.
    rebuilt_fingerprint : str
        Of the rebuild in another process; the model's own, or the demo has failed.
    standalone_difference : float
        Largest difference of the exported encoder, run without flimbuilder.
    seconds : float
        All of it.
    """

    places: DemoPlaces
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
        """Of the document."""
        return self.places.name

    @property
    def model(self) -> Model:
        """The learned encoder."""
        return self.build.model

    @property
    def rebuilt_identical(self) -> bool:
        """Whether the rebuild gave the same fingerprint."""
        return self.rebuilt_fingerprint == self.model.document.fingerprint

    def of_role(self, role: str) -> list[WrittenPiece]:
        """Return the pieces of a role."""
        return [one for one in self.pieces if one.piece.role == role]

    def as_json(self) -> dict[str, Any]:
        """Return what ``demo --json`` shows of it."""
        return {
            "name": self.name,
            "title": self.document.title,
            "images": {
                role: [one.piece.name for one in self.of_role(role)] for role in self.evaluations
            },
            "project": str(self.places.project),
            "model": str(self.places.model),
            "exported": str(self.places.exported),
            "fingerprint": self.model.document.fingerprint,
            "measures": {role: one.mean() for role, one in self.evaluations.items()},
            "seconds": {"build": self.build.seconds, "total": self.seconds},
            "rebuilt_identical": self.rebuilt_identical,
            "standalone_difference": self.standalone_difference,
        }


def run_document(
    places: DemoPlaces, document: DemoDocument, pictures: Path, tell: Callable[[str], None]
) -> DemoRun:
    """Do the main job on one picture: project, build, decode, measure, export, prove.

    Parameters
    ----------
    places : DemoPlaces
        Where to write; nothing must be there.
    document : DemoDocument
    pictures : Path
        Folder of scikit-image's pictures.
    tell : callable
        Called with each of `STAGES` as it begins.

    Raises
    ------
    ImageError
        Where the picture is missing or another one.
    ModelError
        Where a proof fails.
    """
    start = time.perf_counter()
    stages = iter(STAGES)
    tell(next(stages))
    pieces = write_pieces(document, read_source(document, pictures), places.pieces)
    opened = create_demo_project(places.project, document, pieces)
    tell(next(stages))
    built = build_project(opened, out=places.model)
    tell(next(stages))
    images = [one.image for one in pieces]
    predicted = predict_files(built.model, images, places.saliency, mask=True)
    tell(next(stages))
    evaluations = {role: _evaluate(built.model, pieces, role) for role in ("train", "test")}
    tell(next(stages))
    export_model(built.model, "pytorch", places.exported)
    tell(next(stages))
    rebuilt = prove_rebuild(places.project, places.model)
    tell(next(stages))
    difference = prove_standalone(built.model, places.model, places.exported, images)
    return DemoRun(
        places=places,
        document=document,
        pieces=pieces,
        project=opened.project,
        build=built,
        predicted={one.image.stem: one for one in predicted},
        evaluations=evaluations,
        rebuilt_fingerprint=rebuilt,
        standalone_difference=difference,
        seconds=round(time.perf_counter() - start, 2),
    )


def by_hand(places: DemoPlaces) -> list[str]:
    """Return the command lines that do the same from within the demo's folder.

    What they write goes to the folder ``again``, beside what the demo wrote.
    """
    name = places.name
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


def _evaluate(model: Model, pieces: Sequence[WrittenPiece], role: str) -> Evaluation:
    of_role = [one for one in pieces if one.piece.role == role]
    images, masks = [one.image for one in of_role], [one.mask for one in of_role]
    return evaluate_files(model, images, masks)[0]
