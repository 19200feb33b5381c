"""A project during an import: its images, markers and masks, and the report."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from flimbuilder.errors import (
    FlimError,
    ImageError,
    InputError,
    MaskValuesError,
    NoWindowError,
    grouped,
)
from flimbuilder.exchange.companions import DEFAULT_COMPANION_OPTIONS, CompanionOptions
from flimbuilder.exchange.marker_files import find_marker_files, has_values, read_markers
from flimbuilder.exchange.pairing import MARKER_SUFFIXES, MASK_SUFFIXES, require_used
from flimbuilder.imaging.layout import Layout
from flimbuilder.imaging.orientation import (
    CompanionFrame,
    Placement,
    require_turned,
)
from flimbuilder.imaging.read import ImageFile, open_image
from flimbuilder.imaging.regions import ImageHeader, describe_image
from flimbuilder.imaging.truth import ClassMask, read_class_mask
from flimbuilder.progress import Progress
from flimbuilder.project.images import image_entry, recorded_path
from flimbuilder.project.label_values import LabelValues
from flimbuilder.project.markers import ImageMarkers
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import ImageEntry, Project, default_class
from flimbuilder.project.selection import SampleRange, Selection, Window
from flimbuilder.project.stores import content_of
from flimbuilder.workflow.companions import PairedSources, find_masks, pair_sources
from flimbuilder.workflow.failures import FailedFile, Failures
from flimbuilder.workflow.identification.image_classes import with_image_classes
from flimbuilder.workflow.sources import (
    ImageSelector,
    ImageSource,
    OpenImages,
    files_of,
    images_in,
    require_slices,
)

__all__ = [
    "ImportRun",
    "Imported",
    "masked_entry",
    "orientation_of",
    "with_listed_classes",
]


@dataclass
class Imported:
    """The report of an import, by file name.

    Attributes
    ----------
    images : list of str
        Named images that are in the project now.
    markers, masks, classes : list of str
        Images that were paired with a marker file, a mask, or a class.
    without_markers, without_masks, without_classes : list of str
        Images without a marker file, a mask, or a class.
    left_over : list of str
        Files that belong to no image.
    notes : list of str
        Further notes for the user.
    failed : list of FailedFile
        Files that were left out because they can't be used.
    stacks : list of (Path, Layout)
        If requested: stacks and pyramids that were left out because no image or level was chosen.
    mask_values : list of MaskValuesError
        Of the masks in `failed` whose values need classes.
    unscaled : list of (Path, Window)
        Images in `failed` whose values need a window, with their smallest and largest value.
    """

    images: list[str] = field(default_factory=list)
    markers: list[str] = field(default_factory=list)
    masks: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    without_markers: list[str] = field(default_factory=list)
    without_masks: list[str] = field(default_factory=list)
    without_classes: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failed: list[FailedFile] = field(default_factory=list)
    stacks: list[tuple[Path, Layout]] = field(default_factory=list)
    mask_values: list[MaskValuesError] = field(default_factory=list)
    unscaled: list[tuple[Path, Window]] = field(default_factory=list)


@dataclass
class ImportRun:
    """A project during an import."""

    folder: Path
    project: Project
    report: Imported
    strict: bool
    list_stacks: bool
    on_progress: Progress
    options: CompanionOptions = DEFAULT_COMPANION_OPTIONS
    pixel_size: PixelSize | None = None  # that the user gives; None for those in the files
    notes: list[tuple[str, str]] = field(default_factory=list)  # on a file, by its name
    orientations: dict[str, int] = field(default_factory=dict)  # EXIF, by the image's id
    placements: dict[str, Placement] = field(default_factory=dict)  # by the name of the file
    paired: list[tuple[ImageEntry, Path]] = field(default_factory=list)  # markers and masks

    def __post_init__(self) -> None:
        """Collect the classes that markers or images use."""
        drawn = self.project.markers.values()
        self.used = {marker.class_id for markers in drawn for marker in markers.markers}
        self.used |= {entry.label for entry in self.project.images}
        self.failures = Failures(self.strict, self.report.failed)

    def add_all(
        self, places: Sequence[Path], selector: ImageSelector
    ) -> dict[ImageSource, ImageEntry]:
        """Add images and return their entries."""
        paths: list[Path] = []
        for place in places:
            with self.failures.trying(place):
                paths += files_of(place, selector)
        entries: dict[ImageSource, ImageEntry] = {}
        for count, path in enumerate(paths):
            self.on_progress("reading images", count, len(paths))
            with self.failures.trying(path):
                added = self.add_file(path, selector)
                entries.update(added)
                self.report.images += [source.name for source in added]
        require_slices(entries, selector)
        return entries

    def add_file(self, path: Path, selector: ImageSelector) -> dict[ImageSource, ImageEntry]:
        """Add the selected images of a file, or find their entries."""
        before, entries, notes = self.project, {}, list[tuple[str, str]]()
        try:
            with open_image(path) as file:
                if self.list_stacks and _needs_choice(file, selector):
                    self.report.stacks.append((path, file.layout))
                    return {}
                sources = images_in(file, selector)  # refuses a stack before it is hashed
                content = content_of(path)
                if _leaves_level(file, selector):
                    sources, note = self._at_known_levels(file, selector, content[0])
                    notes += [(path.name, note)] if note else []
                for source in sources:
                    known = self._known(source, content[0])
                    selection = source.selection
                    if known is not None and (selection is None or selection.window is None):
                        selection = known.selection
                    header = describe_image(file, selection)
                    notes += [(path.name, note) for note in header.notes]
                    entries[source] = self._add(source, known, selection, header, content)
                    self.orientations[entries[source].id] = header.orientation
        except FlimError as error:
            self.project = before
            if isinstance(error.__cause__, NoWindowError):
                self.report.unscaled.append((path, error.__cause__.values))
            raise
        self.notes += notes
        return entries

    def _at_known_levels(
        self, file: ImageFile, selector: ImageSelector, digest: str
    ) -> tuple[list[ImageSource], str | None]:
        """List the images of a pyramid at the levels that the project has, and a note if none."""
        levels = {entry.level for entry in self.project.images if entry.sha256 == digest}
        at_levels = [replace(selector, level=level) for level in sorted(levels)]
        sources = [source for each in at_levels for source in images_in(file, each)]
        if sources:
            return sources, None
        most = len(file.layout.levels) - 1
        return images_in(file, selector), f"is taken at level 0 of 0 to {most}; --level chooses"

    def _known(self, source: ImageSource, digest: str) -> ImageEntry | None:
        """Return the entry of the same pixels, else of the same pixels in another window."""
        wanted = source.selection or Selection()
        same = [
            entry
            for entry in self.project.images
            if entry.content == (digest, wanted.at, wanted.level)
            and (entry.selection or Selection()).channels == wanted.channels
        ]
        exact = (entry for entry in same if entry.selection == source.selection)
        return next(exact, same[0] if same else None)

    def _add(
        self,
        source: ImageSource,
        known: ImageEntry | None,
        selection: Selection | None,
        header: ImageHeader,
        content: tuple[str, int],
    ) -> ImageEntry:
        if known is None:
            entry = image_entry(
                self.folder,
                source.path,
                header.shape,
                str(header.dtype),
                selection=selection,
                content=content,
                stored=header.stored,
                pixel_size=self.pixel_size or header.pixel_size,
            )
            self.project = self.project.with_(images=(*self.project.images, entry))
            return entry
        path = recorded_path(self.folder, source.path)
        if known.path != path:
            self.report.notes.append(f"{source.name}: is the same image as {known.path}")
        if self.pixel_size not in (None, known.pixel_size):
            self.change_image(known, pixel_size=self.pixel_size)
            known = known.with_(pixel_size=self.pixel_size)
        if selection == known.selection:
            return known
        return self.change_window(known, selection, header)

    def change_window(
        self, entry: ImageEntry, selection: Selection | None, header: ImageHeader
    ) -> ImageEntry:
        """Record another window for an entry, and the dtype and range that were read with it."""
        changes = {"selection": selection, "dtype": str(header.dtype), "stored": header.stored}
        changed = entry.with_(**changes)
        self.notes.append((entry.name, _window_note(entry, changed)))
        self.change_image(entry, **changes)
        return changed

    def orientation_of(self, entry: ImageEntry) -> int:
        """Return the EXIF orientation of an image; 1 if its file is missing."""
        if entry.id not in self.orientations:
            self.orientations[entry.id] = orientation_of(entry, self.folder)
        return self.orientations[entry.id]

    def is_marked(self, image_id: str) -> bool:
        """Return True if an image has markers."""
        return bool(self.project.markers_of(image_id).markers)

    def change_image(self, entry: ImageEntry, **changes: object) -> None:
        """Change fields of an image."""
        images = [
            image.with_(**changes) if image.id == entry.id else image
            for image in self.project.images
        ]
        self.project = self.project.with_(images=tuple(images))

    def import_markers(self, source: Path, entries: Mapping[ImageSource, ImageEntry]) -> None:
        """Add the markers of a file or folder to their images."""
        files = find_marker_files(source, self.paths_of(entries))
        paired = pair_sources(entries, files, (*MARKER_SUFFIXES, *self.options.suffixes))
        paired = self.without(paired, entries, MASK_SUFFIXES)
        self.report.markers = self.add_each("reading markers", paired, entries, self.add_markers)
        self.report.without_markers = [image.name for image in paired.unpaired]

    def import_masks(self, source: Path, entries: Mapping[ImageSource, ImageEntry]) -> None:
        """Add the masks of a file or folder to their images."""
        masks = find_masks([source], self.paths_of(entries))
        paired = pair_sources(entries, masks, (*MASK_SUFFIXES, *self.options.suffixes))
        paired = self.without(paired, entries, MARKER_SUFFIXES)
        with OpenImages() as files:
            files.expect(mask for _, mask in paired.pairs)
            add_mask = partial(self.add_mask, files)
            self.report.masks = self.add_each("reading masks", paired, entries, add_mask)
        self.report.without_masks = [image.name for image in paired.unpaired]

    def import_classes(self, table: Path, entries: Iterable[ImageEntry]) -> None:
        """Give images the classes of a table."""
        with self.failures.trying(table):
            present = {entry.id: entry for entry in self.project.images}
            images = [present[entry.id] for entry in dict.fromkeys(entries)]
            found = with_image_classes(self.project, table, images, self.used)
            self.project = found.project
            self.report.classes += found.labelled
            self.report.without_classes += found.without_class
            self.report.notes += found.notes

    def without(
        self,
        paired: PairedSources,
        entries: Mapping[ImageSource, ImageEntry],
        suffixes: Sequence[str],
    ) -> PairedSources:
        """Leave out files that belong to an image by a suffix of the other kind of file."""
        try:
            others = pair_sources(entries, paired.left_over, suffixes)
        except InputError:  # two of them belong to one image
            return paired
        return paired._replace(left_over=others.left_over)

    def paths_of(self, entries: Mapping[ImageSource, ImageEntry]) -> list[Path]:
        """Return the files of images."""
        return [self.folder / entry.path for entry in entries.values()]

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
            with self.failures.trying(file):
                add(entries[image], file)
                added.append(image.name)
        self.report.left_over += [path.name for path in paired.left_over]
        return added

    @contextmanager
    def noting_values(self) -> Iterator[None]:
        """Report masks whose values need classes."""
        try:
            yield
        except ImageError as error:
            if isinstance(error.__cause__, MaskValuesError):
                self.report.mask_values.append(error.__cause__)
            raise

    def add_mask(self, files: OpenImages, entry: ImageEntry, path: Path) -> None:
        """Add a mask to an image, and the classes that the label values name."""
        options = self.options
        project = with_listed_classes(self.project, options.values)
        with self.noting_values(), files.open(path) as file:
            changed, read = masked_entry(
                entry, file, self.folder, project.object_classes,
                values=options.values, orientation=self.orientation_of(entry),
                frame=options.frame,
            )  # fmt: skip
        self.project = project
        self.placements[path.name] = read.placement
        self.notes += [(path.name, read.note)] if read.note else []
        self.change_image(
            entry,
            mask=changed.mask,
            mask_values=changed.mask_values,
            mask_orientation=changed.mask_orientation,
        )

    def add_markers(self, entry: ImageEntry, path: Path) -> None:
        """Add the markers of a file to an image without markers; existing markers stay."""
        classes = self.project.classes
        unused = {known.id for known in classes} - self.used
        read = read_markers(
            path, entry.shape[:2], classes, unused, self.options, entry.place,
            self.orientation_of(entry),
        )  # fmt: skip
        self.placements[path.name] = read.placement
        self.notes += [(path.name, note) for note in read.notes]
        if not read.markers:
            self.notes.append((path.name, "marks nothing"))
            return
        if self.is_marked(entry.id):
            self.notes.append((entry.id, f"has markers already; {path.name} was left out"))
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

    def require_effect(self) -> None:
        """Raise InputError if an option applies to none of the files."""
        options = self.options
        require_used(options.suffixes, [file for _, file in self.paired])
        if options.values is not None and not any(has_values(file) for _, file in self.paired):
            raise InputError(
                "label values: no seeds file, label image or mask was read; leave them out"
            )
        given = options.radius != DEFAULT_COMPANION_OPTIONS.radius
        if given and all(has_values(file) for _, file in self.paired):
            raise InputError(
                f"radius {options.radius:g}: only for points and lines in labelme's JSON, and "
                "none was read; leave it out"
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
                self.notes.append((entry.id, "is now for training because it has markers"))

    def note_ranges(self, before: Project) -> None:
        """Note new images with another range than the training images.

        Without training images before, the commonest range of those after is compared.
        """
        learned = tuple(_training_ranges(before))
        if not learned:
            learned = tuple(dict(_training_ranges(self.project).most_common(1)))
        known = {entry.id for entry in before.images}
        for entry in self.project.images:
            note = entry.stored.difference_note(learned) if entry.stored else None
            if entry.id not in known and note is not None:
                self.notes.append((entry.name, note))

    def finish(self) -> Imported:
        """Return the report, with equal notes on several files joined."""
        self.report.notes += grouped(self.notes)
        return self.report


def _window_note(before: ImageEntry, after: ImageEntry) -> str:
    former = "" if before.stored is None else f" (before: {before.stored.description})"
    now = "" if after.stored is None else after.stored.description
    return f"scales {now} to [0, 1]{former}"


def _training_ranges(project: Project) -> Counter[SampleRange]:
    """Count the training images of each range."""
    stored = (entry.stored for entry in project.images if entry.role == "train")
    return Counter(known for known in stored if known is not None)


def masked_entry(
    entry: ImageEntry,
    mask: ImageFile,
    folder: Path,
    classes: Sequence[int],
    *,
    values: LabelValues | None = None,
    orientation: int = 1,
    frame: CompanionFrame = "exif",
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
    values, orientation, frame
        As in :func:`~flimbuilder.imaging.truth.read_class_mask`.

    Raises
    ------
    ImageError
        As :func:`~flimbuilder.imaging.truth.read_class_mask`.
    """
    height, width, _ = entry.shape
    read = read_class_mask(
        mask, (height, width), classes, entry.place,
        values=values, orientation=orientation, frame=frame,
    )  # fmt: skip
    changed = entry.with_(
        mask=recorded_path(folder, mask.path),
        mask_values="" if read.values is None else str(read.values),
        mask_orientation=read.placement.orientation,
    )
    return changed, read


def orientation_of(entry: ImageEntry, folder: Path) -> int:
    """Return the EXIF orientation of an image of a project; 1 if its file is missing."""
    with suppress(ImageError), open_image(folder / entry.path) as file:
        return describe_image(file, entry.selection).orientation
    return 1


def with_listed_classes(project: Project, values: LabelValues | None) -> Project:
    """Add the classes that label values name."""
    listed = () if values is None else values.classes
    new = sorted(set(listed) - {known.id for known in project.classes})
    return project.with_(classes=(*project.classes, *map(default_class, new)))


def _leaves_level(file: ImageFile, selector: ImageSelector) -> bool:
    """Return True if a file has levels, and none of them is chosen."""
    return selector.level is None and file.may_be_stack and bool(file.layout.levels)


def _needs_choice(file: ImageFile, selector: ImageSelector) -> bool:
    if selector.slices or selector.whole_axes or not file.may_be_stack:
        return False
    return file.layout.is_stack or _leaves_level(file, selector)
