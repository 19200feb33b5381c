"""Building in the background: the last two builds, what has become stale, and live mode."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import FlimError, InputError
from flimbuilder.model.document import is_model_folder
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.outputs import default_model_folder
from flimbuilder.project.project import DecoderChoice, ImageEntry, KernelEdit, KernelIdentity, Project
from flimbuilder.project.selection import PixelsKey
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs, Report
from flimbuilder.session.staleness import first_stale_block, is_completed_by_build
from flimbuilder.workflow.training_images import marked_images

if TYPE_CHECKING:
    from flimbuilder.flim.learned import LearnedEncoder
    from flimbuilder.model.model import Model
    from flimbuilder.workflow.build import Build

__all__ = ["Builder", "Built", "KeptFiles"]

LANE = "build"
WRITING_LANE = "models"
PIXELS_KEPT = 512 * 2**20  # bytes of training images
STEPS_KEPT = 256 * 2**20  # bytes of the steps of earlier builds


@dataclass(frozen=True, eq=False)
class Built:
    """A build, and what it was made from.

    Attributes
    ----------
    revision : int
        Of the document.
    project : Project
        As it was then.
    model : Model
        Where the project's decoder serves no such encoder, with another one.
    learned : LearnedEncoder
        With every kernel's story, deleted ones too.
    seconds : dict of str to float
        As :class:`flimbuilder.workflow.build.Build` tells.
    notes : tuple of str
        What the user should know.
    decoder_fault : str or None
        Why the model has another decoder than the project asks for; None where it has that.
    """

    revision: int
    project: Project
    model: "Model"
    learned: "LearnedEncoder"
    seconds: dict[str, float]
    notes: tuple[str, ...] = ()
    decoder_fault: str | None = None

    def decoder_of(self, decoder_choice: DecoderChoice) -> DecoderChoice:
        """Return a project's choice as this build serves it: trained and chosen ones complete.

        Raises
        ------
        InputError
            Where it cannot.
        """
        from flimbuilder.model.decoding import name_block

        depth = len(self.model.document.blocks)
        if name_block(decoder_choice, depth) == name_block(self.project.decoder, depth):
            if self.decoder_fault is not None:
                raise InputError(self.decoder_fault)
            return self.model.document.decoder
        if is_completed_by_build(decoder_choice) and not decoder_choice.weights:
            raise InputError(
                f"decoder {decoder_choice.id!r} is made by a build: build the project"
            )
        return self.model.resolve(decoder_choice)

    def model_for(self, project: Project) -> "Model":
        """Return the model with the decoder, the names and all else that a project has now.

        Parameters
        ----------
        project : Project
            One that a build would learn the same encoder from.

        Raises
        ------
        FlimError
            Where the project's decoder cannot be served.
        """
        from flimbuilder.model.model import Model, describe_model

        complete = project.with_(decoder=self.decoder_of(project.decoder))
        return Model(describe_model(complete, self.learned), self.learned.encoder)


class Builder:
    """Builds the document's project, in the lane ``build``.

    Once the project is saved, its build is written to ``models/default`` as ``flimbuilder build``
    does, in the lane ``models``.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    tell : callable
        Called with a line for the user, and whether it tells of an error.
    failed : callable
        Called with whatever a job raised.

    Attributes
    ----------
    current, previous : Built or None
        The last build, and the one before it.
    live : bool
        Whether every change of the project that the encoder depends on is built at once.
    changed : Signal()
        Any of the above, `stale_block` or `waiting_block` has changed.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        tell: Callable[[str, bool], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.current: Built | None = None
        self.previous: Built | None = None
        self.live = False
        self._document = document
        self._jobs = jobs
        self._tell = tell
        self._failed = failed
        self._stale: int | None = None
        self._in_work: Project | None = None
        self._written: tuple[Path, int, Built] | None = None
        self._pixels: ByteLimitedCache[PixelsKey, NDArray[np.float32]] = ByteLimitedCache(
            PIXELS_KEPT
        )
        self._steps: ByteLimitedCache[str, Any] = ByteLimitedCache(STEPS_KEPT)
        document.opened.connect(self._forget_others)
        document.opened.connect(self._steps.clear)
        document.changed.connect(self._follow)
        document.status_changed.connect(self._write_when_saved)
        jobs.changed.connect(self._notice_cancel)

    @property
    def stale_block(self) -> int | None:
        """The first block that a build would now learn otherwise than `current` has it."""
        return self._stale

    @property
    def waiting_block(self) -> int | None:
        """The first stale block; None while live mode builds it, so that marks do not flicker."""
        return None if self.live and self.is_building else self._stale

    @property
    def is_building(self) -> bool:
        """Whether a build is being made."""
        return self._jobs.in_lane(LANE) is not None

    def weights_of(self, block: int, kernel: KernelIdentity) -> tuple[float, ...]:
        """Return a kernel of the last build in normalised patch space; empty where unknown."""
        if self.current is None or not 1 <= block <= len(self.current.learned.blocks):
            return ()
        learned = self.current.learned.blocks[block - 1]
        for row, one in enumerate(learned.kernels):
            if one.identity == kernel:
                return tuple(learned.weights[row].tolist())
        return ()

    def kernel_of(self, edit: KernelEdit) -> KernelIdentity:
        """Return the kernel of the last build that an edit is of: its own, or one like it."""
        from flimbuilder.flim.edits import match_edits

        if self.current is None or edit.block > len(self.current.learned.blocks):
            return edit.kernel
        learned = self.current.learned.blocks[edit.block - 1]
        identities = [one.identity for one in learned.kernels]
        if edit.kernel in identities:
            return edit.kernel
        found = match_edits([edit], identities, learned.weights)
        rows = (found.deleted | found.inverted).nonzero()[0]
        return identities[rows[0]] if len(rows) else edit.kernel

    def build(self) -> None:
        """Start to build the project as it is now; nothing is saved by it."""
        folder, project = self._document.path, self._document.project
        if folder is None:
            return
        if not marked_images(project):
            self._tell("There is nothing to learn from: draw markers on a training image", True)
            return
        revision, pixels, steps = self._document.revision, self._pixels, self._steps

        def work(report: Report) -> "Build":
            from flimbuilder.model.decoding import FALLBACK
            from flimbuilder.workflow.build import build

            files = KeptFiles(folder, pixels)
            return build(project, files, fallback=FALLBACK, memory=steps, on_progress=report)

        self._jobs.start(
            LANE, "Building", work, lambda made: self._take(made, project, revision), self._fail
        )
        self._in_work = project

    def build_if_marked(self) -> None:
        """Build where there is something to learn from; else do nothing."""
        if marked_images(self._document.project):
            self.build()

    def set_live(self, live: bool) -> None:
        """Turn live mode on or off; turned on, it builds what is stale."""
        if live == self.live:
            return
        self.live = live
        self._build_when_live()
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the build that runs."""
        self._jobs.cancel(LANE)
        self.changed.emit()

    def _take(self, made: "Build", project: Project, revision: int) -> None:
        self._in_work = None
        known = () if self.current is None else _notes(self.current)
        self.previous = self.current
        self.current = Built(
            revision,
            project,
            made.model,
            made.learned,
            made.seconds,
            made.notes,
            made.decoder_fault,
        )
        self._stale = first_stale_block(project, self._document.project)
        self.changed.emit()
        news = [note for note in _notes(made) if note not in known]
        if news:
            self._tell("; ".join(news), False)
        self._write_when_saved()

    def _fail(self, error: Exception) -> None:
        self._in_work = None
        self.changed.emit()
        self._failed(error)

    def _notice_cancel(self) -> None:
        if self._jobs.in_lane(LANE) is None:
            self._in_work = None

    def _follow(self, before: Project, after: Project) -> None:
        stale = None if self.current is None else first_stale_block(self.current.project, after)
        is_other, self._stale = stale != self._stale, stale
        self._build_when_live()
        if is_other:
            self.changed.emit()

    def _build_when_live(self) -> None:
        """Build what neither the last build nor the one in work has."""
        project = self._document.project
        if not (self.live and self._document.is_open and marked_images(project)):
            return
        last = self._in_work or (None if self.current is None else self.current.project)
        if last is None or first_stale_block(last, project) is not None:
            self.build()

    def _forget_others(self) -> None:
        """Keep of another project what is its build all the same: it was saved elsewhere."""
        folder = self._document.folder
        project = None if folder is None else folder.project
        if self._in_work is not None and not _same(self._in_work, project):
            self.cancel()
        if self.current is not None and not _same(self.current.project, project):
            self.current = self.previous = self._stale = self._written = None
            self.changed.emit()

    def _write_when_saved(self) -> None:
        """Write the build of the saved project, once, where `predict` looks for it."""
        folder, built = self._document.folder, self.current
        if folder is None or built is None or self._document.dirty or folder.read_only:
            return
        if self._written == (folder.path, folder.revision, built):
            return
        if not _same(built.project, folder.project):
            return
        self._written = folder.path, folder.revision, built
        saved, out = folder.project, default_model_folder(folder.path)
        self._jobs.start(
            WRITING_LANE,
            "Writing the model",
            lambda report: _write(built, saved, out),
            lambda written: None,
            self._failed,
            quiet=True,
        )


class KeptFiles(ProjectFiles):
    """The files of a project; pixels that were read stay in memory, by their content."""

    def __init__(
        self, folder: Path, kept: ByteLimitedCache[PixelsKey, NDArray[np.float32]]
    ) -> None:
        super().__init__(folder)
        self._kept = kept

    def pixels(self, entry: ImageEntry) -> NDArray[np.float32]:
        """Return pixels that are kept, else as they are in the file."""
        pixels = self._kept.get(entry.pixels_key)
        if pixels is None:
            pixels = super().pixels(entry)
            self._kept.put(entry.pixels_key, pixels, pixels.nbytes)
        return pixels


def _notes(built: "Built | Build") -> tuple[str, ...]:
    fault = built.decoder_fault
    return built.notes if fault is None else (fault, *built.notes)


def _same(built: Project, other: Project | None) -> bool:
    return other is not None and first_stale_block(built, other) is None


def _write(built: Built, saved: Project, out: Path) -> None:
    """Write a build with the decoder, the names and all else that the saved project has."""
    try:
        model = built.model_for(saved)
    except FlimError as error:
        kept = "; an older model is still there" if is_model_folder(out) else ""
        raise type(error)(f"{out}: was not written: {error}{kept}") from None
    model.write(out)
