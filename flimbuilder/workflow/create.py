"""Making projects: from images, and from markers, masks and blocks that others made."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from flimbuilder.errors import InputError, MarkerError, ProjectError
from flimbuilder.exchange.arch_json import load_architecture
from flimbuilder.exchange.marker_images import markers_from_label_image
from flimbuilder.exchange.pairing import pair_by_stem
from flimbuilder.exchange.seeds import read_seeds
from flimbuilder.imaging.read import IMAGE_SUFFIXES, find_images, read_image, read_mask
from flimbuilder.project.commit import read_commit
from flimbuilder.project.documents import PROJECT_FILE
from flimbuilder.project.files import real_folder
from flimbuilder.project.folder import (
    ProjectFolder,
    create_project,
    open_project,
    require_empty,
)
from flimbuilder.project.images import image_entry, relink
from flimbuilder.project.markers import ImageMarkers, Marker
from flimbuilder.project.project import ImageEntry, Project, default_class
from flimbuilder.project.wording import counted
from flimbuilder.workflow.pixels import require_size
from flimbuilder.workflow.progress import Progress, no_progress

__all__ = ["Imported", "import_files", "is_project_folder", "new_project"]

SEEDS_SUFFIX = ".txt"


@dataclass
class Imported:
    """What an import brought, by file name.

    Attributes
    ----------
    images : list of str
        Images that were named and are in the project now.
    markers, masks : list of str
        Images that a marker file, or a mask, was paired with.
    without_markers, without_masks : list of str
        Images that had none.
    left_over : list of str
        Files that belong to no image.
    notes : list of str
        What else a user should know.
    """

    images: list[str] = field(default_factory=list)
    markers: list[str] = field(default_factory=list)
    masks: list[str] = field(default_factory=list)
    without_markers: list[str] = field(default_factory=list)
    without_masks: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class _Draft:
    """A project while files are brought into it."""

    folder: Path
    project: Project
    notes: list[str] = field(default_factory=list)

    def add_image(self, path: Path) -> ImageEntry:
        """Add an image, or find it where it is already."""
        data = read_image(path)
        self.notes += [f"{path.name}: {note}" for note in data.notes]
        height, width, channels = data.pixels.shape
        entry = image_entry(self.folder, path, (height, width, channels), str(data.pixels.dtype))
        for known in self.project.images:
            if known.sha256 == entry.sha256:
                if known.path != entry.path:
                    self.notes.append(f"{path.name}: is the same image as {known.path}")
                return known
        self.project = self.project.with_(images=(*self.project.images, entry))
        return entry

    def is_marked(self, image_id: str) -> bool:
        return bool(self.project.markers_of(image_id).markers)

    def change_image(self, entry: ImageEntry, **changes: object) -> None:
        images = [
            one.with_(**changes) if one.id == entry.id else one for one in self.project.images
        ]
        self.project = self.project.with_(images=tuple(images))

    def add_markers(self, entry: ImageEntry, markers: Sequence[Marker], source: Path) -> None:
        """Put markers on an image that has none; those that are there stay."""
        if not markers:
            self.notes.append(f"{source.name}: marks nothing")
            return
        if self.is_marked(entry.id):
            self.notes.append(f"{entry.id}: has markers already; {source.name} was left out")
            return
        first = self.project.markers_of(entry.id).next_id
        numbered = tuple(one.with_(id=number) for number, one in enumerate(markers, start=first))
        drawn = ImageMarkers(next_id=first + len(numbered), markers=numbered)
        self.project = self.project.with_(markers={**self.project.markers, entry.id: drawn})
        known = {one.id for one in self.project.classes}
        new = {one.class_id for one in markers if one.class_id is not None} - known
        classes = (*self.project.classes, *(default_class(class_id) for class_id in sorted(new)))
        self.project = self.project.with_(classes=classes)


def is_project_folder(folder: Path) -> bool:
    """Tell whether a folder holds a project, or the save of one that was cut short."""
    place = real_folder(folder)
    return (place / PROJECT_FILE).exists() or read_commit(place) is not None


def new_project(
    folder: Path,
    sources: Sequence[Path],
    architecture: Path | None = None,
    on_progress: Progress = no_progress,
) -> Imported:
    """Make a project of images; all are for training.

    Parameters
    ----------
    folder : Path
        Must not be there, or be empty.
    sources : sequence of Path
        Images, or folders of them.
    architecture : Path or None, default=None
        A file of blocks; None takes the default.
    on_progress : callable, default does nothing
    """
    require_empty(folder)
    draft = _Draft(folder, Project())
    paths = find_images(sources)
    for count, path in enumerate(paths):
        on_progress("reading images", count, len(paths))
        draft.add_image(path)
    _take_architecture(draft, architecture)
    create_project(folder, draft.project)
    return Imported(images=[path.name for path in paths], notes=draft.notes)


def import_files(
    folder: Path,
    images: Path,
    markers: Path | None = None,
    labels: Path | None = None,
    architecture: Path | None = None,
    on_progress: Progress = no_progress,
) -> Imported:
    """Bring images, with their markers and masks, into a new or existing project.

    Files are paired by exact stem; the stem of a marker file may end in ``-seeds``. New images
    with markers are for training, those without for testing. Images that are in the project
    already stay what they are, and are found again where they have moved; markers that are there
    already are never replaced.

    Parameters
    ----------
    folder : Path
        A project folder, or a place for a new one.
    images : Path
        Folder of images, or one image.
    markers : Path or None, default=None
        Folder of seeds files (``.txt``) and marker images, or one such file.
    labels : Path or None, default=None
        Folder of reference masks, or one mask.
    architecture : Path or None, default=None
        A file of blocks; None keeps what the project has.
    on_progress : callable, default does nothing
    """
    for source in (images, markers, labels):
        if source is not None and not source.exists():
            raise InputError(f"{source}: there is no such file or folder; check the path")
    opened = _open_saved(folder) if is_project_folder(folder) else None
    if opened is None:
        require_empty(folder)
        draft = _Draft(folder, Project())
    else:
        searched = [images if images.is_dir() else images.parent]
        draft = _Draft(folder, relink(opened.project, folder, searched), list(opened.notes))
    unmarked = {entry.id for entry in draft.project.images if not draft.is_marked(entry.id)}
    known = {entry.id for entry in draft.project.images}
    paths = find_images([images])
    entries: dict[Path, ImageEntry] = {}
    for count, path in enumerate(paths):
        on_progress("reading images", count, len(paths))
        entries[path] = draft.add_image(path)
    report = Imported(images=[path.name for path in paths], notes=draft.notes)
    _take_markers(draft, entries, markers, report)
    _take_masks(draft, entries, labels, report)
    _assign_roles(draft, known, unmarked)
    _take_architecture(draft, architecture)
    if opened is None:
        create_project(folder, draft.project)
    else:
        opened.save(draft.project)
    return report


def _open_saved(folder: Path) -> ProjectFolder:
    """Open a project, but for one with edits that saving would push aside."""
    opened = open_project(folder)
    if opened.unsaved:
        raise ProjectError(
            f"{folder}: its journal holds {counted(len(opened.unsaved), 'unsaved edit')}; save "
            f"with 'flimbuilder recover {folder}', then import again"
        )
    return opened


def _take_markers(
    draft: _Draft, entries: dict[Path, ImageEntry], source: Path | None, report: Imported
) -> None:
    if source is None:
        return
    pairing = pair_by_stem(list(entries), _marker_files(source))
    for image, file in pairing.pairs:
        entry = entries[image]
        draft.add_markers(entry, _read_markers(file, entry, report.notes), file)
        report.markers.append(image.name)
    report.without_markers = [path.name for path in pairing.unpaired]
    report.left_over += [path.name for path in pairing.left_over]


def _marker_files(source: Path) -> list[Path]:
    if not source.is_dir():
        return [source]
    kinds = {SEEDS_SUFFIX, *IMAGE_SUFFIXES}
    visible = (path for path in source.iterdir() if not path.name.startswith("."))
    files = sorted(path for path in visible if path.suffix.lower() in kinds)
    if not files:
        raise MarkerError(
            f"{source}: no marker file here; they are NAME-seeds.txt, or marker images"
        )
    return files


def _read_markers(file: Path, entry: ImageEntry, notes: list[str]) -> Sequence[Marker]:
    height, width, _ = entry.shape
    if file.suffix.lower() == SEEDS_SUFFIX:
        seeds = read_seeds(file, (height, width))
        notes += [f"{file.name}: {note}" for note in seeds.notes]
        return seeds.markers
    image = read_mask(file)
    require_size(image, (height, width), file, MarkerError)
    if np.array_equal(np.unique(image), [0, 255]):
        raise MarkerError(
            f"{file}: holds 0 and 255, so it is a mask and no marker image (0 unmarked, class + 1 "
            "elsewhere); give it as a mask"
        )
    return markers_from_label_image(image)


def _take_masks(
    draft: _Draft, entries: dict[Path, ImageEntry], source: Path | None, report: Imported
) -> None:
    if source is None:
        return
    pairing = pair_by_stem(list(entries), find_images([source]))
    for image, file in pairing.pairs:
        entry = entries[image]
        require_size(read_mask(file), entry.shape[:2], file)
        told = image_entry(draft.folder, image, entry.shape, entry.dtype, mask=file)
        draft.change_image(entry, mask=told.mask)
        report.masks.append(image.name)
    report.without_masks = [path.name for path in pairing.unpaired]
    report.left_over += [path.name for path in pairing.left_over]


def _assign_roles(draft: _Draft, known: set[str], unmarked: set[str]) -> None:
    """Keep new images without markers for testing, and train on those that have got markers."""
    for entry in draft.project.images:
        if entry.id not in known and not draft.is_marked(entry.id):
            draft.change_image(entry, role="test")
        elif entry.role == "test" and entry.id in unmarked and draft.is_marked(entry.id):
            draft.change_image(entry, role="train")
            draft.notes.append(f"{entry.id}: is for training now, as it has markers")


def _take_architecture(draft: _Draft, source: Path | None) -> None:
    if source is not None:
        loaded = load_architecture(source)
        draft.notes += [f"{source.name}: {note}" for note in loaded.notes]
        draft.project = draft.project.with_(architecture=loaded.architecture)
