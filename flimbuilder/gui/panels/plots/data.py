"""The numbers behind the plots."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.objects import ObjectTable
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.session.project_results import ProjectResults
from flimbuilder.session.session import Session

__all__ = [
    "Areas", "Curves", "Histogram", "ImageMeasure", "areas_of", "curves_of", "histogram",
    "image_measures", "level_of", "threshold_of",
]  # fmt: skip

Numbers = NDArray[np.float64]

FEWEST, MOST = 8, 60  # bins
LEVELS = 255


@dataclass(frozen=True, eq=False)
class Areas:
    """Areas of objects.

    Attributes
    ----------
    all : ndarray of shape (n,)
        Of the objects of all images of a role.
    shown : ndarray of shape (m,)
        Of the shown image, in the order of its objects' numbers.
    unit : str
        ``px²``, or ``µm²`` if all images have a pixel size.
    images, of : int
        Number of images in `all`, and of all images of the role.
    """

    all: Numbers
    shown: Numbers
    unit: str
    images: int
    of: int


@dataclass(frozen=True, eq=False)
class Histogram:
    """Bins of a histogram.

    Attributes
    ----------
    edges : ndarray of shape (bins + 1,)
        Of the areas, ascending, evenly spaced or evenly spaced logarithms.
    """

    edges: Numbers

    def counts(self, areas: Numbers) -> NDArray[np.int64]:
        """Return how many areas are in each bin; the last bin includes its end."""
        return np.histogram(areas, self.edges)[0]

    def bin_at(self, area: float) -> int | None:
        """Return the bin of an area, or None."""
        if not self.edges[0] <= area <= self.edges[-1]:
            return None
        return min(int(np.searchsorted(self.edges, area, "right")) - 1, len(self.edges) - 2)

    def members(self, areas: Numbers, number: int) -> NDArray[np.intp]:
        """Return the positions of the areas in a bin."""
        is_last = number == len(self.edges) - 2
        below = areas <= self.edges[-1] if is_last else areas < self.edges[number + 1]
        return np.flatnonzero((areas >= self.edges[number]) & below)


@dataclass(frozen=True, eq=False)
class Curves:
    """Curves of precision and recall, each of shape (2, 256), at the thresholds k / 255.

    Attributes
    ----------
    images : dict of str to ndarray
        By image id.
    mean : ndarray of shape (2, 256), or None
        Mean over the images at each threshold.
    """

    images: dict[str, Numbers]
    mean: Numbers | None


@dataclass(frozen=True)
class ImageMeasure:
    """A measure of one image.

    Attributes
    ----------
    image, name, role : str
    value : float
    before : float or None
        In the build before.
    is_fresh : bool
        False if it is of a former build.
    """

    image: str
    name: str
    role: str
    value: float
    before: float | None
    is_fresh: bool


def areas_of(session: Session, role: str | None) -> Areas:
    """Return the areas of all results of a role (None for all), and of the shown image."""
    project, results = session.document.project, session.results
    entries = {entry.id: entry for entry in project.images}
    tables: list[tuple[ImageEntry, ObjectTable]] = []
    for entry in _of_role(project, role):
        result = results.get(entry.id)
        if result is not None and result.objects is not None:
            tables.append((entry, result.objects))
    current = session.shown_objects.current
    is_listed = current is not None and current.image in entries
    shown = [(entries[current.image], current.table)] if current and is_listed else []
    in_micrometres = all(entry.pixel_size is not None for entry, _ in (*tables, *shown))
    is_scaled = in_micrometres and bool(tables or shown)

    def areas(entry: ImageEntry, table: ObjectTable) -> Numbers:
        if not is_scaled:
            return table["area"].astype(np.float64)
        scaled: Numbers = table.with_pixel_size(entry.pixel_size)["area_um2"]
        return scaled

    return Areas(
        np.concatenate([np.zeros(0), *(areas(*pair) for pair in tables)]),
        areas(*shown[0]) if shown else np.zeros(0),
        "µm²" if is_scaled else "px²",
        len(tables),
        len(_of_role(project, role)),
    )


def histogram(areas: Numbers, *, logarithmic: bool, whole: bool) -> Histogram | None:
    """Return bins by the rule of Freedman and Diaconis, `FEWEST` to `MOST`; None without areas.

    Areas in whole pixels get edges halfway between them, so that each bin holds as many possible
    areas as its width says.
    """
    if not len(areas):
        return None
    values = np.log10(areas) if logarithmic else areas
    low, high = float(values.min()) if logarithmic else 0.0, float(values.max())
    upper, lower = np.percentile(values, [75, 25])
    width = 2 * (upper - lower) / len(values) ** (1 / 3)
    count = (high - low) / width if width > 0 else FEWEST
    count = int(np.clip(np.ceil(count), FEWEST, MOST))
    if whole and not logarithmic:
        step = max(np.ceil((high - low) / count), 1.0)
        return Histogram(0.5 + step * np.arange(np.ceil(high / step) + 1))
    if high - low < 1e-9:
        low, high = low - 0.5, high + 0.5
    edges = np.linspace(low, high, count + 1)
    if logarithmic:
        edges = 10**edges
        edges[0], edges[-1] = min(edges[0], areas.min()), max(edges[-1], areas.max())  # rounding
    if whole:
        edges = np.unique([*np.ceil(edges[:-1]) - 0.5, np.floor(edges[-1]) + 0.5])
    return Histogram(edges)


def curves_of(session: Session, role: str | None) -> Curves:
    """Return the curves of all results of a role that have a reference mask."""
    images = {}
    for entry in _of_role(session.document.project, role):
        result = session.results.get(entry.id)
        if result is not None and result.curve is not None:
            images[entry.id] = result.curve
    mean = np.mean(list(images.values()), axis=0) if images else None
    return Curves(images, mean)


def threshold_of(session: Session) -> float | None:
    """Return the threshold of the shown saliency; None if its classes have several."""
    decoded = session.inspector.decoded
    thresholds = set() if decoded is None else set(decoded.thresholds)
    return thresholds.pop() if len(thresholds) == 1 else None


def level_of(threshold: float) -> int:
    """Return the position on a curve whose mask is that of a threshold: saliency above it."""
    return min(int(np.floor(threshold * LEVELS)) + 1, LEVELS)


def image_measures(session: Session, measure: str, role: str | None) -> list[ImageMeasure]:
    """Return a measure of all results of a role, the smallest value first."""
    results = session.results
    rows = []
    for entry in _of_role(session.document.project, role):
        value = _measure(results, entry, measure)
        if value is not None:
            result = results.get(entry.id)
            before = None if result is None or result.before is None else result.before
            former = None if before is None else before.get(measure)
            fresh = results.is_fresh(entry.id)
            rows.append(ImageMeasure(entry.id, entry.name, entry.role, value, former, fresh))
    return sorted(rows, key=lambda row: (row.value, row.name))


def _measure(results: ProjectResults, entry: ImageEntry, measure: str) -> float | None:
    result = results.get(entry.id)
    return None if result is None or result.measures is None else result.measures.get(measure)


def _of_role(project: Project, role: str | None) -> Sequence[ImageEntry]:
    return [entry for entry in project.images if role in (None, entry.role)]
