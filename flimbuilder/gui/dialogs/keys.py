"""The dialog that changes the keys of the actions."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.errors import FlimError
from flimbuilder.gui.action_row import Row, Section
from flimbuilder.gui.keymap import RESERVED, keymap
from flimbuilder.gui.language import translated
from flimbuilder.gui.widgets.labels import note

__all__ = ["KeysDialog"]

ACTION = Qt.ItemDataRole.UserRole
PATTERNS = "JSON (*.json)"


class KeysDialog(QDialog):
    """A list of all actions with their keys, which take effect at once; opened with ``open()``.

    Parameters
    ----------
    sections : sequence of Section
    folder : Path
        Where the file dialogs start.
    parent : QWidget
    """

    def __init__(self, sections: Sequence[Section], folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._sections, self._folder = sections, folder
        self.setObjectName("keysDialog")
        self.setWindowTitle(self.tr("Keys"))
        self._entries: list[QTreeWidgetItem] = []
        self._groups: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []  # by section
        self._titles = {row.name: _plain(row) for row in _rows(sections)}
        self._search, self._list = self._make_search(), self._make_list()
        self._recorder, self._note = self._make_recorder(), note("keyNote")
        self._note.setMinimumHeight(self._note.fontMetrics().height())  # so that nothing moves
        self._lay_out()
        self._list.currentItemChanged.connect(self._on_chosen)
        keymap().changed.connect(self._show_keys)
        self._show_keys()
        self.resize(560, 600)
        self.finished.connect(self.deleteLater)

    def _make_search(self) -> QLineEdit:
        search = QLineEdit()
        search.setObjectName("keySearch")
        search.setPlaceholderText(self.tr("Search actions and keys"))
        search.setClearButtonEnabled(True)
        search.textChanged.connect(self._filter)
        return search

    def _make_list(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setObjectName("keyList")
        tree.setHeaderLabels([self.tr("Action"), self.tr("Keys")])
        tree.setUniformRowHeights(True)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        for section in self._sections:
            rows = [row for row in section.actions if not row.held]
            if not rows:
                continue
            top = QTreeWidgetItem([section.title.replace("&", "")])
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            tree.addTopLevelItem(top)
            items = []
            for row in rows:
                item = QTreeWidgetItem(top, [_plain(row)])
                item.setData(0, ACTION, row.name)
                items.append(item)
            self._entries += items
            self._groups.append((top, items))
            top.setExpanded(True)
        return tree

    def _make_recorder(self) -> QKeySequenceEdit:
        recorder = QKeySequenceEdit()
        recorder.setObjectName("keyRecorder")
        recorder.setMaximumSequenceLength(1)
        recorder.setEnabled(False)
        recorder.keySequenceChanged.connect(self._on_recorded)
        return recorder

    def _lay_out(self) -> None:
        def button(name: str, text: str, call: Callable[[], None]) -> QPushButton:
            made = QPushButton(text)
            made.setObjectName(name)
            made.setAutoDefault(False)
            made.clicked.connect(lambda _: call())
            return made

        tr = self.tr
        self._assign = button("assignKeyButton", tr("Add"), self._add)
        self._clear = button("clearKeyButton", tr("No key"), lambda: self._set(()))
        self._default = button("defaultKeyButton", tr("Default"), self._restore)
        record, below, layout = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        record.addWidget(QLabel(tr("New key")))
        record.addWidget(self._recorder, 1)
        for made in (self._assign, self._clear, self._default):
            record.addWidget(made)
            made.setEnabled(False)
        below.addWidget(button("resetKeysButton", tr("All defaults"), keymap().reset))
        below.addStretch(1)
        below.addWidget(button("importKeysButton", tr("Import…"), self._import))
        below.addWidget(button("exportKeysButton", tr("Export…"), self._export))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        below.addWidget(buttons)
        layout.addWidget(self._search)
        layout.addWidget(self._list, 1)
        layout.addLayout(record)
        layout.addWidget(self._note)
        layout.addLayout(below)

    def _show_keys(self) -> None:
        changed = keymap().changes
        for item in self._entries:
            action = item.data(0, ACTION)
            item.setText(1, keymap().text(action))
            font = item.font(1)
            font.setBold(action in changed)
            item.setFont(1, font)
        self._update_buttons()

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for item in self._entries:
            shown = f"{item.text(0)} {item.text(1)}".casefold()
            item.setHidden(wanted not in shown)
        for top, items in self._groups:
            top.setHidden(all(item.isHidden() for item in items))

    def _chosen(self) -> str | None:
        item = self._list.currentItem()
        action = None if item is None else item.data(0, ACTION)
        return action if isinstance(action, str) else None

    def _on_chosen(self) -> None:
        self._recorder.clear()
        self._note.clear()
        self._update_buttons()

    def _on_recorded(self, sequence: QKeySequence) -> None:
        """Say whose key it is, before it is taken."""
        key = _portable(sequence)
        holder = keymap().holder(key) if key else None
        if key in RESERVED:
            self._note.setText(self.tr("{0} has a fixed meaning; choose another key").format(key))
        elif holder is not None and holder != self._chosen():
            text = self.tr("Takes {0} from “{1}”")
            self._note.setText(text.format(key, self._titles.get(holder, holder)))
        else:
            self._note.clear()
        self._update_buttons()

    def _update_buttons(self) -> None:
        action, key = self._chosen(), _portable(self._recorder.keySequence())
        self._recorder.setEnabled(action is not None)
        self._assign.setEnabled(action is not None and bool(key) and key not in RESERVED)
        self._clear.setEnabled(action is not None and bool(keymap().keys(action)))
        self._default.setEnabled(action in keymap().changes)

    def _add(self) -> None:
        action = self._chosen()
        if action is not None:
            self._set((*keymap().keys(action), _portable(self._recorder.keySequence())))

    def _set(self, keys: Sequence[str]) -> None:
        action = self._chosen()
        if action is not None:
            keymap().change(action, keys)
            self._recorder.clear()

    def _restore(self) -> None:
        action = self._chosen()
        if action is not None:
            keymap().reset(action)

    def _import(self) -> None:
        title = self.tr("Import keys")
        name, _ = QFileDialog.getOpenFileName(self, title, str(self._folder), PATTERNS)
        if name:
            self._attempt(lambda: keymap().read(Path(name)))

    def _export(self) -> None:
        title, like = self.tr("Export keys"), self._folder / "flimbuilder_keys.json"
        name, _ = QFileDialog.getSaveFileName(self, title, str(like), PATTERNS)
        if name:
            self._attempt(lambda: keymap().write(Path(name)))

    def _attempt(self, call: Callable[[], None]) -> None:
        try:
            call()
        except FlimError as error:
            self._note.setText(translated(str(error)))


def _rows(sections: Sequence[Section]) -> list[Row]:
    return [row for section in sections for row in section.actions]


def _plain(row: Row) -> str:
    return row.text.replace("&", "").rstrip("…")


def _portable(sequence: QKeySequence) -> str:
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)
