"""Entries of a project's images, and updates of their paths after files have moved."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from flimbuilder.errors import ImageError, InputError
from flimbuilder.project.files import StrPath, real_folder
from flimbuilder.project.finder import ImageFinder, plain_path
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import ImageEntry, Project, Role
from flimbuilder.project.selection import SampleRange, Selection, image_stem
from flimbuilder.project.stores import content_of

__all__ = [
    "image_entry",
    "rebase",
    "recorded_path",
    "recorded_place",
    "relink",
    "relinked_entry",
]

MAX_STEM = 100  # characters of an id
MAX_PATH = 4096  # characters that an entry records


def image_entry(
    project_folder: StrPath,
    image_path: StrPath,
    shape: tuple[int, int, int],
    dtype: str,
    role: Role = "train",
    mask: StrPath | None = None,
    selection: Selection | None = None,
    content: tuple[str, int] | None = None,
    stored: SampleRange | None = None,
    pixel_size: PixelSize | None = None,
) -> ImageEntry:
    """Make the entry of an image file.

    Parameters
    ----------
    project_folder : str or PathLike
        Base of relative paths.
    image_path : str or PathLike
        A regular file, or a store of OME-Zarr.
    shape : tuple of int
        (height, width, channels).
    dtype : str
        Of the pixels.
    role : {"train", "validation", "test"}, default="train"
    mask : str, PathLike or None, default=None
        The reference mask.
    selection : Selection or None, default=None
        The part of the file that is the image; None for the whole file.
    content : tuple of (str, int) or None, default=None
        Digest and bytes of the file, as `content_of` returns them, if known.
    stored : SampleRange or None, default=None
        Dtype and range of the values in the file, if known.
    pixel_size : PixelSize or None, default=None
        As the file states it, or the user gives it.

    Returns
    -------
    ImageEntry
        Its id depends only on the file's name, its content and the selection.

    Raises
    ------
    ImageError
        If the file cannot be read, or its name is not valid UTF-8.
    """
    image_path = _require_text(Path(image_path))
    digest, size = content or _content(image_path)
    path, absolute = recorded_place(project_folder, image_path)
    return ImageEntry(
        id=f"{_slug(image_stem(image_path, selection))}-{_short_hash(digest, selection)}",
        path=path,
        absolute=absolute,
        sha256=digest,
        size=size,
        shape=shape,
        dtype=dtype,
        stored=stored,
        role=role,
        mask=None if mask is None else recorded_path(project_folder, mask),
        selection=selection,
        pixel_size=pixel_size,
    )


def recorded_path(project_folder: StrPath, path: StrPath) -> str:
    """Return the path of an image or mask as an entry records it.

    Raises
    ------
    ImageError
        If its name is not valid UTF-8.
    """
    return recorded_place(project_folder, _require_text(Path(path)))[0]


def relink(project: Project, project_folder: StrPath, directories: Sequence[StrPath]) -> Project:
    """Update the paths of moved images and return the new project.

    Parameters
    ----------
    project : Project
    project_folder : str or PathLike
        Base of relative paths.
    directories : sequence of str or PathLike
        Folders to search, besides those that `ImageFinder.locate` searches.

    Returns
    -------
    Project
        Missing images keep their path.
    """
    finder = ImageFinder(project_folder, directories)
    return project.with_(
        images=tuple(
            relinked_entry(entry, project_folder, finder) or entry for entry in project.images
        )
    )


def rebase(project: Project, old_folder: StrPath, new_folder: StrPath) -> Project:
    """Make all paths of a project relative to another folder; return the new project."""

    def moved(entry: ImageEntry) -> ImageEntry:
        old = real_folder(old_folder)
        path, absolute = recorded_place(new_folder, old / entry.path)
        mask = None if entry.mask is None else recorded_place(new_folder, old / entry.mask)[0]
        return entry.with_(path=path, absolute=absolute or entry.absolute, mask=mask)

    architecture = project.architecture
    if architecture.start is not None:
        model = real_folder(old_folder) / architecture.start.path
        path, absolute = recorded_place(new_folder, model)
        start = architecture.start.with_(path=path, absolute=absolute)
        architecture = architecture.with_(start=start)
    return project.with_(
        images=tuple(moved(entry) for entry in project.images), architecture=architecture
    )


def relinked_entry(
    entry: ImageEntry, project_folder: StrPath, finder: ImageFinder
) -> ImageEntry | None:
    """Return an entry with updated paths; None if its image is missing."""
    path = finder.find(entry)
    if path is None:
        return None
    mask = entry.mask
    if mask is not None:
        try:
            mask = recorded_place(project_folder, finder.locate_mask(entry))[0]
        except ImageError:
            mask = entry.mask
    relative, absolute = recorded_place(project_folder, path)
    return entry.with_(path=relative, absolute=absolute, mask=mask)


def recorded_place(project_folder: StrPath, path: Path) -> tuple[str, str | None]:
    """Return the path relative to the project folder, and the absolute path if it is outside."""
    path = plain_path(path)
    try:
        relative = Path(os.path.relpath(path, real_folder(project_folder))).as_posix()
    except ValueError:  # on another drive
        return path.as_posix(), str(path)
    if len(relative) > MAX_PATH:
        raise ImageError(
            f"{path}: is {len(relative)} characters away from the project folder, and at most "
            f"{MAX_PATH} can be recorded; move one of them"
        )
    return relative, str(path) if relative.startswith("../") else None


def _short_hash(digest: str, selection: Selection | None) -> str:
    if selection is None:
        return digest[:8]
    return hashlib.sha256(f"{digest} {selection.model_dump_json()}".encode()).hexdigest()[:8]


def _slug(stem: str) -> str:
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")[:MAX_STEM] or "image"


def _require_text(path: Path) -> Path:
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError:
        raise ImageError(f"{str(path)!r}: its name is not UTF-8; rename it") from None
    return path


def _content(path: Path) -> tuple[str, int]:
    try:
        return content_of(path)
    except InputError as error:
        raise ImageError(str(error)) from None
