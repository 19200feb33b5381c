"""Import images, markers, masks and blocks into a project in memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from flimbuilder.errors import Cancelled, FlimError, ImageError, InputError
from flimbuilder.exchange.arch_json import load_architecture
from flimbuilder.exchange.marker_files import (
    DEFAULT_MARKER_OPTIONS,
    MarkerOptions,
    find_marker_files,
    has_values,
    read_markers,
)
from flimbuilder.exchange.pairing import MARKER_SUFFIXES, MASK_SUFFIXES, require_used
from flimbuilder.imaging.layout import Layout
from flimbuilder.imaging.orientation import Companion, orientation_notes, require_turned
from flimbuilder.imaging.read import ImageFile, open_image
from flimbuilder.imaging.regions import ImageHeader, describe_image
from flimbuilder.model.truth import (
    DEFAULT_MASK_OPTIONS,
    ClassMask,
    MaskOptions,
    read_class_mask,
)
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.files import StrPath, sha256_of
from flimbuilder.project.images import image_entry, recorded_mask, relink
from flimbuilder.project.label_values import LabelValues
from flimbuilder.project.markers import ImageMarkers
from flimbuilder.project.project import ImageEntry, Project, default_class
from flimbuilder.workflow.sources import (
    EVERYTHING,
    ImageSelector,
    ImageSource,
    OpenImages,
    PairedSources,
    files_of,
    find_masks,
    image_places,
    images_in,
    pair_sources,
)

__all__ = [
    "Imported",
    "add_images",
    "import_files",
    "masked_entry",
    "take_architecture",
    "with_listed_classes",
]


@dataclass
class Imported:
    """The report of an import, by file name.

    Attributes
    ----------
    images : list of str
        Named images that are in the project now.
    markers, masks : list of str
        Images that were paired with a marker file, or a mask.
    without_markers, without_masks : list of str
        Images without a marker file, or a mask.
    left_over : list of str
        Files that belong to no image.
    notes : list of str
        Further notes for the user.
    faults : list of str
        Files that were left out, and why, one line each.
    stacks : list of (Path, Layout)
        If faults are skipped: stacks that were left out because no image was chosen.
    """

    images: list[str] = field(default_factory=list)
    markers: list[str] = field(default_factory=list)
    masks: list[str] = field(default_factory=list)
    without_markers: list[str] = field(default_factory=list)
    without_masks: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    stacks: list[tuple[Path, Layout]] = field(default_factory=list)


def add_images(
    project: Project,
    folder: Path,
    sources: Sequence[StrPath],
    selector: ImageSelector = EVERYTHING,
    *,
    skip_faults: bool = False,
    report: Imported | None = None,
    on_progress: Progress = no_progress,
) -> tuple[Project, Imported]:
    """Add images to a project in memory; new images are for training.

    Parameters
    ----------
    project : Project
    folder : Path
        The project's folder, which paths are relative to; need not exist.
    sources : sequence of Path
        Images, or folders of them.
    selector : ImageSelector, default=EVERYTHING
        Which images of stacks and which channels to read, and how to scale them.
    skip_faults : bool, default=False
        Leave out and report files that can't be used, instead of raising.
    report : Imported or None, default=None
        The report of an earlier step, to be continued.
    on_progress : callable, default does nothing

    Raises
    ------
    ImageError
        If a file can't be used.
    """
    run = _ImportRun(folder, project, skip_faults, on_progress, report or Imported())
    run.add_all([Path(source) for source in sources], selector)
    return run.project, run.report


def import_files(
    project: Project,
    folder: Path,
    images: StrPath | None = None,
    markers: StrPath | None = None,
    labels: StrPath | None = None,
    architecture: StrPath | None = None,
    *,
    marker_options: MarkerOptions = DEFAULT_MARKER_OPTIONS,
    selector: ImageSelector = EVERYTHING,
    skip_faults: bool = False,
    report: Imported | None = None,
    on_progress: Progress = no_progress,
) -> tuple[Project, Imported]:
    """Import images, markers and masks into a project in memory.

    See :func:`flimbuilder.workflow.create.import_project`, which saves the project, for the
    pairing of files and for `markers`, `labels`, `architecture` and `marker_options`.

    Parameters
    ----------
    project : Project
    folder : Path
        The project's folder, which paths are relative to; need not exist.
    images : Path or None, default=None
        Folder of images, or one image; None pairs with all images of the project.
    selector, skip_faults, report, on_progress
        As in `add_images`.

    Raises
    ------
    InputError
        If a file can't be used or belongs to two images, or an option has no effect.
    """
    images, markers, labels = (
        None if path is None else Path(path) for path in (images, markers, labels)
    )
    for source in (images, markers, labels):
        if source is not None and not source.exists():
            raise InputError(f"{source}: there is no such file or folder; check the path")
    if images is not None and project.images:
        project = relink(project, folder, [images if images.is_dir() else images.parent])
    report = report or Imported()
    run = _ImportRun(folder, project, skip_faults, on_progress, report)
    if images is None:
        entries = {ImageSource(Path(e.path), e.selection): e for e in project.images}
    else:
        places = image_places(images, (markers, labels), marker_options.suffixes)
        entries = run.add_all(places, selector)
    own = [folder / entry.path for entry in entries.values()]
    if markers is not None:
        suffixes = (*MARKER_SUFFIXES, *marker_options.suffixes)
        paired = pair_sources(entries, find_marker_files(markers, own), suffixes)
        add_markers = partial(run.add_markers, marker_options)
        report.markers = run.add_each("reading markers", paired, entries, add_markers)
        report.without_markers = [image.name for image in paired.unpaired]
    if labels is not None:
        suffixes = (*MASK_SUFFIXES, *marker_options.suffixes)
        paired = pair_sources(entries, find_masks([labels], own), suffixes)
        with OpenImages() as files:
            files.expect(file for _, file in paired.pairs)
            add_mask = partial(run.add_mask, files, marker_options)
            report.masks = run.add_each("reading masks", paired, entries, add_mask)
        report.without_masks = [image.name for image in paired.unpaired]
    report.notes += orientation_notes(run.companions)
    with run.trying():
        run.require_effect(marker_options)
    run.assign_roles(project)
    return take_architecture(run.project, architecture, report), report


@dataclass
class _ImportRun:
    """A project during an import."""

    folder: Path
    project: Project
    skip_faults: bool
    on_progress: Progress
    report: Imported
    orientations: dict[str, int] = field(default_factory=dict)  # EXIF, by the image's id
    companions: dict[str, Companion] = field(default_factory=dict)  # by the name of the file
    paired: list[tuple[ImageEntry, Path]] = field(default_factory=list)  # markers and masks

    def __post_init__(self) -> None:
        """Collect the classes that markers or images use."""
        drawn = self.project.markers.values()
        self.used = {marker.class_id for markers in drawn for marker in markers.markers}
        self.used |= {entry.label for entry in self.project.images}

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Report a fault and continue if faults are skipped."""
        try:
            yield
        except Cancelled:
            raise
        except FlimError as error:
            if not self.skip_faults:
                raise
            self.report.faults.append(str(error))

    def add_all(
        self, places: Sequence[Path], selector: ImageSelector
    ) -> dict[ImageSource, ImageEntry]:
        """Add images and return their entries."""
        paths: list[Path] = []
        for place in places:
            with self.trying():
                paths += files_of(place, selector)
        entries: dict[ImageSource, ImageEntry] = {}
        for count, path in enumerate(paths):
            self.on_progress("reading images", count, len(paths))
            with self.trying():
                added = self.add_file(path, selector)
                entries.update(added)
                self.report.images += [source.name for source in added]
        return entries

    def add_file(self, path: Path, selector: ImageSelector) -> dict[ImageSource, ImageEntry]:
        """Add the selected images of a file, or find their entries."""
        before, entries, notes = self.project, {}, []
        try:
            with open_image(path) as file:
                if self.skip_faults and _needs_choice(file, selector):
                    self.report.stacks.append((path, file.layout))
                    return {}
                digest = None
                for source in images_in(file, selector):
                    header = describe_image(file, source.selection)
                    digest = digest or sha256_of(path)
                    notes += [f"{path.name}: {note}" for note in header.notes]
                    entries[source] = self._add(source, header, digest)
                    self.orientations[entries[source].id] = header.orientation
        except FlimError:
            self.project = before
            raise
        self.report.notes += dict.fromkeys(notes)
        return entries

    def _add(self, source: ImageSource, header: ImageHeader, digest: str) -> ImageEntry:
        entry = image_entry(
            self.folder,
            source.path,
            header.shape,
            str(header.dtype),
            selection=source.selection,
            digest=digest,
            stored=header.stored,
        )
        for known in self.project.images:
            if known.pixels_key == entry.pixels_key:
                if known.path != entry.path:
                    self.report.notes.append(f"{source.name}: is the same image as {known.path}")
                return known
        self.project = self.project.with_(images=(*self.project.images, entry))
        return entry

    def orientation_of(self, entry: ImageEntry) -> int:
        """Return the EXIF orientation of an image; 1 if its file is missing."""
        if entry.id not in self.orientations:
            self.orientations[entry.id] = 1
            with suppress(ImageError), open_image(self.folder / entry.path) as file:
                self.orientations[entry.id] = describe_image(file, entry.selection).orientation
        return self.orientations[entry.id]

    def is_marked(self, image_id: str) -> bool:
        return bool(self.project.markers_of(image_id).markers)

    def change_image(self, entry: ImageEntry, **changes: object) -> None:
        images = [
            image.with_(**changes) if image.id == entry.id else image
            for image in self.project.images
        ]
        self.project = self.project.with_(images=tuple(images))

    def add_each(
        self,
        stage: str,
        paired: PairedSources,
        entries: Mapping[ImageSource, ImageEntry],
        add: Callable[[ImageEntry, Path], None],
    ) -> list[str]:
        """Add the file of each image, and return the names of the images."""
        added = []
        self.report.notes += paired.notes
        for count, (image, file) in enumerate(paired.pairs):
            self.on_progress(stage, count, len(paired.pairs))
            self.paired.append((entries[image], file))
            with self.trying():
                add(entries[image], file)
                added.append(image.name)
        self.report.left_over += [path.name for path in paired.left_over]
        return added

    def add_mask(
        self, files: OpenImages, options: MarkerOptions, entry: ImageEntry, path: Path
    ) -> None:
        project = with_listed_classes(self.project, options.values)
        with files.open(path) as file:
            changed, read = masked_entry(
                entry, file, self.folder, project.object_classes,
                options=MaskOptions(options.values, options.frame),
                orientation=self.orientation_of(entry),
            )  # fmt: skip
        self.project = project
        self.companions[path.name] = read.companion
        self.report.notes += [f"{path.name}: {read.note}"] if read.note else []
        self.change_image(
            entry,
            mask=changed.mask,
            mask_values=changed.mask_values,
            mask_orientation=changed.mask_orientation,
        )

    def add_markers(self, options: MarkerOptions, entry: ImageEntry, path: Path) -> None:
        """Add the markers of a file to an image without markers; existing markers stay."""
        classes, notes = self.project.classes, self.report.notes
        unused = {known.id for known in classes} - self.used
        read = read_markers(
            path, entry.shape[:2], classes, unused, options, entry.place,
            self.orientation_of(entry),
        )  # fmt: skip
        self.companions[path.name] = read.companion
        notes += [f"{path.name}: {note}" for note in read.notes]
        if not read.markers:
            notes.append(f"{path.name}: marks nothing")
            return
        if self.is_marked(entry.id):
            notes.append(f"{entry.id}: has markers already; {path.name} was left out")
            return
        first = self.project.markers_of(entry.id).next_id
        numbered = tuple(
            marker.with_(id=number) for number, marker in enumerate(read.markers, start=first)
        )
        drawn = ImageMarkers(next_id=first + len(numbered), markers=numbered)
        given = {marker.class_id for marker in numbered if marker.class_id is not None}
        self.used |= given
        new = sorted(given - {known.id for known in read.classes})
        self.project = self.project.with_(
            markers={**self.project.markers, entry.id: drawn},
            classes=(*read.classes, *(default_class(class_id) for class_id in new)),
        )

    def require_effect(self, options: MarkerOptions) -> None:
        """Raise InputError if an option applies to none of the files."""
        require_used(options.suffixes, [file for _, file in self.paired])
        if options.values is not None and not any(has_values(file) for _, file in self.paired):
            raise InputError(
                "label values: no seeds file, label image or mask was read; leave them out"
            )
        turned = any(self.orientation_of(entry) != 1 for entry, _ in self.paired)
        require_turned(options.frame, turned)

    def assign_roles(self, before: Project) -> None:
        """Test on new images without markers; train on test images that now have markers."""
        known = {entry.id for entry in before.images}
        unmarked = {image for image in known if not before.markers_of(image).markers}
        for entry in self.project.images:
            if entry.id not in known and not self.is_marked(entry.id):
                self.change_image(entry, role="test")
            elif entry.role == "test" and entry.id in unmarked and self.is_marked(entry.id):
                self.change_image(entry, role="train")
                self.report.notes.append(f"{entry.id}: is now for training because it has markers")


def masked_entry(
    entry: ImageEntry,
    mask: ImageFile,
    folder: Path,
    classes: Sequence[int],
    *,
    options: MaskOptions = DEFAULT_MASK_OPTIONS,
    orientation: int = 1,
) -> tuple[ImageEntry, ClassMask]:
    """Return the entry of an image with a mask, and the mask.

    Parameters
    ----------
    entry : ImageEntry
    mask : ImageFile
        The open mask.
    folder : Path
        The project's folder.
    classes : sequence of int
        Ids of the object classes.
    options : MaskOptions, optional
    orientation : int, default=1
        EXIF orientation of the image.

    Raises
    ------
    ImageError
        As :func:`~flimbuilder.model.truth.read_class_mask`.
    """
    height, width, _ = entry.shape
    read = read_class_mask(
        mask, (height, width), classes, entry.place, orientation=orientation, options=options
    )
    changed = entry.with_(
        mask=recorded_mask(folder, mask.path),
        mask_values="" if read.values is None else str(read.values),
        mask_orientation=read.companion.orientation,
    )
    return changed, read


def with_listed_classes(project: Project, values: LabelValues | None) -> Project:
    """Add the classes that label values name."""
    listed = () if values is None else values.classes
    new = sorted(set(listed) - {known.id for known in project.classes})
    return project.with_(classes=(*project.classes, *map(default_class, new)))


def _needs_choice(file: ImageFile, selector: ImageSelector) -> bool:
    nothing_chosen = not (selector.slices or selector.whole_axes)
    return nothing_chosen and file.may_be_stack and file.layout.is_stack


def take_architecture(
    project: Project, source: StrPath | Architecture | None, report: Imported
) -> Project:
    """Replace the blocks of a project, by those of a file if given a path; None keeps them."""
    if source is None:
        return project
    if not isinstance(source, Architecture):
        loaded = load_architecture(Path(source))
        report.notes += [f"{Path(source).name}: {note}" for note in loaded.notes]
        source = loaded.architecture
    return project.with_(architecture=source)
