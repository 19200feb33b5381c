"""The strokes and kernels of an explanation as rows, resolved from the session."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from flimbuilder.errors import printable
from flimbuilder.gui.language import counted, marked, tr
from flimbuilder.gui.widgets.markers import marker_title, place_of_marker
from flimbuilder.project.markers import Marker
from flimbuilder.project.project import ClassEntry, KernelIdentity
from flimbuilder.session.decompositions import KernelPath, PathTerms
from flimbuilder.session.explained_place import place_centre
from flimbuilder.session.explanation import WhyResult
from flimbuilder.session.place_patches import PatchPlace
from flimbuilder.session.session import Session

if TYPE_CHECKING:
    from flimbuilder.flim.learned import LearnedKernel

__all__ = [
    "Grouping",
    "Order",
    "WhyRow",
    "describe_place",
    "describe_sum",
    "kernel_rows",
    "kernels_of_stroke",
    "stroke_rows",
    "terms_of",
]

Grouping = Literal["strokes", "kernels"]
Order = Literal["culprit", "value", "change"]
Kind = Literal["stroke", "kernel", "input", "bias", "others"]

MOST = 60  # strokes or kernels in the list; the others are added up in one row
MOST_TERMS = 12  # kernels of a block under a kernel
CHANNELS = {
    "lab": (marked("Lightness"), marked("Green to red"), marked("Blue to yellow")),
    "rgb": (marked("Red"), marked("Green"), marked("Blue")),
}


@dataclass(frozen=True)
class WhyRow:
    """A stroke, a kernel, or another term of a sum.

    Attributes
    ----------
    kind : {"stroke", "kernel", "input", "bias", "others"}
    key : Hashable
        Differs from those of its siblings.
    title, detail : str
    value : float
        What it contributes.
    entry : ClassEntry or None, default=None
        Its class.
    image : str, default=""
        Id of the image of the stroke, or of the kernel's nearest marked patch.
    marker : int or None, default=None
    place : PatchPlace or None, default=None
        Its picture.
    path : KernelPath, default=()
        Of a kernel: how its contribution reaches the decoder.
    identity : KernelIdentity or None, default=None
        Of a kernel.
    is_gone : bool, default=False
        True for a stroke that the project no longer has.
    saliency, change : float or None, default=None
        Without it; None while unknown.
    sum_change : float or None, default=None
        Change of the log-odds without it, for decoders that give probabilities.
    fault : str or None, default=None
        Why that can't be known.
    is_contradicted : bool, default=False
        True for a stroke that the others contradict: it is probably wrong.
    """

    kind: Kind
    key: Hashable
    title: str
    detail: str
    value: float
    entry: ClassEntry | None = None
    image: str = ""
    marker: int | None = None
    place: PatchPlace | None = None
    path: KernelPath = ()
    identity: KernelIdentity | None = None
    is_gone: bool = False
    saliency: float | None = None
    change: float | None = None
    sum_change: float | None = None
    fault: str | None = None
    is_contradicted: bool = False

    @property
    def can_open(self) -> bool:
        """True if it is made of other terms."""
        return self.kind in ("stroke", "kernel")


def stroke_rows(session: Session, result: WhyResult, order: Order = "culprit") -> list[WhyRow]:
    """Return a row for each stroke that the build learned from.

    With the order ``culprit``, the most likely cause of a wrong result comes first; strokes that
    are not left out yet follow in the order of their contributions.
    """
    from flimbuilder.explain.counterfactuals.suspects import marker_classes, rank_counterfactuals

    known = session.counterfactuals.strokes
    values = {(stroke.image, stroke.marker): stroke.value for stroke in result.strokes}
    ranked = [found.key for found in rank_counterfactuals(list(known.values()))]
    keys = dict.fromkeys([*ranked, *values, *marker_classes(result.project)])
    rows = []
    for key in keys:
        row = _stroke_row(session, result, key, values.get(key, 0.0))
        if (found := known.get(key)) is not None:
            row = replace(
                row, saliency=found.saliency, change=found.change, sum_change=found.sum_change,
                fault=found.fault, is_contradicted=found.is_contradicted,
            )  # fmt: skip
        rows.append(row)
    rows = _sorted(rows, order, result.direction)
    return [*_limited(rows, MOST), *_bias_row(result.explanation.bias)]


def kernel_rows(session: Session, result: WhyResult, order: Order = "culprit") -> list[WhyRow]:
    """Return a row for each kernel; by default, first those that speak most for the result."""
    kernels, ends = result.explanation.kernels, _Ends(session, result)
    rows = [ends.row(((kernel.block, kernel.channel),), kernel.value) for kernel in kernels]
    rows = _sorted(rows, "value" if order == "culprit" else order, result.direction)
    largest = sorted(rows, key=lambda row: -abs(row.value))[:MOST]
    kept = {row.key for row in largest}
    shown = [row for row in rows if row.key in kept]
    left = [row for row in rows if row.key not in kept]
    return [*shown, *_others(left), *_bias_row(result.explanation.bias)]


def kernels_of_stroke(session: Session, result: WhyResult, stroke: WhyRow) -> list[WhyRow]:
    """Return the kernels that a stroke has a share in, with its share of their contributions."""
    document, ends, rows = result.model.document, _Ends(session, result), []
    for kernel in result.explanation.kernels:
        record = document.blocks[kernel.block - 1].kernels[kernel.channel]
        share = sum(
            source.share
            for source in record.markers
            if (source.image, source.marker) == (stroke.image, stroke.marker)
        )
        if share > 0:
            row = ends.row(((kernel.block, kernel.channel),), share * kernel.value)
            part = "" if share > 0.995 else tr("{0} of it from this stroke").format(f"{share:.0%}")
            rows.append(replace(row, detail=part or row.detail))
    return _limited(sorted(rows, key=lambda row: -abs(row.value)), MOST)


def terms_of(
    session: Session, result: WhyResult, kernel: WhyRow, terms: PathTerms
) -> list[WhyRow]:
    """Return what a kernel is made of: the kernels of the block before or the input, and bias."""
    factor = kernel.value / terms.value if terms.value else 0.0
    values = (terms.values * factor).tolist()
    if terms.block == 0:
        rows = [
            WhyRow("input", channel, name, tr("input of block 1"), value)
            for channel, (name, value) in enumerate(
                zip(_channel_names(result, len(values)), values, strict=True)
            )
        ]
    else:
        ends = _Ends(session, result)
        rows = [
            ends.row((*kernel.path, (terms.block, channel)), value)
            for channel, value in enumerate(values)
        ]
    rows.sort(key=lambda row: -abs(row.value))
    return [*_limited(rows, MOST_TERMS), *_bias_row(terms.bias * factor, tr("Biases on the way"))]


def _sorted(rows: list[WhyRow], order: Order, direction: int) -> list[WhyRow]:
    if order == "value":
        return sorted(rows, key=lambda row: -row.value * direction)
    if order == "change":
        return sorted(rows, key=lambda row: -abs(row.change or 0.0))
    return rows


def describe_place(session: Session, result: WhyResult) -> str:
    """Return the class, the saliency and the place of an explanation, in one line."""
    project, explanation = session.document.project, result.explanation
    classes = {entry.id: entry.name for entry in project.classes}
    names = {entry.id: entry.name for entry in project.images}
    name, image = classes.get(explanation.class_id, "?"), names.get(result.place.image, "?")
    if explanation.n_pixels == 1:
        row, col = map(round, place_centre(result.place.points))
        where = tr("at {0}, {1}").format(row, col)
    else:
        where = tr("in {0}").format(counted(explanation.n_pixels, "pixel"))
    saliency = f"{explanation.saliency:.3f}"
    return tr("Saliency of {0} {1} {2} of {3}").format(name, saliency, where, image)


def describe_sum(result: WhyResult) -> str:
    """Return the sum of an explanation, and its parts."""
    total, bias = result.explanation.sum, result.explanation.bias
    text = tr("The decoder's sum is {0}: {1} of the kernels, and a bias of {2}")
    return text.format(f"{total:+.4g}", f"{total - bias:+.4g}", f"{bias:+.4g}")


class _Ends:
    """Makes the rows of kernels at the ends of paths."""

    def __init__(self, session: Session, result: WhyResult) -> None:
        self._result, self._known = result, session.counterfactuals.kernels
        project = session.document.project
        self._classes = {entry.id: entry for entry in project.classes}
        self._names = {entry.id: entry.name for entry in project.images}
        self._kernels = [
            [
                (number, kernel)
                for number, kernel in enumerate(block.kernels, start=1)
                if not kernel.deleted
            ]
            for block in result.built.learned.blocks
        ]

    def row(self, path: KernelPath, value: float) -> WhyRow:
        block, channel = path[-1]
        number, kernel = self._kernels[block - 1][channel]
        side = self._result.model.document.blocks[block - 1].receptive_field
        found = self._known.get(path[-1]) if len(path) == 1 else None
        entry = None if kernel.class_id is None else self._classes.get(kernel.class_id)
        return WhyRow(
            "kernel",
            path[-1],
            tr("Kernel {0} of block {1}").format(number, block),
            self._origin(kernel),
            value,
            entry,
            kernel.image,
            kernel.marker,
            PatchPlace(kernel.image, kernel.row, kernel.col, side),
            path,
            kernel.identity,
            saliency=None if found is None else found.saliency,
            change=None if found is None else found.change,
        )

    def _origin(self, kernel: "LearnedKernel") -> str:
        start = self._result.model.document.start
        if kernel.is_frozen:
            if start is None:
                return tr("from another model")
            return tr("from {0}").format(printable(start.name))
        name = self._names.get(kernel.image, kernel.image)
        others = len(kernel.markers) - 1
        more = tr(" and {0} more").format(others) if others > 0 else ""
        return tr("marker {0}{1}, {2}").format(kernel.marker, more, name)


def _stroke_row(session: Session, result: WhyResult, key: tuple[str, int], value: float) -> WhyRow:
    image, number = key
    project = session.document.project
    built = _marker(result.project.markers_of(image).markers, number)
    present = _marker(project.markers_of(image).markers, number)
    names = {entry.id: entry.name for entry in project.images}
    classes = {entry.id: entry for entry in project.classes}
    marker = present or built
    entry = None if marker is None or marker.class_id is None else classes.get(marker.class_id)
    is_gone = present is None or present != built
    detail = names.get(image, image)
    if is_gone:
        detail += tr(", deleted since") if present is None else tr(", changed since")
    return WhyRow(
        "stroke", key, marker_title(marker, number), detail, value, entry, image, number,
        None if built is None else place_of_marker(image, built), is_gone=present is None,
    )  # fmt: skip


def _marker(markers: Iterable[Marker], number: int) -> Marker | None:
    return next((marker for marker in markers if marker.id == number), None)


def _limited(rows: Sequence[WhyRow], most: int) -> list[WhyRow]:
    return [*rows[:most], *_others(rows[most:])]


def _others(rows: Sequence[WhyRow]) -> list[WhyRow]:
    """Add up rows in one."""
    if not rows:
        return []
    total = sum(row.value for row in rows)
    return [WhyRow("others", "others", tr("{0} others").format(len(rows)), tr("together"), total)]


def _bias_row(bias: float, title: str = "") -> list[WhyRow]:
    return (
        [WhyRow("bias", "bias", title or tr("Bias of the decoder"), tr("no kernel"), bias)]
        if bias
        else []
    )


def _channel_names(result: WhyResult, count: int) -> list[str]:
    space: Any = result.model.document.architecture.colour_space
    known = CHANNELS.get("lab" if space.startswith("lab") else space, ())
    if len(known) == count:
        return [tr(name) for name in known]
    return [tr("Channel {0}").format(n + 1) for n in range(count)]
