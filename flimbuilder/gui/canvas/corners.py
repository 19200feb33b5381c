"""What the corners of the canvas say about what is laid over the image."""

from PySide6.QtCore import QObject, Qt

from flimbuilder.gui.canvas.hud import ColourBar, Hud, Key
from flimbuilder.gui.canvas.overlay_layers import FALSE, MASK, MISSED, TRUTH
from flimbuilder.gui.canvas.scene import Scene
from flimbuilder.session.results import KernelCard
from flimbuilder.session.session import Session

__all__ = ["Corners"]


class Corners(QObject):
    """Explains the layers in words; translates them.

    Parameters
    ----------
    session : Session
    scene : Scene
    parent : QObject
    """

    def __init__(self, session: Session, scene: Scene, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._scene = scene

    def paint(self, hud: Hud, origin: KernelCard | None) -> None:
        """Paint legends and badges; `origin` is the kernel pointed at elsewhere."""
        layer = self._scene.heat
        if layer is not None and layer.heat.kind == "heat":
            hud.colour_bar(ColourBar.of(layer.heat))
        keys = self._keys()
        if keys:
            hud.legend(keys)
        shown = self._scene.shown
        if self._session.view.show_truth and shown is not None and shown.truth is None:
            hud.badge(self._missing_reference(shown.id))
        if self._session.view.before:
            hud.badge(self.tr("Previous build"))
        if origin is not None and origin.image != self._session.view.image:
            hud.badge(self.tr("From image {}").format(self._name(origin.image)))

    def _missing_reference(self, image: str) -> str:
        entries = self._session.document.project.images
        if any(entry.id == image and entry.mask is not None for entry in entries):
            return self.tr("The reference mask cannot be used; the decoder's panel says why")
        return self.tr("No reference mask")

    def _keys(self) -> list[Key]:
        keys = []
        layer = self._scene.heat
        if layer is not None and layer.heat.kind == "error":
            keys = [Key(self.tr("Missed"), MISSED), Key(self.tr("False"), FALSE)]
        if "mask" in self._scene.outlines:
            keys.append(Key(self.tr("Mask"), MASK, Qt.PenStyle.DashLine))
        if "truth" in self._scene.outlines:
            keys.append(Key(self.tr("Reference mask"), TRUTH, Qt.PenStyle.SolidLine))
        return keys

    def _name(self, image: str) -> str:
        entries = self._session.document.project.images
        return next((entry.name for entry in entries if entry.id == image), image)
