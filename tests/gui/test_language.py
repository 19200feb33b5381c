"""The window in another language: nothing stays English, and nothing is cut."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QDockWidget,
    QLabel,
    QSizePolicy,
    QWidget,
)
from pytestqt.qtbot import QtBot
from superqt import QElidingLabel

from flimbuilder.errors import InputError, MaskValuesError
from flimbuilder.gui.app import run
from flimbuilder.gui.dialogs.class_name import ClassNameDialog
from flimbuilder.gui.dialogs.import_files import ImportDialog
from flimbuilder.gui.dialogs.intensity_window import WindowDialog
from flimbuilder.gui.dialogs.label_values import LabelValuesDialog
from flimbuilder.gui.dialogs.pixel_size import PixelSizeDialog
from flimbuilder.gui.dialogs.save_view import SaveViewDialog
from flimbuilder.gui.dialogs.start_from_model import StartFromModelDialog
from flimbuilder.gui.dialogs.unexpected import UnexpectedDialog
from flimbuilder.gui.dialogs.unsaved import UnsavedDialog
from flimbuilder.gui.language import (
    LANGUAGES,
    counted,
    install,
    preferred_language,
    tr,
    translated,
)
from flimbuilder.gui.language.compiled import MAGIC
from flimbuilder.gui.settings import Settings
from flimbuilder.gui.widgets.labels import ElidedLabel
from flimbuilder.gui.window import MainWindow
from flimbuilder.project.project import default_class
from flimbuilder.session.session import Session
from tests.gui.languages import compile_language, mark, shown_texts, unmarked

NAMES = {  # in the project of the tests, and of files, keys and units
    "background", "object", "cells", "png", "flim", "flimbuilder", "uint", "Ctrl", "Shift", "Alt",
    "Del", "Esc", "Home", "End", "PgUp", "PgDown", "Return", "Space", "Tab", "Left", "Right",
    "px²", "mm²", "µm²", "AJI", "MAE", "CSV", "PNG", "SVG", "PCA", "UMAP", "SNE", "Otsu", "otsu",
    "separator", "manual", "None", "AUC", "Fisher", "Dice",
    "Cancelar", "Fechar", "Pressionar", "atalho", "Deslocar", "esquerda", "direita",  # by Qt
    *(word for name in LANGUAGES.values() for word in re.findall(r"\w+", name)),
}  # fmt: skip
WRAPPED_OR_ELIDED = ElidedLabel, QElidingLabel
MARKUP = re.compile(r"<[^>]*>|&\w+;")
DIALOGS = (
    "newProjectAction", "exportAction", "saveViewAction", "scaleAction",
    "predictFolderAction", "shortcutsAction", "keysAction", "aboutAction",
)  # fmt: skip


def installed(folder: Path, change: Callable[[str, str], str] | None = None) -> Iterator[None]:
    """Show Portuguese, or a change of it, until the test ends."""
    compile_language(folder, change)
    install("pt_BR", folder)
    yield
    install("en")


@pytest.fixture
def pseudo(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Install a language that marks every translated text."""
    yield from installed(tmp_path_factory.mktemp("pseudo"), mark)


@pytest.fixture
def marked_window(pseudo: None, opened: MainWindow) -> MainWindow:
    return opened


@pytest.fixture
def portuguese(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    yield from installed(tmp_path_factory.mktemp("portuguese"))


@pytest.fixture
def portuguese_window(portuguese: None, opened: MainWindow) -> MainWindow:
    return opened


def cut(window: MainWindow) -> list[str]:
    """Return the visible labels and buttons that are narrower than their text."""
    faults = []
    for part in (*window.findChildren(QLabel), *window.findChildren(QAbstractButton)):
        is_free = isinstance(part, WRAPPED_OR_ELIDED) or part.sizePolicy().horizontalPolicy() in (
            QSizePolicy.Policy.Ignored,
        )
        if not part.isVisible() or not part.text() or is_free:
            continue
        if isinstance(part, QLabel):
            lines = QTextDocumentFragment.fromHtml(part.text()).toPlainText().split("\n")
            if part.wordWrap():
                lines = [word for line in lines for word in line.split()]
            needed = max(part.fontMetrics().horizontalAdvance(line) for line in lines)
        else:
            needed = part.minimumSizeHint().width()
        if part.width() < needed:
            name = f"{type(part).__name__} {part.objectName()}"
            faults.append(f"{name} {part.width()} < {needed}: {part.text()!r}")
    return faults


def english(window: QWidget) -> list[str]:
    """Return the places and texts with words outside the marks."""
    faults = []
    for place, text in shown_texts(window):
        plain = MARKUP.sub(" ", unmarked(text))
        words = set(re.findall(r"[^\W\d_]{3,}", plain)) - NAMES
        if words:
            faults.append(f"{place}: {text!r}")
    return faults


def test_qt_looks_every_context_up(pseudo: None, qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    shown = [dialog.tr("Undo"), tr("Undo"), QObject().tr("Undo")]
    assert shown == ["⟦Undo⟧"] * 3
    assert counted(1, "image") == "1⟦ image⟧"
    assert counted(3, "image") == "3⟦ images⟧"
    assert translated("3 images") == "3⟦ images⟧"
    install("en")
    assert [dialog.tr("Undo"), counted(3, "image"), translated("x")] == ["Undo", "3 images", "x"]


def test_a_missing_catalogue_leaves_english(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install("pt_BR", tmp_path)
    assert tr("Undo") == "Undo"
    assert translated("no image is shown") == "no image is shown"
    assert "window_pt_BR.qm is missing" in capsys.readouterr().err
    (tmp_path / "window_pt_BR.qm").write_bytes(b"no catalogue")
    (tmp_path / "messages_pt_BR.qm").write_bytes(MAGIC + b"\x69\xff\xff\xff\xff\x00")
    install("pt_BR", tmp_path)
    assert tr("Undo") == "Undo"
    assert translated("no image is shown") == "no image is shown"
    install("en")


@pytest.mark.parametrize(
    ("chosen", "wanted", "language"),
    [
        ("en", ["pt-BR"], "en"),
        ("pt_BR", ["en-US"], "pt_BR"),
        ("system", ["pt-BR", "en"], "pt_BR"),
        ("system", ["pt-Latn-PT"], "pt_BR"),
        ("system", ["fr-FR", "pt-BR", "en"], "pt_BR"),
        ("system", ["en-GB", "pt-BR"], "en"),
        ("system", ["C"], "en"),
        ("system", [], "en"),
        ("xx", ["pt_BR"], "pt_BR"),
    ],
)
def test_the_preferred_language(chosen: str, wanted: list[str], language: str) -> None:
    assert preferred_language(chosen, wanted) == language


def test_the_language_is_chosen_in_the_menu(window: MainWindow) -> None:
    def item(language: str) -> QAction:
        found = window.findChild(QAction, f"{language}LanguageAction")
        assert isinstance(found, QAction)
        return found

    assert item("system").isChecked()
    assert Settings().language == "system"
    item("pt_BR").trigger()
    assert Settings().language == "pt_BR"
    assert not item("system").isChecked()
    message = window.findChild(QLabel, "message")
    assert isinstance(message, QLabel)
    assert "starts again" in message.text()
    item("en").trigger()
    assert Settings().language == "en"


def test_an_unknown_language_is_refused_before_a_window_is_made() -> None:
    with pytest.raises(InputError, match="no language xx; choose from system, en, pt_BR"):
        run(language="xx")


@pytest.mark.slow
def test_every_text_of_the_window_is_translated(
    marked_window: MainWindow, qtbot: QtBot, settle: Callable[[Session], None], qapp: QApplication
) -> None:
    window = marked_window
    faults = english(window)
    for dock in window.findChildren(QDockWidget):
        dock.show()
        dock.raise_()
        settle(window.session)
    faults += english(window)
    for name in DIALOGS:
        before = set(qapp.topLevelWidgets())
        window.actions_by_name[name].trigger()
        for dialog in set(qapp.topLevelWidgets()) - before:
            if isinstance(dialog, QDialog):
                faults += [f"{name}: {fault}" for fault in english(dialog)]
                dialog.reject()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert sorted(set(faults)) == []


def test_every_text_of_the_small_dialogs_is_translated(
    pseudo: None, qtbot: QtBot, tmp_path: Path
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    counts, classes = ((0, 0, 9), (128, 128, 1)), (default_class(0), default_class(1))
    dialogs = (
        ClassNameDialog(2, parent),
        ImportDialog(tmp_path, parent),
        LabelValuesDialog([MaskValuesError("", counts)], classes, None, parent),
        PixelSizeDialog([(tr("All"), ("cells",))], None, parent),
        SaveViewDialog(tmp_path / "cells.png", parent),
        StartFromModelDialog(tmp_path, 3, parent),
        UnexpectedDialog(parent),
        UnsavedDialog("cells", parent),
        WindowDialog("", [(tr("All"), ("cells",))], None, parent),
    )
    faults = [f"{type(made).__name__}: {fault}" for made in dialogs for fault in english(made)]
    assert sorted(set(faults)) == []


@pytest.mark.slow
def test_nothing_is_cut_in_portuguese(
    portuguese_window: MainWindow, settle: Callable[[Session], None], qapp: QApplication
) -> None:
    window = portuguese_window
    window.resize(1024, 700)
    faults = []
    for dock in window.findChildren(QDockWidget):
        dock.show()
        dock.raise_()
        settle(window.session)
        qapp.processEvents()
        faults += cut(window)
        if dock.objectName() not in ("imagesDock",):
            dock.hide()
    assert window.width() == 1024
    assert sorted(set(faults)) == []
