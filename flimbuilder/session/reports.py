"""Write the report on the open project in the background."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.session.jobs import Report
from flimbuilder.session.session import Session

if TYPE_CHECKING:
    from flimbuilder.workflow.report import WrittenReport

__all__ = ["start_report"]

LANE = "report"


def start_report(session: Session, out: Path, done: "Callable[[WrittenReport], None]") -> None:
    """Write the report on the current project, saved or not.

    It is that of the last build, or of a new one if the project has changed since.

    Parameters
    ----------
    session : Session
    out : Path
        The file to write.
    done : callable
        Called with the written report.
    """
    folder, project = session.document.path, session.document.project
    if folder is None:
        return
    current = session.builder.current if session.builder.stale_block is None else None

    def work(report: Report) -> "WrittenReport":
        from flimbuilder.workflow.build import Build, build
        from flimbuilder.workflow.report import write_report

        files = ProjectFiles(folder)
        if current is None:
            built = build(project, files, on_progress=report)
        else:
            model = current.model_for(project)
            built = Build(model, current.learned, {}, 0.0, current.notes)
        return write_report(project, files, built, out, name=folder.name, on_progress=report)

    session.jobs.start(LANE, "Writing a report", work, done, session.fail)
