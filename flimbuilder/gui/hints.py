"""What to do next, in a line, for somebody who has never done it."""

from PySide6.QtCore import QCoreApplication

from flimbuilder.project.project import BACKGROUND, Project
from flimbuilder.session.session import Session

__all__ = ["next_step"]


def next_step(session: Session) -> str:
    """Return a line on what to do next; empty where somebody seems to know."""
    document = session.document
    if not document.is_open or not document.project.images:
        return ""
    if document.read_only_reason is not None:
        return _tr("Read-only: {0}").format(document.read_only_reason)
    return _to_mark(_marked_classes(document.project)) or _to_build(session)


def _to_mark(marked: set[int]) -> str:
    if not marked:
        return _tr(
            "Choose a class (1), draw a disk (D) or a stroke (S) on an object, then 0 for the "
            "background, then B to build"
        )
    if marked == {BACKGROUND}:
        return _tr("Now choose a class (1) and draw on an object, then B to build")
    if BACKGROUND not in marked:
        return _tr("Now choose the background (0) and draw on it, then B to build")
    return ""


def _to_build(session: Session) -> str:
    builder = session.builder
    if builder.is_building:
        return ""
    if builder.current is None:
        return _tr("Press B to build")
    if builder.waiting_block is not None:
        return _tr("Something has changed since the last build: B builds it, L keeps it built")
    return ""


def _marked_classes(project: Project) -> set[int]:
    drawn = (markers.markers for markers in project.markers.values())
    classes = {one.class_id for markers in drawn for one in markers}
    return {class_id for class_id in classes if class_id is not None}


def _tr(text: str) -> str:
    return QCoreApplication.translate("hints", text)
