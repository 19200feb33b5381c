"""The guide: rendered, linked, searchable, and part of the wheel."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder import installation
from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs.guide import GuideBrowser, GuideWindow, docs_folder
from flimbuilder.gui.window import MainWindow
from tests.gui.parts import find


@pytest.fixture
def guide(parent: QWidget, qtbot: QtBot) -> GuideWindow:
    made = GuideWindow(docs_folder(), parent)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_the_page_is_rendered_with_pictures_of_its_width(guide: GuideWindow) -> None:
    page = guide.page
    assert page.page == "window.md"
    text = page.toPlainText()
    assert "# The window" not in text
    assert text.startswith("The window")
    assert "create-a-project" in page.headings()
    name = re.search(r"\]\((pictures/\S+?)\)", (docs_folder() / "window.md").read_text())
    assert name is not None
    image = page.loadResource(2, QUrl(name[1]))
    assert 200 <= image.width() <= page.viewport().width()


@pytest.mark.parametrize("page", sorted(path.name for path in docs_folder().glob("*.md")))
def test_every_page_shows_all_of_its_headings(guide: GuideWindow, page: str) -> None:
    guide.page.show_page("formats.md")
    guide.page.show_page(page)
    text = re.sub(r"```.*?```", "", (docs_folder() / page).read_text(), flags=re.DOTALL)
    n_headings = len(re.findall(r"^#+ ", text, re.MULTILINE))
    blocks = [block for block in _blocks(guide.page) if block.blockFormat().headingLevel()]
    assert len(blocks) == n_headings
    layout = guide.page.document().documentLayout()
    heights = [layout.blockBoundingRect(block).height() for block in _blocks(guide.page)
               if block.text().strip()]  # fmt: skip
    assert min(heights) > 5  # none is hidden


def _blocks(page: GuideBrowser):
    block = page.document().begin()
    while block.isValid():
        yield block
        block = block.next()


def test_every_link_between_pages_leads_to_a_heading(guide: GuideWindow) -> None:
    folder, anchors = docs_folder(), {}
    for page in sorted(folder.glob("*.md")):
        guide.page.show_page(page.name)
        anchors[page.name] = set(guide.page.headings())
    links = [
        (page, *link.partition("#")[::2])
        for page in anchors
        for link in re.findall(r"(?<!!)\]\(([^)\s]+)\)", (folder / page).read_text())
        if not link.startswith("http")
    ]
    assert len(links) > 20
    for page, target, anchor in links:
        assert not target or (folder / target).exists(), (page, target)
        name = target or page
        assert not anchor or name not in anchors or anchor in anchors[name], (page, target, anchor)


def test_links_and_back(guide: GuideWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    page, opened = guide.page, []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    bar = page.verticalScrollBar()
    bar.setValue(300)
    page.anchorClicked.emit(QUrl("formats.md#masks"))
    assert page.page == "formats.md"
    assert bar.value() > 0
    page.anchorClicked.emit(QUrl("#formats"))
    assert page.page == "formats.md"
    back = find(guide, QAbstractButton, "guideBack")
    assert back.isEnabled()
    back.click()
    back.click()
    assert page.page == "window.md"
    assert bar.value() == 300
    assert not back.isEnabled()
    page.anchorClicked.emit(QUrl("https://bioimage.io"))
    page.anchorClicked.emit(QUrl("no-such-page.md"))
    page.anchorClicked.emit(QUrl("examples/unet_initialised.py"))
    assert [url.fileName() for url in opened] == ["", "unet_initialised.py"]


def test_searching_wraps_around(guide: GuideWindow, qtbot: QtBot) -> None:
    guide.activateWindow()
    line = find(guide, QLineEdit, "guideSearch")
    guide._focus_search()
    qtbot.keyClicks(line, "kernel")
    first = guide.page.textCursor().selectionStart()
    assert guide.page.textCursor().selectedText().lower() == "kernel"
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert guide.page.textCursor().selectionStart() > first
    for _ in range(500):
        qtbot.keyClick(line, Qt.Key.Key_Return)
        if guide.page.textCursor().selectionStart() == first:
            break
    assert guide.page.textCursor().selectionStart() == first
    assert guide.isVisible()


def test_the_guide_can_be_read_while_a_dialog_is_open(
    guide: GuideWindow, parent: QWidget, qtbot: QtBot
) -> None:
    dialog = QDialog(parent)
    with qtbot.waitExposed(dialog):
        dialog.open()
    guide.page.show_page("formats.md")
    back = find(guide, QAbstractButton, "guideBack")
    place = back.mapTo(guide, back.rect().center())
    handle = guide.windowHandle()
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert guide.page.page == "window.md"
    assert handle.transientParent() is None  # or it would lie above the window always
    dialog.close()


def test_help_opens_one_guide(window: MainWindow) -> None:
    window.actions_by_name["guideAction"].trigger()
    window.actions_by_name["guideAction"].trigger()
    (guide,) = window.findChildren(GuideWindow)
    assert guide.isVisible()
    assert not guide.isModal()
    guide.close()


def test_a_missing_guide_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, window: MainWindow
) -> None:
    monkeypatch.setattr(installation, "__file__", str(tmp_path / "a" / "installation.py"))
    with pytest.raises(InputError, match="the guide"):
        docs_folder()
    window.commands.help.show_guide()
    assert window.findChild(GuideWindow) is None


def test_pages_in_folders_have_links_and_pictures_of_their_place(
    parent: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "how_to").mkdir()
    (tmp_path / "pictures").mkdir()
    QImage(300, 20, QImage.Format.Format_RGB32).save(str(tmp_path / "pictures" / "a.png"))
    (tmp_path / "window.md").write_text("# Window\n\n[a](how_to/a.md)")
    (tmp_path / "how_to" / "a.md").write_text("# A\n\n![p](../pictures/a.png) [b](b.md#c)")
    (tmp_path / "how_to" / "b.md").write_text("# B\n\n[w](../window.md)\n\n## C\n")
    page = GuideBrowser(tmp_path)
    qtbot.addWidget(page)
    page.resize(800, 600)
    page.show_page("window.md")
    page.anchorClicked.emit(QUrl("how_to/a.md"))
    assert page.loadResource(2, QUrl("../pictures/a.png")).width() == 300
    page.anchorClicked.emit(QUrl("b.md#c"))
    assert page.page == "how_to/b.md"
    page.back()
    assert page.page == "how_to/a.md"
    page.anchorClicked.emit(QUrl("b.md"))
    page.anchorClicked.emit(QUrl("../window.md"))
    assert page.page == "window.md"


@pytest.mark.parametrize("is_installed", [True, False])
def test_pages_of_the_site_open_in_the_web_browser_if_it_is_installed(
    is_installed: bool, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "flimbuilder" / "site"
    (site / "reference").mkdir(parents=True)
    (site / "reference" / "library.html").touch()
    (site / "project").mkdir()
    (site / "project" / "contributing.html").touch()
    if is_installed:
        (site / "index.html").touch()
    monkeypatch.setattr(installation, "__file__", str(site.parent / "installation.py"))
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    docs = tmp_path / "docs"
    (docs / "reference").mkdir(parents=True)
    (docs / "window.md").write_text("# Window")
    (docs / "reference" / "library.md").write_text("# Library")
    page = GuideBrowser(docs)
    qtbot.addWidget(page)
    page.show_page("window.md")
    page.anchorClicked.emit(QUrl("reference/library.md#learning"))
    page.anchorClicked.emit(QUrl("reference/no_such_page.md"))
    for link in ("../CONTRIBUTING.md#rules", "../README.md#start", "../no_such_page.md"):
        page.anchorClicked.emit(QUrl(f"../{link}" if page.page.startswith("reference") else link))
    assert page.page == ("window.md" if is_installed else "reference/library.md")
    assert [url.toString() for url in opened] == (
        [
            f"file://{site}/reference/library.html#learning",
            f"file://{site}/project/contributing.html#rules",
            f"file://{site}/index.html",
        ]
        if is_installed
        else []
    )


def test_help_opens_the_site_from_this_computer(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "docs" / "_build" / "html"
    site.mkdir(parents=True)
    monkeypatch.setattr(
        installation, "__file__", str(tmp_path / "flimbuilder" / "installation.py")
    )
    (tmp_path / "docs" / "window.md").write_text("# Window")
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    window.actions_by_name["documentationAction"].trigger()
    assert opened == []  # no site, so the guide
    guide = window.findChild(GuideWindow)
    assert guide is not None
    guide.close()
    (site / "index.html").touch()
    window.actions_by_name["documentationAction"].trigger()
    assert [url.toLocalFile() for url in opened] == [str(site / "index.html")]
