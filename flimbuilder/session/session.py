"""One open project, what the user looks at, and what goes on in the background."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from psygnal import Signal

from flimbuilder.errors import Cancelled, FlimError
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.edits import SetArchitecture, SetDecoder, SetDelineation, SetSeed
from flimbuilder.project.project import DecoderChoice, Delineation, Project
from flimbuilder.session.builder import Builder
from flimbuilder.session.classes import Classes
from flimbuilder.session.document import Document
from flimbuilder.session.drawing import Drawing
from flimbuilder.session.images import Images
from flimbuilder.session.inspector import Inspector
from flimbuilder.session.jobs import CallOnOwnerThread, Jobs
from flimbuilder.session.kernels import Kernels
from flimbuilder.session.libraries import Libraries
from flimbuilder.session.pixels import Pixels
from flimbuilder.session.radius import MAX_RADIUS, stepped
from flimbuilder.session.thumbnails import Thumbnails
from flimbuilder.session.view import View

__all__ = ["Message", "Session"]


@dataclass(frozen=True)
class Message:
    """A line for the user.

    Attributes
    ----------
    text : str
    level : {"info", "warning", "error"}
    undoable : bool
        Whether "Undo" should be offered beside it.
    """

    text: str
    level: Literal["info", "warning", "error"] = "info"
    undoable: bool = False


class Session:
    """All that panels show, and all that they may ask for.

    Parameters
    ----------
    call_on_owner_thread : callable
        Has a function called soon on the thread that owns the session; see
        :class:`~flimbuilder.session.jobs.Jobs`.

    Attributes
    ----------
    document : Document
    jobs : Jobs
    drawing, classes, images, kernels : Drawing, Classes, Images, Kernels
        Commands by what they change.
    pixels, thumbnails, builder, inspector : Pixels, Thumbnails, Builder, Inspector
        What is worked out in the background.
    libraries : Libraries
        What that needs and takes long to import.
    view : View
        What the user looks at; changed by :meth:`update_view`.
    view_changed : Signal(View, View)
        As it was before, as it is now.
    told : Signal(Message)
        A line for the user.
    failed : Signal(Exception)
        Background work raised what no mistake of the user explains.
    """

    view_changed = Signal(View, View)
    told = Signal(Message)
    failed = Signal(Exception)

    def __init__(self, call_on_owner_thread: CallOnOwnerThread) -> None:
        self.view = View()
        self.document = Document()
        # Before all others, so that none of them sees a view of what has gone.
        self.document.changed.connect(self._keep_view_valid)
        self.jobs = Jobs(call_on_owner_thread)
        self.libraries = Libraries(self.jobs, self.fail)
        self.builder = Builder(self.document, self.jobs, self.report, self.fail)
        self.pixels = Pixels(self.document, self.jobs, self.fail)
        self.thumbnails = Thumbnails(self.document, self.jobs, self.fail)
        self.inspector = Inspector(
            self.document, self.jobs, self.builder, self.pixels, lambda: self.view, self.fail
        )
        self.drawing = Drawing(self.document, lambda: self.view)
        self.classes = Classes(self.document)
        self.images = Images(self.document, self.jobs, self.report, self.fail)
        self.kernels = Kernels(self.document, self.builder)
        self.document.opened.connect(self._start_afresh)

    def update_view(self, **changes: Any) -> None:
        """Change the view; see :class:`~flimbuilder.session.view.View` for what there is."""
        if "radius" in changes:
            changes["radius"] = min(max(float(changes["radius"]), 0.0), MAX_RADIUS)
        before, after = self.view, replace(self.view, **changes)
        if after.image != before.image:
            after = replace(after, marker=None, hovered=None)
        if after.block != before.block and "kernel" not in changes:
            after = replace(after, kernel=None, kernels=frozenset(), hovered=None)
        if after == before:
            return
        self.view = after
        if after.image != before.image:
            self.pixels.show(after.image)
        self.inspector.follow()
        self.view_changed.emit(before, after)

    def step_image(self, step: int) -> None:
        """Show the image so many places further down the list; ends at either end."""
        ids = [entry.id for entry in self.document.project.images]
        if not ids:
            return
        at = ids.index(self.view.image) if self.view.image in ids else -step
        self.update_view(image=ids[min(max(at + step, 0), len(ids) - 1)])

    def step_radius(self, steps: int) -> None:
        """Make the brush so many steps larger, or smaller; they are finer below."""
        self.update_view(radius=stepped(self.view.radius, steps))

    def attempt(self, call: Callable[[], Any], *, undoable: str | None = None) -> bool:
        """Do something that may fail by the user's mistake; tell what went wrong.

        Parameters
        ----------
        call : callable
        undoable : str or None, default=None
            Told, with "Undo" beside it, when it worked.

        Returns
        -------
        bool
            Whether it worked.
        """
        try:
            call()
        except FlimError as error:
            self.told.emit(Message(str(error), "error"))
            return False
        if undoable is not None:
            self.told.emit(Message(undoable, undoable=True))
        return True

    def report(self, text: str, is_error: bool = False) -> None:
        """Tell the user a line."""
        self.told.emit(Message(text, "error" if is_error else "info"))

    def warn(self, text: str) -> None:
        """Tell the user a line that asks for a second look."""
        self.told.emit(Message(text, "warning"))

    def fail(self, error: Exception) -> None:
        """Tell the user what background work raised; nothing where they stopped it."""
        if isinstance(error, Cancelled):
            return
        if isinstance(error, FlimError):
            self.report(str(error), True)
        else:
            self.failed.emit(error)

    def open(self, path: Path) -> None:
        """Open a project and tell its notes; what has markers is built in the background."""
        for note in self.document.open(path):
            self.warn(note)
        self.builder.build_if_marked()

    def set_architecture(self, architecture: Architecture) -> None:
        """Choose other blocks."""
        if architecture != self.document.project.architecture:
            edit = SetArchitecture(architecture=architecture)
            self.document.do("Change the architecture", edit)

    def set_decoder(self, decoder: DecoderChoice) -> None:
        """Choose another decoder, or other weights."""
        if decoder != self.document.project.decoder:
            self.document.do("Change the decoder", SetDecoder(decoder=decoder))

    def set_delineation(self, delineation: Delineation) -> None:
        """Choose how saliency becomes a mask."""
        if delineation != self.document.project.delineation:
            self.document.do("Change the delineation", SetDelineation(delineation=delineation))

    def set_seed(self, seed: int) -> None:
        """Choose another random seed."""
        if seed != self.document.project.seed:
            self.document.do("Change the seed", SetSeed(seed=seed))

    def close(self) -> bool:
        """Stop all background work; tell whether it ended in time. The last call there may be."""
        return self.jobs.close()

    def _start_afresh(self) -> None:
        self.update_view(**{**vars(View()), "tool": self.view.tool, "radius": self.view.radius})

    def _keep_view_valid(self, before: Project, after: Project) -> None:
        """Show what there is: another image or block where the shown one has gone."""
        view = self.view
        changes: dict[str, Any] = {}
        ids = [entry.id for entry in after.images]
        if view.image not in ids:
            changes["image"] = ids[0] if ids else None
        changes["block"] = min(max(view.block, 1), len(after.architecture.blocks))
        if after.classes and view.class_id not in {entry.id for entry in after.classes}:
            changes["class_id"] = after.classes[-1].id
        if view.marker is not None and view.image in ids:
            drawn = after.markers_of(str(view.image)).markers
            if all(marker.id != view.marker for marker in drawn):
                changes["marker"] = None
        self.update_view(**changes)
