"""Explain pixels with the model of a project, and learn again without a stroke."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from flimbuilder.errors import ImageError, InputError
from flimbuilder.explain.contributions.patch_pictures import patches_picture
from flimbuilder.explain.counterfactuals.suspects import Counterfactual, rank_counterfactuals
from flimbuilder.flim.step_cache import StepResults
from flimbuilder.imaging.pictures import Picture, display_scaled
from flimbuilder.imaging.write import write_png
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.files import StrPath
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.project.stores import is_store
from flimbuilder.workflow.counterfactuals import MEMORY_BYTES, Counterfactuals
from flimbuilder.workflow.current_build import current_build
from flimbuilder.workflow.explain import PixelExplanation, explain_readable
from flimbuilder.workflow.readable_images import (
    ReadableImage,
    read_to_explain,
    require_explainable,
    require_whole_maps,
)
from flimbuilder.workflow.sources import EVERYTHING, ImageSelector

__all__ = ["ProjectExplainer"]


class ProjectExplainer:
    """Explains pixels with the model that a project gives.

    Parameters
    ----------
    project : str, path-like or ProjectFolder
        A project folder, or an opened one. Unsaved edits are left out. Its last build is read if
        it is up to date; otherwise it is built in memory.
    search : sequence of str or path-like, default=()
        Folders to search for images that have moved.
    on_progress : callable, default does nothing
        Called with (stage, steps done, total steps) during builds; raises to cancel.
    """

    def __init__(
        self,
        project: StrPath | ProjectFolder,
        *,
        search: Sequence[StrPath] = (),
        on_progress: Progress = no_progress,
    ) -> None:
        opened = project if isinstance(project, ProjectFolder) else open_project(project)
        self.project: Project = opened.project
        self.files = ProjectFiles(opened.path, [Path(folder) for folder in search])
        self._finder = ImageFinder(opened.path, [Path(folder) for folder in search])
        self._memory = StepResults(MEMORY_BYTES)
        self._on_progress = on_progress
        self.model = current_build(
            opened, self.files, memory=self._memory, on_progress=on_progress
        ).model

    def find_image(self, image: StrPath) -> ImageEntry | None:
        """Return an image of the project by its file, id or name; None if it has none."""
        path, entries = Path(image), self.project.images
        if not path.is_file() and not is_store(path):
            return self.project.find_image(str(image))
        for entry in entries:
            if Path(entry.path).name == path.name and self._is_at(entry, path):
                return entry
        return None

    def _is_at(self, entry: ImageEntry, path: Path) -> bool:
        try:
            return self._finder.locate(entry).resolve() == path.resolve()
        except ImageError:
            return False

    def explain(
        self,
        image: StrPath,
        row: int,
        col: int,
        *,
        class_id: int | None = None,
        decoder_choice: DecoderChoice | None = None,
        selector: ImageSelector = EVERYTHING,
    ) -> PixelExplanation:
        """Explain a pixel of an image of the project, or of another image file.

        Parameters
        ----------
        image : str or path-like
            Id, name or file.
        row, col, class_id, decoder_choice, selector
            As in :func:`explain_file`; the selector counts only for other files.

        Raises
        ------
        ImageError
            If the image can't be read.
        InputError
            As :func:`explain_file`, and if there is no such image.
        """
        choice = self.model.resolve(decoder_choice)
        read = self.read(image, selector, choice)
        return explain_readable(self.model, read, row, col, class_id, choice)

    def read(
        self,
        image: StrPath,
        selector: ImageSelector = EVERYTHING,
        decoder_choice: DecoderChoice | None = None,
    ) -> ReadableImage:
        """Read an image; parameters and errors as in :meth:`explain`."""
        entry = self.find_image(image)
        if entry is None:
            if Path(image).is_file() or is_store(Path(image)):
                return read_to_explain(self.model, image, selector, decoder_choice)
            raise InputError(
                f"{image!s:.80}: is neither an image of the project nor a file; "
                "'flimbuilder info' lists the images"
            )
        pixels = self.files.pixels(entry)
        choice = self.model.resolve(decoder_choice)
        require_explainable(self.model, pixels, choice, entry.name)
        return ReadableImage(pixels, entry.dtype, entry.name)

    def without_markers(self, image: StrPath, found: PixelExplanation) -> Iterator[Counterfactual]:
        """Yield what the pixel would be without each marker, most likely culprits first.

        Each is a build from the other markers.

        Parameters
        ----------
        image : str or path-like
            As in :meth:`explain`; an image of the project.
        found : PixelExplanation
            Of a pixel of that image.

        Raises
        ------
        InputError
            If the project lacks the image, or the decoder is not the project's own.
        ImageError
            If the maps of the image would take over 2 GB.
        """
        entry = self.find_image(image)
        if entry is None:
            raise InputError(
                f"{image}: is no image of the project, so nothing is learned again for it; add "
                "it with 'flimbuilder import', or leave out --without"
            )
        if found.explanation.decoder != self.model.resolve(None):
            raise InputError(
                f"decoder {found.explanation.decoder.id!r} is not that of the project, which "
                "learns again without a marker; leave out --decoder, --block and --scale"
            )
        decoder = found.explanation.decoder
        require_whole_maps(self.model, found.image.pixels, decoder, entry.name)
        search = Counterfactuals(
            self.project,
            self.files,
            model=self.model,
            memory=self._memory,
            shown=[entry.id],
            on_progress=self._on_progress,
        )
        region, class_id = (found.row, found.col), found.explanation.class_id
        contributions = [((stroke.image, stroke.marker), stroke.value) for stroke in found.strokes]
        suspects = search.suspects(entry.id, region, class_id, contributions)
        return search.without_markers(suspects, image=entry.id, region=region, class_id=class_id)

    def rank_without(self, image: StrPath, found: PixelExplanation) -> list[Counterfactual]:
        """Return the results of :meth:`without_markers`, most likely culprits first."""
        return rank_counterfactuals(list(self.without_markers(image, found)))

    def require_no_image(self, *paths: Path) -> None:
        """Raise InputError if a file to write is an image or a mask of the project."""
        self.files.require_none_overwritten(self.project, paths)

    def write_picture(self, path: Path, found: PixelExplanation) -> None:
        """Write the patch at the pixel beside the marked patches of the kernels, as a PNG.

        Raises
        ------
        SaveError
            If it can't be written.
        """

        @cache
        def picture_of(image: str) -> Picture:
            entry = self.project.image(image)
            return display_scaled(self.files.pixels(entry), entry.dtype)

        picture = patches_picture(
            found.explanation,
            found.document,
            found.image.picture,
            (found.row, found.col),
            picture_of,
        )
        write_png(path, picture)
