"""Finding the image files of a project by content after they have moved."""

import errno
import os
import stat
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import chain, islice
from pathlib import Path, PurePosixPath

from flimbuilder.errors import ImageError, InputError
from flimbuilder.project.files import StrPath, kind_of, real_folder, sha256_of
from flimbuilder.project.project import ImageEntry
from flimbuilder.project.selection import ZARR_SUFFIX
from flimbuilder.project.stores import content_of, is_store

__all__ = ["ImageFinder", "plain_path"]

MAX_FILES = 50_000  # in one search
RELINK = "'flimbuilder import PROJECT --images DIR' finds it again by its content"


class ImageFinder:
    """Finds the files of a project's images; lists each folder only once.

    Parameters
    ----------
    project_folder : str or PathLike
        Base of relative paths.
    search : sequence of str or PathLike, default=()
        Folders to search recursively, before the project's own, its parent and the folders
        next to it. At most 50,000 files are searched.
    """

    def __init__(self, project_folder: StrPath, search: Sequence[StrPath] = ()) -> None:
        self._folder = Path(project_folder)
        self._search = tuple(map(Path, search))

    def locate(self, entry: ImageEntry) -> Path:
        """Return the file of an image, which has the recorded content.

        Tries the recorded path, the absolute path, then all files of the recorded size.

        Raises
        ------
        ImageError
            If no file has the content, or the recorded path leads to something that is not a
            regular file, is unreadable, or has other content.
        """
        recorded = self._at(entry.path)
        mode = _mode(recorded)
        if mode is not None:
            return _checked(recorded, mode, entry)
        path = self.find(entry)
        if path is None:
            raise ImageError(
                f"{recorded}: image {entry.id} is missing, and no file with its content is in "
                f"{self._places(entry)}; {RELINK}"
            )
        return path

    def find(self, entry: ImageEntry) -> Path | None:
        """Return a file with the content of an image, recorded paths first; None if missing."""
        hints = (self._at(entry.path), *([Path(entry.absolute)] if entry.absolute else []))
        candidates = chain(hints, self._of_size(entry.size), self._stores_named(entry))
        return next((path for path in candidates if _holds(path, entry)), None)

    def locate_mask(self, entry: ImageEntry) -> Path:
        """Return the file of an image's mask, without checking its content.

        Tries the recorded path, the same path relative to the present place of the image, then a
        file of that name in the folders of `search`.

        Raises
        ------
        ImageError
            If the image has no mask, or the mask is missing or not a regular file.
        """
        if entry.mask is None:
            raise ImageError(f"image {entry.id} has no mask")
        recorded = self._at(entry.mask)
        mode = _mode(recorded)
        if mode is not None and not stat.S_ISREG(mode) and not is_store(recorded):
            raise ImageError(f"{recorded}: is {kind_of(mode)}, not the mask of {entry.id}")
        candidates = chain([recorded], self._masks_beside(entry), self._masks_named(entry))
        mask = next((path for path in candidates if _is_regular(path) or is_store(path)), None)
        if mask is None:
            raise ImageError(
                f"{recorded}: the mask of image {entry.id} is missing, here and beside its image; "
                "put it back, or name its folder with 'flimbuilder import PROJECT --labels DIR'"
            )
        return mask

    def _at(self, path: str) -> Path:
        """Resolve a recorded path relative to the real project folder."""
        return plain_path(real_folder(self._folder) / path)

    def _of_size(self, size: int) -> Iterator[Path]:
        yield from self._by_size.get(size, [])

    def _stores_named(self, entry: ImageEntry) -> Iterator[Path]:
        name = PurePosixPath(entry.path).name
        return (path for path in self._stores if path.name == name)

    @cached_property
    def _stores(self) -> list[Path]:
        listing = islice(self._listing(), MAX_FILES)
        return [Path(entry.path) for entry in listing if _is_named_store(entry)]

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
        folders = [str(searched) for searched in self._search]
        return ", ".join([*hint, *folders, str(folder), f"{folder.parent} or its folders"])

    def _masks_beside(self, entry: ImageEntry) -> Iterator[Path]:
        image = self.find(entry)
        if image is not None and entry.mask is not None:
            with suppress(ValueError):  # there is no relative path between drives
                relative = os.path.relpath(self._at(entry.mask), self._at(entry.path).parent)
                yield plain_path(image.parent / relative)

    def _masks_named(self, entry: ImageEntry) -> Iterator[Path]:
        for searched in self._search:
            for file in islice(_files(searched, depth=None), MAX_FILES):
                path = Path(file.path)
                if path.name == Path(entry.mask or "").name and not _holds(path, entry):
                    yield path


def plain_path(path: Path) -> Path:
    """Resolve the folder of a path, but not the file if it is a link."""
    try:
        return path.parent.resolve() / path.name
    except (OSError, RuntimeError, ValueError):  # a loop of links, a null character
        return path


def _checked(path: Path, mode: int, entry: ImageEntry) -> Path:
    if not stat.S_ISREG(mode) and not is_store(path):
        raise ImageError(f"{path}: is {kind_of(mode)}, not image {entry.id}; {RELINK}")
    try:
        unchanged = _has_content(path, entry)
    except InputError as error:
        raise ImageError(
            f"{error}; it should be image {entry.id}; allow reading it, or {RELINK}"
        ) from None
    if not unchanged:
        raise ImageError(
            f"{path}: is not the file of image {entry.id} that the markers were drawn on (sha256 "
            f"{entry.sha256[:12]}..., {entry.size} bytes); restore that file, or {RELINK}"
        )
    return path


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (OSError, ValueError):
        return None


def _mode(path: Path) -> int | None:
    """Return the ``st_mode`` of a file; None if it does not exist.

    Raises
    ------
    ImageError
        If it cannot be accessed.
    """
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return None
        raise ImageError(f"can't access {path}: {error.strerror}") from None


def _is_regular(path: Path) -> bool:
    status = _status(path)
    return status is not None and stat.S_ISREG(status.st_mode)


def _holds(path: Path, entry: ImageEntry) -> bool:
    try:
        return _has_content(path, entry)
    except InputError:  # not a regular file, or unreadable
        return False


def _has_content(path: Path, entry: ImageEntry) -> bool:
    status = _status(path)
    if status is not None and stat.S_ISDIR(status.st_mode):
        return is_store(path) and content_of(path) == (entry.sha256, entry.size)
    return status is not None and status.st_size == entry.size and sha256_of(path) == entry.sha256


def _is_named_store(entry: "os.DirEntry[str]") -> bool:
    return entry.name.lower().endswith(ZARR_SUFFIX) and entry.is_dir(follow_symlinks=False)


def _files(folder: Path, depth: int | None) -> Iterator["os.DirEntry[str]"]:
    """Yield the files and stores of a folder and its subfolders to `depth`; skip hidden ones."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError:
        return
    subfolders = []
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False) and not _is_named_store(entry):
            subfolders.append(Path(entry.path))
        else:
            yield entry
    if depth is None or depth > 0:
        for subfolder in subfolders:
            yield from _files(subfolder, None if depth is None else depth - 1)
