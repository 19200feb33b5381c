"""Writing models and markers for other programs."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from flimbuilder.errors import InputError
from flimbuilder.exchange.arch_json import losses_in_arch_json, write_arch_json
from flimbuilder.exchange.bioimageio_export import write_bioimageio
from flimbuilder.exchange.exported import Exported
from flimbuilder.exchange.foreign_models import export_flim_folder, losses_in_flim_folder
from flimbuilder.exchange.marker_export import MARKER_FORMATS, lost_markers, write_markers
from flimbuilder.exchange.network_export import write_onnx, write_pt2
from flimbuilder.model.document import is_model_folder
from flimbuilder.model.folder import (
    STATE_DICT_FILE,
    TENSOR_FILE,
    dump_safetensors,
    dump_state_dict,
)
from flimbuilder.model.model import Model, load_model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.files import write_atomically
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.places import file_in
from flimbuilder.project.project import Project
from flimbuilder.workflow.build import build_project

__all__ = [
    "MODEL_FORMATS",
    "NETWORK_FORMATS",
    "PROJECT_FORMATS",
    "Exported",
    "ProjectSnapshot",
    "export",
    "export_model",
    "export_project",
    "losses_in_model",
    "lost_in_export",
    "write_model",
]


@dataclass(frozen=True)
class ProjectSnapshot:
    """A project as it is in memory, and the folder that it belongs to."""

    path: Path
    project: Project


def export(
    source: Path,
    to: str,
    out: Path,
    *,
    image: Path | None = None,
    device: torch.device | None = None,
    on_progress: Progress = no_progress,
) -> Exported:
    """Write a model, or what a project holds or gives, in one format.

    Parameters
    ----------
    source : Path
        A model folder, or a project folder, which is built where the format needs a model.
    to : str
        A key of :data:`MODEL_FORMATS` or :data:`NETWORK_FORMATS`; of a project also one of
        :data:`PROJECT_FORMATS`.
    out : Path
        The file or folder; see `export_model`.
    image : Path or None, default=None
        Of one's own, for the formats of :data:`NETWORK_FORMATS`; see `write_model`.
    device : torch.device or None, default=None
        Where to learn; None is the CPU.
    on_progress : callable, default does nothing

    Raises
    ------
    InputError
        For another format.
    """
    if is_model_folder(source):
        return write_model(load_model(source), to, out, image)
    _require_known([*MODEL_FORMATS, *NETWORK_FORMATS, *PROJECT_FORMATS], to)
    opened = open_project(source)
    if to in PROJECT_FORMATS:
        written = export_project(opened, to, out)
        notes = (*opened.notes, *lost_in_export(opened.project, to))
    else:
        built = build_project(opened, device=device, on_progress=on_progress)
        exported = write_model(built.model, to, out, image)
        notes = (*opened.notes, *built.notes, *exported.notes)
        return replace(exported, notes=notes, unsaved=len(opened.unsaved))
    return Exported(written, notes, len(opened.unsaved))


def export_model(model: Model, to: str, out: Path) -> list[Path]:
    """Write a model in one format; return what was written. See `write_model`."""
    return write_model(model, to, out).written


def write_model(model: Model, to: str, out: Path, image: Path | None = None) -> Exported:
    """Write a model in one format.

    Parameters
    ----------
    model : Model
    to : str
        A key of :data:`MODEL_FORMATS` or :data:`NETWORK_FORMATS`.
    out : Path
        The file, or for ``model`` and ``flim-builder`` the folder; in an existing folder a file
        gets its usual name.
    image : Path or None, default=None
        An image of one's own to compare the file with the model on.

    Raises
    ------
    InputError
        For another format, an image where there is nothing to compare, or an extra that is not
        installed.
    ModelError
        Where the model has no such form, or what was made differs from it.
    SaveError
        Where it cannot be written.
    """
    _require_known([*MODEL_FORMATS, *NETWORK_FORMATS], to)
    if to in NETWORK_FORMATS:
        return NETWORK_FORMATS[to](model, out, image)
    if image is not None:
        raise InputError(
            f"an image is taken for {', '.join(NETWORK_FORMATS)} alone, to try them on; "
            f"leave it out for {to!r}"
        )
    return Exported(MODEL_FORMATS[to](model, out), losses_in_model(model, to))


def losses_in_model(model: Model, to: str) -> tuple[str, ...]:
    """Tell what a format cannot keep of a model, one line each."""
    return MODEL_LOSSES[to](model) if to in MODEL_LOSSES else ()


def export_project(opened: ProjectFolder | ProjectSnapshot, to: str, out: Path) -> list[Path]:
    """Write a project's markers or architecture in one format of :data:`PROJECT_FORMATS`."""
    _require_known(PROJECT_FORMATS, to)
    if to in MARKER_FORMATS:
        return write_markers(opened.path, opened.project, to, out)
    path = file_in(out, "arch.json")
    write_arch_json(path, opened.project.architecture)
    return [path]


def lost_in_export(project: Project, to: str) -> tuple[str, ...]:
    """Tell what a format of :data:`PROJECT_FORMATS` cannot keep, one line each."""
    if to in MARKER_FORMATS:
        return lost_markers(project, to)
    return losses_in_arch_json(project.architecture)


def _require_known(formats: Collection[str], to: str) -> None:
    if to not in formats:
        raise InputError(f"cannot export to {to!r}; choose from {', '.join(formats)}")


def _pytorch(model: Model, out: Path) -> list[Path]:
    path = file_in(out, STATE_DICT_FILE)
    write_atomically(path, dump_state_dict(model.tensors()))
    return [path]


def _safetensors(model: Model, out: Path) -> list[Path]:
    path = file_in(out, TENSOR_FILE)
    write_atomically(path, dump_safetensors(model.tensors(), model.document))
    return [path]


def _model_folder(model: Model, out: Path) -> list[Path]:
    return model.write(out)


MODEL_FORMATS: dict[str, Callable[[Model, Path], list[Path]]] = {
    "pytorch": _pytorch,
    "safetensors": _safetensors,
    "model": _model_folder,
    "flim-builder": export_flim_folder,
}
MODEL_LOSSES: dict[str, Callable[[Model], tuple[str, ...]]] = {
    "flim-builder": losses_in_flim_folder,
}
NETWORK_FORMATS: dict[str, Callable[[Model, Path, Path | None], Exported]] = {
    "onnx": write_onnx,
    "pt2": write_pt2,
    "bioimageio": write_bioimageio,
}
PROJECT_FORMATS = (*MARKER_FORMATS, "arch-json")
