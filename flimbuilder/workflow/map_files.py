"""Open projects and models for maps, and write maps as SVG, PNG and CSV."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.exchange.tables import Columns, write_table
from flimbuilder.explain.maps.colours import require_colouring
from flimbuilder.explain.maps.methods import require_projection
from flimbuilder.explain.maps.pictures import MapPicture, map_png, map_svg
from flimbuilder.explain.maps.points import SUBJECTS, MapPoint, Subject, describe_point
from flimbuilder.explain.maps.separability import Separability
from flimbuilder.model.document import is_model_folder
from flimbuilder.model.model import load_model
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.files import StrPath, make_folders, save_error, write_atomically
from flimbuilder.project.folder import open_project
from flimbuilder.project.project import Project
from flimbuilder.workflow.current_build import current_build
from flimbuilder.workflow.project_map import MOST_PATCHES, MapMaker, ProjectMap, image_names

__all__ = [
    "MAP_SUFFIXES",
    "BlockMaps",
    "OpenedMaps",
    "map_blocks",
    "map_columns",
    "map_picture",
    "map_project",
    "open_maps",
    "require_map_options",
    "summary_of",
    "write_block_maps",
    "write_map",
]

MAP_SUFFIXES = (".svg", ".png", ".csv")
MOST_DIGITS = 9  # of the number of a block


@dataclass(frozen=True, eq=False)
class BlockMaps:
    """Maps of one kind, and how well every block separates the classes.

    Attributes
    ----------
    subject : {"kernels", "patches", "images"}
    maps : tuple of ProjectMap
        Of the chosen blocks.
    separability : tuple of Separability
        Of every block.
    """

    subject: Subject
    maps: tuple[ProjectMap, ...]
    separability: tuple[Separability, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the maps for scripts."""
        return {
            "of": self.subject,
            "blocks": [
                {"block": block, **asdict(measured)}
                for block, measured in enumerate(self.separability, start=1)
            ],
            "maps": [_map_as_json(found) for found in self.maps],
        }


@dataclass(frozen=True)
class OpenedMaps:
    """A map maker, and notes for the user on what it was opened from."""

    maker: MapMaker
    notes: tuple[str, ...]


def open_maps(
    path: StrPath,
    *,
    search: Sequence[StrPath] = (),
    seed: int = 0,
    limit: int | None = None,
    on_progress: Progress = no_progress,
) -> OpenedMaps:
    """Open a project or a model for maps.

    Parameters
    ----------
    path : str or path-like
        A project folder, whose last build is used if it is up to date, or is made in memory; or
        a model folder, of which only kernels can be mapped.
    search : sequence of str or path-like, default=()
        Folders to search for images that have moved.
    seed : int, default=0
        Seed of the projections.
    limit : int or None, default=None
        Largest number of marker patches; None is 800.
    on_progress : callable, default does nothing

    Raises
    ------
    FlimError
        If it cannot be opened or built.
    """
    folder, limit = Path(path), limit or MOST_PATCHES
    if is_model_folder(folder):
        return OpenedMaps(MapMaker(load_model(folder), seed=seed, limit=limit), ())
    opened = open_project(folder)
    files = ProjectFiles(opened.path, [Path(place) for place in search])
    found = current_build(opened, files, on_progress=on_progress)
    maker = MapMaker(found.model, opened.project, files, found.learned, seed=seed, limit=limit)
    return OpenedMaps(maker, tuple(opened.notes))


def summary_of(found: ProjectMap, separability: Separability | None) -> str:
    """Say in one line how far to trust a map, and how well its block separates the classes."""
    parts = []
    if found.projection.trustworthiness is not None:
        parts.append(f"trustworthiness {found.projection.trustworthiness:.3f}")
    if separability is not None and separability.silhouette is not None:
        parts.append(f"silhouette {separability.silhouette:.3f}")
    if separability is not None and separability.accuracy is not None:
        parts.append(f"kNN accuracy {separability.accuracy:.3f}")
    return " · ".join(parts)


def map_picture(
    maker: MapMaker,
    found: ProjectMap,
    colouring: str,
    separability: Separability | None = None,
    thumbnails: Sequence[NDArray[np.uint8] | None] = (),
) -> MapPicture:
    """Return the picture of a map, for :func:`map_svg` and :func:`map_png`."""
    points, names = found.table.points, maker.names
    return MapPicture(
        title=found.title,
        line=summary_of(found, separability),
        note=found.note,
        positions=found.projection.positions,
        colours=maker.colours(points, colouring),
        labels=[describe_point(point, *names) for point in points],
        hollow=[point.deleted for point in points],
        thumbnails=thumbnails,
    )


def map_columns(found: ProjectMap, project: Project | None) -> Columns:
    """Return the table of a map: one row per point."""
    points, positions = found.table.points, found.projection.positions
    classes = {} if project is None else {entry.id: entry.name for entry in project.classes}
    names = {} if project is None else image_names(project)
    columns: dict[str, Sequence[str] | NDArray[Any]] = {
        "x": positions[:, 0],
        "y": positions[:, 1],
    }

    def numbers(name: str, value: Callable[[MapPoint], float | int | None]) -> None:
        values = [value(point) for point in points]
        if any(entry is not None for entry in values):
            columns[name] = np.array([nan if entry is None else entry for entry in values], float)

    if found.table.subject == "kernels":
        columns["kernel"] = np.array([point.number for point in points], np.int64)
        columns["deleted"] = np.array([point.deleted for point in points], np.int64)
    columns["class"] = [_class_name(point.class_id, classes) for point in points]
    columns["image"] = [names.get(point.image or "", point.image or "") for point in points]
    for name in ("marker", "row", "col", "weight", "dice", "activity"):
        numbers(name, lambda point, name=name: getattr(point, name))  # type: ignore[misc]
    return columns


def _class_name(class_id: int | None, names: dict[int, str]) -> str:
    return "" if class_id is None else names.get(class_id, str(class_id))


def write_map(
    path: Path,
    maker: MapMaker,
    found: ProjectMap,
    colouring: str,
    separability: Separability | None = None,
    thumbnails: Sequence[NDArray[np.uint8] | None] = (),
) -> None:
    """Write a map as SVG, PNG or CSV, by the ending of the file.

    Raises
    ------
    InputError
        If the ending is another.
    SaveError
        If it cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix == ".csv":
        write_table(path, map_columns(found, maker.project))
        return
    if suffix not in MAP_SUFFIXES:
        raise InputError(f"{path}: a map ends in {', '.join(MAP_SUFFIXES)}; choose one")
    picture = map_picture(maker, found, colouring, separability, thumbnails)
    content = map_svg(picture).encode() if suffix == ".svg" else map_png(picture)
    write_atomically(path, content)


def require_map_options(
    subject: str, block: str, method: str, colouring: str, out: Path | None = None
) -> Subject:
    """Check the options of maps before long work, and return the subject.

    Parameters
    ----------
    subject, block, method, colouring
        As in :func:`map_blocks`; the number of blocks is not known yet.
    out : Path or None, default=None
        As in :func:`write_block_maps`.

    Raises
    ------
    InputError
        If one of them does not exist, or a file is given for several blocks.
    """
    if subject not in SUBJECTS:
        raise InputError(f"--of {subject!r:.60}: choose from {', '.join(SUBJECTS)}")
    if block != "all" and not (block.isdecimal() and len(block) <= MOST_DIGITS):
        raise InputError(f"--block {block!r:.60}: give a block from 1, or 'all'")
    require_projection(method)
    require_colouring(colouring, subject)
    if out is not None and _is_file(out):
        if out.suffix.lower() not in MAP_SUFFIXES:
            raise InputError(f"{out}: a map ends in {', '.join(MAP_SUFFIXES)}; choose one")
        if block == "all":
            raise InputError(f"{out}: is one file; give a folder, or one block with --block N")
    return subject


def _is_file(out: Path) -> bool:
    return bool(out.suffix) and not out.is_dir()


def map_blocks(
    maker: MapMaker,
    subject: Subject,
    block: str,
    method: str = "tsne",
    colouring: str = "class",
    on_progress: Progress = no_progress,
) -> BlockMaps:
    """Map one block or all, and measure how well every block separates the classes.

    Parameters
    ----------
    maker : MapMaker
    subject : {"kernels", "patches", "images"}
    block : str
        A number, from 1, or ``all``.
    method, colouring, on_progress
        As in :meth:`MapMaker.map`.

    Raises
    ------
    InputError
        If one of them does not exist.
    """
    blocks = range(1, maker.n_blocks + 1) if block == "all" else (int(block),)
    maps = tuple(maker.map(subject, number, method, colouring, on_progress) for number in blocks)
    return BlockMaps(subject, maps, tuple(maker.separability(subject, on_progress)))


def map_project(
    path: StrPath,
    subject: str = "kernels",
    *,
    block: int | str = "all",
    method: str = "tsne",
    colouring: str = "class",
    search: Sequence[StrPath] = (),
    seed: int = 0,
    limit: int | None = None,
    on_progress: Progress = no_progress,
) -> BlockMaps:
    """Map the kernels, marker patches or images of a project in two dimensions.

    Parameters
    ----------
    path : str or path-like
        A project folder, or a model folder, of which only kernels can be mapped.
    subject : {"kernels", "patches", "images"}, default="kernels"
    block : int or str, default="all"
        A block, from 1, or ``all``.
    method : {"tsne", "pca", "umap"}, default="tsne"
    colouring : {"class", "marker", "image", "weight", "dice", "activity"}, default="class"
        Points get the values that it needs.
    search : sequence of str or path-like, default=()
        Folders to search for images that have moved.
    seed : int, default=0
        Seed of t-SNE and UMAP.
    limit : int or None, default=None
        Largest number of marker patches; None is 800.
    on_progress : callable, default does nothing
        Called with (stage, steps done, total steps); raises to cancel.

    Returns
    -------
    BlockMaps
        The same bytes from run to run on the same machine.

    Raises
    ------
    InputError
        If an argument does not exist, or needs a project or a library.
    """
    chosen = require_map_options(subject, str(block), method, colouring)
    opened = open_maps(path, search=search, seed=seed, limit=limit, on_progress=on_progress)
    return map_blocks(opened.maker, chosen, str(block), method, colouring, on_progress)


def write_block_maps(
    out: Path,
    maker: MapMaker,
    maps: BlockMaps,
    colouring: str,
    thumbnail_side: int | None = None,
    on_progress: Progress = no_progress,
) -> list[Path]:
    """Write maps to a file, or all formats to a folder; return the files.

    Parameters
    ----------
    out : Path
        A file if it ends in .svg, .png or .csv, otherwise a folder.
    maker : MapMaker
    maps : BlockMaps
    colouring : str
    thumbnail_side : int or None, default=None
        Longer side of thumbnails, in pixels; None draws dots.
    on_progress : callable, default does nothing

    Raises
    ------
    InputError
        If a file would overwrite an image or mask of the project.
    SaveError
        If a file cannot be written.
    """
    is_file, written = _is_file(out), list[Path]()
    planned = {found: _map_paths(out, found) for found in maps.maps}
    if maker.project is not None and maker.files is not None:
        maker.files.require_none_overwritten(maker.project, chain(*planned.values()))
    try:
        make_folders(out.parent if is_file else out)
    except OSError as error:
        raise save_error(out, error) from None
    for found, paths in planned.items():
        table, measured = found.table, maps.separability[found.table.block - 1]
        thumbnails: Sequence[NDArray[np.uint8] | None] = ()
        if thumbnail_side is not None:
            thumbnails = maker.thumbnails(table, thumbnail_side, on_progress)
        for path in paths:
            write_map(path, maker, found, colouring, measured, thumbnails)
            written.append(path)
    return written


def _map_paths(out: Path, found: ProjectMap) -> list[Path]:
    if _is_file(out):
        return [out]
    table = found.table
    stem = f"{table.subject}-block{table.block}-{found.projection.method}"
    return [out / f"{stem}{suffix}" for suffix in MAP_SUFFIXES]


def _map_as_json(found: ProjectMap) -> dict[str, Any]:
    projection = found.projection
    return {
        "block": found.table.block,
        "method": projection.method,
        "trustworthiness": projection.trustworthiness,
        "neighbours": projection.neighbours,
        "note": found.note,
        "points": [
            {
                "x": float(x),
                "y": float(y),
                "kernel": point.number,
                "class": point.class_id,
                "image": point.image,
                "marker": point.marker,
                "row": point.row,
                "col": point.col,
                "deleted": point.deleted,
                "weight": point.weight,
                "dice": point.dice,
                "activity": point.activity,
            }
            for point, (x, y) in zip(found.table.points, projection.positions, strict=True)
        ],
    }
