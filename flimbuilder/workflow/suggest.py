"""Suggest where the next markers help most."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from typing import Any

import torch

from flimbuilder.analysis.delineate import delineate_classes, find_threshold
from flimbuilder.errors import InputError, LearnError, counted, listed
from flimbuilder.explain.guidance.gaps import ClassGap, find_gaps
from flimbuilder.explain.guidance.suggesting import (
    IMAGE_EVIDENCE,
    suggest_images,
    suggest_places,
    summarise,
)
from flimbuilder.explain.guidance.suggestion import GuidedImage, ImageSuggestion, Suggestion
from flimbuilder.flim.encode import require_encodable
from flimbuilder.model.memory import WHOLE_BYTES, bytes_to_predict
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import ProjectFiles, lacks_markers
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.edits import AddMarker
from flimbuilder.project.files import StrPath
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.markers import Disk
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.workflow.counterfactuals import Counterfactuals
from flimbuilder.workflow.current_build import current_build
from flimbuilder.workflow.readiness import find_obstacle

__all__ = ["Suggestions", "guided_image", "preview_places", "suggest", "suggest_for"]

MOST_PIXELS = 2**24  # of an image that is predicted as a whole
MOST_JUDGED = 12  # images whose masks a preview compares


@dataclass(frozen=True)
class Suggestions:
    """The images and places to mark next.

    Attributes
    ----------
    images : list of ImageSuggestion
        Best first.
    places : list of Suggestion
        Best first, on the suggested images.
    gaps : list of ClassGap
        Classes that lack markers or images.
    notes : list of str
    """

    images: list[ImageSuggestion]
    places: list[Suggestion]
    gaps: list[ClassGap]
    notes: list[str]

    def as_json(self) -> dict[str, Any]:
        """Return the suggestions for scripts."""
        return {
            "images": [
                {"image": image.image, "why": image.why, "doubt": image.doubt}
                for image in self.images
            ],
            "places": [
                {
                    "image": place.image,
                    "row": place.row,
                    "col": place.col,
                    "radius": place.radius,
                    "class": place.class_id,
                    "why": place.why,
                    **_preview_of(place),
                }
                for place in self.places
            ],
            "classes": [
                {"class": gap.class_id, "lacks": gap.lacks, "why": gap.why} for gap in self.gaps
            ],
            "notes": self.notes,
        }


def _preview_of(place: Suggestion) -> dict[str, Any]:
    if place.verdict is None:
        return {}
    return {"verdict": place.verdict, "score": place.score}


def suggest(
    project: StrPath | ProjectFolder,
    *,
    n_images: int = 1,
    n_places: int = 6,
    radius: float = 5.0,
    images: Sequence[str] = (),
    preview: bool = False,
    device: torch.device | None = None,
    search: Sequence[StrPath] = (),
    on_progress: Progress = no_progress,
) -> Suggestions:
    """Suggest where the next markers of a project help most, without reference masks.

    Parameters
    ----------
    project : str, path-like or ProjectFolder
        A project folder, or an opened one. Unsaved edits are left out. Its last build is used if
        it is up to date; otherwise it is built in memory, if its markers allow that.
    n_images, n_places : int, default=1 and 6
        At most so many; the places are on the suggested images.
    radius : float, default=5.0
        Of the disks, in pixels; smaller on smaller objects.
    images : sequence of str, default=()
        Ids or names of the images to suggest places on, instead of the suggested images.
    preview : bool, default=False
        Learn again with each place in its probable class, and put the places first that make the
        masks of the images more plausible. Takes a build for each place.
    device : torch.device or None, default=None
        Where to learn; None is the CPU.
    search : sequence of str or path-like, default=()
        Folders to search for images that have moved.
    on_progress : callable, default does nothing
        Called with (stage, steps done, total steps); raises to cancel.

    Returns
    -------
    Suggestions

    Raises
    ------
    ImageError
        If an image is missing or can't be read.
    InputError
        If the project has no such image, or it does not fit memory or the model.
    """
    opened = project if isinstance(project, ProjectFolder) else open_project(project)
    files = ProjectFiles(opened.path, [Path(folder) for folder in search])
    model, note = _find_model(opened, files, device, on_progress)
    suggestions = suggest_for(
        opened.project, files, model, n_images=n_images, n_places=n_places, radius=radius,
        images=images, on_progress=on_progress,
    )  # fmt: skip
    suggestions.notes.extend(note)
    if preview and model is not None:
        places = preview_places(opened.project, files, model, suggestions.places, on_progress)
        suggestions = replace(suggestions, places=places)
    return suggestions


def preview_places(
    project: Project,
    files: ProjectFiles,
    model: Model,
    places: Sequence[Suggestion],
    on_progress: Progress = no_progress,
) -> list[Suggestion]:
    """Try each place in its probable class, and put those first that look best.

    Parameters
    ----------
    project : Project
    files : ProjectFiles
    model : Model
        The project's own.
    places : sequence of Suggestion
        Those without a class are not tried, and come last.
    on_progress : callable, default does nothing
    """
    training = [entry.id for entry in _usable(project, model)[0]]
    shown = dict.fromkeys((*(place.image for place in places), *training))
    tried = Counterfactuals(
        project, files, model=model, shown=tuple(shown)[:MOST_JUDGED], with_measures=False
    )
    found = []
    for count, place in enumerate(places):
        on_progress("previewing places", count, len(places))
        if place.class_id is None:
            found.append(place)
            continue
        markers = project.markers_of(place.image)
        disk = Disk(
            id=markers.next_id,
            class_id=place.class_id,
            center=(place.row, place.col),
            radius=place.radius,
        )
        index = len(markers.markers)
        preview = tried.preview([AddMarker(image=place.image, index=index, marker=disk)])
        score = None if preview.plausibility is None else preview.plausibility.score
        found.append(replace(place, score=score, verdict=preview.verdict))
    return sorted(found, key=lambda place: inf if place.score is None else -place.score)


def _find_model(
    opened: ProjectFolder, files: ProjectFiles, device: torch.device | None, on_progress: Progress
) -> tuple[Model | None, list[str]]:
    """Return the project's model, or None with the reason if the markers do not suffice."""
    if find_obstacle(opened.project) is not None:
        return None, []
    if lacks_markers(opened.project):
        return None, ["no build: mark an object and the background first"]
    try:
        return current_build(opened, files, device=device, on_progress=on_progress).model, []
    except LearnError as error:
        return None, [str(error)]


def suggest_for(
    project: Project,
    files: ProjectFiles,
    model: Model | None,
    *,
    n_images: int = 1,
    n_places: int = 6,
    radius: float = 5.0,
    images: Sequence[str] = (),
    on_progress: Progress = no_progress,
) -> Suggestions:
    """Suggest by a model that is built already; None suggests what to mark first.

    Parameters
    ----------
    project : Project
    files : ProjectFiles
    model : Model or None
    n_images, n_places, radius, images, on_progress
        As in :func:`suggest`.
    """
    entries, notes = _usable(project, model)
    summaries = []
    for count, entry in enumerate(entries):
        on_progress("looking for images", count, len(entries))
        summaries.append(summarise(guided_image(project, files, model, entry.id)))
    suggested = suggest_images(summaries, count=n_images)
    chosen = [_image_id(project, image, model) for image in images] or [
        image.image for image in suggested
    ]
    places = suggest_places(
        [guided_image(project, files, model, image) for image in chosen],
        project.classes,
        count=n_places,
        radius=radius,
    )
    return Suggestions(suggested, places, find_gaps(project), [*notes, IMAGE_EVIDENCE])


def _usable(project: Project, model: Model | None) -> tuple[list[ImageEntry], list[str]]:
    """Return the training images that fit memory and the model, and a note on the others."""
    training = [entry for entry in project.images if entry.role == "train"]
    usable = [entry for entry in training if _fits(entry, model)]
    left_out = [entry.name for entry in training if entry not in usable]
    if not left_out:
        return usable, []
    return usable, [
        f"{counted(len(left_out), 'image')} left out, too large or with other channels than the "
        f"model: {listed(left_out)}"
    ]


def _fits(entry: ImageEntry, model: Model | None) -> bool:
    """Return True if an image can be read whole, and predicted whole by the model."""
    if entry.shape[0] * entry.shape[1] > MOST_PIXELS:
        return False
    if model is None:
        return True
    document = model.document
    is_small = bytes_to_predict(document, entry.shape, document.decoder) <= WHOLE_BYTES
    return is_small and entry.shape[2] == document.input.channels


def _image_id(project: Project, given: str, model: Model | None) -> str:
    """Return the id of an image that is given by its id or its name."""
    entry = project.find_image(given)
    if entry is None:
        raise InputError(f"{given:.80}: is no image of the project; 'flimbuilder info' lists them")
    if not _fits(entry, model):
        raise InputError(
            f"{given:.80}: is too large, or has other channels than the model; choose "
            "another image"
        )
    return entry.id


def guided_image(
    project: Project, files: ProjectFiles, model: Model | None, image: str
) -> GuidedImage:
    """Read an image, and predict it if there is a model."""
    pixels = files.pixels(project.image(image))
    markers = project.markers_of(image).markers
    if model is None:
        return GuidedImage(image, pixels, markers)
    name = project.image(image).name
    require_encodable(model.encoder, model.document.architecture, pixels.shape, name)
    saliency = model.saliency(pixels)
    settings = project.delineation.for_decoder(model.document.decoder)
    labels = delineate_classes(saliency, model.document.object_classes, settings, pixels)
    thresholds = tuple(find_threshold(plane, settings) for plane in saliency)
    return GuidedImage(image, pixels, markers, saliency, labels, thresholds)
