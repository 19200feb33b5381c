"""The view of each project, which returns when the project is opened again."""

import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast, get_type_hints

from pydantic import TypeAdapter, ValidationError
from PySide6.QtCore import QObject

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.settings import Settings
from flimbuilder.project.project import Project
from flimbuilder.session.session import Session
from flimbuilder.session.view import View, ViewChanges

__all__ = ["ProjectViews"]

FIELDS = (
    "image", "tool", "class_id", "radius", "use", "heat", "show_mask", "show_truth",
    "show_markers", "show_field", "opacity", "block", "kernel", "object_class",
)  # fmt: skip
ZOOM = ("scale", "row", "col")  # of the canvas, unless it shows the whole image


class ProjectViews(QObject):
    """Stores the view of a project when it is left, and restores it when it is opened.

    The settings of the user hold the views, not the project folder.

    Parameters
    ----------
    session : Session
    canvas : Canvas
    settings : Settings
    """

    def __init__(
        self, session: Session, canvas: Canvas, settings: Settings, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._canvas, self._settings = session, canvas, settings
        self._path: Path | None = None  # of the project that `_view` belongs to
        self._view: View | None = None
        self._stored: Mapping[str, Any] | None = None  # to be restored
        self._zoom: tuple[str, float, float, float] | None = None  # likewise
        self._shown_zoom: dict[str, float] = {}
        session.document.opened.connect(self._on_opened)
        session.document.changed.connect(self._on_project_changed)
        session.view_changed.connect(self._on_view_changed)
        canvas.transformed.connect(self._on_transformed)

    def save(self) -> None:
        """Store the view of the open project."""
        if self._path is None or self._view is None:
            return
        values = {
            name: TypeAdapter(Any).dump_python(getattr(self._view, name), mode="json")
            for name in FIELDS
        }
        self._settings.save_project_view(self._path, {**values, **self._shown_zoom})

    def _on_opened(self) -> None:
        self.save()  # of the project that is left
        self._path, self._view = self._session.document.path, None
        self._shown_zoom, self._zoom = {}, None
        self._stored = None if self._path is None else self._settings.project_view(self._path)

    def _on_view_changed(self, before: View, after: View) -> None:
        is_own = self._session.document.path == self._path and self._stored is None
        if is_own and after.image is not None:  # closing resets the view before it is stored
            self._view = after

    def _on_project_changed(self, before: Project, after: Project) -> None:
        stored, self._stored = self._stored, None
        if stored is None or self._path is None:
            return
        changes = _valid(stored, after)
        image = changes.get("image")
        zoom = [stored.get(name) for name in ZOOM]
        if isinstance(image, str) and all(_is_finite(value) for value in zoom):
            scale, row, col = cast(list[float], zoom)
            self._zoom = (image, scale, row, col) if scale > 0 else None
        self._session.update_view(**changes)
        self._view = self._session.view

    def _on_transformed(self) -> None:
        canvas, transform = self._canvas, self._canvas.transform
        shown = self._session.pixels.shown
        if transform is None or shown is None:
            return
        if self._zoom is not None:
            (image, scale, row, col), self._zoom = self._zoom, None
            if shown.id == image:
                canvas.zoom(scale / transform.scale)
                canvas.centre_on(row, col)
            return
        row, col = transform.to_image(canvas.width() / 2, canvas.height() / 2)
        zoom = {"scale": transform.scale, "row": row, "col": col}
        self._shown_zoom = {} if canvas.is_fitted else zoom


def _valid(stored: Mapping[str, Any], project: Project) -> ViewChanges:
    """Return the stored fields that are valid, and name things that the project has."""
    hints, changes = get_type_hints(View), dict[str, Any]()
    for name in FIELDS:
        value = stored.get(name)
        try:
            valid = TypeAdapter(hints[name]).validate_python(value)
        except ValidationError:
            continue
        if name in stored and not (isinstance(valid, float) and not math.isfinite(valid)):
            changes[name] = valid
    classes = {entry.id for entry in project.classes}
    limits: dict[str, bool] = {
        "image": changes.get("image") in {entry.id for entry in project.images},
        "class_id": changes.get("class_id") in classes,
        "object_class": changes.get("object_class") in classes | {None},
        "block": 1 <= changes.get("block", 0) <= len(project.architecture.blocks),
        "opacity": 0 <= changes.get("opacity", -1) <= 1,
    }
    for name, is_valid in limits.items():
        if not is_valid:
            changes.pop(name, None)
    return cast(ViewChanges, changes)


def _is_finite(value: object) -> bool:
    """Return True for a finite number; JSON can also hold integers that no float can."""
    if not isinstance(value, (int, float)):
        return False
    return abs(value) <= sys.float_info.max  # False for NaN
