"""The identified images and the strokes behind a mistake as rows."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flimbuilder.gui.language import tr
from flimbuilder.gui.widgets.markers import marker_title, place_of_marker
from flimbuilder.project.project import ClassEntry
from flimbuilder.session.place_patches import PatchPlace
from flimbuilder.session.session import Session

if TYPE_CHECKING:
    from flimbuilder.tasks.identification.mistakes import KernelPull

__all__ = ["LineRow", "PullRow", "Row", "VerdictRow", "mistake_rows"]

MOST_STROKES = 6
MOST_KERNELS = 3


@dataclass(frozen=True)
class VerdictRow:
    """An image with its class and the assigned one.

    Attributes
    ----------
    image, name : str
    label, assigned : str
    entries : tuple of ClassEntry or None
        The classes of both; None if the project has none of the name.
    is_open : bool
        True if the strokes behind it follow.
    """

    image: str
    name: str
    label: str
    assigned: str
    entries: tuple[ClassEntry | None, ClassEntry | None]
    is_open: bool

    @property
    def key(self) -> Hashable:
        """Differs from those of other rows."""
        return self.image

    @property
    def is_right(self) -> bool:
        """True if the image got its class."""
        return self.label == self.assigned


@dataclass(frozen=True)
class PullRow:
    """A stroke that pulls an image to a wrong class.

    Attributes
    ----------
    image : str
        Id of the stroke's image.
    marker : int
    title, detail : str
    share : float
        Of the pulls of all strokes to the class, in (0, 1].
    entry : ClassEntry or None
        The stroke's class.
    place : PatchPlace or None
        Its picture; None if the stroke is gone.
    """

    image: str
    marker: int
    title: str
    detail: str
    share: float
    entry: ClassEntry | None
    place: PatchPlace | None

    @property
    def key(self) -> Hashable:
        """Differs from those of other rows."""
        return self.image, self.marker


@dataclass(frozen=True)
class LineRow:
    """A line instead of strokes."""

    text: str

    @property
    def key(self) -> Hashable:
        """Differs from those of other rows."""
        return "note"


Row = VerdictRow | PullRow | LineRow


def mistake_rows(session: Session) -> list[Row]:
    """Return the listed images, and the strokes behind the explained mistake below it."""
    found = session.identification
    if found.shown is None:
        return []
    entries = {entry.name: entry for entry in session.document.project.classes}
    rows = list[Row]()
    for image in found.shown.identified(found.cell):
        is_open = image.image == found.mistake and not image.is_right
        pair = entries.get(image.label), entries.get(image.assigned)
        rows.append(
            VerdictRow(image.image, image.name, image.label, image.assigned, pair, is_open)
        )
        if is_open:
            rows += _stroke_rows(session, image.assigned)
    return rows


def _stroke_rows(session: Session, assigned: str) -> list[Row]:
    pulls = session.identification.pulls
    if pulls is None:
        return [LineRow(tr("Finding the strokes behind it…"))]
    strongest = [stroke for stroke in pulls if stroke.pull > 0]
    if not strongest:
        return [
            LineRow(
                tr("No stroke pulls it to {0}: no kernel of a stroke decides this").format(
                    assigned
                )
            )
        ]
    total, shown = sum(stroke.pull for stroke in strongest), session.identification.shown
    assert shown is not None
    project, built = session.document.project, shown.built.project
    names = {entry.id: entry.name for entry in project.images}
    classes = {entry.id: entry for entry in project.classes}
    rows = list[Row]()
    for stroke in strongest[:MOST_STROKES]:
        markers = built.markers_of(stroke.image).markers
        marker = next((marker for marker in markers if marker.id == stroke.marker), None)
        class_id = stroke.class_id if marker is None else marker.class_id
        name = names.get(stroke.image, stroke.image)
        rows.append(
            PullRow(
                stroke.image,
                stroke.marker,
                tr("{0} of {1}").format(marker_title(marker, stroke.marker), name),
                _describe_kernels(stroke.kernels),
                stroke.pull / total,
                None if class_id is None else classes.get(class_id),
                None if marker is None else place_of_marker(stroke.image, marker),
            )
        )
    return rows


def _describe_kernels(kernels: "Sequence[KernelPull]") -> str:
    """Name the kernels that pull most, by block and number from 1."""
    pulling = [kernel for kernel in kernels if kernel.pull > 0][:MOST_KERNELS]
    text = tr("kernel {0} of block {1}")
    return ", ".join(text.format(kernel.channel + 1, kernel.block) for kernel in pulling)
