"""Write a report on a project: one page that a reviewer of a paper can read."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flimbuilder import __version__
from flimbuilder.errors import InputError, LearnError
from flimbuilder.imaging.pictures import MASK_COLOUR, REFERENCE_COLOUR
from flimbuilder.model.decoding import name_blocks
from flimbuilder.model.description import environment
from flimbuilder.model.pixels import ProjectFiles, is_marked
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.decoding import Delineation
from flimbuilder.project.files import StrPath, write_atomically
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.project import Project
from flimbuilder.workflow.build import Build, build
from flimbuilder.workflow.page import PAGE_SUFFIXES, load_template
from flimbuilder.workflow.readiness import find_obstacle
from flimbuilder.workflow.report_parts.explanations import (
    describe_maps,
    describe_places,
    describe_suggestions,
)
from flimbuilder.workflow.report_parts.kernels import describe_kernels
from flimbuilder.workflow.report_parts.pictures import PagePictures
from flimbuilder.workflow.report_parts.results import ResultsReport, survey_results
from flimbuilder.workflow.report_parts.tables import (
    MOST_ROWS,
    ROLES,
    describe_architecture,
    describe_image,
    describe_markers,
    describe_measures,
)

__all__ = ["WrittenReport", "report_project", "write_report"]

TEMPLATE = Path(__file__).with_name("templates") / "report.html.jinja"


@dataclass(frozen=True)
class WrittenReport:
    """A written report.

    Attributes
    ----------
    path : Path
        The page.
    size : int
        Its bytes.
    fingerprint : str
        Of the encoder.
    measures : dict of str to float
        Means over all images with a reference mask; empty without one.
    left_out : tuple of str
        Images that could not be used, and why; pictures beyond the size of the page.
    """

    path: Path
    size: int
    fingerprint: str
    measures: Mapping[str, float] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what ``report --json`` prints."""
        return {
            "page": str(self.path),
            "bytes": self.size,
            "fingerprint": self.fingerprint,
            "measures": dict(self.measures),
            "left_out": list(self.left_out),
        }


def report_project(
    project: StrPath | ProjectFolder,
    out: StrPath,
    *,
    search: Sequence[StrPath] = (),
    on_progress: Progress = no_progress,
) -> WrittenReport:
    """Build a project and write the report on it.

    The page holds its pictures, needs no network, and runs no script. Equal projects give equal
    bytes with the same versions of the libraries.

    Parameters
    ----------
    project : str, path-like or ProjectFolder
        A project folder, or an opened one. Unsaved edits are left out.
    out : str or path-like
        The file to write, whose name ends in ``.html`` or ``.htm``. It is replaced.
    search : sequence of str or path-like, default=()
        Folders to search for images that have moved.
    on_progress : callable, default does nothing
        Called with (stage, steps done, steps in all); raises to cancel.

    Returns
    -------
    WrittenReport

    Raises
    ------
    LearnError, InputError
        If the project cannot be built.
    SaveError
        If the page cannot be written.
    """
    _require_page(Path(out))
    opened = project if isinstance(project, ProjectFolder) else open_project(project)
    files = ProjectFiles(opened.path, [Path(folder) for folder in search])
    obstacle = find_obstacle(opened.project)
    if obstacle is not None:
        raise LearnError(f"{opened.path}: {obstacle}")
    built = build(opened.project, files, on_progress=on_progress)
    return write_report(
        opened.project, files, built, Path(out), name=opened.path.name, on_progress=on_progress
    )


def write_report(
    project: Project,
    files: ProjectFiles,
    built: Build,
    out: Path,
    *,
    name: str,
    on_progress: Progress = no_progress,
) -> WrittenReport:
    """Write the report on a project that is built already.

    Parameters
    ----------
    project : Project
    files : ProjectFiles
    built : Build
        Of this project.
    out : Path
        The file to write.
    name : str
        Name of the project's folder, as in the commands of the page.
    on_progress
        As in :func:`report_project`.

    Returns
    -------
    WrittenReport
    """
    _require_page(out)
    files.require_none_overwritten(project, [out])
    pictures = PagePictures()
    results = survey_results(project, files, built, pictures, on_progress)
    context = {
        **_head(project, built, results, name),
        "images": [describe_image(project, image) for image in results.images[:MOST_ROWS]],
        "n_hidden": max(0, len(results.images) - MOST_ROWS),
        "markers": describe_markers(project, results),
        "architecture": describe_architecture(project, built),
        "blocks": describe_kernels(project, built, results, pictures),
        "results": [image for image in results.images if image.saliency is not None],
        "measures": describe_measures(results.images),
        "explained": describe_places(project, files, built, results.places, pictures, on_progress),
        "maps": describe_maps(project, files, built, pictures, on_progress),
        "suggestions": describe_suggestions(project, files, built, on_progress),
    }
    left_out = _left_out(results, pictures)
    page = load_template(TEMPLATE).render(left_out=left_out, **context)
    data = page.encode()
    write_atomically(out, data)
    means = context["measures"]["means"]
    return WrittenReport(out, len(data), built.model.document.fingerprint, means, tuple(left_out))


def _require_page(out: Path) -> None:
    """Raise InputError if the name is not that of a page, so that no other file is replaced."""
    if out.is_dir():
        raise InputError(f"{out}: is a folder; give the file to write, such as report.html")
    if out.suffix.lower() not in PAGE_SUFFIXES:
        raise InputError(f"{out}: a report is a web page; give a name that ends in .html")


def _head(project: Project, built: Build, results: ResultsReport, name: str) -> dict[str, Any]:
    document = built.model.document
    decoder = document.decoder
    settings = document.delineation.for_decoder(decoder)
    usual = Delineation().model_dump(mode="json")
    drawn = [
        marker
        for entry in project.images
        if is_marked(project, entry)
        for marker in project.markers_of(entry.id).markers
    ]
    return {
        "name": shlex.quote(name),
        "title": name.removesuffix(".flim"),
        "version": __version__,
        "classes": project.classes,
        "n_images": len(project.images),
        "n_marked": sum(is_marked(project, entry) for entry in project.images),
        "n_markers": sum(marker.class_id is not None for marker in drawn),
        "n_kernels": sum(document.kernel_counts),
        "n_parameters": sum(block.parameters for block in document.blocks),
        "receptive_field": document.blocks[-1].receptive_field,
        "decoder": DECODERS[decoder.id],
        "decoder_blocks": name_blocks(decoder),
        "delineation": {
            name: value
            for name, value in settings.model_dump(mode="json").items()
            if name in ("threshold", "method") or value != usual[name]
        },
        "seed": document.seed,
        "fingerprint": document.fingerprint,
        "environment": environment(),
        "notes": list(built.notes),
        "n_edits": len(project.kernel_edits),
        "mask_colour": MASK_COLOUR,
        "reference_colour": REFERENCE_COLOUR,
        "roles": ROLES,
        "n_measured": sum(image.measures is not None for image in results.images),
    }


def _left_out(results: ResultsReport, pictures: PagePictures) -> list[str]:
    lines = [
        image.problem if image.entry.name in image.problem else
        f"{image.entry.name}: {image.problem}"
        for image in results.images
        if image.problem is not None
    ]  # fmt: skip
    if pictures.left_out:
        lines.append(f"{pictures.left_out} pictures, so that the page stays below 10 MB")
    return lines
