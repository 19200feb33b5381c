"""What the user looks at and draws with; not part of the project, and not undone."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Literal, TypedDict

from flimbuilder.imaging.colour_maps import ColourMapName
from flimbuilder.project.markers import MarkerUse, Point
from flimbuilder.project.project import KernelIdentity

__all__ = [
    "APPEARANCE",
    "MAX_RADIUS",
    "MIN_RADIUS",
    "RADII",
    "Compared",
    "Comparison",
    "ExplainedPlace",
    "Heat",
    "MarkedPatch",
    "Tool",
    "View",
    "ViewChanges",
    "nearest_radius",
    "shows_previous",
    "step_radius",
]

Tool = Literal["disk", "stroke", "erase", "pan", "why"]
Heat = Literal["none", "activation", "saliency", "block", "error", "attribution"]
Compared = Literal["image", "saliency", "activation", "block", "before", "mask", "truth"]

APPEARANCE = ("colour_map", "fill_mask", "show_scale_bar", "show_overview")
"""Fields of a view that stay when another project is opened."""

MIN_RADIUS, MAX_RADIUS = 0.5, 200.0  # of the brush, in image pixels
# Half a pixel, whole pixels up to 30, then ever larger steps.
RADII = tuple(
    float(radius)
    for radius in (
        MIN_RADIUS,
        *range(1, 30),
        *range(30, 60, 2),
        *range(60, 100, 5),
        *range(100, round(MAX_RADIUS) + 1, 10),
    )
)


@dataclass(frozen=True)
class Comparison:
    """What the second pane shows of the same image.

    Attributes
    ----------
    kind : {"image", "saliency", "activation", "block", "before", "mask", "truth"}
        The image alone, the saliency, the activation map of a kernel, the saliency on one block
        alone, map and mask of the previous build, the mask, or the reference mask.
    block : int, default=1
        Block of the kinds ``activation`` and ``block``, from 1.
    kernel : KernelIdentity or None, default=None
        Kernel of the kind ``activation``; None for the first of the block.
    """

    kind: Compared
    block: int = 1
    kernel: KernelIdentity | None = None


@dataclass(frozen=True)
class ExplainedPlace:
    """The pixel or region that is explained.

    Attributes
    ----------
    image : str
        Id of its image.
    points : tuple of (float, float)
        The (row, column) of the pixel, or the corners of the closed outline of the region.
    """

    image: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class MarkedPatch:
    """The patch around a marked pixel.

    Attributes
    ----------
    image : str
        Id of its image.
    marker : int
        Id of its marker.
    row, col : int
        The pixel.
    """

    image: str
    marker: int
    row: int
    col: int


@dataclass(frozen=True)
class View:
    """The shown image, the tool, and everything else the user has selected.

    Attributes
    ----------
    image : str or None
        Id of the image on the canvas.
    tool : {"disk", "stroke", "erase", "pan", "why"}
        Action of the left mouse button; ``pan`` also selects and moves markers, ``why`` chooses
        what is explained.
    class_id : int
        Class of the next marker.
    radius : float
        Radius of the next marker, in image pixels, from `MIN_RADIUS` to `MAX_RADIUS`.
    use : {"both", "kernels", "normalisation"}
        Use of the next marker.
    heat : {"none", "activation", "saliency", "block", "error", "attribution"}
        Map shown over the image: the activation of `kernel`, the saliency, the saliency on
        `block` alone, the difference between mask and reference mask, or `attribution`.
    show_mask, show_truth, show_markers, show_field, show_tissue : bool
        Show the outline of the decoded mask, the outline of the reference mask, the markers,
        the receptive field of `block` around the cursor, and the outline of the tissue.
    opacity : float
        Opacity of the overlays, in [0, 1].
    block : int
        Block whose kernels are shown, from 1.
    kernel : KernelIdentity or None
        Kernel of `block` whose activation map is shown.
    kernels : frozenset of KernelIdentity
        Selected kernels of `block`.
    hovered : KernelIdentity or None
        Kernel of `block` under the pointer; the canvas shows where it was learned.
    marker : int or None
        Id of the selected marker of `image`.
    objects : frozenset of int
        Numbers of the selected objects of the shown mask.
    hovered_object : int or None
        Number of the object under the pointer, on the canvas or in a list.
    object_class : int or None
        Class whose saliency is shown; None for the first object class.
    before : bool
        Show saliency and mask of the previous build.
    compare : Comparison or None
        Content of the second pane; None if there is no second pane.
    threshold : float or None
        Threshold whose mask is previewed; None for that of the project.
    colour_map : {"magma", "inferno", "viridis", "cividis", "grey"}
        Colours of heat maps.
    fill_mask : bool
        Fill the decoded mask, besides its outline.
    show_scale_bar, show_overview : bool
        Show a scale bar, and a map of the whole image while only a part is visible.
    explained : ExplainedPlace or None
        What is explained; it stays while another image is shown.
    patches : frozenset of MarkedPatch
        Selected patches of a map, on any images.
    suggestion : int or None
        Number of the chosen suggestion on the shown image, from 1.
    attribution : str or None
        Name of the attribution of the explained place that is shown; None for the first.
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
    show_tissue: bool = False
    opacity: float = 0.6
    block: int = 1
    kernel: KernelIdentity | None = None
    kernels: frozenset[KernelIdentity] = frozenset()
    hovered: KernelIdentity | None = None
    marker: int | None = None
    objects: frozenset[int] = frozenset()
    hovered_object: int | None = None
    object_class: int | None = None
    before: bool = False
    compare: Comparison | None = None
    threshold: float | None = None
    colour_map: ColourMapName = "magma"
    fill_mask: bool = False
    show_scale_bar: bool = True
    show_overview: bool = True
    explained: ExplainedPlace | None = None
    patches: frozenset[MarkedPatch] = frozenset()
    suggestion: int | None = None
    attribution: str | None = None


class ViewChanges(TypedDict, total=False):
    """Fields of a `View` to change; see there."""

    image: str | None
    tool: Tool
    class_id: int
    radius: float
    use: MarkerUse
    heat: Heat
    show_mask: bool
    show_truth: bool
    show_markers: bool
    show_field: bool
    show_tissue: bool
    opacity: float
    block: int
    kernel: KernelIdentity | None
    kernels: frozenset[KernelIdentity]
    hovered: KernelIdentity | None
    marker: int | None
    objects: frozenset[int]
    hovered_object: int | None
    object_class: int | None
    before: bool
    compare: Comparison | None
    threshold: float | None
    colour_map: ColourMapName
    fill_mask: bool
    show_scale_bar: bool
    show_overview: bool
    explained: ExplainedPlace | None
    patches: frozenset[MarkedPatch]
    suggestion: int | None
    attribution: str | None


def nearest_radius(radius: float) -> int:
    """Return the index in `RADII` of the nearest radius, the larger one on a tie."""
    above = min(bisect_left(RADII, radius), len(RADII) - 1)
    below = max(above - 1, 0)
    return below if radius - RADII[below] < RADII[above] - radius else above


def step_radius(radius: float, steps: int) -> float:
    """Return the radius a number of steps up or down, within the ends of `RADII`.

    From a radius between two of `RADII`, the first step leads to the next of them.
    """
    start = bisect_left(RADII, radius) if steps < 0 else bisect_right(RADII, radius) - 1
    return RADII[min(max(start + steps, 0), len(RADII) - 1)]


def shows_previous(view: View) -> bool:
    """Return True if either pane shows the previous build."""
    return view.before or (view.compare is not None and view.compare.kind == "before")
