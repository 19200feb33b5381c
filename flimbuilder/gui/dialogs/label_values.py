"""The dialog that asks for the classes of the values in reference masks."""

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QScrollArea, QWidget

from flimbuilder.errors import MaskValuesError
from flimbuilder.gui.dialogs.request import RequestDialog
from flimbuilder.project.label_values import IGNORED, LARGEST_VALUE, LabelValues
from flimbuilder.project.markers import MAX_CLASS_ID
from flimbuilder.project.project import BACKGROUND, ClassEntry, default_class

__all__ = ["LabelValuesDialog"]

VOID = 255  # the value of pixels that are not judged in VOC, Cityscapes and other data sets
MOST_ROWS = 12  # shown without scrolling

Counts = dict[tuple[int, int], int]


class LabelValuesDialog(RequestDialog):
    """Asks for the class of each value of masks, as `LabelValues`.

    Parameters
    ----------
    errors : sequence of MaskValuesError
        One per mask; their values are listed together.
    classes : sequence of ClassEntry
        Classes of the project; further classes are offered.
    given : LabelValues or None
        Label values that were not enough.
    """

    def __init__(
        self,
        errors: Sequence[MaskValuesError],
        classes: Sequence[ClassEntry],
        given: LabelValues | None,
        parent: QWidget,
    ) -> None:
        super().__init__(
            "labelValuesDialog", parent.tr("Values of the masks"), parent.tr("Use"), parent
        )
        counts = merge_counts(errors, given)
        objects = sum(high > 0 for _, high in counts)
        self._classes = _offered(classes, objects)
        n_pixels = max(1, sum(counts.values()))
        proposed = _proposed(list(counts), [entry.id for entry in self._classes], given)
        self._boxes: dict[tuple[int, int], QComboBox] = {}
        grid = QGridLayout()
        for row, (ends, n) in enumerate(sorted(counts.items())):
            self._boxes[ends] = self._make_box(ends, proposed[ends])
            label = QLabel(_in_words(ends))
            label.setBuddy(self._boxes[ends])
            share = QLabel(self.tr("{0} % of the pixels").format(f"{100 * n / n_pixels:.2g}"))
            for column, widget in enumerate((label, share, self._boxes[ends])):
                grid.addWidget(widget, row, column)
        grid.setColumnStretch(2, 1)
        question = self.tr("What do the values of {0} mean?")
        name = self.tr("the mask") if len(errors) == 1 else self.tr("the masks")
        note = QLabel(question.format(name))
        self.body.addWidget(note)
        self.body.addWidget(_scrolled(grid) if len(counts) > MOST_ROWS else _framed(grid), 1)
        self.resize(480, 0)
        self.check()

    def value(self) -> LabelValues:
        """Return the label values; see `RequestDialog`."""
        return LabelValues(
            tuple((low, high, box.currentData()) for (low, high), box in sorted(
                self._boxes.items()))
        )  # fmt: skip

    def _make_box(self, ends: tuple[int, int], class_id: int) -> QComboBox:
        box = QComboBox()
        box.setObjectName(f"labelValue_{ends[0]}")
        box.setAccessibleName(self.tr("Class of {0}").format(_in_words(ends)))
        for entry in self._classes:
            box.addItem(f"{entry.id}: {entry.name}", entry.id)
        box.addItem(self.tr("Ignore"), IGNORED)
        box.setCurrentIndex(box.findData(class_id))
        return box


def merge_counts(errors: Iterable[MaskValuesError], given: LabelValues | None) -> Counts:
    """Return the number of pixels of disjoint ranges (first, last); wide ranges cover others."""
    counts: Counts = {}
    for error in errors:
        for low, high, n_pixels in error.counts:
            counts[low, high] = counts.get((low, high), 0) + n_pixels
    for low, high, _ in () if given is None else given.ranges:
        counts.setdefault((low, high), 0)
    kept: Counts = {}
    for (low, high), n_pixels in sorted(counts.items(), key=lambda item: item[0][0] - item[0][1]):
        cover = next((ends for ends in kept if ends[0] <= high and low <= ends[1]), None)
        kept[cover or (low, high)] = kept.get(cover or (low, high), 0) + n_pixels
    return kept


def _offered(classes: Sequence[ClassEntry], n_objects: int) -> list[ClassEntry]:
    """Return the classes of a project, and new ones so that every value may have its own."""
    known = {entry.id for entry in classes}
    free = [class_id for class_id in range(1, MAX_CLASS_ID + 1) if class_id not in known]
    missing = max(0, n_objects - len(known - {BACKGROUND}))
    return [*classes, *map(default_class, free[:missing])]


def _proposed(
    ranges: Sequence[tuple[int, int]], classes: Sequence[int], given: LabelValues | None
) -> dict[tuple[int, int], int]:
    """Propose a class for each range: as given, or in ascending order from the background.

    Ignore a last value of 255 if the others are small, as class ids are.
    """
    ranges = sorted(ranges)
    objects = [class_id for class_id in classes if class_id != BACKGROUND]
    is_void = len(ranges) > 2 and ranges[-1] == (VOID, VOID) and ranges[-2][1] < VOID // 2
    proposed = {}
    remaining = iter(objects)
    for ends in ranges:
        known = None if given is None else given.class_of(ends[0])
        if known is None and ends == ranges[0]:
            known = BACKGROUND
        elif known is None and ends == (VOID, VOID) and is_void:
            known = IGNORED
        proposed[ends] = next(remaining, objects[-1]) if known is None else known
    return proposed


def _in_words(ends: tuple[int, int]) -> str:
    low, high = ends
    if low == high:
        return str(low)
    return f"{low} …" if high == LARGEST_VALUE else f"{low} … {high}"


def _framed(grid: QGridLayout) -> QWidget:
    frame = QWidget()
    frame.setLayout(grid)
    return frame


def _scrolled(grid: QGridLayout) -> QWidget:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(_framed(grid))
    area.setMinimumHeight(320)
    return area
