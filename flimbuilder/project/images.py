"""The image files of a project: their entries, and the paths that follow a moved file."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from flimbuilder.errors import ImageError, InputError
from flimbuilder.project.files import real_folder, sha256_of
from flimbuilder.project.finder import ImageFinder, plain_path
from flimbuilder.project.project import ImageEntry, Project, Role
from flimbuilder.project.selection import Selection, image_stem

__all__ = [
    "image_entry",
    "rebase",
    "recorded_mask",
    "relink",
    "relinked_entry",
]

MAX_STEM = 100  # characters of an id


def image_entry(
    project_folder: Path,
    image_path: Path,
    shape: tuple[int, int, int],
    dtype: str,
    role: Role = "train",
    mask: Path | None = None,
    selection: Selection | None = None,
    digest: str | None = None,
) -> ImageEntry:
    """Return the entry of an image file.

    Parameters
    ----------
    project_folder : Path
        That the paths are told from.
    image_path : Path
        A regular file.
    shape : tuple of int
        (height, width, channels).
    dtype : str
        Of the pixels.
    role : {"train", "validation", "test"}, default="train"
    mask : Path or None, default=None
        The reference mask.
    selection : Selection or None, default=None
        Of a file that holds more than the image.
    digest : str or None, default=None
        SHA-256 of the file, where it is known already.

    Returns
    -------
    ImageEntry
        Its id is made of the file's name and content and the selection alone, never of its
        place in a list.

    Raises
    ------
    ImageError
        Where the file cannot be read, or has a name that cannot be written as UTF-8.
    """
    _require_text(image_path)
    digest = digest or _content_hash(image_path)
    path, absolute = _recorded(project_folder, image_path)
    return ImageEntry(
        id=f"{_slug(image_stem(image_path, selection))}-{_short_hash(digest, selection)}",
        path=path,
        absolute=absolute,
        sha256=digest,
        size=image_path.stat().st_size,
        shape=shape,
        dtype=dtype,
        role=role,
        mask=None if mask is None else recorded_mask(project_folder, mask),
        selection=selection,
    )


def recorded_mask(project_folder: Path, mask: Path) -> str:
    """Return how an entry tells the path of a mask.

    Raises
    ------
    ImageError
        Where its name cannot be written as UTF-8.
    """
    return _recorded(project_folder, _require_text(mask))[0]


def relink(project: Project, project_folder: Path, directories: Sequence[Path]) -> Project:
    """Return the project with the paths of moved images as they are now.

    Parameters
    ----------
    project : Project
    project_folder : Path
        That the paths are told from.
    directories : sequence of Path
        Where to look, besides the places that `ImageFinder.locate` searches.

    Returns
    -------
    Project
        Images that were not found keep their path.
    """
    finder = ImageFinder(project_folder, directories)
    return project.with_(
        images=tuple(
            relinked_entry(entry, project_folder, finder) or entry for entry in project.images
        )
    )


def rebase(project: Project, old_folder: Path, new_folder: Path) -> Project:
    """Return the project with the paths of images and masks told from another folder."""

    def moved(entry: ImageEntry) -> ImageEntry:
        old = real_folder(old_folder)
        path, absolute = _recorded(new_folder, old / entry.path)
        mask = None if entry.mask is None else _recorded(new_folder, old / entry.mask)[0]
        return entry.with_(path=path, absolute=absolute or entry.absolute, mask=mask)

    return project.with_(images=tuple(moved(entry) for entry in project.images))


def relinked_entry(
    entry: ImageEntry, project_folder: Path, finder: ImageFinder
) -> ImageEntry | None:
    """Return an entry with the paths of its files as they are now; None where it is missing."""
    found = finder.find(entry)
    if found is None:
        return None
    mask = entry.mask
    if mask is not None:
        try:
            mask = _recorded(project_folder, finder.locate_mask(entry))[0]
        except ImageError:
            mask = entry.mask
    path, absolute = _recorded(project_folder, found)
    return entry.with_(path=path, absolute=absolute, mask=mask)


def _recorded(project_folder: Path, path: Path) -> tuple[str, str | None]:
    """Return the path from the project folder, and the absolute one where it leads outside."""
    path = plain_path(path)
    try:
        relative = Path(os.path.relpath(path, real_folder(project_folder))).as_posix()
    except ValueError:  # on another drive
        return path.as_posix(), str(path)
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


def _content_hash(path: Path) -> str:
    try:
        return sha256_of(path)
    except InputError as error:
        raise ImageError(str(error)) from None
