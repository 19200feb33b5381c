"""What a build finds in the images of a project, one image at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.errors import Cancelled, FlimError
from flimbuilder.explain.kernels.preferences import PreferenceRanking
from flimbuilder.imaging.crop import cut_patch
from flimbuilder.imaging.pictures import Picture, display_scaled
from flimbuilder.imaging.truth import judged_pixels
from flimbuilder.model.memory import WHOLE_BYTES, bytes_to_encode
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import ProjectFiles, is_marked
from flimbuilder.progress import Progress
from flimbuilder.project.project import BACKGROUND, ImageEntry, Project
from flimbuilder.workflow.build import Build
from flimbuilder.workflow.evaluation.evaluate import measure_masks
from flimbuilder.workflow.report_parts.pictures import (
    PagePicture,
    PagePictures,
    fit,
    heat_picture,
    marked_picture,
    outlined_picture,
)

__all__ = [
    "ImageReport",
    "PlaceToExplain",
    "ResultsReport",
    "patch_side",
    "survey_results",
]

MOST_SHOWN = 18  # images with saliency and masks
MOST_MARKED = 18  # images with markers
LIKED = 5  # patches of each kernel
CONTEXT = 21  # least side of the picture of a patch, in pixels
LARGEST_PATCH = 65

Place = tuple[str, int, int]


@dataclass(frozen=True, eq=False)
class ImageReport:
    """The results on an image, for the report.

    Attributes
    ----------
    entry : ImageEntry
    problem : str or None
        Why there is no result.
    photo, marked, saliency, outlined : PagePicture or None
        Pictures; None if they are not shown.
    objects : int or None
        Number of objects in the mask.
    area : float or None
        Share of the image that the mask covers.
    measures : dict of str to float, or None
        Against the reference mask.
    """

    entry: ImageEntry
    problem: str | None = None
    photo: PagePicture | None = None
    marked: PagePicture | None = None
    saliency: PagePicture | None = None
    outlined: PagePicture | None = None
    objects: int | None = None
    area: float | None = None
    measures: dict[str, float] | None = None


@dataclass(frozen=True)
class PlaceToExplain:
    """A pixel that the report explains.

    Attributes
    ----------
    image : str
        Its id.
    row, col : int
    class_id : int
        Of the mask there.
    kind : {"object", "mistake"}
        Inside an object of the mask, or where the mask has one and the reference mask does not.
    rank : tuple
        Places with smaller ranks are preferred.
    """

    image: str
    row: int
    col: int
    class_id: int
    kind: str
    rank: tuple[Any, ...]


@dataclass(eq=False)
class ResultsReport:
    """The results on all images.

    Attributes
    ----------
    images : list of ImageReport
        In the order of the project.
    rankings : list of PreferenceRanking
        For each block, what its kernels like.
    patches : dict of (image, row, col, side) to ndarray
        Pictures of patches.
    places : list of PlaceToExplain
        At most one of each kind.
    """

    images: list[ImageReport] = field(default_factory=list)
    rankings: list[PreferenceRanking] = field(default_factory=list)
    patches: dict[tuple[str, int, int, int], Picture] = field(default_factory=dict)
    places: list[PlaceToExplain] = field(default_factory=list)

    def patch(self, place: Place, side: int) -> Picture | None:
        """Return the picture of a patch, or None if its image could not be used."""
        return self.patches.get((*place, side))


def patch_side(receptive_field: int) -> int:
    """Return the side of the picture of a patch, in image pixels."""
    return min(max(receptive_field, CONTEXT), LARGEST_PATCH) | 1


def _is_large(model: Model, entry: ImageEntry) -> bool:
    """Return True if an image takes too much memory to be encoded whole."""
    return bytes_to_encode(model.document, entry.shape) > WHOLE_BYTES


def survey_results(
    project: Project,
    files: ProjectFiles,
    built: Build,
    pictures: PagePictures,
    on_progress: Progress,
) -> ResultsReport:
    """Decode and measure all images of a project; memory holds one of them at a time."""
    blocks = built.model.document.blocks
    report = ResultsReport(
        rankings=[
            PreferenceRanking.of_block(built.model, block, LIKED)
            for block in range(1, len(blocks) + 1)
        ]
    )
    survey = _ImageSurvey(project, files, built, pictures, report)
    for count, entry in enumerate(project.images):
        check = partial(on_progress, "reading the images", count, len(project.images))
        check()
        report.images.append(survey.image(entry, check))
    report.places.sort(key=lambda place: place.kind != "object")
    return report


class _ImageSurvey:
    """Surveys the images of a project one by one."""

    def __init__(
        self,
        project: Project,
        files: ProjectFiles,
        built: Build,
        pictures: PagePictures,
        report: ResultsReport,
    ) -> None:
        self._project, self._files, self._model = project, files, built.model
        self._pictures, self._report = pictures, report
        self._colours = {entry.id: entry.colour for entry in project.classes}
        order = sorted(
            project.images, key=lambda entry: (entry.mask is None, entry.role != "test")
        )
        self._shown = {entry.id for entry in order[:MOST_SHOWN]}
        marked = [entry.id for entry in project.images if is_marked(project, entry)]
        self._marked = set(marked[:MOST_MARKED])
        self._origins: dict[str, set[tuple[int, int, int]]] = {}
        for block, record in zip(built.learned.blocks, built.model.document.blocks, strict=True):
            side = patch_side(record.receptive_field)
            for kernel in block.kernels:
                place = kernel.row, kernel.col, side
                self._origins.setdefault(kernel.image, set()).add(place)

    def image(self, entry: ImageEntry, check: Callable[[], None]) -> ImageReport:
        """Describe an image; never raise for what is wrong with it alone."""
        if _is_large(self._model, entry):
            return ImageReport(entry, "is too large to be encoded whole, and is left out")
        try:
            pixels = self._files.pixels(entry)
            check()
            return self._describe(entry, pixels, check)
        except Cancelled:
            raise
        except FlimError as error:
            return ImageReport(entry, str(error))

    def _describe(
        self, entry: ImageEntry, pixels: NDArray[np.float32], check: Callable[[], None]
    ) -> ImageReport:
        model, document = self._model, self._model.document
        size, decoder = (pixels.shape[0], pixels.shape[1]), document.decoder
        maps = model.encode(pixels, name=entry.name)
        check()
        saliency = model.decode(maps, size, decoder)
        settings = document.delineation.for_decoder(decoder)
        mask = delineate_classes(saliency, document.object_classes, settings, pixels)
        check()
        picture = display_scaled(pixels, entry.dtype)
        self._rank(entry, [block[0].cpu().numpy() for block in maps], size, picture)
        truth, problem, measures = None, None, None
        if entry.mask is not None:
            try:
                truth = self._files.truth(entry, document.object_classes)
                measures = measure_masks(saliency, mask, truth, document.object_classes)
            except FlimError as error:
                problem = str(error)
        self._choose_places(entry, mask, truth)
        is_object = None if truth is None else truth > BACKGROUND
        return ImageReport(
            entry,
            problem,
            objects=int(scipy.ndimage.label(mask > 0, np.ones((3, 3)))[1]),
            area=float((mask > 0).mean()),
            measures=measures,
            **self._draw(entry, picture, saliency, mask, is_object),
        )

    def _draw(
        self,
        entry: ImageEntry,
        picture: Picture,
        saliency: NDArray[np.float32],
        mask: NDArray[np.uint8],
        truth: NDArray[np.bool_] | None,
    ) -> dict[str, PagePicture | None]:
        drawn: dict[str, PagePicture | None] = {}
        name, pictures = entry.name, self._pictures
        if entry.id in self._marked:
            markers = self._project.markers_of(entry.id).markers
            drawn["marked"] = pictures.photo(
                marked_picture(picture, markers, self._colours), f"markers on {name}"
            )
        if entry.id in self._shown:
            outlined = outlined_picture(picture, mask, truth)
            drawn["photo"] = pictures.photo(fit(picture), name)
            drawn["saliency"] = pictures.photo(
                heat_picture(saliency.max(axis=0)), f"saliency of {name}"
            )
            drawn["outlined"] = pictures.photo(outlined, f"mask of {name}")
        return drawn

    def _rank(
        self,
        entry: ImageEntry,
        maps: list[NDArray[np.float32]],
        size: tuple[int, int],
        picture: Picture,
    ) -> None:
        """Rank the patches of an image, and cut those that are shown."""
        report, wanted = self._report, set(self._origins.get(entry.id, ()))
        kept: set[tuple[str, int, int, int]] = set()
        for ranking, of_block in zip(report.rankings, maps, strict=True):
            ranking.add(entry.id, of_block, size)
            side = patch_side(ranking.field)
            kept |= {(*place, side) for place in ranking.places}
        wanted |= {key[1:] for key in kept if key[0] == entry.id}
        for row, col, side in wanted:
            report.patches[entry.id, row, col, side] = cut_patch(picture, row, col, side)
        origins = {(image, *place) for image, places in self._origins.items() for place in places}
        for key in [key for key in report.patches if key not in kept and key not in origins]:
            del report.patches[key]

    def _choose_places(
        self, entry: ImageEntry, mask: NDArray[np.uint8], truth: NDArray[np.int16] | None
    ) -> None:
        """Keep the middle of the thickest object, and of the thickest false one."""
        is_marked_too = is_marked(self._project, entry)
        found = mask > 0
        if truth is not None:
            judged = judged_pixels(truth)
            wrong = found & (truth != mask) & (True if judged is None else judged)
            self._offer(entry, mask, wrong, "mistake", ())
            found = found & (truth == mask)
        self._offer(entry, mask, found, "object", (truth is None, is_marked_too))

    def _offer(
        self,
        entry: ImageEntry,
        mask: NDArray[np.uint8],
        inside: NDArray[np.bool_],
        kind: str,
        rank: tuple[Any, ...],
    ) -> None:
        if not inside.any():
            return
        depth = scipy.ndimage.distance_transform_edt(np.pad(inside, 1))[1:-1, 1:-1]
        row, col = (int(at) for at in np.unravel_index(depth.argmax(), depth.shape))
        place = PlaceToExplain(
            entry.id, row, col, int(mask[row, col]), kind, (*rank, -float(depth.max()))
        )
        places = self._report.places
        known = next((known for known in places if known.kind == kind), None)
        if known is None:
            places.append(place)
        elif place.rank < known.rank:
            places[places.index(known)] = place
