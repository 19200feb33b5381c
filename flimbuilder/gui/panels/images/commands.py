"""Actions on the selected images, for the buttons and the context menu."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QMenu, QWidget

from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.intensity_window import open_window_dialog
from flimbuilder.gui.dialogs.pixel_size import open_pixel_size_dialog
from flimbuilder.gui.language import counted
from flimbuilder.gui.panels.images.label_menu import LabelMenu
from flimbuilder.project.project import ImageEntry, Role
from flimbuilder.session.session import Session

__all__ = ["ImageCommands"]


class ImageCommands(QObject):
    """Changes class, role, mask and values of the selected images; removes and adds images.

    Parameters
    ----------
    session : Session
    chosen : callable
        Returns the ids of the selected images, in the order of the list.
    anchor : callable
        Returns where to open the menu of classes, as a point of the screen.
    parent : QWidget
        Parent of the file dialogs and menus.

    Attributes
    ----------
    label_menu : LabelMenu
        The class of whole images, for identification.
    role_menu, mask_menu, context_menu : QMenu
    remove : QAction
    """

    def __init__(
        self,
        session: Session,
        chosen: Callable[[], list[str]],
        anchor: Callable[[], QPoint],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session, self._chosen, self._window = session, chosen, parent
        self._anchor = anchor
        self._roles: dict[Role, QAction] = {}
        self.label_menu = LabelMenu(session, chosen, parent)
        self.role_menu = self._make_role_menu()
        self._set_mask = self._action("setMaskAction", self.tr("Set mask…"), self._choose_mask)
        self._remove_mask = self._action("removeMaskAction", self.tr("Remove mask"), self._unmask)
        self.mask_menu = QMenu(self.tr("Mask"), parent)
        self.mask_menu.addActions([self._set_mask, self._remove_mask])
        self._window_action = self._action(
            "imageWindowAction", self.tr("Window of values…"), self._choose_window
        )
        self._size_action = self._action(
            "pixelSizeAction", self.tr("Pixel size…"), self._choose_pixel_size
        )
        self.remove = self._action(
            "removeImagesAction", self.tr("Remove from project"), self._remove
        )
        self.context_menu = self._make_context_menu()
        self.update()

    def add_files(self) -> None:
        """Ask for image files and add them."""
        self.add(files.choose_images(self._window))

    def add_folder(self) -> None:
        """Ask for a folder and add its images."""
        folder = files.choose_folder(self._window, self.tr("Add all images of a folder"))
        self.add([] if folder is None else [folder])

    def add(self, paths: list[Path]) -> None:
        """Add image files and the images of folders, and take the classes of tables."""
        if paths:
            self._session.attempt(lambda: self._session.images.take_files(paths))

    def find_moved(self) -> None:
        """Ask for a folder and search it for images that have moved."""
        folder = files.choose_folder(self._window, self.tr("Look for moved images in"))
        if folder is not None:
            self._session.attempt(lambda: self._session.images.relink([folder]))

    def choose_label(self) -> None:
        """Open the menu of the classes that the selected images can have."""
        if self._chosen():
            self.label_menu.popup(self._anchor())

    def update(self) -> None:
        """Enable the actions that apply to the selected images."""
        entries = self._entries()
        roles = {entry.role for entry in entries}
        for role, action in self._roles.items():
            action.setEnabled(bool(entries))
            action.setChecked(roles == {role})
        self._set_mask.setEnabled(len(entries) == 1)
        self._show_folder.setEnabled(len(entries) == 1)
        self._remove_mask.setEnabled(len(entries) == 1 and entries[0].mask is not None)
        self._window_action.setEnabled(bool(entries))
        self._size_action.setEnabled(bool(entries))
        self.remove.setEnabled(bool(entries))
        for menu in (self.label_menu, self.role_menu):
            menu.menuAction().setEnabled(bool(entries))

    def _make_role_menu(self) -> QMenu:
        menu = QMenu(self.tr("Role"), self._window)
        self._add_role(menu, "train", self.tr("Training"))
        self._add_role(menu, "validation", self.tr("Validation"))
        self._add_role(menu, "test", self.tr("Test"))
        return menu

    def _add_role(self, menu: QMenu, role: Role, text: str) -> None:
        action = self._action(f"{role}RoleAction", text, lambda: self._set_role(role))
        action.setCheckable(True)
        self._roles[role] = action
        menu.addAction(action)

    def _make_context_menu(self) -> QMenu:
        self._show_folder = self._action(
            "showInFolderAction", self.tr("Show in folder"), self._open_folder
        )
        menu = QMenu(self._window)
        menu.setObjectName("imageMenu")
        menu.addMenu(self.label_menu)
        menu.addMenu(self.role_menu)
        menu.addSeparator()
        menu.addActions(
            [
                self._set_mask,
                self._remove_mask,
                self._window_action,
                self._size_action,
                self._show_folder,
            ]
        )
        menu.addSeparator()
        menu.addAction(self.remove)
        return menu

    def _action(self, name: str, text: str, call: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.triggered.connect(lambda _: call())
        return action

    def _entries(self) -> list[ImageEntry]:
        chosen = set(self._chosen())
        return [entry for entry in self._session.document.project.images if entry.id in chosen]

    def _set_role(self, role: Role) -> None:
        self._session.attempt(lambda: self._session.images.set_role(self._chosen(), role))
        self.update()

    def _choose_mask(self) -> None:
        entry = self._entries()[0]
        mask = files.choose_mask(self._window, self._file(entry))
        if mask is not None:
            self._session.attempt(lambda: self._session.images.set_mask(entry.id, mask))

    def _unmask(self) -> None:
        image = self._entries()[0].id
        message = self.tr("Mask removed; its file stays")
        self._session.attempt(lambda: self._session.images.set_mask(image, None), undoable=message)

    def _choose_window(self) -> None:
        open_window_dialog(self._session, self._chosen(), self._window)

    def _choose_pixel_size(self) -> None:
        open_pixel_size_dialog(self._session, self._chosen(), self._window)

    def _remove(self) -> None:
        chosen = self._chosen()
        message = self.tr("{0} removed from the project").format(counted(len(chosen), "image"))
        self._session.attempt(lambda: self._session.images.remove(chosen), undoable=message)

    def _open_folder(self) -> None:
        folder = self._file(self._entries()[0]).parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._session.report(self.tr("Can't open {0}").format(folder), is_error=True)

    def _file(self, entry: ImageEntry) -> Path:
        """Return the recorded path of an image, without searching for it by content."""
        folder = self._session.document.path or Path()
        near = (folder / entry.path).resolve()
        return near if near.exists() or entry.absolute is None else Path(entry.absolute)
