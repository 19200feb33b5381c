"""A line that counts the images that a user has chosen."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from flimbuilder.gui.language import counted, translated
from flimbuilder.workflow.survey import Survey

__all__ = ["SurveyImages", "SurveyLine"]

SurveyImages = Callable[[tuple[Path, ...], Callable[[Survey], None]], None]
"""Survey files and folders, and call back; a newer call may replace an older one."""


class SurveyLine(QLabel):
    """Shows how many images files and folders contain, counted in the background.

    Parameters
    ----------
    name : str
        Object name.
    survey : callable
        See `SurveyImages`.
    number_of : callable
        Returns the number of images to show of a survey.

    Attributes
    ----------
    surveyed : Signal(object)
        The `Survey` of the latest sources.
    """

    surveyed = Signal(object)

    def __init__(
        self,
        name: str,
        survey: SurveyImages,
        number_of: Callable[[Survey], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._survey, self._number_of = survey, number_of
        self._sources: tuple[Path, ...] = ()

    def count(self, sources: tuple[Path, ...]) -> None:
        """Count the images of other sources."""
        self._sources = sources
        self.setText(self.tr("Looking for images…") if sources else "")
        self._survey(sources, lambda survey: self._show_survey(sources, survey))

    def _show_survey(self, sources: tuple[Path, ...], survey: Survey) -> None:
        if sources != self._sources:
            return
        parts = [counted(self._number_of(survey), "image")] if sources else []
        parts += [translated(survey.problem)] if survey.problem else []
        self.setText("; ".join(parts))
        self.surveyed.emit(survey)
