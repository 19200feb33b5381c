"""Writing models and markers for other programs."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import torch

from flimbuilder.errors import InputError
from flimbuilder.exchange.arch_json import losses_in_arch_json, write_arch_json
from flimbuilder.exchange.marker_images import label_image_from_markers
from flimbuilder.exchange.model_document import is_model_folder
from flimbuilder.exchange.model_folder import (
    STATE_DICT_FILE,
    TENSOR_FILE,
    dump_safetensors,
    dump_state_dict,
)
from flimbuilder.exchange.seeds import write_seeds
from flimbuilder.imaging.write import write_png
from flimbuilder.project.files import write_atomically
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.workflow.build import build_project
from flimbuilder.workflow.model import Model, load_model
from flimbuilder.workflow.places import make_folder, require_none_overwritten
from flimbuilder.workflow.progress import Progress, no_progress

__all__ = [
    "MODEL_FORMATS",
    "PROJECT_FORMATS",
    "Exported",
    "Snapshot",
    "export",
    "export_model",
    "export_project",
]


@dataclass(frozen=True)
class Snapshot:
    """A project as it is in memory, and the folder that it belongs to."""

    path: Path
    project: Project


@dataclass(frozen=True)
class Exported:
    """What an export wrote.

    Attributes
    ----------
    written : list of Path
    notes : tuple of str
        What a user should know of the project and of building it.
    unsaved : int
        Edits in the project's journal, which are left out.
    """

    written: list[Path]
    notes: tuple[str, ...] = ()
    unsaved: int = 0


def export(
    source: Path,
    to: str,
    out: Path,
    *,
    device: torch.device | None = None,
    on_progress: Progress = no_progress,
) -> Exported:
    """Write a model, or what a project holds or gives, in one format.

    Parameters
    ----------
    source : Path
        A model folder, or a project folder, which is built where the format needs a model.
    to : str
        A key of :data:`MODEL_FORMATS`; of a project also one of :data:`PROJECT_FORMATS`.
    out : Path
        The file or folder; see `export_model`.
    device : torch.device or None, default=None
        Where to learn; None is the CPU.
    on_progress : callable, default does nothing

    Raises
    ------
    InputError
        For another format.
    """
    if is_model_folder(source):
        return Exported(export_model(load_model(source), to, out))
    _require_known([*MODEL_FORMATS, *PROJECT_FORMATS], to)
    opened = open_project(source)
    if to in PROJECT_FORMATS:
        written, notes = export_project(opened, to, out), opened.notes
        if to == "arch-json":
            notes = (*notes, *losses_in_arch_json(opened.project.architecture))
    else:
        built = build_project(opened, device=device, on_progress=on_progress)
        written, notes = export_model(built.model, to, out), (*opened.notes, *built.notes)
    return Exported(written, notes, len(opened.unsaved))


def export_model(model: Model, to: str, out: Path) -> list[Path]:
    """Write a model in one format.

    Parameters
    ----------
    model : Model
    to : str
        A key of :data:`MODEL_FORMATS`.
    out : Path
        The file, or for ``model`` the folder; in an existing folder a file gets its usual name.

    Returns
    -------
    list of Path
        What was written.
    """
    _require_known(MODEL_FORMATS, to)
    return MODEL_FORMATS[to](model, out)


def export_project(opened: ProjectFolder | Snapshot, to: str, out: Path) -> list[Path]:
    """Write a project's markers or architecture in one format of :data:`PROJECT_FORMATS`."""
    _require_known(PROJECT_FORMATS, to)
    return PROJECT_FORMATS[to](opened, out)


def _require_known(formats: Collection[str], to: str) -> None:
    if to not in formats:
        raise InputError(f"cannot export to {to!r}; choose from {', '.join(formats)}")


def _pytorch(model: Model, out: Path) -> list[Path]:
    path = _file(out, STATE_DICT_FILE)
    write_atomically(path, dump_state_dict(model.tensors()))
    return [path]


def _safetensors(model: Model, out: Path) -> list[Path]:
    path = _file(out, TENSOR_FILE)
    write_atomically(path, dump_safetensors(model.tensors(), model.document))
    return [path]


def _model_folder(model: Model, out: Path) -> list[Path]:
    return model.write(out)


def _seeds(opened: ProjectFolder | Snapshot, out: Path) -> list[Path]:
    def write(path: Path, entry: ImageEntry) -> None:
        markers = opened.project.markers_of(entry.id).markers
        write_seeds(path, markers, entry.shape[:2])

    return _each_marked(opened, out, "-seeds.txt", write)


def _marker_images(opened: ProjectFolder | Snapshot, out: Path) -> list[Path]:
    def write(path: Path, entry: ImageEntry) -> None:
        markers = opened.project.markers_of(entry.id).markers
        write_png(path, label_image_from_markers(markers, entry.shape[:2]))

    return _each_marked(opened, out, ".png", write)


def _arch_json(opened: ProjectFolder | Snapshot, out: Path) -> list[Path]:
    path = _file(out, "arch.json")
    write_arch_json(path, opened.project.architecture)
    return [path]


def _each_marked(
    opened: ProjectFolder | Snapshot,
    out: Path,
    ending: str,
    write: Callable[[Path, ImageEntry], None],
) -> list[Path]:
    """Write one file for each marked image, named as the image."""
    project = opened.project
    marked = [entry for entry in project.images if project.markers_of(entry.id).markers]
    if not marked:
        raise InputError(f"{opened.path}: no image has markers, so there are none to export")
    stems = Counter(Path(entry.path).stem for entry in marked)
    paths = {}
    for entry in marked:
        stem = Path(entry.path).stem
        paths[out / f"{stem if stems[stem] == 1 else entry.id}{ending}"] = entry
    recorded = [way for entry in project.images for way in (entry.path, entry.mask) if way]
    require_none_overwritten(paths, [opened.path / way for way in recorded])
    make_folder(out)
    for path, entry in paths.items():
        write(path, entry)
    return list(paths)


def _file(out: Path, usual: str) -> Path:
    path = out / usual if out.is_dir() else out
    make_folder(path.parent)
    return path


MODEL_FORMATS: dict[str, Callable[[Model, Path], list[Path]]] = {
    "pytorch": _pytorch,
    "safetensors": _safetensors,
    "model": _model_folder,
}
PROJECT_FORMATS: dict[str, Callable[[ProjectFolder | Snapshot, Path], list[Path]]] = {
    "seeds": _seeds,
    "marker-images": _marker_images,
    "arch-json": _arch_json,
}
