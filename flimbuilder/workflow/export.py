"""Export models and markers for other programs."""

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import torch

from flimbuilder.errors import InputError
from flimbuilder.exchange.arch_json import losses_in_arch_json, write_arch_json
from flimbuilder.exchange.bioimageio import write_bioimageio
from flimbuilder.exchange.foreign_models import export_flim_folder, losses_in_flim_folder
from flimbuilder.exchange.marker_files import MARKER_FORMATS, losses_in_marker_files, write_markers
from flimbuilder.exchange.network_export import ExportReport, write_onnx, write_pt2
from flimbuilder.installation import own_command
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
from flimbuilder.project.folder import open_project
from flimbuilder.project.outputs import output_file
from flimbuilder.project.project import Project
from flimbuilder.tasks.identification.classifier import load_classifier
from flimbuilder.tasks.identification.document import is_classifier_folder
from flimbuilder.workflow.build import build_project
from flimbuilder.workflow.identification.export_classifier import export_classifier

__all__ = [
    "MODEL_FORMATS",
    "NETWORK_FORMATS",
    "PROJECT_FORMATS",
    "ExportReport",
    "export",
    "export_project",
    "write_model",
    "write_model_apart",
]

POLL_SECONDS = 0.2  # between two calls of `on_progress`, which may cancel


def export(
    source: Path,
    to: str,
    out: Path,
    *,
    image: Path | None = None,
    device: torch.device | None = None,
    on_progress: Progress = no_progress,
) -> ExportReport:
    """Export a model folder, or a project folder's markers, architecture or model.

    Parameters
    ----------
    source : Path
        A model folder, or a project folder; the project is built if the format needs a model. Of
        a classifier's folder, the formats of :data:`NETWORK_FORMATS` hold the classifier.
    to : str
        A key of :data:`MODEL_FORMATS` or :data:`NETWORK_FORMATS`; for a project also one of
        :data:`PROJECT_FORMATS`.
    out : Path
        The file or folder; see `write_model`.
    image : Path or None, default=None
        See `write_model`.
    device : torch.device or None, default=None
        Where the encoder is learned; None is the CPU.
    on_progress : callable, default does nothing

    Raises
    ------
    InputError
        If the format is unknown, or compares nothing and an image is given.
    """
    if to in NETWORK_FORMATS and is_classifier_folder(source):
        return export_classifier(load_classifier(source), to, out, image)
    if is_model_folder(source):
        return write_model(load_model(source), to, out, image)
    _require_known([*MODEL_FORMATS, *NETWORK_FORMATS, *PROJECT_FORMATS], to)
    if image is not None and to in PROJECT_FORMATS:
        raise _unused_image(to)
    opened = open_project(source)
    if to in PROJECT_FORMATS:
        report, notes = export_project(opened.project, opened.path, to, out), opened.notes
    else:
        built = build_project(opened, device=device, on_progress=on_progress)
        report = write_model(built.model, to, out, image)
        notes = (*opened.notes, *built.notes)
    return replace(report, notes=(*notes, *report.notes), unsaved=len(opened.unsaved))


def write_model(model: Model, to: str, out: Path, image: Path | None = None) -> ExportReport:
    """Write a model in one format.

    Parameters
    ----------
    model : Model
    to : str
        A key of :data:`MODEL_FORMATS` or :data:`NETWORK_FORMATS`.
    out : Path
        The file, or for ``model`` and ``flim-builder`` the folder. If a folder exists there, a
        file is written into it under its default name.
    image : Path or None, default=None
        An image on which the exported network is compared with the model, for the formats of
        :data:`NETWORK_FORMATS`.

    Raises
    ------
    InputError
        If the format is unknown, compares nothing and an image is given, or needs an extra that
        is not installed.
    ModelError
        If the format can't represent the model, or the exported network differs from it.
    SaveError
        If it can't be written.
    """
    _require_known([*MODEL_FORMATS, *NETWORK_FORMATS], to)
    if to in NETWORK_FORMATS:
        return NETWORK_FORMATS[to](model, out, image)
    if image is not None:
        raise _unused_image(to)
    losses = losses_in_flim_folder(model) if to == "flim-builder" else ()
    return ExportReport(MODEL_FORMATS[to](model, out), losses)


def _unused_image(to: str) -> InputError:
    return InputError(
        f"an image is only for {', '.join(NETWORK_FORMATS)}, to test them on; "
        f"leave it out for {to!r}"
    )


def write_model_apart(
    model: Model, to: str, out: Path, on_progress: Progress = no_progress
) -> ExportReport:
    """Write a model as :func:`write_model` does, in another process.

    Tracing a network holds the interpreter's lock and would stall the window. `on_progress` may
    raise to end the process.

    Raises
    ------
    InputError
        If the process fails, with its error message.
    """
    with tempfile.TemporaryDirectory(prefix="flimbuilder-") as place:
        folder = Path(place) / "model"
        model.write(folder)
        words = ["export", str(folder), str(out), "--to", to, "--json"]
        status, output, errors = _run(words, on_progress)
    if status:
        last = (errors.strip().splitlines() or ["the process ended without a message"])[-1]
        raise InputError(last.removeprefix("flimbuilder: ").replace(str(folder), "the model"))
    document = json.loads(output)
    return ExportReport(
        [Path(path) for path in document["written"]],
        tuple(document["notes"]),
        largest_difference=document["largest_difference"],
    )


def _run(words: list[str], on_progress: Progress) -> tuple[int, str, str]:
    """Run a command of flimbuilder; return its status, output and errors."""
    process = subprocess.Popen(
        own_command(*words),
        env={**os.environ, "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    with process:
        try:
            while True:
                on_progress("tracing and trying the network", 0, 0)
                try:
                    output, errors = process.communicate(timeout=POLL_SECONDS)
                except subprocess.TimeoutExpired:
                    continue
                return process.returncode, output, errors
        finally:
            process.kill()


def export_project(project: Project, folder: Path, to: str, out: Path) -> ExportReport:
    """Write the markers or the architecture of a project in memory.

    Parameters
    ----------
    project : Project
    folder : Path
        The project's folder.
    to : str
        One of :data:`PROJECT_FORMATS`.
    out : Path
        The folder of the markers, or the file of the architecture.
    """
    _require_known(PROJECT_FORMATS, to)
    if to in MARKER_FORMATS:
        written = write_markers(folder, project, to, out)
        return ExportReport(written, losses_in_marker_files(project, to))
    path = output_file(out, "arch.json")
    write_arch_json(path, project.architecture)
    return ExportReport([path], losses_in_arch_json(project.architecture))


def _require_known(formats: Collection[str], to: str) -> None:
    if to not in formats:
        raise InputError(f"can't export to {to!r}; choose from {', '.join(formats)}")


def _pytorch(model: Model, out: Path) -> list[Path]:
    path = output_file(out, STATE_DICT_FILE)
    write_atomically(path, dump_state_dict(model.tensors()))
    return [path]


def _safetensors(model: Model, out: Path) -> list[Path]:
    path = output_file(out, TENSOR_FILE)
    write_atomically(path, dump_safetensors(model.tensors(), model.document))
    return [path]


MODEL_FORMATS: dict[str, Callable[[Model, Path], list[Path]]] = {
    "pytorch": _pytorch,
    "safetensors": _safetensors,
    "model": Model.write,
    "flim-builder": export_flim_folder,
}
NETWORK_FORMATS: dict[str, Callable[[Model, Path, Path | None], ExportReport]] = {
    "onnx": write_onnx,
    "pt2": write_pt2,
    "bioimageio": write_bioimageio,
}
PROJECT_FORMATS = (*MARKER_FORMATS, "arch-json")
