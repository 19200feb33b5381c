"""Menus of how overlays appear: colour map, filled mask, scale bar, overview."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QActionGroup, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from flimbuilder.imaging.colour_maps import COLOUR_MAPS, ColourMapName, colour_map
from flimbuilder.session.session import Session

__all__ = ["AppearanceMenu", "ColourMapMenu"]

SWATCH = QSize(16, 12)  # logical pixels


class ColourMapMenu(QMenu):
    """The choice of the colours of heat maps."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("&Colours of heat maps"))
        self.setObjectName("colourMapMenu")
        self._session = session
        self._group = QActionGroup(self)
        self._actions = {name: self._add(name) for name in COLOUR_MAPS}
        self.aboutToShow.connect(self.refresh)

    def refresh(self) -> None:
        """Check the colour map in use."""
        self._actions[self._session.view.colour_map].setChecked(True)

    def _add(self, name: ColourMapName) -> QAction:
        titles = {
            "magma": self.tr("Magma"),
            "inferno": self.tr("Inferno"),
            "viridis": self.tr("Viridis"),
            "cividis": self.tr("Cividis"),
            "grey": self.tr("Grey"),
        }
        action = self.addAction(_swatch(name), titles[name])
        action.setObjectName(f"{name}ColoursAction")
        action.setCheckable(True)
        action.triggered.connect(lambda: self._session.update_view(colour_map=name))
        self._group.addAction(action)
        return action


class AppearanceMenu(QMenu):
    """The menu of the button beside the opacity: all about the appearance."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("appearanceMenu")
        self._session = session
        self._switches: dict[str, QAction] = {}
        for field, text in (
            ("fill_mask", self.tr("&Fill the mask")),
            ("show_scale_bar", self.tr("Scale &bar")),
            ("show_overview", self.tr("&Overview map")),
        ):
            action = self.addAction(text)
            action.setObjectName(f"{field}AppearanceAction")
            action.setCheckable(True)
            action.triggered.connect(
                lambda on, field=field: self._session.update_view(**{field: on})
            )
            self._switches[field] = action
        self.addSeparator()
        self.addMenu(ColourMapMenu(session, self))
        self.aboutToShow.connect(self._refresh)

    def _refresh(self) -> None:
        for field, action in self._switches.items():
            action.setChecked(getattr(self._session.view, field))


def _swatch(name: ColourMapName) -> QIcon:
    """Return the colours of a map as an icon."""
    colours = colour_map(name)
    strip = QImage(colours.data, len(colours), 1, 3 * len(colours), QImage.Format.Format_RGB888)
    made = QIcon()
    for ratio in (1, 2):
        pixmap = QPixmap.fromImage(strip).scaled(SWATCH * ratio)
        pixmap.setDevicePixelRatio(ratio)
        made.addPixmap(pixmap)
    return made
