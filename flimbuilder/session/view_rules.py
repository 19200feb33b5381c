"""What changes in the view with other fields of it, or with the project."""

from dataclasses import replace

from flimbuilder.project.project import Project
from flimbuilder.session.view import (
    MAX_RADIUS,
    MIN_RADIUS,
    MarkedPatch,
    View,
    ViewChanges,
)

__all__ = ["changed_view", "fitting_changes"]


def changed_view(before: View, changes: ViewChanges) -> View:
    """Return a view with changed fields, and those changed that depend on them.

    Another image and a drawing tool deselect the marker, another image the objects and the
    suggestion, and another block the kernels; a radius out of range is clipped.
    """
    after = replace(before, **changes)
    after = replace(after, radius=min(max(float(after.radius), MIN_RADIUS), MAX_RADIUS))
    if after.image != before.image:
        after = replace(after, marker=None, hovered=None, threshold=None)
        after = replace(after, objects=frozenset(), hovered_object=None, suggestion=None)
    if after.tool not in (before.tool, "pan") and "marker" not in changes:
        after = replace(after, marker=None)
    if after.block != before.block and "kernel" not in changes:
        after = replace(after, kernel=None, kernels=frozenset(), hovered=None)
    return after


def fitting_changes(view: View, before: Project, after: Project) -> ViewChanges:
    """Return what to change in a view if the project has changed.

    Another image, block or class is selected if the present one is gone; markers, patches and an
    explained place that are gone are deselected.
    """
    changes: ViewChanges = {}
    ids = [entry.id for entry in after.images]
    if view.image not in ids:
        changes["image"] = ids[0] if ids else None
    if view.explained is not None and view.explained.image not in ids:
        changes["explained"] = None
    if view.patches and after.markers is not before.markers:
        changes["patches"] = _marked(view.patches, after)
    changes["block"] = min(max(view.block, 1), len(after.architecture.blocks))
    if after.classes and view.class_id not in {entry.id for entry in after.classes}:
        changes["class_id"] = after.classes[-1].id
    if view.marker is not None and view.image in ids:
        markers = after.markers_of(str(view.image)).markers
        if all(marker.id != view.marker for marker in markers):
            changes["marker"] = None
    return changes


def _marked(patches: frozenset[MarkedPatch], project: Project) -> frozenset[MarkedPatch]:
    """Return the patches whose markers a project has."""
    known = {(image, marker.id) for image, of in project.markers.items() for marker in of.markers}
    return frozenset(patch for patch in patches if (patch.image, patch.marker) in known)
