"""What the user looks at and draws with: no part of the project, and nothing to undo."""

from dataclasses import dataclass
from typing import Literal

from flimbuilder.project.markers import MarkerUse
from flimbuilder.project.project import KernelIdentity

__all__ = ["Heat", "Tool", "View"]

Tool = Literal["disk", "stroke", "erase", "pan"]
Heat = Literal["none", "activation", "saliency", "error"]


@dataclass(frozen=True)
class View:
    """What is shown and chosen.

    Attributes
    ----------
    image : str or None
        Id of the image on the canvas.
    tool : {"disk", "stroke", "erase", "pan"}
        What the left button does; ``pan`` also selects and moves markers.
    class_id : int
        Of the next marker.
    radius : float
        Of the next marker, in image pixels, 0 to :data:`~flimbuilder.session.radius.MAX_RADIUS`.
    use : {"both", "kernels", "normalisation"}
        Of the next marker.
    heat : {"none", "activation", "saliency", "error"}
        The map laid over the image: of `kernel`, of the decoder, or where mask and truth differ.
    show_mask, show_truth, show_markers, show_field : bool
        Outlines of the decoded mask and of the reference mask, the markers, and the box of the
        chosen block's receptive field around the cursor.
    opacity : float
        Of what is laid over the image, in [0, 1].
    block : int
        The block whose kernels are shown, from 1.
    kernel : KernelIdentity or None
        The kernel of `block` whose activation map ``activation`` shows.
    kernels : frozenset of KernelIdentity
        Those selected in `block`.
    hovered : KernelIdentity or None
        The kernel of `block` under the pointer, whose origin the canvas shows.
    marker : int or None
        Id of the selected marker of `image`.
    object_class : int or None
        Whose saliency is shown; None is the first object class.
    before : bool
        Show the decoder's saliency and mask of the build before the last.
    """

    image: str | None = None
    tool: Tool = "stroke"
    class_id: int = 1
    radius: float = 5.0
    use: MarkerUse = "both"
    heat: Heat = "none"
    show_mask: bool = False
    show_truth: bool = False
    show_markers: bool = True
    show_field: bool = False
    opacity: float = 0.6
    block: int = 1
    kernel: KernelIdentity | None = None
    kernels: frozenset[KernelIdentity] = frozenset()
    hovered: KernelIdentity | None = None
    marker: int | None = None
    object_class: int | None = None
    before: bool = False
