"""Predict a folder of images in the background, as ``flimbuilder predict`` does."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from psygnal import Signal

from flimbuilder.errors import FlimError, counted, grouped
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import Project
from flimbuilder.project.stores import is_plain_folder
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Job, Jobs, Report
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.workflow.outputs import OUTPUTS
from flimbuilder.workflow.readiness import find_obstacle
from flimbuilder.workflow.tissue import TissueChoice, drawn_tissue

if TYPE_CHECKING:
    from flimbuilder.model.model import Model

__all__ = ["Prediction", "PredictionOutcome", "PredictionRequest", "propose_results"]

LANE = "predict"
ENDING = "-results"  # of the proposed folder


@dataclass(frozen=True)
class PredictionRequest:
    """A request to predict images.

    Attributes
    ----------
    sources : tuple of Path
        Image files, and folders of them.
    out : Path
        The folder to write; folders and files of outputs lie in it.
    outputs : tuple of str
        Ids of :data:`flimbuilder.workflow.outputs.OUTPUTS`.
    build_first : bool, default=False
        Build the project before, if it has changed since the last build.
    pixel_size : PixelSize or None, default=None
        Of all images; None takes that of each file.
    model : Path or None, default=None
        A model folder to predict with; None is the project's model.
    tissue : Path or None, default=None
        Folder of the project whose changed tissue counts; None finds that of all slides.
    whole : bool, default=False
        Predict all of every image, not only the tissue of slides.
    """

    sources: tuple[Path, ...]
    out: Path
    outputs: tuple[str, ...]
    build_first: bool = False
    pixel_size: PixelSize | None = None
    model: Path | None = None
    tissue: Path | None = None
    whole: bool = False

    @property
    def writes_saliency(self) -> bool:
        """True if an output lies in the folder itself, where saliency maps are always written."""
        return any(OUTPUTS[name].place == "out" for name in self.outputs)

    @property
    def apart(self) -> dict[str, Path]:
        """The other outputs, each with the path of its folder or file."""
        return {
            name: self.out / OUTPUTS[name].default_name
            for name in self.outputs
            if OUTPUTS[name].place != "out"
        }

    def command(self, model: Path) -> str:
        """Return the command that writes the same files; `model` is the project's model folder."""
        parts = ["flimbuilder", "predict", str(self.model or model), *map(str, self.sources)]
        if self.writes_saliency:
            parts += ["--out", str(self.out)]
        parts += [f"--{name}" for name in ("mask", "activations") if name in self.outputs]
        for name, path in self.apart.items():
            parts += [OUTPUTS[name].option, str(path)]
        if self.used_pixel_size is not None:
            parts += ["--pixel-size", str(self.used_pixel_size)]
        if self.whole or self.tissue is not None:
            parts += ["--tissue", "none" if self.whole else str(self.tissue)]
        return shlex.join(parts)

    @property
    def used_pixel_size(self) -> PixelSize | None:
        """The pixel size, if an output depends on it."""
        return self.pixel_size if self.apart else None


@dataclass(frozen=True)
class PredictionOutcome:
    """The end of a prediction.

    Attributes
    ----------
    request : PredictionRequest
    n_images : int or None
        Predicted images; None if unknown.
    failed, notes : tuple of str
        Images that were left out, with the reason, and notes; a line each.
    problem : str or None
        Why nothing more was predicted; None if all is done.
    """

    request: PredictionRequest
    n_images: int | None
    failed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str | None = None


class Prediction:
    """Predicts images with the model of the open project or another, one request at a time.

    The model is fixed when the work starts: later edits, and opening another project, do not
    change it. Every file appears complete, so that stopping leaves no half file.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    builder : Builder
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    outcome : PredictionOutcome or None
        Of the last request; None before the first, and while one runs.
    changed : Signal()
        Emitted when work starts, progresses or ends.
    finished : Signal(PredictionOutcome)
        Emitted when work ends, for whatever reason.
    """

    changed = Signal()
    finished = Signal(PredictionOutcome)

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        failed: Callable[[Exception], None],
    ) -> None:
        self.outcome: PredictionOutcome | None = None
        self._document, self._jobs, self._builder = document, jobs, builder
        self._failed = failed
        self._request: PredictionRequest | None = None
        self._build: Job | None = None  # that the request waits for
        self._revision = 0
        self._job: Job | None = None
        document.opened.connect(self._on_opened)
        builder.changed.connect(self._on_builder_changed)
        jobs.changed.connect(self._on_jobs_changed)
        jobs.progressed.connect(self._on_progressed)

    @property
    def request(self) -> PredictionRequest | None:
        """The request under way, or None."""
        return self._request

    @property
    def is_building(self) -> bool:
        """True while the project is built first."""
        return self._build is not None

    @property
    def progress(self) -> tuple[int, int]:
        """Predicted images and all images; zeros if unknown."""
        job = self._job
        return (0, 0) if job is None else (job.done, job.total)

    @property
    def needs_build(self) -> bool:
        """True if the project has no build, or has changed since."""
        return self._builder.current is None or self._builder.stale_block is not None

    def start(self, request: PredictionRequest) -> None:
        """Start a request, unless one is under way."""
        if self._request is not None:
            return
        self._request, self.outcome, self._revision = request, None, self._document.revision
        built = self._builder.current
        if request.model is not None:
            self._predict(None)
        elif built is None or (request.build_first and self.needs_build):
            self._start_build()
        else:
            self._predict(built)

    def cancel(self) -> None:
        """Stop the work; complete files stay."""
        if self._build is not None:
            self._builder.cancel()
        elif self._job is not None:
            self._jobs.cancel(LANE)

    def _start_build(self) -> None:
        obstacle = find_obstacle(self._document.project)
        if obstacle is not None:
            self._end(obstacle[0].upper() + obstacle[1:])
            return
        self._builder.build()
        self._build = self._jobs.in_lane("build")
        self.changed.emit()

    def _on_builder_changed(self) -> None:
        if self._build is None or self._builder.is_building:
            return
        built = self._builder.current
        if built is not None and built.revision >= self._revision:
            self._build = None
            self._predict(built)
        else:
            self._end("The project was not built, so nothing was predicted")

    def _on_opened(self) -> None:
        if self._build is not None:
            self._end("The project was closed before it was built; nothing was predicted")

    def _on_jobs_changed(self) -> None:
        """Notice work that was stopped elsewhere; a newer build replaces the one waited for."""
        if self._build is not None and self._build.cancelled:
            self._build = self._jobs.in_lane("build") or self._build
            if self._build.cancelled:
                self._end("The build was stopped, so nothing was predicted")
        if self._job is not None and self._job.cancelled:
            done, total = self.progress
            images = f" after {done} of {counted(total, 'image')}" if total else ""
            self._end(f"Stopped{images}; complete files stay")

    def _on_progressed(self) -> None:
        if self._job is not None:
            self.changed.emit()

    def _predict(self, built: ProjectBuild | None) -> None:
        """Predict with a build, or with the model folder of the request."""
        request = self._request
        assert request is not None
        drawn, folder = self._document.project, self._document.path
        project = None if built is None else _project_for(built, self._document.project)

        def choose_tissue() -> TissueChoice:
            if request.whole or folder is None:
                return TissueChoice("none" if request.whole else "slides")
            return TissueChoice(drawn=drawn_tissue(drawn, folder))

        def work(report: Report) -> PredictionOutcome:
            if built is None or project is None:
                from flimbuilder.model.model import load_model

                assert request.model is not None
                return _predicted(request, load_model(request.model), choose_tissue(), report)
            return _predicted(request, built.model_for(project), choose_tissue(), report)

        self._job = self._jobs.start(LANE, "Predicting a folder", work, self._take, self._fail)
        self.changed.emit()

    def _take(self, outcome: PredictionOutcome) -> None:
        self._request = self._build = self._job = None
        self.outcome = outcome
        self.changed.emit()
        self.finished.emit(outcome)

    def _fail(self, error: Exception) -> None:
        is_known = isinstance(error, FlimError)
        self._end(str(error) if is_known else "Something went wrong")
        if not is_known:
            self._failed(error)

    def _end(self, problem: str) -> None:
        assert self._request is not None
        self._take(PredictionOutcome(self._request, None, problem=problem))


def propose_results(sources: tuple[Path, ...], instead: Path) -> Path | None:
    """Propose a new folder beside the images, or in another place if none can be made there.

    A folder that exists may hold the results of another model.

    Parameters
    ----------
    sources : tuple of Path
        Image files, and folders of them; the first counts.
    instead : Path
        A folder in which to write if that of the images is read-only.
    """
    import os
    from itertools import chain, count

    if not sources:
        return None
    first = sources[0].absolute()
    folder = first if is_plain_folder(first) else first.parent
    parent = folder.parent if os.access(folder.parent, os.W_OK) else instead
    proposed = parent / f"{folder.name}{ENDING}"
    others = (proposed.with_name(f"{proposed.name}-{number}") for number in count(2))
    return next(path for path in chain([proposed], others) if not path.exists())


def _project_for(built: ProjectBuild, now: Project) -> Project:
    """Return the project whose model is that of a build, decoded as the project is now."""
    from flimbuilder.session.staleness import first_stale_block

    if first_stale_block(built.project, now) is None:
        return now
    return built.project.with_(decoder=now.decoder, delineation=now.delineation)


def _predicted(
    request: PredictionRequest, model: "Model", tissue: TissueChoice, report: Report
) -> PredictionOutcome:
    from flimbuilder.workflow.predict import predict_files

    notes = list[str]()

    def on_progress(stage: str, done: int, total: int) -> None:
        report("" if stage == "predicting" else stage, done, total)  # which the title says

    results = predict_files(
        model,
        request.sources,
        request.out if request.writes_saliency else None,
        mask="mask" in request.outputs,
        activations="activations" in request.outputs,
        outputs=request.apart,
        pixel_size=request.used_pixel_size,
        tissue=tissue,
        on_progress=on_progress,
        on_note=notes.append,
    )
    notes += grouped((result.name, note) for result in results for note in result.notes)
    failed = tuple(str(failure) for failure in results.failed)
    return PredictionOutcome(request, len(results), failed, tuple(notes))
