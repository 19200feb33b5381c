"""The keys of the actions: defaults, the user's changes, and files of them."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from flimbuilder.errors import InputError, printable
from flimbuilder.project.files import open_regular, write_atomically

__all__ = [
    "RESERVED",
    "KeyTexts", "Keymap", "add_key_to_tip", "keymap", "set_tip_with_keys", "toggle_action",
]  # fmt: skip

Keys = tuple[str, ...]
FORMAT = "flimbuilder keys"
MAX_BYTES = 10**6  # of a file of keys
RESERVED = ("Q", "Del", "Esc", "Space", "Tab", "Shift+Tab")  # bound outside the actions


class Keymap(QObject):
    """The keys of every action, by its object name.

    Keys are written as by Qt, independently of the language: ``B``, ``Ctrl+Shift+Z``.

    Attributes
    ----------
    changed : Signal()
        Emitted after every change of a key.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._defaults: dict[str, Keys] = {}
        self._keys: dict[str, Keys] = {}

    def load(self, defaults: Mapping[str, Keys], changes: Mapping[str, Sequence[str]]) -> None:
        """Replace all keys by the defaults, then apply those changes that are valid."""
        self._defaults = {action: _normal(keys) for action, keys in defaults.items()}
        self._keys = dict(self._defaults)
        for action, keys in changes.items():
            if action in self._keys:
                self._assign(action, [key for key in keys if _is_key(key)])
        self.changed.emit()

    @property
    def changes(self) -> dict[str, Keys]:
        """The keys that differ from the defaults."""
        return {name: keys for name, keys in self._keys.items() if keys != self._defaults[name]}

    def keys(self, action: str) -> Keys:
        """Return the keys of an action; empty if it has none or does not exist."""
        return self._keys.get(action, ())

    def text(self, action: str) -> str:
        """Return the keys of an action as the platform writes them."""
        return ", ".join(map(_native, self.keys(action)))

    def first(self, action: str) -> str:
        """Return the first key of an action as the platform writes it, or "no key"."""
        keys = self.keys(action)
        return _native(keys[0]) if keys else self.tr("no key")

    def holder(self, key: str) -> str | None:
        """Return the action that has a key, or None."""
        [normal] = _normal([key])
        return next((name for name, keys in self._keys.items() if normal in keys), None)

    def change(self, action: str, keys: Sequence[str]) -> None:
        """Give an action these keys, and take them from all others."""
        self._assign(action, keys)
        self.changed.emit()

    def reset(self, action: str | None = None) -> None:
        """Restore the default keys of one action, or of all."""
        if action is None:
            self._keys = dict(self._defaults)
        else:
            self._assign(action, self._defaults[action])
        self.changed.emit()

    def write(self, file: Path) -> None:
        """Write all keys to a JSON file.

        Raises
        ------
        SaveError
            If that fails.
        """
        document = {"format": FORMAT, "keys": self._keys}
        write_atomically(file, (json.dumps(document, indent=2) + "\n").encode())

    def read(self, file: Path) -> None:
        """Take the keys of a file that :meth:`write` wrote; its actions keep no other keys.

        Raises
        ------
        InputError
            If the file cannot be read, or names an unknown action or key; nothing changes.
        """
        read = self._parsed(file)
        before, self._keys = self._keys, dict(self._keys)
        self._keys.update(dict.fromkeys(read, ()))
        for action, keys in read.items():
            clash = next((key for key in keys if self.holder(key) in read), None)
            if clash is not None:
                self._keys = before
                raise InputError(f"{file}: gives {clash!r} to two actions; keep one of them")
            self._assign(action, keys)
        self.changed.emit()

    def _parsed(self, file: Path) -> dict[str, list[str]]:
        try:
            with open_regular(file) as opened:
                data = opened.read(MAX_BYTES + 1)
            document = json.loads(data)
        except (OSError, ValueError, RecursionError) as error:
            raise InputError(f"can't read {file}: {error}") from None
        keys = document.get("keys") if isinstance(document, dict) else None
        if not isinstance(keys, dict) or document.get("format") != FORMAT:
            raise InputError(f"{file}: is no file of keys; export one to see the format")
        for action, of_action in keys.items():
            if action not in self._defaults:
                raise InputError(f"{file}: unknown action {_shown(action)}; remove its line")
            if not isinstance(of_action, list) or not all(map(_is_key, of_action)):
                raise InputError(f"{file}: {_shown(of_action)} are no keys of {_shown(action)}")
        return keys

    def _assign(self, action: str, keys: Sequence[str]) -> None:
        normal = _normal(keys)
        for other, held in self._keys.items():
            if other != action and set(held) & set(normal):
                self._keys[other] = tuple(key for key in held if key not in normal)
        self._keys[action] = normal


@cache
def keymap() -> Keymap:
    """Return the keymap of the application."""
    return Keymap()


class KeyTexts(dict[str, str]):
    """The first keys of actions, for ``"Press {build} to build".format_map(KeyTexts())``."""

    def __missing__(self, name: str) -> str:
        return keymap().first(f"{name}Action")


def toggle_action(field: str) -> str:
    """Return the name of the action that toggles a field of the view."""
    return f"toggle{''.join(part.capitalize() for part in field.split('_'))}Action"


def add_key_to_tip(widget: QWidget, tip: str, action: str) -> None:
    """Set a tooltip that ends in the keys of an action, and follows their changes."""

    def show() -> None:
        keys = keymap().text(action)
        widget.setToolTip(f"{tip} ({keys})" if keys else tip)

    _follow(widget, show)


def set_tip_with_keys(widget: QWidget, tip: str) -> None:
    """Set a tooltip that names keys in braces, as `KeyTexts` does, and follows their changes."""
    _follow(widget, lambda: widget.setToolTip(tip.format_map(KeyTexts())))


def _follow(widget: QWidget, show: Callable[[], None]) -> None:
    """Call a function now and after every change of a key, in place of an earlier one."""
    follower = widget.findChild(_Follower)
    if follower is None:
        follower = _Follower(widget)
        keymap().changed.connect(follower.follow)
    follower.show = show
    show()


class _Follower(QObject):
    """Keeps a widget's tooltip up to date; ends with the widget."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.show: Callable[[], None] = lambda: None

    def follow(self) -> None:
        """Update the tooltip."""
        self.show()


def _normal(keys: Sequence[str]) -> Keys:
    portable = QKeySequence.SequenceFormat.PortableText
    names = (QKeySequence(key, portable).toString(portable) for key in keys)
    return tuple(dict.fromkeys(names))


@cache
def _native(key: str) -> str:
    sequence = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    return sequence.toString(QKeySequence.SequenceFormat.NativeText)


def _is_key(key: object) -> bool:
    """Return True for a single key that Qt knows and that has no fixed meaning.

    Qt writes an unknown key as the empty text.
    """
    if not isinstance(key, str) or QKeySequence(key).count() != 1:
        return False
    [normal] = _normal([key])
    return normal not in ("", *RESERVED)


def _shown(value: object) -> str:
    return printable(repr(value), 60)
