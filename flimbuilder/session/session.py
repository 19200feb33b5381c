"""One open project, the user's view of it, and its background work."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, Unpack, cast

from psygnal import Signal

from flimbuilder.errors import Cancelled, FlimError, counted
from flimbuilder.model.first_blocks import start_from_model
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.edits import (
    AddMarker,
    SetArchitecture,
    SetDecoder,
    SetDelineation,
    SetSeed,
)
from flimbuilder.project.project import Project
from flimbuilder.session.advice import Advisor
from flimbuilder.session.attributions import Attributions
from flimbuilder.session.build_history import BuildHistory
from flimbuilder.session.builder import WRITING_LANE, Builder
from flimbuilder.session.classes import Classes
from flimbuilder.session.comparisons import Comparisons
from flimbuilder.session.counterfactual_search import CounterfactualSearch
from flimbuilder.session.decompositions import Decompositions
from flimbuilder.session.detection import DetectionCurves
from flimbuilder.session.document import Document
from flimbuilder.session.drawing import Drawing
from flimbuilder.session.edit_preview import EditPreview
from flimbuilder.session.explanation import WhyHere
from flimbuilder.session.finetuned_picture import FinetunedPicture
from flimbuilder.session.finetuning import Finetuning
from flimbuilder.session.following import Following
from flimbuilder.session.identification import Identification
from flimbuilder.session.image_labels import ImageLabels
from flimbuilder.session.images import Images
from flimbuilder.session.influence import Influence
from flimbuilder.session.inspector import Inspector
from flimbuilder.session.jobs import CallOnOwnerThread, Jobs
from flimbuilder.session.kernel_preferences import KernelPreferences
from flimbuilder.session.kernel_reviewer import KernelReviewer
from flimbuilder.session.kernels import Kernels
from flimbuilder.session.libraries import Libraries
from flimbuilder.session.pixels import ImagePixels
from flimbuilder.session.place_patches import PlacePatches
from flimbuilder.session.prediction import Prediction
from flimbuilder.session.project_maps import ProjectMaps
from flimbuilder.session.project_results import ProjectResults
from flimbuilder.session.shown_counts import ShownCounts
from flimbuilder.session.shown_objects import ShownObjects
from flimbuilder.session.slide import SlideTissue
from flimbuilder.session.stroke_effect import StrokeEffect
from flimbuilder.session.suggested_images import SuggestedImages
from flimbuilder.session.suggestions import ShownSuggestions
from flimbuilder.session.thumbnails import Thumbnails
from flimbuilder.session.tissue_cost import TissueCost
from flimbuilder.session.tissue_edits import TissueEdits
from flimbuilder.session.view import (
    APPEARANCE,
    MAX_RADIUS,
    MIN_RADIUS,
    View,
    ViewChanges,
    step_radius,
)
from flimbuilder.session.view_rules import changed_view, fitting_changes

__all__ = ["Message", "Session", "Topic"]

AROUND = 4  # sides of a receptive field that show a patch with its surroundings
LEAST_REGION = 48  # image pixels

Topic = Literal["", "build", "save", "undo"]


@dataclass(frozen=True)
class Message:
    """A line for the user.

    Attributes
    ----------
    text : str
    level : {"info", "warning", "error"}
    undoable : bool
        True to offer "Undo" beside it.
    topic : {"", "build", "save", "undo"}
        What an error is about: a later success of the topic resolves it. Without a topic, the next
        change of the project does. A message about "undo" ends with the next change, too.
    """

    text: str
    level: Literal["info", "warning", "error"] = "info"
    undoable: bool = False
    topic: Topic = ""


class Session:
    """State and commands that the panels share.

    Parameters
    ----------
    call_on_owner_thread : callable
        Schedules a call on the thread that owns the session; see
        :class:`~flimbuilder.session.jobs.Jobs`.

    Attributes
    ----------
    document : Document
    jobs : Jobs
    drawing, classes, kernels : Drawing, Classes, Kernels
    images, image_labels : Images, ImageLabels
        Commands that edit the project.
    comparisons : Comparisons
        Commands of the second pane.
    pixels, thumbnails, builder, inspector : ImagePixels, Thumbnails, Builder, Inspector
        Results of background work.
    slide, tissue_cost : SlideTissue, TissueCost
        The levels and the tissue of the shown image, and the work of predicting it, while anyone
        watches them.
    tissue : TissueEdits
        Commands on that tissue.
    kernel_reviewer : KernelReviewer
        Finds redundant and useless kernels of the last build.
    shown_objects : ShownObjects
        The objects of the shown mask, measured while anyone watches them.
    shown_counts : ShownCounts
        The histogram of the shown saliency, likewise.
    results : ProjectResults
        Results of the last build on all images, computed while anyone watches them.
    detection : DetectionCurves
        How well the last build finds separate objects in them, while anyone watches.
    preferences : KernelPreferences
        The patches that the shown kernel likes, found while anyone watches.
    maps : ProjectMaps
        A map of kernels, marker patches or images of the last build, while anyone watches.
    identification : Identification
        How well the last build identifies the labelled images, while anyone watches.
    history : BuildHistory
        The builds since the project was opened, to compare and restore them.
    advisor : Advisor
        A way out when the result on the shown image disappoints.
    explanation, counterfactuals : WhyHere, CounterfactualSearch
        Why the saliency at the explained place is as it is, while anyone watches, and what it
        would be without each stroke or kernel.
    decompositions, place_patches : Decompositions, PlacePatches
        The kernels of the explained place down the blocks; pictures around places of images.
    attributions : Attributions
        Maps of the pixels that the explained saliency depends on, while anyone watches.
    preview : EditPreview
        What edits would do, before they are done.
    influence : Influence
        What each marker of the shown image does to the result.
    suggestions : ShownSuggestions
        Where to mark next, while it is on.
    prediction : Prediction
        Predicts folders of images.
    finetuning, finetuned_picture : Finetuning, FinetunedPicture
        Trains the network of the last build further; the shown image before and after it.
    libraries : Libraries
        Loads the packages that background work needs.
    following : Following
        Shows the edits of another window that has the project open.
    view : View
        What the user looks at; changed by :meth:`update_view`.
    view_changed : Signal(View, View)
        Emitted with the view before and after a change.
    region_requested : Signal(float, float, float, float)
        Emitted with the part of the image that the user wants to see, in pixels: top, left,
        height, width.
    place_requested : Signal(float, float)
        Emitted with a pixel (row, column) of the shown image that should be in view.
    message_posted : Signal(Message)
        Emitted with a line for the user.
    failed : Signal(Exception)
        Emitted when background work raises anything but a `FlimError`.
    """

    view_changed = Signal(View, View)
    region_requested = Signal(float, float, float, float)
    place_requested = Signal(float, float)
    message_posted = Signal(Message)
    failed = Signal(Exception)

    def __init__(self, call_on_owner_thread: CallOnOwnerThread) -> None:
        self.view = View()
        self.document = Document()
        # Connected first, so that no other listener sees a view of removed things.
        self.document.changed.connect(self._keep_view_valid)
        self.jobs = Jobs(call_on_owner_thread)
        self.libraries = Libraries(self.jobs, self.fail)
        self.builder = Builder(
            self.document,
            self.jobs,
            partial(self.report, topic="build"),
            partial(self.fail, topic="build"),
        )
        self.pixels = ImagePixels(self.document, self.jobs, self.fail)
        self.builder.find_pixels = self.pixels.find
        self.slide = SlideTissue(self.document, self.jobs, self.pixels, self.fail)
        self.tissue = TissueEdits(self.document, self.jobs, self.slide, self.report, self.fail)
        self.tissue_cost = TissueCost(
            self.document, self.jobs, self.slide, self.builder, self.fail
        )
        self.thumbnails = Thumbnails(self.document, self.jobs, self.fail)
        self.inspector = Inspector(
            self.document, self.jobs, self.builder, self.pixels, lambda: self.view, self.fail
        )
        self.shown_objects = ShownObjects(
            self.document, self.jobs, self.inspector, self.pixels, self._drop_objects, self.fail
        )
        self.results = ProjectResults(
            self.document, self.jobs, self.builder, lambda: self.view.image, self.fail
        )
        self.detection = DetectionCurves(self.document, self.jobs, self.results, self.fail)
        self.preferences = KernelPreferences(
            self.document, self.jobs, self.builder, lambda: self.view, self.fail
        )
        self.maps = ProjectMaps(
            self.document, self.jobs, self.builder, lambda: self.view, self.update_view, self.fail
        )
        self.identification = Identification(self.document, self.jobs, self.builder, self.fail)
        self.history = BuildHistory(
            self.document, self.builder, self.inspector, self.results, self.thumbnails,
            lambda: self.view,
        )  # fmt: skip
        self.drawing = Drawing(self.document, lambda: self.view)
        self.classes = Classes(self.document)
        self.images = Images(self.document, self.jobs, self.report, self.fail)
        self.image_labels = ImageLabels(self.document)
        self.kernels = Kernels(self.document, self.builder)
        self.kernel_reviewer = KernelReviewer(self.jobs, self.builder, self.fail)
        self.shown_counts = ShownCounts(
            self.jobs, self.inspector, self.pixels, lambda: self.view, self.fail
        )
        self.comparisons = Comparisons(self.builder, lambda: self.view, self.update_view)
        self.following = Following(self.document, self.jobs, self.fail)
        self.advisor = Advisor(
            self.document, self.jobs, self.builder, self.inspector, self.pixels,
            lambda: self.view, self.fail,
        )  # fmt: skip
        self.explanation = WhyHere(
            self.document, self.jobs, self.builder, self.inspector, self.pixels,
            lambda: self.view, self.fail,
        )  # fmt: skip
        self.counterfactuals = CounterfactualSearch(
            self.jobs, self.builder, self.explanation, self.fail
        )
        self.decompositions = Decompositions(self.jobs, self.explanation, self.fail)
        self.attributions = Attributions(
            self.document, self.jobs, self.builder, self.explanation, self.inspector,
            lambda: self.view, self.fail,
        )  # fmt: skip
        self.place_patches = PlacePatches(self.document, self.jobs, self.builder, self.fail)
        self.preview = EditPreview(
            self.document, self.jobs, self.builder, self.pixels, lambda: self.view, self.fail
        )
        self.suggestions = ShownSuggestions(
            self.document, self.jobs, self.builder, self.preview,
            SuggestedImages(self.document, self.jobs, self.builder, self.results, self.fail),
            lambda: self.view, lambda number: self.update_view(suggestion=number),
            self.show_place, self.fail,
        )  # fmt: skip
        self.influence = Influence(
            self.document, self.jobs, self.builder, lambda: self.view, self._warn_of_stroke,
            self.fail,
        )  # fmt: skip
        self.prediction = Prediction(self.document, self.jobs, self.builder, self.fail)
        self.finetuning = Finetuning(self.document, self.jobs, self.builder, self.fail)
        self.finetuned_picture = FinetunedPicture(
            self.document, self.jobs, self.builder, self.finetuning, lambda: self.view, self.fail
        )
        self.document.opened.connect(self._reset_view)

    def update_view(self, **changes: Unpack[ViewChanges]) -> None:
        """Change fields of the view, and what depends on them; see `changed_view`."""
        before, after = self.view, changed_view(self.view, changes)
        if after == before:
            return
        self.view = after
        if after.image != before.image:
            self.pixels.show(after.image)
        self.inspector.refresh()
        self.explanation.refresh()
        self.attributions.refresh()
        if (after.block, after.kernel) != (before.block, before.kernel):
            self.preferences.refresh()
        if after.block != before.block:
            self.maps.refresh()
        self.view_changed.emit(before, after)
        if after.image != before.image:
            self.suggestions.refresh()
            self.influence.refresh()
            self.finetuned_picture.refresh()

    def show_region(self, top: float, left: float, height: float, width: float) -> None:
        """Zoom to a part of the shown image, in pixels."""
        self.region_requested.emit(top, left, height, width)

    def show_patch(self, row: float, col: float, field: int) -> None:
        """Zoom to a pixel of the shown image with the surroundings of a receptive field."""
        side = float(max(AROUND * field, LEAST_REGION))
        self.show_region(row - side / 2, col - side / 2, side, side)

    def show_place(self, row: float, col: float) -> None:
        """Move the shown image if a pixel is not in view."""
        self.place_requested.emit(row, col)

    def step_image(self, step: int) -> None:
        """Move down the list of images by a number of places, stopping at the ends."""
        ids = [entry.id for entry in self.document.project.images]
        if not ids:
            return
        at = ids.index(self.view.image) if self.view.image in ids else -step
        self.update_view(image=ids[min(max(at + step, 0), len(ids) - 1)])

    @property
    def radius(self) -> float:
        """Radius of the selected marker, or of the next one if none with a radius is selected."""
        marker = self.drawing.marker(self.view.marker)
        return self.view.radius if marker is None or marker.kind == "pixels" else marker.radius

    def set_radius(self, radius: float) -> None:
        """Change the radius of the selected marker, or of the next one if none is selected."""
        selected = self.view.marker
        if selected is None:
            self.update_view(radius=radius)
        else:
            clipped = min(max(radius, MIN_RADIUS), MAX_RADIUS)
            self.attempt(lambda: self.drawing.resize(selected, clipped))

    def step_radius(self, steps: int) -> None:
        """Enlarge or shrink the selected marker, or the brush, by steps that grow with it."""
        self.set_radius(step_radius(self.radius, steps))

    def undo(self) -> None:
        """Undo the last command, and show the image whose markers or tissue that changes."""
        label = self.document.undo_label
        self._revert(self.document.undo, f"Undone: {label}")

    def redo(self) -> None:
        """Redo the last undone command, and show the image whose markers that changes."""
        label = self.document.redo_label
        self._revert(self.document.redo, f"Redone: {label}")

    def _revert(self, step: Callable[[], None], text: str) -> None:
        """Undo or redo; report it if its markers are on an image that was not shown."""
        before = self.document.project
        if not self.attempt(step):
            return
        after, shown = self.document.project, self.view.image
        tissue = {entry.id: entry.tissue for entry in before.images}
        changed = [
            entry
            for entry in after.images
            if before.markers_of(entry.id) != after.markers_of(entry.id)
            or tissue.get(entry.id, entry.tissue) != entry.tissue
        ]
        if changed and all(entry.id != shown for entry in changed):
            self.update_view(image=changed[0].id)
            others = len(changed) - 1
            more = f" and {counted(others, 'other image')}" if others else ""
            self.report(f"{text}, on {changed[0].name}{more}", topic="undo")

    def accept_suggestion(self) -> None:
        """Draw the chosen suggested disk, and offer to undo it."""
        number, names = self.view.suggestion, self.document.project.classes
        if number is None or self.suggestions.chosen is None:
            return
        class_id = self.suggestions.class_of(number)
        name = next((entry.name for entry in names if entry.id == class_id), "")
        text = f"Suggestion {number} drawn as {name}"
        self.attempt(self.suggestions.accept, undoable=text)

    def attempt(
        self, call: Callable[[], Any], *, undoable: str | None = None, topic: Topic = ""
    ) -> bool:
        """Call a function and report its `FlimError`; return True if it succeeded.

        On success, show the message `undoable`, if given, with "Undo" beside it.
        """
        try:
            call()
        except FlimError as error:
            self.report(str(error), True, topic)
            return False
        if undoable is not None:
            self.message_posted.emit(Message(undoable, undoable=True))
        return True

    def report(self, text: str, is_error: bool = False, topic: Topic = "") -> None:
        """Show the user a line."""
        self.message_posted.emit(Message(text, "error" if is_error else "info", topic=topic))

    def warn(self, text: str) -> None:
        """Show the user a warning."""
        self.message_posted.emit(Message(text, "warning"))

    def fail(self, error: Exception, topic: Topic = "") -> None:
        """Report an exception of background work, unless the user stopped it."""
        if isinstance(error, Cancelled):
            return
        if isinstance(error, FlimError):
            self.report(str(error), True, topic)
        else:
            self.failed.emit(error)

    def open(self, path: Path) -> None:
        """Open a project, and show its notes and its model; build that if it has none."""
        for note in self.document.open(path):
            self.warn(note)
        self.builder.show_saved()

    def set_architecture(self, architecture: Architecture) -> None:
        """Replace the architecture."""
        if architecture != self.document.project.architecture:
            edit = SetArchitecture(architecture=architecture)
            self.document.do("Change the architecture", edit)

    def start_from_model(self, model: Path, blocks: int) -> None:
        """Begin the encoder with blocks of another model; see `model.first_blocks`."""
        if self.document.path is not None:
            own = self.document.project.architecture
            folder = self.document.path
            started = start_from_model(own, model, blocks, project_folder=folder)
            self.set_architecture(started)

    def set_decoder(self, decoder: DecoderChoice) -> None:
        """Replace the decoder or its weights."""
        if decoder != self.document.project.decoder:
            self.document.do("Change the decoder", SetDecoder(decoder=decoder))

    def set_delineation(self, delineation: Delineation) -> None:
        """Replace the delineation, which turns saliency into a mask."""
        if delineation != self.document.project.delineation:
            self.document.do("Change the delineation", SetDelineation(delineation=delineation))

    def set_seed(self, seed: int) -> None:
        """Replace the random seed."""
        if seed != self.document.project.seed:
            self.document.do("Change the seed", SetSeed(seed=seed))

    def close(self) -> bool:
        """Stop all background work for good, but write the model of a saved project.

        Return True if it ended in time.
        """
        has_ended = self.jobs.close(finish={WRITING_LANE})
        self.document.release()
        return has_ended

    def _warn_of_stroke(self, effect: StrokeEffect) -> None:
        """Report that the last strokes made the result worse; offer to undo a single one."""
        last = self.document.last_edit
        is_last = isinstance(last, AddMarker) and effect.added == ((last.image, last.marker.id),)
        self.message_posted.emit(Message(effect.text, "warning", is_last, topic="undo"))

    def _drop_objects(self) -> None:
        self.update_view(objects=frozenset(), hovered_object=None)

    def _reset_view(self) -> None:
        kept = {field: getattr(self.view, field) for field in ("tool", "radius", *APPEARANCE)}
        view = replace(View(), **kept)
        self.update_view(**cast(ViewChanges, vars(view)))

    def _keep_view_valid(self, before: Project, after: Project) -> None:
        self.update_view(**fitting_changes(self.view, before, after))
