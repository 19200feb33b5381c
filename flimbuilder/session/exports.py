"""Export the open project's model, markers or blocks in the background."""

from pathlib import Path
from typing import TYPE_CHECKING

from flimbuilder.errors import counted
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.project import Project
from flimbuilder.session.jobs import Report
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.session import Session

if TYPE_CHECKING:
    from flimbuilder.exchange.network_export import ExportReport
    from flimbuilder.model.model import Model

__all__ = ["start_export"]

LANE = "export"


def start_export(session: Session, to: str, out: Path) -> None:
    """Export the current project, saved or not, and report the files written.

    A model is that of the last build, or of a new one if the project has changed since.

    Parameters
    ----------
    session : Session
    to : str
        A key of ``MODEL_FORMATS``, ``NETWORK_FORMATS`` or ``PROJECT_FORMATS`` of
        :mod:`flimbuilder.workflow.export`.
    out : Path
        File or folder to write.
    """
    folder, project = session.document.path, session.document.project
    if folder is None:
        return
    built = session.builder.current if session.builder.stale_block is None else None

    def work(report: Report) -> str:
        from flimbuilder.workflow.export import (
            NETWORK_FORMATS,
            PROJECT_FORMATS,
            export_project,
            write_model,
            write_model_apart,
        )

        if to in PROJECT_FORMATS:
            return _summarise(export_project(project, folder, to, out))
        model = _model(folder, project, built, report)
        if to in NETWORK_FORMATS:
            return _summarise(write_model_apart(model, to, out, report))
        return _summarise(write_model(model, to, out))

    session.jobs.start(LANE, "Exporting", work, session.report, session.fail)


def _model(folder: Path, project: Project, built: ProjectBuild | None, report: Report) -> "Model":
    if built is None:
        from flimbuilder.workflow.build import build

        return build(project, ProjectFiles(folder), on_progress=report).model
    return built.model_for(project)


def _summarise(exported: "ExportReport") -> str:
    written = exported.written
    if len(written) == 1:
        place = str(written[0])
    else:
        place = f"{counted(len(written), 'file')} to {written[0].parent}"
    return "; ".join([f"Wrote {place}", *exported.notes])
