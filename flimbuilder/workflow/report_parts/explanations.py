"""Why here, and where next: the explanations and suggestions of the report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import Cancelled, FlimError
from flimbuilder.explain.attributions.attribute import attribute_score, plan_methods
from flimbuilder.explain.attributions.pictures import (
    attribution_picture,
    part_around,
    shown_part,
)
from flimbuilder.explain.attributions.registry import METHODS
from flimbuilder.explain.attributions.score import Score
from flimbuilder.explain.attributions.targets import SaliencyTarget
from flimbuilder.explain.contributions.explanation import (
    Explanation,
    explain_region,
    stroke_contributions,
)
from flimbuilder.explain.maps.pictures import map_svg
from flimbuilder.explain.maps.separability import Separability
from flimbuilder.imaging.pictures import Picture, display_scaled
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.progress import Progress
from flimbuilder.project.project import Project
from flimbuilder.workflow.build import Build
from flimbuilder.workflow.map_files import map_picture
from flimbuilder.workflow.project_map import MapMaker
from flimbuilder.workflow.report_parts.pictures import (
    PagePictures,
    fit,
    pointed_picture,
)
from flimbuilder.workflow.report_parts.results import PlaceToExplain
from flimbuilder.workflow.suggest import suggest_for

__all__ = ["describe_maps", "describe_places", "describe_suggestions"]

MOST_KERNELS = 12
MOST_STROKES = 10
LEAST_SHARE = 1e-3  # of the largest contribution
N_SUGGESTED = 3
MOST_PATCHES = 400  # of a map: t-SNE takes most of the time


@dataclass(frozen=True, eq=False)
class _Explained:
    """Shared data of the explanations."""

    project: Project
    built: Build
    pictures: PagePictures
    names: Mapping[str, str]


def describe_places(
    project: Project,
    files: ProjectFiles,
    built: Build,
    places: Sequence[PlaceToExplain],
    pictures: PagePictures,
    on_progress: Progress,
) -> list[dict[str, Any]]:
    """Explain pixels: contributions of kernels and strokes, and attributions of the first."""
    names = {entry.id: entry.name for entry in project.images}
    given = _Explained(project, built, pictures, names)
    described = []
    for number, place in enumerate(places):
        on_progress("explaining pixels", number, len(places))
        entry = project.image(place.image)
        pixels = files.pixels(entry)
        picture = display_scaled(pixels, entry.dtype)
        described.append(_contributions(given, place, pixels, picture))
        described[-1]["attributions"] = (
            list(_attributions(given, place, pixels, picture, on_progress)) if number == 0 else []
        )
    return described


def _contributions(
    given: _Explained, place: PlaceToExplain, pixels: NDArray[np.float32], picture: Picture
) -> dict[str, Any]:
    model = given.built.model
    found = explain_region(model, pixels, (place.row, place.col), place.class_id)
    kernels = list(_kernel_rows(given, found))
    name = given.names[place.image]
    return {
        "kind": place.kind,
        "image": name,
        "row": place.row,
        "col": place.col,
        "class_name": _class_name(place.class_id, given.project),
        "sum": found.sum,
        "bias": found.bias,
        "saliency": found.saliency,
        "is_log_odds": found.decoder.is_probability,
        "picture": given.pictures.photo(
            pointed_picture(picture, place.row, place.col),
            f"{name}, a ring around row {place.row}, column {place.col}",
        ),
        "kernels": kernels,
        "others": len(found.kernels) - len(kernels),
        "strokes": list(_stroke_rows(given, found)),
    }


def _kernel_rows(given: _Explained, found: Explanation) -> Iterator[dict[str, Any]]:
    """Yield the rows of the kernels that contribute most."""
    classes = {entry.id: entry for entry in given.project.classes}
    largest = max((abs(kernel.value) for kernel in found.kernels), default=0.0) or 1.0
    shown = [kernel for kernel in found.kernels if abs(kernel.value) > LEAST_SHARE * largest]
    for kernel in shown[:MOST_KERNELS]:
        block = given.built.model.document.blocks[kernel.block - 1]
        class_id = block.kernels[kernel.channel].class_id
        entry = None if class_id is None else classes.get(class_id)
        yield {
            "name": f"block {kernel.block}, kernel {block.numbers[kernel.channel]}",
            "colour": "#888888" if entry is None else entry.colour,
            "class_name": "mixed" if entry is None else entry.name,
            "weight": kernel.weight,
            "activation": kernel.activation,
            "value": kernel.value,
            "share": kernel.value / largest,
        }


def _stroke_rows(given: _Explained, found: Explanation) -> Iterator[dict[str, Any]]:
    """Yield the rows of the strokes that contribute most."""
    project, names = given.project, given.names
    strokes = stroke_contributions(found, given.built.model.document)
    largest = max((abs(stroke.value) for stroke in strokes), default=0.0) or 1.0
    class_of = {
        (image, marker.id): marker.class_id
        for image in names
        for marker in project.markers_of(image).markers
    }
    for stroke in strokes[:MOST_STROKES]:
        if abs(stroke.value) > LEAST_SHARE * largest:
            yield {
                "name": f"{names.get(stroke.image, stroke.image)} #{stroke.marker}",
                "class_name": _class_name(class_of.get((stroke.image, stroke.marker)), project),
                "value": stroke.value,
                "share": stroke.value / largest,
            }


def _class_name(class_id: int | None, project: Project) -> str:
    return next((entry.name for entry in project.classes if entry.id == class_id), "")


def _attributions(
    given: _Explained,
    place: PlaceToExplain,
    pixels: NDArray[np.float32],
    shown: Picture,
    on_progress: Progress,
) -> Iterator[dict[str, Any]]:
    """Yield a picture of each method, cut to what the score depends on."""
    target = SaliencyTarget((place.row, place.col), place.class_id)
    score = Score(given.built.model, pixels, target)
    runs = [
        run
        for run in plan_methods(list(METHODS), score.depth)
        if run.settings.get("block") in (None, score.depth)
    ]
    for number, run in enumerate(runs):
        check = partial(on_progress, "attributing", number, len(runs))
        check()
        found = attribute_score(
            score, run.method, on_progress=lambda *_, check=check: check(), **run.settings
        )
        rows, cols = shown_part(found)
        drawn = np.ascontiguousarray(attribution_picture(found, shown)[rows, cols])
        picture = given.pictures.photo(fit(drawn), f"{found.title} of the pixel")
        if picture is not None:
            info = METHODS[run.method]
            yield {
                "title": found.title,
                "description": info.description,
                "source": info.source,
                "picture": picture,
            }
    rows, cols = part_around(score.rows, score.cols, score.size)
    part = np.ascontiguousarray(shown[rows, cols])
    picture = given.pictures.photo(
        pointed_picture(part, place.row - rows.start, place.col - cols.start),
        "the part of the image that is shown",
    )
    if picture is not None:
        yield {"title": "The image there", "description": "", "source": "",
               "picture": picture}  # fmt: skip


def describe_maps(
    project: Project,
    files: ProjectFiles,
    built: Build,
    pictures: PagePictures,
    on_progress: Progress,
) -> dict[str, Any]:
    """Map the kernels and marker patches of the last block, and measure all blocks."""
    maker = MapMaker(
        built.model, project, files, built.learned, seed=project.seed, limit=MOST_PATCHES
    )
    try:
        separability = maker.separability("patches", on_progress)
        drawn = []
        for subject in ("patches", "kernels"):
            for block in (1, maker.n_blocks) if maker.n_blocks > 1 else (1,):
                on_progress("mapping", 0, 0)
                found = maker.map(subject, block, on_progress=on_progress)
                own = separability[block - 1] if subject == "patches" else None
                picture = map_picture(maker, found, "class", own)
                drawn.append(pictures.drawing(map_svg(picture), found.title, picture.size))
    except Cancelled:
        raise
    except FlimError as error:
        return {"problem": str(error), "pictures": [], "rows": []}
    return {
        "problem": None,
        "pictures": [picture for picture in drawn if picture is not None],
        "rows": [_separability_row(block, own) for block, own in enumerate(separability, 1)],
    }


def _separability_row(block: int, measured: Separability) -> dict[str, Any]:
    return {
        "block": block,
        "silhouette": measured.silhouette,
        "accuracy": measured.accuracy,
        "chance": measured.chance,
        "points": measured.points,
    }


def describe_suggestions(
    project: Project, files: ProjectFiles, built: Build, on_progress: Progress
) -> dict[str, Any]:
    """Suggest what to mark next, and name what classes lack."""
    names = {entry.id: entry.name for entry in project.images}
    nothing: dict[str, Any] = {"images": [], "places": [], "gaps": [], "notes": []}
    try:
        found = suggest_for(project, files, built.model, on_progress=on_progress)
    except Cancelled:
        raise
    except FlimError as error:
        return {"problem": str(error), **nothing}
    return {
        "problem": None,
        "images": [
            {"image": names[image.image], "why": image.why} for image in found.images[:N_SUGGESTED]
        ],
        "places": [
            {
                "image": names[place.image],
                "row": place.row,
                "col": place.col,
                "class_name": _class_name(place.class_id, project) or "to be decided",
                "why": place.why,
            }
            for place in found.places
        ],
        "gaps": [gap.why for gap in found.gaps],
        "notes": list(found.notes),
    }
