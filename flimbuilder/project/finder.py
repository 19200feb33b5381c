"""Finding the image files of a project by their content, wherever they have moved."""

import errno
import os
import stat
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import chain, islice
from pathlib import Path

from flimbuilder.errors import ImageError, InputError
from flimbuilder.project.files import kind_of, real_folder, sha256_of
from flimbuilder.project.project import ImageEntry

__all__ = ["ImageFinder", "plain_path"]

MAX_FILES = 50_000  # looked at in a search
RELINK = "'flimbuilder import PROJECT --images DIR' finds it again by its content"


class ImageFinder:
    """Finds the files of many images, and lists each folder only once.

    Parameters
    ----------
    project_folder : Path
        That the paths are told from.
    search : sequence of Path, default=()
        Folders to search, with all folders in them, before the project's own, its parent and
        the folders next to it. At most 50,000 files are looked at.
    """

    def __init__(self, project_folder: Path, search: Sequence[Path] = ()) -> None:
        self._folder = Path(project_folder)
        self._search = tuple(search)

    def locate(self, entry: ImageEntry) -> Path:
        """Return the file of an image: only ever one with the recorded content.

        Tried are the recorded path, the absolute one, then all files of the recorded size.

        Raises
        ------
        ImageError
            Where there is none; where the recorded path leads to a folder, a device or the
            like; where it leads to another content: the markers were drawn on what was there;
            where it cannot be read.
        """
        recorded = self._at(entry.path)
        mode = _mode(recorded)
        if mode is not None:
            return _checked(recorded, mode, entry)
        found = self.find(entry)
        if found is None:
            raise ImageError(
                f"{recorded}: image {entry.id} is missing there, and no file with its content is "
                f"in {self._places(entry)}; {RELINK}"
            )
        return found

    def find(self, entry: ImageEntry) -> Path | None:
        """Return a file with the content of an image, or None; the recorded paths come first."""
        hints = (self._at(entry.path), *([Path(entry.absolute)] if entry.absolute else []))
        candidates = chain(hints, self._of_size(entry.size))
        return next((path for path in candidates if _holds(path, entry)), None)

    def locate_mask(self, entry: ImageEntry) -> Path:
        """Return the file of an image's mask, a regular one; its content is not checked.

        Tried are the recorded path, the same way from where the image is now, then a file of
        that name in the folders of `search`.

        Raises
        ------
        ImageError
            Where the image has no mask, the mask is missing, or is no regular file.
        """
        if entry.mask is None:
            raise ImageError(f"image {entry.id} has no mask")
        recorded = self._at(entry.mask)
        mode = _mode(recorded)
        if mode is not None and not stat.S_ISREG(mode):
            raise ImageError(f"{recorded}: is {kind_of(mode)}, not the mask of {entry.id}")
        candidates = chain([recorded], self._masks_beside(entry), self._masks_named(entry))
        found = next((path for path in candidates if _is_regular(path)), None)
        if found is None:
            raise ImageError(
                f"{recorded}: the mask of image {entry.id} is missing there and beside its image; "
                "put it back, or name its folder with 'flimbuilder import PROJECT --labels DIR'"
            )
        return found

    def _at(self, path: str) -> Path:
        """Return where a recorded path leads, from the folder's real place."""
        return plain_path(real_folder(self._folder) / path)

    def _of_size(self, size: int) -> Iterator[Path]:
        yield from self._by_size.get(size, [])

    @cached_property
    def _by_size(self) -> dict[int, list[Path]]:
        sizes: dict[int, list[Path]] = defaultdict(list)
        for entry in islice(self._listing(), MAX_FILES):
            status = _status(Path(entry.path))
            if status is not None and stat.S_ISREG(status.st_mode):
                sizes[status.st_size].append(Path(entry.path))
        return dict(sizes)

    def _listing(self) -> Iterator["os.DirEntry[str]"]:
        folder = real_folder(self._folder)
        for searched in self._search:
            yield from _files(searched, depth=None)
        yield from _files(folder, depth=1)
        yield from _files(folder.parent, depth=1)

    def _places(self, entry: ImageEntry) -> str:
        folder = real_folder(self._folder)
        hint = [entry.absolute] if entry.absolute else []
        searched = [str(one) for one in self._search]
        return ", ".join([*hint, *searched, str(folder), f"{folder.parent} or its folders"])

    def _masks_beside(self, entry: ImageEntry) -> Iterator[Path]:
        image = self.find(entry)
        if image is not None and entry.mask is not None:
            with suppress(ValueError):  # on different drives there is no way between them
                way = os.path.relpath(self._at(entry.mask), self._at(entry.path).parent)
                yield plain_path(image.parent / way)

    def _masks_named(self, entry: ImageEntry) -> Iterator[Path]:
        for searched in self._search:
            for file in islice(_files(searched, depth=None), MAX_FILES):
                path = Path(file.path)
                if path.name == Path(entry.mask or "").name and not _holds(path, entry):
                    yield path


def plain_path(path: Path) -> Path:
    """Resolve the folder of a path, but leave a link its own name."""
    try:
        return path.parent.resolve() / path.name
    except (OSError, RuntimeError, ValueError):  # a loop of links, a zero in the name
        return path


def _checked(path: Path, mode: int, entry: ImageEntry) -> Path:
    if not stat.S_ISREG(mode):
        raise ImageError(f"{path}: is {kind_of(mode)}, not image {entry.id}; {RELINK}")
    try:
        unchanged = _has_content(path, entry)
    except InputError as error:
        raise ImageError(
            f"{error}; it should be image {entry.id}; allow reading it, or {RELINK}"
        ) from None
    if not unchanged:
        raise ImageError(
            f"{path}: has changed, or is another file than image {entry.id}, on which the "
            f"markers were drawn (sha256 {entry.sha256[:12]}..., {entry.size} bytes); put that "
            f"back, or {RELINK}"
        )
    return path


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (OSError, ValueError):
        return None


def _mode(path: Path) -> int | None:
    """Return what kind of file is there; None where there is none.

    Raises
    ------
    ImageError
        Where it cannot be reached.
    """
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return None
        raise ImageError(f"{path}: cannot be reached: {error.strerror}") from None


def _is_regular(path: Path) -> bool:
    status = _status(path)
    return status is not None and stat.S_ISREG(status.st_mode)


def _holds(path: Path, entry: ImageEntry) -> bool:
    try:
        return _has_content(path, entry)
    except InputError:  # no regular file, or not to be read
        return False


def _has_content(path: Path, entry: ImageEntry) -> bool:
    status = _status(path)
    return status is not None and status.st_size == entry.size and sha256_of(path) == entry.sha256


def _files(folder: Path, depth: int | None) -> Iterator["os.DirEntry[str]"]:
    """List the files of a folder and of the folders in it, hidden ones left out, by name."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError:
        return
    below = []
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            below.append(Path(entry.path))
        else:
            yield entry
    if depth is None or depth > 0:
        for one in below:
            yield from _files(one, None if depth is None else depth - 1)
